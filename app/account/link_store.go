package account

import (
	"context"
	"time"

	"touchstone/app/db"
	"touchstone/app/fault"
)

var errNoLink = fault.New(fault.NotFound, "This link has been used or has ended. Ask for a new one.")

// MakeLink makes a link for a person, who is 0 for setup, and returns its
// secret. Earlier links of the same purpose end.
func MakeLink(ctx context.Context, tx *db.Tx, by PersonID, purpose Purpose, person PersonID) (token string, err error) {
	const end = `UPDATE links SET used_at = $1 WHERE purpose = $2 AND person_id IS NOT DISTINCT FROM NULLIF($3, 0) AND used_at IS NULL`
	if _, err := tx.Exec(ctx, end, db.Stamp(&tx.Now), purpose, person); err != nil {
		return "", err
	}
	token, hash := newToken()
	expires := tx.Now.Add(lifetimes[purpose])
	const insert = `
		INSERT INTO links (token_hash, purpose, person_id, created_at, expires_at)
		VALUES ($1, $2, NULLIF($3, 0), $4, $5)`
	_, err = tx.Exec(ctx, insert, hash, purpose, person, db.Stamp(&tx.Now), db.Stamp(&expires))
	if err != nil {
		return "", err
	}
	return token, note(ctx, tx, by, "link.make", person, map[string]Purpose{"purpose": purpose})
}

// MakeLink is the function MakeLink in a transaction of its own.
func (s *Store) MakeLink(ctx context.Context, by PersonID, purpose Purpose, person PersonID) (token string, err error) {
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		token, err = MakeLink(ctx, tx, by, purpose, person)
		return err
	})
	return token, err
}

// Link returns what a link is for without using it up, or fault.NotFound if it
// is used, over or none of ours.
func (s *Store) Link(ctx context.Context, purpose Purpose, token string) (l Link, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		_, l, err = link(ctx, tx, purpose, token)
		return err
	})
	return l, err
}

func link(ctx context.Context, tx *db.Tx, purpose Purpose, token string) (id int64, l Link, err error) {
	const query = `
		SELECT id, COALESCE(person_id, 0), expires_at FROM links
		WHERE token_hash = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $3`
	var who PersonID
	l.Purpose = purpose
	err = tx.Row(ctx, query, hashToken(token), purpose, db.Stamp(&tx.Now)).Scan(&id, &who, db.Stamp(&l.ExpiresAt))
	if fault.Is(err, fault.NotFound) {
		return 0, l, errNoLink
	}
	if err != nil || who == 0 {
		return id, l, err
	}
	if l.Person, err = person(ctx, tx, who); err == nil && !l.Person.SuspendedAt.IsZero() {
		err = errNoLink
	}
	return id, l, err
}

// UseLink uses up an invitation or reset link: it sets the person's password,
// ends their sessions and links, begins a session and returns its secret. It
// returns fault.Invalid naming "password", which leaves the link as it was, and
// fault.NotFound for a link that is over.
func (s *Store) UseLink(ctx context.Context, purpose Purpose, token, password string, from Client) (session string, err error) {
	l, err := s.Link(ctx, purpose, token)
	if err != nil {
		return "", err
	}
	if err := CheckPassword(l.Person, password); err != nil {
		return "", err
	}
	hash, err := hashPassword(ctx, password)
	if err != nil {
		return "", err
	}
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		if _, _, err := link(ctx, tx, purpose, token); err != nil { // someone may have been quicker
			return err
		}
		if err := setPassword(ctx, tx, l.Person.ID, l.Person.ID, hash, 0); err != nil {
			return err
		}
		session, err = addSession(ctx, tx, l.Person.ID, from)
		return err
	})
	return session, err
}

// UseSetup uses up the setup link: it stores the first administrator and begins
// a session for them. It returns fault.Invalid naming a field of Person or
// "password", which leaves the link as it was.
func (s *Store) UseSetup(ctx context.Context, token string, p *Person, password string, from Client) (session string, err error) {
	if _, err := s.Link(ctx, Setup, token); err != nil {
		return "", err
	}
	p.Tidy()
	var bad fault.Fields
	bad.Merge(p.Check())
	bad.Merge(CheckPassword(*p, password))
	if err := bad.Err(); err != nil {
		return "", err
	}
	hash, err := hashPassword(ctx, password)
	if err != nil {
		return "", err
	}
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		id, _, err := link(ctx, tx, Setup, token)
		if err != nil {
			return err
		}
		if err := AddPerson(ctx, tx, 0, p); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE links SET used_at = $1 WHERE id = $2`, db.Stamp(&tx.Now), id); err != nil {
			return err
		}
		if err := AddGrant(ctx, tx, 0, Grant{Person: p.ID, Role: Administrator, Scope: Installation}); err != nil {
			return err
		}
		if err := setPassword(ctx, tx, p.ID, p.ID, hash, 0); err != nil {
			return err
		}
		session, err = addSession(ctx, tx, p.ID, from)
		return err
	})
	return session, err
}

// endLinks ends a person's unused links.
func endLinks(ctx context.Context, tx *db.Tx, person PersonID) error {
	_, err := tx.Exec(ctx, `UPDATE links SET used_at = $1 WHERE person_id = $2 AND used_at IS NULL`, db.Stamp(&tx.Now), person)
	return err
}

// RecentLinks returns how many links of a purpose a person was given since
// then, so that nobody fills another's mailbox.
func RecentLinks(ctx context.Context, tx *db.Tx, purpose Purpose, person PersonID, since time.Time) (n int, err error) {
	const query = `SELECT count(*) FROM links WHERE person_id = $1 AND purpose = $2 AND created_at > $3`
	return n, tx.Row(ctx, query, person, purpose, db.Stamp(&since)).Scan(&n)
}
