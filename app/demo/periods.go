package demo

import (
	"context"
	"fmt"
	"slices"
	"time"

	"touchstone/app/db"
	"touchstone/app/programme"
)

// months returns what the program does on the last night of each month, so that
// charts have a history.
func (f *filler) months() (steps []step) {
	for first := f.opening(); ; first = first.AddDate(0, 1, 0) {
		last := time.Date(first.Year(), first.Month()+1, 0, 0, 0, 0, 0, time.UTC)
		if !last.Before(f.calendar.anchor) {
			break
		}
		steps = append(steps, step{at(last, 23, 24, "month"), func(ctx context.Context) error { return f.count(ctx, last) }})
		first = time.Date(last.Year(), last.Month(), 1, 12, 0, 0, 0, time.UTC)
	}
	last := f.calendar.anchor.AddDate(0, 0, -1)
	return append(steps, step{at(last, 23, 24, "month"), func(ctx context.Context) error { return f.count(ctx, last) }})
}

// count counts how everyone stands at the end of a day, unless that is done.
func (f *filler) count(ctx context.Context, day time.Time) error {
	there, err := f.programme.Periods(ctx, day)
	if err != nil || slices.ContainsFunc(there, func(p programme.Period) bool { return p.Day.Equal(day) }) {
		return err
	}
	if err := f.programme.CountAnew(ctx); err != nil {
		return err
	}
	return f.db.Update(ctx, func(tx *db.Tx) error { return programme.TakePeriod(ctx, tx, day) })
}

// views returns how a coach keeps two ways of looking at the caseload.
func (f *filler) views() step {
	return step{at(f.calendar.week(5), 9, 10, "views"), func(ctx context.Context) error {
		there, err := f.programme.Views(ctx, f.coach())
		if err != nil {
			return err
		}
		for _, v := range []programme.View{{Name: "Needs help today", Query: "needs=act"}, {Name: "By name", Query: "sort=name"}} {
			if slices.ContainsFunc(there, func(o programme.View) bool { return o.Name == v.Name }) {
				continue
			}
			if err := f.programme.AddView(ctx, f.coach(), &v); err != nil {
				return fmt.Errorf("keep view: %w", err)
			}
		}
		return nil
	}}
}
