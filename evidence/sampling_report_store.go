package evidence

import (
	"context"
	"fmt"
	"time"

	"touchstone/app/db"
)

// MaxReportMonths is how many months one report may span.
const MaxReportMonths = 24

// QualityReport gathers the report of the months from first to last, each named
// by its first day. Draws are made again to see whether they are the same.
func (s *Store) QualityReport(ctx context.Context, first, last time.Time) (r QualityReport, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		r = QualityReport{First: first, Last: last, At: tx.Now}
		all, err := madeIn(ctx, tx, DayBegins(first), DayBegins(last.AddDate(0, 1, 0)))
		if err != nil {
			return err
		}
		if r.Samples, err = sampledIn(ctx, tx, first, last); err != nil {
			return err
		}
		r.count(all)
		if err := r.drew(ctx, tx); err != nil {
			return err
		}
		var plan SamplingPlan
		if len(r.Plans) > 0 {
			plan = r.Plans[0]
		}
		r.Decisions, err = candidates(ctx, tx, DayBegins(first), DayBegins(last.AddDate(0, 1, 0)), &plan)
		return err
	})
	return r, err
}

// madeIn counts the decisions of a stretch of time by coach and kind.
func madeIn(ctx context.Context, tx *db.Tx, from, to time.Time) (all []made, err error) {
	const query = `
		SELECT d.by_id, max(d.by_name), v.kind, v.held, count(*)
		FROM decisions d JOIN versions v ON v.id = d.version_id
		WHERE d.at >= $1 AND d.at < $2 AND ` + wholeDecision + `
		GROUP BY d.by_id, v.kind, v.held ORDER BY d.by_id, v.kind, v.held`
	err = tx.Each(ctx, query, []any{db.Stamp(&from), db.Stamp(&to)}, func(scan func(...any) error) error {
		var m made
		err := scan(&m.coach, &m.name, &m.kind, flag{&m.held}, &m.n)
		all = append(all, m)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("count decisions: %w", err)
	}
	return all, nil
}

// sampledIn returns the samples drawn from some months, by number of the
// decision, with nothing that tells whose evidence it is.
func sampledIn(ctx context.Context, tx *db.Tx, first, last time.Time) (all []Sample, err error) {
	query := `SELECT ` + sampleColumns + ` WHERE s.month >= $2 AND s.month <= $3 ORDER BY d.id`
	err = tx.Each(ctx, query, []any{0, db.Day(&first), db.Day(&last)}, func(scan func(...any) error) error {
		s, err := scanSample(scan)
		s.Title, s.Apprentice, s.Side = "", "", NoSide
		all = append(all, s)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read samples: %w", err)
	}
	return all, addReasons(ctx, tx, all)
}

// drew fills in the draws and the plans that made them.
func (r *QualityReport) drew(ctx context.Context, tx *db.Tx) (err error) {
	if r.Draws, err = samplingDraws(ctx, tx, r.First, r.Last); err != nil {
		return err
	}
	plans, err := samplingPlans(ctx, tx)
	for i := range plans {
		for _, d := range r.Draws {
			if d.Plan == plans[i].Version {
				r.Plans = append(r.Plans, plans[i])
				break
			}
		}
	}
	return err
}
