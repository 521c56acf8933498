package programme

import (
	"strings"
	"time"
	"unicode/utf8"

	"touchstone/app/account"
	"touchstone/app/fault"
	"touchstone/app/words"
)

// maxWhy is the longest reason of a break or an end, in characters.
const maxWhy = 1000

// A LearningBreak is a break in learning.
type LearningBreak struct {
	ID         int64
	Reason     string
	StartedOn  time.Time // days, midnight UTC
	ExpectedOn time.Time // the return planned; zero: not known
	ReturnedOn time.Time // zero: it goes on
	EndBefore  time.Time // the end that was planned when it began
	EndAfter   time.Time // the end planned anew on return
	AddedBy    string    // name; empty: the program
	AddedAt    time.Time
	UndoneAt   time.Time // it was entered by mistake; zero: it was not
}

// Days returns how many days a break took that is over.
func (p *LearningBreak) Days() int {
	if p.ReturnedOn.IsZero() {
		return 0
	}
	return days(p.StartedOn, p.ReturnedOn)
}

// check returns what is wrong with a break that begins in e, as a fault.Invalid
// that names "reason", "started_on" or "expected_on".
func (p *LearningBreak) check(e *Enrolment, today time.Time) error {
	var bad fault.Fields
	whyPaused(&bad, &p.Reason, "Say why they take a break.")
	switch {
	case p.StartedOn.IsZero():
		bad.Add("started_on", "Say when the break began.")
	case p.StartedOn.Before(e.StartedOn):
		bad.Add("started_on", "Choose a day from the start on, %s.", words.Day(e.StartedOn))
	case p.StartedOn.After(today):
		bad.Add("started_on", "Choose a day that has been: the clocks stop at once.")
	case !e.ReturnedOn.IsZero() && p.StartedOn.Before(e.ReturnedOn):
		bad.Add("started_on", "Choose a day from the return from the last break on, %s.", words.Day(e.ReturnedOn))
	}
	if !p.ExpectedOn.IsZero() && !p.ExpectedOn.After(p.StartedOn) {
		bad.Add("expected_on", "Choose a day after the break began.")
	}
	return bad.Err()
}

func whyPaused(bad *fault.Fields, reason *string, missing string) {
	*reason = strings.TrimSpace(*reason)
	switch {
	case *reason == "":
		bad.Add("reason", "%s", missing)
	case utf8.RuneCountInString(*reason) > maxWhy:
		bad.Add("reason", "Keep the reason to %d characters.", maxWhy)
	}
}

// EndAfter returns the end that is proposed for a return on a day: the planned
// end and the days of the break.
func (e *Enrolment) EndAfter(returned time.Time) time.Time {
	if e.PausedOn.IsZero() || returned.Before(e.PausedOn) {
		return e.PlannedEndOn
	}
	return e.PlannedEndOn.AddDate(0, 0, days(e.PausedOn, returned))
}

// A Leaving is the end of an apprenticeship.
type Leaving struct {
	ID       int64
	State    State // Completed or Withdrawn
	Reason   string
	EndedOn  time.Time // a day, midnight UTC
	AddedBy  string    // name; empty: the program
	AddedAt  time.Time
	UndoneAt time.Time // it was entered by mistake; zero: it was not
}

// check returns what is wrong with an end of e, as a fault.Invalid that names
// "state", "reason" or "ended_on".
func (l *Leaving) check(e *Enrolment, today time.Time) error {
	var bad fault.Fields
	if l.State != Completed && l.State != Withdrawn {
		bad.Add("state", "Say whether they completed or withdrew.")
	}
	l.Reason = strings.TrimSpace(l.Reason)
	if l.State == Withdrawn {
		whyPaused(&bad, &l.Reason, "Say why they withdrew.")
	} else if utf8.RuneCountInString(l.Reason) > maxWhy {
		bad.Add("reason", "Keep the reason to %d characters.", maxWhy)
	}
	switch {
	case l.EndedOn.IsZero():
		bad.Add("ended_on", "Say on which day it ended.")
	case l.EndedOn.Before(e.StartedOn):
		bad.Add("ended_on", "Choose a day from the start on, %s.", words.Day(e.StartedOn))
	case !e.PausedOn.IsZero() && l.EndedOn.Before(e.PausedOn):
		bad.Add("ended_on", "Choose a day from the start of the break on, %s.", words.Day(e.PausedOn))
	case l.EndedOn.After(today):
		bad.Add("ended_on", "Choose a day that has been.")
	}
	return bad.Err()
}

// A Turn is a span in which an apprentice had a coach.
type Turn struct {
	Coach account.PersonID
	Name  string
	From  time.Time
	Until time.Time // zero: they have them now
}
