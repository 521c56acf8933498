package demo

import (
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"touchstone/app/blob"
	"touchstone/app/db"
	"touchstone/app/document"
	"touchstone/migrations"
)

// TestMain lets the test program be the child that reads uploads.
func TestMain(m *testing.M) {
	if handled, status := document.Child(os.Args[1:]); handled {
		os.Exit(status)
	}
	os.Exit(m.Run())
}

// now is a Saturday afternoon.
var now = time.Date(2026, time.November, 21, 15, 0, 0, 0, time.UTC)

// installation returns an empty, migrated installation.
func installation(t *testing.T) Installation {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "touchstone.db")
	if _, _, err := db.Migrate(t.Context(), path, migrations.SQLite()); err != nil {
		t.Fatal(err)
	}
	blobs, err := blob.OpenDisk(filepath.Join(dir, "files"))
	if err != nil {
		t.Fatal(err)
	}
	return Installation{Database: path, Blobs: blobs, Reader: document.NewReader(slog.New(slog.DiscardHandler)), Now: now}
}

func TestFill(t *testing.T) {
	in := installation(t)
	begun := time.Now()
	if err := Fill(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	t.Logf("filled in %s", time.Since(begun).Round(time.Millisecond))
}
