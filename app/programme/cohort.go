package programme

import (
	"context"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"touchstone/app/account"
	"touchstone/app/audit"
	"touchstone/app/db"
	"touchstone/app/fault"
)

// A Cohort is a group of apprentices who started together.
type Cohort struct {
	ID   CohortID // 0 until stored
	Name string   // unique
}

// tidy puts the name as it is stored. It returns fault.Invalid naming "name" if
// it is empty, too long or holds what cannot be seen.
func (c *Cohort) tidy() error {
	var bad fault.Fields
	c.Name = strings.Join(strings.Fields(c.Name), " ")
	switch {
	case c.Name == "":
		bad.Add("name", "Give the cohort a name, such as Autumn 2026.")
	case utf8.RuneCountInString(c.Name) > MaxName:
		bad.Add("name", "Keep the name to %d characters.", MaxName)
	case !utf8.ValidString(c.Name) || strings.ContainsFunc(c.Name, unicode.IsControl):
		bad.Add("name", "Leave out characters that cannot be seen.")
	}
	return bad.Err()
}

// AddCohort stores a new cohort and fills in its ID. It returns fault.Invalid
// for a name that will not do or is taken, be it in other capitals.
func (s *Store) AddCohort(ctx context.Context, by account.PersonID, c *Cohort) error {
	return s.db.Update(ctx, func(tx *db.Tx) error { return AddCohortIn(ctx, tx, by, c) })
}

// AddCohortIn is AddCohort within a transaction of the caller's.
func AddCohortIn(ctx context.Context, tx *db.Tx, by account.PersonID, c *Cohort) error {
	if err := c.tidy(); err != nil {
		return err
	}
	if err := freeCohort(ctx, tx, c); err != nil {
		return err
	}
	const insert = `INSERT INTO cohorts (name, created_at) VALUES ($1, $2) RETURNING id`
	if err := tx.Row(ctx, insert, c.Name, db.Stamp(&tx.Now)).Scan(&c.ID); err != nil {
		return fmt.Errorf("add cohort: %w", err)
	}
	return noteCohort(ctx, tx, by, "cohort.add", c.ID, map[string]any{"after": c})
}

// RenameCohort gives a cohort another name, as AddCohort takes it.
func (s *Store) RenameCohort(ctx context.Context, by account.PersonID, c *Cohort) error {
	return s.db.Update(ctx, func(tx *db.Tx) error {
		before, err := cohort(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		if err := c.tidy(); err != nil || c.Name == before.Name {
			return err
		}
		if err := freeCohort(ctx, tx, c); err != nil {
			return err
		}
		if err := tx.Change(ctx, `UPDATE cohorts SET name = $1 WHERE id = $2`, c.Name, c.ID); err != nil {
			return fmt.Errorf("rename cohort: %w", err)
		}
		return noteCohort(ctx, tx, by, "cohort.rename", c.ID, audit.Between(before, *c))
	})
}

func noteCohort(ctx context.Context, tx *db.Tx, by account.PersonID, action string, id CohortID, detail any) error {
	return audit.Add(ctx, tx, audit.Event{Person: int64(by), Action: action, Subject: fmt.Sprintf("cohort %d", id), Detail: detail})
}

// freeCohort returns fault.Invalid if another cohort has the name, be it in
// other capitals.
func freeCohort(ctx context.Context, tx *db.Tx, c *Cohort) error {
	var bad fault.Fields
	err := tx.Each(ctx, `SELECT id, name FROM cohorts`, nil, func(scan func(...any) error) error {
		var other Cohort
		if err := scan(&other.ID, &other.Name); err != nil {
			return err
		}
		if other.ID != c.ID && strings.EqualFold(other.Name, c.Name) {
			bad.Add("name", "%s is on the list already.", other.Name)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return bad.Err()
}

func cohort(ctx context.Context, tx *db.Tx, id CohortID) (c Cohort, err error) {
	return c, tx.Row(ctx, `SELECT id, name FROM cohorts WHERE id = $1`, id).Scan(&c.ID, &c.Name)
}

// Cohort returns a cohort, or fault.NotFound.
func (s *Store) Cohort(ctx context.Context, id CohortID) (c Cohort, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		c, err = cohort(ctx, tx, id)
		return err
	})
	return c, err
}

// Cohorts returns every cohort by name.
func (s *Store) Cohorts(ctx context.Context) (all []Cohort, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		all = nil
		return tx.Each(ctx, `SELECT id, name FROM cohorts ORDER BY lower(name), id`, nil, func(scan func(...any) error) error {
			var c Cohort
			err := scan(&c.ID, &c.Name)
			all = append(all, c)
			return err
		})
	})
	return all, err
}

// A CohortQuery narrows and orders CohortList. Zero fields do not narrow.
type CohortQuery struct {
	Search string // part of the name
	Sort   string // "name" (the default), "-name", "-size" (the largest first)
	Offset int
	Limit  int // 0: 50
}

// A ListedCohort is a cohort and how many apprentices it has.
type ListedCohort struct {
	Cohort
	Current int // whose apprenticeship goes on, breaks included
	All     int
}

var cohortOrder = map[string]string{
	"":      `lower(c.name), c.id`,
	"-name": `lower(c.name) DESC, c.id DESC`,
	"-size": `current DESC, lower(c.name), c.id`,
}

// CohortList returns the cohorts that q asks for, and how many there are
// without its Offset and Limit.
func (s *Store) CohortList(ctx context.Context, q CohortQuery) (found []ListedCohort, total int, err error) {
	order, known := cohortOrder[q.Sort]
	if !known {
		order = cohortOrder[""]
	}
	if q.Limit == 0 {
		q.Limit = 50
	}
	const where = ` FROM cohorts c WHERE ($1 = '' OR lower(c.name) LIKE $1 ESCAPE '\')`
	err = s.db.View(ctx, func(tx *db.Tx) error {
		found = nil
		if err := tx.Row(ctx, `SELECT count(*)`+where, Like(q.Search)).Scan(&total); err != nil {
			return err
		}
		query := `
			SELECT c.id, c.name,
			       (SELECT count(*) FROM enrolments e WHERE e.cohort_id = c.id AND e.state IN ('active', 'break')) AS current,
			       (SELECT count(*) FROM enrolments e WHERE e.cohort_id = c.id)` + where + ` ORDER BY ` + order + ` LIMIT $2 OFFSET $3`
		return tx.Each(ctx, query, []any{Like(q.Search), q.Limit, q.Offset}, func(scan func(...any) error) error {
			var c ListedCohort
			err := scan(&c.ID, &c.Name, &c.Current, &c.All)
			found = append(found, c)
			return err
		})
	})
	return found, total, err
}
