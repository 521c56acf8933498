package assessment_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/evidence/assessment"
)

// waits says what waits for a coordinator: "release 1, conflict 1, invite 1".
func (s *desk) waits(who account.PersonID) string {
	s.t.Helper()
	var out []string
	for _, list := range []struct {
		name string
		due  func() ([]assessment.Due, error)
	}{
		{"release", func() ([]assessment.Due, error) { return s.ToRelease(s.t.Context(), who) }},
		{"conflict", func() ([]assessment.Due, error) { return s.Conflicted(s.t.Context(), who) }},
		{"invite", func() ([]assessment.Due, error) { return s.ToInvite(s.t.Context(), who) }},
	} {
		all, err := list.due()
		must(s.t, err)
		for _, d := range all {
			out = append(out, fmt.Sprintf("%s %d", list.name, d.Submission))
			if d.Apprentice != "Carys" || d.Since.IsZero() {
				s.t.Errorf("%s: %+v", list.name, d)
			}
		}
	}
	return strings.Join(out, ", ")
}

// set runs SQL.
func (s *desk) set(sql string) {
	s.t.Helper()
	must(s.t, s.db.Update(s.t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(s.t.Context(), sql)
		return err
	}))
}

func TestWhatWaitsForACoordinator(t *testing.T) {
	s := open(t)
	s.set(`UPDATE submission_components SET decided_at = 5`)
	for _, step := range []struct {
		name string
		do   func()
		want string
	}{
		{"its files are not made", func() {}, ""},
		{"accepted, and nobody is invited", func() { s.set(`UPDATE submissions SET state = 'ready'`) }, "invite 1"},
		{"a part waits", func() { s.set(`UPDATE submission_components SET state = 'waiting'`) }, ""},
		{"accepted again", func() { s.set(`UPDATE submission_components SET state = 'accepted'`) }, "invite 1"},
		{"only a moderator is invited", func() { s.ready(megan, assessment.Moderates) }, "invite 1"},
		{"an assessor is invited", func() { s.invite(helen, assessment.Assesses) }, ""},
		{"who declares a conflict", func() { must(t, s.Declare(t.Context(), first, helen, true, "My cousin.")) }, "conflict 1"},
		{"another is invited", func() { s.ready(idris, assessment.Assesses) }, ""},
		{"whose time ends", func() { s.clock.Add(25 * time.Hour) }, "conflict 1"},
		{"the result is confirmed", func() {
			s.set(`INSERT INTO assessment_moves (submission_id, move, note, by_id, by_name, at) VALUES (1, 'agree', '', 7, 'Megan', 9)`)
			s.set(`UPDATE assessments SET state = 'confirmed'`)
		}, "release 1"},
		{"the apprentice has left", func() { s.set(`UPDATE enrolments SET state = 'withdrawn'`) }, ""},
		{"and is back", func() { s.set(`UPDATE enrolments SET state = 'active'`) }, "release 1"},
		{"it is released", func() { s.set(`UPDATE assessments SET state = 'released'`) }, ""},
	} {
		step.do()
		if got := s.waits(olwen); got != step.want {
			t.Errorf("%s: %q; want %q", step.name, got, step.want)
		}
		if got := s.waits(marcus); got != "" {
			t.Errorf("%s: for a coach %q", step.name, got)
		}
	}
	s.set(`UPDATE assessments SET state = 'confirmed'`)
	s.set(`UPDATE grants SET scope_id = 1 WHERE role = 'coordinator'`)
	if got := s.waits(olwen); got != "" {
		t.Errorf("for a coordinator of another organisation: %q", got)
	}
}
