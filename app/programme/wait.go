package programme

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"touchstone/app/account"
	"touchstone/app/db"
)

// A WaitKind is what kind of thing waits for someone.
type WaitKind string

// The kinds of waits, and what the subject is.
const (
	WaitEvidence  WaitKind = "evidence"  // an item, submitted, for the coach
	WaitReturned  WaitKind = "returned"  // an item, returned, for the apprentice
	WaitHours     WaitKind = "hours"     // an entry of hours, to be agreed or put right
	WaitSignature WaitKind = "signature" // a progress review, to be signed
	WaitScan      WaitKind = "scan"      // a skills scan, to be filled in or validated
	WaitAction    WaitKind = "action"    // an action, to be done by its day
	WaitQuality   WaitKind = "quality"   // a sampled decision on which the IQA requires action
	WaitRequest   WaitKind = "request"   // a request sent to someone without an account
	WaitSignOff   WaitKind = "sign-off"  // a portfolio to sign at gateway; the subject is the enrolment

	// A submission: for the coordinators to decide, then, where parts of it were
	// rejected, for the coach to hand over again.
	WaitSubmission WaitKind = "submission"
)

// A Wait is something that waits for whoever has a role in an enrolment.
type Wait struct {
	Enrolment EnrolmentID
	Role      account.Role // who is waited for
	Kind      WaitKind
	Subject   int64
	Since     time.Time        // zero: the transaction's time
	DueOn     time.Time        // a day; zero: at once
	By        account.PersonID // who made it wait, and is not told of it; 0: nobody. It is not stored
}

// From returns when people began to be waited for: the start of the day it is
// due, or when it began to wait.
func (w *Wait) From() time.Time {
	if w.DueOn.IsZero() {
		return w.Since
	}
	return w.DueOn
}

// Await notes that something waits and tells whoever is waited for. If it waits
// already, only its due day changes.
func Await(ctx context.Context, tx *db.Tx, w Wait) error {
	if w.Since.IsZero() {
		w.Since = tx.Now
	}
	const upsert = `
		INSERT INTO waits (kind, subject_id, role, enrolment_id, since, due_on) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (kind, subject_id, role) DO UPDATE SET due_on = excluded.due_on
		RETURNING since`
	if err := tx.Row(ctx, upsert, w.Kind, w.Subject, w.Role, w.Enrolment, db.Stamp(&w.Since), db.Day(&w.DueOn)).Scan(db.Stamp(&w.Since)); err != nil {
		return fmt.Errorf("add wait: %w", err)
	}
	if err := w.tell(ctx, tx); err != nil {
		return err
	}
	return Restand(ctx, tx, w.Enrolment)
}

// Settle notes that something no longer waits for those roles, or, without any,
// for anyone.
func Settle(ctx context.Context, tx *db.Tx, id EnrolmentID, kind WaitKind, subject int64, roles ...account.Role) error {
	query, args := `DELETE FROM waits WHERE kind = $1 AND subject_id = $2 AND enrolment_id = $3`, []any{kind, subject, id}
	for i, r := range roles {
		query += []string{` AND role IN (`, `, `}[min(i, 1)] + fmt.Sprintf("$%d", i+4)
		args = append(args, r)
	}
	if len(roles) > 0 {
		query += `)`
	}
	if _, err := tx.Exec(ctx, query, args...); err != nil {
		return fmt.Errorf("settle wait: %w", err)
	}
	return Restand(ctx, tx, id)
}

// Waits returns what waits for a person, in current enrolments, oldest first:
// as the apprentice, the coach, with an employer's role at its organisation, or
// with a coordinator's at the organisation that a submission was handed over to.
func (s *Store) Waits(ctx context.Context, person account.PersonID) (found []Wait, err error) {
	const query = `
		SELECT w.enrolment_id, w.role, w.kind, w.subject_id, w.since, w.due_on
		FROM grants g
		JOIN enrolments e ON (g.scope = 'enrolment' AND e.id = g.scope_id) OR (g.scope = 'organisation' AND e.employer_id = g.scope_id)
		JOIN waits w ON w.enrolment_id = e.id AND w.role = g.role
		WHERE g.person_id = $1 AND g.role IN ('apprentice', 'coach', 'employer') AND g.revoked_at IS NULL
		  AND (g.expires_at IS NULL OR g.expires_at > $2) AND e.state IN ('active', 'break')
		UNION ALL
		SELECT w.enrolment_id, w.role, w.kind, w.subject_id, w.since, w.due_on
		FROM grants g JOIN submissions u ON u.organisation_id = g.scope_id
		JOIN waits w ON w.kind = 'submission' AND w.subject_id = u.id AND w.role = g.role
		JOIN enrolments e ON e.id = w.enrolment_id
		WHERE g.person_id = $1 AND g.role = 'coordinator' AND g.scope = 'organisation' AND g.revoked_at IS NULL
		  AND (g.expires_at IS NULL OR g.expires_at > $2) AND e.state IN ('active', 'break')`
	err = s.db.View(ctx, func(tx *db.Tx) error {
		found, err = waits(ctx, tx, query, person, db.Stamp(&tx.Now))
		return err
	})
	return found, err
}

// WaitsIn returns what waits in an enrolment, oldest first.
func WaitsIn(ctx context.Context, tx *db.Tx, id EnrolmentID) ([]Wait, error) {
	return waits(ctx, tx, `SELECT enrolment_id, role, kind, subject_id, since, due_on FROM waits WHERE enrolment_id = $1`, id)
}

func waits(ctx context.Context, tx *db.Tx, query string, args ...any) (found []Wait, err error) {
	err = tx.Each(ctx, query, args, func(scan func(...any) error) error {
		var w Wait
		err := scan(&w.Enrolment, &w.Role, &w.Kind, &w.Subject, db.Stamp(&w.Since), db.Day(&w.DueOn))
		found = append(found, w)
		return err
	})
	slices.SortStableFunc(found, func(a, b Wait) int {
		if c := a.From().Compare(b.From()); c != 0 {
			return c
		}
		return strings.Compare(string(a.Kind), string(b.Kind))
	})
	return found, err
}
