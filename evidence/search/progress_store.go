package search

import (
	"context"
	"fmt"

	"touchstone/app/db"
)

// A Progress is how far the making of the index from the record has come.
type Progress struct {
	Done, Total int // items, by their ids
}

// Whole reports whether the index is made.
func (p Progress) Whole() bool { return p.Done >= p.Total }

// PerCent returns how much of the index is made: 0 to 99, or 100 when it is.
func (p Progress) PerCent() int {
	if p.Whole() {
		return 100
	}
	return p.Done * 100 / p.Total
}

// Progress returns how far the making of the index has come.
func (s *Store) Progress(ctx context.Context) (p Progress, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		p, _, err = progressIn(ctx, tx)
		return err
	})
	return p, err
}

func progressIn(ctx context.Context, tx *db.Tx) (p Progress, of int, err error) {
	err = tx.Row(ctx, `SELECT form, item_id, last_id FROM search_progress`).Scan(&of, &p.Done, &p.Total)
	if of != form {
		p.Done = 0
	}
	return p, of, err
}

// goOn makes some more of the index, and reports whether there is more to do. An
// index of another form is made anew.
func (s *Store) goOn(ctx context.Context, items int) (more bool, err error) {
	var p Progress
	var of int
	err = s.db.View(ctx, func(tx *db.Tx) error {
		p, of, err = progressIn(ctx, tx)
		return err
	})
	if err != nil || of == form && p.Whole() {
		return false, err
	}
	if of != form {
		return true, s.Renew(ctx)
	}
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		if p, of, err = progressIn(ctx, tx); err != nil || of != form {
			return err
		}
		const some = `SELECT id FROM items WHERE id > $1 AND id <= $2 ORDER BY id LIMIT $3`
		var ids []int64
		err := tx.Each(ctx, some, []any{p.Done, p.Total, items}, func(scan func(...any) error) error {
			var id int64
			err := scan(&id)
			ids = append(ids, id)
			return err
		})
		if err != nil {
			return err
		}
		if err := Index(ctx, tx, ids...); err != nil {
			return err
		}
		p.Done = p.Total
		if len(ids) == items {
			p.Done = int(ids[len(ids)-1])
		}
		_, err = tx.Exec(ctx, `UPDATE search_progress SET item_id = $1`, p.Done)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("make the index: %w", err)
	}
	return true, nil
}

// Renew throws the index away, to be made anew from the record in the background.
func (s *Store) Renew(ctx context.Context) error {
	return s.db.Update(ctx, func(tx *db.Tx) error {
		for _, step := range []string{
			`DELETE FROM search_waiting`,
			`DELETE FROM search_docs`,
			`INSERT INTO search_words (search_words) VALUES ('delete-all')`,
			`DELETE FROM search_progress`,
		} {
			if _, err := tx.Exec(ctx, step); err != nil {
				return fmt.Errorf("renew the index: %w", err)
			}
		}
		const begin = `INSERT INTO search_progress (form, item_id, last_id) SELECT $1, 0, COALESCE(max(id), 0) FROM items`
		if _, err := tx.Exec(ctx, begin, form); err != nil {
			return fmt.Errorf("renew the index: %w", err)
		}
		return nil
	})
}
