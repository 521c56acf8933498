package programme

import (
	"context"
	"fmt"

	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/ksb"
)

// An Onward says where an enrolment goes on: another version of its standard.
type Onward struct {
	Standard ksb.StandardID
	Option   ksb.OptionID // of that version; 0: none
	Plan     ksb.PlanID   // of that version; 0: none chosen yet
}

// GoOnIn puts an enrolment on another version of its standard, within a
// transaction of the caller's, which moves the evidence and records it. It returns
// the enrolment as it was. It returns fault.Conflict if it is on that version
// already, and fault.Invalid that names "to", "option" or "plan" if the version is
// no other one of the same standard, or one does not belong to it.
func GoOnIn(ctx context.Context, tx *db.Tx, id EnrolmentID, to Onward) (before Enrolment, err error) {
	if before, err = enrolment(ctx, tx, id); err != nil {
		return before, err
	}
	if before.Standard == to.Standard {
		return before, fault.Newf(fault.Conflict, "%s is on this version already.", before.ApprenticeName)
	}
	const query = `
		SELECT EXISTS (SELECT 1 FROM standards n JOIN standards o ON o.reference = n.reference AND o.id = $2 WHERE n.id = $1),
		       $3 = 0 OR EXISTS (SELECT 1 FROM standard_options WHERE id = $3 AND standard_id = $1),
		       $4 = 0 OR EXISTS (SELECT 1 FROM plans WHERE id = $4 AND standard_id = $1 AND retired_at IS NULL),
		       NOT EXISTS (SELECT 1 FROM enrolments WHERE apprentice_id = $5 AND standard_id = $1 AND started_on = $6 AND id <> $7)`
	var is [4]bool
	err = tx.Row(ctx, query, to.Standard, before.Standard, to.Option, to.Plan, before.Apprentice, db.Day(&before.StartedOn), id).Scan(&is[0], &is[1], &is[2], &is[3])
	if err != nil {
		return before, fmt.Errorf("check where an enrolment goes on: %w", err)
	}
	var bad fault.Fields
	for i, of := range []struct{ field, sentence string }{
		{"to", "Choose another version of the same standard."},
		{"option", "Choose an option of that version."},
		{"plan", "Choose a plan of that version that is offered."},
		{"to", before.ApprenticeName + " is enrolled on that version from the same day already."},
	} {
		if !is[i] {
			bad.Add(of.field, "%s", of.sentence)
		}
	}
	if err := bad.Err(); err != nil {
		return before, err
	}
	const update = `
		UPDATE enrolments SET standard_id = $2, option_id = NULLIF($3, 0), plan_id = NULLIF($4, 0), updated_at = $5 WHERE id = $1`
	if err := tx.Change(ctx, update, id, to.Standard, to.Option, to.Plan, db.Stamp(&tx.Now)); err != nil {
		return before, fmt.Errorf("go on with a standard: %w", err)
	}
	return before, Reckon(ctx, tx, id)
}

// EarlierStandards returns the versions of its standard that an enrolment was on
// before, the first first.
func (s *Store) EarlierStandards(ctx context.Context, id EnrolmentID) (ids []ksb.StandardID, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		ids, err = EarlierStandardsIn(ctx, tx, id)
		return err
	})
	return ids, err
}

// EarlierStandardsIn is EarlierStandards within a transaction of the caller's.
func EarlierStandardsIn(ctx context.Context, tx *db.Tx, id EnrolmentID) (ids []ksb.StandardID, err error) {
	const query = `SELECT from_id FROM standard_moves WHERE enrolment_id = $1 ORDER BY id`
	err = tx.Each(ctx, query, []any{id}, func(scan func(...any) error) error {
		var from ksb.StandardID
		err := scan(&from)
		ids = append(ids, from)
		return err
	})
	return ids, err
}
