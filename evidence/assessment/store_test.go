package assessment_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/db/dbtest"
	"touchstone/app/fault"
	"touchstone/evidence"
	"touchstone/evidence/assessment"
	"touchstone/ksb"
)

// The people of every test. Submission 1 is Carys's, of organisation 2.
const (
	carys  account.PersonID = 1 // the apprentice
	marcus account.PersonID = 2 // her coach
	ruth   account.PersonID = 3 // of her employer
	olwen  account.PersonID = 4 // coordinator
	helen  account.PersonID = 5 // assesses
	idris  account.PersonID = 6 // assesses too
	megan  account.PersonID = 7 // moderates
	gone   account.PersonID = 8 // suspended
)

const first evidence.SubmissionID = 1

// A desk is the store with a submission all of whose parts are accepted.
type desk struct {
	*assessment.Store
	t     *testing.T
	db    *db.DB
	clock *dbtest.Clock
}

func open(t *testing.T) *desk {
	t.Helper()
	d, clock := dbtest.OpenAt(t, dbtest.Noon)
	must(t, d.Update(t.Context(), func(tx *db.Tx) error {
		for _, sql := range []string{
			`INSERT INTO people (name, email, created_at, suspended_at) VALUES ('Carys', 'c@x', 0, NULL), ('Marcus', 'm@x', 0, NULL), ('Ruth', 'r@x', 0, NULL),
			 ('Olwen', 'o@x', 0, NULL), ('Helen', 'h@x', 0, NULL), ('Idris', 'i@x', 0, NULL), ('Megan', 'g@x', 0, NULL), ('Gone', 'z@x', 0, 1)`,
			`INSERT INTO organisations (kind, name, created_at) VALUES ('employer', 'Ashbrook', 0), ('assessment', 'Kestrel', 0)`,
			`INSERT INTO standards (reference, version, title, level, types, source, created_at, updated_at) VALUES ('ST0001', '1', 'A', 3, '[]', '', 0, 0)`,
			`INSERT INTO statements (standard_id, key, position, code, code_origin, type, title, summary, membership) VALUES
			 (1, 'k1', 1, 'K1', 'official', 'knowledge', 'Law', '', 'core'), (1, 's1', 2, 'S1', 'official', 'skill', 'Talk', '', 'core'),
			 (1, 'k2', 3, 'K2', 'official', 'knowledge', 'Debt', '', 'core'), (1, 'b1', 4, 'B1', 'official', 'behaviour', 'Care', '', 'core')`,
			`INSERT INTO plans (standard_id, reference, version, name, example, document, created_at) VALUES (1, 'P', '1', 'P', 1, '{}', 0)`,
			`INSERT INTO enrolments (apprentice_id, standard_id, plan_id, employer_id, assessment_id, coach_id, started_on, planned_end_on, created_at, updated_at)
			 VALUES (1, 1, 1, 1, 2, 2, '2025-09-01', '2027-03-01', 0, 0)`,
			`INSERT INTO grants (person_id, role, scope, scope_id, granted_at) VALUES (1, 'apprentice', 'enrolment', 1, 0), (2, 'coach', 'enrolment', 1, 0),
			 (3, 'employer', 'organisation', 1, 0), (4, 'coordinator', 'organisation', 2, 0)`,
		} {
			if _, err := tx.Exec(t.Context(), sql); err != nil {
				return fmt.Errorf("%s: %w", sql, err)
			}
		}
		return nil
	}))
	s := &desk{assessment.NewStore(d), t, d, clock}
	s.handOver(evidence.ComponentAccepted)
	return s
}

// handOver adds the next attempt, its one part in that state.
func (s *desk) handOver(state evidence.ComponentState) {
	s.t.Helper()
	must(s.t, s.db.Update(s.t.Context(), func(tx *db.Tx) error {
		u := evidence.Submission{Portfolio: 1, Organisation: 2, Plan: 1, By: marcus, Components: []evidence.Component{{Key: "portfolio", Name: "Portfolio", Digest: string(state), State: state}}}
		return evidence.AddSubmission(s.t.Context(), tx, &u, []byte("{}"), nil)
	}))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// outcome returns "done", "wrong: " and the fields, or the kind of the fault.
func outcome(err error) string {
	var f *fault.Error
	switch {
	case err == nil:
		return "done"
	case fault.Is(err, fault.Invalid):
		return "wrong: " + strings.Join(slices.Sorted(maps.Keys(fault.Of(err).Fields)), " ")
	case fault.Is(err, fault.Conflict):
		return "conflict"
	case fault.Is(err, fault.Forbidden):
		return "forbidden"
	case fault.Is(err, fault.NotFound):
		return "not found"
	case errors.As(err, &f):
		return f.Message
	}
	return err.Error()
}

func (s *desk) invite(who account.PersonID, duty assessment.Duty) assessment.Invitation {
	s.t.Helper()
	i := assessment.Invitation{Submission: first, Person: who, Duty: duty, By: olwen, EndsAt: s.clock.Now().Add(24 * time.Hour)}
	must(s.t, s.Invite(s.t.Context(), &i))
	return i
}

// ready invites a person who declares that nothing conflicts.
func (s *desk) ready(who account.PersonID, duty assessment.Duty) {
	s.t.Helper()
	s.invite(who, duty)
	must(s.t, s.Declare(s.t.Context(), first, who, false, ""))
}

func (s *desk) read() *assessment.Assessment {
	s.t.Helper()
	a, err := s.Assessment(s.t.Context(), first)
	must(s.t, err)
	return a
}

// count returns what a query counts.
func (s *desk) count(query string, args ...any) (n int) {
	s.t.Helper()
	must(s.t, s.db.View(s.t.Context(), func(tx *db.Tx) error { return tx.Row(s.t.Context(), query, args...).Scan(&n) }))
	return n
}

func (s *desk) told(who account.PersonID) int {
	return s.count(`SELECT count(*) FROM notices WHERE person_id = $1`, who)
}

func (s *desk) roles(who account.PersonID) []account.Role {
	s.t.Helper()
	roles, err := account.NewStore(s.db).RolesInSubmission(s.t.Context(), who, int64(first))
	must(s.t, err)
	return roles
}

func TestInvite(t *testing.T) {
	tests := []struct {
		name string
		who  account.PersonID
		duty assessment.Duty
		ends time.Duration
		want string
	}{
		{"an assessor", helen, assessment.Assesses, time.Millisecond, "done"},
		{"a moderator for a year", megan, assessment.Moderates, assessment.MaxInvitation, "done"},
		{"until now", helen, assessment.Assesses, 0, "wrong: ends"},
		{"for longer than a year", helen, assessment.Assesses, assessment.MaxInvitation + time.Millisecond, "wrong: ends"},
		{"to nothing", helen, "", time.Hour, "wrong: duty"},
		{"the apprentice", carys, assessment.Assesses, time.Hour, "wrong: person"},
		{"the coach", marcus, assessment.Moderates, time.Hour, "wrong: person"},
		{"somebody of the employer", ruth, assessment.Assesses, time.Hour, "wrong: person"},
		{"somebody suspended", gone, assessment.Assesses, time.Hour, "wrong: person"},
		{"nobody", 99, "judge", -time.Hour, "wrong: duty ends person"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := open(t)
			i := assessment.Invitation{Submission: first, Person: tt.who, Duty: tt.duty, By: olwen, EndsAt: s.clock.Now().Add(tt.ends)}
			if got := outcome(s.Invite(t.Context(), &i)); got != tt.want {
				t.Fatalf("%s; want %s", got, tt.want)
			}
			if told := s.told(tt.who); told != map[bool]int{true: 1}[tt.want == "done"] {
				t.Errorf("told %d times", told)
			}
		})
	}
	s := open(t)
	if got := outcome(s.Invite(t.Context(), &assessment.Invitation{Submission: 99, Person: helen, Duty: assessment.Assesses, By: olwen, EndsAt: s.clock.Now().Add(time.Hour)})); got != "not found" {
		t.Errorf("to a submission that is not there: %s", got)
	}
}

func TestAnInvitationEnds(t *testing.T) {
	s, ctx := open(t), t.Context()
	i := s.invite(helen, assessment.Assesses)
	if roles := s.roles(helen); !slices.Equal(roles, []account.Role{account.Assessor}) {
		t.Fatalf("roles %v", roles)
	}
	s.clock.Add(24*time.Hour - time.Millisecond)
	if got, err := s.Invitation(ctx, first, helen); err != nil || !got.Holds(s.clock.Now()) || got.Open(s.clock.Now()) {
		t.Errorf("in its last moment, undeclared: %+v, %v", got, err)
	}
	s.clock.Add(time.Millisecond)
	if got := outcome(s.Declare(ctx, first, helen, false, "")); got != "conflict" {
		t.Errorf("declaring at its end: %s", got)
	}
	if roles := s.roles(helen); len(roles) != 0 {
		t.Errorf("roles at its end: %v", roles)
	}
	// Longer, then taken back.
	again := s.invite(helen, assessment.Assesses)
	must(t, s.Declare(ctx, first, helen, false, ""))
	longer := assessment.Invitation{Submission: first, Person: helen, Duty: assessment.Assesses, By: olwen, EndsAt: s.clock.Now().Add(48 * time.Hour)}
	must(t, s.Invite(ctx, &longer))
	if got, _ := s.Invitation(ctx, first, helen); got.ID != longer.ID || !got.Open(s.clock.Now()) {
		t.Errorf("invited for longer, what was declared is lost: %+v", got)
	}
	other := assessment.Invitation{Submission: first, Person: helen, Duty: assessment.Moderates, By: olwen, EndsAt: s.clock.Now().Add(48 * time.Hour)}
	must(t, s.Invite(ctx, &other))
	if got, _ := s.Invitation(ctx, first, helen); got.Duty != assessment.Moderates || got.Open(s.clock.Now()) {
		t.Errorf("invited to something else, nothing is to be declared: %+v", got)
	}
	for range 2 {
		must(t, s.EndInvitation(ctx, first, other.ID, olwen))
	}
	must(t, s.EndInvitation(ctx, first, i.ID, olwen)) // over already
	must(t, s.EndInvitation(ctx, first, again.ID, olwen))
	if roles := s.roles(helen); len(roles) != 0 {
		t.Errorf("roles once it is taken back: %v", roles)
	}
	if got := outcome(s.EndInvitation(ctx, first, 99, olwen)); got != "not found" {
		t.Errorf("ending one that is not there: %s", got)
	}
	all, err := s.Invitations(ctx, first)
	if err != nil || len(all) != 4 || all[0].ID != other.ID {
		t.Errorf("%d invitations, %v", len(all), err)
	}
	if n := s.count(`SELECT count(*) FROM events WHERE action = 'assessor.end'`); n != 1 {
		t.Errorf("%d events of an end; want 1", n)
	}
}

func TestLastDay(t *testing.T) {
	i := assessment.Invitation{EndsAt: time.Date(2026, time.June, 30, 23, 0, 0, 0, time.UTC)} // midnight in London, in summer
	if got := i.LastDay(); !got.Equal(time.Date(2026, time.June, 30, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("%v; want 30 June", got)
	}
}

func TestDeclare(t *testing.T) {
	s, ctx := open(t), t.Context()
	s.invite(helen, assessment.Assesses)
	if got := outcome(s.Declare(ctx, first, helen, true, " ")); got != "wrong: interest" {
		t.Errorf("a conflict without words: %s", got)
	}
	if got := outcome(s.Declare(ctx, first, idris, false, "")); got != "conflict" {
		t.Errorf("by somebody who is not invited: %s", got)
	}
	must(t, s.Declare(ctx, first, helen, false, "ignored"))
	if got := outcome(s.Declare(ctx, first, helen, true, "She is my niece.")); got != "conflict" {
		t.Errorf("once more: %s", got)
	}
	if i, _ := s.Invitation(ctx, first, helen); i.Interest != "" || !i.Open(s.clock.Now()) {
		t.Errorf("declared: %+v", i)
	}
	s.invite(idris, assessment.Assesses)
	must(t, s.Declare(ctx, first, idris, true, "She is my niece."))
	if _, err := s.Invitation(ctx, first, idris); outcome(err) != "not found" || len(s.roles(idris)) != 0 {
		t.Errorf("after a conflict: %v, roles %v", err, s.roles(idris))
	}
	if n := s.told(olwen); n != 1 {
		t.Errorf("the coordinator is told %d times; want 1", n)
	}
	if n := s.count(`SELECT count(*) FROM events WHERE detail LIKE '%niece%'`); n != 0 {
		t.Error("what conflicts stands in an event, which others read")
	}
}

// Everything that only who assesses may do, and only while it is open.
func (s *desk) works(by account.PersonID) map[string]error {
	ctx, m := s.t.Context(), &plan().Methods[0]
	_, feedback := s.SaveFeedback(ctx, first, by, "Well argued.", s.read().Revision)
	return map[string]error{
		"judge":    s.Judge(ctx, first, by, 1, &assessment.Judgement{Verdict: assessment.Sufficient, Revision: s.read().Judgements[1].Revision}),
		"method":   s.JudgeMethod(ctx, first, by, m, &assessment.Held{Minutes: s.count(`SELECT count(*) FROM events`), Revision: s.read().Methods[m.Key].Revision}, nil),
		"ask":      s.SaveQuestion(ctx, first, by, &assessment.Question{Method: m.Key, Text: "Why?"}),
		"feedback": feedback,
	}
}

func TestWhoMayWork(t *testing.T) {
	s, ctx := open(t), t.Context()
	s.invite(helen, assessment.Assesses)
	s.ready(megan, assessment.Moderates)
	for who, name := range map[account.PersonID]string{helen: "undeclared", idris: "not invited", megan: "invited to moderate", olwen: "the coordinator", carys: "the apprentice"} {
		for what, err := range s.works(who) {
			if outcome(err) != "forbidden" {
				t.Errorf("%s: %s: %v", name, what, err)
			}
		}
	}
	must(t, s.Declare(ctx, first, helen, false, ""))
	for what, err := range s.works(helen) {
		if err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
	// A moderator notes for themselves; nobody reads another's notes.
	for _, who := range []account.PersonID{helen, megan} {
		must(t, s.SaveNote(ctx, first, who, 1, &assessment.Note{Text: fmt.Sprint("Mine: ", who)}))
	}
	if notes, err := s.Notes(ctx, first, megan); err != nil || len(notes) != 1 || notes[1].Text != "Mine: 7" {
		t.Errorf("notes: %v, %v", notes, err)
	}
	if got := outcome(s.SaveNote(ctx, first, idris, 1, &assessment.Note{Text: "x"})); got != "forbidden" {
		t.Errorf("a note of who is not invited: %s", got)
	}
	s.clock.Add(24 * time.Hour)
	for what, err := range s.works(helen) {
		if outcome(err) != "forbidden" {
			t.Errorf("at the end of the invitation: %s: %v", what, err)
		}
	}
	if got := outcome(s.SaveNote(ctx, first, helen, 1, &assessment.Note{Text: "x", Revision: 1})); got != "forbidden" {
		t.Errorf("a note at the end of the invitation: %s", got)
	}
}

func TestLimits(t *testing.T) {
	s, ctx := open(t), t.Context()
	s.ready(helen, assessment.Assesses)
	text := func(n int) string { return strings.Repeat("é", n) }
	m := &plan().Methods[0]
	day := func(n int) time.Time { return db.Today(s.clock.Now()).AddDate(0, 0, n) }
	tests := []struct {
		name string
		err  error
		want string
	}{
		{"the longest note", s.SaveNote(ctx, first, helen, 1, &assessment.Note{Text: text(assessment.MaxNote)}), "done"},
		{"a longer note", s.SaveNote(ctx, first, helen, 2, &assessment.Note{Text: text(assessment.MaxNote + 1)}), "wrong: note"},
		{"the longest reason", s.Judge(ctx, first, helen, 1, &assessment.Judgement{Verdict: assessment.Insufficient, Reason: text(assessment.MaxNote)}), "done"},
		{"a longer reason", s.Judge(ctx, first, helen, 2, &assessment.Judgement{Verdict: assessment.Sufficient, Reason: text(assessment.MaxNote + 1)}), "wrong: reason"},
		{"not shown, without a reason", s.Judge(ctx, first, helen, 2, &assessment.Judgement{Verdict: assessment.Insufficient, Reason: " "}), "wrong: reason"},
		{"no answer", s.Judge(ctx, first, helen, 2, &assessment.Judgement{Verdict: "perhaps"}), "wrong: verdict"},
		{"the most cites", s.Judge(ctx, first, helen, 2, &assessment.Judgement{Cites: make([]assessment.Cite, assessment.MaxCites)}), "done"},
		{"more cites", s.Judge(ctx, first, helen, 3, &assessment.Judgement{Cites: make([]assessment.Cite, assessment.MaxCites+1)}), "wrong: cites"},
		{"a statement that is not there", s.Judge(ctx, first, helen, 99, &assessment.Judgement{}), "invalid"},
		{"an empty question", s.SaveQuestion(ctx, first, helen, &assessment.Question{Method: "discussion", Text: " "}), "wrong: text"},
		{"a longer question", s.SaveQuestion(ctx, first, helen, &assessment.Question{Method: "discussion", Text: text(assessment.MaxQuestion + 1)}), "wrong: text"},
		{"held today", s.JudgeMethod(ctx, first, helen, m, &assessment.Held{On: day(0), Minutes: 1440}, nil), "done"},
		{"held tomorrow, for longer than a day", s.JudgeMethod(ctx, first, helen, m, &assessment.Held{On: day(1), Minutes: 1441, Mode: text(201), Revision: 1}, nil), "wrong: held_on minutes mode"},
		{"a grade that criteria decide", s.JudgeMethod(ctx, first, helen, m, &assessment.Held{Grade: "pass", Revision: 1}, nil), "wrong: grade"},
		{"a grade the method has not", s.JudgeMethod(ctx, first, helen, &plan().Methods[1], &assessment.Held{Grade: "distinction"}, nil), "wrong: grade"},
		{"a grade the method has", s.JudgeMethod(ctx, first, helen, &plan().Methods[1], &assessment.Held{Grade: "pass"}, nil), "done"},
		{"a criterion neither met nor not", s.JudgeMethod(ctx, first, helen, m, nil, map[string]assessment.Criterion{"p1": {Verdict: "nearly", Reason: text(assessment.MaxNote + 1)}}), "wrong: reason-p1 verdict-p1"},
	}
	for _, tt := range tests {
		if got := outcome(tt.err); got != tt.want && tt.want != "invalid" || tt.want == "invalid" && tt.err == nil {
			t.Errorf("%s: %s; want %s", tt.name, got, tt.want)
		}
	}
	if _, err := s.SaveFeedback(ctx, first, helen, text(assessment.MaxFeedback+1), 0); outcome(err) != "wrong: feedback" {
		t.Errorf("longer feedback: %v", err)
	}
	if _, err := s.SaveFeedback(ctx, first, helen, text(assessment.MaxFeedback), 0); err != nil {
		t.Errorf("the longest feedback: %v", err)
	}
	for range assessment.MaxQuestions {
		must(t, s.SaveQuestion(ctx, first, helen, &assessment.Question{Method: "discussion", Text: "Why?"}))
	}
	if got := outcome(s.SaveQuestion(ctx, first, helen, &assessment.Question{Method: "test", Text: "One more?"})); got != "conflict" {
		t.Errorf("one question more than the most: %s", got)
	}
}

// Two assessors, or two tabs, save the same thing: one of them is told.
func TestTwoAtOnce(t *testing.T) {
	s, ctx := open(t), t.Context()
	s.ready(helen, assessment.Assesses)
	s.ready(idris, assessment.Assesses)
	q := assessment.Question{Method: "discussion", Text: "Why?"}
	must(t, s.SaveQuestion(ctx, first, helen, &q))
	m := &plan().Methods[0]
	saves := map[string]func(by account.PersonID, n int) error{
		"note": func(_ account.PersonID, n int) error {
			return s.SaveNote(ctx, first, helen, 1, &assessment.Note{Text: fmt.Sprint("Tab ", n)})
		},
		"judgement": func(by account.PersonID, _ int) error {
			return s.Judge(ctx, first, by, 1, &assessment.Judgement{Verdict: assessment.Sufficient})
		},
		"criterion": func(by account.PersonID, n int) error {
			return s.JudgeMethod(ctx, first, by, m, nil, map[string]assessment.Criterion{"p1": {Verdict: assessment.Met, Reason: fmt.Sprint(n)}})
		},
		"method": func(by account.PersonID, n int) error {
			return s.JudgeMethod(ctx, first, by, m, &assessment.Held{Minutes: n}, nil)
		},
		"question": func(by account.PersonID, n int) error {
			mine := q
			mine.Text = fmt.Sprint("Why, ", n)
			return s.SaveQuestion(ctx, first, by, &mine)
		},
		"feedback": func(by account.PersonID, n int) error {
			_, err := s.SaveFeedback(ctx, first, by, fmt.Sprint("From ", n), 0)
			return err
		},
	}
	for name, save := range saves {
		var mu sync.Mutex
		var wg sync.WaitGroup
		got := map[string]int{}
		for i, by := range []account.PersonID{helen, idris, helen, idris} {
			wg.Go(func() {
				err := save(by, i+1)
				mu.Lock()
				got[outcome(err)]++
				mu.Unlock()
			})
		}
		wg.Wait()
		if got["done"] != 1 || got["conflict"] != 3 {
			t.Errorf("%s: %v", name, got)
		}
	}
	if a := s.read(); a.Judgements[1].Revision != 1 || a.Revision != 1 || a.Questions[0].Revision != 2 {
		t.Errorf("saved more than once: %+v", a)
	}
}

// A form in which one thing is stale stores nothing of the rest.
func TestAMethodIsSavedWhole(t *testing.T) {
	s, ctx := open(t), t.Context()
	s.ready(helen, assessment.Assesses)
	s.ready(idris, assessment.Assesses)
	m := &plan().Methods[0]
	must(t, s.JudgeMethod(ctx, first, helen, m, nil, map[string]assessment.Criterion{"p1": {Verdict: assessment.Met}}))
	err := s.JudgeMethod(ctx, first, idris, m, &assessment.Held{Minutes: 60}, map[string]assessment.Criterion{"p1": {Verdict: assessment.NotMet}, "p2": {Verdict: assessment.Met}})
	if outcome(err) != "conflict" {
		t.Errorf("over what another saved: %v", err)
	}
	if a := s.read(); len(a.Methods) != 0 || len(a.Criteria["discussion"]) != 1 || a.Criteria["discussion"]["p1"].Verdict != assessment.Met {
		t.Errorf("half of a form was stored: %+v", a)
	}
	must(t, s.JudgeMethod(ctx, first, idris, m, nil, map[string]assessment.Criterion{"p1": {Verdict: assessment.Met}, "p2": {Verdict: assessment.Met}})) // the same, and one more
	if n := s.count(`SELECT count(*) FROM events WHERE action = 'assessment.criterion'`); n != 2 {
		t.Errorf("%d events; want 2: what is as it was is not recorded again", n)
	}
}

func TestQuestions(t *testing.T) {
	s, ctx := open(t), t.Context()
	s.ready(helen, assessment.Assesses)
	var ids []assessment.QuestionID
	for i, method := range []string{"discussion", "discussion", "test", "discussion"} {
		q := assessment.Question{Method: method, Text: fmt.Sprint("Q", i+1), Statements: []ksb.StatementID{1}}
		must(t, s.SaveQuestion(ctx, first, helen, &q))
		ids = append(ids, q.ID)
	}
	order := func() string {
		var out []string
		for _, q := range s.read().Questions {
			out = append(out, q.Text)
		}
		return strings.Join(out, " ")
	}
	for _, step := range []struct {
		what string
		do   error
		want string
	}{
		{"as added", nil, "Q1 Q2 Q4 Q3"},
		{"up", s.MoveQuestion(ctx, first, helen, ids[3], true), "Q1 Q4 Q2 Q3"},
	} {
		if step.do != nil || order() != step.want && step.what == "up" {
			t.Errorf("%s: %s, %v; want %s", step.what, order(), step.do, step.want)
		}
	}
	must(t, s.MoveQuestion(ctx, first, helen, ids[0], true))  // the first stays
	must(t, s.MoveQuestion(ctx, first, helen, ids[1], false)) // the last of its method stays
	if got := order(); got != "Q1 Q4 Q2 Q3" {
		t.Errorf("at the ends: %s", got)
	}
	must(t, s.RemoveQuestion(ctx, first, helen, ids[3], false))
	if got := order(); got != "Q1 Q2 Q3" {
		t.Errorf("removed: %s", got)
	}
	if got := outcome(s.SaveQuestion(ctx, first, helen, &assessment.Question{ID: ids[3], Text: "Q4 again", Revision: 1})); got != "conflict" {
		t.Errorf("changing a removed one: %s", got)
	}
	must(t, s.RemoveQuestion(ctx, first, helen, ids[3], true))
	if got := order(); got != "Q1 Q4 Q2 Q3" {
		t.Errorf("put back: %s", got)
	}
	s.handOver(evidence.ComponentWaiting)
	i := assessment.Invitation{Submission: 2, Person: helen, Duty: assessment.Assesses, By: olwen, EndsAt: s.clock.Now().Add(time.Hour)}
	must(t, s.Invite(ctx, &i))
	must(t, s.Declare(ctx, 2, helen, false, ""))
	for what, err := range map[string]error{"remove": s.RemoveQuestion(ctx, 2, helen, ids[0], false), "move": s.MoveQuestion(ctx, 2, helen, ids[0], true)} {
		if outcome(err) != "not found" {
			t.Errorf("%s a question of another submission: %v", what, err)
		}
	}
}

// judgeAll judges everything, for a distinction.
func (s *desk) judgeAll(by account.PersonID) {
	s.t.Helper()
	ctx, p, a := s.t.Context(), plan(), s.read()
	on := db.Today(s.clock.Now())
	met := map[string]assessment.Criterion{}
	for _, c := range p.Methods[0].Criteria {
		met[c.Key] = assessment.Criterion{Verdict: assessment.Met, Revision: a.Criteria["discussion"][c.Key].Revision}
	}
	must(s.t, s.JudgeMethod(ctx, first, by, &p.Methods[0], &assessment.Held{On: on, Revision: a.Methods["discussion"].Revision}, met))
	must(s.t, s.JudgeMethod(ctx, first, by, &p.Methods[1], &assessment.Held{On: on, Grade: "pass", Revision: a.Methods["test"].Revision}, nil))
	for _, id := range []ksb.StatementID{1, 3} {
		must(s.t, s.Judge(ctx, first, by, id, &assessment.Judgement{Verdict: assessment.Sufficient, Revision: a.Judgements[id].Revision}))
	}
}

func document(*db.Tx, *assessment.Assessment, assessment.Result) ([]byte, error) {
	return []byte("{}"), nil
}

func TestFromJudgingToRelease(t *testing.T) {
	s, ctx, p := open(t), t.Context(), plan()
	must(t, s.SetModerated(ctx, first, olwen, true))
	s.ready(helen, assessment.Assesses)
	s.ready(megan, assessment.Moderates)
	release := func() string { return outcome(s.Release(ctx, first, olwen, p, statements, document)) }
	propose := func(by account.PersonID) string { return outcome(s.Propose(ctx, first, by, p, statements)) }
	moderate := func(by account.PersonID, agree bool, note string) string {
		return outcome(s.Moderate(ctx, first, by, agree, note))
	}
	expect := func(what, got, want string) {
		t.Helper()
		if got != want {
			t.Errorf("%s: %s; want %s", what, got, want)
		}
	}
	expect("proposing with something missing", propose(helen), "conflict")
	s.judgeAll(helen)
	expect("releasing what is not proposed", release(), "conflict")
	expect("moderating what is not proposed", moderate(megan, true, ""), "conflict")
	expect("a moderator proposes", propose(megan), "forbidden")
	expect("the assessor proposes", propose(helen), "done")
	expect("proposing twice", propose(helen), "conflict")
	if n := s.told(megan); n != 2 {
		t.Errorf("the moderator is told %d times; want 2: invited, proposed", n)
	}
	for what, err := range s.works(helen) {
		if outcome(err) != "conflict" {
			t.Errorf("once proposed: %s: %v", what, err)
		}
	}
	must(t, s.SaveNote(ctx, first, helen, 1, &assessment.Note{Text: "Still mine."}))
	expect("moderation is no longer to be had", outcome(s.SetModerated(ctx, first, olwen, false)), "conflict")
	expect("releasing what is not confirmed", release(), "conflict")
	expect("the assessor moderates", moderate(helen, true, ""), "forbidden")
	expect("returned without a note", moderate(megan, false, " "), "wrong: note")
	expect("returned with a note too long", moderate(megan, false, strings.Repeat("é", assessment.MaxNote+1)), "wrong: note")
	expect("returned", moderate(megan, false, "Look at K1 again."), "done")
	s.judgeAll(helen)
	expect("proposed again", propose(helen), "done")
	expect("agreed", moderate(megan, true, ""), "done")
	expect("agreed twice", moderate(megan, true, ""), "conflict")
	expect("opened again without a note", outcome(s.Reopen(ctx, first, olwen, "")), "wrong: note")
	expect("opened again", outcome(s.Reopen(ctx, first, olwen, "The day is wrong.")), "done")
	expect("and once more", outcome(s.Reopen(ctx, first, olwen, "The day is wrong.")), "conflict")
	must(t, s.SetModerated(ctx, first, olwen, false))
	expect("proposed without a moderator", propose(helen), "done")
	if a := s.read(); a.State != assessment.Confirmed || len(a.Moves) != 6 || a.ProposedBy != helen {
		t.Errorf("confirmed: %+v", a)
	}
	if _, err := s.Document(ctx, first); outcome(err) != "not found" {
		t.Errorf("a report before the release: %v", err)
	}
	before := s.told(carys) + s.told(marcus) + s.told(ruth)
	expect("a report that cannot be made", outcome(s.Release(ctx, first, olwen, p, statements, func(*db.Tx, *assessment.Assessment, assessment.Result) ([]byte, error) {
		return nil, errors.New("no report")
	})), "no report")
	expect("released", release(), "done")
	expect("released twice", release(), "conflict")
	if a := s.read(); a.State != assessment.Released || a.Grade != "distinction" || !a.Passed || len(a.Digest) != 64 || a.ReleasedAt.IsZero() {
		t.Errorf("released: %+v", a)
	}
	if now := []int{s.told(carys), s.told(marcus), s.told(ruth)}; before != 0 || !slices.Equal(now, []int{1, 1, 1}) {
		t.Errorf("told before %d, after %v", before, now)
	}
	for what, err := range s.works(helen) {
		if outcome(err) != "conflict" {
			t.Errorf("once released: %s: %v", what, err)
		}
	}
	expect("opened again once released", outcome(s.Reopen(ctx, first, olwen, "Wait.")), "conflict")
	expect("inviting once released", outcome(s.Invite(ctx, &assessment.Invitation{Submission: first, Person: idris, Duty: assessment.Assesses, By: olwen, EndsAt: s.clock.Now().Add(time.Hour)})), "conflict")
	for _, word := range []string{"distinction", "sufficient", "K1", "Well argued"} {
		if n := s.count(`SELECT count(*) FROM events WHERE detail LIKE $1`, "%"+word+"%"); n != 0 {
			t.Errorf("%d events hold %q, which leaks before the release", n, word)
		}
	}
}

func TestWhoJudgedCannotModerate(t *testing.T) {
	s, ctx, p := open(t), t.Context(), plan()
	must(t, s.SetModerated(ctx, first, olwen, true))
	s.ready(helen, assessment.Assesses)
	s.ready(idris, assessment.Assesses)
	s.judgeAll(helen)
	must(t, s.Judge(ctx, first, idris, 2, &assessment.Judgement{Verdict: assessment.Sufficient}))
	must(t, s.Propose(ctx, first, helen, p, statements))
	for _, who := range []account.PersonID{helen, idris} {
		s.ready(who, assessment.Moderates)
		if got := outcome(s.Moderate(ctx, first, who, true, "")); got != "forbidden" {
			t.Errorf("person %d, who judged, agrees: %s", who, got)
		}
	}
}

func TestOnlyAcceptedNewestIsProposed(t *testing.T) {
	s, ctx, p := open(t), t.Context(), plan()
	s.ready(helen, assessment.Assesses)
	s.judgeAll(helen)
	s.handOver(evidence.ComponentWaiting)
	if got := outcome(s.Propose(ctx, first, helen, p, statements)); got != "conflict" {
		t.Errorf("with a later attempt: %s", got)
	}
	i := assessment.Invitation{Submission: 2, Person: helen, Duty: assessment.Assesses, By: olwen, EndsAt: s.clock.Now().Add(time.Hour)}
	must(t, s.Invite(ctx, &i))
	must(t, s.Declare(ctx, 2, helen, false, ""))
	if err := s.Propose(ctx, 2, helen, p, statements); outcome(err) != "conflict" || !strings.Contains(err.Error(), "every part") {
		t.Errorf("with a part that waits: %v", err)
	}
}

func TestASittingAfterAFail(t *testing.T) {
	s, ctx, p := open(t), t.Context(), plan()
	s.ready(helen, assessment.Assesses)
	s.judgeAll(helen)
	c := s.read().Criteria["discussion"]["p1"]
	must(t, s.JudgeMethod(ctx, first, helen, &p.Methods[0], nil, map[string]assessment.Criterion{"p1": {Verdict: assessment.NotMet, Revision: c.Revision}}))
	_, err := s.SaveFeedback(ctx, first, helen, "Say which limit.", 0)
	must(t, err)
	must(t, s.Propose(ctx, first, helen, p, statements))
	must(t, s.Release(ctx, first, olwen, p, statements, document))
	if a := s.read(); a.Passed || a.Grade != "fail" || a.Sitting != 1 {
		t.Fatalf("released: %+v", a)
	}
	s.handOver(evidence.ComponentWaiting)
	must(t, s.Invite(ctx, &assessment.Invitation{Submission: 2, Person: helen, Duty: assessment.Assesses, By: olwen, EndsAt: s.clock.Now().Add(time.Hour)}))
	if a, err := s.Assessment(ctx, 2); err != nil || a.Sitting != 2 {
		t.Errorf("the next attempt: %+v, %v", a, err)
	}
}

func TestOpenings(t *testing.T) {
	s, ctx := open(t), t.Context()
	for _, what := range []string{"piece 4", "file 4.2", "piece 4"} {
		must(t, s.Opened(ctx, first, helen, what))
		s.clock.Add(time.Minute)
	}
	must(t, s.Opened(ctx, first, megan, "portfolio PDF"))
	page, total, err := s.Openings(ctx, first, 1, 2)
	if err != nil || total != 4 || len(page) != 2 || page[0].What != "piece 4" || page[1].What != "file 4.2" || page[0].Name != "Helen" {
		t.Errorf("%+v of %d, %v", page, total, err)
	}
	times, err := s.OpenedBy(ctx, first, helen)
	if err != nil || !maps.Equal(times, map[string]int{"piece 4": 2, "file 4.2": 1}) {
		t.Errorf("%v, %v", times, err)
	}
}

func TestTasks(t *testing.T) {
	s, ctx := open(t), t.Context()
	s.ready(helen, assessment.Assesses)
	tasks, err := s.Tasks(ctx, helen)
	if err != nil || len(tasks) != 1 || !tasks[0].Declared || tasks[0].Apprentice != "Carys" || tasks[0].State != assessment.Open {
		t.Errorf("%+v, %v", tasks, err)
	}
	s.clock.Add(24 * time.Hour)
	if tasks, _ := s.Tasks(ctx, helen); len(tasks) != 0 {
		t.Errorf("after its end: %+v", tasks)
	}
}
