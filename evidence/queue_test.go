package evidence_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/app/programme"
	"touchstone/evidence"
)

// TestQueueIsNarrowed has two apprentices' pieces wait; the clock of a test
// stands on a Thursday.
func TestQueueIsNarrowed(t *testing.T) {
	s, _, clock := open(t)
	first := submit(t, s, add(t, s, k1, k2))
	clock.Add(12 * 24 * time.Hour) // 8 working days
	second := add(t, s, k1)
	p, err := s.SaveDraft(t.Context(), mine, second.ID, carys, second.Version.Revision, func(v *evidence.Version) { v.Title = "Annual report"; v.Kind = "report" })
	must(t, err)
	second = submit(t, s, p)
	for _, tt := range []struct {
		name string
		q    evidence.QueueQuery
		want []evidence.ItemID
	}{
		{"everything, oldest first", evidence.QueueQuery{}, []evidence.ItemID{first.ID, second.ID}},
		{"newest first", evidence.QueueQuery{Sort: evidence.ByNewest}, []evidence.ItemID{second.ID, first.ID}},
		{"by title", evidence.QueueQuery{Sort: evidence.ByPiece}, []evidence.ItemID{second.ID, first.ID}},
		{"over the aim", evidence.QueueQuery{Over: true}, []evidence.ItemID{first.ID}},
		{"a kind", evidence.QueueQuery{Kind: "report"}, []evidence.ItemID{second.ID}},
		{"words of the title and the name", evidence.QueueQuery{Search: "REPORT carys"}, []evidence.ItemID{second.ID}},
		{"another apprentice", evidence.QueueQuery{Of: theirs}, nil},
	} {
		tt.q.Coach = marcus
		q, err := s.Queue(t.Context(), tt.q)
		must(t, err)
		var got []evidence.ItemID
		for _, w := range q.Rows {
			got = append(got, w.Item)
		}
		if !slices.Equal(got, tt.want) || q.Total != len(tt.want) || q.All != 2 || q.Over != 1 {
			t.Errorf("%s: %v of %d, all %d, over %d; want %v", tt.name, got, q.Total, q.All, q.Over, tt.want)
		}
	}
	place, err := s.PlaceInQueue(t.Context(), evidence.QueueQuery{Coach: marcus}, first.ID)
	if err != nil || place.At != 1 || place.Of != 2 || place.Previous != nil || place.Next == nil || place.Next.Item != second.ID {
		t.Errorf("place: %+v, %v", place, err)
	}
}

// TestAimIsPassed sets the aim to the days a piece has waited, and one less.
func TestAimIsPassed(t *testing.T) {
	s, _, clock := open(t)
	submit(t, s, add(t, s, k1))
	clock.Add(24 * time.Hour) // one working day
	clock.Add(72 * time.Hour) // a weekend and another
	for aim, over := range map[int]int{1: 1, 2: 0} {
		must(t, s.SetAim(t.Context(), marcus, aim))
		if q, err := s.Queue(t.Context(), evidence.QueueQuery{Coach: marcus}); err != nil || q.Over != over || q.Aim != aim {
			t.Errorf("aim %d: %d over, %v; want %d", aim, q.Over, err, over)
		}
	}
	for _, days := range []int{0, evidence.MaxAim + 1} {
		if got := outcome(s.SetAim(t.Context(), marcus, days)); got != "wrong: aim" {
			t.Errorf("an aim of %d: %s", days, got)
		}
	}
}

// TestAcceptTogether accepts only where each claim was opened, by this person.
func TestAcceptTogether(t *testing.T) {
	s, _, _ := open(t)
	p := submit(t, s, add(t, s, k1, k2))
	accept := func() error { return s.AcceptOpened(t.Context(), mine, p.ID, p.Version.ID, marcus) }
	open := func(n int, by account.PersonID) {
		must(t, s.OpenClaim(t.Context(), mine, p.ID, p.Version.Claims[n].ID, by))
	}
	if err := accept(); outcome(err) != "conflict" || !strings.Contains(fault.Of(err).Message, "K1 and K2") {
		t.Errorf("none opened: %v", err)
	}
	open(0, marcus)
	open(0, marcus)
	open(1, dewi) // another's
	if err := accept(); outcome(err) != "conflict" || !strings.Contains(fault.Of(err).Message, "opened K2 in") {
		t.Errorf("one opened: %v", err)
	}
	if read(t, s, p.ID).State != evidence.Submitted {
		t.Error("accepted although refused")
	}
	open(1, marcus)
	must(t, accept())
	must(t, accept()) // clicked twice
	if got := read(t, s, p.ID); got.State != evidence.Accepted || len(got.Version.Decisions) != 3 {
		t.Errorf("after: %s, %d decisions", got.State, len(got.Version.Decisions))
	}
	other := submit(t, s, add(t, s, k1))
	if got := outcome(s.OpenClaim(t.Context(), mine, p.ID, other.Version.Claims[0].ID, marcus)); got != "not found" {
		t.Errorf("opening another piece's claim: %s", got)
	}
}

// TestDecidingTwiceLosesNoWords tells a second click from a second review by the
// same person, and from another's, which come too late.
func TestDecidingTwiceLosesNoWords(t *testing.T) {
	s, _, _ := open(t)
	p := submit(t, s, add(t, s, k1))
	claim := p.Version.Claims[0].ID
	review := func(about, whole string) evidence.Review {
		return evidence.Review{Verdict: evidence.ReturnedVerdict, Feedback: whole, Claims: []evidence.ClaimReview{{Claim: claim, Verdict: evidence.ReferredVerdict, Feedback: about}}}
	}
	accept := evidence.Review{Verdict: evidence.AcceptedVerdict, Claims: []evidence.ClaimReview{{Claim: claim, Verdict: evidence.AcceptedVerdict}}}
	for _, tt := range []struct {
		name   string
		by     account.PersonID
		review evidence.Review
		want   string
	}{
		{"first", marcus, review("No page.", "Ring me."), ""},
		{"clicked twice", marcus, review(" No page.", "Ring me."), ""},
		{"other words about the claim", marcus, review("No date.", "Ring me."), "You returned this piece already"},
		{"other words about the piece", marcus, review("No page.", "Write to me."), "You returned this piece already"},
		{"the words about another part", marcus, review("Ring me.", "No page."), "You returned this piece already"},
		{"the other way", marcus, accept, "You returned this piece already"},
		{"by another, in the same words", dewi, review("No page.", "Ring me."), "Marcus returned this piece on"},
	} {
		err := s.Decide(t.Context(), mine, p.ID, p.Version.ID, tt.by, tt.review)
		if tt.want == "" && err != nil || tt.want != "" && (outcome(err) != "conflict" || !strings.Contains(fault.Of(err).Message, tt.want)) {
			t.Errorf("%s: %v; want %q", tt.name, err, tt.want)
		}
	}
}

// TestWordsAreCorrected keeps both entries, and corrects each once.
func TestWordsAreCorrected(t *testing.T) {
	s, _, _ := open(t)
	p := submit(t, s, add(t, s, k1))
	must(t, s.AddFeedback(t.Context(), mine, p.ID, p.Version.ID, 0, marcus, "Page 3 is missing."))
	d := read(t, s, p.ID).Version.Decisions[0]
	correct := func(by account.PersonID, judge bool, c evidence.Correction) string {
		return outcome(s.Correct(t.Context(), mine, p.ID, by, judge, c))
	}
	if got := correct(carys, false, evidence.Correction{Decision: d.ID, Feedback: "It is not."}); !strings.Contains(got, "another person") {
		t.Errorf("by another: %s", got)
	}
	for _, tt := range []struct {
		c    evidence.Correction
		want string
	}{
		{evidence.Correction{Decision: d.ID + 99, Feedback: "x"}, "not found"},
		{evidence.Correction{Decision: d.ID, Feedback: " "}, "wrong: correction"},
		{evidence.Correction{Decision: d.ID, Feedback: d.Feedback}, "wrong: correction"},
		{evidence.Correction{Decision: d.ID, Feedback: "x", Verdict: evidence.ReturnedVerdict}, "wrong: verdict"},
		{evidence.Correction{Decision: d.ID, Feedback: "Page 4 is missing."}, "done"},
		{evidence.Correction{Decision: d.ID, Feedback: "Page 4 is missing."}, "done"}, // clicked twice
		{evidence.Correction{Decision: d.ID, Feedback: "Page 5 is missing."}, "conflict"},
	} {
		if got := correct(marcus, true, tt.c); got != tt.want {
			t.Errorf("%+v: %s; want %s", tt.c, got, tt.want)
		}
	}
	v := read(t, s, p.ID).Version
	if len(v.Decisions) != 2 || v.Decisions[0].Feedback != "Page 3 is missing." || v.Decisions[0].CorrectedBy != v.Decisions[1].ID || v.Decisions[1].Corrects != d.ID {
		t.Errorf("kept: %+v", v.Decisions)
	}
}

// TestVerdictIsCorrected refers a claim that was accepted by mistake: the piece
// goes back and an earlier accepted version counts again.
func TestVerdictIsCorrected(t *testing.T) {
	s, d, _ := open(t)
	p := submit(t, s, add(t, s, k1))
	accept(t, s, p)
	_, err := s.Revise(t.Context(), mine, p.ID, carys)
	must(t, err)
	second := read(t, s, p.ID)
	second, err = s.SaveDraft(t.Context(), mine, p.ID, carys, second.Version.Revision, func(v *evidence.Version) { v.Claims = append(v.Claims, claim(k2)) })
	must(t, err)
	second = submit(t, s, second)
	accept(t, s, second)
	var onK2 int64
	for _, d := range read(t, s, p.ID).Version.Decisions {
		if d.Claim == second.Version.Claims[1].ID {
			onK2 = d.ID
		}
	}
	correct := func(c evidence.Correction) string {
		c.Decision = onK2
		return outcome(s.Correct(t.Context(), mine, p.ID, marcus, true, c))
	}
	must(t, s.Correct(t.Context(), mine, p.ID, marcus, true, evidence.Correction{Decision: onK2, Feedback: "Well shown."})) // words first
	onK2 = newestDecision(t, s, p.ID)
	if got := correct(evidence.Correction{Verdict: evidence.ReferredVerdict}); got != "wrong: correction" {
		t.Errorf("without a reason: %s", got)
	}
	if got := correct(evidence.Correction{Verdict: evidence.ReferredVerdict, Feedback: "It shows K1 alone."}); got != "done" {
		t.Fatal(got)
	}
	now := read(t, s, p.ID)
	if now.State != evidence.Returned || now.Counts != p.Version.ID || now.Version.State != evidence.Draft {
		t.Errorf("after: %s, counts %d, newest %s", now.State, now.Counts, now.Version.State)
	}
	covers, err := s.Coverage(t.Context(), mine)
	must(t, err)
	if covers[k1].State != evidence.Accepted || covers[k2].State != evidence.Returned {
		t.Errorf("coverage: %+v", covers)
	}
	if wrong, err := s.AuditCoverage(t.Context(), mine); err != nil || len(wrong) != 0 {
		t.Errorf("differs: %v, %v", wrong, err)
	}
	checkStanding(t, s, d, programme.Progress{Accepted: 1, Total: 4}, "apprentice returned")
}

func newestDecision(t *testing.T, s *evidence.Store, id evidence.ItemID) int64 {
	t.Helper()
	list := read(t, s, id).Version.Decisions
	return list[len(list)-1].ID
}

// TestStandingFollows keeps what waits and how far it is with every step.
func TestStandingFollows(t *testing.T) {
	s, d, _ := open(t)
	p := add(t, s, k1)
	checkStanding(t, s, d, programme.Progress{Total: 4}, "")
	p = submit(t, s, p)
	checkStanding(t, s, d, programme.Progress{Total: 4, Submitted: 1}, "coach evidence")
	giveBack(t, s, p)
	checkStanding(t, s, d, programme.Progress{Total: 4}, "apprentice returned")
	p = submit(t, s, read(t, s, p.ID))
	accept(t, s, p)
	checkStanding(t, s, d, programme.Progress{Accepted: 1, Total: 4}, "")
	must(t, exec(t, d, `UPDATE enrolments SET option_id = NULL WHERE id = 1`))
	must(t, d.Update(t.Context(), func(tx *db.Tx) error { return evidence.RecountStandard(t.Context(), tx, 1) }))
	checkStanding(t, s, d, programme.Progress{Accepted: 1, Total: 3}, "")
	submit(t, s, add(t, s, k2))
	for _, sql := range []string{`DELETE FROM standings`, `DELETE FROM waits`} {
		must(t, exec(t, d, sql))
	}
	must(t, s.Restand(t.Context()))
	checkStanding(t, s, d, programme.Progress{Accepted: 1, Total: 3, Submitted: 1}, "coach evidence")
}

func checkStanding(t *testing.T, s *evidence.Store, d *db.DB, want programme.Progress, waits string) {
	t.Helper()
	st, err := programme.NewStore(d).Standing(t.Context(), mine)
	must(t, err)
	got := programme.Progress{Accepted: st.Accepted, Total: st.Total, Submitted: st.Submitted}
	if got != want || st.ActiveAt.IsZero() {
		t.Errorf("standing %+v, active %s; want %+v", got, st.ActiveAt, want)
	}
	var all []string
	must(t, d.View(t.Context(), func(tx *db.Tx) error {
		list, err := programme.WaitsIn(t.Context(), tx, mine)
		for _, w := range list {
			all = append(all, fmt.Sprintf("%s %s", w.Role, w.Kind))
		}
		return err
	}))
	if strings.Join(all, ", ") != waits {
		t.Errorf("waits %q; want %q", all, waits)
	}
}

// TestPhrases keeps one's own from others, and shared ones from those who may
// not change them.
func TestPhrases(t *testing.T) {
	s, _, _ := open(t)
	own := evidence.Phrase{Owner: marcus, Name: "Which page?", Text: "Which page shows it?"}
	must(t, s.AddPhrase(t.Context(), &own))
	shared := evidence.Phrase{Owner: dewi, Name: "Own part", Text: "What did you do yourself?", Shared: true}
	must(t, s.AddPhrase(t.Context(), &shared))
	for i, bad := range []evidence.Phrase{{Text: "x"}, {Name: "x"}, {Name: strings.Repeat("n", evidence.MaxPhraseName+1), Text: "x"}, {Name: "x", Text: strings.Repeat("é", evidence.MaxPhrase+1)}} {
		bad.Owner = marcus
		if got := outcome(s.AddPhrase(t.Context(), &bad)); got != []string{"wrong: name", "wrong: text", "wrong: name", "wrong: text"}[i] {
			t.Errorf("bad phrase %d: %s", i, got)
		}
	}
	names := func(q evidence.PhraseQuery) string {
		list, err := s.Phrases(t.Context(), q)
		must(t, err)
		var out []string
		for _, h := range list {
			out = append(out, h.Name)
		}
		return strings.Join(out, ", ")
	}
	for _, tt := range []struct {
		q    evidence.PhraseQuery
		want string
	}{
		{evidence.PhraseQuery{Reader: marcus}, "Own part, Which page?"},
		{evidence.PhraseQuery{Reader: carys}, "Own part"},
		{evidence.PhraseQuery{Reader: marcus, Whose: "own"}, "Which page?"},
		{evidence.PhraseQuery{Reader: marcus, Search: "YOURSELF"}, "Own part"},
		{evidence.PhraseQuery{Reader: marcus, Retired: true}, ""},
	} {
		if got := names(tt.q); got != tt.want {
			t.Errorf("%+v: %q; want %q", tt.q, got, tt.want)
		}
	}
	shared.Text = "Say what was your own part."
	if err := s.ChangePhrase(t.Context(), marcus, false, shared); !fault.Is(err, fault.Forbidden) {
		t.Errorf("another's: %v", err)
	}
	must(t, s.ChangePhrase(t.Context(), marcus, true, shared))
	if got := outcome(s.ChangePhrase(t.Context(), dewi, true, own)); got != "not found" {
		t.Errorf("another's own: %s", got)
	}
	must(t, s.RetirePhrase(t.Context(), marcus, false, own.ID, false))
	if got := names(evidence.PhraseQuery{Reader: marcus, Retired: true}); got != "Which page?" {
		t.Errorf("retired: %q", got)
	}
}

// TestLookingAgain finds what was said since, and not what one said oneself.
func TestLookingAgain(t *testing.T) {
	s, _, _ := open(t)
	p := submit(t, s, add(t, s, k1))
	news := func() int {
		list, err := s.News(t.Context(), mine, carys)
		must(t, err)
		return list[p.ID]
	}
	must(t, s.AddFeedback(t.Context(), mine, p.ID, p.Version.ID, 0, carys, "See page 2."))
	if n := news(); n != 0 {
		t.Errorf("one's own words are %d news", n)
	}
	accept(t, s, p)
	if n := news(); n != 2 {
		t.Errorf("%d news; want the claim and the piece", n)
	}
	look, err := s.Look(t.Context(), mine, p.ID, carys)
	if err != nil || !look.Before.IsZero() || !look.New(&read(t, s, p.ID).Version.Decisions[1], carys) {
		t.Errorf("first look: %+v, %v", look, err)
	}
	if look, err = s.Look(t.Context(), mine, p.ID, carys); err != nil || look.Before.IsZero() || news() != 0 {
		t.Errorf("second look: %+v, %d news, %v", look, news(), err)
	}
}

// TestTwoCoachesAtOnce has two people decide the same version side by side, many
// times: one wins each time.
func TestTwoCoachesAtOnce(t *testing.T) {
	s, _, _ := open(t)
	for range 10 {
		p := submit(t, s, add(t, s, k1))
		var got [2]string
		var wg sync.WaitGroup
		for i, by := range []account.PersonID{marcus, dewi} {
			wg.Go(func() {
				verdict, each := evidence.AcceptedVerdict, evidence.AcceptedVerdict
				if i == 1 {
					verdict, each = evidence.ReturnedVerdict, evidence.ReferredVerdict
				}
				got[i] = outcome(s.Decide(t.Context(), mine, p.ID, p.Version.ID, by, review(p, verdict, each)))
			})
		}
		wg.Wait()
		slices.Sort(got[:])
		if got != [2]string{"conflict", "done"} {
			t.Fatalf("%q", got)
		}
	}
}
