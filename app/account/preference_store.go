package account

import (
	"context"
	"fmt"

	"touchstone/app/db"
	"touchstone/app/fault"
)

// A Preference is the name of something that people choose for themselves.
type Preference string

// Keys is whether single letters do things on pages that have such keys: "off",
// or empty while they do.
const Keys Preference = "keys"

// Hints is whether hints are shown while one writes: "off", or empty while they
// are.
const Hints Preference = "hints"

// Off is the value of a preference for something that is switched off.
const Off = "off"

// Preference returns what a person chose, empty if they have not chosen.
func (s *Store) Preference(ctx context.Context, id PersonID, name Preference) (value string, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		err := tx.Row(ctx, `SELECT value FROM preferences WHERE person_id = $1 AND name = $2`, id, name).Scan(&value)
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		return err
	})
	return value, err
}

// SetPreference keeps what a person chose; an empty value is no choice.
func (s *Store) SetPreference(ctx context.Context, id PersonID, name Preference, value string) error {
	return s.db.Update(ctx, func(tx *db.Tx) error {
		const upsert = `
			INSERT INTO preferences (person_id, name, value) VALUES ($1, $2, $3)
			ON CONFLICT (person_id, name) DO UPDATE SET value = excluded.value`
		if _, err := tx.Exec(ctx, upsert, id, name, value); err != nil {
			return fmt.Errorf("keep preference: %w", err)
		}
		return note(ctx, tx, id, "preference.set", id, map[string]string{"name": string(name), "value": value})
	})
}
