package programme_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/db/dbtest"
	"touchstone/app/fault"
	"touchstone/app/programme"
	"touchstone/ksb"
)

// enrolled returns open's store with enrolments of people 1 and 3 (both with
// coach 2), statements 1 and 2 of their standard and 3 of another, a piece in each
// portfolio (1 and 2), a draft (3), and an employer (4) of their organisation.
func enrolled(t *testing.T) (*programme.Store, *db.DB, programme.EnrolmentID) {
	t.Helper()
	s, d := open(t)
	first, other := good(), good()
	other.Apprentice, other.ULN = 3, ""
	for _, e := range []*programme.Enrolment{&first, &other} {
		if err := s.Enrol(t.Context(), 2, e); err != nil {
			t.Fatal(err)
		}
	}
	run(t, d,
		`INSERT INTO statements (standard_id, key, position, code, code_origin, type, title, summary, membership) VALUES
			(1, 'a', 1, 'K1', 'official', 'knowledge', 'One', 'One.', 'core'), (1, 'b', 2, 'S1', 'official', 'skill', 'Two', 'Two.', 'core'),
			(2, 'c', 1, 'K1', 'official', 'knowledge', 'Three', 'Three.', 'core')`,
		`INSERT INTO items (portfolio_id, number, state, title, created_at, updated_at) VALUES (1, 1, 'accepted', 'Call log', 0, 0), (2, 1, 'accepted', 'Other', 0, 0), (1, 2, 'draft', 'A draft', 0, 0)`,
		`INSERT INTO people (name, email, created_at) VALUES ('Tom', 't@example.com', 0)`,
		`INSERT INTO grants (person_id, role, scope, scope_id, granted_at) VALUES (4, 'employer', 'organisation', 1, 0)`)
	return s, d, first.ID
}

// run runs statements of SQL.
func run(t *testing.T, d *db.DB, statements ...string) {
	t.Helper()
	err := d.Update(t.Context(), func(tx *db.Tx) error {
		for _, sql := range statements {
			if _, err := tx.Exec(t.Context(), sql); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// wrong returns the fields that an error names, in order, and whether there is
// an error at all.
func wrong(err error) string {
	if err == nil {
		return ""
	}
	return "wrong: " + strings.Join(slices.Sorted(maps.Keys(fault.Of(err).Fields)), " ")
}

// today is the day of a test database's clock.
var today = db.Today(dbtest.Noon)

func call(id programme.EnrolmentID) *programme.Action {
	return &programme.Action{Enrolment: id, Text: "Ring five overdue accounts and log each call.", Owner: account.Apprentice,
		DueOn: today.AddDate(0, 0, 14), Statements: []ksb.StatementID{2, 1, 2}}
}

func TestAddAction(t *testing.T) {
	tests := []struct {
		name string
		edit func(*programme.Action)
		want string
	}{
		{"as entered", func(*programme.Action) {}, ""},
		{"due today", func(a *programme.Action) { a.DueOn = today }, ""},
		{"due yesterday", func(a *programme.Action) { a.DueOn = today.AddDate(0, 0, -1) }, "wrong: due_on"},
		{"due in ten years", func(a *programme.Action) { a.DueOn = today.AddDate(10, 0, 0) }, ""},
		{"due in ten years and a day", func(a *programme.Action) { a.DueOn = today.AddDate(10, 0, 1) }, "wrong: due_on"},
		{"nothing", func(a *programme.Action) { *a = programme.Action{Enrolment: a.Enrolment} }, "wrong: due_on owner text"},
		{"spaces", func(a *programme.Action) { a.Text = " \n\t" }, "wrong: text"},
		{"as long as may be", func(a *programme.Action) { a.Text = strings.Repeat("é", programme.MaxAction) }, ""},
		{"too long", func(a *programme.Action) { a.Text = strings.Repeat("é", programme.MaxAction+1) }, "wrong: text"},
		{"for an assessor", func(a *programme.Action) { a.Owner = account.Assessor }, "wrong: owner"},
		{"a statement of another standard", func(a *programme.Action) { a.Statements = []ksb.StatementID{3} }, "wrong: statements"},
		{"no statement", func(a *programme.Action) { a.Statements = nil }, ""},
		{"no enrolment", func(a *programme.Action) { a.Enrolment = 99 }, "wrong: "},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, _, id := enrolled(t)
			a := call(id)
			tt.edit(a)
			if got := wrong(s.AddAction(t.Context(), 2, a)); got != tt.want {
				t.Errorf("AddAction = %q; want %q", got, tt.want)
			}
		})
	}
}

func TestAnActionIsKeptAsSet(t *testing.T) {
	s, _, id := enrolled(t)
	a := call(id)
	a.Review = 7
	add(t, s, a)
	got, moves, err := s.Action(t.Context(), id, a.ID)
	if err != nil || got.ByName != "Marcus" || got.OwnerName != "Carys" || !got.DueOn.Equal(a.DueOn) || got.Review != 7 ||
		!slices.Equal(got.Statements, []ksb.StatementID{1, 2}) || got.State != programme.ActionOpen || len(moves) != 0 {
		t.Errorf("Action = %+v, %v, %v", got, moves, err)
	}
	if _, _, err := s.Action(t.Context(), id+1, a.ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("by way of another enrolment: %v", err)
	}
}

func add(t *testing.T, s *programme.Store, a *programme.Action) {
	t.Helper()
	if err := s.AddAction(t.Context(), 2, a); err != nil {
		t.Fatal(err)
	}
}

func TestASecondClickAddsNoAction(t *testing.T) {
	s, _, id := enrolled(t)
	first, again := call(id), call(id)
	add(t, s, first)
	add(t, s, again)
	if again.ID != first.ID {
		t.Errorf("a second click added action %d beside %d", again.ID, first.ID)
	}
	if err := s.DropAction(t.Context(), 2, id, first.ID, "Not needed."); err != nil {
		t.Fatal(err)
	}
	third := call(id)
	add(t, s, third)
	if third.ID == first.ID {
		t.Error("what was dropped cannot be set again")
	}
}

func TestFinishAction(t *testing.T) {
	tests := []struct {
		name string
		end  programme.ActionEnd
		want string
	}{
		{"today", programme.ActionEnd{}, ""},
		{"with evidence", programme.ActionEnd{Item: 1, Note: "All five."}, ""},
		{"another's piece", programme.ActionEnd{Item: 2}, "wrong: item"},
		{"a draft", programme.ActionEnd{Item: 3}, "wrong: item"},
		{"tomorrow", programme.ActionEnd{DoneOn: today.AddDate(0, 0, 1)}, "wrong: done_on"},
		{"before it was set", programme.ActionEnd{DoneOn: today.AddDate(0, 0, -1)}, "wrong: done_on"},
		{"a long note", programme.ActionEnd{Note: strings.Repeat("x", programme.MaxReason+1)}, "wrong: note"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, _, id := enrolled(t)
			a := call(id)
			add(t, s, a)
			if got := wrong(s.FinishAction(t.Context(), 1, id, a.ID, tt.end)); got != tt.want {
				t.Fatalf("FinishAction = %q; want %q", got, tt.want)
			}
			got, _, err := s.Action(t.Context(), id, a.ID)
			if done := got.State == programme.ActionDone && got.DoneOn.Equal(today) && got.EndedBy == "Carys" && got.Item == tt.end.Item; err != nil || done != (tt.want == "") {
				t.Errorf("Action = %+v, %v", got, err)
			}
		})
	}
}

// TestWhatIsEndedStays tries every change on an action that is done.
func TestWhatIsEndedStays(t *testing.T) {
	s, d, id := enrolled(t)
	a := call(id)
	add(t, s, a)
	if err := s.FinishAction(t.Context(), 1, id, a.ID, programme.ActionEnd{}); err != nil {
		t.Fatal(err)
	}
	for name, err := range map[string]error{
		"finish": s.FinishAction(t.Context(), 1, id, a.ID, programme.ActionEnd{}),
		"drop":   s.DropAction(t.Context(), 2, id, a.ID, "Late."),
		"move":   s.MoveAction(t.Context(), 2, id, a.ID, today.AddDate(0, 1, 0), "Late."),
	} {
		if !fault.Is(err, fault.Conflict) || !strings.Contains(fault.Of(err).Message, "Carys") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := count(t, d, `SELECT count(*) FROM events WHERE action LIKE 'action.%'`); n != 2 {
		t.Errorf("%d events; want 2", n)
	}
}

func count(t *testing.T, d *db.DB, query string) (n int) {
	t.Helper()
	if err := d.View(t.Context(), func(tx *db.Tx) error { return tx.Row(t.Context(), query).Scan(&n) }); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestAMovedActionShowsItsOldDays(t *testing.T) {
	s, _, id := enrolled(t)
	a := call(id)
	add(t, s, a)
	later := a.DueOn.AddDate(0, 0, 7)
	for reason, want := range map[string]string{"": "wrong: why", strings.Repeat("x", programme.MaxReason+1): "wrong: why"} {
		if got := wrong(s.MoveAction(t.Context(), 2, id, a.ID, later, reason)); got != want {
			t.Errorf("a reason of %d: %q", len(reason), got)
		}
	}
	if got := wrong(s.MoveAction(t.Context(), 2, id, a.ID, today.AddDate(0, 0, -1), "x")); got != "wrong: due_on" {
		t.Errorf("to a day that has passed: %q", got)
	}
	for range 2 { // the second changes nothing
		if err := s.MoveAction(t.Context(), 2, id, a.ID, later, "The system was down."); err != nil {
			t.Fatal(err)
		}
	}
	got, moves, err := s.Action(t.Context(), id, a.ID)
	if err != nil || !got.DueOn.Equal(later) || got.Moves != 1 || len(moves) != 1 || !moves[0].From.Equal(a.DueOn) || moves[0].ByName != "Marcus" {
		t.Errorf("Action = %+v, %+v, %v", got, moves, err)
	}
}

func TestDroppingAsksWhy(t *testing.T) {
	s, _, id := enrolled(t)
	a := call(id)
	add(t, s, a)
	if got := wrong(s.DropAction(t.Context(), 2, id, a.ID, "  ")); got != "wrong: reason" {
		t.Errorf("without a reason: %q", got)
	}
	if err := s.DropAction(t.Context(), 2, id, a.ID, "The account was sold."); err != nil {
		t.Fatal(err)
	}
	if got, _, _ := s.Action(t.Context(), id, a.ID); got.State != programme.ActionDropped || got.Note != "The account was sold." || !got.DoneOn.IsZero() {
		t.Errorf("Action = %+v", got)
	}
}

func TestActionsAreFound(t *testing.T) {
	s, _, id := enrolled(t)
	for i, owner := range programme.ActionOwners {
		a := call(id)
		a.Owner, a.DueOn = owner, today.AddDate(0, 0, 3-i)
		add(t, s, a)
		if owner == account.Coach {
			if err := s.DropAction(t.Context(), 2, id, a.ID, "No."); err != nil {
				t.Fatal(err)
			}
		}
	}
	other := call(id + 1)
	other.Text, other.Review = "Read the policy", 4
	add(t, s, other)
	tests := []struct {
		name string
		q    programme.ActionQuery
		want []programme.ActionID
	}{
		{"all", programme.ActionQuery{}, []programme.ActionID{3, 2, 1, 4}},
		{"of one", programme.ActionQuery{Enrolment: id, Sort: "-due"}, []programme.ActionID{1, 2, 3}},
		{"open", programme.ActionQuery{Enrolment: id, State: programme.ActionOpen}, []programme.ActionID{3, 1}},
		{"the coach's", programme.ActionQuery{Owner: account.Coach}, []programme.ActionID{2}},
		{"for the coach", programme.ActionQuery{Person: 2}, []programme.ActionID{2}},
		{"for the employer", programme.ActionQuery{Person: 4}, []programme.ActionID{3}},
		{"for the apprentice", programme.ActionQuery{Person: 1}, []programme.ActionID{1}},
		{"for someone else", programme.ActionQuery{Person: 9}, nil},
		{"the employer reads", programme.ActionQuery{Reader: 4}, []programme.ActionID{3, 2, 1, 4}},
		{"the apprentice reads", programme.ActionQuery{Reader: 3}, []programme.ActionID{4}},
		{"of a review", programme.ActionQuery{Review: 4}, []programme.ActionID{4}},
		{"by words", programme.ActionQuery{Search: "POLICY"}, []programme.ActionID{4}},
		{"by name", programme.ActionQuery{Search: "ines", Sort: "name"}, []programme.ActionID{4}},
		{"no pattern", programme.ActionQuery{Search: "%"}, nil},
		{"since then", programme.ActionQuery{Since: dbtest.Noon}, []programme.ActionID{3, 2, 1, 4}},
		{"since later", programme.ActionQuery{Since: dbtest.Noon.Add(time.Hour)}, nil},
		{"due before", programme.ActionQuery{Before: today.AddDate(0, 0, 2)}, []programme.ActionID{3}},
		{"one page", programme.ActionQuery{Limit: 1, Offset: 1}, []programme.ActionID{2}},
	}
	for _, tt := range tests {
		found, total, err := s.Actions(t.Context(), tt.q)
		var got []programme.ActionID
		for _, a := range found {
			got = append(got, a.ID)
		}
		if err != nil || !slices.Equal(got, tt.want) || (tt.q.Limit == 0 && total != len(got)) || (tt.q.Limit == 1 && total != 4) {
			t.Errorf("%s: %v of %d, %v; want %v", tt.name, got, total, err, tt.want)
		}
	}
}

func TestOverdue(t *testing.T) {
	a := programme.Action{State: programme.ActionOpen, DueOn: today}
	if a.Overdue(today) || !a.Overdue(today.AddDate(0, 0, 1)) {
		t.Error("an action is overdue from the day after it was due")
	}
	a.State = programme.ActionDone
	if a.Overdue(today.AddDate(1, 0, 0)) {
		t.Error("what is done is overdue")
	}
}

func TestWhoMayEndAnAction(t *testing.T) {
	tests := []struct {
		role           account.Role
		person         account.PersonID
		finish, change bool
	}{
		{account.Apprentice, 1, true, false}, {account.Employer, 4, false, true}, {account.Coach, 2, true, true},
		{account.IQA, 5, false, false}, {account.Assessor, 0, false, false}, {account.Employer, 6, false, false},
	}
	for _, tt := range tests {
		a := programme.Action{State: programme.ActionOpen, Owner: account.Apprentice, By: 4}
		roles := []account.Role{tt.role}
		if a.MayFinish(roles) != tt.finish || a.MayChange(tt.person, roles) != tt.change {
			t.Errorf("%s %d: finish %t, change %t", tt.role, tt.person, a.MayFinish(roles), a.MayChange(tt.person, roles))
		}
		a.State = programme.ActionDone
		if a.MayFinish(roles) || a.MayChange(tt.person, roles) {
			t.Errorf("%s may change what is done", tt.role)
		}
	}
}

// TestAnOpenActionWaits for whose it is, by its day, until it is ended.
func TestAnOpenActionWaits(t *testing.T) {
	s, _, id := enrolled(t)
	a := call(id)
	add(t, s, a)
	later := a.DueOn.AddDate(0, 0, 7)
	if err := s.MoveAction(t.Context(), 2, id, a.ID, later, "Ill."); err != nil {
		t.Fatal(err)
	}
	found, err := s.Waits(t.Context(), 1)
	if err != nil || len(found) != 1 || found[0].Kind != programme.WaitAction || found[0].Subject != int64(a.ID) || !found[0].DueOn.Equal(later) {
		t.Errorf("Waits = %+v, %v", found, err)
	}
	if err := s.FinishAction(t.Context(), 2, id, a.ID, programme.ActionEnd{}); err != nil {
		t.Fatal(err)
	}
	if found, err := s.Waits(t.Context(), 1); err != nil || len(found) != 0 {
		t.Errorf("after it is done, Waits = %+v, %v", found, err)
	}
}
