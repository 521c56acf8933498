package demo

import (
	"slices"
	"testing"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/notify"
	"touchstone/app/programme"
	"touchstone/evidence"
	"touchstone/evidence/assessment"
	"touchstone/ksb"
)

// person returns who has that key.
func person(t *testing.T, d *db.DB, key string) account.PersonID {
	t.Helper()
	p, err := account.NewStore(d).PersonByEmail(t.Context(), key+"@example.com")
	if err != nil {
		t.Fatal(err)
	}
	return p.ID
}

// Some need help today, more are watched, and most are on track: otherwise the
// caseload shows nothing.
func TestBandsAreBelievable(t *testing.T) {
	d := open(t, filled(t))
	s := programme.NewStore(d)
	_, n, err := s.Cases(t.Context(), programme.CaseQuery{Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	if n.Act < 8 || n.Act > 14 || n.Watch < 10 || n.Watch > 22 || n.OnTrack < 18 {
		t.Errorf("%d to act on, %d to watch, %d on track", n.Act, n.Watch, n.OnTrack)
	}
	for _, coach := range []string{"marcus", "priya", "owen"} {
		_, n, err := s.Cases(t.Context(), programme.CaseQuery{Coach: person(t, d, coach), Limit: 1})
		if err != nil || n.Act == 0 || n.Watch == 0 || n.OnTrack == 0 {
			t.Errorf("%s has %+v, %v; want some in each band", coach, n, err)
		}
	}
	if wrong, err := programme.AuditStandings(t.Context(), d); err != nil || len(wrong) > 0 {
		t.Errorf("standings: %v, %v", wrong, err)
	}
}

// TestEveryPageHasSomething counts what each list of the release shows.
func TestEveryPageHasSomething(t *testing.T) {
	d := open(t, filled(t))
	count := func(what, query string, least int, args ...any) {
		t.Helper()
		var n int
		err := d.View(t.Context(), func(tx *db.Tx) error { return tx.Row(t.Context(), query, args...).Scan(&n) })
		if err != nil || n < least {
			t.Errorf("%s: %d, %v; want at least %d", what, n, err, least)
		}
	}
	for _, state := range []programme.HoursState{programme.HoursAgreed, programme.HoursSubmitted, programme.HoursReturned} {
		count("hours "+string(state), `SELECT count(*) FROM hours WHERE state = $1`, 1, state)
	}
	for _, state := range []programme.ProgressState{programme.ReviewPlanned, programme.ReviewSigning, programme.ReviewSigned} {
		count("reviews "+string(state), `SELECT count(*) FROM progress_reviews WHERE state = $1`, 1, state)
	}
	for _, state := range []programme.ScanState{programme.ScanDraft, programme.ScanSubmitted, programme.ScanFinished} {
		count("scans "+string(state), `SELECT count(*) FROM scans WHERE state = $1`, 1, state)
	}
	for _, state := range []evidence.SampleState{evidence.SampleOpen, evidence.SampleAgreed, evidence.SampleAction, evidence.SampleClosed} {
		count("samples "+string(state), `SELECT count(*) FROM samples WHERE state = $1`, 1, state)
	}
	for what, query := range map[string]string{
		"breaks":          `SELECT count(*) FROM breaks`,
		"leavings":        `SELECT count(*) FROM leavings WHERE state = 'withdrawn'`,
		"addenda":         `SELECT count(*) FROM review_addenda`,
		"actions open":    `SELECT count(*) FROM actions WHERE state = 'open'`,
		"actions overdue": `SELECT count(*) FROM actions WHERE state = 'open' AND due_on < '2026-11-21'`,
		"actions shown":   `SELECT count(*) FROM actions WHERE state = 'done' AND item_id > 0`,
		"links waiting":   `SELECT count(*) FROM requests WHERE used_at IS NULL AND expires_at > 1795219200000`,
		"links ended":     `SELECT count(*) FROM requests WHERE used_at IS NULL AND expires_at < 1795219200000`,
		"testimonies":     `SELECT count(*) FROM testimonies`,
		"behaviours":      `SELECT count(*) FROM behaviour_checks`,
		"prior learning":  `SELECT count(*) FROM prior_learning`,
		"phrases":         `SELECT count(*) FROM phrases WHERE shared = 1`,
		"corrections":     `SELECT count(*) FROM decision_corrections`,
		"messages":        `SELECT count(*) FROM messages`,
		"choices":         `SELECT count(*) FROM notice_choices`,
		"views":           `SELECT count(*) FROM views`,
	} {
		count(what, query, 1)
	}
	months, err := programme.NewStore(d).Periods(t.Context(), now.AddDate(-2, 0, 0))
	if err != nil || len(programme.Whole(months)) < 17 {
		t.Errorf("%d months for the charts, %v", len(programme.Whole(months)), err)
	}
	for _, key := range []string{"marcus", "ruth"} {
		unread, _, err := notify.Notices(t.Context(), d, int64(person(t, d, key)), notify.Query{Unread: true})
		if err != nil || len(unread) == 0 || unread[0].CreatedAt.Before(now.AddDate(0, 0, -8)) {
			t.Errorf("%s has %d notices to read, %v; want some of the last days", key, len(unread), err)
		}
	}
}

// One person's entries ask for a look, and a caseload changed hands.
func TestWhatAnAuditorWouldAsk(t *testing.T) {
	d := open(t, filled(t))
	s := programme.NewStore(d)
	all := enrolments(t, d)
	r, err := s.HoursRecord(t.Context(), all["Blessing Okoro"].ID)
	if err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for _, flag := range r.Flags {
		kinds = append(kinds, flag.Kind)
	}
	for _, kind := range []string{"same", "whole", "late"} {
		if !slices.Contains(kinds, kind) {
			t.Errorf("flags %v; want %s among them", kinds, kind)
		}
	}
	h, err := s.History(t.Context(), all["Sophie Lund"].ID)
	if err != nil || len(h.Turns) != 2 || h.Turns[0].Name != "Owen Tate" || h.Turns[1].Name != "Priya Nair" {
		t.Errorf("coaches %+v, %v", h.Turns, err)
	}
}

// TestReviewsDoNotDenyTheirFigures reads what coaches say of the pace beside the
// figures above it.
func TestReviewsDoNotDenyTheirFigures(t *testing.T) {
	d := open(t, filled(t))
	said := func(pattern string) (n int) {
		err := d.View(t.Context(), func(tx *db.Tx) error {
			return tx.Row(t.Context(), `SELECT count(*) FROM progress_reviews WHERE content LIKE $1`, pattern).Scan(&n)
		})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	for _, denied := range []string{`%behind plan, %\nAhead of plan%`, `%statement_ behind plan.%\nAhead of plan%`, `%statements ahead of plan.%\nBehind plan%`} {
		if n := said(denied); n > 0 {
			t.Errorf("%d reviews say both sides of %q", n, denied)
		}
	}
	for _, pace := range []string{"On plan.", "Ahead of plan;", "Behind plan"} {
		if said(`%\n`+pace+`%`) == 0 {
			t.Errorf("no review says %q", pace)
		}
	}
}

// TestEveryStageOfTheWayToAnAssessment sees that somebody is at each.
func TestEveryStageOfTheWayToAnAssessment(t *testing.T) {
	d := open(t, filled(t))
	all, standards := enrolments(t, d), ksb.NewStore(d)
	tests := []struct {
		who      string
		regime   ksb.Regime
		attempts int
		stage    evidence.SubmissionStage // of the last
		state    assessment.State
		grade    string
	}{
		{"Nia Powell", ksb.EndPoint, 0, "", "", ""},
		{"Jodie Whitaker", ksb.EndPoint, 0, "", "", ""},
		{"Ayesha Khan", ksb.EndPoint, 1, evidence.StageWaiting, assessment.Open, ""},
		{"Cerys Hughes", ksb.EndPoint, 2, evidence.StageWaiting, assessment.Open, ""},
		{"Katya Ivanova", ksb.Assessment, 1, evidence.StageAccepted, assessment.Open, ""},
		{"Megan Foster", ksb.Assessment, 1, evidence.StageAccepted, assessment.Proposed, ""},
		{"Malik Johnson", ksb.EndPoint, 1, evidence.StageReleased, assessment.Released, "fail"},
		{"Tomasz Kowalczyk", ksb.EndPoint, 1, evidence.StageReleased, assessment.Released, "distinction"},
		{"Amira Haddad", ksb.Assessment, 1, evidence.StageReleased, assessment.Released, "pass"},
	}
	for _, tt := range tests {
		e := all[tt.who]
		plan, err := standards.Plan(t.Context(), e.Plan)
		if err != nil || plan.Regime != tt.regime {
			t.Errorf("%s is under %v, %v; want %s", tt.who, plan, err, tt.regime)
		}
		made, err := evidence.NewStore(d).Attempts(t.Context(), e.ID)
		if err != nil || len(made) != tt.attempts {
			t.Errorf("%s has %d attempts, %v; want %d", tt.who, len(made), err, tt.attempts)
		}
		if len(made) == 0 {
			continue
		}
		a, err := assessment.NewStore(d).Assessment(t.Context(), made[0].ID)
		if u := &made[0]; err != nil || u.State != evidence.SubmissionReady || u.Stage() != tt.stage || a.State != tt.state || a.Grade != tt.grade {
			t.Errorf("%s: files %s, %s, assessment %s, grade %q, %v; want %s, %s, %q", tt.who, u.State, u.Stage(), a.State, a.Grade, err, tt.stage, tt.state, tt.grade)
		}
	}
	_, r, err := evidence.NewStore(d).Readiness(t.Context(), standards, all["Jodie Whitaker"].ID)
	if err != nil || !r.ReadyToSign() || r.Ready() {
		t.Errorf("Jodie: %+v, %v; want what only waits for signatures", r.Open(), err)
	}
	_, r, err = evidence.NewStore(d).Readiness(t.Context(), standards, all["Nia Powell"].ID)
	if open := r.Open(); err != nil || len(open) == 0 || !slices.ContainsFunc(open, func(q evidence.Requirement) bool { return q.State == evidence.Awaited && q.Who == "Owen Tate" }) {
		t.Errorf("Nia: %+v, %v; want some that wait for her coach", open, err)
	}
}
