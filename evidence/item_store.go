package evidence

import (
	"context"
	"fmt"

	"touchstone/app/account"
	"touchstone/app/audit"
	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/evidence/search"
)

// A Piece is an item with one of its versions, whole.
type Piece struct {
	Item
	Version Version
}

// AddItem stores a new item as a draft with the text of v and returns it. It
// returns fault.Invalid if a field is wrong.
func (s *Store) AddItem(ctx context.Context, portfolio PortfolioID, by account.PersonID, v Version) (p Piece, err error) {
	v.Claims, v.Files, v.Decisions = nil, nil, nil
	v.Tidy()
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		if err := v.CheckDraft(tx.Now); err != nil {
			return err
		}
		p.Item = Item{Portfolio: portfolio, State: Draft, Title: v.Title}
		if err := insertItem(ctx, tx, &p.Item); err != nil {
			return err
		}
		p.Version = v
		p.Version.Item, p.Version.Number = p.ID, 1
		if err := insertVersion(ctx, tx, &p.Version); err != nil {
			return err
		}
		p.Latest = p.Version.ID
		if err := saveItem(ctx, tx, &p.Item); err != nil {
			return err
		}
		if err := active(ctx, tx, portfolio); err != nil {
			return err
		}
		return record(ctx, tx, by, "item.add", &p.Item, map[string]any{"version": 1, "changes": changesOf(&Version{}, &p.Version)})
	})
	return p, err
}

// insertItem stores a new draft, and fills in its ID, number and times.
func insertItem(ctx context.Context, tx *db.Tx, it *Item) error {
	it.CreatedAt, it.UpdatedAt = tx.Now, tx.Now
	const insert = `
		INSERT INTO items (portfolio_id, number, state, title, created_at, updated_at)
		SELECT $1, COALESCE(max(number), 0) + 1, 'draft', $2, $3, $3 FROM items WHERE portfolio_id = $1
		RETURNING id, number`
	if err := tx.Row(ctx, insert, it.Portfolio, it.Title, db.Stamp(&tx.Now)).Scan(&it.ID, &it.Number); err != nil {
		return fmt.Errorf("add item: %w", err)
	}
	return nil
}

// itemColumns are an item's columns, in the order of columns.
const itemColumns = `
	i.id, i.portfolio_id, i.number, i.state, i.title, COALESCE(i.latest_id, 0), COALESCE(i.counts_id, 0),
	i.submitted_at, i.created_at, i.updated_at, i.removed_at`

func (it *Item) columns() []any {
	return []any{&it.ID, &it.Portfolio, &it.Number, &it.State, &it.Title, &it.Latest, &it.Counts,
		db.Stamp(&it.SubmittedAt), db.Stamp(&it.CreatedAt), db.Stamp(&it.UpdatedAt), db.Stamp(&it.RemovedAt)}
}

// item reads an item that has not been thrown away.
func item(ctx context.Context, tx *db.Tx, portfolio PortfolioID, id ItemID) (it Item, err error) {
	const query = `SELECT ` + itemColumns + ` FROM items i WHERE i.portfolio_id = $1 AND i.id = $2 AND i.removed_at IS NULL`
	err = tx.Row(ctx, query, portfolio, id).Scan(it.columns()...)
	return it, err
}

// newest reads an item with its newest version.
func newest(ctx context.Context, tx *db.Tx, portfolio PortfolioID, id ItemID) (p Piece, err error) {
	if p.Item, err = item(ctx, tx, portfolio, id); err != nil {
		return p, err
	}
	found, err := load(ctx, tx, pickNewest, portfolio, id)
	if err != nil {
		return p, err
	}
	if len(found) != 1 {
		return p, fmt.Errorf("item %d has no newest version", id)
	}
	p.Version = *found[0]
	return p, nil
}

// saveItem stores what changes of an item, at the transaction's time.
func saveItem(ctx context.Context, tx *db.Tx, it *Item) error {
	it.UpdatedAt = tx.Now
	search.Touch(tx, int64(it.ID))
	const update = `
		UPDATE items
		SET state = $2, title = $3, latest_id = NULLIF($4, 0), counts_id = NULLIF($5, 0),
		    submitted_at = $6, updated_at = $7, removed_at = $8
		WHERE id = $1`
	err := tx.Change(ctx, update, it.ID, it.State, it.Title, it.Latest, it.Counts,
		db.Stamp(&it.SubmittedAt), db.Stamp(&it.UpdatedAt), db.Stamp(&it.RemovedAt))
	if err != nil {
		return fmt.Errorf("save item: %w", err)
	}
	return nil
}

// Item returns an item as far as sight goes: with its newest version, or with
// the newest that was submitted and not withdrawn.
func (s *Store) Item(ctx context.Context, portfolio PortfolioID, id ItemID, sight Sight) (p Piece, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		if sight == Own {
			p, err = newest(ctx, tx, portfolio, id)
			return err
		}
		if p.Item, err = item(ctx, tx, portfolio, id); err != nil {
			return err
		}
		found, err := load(ctx, tx, pickShared, portfolio, id)
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return notThere
		}
		p.share(found[0])
		return nil
	})
	return p, err
}

// share makes the piece what others see of it: nothing of a later draft.
func (p *Piece) share(v *Version) {
	p.Version = *v
	p.Title, p.State = v.Title, v.State
}

var notThere = fault.New(fault.NotFound, "There is nothing here for you.")

// Versions returns the versions of an item, newest first, as far as sight goes.
func (s *Store) Versions(ctx context.Context, portfolio PortfolioID, id ItemID, sight Sight) (versions []Version, err error) {
	pick := pickSharedHistory
	if sight == Own {
		pick = pickHistory
	}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		if _, err := item(ctx, tx, portfolio, id); err != nil {
			return err
		}
		found, err := load(ctx, tx, pick, portfolio, id)
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return notThere
		}
		versions = make([]Version, len(found))
		for i, v := range found {
			versions[len(found)-1-i] = *v
		}
		return nil
	})
	return versions, err
}

// record adds an event about an item, and has what can be found of it kept up.
func record(ctx context.Context, tx *db.Tx, by account.PersonID, action string, it *Item, detail any) error {
	search.Touch(tx, int64(it.ID))
	return audit.Add(ctx, tx, audit.Event{Person: int64(by), Action: action, Portfolio: int64(it.Portfolio),
		Subject: fmt.Sprintf("item %d", it.ID), Detail: detail})
}
