package evidence

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"touchstone/app/db"
	"touchstone/ksb"
)

// Coverage returns how far each statement is shown in a portfolio. A statement
// nobody has claimed is not in it.
func (s *Store) Coverage(ctx context.Context, portfolio PortfolioID) (covers map[ksb.StatementID]Cover, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		covers, err = CoverageIn(ctx, tx, portfolio)
		return err
	})
	return covers, err
}

// CoverageIn is Coverage within a transaction of the caller's.
func CoverageIn(ctx context.Context, tx *db.Tx, portfolio PortfolioID) (map[ksb.StatementID]Cover, error) {
	const query = `SELECT statement_id, state, pieces, accepted FROM coverage WHERE portfolio_id = $1`
	covers := make(map[ksb.StatementID]Cover)
	err := tx.Each(ctx, query, []any{portfolio}, func(scan func(...any) error) error {
		var id ksb.StatementID
		var c Cover
		if err := scan(&id, &c.State, &c.Pieces, &c.Accepted); err != nil {
			return err
		}
		covers[id] = c
		return nil
	})
	return covers, err
}

// Changed returns when the cover of each statement of a portfolio last changed.
func (s *Store) Changed(ctx context.Context, portfolio PortfolioID) (at map[ksb.StatementID]time.Time, err error) {
	at = make(map[ksb.StatementID]time.Time)
	err = s.db.View(ctx, func(tx *db.Tx) error {
		const query = `SELECT statement_id, changed_at FROM coverage WHERE portfolio_id = $1`
		return tx.Each(ctx, query, []any{portfolio}, func(scan func(...any) error) error {
			var id ksb.StatementID
			var when time.Time
			err := scan(&id, db.Stamp(&when))
			at[id] = when
			return err
		})
	})
	return at, err
}

// cover brings the summary of the statements that any version of an item
// claims, and of those in also, up to date. Whatever changes what counts calls
// it last, in the same transaction.
func cover(ctx context.Context, tx *db.Tx, portfolio PortfolioID, item ItemID, also ...Claim) error {
	touched := make(map[ksb.StatementID]bool)
	for _, c := range also {
		touched[c.Statement] = true
	}
	const query = `
		SELECT DISTINCT c.statement_id FROM versions v JOIN claims c ON c.version_id = v.id WHERE v.item_id = $1`
	err := tx.Each(ctx, query, []any{item}, func(scan func(...any) error) error {
		var id ksb.StatementID
		err := scan(&id)
		touched[id] = true
		return err
	})
	if err != nil {
		return fmt.Errorf("find touched statements: %w", err)
	}
	found, err := showings(ctx, tx, portfolio)
	if err != nil {
		return fmt.Errorf("find claims: %w", err)
	}
	for _, id := range slices.Sorted(maps.Keys(touched)) {
		if err := setCover(ctx, tx, portfolio, id, fold(found[id])); err != nil {
			return fmt.Errorf("sum up statement: %w", err)
		}
	}
	return nil
}

func setCover(ctx context.Context, tx *db.Tx, portfolio PortfolioID, id ksb.StatementID, c Cover) error {
	if c.State == None {
		_, err := tx.Exec(ctx, `DELETE FROM coverage WHERE portfolio_id = $1 AND statement_id = $2`, portfolio, id)
		return err
	}
	const upsert = `
		INSERT INTO coverage (portfolio_id, statement_id, state, pieces, accepted, changed_at)
		VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (portfolio_id, statement_id) DO UPDATE
		SET state = excluded.state, pieces = excluded.pieces, accepted = excluded.accepted, changed_at = excluded.changed_at
		WHERE (coverage.state, coverage.pieces, coverage.accepted) <> (excluded.state, excluded.pieces, excluded.accepted)`
	_, err := tx.Exec(ctx, upsert, portfolio, id, c.State, c.Pieces, c.Accepted, db.Stamp(&tx.Now))
	return err
}

// showings returns a portfolio's claims that matter, by statement and then by item.
func showings(ctx context.Context, tx *db.Tx, portfolio PortfolioID) (map[ksb.StatementID][]showing, error) {
	const query = `
		SELECT c.statement_id, i.id, CASE WHEN v.id = i.counts_id THEN 'accepted' ELSE i.state END
		FROM items i
		JOIN versions v ON v.item_id = i.id AND (v.id = i.counts_id OR v.id = i.latest_id)
		JOIN claims c ON c.version_id = v.id
		WHERE i.portfolio_id = $1 AND i.removed_at IS NULL
		ORDER BY c.statement_id, i.id`
	found := make(map[ksb.StatementID][]showing)
	err := tx.Each(ctx, query, []any{portfolio}, func(scan func(...any) error) error {
		var of ksb.StatementID
		var s showing
		if err := scan(&of, &s.item, &s.state); err != nil {
			return err
		}
		found[of] = append(found[of], s)
		return nil
	})
	return found, err
}

// AuditCoverage computes every statement's cover from the claims themselves and
// returns those whose summary differs.
func (s *Store) AuditCoverage(ctx context.Context, portfolio PortfolioID) (wrong []ksb.StatementID, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		wrong = nil
		kept, err := CoverageIn(ctx, tx, portfolio)
		if err != nil {
			return err
		}
		found, err := showings(ctx, tx, portfolio)
		if err != nil {
			return err
		}
		for id, list := range found {
			if fold(list) != kept[id] {
				wrong = append(wrong, id)
			}
			delete(kept, id)
		}
		wrong = append(wrong, slices.Collect(maps.Keys(kept))...)
		slices.Sort(wrong)
		return nil
	})
	return wrong, err
}
