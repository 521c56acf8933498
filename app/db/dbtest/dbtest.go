// Package dbtest gives tests a real database.
package dbtest

import (
	"path/filepath"
	"sync"
	"testing"
	"time"

	"touchstone/app/db"
	"touchstone/migrations"
)

// Noon is where the clock of a test database starts: noon in London on Thursday
// 5 March 2026.
var Noon = time.Date(2026, time.March, 5, 12, 0, 0, 0, time.UTC)

// A Clock is a clock that a test moves.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// Now returns the time it is.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Add moves the clock, back if by is negative.
func (c *Clock) Add(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(by)
}

// Open returns a migrated, empty database in a file of its own, whose clock
// stands at Noon. It is closed when the test ends.
func Open(t testing.TB) *db.DB {
	d, _ := OpenAt(t, Noon)
	return d
}

// OpenAt is Open with a clock that stands at now and can be moved.
func OpenAt(t testing.TB, now time.Time) (*db.DB, *Clock) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "touchstone.db")
	if _, _, err := db.Migrate(t.Context(), path, migrations.SQLite()); err != nil {
		t.Fatal(err)
	}
	clock := &Clock{now: now}
	d, err := db.Open(t.Context(), path, clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d, clock
}
