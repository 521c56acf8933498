package account

import (
	"context"
	"strings"
	"time"

	"touchstone/app/db"
	"touchstone/app/fault"
)

// A Client is where a request comes from.
type Client struct {
	Address string // network address
	Device  string // what the browser calls itself; cut to 200 characters
}

var errSignedOut = fault.New(fault.SignedOut, "Sign in to go on.")

// AddSession signs a person in without asking for a password and returns the
// secret for the browser's cookie. It returns fault.SignedOut for someone
// suspended.
func (s *Store) AddSession(ctx context.Context, id PersonID, from Client) (token string, err error) {
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		token, err = addSession(ctx, tx, id, from)
		return err
	})
	return token, err
}

func addSession(ctx context.Context, tx *db.Tx, id PersonID, from Client) (string, error) {
	token, hash := newToken()
	expires := tx.Now.Add(SessionLifetime)
	runes := []rune(strings.ToValidUTF8(from.Device, ""))
	device := string(runes[:min(len(runes), 200)])
	const insert = `
		INSERT INTO sessions (person_id, token_hash, device, address, created_at, seen_at, expires_at)
		SELECT id, $2, $3, $4, $5, $5, $6 FROM people WHERE id = $1 AND suspended_at IS NULL`
	n, err := tx.Exec(ctx, insert, id, hash, device, from.Address, db.Stamp(&tx.Now), db.Stamp(&expires))
	if err != nil {
		return "", err
	}
	if n == 0 {
		return "", errSignedOut
	}
	return token, note(ctx, tx, id, "session.begin", id, map[string]string{"device": device, "address": from.Address})
}

const liveSession = `s.revoked_at IS NULL AND s.expires_at > $2 AND s.seen_at > $3 AND p.suspended_at IS NULL`

// Holder returns the session whose secret is token, or fault.SignedOut. It
// writes down, now and then, that the session is in use; while that cannot be
// written, on a full disk, people still read.
func (s *Store) Holder(ctx context.Context, token string) (Session, error) {
	if token == "" {
		return Session{}, errSignedOut
	}
	var held Session
	var now time.Time
	const query = `
		SELECT s.id, s.device, s.address, s.created_at, s.seen_at, s.expires_at, ` + personColumns + `,
		       COALESCE((SELECT string_agg(r.role, ' ') FROM (
		           SELECT DISTINCT g.role AS role FROM grants g
		           WHERE g.person_id = p.id AND g.revoked_at IS NULL AND (g.expires_at IS NULL OR g.expires_at > $2)) r), ''),
		       COALESCE((SELECT max(g.scope_id) FROM grants g WHERE g.person_id = p.id AND g.role = 'apprentice'
		                 AND g.scope = 'enrolment' AND g.revoked_at IS NULL AND (g.expires_at IS NULL OR g.expires_at > $2)), 0),
		       NOT EXISTS (SELECT 1 FROM preferences c WHERE c.person_id = p.id AND c.name = 'keys' AND c.value = 'off')
		FROM sessions s JOIN people p ON p.id = s.person_id
		WHERE s.token_hash = $1 AND ` + liveSession
	err := s.db.View(ctx, func(tx *db.Tx) error {
		now = tx.Now
		idle := now.Add(-IdleLifetime)
		var roles string
		dest := append(held.scan(), held.Person.scan()...)
		err := tx.Row(ctx, query, hashToken(token), db.Stamp(&now), db.Stamp(&idle)).Scan(append(dest, &roles, &held.Own, &held.Keys)...)
		held.Roles = inOrder(strings.Fields(roles))
		return err
	})
	if fault.Is(err, fault.NotFound) {
		return Session{}, errSignedOut
	}
	if err == nil && now.Sub(held.SeenAt) >= seenEvery {
		if err = s.touch(ctx, held.ID); fault.Is(err, fault.Unavailable) {
			err = nil
		}
	}
	return held, err
}

func (s *Session) scan() []any {
	return []any{&s.ID, &s.Device, &s.Address, db.Stamp(&s.CreatedAt), db.Stamp(&s.SeenAt), db.Stamp(&s.ExpiresAt)}
}

func (s *Store) touch(ctx context.Context, id SessionID) error {
	return s.db.Update(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE sessions SET seen_at = $1 WHERE id = $2 AND seen_at < $1`, db.Stamp(&tx.Now), id)
		return err
	})
}

// Sessions returns a person's live sessions, the last used first.
func (s *Store) Sessions(ctx context.Context, person PersonID) (sessions []Session, err error) {
	const query = `
		SELECT s.id, s.device, s.address, s.created_at, s.seen_at, s.expires_at
		FROM sessions s JOIN people p ON p.id = s.person_id
		WHERE s.person_id = $1 AND ` + liveSession + ` ORDER BY s.seen_at DESC, s.id DESC`
	err = s.db.View(ctx, func(tx *db.Tx) error {
		sessions = nil
		idle := tx.Now.Add(-IdleLifetime)
		return tx.Each(ctx, query, []any{person, db.Stamp(&tx.Now), db.Stamp(&idle)}, func(scan func(...any) error) error {
			var held Session
			err := scan(held.scan()...)
			sessions = append(sessions, held)
			return err
		})
	})
	return sessions, err
}

// EndSession ends one session of a person. It returns fault.NotFound if the
// person has no such session.
func (s *Store) EndSession(ctx context.Context, person PersonID, id SessionID) error {
	return s.db.Update(ctx, func(tx *db.Tx) error {
		const end = `UPDATE sessions SET revoked_at = $1 WHERE id = $2 AND person_id = $3 AND revoked_at IS NULL`
		if err := tx.Change(ctx, end, db.Stamp(&tx.Now), id, person); err != nil {
			return err
		}
		return note(ctx, tx, person, "session.end", person, map[string]SessionID{"session": id})
	})
}

// EndOtherSessions ends every session of a person but one; a keep of 0 is none.
func (s *Store) EndOtherSessions(ctx context.Context, person PersonID, keep SessionID) error {
	return s.db.Update(ctx, func(tx *db.Tx) error {
		if err := endSessions(ctx, tx, person, keep); err != nil {
			return err
		}
		return note(ctx, tx, person, "session.end", person, map[string]string{"which": "all others"})
	})
}

func endSessions(ctx context.Context, tx *db.Tx, person PersonID, keep SessionID) error {
	const end = `UPDATE sessions SET revoked_at = $1 WHERE person_id = $2 AND id <> $3 AND revoked_at IS NULL`
	_, err := tx.Exec(ctx, end, db.Stamp(&tx.Now), person, keep)
	return err
}

// Held returns whose session a token is or was, 0 if it is none of ours. It is
// no proof that they are signed in.
func (s *Store) Held(ctx context.Context, token string) (id PersonID, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		return tx.Row(ctx, `SELECT person_id FROM sessions WHERE token_hash = $1`, hashToken(token)).Scan(&id)
	})
	if fault.Is(err, fault.NotFound) {
		err = nil
	}
	return id, err
}
