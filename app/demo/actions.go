package demo

import (
	"context"
	"fmt"
	"slices"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/programme"
	"touchstone/evidence"
)

// A target is an action that somebody sets beside a review. Weeks count from
// this week's Monday; below zero they are to come.
type target struct {
	Apprentice string       `json:"apprentice"` // key
	By         string       `json:"by"`         // key
	Owner      account.Role `json:"owner"`
	Set        int          `json:"set"`  // weeks ago
	Due        int          `json:"due"`  // weeks ago, on the Friday
	Done       int          `json:"done"` // weeks ago; 0: not yet
	Text       string       `json:"text"`
	Note       string       `json:"note"`
	Item       string       `json:"item"` // title of the piece that shows it
	Statements []string     `json:"statements"`
}

// act returns how actions are set and done.
func (f *filler) act() (steps []step) {
	for i := range f.targets {
		t := &f.targets[i]
		set := workday(f.calendar.week(t.Set), hash(t.Text)%3)
		steps = append(steps, step{at(set, 9, 16, t.Apprentice, t.Text), func(ctx context.Context) error { return f.setTarget(ctx, t) }})
		if t.Done > 0 {
			steps = append(steps, step{at(f.calendar.week(t.Done).AddDate(0, 0, 3), 9, 16, t.Text), func(ctx context.Context) error { return f.finishTarget(ctx, t) }})
		}
	}
	return f.done(steps)
}

// findTarget returns the action, if it was set.
func (f *filler) findTarget(ctx context.Context, t *target) (a programme.Action, found bool, err error) {
	all, _, err := f.programme.Actions(ctx, programme.ActionQuery{Enrolment: f.portfolios[t.Apprentice].id, Limit: 200})
	i := slices.IndexFunc(all, func(a programme.Action) bool { return a.Text == t.Text })
	if i < 0 {
		return a, false, err
	}
	return all[i], true, err
}

func (f *filler) setTarget(ctx context.Context, t *target) error {
	if _, found, err := f.findTarget(ctx, t); err != nil || found {
		return err
	}
	p := f.portfolios[t.Apprentice]
	a := programme.Action{Enrolment: p.id, Text: t.Text, Owner: t.Owner, DueOn: f.calendar.week(t.Due).AddDate(0, 0, 4)}
	for _, key := range t.Statements {
		a.Statements = append(a.Statements, p.statement[key])
	}
	if err := f.programme.AddAction(ctx, f.people[t.By], &a); err != nil {
		return fmt.Errorf("set an action for %s: %w", t.Apprentice, err)
	}
	return nil
}

func (f *filler) finishTarget(ctx context.Context, t *target) error {
	a, found, err := f.findTarget(ctx, t)
	if err != nil || !found || a.State != programme.ActionOpen {
		return err
	}
	p := f.portfolios[t.Apprentice]
	end := programme.ActionEnd{DoneOn: db.Today(f.clock.now()), Note: t.Note}
	if t.Item != "" {
		it, err := f.piece(ctx, p, t.Item, evidence.Own)
		if err != nil {
			return err
		}
		end.Item = int64(it.ID)
	}
	return f.programme.FinishAction(ctx, p.person, p.id, a.ID, end)
}

// piece returns a piece by the title of its newest version.
func (f *filler) piece(ctx context.Context, p *portfolio, title string, sight evidence.Sight) (it evidence.Piece, err error) {
	all, err := f.evidence.Contents(ctx, evidence.PortfolioID(p.id))
	if err != nil {
		return it, err
	}
	for _, has := range all {
		if has.Title == title {
			return f.evidence.Item(ctx, evidence.PortfolioID(p.id), has.ID, sight)
		}
	}
	return it, fmt.Errorf("demonstration data: there is no piece %q", title)
}
