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

// Plans returns the plans of a standard, a provider's own before examples.
func (s *Store) Plans(ctx context.Context, standard StandardID) (out []*Plan, err error) {
	const query = `
		SELECT id, standard_id, reference, version, name, example, document
		FROM plans WHERE standard_id = $1 ORDER BY example, id`
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
	const query = `SELECT id, standard_id, reference, version, name, example, document FROM plans WHERE id = $1`
	p, err := scanPlan(tx.Row(ctx, query, id).Scan)
	if fault.Is(err, fault.NotFound) {
		return nil, fault.New(fault.NotFound, "There is no such assessment plan.")
	}
	return p, err
}

func scanPlan(scan func(...any) error) (*Plan, error) {
	var row Plan
	var document string
	if err := scan(&row.ID, &row.Standard, &row.Reference, &row.Version, &row.Name, &row.Example, &document); err != nil {
		return nil, err
	}
	p := new(Plan)
	if err := json.Unmarshal([]byte(document), p); err != nil {
		return nil, fmt.Errorf("read plan %d: %w", row.ID, err)
	}
	p.ID, p.Standard, p.Reference, p.Version = row.ID, row.Standard, row.Reference, row.Version
	p.Name, p.Example = row.Name, row.Example
	return p, nil
}

func addPlan(ctx context.Context, tx *db.Tx, p *Plan) error {
	document, err := json.Marshal(p)
	if err != nil {
		return err
	}
	const insert = `
		INSERT INTO plans (standard_id, reference, version, name, example, document, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7)
		RETURNING id`
	return tx.Row(ctx, insert, p.Standard, p.Reference, p.Version, p.Name, p.Example, string(document), db.Stamp(&tx.Now)).Scan(&p.ID)
}
