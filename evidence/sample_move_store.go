package evidence

import (
	"context"
	"fmt"
	"time"

	"touchstone/app/account"
	"touchstone/app/audit"
	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/app/notify"
	"touchstone/app/programme"
)

// SayOfSample stores what an IQA says of a sample. Action required waits for
// the coach until it is answered.
//
// It returns fault.NotFound and fault.Forbidden for who may not sample it,
// fault.Invalid if a word is missing, and fault.Conflict if somebody said
// something meanwhile. The same said twice by the same person is no error.
func (s *Store) SayOfSample(ctx context.Context, id SampleID, by account.PersonID, a SampleAnswer) error {
	if a.Move == Answer {
		return fault.New(fault.Forbidden, "Only the coach answers.")
	}
	return s.moveSample(ctx, id, by, IQASide, a)
}

// AnswerSample stores what a coach did about action that is required. It
// returns the faults of SayOfSample.
func (s *Store) AnswerSample(ctx context.Context, id SampleID, by account.PersonID, a SampleAnswer) error {
	a.Move = Answer
	return s.moveSample(ctx, id, by, CoachSide, a)
}

func (s *Store) moveSample(ctx context.Context, id SampleID, by account.PersonID, side SampleSide, a SampleAnswer) error {
	a.tidy()
	return s.db.Update(ctx, func(tx *db.Tx) error {
		sample, err := sampleFor(ctx, tx, id, by, side == IQASide)
		if err != nil {
			return sideFault(ctx, tx, id, by, side, err)
		}
		if sample.Side != side {
			return errNotYours
		}
		if n := len(sample.Entries); n > 0 && sample.Last() != a.Seen {
			if last := &sample.Entries[n-1]; a.same(last, by) {
				return nil
			} else {
				return fault.Newf(fault.Conflict, "%s said something about this on %s, while you wrote. What you wrote is still on the page.", last.ByName, last.At.In(db.London).Format("2 January, 15:04"))
			}
		}
		next := sample.State.After(a.Move)
		if next == "" {
			return fault.New(fault.Conflict, "This cannot be said of the sample as it stands. Look at it again.")
		}
		if err := a.check(sample.State); err != nil {
			return err
		}
		if err := closable(ctx, tx, &sample, &a); err != nil {
			return err
		}
		if err := storeEntry(ctx, tx, &sample, by, &a); err != nil {
			return err
		}
		return settleSample(ctx, tx, &sample, next, by, &a)
	})
}

// closable refuses to close an action without a word where no evidence came of
// it: evidence closes an action, and whoever does without says why.
func closable(ctx context.Context, tx *db.Tx, s *Sample, a *SampleAnswer) error {
	if a.Move != Accept || a.Text != "" {
		return nil
	}
	found, err := load(ctx, tx, pickSharedHistory, s.Portfolio, s.Item)
	if err != nil {
		return err
	}
	versions := make([]Version, len(found))
	for i := range found {
		versions[i] = *found[i]
	}
	var bad fault.Fields
	if s.InWordsAlone(versions, len(s.Entries)-1) {
		bad.Add("text", "The coach answered in words alone: nothing was submitted, decided or said about the piece since. Say why that is enough, or require more.")
	}
	return bad.Err()
}

// sideFault tells someone who would sample their own decision that they may
// not, and everybody else nothing.
func sideFault(ctx context.Context, tx *db.Tx, id SampleID, by account.PersonID, side SampleSide, err error) error {
	if side != IQASide || !fault.Is(err, fault.NotFound) {
		return err
	}
	s, found := scanSample(tx.Row(ctx, `SELECT `+sampleColumns+` WHERE s.id = $2`, by, id).Scan)
	if found == nil && s.Side != NoSide {
		return errNotYours
	}
	return err
}

// storeEntry adds what was said, with notes on claims of the very version, and
// what an answer points to in the very piece.
func storeEntry(ctx context.Context, tx *db.Tx, s *Sample, by account.PersonID, a *SampleAnswer) error {
	piece := ""
	if a.Move == Answer {
		var err error
		if piece, err = pieceNow(ctx, tx, s); err != nil {
			return err
		}
		if err := checkShows(ctx, tx, s, a.Shows); err != nil {
			return err
		}
	}
	const insert = `
		INSERT INTO sample_entries (sample_id, move, text, shows_id, piece, by_id, by_name, at)
		SELECT $1, $2, $3, NULLIF($4, 0), $5, id, name, $7 FROM people WHERE id = $6 RETURNING id`
	var entry int64
	if err := tx.Row(ctx, insert, s.ID, a.Move, a.Text, a.Shows, piece, by, db.Stamp(&tx.Now)).Scan(&entry); err != nil {
		return fmt.Errorf("add what was said of a sample: %w", err)
	}
	for claim, text := range a.Claims {
		const note = `
			INSERT INTO sample_claim_notes (entry_id, claim_id, text) SELECT $1, c.id, $3 FROM claims c WHERE c.id = $2 AND c.version_id = $4`
		if err := tx.Change(ctx, note, entry, claim, text, s.Version); err != nil {
			return fmt.Errorf("add note on a claim: %w", err)
		}
	}
	return nil
}

// pieceNow says how the piece stands: "version 3, accepted".
func pieceNow(ctx context.Context, tx *db.Tx, s *Sample) (string, error) {
	const query = `
		SELECT v.number, v.state FROM versions v
		WHERE v.item_id = $1 AND v.state IN ('submitted', 'returned', 'accepted') ORDER BY v.number DESC LIMIT 1`
	var number int
	var state State
	err := tx.Row(ctx, query, s.Item).Scan(&number, &state)
	return fmt.Sprintf("version %d, %s", number, state), err
}

func checkShows(ctx context.Context, tx *db.Tx, s *Sample, shows int64) error {
	if shows == 0 {
		return nil
	}
	const query = `SELECT count(*) FROM decisions d JOIN versions v ON v.id = d.version_id WHERE d.id = $1 AND v.item_id = $2 AND d.id > $3`
	var n int
	if err := tx.Row(ctx, query, shows, s.Item, s.Decision).Scan(&n); err != nil {
		return err
	}
	if n == 0 {
		var bad fault.Fields
		bad.Add("shows", "Choose one on the list.")
		return bad.Err()
	}
	return nil
}

// settleSample moves a sample on: its state, what waits, who is told, the event.
func settleSample(ctx context.Context, tx *db.Tx, s *Sample, next SampleState, by account.PersonID, a *SampleAnswer) error {
	if a.Move == Require && s.RequiredAt.IsZero() {
		s.RequiredAt = tx.Now
	}
	s.SettledAt = time.Time{}
	if next == SampleAgreed || next == SampleClosed {
		s.SettledAt = tx.Now
	}
	const update = `UPDATE samples SET state = $2, required_at = $3, settled_at = $4 WHERE id = $1`
	if err := tx.Change(ctx, update, s.ID, next, db.Stamp(&s.RequiredAt), db.Stamp(&s.SettledAt)); err != nil {
		return fmt.Errorf("move sample: %w", err)
	}
	if err := waitForSample(ctx, tx, s, next, by); err != nil {
		return err
	}
	if err := tellOfSample(ctx, tx, s, by, a.Move); err != nil {
		return err
	}
	detail := map[string]any{"before": s.State, "after": next, "text": a.Text, "decision": s.Decision}
	if len(a.Claims) > 0 {
		detail["claims"] = a.Claims
	}
	if a.Shows != 0 {
		detail["shows"] = a.Shows
	}
	return audit.Add(ctx, tx, audit.Event{Person: int64(by), Action: "sample." + string(a.Move), Portfolio: int64(s.Portfolio), Subject: fmt.Sprintf("sample %d", s.ID), Detail: detail})
}

// waitForSample lets action that is required wait for the coach, who is told.
func waitForSample(ctx context.Context, tx *db.Tx, s *Sample, next SampleState, by account.PersonID) error {
	if next != SampleAction {
		return programme.Settle(ctx, tx, s.Portfolio, programme.WaitQuality, int64(s.ID))
	}
	return programme.Await(ctx, tx, programme.Wait{Enrolment: s.Portfolio, Role: account.Coach, Kind: programme.WaitQuality, Subject: int64(s.ID), By: by})
}

// tellOfSample tells the IQA who asked that the coach answered, and the coach
// who answered that the action is closed.
func tellOfSample(ctx context.Context, tx *db.Tx, s *Sample, by account.PersonID, move SampleMove) error {
	asked, text := Require, "%s’s coach answered what you asked for."
	switch move {
	case Accept:
		asked, text = Answer, "What you did about %s’s evidence is accepted. The action is closed."
	case Answer:
	default:
		return nil
	}
	n := notify.Notice{By: int64(by), Kind: notify.QualityAction, Portfolio: int64(s.Portfolio), Text: fmt.Sprintf(text, s.Apprentice),
		Path: fmt.Sprintf("/quality/%d", s.ID), Key: fmt.Sprintf("sample %d %s %d", s.ID, move, tx.Now.UnixMilli())}
	for i := len(s.Entries) - 1; i >= 0; i-- {
		if s.Entries[i].Move == asked {
			n.Person = int64(s.Entries[i].By)
			return notify.Tell(ctx, tx, n)
		}
	}
	return nil
}
