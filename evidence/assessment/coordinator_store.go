package assessment

import (
	"context"
	"fmt"
	"time"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/evidence"
)

// A Due is a submission in which something waits for its coordinators.
type Due struct {
	Submission evidence.SubmissionID
	Apprentice string
	Since      time.Time
}

// theirs is SQL for the newest attempts that were handed over to an organisation
// of coordinator $1 at $2, of apprentices who have not left.
const theirs = `
	FROM submissions u JOIN enrolments e ON e.id = u.portfolio_id JOIN people p ON p.id = e.apprentice_id
	LEFT JOIN assessments a ON a.submission_id = u.id
	WHERE EXISTS (SELECT 1 FROM grants g WHERE g.person_id = $1 AND g.role = 'coordinator' AND g.scope = 'organisation' AND g.scope_id = u.organisation_id
	              AND g.revoked_at IS NULL AND (g.expires_at IS NULL OR g.expires_at > $2))
	  AND NOT EXISTS (SELECT 1 FROM submissions l WHERE l.portfolio_id = u.portfolio_id AND l.attempt > u.attempt)
	  AND e.state IN ('active', 'break')`

// ToRelease returns the submissions whose result a coordinator can release, the
// one that was confirmed first at the top.
func (s *Store) ToRelease(ctx context.Context, person account.PersonID) ([]Due, error) {
	const query = `
		SELECT u.id, p.name, (SELECT max(m.at) FROM assessment_moves m WHERE m.submission_id = u.id) AS since` + theirs + `
		  AND a.state = 'confirmed' ORDER BY since, u.id`
	return s.due(ctx, query, person)
}

// Conflicted returns the submissions of which somebody declared a conflict of
// interest while nobody else is invited to the same duty, the oldest declaration
// first.
func (s *Store) Conflicted(ctx context.Context, person account.PersonID) ([]Due, error) {
	const query = `
		SELECT u.id, p.name, (SELECT min(i.declared_at) FROM assessors i WHERE i.submission_id = u.id AND ` + leftOpen + `) AS since` + theirs + `
		  AND COALESCE(a.state, 'open') IN ('open', 'proposed')
		  AND EXISTS (SELECT 1 FROM assessors i WHERE i.submission_id = u.id AND ` + leftOpen + `) ORDER BY since, u.id`
	return s.due(ctx, query, person)
}

// leftOpen is SQL for whether invitation i ended by a conflict and nobody has its
// duty at $2.
const leftOpen = `
	i.interest <> '' AND NOT EXISTS (
	    SELECT 1 FROM assessors o WHERE o.submission_id = i.submission_id AND o.duty = i.duty AND o.interest = '' AND o.ended_at IS NULL AND o.ends_at > $2)`

// ToInvite returns the submissions that are accepted in all their parts while
// nobody is invited to assess them and nobody declared a conflict, the one that
// was accepted first at the top.
func (s *Store) ToInvite(ctx context.Context, person account.PersonID) ([]Due, error) {
	const query = `
		SELECT u.id, p.name, (SELECT max(c.decided_at) FROM submission_components c WHERE c.submission_id = u.id) AS since` + theirs + `
		  AND u.state = 'ready' AND COALESCE(a.state, 'open') = 'open'
		  AND EXISTS (SELECT 1 FROM submission_components c WHERE c.submission_id = u.id)
		  AND NOT EXISTS (SELECT 1 FROM submission_components c WHERE c.submission_id = u.id AND c.state <> 'accepted')
		  AND NOT EXISTS (SELECT 1 FROM assessors i WHERE i.submission_id = u.id AND i.duty = 'assess' AND (i.interest <> '' OR i.ended_at IS NULL AND i.ends_at > $2))
		ORDER BY since, u.id`
	return s.due(ctx, query, person)
}

func (s *Store) due(ctx context.Context, query string, person account.PersonID) (all []Due, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		all = nil
		return tx.Each(ctx, query, []any{person, db.Stamp(&tx.Now)}, func(scan func(...any) error) error {
			var d Due
			err := scan(&d.Submission, &d.Apprentice, db.Stamp(&d.Since))
			all = append(all, d)
			return err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("list what waits for a coordinator: %w", err)
	}
	return all, nil
}
