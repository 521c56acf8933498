package app

import (
	"context"
	"time"

	"touchstone/app/db"
)

// nightlyAt is when in the night, after London's midnight, what changes with the
// date is counted.
const nightlyAt = 10 * time.Minute

// runNightly counts at once and then every night, until ctx ends. What fails is
// logged and tried again the next night; pages then show the count before.
func (a *App) runNightly(ctx context.Context) {
	for {
		if err := a.nightly(ctx); err != nil && ctx.Err() == nil {
			a.log.Error("the night's count failed", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(untilNight(a.db.Now())):
		}
	}
}

// untilNight returns how long it is from now to the next night's count.
func untilNight(now time.Time) time.Duration {
	here := now.In(db.London)
	next := time.Date(here.Year(), here.Month(), here.Day()+1, 0, 0, 0, 0, db.London).Add(nightlyAt)
	return next.Sub(now)
}

// nightly counts how everyone stands today: by band, and for the charts. At
// start it also fills in what an earlier version of the program did not keep.
func (a *App) nightly(ctx context.Context) error {
	if err := a.accounts.IndexNames(ctx); err != nil {
		return err
	}
	if err := a.evidence.CatchUpTurnarounds(ctx); err != nil {
		return err
	}
	if _, err := a.evidence.DrawSamples(ctx, 0); err != nil {
		return err
	}
	if err := a.programme.CountAnew(ctx); err != nil {
		return err
	}
	return a.programme.TakeToday(ctx)
}
