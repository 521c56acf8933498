package programme

import (
	"context"
	"fmt"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/app/notify"
)

// Ask checks and stores a request that ends after so many days, fills in its ID
// and times, and puts letter's message with its link in the outbox, unless it
// goes by hand. It returns fault.Invalid naming a field, "email" also for an
// address of the portfolio's own apprentice or coach, who cannot sign as the
// employer.
func (s *Store) Ask(ctx context.Context, r *Request, days int, letter func(Request) notify.Message) error {
	return s.db.Update(ctx, func(tx *db.Tx) error {
		var bad fault.Fields
		if err := r.check(days); err != nil && !bad.Merge(err) {
			return err
		}
		if err := notOfThePortfolio(ctx, tx, r, &bad); err != nil {
			return err
		}
		if err := bad.Err(); err != nil {
			return err
		}
		r.AskedAt, r.ExpiresAt = tx.Now, db.Today(tx.Now).AddDate(0, 0, days+1)
		if err := addRequest(ctx, tx, r); err != nil {
			return err
		}
		if !r.ByHand {
			if err := notify.Send(ctx, tx, letter(*r)); err != nil {
				return err
			}
		}
		return record(ctx, tx, r.By, "request.add", r.Enrolment, map[string]any{"request": r.ID, "purpose": r.Purpose, "subject": r.Subject,
			"name": r.Name, "job": r.Job, "email": r.Email, "by_hand": r.ByHand, "expires": r.ExpiresAt})
	})
}

func addRequest(ctx context.Context, tx *db.Tx, r *Request) error {
	const insert = `
		INSERT INTO requests (enrolment_id, purpose, subject_id, name, job, email, note, by_hand, asked_by, asked_at, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		RETURNING id`
	err := tx.Row(ctx, insert, r.Enrolment, r.Purpose, r.Subject, r.Name, r.Job, r.Email, r.Note, r.ByHand, r.By,
		db.Stamp(&r.AskedAt), db.Stamp(&r.ExpiresAt)).Scan(&r.ID)
	if err != nil {
		return fmt.Errorf("add request: %w", err)
	}
	if r.Purpose != ForBehaviours {
		return nil // hours, reviews and sign-offs wait for the employer by themselves, testimony for nobody here
	}
	return Await(ctx, tx, Wait{Enrolment: r.Enrolment, Role: account.Employer, Kind: WaitRequest, Subject: int64(r.ID)})
}

// notOfThePortfolio refuses to ask someone who signs in another role.
func notOfThePortfolio(ctx context.Context, tx *db.Tx, r *Request, bad *fault.Fields) error {
	const query = `
		SELECT count(*) FROM people p JOIN grants g ON g.person_id = p.id
		WHERE p.email = $1 AND g.revoked_at IS NULL AND g.scope = 'enrolment' AND g.scope_id = $2 AND g.role IN ('apprentice', 'coach')`
	var n int
	if err := tx.Row(ctx, query, r.Email, r.Enrolment).Scan(&n); err != nil {
		return err
	}
	if n > 0 {
		bad.Add("email", "This is the address of the apprentice or the coach, who cannot sign as somebody else. Enter the address of the person you ask.")
	}
	return nil
}

const requestColumns = `
	r.id, r.enrolment_id, r.purpose, r.subject_id, r.name, r.job, r.email, r.note, r.by_hand, r.asked_by, p.name, r.asked_at, r.expires_at,
	r.opened_at, r.used_at, r.withdrawn_at, r.reminded_at
	FROM requests r JOIN people p ON p.id = r.asked_by`

func (r *Request) columns() []any {
	return []any{&r.ID, &r.Enrolment, &r.Purpose, &r.Subject, &r.Name, &r.Job, &r.Email, &r.Note, &r.ByHand, &r.By, &r.ByName,
		db.Stamp(&r.AskedAt), db.Stamp(&r.ExpiresAt), db.Stamp(&r.OpenedAt), db.Stamp(&r.UsedAt), db.Stamp(&r.WithdrawnAt), db.Stamp(&r.RemindedAt)}
}

// Request returns a request, or fault.NotFound.
func (s *Store) Request(ctx context.Context, id RequestID) (r Request, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		return tx.Row(ctx, `SELECT `+requestColumns+` WHERE r.id = $1`, id).Scan(r.columns()...)
	})
	return r, err
}

// Requests returns the requests of an enrolment, newest first.
func (s *Store) Requests(ctx context.Context, id EnrolmentID) (found []Request, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		found, err = RequestsIn(ctx, tx, id)
		return err
	})
	return found, err
}

// RequestsIn is Requests within a transaction of the caller's.
func RequestsIn(ctx context.Context, tx *db.Tx, id EnrolmentID) (found []Request, err error) {
	err = tx.Each(ctx, `SELECT `+requestColumns+` WHERE r.enrolment_id = $1 ORDER BY r.id DESC`, []any{id}, func(scan func(...any) error) error {
		var r Request
		err := scan(r.columns()...)
		found = append(found, r)
		return err
	})
	return found, err
}

// OpenRequest notes that a request's link was opened, what was shown there and
// to which address: once for each content and address, however often somebody
// looks. The link stays as it was: mail programs open links too.
func (s *Store) OpenRequest(ctx context.Context, r *Request, digest, address string) error {
	return s.db.Update(ctx, func(tx *db.Tx) error {
		const insert = `
			INSERT INTO request_openings (request_id, digest, address, opened_at) VALUES ($1, $2, $3, $4)
			ON CONFLICT (request_id, digest, address) DO NOTHING RETURNING request_id`
		var id RequestID
		err := tx.Row(ctx, insert, r.ID, digest, address, db.Stamp(&tx.Now)).Scan(&id)
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("add opening of request: %w", err)
		}
		if _, err := tx.Exec(ctx, `UPDATE requests SET opened_at = $2 WHERE id = $1 AND opened_at IS NULL`, r.ID, db.Stamp(&tx.Now)); err != nil {
			return fmt.Errorf("open request: %w", err)
		}
		return record(ctx, tx, 0, "request.open", r.Enrolment, map[string]any{"request": r.ID, "digest": digest, "address": address})
	})
}

// requestIn returns a request of an enrolment.
func requestIn(ctx context.Context, tx *db.Tx, id EnrolmentID, which RequestID) (r Request, err error) {
	err = tx.Row(ctx, `SELECT `+requestColumns+` WHERE r.id = $1 AND r.enrolment_id = $2`, which, id).Scan(r.columns()...)
	return r, err
}

// WithdrawRequest ends a request that was not used. It returns fault.Conflict if
// it was.
func (s *Store) WithdrawRequest(ctx context.Context, by account.PersonID, id EnrolmentID, which RequestID) error {
	return s.db.Update(ctx, func(tx *db.Tx) error {
		r, err := requestIn(ctx, tx, id, which)
		if err != nil {
			return err
		}
		switch r.State(tx.Now) {
		case RequestUsed:
			return fault.New(fault.Conflict, r.Name+" has signed meanwhile, so there is nothing to withdraw.")
		case RequestWithdrawn:
			return nil
		}
		if err := tx.Change(ctx, `UPDATE requests SET withdrawn_at = $2 WHERE id = $1`, which, db.Stamp(&tx.Now)); err != nil {
			return fmt.Errorf("withdraw request: %w", err)
		}
		if err := Settle(ctx, tx, id, WaitRequest, int64(which)); err != nil {
			return err
		}
		return record(ctx, tx, by, "request.withdraw", id, map[string]any{"request": which})
	})
}
