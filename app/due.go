package app

import (
	"context"
	"time"
)

// dueEvery is how often it is looked at what is due. Nobody is told twice, so
// it may be often.
const dueEvery = time.Hour

// tellDue tells people what of theirs is due soon or overdue, until ctx ends.
func (a *App) tellDue(ctx context.Context) {
	for {
		if err := a.programme.TellDue(ctx); err != nil && ctx.Err() == nil {
			a.log.Error("cannot tell what is due", "err", err)
		}
		if err := a.growth.TellDue(ctx); err != nil && ctx.Err() == nil {
			a.log.Error("cannot tell which goals are due", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(dueEvery):
		}
	}
}
