package evidence

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"touchstone/app/blob"
	"touchstone/app/db"
	"touchstone/ksb"
)

// A Wrong is a statement of a portfolio whose summary is not what its claims
// come to.
type Wrong struct {
	Portfolio PortfolioID
	Statement ksb.StatementID
	Kept      Cover // as it is stored
	Found     Cover // by the claims
}

// auditedAtOnce is how many portfolios AuditAll looks at in one transaction.
const auditedAtOnce = 200

// AuditAll computes the cover of every statement of every portfolio from the
// claims themselves, calls see for those whose summary differs, and returns how
// many summaries it compared. It may run beside a server: each portfolio is seen
// at one moment. Progress, which may be nil, is told of portfolios.
func (s *Store) AuditAll(ctx context.Context, progress func(done, total int), see func(Wrong)) (compared int, err error) {
	var ids []PortfolioID
	err = s.db.View(ctx, func(tx *db.Tx) error {
		ids = nil
		return tx.Each(ctx, `SELECT id FROM enrolments ORDER BY id`, nil, func(scan func(...any) error) error {
			var id PortfolioID
			err := scan(&id)
			ids = append(ids, id)
			return err
		})
	})
	if err != nil {
		return 0, fmt.Errorf("list portfolios: %w", err)
	}
	done := 0
	for some := range slices.Chunk(ids, auditedAtOnce) {
		n, err := s.auditSome(ctx, some[0], some[len(some)-1], see)
		if err != nil {
			return compared, err
		}
		compared, done = compared+n, done+len(some)
		if progress != nil {
			progress(done, len(ids))
		}
	}
	return compared, nil
}

// A covered is which statement of which portfolio.
type covered struct {
	portfolio PortfolioID
	statement ksb.StatementID
}

// auditSome is AuditAll for the portfolios from first to last.
func (s *Store) auditSome(ctx context.Context, first, last PortfolioID, see func(Wrong)) (compared int, err error) {
	var found, kept map[covered]Cover
	err = s.db.View(ctx, func(tx *db.Tx) error {
		var err error
		if found, err = foundCovers(ctx, tx, first, last); err != nil {
			return fmt.Errorf("sum up claims: %w", err)
		}
		if kept, err = keptCovers(ctx, tx, first, last); err != nil {
			return fmt.Errorf("read summaries: %w", err)
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	all := maps.Clone(kept)
	maps.Copy(all, found)
	order := slices.SortedFunc(maps.Keys(all), func(a, b covered) int {
		if a.portfolio != b.portfolio {
			return int(a.portfolio - b.portfolio)
		}
		return int(a.statement - b.statement)
	})
	for _, c := range order {
		if kept[c] != found[c] {
			see(Wrong{c.portfolio, c.statement, kept[c], found[c]})
		}
	}
	return len(all), nil
}

// foundCovers does what fold does, in the database.
func foundCovers(ctx context.Context, tx *db.Tx, first, last PortfolioID) (map[covered]Cover, error) {
	const query = `
		SELECT i.portfolio_id, c.statement_id, count(DISTINCT i.id),
		       sum(CASE WHEN c.version_id = i.counts_id OR i.state = 'accepted' THEN 1 ELSE 0 END),
		       max(CASE WHEN c.version_id = i.counts_id OR i.state = 'accepted' THEN 4
		                WHEN i.state = 'submitted' THEN 3 WHEN i.state = 'returned' THEN 2 ELSE 1 END)
		FROM items i JOIN claims c ON c.version_id IN (i.latest_id, i.counts_id)
		WHERE i.portfolio_id BETWEEN $1 AND $2 AND i.removed_at IS NULL
		GROUP BY i.portfolio_id, c.statement_id`
	states := map[int]State{}
	for state, n := range rank {
		states[n] = state
	}
	return covers(ctx, tx, query, first, last, func(scan func(...any) error, of *covered, c *Cover) error {
		var n int
		err := scan(&of.portfolio, &of.statement, &c.Pieces, &c.Accepted, &n)
		c.State = states[n]
		return err
	})
}

func keptCovers(ctx context.Context, tx *db.Tx, first, last PortfolioID) (map[covered]Cover, error) {
	const query = `
		SELECT portfolio_id, statement_id, pieces, accepted, state FROM coverage WHERE portfolio_id BETWEEN $1 AND $2`
	return covers(ctx, tx, query, first, last, func(scan func(...any) error, of *covered, c *Cover) error {
		return scan(&of.portfolio, &of.statement, &c.Pieces, &c.Accepted, &c.State)
	})
}

func covers(ctx context.Context, tx *db.Tx, query string, first, last PortfolioID,
	read func(scan func(...any) error, of *covered, c *Cover) error) (map[covered]Cover, error) {
	out := make(map[covered]Cover)
	err := tx.Each(ctx, query, []any{first, last}, func(scan func(...any) error) error {
		var of covered
		var c Cover
		err := read(scan, &of, &c)
		out[of] = c
		return err
	})
	return out, err
}

// NamedBy returns the files that a stored blob is the bytes or a copy of.
func (s *Store) NamedBy(ctx context.Context, ref blob.Ref) (files []FileID, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		files = nil
		const query = `SELECT id FROM files WHERE blob = $1 UNION SELECT file_id FROM file_copies WHERE blob = $1 ORDER BY 1`
		return tx.Each(ctx, query, []any{ref}, func(scan func(...any) error) error {
			var id FileID
			err := scan(&id)
			files = append(files, id)
			return err
		})
	})
	return files, err
}
