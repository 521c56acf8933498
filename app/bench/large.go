package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"touchstone/app/db"
	"touchstone/evidence/search"
	"touchstone/migrations"
)

// What a large provider has, whatever its size.
const (
	largeStatements = 52
	largeClaims     = 5  // of each item
	largeCohorts    = 20 // apprentices are spread over them
	largeCaseload   = 50 // apprentices of a coach
	largeEmployers  = 200
	largeManaged    = 20
	largeWaiting    = 20 // one item in so many waits for the coach
)

// The people of a large provider: the coaches come first, apprentices from
// largeFirst on.
const (
	largeAdmin   = 5001
	largeIQA     = 5002
	largeManager = 5003   // of the first largeManaged employers, with a tenth of the apprentices
	largeFirst   = 10_000 // the first apprentice's id is one more
)

// large makes a data folder of a provider with so many apprentices of so many
// items each. The same numbers make the same rows on the same day. It writes
// rows in bulk, below the stores, since through them 600,000 items would take an
// hour. Nothing of it can be found: the index of the search is made before there
// is anything, so that a server does not make it while something else is
// measured.
func large(ctx context.Context, dir string, apprentices, items int) error {
	return largeSaying(ctx, dir, apprentices, items, nil)
}

// largeSaying is large with items that say different things, or the same for nil.
func largeSaying(ctx context.Context, dir string, apprentices, items int, say *prose) error {
	path := filepath.Join(dir, "touchstone.db")
	if _, _, err := db.Migrate(ctx, path, migrations.SQLite()); err != nil {
		return err
	}
	d, err := db.Open(ctx, path, nil)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := search.NewStore(d, nil).CatchUp(ctx, nil); err != nil {
		return err
	}
	l := &provider{now: time.Now(), apprentices: apprentices, items: items, coaches: max(2, apprentices/largeCaseload), prose: say}
	if err := d.Update(ctx, func(tx *db.Tx) error { return l.begin(ctx, tx) }); err != nil {
		return err
	}
	for first := 1; first <= apprentices; first += 500 {
		err := d.Update(ctx, func(tx *db.Tx) error {
			for a := first; a < min(first+500, apprentices+1); a++ {
				l.apprentice(a)
				l.evidence(a)
			}
			return l.flush(ctx, tx)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// A bulk gathers rows for a table and inserts many with one statement.
type bulk struct {
	table, columns string
	args           []any
}

func (b *bulk) add(values ...any) { b.args = append(b.args, values...) }

func (b *bulk) flush(ctx context.Context, tx *db.Tx) error {
	width := strings.Count(b.columns, ",") + 1
	per := 900 / width * width // arguments a statement
	one := "(" + strings.TrimSuffix(strings.Repeat("?, ", width), ", ") + ")"
	for args := b.args; len(args) > 0; {
		n := min(per, len(args))
		sql := "INSERT INTO " + b.table + " (" + b.columns + ") VALUES " + strings.TrimSuffix(strings.Repeat(one+", ", n/width), ", ")
		if _, err := tx.Exec(ctx, sql, args[:n]...); err != nil {
			return fmt.Errorf("fill %s: %w", b.table, err)
		}
		args = args[n:]
	}
	b.args = b.args[:0]
	return nil
}
