package evidence_test

import (
	"strings"
	"testing"
	"time"

	"touchstone/app/document"
	"touchstone/evidence"
)

func TestAddItem(t *testing.T) {
	tests := []struct {
		name string
		v    evidence.Version
		want string
	}{
		{"empty", evidence.Version{}, "done"},
		{"title at the limit", evidence.Version{Title: strings.Repeat("é", 120)}, "done"},
		{"title over the limit", evidence.Version{Title: strings.Repeat("é", 121)}, "wrong: title"},
		{"50,000 words", evidence.Version{Action: strings.Repeat("payment ", 50_000)}, "done"},
		{"account at the limit", evidence.Version{Result: strings.Repeat("x", 400_000)}, "done"},
		{"account over the limit", evidence.Version{Result: strings.Repeat("x", 400_001)}, "wrong: result"},
		{"today", evidence.Version{From: march(5), To: march(5)}, "done"},
		{"tomorrow", evidence.Version{From: march(6), To: march(6)}, "wrong: done_from done_to"},
		{"no such use of AI", evidence.Version{AI: "maybe"}, "wrong: ai_used"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, _, _ := open(t)
			p, err := s.AddItem(t.Context(), mine, carys, tt.v)
			if got := outcome(err); got != tt.want {
				t.Fatalf("%s; want %s", got, tt.want)
			}
			if err == nil && read(t, s, p.ID).Version.Action != tt.v.Action {
				t.Error("the text was not kept")
			}
		})
	}
}

func TestTodayIsLondonsToday(t *testing.T) {
	// In summer, half past midnight on the 2nd in London.
	now := time.Date(2026, time.June, 1, 23, 30, 0, 0, time.UTC)
	for day, ok := range map[int]bool{1: true, 2: true, 3: false} {
		v := evidence.Version{From: time.Date(2026, time.June, day, 0, 0, 0, 0, time.UTC)}
		if err := v.CheckDraft(now); (err == nil) != ok {
			t.Errorf("done on 2026-06-%02d: %v; want ok = %t", day, err, ok)
		}
	}
}

func TestItemsAreNumberedByPortfolio(t *testing.T) {
	s, _, _ := open(t)
	for _, portfolio := range []evidence.PortfolioID{mine, theirs} {
		for want := 1; want <= 3; want++ {
			if p, err := s.AddItem(t.Context(), portfolio, carys, evidence.Version{}); err != nil || p.Number != want {
				t.Errorf("number %d, %v; want %d", p.Number, err, want)
			}
		}
	}
}

func TestSaveDraft(t *testing.T) {
	s, _, _ := open(t)
	p, err := s.AddItem(t.Context(), mine, carys, whole())
	must(t, err)
	f := addFile(t, s, p.ID, file("a", "log.pdf", document.Facts{Kind: document.PDF, Pages: 8}))
	edit := func(change func(*evidence.Version)) string {
		_, err := s.SaveDraft(t.Context(), mine, p.ID, carys, read(t, s, p.ID).Version.Revision, change)
		return outcome(err)
	}
	for _, tt := range []struct {
		name string
		edit func(*evidence.Version)
		want string
	}{
		{"text", func(v *evidence.Version) { v.Result = "Paid." }, "done"},
		{"a claim of the core", func(v *evidence.Version) { v.Claims = []evidence.Claim{claim(k1)} }, "done"},
		{"a claim of their option", func(v *evidence.Version) { v.Claims = append(v.Claims, claim(s1)) }, "done"},
		{"a claim whose membership is not known", func(v *evidence.Version) { v.Claims = append(v.Claims, claim(k3)) }, "done"},
		{"a claim of another option", func(v *evidence.Version) { v.Claims = append(v.Claims, claim(s2)) }, "wrong: claims"},
		{"a claim of another standard", func(v *evidence.Version) { v.Claims = append(v.Claims, claim(foreign)) }, "wrong: claims"},
		{"a claim of a retired statement", func(v *evidence.Version) { v.Claims = append(v.Claims, claim(gone)) }, "wrong: claims"},
		{"a claim twice", func(v *evidence.Version) { v.Claims = append(v.Claims, claim(k1)) }, "wrong: claims"},
		{"a place in its file", func(v *evidence.Version) {
			v.Claims[0].Places = []evidence.Place{{File: f.ID, Unit: evidence.Page, First: 3, Last: 3}}
		}, "done"},
		{"a place in a file of something else", func(v *evidence.Version) {
			v.Claims[0].Places = []evidence.Place{{File: f.ID + 1, Unit: evidence.Whole}}
		}, "wrong: at-1"},
	} {
		if got := edit(tt.edit); got != tt.want {
			t.Errorf("%s: %s; want %s", tt.name, got, tt.want)
		}
	}
	v := read(t, s, p.ID).Version
	if len(v.Claims) != 3 || v.Result != "Paid." || v.Claims[0].Places[0].First != 3 {
		t.Errorf("kept: %+v", v.Claims)
	}
	if got := edit(func(v *evidence.Version) { v.Claims = v.Claims[1:] }); got != "done" {
		t.Error(got)
	}
	if v := read(t, s, p.ID).Version; len(v.Claims) != 2 || v.Claims[0].Statement != s1 {
		t.Errorf("after removing one: %+v", v.Claims)
	}
}

func TestTwoTabs(t *testing.T) {
	s, _, _ := open(t)
	p := add(t, s)
	save := func(revision int, text string) (evidence.Piece, error) {
		return s.SaveDraft(t.Context(), mine, p.ID, carys, revision, func(v *evidence.Version) { v.Action = text })
	}
	first, err := save(p.Version.Revision, "first")
	must(t, err)
	_, err = save(p.Version.Revision, "second")
	theirs, clashed := evidence.Theirs(err)
	if outcome(err) != "conflict" || !clashed || theirs.Action != "first" || theirs.Revision != first.Version.Revision {
		t.Errorf("second tab: %v, %+v", err, theirs.Action)
	}
	if again, err := save(p.Version.Revision, "first"); err != nil || again.Version.Revision != first.Version.Revision {
		t.Errorf("saving what is stored already: %v", err)
	}
	if _, err := save(theirs.Revision, "both"); err != nil || read(t, s, p.ID).Version.Action != "both" {
		t.Errorf("after seeing theirs: %v", err)
	}
}

func TestOtherPortfoliosAreNotFound(t *testing.T) {
	s, _, _ := open(t)
	p := add(t, s, k1)
	f := addFile(t, s, p.ID, file("a", "a.pdf", document.Facts{Kind: document.PDF, Pages: 1, Fault: "It has a password."}))
	ctx := t.Context()
	for name, err := range map[string]error{
		"Item":        second(s.Item(ctx, theirs, p.ID, evidence.Own)),
		"Versions":    second(s.Versions(ctx, theirs, p.ID, evidence.Own)),
		"SaveDraft":   second(s.SaveDraft(ctx, theirs, p.ID, dewi, 2, func(v *evidence.Version) { v.Title = "x" })),
		"Submit":      second(s.Submit(ctx, theirs, p.ID, dewi, 2)),
		"Withdraw":    second(s.Withdraw(ctx, theirs, p.ID, dewi)),
		"Revise":      second(s.Revise(ctx, theirs, p.ID, dewi)),
		"RemoveDraft": s.RemoveDraft(ctx, theirs, p.ID, dewi),
		"Restore":     s.Restore(ctx, theirs, p.ID, dewi),
		"AddFile":     second(s.AddFile(ctx, theirs, p.ID, dewi, file("b", "b", document.Facts{}))),
		"DetachFile":  s.DetachFile(ctx, theirs, p.ID, dewi, f.ID),
		"AttachAgain": s.AttachAgain(ctx, theirs, p.ID, dewi, f.ID),
		"KeepFile":    s.KeepFile(ctx, theirs, p.ID, dewi, f.ID),
		"File":        second(s.File(ctx, theirs, f.ID, evidence.Own)),
		"Decide":      s.Decide(ctx, theirs, p.ID, p.Version.ID, marcus, evidence.Review{}),
		"AddFeedback": s.AddFeedback(ctx, theirs, p.ID, p.Version.ID, 0, marcus, "x"),
	} {
		if outcome(err) != "not found" {
			t.Errorf("%s reached across: %v", name, err)
		}
	}
}

func second[T any](_ T, err error) error { return err }

// TestLife follows a piece through every state, and what others see of it.
func TestLife(t *testing.T) {
	s, _, clock := open(t)
	p := add(t, s, k1)
	id := p.ID
	check := func(when string, state evidence.State, cover evidence.State, shared string) {
		t.Helper()
		if got := read(t, s, id).State; got != state {
			t.Errorf("%s: state %q; want %q", when, got, state)
		}
		covers, err := s.Coverage(t.Context(), mine)
		if err != nil || covers[k1].State != cover {
			t.Errorf("%s: cover %q, %v; want %q", when, covers[k1].State, err, cover)
		}
		seen, err := s.Item(t.Context(), mine, id, evidence.Shared)
		if got := outcome(err); err == nil && seen.Title != shared || err != nil && got != shared {
			t.Errorf("%s: others see %q, %v; want %q", when, seen.Title, err, shared)
		}
		clock.Add(time.Hour)
	}
	rename := func(title string) {
		t.Helper()
		p := read(t, s, id)
		_, err := s.SaveDraft(t.Context(), mine, id, carys, p.Version.Revision, func(v *evidence.Version) { v.Title = title })
		must(t, err)
	}
	check("new", evidence.Draft, evidence.Draft, "not found")
	submit(t, s, p)
	check("submitted", evidence.Submitted, evidence.Submitted, "Call log")
	_, err := s.Withdraw(t.Context(), mine, id, carys)
	must(t, err)
	check("withdrawn", evidence.Draft, evidence.Draft, "not found")
	p = submit(t, s, read(t, s, id))
	giveBack(t, s, p)
	check("returned", evidence.Returned, evidence.Returned, "Call log")
	rename("Better log")
	check("returned, being written", evidence.Returned, evidence.Returned, "Call log")
	if got := outcome(s.RemoveDraft(t.Context(), mine, id, carys)); got != "conflict" {
		t.Errorf("throwing away what was returned: %s", got)
	}
	submit(t, s, read(t, s, id))
	_, err = s.Withdraw(t.Context(), mine, id, carys)
	must(t, err)
	check("returned, submitted again and taken back", evidence.Returned, evidence.Returned, "Call log")
	p = submit(t, s, read(t, s, id))
	accept(t, s, p)
	check("accepted", evidence.Accepted, evidence.Accepted, "Better log")
	if _, err := s.SaveDraft(t.Context(), mine, id, carys, p.Version.Revision, func(v *evidence.Version) { v.Title = "x" }); outcome(err) != "conflict" {
		t.Errorf("changing what is accepted: %v", err)
	}
	for range 2 {
		_, err = s.Revise(t.Context(), mine, id, carys)
		must(t, err)
	}
	rename("Best log")
	check("being revised", evidence.Draft, evidence.Accepted, "Better log")
	must(t, s.RemoveDraft(t.Context(), mine, id, carys))
	check("revision thrown away", evidence.Accepted, evidence.Accepted, "Better log")
	for range 2 {
		must(t, s.Restore(t.Context(), mine, id, carys))
	}
	check("revision brought back", evidence.Draft, evidence.Accepted, "Better log")
	p = submit(t, s, read(t, s, id))
	check("revision submitted", evidence.Submitted, evidence.Accepted, "Best log")
	giveBack(t, s, p)
	check("revision returned", evidence.Returned, evidence.Accepted, "Best log")
	accept(t, s, submit(t, s, read(t, s, id)))
	check("revision accepted", evidence.Accepted, evidence.Accepted, "Best log")

	versions, err := s.Versions(t.Context(), mine, id, evidence.Own)
	must(t, err)
	var states []string
	for _, v := range versions {
		states = append(states, string(v.State)+" "+v.Title)
	}
	want := "accepted Best log, returned Best log, accepted Better log, withdrawn Better log, returned Call log, withdrawn Call log"
	if got := strings.Join(states, ", "); got != want {
		t.Errorf("history: %s\nwant %s", got, want)
	}
}

func TestThrowAwayAndBringBack(t *testing.T) {
	s, _, _ := open(t)
	p := add(t, s, k1)
	must(t, s.RemoveDraft(t.Context(), mine, p.ID, carys))
	if _, err := s.Item(t.Context(), mine, p.ID, evidence.Own); outcome(err) != "not found" {
		t.Errorf("thrown away, and still read: %v", err)
	}
	if covers, _ := s.Coverage(t.Context(), mine); covers[k1].State != evidence.None {
		t.Error("thrown away, and still counted")
	}
	must(t, s.Restore(t.Context(), mine, p.ID, carys))
	if covers, _ := s.Coverage(t.Context(), mine); read(t, s, p.ID).Title != "Call log" || covers[k1].State != evidence.Draft {
		t.Error("not brought back")
	}
	submit(t, s, p)
	if got := outcome(s.RemoveDraft(t.Context(), mine, p.ID, carys)); got != "conflict" {
		t.Errorf("throwing away what waits: %s", got)
	}
}

func TestClickingTwice(t *testing.T) {
	s, _, _ := open(t)
	p := add(t, s, k1)
	submit(t, s, p)
	p = submit(t, s, p)
	accept(t, s, p)
	accept(t, s, p)
	for range 2 {
		must(t, s.AddFeedback(t.Context(), mine, p.ID, p.Version.ID, 0, marcus, "Well written."))
	}
	if v := read(t, s, p.ID).Version; len(v.Decisions) != 3 {
		t.Errorf("%d decisions; want those on the claim and on the piece, and the feedback", len(v.Decisions))
	}
	if _, err := s.Submit(t.Context(), mine, p.ID, carys, p.Version.Revision); outcome(err) != "conflict" {
		t.Errorf("submitting what is accepted: %v", err)
	}
	if got := outcome(s.Decide(t.Context(), mine, p.ID, p.Version.ID, carys, review(p, evidence.ReturnedVerdict, evidence.ReferredVerdict))); got != "conflict" {
		t.Errorf("deciding otherwise afterwards: %s", got)
	}
}
