// Package db is the way to the database: opening it, transactions with a
// clock, and the translation of driver errors into faults. No other package
// imports a database driver.
//
// SQL elsewhere keeps to what SQLite and PostgreSQL share: placeholders $1, no
// functions of time, days as text (2026-11-02), times as milliseconds UTC.
package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"reflect"
	"sync/atomic"
	"time"
	_ "time/tzdata" // London, wherever this runs

	"touchstone/app/fault"
)

// London is where days begin and end for everyone here.
var London = func() *time.Location {
	loc, err := time.LoadLocation("Europe/London")
	if err != nil {
		panic(err)
	}
	return loc
}()

// Today returns the day it is in London at now, as midnight UTC of that date.
func Today(now time.Time) time.Time {
	y, m, d := now.In(London).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// A DB is an open database. It is safe for concurrent use.
type DB struct {
	path  string
	write *connections // one: SQLite has one writer at a time
	read  *connections // a few, which cannot write
	clock func() time.Time
	last  atomic.Int64 // the newest time given to an Update, in milliseconds
}

// NotBefore makes the clock of every later Update give t at the earliest. At
// start it is told the newest recorded time, so that a clock that was set back
// does not put new records before old ones.
func (d *DB) NotBefore(t time.Time) { d.tick(t) }

// tick returns now in whole milliseconds, or the newest time given so far if
// the clock has jumped back behind it.
func (d *DB) tick(now time.Time) time.Time {
	for {
		ms, last := now.UnixMilli(), d.last.Load()
		if ms < last {
			ms = last
		}
		if d.last.CompareAndSwap(last, ms) {
			return time.UnixMilli(ms).UTC()
		}
	}
}

// Now returns the time by the database's clock: UTC, in whole milliseconds,
// never before a time an Update has had.
func (d *DB) Now() time.Time { return d.tick(d.clock()) }

// A Tx is a transaction. It holds for one goroutine.
type Tx struct {
	Now  time.Time // when the transaction began: UTC, in whole milliseconds
	conn *connection
	kept map[reflect.Type]any
	late []func(context.Context) error // what runs before the commit
}

// View runs read, which sees one state of the database. It cannot write.
func (d *DB) View(ctx context.Context, read func(*Tx) error) error {
	return d.run(ctx, d.read, read)
}

// Update runs change in a transaction that is alone in writing. If change
// returns an error or panics, nothing has happened. It may be run more than
// once, so it touches nothing outside the transaction that it does not set anew.
func (d *DB) Update(ctx context.Context, change func(*Tx) error) error {
	return d.run(ctx, d.write, change)
}

func (d *DB) run(ctx context.Context, pool *connections, do func(*Tx) error) error {
	c, err := pool.take(ctx)
	if err != nil {
		return classify(fmt.Errorf("begin: %w", err))
	}
	defer pool.give(c)
	committed := false
	defer func() { // also when do panics, or ctx ends as the transaction begins
		if !committed {
			c.rollBack(ctx)
		}
	}()
	if err := c.exec(ctx, pool.begin); err != nil {
		return classify(fmt.Errorf("begin: %w", err))
	}
	tx := &Tx{Now: d.Now(), conn: c}
	if err := do(tx); err != nil {
		return err
	}
	if err := tx.finish(ctx); err != nil {
		return err
	}
	if err := c.exec(ctx, "COMMIT"); err != nil {
		return classify(fmt.Errorf("commit: %w", err))
	}
	committed = true
	return nil
}

// A Row is the result of a query for one row.
type Row struct {
	row *sql.Row
	err error
	end func()
}

// Scan copies the row's columns. It returns fault.NotFound if there is no row.
func (r Row) Scan(dest ...any) error {
	if r.err != nil {
		return classify(r.err)
	}
	defer r.end()
	return classify(r.row.Scan(dest...))
}

// Row queries for one row, which must be scanned.
func (t *Tx) Row(ctx context.Context, query string, args ...any) Row {
	st, end, err := t.conn.prepared(ctx, query)
	if err != nil {
		return Row{err: err}
	}
	return Row{row: st.QueryRowContext(ctx, args...), end: end}
}

// Each queries and calls scan for each row, in order.
func (t *Tx) Each(ctx context.Context, query string, args []any, scan func(scan func(dest ...any) error) error) error {
	st, end, err := t.conn.prepared(ctx, query)
	if err != nil {
		return classify(err)
	}
	defer end()
	rows, err := st.QueryContext(ctx, args...)
	if err != nil {
		return classify(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows.Scan); err != nil {
			return classify(err)
		}
	}
	return classify(rows.Err())
}

// Exec runs a statement and returns how many rows it touched.
func (t *Tx) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	st, end, err := t.conn.prepared(ctx, query)
	if err != nil {
		return 0, classify(err)
	}
	defer end()
	res, err := st.ExecContext(ctx, args...)
	if err != nil {
		return 0, classify(err)
	}
	return res.RowsAffected()
}

// Change is Exec for a statement that must touch a row: it returns
// fault.NotFound if it touched none.
func (t *Tx) Change(ctx context.Context, query string, args ...any) error {
	n, err := t.Exec(ctx, query, args...)
	if err == nil && n == 0 {
		return errNotFound
	}
	return err
}

var errNotFound = fault.New(fault.NotFound, "There is nothing here for you.")

// classify turns an error of the database into a fault where a caller may want
// to tell it apart.
func classify(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, sql.ErrNoRows):
		return errNotFound
	}
	if _, done := errors.AsType[*fault.Error](err); done {
		return err
	}
	return classifyDriver(err)
}

// Stamp returns t as a column: milliseconds since 1970 UTC, NULL for the zero
// time. It is for arguments and for Scan.
func Stamp(t *time.Time) *stamp { return (*stamp)(t) }

type stamp time.Time

// Value implements driver.Valuer.
func (s *stamp) Value() (driver.Value, error) {
	if t := (*time.Time)(s); !t.IsZero() {
		return t.UnixMilli(), nil
	}
	return nil, nil
}

// Scan implements sql.Scanner.
func (s *stamp) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		*s = stamp{}
	case int64:
		*s = stamp(time.UnixMilli(v).UTC())
	default:
		return fmt.Errorf("a time is stored as %T", v)
	}
	return nil
}

// Day returns t as a column that holds a date without a time: 2026-11-02, NULL
// for the zero time. Scanned, it is midnight UTC.
func Day(t *time.Time) *day { return (*day)(t) }

type day time.Time

// Value implements driver.Valuer.
func (d *day) Value() (driver.Value, error) {
	if t := (*time.Time)(d); !t.IsZero() {
		return t.Format(time.DateOnly), nil
	}
	return nil, nil
}

// Scan implements sql.Scanner.
func (d *day) Scan(v any) error {
	text, ok := v.(string)
	if v == nil || (ok && text == "") {
		*d = day{}
		return nil
	}
	t, err := time.Parse(time.DateOnly, text)
	if !ok || err != nil {
		return fmt.Errorf("a day is stored as %T %q", v, text)
	}
	*d = day(t)
	return nil
}
