package assessment

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode/utf8"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/evidence"
	"touchstone/ksb"
)

// Propose closes the judgements: they wait for a moderator where one has to
// agree, and are confirmed where none does. It returns fault.Conflict if
// something is not judged, the submission is not accepted in all its parts, or
// a later attempt was handed over.
func (s *Store) Propose(ctx context.Context, id evidence.SubmissionID, by account.PersonID, p *ksb.Plan, statements []ksb.Statement) error {
	return s.work(ctx, id, by, func(tx *db.Tx, u *evidence.Submission) error {
		if !u.Accepted() {
			return fault.New(fault.Conflict, "A result can be proposed once every part of the submission is accepted.")
		}
		var later int
		err := tx.Row(ctx, `SELECT count(*) FROM submissions WHERE portfolio_id = $1 AND attempt > $2`, u.Portfolio, u.Attempt).Scan(&later)
		if err != nil {
			return fmt.Errorf("look for later attempts: %w", err)
		}
		if later > 0 {
			return fault.New(fault.Conflict, "A later attempt was handed over, so no result is proposed for this one.")
		}
		a, err := In(ctx, tx, id)
		if err != nil {
			return err
		}
		if r := a.Result(p, statements); len(r.Missing) > 0 {
			return fault.Newf(fault.Conflict, "Something is not judged yet: %s", r.Missing[0].Text)
		}
		next := Confirmed
		if a.Moderated {
			next = Proposed
		}
		if err := tx.Change(ctx, `UPDATE assessments SET proposed_by = $2 WHERE submission_id = $1`, id, by); err != nil {
			return fmt.Errorf("propose result: %w", err)
		}
		return move(ctx, tx, u, "propose", next, by, "")
	})
}

// Moderate agrees with what was proposed, or returns it with a note. It returns
// fault.Forbidden for somebody who is not invited to moderate, who judged in it,
// or who proposed it; fault.Invalid naming "note"; fault.Conflict if nothing is proposed.
func (s *Store) Moderate(ctx context.Context, id evidence.SubmissionID, by account.PersonID, agree bool, note string) error {
	return s.inState(ctx, id, Proposed, "Nothing waits for a moderator here.", func(tx *db.Tx, u *evidence.Submission, a *Assessment) error {
		if err := mayWork(ctx, tx, id, by, Moderates); err != nil {
			return err
		}
		if judged, err := judgedBy(ctx, tx, id, by); err != nil || judged || a.ProposedBy == by {
			return cmp.Or(err, error(fault.New(fault.Forbidden, "Whoever judged something here, or proposed the result, cannot moderate it.")))
		}
		if agree {
			return move(ctx, tx, u, "agree", Confirmed, by, note)
		}
		return returned(ctx, tx, u, "return", by, note)
	})
}

// judgedBy reports whether a judgement that stands is of that person.
func judgedBy(ctx context.Context, tx *db.Tx, id evidence.SubmissionID, by account.PersonID) (judged bool, err error) {
	const query = `
		SELECT (SELECT count(*) FROM assessment_judgements WHERE submission_id = $1 AND by_id = $2)
		     + (SELECT count(*) FROM assessment_criteria WHERE submission_id = $1 AND by_id = $2)
		     + (SELECT count(*) FROM assessment_methods WHERE submission_id = $1 AND by_id = $2)`
	var n int
	err = tx.Row(ctx, query, id, by).Scan(&n)
	return n > 0, err
}

// SetModerated says whether a second assessor has to agree, as long as nothing
// is proposed.
func (s *Store) SetModerated(ctx context.Context, id evidence.SubmissionID, by account.PersonID, wanted bool) error {
	return s.db.Update(ctx, func(tx *db.Tx) error {
		u, err := evidence.SubmissionIn(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := begin(ctx, tx, &u); err != nil {
			return err
		}
		err = tx.Change(ctx, `UPDATE assessments SET moderated = $2 WHERE submission_id = $1 AND state = 'open'`, id, wanted)
		if fault.Is(err, fault.NotFound) {
			return fault.New(fault.Conflict, "A result is proposed already, so this cannot be changed now.")
		}
		if err != nil {
			return err
		}
		return record(ctx, tx, by, "assessment.moderated", &u, map[string]any{"after": wanted})
	})
}

// Reopen opens the judgements of a result that is proposed or confirmed and not
// released, with a note that says why.
func (s *Store) Reopen(ctx context.Context, id evidence.SubmissionID, by account.PersonID, note string) error {
	return s.inState(ctx, id, Confirmed, "There is no confirmed result to open again.", func(tx *db.Tx, u *evidence.Submission, _ *Assessment) error {
		return returned(ctx, tx, u, "reopen", by, note)
	})
}

// Release makes a confirmed result known; report makes the document that is kept
// of it, from what is confirmed. From then on nothing changes any more. It
// returns fault.Conflict if nothing is confirmed.
func (s *Store) Release(ctx context.Context, id evidence.SubmissionID, by account.PersonID, p *ksb.Plan, statements []ksb.Statement,
	report func(*db.Tx, *Assessment, Result) ([]byte, error)) error {
	return s.inState(ctx, id, Confirmed, "There is no confirmed result to release.", func(tx *db.Tx, u *evidence.Submission, a *Assessment) error {
		a.State, a.ReleasedAt = Released, tx.Now
		name, err := nameOf(ctx, tx, by)
		if err != nil {
			return err
		}
		a.Moves = append(a.Moves, Move{Move: "release", By: by, ByName: name, At: tx.Now})
		r := a.Result(p, statements)
		document, err := report(tx, a, r)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(document)
		const update = `
			UPDATE assessments SET document = $2, digest = $3, grade = $4, passed = $5, released_at = $6 WHERE submission_id = $1`
		err = tx.Change(ctx, update, id, string(document), hex.EncodeToString(sum[:]), r.Grade, r.Passed, db.Stamp(&tx.Now))
		if err != nil {
			return fmt.Errorf("release result: %w", err)
		}
		if err := move(ctx, tx, u, "release", Released, by, ""); err != nil {
			return err
		}
		return tellReleased(ctx, tx, u, by, p)
	})
}

// Document returns the report of a released result as it was kept, or
// fault.NotFound.
func (s *Store) Document(ctx context.Context, id evidence.SubmissionID) (document []byte, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		return tx.Row(ctx, `SELECT document FROM assessments WHERE submission_id = $1 AND document IS NOT NULL`, id).Scan(&document)
	})
	return document, err
}

func (s *Store) inState(ctx context.Context, id evidence.SubmissionID, want State, otherwise string, do func(*db.Tx, *evidence.Submission, *Assessment) error) error {
	return s.db.Update(ctx, func(tx *db.Tx) error {
		u, err := evidence.SubmissionIn(ctx, tx, id)
		if err != nil {
			return err
		}
		a, err := In(ctx, tx, id)
		if err != nil {
			return err
		}
		if a.State != want {
			return fault.New(fault.Conflict, otherwise)
		}
		return do(tx, &u, a)
	})
}

// returned opens the judgements again, which needs a reason.
func returned(ctx context.Context, tx *db.Tx, u *evidence.Submission, how string, by account.PersonID, note string) error {
	var bad fault.Fields
	if strings.TrimSpace(note) == "" {
		bad.Add("note", "Say what has to be looked at again.")
	}
	if err := bad.Err(); err != nil {
		return err
	}
	return move(ctx, tx, u, how, Open, by, note)
}

func move(ctx context.Context, tx *db.Tx, u *evidence.Submission, how string, to State, by account.PersonID, note string) error {
	note = strings.TrimSpace(note)
	if n := utf8.RuneCountInString(note); n > MaxNote {
		var bad fault.Fields
		bad.Add("note", "Keep this to %d characters. It has %d.", MaxNote, n)
		return bad.Err()
	}
	var digest string // of the report, once it is released
	if err := tx.Row(ctx, `UPDATE assessments SET state = $2 WHERE submission_id = $1 RETURNING digest`, u.ID, to).Scan(&digest); err != nil {
		return fmt.Errorf("move assessment: %w", err)
	}
	const insert = `
		INSERT INTO assessment_moves (submission_id, move, note, by_id, by_name, at)
		SELECT $1, $2, $3, id, name, $4 FROM people WHERE id = $5 RETURNING id`
	var id int64
	if err := tx.Row(ctx, insert, u.ID, how, note, db.Stamp(&tx.Now), by).Scan(&id); err != nil {
		return fmt.Errorf("note move of assessment: %w", err)
	}
	detail := map[string]any{"after": to, "move": id}
	if digest != "" {
		detail["digest"] = digest
	}
	if err := record(ctx, tx, by, "assessment."+how, u, detail); err != nil {
		return err
	}
	return tellMoved(ctx, tx, u, how, to, by, id)
}

func nameOf(ctx context.Context, tx *db.Tx, id account.PersonID) (name string, err error) {
	err = tx.Row(ctx, `SELECT name FROM people WHERE id = $1`, id).Scan(&name)
	return name, err
}
