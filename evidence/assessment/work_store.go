package assessment

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/evidence"
	"touchstone/ksb"
)

// begin makes the row of a submission's assessment, if it has none.
func begin(ctx context.Context, tx *db.Tx, u *evidence.Submission) error {
	const insert = `
		INSERT INTO assessments (submission_id, sitting, state, moderated)
		VALUES ($1, 1 + (SELECT count(*) FROM assessments a JOIN submissions s ON s.id = a.submission_id
		                 WHERE s.portfolio_id = $2 AND s.attempt < $3 AND a.state = 'released' AND a.passed = 0), 'open', 0)
		ON CONFLICT DO NOTHING`
	if _, err := tx.Exec(ctx, insert, u.ID, u.Portfolio, u.Attempt); err != nil {
		return fmt.Errorf("begin assessment: %w", err)
	}
	return nil
}

func stateOf(ctx context.Context, tx *db.Tx, id evidence.SubmissionID) (state State, err error) {
	err = tx.Row(ctx, `SELECT state FROM assessments WHERE submission_id = $1`, id).Scan(&state)
	return state, err
}

// changeable refuses with fault.Conflict once the result is released.
func changeable(ctx context.Context, tx *db.Tx, id evidence.SubmissionID) error {
	state, err := stateOf(ctx, tx, id)
	if err == nil && state == Released {
		err = fault.New(fault.Conflict, "The result is released, so the assessment is closed.")
	}
	return err
}

// work runs do in a transaction in which the person assesses the submission and
// its judgements are open. It returns fault.Forbidden for somebody who does not,
// and fault.Conflict once it is proposed.
func (s *Store) work(ctx context.Context, id evidence.SubmissionID, by account.PersonID, do func(*db.Tx, *evidence.Submission) error) error {
	return s.db.Update(ctx, func(tx *db.Tx) error {
		u, err := evidence.SubmissionIn(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := mayWork(ctx, tx, id, by, Assesses); err != nil {
			return err
		}
		state, err := stateOf(ctx, tx, id)
		if err != nil {
			return err
		}
		if state != Open {
			return fault.New(fault.Conflict, "The result has been proposed, so judgements are locked. A moderator or the coordinator can open them again.")
		}
		return do(tx, &u)
	})
}

// mayWork refuses with fault.Forbidden somebody who may not do that duty now;
// an empty duty is either.
func mayWork(ctx context.Context, tx *db.Tx, id evidence.SubmissionID, by account.PersonID, duty Duty) error {
	i, err := invitation(ctx, tx, `i.submission_id = $1 AND i.person_id = $2 AND i.ended_at IS NULL`, id, by)
	switch {
	case err != nil && !fault.Is(err, fault.NotFound):
		return err
	case err != nil || !i.Open(tx.Now):
		return fault.New(fault.Forbidden, "Your invitation to this submission is over, or you have not declared yet that nothing conflicts.")
	case duty != "" && i.Duty != duty:
		return fault.New(fault.Forbidden, map[Duty]string{Assesses: "You are invited to moderate: the assessor judges.", Moderates: "You are invited to assess: a moderator decides this."}[duty])
	}
	return nil
}

// other is the answer to somebody who saves what another saved meanwhile.
var other = fault.New(fault.Conflict, "Somebody saved this while you were writing. Theirs is shown beside yours; nothing is lost.")

// kept turns "no row" of an upsert that asked for a revision into a conflict.
func kept(err error) error {
	if fault.Is(err, fault.NotFound) {
		return other
	}
	return err
}

func short(bad *fault.Fields, field string, text *string, limit int) {
	*text = strings.TrimSpace(*text)
	if n := utf8.RuneCountInString(*text); n > limit {
		bad.Add(field, "Keep this to %d characters. It has %d.", limit, n)
	}
}

// SaveNote keeps an assessor's own note of a statement; n.Revision is the one
// they saw, and becomes the one that is stored. It returns fault.Invalid naming
// "note", and fault.Conflict if another of their tabs saved meanwhile.
func (s *Store) SaveNote(ctx context.Context, id evidence.SubmissionID, by account.PersonID, statement ksb.StatementID, n *Note) error {
	var bad fault.Fields
	if short(&bad, "note", &n.Text, MaxNote); bad.Err() != nil {
		return bad.Err()
	}
	return s.db.Update(ctx, func(tx *db.Tx) error {
		if err := mayWork(ctx, tx, id, by, ""); err != nil {
			return err
		}
		n.At = tx.Now
		const upsert = `
			INSERT INTO assessment_notes (submission_id, person_id, statement_id, text, revision, at) VALUES ($1, $2, $3, $4, 1, $6)
			ON CONFLICT (submission_id, person_id, statement_id) DO UPDATE
			SET text = excluded.text, revision = assessment_notes.revision + 1, at = excluded.at
			WHERE assessment_notes.revision = $5
			RETURNING revision`
		return kept(tx.Row(ctx, upsert, id, by, statement, n.Text, n.Revision, db.Stamp(&n.At)).Scan(&n.Revision))
	})
}

// Notes returns an assessor's own notes of a submission, by statement.
func (s *Store) Notes(ctx context.Context, id evidence.SubmissionID, of account.PersonID) (notes map[ksb.StatementID]Note, err error) {
	const query = `SELECT statement_id, text, revision, at FROM assessment_notes WHERE submission_id = $1 AND person_id = $2 ORDER BY statement_id`
	err = s.db.View(ctx, func(tx *db.Tx) error {
		notes = make(map[ksb.StatementID]Note)
		return tx.Each(ctx, query, []any{id, of}, func(scan func(...any) error) error {
			var at ksb.StatementID
			var n Note
			err := scan(&at, &n.Text, &n.Revision, db.Stamp(&n.At))
			notes[at] = n
			return err
		})
	})
	return notes, err
}

// Judge says whether a statement is shown; j.Revision is the one that was seen.
// It returns fault.Invalid naming "verdict", "reason" or "cites".
func (s *Store) Judge(ctx context.Context, id evidence.SubmissionID, by account.PersonID, statement ksb.StatementID, j *Judgement) error {
	var bad fault.Fields
	if !slices.Contains([]Sufficiency{NotJudged, Sufficient, Insufficient}, j.Verdict) {
		bad.Add("verdict", "Choose one of the answers.")
	}
	short(&bad, "reason", &j.Reason, MaxNote)
	if j.Verdict == Insufficient && j.Reason == "" {
		bad.Add("reason", "Say what is missing: it goes into the report.")
	}
	if len(j.Cites) > MaxCites {
		bad.Add("cites", "Name up to %d places.", MaxCites)
	}
	if err := bad.Err(); err != nil {
		return err
	}
	if j.Cites == nil {
		j.Cites = []Cite{}
	}
	cites, err := json.Marshal(j.Cites)
	if err != nil {
		return fmt.Errorf("encode cites: %w", err)
	}
	return s.work(ctx, id, by, func(tx *db.Tx, u *evidence.Submission) error {
		j.At = tx.Now
		const upsert = `
			INSERT INTO assessment_judgements (submission_id, statement_id, verdict, reason, cites, revision, by_id, at)
			VALUES ($1, $2, $3, $4, $5, 1, $7, $8)
			ON CONFLICT (submission_id, statement_id) DO UPDATE
			SET verdict = excluded.verdict, reason = excluded.reason, cites = excluded.cites,
			    revision = assessment_judgements.revision + 1, by_id = excluded.by_id, at = excluded.at
			WHERE assessment_judgements.revision = $6
			RETURNING revision`
		err := tx.Row(ctx, upsert, id, statement, j.Verdict, j.Reason, string(cites), j.Revision, by, db.Stamp(&j.At)).Scan(&j.Revision)
		if err := kept(err); err != nil {
			return err
		}
		return record(ctx, tx, by, "assessment.judge", u, map[string]any{"statement": statement, "revision": j.Revision})
	})
}

// JudgeMethod records how a method was held, the grade of one that has no
// criteria, and which of its criteria are met. A nil h, a criterion that is not
// in criteria, and what is as it is stored stay; of the rest each Revision has to
// be the one that is stored. It returns fault.Conflict, and stores nothing, if another assessor
// saved one of them meanwhile, and fault.Invalid naming "held_on", "minutes",
// "mode", "note", "grade", or "verdict-KEY" and "reason-KEY" of a criterion.
func (s *Store) JudgeMethod(ctx context.Context, id evidence.SubmissionID, by account.PersonID, m *ksb.Method, h *Held, criteria map[string]Criterion) error {
	return s.work(ctx, id, by, func(tx *db.Tx, u *evidence.Submission) error {
		if err := checkMethod(m, h, criteria, db.Today(tx.Now)); err != nil {
			return err
		}
		a, err := In(ctx, tx, id)
		if err != nil {
			return err
		}
		if h != nil {
			if err := holdMethod(ctx, tx, u, by, m, a.Methods[m.Key], *h); err != nil {
				return err
			}
		}
		for _, c := range m.Criteria {
			if given, asked := criteria[c.Key]; asked {
				if err := judgeCriterion(ctx, tx, u, by, m, c.Key, a.Criteria[m.Key][c.Key], given); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

func checkMethod(m *ksb.Method, h *Held, criteria map[string]Criterion, today time.Time) error {
	bad := &fault.Fields{}
	if h != nil {
		h.check(bad, m, today)
	}
	for _, c := range m.Criteria {
		given, asked := criteria[c.Key]
		if !asked {
			continue
		}
		if !slices.Contains([]CriterionVerdict{Undecided, Met, NotMet}, given.Verdict) {
			bad.Add("verdict-"+c.Key, "Choose one of the answers.")
		}
		short(bad, "reason-"+c.Key, &given.Reason, MaxNote)
		criteria[c.Key] = given
	}
	return bad.Err()
}

func judgeCriterion(ctx context.Context, tx *db.Tx, u *evidence.Submission, by account.PersonID, m *ksb.Method, key string, stored, c Criterion) error {
	if c.Verdict == stored.Verdict && c.Reason == stored.Reason {
		return nil
	}
	const upsert = `
		INSERT INTO assessment_criteria (submission_id, method, criterion, verdict, reason, revision, by_id, at)
		VALUES ($1, $2, $3, $4, $5, 1, $7, $8)
		ON CONFLICT (submission_id, method, criterion) DO UPDATE
		SET verdict = excluded.verdict, reason = excluded.reason,
		    revision = assessment_criteria.revision + 1, by_id = excluded.by_id, at = excluded.at
		WHERE assessment_criteria.revision = $6
		RETURNING revision`
	err := tx.Row(ctx, upsert, u.ID, m.Key, key, c.Verdict, c.Reason, c.Revision, by, db.Stamp(&tx.Now)).Scan(&c.Revision)
	if err := kept(err); err != nil {
		return err
	}
	return record(ctx, tx, by, "assessment.criterion", u, map[string]any{"method": m.Key, "criterion": key, "revision": c.Revision})
}

func holdMethod(ctx context.Context, tx *db.Tx, u *evidence.Submission, by account.PersonID, m *ksb.Method, stored, h Held) error {
	if h.On.Equal(stored.On) && h.Minutes == stored.Minutes && h.Mode == stored.Mode && h.Note == stored.Note && h.Grade == stored.Grade {
		return nil
	}
	const upsert = `
		INSERT INTO assessment_methods (submission_id, method, held_on, minutes, mode, note, grade, revision, by_id, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $9, $10)
		ON CONFLICT (submission_id, method) DO UPDATE
		SET held_on = excluded.held_on, minutes = excluded.minutes, mode = excluded.mode, note = excluded.note, grade = excluded.grade,
		    revision = assessment_methods.revision + 1, by_id = excluded.by_id, at = excluded.at
		WHERE assessment_methods.revision = $8
		RETURNING revision`
	err := tx.Row(ctx, upsert, u.ID, m.Key, db.Day(&h.On), h.Minutes, h.Mode, h.Note, h.Grade, h.Revision, by, db.Stamp(&tx.Now)).Scan(&h.Revision)
	if err := kept(err); err != nil {
		return err
	}
	return record(ctx, tx, by, "assessment.hold", u, map[string]any{"method": m.Key, "revision": h.Revision})
}

func (h *Held) check(bad *fault.Fields, m *ksb.Method, today time.Time) {
	if h.On.After(today) {
		bad.Add("held_on", "Choose a day that has been.")
	}
	if h.Minutes < 0 || h.Minutes > 24*60 {
		bad.Add("minutes", "Enter minutes from 0 to 1,440.")
	}
	short(bad, "mode", &h.Mode, 200)
	short(bad, "note", &h.Note, MaxNote)
	if h.Grade != "" && (len(m.Criteria) > 0 || !slices.Contains(m.Grades, h.Grade)) {
		bad.Add("grade", "Choose one of the method's grades.")
	}
}

// SaveQuestion adds a question, or changes the one with q.ID if q.Revision is
// the one that was seen. It returns fault.Invalid naming "text" or
// "answer", and fault.Conflict if another assessor changed or removed it.
func (s *Store) SaveQuestion(ctx context.Context, id evidence.SubmissionID, by account.PersonID, q *Question) error {
	var bad fault.Fields
	short(&bad, "text", &q.Text, MaxQuestion)
	short(&bad, "answer", &q.Answer, MaxNote)
	if q.Text == "" {
		bad.Add("text", "Write the question.")
	}
	if err := bad.Err(); err != nil {
		return err
	}
	if q.Statements == nil {
		q.Statements = []ksb.StatementID{}
	}
	about, err := json.Marshal(q.Statements)
	if err != nil {
		return fmt.Errorf("encode statements: %w", err)
	}
	return s.work(ctx, id, by, func(tx *db.Tx, u *evidence.Submission) error {
		if q.ID == 0 {
			var n int
			if err := tx.Row(ctx, `SELECT count(*) FROM assessment_questions WHERE submission_id = $1 AND removed_at IS NULL`, id).Scan(&n); err != nil {
				return fmt.Errorf("count questions: %w", err)
			}
			if n >= MaxQuestions {
				return fault.Newf(fault.Conflict, "There are %d questions already, which is the most. Remove one first.", MaxQuestions)
			}
			const insert = `
				INSERT INTO assessment_questions (submission_id, method, position, text, statements, asked, answer, revision, by_id, at)
				VALUES ($1, $2, 1 + (SELECT COALESCE(max(position), 0) FROM assessment_questions WHERE submission_id = $1 AND method = $2),
				        $3, $4, $5, $6, 1, $7, $8)
				RETURNING id, revision`
			err := tx.Row(ctx, insert, id, q.Method, q.Text, string(about), q.Asked, q.Answer, by, db.Stamp(&tx.Now)).Scan(&q.ID, &q.Revision)
			if err != nil {
				return fmt.Errorf("add question: %w", err)
			}
			return record(ctx, tx, by, "assessment.question", u, map[string]any{"question": q.ID, "revision": q.Revision})
		}
		const update = `
			UPDATE assessment_questions
			SET text = $3, statements = $4, asked = $5, answer = $6, revision = revision + 1, by_id = $7, at = $8
			WHERE submission_id = $1 AND id = $2 AND revision = $9 AND removed_at IS NULL
			RETURNING revision`
		err := tx.Row(ctx, update, id, q.ID, q.Text, string(about), q.Asked, q.Answer, by, db.Stamp(&tx.Now), q.Revision).Scan(&q.Revision)
		if err := kept(err); err != nil {
			return err
		}
		return record(ctx, tx, by, "assessment.question", u, map[string]any{"question": q.ID, "revision": q.Revision})
	})
}

// MoveQuestion moves a question one place up, or down, among those of its
// method. At the end it stays.
func (s *Store) MoveQuestion(ctx context.Context, id evidence.SubmissionID, by account.PersonID, q QuestionID, up bool) error {
	return s.work(ctx, id, by, func(tx *db.Tx, u *evidence.Submission) error {
		all, err := questions(ctx, tx, id)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(all, func(x Question) bool { return x.ID == q })
		if at < 0 {
			return fault.New(fault.NotFound, "There is no such question.")
		}
		to := at + 1
		if up {
			to = at - 1
		}
		if to < 0 || to >= len(all) || all[to].Method != all[at].Method {
			return nil
		}
		all[at], all[to] = all[to], all[at]
		for i := range all {
			if err := tx.Change(ctx, `UPDATE assessment_questions SET position = $2 WHERE id = $1`, all[i].ID, i+1); err != nil {
				return fmt.Errorf("move question: %w", err)
			}
		}
		return record(ctx, tx, by, "assessment.question", u, map[string]any{"question": q, "up": up})
	})
}

// RemoveQuestion takes a question out of the plan, or, with back, puts it in
// again.
func (s *Store) RemoveQuestion(ctx context.Context, id evidence.SubmissionID, by account.PersonID, q QuestionID, back bool) error {
	return s.work(ctx, id, by, func(tx *db.Tx, u *evidence.Submission) error {
		at := tx.Now
		if back {
			at = time.Time{}
		}
		if err := tx.Change(ctx, `UPDATE assessment_questions SET removed_at = $3 WHERE submission_id = $1 AND id = $2`, id, q, db.Stamp(&at)); err != nil {
			return err
		}
		return record(ctx, tx, by, "assessment.question", u, map[string]any{"question": q, "removed": !back})
	})
}

// SaveFeedback keeps the feedback for the apprentice; revision is the one that
// was seen. It returns the new one, fault.Invalid naming "feedback", or
// fault.Conflict.
func (s *Store) SaveFeedback(ctx context.Context, id evidence.SubmissionID, by account.PersonID, text string, revision int) (now int, err error) {
	var bad fault.Fields
	if short(&bad, "feedback", &text, MaxFeedback); bad.Err() != nil {
		return revision, bad.Err()
	}
	err = s.work(ctx, id, by, func(tx *db.Tx, u *evidence.Submission) error {
		const update = `
			UPDATE assessments SET feedback = $2, revision = revision + 1 WHERE submission_id = $1 AND revision = $3
			RETURNING revision`
		if err := kept(tx.Row(ctx, update, id, text, revision).Scan(&now)); err != nil {
			return err
		}
		return record(ctx, tx, by, "assessment.feedback", u, map[string]any{"revision": now})
	})
	return now, err
}
