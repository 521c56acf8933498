package programme

import (
	"context"
	"fmt"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/ksb"
)

// MovePlanIn moves an apprentice to another plan of their standard, within a
// transaction of the caller's, which recounts the portfolio. It returns
// fault.Invalid naming "plan" for one that is not offered, and fault.Conflict if
// they are on it already.
func MovePlanIn(ctx context.Context, tx *db.Tx, by account.PersonID, id EnrolmentID, plan ksb.PlanID) error {
	e, err := enrolment(ctx, tx, id)
	if err != nil {
		return err
	}
	if e.Plan == plan {
		return fault.New(fault.Conflict, "They are on this plan already.")
	}
	var before, after string
	const label = `SELECT reference || ' ' || version FROM plans WHERE id = $1`
	if e.Plan != 0 {
		if err := tx.Row(ctx, label, e.Plan).Scan(&before); err != nil {
			return fmt.Errorf("read plan: %w", err)
		}
	}
	err = tx.Row(ctx, label+` AND standard_id = $2 AND retired_at IS NULL`, plan, e.Standard).Scan(&after)
	if fault.Is(err, fault.NotFound) {
		var bad fault.Fields
		bad.Add("plan", "Choose a plan of this standard that is offered.")
		return bad.Err()
	}
	if err != nil {
		return err
	}
	const update = `UPDATE enrolments SET plan_id = $2, updated_at = $3 WHERE id = $1`
	if err := tx.Change(ctx, update, id, plan, db.Stamp(&tx.Now)); err != nil {
		return fmt.Errorf("move to plan: %w", err)
	}
	return record(ctx, tx, by, "enrolment.plan", id, map[string]any{"before": before, "after": after})
}
