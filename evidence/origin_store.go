package evidence

import (
	"context"
	"fmt"

	"touchstone/app/db"
	"touchstone/app/fault"
)

// Origins are where the pieces and claims of a portfolio came from; what began
// there is not in them.
type Origins struct {
	Items  map[ItemID]Origin
	Claims map[ClaimID][]ClaimOrigin // two became one where a standard's version joined them
}

// Origins returns where an item and its claims, in any version, came from; 0: all
// items of the portfolio.
func (s *Store) Origins(ctx context.Context, portfolio PortfolioID, id ItemID) (o Origins, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		o, err = OriginsIn(ctx, tx, portfolio, id)
		return err
	})
	return o, err
}

// OriginsIn is Origins within a transaction of the caller's.
func OriginsIn(ctx context.Context, tx *db.Tx, portfolio PortfolioID, id ItemID) (Origins, error) {
	o := Origins{Items: make(map[ItemID]Origin), Claims: make(map[ClaimID][]ClaimOrigin)}
	const items = `
		SELECT i.id, f.portfolio_id, f.id, f.number, v.number, v.title, s.reference, s.version, o.by_id, o.by_name, o.at
		FROM items i
		JOIN item_origins o ON o.item_id = i.id
		JOIN items f ON f.id = o.from_item_id
		JOIN versions v ON v.id = o.from_version_id
		JOIN enrolments e ON e.id = f.portfolio_id
		JOIN standards s ON s.id = e.standard_id
		WHERE i.portfolio_id = $1 AND ($2 = 0 OR i.id = $2)`
	err := tx.Each(ctx, items, []any{portfolio, id}, func(scan func(...any) error) error {
		var of ItemID
		var from Origin
		var version string
		err := scan(&of, &from.Portfolio, &from.Item, &from.Number, &from.Version, &from.Title, &from.Standard, &version, &from.By, &from.ByName, db.Stamp(&from.At))
		from.Standard = versioned(from.Standard, version)
		o.Items[of] = from
		return err
	})
	if err != nil {
		return o, fmt.Errorf("read where pieces came from: %w", err)
	}
	const claims = `
		SELECT c.id, f.id, w.item_id, s.reference, s.version, t.id, trim(t.code || ' ' || t.title), o.score, o.reason,
		       f.verdict = 'accepted' AND w.state = 'accepted' AND NOT EXISTS (SELECT 1 FROM versions n WHERE n.moved_from = w.id AND n.state <> 'accepted'),
		       CASE f.verdict WHEN 'accepted' THEN COALESCE(d.by_name, p.name, '') ELSE '' END, COALESCE(d.at, w.decided_at)
		FROM items i
		JOIN versions v ON v.item_id = i.id
		JOIN claims c ON c.version_id = v.id
		JOIN claim_origins o ON o.claim_id = c.id
		JOIN claims f ON f.id = o.from_claim_id
		JOIN versions w ON w.id = f.version_id
		JOIN statements t ON t.id = f.statement_id
		JOIN standards s ON s.id = t.standard_id
		LEFT JOIN people p ON p.id = w.decided_by
		LEFT JOIN decisions d ON d.id = (SELECT max(x.id) FROM decisions x WHERE x.claim_id = f.id AND x.verdict = 'accepted')
		WHERE i.portfolio_id = $1 AND ($2 = 0 OR i.id = $2)
		ORDER BY f.id`
	err = tx.Each(ctx, claims, []any{portfolio, id}, func(scan func(...any) error) error {
		var of ClaimID
		var from ClaimOrigin
		var version string
		err := scan(&of, &from.Claim, &from.Item, &from.Standard, &version, &from.StatementID, &from.Statement, &from.Score, &from.Reason, &from.Stands, &from.By, db.Stamp(&from.At))
		from.Standard = versioned(from.Standard, version)
		o.Claims[of] = append(o.Claims[of], from)
		return err
	})
	if err != nil {
		return o, fmt.Errorf("read where claims came from: %w", err)
	}
	return o, nil
}

// versioned names a version of a standard: "ST0175 v1.1".
func versioned(reference, version string) string {
	if version == "" {
		return reference
	}
	return reference + " v" + version
}

// onlyOnce refuses to bring back a carried piece that was carried again since.
func onlyOnce(ctx context.Context, tx *db.Tx, it *Item) error {
	const query = `
		SELECT i.number FROM item_origins o
		JOIN item_origins p ON p.from_item_id = o.from_item_id AND p.item_id <> o.item_id
		JOIN items i ON i.id = p.item_id AND i.portfolio_id = $2 AND i.removed_at IS NULL
		WHERE o.item_id = $1 LIMIT 1`
	var number int
	err := tx.Row(ctx, query, it.ID, it.Portfolio).Scan(&number)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return fault.Newf(fault.Conflict, "This was carried here again since, as piece %d. Go on with that one.", number)
}
