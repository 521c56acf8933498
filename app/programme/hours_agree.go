package programme

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"touchstone/app/account"
	"touchstone/app/audit"
	"touchstone/app/db"
	"touchstone/app/fault"
)

// AgreeHours agrees entries as the coach or the employer, all under one
// signature of what was shown. digest is the HoursDigest of those entries as
// they were shown; if one of them says something else by now, or no longer
// waits, it returns fault.Conflict and nothing is agreed. What was agreed by
// the same role already, just as shown, is content to be agreed again.
func (s *Store) AgreeHours(ctx context.Context, id EnrolmentID, which []HoursID, digest string, by Signer) error {
	return s.db.Update(ctx, func(tx *db.Tx) error {
		list, err := shownHours(ctx, tx, id, which, digest, by)
		switch {
		case err != nil:
			return err
		case done(list, by.Role) && by.Request != 0:
			return errHoursMoved // by another way: this link signs nothing any more
		case done(list, by.Role):
			return nil
		}
		return decideHours(ctx, tx, id, list, &Signature{Words: "I agree " + theseEntries(list) + ".", Signer: by}, "")
	})
}

// theseEntries names entries in what is signed of them.
func theseEntries(list []Hours) string {
	total := MinutesText(minutesOf(list))
	if len(list) == 1 {
		return "this entry of off-the-job training, " + total
	}
	return fmt.Sprintf("these %d entries of off-the-job training, %s in all", len(list), total)
}

// ReturnHours sends entries back to the apprentice with a note on what to put
// right. The rest is as for AgreeHours. It returns fault.Invalid naming "note"
// if there is none.
func (s *Store) ReturnHours(ctx context.Context, id EnrolmentID, which []HoursID, digest, note string, by Signer) error {
	return s.db.Update(ctx, func(tx *db.Tx) error {
		note := strings.TrimSpace(note)
		var bad fault.Fields
		switch {
		case note == "":
			bad.Add("note", "Say what to put right.")
		case utf8.RuneCountInString(note) > MaxHoursNote:
			bad.Add("note", "Keep the note to %d characters.", MaxHoursNote)
		}
		list, err := shownHours(ctx, tx, id, which, digest, by)
		if err != nil && !bad.Merge(err) {
			return err
		}
		if err := bad.Err(); err != nil {
			return err
		}
		said := "I return " + theseEntries(list) + ": " + note
		return decideHours(ctx, tx, id, list, &Signature{Words: said, Signer: by}, note)
	})
}

// done reports whether the role has agreed all of it already.
func done(list []Hours, role account.Role) bool {
	return !slices.ContainsFunc(list, func(h Hours) bool { return h.May(role) })
}

// shownHours returns the entries of that id, in its order, if they are still as
// they were shown and the role may decide on them.
func shownHours(ctx context.Context, tx *db.Tx, id EnrolmentID, which []HoursID, digest string, by Signer) ([]Hours, error) {
	if by.Role != account.Coach && by.Role != account.Employer {
		return nil, fault.New(fault.Forbidden, "Hours are agreed by the coach and the employer.")
	}
	if len(which) == 0 {
		var bad fault.Fields
		bad.Add("entries", "Choose at least one entry.")
		return nil, bad.Err()
	}
	all, err := entries(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	list := slices.DeleteFunc(all, func(h Hours) bool { return !slices.Contains(which, h.ID) })
	slices.SortFunc(list, func(a, b Hours) int { return int(a.ID - b.ID) })
	for _, h := range which {
		if !slices.ContainsFunc(list, func(o Hours) bool { return o.ID == h }) {
			return nil, fault.New(fault.NotFound, "There is nothing here for you.")
		}
	}
	waiting := func(h Hours) bool { return h.May(by.Role) }
	agreed := func(h Hours) bool {
		return by.Role == account.Coach && h.CoachAgreed || by.Role == account.Employer && h.EmployerAgreed
	}
	if HoursDigest(list) != digest || slices.ContainsFunc(list, waiting) && slices.ContainsFunc(list, func(h Hours) bool { return !waiting(h) }) ||
		slices.ContainsFunc(list, func(h Hours) bool { return !waiting(h) && !agreed(h) }) {
		return nil, errHoursMoved
	}
	return list, nil
}

var errHoursMoved = fault.New(fault.Conflict, "Some of these entries changed after you opened them, so nothing is decided yet. They are shown as they are now: look at them again.")

func minutesOf(list []Hours) (sum int) {
	for i := range list {
		sum += list[i].Minutes
	}
	return sum
}

// decideHours signs what was shown and decides on it: a note returns the
// entries, none agrees them.
func decideHours(ctx context.Context, tx *db.Tx, id EnrolmentID, list []Hours, sig *Signature, note string) error {
	if note != "" && done(list, sig.Role) {
		return errHoursMoved
	}
	var batch int64
	const add = `INSERT INTO hours_batches (enrolment_id, created_at) VALUES ($1, $2) RETURNING id`
	if err := tx.Row(ctx, add, id, db.Stamp(&tx.Now)).Scan(&batch); err != nil {
		return fmt.Errorf("add batch of hours: %w", err)
	}
	sig.Enrolment, sig.Subject, sig.Content = id, fmt.Sprintf("hours %d", batch), HoursContent(list)
	if err := Sign(ctx, tx, sig); err != nil {
		return err
	}
	for i := range list {
		if err := decideEntry(ctx, tx, &list[i], sig, note); err != nil {
			return err
		}
	}
	if err := ReckonHours(ctx, tx, id); err != nil {
		return err
	}
	action := "hours.agree"
	if note != "" {
		action = "hours.return"
	}
	return audit.Add(ctx, tx, audit.Event{Person: int64(sig.Person), Action: action, Portfolio: int64(id), Subject: sig.Subject,
		Detail: map[string]any{"role": sig.Role, "name": sig.Name, "entries": batchDetail(list), "note": note, "signature": sig.ID}})
}

func batchDetail(list []Hours) (all []map[string]any) {
	for i := range list {
		h := &list[i]
		all = append(all, map[string]any{"entry": h.ID, "version": h.Version, "minutes": h.Minutes, "before": HoursSubmitted, "after": h.State})
	}
	return all
}

// decideEntry decides on one entry, and fills in its state.
func decideEntry(ctx context.Context, tx *db.Tx, h *Hours, sig *Signature, note string) error {
	verdict, update := "returned", `UPDATE hours SET state = 'returned', coach_signature = NULL, employer_signature = NULL, updated_at = $2 WHERE id = $1`
	args := []any{h.ID, db.Stamp(&tx.Now)}
	if note == "" {
		verdict, update = "agreed", `UPDATE hours SET coach_signature = $3, updated_at = $2 WHERE id = $1`
		h.CoachAgreed = h.CoachAgreed || sig.Role == account.Coach
		if sig.Role == account.Employer {
			h.EmployerAgreed, update = true, `UPDATE hours SET employer_signature = $3, updated_at = $2 WHERE id = $1`
		}
		args = append(args, sig.ID)
	} else {
		h.State = HoursReturned
	}
	if err := tx.Change(ctx, update, args...); err != nil {
		return fmt.Errorf("decide on hours: %w", err)
	}
	const add = `
		INSERT INTO hours_decisions (hours_id, version, role, verdict, name, note, signature_id, decided_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`
	if _, err := tx.Exec(ctx, add, h.ID, h.Version, sig.Role, verdict, sig.Name, note, sig.ID, db.Stamp(&tx.Now)); err != nil {
		return fmt.Errorf("add decision on hours: %w", err)
	}
	if note != "" {
		if err := Settle(ctx, tx, h.Enrolment, WaitHours, int64(h.ID)); err != nil {
			return err
		}
		return Await(ctx, tx, Wait{Enrolment: h.Enrolment, Role: account.Apprentice, Kind: WaitHours, Subject: int64(h.ID)})
	}
	if err := Settle(ctx, tx, h.Enrolment, WaitHours, int64(h.ID), sig.Role); err != nil {
		return err
	}
	if h.CoachAgreed && h.EmployerAgreed {
		return fixEntry(ctx, tx, h)
	}
	return nil
}

// fixEntry makes an entry count that both have agreed. One it corrects counts
// no more.
func fixEntry(ctx context.Context, tx *db.Tx, h *Hours) error {
	h.State = HoursAgreed
	if err := tx.Change(ctx, `UPDATE hours SET state = 'agreed' WHERE id = $1`, h.ID); err != nil {
		return fmt.Errorf("agree hours: %w", err)
	}
	if h.Corrects == 0 {
		return nil
	}
	return tx.Change(ctx, `UPDATE hours SET corrected_by_id = $2 WHERE id = $1`, h.Corrects, h.ID)
}
