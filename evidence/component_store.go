package evidence

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"touchstone/app/account"
	"touchstone/app/audit"
	"touchstone/app/db"
	"touchstone/app/fault"
)

// MaxComponentNote is the longest note on a part of a submission, in characters.
const MaxComponentNote = 5_000

// DecideComponent accepts a part of a submission, which locks it, or rejects it
// with a note. seen is the state that whoever decides saw. It returns
// fault.Invalid naming "note" for a rejection without one, and fault.Conflict if
// somebody decided meanwhile, the part is locked, or a later attempt was made.
func (s *Store) DecideComponent(ctx context.Context, id SubmissionID, key string, by account.PersonID, seen ComponentState, accept bool, note string) error {
	note = strings.TrimSpace(note)
	var bad fault.Fields
	if !accept && note == "" {
		bad.Add("note", "Say what is wrong with it, so that it can be put right.")
	}
	if n := utf8.RuneCountInString(note); n > MaxComponentNote {
		bad.Add("note", "Keep this to %d characters. It has %d.", MaxComponentNote, n)
	}
	if err := bad.Err(); err != nil {
		return err
	}
	return s.db.Update(ctx, func(tx *db.Tx) error {
		u, err := SubmissionIn(ctx, tx, id)
		if err != nil {
			return err
		}
		c := u.Component(key)
		if c == nil {
			return fault.New(fault.NotFound, "This submission has no such part.")
		}
		if err := decidable(ctx, tx, &u, c, seen); err != nil {
			return err
		}
		before := *c
		c.State, c.Note = ComponentRejected, note
		if accept {
			c.State = ComponentAccepted
		}
		const update = `
			UPDATE submission_components SET state = $3, note = $4, decided_by = $5, decided_at = $6,
			       decided_name = (SELECT name FROM people WHERE id = $5)
			WHERE submission_id = $1 AND key = $2`
		if err := tx.Change(ctx, update, id, key, c.State, note, by, db.Stamp(&tx.Now)); err != nil {
			return fmt.Errorf("decide component: %w", err)
		}
		return audit.Add(ctx, tx, audit.Event{Person: int64(by), Action: "submission.decide", Portfolio: int64(u.Portfolio),
			Subject: fmt.Sprintf("submission %d", id), Detail: map[string]any{"component": key, "name": c.Name, "before": before.State, "after": c.State, "note": note}})
	})
}

func decidable(ctx context.Context, tx *db.Tx, u *Submission, c *Component, seen ComponentState) error {
	var later int
	err := tx.Row(ctx, `SELECT count(*) FROM submissions WHERE portfolio_id = $1 AND attempt > $2`, u.Portfolio, u.Attempt).Scan(&later)
	switch {
	case err != nil:
		return fmt.Errorf("look for later attempts: %w", err)
	case later > 0:
		return fault.New(fault.Conflict, "A later attempt was handed over, so nothing of this one is decided any more.")
	case u.State != SubmissionReady:
		return fault.New(fault.Conflict, "The files of this submission are not made yet. Decide once they can be read.")
	case c.State != seen:
		return fault.Newf(fault.Conflict, "%s decided this meanwhile: it is %s. Your note is kept below.", c.DecidedName, c.State)
	case c.State == ComponentAccepted:
		return fault.New(fault.Conflict, "This part is accepted and locked.")
	}
	return nil
}

// Component returns the part with that key, or nil.
func (s *Submission) Component(key string) *Component {
	for i := range s.Components {
		if s.Components[i].Key == key {
			return &s.Components[i]
		}
	}
	return nil
}
