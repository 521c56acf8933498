package programme

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"touchstone/app/db"
	"touchstone/app/fault"
)

// AuditStandings works every standing and every tally out again, from the
// enrolments, the waits, the hours and the progress reviews themselves, and
// returns what differs, a sentence each. How far the evidence is, package
// evidence knows.
func AuditStandings(ctx context.Context, d *db.DB) (wrong []string, err error) {
	err = d.View(ctx, func(tx *db.Tx) error {
		wrong = nil
		ids, err := enrolmentIDs(ctx, tx)
		if err != nil {
			return fmt.Errorf("list enrolments: %w", err)
		}
		for _, id := range ids {
			differs, err := auditStanding(ctx, tx, id)
			if err != nil {
				return fmt.Errorf("audit standing %d: %w", id, err)
			}
			wrong = append(wrong, differs...)
		}
		differs, err := auditTallies(ctx, tx)
		wrong = append(wrong, differs...)
		return err
	})
	return wrong, err
}

func enrolmentIDs(ctx context.Context, tx *db.Tx) (ids []EnrolmentID, err error) {
	err = tx.Each(ctx, `SELECT id FROM enrolments ORDER BY id`, nil, func(scan func(...any) error) error {
		var id EnrolmentID
		err := scan(&id)
		ids = append(ids, id)
		return err
	})
	return ids, err
}

func auditStanding(ctx context.Context, tx *db.Tx, id EnrolmentID) (wrong []string, err error) {
	kept, err := standing(ctx, tx, id)
	if fault.Is(err, fault.NotFound) {
		return []string{fmt.Sprintf("Enrolment %d has no standing.", id)}, nil
	}
	if err != nil {
		return nil, err
	}
	found := kept
	if err := reckon(ctx, tx, id, &found); err != nil {
		return nil, err
	}
	for _, part := range []struct {
		name       string
		kept, then any
	}{
		{"state", kept.State, found.State},
		{"coach", kept.Coach, found.Coach},
		{"employer", kept.Employer, found.Employer},
		{"cohort", kept.Cohort, found.Cohort},
		{"hours agreed, in minutes,", kept.HoursAgreed, found.HoursAgreed},
		{"hours logged, in minutes,", kept.HoursLogged, found.HoursLogged},
		{"target of hours, in minutes,", kept.HoursTarget, found.HoursTarget},
		{"next progress review", dayOrEmpty(kept.ReviewDue), dayOrEmpty(found.ReviewDue)},
		{"role that is waited for", kept.WaitingRole, found.WaitingRole},
		{"beginning of the wait", kept.WaitingSince.UnixMilli(), found.WaitingSince.UnixMilli()},
		{"first day of Watch", dayOrEmpty(kept.WatchFrom), dayOrEmpty(found.WatchFrom)},
		{"first day of Act", dayOrEmpty(kept.ActFrom), dayOrEmpty(found.ActFrom)},
	} {
		if part.kept != part.then {
			wrong = append(wrong, fmt.Sprintf("Enrolment %d: the %s should be %v and is kept as %v.", id, part.name, part.then, part.kept))
		}
	}
	return wrong, nil
}

// reckon works out everything of a standing that this package knows.
func reckon(ctx context.Context, tx *db.Tx, id EnrolmentID, s *Standing) error {
	b, err := basisOf(ctx, tx, id)
	if err != nil {
		return fmt.Errorf("read basis of hours: %w", err)
	}
	list, err := plainEntries(ctx, tx, id)
	if err != nil {
		return fmt.Errorf("read hours: %w", err)
	}
	h := SumHours(list, b.Target().Minutes)
	s.HoursAgreed, s.HoursLogged, s.HoursTarget = h.Agreed, h.Logged, h.Target
	c, err := reviewClock(ctx, tx, id)
	if err != nil {
		return fmt.Errorf("read review clock: %w", err)
	}
	s.ReviewDue = c.Due
	return work(ctx, tx, id, s)
}

// auditTallies counts the standings and compares, where the tallies are today's.
func auditTallies(ctx context.Context, tx *db.Tx) (wrong []string, err error) {
	today := db.Today(tx.Now)
	var fresh int
	if err := tx.Row(ctx, `SELECT count(*) FROM tallies WHERE scope = 'all' AND day = $1`, db.Day(&today)).Scan(&fresh); err != nil || fresh == 0 {
		return nil, err
	}
	for _, scope := range slices.Sorted(maps.Keys(talliedBy)) {
		kept, err := tallyRows(ctx, tx, `SELECT scope_id, active, paused, watch, act FROM tallies WHERE scope = $1`, scope)
		if err != nil {
			return nil, err
		}
		found, err := tallyRows(ctx, tx, `SELECT `+bandCounts(talliedBy[scope]), db.Day(&today))
		if err != nil {
			return nil, err
		}
		for id, t := range kept { // one that fell to nothing stays
			if found[id] != t {
				wrong = append(wrong, fmt.Sprintf("The tally of %s %d should be %+v and is kept as %+v.", scope, id, found[id], t))
			}
			delete(found, id)
		}
		for id, t := range found {
			wrong = append(wrong, fmt.Sprintf("The tally of %s %d should be %+v and is not kept.", scope, id, t))
		}
	}
	slices.Sort(wrong)
	return wrong, nil
}

func tallyRows(ctx context.Context, tx *db.Tx, query string, args ...any) (map[int64]Tally, error) {
	found := make(map[int64]Tally)
	err := tx.Each(ctx, query, args, func(scan func(...any) error) error {
		var id int64
		var t Tally
		err := scan(&id, &t.Active, &t.Paused, &t.Watch, &t.Act)
		found[id] = t
		return err
	})
	return found, err
}
