package demo

import (
	"context"
	"slices"

	"touchstone/app/growth"
	"touchstone/app/programme"
)

// A goal is what somebody means to do about an element. Weeks count from this
// week's Monday; below zero they are to come.
type goal struct {
	Who      string `json:"who"` // key
	Set      int    `json:"set"`
	Due      int    `json:"due"` // on the Friday
	Element  string `json:"element"`
	Activity string `json:"activity"`
	Success  string `json:"success"`
	Support  string `json:"support"`
	Ended    int    `json:"ended"` // weeks ago; 0: it is open
	Outcome  string `json:"outcome"`
	Dropped  string `json:"dropped"` // why; empty: it was done
}

// A cpdEntry is one line of a log of professional development.
type cpdEntry struct {
	Who      string           `json:"who"` // key
	Week     int              `json:"week"`
	Minutes  int              `json:"minutes"`
	Kind     growth.EntryKind `json:"kind"`
	Title    string           `json:"title"`
	Learned  string           `json:"learned"`
	Applied  string           `json:"applied"`
	Elements []string         `json:"elements"`
	Goal     string           `json:"goal"` // element of the goal it serves
	Item     string           `json:"item"` // title of a piece
}

// An upgrade is what somebody says who means to apply for a grade.
type upgrade struct {
	Who   string            `json:"who"` // key
	Week  int               `json:"week"`
	Grade string            `json:"grade"`
	Words map[string]string `json:"words"` // by key of an area
}

// An adder adds a step on a day of a week, between two hours; words make its
// time, the first names the person.
type adder func(ago, day, from, to int, what string, do func(context.Context) error, words ...string)

// develop adds how people plan, learn and say what they can.
func (f *filler) develop(add adder) {
	for i := range f.growth.Goals {
		g := &f.growth.Goals[i]
		add(g.Set, 2, 14, 17, "goal", func(ctx context.Context) error { return f.setGoal(ctx, g) }, g.Who, g.Activity)
		if g.Ended > 0 {
			add(g.Ended, 3, 14, 17, "end of a goal", func(ctx context.Context) error { return f.endGoal(ctx, g) }, g.Who, g.Activity)
		}
	}
	for i := range f.growth.Entries {
		e := &f.growth.Entries[i]
		add(e.Week, 4, 12, 17, "CPD", func(ctx context.Context) error { return f.logEntry(ctx, e) }, e.Who, e.Title)
	}
	for i := range f.growth.Upgrades {
		u := &f.growth.Upgrades[i]
		add(u.Week, 3, 13, 17, "upgrade", func(ctx context.Context) error { return f.upgrade(ctx, u) }, u.Who)
	}
}

// findGoal returns somebody's goal by what it says, if it was set.
func (f *filler) findGoal(ctx context.Context, who string, is func(*growth.Goal) bool) (g growth.Goal, found bool, err error) {
	all, err := f.grown.Goals(ctx, f.people[who])
	i := slices.IndexFunc(all, func(g growth.Goal) bool { return is(&g) })
	if err != nil || i < 0 {
		return g, false, err
	}
	return all[i], true, nil
}

func (g *goal) is(has *growth.Goal) bool { return has.Activity == g.Activity }

func (f *filler) setGoal(ctx context.Context, g *goal) error {
	if _, found, err := f.findGoal(ctx, g.Who, g.is); err != nil || found {
		return err
	}
	fw, err := f.framework(ctx)
	if err != nil {
		return err
	}
	return f.grown.AddGoal(ctx, f.people[g.Who], &growth.Goal{Framework: fw.ID, Element: g.Element, Activity: g.Activity, Success: g.Success,
		Support: g.Support, DueOn: f.calendar.week(g.Due).AddDate(0, 0, 4), Enrolment: f.enrolmentOfKey(g.Who)})
}

func (f *filler) endGoal(ctx context.Context, g *goal) error {
	has, found, err := f.findGoal(ctx, g.Who, g.is)
	if err != nil || !found || has.State != programme.ActionOpen {
		return err
	}
	if g.Dropped != "" {
		return f.grown.DropGoal(ctx, f.people[g.Who], has.ID, g.Dropped)
	}
	return f.grown.FinishGoal(ctx, f.people[g.Who], has.ID, programme.ActionEnd{Note: g.Outcome})
}

func (f *filler) logEntry(ctx context.Context, e *cpdEntry) error {
	fw, err := f.framework(ctx)
	if err != nil {
		return err
	}
	add := growth.Entry{DoneOn: f.calendar.week(e.Week).AddDate(0, 0, 1), Minutes: e.Minutes, Kind: e.Kind, Title: e.Title, Learned: e.Learned,
		Applied: e.Applied, Framework: fw.ID, Elements: e.Elements}
	if add.Item, err = f.itemOf(ctx, e.Who, e.Item); err != nil {
		return err
	}
	if e.Goal != "" {
		g, _, err := f.findGoal(ctx, e.Who, func(g *growth.Goal) bool { return g.Element == e.Goal })
		if err != nil {
			return err
		}
		add.Goal = g.ID
	}
	return f.grown.AddEntry(ctx, f.people[e.Who], &add)
}

func (f *filler) upgrade(ctx context.Context, u *upgrade) error {
	fw, err := f.framework(ctx)
	if err != nil {
		return err
	}
	_, err = f.grown.SaveUpgrade(ctx, f.people[u.Who], fw.ID, growth.Upgrade{Grade: u.Grade, Words: u.Words})
	return err
}
