package programme

import (
	"context"
	"fmt"

	"touchstone/app/account"
	"touchstone/app/audit"
	"touchstone/app/db"
	"touchstone/app/fault"
)

// Views returns the views of a person, by name.
func (s *Store) Views(ctx context.Context, person account.PersonID) (found []View, err error) {
	const query = `SELECT id, name, query FROM views WHERE person_id = $1 AND removed_at IS NULL ORDER BY lower(name), id`
	err = s.db.View(ctx, func(tx *db.Tx) error {
		found = nil
		return tx.Each(ctx, query, []any{person}, func(scan func(...any) error) error {
			var v View
			err := scan(&v.ID, &v.Name, &v.Query)
			found = append(found, v)
			return err
		})
	})
	return found, err
}

// ViewOf returns a view of a person, also one that was removed, or
// fault.NotFound.
func (s *Store) ViewOf(ctx context.Context, person account.PersonID, id ViewID) (v View, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		v, err = viewOf(ctx, tx, person, id)
		return err
	})
	return v, err
}

func viewOf(ctx context.Context, tx *db.Tx, person account.PersonID, id ViewID) (v View, err error) {
	const query = `SELECT id, name, query FROM views WHERE person_id = $1 AND id = $2`
	return v, tx.Row(ctx, query, person, id).Scan(&v.ID, &v.Name, &v.Query)
}

// AddView keeps a view for a person and fills in its ID. It returns
// fault.Invalid for a name that will not do or is taken, and when there are
// MaxViews already.
func (s *Store) AddView(ctx context.Context, person account.PersonID, v *View) error {
	if err := v.check(); err != nil {
		return err
	}
	return s.db.Update(ctx, func(tx *db.Tx) error {
		if err := roomForView(ctx, tx, person); err != nil {
			return err
		}
		const insert = `INSERT INTO views (person_id, name, query, created_at) VALUES ($1, $2, $3, $4) RETURNING id`
		err := tx.Row(ctx, insert, person, v.Name, v.Query, db.Stamp(&tx.Now)).Scan(&v.ID)
		if err != nil {
			return nameTaken(err, v)
		}
		return viewEvent(ctx, tx, person, "view.add", v.ID, audit.Between(nil, v))
	})
}

func roomForView(ctx context.Context, tx *db.Tx, person account.PersonID) error {
	var n int
	if err := tx.Row(ctx, `SELECT count(*) FROM views WHERE person_id = $1 AND removed_at IS NULL`, person).Scan(&n); err != nil {
		return err
	}
	if n >= MaxViews {
		var bad fault.Fields
		bad.Add("name", "You have %d views, which is as many as there is room for. Remove one first.", MaxViews)
		return bad.Err()
	}
	return nil
}

// nameTaken says at the field that the name is taken, if that is what err says.
func nameTaken(err error, v *View) error {
	if !fault.Is(err, fault.Exists) {
		return err
	}
	var bad fault.Fields
	bad.Add("name", "You have a view named %s already. Choose another name.", v.Name)
	return bad.Err()
}

// RenameView changes what a person's view is called. It returns fault.Invalid
// as AddView does.
func (s *Store) RenameView(ctx context.Context, person account.PersonID, id ViewID, name string) error {
	return s.db.Update(ctx, func(tx *db.Tx) error {
		before, err := viewOf(ctx, tx, person, id)
		if err != nil {
			return err
		}
		after := before
		after.Name = name
		if err := after.check(); err != nil || after == before {
			return err
		}
		const update = `UPDATE views SET name = $3 WHERE person_id = $1 AND id = $2 AND removed_at IS NULL`
		if err := tx.Change(ctx, update, person, id, after.Name); err != nil {
			return nameTaken(err, &after)
		}
		return viewEvent(ctx, tx, person, "view.rename", id, audit.Between(before, after))
	})
}

// RemoveView removes a person's view. RestoreView undoes it; either may come
// twice.
func (s *Store) RemoveView(ctx context.Context, person account.PersonID, id ViewID) error {
	return s.moveView(ctx, person, id, "view.remove", func(tx *db.Tx, v *View) (int64, error) {
		return tx.Exec(ctx, `UPDATE views SET removed_at = $2 WHERE id = $1 AND removed_at IS NULL`, v.ID, db.Stamp(&tx.Now))
	})
}

// RestoreView brings a removed view back. It returns fault.Invalid if another
// has taken its name or its room.
func (s *Store) RestoreView(ctx context.Context, person account.PersonID, id ViewID) error {
	return s.moveView(ctx, person, id, "view.restore", func(tx *db.Tx, v *View) (int64, error) {
		if err := roomForView(ctx, tx, person); err != nil {
			return 0, err
		}
		n, err := tx.Exec(ctx, `UPDATE views SET removed_at = NULL WHERE id = $1 AND removed_at IS NOT NULL`, v.ID)
		return n, nameTaken(err, v)
	})
}

func (s *Store) moveView(ctx context.Context, person account.PersonID, id ViewID, action string, move func(*db.Tx, *View) (int64, error)) error {
	return s.db.Update(ctx, func(tx *db.Tx) error {
		v, err := viewOf(ctx, tx, person, id)
		if err != nil {
			return err
		}
		n, err := move(tx, &v)
		if err != nil || n == 0 {
			return err
		}
		return viewEvent(ctx, tx, person, action, id, v)
	})
}

func viewEvent(ctx context.Context, tx *db.Tx, person account.PersonID, action string, id ViewID, detail any) error {
	return audit.Add(ctx, tx, audit.Event{Person: int64(person), Action: action, Subject: fmt.Sprintf("view %d", id), Detail: detail})
}
