package programme

import (
	"context"
	"fmt"
	"time"

	"touchstone/app/account"
	"touchstone/app/audit"
	"touchstone/app/db"
	"touchstone/app/fault"
)

// BeginBreak begins a break in learning: the clocks stop on its day. It returns
// fault.Invalid naming a field, and fault.Conflict if the enrolment is on a break
// or has ended.
func (s *Store) BeginBreak(ctx context.Context, by account.PersonID, id EnrolmentID, p *LearningBreak) error {
	return s.alter(ctx, by, id, "enrolment.break", func(tx *db.Tx, e *Enrolment) error {
		if e.State != Active {
			return fault.New(fault.Conflict, "A break begins only in an apprenticeship that goes on.")
		}
		if err := p.check(e, db.Today(tx.Now)); err != nil {
			return err
		}
		const insert = `
			INSERT INTO breaks (enrolment_id, reason, started_on, expected_on, end_before, added_by, added_at)
			VALUES ($1, $2, $3, $4, $5, NULLIF($6, 0), $7) RETURNING id`
		e.State, e.PausedOn, e.ExpectedOn = Break, p.StartedOn, p.ExpectedOn
		return tx.Row(ctx, insert, id, p.Reason, db.Day(&p.StartedOn), db.Day(&p.ExpectedOn), db.Day(&e.PlannedEndOn), by, db.Stamp(&tx.Now)).Scan(&p.ID)
	})
}

// EndBreak ends the break under way: the clocks run again from the day of
// return, and end is the planned end from now on; Enrolment.EndAfter proposes
// one. It returns fault.Invalid naming "returned_on" or "planned_end_on", and
// fault.Conflict if there is no break.
func (s *Store) EndBreak(ctx context.Context, by account.PersonID, id EnrolmentID, returned, end time.Time) error {
	return s.alter(ctx, by, id, "enrolment.return", func(tx *db.Tx, e *Enrolment) error {
		if e.State != Break {
			return fault.New(fault.Conflict, "There is no break to return from.")
		}
		var bad fault.Fields
		switch {
		case returned.IsZero():
			bad.Add("returned_on", "Say when they returned.")
		case returned.Before(e.PausedOn) || returned.After(db.Today(tx.Now)):
			bad.Add("returned_on", "Choose a day since the break began that has been.")
		case end.IsZero():
			bad.Add("planned_end_on", "Say when the apprenticeship is planned to end now.")
		case !end.After(returned):
			bad.Add("planned_end_on", "Choose a day after the return.")
		}
		if err := bad.Err(); err != nil {
			return err
		}
		const update = `
			UPDATE breaks SET returned_on = $2, end_after = $3, returned_by = NULLIF($4, 0), returned_at = $5
			WHERE enrolment_id = $1 AND returned_on IS NULL AND undone_at IS NULL`
		if err := tx.Change(ctx, update, id, db.Day(&returned), db.Day(&end), by, db.Stamp(&tx.Now)); err != nil {
			return err
		}
		e.PausedDays += days(e.PausedOn, returned)
		e.State, e.PausedOn, e.ExpectedOn, e.ReturnedOn, e.PlannedEndOn = Active, time.Time{}, time.Time{}, returned, end
		return nil
	})
}

// Leave ends an apprenticeship. The apprentice keeps reading their portfolio. It
// returns fault.Invalid naming a field, and fault.Conflict if it has ended.
func (s *Store) Leave(ctx context.Context, by account.PersonID, id EnrolmentID, l *Leaving) error {
	return s.alter(ctx, by, id, "enrolment.leave", func(tx *db.Tx, e *Enrolment) error {
		if !e.State.Current() {
			return fault.New(fault.Conflict, "This apprenticeship has ended already.")
		}
		if err := l.check(e, db.Today(tx.Now)); err != nil {
			return err
		}
		const insert = `
			INSERT INTO leavings (enrolment_id, state, reason, ended_on, added_by, added_at)
			VALUES ($1, $2, $3, $4, NULLIF($5, 0), $6) RETURNING id`
		e.State, e.EndedOn = l.State, l.EndedOn
		return tx.Row(ctx, insert, id, l.State, l.Reason, db.Day(&l.EndedOn), by, db.Stamp(&tx.Now)).Scan(&l.ID)
	})
}

// Undo takes back the last of what BeginBreak, EndBreak and Leave did, where it
// was entered by mistake: an end; else a break under way; else the last return,
// whose break then goes on. What was undone stays on record. It returns
// fault.Conflict if there is nothing to undo.
func (s *Store) Undo(ctx context.Context, by account.PersonID, id EnrolmentID) error {
	return s.alter(ctx, by, id, "enrolment.undo", func(tx *db.Tx, e *Enrolment) error {
		switch {
		case !e.State.Current():
			return undoLeaving(ctx, tx, e)
		case e.State == Break:
			return undoBreak(ctx, tx, e)
		case !e.ReturnedOn.IsZero():
			return undoReturn(ctx, tx, e)
		}
		return fault.New(fault.Conflict, "There is no break and no end to undo.")
	})
}

func undoLeaving(ctx context.Context, tx *db.Tx, e *Enrolment) error {
	const update = `UPDATE leavings SET undone_at = $2 WHERE enrolment_id = $1 AND undone_at IS NULL`
	if _, err := tx.Exec(ctx, update, e.ID, db.Stamp(&tx.Now)); err != nil {
		return err
	}
	e.State, e.EndedOn = Active, time.Time{}
	if !e.PausedOn.IsZero() {
		e.State = Break
	}
	return nil
}

func undoBreak(ctx context.Context, tx *db.Tx, e *Enrolment) error {
	const update = `UPDATE breaks SET undone_at = $2 WHERE enrolment_id = $1 AND returned_on IS NULL AND undone_at IS NULL`
	if _, err := tx.Exec(ctx, update, e.ID, db.Stamp(&tx.Now)); err != nil {
		return err
	}
	e.State, e.PausedOn, e.ExpectedOn = Active, time.Time{}, time.Time{}
	return nil
}

// undoReturn puts another break, which goes on, in the place of the last one.
func undoReturn(ctx context.Context, tx *db.Tx, e *Enrolment) error {
	const last = `
		SELECT id, started_on, expected_on, returned_on, end_before FROM breaks
		WHERE enrolment_id = $1 AND returned_on IS NOT NULL AND undone_at IS NULL ORDER BY id DESC LIMIT 1`
	var p LearningBreak
	err := tx.Row(ctx, last, e.ID).Scan(&p.ID, db.Day(&p.StartedOn), db.Day(&p.ExpectedOn), db.Day(&p.ReturnedOn), db.Day(&p.EndBefore))
	if fault.Is(err, fault.NotFound) {
		return fault.New(fault.Conflict, "There is no break and no end to undo.")
	}
	if err != nil {
		return err
	}
	if err := tx.Change(ctx, `UPDATE breaks SET undone_at = $2 WHERE id = $1`, p.ID, db.Stamp(&tx.Now)); err != nil {
		return err
	}
	const again = `
		INSERT INTO breaks (enrolment_id, reason, started_on, expected_on, end_before, added_by, added_at)
		SELECT enrolment_id, reason, started_on, expected_on, end_before, added_by, added_at FROM breaks WHERE id = $1`
	if err := tx.Change(ctx, again, p.ID); err != nil {
		return err
	}
	e.PausedDays -= p.Days()
	e.State, e.PausedOn, e.ExpectedOn, e.PlannedEndOn, e.ReturnedOn = Break, p.StartedOn, p.ExpectedOn, p.EndBefore, time.Time{}
	const before = `SELECT max(returned_on) FROM breaks WHERE enrolment_id = $1 AND undone_at IS NULL`
	return tx.Row(ctx, before, e.ID).Scan(db.Day(&e.ReturnedOn))
}

// alter changes how an enrolment goes on, and its standing, and records it.
func (s *Store) alter(ctx context.Context, by account.PersonID, id EnrolmentID, action string, change func(*db.Tx, *Enrolment) error) error {
	return s.db.Update(ctx, func(tx *db.Tx) error {
		before, err := enrolment(ctx, tx, id)
		if err != nil {
			return err
		}
		after := before
		if err := change(tx, &after); err != nil {
			return err
		}
		const update = `
			UPDATE enrolments
			SET state = $2, paused_days = $3, paused_on = $4, expected_on = $5, returned_on = $6, ended_on = $7, planned_end_on = $8, updated_at = $9
			WHERE id = $1`
		err = tx.Change(ctx, update, id, after.State, after.PausedDays, db.Day(&after.PausedOn), db.Day(&after.ExpectedOn), db.Day(&after.ReturnedOn),
			db.Day(&after.EndedOn), db.Day(&after.PlannedEndOn), db.Stamp(&tx.Now))
		if err != nil {
			return fmt.Errorf("change enrolment: %w", err)
		}
		if err := Reckon(ctx, tx, id); err != nil {
			return err
		}
		return record(ctx, tx, by, action, id, audit.Between(before, after))
	})
}

// Reassign gives apprentices another coach, all of them or none. Those who have
// that coach stay as they are. It returns how many it gave, and fault.Invalid
// naming "coach" if that is nobody with the role.
func (s *Store) Reassign(ctx context.Context, by account.PersonID, ids []EnrolmentID, coach account.PersonID) (given int, err error) {
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		given = 0
		Batch(tx)
		for _, id := range ids {
			e, err := enrolment(ctx, tx, id)
			if err != nil {
				return err
			}
			if e.Coach == coach {
				continue
			}
			e.Coach = coach
			if err := ChangeEnrolmentIn(ctx, tx, by, &e); err != nil {
				return err
			}
			given++
		}
		return nil
	})
	return given, err
}

// A Handover is an apprentice whom a coach had and another has now.
type Handover struct {
	Enrolment   EnrolmentID
	Name, Now   string // of the apprentice, and of their coach now
	From, Until time.Time
}

// HandedOver returns the apprentices whom a coach had before, the last first.
func (s *Store) HandedOver(ctx context.Context, coach account.PersonID, limit int) (found []Handover, err error) {
	const query = `
		SELECT e.id, a.name, c.name, g.granted_at, g.revoked_at
		FROM grants g
		JOIN enrolments e ON e.id = g.scope_id
		JOIN people a ON a.id = e.apprentice_id
		JOIN people c ON c.id = e.coach_id
		WHERE g.person_id = $1 AND g.role = 'coach' AND g.scope = 'enrolment' AND g.revoked_at IS NOT NULL AND e.coach_id <> $1
		ORDER BY g.revoked_at DESC, lower(a.name), e.id LIMIT $2`
	err = s.db.View(ctx, func(tx *db.Tx) error {
		found = nil
		return tx.Each(ctx, query, []any{coach, limit}, func(scan func(...any) error) error {
			var h Handover
			err := scan(&h.Enrolment, &h.Name, &h.Now, db.Stamp(&h.From), db.Stamp(&h.Until))
			found = append(found, h)
			return err
		})
	})
	return found, err
}

// A History is what happened to an enrolment beside its portfolio.
type History struct {
	Breaks   []LearningBreak // newest first, those undone among them
	Leavings []Leaving       // likewise
	Turns    []Turn          // of its coaches, newest first
}

// History returns the breaks, the ends and the coaches of an enrolment.
func (s *Store) History(ctx context.Context, id EnrolmentID) (h History, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		h = History{}
		const breaks = `
			SELECT b.id, b.reason, b.started_on, b.expected_on, b.returned_on, b.end_before, b.end_after, COALESCE(p.name, ''), b.added_at, b.undone_at
			FROM breaks b LEFT JOIN people p ON p.id = b.added_by WHERE b.enrolment_id = $1 ORDER BY b.id DESC`
		err := tx.Each(ctx, breaks, []any{id}, func(scan func(...any) error) error {
			var p LearningBreak
			err := scan(&p.ID, &p.Reason, db.Day(&p.StartedOn), db.Day(&p.ExpectedOn), db.Day(&p.ReturnedOn), db.Day(&p.EndBefore), db.Day(&p.EndAfter), &p.AddedBy, db.Stamp(&p.AddedAt), db.Stamp(&p.UndoneAt))
			h.Breaks = append(h.Breaks, p)
			return err
		})
		if err != nil {
			return err
		}
		const leavings = `
			SELECT l.id, l.state, l.reason, l.ended_on, COALESCE(p.name, ''), l.added_at, l.undone_at
			FROM leavings l LEFT JOIN people p ON p.id = l.added_by WHERE l.enrolment_id = $1 ORDER BY l.id DESC`
		err = tx.Each(ctx, leavings, []any{id}, func(scan func(...any) error) error {
			var l Leaving
			err := scan(&l.ID, &l.State, &l.Reason, db.Day(&l.EndedOn), &l.AddedBy, db.Stamp(&l.AddedAt), db.Stamp(&l.UndoneAt))
			h.Leavings = append(h.Leavings, l)
			return err
		})
		if err != nil {
			return err
		}
		const turns = `
			SELECT g.person_id, p.name, g.granted_at, g.revoked_at
			FROM grants g JOIN people p ON p.id = g.person_id
			WHERE g.scope = 'enrolment' AND g.scope_id = $1 AND g.role = 'coach' ORDER BY g.id DESC`
		return tx.Each(ctx, turns, []any{id}, func(scan func(...any) error) error {
			var t Turn
			err := scan(&t.Coach, &t.Name, db.Stamp(&t.From), db.Stamp(&t.Until))
			h.Turns = append(h.Turns, t)
			return err
		})
	})
	return h, err
}
