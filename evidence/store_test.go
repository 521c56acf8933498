package evidence_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"touchstone/app/audit"
	"touchstone/app/document"
	"touchstone/evidence"
	"touchstone/ksb"
)

func TestFiles(t *testing.T) {
	s, _, _ := open(t)
	p, other := add(t, s, k1), add(t, s)
	locked := document.Facts{Kind: document.PDF, Fault: "This PDF has a password."}
	f := file("a", `..\log.pdf`, locked)
	f.Copies = map[document.Copy]evidence.FileCopy{document.Preview: {Blob: f.Blob, Size: 9}}
	added := addFile(t, s, p.ID, f)
	if added.Name != "log.pdf" || !added.Unfit() {
		t.Errorf("added as %+v", added)
	}
	again, err := s.AddFile(t.Context(), mine, p.ID, carys, file("a", "copy.pdf", locked))
	if err != nil || !again.Already || again.File.ID != added.ID {
		t.Errorf("the same bytes in one piece: %+v, %v", again, err)
	}
	elsewhere, err := s.AddFile(t.Context(), mine, other.ID, carys, file("a", "copy.pdf", locked))
	if err != nil || elsewhere.Already || len(elsewhere.Elsewhere) != 1 || elsewhere.Elsewhere[0].ID != p.ID {
		t.Errorf("the same bytes in another piece: %+v, %v", elsewhere, err)
	}
	if _, err := s.Submit(t.Context(), mine, p.ID, carys, p.Version.Revision); outcome(err) != "wrong: files" {
		t.Errorf("submitting an unfit file: %v", err)
	}
	must(t, s.KeepFile(t.Context(), mine, p.ID, carys, added.ID))
	if _, err := s.File(t.Context(), mine, added.ID, evidence.Shared); outcome(err) != "not found" {
		t.Errorf("others see the file of a draft: %v", err)
	}
	_, err = s.SaveDraft(t.Context(), mine, p.ID, carys, p.Version.Revision, func(v *evidence.Version) {
		v.Claims[0].Places = []evidence.Place{{File: added.ID, Unit: evidence.Section, Section: "6.2"}}
	})
	must(t, err)
	p = submit(t, s, read(t, s, p.ID))
	seen, err := s.File(t.Context(), mine, added.ID, evidence.Shared)
	if err != nil || seen.Copies[document.Preview].Size != 9 || seen.KeptAt.IsZero() {
		t.Errorf("others see %+v, %v", seen, err)
	}
	if got := outcome(s.DetachFile(t.Context(), mine, p.ID, carys, added.ID)); got != "conflict" {
		t.Errorf("taking a file off what waits: %s", got)
	}
	giveBack(t, s, p)
	must(t, s.DetachFile(t.Context(), mine, p.ID, carys, added.ID))
	if v := read(t, s, p.ID).Version; len(v.Files) != 0 || len(v.Claims[0].Places) != 0 {
		t.Errorf("after taking it off: %v, %v", v.Files, v.Claims[0].Places)
	}
	if before, _ := s.Item(t.Context(), mine, p.ID, evidence.Shared); len(before.Version.Files) != 1 || len(before.Version.Claims[0].Places) != 1 {
		t.Error("the version that was returned has changed")
	}
	for range 2 {
		must(t, s.AttachAgain(t.Context(), mine, p.ID, carys, added.ID))
	}
	if v := read(t, s, p.ID).Version; len(v.Files) != 1 {
		t.Errorf("after attaching it again: %v", v.Files)
	}
	named, err := s.NamedBlobs(t.Context())
	if err != nil || len(named) != 1 || !named[f.Blob] {
		t.Errorf("named blobs: %v, %v", named, err)
	}
}

func TestFileLimits(t *testing.T) {
	s, _, _ := open(t)
	p := add(t, s)
	big := file("big", "big.mov", document.Facts{})
	big.Size = evidence.MaxFile + 1
	if _, err := s.AddFile(t.Context(), mine, p.ID, carys, big); err == nil || !strings.Contains(err.Error(), "2.1 GB") {
		t.Errorf("a file over the limit: %v", err)
	}
	big.Size = evidence.MaxFile
	addFile(t, s, p.ID, big)
	for i := 1; i < evidence.MaxFiles; i++ {
		addFile(t, s, p.ID, file(fmt.Sprint(i), "x", document.Facts{}))
	}
	if _, err := s.AddFile(t.Context(), mine, p.ID, carys, file("one more", "x", document.Facts{})); outcome(err) != "conflict" {
		t.Errorf("one file more: %v", err)
	}
}

func TestTwoUploadsOfOneFileAtOnce(t *testing.T) {
	s, _, _ := open(t)
	p := add(t, s)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if _, err := s.AddFile(t.Context(), mine, p.ID, carys, file("a", "a.pdf", document.Facts{})); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if v := read(t, s, p.ID).Version; len(v.Files) != 1 {
		t.Errorf("%d files; want 1", len(v.Files))
	}
}

func TestWaiting(t *testing.T) {
	s, _, clock := open(t)
	var ids []evidence.ItemID
	for range 5 {
		p := submit(t, s, add(t, s, k1))
		ids = append(ids, p.ID)
		clock.Add(time.Minute)
	}
	p := read(t, s, ids[0])
	giveBack(t, s, p)
	submit(t, s, read(t, s, ids[0])) // waits again, last
	want := append(ids[1:], ids[0])
	var got []evidence.ItemID
	for from := 0; from < 6; from += 2 {
		q, err := s.Queue(t.Context(), evidence.QueueQuery{Coach: marcus, Offset: from, Limit: 2})
		if err != nil || q.Total != 5 || q.All != 5 {
			t.Fatalf("%d of %d, %v", q.Total, q.All, err)
		}
		for _, w := range q.Rows {
			got = append(got, w.Item)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("waiting: %v; want %v", got, want)
	}
	q, _ := s.Queue(t.Context(), evidence.QueueQuery{Coach: marcus})
	if last := q.Rows[4]; last.Times != 2 || last.Apprentice != "Carys" || last.Claims != 1 {
		t.Errorf("last: %+v", last)
	}
	if q, _ := s.Queue(t.Context(), evidence.QueueQuery{Coach: carys}); len(q.Rows) != 0 || q.All != 0 {
		t.Error("something waits for one who is no coach")
	}
	if q, _ := s.Queue(t.Context(), evidence.QueueQuery{Coach: marcus, Offset: 99, Limit: 2}); len(q.Rows) != 0 || q.Total != 5 {
		t.Errorf("past the end: %+v", q)
	}
}

func TestDecideTooLate(t *testing.T) {
	s, _, _ := open(t)
	p := submit(t, s, add(t, s, k1))
	_, err := s.Withdraw(t.Context(), mine, p.ID, carys)
	must(t, err)
	err = s.Decide(t.Context(), mine, p.ID, p.Version.ID, marcus, review(p, evidence.AcceptedVerdict, evidence.AcceptedVerdict))
	if outcome(err) != "conflict" || !strings.Contains(err.Error(), "took this piece back") {
		t.Errorf("deciding what was taken back: %v", err)
	}
	err = s.Decide(t.Context(), mine, p.ID, p.Version.ID+99, marcus, review(p, evidence.AcceptedVerdict, evidence.AcceptedVerdict))
	if outcome(err) != "not found" {
		t.Errorf("deciding a version that is not there: %v", err)
	}
}

func TestFeedbackIsAdded(t *testing.T) {
	s, _, _ := open(t)
	p := add(t, s, k1)
	if got := outcome(s.AddFeedback(t.Context(), mine, p.ID, p.Version.ID, 0, marcus, "Early.")); got != "not found" {
		t.Errorf("feedback on a draft: %s", got)
	}
	p = submit(t, s, p)
	other := submit(t, s, add(t, s, k1))
	if got := outcome(s.AddFeedback(t.Context(), mine, p.ID, p.Version.ID, other.Version.Claims[0].ID, marcus, "x")); got != "not found" {
		t.Errorf("feedback on another version's claim: %s", got)
	}
	if got := outcome(s.AddFeedback(t.Context(), mine, p.ID, p.Version.ID, 0, marcus, " ")); got != "wrong: feedback" {
		t.Errorf("blank feedback: %s", got)
	}
	must(t, s.AddFeedback(t.Context(), mine, p.ID, p.Version.ID, p.Version.Claims[0].ID, marcus, "Good."))
	accept(t, s, p)
	must(t, s.AddFeedback(t.Context(), mine, p.ID, p.Version.ID, 0, marcus, "And thank you."))
	var got []string
	for _, d := range read(t, s, p.ID).Version.Decisions {
		got = append(got, fmt.Sprintf("%s%s %s", d.Verdict, d.Feedback, d.ByName))
	}
	if want := []string{"Good. Marcus", "accepted Marcus", "accepted Marcus", "And thank you. Marcus"}; !slices.Equal(got, want) {
		t.Errorf("%q; want %q", got, want)
	}
}

// TestCoverageIsWhatItWouldBe runs random histories and compares the summary
// with what the claims themselves say after every step.
func TestCoverageIsWhatItWouldBe(t *testing.T) {
	seen := make(map[evidence.State]int)
	for seed := range uint64(3) {
		s, d, _ := open(t)
		r := rand.New(rand.NewPCG(seed, 1))
		var ids []evidence.ItemID
		all := []ksb.StatementID{k1, k2, k3, s1}
		for step := range 100 {
			if len(ids) < 4 {
				ids = append(ids, add(t, s, all[r.IntN(4)]).ID)
			}
			randomStep(t, s, r, ids[r.IntN(len(ids))], all)
			wrong, err := s.AuditCoverage(t.Context(), mine)
			if err != nil || len(wrong) > 0 {
				t.Fatalf("seed %d, step %d: statements %v differ, %v", seed, step, wrong, err)
			}
			covers, _ := s.Coverage(t.Context(), mine)
			for _, c := range covers {
				seen[c.State]++
			}
		}
		if broken, events, err := audit.Check(t.Context(), d); broken != 0 || events < 20 || err != nil {
			t.Errorf("events: %d of %d broken, %v", broken, events, err)
		}
	}
	for _, state := range evidence.States {
		if seen[state] < 10 {
			t.Errorf("%s was hardly reached: %v", state, seen)
		}
	}
}

// randomStep does something to an item. Refusals are as good as anything.
func randomStep(t *testing.T, s *evidence.Store, r *rand.Rand, id evidence.ItemID, all []ksb.StatementID) {
	ctx := t.Context()
	p, err := s.Item(ctx, mine, id, evidence.Own)
	if err != nil {
		must(t, s.Restore(ctx, mine, id, carys))
		return
	}
	switch r.IntN(9) {
	case 0, 1:
		s.SaveDraft(ctx, mine, id, carys, p.Version.Revision, func(v *evidence.Version) {
			v.Claims = nil
			for _, st := range all {
				if r.IntN(2) == 0 {
					v.Claims = append(v.Claims, claim(st))
				}
			}
		})
	case 2, 3:
		s.Submit(ctx, mine, id, carys, p.Version.Revision)
	case 4:
		s.Withdraw(ctx, mine, id, carys)
	case 5:
		s.Decide(ctx, mine, id, p.Version.ID, marcus, review(p, evidence.AcceptedVerdict, evidence.AcceptedVerdict))
	case 6, 8:
		s.Decide(ctx, mine, id, p.Version.ID, marcus, review(p, evidence.ReturnedVerdict, evidence.ReferredVerdict))
	case 7:
		if r.IntN(2) == 0 {
			s.Revise(ctx, mine, id, carys)
		} else {
			s.RemoveDraft(ctx, mine, id, carys)
		}
	}
}

func TestAuditFindsADifference(t *testing.T) {
	s, d, _ := open(t)
	add(t, s, k1, k2)
	for _, sql := range []string{
		`UPDATE coverage SET pieces = 2 WHERE statement_id = 1`,
		`DELETE FROM coverage WHERE statement_id = 2`,
		`INSERT INTO coverage VALUES (1, 3, 'draft', 1, 0, 0)`,
	} {
		if err := exec(t, d, sql); err != nil {
			t.Fatal(err)
		}
	}
	if wrong, err := s.AuditCoverage(t.Context(), mine); err != nil || !slices.Equal(wrong, []ksb.StatementID{k1, k2, k3}) {
		t.Errorf("%v, %v", wrong, err)
	}
}

func TestCount(t *testing.T) {
	std := ksb.Standard{Types: []ksb.Type{ksb.Knowledge, ksb.Skill, ksb.Behaviour}, Statements: []ksb.Statement{
		{ID: 1, Key: "k1", Type: "knowledge"}, {ID: 2, Key: "k2", Type: "knowledge"},
		{ID: 3, Key: "s1", Type: "skill", Membership: ksb.Options, Options: []string{"X"}},
		{ID: 4, Key: "s2", Type: "skill", Membership: ksb.Options, Options: []string{"Y"}},
		{ID: 5, Key: "b1", Type: "behaviour"}, {ID: 6, Key: "k9", Type: "knowledge", Retired: true},
	}}
	plan := ksb.Plan{Methods: []ksb.Method{
		{Key: "talk", Statements: []string{"k1", "s1", "s2"}}, {Key: "employer", Statements: []string{"b1"}, Verified: true},
	}}
	covers := map[ksb.StatementID]evidence.Cover{1: {State: evidence.Accepted}, 3: {State: evidence.Draft}, 5: {State: evidence.Accepted}, 4: {State: evidence.Accepted}}
	got := evidence.Count(&std, "X", &plan, covers)
	if got.All.Total != 3 || got.All.By[evidence.Accepted] != 1 || got.All.By[evidence.None] != 1 {
		t.Errorf("under the plan: %+v", got.All)
	}
	if got.Types[2].Total != 0 || got.Methods[0].Total != 2 || got.Methods[1].By[evidence.Accepted] != 1 || got.Unmapped.Total != 1 {
		t.Errorf("under the plan: %+v", got)
	}
	if got := evidence.Count(&std, "X", nil, covers); got.All.Total != 4 || got.All.By[evidence.Accepted] != 2 || len(got.Methods) != 0 {
		t.Errorf("without a plan: %+v", got)
	}
}

func TestItems(t *testing.T) {
	s, _, clock := open(t)
	titles := []string{"Ashbrook", "birch", "Cedar", "Élm", "ash tree"}
	for i, title := range titles {
		p := add(t, s, k1)
		_, err := s.SaveDraft(t.Context(), mine, p.ID, carys, p.Version.Revision, func(v *evidence.Version) {
			v.Title, v.From = title, march(1+i%3)
			if i == 2 {
				v.Claims = append(v.Claims, claim(k2))
				v.Kind, v.Result = "report", "Paid in ÉCHÉANCES."
			}
		})
		must(t, err)
		clock.Add(time.Minute)
	}
	submit(t, s, read(t, s, 2))
	tests := []struct {
		name string
		q    evidence.Query
		want string
	}{
		{"last changed first", evidence.Query{}, "birch, ash tree, Élm, Cedar, Ashbrook"},
		{"by number", evidence.Query{Sort: evidence.ByNumber}, "Ashbrook, birch, Cedar, Élm, ash tree"},
		{"by title", evidence.Query{Sort: evidence.ByTitle}, "ash tree, Ashbrook, birch, Cedar, Élm"},
		{"by day", evidence.Query{Sort: evidence.ByDay}, "Cedar, ash tree, birch, Élm, Ashbrook"},
		{"unknown order", evidence.Query{Sort: "x"}, "birch, ash tree, Élm, Cedar, Ashbrook"},
		{"by state", evidence.Query{State: evidence.Submitted}, "birch"},
		{"by kind", evidence.Query{Kind: "report"}, "Cedar"},
		{"by statement", evidence.Query{Statement: k2}, "Cedar"},
		{"search", evidence.Query{Search: " ASH ", Sort: evidence.ByNumber}, "Ashbrook, ash tree"},
		{"search with accents", evidence.Query{Search: "échéances"}, "Cedar"},
		{"search for two words", evidence.Query{Search: "paid cedar"}, "Cedar"},
		{"search for nothing there", evidence.Query{Search: "%"}, ""},
		{"what others see", evidence.Query{}, "birch"},
	}
	for _, tt := range tests {
		tt.q.Sight = tt.name != "what others see"
		for _, limit := range []int{1, 2, 5, 6} {
			tt.q.Limit, tt.q.After = limit, ""
			var got []string
			for range 6 {
				l, err := s.Items(t.Context(), mine, tt.q)
				must(t, err)
				for _, r := range l.Rows {
					got = append(got, r.Title)
				}
				if n := len(strings.Split(tt.want, ", ")); tt.want != "" && l.Total != n {
					t.Errorf("%s: total %d; want %d", tt.name, l.Total, n)
				}
				if tt.q.After = l.Next; l.Next == "" {
					break
				}
			}
			if strings.Join(got, ", ") != tt.want {
				t.Errorf("%s, %d a page: %s; want %s", tt.name, limit, strings.Join(got, ", "), tt.want)
			}
		}
	}
	l, _ := s.Items(t.Context(), mine, evidence.Query{Sight: evidence.Own, Kind: "report"})
	if l.All() != 5 || l.States[evidence.Submitted] != 1 || len(l.Rows[0].Statements) != 2 {
		t.Errorf("%+v", l)
	}
	if _, err := s.Items(t.Context(), mine, evidence.Query{After: "nonsense"}); outcome(err) != "not found" {
		t.Errorf("a key that is none: %v", err)
	}
}

func TestContents(t *testing.T) {
	s, _, _ := open(t)
	accepted := submit(t, s, add(t, s, k1))
	accept(t, s, accepted)
	_, err := s.Revise(t.Context(), mine, accepted.ID, carys)
	must(t, err)
	returned := submit(t, s, add(t, s, k2))
	giveBack(t, s, returned)
	draft := add(t, s, k3)
	removed := add(t, s, k3)
	must(t, s.RemoveDraft(t.Context(), mine, removed.ID, carys))
	pieces, err := s.Contents(t.Context(), mine)
	must(t, err)
	var got []string
	for _, p := range pieces {
		got = append(got, fmt.Sprintf("%d %s %d", p.ID, p.Version.State, len(p.Version.Decisions)))
	}
	want := []string{fmt.Sprintf("%d accepted 2", accepted.ID), fmt.Sprintf("%d returned 2", returned.ID), fmt.Sprintf("%d draft 0", draft.ID)}
	if !slices.Equal(got, want) {
		t.Errorf("%q; want %q", got, want)
	}
}
