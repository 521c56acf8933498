package ksb

import (
	"context"
	"fmt"
	"sync"
	"time"

	"touchstone/app/db"
	"touchstone/app/fault"
)

// freshFor is how long a standard, plan or framework is kept in memory before it is read
// again, so that what another program changes (an import from the command line)
// shows within this time. What this Store changes shows at once.
const freshFor = 2 * time.Second

// A Store keeps standards, plans, frameworks and crosswalks. It is safe for concurrent use.
//
// What it returns by pointer is shared: read it, never change it.
type Store struct {
	// Changed, if set, is told of each standard whose statements or options
	// change, in the transaction that changes them. It is set once, at start.
	Changed func(context.Context, *db.Tx, StandardID) error

	db        *db.DB
	mu        sync.Mutex
	changes   int // counts what forget has forgotten
	standards map[StandardID]cached[*Standard]
	plans     map[PlanID]cached[*Plan]

	frameworks map[FrameworkID]cached[*Framework]
	crosswalks map[crossing]cached[*Crosswalk]
}

type cached[T any] struct {
	value T
	at    time.Time
}

// NewStore returns a Store over d.
func NewStore(d *db.DB) *Store {
	return &Store{
		db:        d,
		standards: make(map[StandardID]cached[*Standard]),
		plans:     make(map[PlanID]cached[*Plan]),

		frameworks: make(map[FrameworkID]cached[*Framework]),
		crosswalks: make(map[crossing]cached[*Crosswalk]),
	}
}

// Standard returns a standard with its options and statements, retired ones
// last. It returns fault.NotFound if there is none with that id.
//
// Inside a transaction call StandardIn.
func (s *Store) Standard(ctx context.Context, id StandardID) (*Standard, error) {
	return fetch(s, s.standards, id, func() (out *Standard, err error) {
		err = s.db.View(ctx, func(tx *db.Tx) error {
			out, err = readStandard(ctx, tx, id)
			return err
		})
		return out, err
	})
}

// StandardIn is Standard within the caller's transaction.
func (s *Store) StandardIn(ctx context.Context, tx *db.Tx, id StandardID) (*Standard, error) {
	if kept, ok := peek(s, s.standards, id); ok {
		return kept, nil
	}
	return readStandard(ctx, tx, id)
}

// StandardByReference returns the standard with that reference and version. It
// returns fault.NotFound if there is none.
func (s *Store) StandardByReference(ctx context.Context, reference, version string) (*Standard, error) {
	var id StandardID
	err := s.db.View(ctx, func(tx *db.Tx) error {
		const query = `SELECT id FROM standards WHERE reference = $1 AND version = $2`
		return tx.Row(ctx, query, reference, version).Scan(&id)
	})
	if fault.Is(err, fault.NotFound) {
		return nil, fault.Newf(fault.NotFound, "There is no standard %s.", named(reference, version))
	}
	if err != nil {
		return nil, err
	}
	return s.Standard(ctx, id)
}

// Seed adds the shipped standards, example plans, frameworks and crosswalks that
// are missing. It never changes one that is there. It may be called at every
// start.
func (s *Store) Seed(ctx context.Context) error {
	standards, err := Shipped()
	if err != nil {
		return fmt.Errorf("read shipped standards: %w", err)
	}
	plans, err := shippedPlans(standards)
	if err != nil {
		return fmt.Errorf("read shipped plans: %w", err)
	}
	frameworks, err := ShippedFrameworks()
	if err != nil {
		return fmt.Errorf("read shipped frameworks: %w", err)
	}
	crosswalks, err := shippedCrosswalks(standards, frameworks)
	if err != nil {
		return fmt.Errorf("read shipped crosswalks: %w", err)
	}
	defer s.forget()
	return s.db.Update(ctx, func(tx *db.Tx) error {
		for i := range standards {
			if err := seedStandard(ctx, tx, &standards[i]); err != nil {
				return err
			}
		}
		for i := range plans {
			if err := seedPlan(ctx, tx, &plans[i]); err != nil {
				return err
			}
		}
		for _, f := range frameworks {
			if err := seedFramework(ctx, tx, f); err != nil {
				return err
			}
		}
		for _, c := range crosswalks {
			if err := seedCrosswalk(ctx, tx, c); err != nil {
				return err
			}
		}
		return nil
	})
}

func seedStandard(ctx context.Context, tx *db.Tx, s *Standard) error {
	id, err := standardID(ctx, tx, s.Reference, s.Version)
	if err != nil || id != 0 {
		return err
	}
	return addStandard(ctx, tx, s)
}

// seedPlan adds an example that is missing and fits the standard as it is
// stored. The example that it replaces is no longer offered; apprentices on that
// one stay on it.
func seedPlan(ctx context.Context, tx *db.Tx, p *planFile) error {
	id, err := standardID(ctx, tx, p.For.Reference, p.For.Version)
	if err != nil || id == 0 {
		return err
	}
	there, err := planID(ctx, tx, p.Reference, p.Version)
	if err != nil || there != 0 {
		return err
	}
	s, err := readStandard(ctx, tx, id)
	if err != nil {
		return err
	}
	plan := p.Plan
	if plan.Check(s) != nil {
		return nil
	}
	plan.Standard = id
	if plan.Replaces, err = planID(ctx, tx, p.Reference, p.Replaces); err != nil {
		return err
	}
	if err := addPlan(ctx, tx, &plan); err != nil || plan.Replaces == 0 {
		return err
	}
	const retire = `UPDATE plans SET retired_at = $2 WHERE id = $1 AND retired_at IS NULL`
	_, err = tx.Exec(ctx, retire, plan.Replaces, db.Stamp(&tx.Now))
	return err
}

// planID returns the id of a plan, or 0 if there is none.
func planID(ctx context.Context, tx *db.Tx, reference, version string) (id PlanID, err error) {
	const query = `SELECT id FROM plans WHERE reference = $1 AND version = $2`
	err = tx.Row(ctx, query, reference, version).Scan(&id)
	if fault.Is(err, fault.NotFound) {
		return 0, nil
	}
	return id, err
}

// standardID returns the id of a standard, or 0 if there is none.
func standardID(ctx context.Context, tx *db.Tx, reference, version string) (id StandardID, err error) {
	const query = `SELECT id FROM standards WHERE reference = $1 AND version = $2`
	err = tx.Row(ctx, query, reference, version).Scan(&id)
	if fault.Is(err, fault.NotFound) {
		return 0, nil
	}
	return id, err
}

// forget drops everything kept in memory. It is called after every change.
func (s *Store) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.changes++
	clear(s.standards)
	clear(s.plans)
	clear(s.frameworks)
	clear(s.crosswalks)
}

// peek returns what is kept in memory, if it is fresh.
func peek[K comparable, T any](s *Store, kept map[K]cached[T], id K) (T, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, ok := kept[id]
	return c.value, ok && time.Since(c.at) < freshFor
}

// fetch returns what is kept in memory, or reads and keeps it. While one caller
// reads again what has gone stale, others get what there was.
func fetch[K comparable, T any](s *Store, kept map[K]cached[T], id K, read func() (T, error)) (T, error) {
	s.mu.Lock()
	c, ok := kept[id]
	if ok && time.Since(c.at) < freshFor {
		s.mu.Unlock()
		return c.value, nil
	}
	if ok {
		kept[id] = cached[T]{c.value, time.Now()}
	}
	began := s.changes
	s.mu.Unlock()

	value, err := read()
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case err != nil:
		delete(kept, id)
	case s.changes == began: // else it may have been read before the change
		kept[id] = cached[T]{value, time.Now()}
	}
	return value, err
}

// named returns how people call a standard's version: "ST0175 v1.1".
func named(reference, version string) string {
	if version == "" {
		return reference
	}
	return reference + " v" + version
}

// Label returns how people call the standard's version: "ST0175 v1.1".
func (s *Standard) Label() string { return named(s.Reference, s.Version) }

// StatementName returns the code and title of a statement, or fault.NotFound.
func (s *Store) StatementName(ctx context.Context, id StatementID) (name string, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		const query = `SELECT trim(code || ' ' || title) FROM statements WHERE id = $1`
		return tx.Row(ctx, query, id).Scan(&name)
	})
	return name, err
}
