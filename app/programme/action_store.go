package programme

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"touchstone/app/account"
	"touchstone/app/audit"
	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/app/words"
	"touchstone/ksb"
)

// AddAction checks and stores a new action, and fills in its ID, State, SetAt
// and ByName. One that is open already with the same words, owner and day is
// not added again, so that a second click does no harm. It returns
// fault.Invalid if a field is wrong.
func (s *Store) AddAction(ctx context.Context, by account.PersonID, a *Action) error {
	return s.db.Update(ctx, func(tx *db.Tx) error { return AddActionIn(ctx, tx, by, a) })
}

// AddActionIn is AddAction within a transaction of the caller's. By is 0 for
// somebody without an account, whose name is then a.ByName.
func AddActionIn(ctx context.Context, tx *db.Tx, by account.PersonID, a *Action) error {
	if err := a.Check(db.Today(tx.Now)); err != nil {
		return err
	}
	e, err := enrolment(ctx, tx, a.Enrolment)
	if err != nil {
		return err
	}
	if err := checkStatements(ctx, tx, &e, a.Statements); err != nil {
		return err
	}
	a.By, a.State, a.SetAt = by, ActionOpen, tx.Now
	if by != 0 {
		if a.ByName, err = nameOf(ctx, tx, by); err != nil {
			return err
		}
	}
	const twin = `
		SELECT id FROM actions
		WHERE enrolment_id = $1 AND text = $2 AND owner = $3 AND due_on = $4 AND review_id = $5 AND state = 'open'
		ORDER BY id LIMIT 1`
	err = tx.Row(ctx, twin, a.Enrolment, a.Text, a.Owner, db.Day(&a.DueOn), a.Review).Scan(&a.ID)
	if err == nil || !fault.Is(err, fault.NotFound) {
		return err
	}
	return insertAction(ctx, tx, a)
}

func insertAction(ctx context.Context, tx *db.Tx, a *Action) error {
	const insert = `
		INSERT INTO actions (enrolment_id, text, owner, by_id, by_name, due_on, review_id, state, set_at)
		VALUES ($1, $2, $3, NULLIF($4, 0), $5, $6, $7, 'open', $8) RETURNING id`
	err := tx.Row(ctx, insert, a.Enrolment, a.Text, a.Owner, a.By, a.ByName, db.Day(&a.DueOn), a.Review, db.Stamp(&a.SetAt)).Scan(&a.ID)
	if err != nil {
		return fmt.Errorf("add action: %w", err)
	}
	slices.Sort(a.Statements)
	a.Statements = slices.Compact(a.Statements)
	for _, id := range a.Statements {
		if _, err := tx.Exec(ctx, `INSERT INTO action_statements (action_id, statement_id) VALUES ($1, $2)`, a.ID, id); err != nil {
			return fmt.Errorf("add statement of action: %w", err)
		}
	}
	return acted(ctx, tx, a, audit.Event{Action: "action.add", Person: int64(a.By), Detail: map[string]any{"text": a.Text, "owner": a.Owner,
		"due_on": dayText(a.DueOn), "by": a.ByName, "statements": a.Statements, "review": a.Review}})
}

// checkStatements refuses statements of another standard than the enrolment's.
func checkStatements(ctx context.Context, tx *db.Tx, e *Enrolment, ids []ksb.StatementID) error {
	for _, id := range ids {
		var n int
		if err := tx.Row(ctx, `SELECT count(*) FROM statements WHERE id = $1 AND standard_id = $2`, id, e.Standard).Scan(&n); err != nil {
			return err
		}
		if n == 0 {
			var bad fault.Fields
			bad.Add("statements", "Choose statements of this apprentice’s standard.")
			return bad.Err()
		}
	}
	return nil
}

// dayText returns a day as events have it, empty for the zero time.
func dayText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}

func nameOf(ctx context.Context, tx *db.Tx, person account.PersonID) (name string, err error) {
	err = tx.Row(ctx, `SELECT name FROM people WHERE id = $1`, person).Scan(&name)
	return name, err
}

// acted records what was done with an action, and that it waits for whose it
// is, or no longer.
func acted(ctx context.Context, tx *db.Tx, a *Action, e audit.Event) error {
	e.Portfolio, e.Subject = int64(a.Enrolment), fmt.Sprintf("action %d", a.ID)
	if err := audit.Add(ctx, tx, e); err != nil {
		return err
	}
	if a.State != ActionOpen {
		return Settle(ctx, tx, a.Enrolment, WaitAction, int64(a.ID))
	}
	return Await(ctx, tx, Wait{Enrolment: a.Enrolment, Role: a.Owner, Kind: WaitAction, Subject: int64(a.ID), Since: a.SetAt, DueOn: a.DueOn, By: a.By})
}

// An ActionEnd says how an action was done.
type ActionEnd struct {
	DoneOn time.Time // day; zero: today
	Note   string    // may be empty
	Item   int64     // the piece of evidence that shows it; 0: none
}

// FinishAction says that an action of an enrolment is done. It returns
// fault.Invalid for a day to come or a piece that is not in the portfolio, and
// fault.Conflict if the action is not open.
func (s *Store) FinishAction(ctx context.Context, by account.PersonID, id EnrolmentID, action ActionID, end ActionEnd) error {
	return s.db.Update(ctx, func(tx *db.Tx) error { return FinishActionIn(ctx, tx, by, id, action, end) })
}

// FinishActionIn is FinishAction within a transaction of the caller's.
func FinishActionIn(ctx context.Context, tx *db.Tx, by account.PersonID, id EnrolmentID, action ActionID, end ActionEnd) error {
	a, err := openAction(ctx, tx, id, action)
	if err != nil {
		return err
	}
	end.Note = strings.TrimSpace(end.Note)
	today := db.Today(tx.Now)
	if end.DoneOn.IsZero() {
		end.DoneOn = today
	}
	if err := checkEnd(ctx, tx, &a, &end, today); err != nil {
		return err
	}
	a.State, a.DoneOn, a.Note, a.Item = ActionDone, end.DoneOn, end.Note, end.Item
	return endAction(ctx, tx, &a, audit.Event{Action: "action.finish", Person: int64(by)})
}

func checkEnd(ctx context.Context, tx *db.Tx, a *Action, end *ActionEnd, today time.Time) error {
	var bad fault.Fields
	if end.DoneOn.After(today) {
		bad.Add("done_on", "Choose today or a day that has passed.")
	}
	if end.DoneOn.Before(db.Today(a.SetAt)) {
		bad.Add("done_on", "Choose a day from %s, when this was set.", words.Day(db.Today(a.SetAt)))
	}
	if end.Note != "" {
		checkReason(&bad, "note", end.Note, "")
	}
	if end.Item != 0 {
		var n int
		const query = `SELECT count(*) FROM items WHERE id = $1 AND portfolio_id = $2 AND state <> 'draft' AND removed_at IS NULL`
		if err := tx.Row(ctx, query, end.Item, a.Enrolment).Scan(&n); err != nil {
			return err
		}
		if n == 0 {
			bad.Add("item", "Choose a piece of this portfolio that was submitted.")
		}
	}
	return bad.Err()
}

// DropAction says that an action of an enrolment is not to be done after all,
// and why. It returns fault.Invalid without a reason and fault.Conflict if the
// action is not open.
func (s *Store) DropAction(ctx context.Context, by account.PersonID, id EnrolmentID, action ActionID, reason string) error {
	return s.db.Update(ctx, func(tx *db.Tx) error { return DropActionIn(ctx, tx, by, id, action, reason) })
}

// DropActionIn is DropAction within a transaction of the caller's.
func DropActionIn(ctx context.Context, tx *db.Tx, by account.PersonID, id EnrolmentID, action ActionID, reason string) error {
	a, err := openAction(ctx, tx, id, action)
	if err != nil {
		return err
	}
	var bad fault.Fields
	reason = strings.TrimSpace(reason)
	checkReason(&bad, "reason", reason, "Say why it is not to be done.")
	if err := bad.Err(); err != nil {
		return err
	}
	a.State, a.Note = ActionDropped, reason
	return endAction(ctx, tx, &a, audit.Event{Action: "action.drop", Person: int64(by)})
}

// RewordActionIn gives an open action other words, within a transaction of the
// caller's. What it said until then stays in the event. The same words again
// change nothing. It returns fault.Invalid as AddAction does and fault.Conflict
// if the action is not open.
func RewordActionIn(ctx context.Context, tx *db.Tx, by account.PersonID, id EnrolmentID, action ActionID, text string) error {
	a, err := openAction(ctx, tx, id, action)
	if err != nil || a.Text == text {
		return err
	}
	before := a.Text
	a.Text = text
	var bad fault.Fields
	checkActionText(&bad, &a)
	if err := bad.Err(); err != nil {
		return err
	}
	if err := tx.Change(ctx, `UPDATE actions SET text = $2 WHERE id = $1`, a.ID, a.Text); err != nil {
		return fmt.Errorf("reword action: %w", err)
	}
	return acted(ctx, tx, &a, audit.Event{Action: "action.reword", Person: int64(by), Detail: map[string]any{"before": before, "after": a.Text}})
}

func endAction(ctx context.Context, tx *db.Tx, a *Action, e audit.Event) (err error) {
	if a.EndedBy, err = nameOf(ctx, tx, account.PersonID(e.Person)); err != nil {
		return err
	}
	const update = `
		UPDATE actions SET state = $2, ended_at = $3, done_on = $4, note = $5, item_id = NULLIF($6, 0), ended_by = $7
		WHERE id = $1 AND state = 'open'`
	if err := tx.Change(ctx, update, a.ID, a.State, db.Stamp(&tx.Now), db.Day(&a.DoneOn), a.Note, a.Item, a.EndedBy); err != nil {
		return fmt.Errorf("end action: %w", err)
	}
	e.Detail = map[string]any{"before": ActionOpen, "after": a.State, "done_on": dayText(a.DoneOn), "note": a.Note, "item": a.Item}
	return acted(ctx, tx, a, e)
}

// MoveAction gives an action another day; the day until then and the reason
// are kept. It returns fault.Invalid for a day that has passed or a missing
// reason, and fault.Conflict if the action is not open. The same day again
// changes nothing.
func (s *Store) MoveAction(ctx context.Context, by account.PersonID, id EnrolmentID, action ActionID, due time.Time, reason string) error {
	return s.db.Update(ctx, func(tx *db.Tx) error { return MoveActionIn(ctx, tx, by, id, action, due, reason) })
}

// MoveActionIn is MoveAction within a transaction of the caller's.
func MoveActionIn(ctx context.Context, tx *db.Tx, by account.PersonID, id EnrolmentID, action ActionID, due time.Time, reason string) error {
	a, err := openAction(ctx, tx, id, action)
	if err != nil || a.DueOn.Equal(due) {
		return err
	}
	var bad fault.Fields
	reason = strings.TrimSpace(reason)
	checkDue(&bad, due, db.Today(tx.Now))
	checkReason(&bad, "why", reason, "Say why the day changes.")
	if err := bad.Err(); err != nil {
		return err
	}
	return moveAction(ctx, tx, by, &a, due, reason)
}

func moveAction(ctx context.Context, tx *db.Tx, by account.PersonID, a *Action, due time.Time, reason string) error {
	name, err := nameOf(ctx, tx, by)
	if err != nil {
		return err
	}
	const keep = `INSERT INTO action_days (action_id, due_on, reason, by_name, at) VALUES ($1, $2, $3, $4, $5)`
	if _, err := tx.Exec(ctx, keep, a.ID, db.Day(&a.DueOn), reason, name, db.Stamp(&tx.Now)); err != nil {
		return fmt.Errorf("keep day of action: %w", err)
	}
	if err := tx.Change(ctx, `UPDATE actions SET due_on = $2 WHERE id = $1`, a.ID, db.Day(&due)); err != nil {
		return fmt.Errorf("move action: %w", err)
	}
	before := a.DueOn
	a.DueOn = due
	return acted(ctx, tx, a, audit.Event{Action: "action.move", Person: int64(by), Detail: map[string]any{"before": dayText(before), "after": dayText(due), "reason": reason}})
}

// openAction returns an action that can be changed, or fault.Conflict.
func openAction(ctx context.Context, tx *db.Tx, id EnrolmentID, action ActionID) (Action, error) {
	a, err := readAction(ctx, tx, id, action)
	if err != nil {
		return a, err
	}
	switch a.State {
	case ActionDone:
		return a, fault.Newf(fault.Conflict, "%s marked this as done already.", a.EndedBy)
	case ActionDropped:
		return a, fault.Newf(fault.Conflict, "%s dropped this already.", a.EndedBy)
	}
	return a, nil
}
