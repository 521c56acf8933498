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
	"touchstone/app/programme"
)

// MaxComponentNote is the longest note on a part of a submission, in characters.
const MaxComponentNote = 5_000

// A ComponentDecision accepts a part of a submission, which locks it, or rejects
// it with a note.
type ComponentDecision struct {
	Key    string // of the component
	By     account.PersonID
	Seen   ComponentState // what it was to whoever decides
	Accept bool
	Note   string
}

// check tidies the note, and returns fault.Invalid naming "note".
func (d *ComponentDecision) check() error {
	d.Note = strings.TrimSpace(d.Note)
	var bad fault.Fields
	if !d.Accept && d.Note == "" {
		bad.Add("note", "Say what is wrong with it, so that it can be put right.")
	}
	if n := utf8.RuneCountInString(d.Note); n > MaxComponentNote {
		bad.Add("note", "Keep this to %d characters. It has %d.", MaxComponentNote, n)
	}
	return bad.Err()
}

// state is what the decision makes of the part.
func (d *ComponentDecision) state() ComponentState {
	if d.Accept {
		return ComponentAccepted
	}
	return ComponentRejected
}

// DecideComponent decides a part of a submission, and says who is waited for
// next. The same decision of the same person once more changes nothing. It
// returns fault.Invalid naming "note" for a rejection without one, and
// fault.Conflict if somebody decided meanwhile, the part is locked, the files
// are not made yet, or a later attempt was handed over.
func (s *Store) DecideComponent(ctx context.Context, id SubmissionID, d ComponentDecision) error {
	if err := d.check(); err != nil {
		return err
	}
	return s.db.Update(ctx, func(tx *db.Tx) error {
		u, err := SubmissionIn(ctx, tx, id)
		if err != nil {
			return err
		}
		c := u.Component(d.Key)
		if c == nil {
			return fault.New(fault.NotFound, "This submission has no such part.")
		}
		if c.DecidedBy == d.By && c.State == d.state() && c.Note == d.Note {
			return nil // clicked twice
		}
		if err := decidable(ctx, tx, &u, c, d.Seen); err != nil {
			return err
		}
		before := c.State
		c.State, c.Note = d.state(), d.Note
		const update = `
			UPDATE submission_components SET state = $3, note = $4, decided_by = $5, decided_at = $6,
			       decided_name = (SELECT name FROM people WHERE id = $5)
			WHERE submission_id = $1 AND key = $2`
		if err := tx.Change(ctx, update, id, d.Key, c.State, c.Note, d.By, db.Stamp(&tx.Now)); err != nil {
			return fmt.Errorf("decide component: %w", err)
		}
		err = audit.Add(ctx, tx, audit.Event{Person: int64(d.By), Action: "submission.decide", Portfolio: int64(u.Portfolio),
			Subject: fmt.Sprintf("submission %d", id), Detail: map[string]any{"component": d.Key, "name": c.Name, "before": before, "after": c.State, "note": c.Note}})
		if err != nil {
			return err
		}
		return follow(ctx, tx, &u, d.By)
	})
}

func decidable(ctx context.Context, tx *db.Tx, u *Submission, c *Component, seen ComponentState) error {
	latest, err := isLatest(ctx, tx, u)
	switch {
	case err != nil:
		return err
	case !latest:
		return fault.New(fault.Conflict, "A later attempt was handed over, so nothing of this one is decided any more.")
	case u.State != SubmissionReady:
		return fault.New(fault.Conflict, "The files of this submission are not made yet. Decide once they can be read.")
	case c.State != seen && c.DecidedName != "":
		return fault.Newf(fault.Conflict, "%s decided this meanwhile: it is %s.", c.DecidedName, c.State)
	case c.State != seen:
		return fault.New(fault.Conflict, "This part is not as you saw it. Look again, then decide.")
	case c.State == ComponentAccepted:
		return fault.New(fault.Conflict, "This part is accepted and locked.")
	}
	return nil
}

// isLatest reports whether no later attempt was handed over.
func isLatest(ctx context.Context, tx *db.Tx, u *Submission) (bool, error) {
	var later int
	err := tx.Row(ctx, `SELECT count(*) FROM submissions WHERE portfolio_id = $1 AND attempt > $2`, u.Portfolio, u.Attempt).Scan(&later)
	if err != nil {
		return false, fmt.Errorf("look for later attempts: %w", err)
	}
	return later == 0, nil
}

// follow makes what waits follow from what is decided of a submission whose
// files are made, and tells people. By, who decided last, is told nothing; 0 is
// nobody. Of an attempt that has a later one nothing follows any more.
func follow(ctx context.Context, tx *db.Tx, u *Submission, by account.PersonID) error {
	if latest, err := isLatest(ctx, tx, u); err != nil || !latest {
		return err
	}
	w := programme.Wait{Enrolment: programme.EnrolmentID(u.Portfolio), Kind: programme.WaitSubmission, Subject: int64(u.ID), By: by}
	switch {
	case !u.Decided():
		w.Role = account.Coordinator
	case u.Rejected():
		w.Role = account.Coach
	}
	for _, r := range []account.Role{account.Coordinator, account.Coach} {
		if r != w.Role {
			if err := programme.Settle(ctx, tx, w.Enrolment, w.Kind, w.Subject, r); err != nil {
				return err
			}
		}
	}
	if w.Role != "" {
		if err := programme.Await(ctx, tx, w); err != nil {
			return err
		}
	}
	return tellDecided(ctx, tx, u, by)
}

// Keep returns the parts of the next attempt, of which those that were accepted
// and hold the same as before stay accepted.
func Keep(parts []Component, before *Submission) []Component {
	kept := make([]Component, len(parts))
	for i, c := range parts {
		if was := before.Component(c.Key); was != nil && was.State == ComponentAccepted && was.Digest == c.Digest {
			c.State, c.Note, c.DecidedBy, c.DecidedName, c.DecidedAt = was.State, was.Note, was.DecidedBy, was.DecidedName, was.DecidedAt
			if c.KeptFrom = was.KeptFrom; c.KeptFrom == 0 {
				c.KeptFrom = before.Attempt
			}
		}
		kept[i] = c
	}
	return kept
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
