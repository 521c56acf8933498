package account

import (
	"context"
	"time"

	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/app/words"
)

// An Attempt is one try to sign in.
type Attempt struct {
	At      time.Time
	Address string
	Passed  bool
}

// beginAttempt counts a try to sign in as failed until passAttempt says
// otherwise, so that tries at the same moment all count. It returns
// fault.TooMany, and counts nothing, if there were too many.
//
// An address that the account signed in from in the last month is judged by
// its own failures alone: strangers cannot lock a person out of their own
// place.
func (s *Store) beginAttempt(ctx context.Context, email, address string) (id int64, err error) {
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		until, err := refusedUntil(ctx, tx, email, address)
		if err != nil {
			return err
		}
		if !until.IsZero() {
			return fault.Newf(fault.TooMany, "There were too many tries to sign in. Try again at %s, or use the link for a forgotten password.",
				words.Clock(until.Add(time.Minute-1)))
		}
		const insert = `INSERT INTO sign_in_attempts (account, address, at, passed) VALUES ($1, $2, $3, 0) RETURNING id`
		return tx.Row(ctx, insert, email, address, db.Stamp(&tx.Now)).Scan(&id)
	})
	return id, err
}

// refusedUntil returns when someone at address may try to sign in to the
// account again, zero if now.
func refusedUntil(ctx context.Context, tx *db.Tx, email, address string) (time.Time, error) {
	known, err := isKnown(ctx, tx, email, address)
	if err != nil {
		return time.Time{}, err
	}
	from := ""
	if known {
		from = address
	}
	byAccount, err := failures(ctx, tx, `account = $1 AND ($2 = '' OR address = $2)`, email, from)
	if err != nil {
		return time.Time{}, err
	}
	byAddress, err := failures(ctx, tx, `address = $1 AND $2 = ''`, address, "")
	if err != nil {
		return time.Time{}, err
	}
	until := blockedUntil(byAccount, AccountAttempts)
	if u := blockedUntil(byAddress, AddressAttempts); u.After(until) {
		until = u
	}
	if !until.After(tx.Now) {
		return time.Time{}, nil
	}
	return until, nil
}

func isKnown(ctx context.Context, tx *db.Tx, email, address string) (known bool, err error) {
	since := tx.Now.AddDate(0, 0, -knownAddressDays)
	const query = `SELECT count(*) > 0 FROM sign_in_attempts WHERE account = $1 AND address = $2 AND passed = 1 AND at > $3`
	return known, tx.Row(ctx, query, email, address, db.Stamp(&since)).Scan(&known)
}

func failures(ctx context.Context, tx *db.Tx, where string, args ...any) (at []time.Time, err error) {
	since := tx.Now.Add(-AttemptWindow)
	query := `SELECT at FROM sign_in_attempts WHERE ` + where + ` AND passed = 0 AND at > $3 ORDER BY at, id`
	err = tx.Each(ctx, query, append(args, db.Stamp(&since)), func(scan func(...any) error) error {
		var t time.Time
		err := scan(db.Stamp(&t))
		at = append(at, t)
		return err
	})
	return at, err
}

// passAttempt marks a try as successful and forgets tries older than two
// months.
func passAttempt(ctx context.Context, tx *db.Tx, id int64) error {
	if _, err := tx.Exec(ctx, `UPDATE sign_in_attempts SET passed = 1 WHERE id = $1`, id); err != nil {
		return err
	}
	old := tx.Now.AddDate(0, -2, 0)
	_, err := tx.Exec(ctx, `DELETE FROM sign_in_attempts WHERE at < $1`, db.Stamp(&old))
	return err
}

// Attempts returns the last tries to sign in with that address, newest first,
// at most limit.
func (s *Store) Attempts(ctx context.Context, email string, limit int) (attempts []Attempt, err error) {
	const query = `SELECT at, address, passed FROM sign_in_attempts WHERE account = $1 ORDER BY id DESC LIMIT $2`
	err = s.db.View(ctx, func(tx *db.Tx) error {
		attempts = nil
		return tx.Each(ctx, query, []any{TidyEmail(email), limit}, func(scan func(...any) error) error {
			var a Attempt
			err := scan(db.Stamp(&a.At), &a.Address, &a.Passed)
			attempts = append(attempts, a)
			return err
		})
	})
	return attempts, err
}
