package evidence

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"touchstone/app/account"
	"touchstone/app/audit"
	"touchstone/app/blob"
	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/app/programme"
)

// AddSubmission stores a submission with its frozen document and its parts, and
// fills in its ID, Attempt, State, Digest and At. Parts wait to be decided, but
// for those that the same organisation accepted in the attempt before and that
// hold the same: see Keep. Nothing of that attempt waits any more. blobs are those that the document names: they are kept as long
// as the submission is.
func AddSubmission(ctx context.Context, tx *db.Tx, s *Submission, document []byte, blobs []blob.Ref) error {
	if err := succeed(ctx, tx, s); err != nil {
		return err
	}
	sum := sha256.Sum256(document)
	s.Digest, s.State, s.At = hex.EncodeToString(sum[:]), SubmissionMaking, tx.Now
	const insert = `
		INSERT INTO submissions (portfolio_id, attempt, organisation_id, plan_id, state, document, digest, by_id, at)
		VALUES ($1, 1 + (SELECT COALESCE(max(attempt), 0) FROM submissions WHERE portfolio_id = $1), $2, $3, $4, $5, $6, $7, $8)
		RETURNING id, attempt`
	err := tx.Row(ctx, insert, s.Portfolio, s.Organisation, s.Plan, s.State, string(document), s.Digest, s.By, db.Stamp(&s.At)).Scan(&s.ID, &s.Attempt)
	if err != nil {
		return fmt.Errorf("add submission: %w", err)
	}
	for i := range s.Components {
		c := &s.Components[i]
		if c.State == "" {
			c.State = ComponentWaiting
		}
		const part = `
			INSERT INTO submission_components (submission_id, key, position, name, digest, state, kept_from, note, decided_by, decided_name, decided_at)
			VALUES ($1, $2, $3, $4, $5, $6, NULLIF($7, 0), $8, NULLIF($9, 0), $10, $11)`
		if _, err := tx.Exec(ctx, part, s.ID, c.Key, i+1, c.Name, c.Digest, c.State, c.KeptFrom, c.Note, c.DecidedBy, c.DecidedName, db.Stamp(&c.DecidedAt)); err != nil {
			return fmt.Errorf("add component: %w", err)
		}
	}
	for _, ref := range blobs {
		if err := keepBlob(ctx, tx, s.ID, ref); err != nil {
			return err
		}
	}
	return audit.Add(ctx, tx, audit.Event{Person: int64(s.By), Action: "submission.make", Portfolio: int64(s.Portfolio),
		Subject: fmt.Sprintf("submission %d", s.ID), Detail: map[string]any{"attempt": s.Attempt, "digest": s.Digest, "organisation": s.Organisation, "plan": s.Plan}})
}

// succeed makes a submission the one after the last of its portfolio, if there
// is one.
func succeed(ctx context.Context, tx *db.Tx, s *Submission) error {
	attempts, err := AttemptsIn(ctx, tx, s.Portfolio)
	if err != nil || len(attempts) == 0 {
		return err
	}
	before := &attempts[0]
	if before.Organisation == s.Organisation {
		s.Components = Keep(s.Components, before)
	}
	return programme.Settle(ctx, tx, programme.EnrolmentID(s.Portfolio), programme.WaitSubmission, int64(before.ID))
}

func keepBlob(ctx context.Context, tx *db.Tx, id SubmissionID, ref blob.Ref) error {
	_, err := tx.Exec(ctx, `INSERT INTO submission_blobs (submission_id, blob) VALUES ($1, $2) ON CONFLICT DO NOTHING`, id, ref)
	if err != nil {
		return fmt.Errorf("keep blob of submission: %w", err)
	}
	return nil
}

// FinishSubmission notes the files that were made of a submission, which from
// then on waits to be decided.
func FinishSubmission(ctx context.Context, tx *db.Tx, s *Submission, pdf, pack blob.Ref, summary string) error {
	s.State, s.PDF, s.Pack, s.Summary, s.Note, s.ReadyAt = SubmissionReady, pdf, pack, summary, "", tx.Now
	for _, ref := range []blob.Ref{pdf, pack} {
		if err := keepBlob(ctx, tx, s.ID, ref); err != nil {
			return err
		}
	}
	const update = `UPDATE submissions SET state = $2, pdf = $3, pack = $4, summary = $5, note = '', ready_at = $6 WHERE id = $1`
	if err := tx.Change(ctx, update, s.ID, s.State, pdf, pack, summary, db.Stamp(&s.ReadyAt)); err != nil {
		return fmt.Errorf("finish submission: %w", err)
	}
	err := audit.Add(ctx, tx, audit.Event{Action: "submission.ready", Portfolio: int64(s.Portfolio), Subject: fmt.Sprintf("submission %d", s.ID),
		Detail: map[string]any{"pdf": pdf, "pack": pack}})
	if err != nil {
		return err
	}
	return follow(ctx, tx, s, 0)
}

// FailSubmission notes why the files of a submission could not be made.
func FailSubmission(ctx context.Context, tx *db.Tx, s *Submission, why string) error {
	s.State, s.Note = SubmissionFailed, why
	if err := tx.Change(ctx, `UPDATE submissions SET state = $2, note = $3 WHERE id = $1`, s.ID, s.State, why); err != nil {
		return fmt.Errorf("fail submission: %w", err)
	}
	return audit.Add(ctx, tx, audit.Event{Action: "submission.fail", Portfolio: int64(s.Portfolio), Subject: fmt.Sprintf("submission %d", s.ID),
		Detail: map[string]any{"why": why}})
}

const submissionColumns = `
	u.id, u.portfolio_id, u.attempt, u.organisation_id, u.plan_id, u.state, u.digest, u.summary, COALESCE(u.pdf, ''), COALESCE(u.pack, ''),
	u.note, u.by_id, u.at, u.ready_at,
	EXISTS (SELECT 1 FROM assessments r WHERE r.submission_id = u.id AND r.state = 'released' AND r.passed = 0),
	EXISTS (SELECT 1 FROM assessments r WHERE r.submission_id = u.id AND r.state = 'released'),
	a.name, o.name, b.name, t.reference, t.title`

// The standard is the one of the plan that it was handed over by: its apprentice
// may be on another version since.
const submissionTables = `
	submissions u JOIN enrolments e ON e.id = u.portfolio_id JOIN people a ON a.id = e.apprentice_id
	JOIN organisations o ON o.id = u.organisation_id JOIN people b ON b.id = u.by_id
	JOIN plans l ON l.id = u.plan_id JOIN standards t ON t.id = l.standard_id`

func (s *Submission) columns() []any {
	return []any{&s.ID, &s.Portfolio, &s.Attempt, &s.Organisation, &s.Plan, &s.State, &s.Digest, &s.Summary, &s.PDF, &s.Pack,
		&s.Note, &s.By, db.Stamp(&s.At), db.Stamp(&s.ReadyAt), &s.Failed, &s.Released, &s.ApprenticeName, &s.OrganisationName, &s.ByName, &s.StandardReference, &s.StandardTitle}
}

// Submission returns a submission with its parts, or fault.NotFound.
func (s *Store) Submission(ctx context.Context, id SubmissionID) (u Submission, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		u, err = SubmissionIn(ctx, tx, id)
		return err
	})
	return u, err
}

// SubmissionIn is Submission within a transaction of the caller's.
func SubmissionIn(ctx context.Context, tx *db.Tx, id SubmissionID) (u Submission, err error) {
	err = tx.Row(ctx, `SELECT `+submissionColumns+` FROM `+submissionTables+` WHERE u.id = $1`, id).Scan(u.columns()...)
	if err == nil {
		u.Components, err = components(ctx, tx, id)
	}
	if fault.Is(err, fault.NotFound) {
		return u, fault.New(fault.NotFound, "There is no such submission.")
	}
	return u, err
}

func components(ctx context.Context, tx *db.Tx, id SubmissionID) (all []Component, err error) {
	const query = `
		SELECT key, name, digest, state, COALESCE(kept_from, 0), note, COALESCE(decided_by, 0), decided_name, decided_at
		FROM submission_components WHERE submission_id = $1 ORDER BY position`
	err = tx.Each(ctx, query, []any{id}, func(scan func(...any) error) error {
		var c Component
		err := scan(&c.Key, &c.Name, &c.Digest, &c.State, &c.KeptFrom, &c.Note, &c.DecidedBy, &c.DecidedName, db.Stamp(&c.DecidedAt))
		all = append(all, c)
		return err
	})
	return all, err
}

// Attempts returns the submissions of a portfolio with their parts, newest first.
func (s *Store) Attempts(ctx context.Context, portfolio PortfolioID) (all []Submission, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		all, err = AttemptsIn(ctx, tx, portfolio)
		return err
	})
	return all, err
}

// AttemptsIn is Attempts within a transaction of the caller's.
func AttemptsIn(ctx context.Context, tx *db.Tx, portfolio PortfolioID) (all []Submission, err error) {
	const query = `SELECT ` + submissionColumns + ` FROM ` + submissionTables + ` WHERE u.portfolio_id = $1 ORDER BY u.attempt DESC`
	err = tx.Each(ctx, query, []any{portfolio}, func(scan func(...any) error) error {
		var u Submission
		err := scan(u.columns()...)
		all = append(all, u)
		return err
	})
	for i := range all {
		if err != nil {
			return nil, err
		}
		all[i].Components, err = components(ctx, tx, all[i].ID)
	}
	return all, err
}

// SubmissionDocument returns what was handed over, as it was frozen.
func (s *Store) SubmissionDocument(ctx context.Context, id SubmissionID) (document []byte, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		document, err = SubmissionDocumentIn(ctx, tx, id)
		return err
	})
	return document, err
}

// SubmissionDocumentIn is SubmissionDocument within a transaction of the
// caller's.
func SubmissionDocumentIn(ctx context.Context, tx *db.Tx, id SubmissionID) (document []byte, err error) {
	err = tx.Row(ctx, `SELECT document FROM submissions WHERE id = $1`, id).Scan(&document)
	if fault.Is(err, fault.NotFound) {
		return nil, fault.New(fault.NotFound, "There is no such submission.")
	}
	return document, err
}

// MakeSubmissionAgain notes that the files of a submission that could not be
// made are to be made after all. Of one that has not failed it is fault.Conflict.
func MakeSubmissionAgain(ctx context.Context, tx *db.Tx, u *Submission, by account.PersonID) error {
	if u.State == SubmissionReady {
		return fault.New(fault.Conflict, "The files of this submission are made.")
	}
	u.State, u.Note = SubmissionMaking, ""
	if err := tx.Change(ctx, `UPDATE submissions SET state = $2, note = '' WHERE id = $1`, u.ID, u.State); err != nil {
		return fmt.Errorf("make submission again: %w", err)
	}
	return audit.Add(ctx, tx, audit.Event{Person: int64(by), Action: "submission.again", Portfolio: int64(u.Portfolio), Subject: fmt.Sprintf("submission %d", u.ID)})
}
