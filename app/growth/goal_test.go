package growth_test

import (
	"strings"
	"testing"
	"time"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/app/growth"
	"touchstone/app/programme"
)

const dan account.PersonID = 4 // on no apprenticeship, unless a test enrols him

// day returns a day from today.
func day(d *db.DB, n int) time.Time { return db.Today(d.Now()).AddDate(0, 0, n) }

// plans is open with Dan.
func plans(t *testing.T) (*growth.Store, *programme.Store, *db.DB) {
	t.Helper()
	s, d := open(t)
	run(t, d, `INSERT INTO people (name, email, created_at) VALUES ('Dan', 'd@example.com', 0)`)
	return s, programme.NewStore(d), d
}

func aGoal(d *db.DB) growth.Goal {
	return growth.Goal{Framework: 1, Element: "D2", Activity: "Bake at three heats and note each.", Success: "No loaf in ten is burnt.", Support: "An hour with Marcus.", DueOn: day(d, 14)}
}

func added(t *testing.T, s *growth.Store, person account.PersonID, g growth.Goal) growth.Goal {
	t.Helper()
	if err := s.AddGoal(t.Context(), person, &g); err != nil {
		t.Fatal(err)
	}
	return goalOf(t, s, person, g.ID)
}

func goalOf(t *testing.T, s *growth.Store, person account.PersonID, id growth.GoalID) growth.Goal {
	t.Helper()
	g, err := s.Goal(t.Context(), person, id)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// rows counts what a query counts.
func rows(t *testing.T, d *db.DB, query string) (n int) {
	t.Helper()
	err := d.View(t.Context(), func(tx *db.Tx) error { return tx.Row(t.Context(), query).Scan(&n) })
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestAGoalOfAnApprenticeIsAnAction(t *testing.T) {
	s, p, d := plans(t)
	a := begun(t, s, growth.Shape{Grade: "baker"})
	a = rate(t, s, a.ID, map[string]int{"D2.baker.1": 1})
	if err := s.FinishAudit(t.Context(), ada, a.ID, a.Revision); err != nil {
		t.Fatal(err)
	}
	g := added(t, s, ada, aGoal(d))
	if g.Action == 0 || g.Enrolment != 1 || g.Audit != a.ID || g.State != programme.ActionOpen || g.Named.Label() != "D2 Oven" {
		t.Fatalf("the goal is %+v", g)
	}
	act, _, err := p.Action(t.Context(), 1, g.Action)
	if err != nil || act.Text != "Bake at three heats and note each.\n\nHow success shows: No loaf in ten is burnt." || act.Owner != account.Apprentice || act.By != ada || !act.DueOn.Equal(g.DueOn) {
		t.Errorf("the action is %+v, %v", act, err)
	}
	if strings.Contains(act.Text, "Oven") || strings.Contains(act.Text, "Marcus") {
		t.Errorf("the action tells more than what is done and how success shows: %q", act.Text)
	}

	// What is said on the action's side shows in the plan.
	if err := p.MoveAction(t.Context(), coach, 1, g.Action, day(d, 30), "The oven is away."); err != nil {
		t.Fatal(err)
	}
	if g = goalOf(t, s, ada, g.ID); !g.DueOn.Equal(day(d, 30)) || g.Moves != 1 {
		t.Errorf("moved by the coach the goal is %+v", g)
	}
	if err := p.FinishAction(t.Context(), coach, 1, g.Action, programme.ActionEnd{Note: "Saw it."}); err != nil {
		t.Fatal(err)
	}
	if g = goalOf(t, s, ada, g.ID); g.State != programme.ActionDone || g.Outcome != "Saw it." || g.EndedBy != "Marcus Bell" || !g.DoneOn.Equal(day(d, 0)) {
		t.Errorf("finished by the coach the goal is %+v", g)
	}
	if err := s.FinishGoal(t.Context(), ada, g.ID, programme.ActionEnd{Note: "I did."}); !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "Marcus Bell marked this as done") {
		t.Errorf("finished again: %v", err)
	}
}

func TestWhatIsSaidInThePlanShowsOnTheAction(t *testing.T) {
	s, p, d := plans(t)
	g := added(t, s, ada, aGoal(d))
	other := aGoal(d)
	other.Activity = "Bake at four heats."
	if err := s.SaveGoal(t.Context(), ada, g.ID, g.Revision, &other); err != nil {
		t.Fatal(err)
	}
	if err := s.MoveGoal(t.Context(), ada, g.ID, day(d, 3), ""); !fault.Is(err, fault.Invalid) || fault.Of(err).Fields["why"] == "" {
		t.Errorf("an action moved without a reason: %v", err)
	}
	if err := s.MoveGoal(t.Context(), ada, g.ID, day(d, 3), "Sooner."); err != nil {
		t.Fatal(err)
	}
	if err := s.DropGoal(t.Context(), ada, g.ID, "The oven is sold."); err != nil {
		t.Fatal(err)
	}
	act, moves, err := p.Action(t.Context(), 1, g.Action)
	if err != nil || !strings.HasPrefix(act.Text, "Bake at four heats.\n") || act.State != programme.ActionDropped || act.Note != "The oven is sold." || len(moves) != 1 || !act.DueOn.Equal(day(d, 3)) {
		t.Errorf("the action is %+v, %v, %v", act, moves, err)
	}
	if n := rows(t, d, `SELECT count(*) FROM events WHERE action IN ('goal.add', 'goal.change', 'action.add', 'action.reword', 'action.move', 'action.drop')`); n != 6 {
		t.Errorf("%d events; want one of each", n)
	}
	if n := rows(t, d, `SELECT count(*) FROM development_goals WHERE state IS NULL AND due_on IS NULL AND ended_at IS NULL AND outcome = ''`); n != 1 {
		t.Error("the goal holds what its action holds")
	}
}

func TestAGoalStandsAloneWithoutAnApprenticeship(t *testing.T) {
	s, _, d := plans(t)
	g := added(t, s, dan, aGoal(d))
	if g.Action != 0 || g.Enrolment != 0 || g.Audit != 0 || g.State != programme.ActionOpen || !g.DueOn.Equal(day(d, 14)) {
		t.Fatalf("the goal is %+v", g)
	}
	if n := rows(t, d, `SELECT count(*) FROM actions`); n != 0 {
		t.Errorf("%d actions were made", n)
	}
	if err := s.MoveGoal(t.Context(), dan, g.ID, day(d, -1), ""); !fault.Is(err, fault.Invalid) || fault.Of(err).Fields["due_on"] == "" {
		t.Errorf("moved to yesterday: %v", err)
	}
	if err := s.MoveGoal(t.Context(), dan, g.ID, day(d, 20), ""); err != nil {
		t.Fatal(err)
	}
	for _, end := range []programme.ActionEnd{{}, {Note: "Well", DoneOn: day(d, 1)}, {Note: "Well", DoneOn: day(d, -1)}, {Note: strings.Repeat("x", programme.MaxReason+1)}} {
		if err := s.FinishGoal(t.Context(), dan, g.ID, end); !fault.Is(err, fault.Invalid) {
			t.Errorf("finished by %+v: %v", end, err)
		}
	}
	end := programme.ActionEnd{Note: "Nine in ten were good."}
	for range 2 {
		if err := s.FinishGoal(t.Context(), dan, g.ID, end); err != nil {
			t.Fatal(err)
		}
	}
	if g = goalOf(t, s, dan, g.ID); g.State != programme.ActionDone || g.Outcome != end.Note || !g.DoneOn.Equal(day(d, 0)) || g.EndedAt.IsZero() || !g.DueOn.Equal(day(d, 20)) {
		t.Errorf("finished the goal is %+v", g)
	}
	end.Note = "Something else."
	if err := s.FinishGoal(t.Context(), dan, g.ID, end); !fault.Is(err, fault.Conflict) {
		t.Errorf("finished otherwise: %v", err)
	}
	if err := s.DropGoal(t.Context(), dan, g.ID, "No"); !fault.Is(err, fault.Conflict) {
		t.Errorf("dropped once done: %v", err)
	}
	if n := rows(t, d, `SELECT count(*) FROM events WHERE action IN ('goal.add', 'goal.move', 'goal.finish')`); n != 3 {
		t.Errorf("%d events; want one of each", n)
	}
}

func TestWhoIsOnSeveralApprenticeshipsChooses(t *testing.T) {
	s, _, d := plans(t)
	run(t, d, `INSERT INTO standards (reference, version, title, level, types, source, created_at, updated_at) VALUES ('ST0002', '1', 'B', 3, '[]', '', 0, 0)`,
		`INSERT INTO enrolments (apprentice_id, standard_id, employer_id, coach_id, started_on, planned_end_on, created_at, updated_at) VALUES (1, 2, 1, 3, '2026-01-05', '2027-01-05', 0, 0)`)
	for _, tt := range []struct {
		chosen programme.EnrolmentID
		ok     bool
	}{{0, false}, {2, false}, {99, false}, {3, true}, {1, true}} {
		g := aGoal(d)
		g.Activity += time.Duration(tt.chosen).String()
		g.Enrolment = tt.chosen
		err := s.AddGoal(t.Context(), ada, &g)
		if tt.ok != (err == nil) || !tt.ok && fault.Of(err).Fields["enrolment"] == "" {
			t.Errorf("chosen %d: %v", tt.chosen, err)
		}
		if tt.ok && g.Enrolment != tt.chosen {
			t.Errorf("chosen %d it is of %d", tt.chosen, g.Enrolment)
		}
	}
	run(t, d, `UPDATE enrolments SET state = 'completed', ended_on = '2026-10-01' WHERE apprentice_id = 1`)
	g := added(t, s, ada, aGoal(d))
	if g.Action != 0 {
		t.Errorf("after all ended it is an action of %d", g.Enrolment)
	}
}

func TestAGoalIsChecked(t *testing.T) {
	s, _, d := plans(t)
	for field, edit := range map[string]func(*growth.Goal){
		"element":   func(g *growth.Goal) { g.Element = "D2.baker.1" },
		"activity":  func(g *growth.Goal) { g.Activity = " \n" },
		"success":   func(g *growth.Goal) { g.Success = strings.Repeat("é", growth.MaxSuccess+1) },
		"support":   func(g *growth.Goal) { g.Support = strings.Repeat("é", growth.MaxSupport+1) },
		"due_on":    func(g *growth.Goal) { g.DueOn = day(d, -1) },
		"enrolment": func(g *growth.Goal) { g.Enrolment = 2 }, // Bea's
	} {
		g := aGoal(d)
		edit(&g)
		err := s.AddGoal(t.Context(), ada, &g)
		if wrong := fault.Of(err); err == nil || len(wrong.Fields) != 1 || wrong.Fields[field] == "" {
			t.Errorf("%s: %v", field, err)
		}
	}
	g := aGoal(d)
	g.Framework, g.Element = 9, "D2"
	if err := s.AddGoal(t.Context(), ada, &g); fault.Of(err).Fields["element"] == "" {
		t.Errorf("a framework that is not there: %v", err)
	}
	// The longest words fit into an action.
	g = aGoal(d)
	g.Activity, g.Success = strings.Repeat("é", growth.MaxActivity), strings.Repeat("é", growth.MaxSuccess)
	added(t, s, ada, g)
}

func TestASecondClickAddsNoSecondGoal(t *testing.T) {
	s, _, d := plans(t)
	for _, who := range []account.PersonID{ada, dan} {
		one, two := added(t, s, who, aGoal(d)), added(t, s, who, aGoal(d))
		if one.ID != two.ID {
			t.Errorf("%d and %d are two goals", one.ID, two.ID)
		}
	}
	g := aGoal(d)
	g.Element = "D1"
	if err := s.AddGoal(t.Context(), ada, &g); fault.Of(err).Fields["activity"] == "" {
		t.Errorf("a goal that would share its action with another: %v", err)
	}
	if n := rows(t, d, `SELECT count(*) FROM development_goals`); n != 2 {
		t.Errorf("%d goals; want 2", n)
	}
}

func TestTwoTabsDoNotOverwriteAGoal(t *testing.T) {
	s, _, d := plans(t)
	g := added(t, s, ada, aGoal(d))
	first, second := aGoal(d), aGoal(d)
	first.Support, second.Support = "A book.", "A course."
	for range 2 { // a second click
		if err := s.SaveGoal(t.Context(), ada, g.ID, g.Revision, &first); err != nil {
			t.Fatal(err)
		}
	}
	err := s.SaveGoal(t.Context(), ada, g.ID, g.Revision, &second)
	theirs, clashed := growth.TheirGoal(err)
	if !clashed || theirs.Support != "A book." || !fault.Is(err, fault.Conflict) {
		t.Fatalf("the second tab: %+v, %v", theirs, err)
	}
	if err := s.SaveGoal(t.Context(), ada, g.ID, theirs.Revision, &second); err != nil {
		t.Fatal(err)
	}
	if got := goalOf(t, s, ada, g.ID); got.Support != "A course." || got.Revision != 3 {
		t.Errorf("the goal is %+v", got)
	}
}

func TestAGoalOfSomebodyElseIsNotFound(t *testing.T) {
	s, _, d := plans(t)
	g := added(t, s, ada, aGoal(d))
	edit := aGoal(d)
	edit.Activity = "Mine now"
	for name, err := range map[string]error{
		"read":   second(s.Goal(t.Context(), bea, g.ID)),
		"action": second(s.GoalOfAction(t.Context(), bea, g.Action)),
		"save":   s.SaveGoal(t.Context(), bea, g.ID, g.Revision, &edit),
		"finish": s.FinishGoal(t.Context(), bea, g.ID, programme.ActionEnd{Note: "Done"}),
		"drop":   s.DropGoal(t.Context(), bea, g.ID, "No"),
		"move":   s.MoveGoal(t.Context(), bea, g.ID, day(d, 1), "No"),
	} {
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if all, err := s.Goals(t.Context(), bea); err != nil || len(all) != 0 {
		t.Errorf("Bea has %+v, %v", all, err)
	}
	if got := goalOf(t, s, ada, g.ID); got.Activity != g.Activity || got.State != programme.ActionOpen {
		t.Errorf("the goal is %+v", got)
	}
}

func second[T any](_ T, err error) error { return err }

func TestGoalsAreOrderedAndFocusAreasWithoutOneAreFound(t *testing.T) {
	s, _, d := plans(t)
	for i, due := range []int{30, 10, 20, 5} {
		g := aGoal(d)
		g.Element, g.DueOn = []string{"D1", "D2", "W1", "rye"}[i], day(d, due)
		added(t, s, dan, g)
	}
	if err := s.FinishGoal(t.Context(), dan, 4, programme.ActionEnd{Note: "Done"}); err != nil {
		t.Fatal(err)
	}
	all, err := s.Goals(t.Context(), dan)
	if err != nil || len(all) != 4 || all[0].Element != "D2" || all[1].Element != "W1" || all[2].Element != "D1" || all[3].Element != "rye" {
		t.Fatalf("Goals = %+v, %v", all, err)
	}
	areas := []growth.Standing{{Key: "D1"}, {Key: "W2"}, {Key: "rye"}}
	if got := growth.Without(areas, 1, all); len(got) != 2 || got[0].Key != "W2" || got[1].Key != "rye" {
		t.Errorf("Without = %+v", got)
	}
	if got := growth.Without(areas, 2, all); len(got) != 3 {
		t.Errorf("of another framework Without = %+v", got)
	}
}

func TestAGoalThatStandsAloneIsToldOfWhenItIsDue(t *testing.T) {
	s, _, d := plans(t)
	tell := func(want int) {
		t.Helper()
		if err := s.TellDue(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := rows(t, d, `SELECT count(*) FROM notices WHERE path LIKE '/growth/plan/%'`); n != want {
			t.Errorf("%d notices; want %d", n, want)
		}
	}
	later, soon, action := aGoal(d), aGoal(d), aGoal(d)
	later.DueOn, soon.DueOn, action.DueOn = day(d, 4), day(d, 3), day(d, 1)
	added(t, s, dan, later)
	added(t, s, dan, soon)
	g := added(t, s, ada, action) // its apprenticeship goes on, so the action tells
	tell(1)
	tell(1)
	run(t, d, `UPDATE enrolments SET state = 'completed', ended_on = '2026-10-01' WHERE apprentice_id = 1`)
	tell(2)
	run(t, d, `UPDATE development_goals SET due_on = '2020-01-01' WHERE id = 1`)
	tell(3)
	if n := rows(t, d, `SELECT count(*) FROM notices WHERE kind = 'overdue' AND person_id = 4 AND text LIKE '%was due on 1 January 2020.'`); n != 1 {
		t.Errorf("%d notices of what is overdue", n)
	}
	// What was an action is still the person's own once its apprenticeship ended.
	if err := s.FinishGoal(t.Context(), ada, g.ID, programme.ActionEnd{Note: "Done since."}); err != nil {
		t.Error(err)
	}
}
