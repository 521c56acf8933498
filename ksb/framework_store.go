package ksb

import (
	"context"
	"encoding/json"
	"fmt"

	"touchstone/app/audit"
	"touchstone/app/db"
	"touchstone/app/fault"
)

// Framework returns a framework, a retired one too. It returns fault.NotFound if
// there is none with that id.
//
// Inside a transaction call FrameworkIn.
func (s *Store) Framework(ctx context.Context, id FrameworkID) (*Framework, error) {
	return fetch(s, s.frameworks, id, func() (out *Framework, err error) {
		err = s.db.View(ctx, func(tx *db.Tx) error {
			out, err = readFramework(ctx, tx, id)
			return err
		})
		return out, err
	})
}

// FrameworkIn is Framework within the caller's transaction.
func (s *Store) FrameworkIn(ctx context.Context, tx *db.Tx, id FrameworkID) (*Framework, error) {
	if kept, ok := peek(s, s.frameworks, id); ok {
		return kept, nil
	}
	return readFramework(ctx, tx, id)
}

// FrameworkByReference returns the framework with that reference and version, a
// retired one too. It returns fault.NotFound if there is none.
func (s *Store) FrameworkByReference(ctx context.Context, reference, version string) (*Framework, error) {
	var id FrameworkID
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		id, err = frameworkID(ctx, tx, reference, version)
		return err
	})
	if err != nil {
		return nil, err
	}
	if id == 0 {
		return nil, fault.Newf(fault.NotFound, "There is no framework %s.", named(reference, version))
	}
	return s.Framework(ctx, id)
}

// Frameworks returns the frameworks that are offered, by reference, the version
// stored last first.
func (s *Store) Frameworks(ctx context.Context) ([]*Framework, error) {
	return s.frameworksOf(ctx, `SELECT id FROM frameworks WHERE retired_at IS NULL ORDER BY reference, id DESC`)
}

// AllFrameworks is Frameworks with those that are retired.
func (s *Store) AllFrameworks(ctx context.Context) ([]*Framework, error) {
	return s.frameworksOf(ctx, `SELECT id FROM frameworks ORDER BY reference, id DESC`)
}

func (s *Store) frameworksOf(ctx context.Context, query string) (out []*Framework, err error) {
	var ids []FrameworkID
	err = s.db.View(ctx, func(tx *db.Tx) error {
		ids = nil
		return tx.Each(ctx, query, nil, func(scan func(...any) error) error {
			var id FrameworkID
			if err := scan(&id); err != nil {
				return err
			}
			ids = append(ids, id)
			return nil
		})
	})
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		f, err := s.Framework(ctx, id)
		if err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, nil
}

func readFramework(ctx context.Context, tx *db.Tx, id FrameworkID) (*Framework, error) {
	f := &Framework{ID: id}
	var document string
	const query = `SELECT document, COALESCE(added_by, 0), added_at, retired_at FROM frameworks WHERE id = $1`
	err := tx.Row(ctx, query, id).Scan(&document, &f.AddedBy, db.Stamp(&f.AddedAt), db.Stamp(&f.RetiredAt))
	if fault.Is(err, fault.NotFound) {
		return nil, fault.New(fault.NotFound, "There is no such framework.")
	}
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal([]byte(document), f); err != nil {
		return nil, fmt.Errorf("read framework %d: %w", id, err)
	}
	return f, nil
}

// AddFramework checks and stores a framework and fills in its ID. It returns
// fault.Invalid if the framework contradicts itself, and naming "version" if its
// reference has that version already: one that is stored never changes.
func (s *Store) AddFramework(ctx context.Context, by int64, f *Framework) error {
	if err := f.Check(); err != nil {
		return err
	}
	defer s.forget()
	return s.db.Update(ctx, func(tx *db.Tx) error {
		there, err := frameworkID(ctx, tx, f.Reference, f.Version)
		if err != nil {
			return err
		}
		if there != 0 {
			var bad fault.Fields
			bad.Add("version", "There is a version %s of %s already. One that is stored never changes: give this one another version.", f.Version, f.Reference)
			return bad.Err()
		}
		if err := addFramework(ctx, tx, by, f); err != nil {
			return err
		}
		return ofFramework(ctx, tx, by, "framework.add", f)
	})
}

// addFramework stores a framework and fills in its ID; by 0 is the program.
func addFramework(ctx context.Context, tx *db.Tx, by int64, f *Framework) error {
	document, err := json.Marshal(f)
	if err != nil {
		return fmt.Errorf("encode framework: %w", err)
	}
	f.AddedBy, f.AddedAt = by, tx.Now
	const insert = `
		INSERT INTO frameworks (reference, version, title, document, added_by, added_at)
		VALUES ($1, $2, $3, $4, NULLIF($5, 0), $6) RETURNING id`
	return tx.Row(ctx, insert, f.Reference, f.Version, f.Title, string(document), by, db.Stamp(&tx.Now)).Scan(&f.ID)
}

// seedFramework adds a framework that came with the program if its version is not
// stored yet. What is stored stays as people rated themselves by it.
func seedFramework(ctx context.Context, tx *db.Tx, f *Framework) error {
	there, err := frameworkID(ctx, tx, f.Reference, f.Version)
	if err != nil || there != 0 {
		return err
	}
	return addFramework(ctx, tx, 0, f)
}

// frameworkID returns the id of a framework, or 0 if there is none.
func frameworkID(ctx context.Context, tx *db.Tx, reference, version string) (id FrameworkID, err error) {
	const query = `SELECT id FROM frameworks WHERE reference = $1 AND version = $2`
	err = tx.Row(ctx, query, reference, version).Scan(&id)
	if fault.Is(err, fault.NotFound) {
		return 0, nil
	}
	return id, err
}

// RetireFramework stops offering a framework for new self-audits. What was rated
// by it stays. It returns fault.Conflict if it is not offered, and fault.NotFound
// if there is none.
func (s *Store) RetireFramework(ctx context.Context, by int64, id FrameworkID) error {
	defer s.forget()
	return s.db.Update(ctx, func(tx *db.Tx) error {
		f, err := readFramework(ctx, tx, id)
		if err != nil {
			return err
		}
		if !f.RetiredAt.IsZero() {
			return fault.Newf(fault.Conflict, "%s is retired already.", f.Label())
		}
		if err := tx.Change(ctx, `UPDATE frameworks SET retired_at = $2 WHERE id = $1`, id, db.Stamp(&tx.Now)); err != nil {
			return err
		}
		return ofFramework(ctx, tx, by, "framework.retire", f)
	})
}

// RestoreFramework offers a framework again. It returns fault.Conflict if it is
// offered, and fault.NotFound if there is none.
func (s *Store) RestoreFramework(ctx context.Context, by int64, id FrameworkID) error {
	defer s.forget()
	return s.db.Update(ctx, func(tx *db.Tx) error {
		f, err := readFramework(ctx, tx, id)
		if err != nil {
			return err
		}
		if f.RetiredAt.IsZero() {
			return fault.Newf(fault.Conflict, "%s is offered already.", f.Label())
		}
		if err := tx.Change(ctx, `UPDATE frameworks SET retired_at = NULL WHERE id = $1`, id); err != nil {
			return err
		}
		return ofFramework(ctx, tx, by, "framework.restore", f)
	})
}

func ofFramework(ctx context.Context, tx *db.Tx, by int64, action string, f *Framework) error {
	return audit.Add(ctx, tx, audit.Event{Person: by, Action: action, Subject: fmt.Sprintf("framework %d", f.ID),
		Detail: map[string]any{"reference": f.Reference, "version": f.Version}})
}
