package audit

import (
	"context"
	"fmt"
	"time"

	"touchstone/app/db"
)

// An Export is a file with events that was made for an auditor.
type Export struct {
	ID        int64     `json:"-"`
	Person    int64     `json:"-"`                   // who asked, and alone may have it
	Portfolio int64     `json:"portfolio,omitempty"` // 0: the whole installation
	From, To  time.Time // days, midnight UTC; zero: without an end
	Events    int
	Withheld  int       // events whose detail is left out
	Size      int64     // bytes
	Blob      string    // where it is stored
	MadeAt    time.Time `json:"-"`
}

// KeepExport stores a row of an export and fills in its ID and MadeAt.
func KeepExport(ctx context.Context, d *db.DB, e *Export) error {
	return d.Update(ctx, func(tx *db.Tx) error {
		e.MadeAt = tx.Now
		const insert = `
			INSERT INTO audit_exports (person_id, portfolio, from_on, to_on, events, withheld, size, blob, made_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
			RETURNING id`
		err := tx.Row(ctx, insert, e.Person, e.Portfolio, db.Day(&e.From), db.Day(&e.To), e.Events, e.Withheld, e.Size, e.Blob, db.Stamp(&e.MadeAt)).Scan(&e.ID)
		if err != nil {
			return fmt.Errorf("keep export of events: %w", err)
		}
		return Add(ctx, tx, Event{Person: e.Person, Action: "audit.export", Portfolio: e.Portfolio,
			Subject: fmt.Sprintf("audit_export %d", e.ID), Detail: map[string]any{"after": e}})
	})
}

const exportColumns = `id, person_id, portfolio, from_on, to_on, events, withheld, size, blob, made_at`

func (e *Export) columns() []any {
	return []any{&e.ID, &e.Person, &e.Portfolio, db.Day(&e.From), db.Day(&e.To), &e.Events, &e.Withheld, &e.Size, &e.Blob, db.Stamp(&e.MadeAt)}
}

// Exports returns the newest exports that a person asked for, newest first, at
// most limit.
func Exports(ctx context.Context, d *db.DB, person int64, limit int) (all []Export, err error) {
	err = d.View(ctx, func(tx *db.Tx) error {
		all = nil
		const query = `SELECT ` + exportColumns + ` FROM audit_exports WHERE person_id = $1 ORDER BY id DESC LIMIT $2`
		return tx.Each(ctx, query, []any{person, limit}, func(scan func(...any) error) error {
			var e Export
			err := scan(e.columns()...)
			all = append(all, e)
			return err
		})
	})
	return all, err
}

// ExportOf returns an export that a person asked for, or fault.NotFound.
func ExportOf(ctx context.Context, d *db.DB, person, id int64) (e Export, err error) {
	err = d.View(ctx, func(tx *db.Tx) error {
		const query = `SELECT ` + exportColumns + ` FROM audit_exports WHERE person_id = $1 AND id = $2`
		return tx.Row(ctx, query, person, id).Scan(e.columns()...)
	})
	return e, err
}
