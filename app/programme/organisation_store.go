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

// AddOrganisation stores a new organisation and fills in its ID. It returns
// fault.Invalid for a name that is empty, too long, holds what cannot be seen,
// or is taken, be it in other capitals.
func (s *Store) AddOrganisation(ctx context.Context, by account.PersonID, o *Organisation) error {
	return s.db.Update(ctx, func(tx *db.Tx) error { return AddOrganisationIn(ctx, tx, by, o) })
}

// AddOrganisationIn is AddOrganisation within a transaction of the caller's.
func AddOrganisationIn(ctx context.Context, tx *db.Tx, by account.PersonID, o *Organisation) error {
	if err := o.tidy(); err != nil {
		return err
	}
	err := free(ctx, tx, o)
	if err == nil {
		const insert = `INSERT INTO organisations (kind, name, created_at) VALUES ($1, $2, $3) RETURNING id`
		err = tx.Row(ctx, insert, o.Kind, o.Name, db.Stamp(&tx.Now)).Scan(&o.ID)
	}
	if err != nil {
		return takenName(o, err)
	}
	return noteOrganisation(ctx, tx, by, "organisation.add", o.ID, map[string]any{"after": o})
}

// RenameOrganisation gives an employer or an assessment organisation another
// name, as AddOrganisation takes it, and fills in its kind. What was signed or
// handed over under the old name keeps it. It returns fault.NotFound for any
// other organisation: the provider is named in the settings.
func (s *Store) RenameOrganisation(ctx context.Context, by account.PersonID, o *Organisation) error {
	return s.db.Update(ctx, func(tx *db.Tx) error {
		before, err := organisation(ctx, tx, o.ID)
		if err != nil {
			return err
		}
		if before.Kind == Provider {
			return fault.New(fault.NotFound, "")
		}
		o.Kind = before.Kind
		if err := o.tidy(); err != nil || o.Name == before.Name {
			return err
		}
		if err := free(ctx, tx, o); err != nil {
			return takenName(o, err)
		}
		if err := tx.Change(ctx, `UPDATE organisations SET name = $1 WHERE id = $2`, o.Name, o.ID); err != nil {
			return takenName(o, err)
		}
		return noteOrganisation(ctx, tx, by, "organisation.rename", o.ID, audit.Between(before, *o))
	})
}

func noteOrganisation(ctx context.Context, tx *db.Tx, by account.PersonID, action string, id OrganisationID, detail any) error {
	return audit.Add(ctx, tx, audit.Event{Person: int64(by), Action: action, Subject: fmt.Sprintf("organisation %d", id), Detail: detail})
}

// takenName says beside the name that it is taken, if that is what err says.
func takenName(o *Organisation, err error) error {
	if !fault.Is(err, fault.Exists) {
		return err
	}
	var bad fault.Fields
	bad.Add("name", "%s is on the list already.", o.Name)
	return bad.Err()
}

// tidy takes needless space off the name, and returns fault.Invalid if it is
// none.
func (o *Organisation) tidy() error {
	var bad fault.Fields
	o.Name = strings.Join(strings.Fields(o.Name), " ")
	if o.Name == "" {
		bad.Add("name", "Give the organisation's name.")
	}
	if utf8.RuneCountInString(o.Name) > MaxName {
		bad.Add("name", "Keep the name to %d characters.", MaxName)
	}
	if !utf8.ValidString(o.Name) || strings.ContainsFunc(o.Name, unicode.IsControl) {
		bad.Add("name", "Leave out characters that cannot be seen.")
	}
	return bad.Err()
}

// free returns fault.Exists if another organisation of the kind has the name, be
// it in other capitals.
func free(ctx context.Context, tx *db.Tx, o *Organisation) error {
	return tx.Each(ctx, `SELECT name FROM organisations WHERE kind = $1 AND id <> $2`, []any{o.Kind, o.ID}, func(scan func(...any) error) error {
		var name string
		if err := scan(&name); err != nil {
			return err
		}
		if strings.EqualFold(name, o.Name) {
			return fault.New(fault.Exists, name+" is on the list already.")
		}
		return nil
	})
}

// Organisation returns an organisation, or fault.NotFound.
func (s *Store) Organisation(ctx context.Context, id OrganisationID) (o Organisation, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		o, err = organisation(ctx, tx, id)
		return err
	})
	return o, err
}

func organisation(ctx context.Context, tx *db.Tx, id OrganisationID) (o Organisation, err error) {
	return o, tx.Row(ctx, `SELECT id, kind, name FROM organisations WHERE id = $1`, id).Scan(&o.ID, &o.Kind, &o.Name)
}

// Organisations returns the organisations of a kind, or of all kinds if it is
// empty, by name.
func (s *Store) Organisations(ctx context.Context, kind OrganisationKind) (all []Organisation, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		all, err = OrganisationsIn(ctx, tx, kind)
		return err
	})
	return all, err
}

// OrganisationsIn is Organisations within a transaction of the caller's.
func OrganisationsIn(ctx context.Context, tx *db.Tx, kind OrganisationKind) (all []Organisation, err error) {
	const query = `SELECT id, kind, name FROM organisations WHERE $1 = '' OR kind = $1 ORDER BY lower(name), id`
	err = tx.Each(ctx, query, []any{kind}, func(scan func(...any) error) error {
		var o Organisation
		err := scan(&o.ID, &o.Kind, &o.Name)
		all = append(all, o)
		return err
	})
	return all, err
}
