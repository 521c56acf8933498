package evidence

import (
	"context"

	"touchstone/app/db"
)

// Contents returns what a portfolio holds, by number: each item with the version
// that counts; of an item that has none, the newest that was submitted; of one
// never submitted, its draft. Version.State tells which.
func (s *Store) Contents(ctx context.Context, portfolio PortfolioID) (pieces []Piece, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		pieces, err = ContentsIn(ctx, tx, portfolio)
		return err
	})
	return pieces, err
}

// ContentsIn is Contents within a transaction of the caller's.
func ContentsIn(ctx context.Context, tx *db.Tx, portfolio PortfolioID) (pieces []Piece, err error) {
	versions, err := load(ctx, tx, pickContents, portfolio, 0)
	if err != nil {
		return nil, err
	}
	of := make(map[ItemID]*Version, len(versions))
	for _, v := range versions {
		of[v.Item] = v
	}
	const query = `SELECT ` + itemColumns + ` FROM items i WHERE i.portfolio_id = $1 AND i.removed_at IS NULL ORDER BY i.number`
	err = tx.Each(ctx, query, []any{portfolio}, func(scan func(...any) error) error {
		var p Piece
		if err := scan(p.Item.columns()...); err != nil {
			return err
		}
		p.Version = *of[p.ID]
		pieces = append(pieces, p)
		return nil
	})
	return pieces, err
}
