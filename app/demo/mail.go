package demo

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"touchstone/app/db"
	"touchstone/app/notify"
)

// mailDays is for how many days the demonstration keeps the messages that
// notices become. Those before are not of interest any more.
const mailDays = 6

// mail returns how people are told of what is due, what they have read, and the
// messages of the last days.
func (f *filler) mail() (steps []step) {
	first := f.calendar.anchor.AddDate(0, 0, -mailDays)
	steps = append(steps, step{at(first, 5, 6, "mail"), func(ctx context.Context) error { return f.post(ctx, notify.Post{}) }})
	for day := first; day.Before(f.calendar.anchor); day = day.AddDate(0, 0, 1) {
		steps = append(steps,
			step{at(day, 6, 7, "due"), f.programme.TellDue},
			step{time.Date(day.Year(), day.Month(), day.Day(), 7, 5, 0, 0, db.London), func(ctx context.Context) error {
				return f.post(ctx, notify.Post{Base: f.base, Keep: true})
			}})
	}
	read := at(f.calendar.anchor.AddDate(0, 0, -mailDays), 8, 9, "read")
	steps = append(steps, step{read, func(ctx context.Context) error { return f.read(ctx, read) }})
	return append(steps, step{at(f.calendar.week(6), 9, 10, "choices"), f.choose})
}

func (f *filler) post(ctx context.Context, post notify.Post) error {
	return notify.NewSender(f.db, slog.New(slog.DiscardHandler), post).Write(ctx)
}

// read marks as read what everyone who can sign in was told until a time.
func (f *filler) read(ctx context.Context, until time.Time) error {
	for i := range f.People {
		if f.People[i].Line == "" {
			continue
		}
		person := int64(f.people[f.People[i].Key])
		unread, _, err := notify.Notices(ctx, f.db, person, notify.Query{Unread: true, Limit: 1})
		if err != nil {
			return err
		}
		if len(unread) == 0 || unread[0].CreatedAt.After(until) { // it has happened
			continue
		}
		if err := notify.ReadAll(ctx, f.db, person); err != nil {
			return fmt.Errorf("read notices: %w", err)
		}
	}
	return nil
}

// choose stores what one coach chose about messages.
func (f *filler) choose(ctx context.Context) error {
	return notify.Choose(ctx, f.db, int64(f.coach()), map[notify.Kind]notify.Mail{notify.EvidenceSubmitted: notify.Now, notify.CaseloadGiven: notify.Never})
}
