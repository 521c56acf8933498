package migrations_test

import (
	"database/sql"
	"path/filepath"
	"testing"

	_ "modernc.org/sqlite"

	"touchstone/app/db"
	"touchstone/migrations"
)

func TestEveryStepGoesUpAndDown(t *testing.T) {
	path := filepath.Join(t.TempDir(), "t.db")
	from, to, err := db.Migrate(t.Context(), path, migrations.SQLite())
	if err != nil || from != 0 || to == 0 {
		t.Fatalf("up: %d to %d, %v", from, to, err)
	}
	if from, again, err := db.Migrate(t.Context(), path, migrations.SQLite()); err != nil || from != to || again != to {
		t.Fatalf("up again: %d to %d, %v", from, again, err)
	}
	if err := db.MigrateDown(path, migrations.SQLite()); err != nil {
		t.Fatal(err)
	}
	p, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	rows, err := p.Query(`SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' AND name NOT LIKE 'schema_migrations%' AND name <> 'version_unique'`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		t.Errorf("%s is left", name)
	}
}
