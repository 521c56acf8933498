package evidence

import (
	"context"
	"fmt"
	"strings"
	"time"

	"touchstone/app/account"
	"touchstone/app/audit"
	"touchstone/app/db"
	"touchstone/app/fault"
)

// SamplingPlans returns every plan, the newest first.
func (s *Store) SamplingPlans(ctx context.Context) (plans []SamplingPlan, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		plans, err = samplingPlans(ctx, tx)
		return err
	})
	return plans, err
}

func samplingPlans(ctx context.Context, tx *db.Tx) (plans []SamplingPlan, err error) {
	const query = `
		SELECT version, holds_from, seed, usual, new, new_months, new_decisions, first, random, why, by_id, by_name, made_at
		FROM sampling_plans ORDER BY version DESC`
	err = tx.Each(ctx, query, nil, func(scan func(...any) error) error {
		var p SamplingPlan
		err := scan(&p.Version, db.Stamp(&p.From), &p.Seed, &p.Usual, &p.New, &p.NewMonths, &p.NewDecisions, &p.First, &p.Random, &p.Why, &p.By, &p.ByName, db.Stamp(&p.MadeAt))
		plans = append(plans, p)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read sampling plans: %w", err)
	}
	for i := range plans {
		if plans[i].Risks, err = risksOf(ctx, tx, plans[i].Version); err != nil {
			return nil, err
		}
	}
	return plans, nil
}

// risksOf returns a plan's risks in the order of RiskKeys.
func risksOf(ctx context.Context, tx *db.Tx, version int) (risks []Risk, err error) {
	found := make(map[string]int)
	err = tx.Each(ctx, `SELECT risk, percent FROM sampling_risks WHERE plan_version = $1`, []any{version}, func(scan func(...any) error) error {
		var r Risk
		err := scan(&r.Key, &r.Percent)
		found[r.Key] = r.Percent
		return err
	})
	for _, key := range RiskKeys() {
		if found[key] > 0 {
			risks = append(risks, Risk{key, found[key]})
		}
	}
	return risks, err
}

// AddSamplingPlan stores a plan that holds from now on; the first may name an
// earlier time, so that decisions made already can be sampled. It fills in
// Version, From, By, ByName and MadeAt. Based is the version the plan was made
// from, 0 for the first: it returns fault.Conflict if there is a newer one, and
// fault.Invalid as SamplingPlan.Check does.
func (s *Store) AddSamplingPlan(ctx context.Context, by account.PersonID, based int, p *SamplingPlan) error {
	p.Seed, p.Why = strings.TrimSpace(tidy(p.Seed)), strings.TrimSpace(tidy(p.Why))
	if err := p.Check(); err != nil {
		return err
	}
	return s.db.Update(ctx, func(tx *db.Tx) error {
		plans, err := samplingPlans(ctx, tx)
		if err != nil {
			return err
		}
		detail := map[string]any{"after": p.Rules(), "seed": p.Seed, "why": p.Why}
		p.Version, p.By, p.MadeAt = 1, by, tx.Now
		if len(plans) == 0 && p.From.After(tx.Now) {
			var bad fault.Fields
			bad.Add("from", "Choose a day that has been, or today.")
			return bad.Err()
		}
		if len(plans) > 0 {
			if plans[0].Version != based {
				return fault.Newf(fault.Conflict, "%s saved another plan while you wrote yours. What you wrote is still on the page; look at theirs first.", plans[0].ByName)
			}
			p.Version, p.From = plans[0].Version+1, tx.Now
			detail["before"] = plans[0].Rules()
		} else if p.From.IsZero() {
			p.From = tx.Now
		}
		if err := insertPlan(ctx, tx, p); err != nil {
			return err
		}
		return audit.Add(ctx, tx, audit.Event{Person: int64(by), Action: "sample.plan", Subject: fmt.Sprintf("sampling_plan %d", p.Version), Detail: detail})
	})
}

func insertPlan(ctx context.Context, tx *db.Tx, p *SamplingPlan) error {
	const insert = `
		INSERT INTO sampling_plans (version, holds_from, seed, usual, new, new_months, new_decisions, first, random, why, by_id, by_name, made_at)
		SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, id, name, $12 FROM people WHERE id = $11 RETURNING by_name`
	err := tx.Row(ctx, insert, p.Version, db.Stamp(&p.From), p.Seed, p.Usual, p.New, p.NewMonths, p.NewDecisions, p.First, p.Random, p.Why, p.By, db.Stamp(&p.MadeAt)).Scan(&p.ByName)
	if err != nil {
		return fmt.Errorf("add sampling plan: %w", err)
	}
	for _, r := range p.Risks {
		if _, err := tx.Exec(ctx, `INSERT INTO sampling_risks (plan_version, risk, percent) VALUES ($1, $2, $3)`, p.Version, r.Key, r.Percent); err != nil {
			return fmt.Errorf("add risk to sampling plan: %w", err)
		}
	}
	return nil
}

// A Preview is what a plan would take of the decisions of a month, if it had
// held for all of it and the month ended now.
type Preview struct {
	Month     time.Time // its first day
	Decisions int
	Sampled   int
	By        map[Reason]int // how many for each reason; some for several
	Coaches   int            // who decided
}

// PreviewSampling returns what a plan would take of a month.
func (s *Store) PreviewSampling(ctx context.Context, p *SamplingPlan, month time.Time) (out Preview, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		out = Preview{Month: month, By: make(map[Reason]int)}
		all, err := candidates(ctx, tx, DayBegins(month), DayBegins(month.AddDate(0, 1, 0)), p)
		if err != nil {
			return err
		}
		coaches := make(map[account.PersonID]bool)
		for i, why := range p.Draw(month, all, true) {
			coaches[all[i].Coach] = true
			if len(why) > 0 {
				out.Sampled++
			}
			out.count(why)
		}
		out.Decisions, out.Coaches = len(all), len(coaches)
		return nil
	})
	return out, err
}

// count counts each reason once.
func (v *Preview) count(why []DrawnBy) {
	seen := make(map[Reason]bool)
	for _, w := range why {
		if !seen[w.Reason] {
			v.By[w.Reason]++
		}
		seen[w.Reason] = true
	}
}
