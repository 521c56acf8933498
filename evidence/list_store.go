package evidence

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"touchstone/app/db"
	"touchstone/ksb"
)

// A Query narrows and orders Items. Zero fields do not narrow.
type Query struct {
	Sight     Sight
	Search    string // part of any of the text, upper and lower case alike
	State     State
	Kind      Kind
	Statement ksb.StatementID // that it claims
	Sort      Sort
	After     string // the Key of the last row of the page before
	Limit     int    // 0: 25
}

// A Sort is an order of items.
type Sort string

// The orders. The zero Sort is ByChange.
const (
	ByChange Sort = "changed" // last changed first
	ByNumber Sort = "number"  // in the order they were begun
	ByDay    Sort = "done"    // latest work first, without a day last
	ByTitle  Sort = "title"
)

// A Row is an item in a list.
type Row struct {
	ID          ItemID
	Number      int
	Title       string
	State       State
	Revising    bool // an accepted version counts while this one is on its way
	Kind        Kind
	From, To    time.Time
	UpdatedAt   time.Time
	SubmittedAt time.Time
	Files       int
	Statements  []ksb.StatementID // that it claims
	key         string
}

// Days is Version.Days.
func (r *Row) Days() string { return (&Version{From: r.From, To: r.To}).Days() }

// A Listing is a page of items.
type Listing struct {
	Rows   []Row
	Total  int           // rows that the query finds, on all pages
	States map[State]int // how many there are in each state, whatever the query
	Next   string        // Query.After of the next page; empty: this is the last
}

// All returns how many items there are, whatever the query.
func (l *Listing) All() (n int) {
	for _, of := range l.States {
		n += of
	}
	return n
}

// What a list shows of a portfolio: its items in the version that sight reaches.
const (
	seenColumns = `
		i.id, i.number, i.updated_at, i.submitted_at,
		i.counts_id IS NOT NULL AND i.counts_id <> v.id AS revising,
		v.id AS version_id, v.title, v.kind, v.done_from, v.done_to`
	seenOwn = `
		WITH seen AS (
			SELECT i.state,` + seenColumns + `
			FROM items i JOIN versions v ON v.id = i.latest_id
			WHERE i.portfolio_id = $1 AND i.removed_at IS NULL)`
	seenShared = `
		WITH seen AS (
			SELECT v.state,` + seenColumns + `
			FROM items i
			JOIN versions v ON v.id = (SELECT max(w.id) FROM versions w
			                           WHERE w.item_id = i.id AND w.state IN ('submitted', 'returned', 'accepted'))
			WHERE i.portfolio_id = $1 AND i.removed_at IS NULL)`
	matching = `
		($2 = '' OR state = $2) AND ($3 = '' OR kind = $3)
		AND ($4 = 0 OR EXISTS (SELECT 1 FROM claims c WHERE c.version_id = seen.version_id AND c.statement_id = $4))`
	rowColumns = `
		SELECT id, number, title, state, revising, kind, done_from, done_to, updated_at, submitted_at,
		       (SELECT count(*) FROM version_files vf WHERE vf.version_id = seen.version_id),
		       (SELECT COALESCE(string_agg(CAST(c.statement_id AS TEXT), ','), '') FROM claims c WHERE c.version_id = seen.version_id),`
)

// orders say how a page goes on: the key of a row, what follows one, in which
// order. $5 and $6 are the key and id of the last row of the page before.
var orders = map[Sort]struct{ key, after, by string }{
	ByChange: {`CAST(updated_at AS TEXT)`, `(updated_at, id) < (CAST($5 AS BIGINT), $6)`, `updated_at DESC, id DESC`},
	ByNumber: {`CAST(number AS TEXT)`, `(number, id) > (CAST($5 AS BIGINT), $6)`, `number, id`},
	ByDay:    {`COALESCE(done_from, '')`, `(COALESCE(done_from, ''), id) < ($5, $6)`, `COALESCE(done_from, '') DESC, id DESC`},
	ByTitle:  {`lower(title)`, `(lower(title), id) > ($5, $6)`, `lower(title), id`},
}

// Items returns a page of a portfolio's items.
func (s *Store) Items(ctx context.Context, portfolio PortfolioID, q Query) (l Listing, err error) {
	if _, known := orders[q.Sort]; !known {
		q.Sort = ByChange
	}
	if q.Limit == 0 {
		q.Limit = 25
	}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		l = Listing{States: make(map[State]int)}
		if err := countStates(ctx, tx, portfolio, q.Sight, &l); err != nil {
			return err
		}
		if l.Total, err = countRows(ctx, tx, portfolio, q, l.All()); err != nil {
			return err
		}
		if q.Search == "" {
			return listRows(ctx, tx, portfolio, q, nil, &l)
		}
		found, err := withText(ctx, tx, portfolio, q)
		if err != nil {
			return err
		}
		l.Total = len(found)
		return listRows(ctx, tx, portfolio, q, found, &l)
	})
	return l, err
}

func (s Sight) seen() string {
	if s == Own {
		return seenOwn
	}
	return seenShared
}

func countStates(ctx context.Context, tx *db.Tx, portfolio PortfolioID, sight Sight, l *Listing) error {
	query := sight.seen() + ` SELECT state, count(*) FROM seen GROUP BY state`
	return tx.Each(ctx, query, []any{portfolio}, func(scan func(...any) error) error {
		var state State
		var n int
		err := scan(&state, &n)
		l.States[state] = n
		return err
	})
}

func countRows(ctx context.Context, tx *db.Tx, portfolio PortfolioID, q Query, all int) (n int, err error) {
	if q.State == None && q.Kind == "" && q.Statement == 0 {
		return all, nil
	}
	query := q.Sight.seen() + ` SELECT count(*) FROM seen WHERE` + matching
	err = tx.Row(ctx, query, portfolio, q.State, q.Kind, q.Statement).Scan(&n)
	return n, err
}

// errEnough ends a reading of rows.
var errEnough = errors.New("enough rows")

// listRows reads a page, of the items in found alone if it is not nil.
func listRows(ctx context.Context, tx *db.Tx, portfolio PortfolioID, q Query, found map[ItemID]bool, l *Listing) error {
	order := orders[q.Sort]
	query := q.Sight.seen() + rowColumns + order.key + ` FROM seen WHERE` + matching
	args := []any{portfolio, q.State, q.Kind, q.Statement}
	if q.After != "" {
		key, id, ok := cutKey(q.After)
		if !ok {
			return notThere
		}
		query += ` AND ` + order.after
		args = append(args, key, id)
	}
	err := tx.Each(ctx, query+` ORDER BY `+order.by, args, func(scan func(...any) error) error {
		r, err := scanRow(scan)
		if err != nil || (found != nil && !found[r.ID]) {
			return err
		}
		if len(l.Rows) == q.Limit {
			last := l.Rows[q.Limit-1]
			l.Next = fmt.Sprintf("%s~%d", last.key, last.ID)
			return errEnough
		}
		l.Rows = append(l.Rows, r)
		return nil
	})
	if errors.Is(err, errEnough) {
		return nil
	}
	return err
}

// cutKey parts a key from the id after it.
func cutKey(after string) (key string, id int64, ok bool) {
	i := strings.LastIndexByte(after, '~')
	if i < 0 {
		return "", 0, false
	}
	id, err := strconv.ParseInt(after[i+1:], 10, 64)
	return after[:i], id, err == nil
}

func scanRow(scan func(...any) error) (r Row, err error) {
	var statements string
	err = scan(&r.ID, &r.Number, &r.Title, &r.State, flag{&r.Revising}, &r.Kind, db.Day(&r.From), db.Day(&r.To),
		db.Stamp(&r.UpdatedAt), db.Stamp(&r.SubmittedAt), &r.Files, &statements, &r.key)
	for id := range strings.SplitSeq(statements, ",") {
		if n, err := strconv.ParseInt(id, 10, 64); err == nil {
			r.Statements = append(r.Statements, ksb.StatementID(n))
		}
	}
	return r, err
}

// withText returns the items that the query finds by their text. It reads the
// text itself, since SQL knows the cases of English letters only.
func withText(ctx context.Context, tx *db.Tx, portfolio PortfolioID, q Query) (map[ItemID]bool, error) {
	query := q.Sight.seen() + `
		SELECT seen.id, v.title, v.place, v.situation, v.task, v.action, v.result, v.worked, v.failed, v.next_time, v.theory,
		       v.own_part, v.witness_name, v.held_what, seen.number
		FROM (SELECT * FROM seen WHERE` + matching + `) seen JOIN versions v ON v.id = seen.version_id`
	found := make(map[ItemID]bool)
	wanted := strings.Fields(strings.ToLower(q.Search))
	args := []any{portfolio, q.State, q.Kind, q.Statement}
	err := tx.Each(ctx, query, args, func(scan func(...any) error) error {
		var id ItemID
		var text [14]string
		dest := []any{&id}
		for i := range text {
			dest = append(dest, &text[i])
		}
		if err := scan(dest...); err != nil {
			return err
		}
		if holds(strings.ToLower(strings.Join(text[:], "\n")), wanted) {
			found[id] = true
		}
		return nil
	})
	return found, err
}

// holds reports whether a text has every wanted word somewhere.
func holds(text string, wanted []string) bool {
	for _, w := range wanted {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

// Named returns the number of an item, thrown away or not, and its title as far
// as sight goes: that of the newest version, or of the newest that was submitted
// and not withdrawn. Open tells whether there is such a version to open.
func (s *Store) Named(ctx context.Context, portfolio PortfolioID, id ItemID, sight Sight) (r Ref, open bool, err error) {
	const query = `
		SELECT i.id, i.number, i.title, i.removed_at IS NULL,
		       (SELECT v.title FROM versions v WHERE v.item_id = i.id AND v.state IN ('submitted', 'returned', 'accepted') ORDER BY v.number DESC LIMIT 1)
		FROM items i WHERE i.portfolio_id = $1 AND i.id = $2`
	var shared *string
	err = s.db.View(ctx, func(tx *db.Tx) error {
		return tx.Row(ctx, query, portfolio, id).Scan(&r.ID, &r.Number, &r.Title, &open, &shared)
	})
	if sight != Own {
		open = open && shared != nil
		r.Title = ""
		if shared != nil {
			r.Title = *shared
		}
	}
	return r, open, err
}
