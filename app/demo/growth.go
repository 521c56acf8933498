package demo

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/growth"
	"touchstone/app/programme"
	"touchstone/evidence"
	"touchstone/ksb"
)

// A growthBook is where people stand in professional standards, and what they
// mean to do about it.
type growthBook struct {
	Framework string       `json:"framework"` // reference
	Version   string       `json:"version"`
	Audits    []selfAudit  `json:"audits"`
	Consents  []consent    `json:"consents"`
	Views     []view       `json:"views"`
	Goals     []goal       `json:"goals"`
	Entries   []cpdEntry   `json:"cpd"`
	Upgrades  []upgrade    `json:"upgrades"`
	Carries   []carry      `json:"carries"`
	Aside     []hintsAside `json:"aside"`
}

// A selfAudit is one self-audit. Points are groups of digits, one of each element
// and then of each specialism, a digit for every descriptor of the grade; 0:
// not rated. Next are those of the grade after, if it looks ahead.
type selfAudit struct {
	Who         string             `json:"who"`  // key
	Week        int                `json:"week"` // weeks ago
	Grade       string             `json:"grade"`
	Specialisms []string           `json:"specialisms"`
	Points      string             `json:"points"`
	Next        string             `json:"next"`
	Examples    map[string]example `json:"examples"` // by key of a descriptor or behaviour
	Draft       bool               `json:"draft"`    // it is not finished
}

type example struct {
	Text  string   `json:"text"`
	Items []string `json:"items"` // titles of pieces
}

// A consent is by whom somebody agreed to be seen.
type consent struct {
	Who  string               `json:"who"` // key
	Week int                  `json:"week"`
	To   []growth.ConsentKind `json:"to"`
}

// A view is what a manager says beside somebody's newest self-audit.
type view struct {
	By      string            `json:"by"` // key
	As      account.Role      `json:"as"`
	Of      string            `json:"of"` // key
	Week    int               `json:"week"`
	Points  string            `json:"points"` // as of a self-audit
	Notes   map[string]string `json:"notes"`  // by key of a descriptor or behaviour
	Comment string            `json:"comment"`
	Draft   bool              `json:"draft"` // it is not finished
}

// grow returns how people look at where they stand, and what they do about it.
func (f *filler) grow() (steps []step) {
	add := func(ago, day, from, to int, what string, do func(context.Context) error, words ...string) {
		when := at(f.calendar.week(ago).AddDate(0, 0, day), from, to, append(words, what)...)
		steps = append(steps, step{when, func(ctx context.Context) error {
			if err := do(ctx); err != nil {
				return fmt.Errorf("%s of %s: %w", what, words[0], err)
			}
			return nil
		}})
	}
	for i := range f.growth.Consents {
		c := &f.growth.Consents[i]
		add(c.Week, 0, 10, 12, "consent", func(ctx context.Context) error { return f.consent(ctx, c) }, c.Who)
	}
	for i := range f.growth.Audits {
		a := &f.growth.Audits[i]
		add(a.Week, 1, 12, 16, "self-audit", func(ctx context.Context) error { return f.selfAudit(ctx, a) }, a.Who)
	}
	for i := range f.growth.Views {
		v := &f.growth.Views[i]
		add(v.Week, 3, 9, 12, "view", func(ctx context.Context) error { return f.view(ctx, v) }, v.Of, v.By)
	}
	f.develop(add)
	f.reuse(add)
	return f.done(steps)
}

func (f *filler) consent(ctx context.Context, c *consent) error {
	for _, kind := range c.To {
		if given, err := f.grown.Consented(ctx, f.people[c.Who], kind); err != nil || given {
			return err
		}
		if err := f.grown.GiveConsent(ctx, f.people[c.Who], kind); err != nil {
			return err
		}
	}
	return nil
}

// selfAudit begins a self-audit, rates and finishes it, as far as an earlier Fill
// did not.
func (f *filler) selfAudit(ctx context.Context, a *selfAudit) error {
	who, day := f.people[a.Who], db.Today(f.clock.now())
	there, err := f.grown.Audits(ctx, who)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(there, func(has growth.Audit) bool {
		return has.State == growth.AuditFinished && db.Today(has.FinishedAt).Equal(day)
	}) {
		return nil
	}
	fw, err := f.framework(ctx)
	if err != nil {
		return err
	}
	id, err := f.grown.BeginAudit(ctx, who, fw.ID, growth.Shape{Grade: a.Grade, Specialisms: a.Specialisms, Ahead: a.Next != ""})
	if err != nil {
		return err
	}
	now, err := f.grown.Audit(ctx, who, id)
	if err != nil {
		return err
	}
	items, err := f.itemsOf(ctx, who, a)
	if err != nil {
		return err
	}
	points, err := pointsOf(&now, a.Points, a.Next)
	if err != nil {
		return err
	}
	f.clock.set(f.clock.now().Add(35 * time.Minute))
	now, err = f.grown.SaveRatings(ctx, who, id, now.Revision, func(ratings map[string]growth.Rated) {
		for key, point := range points {
			said := a.Examples[key]
			ratings[key] = growth.Rated{Point: point, Example: said.Text, Items: items[key]}
		}
	})
	if err != nil || a.Draft {
		return err
	}
	f.clock.set(f.clock.now().Add(4 * time.Minute))
	return f.grown.FinishAudit(ctx, who, id, now.Revision)
}

// framework returns the professional standards that everyone goes by.
func (f *filler) framework(ctx context.Context) (*ksb.Framework, error) {
	return f.standards.FrameworkByReference(ctx, f.growth.Framework, f.growth.Version)
}

// itemsOf returns the pieces beside the examples of a self-audit, by key.
func (f *filler) itemsOf(ctx context.Context, who account.PersonID, a *selfAudit) (map[string][]growth.Item, error) {
	all, err := f.grown.ItemsToShow(ctx, who)
	if err != nil {
		return nil, err
	}
	out := map[string][]growth.Item{}
	for key, said := range a.Examples {
		for _, title := range said.Items {
			i := slices.IndexFunc(all, func(c growth.Choice) bool { return c.Title == title })
			if i < 0 {
				return nil, fmt.Errorf("demonstration data: %s has no piece %q", a.Who, title)
			}
			out[key] = append(out[key], all[i].Item)
		}
	}
	return out, nil
}

// pointsOf reads groups of points into points by key.
func pointsOf(a *growth.Audit, own, next string) (map[string]int, error) {
	out := map[string]int{}
	read := func(groups string, of func(growth.Step) []growth.Asked) error {
		given := strings.Fields(groups)
		for _, s := range a.Steps() {
			asked := of(s)
			if len(asked) == 0 {
				continue
			}
			if len(given) == 0 || len(given[0]) != len(asked) {
				return fmt.Errorf("demonstration data: %q has not %d points for %s", groups, len(asked), s.Key)
			}
			for i, q := range asked {
				out[q.Key] = int(given[0][i] - '0')
			}
			given = given[1:]
		}
		if len(given) > 0 {
			return fmt.Errorf("demonstration data: %q has %d groups too many", groups, len(given))
		}
		return nil
	}
	err := read(own, func(s growth.Step) []growth.Asked { return s.Asked })
	if err == nil && next != "" {
		err = read(next, func(s growth.Step) []growth.Asked { return s.Next })
	}
	return out, err
}

// view says beside somebody's newest self-audit what a manager sees.
func (f *filler) view(ctx context.Context, v *view) error {
	of, by := f.people[v.Of], f.people[v.By]
	newest, found, err := f.grown.LatestFinished(ctx, of)
	if err != nil || !found {
		return err
	}
	points, err := pointsOf(&newest, v.Points, "")
	if err != nil {
		return err
	}
	_, had, err := f.grown.SeenAudit(ctx, of, newest.ID, by)
	if err != nil || had.Finished() {
		return err
	}
	_, saved, err := f.grown.SaveView(ctx, of, newest.ID, by, v.As, had.Revision, func(to *growth.View) {
		for key, point := range points {
			if point > 0 {
				to.Ratings[key] = growth.Viewed{Point: point, Note: v.Notes[key]}
			}
		}
		to.Comment = v.Comment
	})
	if err != nil || v.Draft {
		return err
	}
	f.clock.set(f.clock.now().Add(20 * time.Minute))
	return f.grown.FinishView(ctx, of, newest.ID, by, saved.Revision)
}

// itemOf returns the id of a piece of somebody's by its title, 0 for no title.
func (f *filler) itemOf(ctx context.Context, who, title string) (growth.Item, error) {
	if title == "" {
		return growth.Item{}, nil
	}
	it, err := f.piece(ctx, f.portfolios[who], title, evidence.Own)
	return growth.Item{ID: int64(it.ID)}, err
}

// enrolmentOfKey returns the apprenticeship of somebody, 0 for who is on none.
func (f *filler) enrolmentOfKey(who string) programme.EnrolmentID {
	if p := f.portfolios[who]; p != nil {
		return p.id
	}
	return 0
}
