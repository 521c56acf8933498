package programme

import (
	"context"
	"fmt"
	"time"

	"touchstone/app/account"
	"touchstone/app/audit"
	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/app/words"
)

// An AgreedFrequency is what was agreed instead of the rules.
type AgreedFrequency struct {
	Frequency // zero: back to the rules
	Reason    string
	By        account.PersonID
	ByName    string // as it was then
	At        time.Time
}

// A ReviewClock is when the next progress review of an enrolment is due, and why.
type ReviewClock struct {
	State     State
	Due       time.Time // a day; zero: the clock stands still
	Last      time.Time // the day of the last review; zero: none yet
	StartedOn time.Time
	Paused    int // days of breaks in learning since the last review, or since the start
	Rule      ReviewRule
	Agreed    []AgreedFrequency // newest first; what was agreed before stays on record
}

// Frequency returns how often progress is reviewed: as agreed, or by the rules.
func (c *ReviewClock) Frequency() Frequency {
	if len(c.Agreed) > 0 && c.Agreed[0].Frequency != (Frequency{}) {
		return c.Agreed[0].Frequency
	}
	return c.Rule.Frequency
}

// From returns the day the clock runs from: that of the last review, or the start.
func (c *ReviewClock) From() time.Time {
	if c.Last.IsZero() {
		return c.StartedOn
	}
	return c.Last
}

// set works out the day. A break in learning stops the clock: what was left
// when it began is left when it ends.
func (c *ReviewClock) set() {
	c.Due = time.Time{}
	if c.State == Active {
		c.Due = c.Frequency().After(c.From()).AddDate(0, 0, c.Paused)
	}
}

// Why says in a sentence or two what the day comes from.
func (c *ReviewClock) Why() string {
	switch c.State {
	case Break:
		return "The clock stands still during the break in learning."
	case Active:
	default:
		return "The apprenticeship is over, so no review is due."
	}
	from := "the start on " + words.Day(c.StartedOn) + ", since none has been held yet"
	if !c.Last.IsZero() {
		from = "the last on " + words.Day(c.Last)
	}
	text := fmt.Sprintf("Due %s, counted from %s: the rule for %s.", c.Frequency().Words(), from, c.Rule.Name)
	if len(c.Agreed) > 0 && c.Agreed[0].Frequency != (Frequency{}) {
		a := &c.Agreed[0]
		text = fmt.Sprintf("Due %s, counted from %s: as %s recorded on %s that it was agreed, because: %s", c.Frequency().Words(), from, a.ByName, words.Day(a.At.In(db.London)), a.Reason)
	}
	if c.Paused > 0 {
		text += " " + words.Plural(c.Paused, "day of break in learning is added.", "days of break in learning are added.")
	}
	return text
}

// ReviewClock returns when the next review of an enrolment is due.
func (s *Store) ReviewClock(ctx context.Context, id EnrolmentID) (c ReviewClock, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		c, err = reviewClock(ctx, tx, id)
		return err
	})
	return c, err
}

// ReviewClockIn is ReviewClock within a transaction of the caller's.
func ReviewClockIn(ctx context.Context, tx *db.Tx, id EnrolmentID) (ReviewClock, error) {
	return reviewClock(ctx, tx, id)
}

func reviewClock(ctx context.Context, tx *db.Tx, id EnrolmentID) (c ReviewClock, err error) {
	const enrolled = `SELECT state, started_on FROM enrolments WHERE id = $1`
	if err = tx.Row(ctx, enrolled, id).Scan(&c.State, db.Day(&c.StartedOn)); err != nil {
		return c, err
	}
	const newest = `SELECT held_on FROM progress_reviews WHERE enrolment_id = $1 AND state IN ('signing', 'signed') ORDER BY held_on DESC LIMIT 1`
	if err = tx.Row(ctx, newest, id).Scan(db.Day(&c.Last)); err != nil && !fault.Is(err, fault.NotFound) {
		return c, err
	}
	c.Rule = ReviewRuleOf(c.StartedOn)
	if c.Paused, err = pausedSince(ctx, tx, id, c.From()); err != nil {
		return c, err
	}
	if c.Agreed, err = agreedFrequencies(ctx, tx, id); err != nil {
		return c, err
	}
	c.set()
	return c, nil
}

// pausedSince returns the days of breaks in learning after a day, of those that
// are over.
func pausedSince(ctx context.Context, tx *db.Tx, id EnrolmentID, since time.Time) (n int, err error) {
	const query = `SELECT started_on, returned_on FROM breaks WHERE enrolment_id = $1 AND returned_on IS NOT NULL AND undone_at IS NULL`
	err = tx.Each(ctx, query, []any{id}, func(scan func(...any) error) error {
		var from, to time.Time
		err := scan(db.Day(&from), db.Day(&to))
		if from.Before(since) {
			from = since
		}
		n += max(0, days(from, to))
		return err
	})
	return n, err
}

func agreedFrequencies(ctx context.Context, tx *db.Tx, id EnrolmentID) (all []AgreedFrequency, err error) {
	const query = `SELECT unit, every, reason, by_id, by_name, at FROM review_frequencies WHERE enrolment_id = $1 ORDER BY id DESC`
	err = tx.Each(ctx, query, []any{id}, func(scan func(...any) error) error {
		var a AgreedFrequency
		var unit string
		var every int
		err := scan(&unit, &every, &a.Reason, &a.By, &a.ByName, db.Stamp(&a.At))
		switch unit {
		case "days":
			a.Days = every
		case "months":
			a.Months = every
		}
		all = append(all, a)
		return err
	})
	return all, err
}

// SetReviewClock works out anew when the next progress review is due. Whatever
// changes an enrolment's start, state or breaks calls it, in the same
// transaction.
func SetReviewClock(ctx context.Context, tx *db.Tx, id EnrolmentID) error {
	c, err := reviewClock(ctx, tx, id)
	if err != nil {
		return fmt.Errorf("set review clock: %w", err)
	}
	return SetReviewDue(ctx, tx, id, c.Due)
}

// AgreeFrequency records that progress is reviewed at another frequency than the
// rules say, or, with the zero Frequency, by the rules again. It returns
// fault.Invalid naming "every" or "reason".
func (s *Store) AgreeFrequency(ctx context.Context, id EnrolmentID, by account.PersonID, f Frequency, reason string) error {
	reason = tidyText(reason)
	var bad fault.Fields
	if f != (Frequency{}) {
		bad.Merge(f.Check())
	}
	checkReviewText(&bad, "reason", reason, MaxReviewLine)
	if reason == "" {
		bad.Add("reason", "Say why: the reason stays on record.")
	}
	if err := bad.Err(); err != nil {
		return err
	}
	return s.db.Update(ctx, func(tx *db.Tx) error {
		before, err := reviewClock(ctx, tx, id)
		if err != nil {
			return err
		}
		if len(before.Agreed) > 0 && before.Agreed[0].Frequency == f && before.Agreed[0].Reason == reason {
			return nil // a second click
		}
		unit, every := "", 0
		switch {
		case f.Days > 0:
			unit, every = "days", f.Days
		case f.Months > 0:
			unit, every = "months", f.Months
		}
		const insert = `
			INSERT INTO review_frequencies (enrolment_id, unit, every, reason, by_id, by_name, at)
			SELECT $1, $2, $3, $4, id, name, $5 FROM people WHERE id = $6`
		if err := tx.Change(ctx, insert, id, unit, every, reason, db.Stamp(&tx.Now), by); err != nil {
			return fmt.Errorf("add frequency: %w", err)
		}
		if err := SetReviewClock(ctx, tx, id); err != nil {
			return err
		}
		return audit.Add(ctx, tx, audit.Event{Person: int64(by), Action: "progress.frequency", Portfolio: int64(id), Subject: fmt.Sprintf("enrolment %d", id),
			Detail: map[string]any{"before": before.Frequency(), "after": f, "reason": reason}})
	})
}
