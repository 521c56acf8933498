package evidence

import (
	"context"
	"fmt"

	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/app/programme"
	"touchstone/ksb"
)

// A Recounter recounts many portfolios within one transaction. It reads what
// there is to show once for each standard, option and plan, so it is good only
// for as long as these do not change.
type Recounter struct {
	totals map[toShow]int
}

// toShow is what decides how many statements there are to show.
type toShow struct {
	standard ksb.StandardID
	option   ksb.OptionID
	plan     ksb.PlanID
}

// NewRecounter returns a Recounter for one transaction.
func NewRecounter() *Recounter { return &Recounter{make(map[toShow]int)} }

// Recount is Recount for a portfolio. Where nothing is gathered yet, it does not
// count the statements again.
func (r *Recounter) Recount(ctx context.Context, tx *db.Tx, portfolio PortfolioID) error {
	var what toShow
	var gathered bool
	const query = `
		SELECT standard_id, COALESCE(option_id, 0), COALESCE(plan_id, 0), EXISTS (SELECT 1 FROM items i WHERE i.portfolio_id = e.id)
		FROM enrolments e WHERE id = $1`
	if err := tx.Row(ctx, query, portfolio).Scan(&what.standard, &what.option, &what.plan, &gathered); err != nil {
		return fmt.Errorf("read what there is to show: %w", err)
	}
	if gathered {
		return Recount(ctx, tx, portfolio)
	}
	if _, known := r.totals[what]; !known {
		p, err := ProgressOf(ctx, tx, portfolio)
		if err != nil {
			return err
		}
		r.totals[what] = p.Total
	}
	at, err := activeAt(ctx, tx, portfolio, 0)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	return programme.SetProgress(ctx, tx, portfolio, programme.Progress{Total: r.totals[what], ActiveAt: at})
}
