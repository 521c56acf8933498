package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"touchstone/app/db"
	"touchstone/migrations"
)

// large makes a data folder of a provider with so many apprentices of so many
// items each, five claims an item. It writes rows in bulk, below the stores, since
// through them 600,000 items would take an hour.
func large(ctx context.Context, dir string, apprentices, items int) error {
	path := filepath.Join(dir, "touchstone.db")
	if _, _, err := db.Migrate(ctx, path, migrations.SQLite()); err != nil {
		return err
	}
	d, err := db.Open(ctx, path, nil)
	if err != nil {
		return err
	}
	defer d.Close()
	const statements, claimsPer = 52, 5
	if err := d.Update(ctx, func(tx *db.Tx) error { return largeStandard(ctx, tx, statements) }); err != nil {
		return err
	}
	people := bulk{table: "people", columns: "id, name, email, created_at"}
	grants := bulk{table: "grants", columns: "person_id, role, scope, scope_id, granted_at"}
	enrolments := bulk{table: "enrolments", columns: "id, apprentice_id, standard_id, employer_id, coach_id, started_on, planned_end_on, created_at, updated_at"}
	evidence := bulk{table: "items", columns: "id, portfolio_id, number, state, latest_id, title, created_at, updated_at"}
	versions := bulk{table: "versions", columns: "id, item_id, number, state, revision, title, kind, place, situation, task, action, result, worked, failed, next_time, theory, own_part, own_work, ai_used, ai_note, witness_name, witness_role, witness_relation, witness_contact, held, held_what, held_where, created_at, saved_at"}
	claims := bulk{table: "claims", columns: "version_id, statement_id, position, how"}
	now := time.Now().UnixMilli()
	const text = "I checked the account, rang the customer and wrote down what we agreed, with the date of each payment."
	for first := 1; first <= apprentices; first += 500 {
		err := d.Update(ctx, func(tx *db.Tx) error {
			for a := first; a < min(first+500, apprentices+1); a++ {
				people.add(a+1, fmt.Sprintf("Apprentice %d", a), fmt.Sprintf("a%d@example.com", a), now)
				grants.add(a+1, "apprentice", "enrolment", a, now)
				enrolments.add(a, a+1, 1, 1, 1, "2026-01-05", "2027-07-04", now, now)
				for i := range items {
					id := (a-1)*items + i + 1
					evidence.add(id, a, i+1, "draft", id, fmt.Sprintf("Account %d", id), now, now)
					versions.add(id, id, 1, "draft", 1, fmt.Sprintf("Account %d", id), "work product", "", text, text, text, text,
						"", "", "", "", "", 1, "no", "", "", "", "", "", 0, "", "", now, now)
					for c := range claimsPer {
						claims.add(id, (id*7+c*11)%statements+1, c, text)
					}
				}
			}
			for _, rows := range []*bulk{&people, &grants, &enrolments, &evidence, &versions, &claims} {
				if err := rows.flush(ctx, tx); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func largeStandard(ctx context.Context, tx *db.Tx, statements int) error {
	for _, sql := range []string{
		`INSERT INTO standards (id, reference, version, title, level, types, source, created_at, updated_at)
		 VALUES (1, 'ST9999', '1.0', 'A standard for measuring', 3, '[{"key":"knowledge","letter":"K","name":"Knowledge","one":"knowledge"}]', 'made up', 0, 0)`,
		`INSERT INTO organisations (id, kind, name, created_at) VALUES (1, 'employer', 'An employer', 0)`,
		`INSERT INTO people (id, name, email, created_at) VALUES (1, 'A coach', 'coach@example.com', 0)`,
	} {
		if _, err := tx.Exec(ctx, sql); err != nil {
			return err
		}
	}
	rows := bulk{table: "statements", columns: "id, standard_id, key, position, code, code_origin, type, title, summary, membership"}
	for i := range statements {
		code := fmt.Sprintf("K%d", i+1)
		rows.add(i+1, 1, code, i, code, "inferred", "knowledge", "Statement "+code, "A statement to be measured.", "core")
	}
	return rows.flush(ctx, tx)
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
