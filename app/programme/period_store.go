package programme

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"touchstone/app/db"
)

// TakePeriod counts how every cohort stands on a day, for the month it is in,
// and when its apprentices are forecast to be through. It is for every night: the
// last night of a month is what is kept of it.
func TakePeriod(ctx context.Context, tx *db.Tx, day time.Time) error {
	periods := map[CohortID]*Period{}
	forecasts := map[CohortID]monthly{}
	const query = `SELECT ` + standingColumns + `, e.gateway_on FROM ` + standingTables + ` WHERE s.state IN ('active', 'break')`
	err := tx.Each(ctx, query, nil, func(scan func(...any) error) error {
		var c Case
		if err := scan(append(c.Standing.columns(), db.Day(&c.GatewayOn))...); err != nil {
			return err
		}
		if periods[c.Cohort] == nil {
			periods[c.Cohort] = &Period{Month: monthOf(day), Cohort: c.Cohort, Day: day}
			forecasts[c.Cohort] = monthly{}
		}
		periods[c.Cohort].add(&c.Standing, day)
		forecasts[c.Cohort].count(c.Facts.Forecast(c.Planned(), day))
		return nil
	})
	if err != nil {
		return fmt.Errorf("read standings: %w", err)
	}
	if err := storePeriods(ctx, tx, day, periods); err != nil {
		return err
	}
	return storeForecasts(ctx, tx, forecasts)
}

// TakeToday is TakePeriod for today, in a transaction of its own.
func (s *Store) TakeToday(ctx context.Context) error {
	return s.db.Update(ctx, func(tx *db.Tx) error { return TakePeriod(ctx, tx, db.Today(tx.Now)) })
}

func storePeriods(ctx context.Context, tx *db.Tx, day time.Time, periods map[CohortID]*Period) error {
	month := monthOf(day)
	if _, err := tx.Exec(ctx, `DELETE FROM periods WHERE month = $1`, db.Day(&month)); err != nil {
		return fmt.Errorf("empty period: %w", err)
	}
	const insert = `
		INSERT INTO periods (month, cohort_id, day, active, paused, watch, act, accepted, expected, statements, hours_agreed, hours_expected, hours_target)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`
	for _, id := range slices.Sorted(maps.Keys(periods)) {
		p := periods[id]
		_, err := tx.Exec(ctx, insert, db.Day(&p.Month), p.Cohort, db.Day(&p.Day), p.Active, p.Paused, p.Watch, p.Act,
			p.Accepted, p.Expected, p.Statements, p.HoursAgreed, p.HoursExpected, p.HoursTarget)
		if err != nil {
			return fmt.Errorf("store period: %w", err)
		}
	}
	return nil
}

func storeForecasts(ctx context.Context, tx *db.Tx, forecasts map[CohortID]monthly) error {
	if _, err := tx.Exec(ctx, `DELETE FROM forecasts`); err != nil {
		return fmt.Errorf("empty forecasts: %w", err)
	}
	const insert = `INSERT INTO forecasts (month, cohort_id, gateways, late) VALUES ($1, $2, $3, $4)`
	for id, months := range forecasts {
		for _, m := range months {
			if _, err := tx.Exec(ctx, insert, dayOrEmpty(m.Month), id, m.Gateways, m.Late); err != nil {
				return fmt.Errorf("store forecast: %w", err)
			}
		}
	}
	return nil
}

// dayOrEmpty returns a day as a key of a table has it, which cannot be NULL.
func dayOrEmpty(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}

// Periods returns how each cohort stood in the months since one, the oldest
// month first, by cohort within a month.
func (s *Store) Periods(ctx context.Context, since time.Time) (found []Period, err error) {
	const query = `
		SELECT month, cohort_id, day, active, paused, watch, act, accepted, expected, statements, hours_agreed, hours_expected, hours_target
		FROM periods WHERE month >= $1 ORDER BY month, cohort_id`
	month := monthOf(since)
	err = s.db.View(ctx, func(tx *db.Tx) error {
		found = nil
		return tx.Each(ctx, query, []any{db.Day(&month)}, func(scan func(...any) error) error {
			var p Period
			err := scan(db.Day(&p.Month), &p.Cohort, db.Day(&p.Day), &p.Active, &p.Paused, &p.Watch, &p.Act,
				&p.Accepted, &p.Expected, &p.Statements, &p.HoursAgreed, &p.HoursExpected, &p.HoursTarget)
			found = append(found, p)
			return err
		})
	})
	return found, err
}

// Forecasts returns how many apprentices were forecast to be through in each
// month when that was last counted, the soonest first. Those of whom it cannot
// be told come first, under the zero month.
func (s *Store) Forecasts(ctx context.Context) (found []GatewayMonth, err error) {
	const query = `SELECT month, sum(gateways), sum(late) FROM forecasts GROUP BY month ORDER BY month`
	err = s.db.View(ctx, func(tx *db.Tx) error {
		found = nil
		return tx.Each(ctx, query, nil, func(scan func(...any) error) error {
			var m GatewayMonth
			err := scan(db.Day(&m.Month), &m.Gateways, &m.Late)
			found = append(found, m)
			return err
		})
	})
	return found, err
}
