package evidence

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"touchstone/app/account"
	"touchstone/app/db"
)

// A Turnaround is how long apprentices waited for decisions that were made in a
// week.
type Turnaround struct {
	Week   time.Time // its Monday
	Pieces int
	Days   int // working days, of all of them together
}

// Mean is how many working days a piece waited.
func (t Turnaround) Mean() float64 { return float64(t.Days) / float64(t.Pieces) }

// weekOf returns the Monday of the week that a time is in, in London.
func weekOf(at time.Time) time.Time {
	day := db.Today(at)
	return day.AddDate(0, 0, -(int(day.Weekday())+6)%7)
}

// countTurnaround counts a decision that a coach makes now on what was
// submitted then.
func countTurnaround(ctx context.Context, tx *db.Tx, coach account.PersonID, submitted, decided time.Time) error {
	const upsert = `
		INSERT INTO turnarounds (week, coach_id, pieces, days) VALUES ($1, $2, 1, $3)
		ON CONFLICT (week, coach_id) DO UPDATE SET pieces = turnarounds.pieces + 1, days = turnarounds.days + excluded.days`
	week := weekOf(decided)
	for _, of := range []account.PersonID{coach, 0} {
		if _, err := tx.Exec(ctx, upsert, db.Day(&week), of, WorkingDays(submitted, decided)); err != nil {
			return fmt.Errorf("count turnaround: %w", err)
		}
	}
	return nil
}

// Turnarounds returns how long apprentices waited for a coach, or for any coach
// if it is 0, by week since the one that a day is in, the oldest first. Weeks
// without a decision are not in it.
func (s *Store) Turnarounds(ctx context.Context, coach account.PersonID, since time.Time) (found []Turnaround, err error) {
	const query = `SELECT week, pieces, days FROM turnarounds WHERE coach_id = $2 AND week >= $1 ORDER BY week`
	week := weekOf(since)
	err = s.db.View(ctx, func(tx *db.Tx) error {
		found = nil
		return tx.Each(ctx, query, []any{db.Day(&week), coach}, func(scan func(...any) error) error {
			var t Turnaround
			err := scan(db.Day(&t.Week), &t.Pieces, &t.Days)
			found = append(found, t)
			return err
		})
	})
	return found, err
}

// AuditTurnarounds counts every decision from the versions themselves and
// returns the weeks whose summary differs, as "2026-11-16 4" for coach 4.
func (s *Store) AuditTurnarounds(ctx context.Context) (wrong []string, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		wrong = nil
		kept, err := keptTurnarounds(ctx, tx)
		if err != nil {
			return err
		}
		found, err := foundTurnarounds(ctx, tx)
		if err != nil {
			return err
		}
		for key, n := range found {
			if kept[key] != n {
				wrong = append(wrong, key)
			}
			delete(kept, key)
		}
		wrong = append(wrong, slices.Collect(maps.Keys(kept))...)
		slices.Sort(wrong)
		return nil
	})
	return wrong, err
}

// CatchUpTurnarounds counts the decisions that were made before they were
// counted as they are made. Where any is counted it does nothing.
func (s *Store) CatchUpTurnarounds(ctx context.Context) error {
	return s.db.Update(ctx, func(tx *db.Tx) error {
		kept, err := keptTurnarounds(ctx, tx)
		if err != nil || len(kept) > 0 {
			return err
		}
		return eachDecided(ctx, tx, func(by account.PersonID, submitted, at time.Time) error {
			return countTurnaround(ctx, tx, by, submitted, at)
		})
	})
}

// foundTurnarounds counts every decision from the versions themselves.
func foundTurnarounds(ctx context.Context, tx *db.Tx) (map[string][2]int, error) {
	found := map[string][2]int{}
	err := eachDecided(ctx, tx, func(by account.PersonID, submitted, at time.Time) error {
		for _, of := range []account.PersonID{by, 0} {
			key := turnaroundKey(weekOf(at).Format(time.DateOnly), of)
			found[key] = [2]int{found[key][0] + 1, found[key][1] + WorkingDays(submitted, at)}
		}
		return nil
	})
	return found, err
}

func turnaroundKey(week string, coach account.PersonID) string { return fmt.Sprint(week, " ", coach) }

// eachDecided calls do for every decision ever made on a piece.
func eachDecided(ctx context.Context, tx *db.Tx, do func(by account.PersonID, submitted, at time.Time) error) error {
	type decided struct {
		by            account.PersonID
		submitted, at time.Time
	}
	var all []decided
	const query = `
		SELECT decided_by, submitted_at, decided_at FROM versions
		WHERE decided_by IS NOT NULL AND decided_at IS NOT NULL AND submitted_at IS NOT NULL
		  AND NOT EXISTS (SELECT 1 FROM versions w WHERE w.id = versions.moved_from AND w.decided_at IS NOT NULL)`
	err := tx.Each(ctx, query, nil, func(scan func(...any) error) error {
		var d decided
		err := scan(&d.by, db.Stamp(&d.submitted), db.Stamp(&d.at))
		all = append(all, d)
		return err
	})
	for _, d := range all {
		if err == nil {
			err = do(d.by, d.submitted, d.at)
		}
	}
	return err
}

// keptTurnarounds returns what is kept, by week and coach.
func keptTurnarounds(ctx context.Context, tx *db.Tx) (map[string][2]int, error) {
	kept := map[string][2]int{}
	err := tx.Each(ctx, `SELECT week, coach_id, pieces, days FROM turnarounds`, nil, func(scan func(...any) error) error {
		var week string
		var coach account.PersonID
		var n [2]int
		err := scan(&week, &coach, &n[0], &n[1])
		kept[turnaroundKey(week, coach)] = n
		return err
	})
	return kept, err
}
