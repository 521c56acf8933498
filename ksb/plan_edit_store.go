package ksb

import (
	"context"
	"fmt"

	"touchstone/app/audit"
	"touchstone/app/db"
	"touchstone/app/fault"
)

// AddPlan checks and stores a plan for p.Standard, and fills in its ID. It
// returns fault.Invalid if the plan contradicts itself, and naming "version" if
// its reference has that version already. With p.Replaces it is the version after
// that one; who is on that one stays on it.
func (s *Store) AddPlan(ctx context.Context, by int64, p *Plan) error {
	defer s.forget()
	return s.db.Update(ctx, func(tx *db.Tx) error { return enterPlan(ctx, tx, by, p) })
}

func enterPlan(ctx context.Context, tx *db.Tx, by int64, p *Plan) error {
	standard, err := readStandard(ctx, tx, p.Standard)
	if err != nil {
		return err
	}
	if err := p.Check(standard); err != nil {
		return err
	}
	var bad fault.Fields
	if there, err := planID(ctx, tx, p.Reference, p.Version); err != nil {
		return err
	} else if there != 0 {
		bad.Add("version", "There is a version %s of %s already. One that is stored never changes: give this one another version.", p.Version, p.Reference)
		return bad.Err()
	}
	detail := map[string]any{"standard": standard.Label(), "reference": p.Reference, "version": p.Version}
	if p.Replaces != 0 {
		before, err := readPlan(ctx, tx, p.Replaces)
		if err != nil {
			return err
		}
		if before.Standard != p.Standard {
			bad.Add("replaces", "Choose a plan of the same standard.")
			return bad.Err()
		}
		detail["replaces"] = before.Label()
	}
	p.AddedBy = by
	if err := addPlan(ctx, tx, p); err != nil {
		return fmt.Errorf("add plan: %w", err)
	}
	return audit.Add(ctx, tx, audit.Event{Person: by, Action: "plan.add", Subject: fmt.Sprintf("plan %d", p.ID), Detail: detail})
}

// Label returns how people tell the plan's version from others: "ST0175/AP01 2".
func (p *Plan) Label() string { return p.Reference + " " + p.Version }

// RetirePlan stops offering a plan. Who is on it stays on it. It returns
// fault.Conflict if it is not offered, and fault.NotFound if there is none.
func (s *Store) RetirePlan(ctx context.Context, by int64, id PlanID) error {
	defer s.forget()
	return s.db.Update(ctx, func(tx *db.Tx) error { return retirePlan(ctx, tx, by, id) })
}

func retirePlan(ctx context.Context, tx *db.Tx, by int64, id PlanID) error {
	p, err := readPlan(ctx, tx, id)
	if err != nil {
		return err
	}
	if !p.RetiredAt.IsZero() {
		return fault.Newf(fault.Conflict, "%s is retired already.", p.Label())
	}
	if err := tx.Change(ctx, `UPDATE plans SET retired_at = $2 WHERE id = $1`, id, db.Stamp(&tx.Now)); err != nil {
		return err
	}
	return ofPlan(ctx, tx, by, "plan.retire", p)
}

// RestorePlan offers a plan again. It returns fault.Conflict if it is offered,
// and fault.NotFound if there is none.
func (s *Store) RestorePlan(ctx context.Context, by int64, id PlanID) error {
	defer s.forget()
	return s.db.Update(ctx, func(tx *db.Tx) error {
		p, err := readPlan(ctx, tx, id)
		if err != nil {
			return err
		}
		if p.RetiredAt.IsZero() {
			return fault.Newf(fault.Conflict, "%s is offered already.", p.Label())
		}
		if err := tx.Change(ctx, `UPDATE plans SET retired_at = NULL WHERE id = $1`, id); err != nil {
			return err
		}
		return ofPlan(ctx, tx, by, "plan.restore", p)
	})
}

func ofPlan(ctx context.Context, tx *db.Tx, by int64, action string, p *Plan) error {
	return audit.Add(ctx, tx, audit.Event{Person: by, Action: action, Subject: fmt.Sprintf("plan %d", p.ID),
		Detail: map[string]any{"reference": p.Reference, "version": p.Version}})
}
