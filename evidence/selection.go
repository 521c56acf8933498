package evidence

import (
	"context"
	"fmt"
	"slices"
	"time"

	"touchstone/app/account"
	"touchstone/app/audit"
	"touchstone/app/db"
	"touchstone/app/fault"
)

// A Selection is which pieces are to be handed over. The zero Selection is every
// piece that was accepted.
type Selection struct {
	Made  bool     // by a person; otherwise it is every accepted piece
	Items []ItemID // in order; only where it was made
	By    account.PersonID
	At    time.Time
}

// Holds reports whether a piece is to be handed over: it is chosen, and a
// version of it counts.
func (s *Selection) Holds(it *Item) bool {
	return it.Counts != 0 && it.RemovedAt.IsZero() && (!s.Made || slices.Contains(s.Items, it.ID))
}

// Mark tells one selection from another: a page keeps it, so as not to overwrite
// what somebody chose meanwhile.
func (s *Selection) Mark() string {
	if !s.Made {
		return "all"
	}
	return fmt.Sprintf("%d %v", s.At.UnixMilli(), s.Items)
}

// Select chooses the pieces to hand over, of which each has a version that
// counts. It returns fault.Invalid naming "items" for another.
func (s *Store) Select(ctx context.Context, portfolio PortfolioID, by account.PersonID, items []ItemID) error {
	return s.choose(ctx, portfolio, by, items, func(*Selection) error { return nil })
}

// SelectAfter is Select by somebody who saw the selection with that mark. If it
// is not the one that holds, it returns fault.Conflict and changes nothing.
func (s *Store) SelectAfter(ctx context.Context, portfolio PortfolioID, by account.PersonID, items []ItemID, mark string) error {
	return s.choose(ctx, portfolio, by, items, seen(mark))
}

// SelectAll goes back to handing over every accepted piece, those too that are
// accepted later. It returns fault.Conflict as SelectAfter does.
func (s *Store) SelectAll(ctx context.Context, portfolio PortfolioID, by account.PersonID, mark string) error {
	return s.db.Update(ctx, func(tx *db.Tx) error {
		before, err := SelectionIn(ctx, tx, portfolio)
		if err != nil {
			return err
		}
		if err := seen(mark)(&before); err != nil || !before.Made {
			return err
		}
		for _, remove := range []string{`DELETE FROM selected_items WHERE portfolio_id = $1`, `DELETE FROM selections WHERE portfolio_id = $1`} {
			if _, err := tx.Exec(ctx, remove, portfolio); err != nil {
				return fmt.Errorf("clear selection: %w", err)
			}
		}
		return selected(ctx, tx, portfolio, by, map[string]any{"before": before.Items, "after": "every accepted piece"})
	})
}

func seen(mark string) func(*Selection) error {
	return func(now *Selection) error {
		if now.Mark() != mark {
			return errChosen
		}
		return nil
	}
}

var errChosen = fault.New(fault.Conflict, "Somebody chose other pieces while this page was open, so nothing was changed. Your choice is still here: compare it with theirs, then keep one.")

func (s *Store) choose(ctx context.Context, portfolio PortfolioID, by account.PersonID, items []ItemID, allow func(*Selection) error) error {
	items = slices.Clone(items)
	slices.Sort(items)
	items = slices.Compact(items)
	return s.db.Update(ctx, func(tx *db.Tx) error {
		before, err := SelectionIn(ctx, tx, portfolio)
		if err != nil {
			return err
		}
		if err := allow(&before); err != nil || before.Made && slices.Equal(before.Items, items) {
			return err
		}
		const upsert = `
			INSERT INTO selections (portfolio_id, by_id, at) VALUES ($1, $2, $3)
			ON CONFLICT (portfolio_id) DO UPDATE SET by_id = excluded.by_id, at = excluded.at`
		if _, err := tx.Exec(ctx, upsert, portfolio, by, db.Stamp(&tx.Now)); err != nil {
			return fmt.Errorf("add selection: %w", err)
		}
		if _, err := tx.Exec(ctx, `DELETE FROM selected_items WHERE portfolio_id = $1`, portfolio); err != nil {
			return fmt.Errorf("clear selection: %w", err)
		}
		for _, id := range items {
			if err := selectItem(ctx, tx, portfolio, id); err != nil {
				return err
			}
		}
		detail := map[string]any{"after": items}
		if before.Made {
			detail["before"] = before.Items
		}
		return selected(ctx, tx, portfolio, by, detail)
	})
}

func selectItem(ctx context.Context, tx *db.Tx, portfolio PortfolioID, id ItemID) error {
	const insert = `
		INSERT INTO selected_items (portfolio_id, item_id)
		SELECT portfolio_id, id FROM items WHERE portfolio_id = $1 AND id = $2 AND counts_id IS NOT NULL AND removed_at IS NULL`
	err := tx.Change(ctx, insert, portfolio, id)
	if fault.Is(err, fault.NotFound) {
		var bad fault.Fields
		bad.Add("items", "Choose pieces that were accepted.")
		return bad.Err()
	}
	if err != nil {
		return fmt.Errorf("choose piece: %w", err)
	}
	return nil
}

// selected records who chose, and asks anew for signatures of what changed.
func selected(ctx context.Context, tx *db.Tx, portfolio PortfolioID, by account.PersonID, detail map[string]any) error {
	err := audit.Add(ctx, tx, audit.Event{Person: int64(by), Action: "selection.make", Portfolio: int64(portfolio),
		Subject: fmt.Sprintf("enrolment %d", portfolio), Detail: detail})
	if err != nil {
		return err
	}
	return handOver(ctx, tx, portfolio, by)
}

// Selection returns which pieces of a portfolio are to be handed over.
func (s *Store) Selection(ctx context.Context, portfolio PortfolioID) (sel Selection, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		sel, err = SelectionIn(ctx, tx, portfolio)
		return err
	})
	return sel, err
}

// SelectionIn is Selection within a transaction of the caller's.
func SelectionIn(ctx context.Context, tx *db.Tx, portfolio PortfolioID) (sel Selection, err error) {
	err = tx.Row(ctx, `SELECT by_id, at FROM selections WHERE portfolio_id = $1`, portfolio).Scan(&sel.By, db.Stamp(&sel.At))
	if fault.Is(err, fault.NotFound) {
		return Selection{}, nil
	}
	if err != nil {
		return sel, err
	}
	sel.Made = true
	const query = `
		SELECT c.item_id FROM selected_items c JOIN items i ON i.id = c.item_id
		WHERE c.portfolio_id = $1 AND i.removed_at IS NULL ORDER BY c.item_id`
	err = tx.Each(ctx, query, []any{portfolio}, func(scan func(...any) error) error {
		var id ItemID
		err := scan(&id)
		sel.Items = append(sel.Items, id)
		return err
	})
	return sel, err
}
