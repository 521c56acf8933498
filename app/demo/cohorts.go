package demo

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"touchstone/app/account"
	"touchstone/app/programme"
)

// cohort returns the name of the cohort of an apprentice: level and month of the
// start.
func (f *filler) cohort(e *enrolment) string {
	return fmt.Sprintf("Level %d, %s", e.Level, f.calendar.week(e.Started).Format("January 2006"))
}

// cohortNames returns the name of every cohort, once.
func (f *filler) cohortNames() (names []string) {
	for i := range f.Enrolments {
		names = append(names, f.cohort(&f.Enrolments[i]))
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// group adds a cohort.
func (f *filler) group(ctx context.Context, name string) error {
	there, err := f.programme.Cohorts(ctx)
	if err != nil {
		return err
	}
	c := programme.Cohort{Name: name}
	if i := slices.IndexFunc(there, func(c programme.Cohort) bool { return c.Name == name }); i >= 0 {
		c = there[i]
	} else if err := f.programme.AddCohort(ctx, f.administrator(), &c); err != nil {
		return fmt.Errorf("add cohort %s: %w", name, err)
	}
	f.cohorts[name] = c.ID
	return nil
}

// leave returns a break in learning, the return from it, and the end, as far as
// an apprentice has them.
func (f *filler) leave(e *enrolment) (steps []step) {
	add := func(day time.Time, what string, do func(context.Context, *portfolio) error) {
		steps = append(steps, step{at(day, 9, 12, e.Apprentice, what), func(ctx context.Context) error {
			if err := do(ctx, f.portfolios[e.Apprentice]); err != nil {
				return fmt.Errorf("%s of %s: %w", what, e.Apprentice, err)
			}
			return nil
		}})
	}
	if e.Paused > 0 {
		add(f.calendar.week(e.Paused), "break", func(ctx context.Context, p *portfolio) error { return f.pause(ctx, e, p) })
	}
	if e.ReturnedWeek > 0 {
		add(f.calendar.week(e.ReturnedWeek), "return", func(ctx context.Context, p *portfolio) error { return f.comeBack(ctx, e, p) })
	}
	if e.Left != "" {
		add(f.calendar.week(e.Ended).AddDate(0, 0, 4), "end", func(ctx context.Context, p *portfolio) error { return f.end(ctx, e, p) })
	}
	return steps
}

func (f *filler) pause(ctx context.Context, e *enrolment, p *portfolio) error {
	h, err := f.programme.History(ctx, p.id)
	if err != nil || len(h.Breaks) > 0 {
		return err
	}
	return f.programme.BeginBreak(ctx, p.coach, p.id, &programme.LearningBreak{Reason: e.Reason,
		StartedOn: f.calendar.week(e.Paused), ExpectedOn: f.calendar.week(e.Back)})
}

func (f *filler) comeBack(ctx context.Context, e *enrolment, p *portfolio) error {
	now, err := f.programme.Enrolment(ctx, p.id)
	if err != nil || now.State != programme.Break {
		return err
	}
	back := f.calendar.week(e.ReturnedWeek)
	return f.programme.EndBreak(ctx, p.coach, p.id, back, now.EndAfter(back))
}

func (f *filler) end(ctx context.Context, e *enrolment, p *portfolio) error {
	now, err := f.programme.Enrolment(ctx, p.id)
	if err != nil || !now.State.Current() {
		return err
	}
	return f.programme.Leave(ctx, p.coach, p.id, &programme.Leaving{State: programme.State(e.Left), Reason: e.Reason,
		EndedOn: f.calendar.week(e.Ended).AddDate(0, 0, 4)})
}

// learns reports whether an apprentice learns on a day: they have started, are
// on no break and have not left.
func (f *filler) learns(e *enrolment, day time.Time) bool {
	if day.Before(f.calendar.week(e.Started)) || e.Left != "" && day.After(f.calendar.week(e.Ended)) {
		return false
	}
	back := f.calendar.anchor
	if e.ReturnedWeek > 0 {
		back = f.calendar.week(e.ReturnedWeek)
	}
	return e.Paused == 0 || day.Before(f.calendar.week(e.Paused)) || !day.Before(back)
}

// handed is how many weeks ago a caseload was handed over.
const handed = 16

// hand returns how a coach hands over a part of the caseload to another.
func (f *filler) hand() step {
	return step{at(f.calendar.week(handed).AddDate(0, 0, 2), 9, 10, "hand over"), func(ctx context.Context) error {
		to := map[string][]programme.EnrolmentID{}
		for i := range f.Enrolments {
			if e := &f.Enrolments[i]; e.First != "" {
				p := f.portfolios[e.Apprentice]
				to[e.Coach] = append(to[e.Coach], p.id)
				p.coach = f.people[e.Coach]
			}
		}
		for coach, ids := range to {
			if _, err := f.programme.Reassign(ctx, f.administrator(), ids, f.people[coach]); err != nil {
				return fmt.Errorf("hand over to %s: %w", coach, err)
			}
		}
		return nil
	}}
}

// signer returns a person of a portfolio as who signs.
func (f *filler) signer(e *enrolment, role account.Role) programme.Signer {
	p := f.portfolios[e.Apprentice]
	switch role {
	case account.Apprentice:
		return programme.Signer{Role: role, Person: p.person, Address: "192.0.2.10"}
	case account.Employer:
		_, job, _ := strings.Cut(f.contactLine(e), ", ")
		return programme.Signer{Role: role, Person: p.employer, Job: job, Address: "198.51.100.20"}
	}
	return programme.Signer{Role: role, Person: p.coach, Job: "Coach", Address: "203.0.113.30"}
}
