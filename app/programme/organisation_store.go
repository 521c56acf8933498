package programme

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"touchstone/app/account"
	"touchstone/app/audit"
	"touchstone/app/db"
	"touchstone/app/fault"
)

// AddOrganisation stores a new organisation and fills in its ID. It returns
// fault.Invalid for a name that is empty, too long or taken.
func (s *Store) AddOrganisation(ctx context.Context, by account.PersonID, o *Organisation) error {
	var bad fault.Fields
	o.Name = strings.TrimSpace(o.Name)
	if o.Name == "" {
		bad.Add("name", "Give the organisation's name.")
	}
	if utf8.RuneCountInString(o.Name) > MaxName {
		bad.Add("name", "Keep the name to %d characters.", MaxName)
	}
	if err := bad.Err(); err != nil {
		return err
	}
	err := s.db.Update(ctx, func(tx *db.Tx) error {
		const insert = `INSERT INTO organisations (kind, name, created_at) VALUES ($1, $2, $3) RETURNING id`
		if err := tx.Row(ctx, insert, o.Kind, o.Name, db.Stamp(&tx.Now)).Scan(&o.ID); err != nil {
			return err
		}
		return audit.Add(ctx, tx, audit.Event{Person: int64(by), Action: "organisation.add",
			Subject: fmt.Sprintf("organisation %d", o.ID), Detail: o})
	})
	if fault.Is(err, fault.Exists) {
		bad.Add("name", "%s is on the list already.", o.Name)
		return bad.Err()
	}
	return err
}

// Organisation returns an organisation, or fault.NotFound.
func (s *Store) Organisation(ctx context.Context, id OrganisationID) (o Organisation, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		return tx.Row(ctx, `SELECT id, kind, name FROM organisations WHERE id = $1`, id).Scan(&o.ID, &o.Kind, &o.Name)
	})
	return o, err
}

// Organisations returns the organisations of a kind, or of all kinds if it is
// empty, by name.
func (s *Store) Organisations(ctx context.Context, kind OrganisationKind) (all []Organisation, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		const query = `SELECT id, kind, name FROM organisations WHERE $1 = '' OR kind = $1 ORDER BY lower(name), id`
		return tx.Each(ctx, query, []any{kind}, func(scan func(...any) error) error {
			var o Organisation
			if err := scan(&o.ID, &o.Kind, &o.Name); err != nil {
				return err
			}
			all = append(all, o)
			return nil
		})
	})
	return all, err
}
