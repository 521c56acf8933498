package assessment

import (
	"context"
	"time"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/evidence"
)

// A Task is a submission that a person is invited to, as a list shows it.
type Task struct {
	Submission evidence.SubmissionID
	Apprentice string
	Standard   string // reference and title
	Duty       Duty
	EndsAt     time.Time
	Declared   bool  // that nothing conflicts
	State      State // of the assessment
}

// Tasks returns the submissions that a person is invited to now, the one that
// ends first at the top.
func (s *Store) Tasks(ctx context.Context, person account.PersonID) (all []Task, err error) {
	const query = `
		SELECT i.submission_id, p.name, t.reference, t.title, i.duty, i.ends_at, i.declared_at, COALESCE(a.state, 'open')
		FROM assessors i JOIN submissions u ON u.id = i.submission_id JOIN enrolments e ON e.id = u.portfolio_id
		JOIN people p ON p.id = e.apprentice_id JOIN plans l ON l.id = u.plan_id JOIN standards t ON t.id = l.standard_id
		LEFT JOIN assessments a ON a.submission_id = i.submission_id
		WHERE i.person_id = $1 AND i.ended_at IS NULL AND i.ends_at > $2 ORDER BY i.ends_at, i.submission_id`
	err = s.db.View(ctx, func(tx *db.Tx) error {
		all = nil
		return tx.Each(ctx, query, []any{person, db.Stamp(&tx.Now)}, func(scan func(...any) error) error {
			var t Task
			var reference, title string
			var declared time.Time
			err := scan(&t.Submission, &t.Apprentice, &reference, &title, &t.Duty, db.Stamp(&t.EndsAt), db.Stamp(&declared), &t.State)
			t.Standard, t.Declared = reference+" "+title, !declared.IsZero()
			all = append(all, t)
			return err
		})
	})
	return all, err
}
