package programme

import (
	"context"
	"fmt"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/app/notify"
	"touchstone/app/words"
)

// useRequest uses up the request by whose link someone signs, tells who asked,
// and sends the signer a receipt. It returns fault.Conflict if the request was
// used, withdrawn or is over, or the apprenticeship has ended.
func useRequest(ctx context.Context, tx *db.Tx, s *Signature) error {
	r, err := requestIn(ctx, tx, s.Enrolment, RequestID(s.Request))
	if err != nil {
		return fmt.Errorf("read request: %w", err)
	}
	if r.State(tx.Now) != RequestWaits {
		return fault.New(fault.Conflict, "This link has been used or has ended. Nothing was signed by it now.")
	}
	var apprentice string
	var state State
	const query = `SELECT a.name, e.state FROM enrolments e JOIN people a ON a.id = e.apprentice_id WHERE e.id = $1`
	if err := tx.Row(ctx, query, r.Enrolment).Scan(&apprentice, &state); err != nil {
		return fmt.Errorf("read whose request: %w", err)
	}
	if !state.Current() {
		return ErrEnded
	}
	if err := tx.Change(ctx, `UPDATE requests SET used_at = $2 WHERE id = $1`, r.ID, db.Stamp(&tx.Now)); err != nil {
		return fmt.Errorf("use request: %w", err)
	}
	if err := Settle(ctx, tx, r.Enrolment, WaitRequest, int64(r.ID)); err != nil {
		return err
	}
	if !r.ByHand {
		if err := notify.Send(ctx, tx, receipt(&r, s, apprentice)); err != nil {
			return fmt.Errorf("send receipt: %w", err)
		}
	}
	return notify.Tell(ctx, tx, notify.Notice{Person: int64(r.By), Kind: notify.RequestSigned, Portfolio: int64(r.Enrolment),
		Text: s.Name + " has answered what you asked them to sign.", Path: r.path(), Key: fmt.Sprintf("request %d signed", r.ID)})
}

// ErrEnded says that an apprenticeship is over, so that nothing is signed for it.
var ErrEnded = fault.New(fault.Conflict, "This apprenticeship has ended, so there is nothing to sign any more.")

func (r *Request) path() string { return fmt.Sprintf("/portfolios/%d/requests", r.Enrolment) }

// receipt tells who was asked that something was signed by their link. It goes
// to the address that was asked, whoever signed, and holds nothing of what was
// shown.
func receipt(r *Request, s *Signature, apprentice string) notify.Message {
	job := ""
	if s.Job != "" {
		job = ", " + s.Job
	}
	body := fmt.Sprintf("Dear %s,\n\nthe link we sent you was used to sign for %s’s apprenticeship.\n\n“%s”\n\nSigned by: %s%s\nWhen: %s\nDigest of what was signed (SHA-256): %s\n\n"+
		"Keep this message: whoever reads the record can compare the digest. The link does not work any more. If it was not you who signed, tell %s, who asked you.\n",
		r.Name, apprentice, s.Words, s.Name, job, words.Moment(s.At), s.Digest, r.ByName)
	return notify.Message{To: r.Email, Subject: "Your receipt: " + apprentice + "’s apprenticeship", Body: body}
}

// Remind sends a request's link once more. It returns fault.Conflict if it does
// not wait any more, goes by hand, or went out within RemindEvery.
func (s *Store) Remind(ctx context.Context, by account.PersonID, id EnrolmentID, which RequestID, letter func(Request) notify.Message) (r Request, err error) {
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		if r, err = requestIn(ctx, tx, id, which); err != nil {
			return err
		}
		switch {
		case r.State(tx.Now) != RequestWaits:
			return fault.New(fault.Conflict, "This link does not wait any more, so it was not sent again. Ask again instead.")
		case r.ByHand:
			return fault.New(fault.Conflict, "This link goes by hand, so we cannot send it. Hand it on once more.")
		case !r.MayRemind(tx.Now):
			return fault.Newf(fault.Conflict, "%s was sent this link on %s. It can be sent again a day later.", r.Name, words.Moment(r.sentAt()))
		}
		before := r.RemindedAt
		r.RemindedAt = tx.Now
		if err := tx.Change(ctx, `UPDATE requests SET reminded_at = $2 WHERE id = $1`, r.ID, db.Stamp(&r.RemindedAt)); err != nil {
			return fmt.Errorf("remind: %w", err)
		}
		if err := notify.Send(ctx, tx, letter(r)); err != nil {
			return err
		}
		return record(ctx, tx, by, "request.remind", id, map[string]any{"request": which, "before": before, "after": r.RemindedAt})
	})
	return r, err
}

// endRequests tells who asked of requests that ended without being used, and
// lets nothing wait for them any more.
func (s *Store) endRequests(ctx context.Context) error {
	for {
		n := 0
		err := s.db.Update(ctx, func(tx *db.Tx) error {
			over, err := overRequests(ctx, tx)
			for i := range over {
				if err := over[i].end(ctx, tx); err != nil {
					return err
				}
			}
			n = len(over)
			return err
		})
		if err != nil {
			return fmt.Errorf("end requests: %w", err)
		}
		if n < dueBatch {
			return nil
		}
	}
}

func overRequests(ctx context.Context, tx *db.Tx) (over []Request, err error) {
	const query = `SELECT ` + requestColumns + `
		WHERE r.used_at IS NULL AND r.withdrawn_at IS NULL AND r.told_at IS NULL AND r.expires_at <= $1 ORDER BY r.id LIMIT $2`
	err = tx.Each(ctx, query, []any{db.Stamp(&tx.Now), dueBatch}, func(scan func(...any) error) error {
		var r Request
		err := scan(r.columns()...)
		over = append(over, r)
		return err
	})
	return over, err
}

func (r *Request) end(ctx context.Context, tx *db.Tx) error {
	if err := tx.Change(ctx, `UPDATE requests SET told_at = $2 WHERE id = $1`, r.ID, db.Stamp(&tx.Now)); err != nil {
		return err
	}
	if err := Settle(ctx, tx, r.Enrolment, WaitRequest, int64(r.ID)); err != nil {
		return err
	}
	if err := record(ctx, tx, 0, "request.end", r.Enrolment, map[string]any{"request": r.ID, "expires": r.ExpiresAt}); err != nil {
		return err
	}
	return notify.Tell(ctx, tx, notify.Notice{Person: int64(r.By), Kind: notify.RequestExpired, Portfolio: int64(r.Enrolment),
		Text: r.Name + " did not use the link you sent before it ended. Ask again if it still matters.", Path: r.path(), Key: fmt.Sprintf("request %d over", r.ID)})
}
