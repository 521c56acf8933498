package evidence

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/fault"
)

// Decide records a coach's review of a submitted version. Returned, the item
// gets a draft that begins as a copy; accepted, the version counts from now on
// instead of an earlier one. It returns fault.Invalid as Review.Check does, and
// fault.Conflict if the version no longer waits. The same review by the same
// person twice is no error: people click twice.
func (s *Store) Decide(ctx context.Context, portfolio PortfolioID, id ItemID, version VersionID, by account.PersonID, r Review) error {
	return s.db.Update(ctx, func(tx *db.Tx) error {
		p, err := newest(ctx, tx, portfolio, id)
		if err != nil {
			return err
		}
		return s.decide(ctx, tx, &p, version, by, r)
	})
}

// decide is Decide for an item with its newest version.
func (s *Store) decide(ctx context.Context, tx *db.Tx, p *Piece, version VersionID, by account.PersonID, r Review) error {
	v := &p.Version
	if v.ID != version || v.State != Submitted {
		return decidedAlready(ctx, tx, p, version, by, &r)
	}
	if err := r.Check(v); err != nil {
		return err
	}
	if err := storeReview(ctx, tx, v, by, &r); err != nil {
		return err
	}
	if err := countTurnaround(ctx, tx, by, v.SubmittedAt, tx.Now); err != nil {
		return err
	}
	if err := tell(ctx, tx, &p.Item, State(r.Verdict), by); err != nil {
		return err
	}
	detail := map[string]any{"version": v.Number, "claims": r.Claims, "feedback": r.Feedback}
	if r.Verdict == ReturnedVerdict {
		return reopen(ctx, tx, by, "item.return", p, Returned, detail)
	}
	p.State, p.Counts = Accepted, v.ID
	return moved(ctx, tx, by, "item.accept", &p.Item, detail)
}

// decidedAlready tells a second click from a decision that came too late, and
// says whose came first.
func decidedAlready(ctx context.Context, tx *db.Tx, p *Piece, version VersionID, by account.PersonID, r *Review) error {
	var state State
	var decidedBy account.PersonID
	var name string
	var at time.Time
	const query = `
		SELECT v.state, COALESCE(v.decided_by, 0), COALESCE(d.name, ''), v.decided_at
		FROM versions v LEFT JOIN people d ON d.id = v.decided_by
		WHERE v.item_id = $1 AND v.id = $2`
	if err := tx.Row(ctx, query, p.ID, version).Scan(&state, &decidedBy, &name, db.Stamp(&at)); err != nil {
		return err
	}
	switch {
	case state == Withdrawn:
		return fault.New(fault.Conflict, "The apprentice took this piece back while you read it.")
	case state != Accepted && state != Returned:
		return fault.New(fault.Conflict, "This piece does not wait for a decision.")
	case decidedBy != by:
		return fault.Newf(fault.Conflict, "%s %s this piece on %s. Your decision came later and does not count.", name, state, at.In(db.London).Format("2 January, 15:04"))
	}
	said, err := reviewSaid(ctx, tx, version, by, r)
	if err == nil && (string(state) != string(r.Verdict) || !said) {
		err = fault.Newf(fault.Conflict, "You %s this piece already, on %s. What you decided then holds.", state, at.In(db.London).Format("2 January, 15:04"))
	}
	return err
}

// reviewSaid reports whether all that a review says was said by the person
// already, of the same claims.
func reviewSaid(ctx context.Context, tx *db.Tx, version VersionID, by account.PersonID, r *Review) (bool, error) {
	type saying struct {
		claim ClaimID
		text  string
	}
	said := make(map[saying]bool)
	const query = `SELECT COALESCE(claim_id, 0), feedback FROM decisions WHERE version_id = $1 AND by_id = $2`
	err := tx.Each(ctx, query, []any{version, by}, func(scan func(...any) error) error {
		var s saying
		err := scan(&s.claim, &s.text)
		said[s] = true
		return err
	})
	if err != nil {
		return false, fmt.Errorf("read what was said: %w", err)
	}
	for _, c := range append(slices.Clone(r.Claims), ClaimReview{Feedback: r.Feedback}) {
		if text := strings.TrimSpace(tidy(c.Feedback)); text != "" && !said[saying{c.Claim, text}] {
			return false, nil
		}
	}
	return true, nil
}

// storeReview stores the verdicts and feedback of a review.
func storeReview(ctx context.Context, tx *db.Tx, v *Version, by account.PersonID, r *Review) error {
	for i := range v.Claims {
		c := &v.Claims[i]
		said := r.of(c.ID)
		if said.Verdict == Undecided && blank(said.Feedback) {
			continue
		}
		if err := insertDecision(ctx, tx, v.ID, by, Decision{Claim: c.ID, Verdict: said.Verdict, Feedback: said.Feedback}); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE claims SET verdict = $2 WHERE id = $1`, c.ID, said.Verdict); err != nil {
			return fmt.Errorf("decide claim: %w", err)
		}
	}
	if err := insertDecision(ctx, tx, v.ID, by, Decision{Verdict: r.Verdict, Feedback: r.Feedback}); err != nil {
		return err
	}
	const update = `UPDATE versions SET state = $2, decided_at = $3, decided_by = $4 WHERE id = $1`
	if err := tx.Change(ctx, update, v.ID, r.Verdict, db.Stamp(&tx.Now), by); err != nil {
		return fmt.Errorf("decide version: %w", err)
	}
	return nil
}

// insertDecision stores a decision, and that it corrects another if it does.
func insertDecision(ctx context.Context, tx *db.Tx, version VersionID, by account.PersonID, d Decision) error {
	const insert = `
		INSERT INTO decisions (version_id, claim_id, verdict, feedback, by_id, by_name, at)
		SELECT $1, NULLIF($2, 0), $3, $4, id, name, $6 FROM people WHERE id = $5
		RETURNING id`
	err := tx.Row(ctx, insert, version, d.Claim, d.Verdict, strings.TrimSpace(tidy(d.Feedback)), by, db.Stamp(&tx.Now)).Scan(&d.ID)
	if err != nil {
		return fmt.Errorf("add decision: %w", err)
	}
	if d.Corrects == 0 {
		return nil
	}
	if _, err := tx.Exec(ctx, `INSERT INTO decision_corrections (decision_id, corrects_id) VALUES ($1, $2)`, d.ID, d.Corrects); err != nil {
		return fmt.Errorf("note what a decision corrects: %w", err)
	}
	return nil
}

// A Remark is feedback without a decision.
type Remark struct {
	Claim ClaimID // 0: about the whole piece
	Field string  // where it was typed, which a fault names
	Text  string
}

// AddFeedback adds to what was said about a version that was submitted, or
// about one of its claims (0: the whole of it).
func (s *Store) AddFeedback(ctx context.Context, portfolio PortfolioID, id ItemID, version VersionID, claim ClaimID, by account.PersonID, text string) error {
	return s.AddRemarks(ctx, portfolio, id, version, by, []Remark{{claim, "feedback", text}})
}

// AddRemarks adds all that somebody wrote about a version that was submitted.
// Remarks without words are left out; where none has any, it returns
// fault.Invalid, as where one is too long. What the person said of the same
// last is not said again: people click twice.
func (s *Store) AddRemarks(ctx context.Context, portfolio PortfolioID, id ItemID, version VersionID, by account.PersonID, remarks []Remark) error {
	var bad fault.Fields
	var said []Remark
	for _, r := range remarks {
		r.Text = strings.TrimSpace(tidy(r.Text))
		checkFeedback(&bad, r.Field, r.Text)
		if !blank(r.Text) {
			said = append(said, r)
		}
	}
	if len(said) == 0 {
		bad.Add("feedback", "Write what you want to say.")
	}
	if err := bad.Err(); err != nil {
		return err
	}
	return s.db.Update(ctx, func(tx *db.Tx) error {
		it, err := item(ctx, tx, portfolio, id)
		if err != nil {
			return err
		}
		for _, r := range said {
			if err := addRemark(ctx, tx, &it, version, by, r); err != nil {
				return err
			}
		}
		return nil
	})
}

func addRemark(ctx context.Context, tx *db.Tx, it *Item, version VersionID, by account.PersonID, r Remark) error {
	const query = `
		SELECT count(*) FROM versions v
		WHERE v.item_id = $1 AND v.id = $2 AND v.state IN ('submitted', 'returned', 'accepted')
		  AND ($3 = 0 OR EXISTS (SELECT 1 FROM claims c WHERE c.id = $3 AND c.version_id = v.id))`
	var n int
	if err := tx.Row(ctx, query, it.ID, version, r.Claim).Scan(&n); err != nil {
		return err
	}
	if n == 0 {
		return notThere
	}
	if said, err := saidAlready(ctx, tx, version, by, r); err != nil || said {
		return err
	}
	if err := insertDecision(ctx, tx, version, by, Decision{Claim: r.Claim, Feedback: r.Text}); err != nil {
		return err
	}
	return record(ctx, tx, by, "feedback.add", it, map[string]any{"version": version, "claim": r.Claim, "feedback": r.Text})
}

// saidAlready reports whether the newest feedback of a person on the same part
// of a version is this very text: they clicked twice.
func saidAlready(ctx context.Context, tx *db.Tx, version VersionID, by account.PersonID, r Remark) (bool, error) {
	const query = `
		SELECT feedback FROM decisions
		WHERE version_id = $1 AND by_id = $2 AND COALESCE(claim_id, 0) = $3 ORDER BY id DESC LIMIT 1`
	var last string
	err := tx.Row(ctx, query, version, by, r.Claim).Scan(&last)
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	return err == nil && last == r.Text, err
}
