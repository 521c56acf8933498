package evidence

import (
	"context"
	"fmt"
	"unicode/utf8"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/fault"
)

// SetHintAside keeps that a hint, by the key of its rule, is not for a piece, or
// that it is again. It returns fault.Invalid for a key that is too long; what is
// so already changes nothing.
func (s *Store) SetHintAside(ctx context.Context, portfolio PortfolioID, id ItemID, by account.PersonID, hint string, aside bool) error {
	if n := utf8.RuneCountInString(hint); n == 0 || n > MaxLine {
		return fault.New(fault.Invalid, "There is no such hint.")
	}
	return s.db.Update(ctx, func(tx *db.Tx) error {
		it, err := item(ctx, tx, portfolio, id)
		if err != nil {
			return err
		}
		change, action := `DELETE FROM hints_aside WHERE item_id = $1 AND hint = $2`, "hint.back"
		args := []any{id, hint}
		if aside {
			change, action = `INSERT INTO hints_aside (item_id, hint, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, "hint.aside"
			args = append(args, db.Stamp(&tx.Now))
		}
		n, err := tx.Exec(ctx, change, args...)
		if err != nil {
			return fmt.Errorf("put hint aside: %w", err)
		}
		if n == 0 {
			return nil
		}
		return record(ctx, tx, by, action, &it, map[string]string{"hint": hint})
	})
}

// HintsAside returns the keys of the hints that were put aside for a piece, in
// the order it happened.
func (s *Store) HintsAside(ctx context.Context, portfolio PortfolioID, id ItemID) (hints []string, err error) {
	const query = `
		SELECT h.hint FROM hints_aside h JOIN items i ON i.id = h.item_id
		WHERE i.portfolio_id = $1 AND i.id = $2 ORDER BY h.at, h.hint`
	err = s.db.View(ctx, func(tx *db.Tx) error {
		hints = nil
		return tx.Each(ctx, query, []any{portfolio, id}, func(scan func(...any) error) error {
			var hint string
			err := scan(&hint)
			hints = append(hints, hint)
			return err
		})
	})
	return hints, err
}

// A Told is what a piece tells, without its files and claims.
type Told struct {
	Number int
	Title  string
	Texts  []string // its parts as they are now; each only its first 20,000 characters
}

// maxTold is how many other pieces are read to compare a text with.
const maxTold = 100

// OthersTold returns what the other pieces of a portfolio tell in their newest
// version, whoever may see it, the last changed 100 of them.
func (s *Store) OthersTold(ctx context.Context, portfolio PortfolioID, but ItemID) (told []Told, err error) {
	const query = `
		SELECT i.number, v.title, substr(v.situation, 1, 20000), substr(v.task, 1, 20000), substr(v.action, 1, 20000),
		       substr(v.result, 1, 20000), substr(v.worked, 1, 20000), substr(v.failed, 1, 20000), substr(v.next_time, 1, 20000)
		FROM items i JOIN versions v ON v.id = i.latest_id
		WHERE i.portfolio_id = $1 AND i.id <> $2 AND i.removed_at IS NULL
		ORDER BY i.updated_at DESC, i.id DESC LIMIT $3`
	err = s.db.View(ctx, func(tx *db.Tx) error {
		told = nil
		return tx.Each(ctx, query, []any{portfolio, but, maxTold}, func(scan func(...any) error) error {
			t := Told{Texts: make([]string, 7)}
			err := scan(&t.Number, &t.Title, &t.Texts[0], &t.Texts[1], &t.Texts[2], &t.Texts[3], &t.Texts[4], &t.Texts[5], &t.Texts[6])
			told = append(told, t)
			return err
		})
	})
	return told, err
}
