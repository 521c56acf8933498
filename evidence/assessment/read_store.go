package assessment

import (
	"context"
	"encoding/json"
	"fmt"

	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/evidence"
	"touchstone/ksb"
)

// Assessment returns how a submission was judged so far. One to which nobody was
// invited yet is open, with nothing judged.
func (s *Store) Assessment(ctx context.Context, id evidence.SubmissionID) (a *Assessment, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		a, err = In(ctx, tx, id)
		return err
	})
	return a, err
}

// In is Store.Assessment within a transaction of the caller's.
func In(ctx context.Context, tx *db.Tx, id evidence.SubmissionID) (*Assessment, error) {
	u, err := evidence.SubmissionIn(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	a := &Assessment{Submission: id, Portfolio: u.Portfolio, Sitting: 1, State: Open,
		Methods: map[string]Held{}, Criteria: map[string]map[string]Criterion{}, Judgements: map[ksb.StatementID]Judgement{}}
	const query = `
		SELECT sitting, state, moderated, feedback, revision, COALESCE(proposed_by, 0), grade, passed, digest, released_at
		FROM assessments WHERE submission_id = $1`
	err = tx.Row(ctx, query, id).Scan(&a.Sitting, &a.State, &a.Moderated, &a.Feedback, &a.Revision, &a.ProposedBy, &a.Grade, &a.Passed, &a.Digest,
		db.Stamp(&a.ReleasedAt))
	if fault.Is(err, fault.NotFound) {
		return a, nil
	}
	for _, read := range []func(context.Context, *db.Tx) error{a.readMethods, a.readCriteria, a.readJudgements, a.readMoves} {
		if err != nil {
			return nil, err
		}
		err = read(ctx, tx)
	}
	if err == nil {
		a.Questions, err = questions(ctx, tx, id)
	}
	if err != nil {
		return nil, fmt.Errorf("read assessment: %w", err)
	}
	return a, nil
}

func (a *Assessment) readMethods(ctx context.Context, tx *db.Tx) error {
	const query = `
		SELECT m.method, m.held_on, m.minutes, m.mode, m.note, m.grade, m.revision, p.name, m.at
		FROM assessment_methods m JOIN people p ON p.id = m.by_id WHERE m.submission_id = $1 ORDER BY m.method`
	return tx.Each(ctx, query, []any{a.Submission}, func(scan func(...any) error) error {
		var key string
		var h Held
		err := scan(&key, db.Day(&h.On), &h.Minutes, &h.Mode, &h.Note, &h.Grade, &h.Revision, &h.ByName, db.Stamp(&h.At))
		a.Methods[key] = h
		return err
	})
}

func (a *Assessment) readCriteria(ctx context.Context, tx *db.Tx) error {
	const query = `
		SELECT c.method, c.criterion, c.verdict, c.reason, c.revision, p.name, c.at
		FROM assessment_criteria c JOIN people p ON p.id = c.by_id WHERE c.submission_id = $1 ORDER BY c.method, c.criterion`
	return tx.Each(ctx, query, []any{a.Submission}, func(scan func(...any) error) error {
		var method, key string
		var c Criterion
		err := scan(&method, &key, &c.Verdict, &c.Reason, &c.Revision, &c.ByName, db.Stamp(&c.At))
		if a.Criteria[method] == nil {
			a.Criteria[method] = map[string]Criterion{}
		}
		a.Criteria[method][key] = c
		return err
	})
}

func (a *Assessment) readJudgements(ctx context.Context, tx *db.Tx) error {
	const query = `
		SELECT j.statement_id, j.verdict, j.reason, j.cites, j.revision, p.name, j.at
		FROM assessment_judgements j JOIN people p ON p.id = j.by_id WHERE j.submission_id = $1 ORDER BY j.statement_id`
	return tx.Each(ctx, query, []any{a.Submission}, func(scan func(...any) error) error {
		var id ksb.StatementID
		var j Judgement
		var cites string
		if err := scan(&id, &j.Verdict, &j.Reason, &cites, &j.Revision, &j.ByName, db.Stamp(&j.At)); err != nil {
			return err
		}
		err := json.Unmarshal([]byte(cites), &j.Cites)
		a.Judgements[id] = j
		return err
	})
}

func (a *Assessment) readMoves(ctx context.Context, tx *db.Tx) error {
	const query = `SELECT move, note, by_id, by_name, at FROM assessment_moves WHERE submission_id = $1 ORDER BY id`
	return tx.Each(ctx, query, []any{a.Submission}, func(scan func(...any) error) error {
		var m Move
		err := scan(&m.Move, &m.Note, &m.By, &m.ByName, db.Stamp(&m.At))
		a.Moves = append(a.Moves, m)
		return err
	})
}

func questions(ctx context.Context, tx *db.Tx, id evidence.SubmissionID) (all []Question, err error) {
	const query = `
		SELECT id, method, text, statements, asked, answer, revision FROM assessment_questions
		WHERE submission_id = $1 AND removed_at IS NULL ORDER BY method, position, id`
	err = tx.Each(ctx, query, []any{id}, func(scan func(...any) error) error {
		var q Question
		var about string
		if err := scan(&q.ID, &q.Method, &q.Text, &about, &q.Asked, &q.Answer, &q.Revision); err != nil {
			return err
		}
		err := json.Unmarshal([]byte(about), &q.Statements)
		all = append(all, q)
		return err
	})
	return all, err
}
