package ksb

import (
	"context"
	"encoding/json"
	"fmt"

	"touchstone/app/db"
	"touchstone/app/fault"
)

// Plan returns a plan. It returns fault.NotFound if there is none with that id.
//
// Inside a transaction call PlanIn.
func (s *Store) Plan(ctx context.Context, id PlanID) (*Plan, error) {
	return fetch(s, s.plans, id, func() (out *Plan, err error) {
		err = s.db.View(ctx, func(tx *db.Tx) error {
			out, err = readPlan(ctx, tx, id)
			return err
		})
		return out, err
	})
}

// PlanIn is Plan within the caller's transaction.
func (s *Store) PlanIn(ctx context.Context, tx *db.Tx, id PlanID) (*Plan, error) {
	if kept, ok := peek(s, s.plans, id); ok {
		return kept, nil
	}
	return readPlan(ctx, tx, id)
}

const planColumns = `id, standard_id, reference, version, name, example, document,
	COALESCE(replaces_id, 0), COALESCE(added_by, 0), created_at, retired_at`

// Plans returns the plans of a standard that are offered, a provider's own
// before examples.
func (s *Store) Plans(ctx context.Context, standard StandardID) ([]*Plan, error) {
	const query = `SELECT ` + planColumns + ` FROM plans WHERE standard_id = $1 AND retired_at IS NULL ORDER BY example, id`
	return s.plansOf(ctx, query, standard)
}

// AllPlans returns the plans of a standard, those that are retired too, the
// newest first.
func (s *Store) AllPlans(ctx context.Context, standard StandardID) ([]*Plan, error) {
	const query = `SELECT ` + planColumns + ` FROM plans WHERE standard_id = $1 ORDER BY id DESC`
	return s.plansOf(ctx, query, standard)
}

func (s *Store) plansOf(ctx context.Context, query string, standard StandardID) (out []*Plan, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		out = nil
		return tx.Each(ctx, query, []any{standard}, func(scan func(...any) error) error {
			p, err := scanPlan(scan)
			out = append(out, p)
			return err
		})
	})
	return out, err
}

func readPlan(ctx context.Context, tx *db.Tx, id PlanID) (*Plan, error) {
	p, err := scanPlan(tx.Row(ctx, `SELECT `+planColumns+` FROM plans WHERE id = $1`, id).Scan)
	if fault.Is(err, fault.NotFound) {
		return nil, fault.New(fault.NotFound, "There is no such assessment plan.")
	}
	return p, err
}

func scanPlan(scan func(...any) error) (*Plan, error) {
	var row Plan
	var document string
	err := scan(&row.ID, &row.Standard, &row.Reference, &row.Version, &row.Name, &row.Example, &document,
		&row.Replaces, &row.AddedBy, db.Stamp(&row.AddedAt), db.Stamp(&row.RetiredAt))
	if err != nil {
		return nil, err
	}
	p := row
	if err := json.Unmarshal([]byte(document), &p); err != nil {
		return nil, fmt.Errorf("read plan %d: %w", row.ID, err)
	}
	p.Reference, p.Version, p.Name, p.Example = row.Reference, row.Version, row.Name, row.Example
	return &p, nil
}

// addPlan stores a plan and fills in its ID.
func addPlan(ctx context.Context, tx *db.Tx, p *Plan) error {
	document, err := json.Marshal(p)
	if err != nil {
		return err
	}
	p.AddedAt = tx.Now
	const insert = `
		INSERT INTO plans (standard_id, reference, version, name, example, document, created_at, replaces_id, added_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, NULLIF($8, 0), NULLIF($9, 0))
		RETURNING id`
	return tx.Row(ctx, insert, p.Standard, p.Reference, p.Version, p.Name, p.Example, string(document), db.Stamp(&tx.Now),
		p.Replaces, p.AddedBy).Scan(&p.ID)
}
