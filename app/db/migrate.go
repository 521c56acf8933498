package db

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"github.com/golang-migrate/migrate/v4"
	"github.com/golang-migrate/migrate/v4/database/sqlite"
	"github.com/golang-migrate/migrate/v4/source/iofs"
)

// Migrate brings the database file at path to the newest step in steps, making
// the file if need be, and returns the step it had (0: none) and has. Before it
// changes a database that holds something it copies it to path.before-STEP. A
// step that fails leaves the database as it was.
//
// Two programs may call it at once: a lock file beside the database makes the
// second wait.
func Migrate(ctx context.Context, path string, steps fs.FS) (from, to uint, err error) {
	unlock, err := lock(path + ".migrate-lock")
	if err != nil {
		return 0, 0, err
	}
	defer unlock()

	m, err := migrator(path, steps)
	if err != nil {
		return 0, 0, err
	}
	defer m.Close()
	from, dirty, err := m.Version()
	if err != nil && !errors.Is(err, migrate.ErrNilVersion) {
		return 0, 0, fmt.Errorf("read step: %w", err)
	}
	if dirty {
		// The step itself was rolled back; only the mark is left of it.
		if err := m.Force(int(from) - 1); err != nil {
			return from, from, fmt.Errorf("clear mark of step %d: %w", from, err)
		}
		from--
	}
	newest, err := newestStep(steps)
	if err != nil {
		return from, from, err
	}
	if from > newest {
		return from, from, fmt.Errorf("the database is at step %d and this program knows %d: it is too old for this data", from, newest)
	}
	if from == newest {
		return from, newest, nil
	}
	if from > 0 {
		if err := keepCopy(ctx, path, from); err != nil {
			return from, from, err
		}
	}
	if err := m.Up(); err != nil && !errors.Is(err, migrate.ErrNoChange) {
		return from, from, fmt.Errorf("migrate from step %d: %w", from, err)
	}
	p, err := pool(path, "", 1)
	if err != nil {
		return from, newest, err
	}
	defer p.Close()
	return from, newest, brokenReferences(ctx, p)
}

// MigrateDown undoes every step. It is for tests.
func MigrateDown(path string, steps fs.FS) error {
	m, err := migrator(path, steps)
	if err != nil {
		return err
	}
	defer m.Close()
	return m.Down()
}

// migrator works on a connection of its own without foreign keys: rebuilding a
// table with them on would empty the tables that refer to it.
func migrator(path string, steps fs.FS) (*migrate.Migrate, error) {
	p, err := pool(path, "&_pragma=foreign_keys(0)", 1)
	if err != nil {
		return nil, err
	}
	target, err := sqlite.WithInstance(p, &sqlite.Config{})
	if err != nil {
		p.Close()
		return nil, fmt.Errorf("open for migration: %w", err)
	}
	source, err := iofs.New(steps, ".")
	if err != nil {
		p.Close()
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	return migrate.NewWithInstance("iofs", source, "sqlite", target)
}

func newestStep(steps fs.FS) (uint, error) {
	source, err := iofs.New(steps, ".")
	if err != nil {
		return 0, fmt.Errorf("read migrations: %w", err)
	}
	defer source.Close()
	step, err := source.First()
	for err == nil {
		next, e := source.Next(step)
		if errors.Is(e, fs.ErrNotExist) {
			return step, nil
		}
		step, err = next, e
	}
	return 0, fmt.Errorf("read migrations: %w", err)
}

func keepCopy(ctx context.Context, path string, step uint) error {
	d := &DB{path: path}
	if err := d.CopyTo(ctx, fmt.Sprintf("%s.before-%d", path, step)); err != nil {
		return fmt.Errorf("keep a copy before migrating: %w", err)
	}
	return nil
}

func lock(path string) (unlock func(), err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("lock: %w", err)
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
		f.Close()
		return nil, fmt.Errorf("lock: %w", err)
	}
	return func() { f.Close() }, nil
}

// Steps returns the step the database file at path has, 0 for none, and the
// newest in steps.
func Steps(path string, steps fs.FS) (have, newest uint, err error) {
	m, err := migrator(path, steps)
	if err != nil {
		return 0, 0, err
	}
	defer m.Close()
	have, dirty, err := m.Version()
	if err != nil && !errors.Is(err, migrate.ErrNilVersion) {
		return 0, 0, fmt.Errorf("read step: %w", err)
	}
	if dirty {
		have-- // the step itself was rolled back
	}
	newest, err = newestStep(steps)
	return have, newest, err
}
