package evidence

import (
	"context"
	"fmt"
	"time"

	"touchstone/app/account"
	"touchstone/app/audit"
	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/ksb"
)

// A SamplingPart is a month as far as one plan held in it.
type SamplingPart struct {
	Plan     *SamplingPlan
	Month    time.Time // its first day
	From, To time.Time // of the decisions that belong to it, without To
	Over     bool      // no decision can join any more
}

// partsOf returns the parts that have begun, oldest first. Plans come newest
// first.
func partsOf(plans []SamplingPlan, now time.Time) (parts []SamplingPart) {
	for i := len(plans) - 1; i >= 0; i-- {
		end := now
		if i > 0 {
			end = plans[i-1].From
		}
		for month := Month(plans[i].From); DayBegins(month).Before(end) || month.Equal(Month(now)) && i == 0; month = month.AddDate(0, 1, 0) {
			part := SamplingPart{Plan: &plans[i], Month: month, From: DayBegins(month), To: DayBegins(month.AddDate(0, 1, 0))}
			if part.From.Before(plans[i].From) {
				part.From = plans[i].From
			}
			if i > 0 && part.To.After(end) {
				part.To = end
			}
			part.Over = !part.To.After(now)
			parts = append(parts, part)
		}
	}
	return parts
}

// wholeDecision picks decisions d on whole pieces that correct no other.
const wholeDecision = `d.claim_id IS NULL AND d.verdict IN ('accepted', 'returned')
	AND NOT EXISTS (SELECT 1 FROM decision_corrections k WHERE k.decision_id = d.id)`

// standardThen is the standard that the apprentice of an enrolment e was on when a
// decision d was made.
const standardThen = `COALESCE((SELECT m.from_id FROM standard_moves m WHERE m.enrolment_id = e.id AND m.at > d.at ORDER BY m.id LIMIT 1), e.standard_id)`

// candidates returns the decisions made in a stretch of time, in order, with
// what the plan's rules ask of them.
func candidates(ctx context.Context, tx *db.Tx, from, to time.Time, p *SamplingPlan) (all []Candidate, err error) {
	const query = `
		SELECT d.id, d.at, d.by_id, e.id, ` + standardThen + `, v.kind, v.held
		FROM decisions d
		JOIN versions v ON v.id = d.version_id
		JOIN items i ON i.id = v.item_id
		JOIN enrolments e ON e.id = i.portfolio_id
		WHERE d.at >= $1 AND d.at < $2 AND ` + wholeDecision + `
		ORDER BY d.at, d.id`
	err = tx.Each(ctx, query, []any{db.Stamp(&from), db.Stamp(&to)}, func(scan func(...any) error) error {
		var c Candidate
		err := scan(&c.Decision, db.Stamp(&c.At), &c.Coach, &c.Portfolio, &c.Standard, &c.Kind, flag{&c.Held})
		all = append(all, c)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read decisions: %w", err)
	}
	return all, count(ctx, tx, from, p, all)
}

// count fills in which of their coach's decisions they are. What was decided
// before is counted as far as the plan asks, and no further.
func count(ctx context.Context, tx *db.Tx, from time.Time, p *SamplingPlan, all []Candidate) error {
	type pair struct {
		coach    account.PersonID
		standard ksb.StandardID
	}
	began, ever, on := map[account.PersonID]time.Time{}, map[account.PersonID]int{}, map[pair]int{}
	for i := range all {
		c := &all[i]
		if _, known := began[c.Coach]; !known {
			first, n, err := decidedBefore(ctx, tx, c.Coach, from, p.NewDecisions)
			if err != nil {
				return err
			}
			if n == 0 {
				first = c.At
			}
			began[c.Coach], ever[c.Coach] = first, n
		}
		key := pair{c.Coach, c.Standard}
		if _, known := on[key]; !known {
			n, err := decidedOn(ctx, tx, c.Coach, c.Standard, from, p.First)
			if err != nil {
				return err
			}
			on[key] = n
		}
		ever[c.Coach]++
		on[key]++
		c.Began, c.Nth, c.OnStandard = began[c.Coach], ever[c.Coach], on[key]
	}
	return nil
}

// decidedBefore returns when a coach first decided, and how often before a time,
// at most one more than most.
func decidedBefore(ctx context.Context, tx *db.Tx, coach account.PersonID, before time.Time, most int) (first time.Time, n int, err error) {
	const query = `
		SELECT min(at), count(*) FROM (
			SELECT d.at FROM decisions d WHERE d.by_id = $1 AND d.at < $2 AND ` + wholeDecision + ` ORDER BY d.at LIMIT $3) AS earlier`
	err = tx.Row(ctx, query, coach, db.Stamp(&before), most+1).Scan(db.Stamp(&first), &n)
	return first, n, err
}

func decidedOn(ctx context.Context, tx *db.Tx, coach account.PersonID, standard ksb.StandardID, before time.Time, most int) (n int, err error) {
	const query = `
		SELECT count(*) FROM (
			SELECT 1 FROM decisions d
			JOIN versions v ON v.id = d.version_id
			JOIN items i ON i.id = v.item_id
			JOIN enrolments e ON e.id = i.portfolio_id
			WHERE d.by_id = $1 AND d.at < $2 AND ` + standardThen + ` = $3 AND ` + wholeDecision + ` LIMIT $4) AS earlier`
	err = tx.Row(ctx, query, coach, db.Stamp(&before), standard, most+1).Scan(&n)
	return n, err
}

// DrawSamples draws what the plans' rules take of the decisions made so far, in
// one transaction, and returns how many were drawn now. What was drawn stays,
// and nothing is drawn twice. Drawn again it is no error. By is who asked, 0 for
// the program itself.
func (s *Store) DrawSamples(ctx context.Context, by account.PersonID) (drawn int, err error) {
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		drawn = 0
		plans, err := samplingPlans(ctx, tx)
		if err != nil {
			return err
		}
		for _, part := range partsOf(plans, tx.Now) {
			n, err := drawPart(ctx, tx, by, &part)
			if err != nil {
				return err
			}
			drawn += n
		}
		return nil
	})
	return drawn, err
}

func drawPart(ctx context.Context, tx *db.Tx, by account.PersonID, part *SamplingPart) (drawn int, err error) {
	var closed bool
	err = tx.Row(ctx, `SELECT closed FROM sampling_draws WHERE plan_version = $1 AND month = $2`, part.Plan.Version, db.Day(&part.Month)).Scan(flag{&closed})
	if closed || err != nil && !fault.Is(err, fault.NotFound) {
		return 0, err
	}
	all, err := candidates(ctx, tx, part.From, part.To, part.Plan)
	if err != nil {
		return 0, err
	}
	sampled, ids := 0, []int64{}
	for i, why := range part.Plan.Draw(part.Month, all, part.Over) {
		if len(why) == 0 {
			continue
		}
		sampled++
		id, err := insertSample(ctx, tx, part, &all[i], why)
		if err != nil {
			return 0, err
		}
		if id != 0 {
			ids = append(ids, id)
		}
	}
	const upsert = `
		INSERT INTO sampling_draws (plan_version, month, decisions, sampled, drawn_at, closed) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (plan_version, month) DO UPDATE SET decisions = excluded.decisions, sampled = excluded.sampled, drawn_at = excluded.drawn_at, closed = excluded.closed`
	if _, err := tx.Exec(ctx, upsert, part.Plan.Version, db.Day(&part.Month), len(all), sampled, db.Stamp(&tx.Now), part.Over); err != nil {
		return 0, fmt.Errorf("note a draw: %w", err)
	}
	if len(ids) == 0 {
		return 0, nil
	}
	detail := map[string]any{"plan": part.Plan.Version, "month": part.Month.Format("2006-01"), "decisions": len(all), "samples": ids}
	return len(ids), audit.Add(ctx, tx, audit.Event{Person: int64(by), Action: "sample.draw", Subject: fmt.Sprintf("sampling_plan %d", part.Plan.Version), Detail: detail})
}

// insertSample stores a sample with its reasons and returns its id. One that is
// there gains the reasons it has not, and 0 is returned.
func insertSample(ctx context.Context, tx *db.Tx, part *SamplingPart, c *Candidate, why []DrawnBy) (id int64, err error) {
	const insert = `
		INSERT INTO samples (decision_id, plan_version, month, portfolio_id, coach_id, state, drawn_at) VALUES ($1, $2, $3, $4, $5, 'open', $6)
		ON CONFLICT (decision_id) DO NOTHING RETURNING id`
	err = tx.Row(ctx, insert, c.Decision, part.Plan.Version, db.Day(&part.Month), c.Portfolio, c.Coach, db.Stamp(&tx.Now)).Scan(&id)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return 0, fmt.Errorf("add sample: %w", err)
	}
	for _, w := range why {
		const reason = `
			INSERT INTO sample_reasons (sample_id, reason, risk) SELECT id, $2, $3 FROM samples WHERE decision_id = $1
			ON CONFLICT DO NOTHING`
		if _, err := tx.Exec(ctx, reason, c.Decision, w.Reason, w.Risk); err != nil {
			return 0, fmt.Errorf("add reason to sample: %w", err)
		}
	}
	return id, nil
}

// LastDraw returns when decisions were last drawn; zero: never.
func (s *Store) LastDraw(ctx context.Context) (at time.Time, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		return tx.Row(ctx, `SELECT max(drawn_at) FROM sampling_draws`).Scan(db.Stamp(&at))
	})
	return at, err
}

// A SamplingDraw is what was drawn of a part.
type SamplingDraw struct {
	Plan      int
	Month     time.Time // its first day
	Decisions int
	Sampled   int
	DrawnAt   time.Time
	Closed    bool // the part was over
	Same      bool // drawn again from the same plan, seed and decisions it is the same
}

// SamplingDraws returns what was drawn from one month to another, oldest first,
// and draws it again to see whether it is the same.
func (s *Store) SamplingDraws(ctx context.Context, first, last time.Time) (draws []SamplingDraw, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		draws, err = samplingDraws(ctx, tx, first, last)
		return err
	})
	return draws, err
}

func samplingDraws(ctx context.Context, tx *db.Tx, first, last time.Time) (draws []SamplingDraw, err error) {
	const query = `
		SELECT plan_version, month, decisions, sampled, drawn_at, closed FROM sampling_draws
		WHERE month >= $1 AND month <= $2 ORDER BY month, plan_version`
	err = tx.Each(ctx, query, []any{db.Day(&first), db.Day(&last)}, func(scan func(...any) error) error {
		var d SamplingDraw
		err := scan(&d.Plan, db.Day(&d.Month), &d.Decisions, &d.Sampled, db.Stamp(&d.DrawnAt), flag{&d.Closed})
		draws = append(draws, d)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read draws: %w", err)
	}
	return draws, drawAgain(ctx, tx, draws)
}

// drawAgain compares each draw with what its plan, seed and decisions give.
func drawAgain(ctx context.Context, tx *db.Tx, draws []SamplingDraw) error {
	plans, err := samplingPlans(ctx, tx)
	if err != nil {
		return err
	}
	for _, part := range partsOf(plans, tx.Now) {
		for i := range draws {
			d := &draws[i]
			if d.Plan != part.Plan.Version || !d.Month.Equal(part.Month) {
				continue
			}
			until := part.To
			if !d.Closed {
				until = d.DrawnAt
			}
			if d.Same, err = sameAgain(ctx, tx, &part, until, d.Closed); err != nil {
				return err
			}
		}
	}
	return nil
}

func sameAgain(ctx context.Context, tx *db.Tx, part *SamplingPart, until time.Time, over bool) (bool, error) {
	stored := make(map[int64]bool)
	const query = `SELECT decision_id FROM samples WHERE month = $1 AND plan_version = $2`
	err := tx.Each(ctx, query, []any{db.Day(&part.Month), part.Plan.Version}, func(scan func(...any) error) error {
		var id int64
		err := scan(&id)
		stored[id] = true
		return err
	})
	if err != nil {
		return false, err
	}
	all, err := candidates(ctx, tx, part.From, until, part.Plan)
	if err != nil {
		return false, err
	}
	for i, why := range part.Plan.Draw(part.Month, all, over) {
		if (len(why) > 0) != stored[all[i].Decision] {
			return false, nil
		}
		delete(stored, all[i].Decision)
	}
	return len(stored) == 0, nil
}
