package growth_test

import (
	"fmt"
	"strings"
	"testing"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/app/growth"
)

var lots = map[string]int{"D1.baker.1": 4, "D2.baker.1": 2, "W1": 3}

// look saves a manager's ratings beside an audit of Ada.
func look(t *testing.T, s *growth.Store, a growth.Audit, revision int, points map[string]int) (growth.View, error) {
	t.Helper()
	_, v, err := s.SaveView(t.Context(), ada, a.ID, coach, account.Coach, revision, func(v *growth.View) {
		for key, p := range points {
			v.Ratings[key] = growth.Viewed{Point: p, Note: "As I saw it."}
		}
	})
	return v, err
}

func TestAManagerSeesNothingWithoutConsent(t *testing.T) {
	s, _ := open(t)
	a := finished(t, s, lots)
	refused := func(when string) {
		t.Helper()
		_, _, seen := s.SeenAudit(t.Context(), ada, a.ID, coach)
		_, looked := look(t, s, a, 0, map[string]int{"W1": 2})
		for name, err := range map[string]error{"listed": second(s.Seen(t.Context(), ada)), "seen": seen, "rated": looked, "finished": s.FinishView(t.Context(), ada, a.ID, coach, 0)} {
			if !fault.Is(err, fault.NotFound) {
				t.Errorf("%s %s: %v", name, when, err)
			}
		}
	}
	refused("before it is agreed")
	must(t, s.GiveConsent(t.Context(), ada, growth.ToTeam))
	refused("with the other consent")
	must(t, s.GiveConsent(t.Context(), ada, growth.ToManager))
	must(t, second(look(t, s, a, 0, map[string]int{"W1": 2})))
	if all, err := s.Seen(t.Context(), ada); err != nil || len(all) != 1 {
		t.Errorf("Seen = %d, %v", len(all), err)
	}
	must(t, s.WithdrawConsent(t.Context(), ada, growth.ToManager))
	refused("once it is taken back")

	must(t, s.GiveConsent(t.Context(), ada, growth.ToManager))
	draft := begun(t, s, growth.Shape{Grade: "baker"})
	if _, _, err := s.SeenAudit(t.Context(), ada, draft.ID, coach); !fault.Is(err, fault.NotFound) {
		t.Errorf("a draft is seen: %v", err)
	}
	if _, _, err := s.SeenAudit(t.Context(), bea, a.ID, coach); !fault.Is(err, fault.NotFound) {
		t.Errorf("an audit is seen as that of another: %v", err)
	}
	if _, v, err := s.SeenAudit(t.Context(), ada, a.ID, coach); err != nil || v.Ratings["W1"].Point != 2 {
		t.Errorf("agreed to again, the manager finds %+v, %v", v, err)
	}
}

func TestAViewIsTheManagersUntilItIsFinished(t *testing.T) {
	s, d := open(t)
	run(t, d, `INSERT INTO grants (person_id, role, scope, scope_id, granted_at) VALUES (1, 'apprentice', 'enrolment', 1, 0)`)
	a := finished(t, s, lots)
	must(t, s.GiveConsent(t.Context(), ada, growth.ToManager))
	if err := s.FinishView(t.Context(), ada, a.ID, coach, 0); fault.Of(err) == nil || fault.Of(err).Fields["finish"] == "" {
		t.Errorf("finished with nothing rated: %v", err)
	}
	must(t, second(look(t, s, a, 0, map[string]int{"W1": 2, "sugar.baker.1": 5, "nothing": 1}))) // two of them are not asked for
	v, err := look(t, s, a, 0, map[string]int{"D1.baker.1": 5})                                  // another tab, another thing
	must(t, err)
	if v.Revision != 2 || len(v.Ratings) != 2 || v.ByName != "Marcus Bell" || v.Role != account.Coach {
		t.Errorf("after two tabs the view is %+v", v)
	}
	_, err = look(t, s, a, 0, map[string]int{"W1": 4})
	if theirs, clashed := growth.TheirView(err); !clashed || theirs.Ratings["W1"].Point != 2 {
		t.Errorf("the same thing rated in both tabs: %v", err)
	}
	if _, err := look(t, s, a, 2, map[string]int{"W1": 6}); fault.Of(err) == nil || fault.Of(err).Fields["point-W1"] == "" {
		t.Errorf("a step that is none: %v", err)
	}
	_, _, err = s.SaveView(t.Context(), ada, a.ID, coach, account.Coach, 2, func(v *growth.View) { v.Comment = strings.Repeat("x", growth.MaxExample+1) })
	if fault.Of(err) == nil || fault.Of(err).Fields["comment"] == "" {
		t.Errorf("a comment that is too long: %v", err)
	}
	if views, err := s.Views(t.Context(), ada, a.ID); err != nil || len(views) != 0 {
		t.Errorf("before it is finished the person sees %+v, %v", views, err)
	}
	if _, clashed := growth.TheirView(s.FinishView(t.Context(), ada, a.ID, coach, 1)); !clashed {
		t.Error("what was saved since the page was opened is finished unseen")
	}
	for range 2 { // clicks
		must(t, s.FinishView(t.Context(), ada, a.ID, coach, 2))
	}
	if n := events(t, d, "growth.view"); n != 1 {
		t.Errorf("two clicks are %d events", n)
	}
	var told, path string
	must(t, d.View(t.Context(), func(tx *db.Tx) error {
		return tx.Row(t.Context(), `SELECT group_concat(text), group_concat(path) FROM notices WHERE person_id = 1`).Scan(&told, &path)
	}))
	if !strings.HasPrefix(told, "Marcus Bell rated beside your self-audit of ") || path != fmt.Sprintf("/growth/audits/%d", a.ID) {
		t.Errorf("the person is told %q, leading to %q", told, path)
	}
	if _, err := look(t, s, a, 2, map[string]int{"W1": 5}); !fault.Is(err, fault.Conflict) {
		t.Errorf("rated once finished: %v", err)
	}
	must(t, s.WithdrawConsent(t.Context(), ada, growth.ToManager))
	if views, err := s.Views(t.Context(), ada, a.ID); err != nil || len(views) != 1 || views[0].Ratings["W1"].Note != "As I saw it." {
		t.Errorf("what was said stays with the person as %+v, %v", views, err)
	}
	if views, err := s.Views(t.Context(), bea, a.ID); err != nil || len(views) != 0 {
		t.Errorf("another sees %+v, %v", views, err)
	}
}
