package growth

import (
	"context"
	"fmt"
	"time"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/app/programme"
)

// SaveGoal gives an open goal of a person other words or another element, and its
// action with it; of g, Framework, Element, Activity, Success and Support count.
// Revision is that of the goal that the person began from. It returns
// fault.Conflict if the goal was saved since (see TheirGoal) or is not open, and
// fault.Invalid as AddGoal does. Saved twice, it counts once.
func (s *Store) SaveGoal(ctx context.Context, person account.PersonID, id GoalID, revision int, g *Goal) error {
	return s.db.Update(ctx, func(tx *db.Tx) error {
		was, err := s.goal(ctx, tx, `WHERE g.person_id = $1 AND g.id = $2`, person, id)
		if err != nil {
			return err
		}
		var bad fault.Fields
		g.check(&bad)
		if err := s.checkElement(ctx, tx, g, &bad); err != nil {
			return err
		}
		if err := bad.Err(); err != nil || was.says(g) {
			return err
		}
		if err := was.open(); err != nil {
			return err
		}
		if was.Revision != revision {
			return savedElsewhere(&GoalClash{was}, was.SavedAt)
		}
		return s.saveGoal(ctx, tx, &was, g)
	})
}

func (s *Store) saveGoal(ctx context.Context, tx *db.Tx, was, g *Goal) error {
	now := *was
	now.Framework, now.Element, now.Activity, now.Success, now.Support = g.Framework, g.Element, g.Activity, g.Success, g.Support
	if now.Framework != was.Framework || now.Element != was.Element {
		if err := restOn(ctx, tx, &now); err != nil {
			return err
		}
	}
	if now.Action != 0 {
		if err := programme.RewordActionIn(ctx, tx, now.Person, now.Enrolment, now.Action, now.actionText()); err != nil {
			return err
		}
	}
	now.Revision, now.SavedAt = was.Revision+1, tx.Now
	const update = `
		UPDATE development_goals SET framework_id = $2, audit_id = NULLIF($3, 0), element = $4, activity = $5, success = $6, support = $7, revision = $8, saved_at = $9
		WHERE id = $1`
	if err := tx.Change(ctx, update, now.ID, now.Framework, now.Audit, now.Element, now.Activity, now.Success, now.Support, now.Revision, db.Stamp(&now.SavedAt)); err != nil {
		return fmt.Errorf("save goal: %w", err)
	}
	return record(ctx, tx, now.Person, "goal.change", goalSubject(now.ID), map[string]any{"before": was.Element, "after": now.Element, "revision": now.Revision})
}

// FinishGoal says that a goal of a person is done; of end, DoneOn and Note
// count. It returns fault.Invalid naming "done_on" or "note" without an outcome
// or for a day that cannot be, and fault.Conflict if the goal is not open.
// Finished twice alike, it counts once.
func (s *Store) FinishGoal(ctx context.Context, person account.PersonID, id GoalID, end programme.ActionEnd) error {
	return s.withGoal(ctx, person, id, func(tx *db.Tx, g *Goal) error {
		end := programme.ActionEnd{DoneOn: end.DoneOn, Note: tidy(end.Note)}
		if end.DoneOn.IsZero() {
			end.DoneOn = db.Today(tx.Now)
		}
		if g.State == programme.ActionDone && g.DoneOn.Equal(end.DoneOn) && g.Outcome == end.Note {
			return nil
		}
		if err := g.open(); err != nil {
			return err
		}
		var bad fault.Fields
		checkText(&bad, "note", end.Note, programme.MaxReason, "Say what came of it.")
		g.checkDone(&bad, &end, db.Today(tx.Now))
		if err := bad.Err(); err != nil {
			return err
		}
		if g.Action != 0 {
			return programme.FinishActionIn(ctx, tx, person, g.Enrolment, g.Action, end)
		}
		g.State, g.DoneOn, g.Outcome = programme.ActionDone, end.DoneOn, end.Note
		return closeGoal(ctx, tx, g, "goal.finish")
	})
}

// DropGoal says that a goal of a person is not to be done after all, and why. It
// returns fault.Invalid naming "reason" without one, and fault.Conflict if the
// goal is not open. Dropped twice for the same reason, it counts once.
func (s *Store) DropGoal(ctx context.Context, person account.PersonID, id GoalID, reason string) error {
	return s.withGoal(ctx, person, id, func(tx *db.Tx, g *Goal) error {
		reason := tidy(reason)
		if g.State == programme.ActionDropped && g.Outcome == reason {
			return nil
		}
		if err := g.open(); err != nil {
			return err
		}
		var bad fault.Fields
		checkText(&bad, "reason", reason, programme.MaxReason, "Say why you drop it.")
		if err := bad.Err(); err != nil {
			return err
		}
		if g.Action != 0 {
			return programme.DropActionIn(ctx, tx, person, g.Enrolment, g.Action, reason)
		}
		g.State, g.Outcome = programme.ActionDropped, reason
		return closeGoal(ctx, tx, g, "goal.drop")
	})
}

func (s *Store) withGoal(ctx context.Context, person account.PersonID, id GoalID, change func(*db.Tx, *Goal) error) error {
	return s.db.Update(ctx, func(tx *db.Tx) error {
		g, err := s.goal(ctx, tx, `WHERE g.person_id = $1 AND g.id = $2`, person, id)
		if err != nil {
			return err
		}
		return change(tx, &g)
	})
}

// closeGoal ends a goal that stands alone.
func closeGoal(ctx context.Context, tx *db.Tx, g *Goal, action string) error {
	const update = `UPDATE development_goals SET state = $2, done_on = $3, outcome = $4, ended_at = $5 WHERE id = $1 AND state = 'open'`
	if err := tx.Change(ctx, update, g.ID, g.State, db.Day(&g.DoneOn), g.Outcome, db.Stamp(&tx.Now)); err != nil {
		return fmt.Errorf("end goal: %w", err)
	}
	return record(ctx, tx, g.Person, action, goalSubject(g.ID), map[string]any{"before": programme.ActionOpen, "after": g.State})
}

// MoveGoal gives an open goal of a person another day. An action keeps the day
// until then, with the reason; a goal that stands alone needs none. It returns
// fault.Invalid naming "due_on" or "why", and fault.Conflict if the goal is not
// open. The same day again changes nothing.
func (s *Store) MoveGoal(ctx context.Context, person account.PersonID, id GoalID, due time.Time, why string) error {
	return s.withGoal(ctx, person, id, func(tx *db.Tx, g *Goal) error {
		if err := g.open(); err != nil || g.DueOn.Equal(due) {
			return err
		}
		if g.Action != 0 {
			return programme.MoveActionIn(ctx, tx, person, g.Enrolment, g.Action, due, tidy(why))
		}
		before := g.DueOn
		g.DueOn = due
		var bad fault.Fields
		g.checkDue(&bad, db.Today(tx.Now))
		if err := bad.Err(); err != nil {
			return err
		}
		if err := tx.Change(ctx, `UPDATE development_goals SET due_on = $2 WHERE id = $1`, g.ID, db.Day(&due)); err != nil {
			return fmt.Errorf("move goal: %w", err)
		}
		return record(ctx, tx, person, "goal.move", goalSubject(g.ID), map[string]any{"before": before.Format(time.DateOnly), "after": due.Format(time.DateOnly)})
	})
}
