package account

import (
	"context"

	"touchstone/app/db"
)

// A PersonState is where a person is with their account.
type PersonState string

// The states.
const (
	NotJoined PersonState = "invited"   // has no password yet, invited or not
	Joined    PersonState = "joined"    // may sign in
	Suspended PersonState = "suspended" // may not
)

// Uninvited returns up to limit people who have not joined and have no link with
// which they could, the first added first, and how many of them there are.
// Those who are suspended are left out.
func (s *Store) Uninvited(ctx context.Context, limit int) (found []Person, total int, err error) {
	const where = `
		FROM people p
		WHERE p.password_hash = '' AND p.suspended_at IS NULL AND NOT EXISTS (
		      SELECT 1 FROM links l
		      WHERE l.person_id = p.id AND l.purpose = 'invitation' AND l.used_at IS NULL AND l.expires_at > $1)`
	err = s.db.View(ctx, func(tx *db.Tx) error {
		found = nil
		if err := tx.Row(ctx, `SELECT count(*)`+where, db.Stamp(&tx.Now)).Scan(&total); err != nil {
			return err
		}
		query := `SELECT ` + personColumns + where + ` ORDER BY p.id LIMIT $2`
		return tx.Each(ctx, query, []any{db.Stamp(&tx.Now), limit}, func(scan func(...any) error) error {
			var p Person
			err := scan(p.scan()...)
			found = append(found, p)
			return err
		})
	})
	return found, total, err
}
