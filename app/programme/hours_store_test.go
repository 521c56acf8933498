package programme_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/app/programme"
)

// withHours returns a store with one enrolment (1: apprentice 1, coach 2) that
// started on 6 May 2025. Today is 5 March 2026.
func withHours(t *testing.T) (*programme.Store, *db.DB) {
	t.Helper()
	s, d := open(t)
	e := good()
	if err := s.Enrol(t.Context(), 3, &e); err != nil {
		t.Fatal(err)
	}
	change(t, d, `INSERT INTO people (name, email, created_at) VALUES ('Tom', 't@example.com', 0)`)
	return s, d
}

// training returns an entry that nothing is wrong with.
func training(edit func(*programme.Hours)) programme.Hours {
	forms++
	h := programme.Hours{Enrolment: 1, Form: fmt.Sprint("form ", forms), Training: programme.Training{
		From: day("2026-03-02"), Starts: -1, Minutes: 90, Activity: "shadowing", Learned: "How a limit is set.", Time: programme.PaidHours}}
	if edit != nil {
		edit(&h)
	}
	return h
}

var forms int

func log(t *testing.T, s *programme.Store, edit func(*programme.Hours)) programme.Hours {
	t.Helper()
	h := training(edit)
	if err := s.LogHours(t.Context(), 1, &h); err != nil {
		t.Fatal(err)
	}
	return h
}

func wrongFields(err error) string {
	if err == nil {
		return ""
	}
	return strings.Join(slices.Sorted(maps.Keys(fault.Of(err).Fields)), " ")
}

func change(t *testing.T, d *db.DB, sql string) {
	t.Helper()
	err := d.Update(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), sql)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestWhatDoesNotCountIsRefused(t *testing.T) {
	tests := []struct {
		name  string
		edit  func(*programme.Hours)
		wrong string
		says  string
	}{
		{"as it was", nil, "", ""},
		{"today", func(h *programme.Hours) { h.From = day("2026-03-05") }, "", ""},
		{"the first day", func(h *programme.Hours) { h.From = day("2025-05-06") }, "", ""},
		{"time off in lieu", func(h *programme.Hours) { h.Time = programme.InLieu }, "", ""},
		{"English and maths", func(h *programme.Hours) { h.Activity = "english_maths" }, "activity", "English and maths do not count"},
		{"a progress review", func(h *programme.Hours) { h.Activity = "review" }, "activity", "Progress reviews do not count"},
		{"no such activity", func(h *programme.Hours) { h.Activity = "tea" }, "activity", "Choose"},
		{"own time", func(h *programme.Hours) { h.Time = programme.OwnTime }, "time", "time off in lieu"},
		{"not said whose time", func(h *programme.Hours) { h.Time = "" }, "time", "paid hours"},
		{"before the start", func(h *programme.Hours) { h.From = day("2025-05-05") }, "from", "6 May 2025"},
		{"tomorrow", func(h *programme.Hours) { h.From = day("2026-03-06") }, "from", "a day that has been"},
		{"until tomorrow", func(h *programme.Hours) { h.To = day("2026-03-06") }, "to", "a last day that has been"},
		{"no day", func(h *programme.Hours) { h.From = time.Time{} }, "from", "which day"},
		{"back to front", func(h *programme.Hours) { h.To = day("2026-03-01") }, "to", "on or after"},
		{"31 days", func(h *programme.Hours) { h.To, h.From = day("2026-03-03"), day("2026-02-01") }, "", ""},
		{"32 days", func(h *programme.Hours) { h.To, h.From = day("2026-03-04"), day("2026-02-01") }, "to", "31 days"},
		{"two centuries", func(h *programme.Hours) { h.To, h.From = day("2200-03-04"), day("1900-02-01") }, "from to", ""},
		{"24 hours", func(h *programme.Hours) { h.Minutes = 24 * 60 }, "", ""},
		{"25 hours", func(h *programme.Hours) { h.Minutes = 25 * 60 }, "minutes", "25 h does not fit into 1 day"},
		{"50 hours in two days", func(h *programme.Hours) { h.Minutes, h.To = 50*60, day("2026-03-03") }, "minutes", "does not fit into 2 days"},
		{"past midnight", func(h *programme.Hours) { h.Starts, h.Minutes = 23*60, 61 }, "minutes", "past midnight"},
		{"up to midnight", func(h *programme.Hours) { h.Starts, h.Minutes = 23*60, 60 }, "", ""},
		{"no time", func(h *programme.Hours) { h.Minutes = 0 }, "minutes", "how long"},
		{"less than none", func(h *programme.Hours) { h.Minutes = -5 }, "minutes", ""},
		{"a start and several days", func(h *programme.Hours) { h.Starts, h.To = 540, day("2026-03-03") }, "starts", "one day"},
		{"nothing learned", func(h *programme.Hours) { h.Learned = " \n" }, "learned", "what you learned"},
		{"2,000 characters", func(h *programme.Hours) { h.Learned = strings.Repeat("é", 2000) }, "", ""},
		{"2,001 characters", func(h *programme.Hours) { h.Learned = strings.Repeat("é", 2001) }, "learned", "2001"},
		{"no such statement", func(h *programme.Hours) { h.Statements = append(h.Statements, 99) }, "statements", ""},
		{"no such piece", func(h *programme.Hours) { h.Item = 99 }, "item", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, _ := withHours(t)
			h := training(tt.edit)
			err := s.LogHours(t.Context(), 1, &h)
			if wrongFields(err) != tt.wrong || (err != nil) != (tt.wrong != "") {
				t.Fatalf("LogHours = %v; want %q", err, tt.wrong)
			}
			if err != nil && !strings.Contains(err.Error(), tt.says) {
				t.Errorf("%v; want it to say %q", err, tt.says)
			}
		})
	}
}

func TestBreaksAndTheEndAreHonoured(t *testing.T) {
	s, d := withHours(t)
	try := func(from, to string) string {
		h := training(func(h *programme.Hours) { h.From, h.To, h.Separate = day(from), day(to), true })
		err := s.LogHours(t.Context(), 1, &h)
		if err == nil {
			if err := s.WithdrawHours(t.Context(), 1, 1, h.ID); err != nil {
				t.Fatal(err)
			}
		}
		return wrongFields(err)
	}
	change(t, d, `
		INSERT INTO breaks (enrolment_id, reason, started_on, returned_on, end_before, added_at, undone_at)
		VALUES (1, '', '2025-09-01', '2025-09-29', '2026-11-05', 0, NULL), (1, '', '2026-02-10', NULL, '2026-11-05', 0, NULL), (1, '', '2025-06-01', NULL, '2026-11-05', 0, 1)`)
	for _, tt := range []struct{ from, to, wrong string }{
		{"2026-02-09", "2026-02-09", ""}, {"2026-02-10", "2026-02-10", "from"}, {"2026-03-05", "2026-03-05", "from"}, {"2026-02-08", "2026-02-10", "from"},
		{"2025-08-31", "2025-08-31", ""}, {"2025-09-01", "2025-09-01", "from"}, {"2025-09-28", "2025-09-28", "from"}, {"2025-09-29", "2025-09-29", ""}, {"2025-08-31", "2025-09-29", "from"},
	} {
		if got := try(tt.from, tt.to); got != tt.wrong {
			t.Errorf("%s to %s: %q; want %q", tt.from, tt.to, got, tt.wrong)
		}
	}
	change(t, d, `UPDATE enrolments SET state = 'withdrawn', ended_on = '2026-02-20'`)
	change(t, d, `UPDATE breaks SET undone_at = 1`)
	for _, tt := range []struct{ from, to, wrong string }{{"2026-02-20", "2026-02-20", ""}, {"2026-02-21", "2026-02-21", "from"}, {"2026-02-20", "2026-02-21", "to"}} {
		if got := try(tt.from, tt.to); got != tt.wrong {
			t.Errorf("after the end, %s to %s: %q; want %q", tt.from, tt.to, got, tt.wrong)
		}
	}
}

func TestMinutesAreNeverCountedTwice(t *testing.T) {
	at := func(on string, starts, minutes int, learned string, separate bool) func(*programme.Hours) {
		return func(h *programme.Hours) {
			h.From, h.Starts, h.Minutes, h.Learned, h.Separate = day(on), starts, minutes, learned, separate
		}
	}
	over := func(from, to string, minutes int, separate bool) func(*programme.Hours) {
		return func(h *programme.Hours) {
			h.From, h.To, h.Minutes, h.Learned, h.Separate = day(from), day(to), minutes, "A course.", separate
		}
	}
	tests := []struct {
		name         string
		there, added func(*programme.Hours)
		wrong        string
	}{
		{"another day", at("2026-03-02", -1, 90, "A", false), at("2026-03-03", -1, 90, "A", false), ""},
		{"the same again", at("2026-03-02", -1, 90, "A b.", true), at("2026-03-02", -1, 90, " a  B ", true), "from"},
		{"the same, one with its start", at("2026-03-02", 540, 90, "A", false), at("2026-03-02", -1, 90, "A", true), "from"},
		{"one after the other", at("2026-03-02", 540, 90, "A", false), at("2026-03-02", 630, 90, "B", false), ""},
		{"the same words at another time", at("2026-03-02", 540, 90, "A", false), at("2026-03-02", 630, 90, "A", false), ""},
		{"a minute over the other", at("2026-03-02", 540, 90, "A", false), at("2026-03-02", 629, 90, "B", true), "starts"},
		{"within the other", at("2026-03-02", 540, 90, "A", false), at("2026-03-02", 550, 10, "B", true), "starts"},
		{"no telling", at("2026-03-02", 540, 90, "A", false), at("2026-03-02", -1, 30, "B", false), "separate"},
		{"told apart", at("2026-03-02", 540, 90, "A", false), at("2026-03-02", -1, 30, "B", true), ""},
		{"in a range", over("2026-03-01", "2026-03-04", 600, false), at("2026-03-03", -1, 30, "B", false), "separate"},
		{"a range again", over("2026-03-01", "2026-03-04", 600, false), over("2026-03-01", "2026-03-04", 600, true), "from"},
		{"a full day", at("2026-03-02", -1, 1000, "A", false), at("2026-03-02", -1, 440, "B", true), ""},
		{"more than a day has", at("2026-03-02", -1, 1000, "A", false), at("2026-03-02", -1, 441, "B", true), "minutes"},
		{"a range fills a day", over("2026-03-02", "2026-03-03", 2*1000, false), at("2026-03-03", -1, 441, "B", true), "minutes"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, _ := withHours(t)
			first := log(t, s, tt.there)
			h := training(tt.added)
			if got := wrongFields(s.LogHours(t.Context(), 1, &h)); got != tt.wrong {
				t.Errorf("wrong: %q; want %q", got, tt.wrong)
			}
			if err := s.WithdrawHours(t.Context(), 1, 1, first.ID); err != nil {
				t.Fatal(err)
			}
			if h.ID == 0 {
				if err := s.LogHours(t.Context(), 1, &h); err != nil {
					t.Errorf("after the other was taken back: %v", err)
				}
			}
		})
	}
}

func TestOneFormCountsOnce(t *testing.T) {
	s, _ := withHours(t)
	var all sync.WaitGroup
	ids := make([]programme.HoursID, 8)
	for i := range ids {
		all.Go(func() {
			h := training(nil)
			h.Form = "the same"
			if err := s.LogHours(t.Context(), 1, &h); err != nil {
				t.Error(err)
			}
			ids[i] = h.ID
		})
	}
	all.Wait()
	r, err := s.HoursRecord(t.Context(), 1)
	if err != nil || len(r.Entries) != 1 || len(slices.Compact(ids)) != 1 || r.Course.Sum.Logged != 90 {
		t.Errorf("%d entries, ids %v, %v", len(r.Entries), ids, err)
	}
}

// signer is who agrees in tests.
func signer(role account.Role) programme.Signer {
	if role == account.Coach {
		return programme.Signer{Role: role, Person: 2, Address: "192.0.2.7"}
	}
	return programme.Signer{Role: role, Person: 4, Job: "Credit manager", Address: "192.0.2.8"}
}

func agree(t *testing.T, s *programme.Store, role account.Role, which ...programme.HoursID) {
	t.Helper()
	if err := s.AgreeHours(t.Context(), 1, which, shown(t, s, which...), signer(role)); err != nil {
		t.Fatal(err)
	}
}

// shown returns the digest of entries as they are now.
func shown(t *testing.T, s *programme.Store, which ...programme.HoursID) string {
	t.Helper()
	var list []programme.Hours
	for _, id := range which {
		h, err := s.HoursEntry(t.Context(), 1, id)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, h)
	}
	return programme.HoursDigest(list)
}

func standingOf(t *testing.T, s *programme.Store) programme.Standing {
	t.Helper()
	st, err := s.Standing(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	return st
}

func waitingFor(t *testing.T, d *db.DB) (text string) {
	t.Helper()
	err := d.View(t.Context(), func(tx *db.Tx) error {
		waits, err := programme.WaitsIn(t.Context(), tx, 1)
		var all []string
		for _, w := range waits {
			all = append(all, fmt.Sprintf("%s %s %d", w.Role, w.Kind, w.Subject))
		}
		slices.Sort(all)
		text = strings.Join(all, ", ")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestBothAgree(t *testing.T) {
	s, d := withHours(t)
	a := log(t, s, nil)
	b := log(t, s, func(h *programme.Hours) { h.From, h.Minutes = day("2026-03-03"), 120 })
	if got := waitingFor(t, d); got != "coach hours 1, coach hours 2, employer hours 1, employer hours 2" {
		t.Errorf("waits: %s", got)
	}
	list, digest, err := s.HoursToAgree(t.Context(), 1, account.Employer)
	if err != nil || len(list) != 2 || list[0].ID != a.ID || digest != shown(t, s, a.ID, b.ID) {
		t.Fatalf("HoursToAgree: %d entries, %v", len(list), err)
	}
	agree(t, s, account.Employer, a.ID, b.ID)
	agree(t, s, account.Employer, a.ID, b.ID) // a second click
	if st := standingOf(t, s); st.HoursAgreed != 0 || st.HoursLogged != 210 {
		t.Errorf("one has agreed: %+v", st.Facts)
	}
	agree(t, s, account.Coach, b.ID)
	if st := standingOf(t, s); st.HoursAgreed != 120 || st.HoursLogged != 210 || st.HoursTarget == 0 {
		t.Errorf("both have agreed one: %+v", st.Facts)
	}
	if got := waitingFor(t, d); got != "coach hours 1" {
		t.Errorf("waits: %s", got)
	}
	err = d.View(t.Context(), func(tx *db.Tx) error {
		signed, err := programme.Signatures(t.Context(), tx, 1, "hours 1")
		if len(signed) != 1 || signed[0].Content != programme.HoursContent(list) || signed[0].Name != "Tom" || signed[0].Digest != programme.Digest(signed[0].Content) || signed[0].Person != 4 {
			t.Errorf("signatures %+v, %v", signed, err)
		}
		again, err := programme.Signatures(t.Context(), tx, 1, "hours 3")
		if len(again) != 0 {
			t.Errorf("the second click signed: %+v", again)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	h, err := s.HoursEntry(t.Context(), 1, b.ID)
	if err != nil || h.State != programme.HoursAgreed || len(h.Decisions) != 2 || h.Decisions[1].Name != "Marcus" {
		t.Errorf("%+v, %v", h, err)
	}
}

// TestWhatIsSaidOfHours covers the sentence that is signed, of one entry and of
// several.
func TestWhatIsSaidOfHours(t *testing.T) {
	s, _ := withHours(t)
	one, two := log(t, s, nil), log(t, s, func(h *programme.Hours) { h.From = h.From.AddDate(0, 0, -1) })
	each := programme.MinutesText(one.Minutes)
	agree(t, s, account.Coach, one.ID)
	if err := s.ReturnHours(t.Context(), 1, []programme.HoursID{two.ID}, shown(t, s, two.ID), "Whose call was it?", signer(account.Coach)); err != nil {
		t.Fatal(err)
	}
	again := two
	again.Learned += " It was my own."
	if err := s.SaveHours(t.Context(), 1, &again, 1); err != nil {
		t.Fatal(err)
	}
	agree(t, s, account.Employer, one.ID, two.ID)
	all, err := s.Signatures(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, sig := range all {
		got = append(got, sig.Words)
	}
	want := []string{"I agree this entry of off-the-job training, " + each + ".",
		"I return this entry of off-the-job training, " + each + ": Whose call was it?",
		"I agree these 2 entries of off-the-job training, " + programme.MinutesText(2*one.Minutes) + " in all."}
	if !slices.Equal(got, want) {
		t.Errorf("signed %q; want %q", got, want)
	}
}

func TestWhatChangedIsNotAgreed(t *testing.T) {
	s, _ := withHours(t)
	ctx := t.Context()
	a := log(t, s, nil)
	before := shown(t, s, a.ID)
	edited := a
	edited.Minutes, edited.Statements = 100, nil
	if err := s.SaveHours(ctx, 1, &edited, 1); err != nil {
		t.Fatal(err)
	}
	for name, err := range map[string]error{
		"agree":  s.AgreeHours(ctx, 1, []programme.HoursID{a.ID}, before, signer(account.Coach)),
		"return": s.ReturnHours(ctx, 1, []programme.HoursID{a.ID}, before, "No.", signer(account.Coach)),
	} {
		if !fault.Is(err, fault.Conflict) {
			t.Errorf("%s what was shown before: %v", name, err)
		}
	}
	now := shown(t, s, a.ID)
	for name, tt := range map[string]struct {
		err  error
		kind fault.Kind
	}{
		"no entry":              {s.AgreeHours(ctx, 1, nil, now, signer(account.Coach)), fault.Invalid},
		"an entry of nobody":    {s.AgreeHours(ctx, 1, []programme.HoursID{9}, now, signer(account.Coach)), fault.NotFound},
		"another enrolment":     {s.AgreeHours(ctx, 2, []programme.HoursID{a.ID}, now, signer(account.Coach)), fault.NotFound},
		"the apprentice":        {s.AgreeHours(ctx, 1, []programme.HoursID{a.ID}, now, programme.Signer{Role: account.Apprentice, Person: 1}), fault.Forbidden},
		"an IQA":                {s.AgreeHours(ctx, 1, []programme.HoursID{a.ID}, now, programme.Signer{Role: account.IQA, Person: 3}), fault.Forbidden},
		"a nameless link":       {s.AgreeHours(ctx, 1, []programme.HoursID{a.ID}, now, programme.Signer{Role: account.Employer, Request: 5}), fault.Invalid},
		"returned without note": {s.ReturnHours(ctx, 1, []programme.HoursID{a.ID}, now, " ", signer(account.Coach)), fault.Invalid},
	} {
		if !fault.Is(tt.err, tt.kind) {
			t.Errorf("%s: %v", name, tt.err)
		}
	}
	if h, err := s.HoursEntry(ctx, 1, a.ID); err != nil || h.CoachAgreed || h.Version != 2 || h.State != programme.HoursSubmitted {
		t.Errorf("after all that: %+v, %v", h, err)
	}
	versions, err := s.HoursVersions(ctx, 1, a.ID)
	if err != nil || len(versions) != 2 || versions[0].Training.Minutes != 100 || versions[1].Training.Minutes != 90 || versions[1].By != "Carys" {
		t.Errorf("versions %+v, %v", versions, err)
	}
}

func TestReturnedAndSentAgain(t *testing.T) {
	s, d := withHours(t)
	ctx := t.Context()
	a := log(t, s, nil)
	agree(t, s, account.Employer, a.ID)
	if err := s.SaveHours(ctx, 1, &a, 1); !fault.Is(err, fault.Conflict) {
		t.Errorf("changed after the employer agreed: %v", err)
	}
	if err := s.WithdrawHours(ctx, 1, 1, a.ID); !fault.Is(err, fault.Conflict) {
		t.Errorf("taken back after the employer agreed: %v", err)
	}
	if err := s.ReturnHours(ctx, 1, []programme.HoursID{a.ID}, shown(t, s, a.ID), "Which limit?", signer(account.Coach)); err != nil {
		t.Fatal(err)
	}
	if got := waitingFor(t, d); got != "apprentice hours 1" {
		t.Errorf("waits: %s", got)
	}
	if st := standingOf(t, s); st.HoursLogged != 0 {
		t.Errorf("returned hours count: %+v", st.Facts)
	}
	again := a
	again.Learned, again.Statements = "How a limit is set for a new customer.", nil
	if err := s.SaveHours(ctx, 1, &again, 1); err != nil {
		t.Fatal(err)
	}
	if err := s.SaveHours(ctx, 1, &again, 1); err != nil {
		t.Errorf("a second click: %v", err)
	}
	other := again
	other.Minutes = 95
	if err := s.SaveHours(ctx, 1, &other, 1); !fault.Is(err, fault.Conflict) {
		t.Errorf("saved over another window: %v", err)
	}
	h, err := s.HoursEntry(ctx, 1, a.ID)
	if err != nil || h.Version != 2 || h.CoachAgreed || h.EmployerAgreed || !h.RecordedAt.Equal(a.RecordedAt) || len(h.Decisions) != 2 || h.Decisions[1].Note != "Which limit?" {
		t.Errorf("%+v, %v", h, err)
	}
	if got := waitingFor(t, d); got != "coach hours 1, employer hours 1" {
		t.Errorf("waits: %s", got)
	}
}

func TestACorrectionStandsInstead(t *testing.T) {
	s, _ := withHours(t)
	ctx := t.Context()
	a := log(t, s, nil)
	correct := func(edit func(*programme.Hours)) error {
		h := training(func(h *programme.Hours) { h.Corrects = a.ID; edit(h) })
		return s.LogHours(ctx, 1, &h)
	}
	less := func(h *programme.Hours) { h.Minutes = 60 }
	if err := correct(less); !fault.Is(err, fault.Conflict) {
		t.Errorf("a correction of what waits: %v", err)
	}
	agree(t, s, account.Coach, a.ID)
	agree(t, s, account.Employer, a.ID)
	changed := a
	changed.Minutes = 60
	if err := s.SaveHours(ctx, 1, &changed, 1); !fault.Is(err, fault.Conflict) {
		t.Errorf("an agreed entry changed: %v", err)
	}
	if err := correct(func(*programme.Hours) {}); wrongFields(err) != "minutes" {
		t.Errorf("a correction that changes nothing: %v", err)
	}
	if err := correct(func(h *programme.Hours) { h.Corrects = 99 }); !fault.Is(err, fault.NotFound) {
		t.Errorf("a correction of nothing: %v", err)
	}
	if err := correct(less); err != nil {
		t.Fatal(err)
	}
	if err := correct(less); !fault.Is(err, fault.Conflict) {
		t.Errorf("a second correction: %v", err)
	}
	if st := standingOf(t, s); st.HoursLogged != 90 || st.HoursAgreed != 90 {
		t.Errorf("while the correction waits: %+v", st.Facts)
	}
	r, err := s.HoursRecord(ctx, 1)
	if err != nil {
		t.Fatal(err)
	}
	fix := r.Entries[slices.IndexFunc(r.Entries, func(h programme.Hours) bool { return h.Corrects == a.ID })]
	agree(t, s, account.Coach, fix.ID)
	agree(t, s, account.Employer, fix.ID)
	if st := standingOf(t, s); st.HoursLogged != 60 || st.HoursAgreed != 60 {
		t.Errorf("after it was agreed: %+v", st.Facts)
	}
	if h, _ := s.HoursEntry(ctx, 1, a.ID); h.State != programme.HoursAgreed || h.Minutes != 90 || h.CorrectedBy != fix.ID {
		t.Errorf("what was agreed first: %+v", h)
	}
	gone := training(func(h *programme.Hours) { h.Corrects, h.Minutes, h.Learned = fix.ID, 0, "It did not take place." })
	if err := s.LogHours(ctx, 1, &gone); err != nil {
		t.Errorf("a correction to nothing: %v", err)
	}
}

func TestFigures(t *testing.T) {
	s, d := withHours(t)
	ctx := t.Context()
	change(t, d, `UPDATE enrolments SET started_on = '2025-08-01'`)
	target := func() int { return standingOf(t, s).HoursTarget }
	if err := s.SetFigure(ctx, 1, programme.Figure{Kind: programme.PublishedHours, Amount: 300 * 60, Source: "Course page", By: 2}); err != nil || target() != 300*60 {
		t.Fatalf("target %d, %v", target(), err)
	}
	for range 2 {
		if err := s.SetPriorLearning(ctx, 1, 20*60, "Two years in the ledger team", 2); err != nil || target() != 280*60 {
			t.Fatalf("target %d, %v", target(), err)
		}
	}
	if err := s.SetPriorLearning(ctx, 1, 0, "Not borne out by the scan", 2); err != nil || target() != 300*60 {
		t.Fatalf("target %d, %v", target(), err)
	}
	all, err := s.Figures(ctx, 1)
	if err != nil || len(all) != 3 || all[1].Amount != 20*60 || all[1].ByName != "Marcus" {
		t.Errorf("history %+v, %v", all, err)
	}
	for name, f := range map[string]programme.Figure{
		"amount":        {Kind: programme.PriorLearning, Amount: -1, Source: "x", By: 2},
		"source":        {Kind: programme.PriorLearning, Amount: 1, By: 2},
		"amount source": {Kind: programme.WorkingHours, By: 2},
	} {
		if got := wrongFields(s.SetFigure(ctx, 1, f)); got != name {
			t.Errorf("SetFigure(%+v): %q wrong; want %q", f, got, name)
		}
	}
	if err := s.SetFigure(ctx, 1, programme.Figure{Kind: "luck", Amount: 1, Source: "x", By: 2}); !fault.Is(err, fault.NotFound) {
		t.Errorf("an unknown figure: %v", err)
	}
	e, err := s.Enrolment(ctx, 1)
	if err != nil {
		t.Fatal(err)
	}
	e.StartedOn, e.PlannedEndOn = day("2025-07-31"), day("2025-07-31").AddDate(0, 0, 70-1)
	if err := s.ChangeEnrolment(ctx, 3, &e); err != nil || target() != 3600 {
		t.Errorf("after the start was corrected: target %d, %v", target(), err)
	}
}
