package programme

import (
	"context"
	"fmt"
	"time"

	"touchstone/app/db"
)

// SetProgress keeps how far the evidence of an enrolment is.
func SetProgress(ctx context.Context, tx *db.Tx, id EnrolmentID, p Progress) error {
	return stand(ctx, tx, id, func(s *Standing) {
		s.Accepted, s.Total, s.Submitted, s.ActiveAt = p.Accepted, p.Total, p.Submitted, p.ActiveAt
	})
}

// SetHours keeps how many off-the-job hours there are.
func SetHours(ctx context.Context, tx *db.Tx, id EnrolmentID, h HoursSum) error {
	return stand(ctx, tx, id, func(s *Standing) {
		s.HoursAgreed, s.HoursLogged, s.HoursTarget = h.Agreed, h.Logged, h.Target
	})
}

// SetReviewDue keeps the day on which the next progress review is due, zero if
// none is.
func SetReviewDue(ctx context.Context, tx *db.Tx, id EnrolmentID, due time.Time) error {
	return stand(ctx, tx, id, func(s *Standing) { s.ReviewDue = due })
}

// Restand brings a standing up to date after anything of its enrolment or what
// waits in it has changed.
func Restand(ctx context.Context, tx *db.Tx, id EnrolmentID) error {
	return stand(ctx, tx, id, func(*Standing) {})
}

// work fills in what a standing takes from its enrolment, and works out the rest.
func work(ctx context.Context, tx *db.Tx, id EnrolmentID, s *Standing) error {
	const query = `
		SELECT id, coach_id, employer_id, COALESCE(cohort_id, 0), state, started_on, planned_end_on, paused_days, paused_on, expected_on, returned_on
		FROM enrolments WHERE id = $1`
	err := tx.Row(ctx, query, id).Scan(&s.Enrolment, &s.Coach, &s.Employer, &s.Cohort, &s.State, db.Day(&s.StartedOn), db.Day(&s.PlannedEndOn),
		&s.PausedDays, db.Day(&s.PausedOn), db.Day(&s.ExpectedOn), db.Day(&s.ReturnedOn))
	if err != nil {
		return fmt.Errorf("read enrolment: %w", err)
	}
	waits, err := WaitsIn(ctx, tx, id)
	if err != nil {
		return err
	}
	s.WaitingRole, s.WaitingSince = "", time.Time{}
	if len(waits) > 0 {
		s.WaitingRole, s.WaitingSince = waits[0].Role, waits[0].From()
	}
	s.WatchFrom, s.ActFrom = s.From(Watch), s.From(Act)
	return nil
}

const standingColumns = `
	s.enrolment_id, s.state, s.coach_id, s.employer_id, s.cohort_id, s.accepted, s.total, s.submitted, s.active_at,
	s.hours_agreed, s.hours_logged, s.hours_target, s.review_due, s.waiting_role, s.waiting_since, s.watch_from, s.act_from,
	e.started_on, e.planned_end_on, e.paused_days, e.paused_on, e.expected_on, e.returned_on`

const standingTables = `standings s JOIN enrolments e ON e.id = s.enrolment_id`

func (s *Standing) columns() []any {
	return []any{&s.Enrolment, &s.State, &s.Coach, &s.Employer, &s.Cohort, &s.Accepted, &s.Total, &s.Submitted, db.Stamp(&s.ActiveAt),
		&s.HoursAgreed, &s.HoursLogged, &s.HoursTarget, db.Day(&s.ReviewDue), &s.WaitingRole, db.Stamp(&s.WaitingSince), db.Day(&s.WatchFrom), db.Day(&s.ActFrom),
		db.Day(&s.StartedOn), db.Day(&s.PlannedEndOn), &s.PausedDays, db.Day(&s.PausedOn), db.Day(&s.ExpectedOn), db.Day(&s.ReturnedOn)}
}

func standing(ctx context.Context, tx *db.Tx, id EnrolmentID) (s Standing, err error) {
	err = tx.Row(ctx, `SELECT `+standingColumns+` FROM `+standingTables+` WHERE s.enrolment_id = $1`, id).Scan(s.columns()...)
	return s, err
}

// Standing returns how an apprentice is getting on, or fault.NotFound.
func (s *Store) Standing(ctx context.Context, id EnrolmentID) (found Standing, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		found, err = standing(ctx, tx, id)
		return err
	})
	return found, err
}

func store(ctx context.Context, tx *db.Tx, s *Standing) error {
	const upsert = `
		INSERT INTO standings (enrolment_id, state, coach_id, employer_id, cohort_id, accepted, total, submitted, active_at,
		                       hours_agreed, hours_logged, hours_target, review_due, waiting_role, waiting_since, watch_from, act_from)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
		ON CONFLICT (enrolment_id) DO UPDATE
		SET state = excluded.state, coach_id = excluded.coach_id, employer_id = excluded.employer_id, cohort_id = excluded.cohort_id,
		    accepted = excluded.accepted, total = excluded.total, submitted = excluded.submitted, active_at = excluded.active_at,
		    hours_agreed = excluded.hours_agreed, hours_logged = excluded.hours_logged, hours_target = excluded.hours_target,
		    review_due = excluded.review_due, waiting_role = excluded.waiting_role, waiting_since = excluded.waiting_since,
		    watch_from = excluded.watch_from, act_from = excluded.act_from`
	_, err := tx.Exec(ctx, upsert, s.Enrolment, s.State, s.Coach, s.Employer, s.Cohort, s.Accepted, s.Total, s.Submitted, db.Stamp(&s.ActiveAt),
		s.HoursAgreed, s.HoursLogged, s.HoursTarget, db.Day(&s.ReviewDue), s.WaitingRole, db.Stamp(&s.WaitingSince), db.Day(&s.WatchFrom), db.Day(&s.ActFrom))
	return err
}
