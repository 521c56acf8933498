package ksb

import (
	"context"
	"encoding/json"
	"fmt"

	"touchstone/app/db"
	"touchstone/app/fault"
)

// A Listed is a standard as a list of them shows it.
type Listed struct {
	ID         StandardID
	Reference  string
	Version    string
	Title      string
	Level      int
	Statements int // without retired ones
	Options    int
	Official   int // statements with official wording
	Inferred   int // statements whose code is inferred
	Unknown    int // statements of which nobody knows yet whom they are for
	Plans      int
	Secondary  bool // the source is not the publisher itself
}

// Label returns how people call the standard's version: "ST0175 v1.1".
func (l Listed) Label() string { return named(l.Reference, l.Version) }

// Standards lists the standards by level, title and version, highest level first.
func (s *Store) Standards(ctx context.Context) (out []Listed, err error) {
	const query = `
		SELECT s.id, s.reference, s.version, s.title, s.level, s.secondary,
		       (SELECT count(*) FROM standard_options o WHERE o.standard_id = s.id),
		       (SELECT count(*) FROM plans p WHERE p.standard_id = s.id),
		       count(t.id),
		       coalesce(sum(CASE WHEN t.official <> '' THEN 1 ELSE 0 END), 0),
		       coalesce(sum(CASE WHEN t.code_origin = 'inferred' THEN 1 ELSE 0 END), 0),
		       coalesce(sum(CASE WHEN t.membership = 'unknown' THEN 1 ELSE 0 END), 0)
		FROM standards s LEFT JOIN statements t ON t.standard_id = s.id AND t.retired_at IS NULL
		GROUP BY s.id, s.reference, s.version, s.title, s.level, s.secondary
		ORDER BY s.level DESC, s.title, s.reference, s.version`
	err = s.db.View(ctx, func(tx *db.Tx) error {
		out = nil
		return tx.Each(ctx, query, nil, func(scan func(...any) error) error {
			var l Listed
			if err := scan(&l.ID, &l.Reference, &l.Version, &l.Title, &l.Level, &l.Secondary, &l.Options, &l.Plans,
				&l.Statements, &l.Official, &l.Inferred, &l.Unknown); err != nil {
				return err
			}
			out = append(out, l)
			return nil
		})
	})
	return out, err
}

func readStandard(ctx context.Context, tx *db.Tx, id StandardID) (*Standard, error) {
	s := &Standard{ID: id}
	var types string
	const query = `
		SELECT reference, version, title, level, types, minimum_hours, duration_months, max_funding,
		       source, source_url, secondary, read_on, licence
		FROM standards WHERE id = $1`
	err := tx.Row(ctx, query, id).Scan(&s.Reference, &s.Version, &s.Title, &s.Level, &types, &s.MinimumHours, &s.DurationMonths,
		&s.MaxFunding, &s.Source.Name, &s.Source.URL, &s.Source.Secondary, db.Day(&s.Source.ReadOn), &s.Source.Licence)
	if fault.Is(err, fault.NotFound) {
		return nil, fault.New(fault.NotFound, "There is no such standard.")
	}
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal([]byte(types), &s.Types); err != nil {
		return nil, fmt.Errorf("read types of standard %d: %w", id, err)
	}
	if err := readOptions(ctx, tx, s); err != nil {
		return nil, err
	}
	return s, readStatements(ctx, tx, s)
}

func readOptions(ctx context.Context, tx *db.Tx, s *Standard) error {
	const query = `SELECT id, name, source_id FROM standard_options WHERE standard_id = $1 ORDER BY position, id`
	return tx.Each(ctx, query, []any{s.ID}, func(scan func(...any) error) error {
		var o Option
		if err := scan(&o.ID, &o.Name, &o.SourceID); err != nil {
			return err
		}
		s.Options = append(s.Options, o)
		return nil
	})
}

// readStatements reads a row for each statement and option it belongs to.
func readStatements(ctx context.Context, tx *db.Tx, s *Standard) error {
	const query = `
		SELECT t.id, t.key, t.code, t.code_origin, t.type, t.title, t.summary, t.official, t.membership, t.source_id,
		       t.retired_at IS NOT NULL, coalesce(o.name, '')
		FROM statements t
		LEFT JOIN statement_options b ON b.statement_id = t.id
		LEFT JOIN standard_options o ON o.id = b.option_id
		WHERE t.standard_id = $1
		ORDER BY t.retired_at IS NOT NULL, t.position, t.id, o.position, o.id`
	return tx.Each(ctx, query, []any{s.ID}, func(scan func(...any) error) error {
		var st Statement
		var option string
		if err := scan(&st.ID, &st.Key, &st.Code, &st.Origin, &st.Type, &st.Title, &st.Summary, &st.Official, &st.Membership,
			&st.SourceID, &st.Retired, &option); err != nil {
			return err
		}
		if n := len(s.Statements); n == 0 || s.Statements[n-1].ID != st.ID {
			s.Statements = append(s.Statements, st)
		}
		if option != "" {
			last := &s.Statements[len(s.Statements)-1]
			last.Options = append(last.Options, option)
		}
		return nil
	})
}

// addStandard checks and stores a new standard and fills in the ids.
func addStandard(ctx context.Context, tx *db.Tx, s *Standard) error {
	if err := s.Check(); err != nil {
		return err
	}
	types, err := json.Marshal(s.Types)
	if err != nil {
		return err
	}
	const insert = `
		INSERT INTO standards (reference, version, title, level, types, minimum_hours, duration_months, max_funding,
		                       source, source_url, secondary, read_on, licence, created_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, coalesce($12, ''), $13, $14, $14)
		RETURNING id`
	err = tx.Row(ctx, insert, s.Reference, s.Version, s.Title, s.Level, string(types), s.MinimumHours, s.DurationMonths, s.MaxFunding,
		s.Source.Name, s.Source.URL, s.Source.Secondary, db.Day(&s.Source.ReadOn), s.Source.Licence, db.Stamp(&tx.Now)).Scan(&s.ID)
	if err != nil {
		return err
	}
	for i := range s.Options {
		if err := addOption(ctx, tx, s.ID, i, &s.Options[i]); err != nil {
			return err
		}
	}
	for i := range s.Statements {
		if err := addStatement(ctx, tx, s, i, &s.Statements[i]); err != nil {
			return err
		}
	}
	return nil
}

func addOption(ctx context.Context, tx *db.Tx, standard StandardID, position int, o *Option) error {
	const insert = `
		INSERT INTO standard_options (standard_id, position, name, source_id) VALUES ($1, $2, $3, $4)
		RETURNING id`
	return tx.Row(ctx, insert, standard, position, o.Name, o.SourceID).Scan(&o.ID)
}

// addStatement stores a statement at a position of s, whose options have ids.
func addStatement(ctx context.Context, tx *db.Tx, s *Standard, position int, st *Statement) error {
	const insert = `
		INSERT INTO statements (standard_id, key, position, code, code_origin, type, title, summary, official, membership, source_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		RETURNING id`
	err := tx.Row(ctx, insert, s.ID, st.Key, position, st.Code, st.Origin, st.Type, st.Title, st.Summary, st.Official,
		st.Membership, st.SourceID).Scan(&st.ID)
	if err != nil {
		return err
	}
	return setOptions(ctx, tx, s, st.ID, st.Options)
}

// setOptions replaces the options a statement belongs to.
func setOptions(ctx context.Context, tx *db.Tx, s *Standard, id StatementID, names []string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM statement_options WHERE statement_id = $1`, id); err != nil {
		return err
	}
	for _, o := range s.Options {
		for _, name := range names {
			if o.Name != name {
				continue
			}
			const insert = `INSERT INTO statement_options (statement_id, option_id) VALUES ($1, $2) ON CONFLICT DO NOTHING`
			if _, err := tx.Exec(ctx, insert, id, o.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// touch notes that a standard was changed.
func touch(ctx context.Context, tx *db.Tx, id StandardID) error {
	return tx.Change(ctx, `UPDATE standards SET updated_at = $1 WHERE id = $2`, db.Stamp(&tx.Now), id)
}
