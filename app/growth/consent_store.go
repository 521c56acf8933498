package growth

import (
	"context"
	"time"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/fault"
)

// ConsentKinds lists the kinds of consent, in the order they are offered.
var ConsentKinds = []ConsentKind{ToManager, ToTeam}

// Consents returns by whom a person agrees to be seen now, and since when.
func (s *Store) Consents(ctx context.Context, person account.PersonID) (given map[ConsentKind]time.Time, err error) {
	const query = `SELECT kind, given_at FROM growth_consents WHERE person_id = $1 AND withdrawn_at IS NULL`
	err = s.db.View(ctx, func(tx *db.Tx) error {
		given = map[ConsentKind]time.Time{}
		return tx.Each(ctx, query, []any{person}, func(scan func(...any) error) error {
			var kind ConsentKind
			var at time.Time
			err := scan(&kind, db.Stamp(&at))
			given[kind] = at
			return err
		})
	})
	return given, err
}

// Consented is ConsentedIn in a transaction of its own.
func (s *Store) Consented(ctx context.Context, person account.PersonID, kind ConsentKind) (yes bool, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		yes, err = ConsentedIn(ctx, tx, person, kind)
		return err
	})
	return yes, err
}

// ConsentedIn reports whether a person agrees to be seen so now.
func ConsentedIn(ctx context.Context, tx *db.Tx, person account.PersonID, kind ConsentKind) (bool, error) {
	var n int
	const query = `SELECT count(*) FROM growth_consents WHERE person_id = $1 AND kind = $2 AND withdrawn_at IS NULL`
	err := tx.Row(ctx, query, person, kind).Scan(&n)
	return n > 0, err
}

// GiveConsent lets a person be seen. Given twice, it counts once. It returns
// fault.Invalid naming "kind" for one that is none.
func (s *Store) GiveConsent(ctx context.Context, person account.PersonID, kind ConsentKind) error {
	return s.consent(ctx, person, kind, "consent.give", func(tx *db.Tx) (int64, error) {
		const insert = `
			INSERT INTO growth_consents (person_id, kind, given_at)
			SELECT $1, $2, $3 WHERE NOT EXISTS (
			    SELECT 1 FROM growth_consents WHERE person_id = $1 AND kind = $2 AND withdrawn_at IS NULL)`
		return tx.Exec(ctx, insert, person, kind, db.Stamp(&tx.Now))
	})
}

// WithdrawConsent ends it at once: what others could see of it, they cannot see
// any more. Withdrawn twice, it counts once. It returns fault.Invalid as
// GiveConsent does.
func (s *Store) WithdrawConsent(ctx context.Context, person account.PersonID, kind ConsentKind) error {
	return s.consent(ctx, person, kind, "consent.withdraw", func(tx *db.Tx) (int64, error) {
		const update = `UPDATE growth_consents SET withdrawn_at = $3 WHERE person_id = $1 AND kind = $2 AND withdrawn_at IS NULL`
		return tx.Exec(ctx, update, person, kind, db.Stamp(&tx.Now))
	})
}

func (s *Store) consent(ctx context.Context, person account.PersonID, kind ConsentKind, action string, change func(*db.Tx) (int64, error)) error {
	if kind != ToManager && kind != ToTeam {
		var bad fault.Fields
		bad.Add("kind", "Choose who may see this.")
		return bad.Err()
	}
	return s.db.Update(ctx, func(tx *db.Tx) error {
		n, err := change(tx)
		if err != nil || n == 0 {
			return err
		}
		return record(ctx, tx, person, action, "person "+idText(person), map[string]any{"kind": kind})
	})
}
