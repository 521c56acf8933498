package demo

import (
	"context"
	"fmt"
	"slices"
	"time"

	"touchstone/app/account"
	"touchstone/app/programme"
	"touchstone/ksb"
)

// An hoursBook is what entries of off-the-job hours are made of.
type hoursBook struct {
	Source    string         `json:"source"`
	Published map[string]int `json:"published"` // hours, by level
	Notes     struct {
		Coach    []string `json:"coach"` // with which they return entries
		Employer []string `json:"employer"`
		Prior    string   `json:"prior"`
	} `json:"notes"`
	Texts   []hoursText `json:"texts"`
	Gather  []string    `json:"gather"`  // keys of who writes entries down long after
	Waiting []string    `json:"waiting"` // of whose employer has not answered for weeks
	Prior   []string    `json:"prior"`   // of who had learned some of it before
}

type hoursText struct {
	Activity   string              `json:"activity"`
	Text       string              `json:"text"`
	Statements map[string][]string `json:"s"` // keys by level
}

// An entryOf is one entry of one apprentice, on its way.
type entryOf struct {
	*filler
	e    *enrolment
	day  time.Time // the first of it
	last time.Time
	form string
}

// train returns how an apprentice records off-the-job hours, and how coach and
// employer decide on each entry soon after.
func (f *filler) train(e *enrolment) []step {
	joined := at(f.calendar.week(e.Started), 10, 12, e.Apprentice, "figure")
	steps := []step{{joined, func(ctx context.Context) error { return f.figure(ctx, e) }}}
	every := 2 + hash(e.Apprentice, "rhythm")%2
	if !f.member(e.Apprentice).crowd {
		every = 1
	}
	gathers := slices.Contains(f.hours.Gather, e.Apprentice)
	for ago := e.Started - 1; ago >= 0; ago -= every {
		d := &entryOf{f, e, f.calendar.week(ago).AddDate(0, 0, hash(e.Apprentice, fmt.Sprint(ago))%3), time.Time{}, fmt.Sprintf("demo-%d", ago)}
		minutes := d.minutes(every)
		if gathers {
			minutes = 240 * every
		}
		d.last = d.day.AddDate(0, 0, (minutes-1)/480)
		if !f.learns(e, d.day) || !f.learns(e, d.last.AddDate(0, 0, 9)) {
			continue
		}
		logged := d.last
		if gathers && ago > 4 {
			logged = f.calendar.week(ago-ago%13+4).AddDate(0, 0, 4)
			if logged.Before(d.last) {
				logged = d.last
			}
		}
		steps = append(steps, d.steps(minutes, logged)...)
	}
	return steps
}

// minutes returns how long the training of so many weeks took.
func (d *entryOf) minutes(weeks int) int {
	plan := float64(d.hours.Published[fmt.Sprint(d.e.Level)]*60) / float64(d.e.Weeks)
	if d.calendar.week(d.e.Started).Before(time.Date(2025, time.August, 1, 0, 0, 0, 0, time.UTC)) {
		plan = 360 // six hours a week by the rules of that year
	}
	pace := min(1.3, 0.55+d.e.Pace/2)
	if d.e.Pace < 0.75 {
		pace = d.e.Pace
	}
	n := int(plan * pace * float64(weeks))
	return (n-n/8)/5*5 + 5*(hash(d.e.Apprentice, d.form, "long")%(n/20))
}

// steps returns what happens to an entry.
func (d *entryOf) steps(minutes int, logged time.Time) []step {
	h := hash(d.e.Apprentice, d.form)
	when := at(logged, 15, 19, d.e.Apprentice, d.form)
	coach, employer := workday(logged, 2+h%3), workday(logged, 3+h/5%4)
	steps := []step{{when, func(ctx context.Context) error { return d.log(ctx, minutes) }}}
	if h%23 == 0 { // one of them asks for a change
		steps = append(steps, step{at(workday(logged, 1), 9, 12, d.e.Coach, d.form), d.giveBack})
		if logged.After(d.calendar.week(2)) {
			return d.past(steps)
		}
		again := workday(logged, 3)
		steps = append(steps, step{at(again, 15, 18, d.e.Apprentice, d.form, "again"), d.mend})
		coach, employer = workday(again, 1), workday(again, 2)
	}
	steps = append(steps, step{at(coach, 9, 12, d.e.Coach, d.form), func(ctx context.Context) error { return d.agree(ctx, account.Coach) }})
	if d.e.Contact == "" && slices.Contains(d.hours.Waiting, d.e.Apprentice) && logged.After(d.calendar.week(4)) {
		return d.past(steps)
	}
	steps = append(steps, step{at(employer, 13, 17, d.e.Employer, d.form), func(ctx context.Context) error { return d.agree(ctx, account.Employer) }})
	return d.past(steps)
}

// past leaves out what would happen on the day the demonstration begins or after.
func (d *entryOf) past(steps []step) []step {
	return slices.DeleteFunc(steps, func(s step) bool { return !s.at.Before(d.calendar.anchor) })
}

// training returns what the entry says.
func (d *entryOf) training(minutes int) programme.Training {
	text := d.hours.Texts[hash(d.e.Apprentice, d.form, "text")%len(d.hours.Texts)]
	t := programme.Training{From: d.day, To: d.last, Starts: -1, Minutes: minutes, Activity: text.Activity, Learned: text.Text, Time: programme.PaidHours}
	for _, key := range text.Statements[fmt.Sprint(d.e.Level)] {
		if id := d.portfolios[d.e.Apprentice].statement[key]; id != ksb.StatementID(0) {
			t.Statements = append(t.Statements, id)
		}
	}
	if hash(d.form, d.e.Apprentice, "lieu")%9 == 0 {
		t.Time = programme.InLieu
	}
	return t
}

func (d *entryOf) log(ctx context.Context, minutes int) error {
	p := d.portfolios[d.e.Apprentice]
	h := programme.Hours{Enrolment: p.id, Form: d.form, Training: d.training(minutes)}
	if err := d.programme.LogHours(ctx, p.person, &h); err != nil {
		return fmt.Errorf("hours of %s: %w", d.e.Apprentice, err)
	}
	return nil
}

// waiting returns the entry if a role is to decide on it, and what it was shown.
func (d *entryOf) waiting(ctx context.Context, role account.Role) (ids []programme.HoursID, digest string, err error) {
	list, _, err := d.programme.HoursToAgree(ctx, d.portfolios[d.e.Apprentice].id, role)
	list = slices.DeleteFunc(list, func(h programme.Hours) bool { return h.Form != d.form })
	if err != nil || len(list) == 0 {
		return nil, "", err
	}
	return []programme.HoursID{list[0].ID}, programme.HoursDigest(list), nil
}

// agree agrees the entry as a role; who has no account does so by a link.
func (d *entryOf) agree(ctx context.Context, role account.Role) error {
	ids, digest, err := d.waiting(ctx, role)
	if err != nil || ids == nil {
		return err
	}
	by := d.signer(d.e, role)
	if role == account.Employer && by.Person == 0 {
		if by, err = d.ask(ctx, d.e, programme.ForHours, 0, digest); err != nil {
			return err
		}
	}
	if err := d.programme.AgreeHours(ctx, d.portfolios[d.e.Apprentice].id, ids, digest, by); err != nil {
		return fmt.Errorf("agree hours of %s: %w", d.e.Apprentice, err)
	}
	return nil
}

// giveBack returns the entry for a change, once.
func (d *entryOf) giveBack(ctx context.Context) error {
	ids, digest, err := d.waiting(ctx, account.Coach)
	if err != nil || ids == nil {
		return err
	}
	all, err := d.programme.HoursEntry(ctx, d.portfolios[d.e.Apprentice].id, ids[0])
	if err != nil || all.Version > 1 {
		return err
	}
	notes := d.hours.Notes.Coach
	return d.programme.ReturnHours(ctx, d.portfolios[d.e.Apprentice].id, ids, digest, notes[hash(d.form)%len(notes)], d.signer(d.e, account.Coach))
}

// mend sends an entry again that came back.
func (d *entryOf) mend(ctx context.Context) error {
	p := d.portfolios[d.e.Apprentice]
	r, err := d.programme.HoursRecord(ctx, p.id)
	if err != nil {
		return err
	}
	for _, h := range r.Entries {
		if h.Form != d.form || h.State != programme.HoursReturned {
			continue
		}
		h.Learned += " New to me was why we do it in this order."
		return d.programme.SaveHours(ctx, p.person, &h, h.Version)
	}
	return nil
}

// figure enters the hours that the target is reckoned from, where the year's
// rules ask for them.
func (f *filler) figure(ctx context.Context, e *enrolment) error {
	p := f.portfolios[e.Apprentice]
	if programme.HoursRulesOf(f.calendar.week(e.Started)).Basis != programme.Published {
		return nil
	}
	there, err := f.programme.Figures(ctx, p.id)
	if err != nil || len(there) > 0 {
		return err
	}
	return f.programme.SetFigure(ctx, p.id, programme.Figure{Kind: programme.PublishedHours, Amount: f.hours.Published[fmt.Sprint(e.Level)] * 60,
		Source: f.hours.Source, By: p.coach})
}
