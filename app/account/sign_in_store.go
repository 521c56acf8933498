package account

import (
	"context"

	"touchstone/app/db"
	"touchstone/app/fault"
)

var errNoMatch = fault.New(fault.SignedOut, "That e-mail address and password do not match.")

// SignIn begins a session for whoever has that address and password and
// returns the secret for the browser's cookie. It returns fault.SignedOut,
// after the same work, whether the person is unknown, suspended, not yet joined
// or mistyped, and fault.TooMany after too many failures.
func (s *Store) SignIn(ctx context.Context, email, password string, from Client) (token string, id PersonID, err error) {
	email = TidyEmail(email)
	if len(email) > MaxEmail {
		email = email[:MaxEmail]
	}
	attempt, err := s.beginAttempt(ctx, email, from.Address)
	if err != nil {
		return "", 0, err
	}
	id, hash, err := s.passwordOf(ctx, email)
	if err != nil {
		return "", 0, err
	}
	ok, weak, err := checkPassword(ctx, hash, password)
	if err != nil {
		return "", 0, err
	}
	if !ok {
		return "", 0, errNoMatch
	}
	stronger := ""
	if weak {
		if stronger, err = hashPassword(ctx, password); err != nil {
			return "", 0, err
		}
	}
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		// The password may have changed while it was being checked.
		const keep = `UPDATE people SET password_hash = CASE WHEN $1 = '' THEN password_hash ELSE $1 END WHERE id = $2 AND password_hash = $3`
		if err := tx.Change(ctx, keep, stronger, id, hash); err != nil {
			return errNoMatch
		}
		if err := passAttempt(ctx, tx, attempt); err != nil {
			return err
		}
		token, err = addSession(ctx, tx, id, from)
		return err
	})
	return token, id, err
}

// passwordOf returns the person with that address and their hash, both empty
// if they may not sign in.
func (s *Store) passwordOf(ctx context.Context, email string) (id PersonID, hash string, err error) {
	const query = `SELECT id, password_hash FROM people WHERE email = $1 AND suspended_at IS NULL`
	err = s.db.View(ctx, func(tx *db.Tx) error { return tx.Row(ctx, query, email).Scan(&id, &hash) })
	if fault.Is(err, fault.NotFound) {
		err = nil
	}
	return id, hash, err
}

// ChangePassword gives a person who knows the old password a new one and ends
// every other session and link. It returns fault.Invalid naming "old" or
// "password", and fault.TooMany after too many wrong ones.
func (s *Store) ChangePassword(ctx context.Context, held Session, old, password string, from Client) error {
	p := held.Person
	if err := CheckPassword(p, password); err != nil {
		return err
	}
	attempt, err := s.beginAttempt(ctx, p.Email, from.Address)
	if err != nil {
		return err
	}
	_, hash, err := s.passwordOf(ctx, p.Email)
	if err != nil {
		return err
	}
	ok, _, err := checkPassword(ctx, hash, old)
	if err != nil {
		return err
	}
	if !ok {
		var bad fault.Fields
		bad.Add("old", "This is not the password you have now.")
		return bad.Err()
	}
	next, err := hashPassword(ctx, password)
	if err != nil {
		return err
	}
	return s.db.Update(ctx, func(tx *db.Tx) error {
		if err := passAttempt(ctx, tx, attempt); err != nil {
			return err
		}
		return setPassword(ctx, tx, p.ID, p.ID, next, held.ID)
	})
}

// setPassword stores a hash and ends what the old password opened, but for the
// session keep.
func setPassword(ctx context.Context, tx *db.Tx, by, id PersonID, hash string, keep SessionID) error {
	if err := tx.Change(ctx, `UPDATE people SET password_hash = $1 WHERE id = $2`, hash, id); err != nil {
		return err
	}
	if err := endSessions(ctx, tx, id, keep); err != nil {
		return err
	}
	if err := endLinks(ctx, tx, id); err != nil {
		return err
	}
	return note(ctx, tx, by, "password.set", id, map[string]bool{"other_sessions_ended": true})
}

// SetPassword gives a person a password, as a trusted program does that fills
// an installation. It returns fault.Invalid for one that will not do.
func (s *Store) SetPassword(ctx context.Context, by, id PersonID, password string) error {
	p, err := s.Person(ctx, id)
	if err != nil {
		return err
	}
	if err := CheckPassword(p, password); err != nil {
		return err
	}
	hash, err := hashPassword(ctx, password)
	if err != nil {
		return err
	}
	return s.db.Update(ctx, func(tx *db.Tx) error { return setPassword(ctx, tx, by, id, hash, 0) })
}
