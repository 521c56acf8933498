package programme

import (
	"context"
	"fmt"
	"strings"
	"time"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/notify"
	"touchstone/app/words"
)

// dueSoonDays is how many days before its day people are told that something
// of theirs is due.
const dueSoonDays = 3

// dueBatch is how many waits are looked at in one transaction.
const dueBatch = 200

// TellDue tells everyone what of theirs is due soon or overdue today, and which
// links they sent ended without being used. It tells
// of each day that something is due twice at most, before and after it, however
// often it is called. While an apprentice is on a break in learning, and once
// they have left, nothing is due.
func (s *Store) TellDue(ctx context.Context) error {
	if err := s.endRequests(ctx); err != nil {
		return err
	}
	all, today, err := s.due(ctx)
	if err != nil {
		return err
	}
	for len(all) > 0 {
		n := min(len(all), dueBatch)
		err := s.db.Update(ctx, func(tx *db.Tx) error {
			for _, w := range all[:n] {
				if err := TellRole(ctx, tx, w.Enrolment, w.Role, w.notice(today)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("tell what is due: %w", err)
		}
		all = all[n:]
	}
	return nil
}

// A dueWait is something with a day, or the next progress review, which waits
// for nobody yet.
type dueWait struct {
	Wait
	apprentice string
}

// waitReview is a progress review that is to be held: its subject is the
// enrolment.
const waitReview WaitKind = "review"

// due returns what is due soon or overdue. What its people were told of already
// is left out where that is easily seen.
func (s *Store) due(ctx context.Context) (all []dueWait, today time.Time, err error) {
	const query = `
		SELECT w.enrolment_id, w.role, w.kind, w.subject_id, w.due_on, a.name
		FROM (SELECT enrolment_id, role, kind, subject_id, due_on FROM waits WHERE due_on <= $1
		      UNION ALL
		      SELECT enrolment_id, 'coach', 'review', enrolment_id, review_due FROM standings WHERE review_due <= $1) w
		JOIN enrolments e ON e.id = w.enrolment_id JOIN people a ON a.id = e.apprentice_id
		WHERE e.state = 'active'
		  AND NOT EXISTS (
		      SELECT 1 FROM grants g JOIN notices n ON n.person_id = g.person_id
		      WHERE g.scope = 'enrolment' AND g.scope_id = e.id AND g.role = w.role AND g.revoked_at IS NULL
		        AND n.key = CASE WHEN w.due_on < $2 THEN 'overdue ' ELSE 'due soon ' END || w.kind || ' ' || w.subject_id || ' ' || w.due_on)
		ORDER BY w.due_on, w.enrolment_id`
	err = s.db.View(ctx, func(tx *db.Tx) error {
		all, today = nil, db.Today(tx.Now)
		soon := today.AddDate(0, 0, dueSoonDays)
		return tx.Each(ctx, query, []any{db.Day(&soon), db.Day(&today)}, func(scan func(...any) error) error {
			var w dueWait
			err := scan(&w.Enrolment, &w.Role, &w.Kind, &w.Subject, db.Day(&w.DueOn), &w.apprentice)
			all = append(all, w)
			return err
		})
	})
	return all, today, err
}

// notice tells of w: whose it is, unless it is for the apprentice, what, and
// the day.
func (w *dueWait) notice(today time.Time) notify.Notice {
	n := notify.Notice{Kind: notify.DueSoon, Path: w.Path()}
	when := "is due today."
	switch {
	case w.DueOn.Before(today):
		n.Kind, when = notify.Overdue, "was due on "+words.Day(w.DueOn)+"."
	case w.DueOn.After(today):
		when = "is due on " + words.Day(w.DueOn) + "."
	}
	n.Text = w.What() + " " + when
	if w.Role != account.Apprentice {
		n.Text = w.apprentice + ": " + strings.ToLower(n.Text[:1]) + n.Text[1:]
	}
	n.Key = fmt.Sprintf("%s %s %d %s", n.Kind, w.Kind, w.Subject, w.DueOn.Format(time.DateOnly))
	return n
}
