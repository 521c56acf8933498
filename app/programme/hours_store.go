package programme

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"touchstone/app/account"
	"touchstone/app/audit"
	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/ksb"
)

// LogHours checks and stores a new entry, which then waits for the coach and the
// employer, and fills in its ID. A form that was sent before changes nothing.
// With Corrects it stands instead of that agreed entry once it is agreed
// itself. It returns fault.Invalid naming the fields that are wrong.
func (s *Store) LogHours(ctx context.Context, by account.PersonID, h *Hours) error {
	return s.db.Update(ctx, func(tx *db.Tx) error {
		const sent = `SELECT id FROM hours WHERE enrolment_id = $1 AND form = $2`
		err := tx.Row(ctx, sent, h.Enrolment, h.Form).Scan(&h.ID)
		if err == nil || !fault.Is(err, fault.NotFound) {
			return err
		}
		if err := checkHours(ctx, tx, h); err != nil {
			return err
		}
		h.State, h.Version, h.RecordedAt, h.SentAt = HoursSubmitted, 1, tx.Now, tx.Now
		const insert = `
			INSERT INTO hours (enrolment_id, form, corrects_id, state, version, from_on, to_on, starts, minutes, activity, learned, time, separate,
			                   item_id, recorded_at, sent_at, updated_at)
			VALUES ($1, $2, NULLIF($3, 0), $4, 1, $5, $6, NULLIF($7, -1), $8, $9, $10, $11, $12, NULLIF($13, 0), $14, $14, $14)
			RETURNING id`
		err = tx.Row(ctx, insert, h.Enrolment, h.Form, h.Corrects, h.State, db.Day(&h.From), db.Day(&h.To), h.Starts, h.Minutes, h.Activity,
			h.Learned, h.Time, bit(h.Separate), h.Item, db.Stamp(&tx.Now)).Scan(&h.ID)
		if err != nil {
			return fmt.Errorf("add hours: %w", err)
		}
		return s.sent(ctx, tx, by, "hours.add", nil, h)
	})
}

// SaveHours checks and stores another version of an entry that nobody has agreed
// or that came back, and sends it again. It returns fault.Conflict if the entry
// has been agreed, or is no longer at the version that was shown.
func (s *Store) SaveHours(ctx context.Context, by account.PersonID, h *Hours, shown int) error {
	return s.db.Update(ctx, func(tx *db.Tx) error {
		before, err := entry(ctx, tx, h.Enrolment, h.ID)
		if err != nil {
			return err
		}
		h.Corrects, h.RecordedAt = before.Corrects, before.RecordedAt
		if before.Version == shown+1 && sameTraining(&before.Training, &h.Training) {
			return nil // sent twice
		}
		if before.Fixed() {
			return errAgreed(&before)
		}
		if before.Version != shown {
			return fault.New(fault.Conflict, "This entry was changed elsewhere in the meantime. What you typed is still here: load the entry again in another window, compare, and send the right one.")
		}
		if err := checkHours(ctx, tx, h); err != nil {
			return err
		}
		h.State, h.Version, h.SentAt = HoursSubmitted, shown+1, tx.Now
		const update = `
			UPDATE hours
			SET state = $3, version = $4, from_on = $5, to_on = $6, starts = NULLIF($7, -1), minutes = $8, activity = $9, learned = $10, time = $11,
			    separate = $12, item_id = NULLIF($13, 0), coach_signature = NULL, employer_signature = NULL, sent_at = $14, updated_at = $14
			WHERE id = $1 AND enrolment_id = $2`
		err = tx.Change(ctx, update, h.ID, h.Enrolment, h.State, h.Version, db.Day(&h.From), db.Day(&h.To), h.Starts, h.Minutes, h.Activity,
			h.Learned, h.Time, bit(h.Separate), h.Item, db.Stamp(&tx.Now))
		if err != nil {
			return fmt.Errorf("save hours: %w", err)
		}
		return s.sent(ctx, tx, by, "hours.save", &before, h)
	})
}

func errAgreed(h *Hours) error {
	if h.State == HoursWithdrawn {
		return fault.New(fault.Conflict, "This entry was taken back. Write a new one instead.")
	}
	if h.State == HoursAgreed {
		return fault.New(fault.Conflict, "This entry has been agreed, so it never changes. Write a correction: it stands instead once it is agreed too.")
	}
	return fault.New(fault.Conflict, "This entry has been agreed by one of them, so it stays as it is. Ask the other to return it, or correct it once both have agreed.")
}

// sent keeps the version of an entry, lets it wait for whoever agrees it, and
// brings the sums up to date.
func (s *Store) sent(ctx context.Context, tx *db.Tx, by account.PersonID, action string, before, h *Hours) error {
	document, err := json.Marshal(h.Training)
	if err != nil {
		return fmt.Errorf("encode hours: %w", err)
	}
	const version = `INSERT INTO hours_versions (hours_id, number, document, person_id, recorded_at) VALUES ($1, $2, $3, $4, $5)`
	if _, err := tx.Exec(ctx, version, h.ID, h.Version, string(document), by, db.Stamp(&tx.Now)); err != nil {
		return fmt.Errorf("keep version of hours: %w", err)
	}
	if _, err := tx.Exec(ctx, `DELETE FROM hours_statements WHERE hours_id = $1`, h.ID); err != nil {
		return err
	}
	for _, st := range h.Statements {
		if _, err := tx.Exec(ctx, `INSERT INTO hours_statements (hours_id, statement_id) VALUES ($1, $2)`, h.ID, st); err != nil {
			return fmt.Errorf("add statement of hours: %w", err)
		}
	}
	if err := Settle(ctx, tx, h.Enrolment, WaitHours, int64(h.ID)); err != nil {
		return err
	}
	for _, role := range []account.Role{account.Coach, account.Employer} {
		if err := Await(ctx, tx, Wait{Enrolment: h.Enrolment, Role: role, Kind: WaitHours, Subject: int64(h.ID)}); err != nil {
			return err
		}
	}
	if err := ReckonHours(ctx, tx, h.Enrolment); err != nil {
		return err
	}
	return recordHours(ctx, tx, by, action, h, before)
}

// WithdrawHours takes an entry back that nobody has agreed. It is kept, and
// counts no more.
func (s *Store) WithdrawHours(ctx context.Context, by account.PersonID, id EnrolmentID, which HoursID) error {
	return s.db.Update(ctx, func(tx *db.Tx) error {
		before, err := entry(ctx, tx, id, which)
		if err != nil || before.State == HoursWithdrawn {
			return err
		}
		if before.Fixed() {
			return errAgreed(&before)
		}
		const update = `UPDATE hours SET state = 'withdrawn', updated_at = $2 WHERE id = $1`
		if err := tx.Change(ctx, update, which, db.Stamp(&tx.Now)); err != nil {
			return fmt.Errorf("withdraw hours: %w", err)
		}
		if err := Settle(ctx, tx, id, WaitHours, int64(which)); err != nil {
			return err
		}
		if err := ReckonHours(ctx, tx, id); err != nil {
			return err
		}
		after := before
		after.State = HoursWithdrawn
		return recordHours(ctx, tx, by, "hours.withdraw", &after, &before)
	})
}

// checkHours is Check, and whether the entry fits its apprenticeship and the
// other entries.
func checkHours(ctx context.Context, tx *db.Tx, h *Hours) error {
	var bad fault.Fields
	if err := h.Check(db.Today(tx.Now)); err != nil && !bad.Merge(err) {
		return err
	}
	basis, err := basisOf(ctx, tx, h.Enrolment)
	if err != nil {
		return err
	}
	basis.check(&bad, &h.Training)
	if err := checkLinks(ctx, tx, h, &bad); err != nil {
		return err
	}
	all, err := entries(ctx, tx, h.Enrolment)
	if err != nil {
		return err
	}
	if err := checkCorrects(h, all, &bad); err != nil {
		return err
	}
	if bad.Of("from") == "" && bad.Of("to") == "" && bad.Of("minutes") == "" && bad.Of("starts") == "" {
		checkOthers(&bad, h, slices.DeleteFunc(all, func(o Hours) bool {
			return o.ID == h.ID || o.ID == h.Corrects || o.State == HoursWithdrawn || o.CorrectedBy != 0
		}))
	}
	return bad.Err()
}

// checkCorrects sees that a correction is of an agreed entry, and its only one.
func checkCorrects(h *Hours, all []Hours, bad *fault.Fields) error {
	if h.Corrects == 0 {
		return nil
	}
	i := slices.IndexFunc(all, func(o Hours) bool { return o.ID == h.Corrects })
	if i < 0 {
		return fault.New(fault.NotFound, "There is nothing here for you.")
	}
	if all[i].State != HoursAgreed {
		return fault.New(fault.Conflict, "Only an agreed entry needs a correction. Change this one itself.")
	}
	if slices.ContainsFunc(all, func(o Hours) bool { return o.Corrects == h.Corrects && o.ID != h.ID && o.State != HoursWithdrawn }) {
		return fault.New(fault.Conflict, "There is a correction of this entry already. Change that one, or correct it once it is agreed.")
	}
	if sameTraining(&all[i].Training, &h.Training) {
		bad.Add("minutes", "This says what the agreed entry says. Change what was wrong in it.")
	}
	return nil
}

// checkLinks sees that an entry's piece of evidence and statements are of its
// own apprenticeship.
func checkLinks(ctx context.Context, tx *db.Tx, h *Hours, bad *fault.Fields) error {
	var n int
	if h.Item != 0 {
		const items = `SELECT count(*) FROM items WHERE id = $1 AND portfolio_id = $2 AND removed_at IS NULL`
		if err := tx.Row(ctx, items, h.Item, h.Enrolment).Scan(&n); err != nil {
			return err
		}
		if n == 0 {
			bad.Add("item", "Choose one of your own pieces of evidence.")
		}
	}
	slices.Sort(h.Statements)
	h.Statements = slices.Compact(h.Statements)
	const statements = `SELECT count(*) FROM statements s JOIN enrolments e ON e.standard_id = s.standard_id WHERE s.id = $1 AND e.id = $2`
	for _, st := range h.Statements {
		if err := tx.Row(ctx, statements, st, h.Enrolment).Scan(&n); err != nil {
			return err
		}
		if n == 0 {
			bad.Add("statements", "Choose statements of your own standard.")
		}
	}
	return nil
}

func sameTraining(a, b *Training) bool {
	return a.From.Equal(b.From) && a.To.Equal(b.To) && a.Starts == b.Starts && a.Minutes == b.Minutes && a.Activity == b.Activity &&
		a.Learned == b.Learned && a.Time == b.Time && a.Separate == b.Separate && a.Item == b.Item && slices.Equal(sorted(a.Statements), sorted(b.Statements))
}

func sorted(ids []ksb.StatementID) []ksb.StatementID {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	return ids
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

// recordHours adds the event of a change to an entry.
func recordHours(ctx context.Context, tx *db.Tx, by account.PersonID, action string, after, before *Hours) error {
	detail := map[string]any{"after": hoursDetail(after)}
	if before != nil {
		detail["before"] = hoursDetail(before)
	}
	return audit.Add(ctx, tx, audit.Event{Person: int64(by), Action: action, Portfolio: int64(after.Enrolment),
		Subject: fmt.Sprintf("hours %d", after.ID), Detail: detail})
}

func hoursDetail(h *Hours) map[string]any {
	return map[string]any{"state": h.State, "version": h.Version, "training": h.Training, "corrects": h.Corrects}
}
