package evidence

import (
	"context"
	"fmt"
	"time"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/app/programme"
	"touchstone/ksb"
)

// stood brings what waits for an item, and the standing of its enrolment, up to
// date after by moved the item. It comes after cover.
func stood(ctx context.Context, tx *db.Tx, it *Item, by account.PersonID) error {
	state := it.State
	if !it.RemovedAt.IsZero() {
		state = None
	}
	if err := waitFor(ctx, tx, it, state == Submitted, programme.WaitEvidence, account.Coach); err != nil {
		return err
	}
	if err := waitFor(ctx, tx, it, state == Returned, programme.WaitReturned, account.Apprentice); err != nil {
		return err
	}
	return progress(ctx, tx, it.Portfolio, by)
}

// waitFor notes that an item waits for a role, or no longer does. Submitted
// again it waits anew.
func waitFor(ctx context.Context, tx *db.Tx, it *Item, waits bool, kind programme.WaitKind, role account.Role) error {
	if !waits {
		return programme.Settle(ctx, tx, it.Portfolio, kind, int64(it.ID))
	}
	w := programme.Wait{Enrolment: it.Portfolio, Role: role, Kind: kind, Subject: int64(it.ID)}
	if kind == programme.WaitEvidence {
		w.Since = it.SubmittedAt
	}
	return programme.Await(ctx, tx, w)
}

// Recount counts what an apprentice has shown of what they have to show, and
// keeps it in the standing of their enrolment. Whatever changes what they have
// to show calls it: another standard, option or plan, or an import.
func Recount(ctx context.Context, tx *db.Tx, portfolio PortfolioID) error {
	return progress(ctx, tx, portfolio, 0)
}

// RecountStandard recounts the portfolios of everyone enrolled on a standard
// that has changed.
func RecountStandard(ctx context.Context, tx *db.Tx, standard ksb.StandardID) error {
	ids, err := portfolios(ctx, tx, `SELECT id FROM enrolments WHERE standard_id = $1`, standard)
	if err != nil {
		return err
	}
	programme.Batch(tx)
	for _, id := range ids {
		if err := Recount(ctx, tx, id); err != nil {
			return err
		}
	}
	return nil
}

func portfolios(ctx context.Context, tx *db.Tx, query string, args ...any) (ids []PortfolioID, err error) {
	err = tx.Each(ctx, query, args, func(scan func(...any) error) error {
		var id PortfolioID
		err := scan(&id)
		ids = append(ids, id)
		return err
	})
	return ids, err
}

// progress keeps in the standing, and the sign-offs, what by changed.
func progress(ctx context.Context, tx *db.Tx, portfolio PortfolioID, by account.PersonID) error {
	p, err := ProgressOf(ctx, tx, portfolio)
	if err != nil {
		return err
	}
	if p.ActiveAt, err = activeAt(ctx, tx, portfolio, by); err != nil {
		return err
	}
	if err := programme.SetProgress(ctx, tx, portfolio, p); err != nil {
		return err
	}
	return handOver(ctx, tx, portfolio, by)
}

// ProgressOf counts, from the coverage and the items themselves, what a
// portfolio's standing should say, but for when the apprentice was last active.
// Like Count, it leaves out what the employer verifies.
func ProgressOf(ctx context.Context, tx *db.Tx, portfolio PortfolioID) (p programme.Progress, err error) {
	plan, err := planOf(ctx, tx, portfolio)
	if err != nil {
		return p, err
	}
	const query = `
		SELECT s.key, COALESCE(c.state, '')
		FROM enrolments e
		JOIN statements s ON s.standard_id = e.standard_id AND s.retired_at IS NULL
		  AND (s.membership <> 'options'
		       OR EXISTS (SELECT 1 FROM statement_options o WHERE o.statement_id = s.id AND o.option_id = e.option_id))
		LEFT JOIN coverage c ON c.portfolio_id = e.id AND c.statement_id = s.id
		WHERE e.id = $1`
	verified := verifiedKeys(&plan)
	err = tx.Each(ctx, query, []any{portfolio}, func(scan func(...any) error) error {
		var key string
		var state State
		if err := scan(&key, &state); err != nil || verified[key] {
			return err
		}
		p.Total++
		if state == Accepted {
			p.Accepted++
		}
		return nil
	})
	if err != nil {
		return p, fmt.Errorf("count statements: %w", err)
	}
	const waiting = `SELECT count(*) FROM items WHERE portfolio_id = $1 AND state = 'submitted' AND removed_at IS NULL`
	err = tx.Row(ctx, waiting, portfolio).Scan(&p.Submitted)
	return p, err
}

func verifiedKeys(plan *ksb.Plan) map[string]bool {
	keys := make(map[string]bool)
	for _, m := range plan.Methods {
		for _, key := range m.Statements {
			keys[key] = keys[key] || m.Verified
		}
	}
	return keys
}

// activeAt returns when the apprentice last did something: now, if it is them
// who does this.
func activeAt(ctx context.Context, tx *db.Tx, portfolio PortfolioID, by account.PersonID) (at time.Time, err error) {
	const query = `
		SELECT e.apprentice_id, s.active_at FROM enrolments e LEFT JOIN standings s ON s.enrolment_id = e.id WHERE e.id = $1`
	var apprentice account.PersonID
	if err := tx.Row(ctx, query, portfolio).Scan(&apprentice, db.Stamp(&at)); err != nil {
		return at, fmt.Errorf("read when last active: %w", err)
	}
	if by == apprentice {
		return tx.Now, nil
	}
	return at, nil
}

// active notes that the apprentice did something that changes no count, such as
// saving a draft. It writes at most once an hour, since nobody asks closer.
func active(ctx context.Context, tx *db.Tx, portfolio PortfolioID) error {
	const query = `SELECT accepted, total, submitted, active_at FROM standings WHERE enrolment_id = $1`
	var p programme.Progress
	err := tx.Row(ctx, query, portfolio).Scan(&p.Accepted, &p.Total, &p.Submitted, db.Stamp(&p.ActiveAt))
	if fault.Is(err, fault.NotFound) {
		if p, err = ProgressOf(ctx, tx, portfolio); err != nil {
			return err
		}
	}
	if err != nil {
		return fmt.Errorf("read progress: %w", err)
	}
	if tx.Now.Sub(p.ActiveAt) < time.Hour {
		return nil
	}
	p.ActiveAt = tx.Now
	return programme.SetProgress(ctx, tx, portfolio, p)
}

// Restand makes the standings, and what waits, of enrolments whose row is not
// there or that have not been counted: those from before standings were kept.
// It is called at start.
func (s *Store) Restand(ctx context.Context) error {
	const query = `
		SELECT e.id FROM enrolments e LEFT JOIN standings s ON s.enrolment_id = e.id
		WHERE s.enrolment_id IS NULL OR s.total = 0`
	var ids []PortfolioID
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		ids, err = portfolios(ctx, tx, query)
		return err
	})
	for i := 0; i < len(ids) && err == nil; i += 100 {
		err = s.db.Update(ctx, func(tx *db.Tx) error {
			programme.Batch(tx)
			for _, id := range ids[i:min(i+100, len(ids))] {
				if err := restand(ctx, tx, id); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err != nil {
		return fmt.Errorf("make standings: %w", err)
	}
	return nil
}

func restand(ctx context.Context, tx *db.Tx, portfolio PortfolioID) error {
	var items []Item
	const query = `SELECT ` + itemColumns + ` FROM items i WHERE i.portfolio_id = $1 AND i.removed_at IS NULL AND i.state IN ('submitted', 'returned')`
	err := tx.Each(ctx, query, []any{portfolio}, func(scan func(...any) error) error {
		var it Item
		err := scan(it.columns()...)
		items = append(items, it)
		return err
	})
	if err != nil {
		return err
	}
	for i := range items {
		kind, role, since := programme.WaitEvidence, account.Coach, items[i].SubmittedAt
		if items[i].State == Returned {
			const decided = `SELECT max(decided_at) FROM versions WHERE item_id = $1 AND state = 'returned'`
			if err := tx.Row(ctx, decided, items[i].ID).Scan(db.Stamp(&since)); err != nil {
				return err
			}
			kind, role = programme.WaitReturned, account.Apprentice
		}
		w := programme.Wait{Enrolment: portfolio, Role: role, Kind: kind, Subject: int64(items[i].ID), Since: since}
		if err := programme.Await(ctx, tx, w); err != nil {
			return err
		}
	}
	p, err := ProgressOf(ctx, tx, portfolio)
	if err != nil {
		return err
	}
	const last = `
		SELECT max(v.saved_at) FROM items i JOIN versions v ON v.item_id = i.id
		WHERE i.portfolio_id = $1 AND (v.revision > 1 OR v.submitted_at IS NOT NULL OR v.number = 1)`
	if err := tx.Row(ctx, last, portfolio).Scan(db.Stamp(&p.ActiveAt)); err != nil {
		return fmt.Errorf("find last activity: %w", err)
	}
	return programme.SetProgress(ctx, tx, portfolio, p)
}
