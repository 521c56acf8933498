package evidence

import (
	"context"
	"time"

	"touchstone/app/db"
	"touchstone/ksb"
)

// ShownSinceIn returns the statements of a portfolio that are accepted now and
// were first accepted on a day or after it, in the order they were, within a
// transaction of the caller's.
func ShownSinceIn(ctx context.Context, tx *db.Tx, portfolio PortfolioID, since time.Time) (ids []ksb.StatementID, err error) {
	const query = `
		SELECT c.statement_id, min(v.decided_at)
		FROM items i
		JOIN versions v ON v.item_id = i.id AND v.state = 'accepted'
		JOIN claims c ON c.version_id = v.id
		JOIN coverage k ON k.portfolio_id = i.portfolio_id AND k.statement_id = c.statement_id AND k.state = 'accepted'
		WHERE i.portfolio_id = $1 AND i.removed_at IS NULL
		GROUP BY c.statement_id
		ORDER BY min(v.decided_at), c.statement_id`
	err = tx.Each(ctx, query, []any{portfolio}, func(scan func(...any) error) error {
		var id ksb.StatementID
		var first time.Time
		err := scan(&id, db.Stamp(&first))
		if !db.Today(first).Before(since) {
			ids = append(ids, id)
		}
		return err
	})
	return ids, err
}
