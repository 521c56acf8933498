package programme

import (
	"context"
	"encoding/json"
	"fmt"
	"time"
	"unicode/utf8"

	"touchstone/app/account"
	"touchstone/app/audit"
	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/app/words"
	"touchstone/ksb"
)

// A PriorProposal is how many minutes of off-the-job training a scan proposes
// to take off for prior learning, with its working.
type PriorProposal struct {
	Statements int               `json:"statements"` // in the scan
	Met        []ksb.StatementID `json:"met"`        // those met already, in order
	Step       string            `json:"step"`       // of the scale, from which they count as met
	Published  int               `json:"published"`  // minutes that the standard publishes; 0: not known
	Exact      int               `json:"exact"`      // Published × Met / Statements, in minutes
	Minutes    int               `json:"minutes"`    // Exact rounded down: what is proposed
	Rule       string            `json:"rule"`       // in words
}

// Propose returns what the scan proposes under its scale's rule; published is
// the standard's off-the-job training in minutes, 0 if it is not known.
func (s *Scan) Propose(published int) PriorProposal {
	p := PriorProposal{Statements: len(s.Statements), Step: s.Scale.Label(s.Scale.Competent), Published: published, Rule: s.Scale.Reduction.Words}
	for _, st := range s.Statements {
		if s.Lowest(st.ID) >= s.Scale.Competent {
			p.Met = append(p.Met, st.ID)
		}
	}
	if p.Statements > 0 {
		p.Exact = published * len(p.Met) / p.Statements
	}
	round := max(1, s.Scale.Reduction.RoundMinutes)
	p.Minutes = p.Exact / round * round
	return p
}

// A PriorDecision is what the coach decided of the hours for prior learning. A
// later one takes its place; none is changed.
type PriorDecision struct {
	ID       int64
	Scan     ScanID
	Proposal PriorProposal // as it was shown
	Minutes  int           // taken off
	Reason   string        // may be empty where the proposal was accepted
	ByName   string
	At       time.Time
}

// DecidePrior takes minutes off an enrolment's hours for prior learning, as the
// coach decided by a scan that the coach has signed. Proposed is what the page
// proposed. It returns fault.Invalid naming "hours" or "reason" (asked for
// where minutes differ from the proposal), and fault.Conflict if the scan is not
// signed by the coach or proposes something else by now.
func (s *Store) DecidePrior(ctx context.Context, by account.PersonID, id EnrolmentID, scan ScanID, proposed, minutes int, reason string) error {
	return s.db.Update(ctx, func(tx *db.Tx) error {
		sc, err := s.scan(ctx, tx, id, scan)
		if err != nil {
			return err
		}
		if !sc.Voices[account.Coach].Signed() {
			return fault.New(fault.Conflict, "Sign the scan first: what the coach scores counts too.")
		}
		published, err := publishedMinutes(ctx, tx, id)
		if err != nil {
			return err
		}
		p := sc.Propose(published)
		if p.Minutes != proposed {
			return fault.New(fault.Conflict, "The proposal has changed since this page was shown. Look at it once more, then decide.")
		}
		reason = tidy(reason)
		if err := checkPrior(&p, minutes, reason); err != nil {
			return err
		}
		return decidePrior(ctx, tx, by, &sc, &p, minutes, reason)
	})
}

// maxPriorReason is the longest reason of a decision, in characters: with the
// scan's name before it, it is the source of the figure.
const maxPriorReason = 400

func checkPrior(p *PriorProposal, minutes int, reason string) error {
	var bad fault.Fields
	switch {
	case minutes < 0:
		bad.Add("hours", "Enter 0 or more hours.")
	case p.Published > 0 && minutes > p.Published:
		bad.Add("hours", "The standard publishes %d hours; no more than that can be taken off.", p.Published/60)
	}
	switch n := utf8.RuneCountInString(reason); {
	case n == 0 && minutes != p.Minutes:
		bad.Add("reason", "Say why it is not what the scan proposes.")
	case n > maxPriorReason:
		bad.Add("reason", "Keep this to %d characters. It has %d.", maxPriorReason, n)
	}
	return bad.Err()
}

func decidePrior(ctx context.Context, tx *db.Tx, by account.PersonID, sc *Scan, p *PriorProposal, minutes int, reason string) error {
	name, err := nameOf(ctx, tx, by)
	if err != nil {
		return err
	}
	before, err := priorDecisions(ctx, tx, sc.Enrolment)
	if err != nil {
		return err
	}
	if n := len(before); n > 0 && before[n-1].Scan == sc.ID && before[n-1].Minutes == minutes && before[n-1].Reason == reason {
		return nil // a second click
	}
	working, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("encode proposal: %w", err)
	}
	const insert = `
		INSERT INTO prior_learning (enrolment_id, scan_id, proposed, working, decided, reason, by_id, by_name, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`
	if _, err := tx.Exec(ctx, insert, sc.Enrolment, sc.ID, p.Minutes, string(working), minutes, reason, by, name, db.Stamp(&tx.Now)); err != nil {
		return fmt.Errorf("add decision: %w", err)
	}
	source := "Skills scan of " + words.Day(db.Today(sc.Day()))
	if reason != "" {
		source += ": " + reason
	}
	if err := SetFigureIn(ctx, tx, sc.Enrolment, Figure{Kind: PriorLearning, Amount: minutes, Source: source, By: by}); err != nil {
		return err
	}
	detail := map[string]any{"proposal": p, "after": minutes, "reason": reason}
	if n := len(before); n > 0 {
		detail["before"] = before[n-1].Minutes
	}
	return scanned(ctx, tx, sc.Enrolment, sc.ID, audit.Event{Action: "prior.decide", Person: int64(by), Detail: detail})
}

// publishedMinutes returns the off-the-job training that is published for an
// enrolment: the figure entered for it, else the standard's; 0 if it is not
// known.
func publishedMinutes(ctx context.Context, tx *db.Tx, id EnrolmentID) (minutes int, err error) {
	b, err := basisOf(ctx, tx, id)
	if f, entered := b.Figures[PublishedHours]; entered {
		return f.Amount, err
	}
	return b.Standard * 60, err
}

// PriorOf returns what a scan proposes and what was decided by it, oldest first.
func (s *Store) PriorOf(ctx context.Context, sc *Scan) (p PriorProposal, decided []PriorDecision, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		published, err := publishedMinutes(ctx, tx, sc.Enrolment)
		if err != nil {
			return err
		}
		p, decided = sc.Propose(published), nil
		all, err := priorDecisions(ctx, tx, sc.Enrolment)
		for _, d := range all {
			if d.Scan == sc.ID {
				decided = append(decided, d)
			}
		}
		return err
	})
	return p, decided, err
}

// PriorDecisions returns what was decided of an enrolment's hours for prior
// learning, oldest first; the last one counts.
func (s *Store) PriorDecisions(ctx context.Context, id EnrolmentID) (all []PriorDecision, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		all, err = priorDecisions(ctx, tx, id)
		return err
	})
	return all, err
}

func priorDecisions(ctx context.Context, tx *db.Tx, id EnrolmentID) (all []PriorDecision, err error) {
	const query = `SELECT id, scan_id, working, decided, reason, by_name, at FROM prior_learning WHERE enrolment_id = $1 ORDER BY id`
	err = tx.Each(ctx, query, []any{id}, func(scan func(...any) error) error {
		var d PriorDecision
		var working string
		if err := scan(&d.ID, &d.Scan, &working, &d.Minutes, &d.Reason, &d.ByName, db.Stamp(&d.At)); err != nil {
			return err
		}
		all = append(all, d)
		return json.Unmarshal([]byte(working), &all[len(all)-1].Proposal)
	})
	return all, err
}
