package growth

import (
	"context"
	"fmt"
	"time"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/app/programme"
	"touchstone/ksb"
)

const goalQuery = `
	SELECT g.id, g.person_id, g.framework_id, COALESCE(g.audit_id, 0), g.element, g.activity, g.success, g.support,
	       COALESCE(a.due_on, g.due_on), COALESCE(a.enrolment_id, 0), COALESCE(a.id, 0), COALESCE(a.state, g.state), COALESCE(a.done_on, g.done_on),
	       COALESCE(a.note, g.outcome), COALESCE(a.ended_at, g.ended_at), COALESCE(a.ended_by, ''),
	       (SELECT count(*) FROM action_days d WHERE d.action_id = a.id), g.revision, g.created_at, g.saved_at
	FROM development_goals g LEFT JOIN actions a ON a.id = g.action_id `

func (g *Goal) columns() []any {
	return []any{&g.ID, &g.Person, &g.Framework, &g.Audit, &g.Element, &g.Activity, &g.Success, &g.Support,
		db.Day(&g.DueOn), &g.Enrolment, &g.Action, &g.State, db.Day(&g.DoneOn),
		&g.Outcome, db.Stamp(&g.EndedAt), &g.EndedBy, &g.Moves, &g.Revision, db.Stamp(&g.CreatedAt), db.Stamp(&g.SavedAt)}
}

// Goals returns all goals of a person, as SortGoals orders them.
func (s *Store) Goals(ctx context.Context, person account.PersonID) (all []Goal, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		all, err = s.goals(ctx, tx, person)
		return err
	})
	return all, err
}

func (s *Store) goals(ctx context.Context, tx *db.Tx, person account.PersonID) (all []Goal, err error) {
	err = tx.Each(ctx, goalQuery+`WHERE g.person_id = $1 ORDER BY g.id`, []any{person}, func(scan func(...any) error) error {
		var g Goal
		err := scan(g.columns()...)
		all = append(all, g)
		return err
	})
	if err != nil {
		return nil, err
	}
	names := s.namer(ctx, tx)
	for i := range all {
		if all[i].Named, err = names(all[i].Framework, all[i].Element); err != nil {
			return nil, err
		}
	}
	SortGoals(all)
	return all, nil
}

// namer returns what names elements, reading each framework once.
func (s *Store) namer(ctx context.Context, tx *db.Tx) func(ksb.FrameworkID, string) (Named, error) {
	known := map[ksb.FrameworkID]*ksb.Framework{}
	return func(id ksb.FrameworkID, key string) (Named, error) {
		if known[id] == nil {
			f, err := s.standards.FrameworkIn(ctx, tx, id)
			if err != nil {
				return Named{}, err
			}
			known[id] = f
		}
		name, _ := NameIn(known[id], key)
		return name, nil
	}
}

// Goal returns a goal of a person, or fault.NotFound.
func (s *Store) Goal(ctx context.Context, person account.PersonID, id GoalID) (g Goal, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		g, err = s.goal(ctx, tx, `WHERE g.person_id = $1 AND g.id = $2`, person, id)
		return err
	})
	return g, err
}

// GoalOfAction returns the goal of a person that an action is of, or
// fault.NotFound.
func (s *Store) GoalOfAction(ctx context.Context, person account.PersonID, action programme.ActionID) (g Goal, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		g, err = s.goal(ctx, tx, `WHERE g.person_id = $1 AND g.action_id = $2`, person, action)
		return err
	})
	return g, err
}

func (s *Store) goal(ctx context.Context, tx *db.Tx, where string, args ...any) (g Goal, err error) {
	if err := tx.Row(ctx, goalQuery+where, args...).Scan(g.columns()...); err != nil {
		return g, err
	}
	g.Named, err = s.namer(ctx, tx)(g.Framework, g.Element)
	return g, err
}

func goalSubject(id GoalID) string { return fmt.Sprintf("goal %d", id) }

// AddGoal checks and stores a goal of a person and fills in its ID. Where the
// person is on an apprenticeship that goes on, it becomes an action of it; on
// several, Enrolment says of which. One that is open already with the same words
// and day is not added again, so that a second click does no harm. It returns
// fault.Invalid naming "element", "activity", "success", "support", "due_on" or
// "enrolment".
func (s *Store) AddGoal(ctx context.Context, person account.PersonID, g *Goal) error {
	return s.db.Update(ctx, func(tx *db.Tx) error {
		var bad fault.Fields
		g.Person, g.State, g.Action = person, programme.ActionOpen, 0
		g.check(&bad)
		g.checkDue(&bad, db.Today(tx.Now))
		if err := s.checkElement(ctx, tx, g, &bad); err != nil {
			return err
		}
		if err := bad.Err(); err != nil {
			return err
		}
		all, err := s.goals(ctx, tx, person)
		if err != nil {
			return err
		}
		for i := range all {
			if twin := &all[i]; twin.State == programme.ActionOpen && twin.says(g) && twin.DueOn.Equal(g.DueOn) {
				*g = *twin
				return nil
			}
		}
		if g.Enrolment, err = enrolmentFor(ctx, tx, person, g.Enrolment); err != nil {
			return err
		}
		return s.addGoal(ctx, tx, g)
	})
}

func (s *Store) addGoal(ctx context.Context, tx *db.Tx, g *Goal) error {
	if err := restOn(ctx, tx, g); err != nil {
		return err
	}
	if err := setAction(ctx, tx, g); err != nil {
		return err
	}
	g.Revision, g.CreatedAt, g.SavedAt = 1, tx.Now, tx.Now
	const insert = `
		INSERT INTO development_goals (person_id, framework_id, audit_id, element, action_id, activity, success, support, revision, created_at, saved_at, due_on, state)
		VALUES ($1, $2, NULLIF($3, 0), $4, NULLIF($5, 0), $6, $7, $8, $9, $10, $10, $11, NULLIF($12, '')) RETURNING id`
	due, state := g.DueOn, g.State
	if g.Action != 0 {
		due, state = time.Time{}, ""
	}
	if err := tx.Row(ctx, insert, g.Person, g.Framework, g.Audit, g.Element, g.Action, g.Activity, g.Success, g.Support, g.Revision, db.Stamp(&tx.Now), db.Day(&due), state).Scan(&g.ID); err != nil {
		return fmt.Errorf("add goal: %w", err)
	}
	return record(ctx, tx, g.Person, "goal.add", goalSubject(g.ID), map[string]any{"element": g.Element, "due_on": g.DueOn.Format(time.DateOnly), "action": g.Action})
}

// checkElement refuses an element that the goal's framework has not, and names
// it.
func (s *Store) checkElement(ctx context.Context, tx *db.Tx, g *Goal, bad *fault.Fields) error {
	f, err := s.standards.FrameworkIn(ctx, tx, g.Framework)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	known := false
	if err == nil {
		g.Named, known = NameIn(f, g.Element)
	}
	if !known {
		bad.Add("element", "Choose what you want to work on.")
	}
	return nil
}

// restOn fills in the self-audit that a goal rests on: the newest one that is
// finished, by the same framework.
func restOn(ctx context.Context, tx *db.Tx, g *Goal) error {
	const newest = `
		SELECT id FROM self_audits WHERE person_id = $1 AND framework_id = $2 AND state = 'finished'
		ORDER BY finished_at DESC, id DESC LIMIT 1`
	g.Audit = 0
	err := tx.Row(ctx, newest, g.Person, g.Framework).Scan(&g.Audit)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	return err
}

// enrolmentFor returns the enrolment that a goal becomes an action of: the one
// chosen, or the only one that goes on; 0 where there is none.
func enrolmentFor(ctx context.Context, tx *db.Tx, person account.PersonID, chosen programme.EnrolmentID) (programme.EnrolmentID, error) {
	var all []programme.EnrolmentID
	const query = `SELECT id FROM enrolments WHERE apprentice_id = $1 AND state IN ('active', 'break') ORDER BY id`
	err := tx.Each(ctx, query, []any{person}, func(scan func(...any) error) error {
		var id programme.EnrolmentID
		err := scan(&id)
		all = append(all, id)
		return err
	})
	if err != nil {
		return 0, err
	}
	if chosen == 0 && len(all) == 0 {
		return 0, nil
	}
	if chosen == 0 && len(all) == 1 {
		return all[0], nil
	}
	for _, id := range all {
		if id == chosen {
			return id, nil
		}
	}
	var bad fault.Fields
	bad.Add("enrolment", "Choose the apprenticeship that this belongs to.")
	return 0, bad.Err()
}

// setAction makes a goal an action of its enrolment, if it has one. An action
// that says the same by the same day already is not taken over: whoever set it
// would see it change.
func setAction(ctx context.Context, tx *db.Tx, g *Goal) error {
	if g.Enrolment == 0 {
		return nil
	}
	a := programme.Action{Enrolment: g.Enrolment, Text: g.actionText(), Owner: account.Apprentice, DueOn: g.DueOn}
	if err := programme.AddActionIn(ctx, tx, g.Person, &a); err != nil {
		return err
	}
	var taken int
	const query = `SELECT count(*) FROM actions a WHERE a.id = $1 AND (a.set_at < $2 OR EXISTS (SELECT 1 FROM development_goals g WHERE g.action_id = a.id))`
	if err := tx.Row(ctx, query, a.ID, db.Stamp(&tx.Now)).Scan(&taken); err != nil {
		return err
	}
	if taken > 0 {
		var bad fault.Fields
		bad.Add("activity", "You have an action that says the same by the same day. Say what differs.")
		return bad.Err()
	}
	g.Action = a.ID
	return nil
}
