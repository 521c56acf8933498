package evidence

import (
	"context"
	"fmt"

	"touchstone/app/account"
	"touchstone/app/audit"
	"touchstone/app/db"
	"touchstone/app/fault"
)

const waitingCountQuery = `
	SELECT count(*) FROM items i JOIN enrolments e ON e.id = i.portfolio_id
	WHERE i.state = 'submitted' AND i.removed_at IS NULL AND i.submitted_at > 0 AND e.coach_id = $1`

// WaitingCount returns how many items wait for a coach.
func (s *Store) WaitingCount(ctx context.Context, coach account.PersonID) (n int, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		return tx.Row(ctx, waitingCountQuery, coach).Scan(&n)
	})
	return n, err
}

// Queue returns a page of what waits for a coach.
func (s *Store) Queue(ctx context.Context, q QueueQuery) (page Queue, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		page = Queue{}
		all, err := waiting(ctx, tx, q.Coach, &page.Aim)
		if err != nil {
			return err
		}
		page.tally(all)
		found := q.narrow(all)
		page.Total, page.Rows = len(found), q.page(found)
		for i := range page.Rows {
			if err := countParts(ctx, tx, q.Coach, &page.Rows[i]); err != nil {
				return err
			}
		}
		return nil
	})
	return page, err
}

// PlaceInQueue returns where an item stands in what the query finds, on all
// pages.
func (s *Store) PlaceInQueue(ctx context.Context, q QueueQuery, id ItemID) (p QueuePlace, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		var aim int
		all, err := waiting(ctx, tx, q.Coach, &aim)
		p = placeOf(q.narrow(all), id)
		return err
	})
	return p, err
}

// waitingQuery finds what waits for a coach by way of their enrolments, so that it
// costs the same however many others there are. That submitted_at is above 0 goes
// without saying; it leads the planner to the index of what waits.
const waitingQuery = `
	SELECT i.portfolio_id, p.name, i.id, i.number, v.id, v.title, v.kind, i.submitted_at
	FROM enrolments e
	JOIN items i ON i.portfolio_id = e.id
	JOIN versions v ON v.id = i.latest_id
	JOIN people p ON p.id = e.apprentice_id
	WHERE e.coach_id = $1 AND i.state = 'submitted' AND i.removed_at IS NULL AND i.submitted_at > 0
	ORDER BY i.submitted_at, i.id`

// waiting returns everything that waits for a coach, the oldest first, without
// the counts of its parts, and the aim.
func waiting(ctx context.Context, tx *db.Tx, coach account.PersonID, days *int) (all []Waiting, err error) {
	if *days, err = aim(ctx, tx); err != nil {
		return nil, err
	}
	err = tx.Each(ctx, waitingQuery, []any{coach}, func(scan func(...any) error) error {
		var w Waiting
		err := scan(&w.Portfolio, &w.Apprentice, &w.Item, &w.Number, &w.Version, &w.Title, &w.Kind, db.Stamp(&w.SubmittedAt))
		all = append(all, w)
		return err
	})
	clock(all, tx.Now, *days)
	return all, err
}

func countParts(ctx context.Context, tx *db.Tx, coach account.PersonID, w *Waiting) error {
	const query = `
		SELECT (SELECT count(*) FROM versions v WHERE v.item_id = $1 AND v.state IN ('submitted', 'returned', 'accepted') AND v.moved_from IS NULL),
		       (SELECT count(*) FROM claims c WHERE c.version_id = $2),
		       (SELECT count(*) FROM claims c JOIN claim_openings o ON o.claim_id = c.id WHERE c.version_id = $2 AND o.person_id = $3),
		       (SELECT count(*) FROM version_files f WHERE f.version_id = $2)`
	return tx.Row(ctx, query, w.Item, w.Version, coach).Scan(&w.Times, &w.Claims, &w.Opened, &w.Files)
}

// MaxAim is the longest aim of the turnaround, in working days.
const MaxAim = 60

// Aim returns how many working days a piece may wait for a decision.
func (s *Store) Aim(ctx context.Context) (days int, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		days, err = aim(ctx, tx)
		return err
	})
	return days, err
}

func aim(ctx context.Context, tx *db.Tx) (days int, err error) {
	err = tx.Row(ctx, `SELECT working_days FROM review_aims WHERE id = 1`).Scan(&days)
	return days, err
}

// SetAim sets how many working days a piece may wait, 1 to MaxAim.
func (s *Store) SetAim(ctx context.Context, by account.PersonID, days int) error {
	if days < 1 || days > MaxAim {
		var bad fault.Fields
		bad.Add("aim", "Choose 1 to %d working days.", MaxAim)
		return bad.Err()
	}
	return s.db.Update(ctx, func(tx *db.Tx) error {
		before, err := aim(ctx, tx)
		if err != nil || before == days {
			return err
		}
		if err := tx.Change(ctx, `UPDATE review_aims SET working_days = $1 WHERE id = 1`, days); err != nil {
			return fmt.Errorf("set aim: %w", err)
		}
		return audit.Add(ctx, tx, audit.Event{Person: int64(by), Action: "review.aim", Subject: "review aim", Detail: map[string]int{"before": before, "after": days}})
	})
}
