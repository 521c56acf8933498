package evidence

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"touchstone/app/account"
	"touchstone/app/audit"
	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/ksb"
)

// Submit submits an item's draft to the coach. It returns fault.Invalid if the
// draft lacks something, fault.Conflict if it was saved since revision or is no
// draft. Submitting what was just submitted is no error: people click twice.
func (s *Store) Submit(ctx context.Context, portfolio PortfolioID, id ItemID, by account.PersonID, revision int) (p Piece, err error) {
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		if p, err = newest(ctx, tx, portfolio, id); err != nil {
			return err
		}
		v := &p.Version
		switch {
		case v.State == Submitted && v.SubmittedBy == by && v.Revision == revision:
			return nil
		case v.State != Draft:
			return p.allow("submitted")
		case v.Revision != revision:
			return clash(*v)
		}
		plan, err := planOf(ctx, tx, portfolio)
		if err != nil {
			return err
		}
		if err := v.CheckSubmit(tx.Now, &plan); err != nil {
			return err
		}
		v.State, v.SubmittedAt, v.SubmittedBy = Submitted, tx.Now, by
		const update = `UPDATE versions SET state = 'submitted', submitted_at = $2, submitted_by = $3 WHERE id = $1`
		if err := tx.Change(ctx, update, v.ID, db.Stamp(&tx.Now), by); err != nil {
			return fmt.Errorf("submit version: %w", err)
		}
		p.State, p.SubmittedAt = Submitted, tx.Now
		if err := tell(ctx, tx, &p.Item, Submitted, by); err != nil {
			return err
		}
		return moved(ctx, tx, by, "item.submit", &p.Item, map[string]any{"version": v.Number, "title": v.Title})
	})
	return p, err
}

// moved stores an item that has a new state or version, brings the coverage and
// the standing up to date and adds an event, with what changed of the item beside detail.
func moved(ctx context.Context, tx *db.Tx, by account.PersonID, action string, it *Item, detail map[string]any) error {
	was, err := standing(ctx, tx, it.ID)
	if err != nil {
		return err
	}
	change := audit.Between(was, it.standing())
	detail["before"], detail["after"] = change.Before, change.After
	if err := saveItem(ctx, tx, it); err != nil {
		return err
	}
	if err := cover(ctx, tx, it.Portfolio, it.ID); err != nil {
		return err
	}
	if err := stood(ctx, tx, it, by); err != nil {
		return err
	}
	return record(ctx, tx, by, action, it, detail)
}

// A stand is where an item stands, as events tell it.
type stand struct {
	State   State  `json:"state"`
	Title   string `json:"title"`
	Removed bool   `json:"removed"`
}

func (it *Item) standing() stand { return stand{it.State, it.Title, !it.RemovedAt.IsZero()} }

// standing returns where an item stands as it is stored.
func standing(ctx context.Context, tx *db.Tx, id ItemID) (s stand, err error) {
	const query = `SELECT state, title, removed_at IS NOT NULL FROM items WHERE id = $1`
	return s, tx.Row(ctx, query, id).Scan(&s.State, &s.Title, &s.Removed)
}

// planOf returns the assessment plan of a portfolio, or the zero plan.
func planOf(ctx context.Context, tx *db.Tx, portfolio PortfolioID) (plan ksb.Plan, err error) {
	const query = `
		SELECT COALESCE(p.document, '') FROM enrolments e LEFT JOIN plans p ON p.id = e.plan_id WHERE e.id = $1`
	var document string
	if err := tx.Row(ctx, query, portfolio).Scan(&document); err != nil || document == "" {
		return plan, err
	}
	if err := json.Unmarshal([]byte(document), &plan); err != nil {
		return plan, fmt.Errorf("read plan: %w", err)
	}
	return plan, nil
}

// Withdraw takes back what waits for a decision. The version submitted is kept
// as it was; the next is a draft that begins as a copy of it.
func (s *Store) Withdraw(ctx context.Context, portfolio PortfolioID, id ItemID, by account.PersonID) (p Piece, err error) {
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		if p, err = newest(ctx, tx, portfolio, id); err != nil {
			return err
		}
		if err := p.allow("taken back", Submitted); err != nil {
			return err
		}
		back, err := stateBefore(ctx, tx, &p)
		if err != nil {
			return err
		}
		if err := setVersionState(ctx, tx, p.Version.ID, Withdrawn); err != nil {
			return err
		}
		if err := withdrawEarlier(ctx, tx, p.Version.ID); err != nil {
			return err
		}
		return reopen(ctx, tx, by, "item.withdraw", &p, back, map[string]any{})
	})
	return p, err
}

// withdrawEarlier takes back the versions that one was moved from: it is what was
// submitted in them.
func withdrawEarlier(ctx context.Context, tx *db.Tx, id VersionID) error {
	const update = `
		WITH RECURSIVE earlier (id) AS (
			SELECT moved_from FROM versions WHERE id = $1 AND moved_from IS NOT NULL
			UNION ALL
			SELECT v.moved_from FROM earlier e JOIN versions v ON v.id = e.id WHERE v.moved_from IS NOT NULL)
		UPDATE versions SET state = 'withdrawn' WHERE state = 'submitted' AND id IN (SELECT id FROM earlier)`
	if _, err := tx.Exec(ctx, update, id); err != nil {
		return fmt.Errorf("take back earlier versions: %w", err)
	}
	return nil
}

// stateBefore returns the state an item goes back to when its newest version is
// withdrawn: Returned if the one decided last was, else Draft.
func stateBefore(ctx context.Context, tx *db.Tx, p *Piece) (State, error) {
	const query = `
		SELECT COALESCE((SELECT state FROM versions
		                 WHERE item_id = $1 AND state IN ('returned', 'accepted') ORDER BY number DESC LIMIT 1), '')`
	var last State
	if err := tx.Row(ctx, query, p.ID).Scan(&last); err != nil {
		return None, fmt.Errorf("find last decision: %w", err)
	}
	if last == Returned {
		return Returned, nil
	}
	return Draft, nil
}

func setVersionState(ctx context.Context, tx *db.Tx, id VersionID, to State) error {
	if err := tx.Change(ctx, `UPDATE versions SET state = $2 WHERE id = $1`, id, to); err != nil {
		return fmt.Errorf("move version: %w", err)
	}
	return nil
}

// reopen gives an item a draft that begins as a copy of its newest version, and
// the item itself a state.
func reopen(ctx context.Context, tx *db.Tx, by account.PersonID, action string, p *Piece, state State, detail map[string]any) error {
	detail["version"] = p.Version.Number
	next, err := copyVersion(ctx, tx, &p.Version)
	if err != nil {
		return err
	}
	p.Version, p.Latest, p.State = next, next.ID, state
	detail["draft"] = next.Number
	return moved(ctx, tx, by, action, &p.Item, detail)
}

// Revise begins a revision of an accepted item: a draft that begins as a copy.
// The accepted version keeps counting until the revision is accepted. Asked
// twice, it is the same draft.
func (s *Store) Revise(ctx context.Context, portfolio PortfolioID, id ItemID, by account.PersonID) (p Piece, err error) {
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		if p, err = newest(ctx, tx, portfolio, id); err != nil {
			return err
		}
		if p.Version.State == Draft {
			return nil
		}
		if err := p.allow("revised", Accepted); err != nil {
			return err
		}
		return reopen(ctx, tx, by, "item.revise", &p, Draft, map[string]any{})
	})
	return p, err
}

// RemoveDraft throws a draft away; Restore brings it back. Of an item that was
// accepted it is the revision that goes. What a coach has returned stays in the
// record, and so does what waits for a decision.
func (s *Store) RemoveDraft(ctx context.Context, portfolio PortfolioID, id ItemID, by account.PersonID) error {
	return s.db.Update(ctx, func(tx *db.Tx) error {
		p, err := newest(ctx, tx, portfolio, id)
		if err != nil {
			return err
		}
		if p.State == Returned {
			return fault.New(fault.Conflict, "Your coach returned this piece, so its record stays. If you do not want to go on with it, take its statements away.")
		}
		if err := p.allow("thrown away", Draft); err != nil {
			return err
		}
		detail := map[string]any{"title": p.Title, "version": p.Version.Number}
		if p.Counts == 0 {
			p.RemovedAt = tx.Now
			return moved(ctx, tx, by, "item.remove", &p.Item, detail)
		}
		if err := setVersionState(ctx, tx, p.Version.ID, Dropped); err != nil {
			return err
		}
		return backTo(ctx, tx, by, "item.drop", &p.Item, p.Counts, Accepted, detail)
	})
}

// backTo makes a version the item's newest again.
func backTo(ctx context.Context, tx *db.Tx, by account.PersonID, action string, it *Item, version VersionID, state State, detail map[string]any) error {
	it.Latest, it.State = version, state
	if err := tx.Row(ctx, `SELECT title FROM versions WHERE id = $1`, version).Scan(&it.Title); err != nil {
		return fmt.Errorf("read title: %w", err)
	}
	return moved(ctx, tx, by, action, it, detail)
}

// Restore undoes RemoveDraft. Where the draft is back already, that is no error;
// where there is nothing to bring back it is fault.Conflict.
func (s *Store) Restore(ctx context.Context, portfolio PortfolioID, id ItemID, by account.PersonID) error {
	return s.db.Update(ctx, func(tx *db.Tx) error {
		var it Item
		const query = `SELECT ` + itemColumns + ` FROM items i WHERE i.portfolio_id = $1 AND i.id = $2`
		if err := tx.Row(ctx, query, portfolio, id).Scan(it.columns()...); err != nil {
			return err
		}
		if !it.RemovedAt.IsZero() {
			if err := onlyOnce(ctx, tx, &it); err != nil {
				return err
			}
			it.RemovedAt = time.Time{}
			return moved(ctx, tx, by, "item.restore", &it, map[string]any{"title": it.Title})
		}
		if it.State == Draft {
			return nil
		}
		dropped, err := droppedVersion(ctx, tx, &it)
		if err != nil {
			return err
		}
		if err := setVersionState(ctx, tx, dropped, Draft); err != nil {
			return err
		}
		return backTo(ctx, tx, by, "item.restore", &it, dropped, Draft, map[string]any{"revision": true})
	})
}

// droppedVersion returns the revision of an accepted item that was thrown away
// last, if nothing came after it.
func droppedVersion(ctx context.Context, tx *db.Tx, it *Item) (id VersionID, err error) {
	var state State
	const newest = `SELECT id, state FROM versions WHERE item_id = $1 ORDER BY number DESC LIMIT 1`
	if err := tx.Row(ctx, newest, it.ID).Scan(&id, &state); err != nil {
		return 0, fmt.Errorf("find dropped version: %w", err)
	}
	if it.State != Accepted || state != Dropped {
		return 0, fault.New(fault.Conflict, "There is no draft of this piece to bring back.")
	}
	return id, nil
}
