package programme_test

import (
	"strings"
	"testing"
	"time"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/app/programme"
)

var (
	marcus = programme.Signer{Role: account.Coach, Person: 2, Address: "192.0.2.1"}
	carys  = programme.Signer{Role: account.Apprentice, Person: 1, Address: "192.0.2.2"}
	tom    = programme.Signer{Role: account.Employer, Person: 4, Job: "Credit manager", Address: "192.0.2.3"}
)

// coverage is the evidence that reviews in tests are opened with.
func coverage(*db.Tx, time.Time) (programme.ReviewCoverage, error) {
	return programme.ReviewCoverage{Total: 52, Accepted: 20, Since: []programme.ShownStatement{{Code: "K1", Title: "One"}}}, nil
}

// written makes a content that can be signed.
func written(c *programme.ReviewContent) {
	c.HeldOn, c.Medium, c.Present = day("2026-03-03"), "video", "Carys, Tom, Marcus"
	c.Said = programme.ReviewSaid{Apprentice: "More time for calls.", Employer: "Nothing.", Coach: "Write up sooner."}
	for i := range c.Since {
		c.Since[i].Outcome = "Done."
	}
	c.Next = []programme.ReviewAction{{What: "Shadow the risk team", Who: account.Apprentice, By: day("2026-04-01")}}
}

// drafted opens a review and writes it.
func drafted(t *testing.T, s *programme.Store, id programme.EnrolmentID) programme.ProgressReview {
	t.Helper()
	r, err := s.OpenProgressReview(t.Context(), id, 2, coverage)
	if err == nil {
		r, err = s.SaveProgressReview(t.Context(), id, r.ID, r.Revision, written)
	}
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// closed is drafted, closed to be signed.
func closed(t *testing.T, s *programme.Store, id programme.EnrolmentID) programme.ProgressReview {
	t.Helper()
	r := drafted(t, s, id)
	r, err := s.CloseProgressReview(t.Context(), id, r.ID, 2, r.Revision)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// signed is closed, signed by all.
func signed(t *testing.T, s *programme.Store, id programme.EnrolmentID) programme.ProgressReview {
	t.Helper()
	r := closed(t, s, id)
	for _, by := range []programme.Signer{marcus, tom, carys} {
		if err := s.SignProgressReview(t.Context(), id, r.ID, r.Digest, by); err != nil {
			t.Fatal(err)
		}
	}
	return review(t, s, id, r.ID)
}

func review(t *testing.T, s *programme.Store, id programme.EnrolmentID, n programme.ProgressReviewID) programme.ProgressReview {
	t.Helper()
	r, err := s.ProgressReview(t.Context(), id, n)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// waitsFor returns the roles whose signature something waits for.
func waitsFor(t *testing.T, d *db.DB, id programme.EnrolmentID) string {
	t.Helper()
	var roles []string
	update(t, d, func(tx *db.Tx) error {
		waits, err := programme.WaitsIn(t.Context(), tx, id)
		for _, w := range waits {
			if w.Kind == programme.WaitSignature {
				roles = append(roles, string(w.Role))
			}
		}
		return err
	})
	return strings.Join(roles, " ")
}

func TestPlanProgressReview(t *testing.T) {
	s, d, id := enrolled(t)
	for on, want := range map[string]string{"": "wrong: planned_on", "2026-03-04": "wrong: planned_on", "2028-03-06": "wrong: planned_on"} {
		at := time.Time{}
		if on != "" {
			at = day(on)
		}
		if _, err := s.PlanProgressReview(t.Context(), id, 2, at); wrong(err) != want {
			t.Errorf("planned for %q: %v", on, err)
		}
	}
	first, err := s.PlanProgressReview(t.Context(), id, 2, today)
	if err != nil {
		t.Fatal(err)
	}
	moved, err := s.PlanProgressReview(t.Context(), id, 2, day("2026-04-01"))
	if err != nil || moved != first {
		t.Errorf("moved: review %d, %v; want %d", moved, err, first)
	}
	r, err := s.OpenProgressReview(t.Context(), id, 2, coverage)
	if err != nil || r.ID != first || r.Number != 1 || !r.PlannedOn.Equal(day("2026-04-01")) {
		t.Errorf("opened: %+v, %v", r, err)
	}
	if _, err := s.PlanProgressReview(t.Context(), id, 2, today); !fault.Is(err, fault.Conflict) {
		t.Errorf("planned while one is written: %v", err)
	}
	if err := s.CancelProgressReview(t.Context(), id, first, 2); !fault.Is(err, fault.Conflict) {
		t.Errorf("cancelled while it is written: %v", err)
	}
	run(t, d, `UPDATE enrolments SET state = 'completed' WHERE id = 2`)
	if _, err := s.PlanProgressReview(t.Context(), 2, 2, today); !fault.Is(err, fault.Conflict) {
		t.Errorf("planned after the end: %v", err)
	}
	if _, err := s.OpenProgressReview(t.Context(), 2, 2, coverage); !fault.Is(err, fault.Conflict) {
		t.Errorf("opened after the end: %v", err)
	}
}

func TestCancelledReviewIsGoneFromTheList(t *testing.T) {
	s, _, id := enrolled(t)
	n, err := s.PlanProgressReview(t.Context(), id, 2, today)
	for range 2 { // a second click
		if err == nil {
			err = s.CancelProgressReview(t.Context(), id, n, 2)
		}
	}
	all, listErr := s.ProgressReviews(t.Context(), id)
	if err != nil || listErr != nil || len(all) != 0 {
		t.Errorf("%d reviews, %v, %v", len(all), err, listErr)
	}
	if r := drafted(t, s, id); r.Number != 2 {
		t.Errorf("the next is number %d", r.Number)
	}
}

func TestAReviewIsFilledFromTheRecord(t *testing.T) {
	s, d, id := enrolled(t)
	update(t, d, func(tx *db.Tx) error {
		return programme.SetHours(t.Context(), tx, id, programme.HoursSum{Agreed: 6000, Logged: 6200, Target: 24000})
	})
	for _, a := range []*programme.Action{call(id), {Enrolment: id, Text: "Read the policy", Owner: account.Apprentice, DueOn: today}} {
		if err := s.AddAction(t.Context(), 2, a); err != nil {
			t.Fatal(err)
		}
		if a.Text == "Read the policy" {
			if err := s.FinishAction(t.Context(), 1, id, a.ID, programme.ActionEnd{Note: "Twice."}); err != nil {
				t.Fatal(err)
			}
		}
	}
	var since time.Time
	r, err := s.OpenProgressReview(t.Context(), id, 2, func(_ *db.Tx, from time.Time) (programme.ReviewCoverage, error) {
		since = from
		return programme.ReviewCoverage{Total: 52, Accepted: 20}, nil
	})
	rec := r.Content.Record
	if err != nil || !since.Equal(day("2025-05-06")) || !rec.First || rec.Elapsed != 55 || rec.HoursAgreed != 6000 || rec.Apprentice != "Carys" || rec.Expected() != 28 {
		t.Fatalf("record %+v since %s, %v", rec, since, err)
	}
	if want := "20 of 52 statements are accepted; at an even pace it would be 28 by now, so evidence is 8 statements behind plan. 100 h of 400 h off the job are agreed; at an even pace it would be 220 h by now, so hours are 120 h behind plan."; r.Content.Pace != want {
		t.Errorf("slippage: %s", r.Content.Pace)
	}
	if c := r.Content.Since; len(c) != 2 || c[0].Outcome != "Done on 5 March 2026. Twice." || c[1].Outcome != "" || c[1].Who != account.Apprentice {
		t.Errorf("actions since: %+v", c)
	}
	again, err := s.OpenProgressReview(t.Context(), id, 2, coverage)
	if err != nil || again.ID != r.ID || again.Content.Record.Coverage.Since != nil {
		t.Errorf("opened twice: %+v, %v", again, err)
	}
	changed, err := s.SaveProgressReview(t.Context(), id, r.ID, r.Revision, func(c *programme.ReviewContent) {
		c.Record.HoursAgreed, c.Since[0].What, c.Since = 1, "Other", c.Since[:1]
		c.Present = "  Carys\r\nTom "
	})
	if err != nil || changed.Content.Record.HoursAgreed != 6000 || len(changed.Content.Since) != 2 || changed.Content.Since[0].What != "Read the policy" || changed.Content.Present != "Carys\nTom" {
		t.Errorf("what the record says was changed: %+v, %v", changed.Content, err)
	}
}

func TestTwoTabsDoNotOverwriteEachOther(t *testing.T) {
	s, _, id := enrolled(t)
	r := drafted(t, s, id)
	if _, err := s.SaveProgressReview(t.Context(), id, r.ID, r.Revision, func(c *programme.ReviewContent) { c.Changes = "New job." }); err != nil {
		t.Fatal(err)
	}
	_, err := s.SaveProgressReview(t.Context(), id, r.ID, r.Revision, func(c *programme.ReviewContent) { c.Changes = "Moved." })
	theirs, clashed := programme.ReviewTheirs(err)
	if !fault.Is(err, fault.Conflict) || !clashed || theirs.Content.Changes != "New job." {
		t.Errorf("saved over: %v", err)
	}
	if _, err := s.SaveProgressReview(t.Context(), id, r.ID, r.Revision, func(c *programme.ReviewContent) { c.Changes = "New job." }); err != nil {
		t.Errorf("the same text from another tab: %v", err)
	}
	if _, err := s.CloseProgressReview(t.Context(), id, r.ID, 2, r.Revision); !fault.Is(err, fault.Conflict) {
		t.Errorf("closed as it was before: %v", err)
	}
	if got := review(t, s, id, r.ID); got.State != programme.ReviewDraft || got.Content.Changes != "New job." {
		t.Errorf("after: %s, %q", got.State, got.Content.Changes)
	}
}

func TestWhatIsMissingBeforeSigning(t *testing.T) {
	long := strings.Repeat("é", programme.MaxReviewText)
	for _, tt := range []struct {
		name string
		edit func(*programme.ReviewContent)
		want string
	}{
		{"nothing", func(*programme.ReviewContent) {}, ""},
		{"no day", func(c *programme.ReviewContent) { c.HeldOn = time.Time{} }, "wrong: held_on"},
		{"held today", func(c *programme.ReviewContent) { c.HeldOn = today }, ""},
		{"held tomorrow", func(c *programme.ReviewContent) { c.HeldOn = today.AddDate(0, 0, 1) }, "wrong: held_on"},
		{"held the day before the start", func(c *programme.ReviewContent) { c.HeldOn = day("2025-05-05") }, "wrong: held_on"},
		{"no way", func(c *programme.ReviewContent) { c.Medium = "pigeon" }, "wrong: medium"},
		{"nobody present", func(c *programme.ReviewContent) { c.Present = " " }, "wrong: present"},
		{"a party unheard", func(c *programme.ReviewContent) { c.Said.Employer = "" }, "wrong: said_employer"},
		{"no pace", func(c *programme.ReviewContent) { c.Pace = "" }, "wrong: progress"},
		{"an action half said", func(c *programme.ReviewContent) { c.Next = append(c.Next, programme.ReviewAction{What: "Ring"}) }, "wrong: by-2 who-2"},
		{"an action of nobody’s", func(c *programme.ReviewContent) { c.Next[0].Who = account.IQA }, "wrong: who-1"},
		{"an action due before", func(c *programme.ReviewContent) { c.Next[0].By = day("2026-03-02") }, "wrong: by-1"},
		{"no action", func(c *programme.ReviewContent) { c.Next = nil }, ""},
		{"the longest text", func(c *programme.ReviewContent) { c.Changes = long }, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, _, id := enrolled(t)
			r := drafted(t, s, id)
			r, err := s.SaveProgressReview(t.Context(), id, r.ID, r.Revision, tt.edit)
			if err == nil {
				_, err = s.CloseProgressReview(t.Context(), id, r.ID, 2, r.Revision)
			}
			if wrong(err) != tt.want {
				t.Errorf("closed: %v; want %q", err, tt.want)
			}
		})
	}
	s, _, id := enrolled(t)
	r := drafted(t, s, id)
	_, err := s.SaveProgressReview(t.Context(), id, r.ID, r.Revision, func(c *programme.ReviewContent) { c.Changes = long + "é" })
	if wrong(err) != "wrong: changes" {
		t.Errorf("a text too long: %v", err)
	}
}

func TestSignaturesInAnyOrderMakeAReviewFinal(t *testing.T) {
	for _, order := range [][]programme.Signer{{marcus, tom, carys}, {carys, marcus, tom}, {tom, carys, marcus}} {
		s, d, id := enrolled(t)
		r := closed(t, s, id)
		if got := waitsFor(t, d, id); got != "apprentice coach employer" {
			t.Errorf("closed, it waits for %q", got)
		}
		for i, by := range order {
			for range 2 { // a double click
				if err := s.SignProgressReview(t.Context(), id, r.ID, r.Digest, by); err != nil {
					t.Fatal(err)
				}
			}
			got := review(t, s, id, r.ID)
			if len(got.Signatures) != i+1 || len(got.Awaits()) != 2-i || (got.State == programme.ReviewSigned) != (i == 2) {
				t.Errorf("after %d: %d signatures, %s, awaits %v", i+1, len(got.Signatures), got.State, got.Awaits())
			}
		}
		got := review(t, s, id, r.ID)
		sig := got.SignedBy(account.Employer)
		if sig == nil || sig.Name != "Tom" || sig.Job != "Credit manager" || sig.Words != programme.ReviewWords || sig.Digest != r.Digest ||
			sig.Content != programme.ReviewText(r.Document) || sig.Address != "192.0.2.3" || got.SignedAt.IsZero() || !got.Sound() || waitsFor(t, d, id) != "" {
			t.Errorf("signed: %+v, waits for %q", sig, waitsFor(t, d, id))
		}
	}
}

func TestWhoDoesNotSign(t *testing.T) {
	s, d, id := enrolled(t)
	r := closed(t, s, id)
	for name, tt := range map[string]struct {
		in     programme.EnrolmentID
		digest string
		by     programme.Signer
		kind   fault.Kind
	}{
		"an assessor":               {id, r.Digest, programme.Signer{Role: account.Assessor, Person: 3}, fault.Forbidden},
		"another portfolio":         {2, r.Digest, marcus, fault.NotFound},
		"what was never shown":      {id, strings.Repeat("0", 64), marcus, fault.Conflict},
		"no digest":                 {id, "", marcus, fault.Conflict},
		"by a link, without a name": {id, r.Digest, programme.Signer{Role: account.Employer, Request: 7, Name: "  "}, fault.Invalid},
	} {
		if err := s.SignProgressReview(t.Context(), tt.in, r.ID, tt.digest, tt.by); !fault.Is(err, tt.kind) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := s.SignProgressReview(t.Context(), id, r.ID, r.Digest, programme.Signer{Role: account.Employer, Request: asked(t, d, id), Name: "Tom Ash"}); err != nil {
		t.Errorf("by a link: %v", err)
	}
	if err := s.SignProgressReview(t.Context(), id, r.ID, r.Digest, tom); !fault.Is(err, fault.Conflict) {
		t.Errorf("a second signature of the employer: %v", err)
	}
	if got := review(t, s, id, r.ID); len(got.Signatures) != 1 {
		t.Errorf("%d signatures", len(got.Signatures))
	}
}

// TestAReviewEditedWhileItIsSigned has the coach take the review back and change
// it between the moment the employer opened it and the moment they sign.
func TestAReviewEditedWhileItIsSigned(t *testing.T) {
	s, d, id := enrolled(t)
	r := closed(t, s, id)
	sawDigest := r.Digest
	if err := s.SignProgressReview(t.Context(), id, r.ID, sawDigest, carys); err != nil {
		t.Fatal(err)
	}
	if err := s.WithdrawProgressReview(t.Context(), id, r.ID, 2, ""); wrong(err) != "wrong: reason" {
		t.Errorf("withdrawn without a reason: %v", err)
	}
	if err := s.WithdrawProgressReview(t.Context(), id, r.ID, 2, "A day was wrong."); err != nil {
		t.Fatal(err)
	}
	if err := s.SignProgressReview(t.Context(), id, r.ID, sawDigest, tom); !fault.Is(err, fault.Conflict) || !strings.Contains(fault.Of(err).Message, "nothing was signed") {
		t.Errorf("signed while it is changed: %v", err)
	}
	draft := review(t, s, id, r.ID)
	if waitsFor(t, d, id) != "" || len(draft.Void()) != 1 || draft.State != programme.ReviewDraft || draft.Withdrawals[0].Reason != "A day was wrong." {
		t.Errorf("withdrawn: %+v", draft)
	}
	draft, err := s.SaveProgressReview(t.Context(), id, r.ID, draft.Revision, func(c *programme.ReviewContent) { c.Next = nil })
	if err == nil {
		draft, err = s.CloseProgressReview(t.Context(), id, r.ID, 2, draft.Revision)
	}
	if err != nil || draft.Round != 2 || draft.Digest == sawDigest {
		t.Fatalf("closed again: %+v, %v", draft, err)
	}
	if err := s.SignProgressReview(t.Context(), id, r.ID, sawDigest, tom); !fault.Is(err, fault.Conflict) {
		t.Errorf("signed as it was before: %v", err)
	}
	for _, by := range []programme.Signer{tom, marcus} {
		if err := s.SignProgressReview(t.Context(), id, r.ID, draft.Digest, by); err != nil {
			t.Fatal(err)
		}
	}
	got := review(t, s, id, r.ID)
	if got.State != programme.ReviewSigning || len(got.Awaits()) != 1 || got.Awaits()[0] != account.Apprentice || len(got.Signatures) != 3 || len(got.Void()) != 1 {
		t.Errorf("a void signature counts: %s, awaits %v", got.State, got.Awaits())
	}
	open, _, err := s.Actions(t.Context(), programme.ActionQuery{Enrolment: id})
	if err != nil || len(open) != 1 || open[0].State != programme.ActionDropped {
		t.Errorf("the action that went out of the review: %+v, %v", open, err)
	}
}

func TestClosedAgainUnchangedIsAnotherText(t *testing.T) {
	s, _, id := enrolled(t)
	r := closed(t, s, id)
	must(t, s.WithdrawProgressReview(t.Context(), id, r.ID, 2, "To look again."))
	again, err := s.CloseProgressReview(t.Context(), id, r.ID, 2, review(t, s, id, r.ID).Revision)
	if err != nil || again.Digest == r.Digest {
		t.Errorf("a void signature would count again: %v", err)
	}
	open, total, err := s.Actions(t.Context(), programme.ActionQuery{Enrolment: id, State: programme.ActionOpen})
	if err != nil || total != 1 || open[0].Review != int64(r.ID) || open[0].Owner != account.Apprentice || !open[0].DueOn.Equal(day("2026-04-01")) {
		t.Errorf("actions: %+v, %v", open, err)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestASignedReviewCannotChange(t *testing.T) {
	s, _, id := enrolled(t)
	r := signed(t, s, id)
	if _, err := s.SaveProgressReview(t.Context(), id, r.ID, r.Revision, func(c *programme.ReviewContent) { c.Changes = "Later." }); !fault.Is(err, fault.Conflict) {
		t.Errorf("saved: %v", err)
	}
	if _, err := s.CloseProgressReview(t.Context(), id, r.ID, 2, r.Revision); !fault.Is(err, fault.Conflict) {
		t.Errorf("closed: %v", err)
	}
	if err := s.WithdrawProgressReview(t.Context(), id, r.ID, 2, "x"); !fault.Is(err, fault.Conflict) {
		t.Errorf("withdrawn: %v", err)
	}
	if err := s.CancelProgressReview(t.Context(), id, r.ID, 2); !fault.Is(err, fault.Conflict) {
		t.Errorf("cancelled: %v", err)
	}
	after := review(t, s, id, r.ID)
	if after.Digest != r.Digest || after.Revision != r.Revision || after.State != programme.ReviewSigned || !after.Sound() {
		t.Errorf("it changed: %+v", after)
	}
	next, err := s.OpenProgressReview(t.Context(), id, 2, coverage)
	if err != nil || next.Number != 2 || next.Content.Record.First || !next.Content.Record.From.Equal(day("2026-03-03")) || len(next.Content.Since) != 1 {
		t.Errorf("the next: %+v, %v", next, err)
	}
}

// TestAChangedRowIsSeen changes what is stored behind the program's back.
func TestAChangedRowIsSeen(t *testing.T) {
	for _, sql := range []string{
		`UPDATE progress_reviews SET document = replace(document, 'Write up sooner', 'Well done')`,
		`UPDATE progress_reviews SET digest = 'x'`,
		`UPDATE signatures SET content = replace(content, 'Write up sooner', 'Well done') WHERE role = 'coach'`,
	} {
		s, d, id := enrolled(t)
		r := signed(t, s, id)
		run(t, d, sql)
		if got := review(t, s, id, r.ID); got.Sound() {
			t.Errorf("not seen: %s", sql)
		}
	}
}

func TestAddendum(t *testing.T) {
	s, _, id := enrolled(t)
	r := closed(t, s, id)
	if err := s.AddAddendum(t.Context(), id, r.ID, "The date was the 4th.", tom); !fault.Is(err, fault.Conflict) {
		t.Errorf("before all have signed: %v", err)
	}
	for _, by := range []programme.Signer{marcus, tom, carys} {
		must(t, s.SignProgressReview(t.Context(), id, r.ID, r.Digest, by))
	}
	for text, want := range map[string]string{" \n": "wrong: words", strings.Repeat("é", programme.MaxReviewText+1): "wrong: words"} {
		if err := s.AddAddendum(t.Context(), id, r.ID, text, tom); wrong(err) != want {
			t.Errorf("added: %v", err)
		}
	}
	if err := s.AddAddendum(t.Context(), id, r.ID, "x", programme.Signer{Role: account.IQA, Person: 3}); !fault.Is(err, fault.Forbidden) {
		t.Errorf("by an IQA: %v", err)
	}
	for range 2 { // a double click
		must(t, s.AddAddendum(t.Context(), id, r.ID, "The date was the 4th.\r\nNot the 3rd.", tom))
	}
	must(t, s.AddAddendum(t.Context(), id, r.ID, "Agreed.", carys))
	got := review(t, s, id, r.ID)
	if len(got.Addenda) != 2 || got.Addenda[0].Words != "The date was the 4th.\nNot the 3rd." || got.Addenda[0].Name != "Tom" || got.Addenda[1].Role != account.Apprentice ||
		!strings.Contains(got.Addenda[0].Content, r.Digest) || got.Digest != r.Digest || !got.Sound() || len(got.Signatures) != 3 {
		t.Errorf("addenda: %+v", got.Addenda)
	}
}

func TestAHeldReviewMovesTheClock(t *testing.T) {
	s, d, id := enrolled(t)
	run(t, d, `INSERT INTO breaks (enrolment_id, reason, started_on, returned_on, end_before, added_at) VALUES (1, 'Ill', '2025-06-02', '2025-06-07', '2026-11-05', 0)`)
	r := closed(t, s, id)
	if due := reviewDue(t, d, id); due != "2026-05-26" { // 84 days after 3 March, the break before it not counted
		t.Errorf("held, the next is due on %q", due)
	}
	must(t, s.WithdrawProgressReview(t.Context(), id, r.ID, 2, "Wrong day."))
	if due := reviewDue(t, d, id); due != "2025-08-03" {
		t.Errorf("taken back, the next is due on %q", due)
	}
}

func TestTheTextDependsOnEveryWord(t *testing.T) {
	s, _, id := enrolled(t)
	r := closed(t, s, id)
	text := programme.ReviewText(r.Document)
	for _, words := range []string{"Carys", "More time for calls.", "Write up sooner.", "3 March 2026", "K1 One", "Shadow the risk team", "1 April 2026", "By video call"} {
		if !strings.Contains(text, words) {
			t.Errorf("the text does not say %q:\n%s", words, text)
		}
	}
	a := programme.ReviewText([]programme.ReviewPart{{Title: "A", Rows: []programme.ReviewRow{{Text: "x\n- y"}}}})
	b := programme.ReviewText([]programme.ReviewPart{{Title: "A", Rows: []programme.ReviewRow{{Text: "x"}, {Text: "y"}}}})
	if a == b {
		t.Error("a line of a text can be taken for a row")
	}
	if _, _, err := s.ProgressReviewText(t.Context(), id, drafted(t, s, 2).ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("text of another portfolio's review: %v", err)
	}
}

func TestReviewsDue(t *testing.T) {
	s, d, id := enrolled(t) // both started on 6 May 2025: due on 29 July 2025
	totals := func(want map[programme.ReviewView]int) {
		t.Helper()
		_, got, err := s.ReviewsDue(t.Context(), programme.ReviewQuery{Coach: 2})
		for v, n := range want {
			if err != nil || got[v] != n {
				t.Errorf("view %q: %d, %v; want %d", v, got[v], err, n)
			}
		}
	}
	totals(map[programme.ReviewView]int{"": 2, "overdue": 2, "due": 0, "planned": 0, "signing": 0})
	_, err := s.PlanProgressReview(t.Context(), 2, 2, today)
	must(t, err)
	r := closed(t, s, id)
	must(t, s.SignProgressReview(t.Context(), id, r.ID, r.Digest, marcus))
	totals(map[programme.ReviewView]int{"": 2, "overdue": 1, "due": 0, "planned": 1, "signing": 1})
	list, _, err := s.ReviewsDue(t.Context(), programme.ReviewQuery{View: programme.ReviewsToSign})
	if err != nil || len(list) != 1 || list[0].Enrolment != id || programme.RoleWords(list[0].Awaits) != "apprentice and employer" || list[0].Signing != r.ID ||
		!list[0].Due.Equal(day("2026-05-26")) || !list[0].Last.Equal(day("2026-03-03")) {
		t.Errorf("to be signed: %+v, %v", list, err)
	}
	for days, view := range map[int]string{-1: "overdue", 0: "due", 28: "due", 29: "neither"} {
		update(t, d, func(tx *db.Tx) error { return programme.SetReviewDue(t.Context(), tx, id, today.AddDate(0, 0, days)) })
		totals(map[programme.ReviewView]int{"overdue": 1 + oneIf(view == "overdue"), "due": oneIf(view == "due")})
	}
	for q, want := range map[programme.ReviewQuery]int{
		{Search: "car"}: 1, {Search: "ashbrook"}: 2, {Search: "marc"}: 2, {Search: "100%"}: 0, {Coach: 3}: 0, {Limit: 1}: 1, {Offset: 1}: 1, {Sort: "-due", View: "planned"}: 1,
	} {
		if found, _, err := s.ReviewsDue(t.Context(), q); err != nil || len(found) != want {
			t.Errorf("%+v: %d, %v; want %d", q, len(found), err, want)
		}
	}
	run(t, d, `UPDATE enrolments SET state = 'withdrawn' WHERE id = 2`)
	update(t, d, func(tx *db.Tx) error { return programme.SetReviewClock(t.Context(), tx, 2) })
	totals(map[programme.ReviewView]int{"": 1, "planned": 0})
}

func oneIf(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// TestAReviewIsReadyOnce covers that everyone is told once that a review waits
// for their signature, and that who closed it is not.
func TestAReviewIsReadyOnce(t *testing.T) {
	s, d := open(t)
	e := good()
	if err := s.Enrol(t.Context(), 0, &e); err != nil {
		t.Fatal(err)
	}
	closed(t, s, e.ID)
	ready := func(person int64) (n int) {
		for _, text := range texts(t, d, person) {
			if strings.Contains(text, "ready") {
				n++
			}
		}
		return n
	}
	if apprentice, coach := ready(int64(e.Apprentice)), ready(2); apprentice != 1 || coach != 0 {
		t.Errorf("the apprentice is told %d times, the coach %d; want once, and not at all", apprentice, coach)
	}
}
