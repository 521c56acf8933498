package evidence

import (
	"context"
	"fmt"
	"time"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/fault"
)

// A Look is what someone had seen of an item when they looked at it again.
type Look struct {
	Before   time.Time // when they last looked; zero: never
	Decision int64     // the newest they had been shown
}

// New reports whether a decision is news to someone who had last had that look.
func (l Look) New(d *Decision, reader account.PersonID) bool {
	return d.ID > l.Decision && d.By != reader
}

// Look notes that someone looks at an item now, and returns their look before.
func (s *Store) Look(ctx context.Context, portfolio PortfolioID, id ItemID, by account.PersonID) (before Look, err error) {
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		before = Look{}
		if _, err := item(ctx, tx, portfolio, id); err != nil {
			return err
		}
		const query = `SELECT decision_id, seen_at FROM item_views WHERE person_id = $1 AND item_id = $2`
		err := tx.Row(ctx, query, by, id).Scan(&before.Decision, db.Stamp(&before.Before))
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		const upsert = `
			INSERT INTO item_views (person_id, item_id, decision_id, seen_at)
			SELECT $1, $2, COALESCE(max(d.id), 0), $3 FROM versions v JOIN decisions d ON d.version_id = v.id WHERE v.item_id = $2
			ON CONFLICT (person_id, item_id) DO UPDATE SET decision_id = excluded.decision_id, seen_at = excluded.seen_at`
		if _, err := tx.Exec(ctx, upsert, by, id, db.Stamp(&tx.Now)); err != nil {
			return fmt.Errorf("note a look at an item: %w", err)
		}
		return nil
	})
	return before, err
}

// News returns how much has been said and decided of each item of a portfolio
// since someone last looked at it. Items with nothing new are left out.
func (s *Store) News(ctx context.Context, portfolio PortfolioID, reader account.PersonID) (news map[ItemID]int, err error) {
	const query = `
		SELECT v.item_id, count(*)
		FROM items i
		LEFT JOIN item_views s ON s.item_id = i.id AND s.person_id = $2
		JOIN versions v ON v.item_id = i.id
		JOIN decisions d ON d.version_id = v.id AND d.id > COALESCE(s.decision_id, 0)
		WHERE i.portfolio_id = $1 AND i.removed_at IS NULL AND d.by_id <> $2
		GROUP BY v.item_id`
	err = s.db.View(ctx, func(tx *db.Tx) error {
		news = make(map[ItemID]int)
		return tx.Each(ctx, query, []any{portfolio, reader}, func(scan func(...any) error) error {
			var id ItemID
			var n int
			err := scan(&id, &n)
			news[id] = n
			return err
		})
	})
	return news, err
}
