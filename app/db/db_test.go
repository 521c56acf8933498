package db_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"touchstone/app/db"
	"touchstone/app/db/dbtest"
	"touchstone/app/fault"
	"touchstone/migrations"
)

const addOrganisation = `INSERT INTO organisations (kind, name, created_at) VALUES ('employer', $1, 0)`

func TestAFailedUpdateLeavesNothing(t *testing.T) {
	d := dbtest.Open(t)
	stop := errors.New("stop")
	err := d.Update(t.Context(), func(tx *db.Tx) error {
		if _, err := tx.Exec(t.Context(), addOrganisation, "Ashbrook"); err != nil {
			t.Fatal(err)
		}
		return stop
	})
	if !errors.Is(err, stop) {
		t.Fatalf("Update = %v", err)
	}
	if n := count(t, d); n != 0 {
		t.Errorf("%d rows are left", n)
	}
}

func TestErrorsBecomeKinds(t *testing.T) {
	d := dbtest.Open(t)
	add := func() error {
		return d.Update(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), addOrganisation, "Ashbrook")
			return err
		})
	}
	if err := add(); err != nil {
		t.Fatal(err)
	}
	if err := add(); !fault.Is(err, fault.Exists) {
		t.Errorf("the same again = %v; want Exists", err)
	}
	err := d.View(t.Context(), func(tx *db.Tx) error {
		return tx.Row(t.Context(), `SELECT id FROM people WHERE id = 1`).Scan(new(int))
	})
	if !fault.Is(err, fault.NotFound) {
		t.Errorf("no row = %v; want NotFound", err)
	}
	err = d.View(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), addOrganisation, "Other")
		return err
	})
	if err == nil {
		t.Error("View could write")
	}
	err = d.Update(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), `INSERT INTO sessions (person_id, token_hash, device, address, created_at, seen_at, expires_at)
			VALUES (7, '', '', '', 0, 0, 0)`)
		return err
	})
	if err == nil {
		t.Error("a row may name a person who is not there")
	}
}

func TestTheClockNeverGoesBack(t *testing.T) {
	d, clock := dbtest.OpenAt(t, dbtest.Noon)
	if got := d.Now(); !got.Equal(dbtest.Noon) {
		t.Fatalf("Now = %v", got)
	}
	clock.Add(-time.Hour)
	if got := d.Now(); !got.Equal(dbtest.Noon) {
		t.Errorf("after the clock was set back, Now = %v; want %v", got, dbtest.Noon)
	}
}

func TestTodayIsLondons(t *testing.T) {
	summer := time.Date(2026, time.June, 1, 23, 30, 0, 0, time.UTC) // half past midnight in London
	if got := db.Today(summer).Format(time.DateOnly); got != "2026-06-02" {
		t.Errorf("Today = %s", got)
	}
}

func TestTimesAndDaysComeBack(t *testing.T) {
	d := dbtest.Open(t)
	at, on, none := dbtest.Noon.Add(1234*time.Millisecond), db.Today(dbtest.Noon), time.Time{}
	var gotAt, gotOn, gotNone, gotNoDay time.Time
	err := d.View(t.Context(), func(tx *db.Tx) error {
		return tx.Row(t.Context(), `SELECT $1, $2, $3, $4`, db.Stamp(&at), db.Day(&on), db.Stamp(&none), db.Day(&none)).
			Scan(db.Stamp(&gotAt), db.Day(&gotOn), db.Stamp(&gotNone), db.Day(&gotNoDay))
	})
	if err != nil || !gotAt.Equal(at) || !gotOn.Equal(on) || !gotNone.IsZero() || !gotNoDay.IsZero() {
		t.Errorf("%v %v %v %v, %v", gotAt, gotOn, gotNone, gotNoDay, err)
	}
}

func TestCopyWhileWriting(t *testing.T) {
	d := dbtest.Open(t)
	ctx, stop := context.WithCancel(t.Context())
	var writers sync.WaitGroup
	writers.Go(func() {
		for i := 0; ctx.Err() == nil; i++ {
			d.Update(context.Background(), func(tx *db.Tx) error {
				_, err := tx.Exec(context.Background(), addOrganisation, time.Now().String())
				return err
			})
		}
	})
	path := filepath.Join(t.TempDir(), "copy.db")
	err := d.CopyTo(t.Context(), path)
	stop()
	writers.Wait()
	if err != nil {
		t.Fatal(err)
	}
	c, err := db.Open(t.Context(), path, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestTwoMigrationsAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "t.db")
	var starts sync.WaitGroup
	for range 4 {
		starts.Go(func() {
			if _, _, err := db.Migrate(t.Context(), path, migrations.SQLite()); err != nil {
				t.Error(err)
			}
		})
	}
	starts.Wait()
	p, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	var dirty bool
	if err := p.QueryRow(`SELECT dirty FROM schema_migrations`).Scan(&dirty); err != nil || dirty {
		t.Errorf("dirty = %t, %v", dirty, err)
	}
}

// TestAnEndedContextLeavesTheConnectionFree ends contexts at every moment of a
// transaction; those after must find a connection that is in none.
func TestAnEndedContextLeavesTheConnectionFree(t *testing.T) {
	d := dbtest.Open(t)
	for i := range 300 {
		ctx, cancel := context.WithTimeout(t.Context(), time.Duration(i)*2*time.Microsecond)
		for _, run := range []func(context.Context, func(*db.Tx) error) error{d.Update, d.View} {
			run(ctx, func(tx *db.Tx) error {
				var n int
				return tx.Row(ctx, `SELECT count(*) FROM organisations`).Scan(&n)
			})
		}
		cancel()
		err := d.Update(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), addOrganisation, fmt.Sprint(i))
			return err
		})
		if err != nil {
			t.Fatalf("after a transaction that was cut off: %v", err)
		}
	}
	if n := count(t, d); n != 300 {
		t.Errorf("%d rows", n)
	}
}

func count(t *testing.T, d *db.DB) (n int) {
	t.Helper()
	err := d.View(t.Context(), func(tx *db.Tx) error {
		return tx.Row(t.Context(), `SELECT count(*) FROM organisations`).Scan(&n)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}
