package evidence

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/fault"
)

// A Correction says what holds instead of an earlier decision or feedback. The
// earlier one stays as it was, and both are shown.
type Correction struct {
	Decision int64   // that it corrects
	Verdict  Verdict // ReferredVerdict or ReturnedVerdict of what was accepted; Undecided: the verdict stands
	Feedback string  // the words that hold, or why the verdict changes
}

// Check returns what is wrong with a correction of d, under which a verdict
// holds, as a fault.Invalid, or nil.
func (c *Correction) Check(d *Decision, held Verdict) error {
	var bad fault.Fields
	checkFeedback(&bad, "correction", c.Feedback)
	switch {
	case blank(c.Feedback) && c.Verdict != Undecided:
		bad.Add("correction", "Say why it is decided otherwise now.")
	case blank(c.Feedback):
		bad.Add("correction", "Write what holds instead.")
	case c.Verdict == Undecided && strings.TrimSpace(c.Feedback) == d.Feedback:
		bad.Add("correction", "This says the same as before. Change the words, or leave it as it is.")
	}
	if c.Verdict != Undecided && c.Verdict != opposite(held, d.Claim) {
		bad.Add("verdict", "Only what was accepted can be decided otherwise here. What was returned is decided when it is submitted again.")
	}
	return bad.Err()
}

// opposite is the verdict that one on a claim (0: the piece) can be corrected
// to; Undecided for none.
func opposite(held Verdict, claim ClaimID) Verdict {
	switch {
	case held != AcceptedVerdict:
		return Undecided
	case claim == 0:
		return ReturnedVerdict
	}
	return ReferredVerdict
}

// Stands returns the verdict under which a decision of the version stands: its
// own, or that of the one whose words it corrects.
func (v *Version) Stands(d *Decision) Verdict {
	for d.Verdict == Undecided && d.Corrects != 0 {
		before := v.Decision(d.Corrects)
		if before == nil {
			break
		}
		d = before
	}
	return d.Verdict
}

// Correctable returns the verdict that a decision of the version can be
// corrected to; Undecided if only its words can.
func (v *Version) Correctable(d *Decision) Verdict { return opposite(v.Stands(d), d.Claim) }

// Correct adds an entry that corrects an earlier decision or feedback. One
// corrects one's own words; with judge, those of others and verdicts too. An
// accepted claim that is referred, or an accepted piece that is returned, goes
// back to the apprentice and stops counting; an earlier version that was
// accepted counts again.
//
// It returns fault.Invalid as Correction.Check does, fault.Forbidden for
// another's words, and fault.Conflict if the entry was corrected already. The
// same correction by the same person twice is no error.
func (s *Store) Correct(ctx context.Context, portfolio PortfolioID, id ItemID, by account.PersonID, judge bool, c Correction) error {
	c.Feedback = tidy(c.Feedback)
	return s.db.Update(ctx, func(tx *db.Tx) error {
		it, err := item(ctx, tx, portfolio, id)
		if err != nil {
			return err
		}
		v, d, err := decisionOf(ctx, tx, &it, c.Decision)
		if err != nil {
			return err
		}
		if done, err := v.correctable(d, by, judge, &c); err != nil || done {
			return err
		}
		if err := c.Check(d, v.Stands(d)); err != nil {
			return err
		}
		entry := Decision{Claim: d.Claim, Verdict: c.Verdict, Feedback: c.Feedback, Corrects: d.ID}
		if err := insertDecision(ctx, tx, v.ID, by, entry); err != nil {
			return err
		}
		detail := map[string]any{"version": v.Number, "claim": d.Claim, "corrects": d.ID,
			"before": map[string]any{"verdict": d.Verdict, "feedback": d.Feedback}, "after": map[string]any{"verdict": c.Verdict, "feedback": c.Feedback}}
		if err := record(ctx, tx, by, "decision.correct", &it, detail); err != nil || c.Verdict == Undecided {
			return err
		}
		return s.takeBack(ctx, tx, &it, v, d, by)
	})
}

// decisionOf returns a decision on an item's version that others may see, with
// that version.
func decisionOf(ctx context.Context, tx *db.Tx, it *Item, id int64) (*Version, *Decision, error) {
	versions, err := load(ctx, tx, pickSharedHistory, it.Portfolio, it.ID)
	if err != nil {
		return nil, nil, err
	}
	for _, v := range slices.Backward(versions) { // what was moved is decided where it went
		if d := v.Decision(id); d != nil {
			return v, d, nil
		}
	}
	return nil, nil, notThere
}

// Decision returns the version's decision with that id, or nil.
func (v *Version) Decision(id int64) *Decision {
	for i := range v.Decisions {
		if v.Decisions[i].ID == id {
			return &v.Decisions[i]
		}
	}
	return nil
}

// correctable reports whether the correction is done already, and refuses one
// that may not be.
func (v *Version) correctable(d *Decision, by account.PersonID, judge bool, c *Correction) (done bool, err error) {
	if d.By != by && !judge || c.Verdict != Undecided && !judge {
		return false, fault.New(fault.Forbidden, "This is another person’s. You can add feedback of your own.")
	}
	if d.CorrectedBy == 0 {
		return false, nil
	}
	if n := v.Decision(d.CorrectedBy); n != nil && n.By == by && n.Verdict == c.Verdict && n.Feedback == strings.TrimSpace(c.Feedback) {
		return true, nil
	}
	return false, fault.New(fault.Conflict, "This was corrected already. What you wrote is still on the page; correct the newer words instead.")
}

// takeBack makes an accepted decision of a version referred or returned, and
// the piece go back.
func (s *Store) takeBack(ctx context.Context, tx *db.Tx, it *Item, v *Version, d *Decision, by account.PersonID) error {
	if d.Claim != 0 {
		if err := tx.Change(ctx, `UPDATE claims SET verdict = 'referred' WHERE id = $1`, d.Claim); err != nil {
			return fmt.Errorf("refer claim: %w", err)
		}
	}
	if v.State != Accepted { // it had gone back anyway
		return nil
	}
	if d.Claim != 0 {
		if err := returnWhole(ctx, tx, v, by); err != nil {
			return err
		}
	}
	if err := setVersionState(ctx, tx, v.ID, Returned); err != nil {
		return err
	}
	if err := tell(ctx, tx, it, Returned, by); err != nil {
		return err
	}
	if it.Counts == v.ID {
		// Not one of before a move to another version of the standard.
		const earlier = `
			SELECT COALESCE(max(v.id), 0) FROM versions v
			WHERE v.item_id = $1 AND v.state = 'accepted' AND NOT EXISTS (SELECT 1 FROM versions m WHERE m.item_id = v.item_id AND m.moved_from >= v.id)`
		if err := tx.Row(ctx, earlier, it.ID).Scan(&it.Counts); err != nil {
			return fmt.Errorf("find what counts instead: %w", err)
		}
	}
	if it.Latest == v.ID {
		return reopen(ctx, tx, by, "item.return", &Piece{Item: *it, Version: *v}, Returned, map[string]any{})
	}
	if it.State == Draft {
		it.State = Returned
	}
	return moved(ctx, tx, by, "item.return", it, map[string]any{"version": v.Number})
}

// returnWhole adds that the piece as a whole goes back, which corrects that it
// was accepted.
func returnWhole(ctx context.Context, tx *db.Tx, v *Version, by account.PersonID) error {
	entry := Decision{Verdict: ReturnedVerdict}
	for i := range v.Decisions {
		if d := &v.Decisions[i]; d.Claim == 0 && d.CorrectedBy == 0 && v.Stands(d) == AcceptedVerdict {
			entry.Corrects = d.ID
		}
	}
	return insertDecision(ctx, tx, v.ID, by, entry)
}
