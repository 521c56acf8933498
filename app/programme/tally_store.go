package programme

import (
	"context"
	"fmt"
	"time"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/fault"
)

// tallied are the scopes of which standings are counted.
const (
	allScope    = "all" // with id 0
	cohortScope = "cohort"
	coachScope  = "coach"
)

// scoped is what a tally is of.
type scoped struct {
	scope string
	id    int64
}

// deltas are what is to be added to tallies.
type deltas map[scoped]Tally

// add counts a standing n times: 1 or -1.
func (d *deltas) add(tx *db.Tx, s *Standing, n int) {
	if *d == nil {
		*d = deltas{}
	}
	today := db.Today(tx.Now)
	for _, of := range []scoped{{allScope, 0}, {cohortScope, int64(s.Cohort)}, {coachScope, int64(s.Coach)}} {
		t := (*d)[of]
		t.add(s, today, n)
		(*d)[of] = t
	}
}

// store adds to the tallies that are kept.
func (d deltas) store(ctx context.Context, tx *db.Tx) error {
	const upsert = `
		INSERT INTO tallies (scope, scope_id, day, active, paused, watch, act) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (scope, scope_id) DO UPDATE
		SET active = tallies.active + excluded.active, paused = tallies.paused + excluded.paused,
		    watch = tallies.watch + excluded.watch, act = tallies.act + excluded.act`
	today := db.Today(tx.Now)
	for of, t := range d {
		if t == (Tally{}) {
			continue
		}
		if _, err := tx.Exec(ctx, upsert, of.scope, of.id, db.Day(&today), t.Active, t.Paused, t.Watch, t.Act); err != nil {
			return fmt.Errorf("tally standings: %w", err)
		}
	}
	return nil
}

// countAnew counts every tally from the standings if they are of another day:
// bands change with the date.
func countAnew(ctx context.Context, tx *db.Tx) error {
	var of time.Time
	err := tx.Row(ctx, `SELECT day FROM tallies WHERE scope = 'all' AND scope_id = 0`).Scan(db.Day(&of))
	today := db.Today(tx.Now)
	if of.Equal(today) && err == nil {
		return nil
	}
	if err != nil && !fault.Is(err, fault.NotFound) {
		return fmt.Errorf("read day of tallies: %w", err)
	}
	if _, err := tx.Exec(ctx, `DELETE FROM tallies`); err != nil {
		return fmt.Errorf("empty tallies: %w", err)
	}
	for scope, id := range talliedBy {
		query := `INSERT INTO tallies (day, scope, scope_id, active, paused, watch, act) SELECT $1, $2, ` + bandCounts(id)
		if _, err := tx.Exec(ctx, query, db.Day(&today), scope); err != nil {
			return fmt.Errorf("count tallies: %w", err)
		}
	}
	return nil
}

// talliedBy is what standings are counted by in each scope: a constant or a
// column of theirs.
var talliedBy = map[string]string{allScope: `0`, cohortScope: `cohort_id`, coachScope: `coach_id`}

// bandCounts is the rest of a query that counts standings on day $1.
func bandCounts(by string) string {
	query := by + `,
		count(*) FILTER (WHERE state = 'active'), count(*) FILTER (WHERE state = 'break'),
		count(*) FILTER (WHERE watch_from <= $1 AND act_from > $1), count(*) FILTER (WHERE act_from <= $1)
		FROM standings WHERE state IN ('active', 'break')`
	if by != `0` { // all of them are counted even where there are none
		query += ` GROUP BY ` + by
	}
	return query
}

// CountAnew counts how many apprentices are in which band if that was last done
// on another day. It is for the night: the first change of a day does it too.
func (s *Store) CountAnew(ctx context.Context) error {
	return s.db.Update(ctx, func(tx *db.Tx) error { return countAnew(ctx, tx) })
}

// AllTally returns how many current apprentices are in which band today.
func (s *Store) AllTally(ctx context.Context) (Tally, error) {
	found, err := s.tallies(ctx, allScope)
	return found[0], err
}

// CohortTallies returns the same for each cohort; 0 is those of none.
func (s *Store) CohortTallies(ctx context.Context) (map[CohortID]Tally, error) {
	found, err := s.tallies(ctx, cohortScope)
	byCohort := make(map[CohortID]Tally, len(found))
	for id, t := range found {
		byCohort[CohortID(id)] = t
	}
	return byCohort, err
}

// CoachTally returns the same for one coach.
func (s *Store) CoachTally(ctx context.Context, coach account.PersonID) (Tally, error) {
	found, err := s.tallies(ctx, coachScope)
	return found[int64(coach)], err
}

// tallies returns the tallies of a scope by id.
func (s *Store) tallies(ctx context.Context, scope string) (found map[int64]Tally, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		found, err = talliesIn(ctx, tx, scope)
		return err
	})
	return found, err
}

// talliesIn returns the tallies of a scope by id. Until the first change of a
// day they are counted from the standings.
func talliesIn(ctx context.Context, tx *db.Tx, scope string) (map[int64]Tally, error) {
	today := db.Today(tx.Now)
	var fresh int
	if err := tx.Row(ctx, `SELECT count(*) FROM tallies WHERE scope = 'all' AND day = $1`, db.Day(&today)).Scan(&fresh); err != nil {
		return nil, err
	}
	query, args := `SELECT `+bandCounts(talliedBy[scope]), []any{db.Day(&today)}
	if fresh > 0 {
		query, args = `SELECT scope_id, active, paused, watch, act FROM tallies WHERE scope = $1`, []any{scope}
	}
	return tallyRows(ctx, tx, query, args...)
}
