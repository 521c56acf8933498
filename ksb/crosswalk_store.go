package ksb

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"touchstone/app/audit"
	"touchstone/app/db"
	"touchstone/app/fault"
)

// A crossing names the crosswalk from one standard to one framework.
type crossing struct {
	standard  StandardID
	framework FrameworkID
}

// Crosswalk returns the newest crosswalk from a standard to a framework; an empty
// one whose Number is 0 where none was stored. It returns fault.NotFound if there
// is no such standard or framework.
func (s *Store) Crosswalk(ctx context.Context, standard StandardID, framework FrameworkID) (*Crosswalk, error) {
	return fetch(s, s.crosswalks, crossing{standard, framework}, func() (*Crosswalk, error) {
		return s.CrosswalkVersion(ctx, standard, framework, 0)
	})
}

// CrosswalkVersion returns one version of a crosswalk; number 0 is the newest, as
// Crosswalk has it. It returns fault.NotFound if there is no such version.
func (s *Store) CrosswalkVersion(ctx context.Context, standard StandardID, framework FrameworkID, number int) (c *Crosswalk, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		st, f, err := s.ends(ctx, tx, standard, framework)
		if err != nil {
			return err
		}
		c, err = readCrosswalk(ctx, tx, st, f, number)
		return err
	})
	return c, err
}

func (s *Store) ends(ctx context.Context, tx *db.Tx, standard StandardID, framework FrameworkID) (*Standard, *Framework, error) {
	st, err := s.StandardIn(ctx, tx, standard)
	if err != nil {
		return nil, nil, err
	}
	f, err := s.FrameworkIn(ctx, tx, framework)
	return st, f, err
}

const selectCrosswalk = `
	SELECT c.id, c.number, c.document, COALESCE(p.name, ''), c.added_at
	FROM crosswalks c LEFT JOIN people p ON p.id = c.added_by
	WHERE c.standard_id = $1 AND c.framework_id = $2 `

func readCrosswalk(ctx context.Context, tx *db.Tx, s *Standard, f *Framework, number int) (*Crosswalk, error) {
	row := tx.Row(ctx, selectCrosswalk+`AND ($3 = 0 OR c.number = $3) ORDER BY c.number DESC LIMIT 1`, s.ID, f.ID, number)
	c, err := scanCrosswalk(row.Scan)
	if fault.Is(err, fault.NotFound) && number == 0 {
		return &Crosswalk{Standard: Naming{s.Reference, s.Version}, Framework: Naming{f.Reference, f.Version}}, nil
	}
	if fault.Is(err, fault.NotFound) {
		return nil, fault.New(fault.NotFound, "There is no such version of the crosswalk.")
	}
	return c, err
}

// scanCrosswalk reads a row of selectCrosswalk.
func scanCrosswalk(scan func(...any) error) (*Crosswalk, error) {
	c := &Crosswalk{}
	var document string
	if err := scan(&c.ID, &c.Number, &document, &c.AddedBy, db.Stamp(&c.AddedAt)); err != nil {
		return nil, err
	}
	if err := json.Unmarshal([]byte(document), c); err != nil {
		return nil, fmt.Errorf("read crosswalk %d: %w", c.ID, err)
	}
	return c, nil
}

// CrosswalkVersions returns stored versions of a crosswalk, newest first: those
// numbered below before (0: from the newest), up to limit.
func (s *Store) CrosswalkVersions(ctx context.Context, standard StandardID, framework FrameworkID, before, limit int) (all []*Crosswalk, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		all = nil
		const which = `AND ($3 = 0 OR c.number < $3) ORDER BY c.number DESC LIMIT $4`
		return tx.Each(ctx, selectCrosswalk+which, []any{standard, framework, before, limit}, func(scan func(...any) error) error {
			c, err := scanCrosswalk(scan)
			all = append(all, c)
			return err
		})
	})
	return all, err
}

// Crossed returns how many versions are stored of the crosswalk of each standard
// to a framework; standards without one are not in it.
func (s *Store) Crossed(ctx context.Context, framework FrameworkID) (versions map[StandardID]int, err error) {
	const query = `SELECT standard_id, max(number) FROM crosswalks WHERE framework_id = $1 GROUP BY standard_id`
	err = s.db.View(ctx, func(tx *db.Tx) error {
		versions = make(map[StandardID]int)
		return tx.Each(ctx, query, []any{framework}, func(scan func(...any) error) error {
			var id StandardID
			var n int
			err := scan(&id, &n)
			versions[id] = n
			return err
		})
	})
	return versions, err
}

// SaveCrosswalk stores links as the next version of a crosswalk and returns it.
// Base is the Number of the version that the person began from. Links that are
// those of the newest already are not stored again. It returns fault.Conflict if
// there is a newer version than base, and fault.Invalid that names the place if
// they do not fit, see Crosswalk.Faults.
func (s *Store) SaveCrosswalk(ctx context.Context, by int64, standard StandardID, framework FrameworkID, base int, links []Link) (c *Crosswalk, err error) {
	defer s.forget()
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		st, f, err := s.ends(ctx, tx, standard, framework)
		if err != nil {
			return err
		}
		newest, err := readCrosswalk(ctx, tx, st, f, 0)
		if err != nil {
			return err
		}
		c = &Crosswalk{Standard: Naming{st.Reference, st.Version}, Framework: Naming{f.Reference, f.Version}, Links: slices.Clone(links)}
		for i := range c.Links {
			c.Links[i].Reason = strings.Join(strings.Fields(c.Links[i].Reason), " ")
		}
		changes := newest.ChangesTo(c)
		switch {
		case len(changes) == 0 && len(c.Links) == len(newest.Links):
			c = newest
			return nil
		case newest.Number != base:
			return fault.Newf(fault.Conflict, "This crosswalk was changed since you opened it: version %d is the newest now.", newest.Number)
		}
		if err := c.Check(st, f); err != nil {
			return err
		}
		c.sort(st, f)
		c.Number = newest.Number + 1
		if err := addCrosswalk(ctx, tx, by, standard, framework, c); err != nil {
			return err
		}
		if c, err = readCrosswalk(ctx, tx, st, f, c.Number); err != nil {
			return err
		}
		return audit.Add(ctx, tx, audit.Event{Person: by, Action: "crosswalk.save", Subject: fmt.Sprintf("crosswalk %d", c.ID),
			Detail: map[string]any{"standard": st.Label(), "framework": f.Label(), "version": c.Number, "links": len(c.Links), "changes": len(changes)}})
	})
	return c, err
}

// addCrosswalk stores a version; by 0 is the program.
func addCrosswalk(ctx context.Context, tx *db.Tx, by int64, standard StandardID, framework FrameworkID, c *Crosswalk) error {
	document, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("encode crosswalk: %w", err)
	}
	const insert = `
		INSERT INTO crosswalks (standard_id, framework_id, number, document, added_by, added_at)
		VALUES ($1, $2, $3, $4, NULLIF($5, 0), $6) RETURNING id`
	return tx.Row(ctx, insert, standard, framework, c.Number, string(document), by, db.Stamp(&tx.Now)).Scan(&c.ID)
}

// seedCrosswalk adds a crosswalk that came with the program, as the next version
// where an earlier one of the program's is the newest. One that a provider
// changed stays, and so does one that does not fit the standard as it is stored.
func seedCrosswalk(ctx context.Context, tx *db.Tx, c *Crosswalk) error {
	standard, err := standardID(ctx, tx, c.Standard.Reference, c.Standard.Version)
	if err != nil || standard == 0 {
		return err
	}
	framework, err := frameworkID(ctx, tx, c.Framework.Reference, c.Framework.Version)
	if err != nil || framework == 0 {
		return err
	}
	s, err := readStandard(ctx, tx, standard)
	if err != nil {
		return err
	}
	f, err := readFramework(ctx, tx, framework)
	if err != nil {
		return err
	}
	newest, err := readCrosswalk(ctx, tx, s, f, 0)
	if err != nil || newest.AddedBy != "" || len(newest.ChangesTo(c)) == 0 || c.Check(s, f) != nil {
		return err
	}
	next := *c
	next.Number = newest.Number + 1
	return addCrosswalk(ctx, tx, 0, standard, framework, &next)
}

// CrosswalkNamed returns which standard and framework a stored version of a
// crosswalk joins, and its number. It returns fault.NotFound if there is none.
func (s *Store) CrosswalkNamed(ctx context.Context, id CrosswalkID) (standard StandardID, framework FrameworkID, number int, err error) {
	const query = `SELECT standard_id, framework_id, number FROM crosswalks WHERE id = $1`
	err = s.db.View(ctx, func(tx *db.Tx) error { return tx.Row(ctx, query, id).Scan(&standard, &framework, &number) })
	return standard, framework, number, err
}
