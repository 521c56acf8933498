package programme

import (
	"context"
	"time"

	"touchstone/app/account"
	"touchstone/app/db"
)

// A ToSign is one thing that waits for an employer's people: a review, a scan,
// the behaviours, a portfolio to sign off, or all entries of hours of one apprentice together.
type ToSign struct {
	Wait              // of hours, the oldest entry; of behaviours, the oldest request
	Apprentice string // name
	Count      int    // entries of hours; 1 of all else
	Minutes    int    // of hours, in all
}

// ToSign returns what waits for a person as an employer, over all their
// apprentices, oldest first. After a break in learning it waits as before;
// after the end nothing does.
func (s *Store) ToSign(ctx context.Context, person account.PersonID) (found []ToSign, err error) {
	const query = `
		SELECT w.enrolment_id, w.kind, min(w.subject_id), min(w.since), max(COALESCE(w.due_on, '')), a.name, count(*), COALESCE(sum(h.minutes), 0)
		FROM grants g
		JOIN enrolments e ON (g.scope = 'organisation' AND e.employer_id = g.scope_id) OR (g.scope = 'enrolment' AND e.id = g.scope_id)
		JOIN people a ON a.id = e.apprentice_id
		JOIN waits w ON w.enrolment_id = e.id AND w.role = 'employer'
		LEFT JOIN hours h ON w.kind = 'hours' AND h.id = w.subject_id
		WHERE g.person_id = $1 AND g.role = 'employer' AND g.revoked_at IS NULL AND (g.expires_at IS NULL OR g.expires_at > $2)
		  AND e.state IN ('active', 'break') AND w.kind IN ('hours', 'signature', 'scan', 'request', 'sign-off')
		GROUP BY w.enrolment_id, w.kind, a.name, CASE WHEN w.kind IN ('hours', 'request') THEN 0 ELSE w.subject_id END
		ORDER BY min(w.since), a.name, w.kind`
	err = s.db.View(ctx, func(tx *db.Tx) error {
		found = nil
		return tx.Each(ctx, query, []any{person, db.Stamp(&tx.Now)}, func(scan func(...any) error) error {
			t := ToSign{Wait: Wait{Role: account.Employer}}
			var due string
			err := scan(&t.Enrolment, &t.Kind, &t.Subject, db.Stamp(&t.Since), &due, &t.Apprentice, &t.Count, &t.Minutes)
			if due != "" && err == nil {
				t.DueOn, err = time.Parse(time.DateOnly, due)
			}
			found = append(found, t)
			return err
		})
	})
	return found, err
}
