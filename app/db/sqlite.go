package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"touchstone/app/fault"
)

const pragmas = "_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)" +
	"&_pragma=temp_store(MEMORY)&_pragma=cache_size(-32768)&_pragma=mmap_size(1073741824)" +
	"&_pragma=journal_size_limit(67108864)&_dqs=0"

// Readers is how many queries run side by side.
const Readers = 4

// Open opens the SQLite database in the file at path, making it if need be. A
// clock of nil is the machine's.
func Open(ctx context.Context, path string, clock func() time.Time) (*DB, error) {
	if clock == nil {
		clock = time.Now
	}
	d := &DB{path: path, clock: clock}
	var err error
	// The writer makes the file and its journal before any reader looks.
	if d.write, err = connect(ctx, path, "&_pragma=foreign_keys(1)", "BEGIN IMMEDIATE", 1); err != nil {
		return nil, classify(fmt.Errorf("open %s: %w", path, err))
	}
	if d.read, err = connect(ctx, path, "&_pragma=query_only(1)", "BEGIN", Readers); err != nil {
		d.Close()
		return nil, classify(fmt.Errorf("open %s: %w", path, err))
	}
	return d, nil
}

func pool(path, more string, conns int) (*sql.DB, error) {
	p, err := sql.Open(sqlDriver, "file:"+(&url.URL{Path: path}).EscapedPath()+"?"+pragmas+more)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	p.SetMaxOpenConns(conns)
	p.SetMaxIdleConns(conns)
	return p, nil
}

// Close waits for transactions in flight and closes the database.
func (d *DB) Close() error {
	var errs []error
	for _, c := range []*connections{d.read, d.write} {
		if c != nil {
			errs = append(errs, c.close())
		}
	}
	return errors.Join(errs...)
}

// Ping reports whether the database answers.
func (d *DB) Ping(ctx context.Context) error {
	return d.View(ctx, func(tx *Tx) error {
		var one int
		return tx.Row(ctx, "SELECT 1").Scan(&one)
	})
}

// CopyTo writes a copy of the database, as it stands at one moment, to a new
// file at path, whole or not at all. Writers wait less than a tenth of a second.
func (d *DB) CopyTo(ctx context.Context, path string) error {
	part := path + ".part"
	if err := os.Remove(part); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("copy database: %w", err)
	}
	defer os.Remove(part)
	// query_only forbids VACUUM INTO, so it takes a connection of its own.
	p, err := pool(d.path, "", 1)
	if err != nil {
		return err
	}
	defer p.Close()
	if _, err := p.ExecContext(ctx, "VACUUM INTO $1", part); err != nil {
		return classify(fmt.Errorf("copy database: %w", err))
	}
	return Settle(part, path)
}

// Settle makes the file at part durable and gives it its final name, so that
// path holds all of it or does not exist, whenever the machine stops.
func Settle(part, path string) error {
	f, err := os.OpenFile(part, os.O_RDWR, 0)
	if err != nil {
		return fmt.Errorf("settle: %w", err)
	}
	err = errors.Join(f.Sync(), f.Close())
	if err != nil {
		return fmt.Errorf("settle: %w", err)
	}
	if err := os.Rename(part, path); err != nil {
		return fmt.Errorf("settle: %w", err)
	}
	return SyncFolder(filepath.Dir(path))
}

// SyncFolder makes the names in a folder durable.
func SyncFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("sync folder: %w", err)
	}
	return errors.Join(f.Sync(), f.Close())
}

// Check returns what SQLite finds wrong with the file or with references
// between rows, or nil.
func (d *DB) Check(ctx context.Context) error {
	p, err := pool(d.path, "&_pragma=query_only(1)", 1)
	if err != nil {
		return err
	}
	defer p.Close()
	var verdict string
	if err := p.QueryRowContext(ctx, "PRAGMA integrity_check").Scan(&verdict); err != nil {
		return classify(fmt.Errorf("check database: %w", err))
	}
	if verdict != "ok" {
		return fmt.Errorf("check database: %s", verdict)
	}
	return brokenReferences(ctx, p)
}

func brokenReferences(ctx context.Context, p *sql.DB) error {
	rows, err := p.QueryContext(ctx, "PRAGMA foreign_key_check")
	if err != nil {
		return fmt.Errorf("check references: %w", err)
	}
	defer rows.Close()
	if rows.Next() {
		var table, parent sql.NullString
		var row, key sql.NullInt64
		if err := rows.Scan(&table, &row, &parent, &key); err != nil {
			return fmt.Errorf("check references: %w", err)
		}
		return fmt.Errorf("check references: row %d of %s names a row of %s that is not there",
			row.Int64, table.String, parent.String)
	}
	return rows.Err()
}

// classifyDriver gives SQLite's errors a kind.
func classifyDriver(err error) error {
	e, ok := errors.AsType[*sqlite.Error](err)
	if !ok {
		return err
	}
	switch e.Code() {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
		return fault.Because(err, fault.Exists, "There is one like that already.")
	case sqlite3.SQLITE_CONSTRAINT_CHECK, sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY, sqlite3.SQLITE_CONSTRAINT_NOTNULL:
		return fmt.Errorf("the database refused a row: %w", err) // a rule our own code should have kept
	}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_FULL:
		return fault.Because(err, fault.Unavailable, "There is no room left to save this. Nothing was changed; tell your administrator, then try again.")
	case sqlite3.SQLITE_BUSY:
		return fault.Because(err, fault.Unavailable, "This is taking longer than it should. Nothing was changed; try again in a moment.")
	}
	return err
}
