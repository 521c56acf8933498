package programme

import (
	"fmt"
	"math"
	"time"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/words"
)

// A Band is how much an apprentice needs help.
type Band int

// The bands.
const (
	OnTrack Band = iota
	Watch
	Act
)

// Name returns what people call the band.
func (b Band) Name() string { return [...]string{"On track", "Watch", "Act"}[b] }

// Facts are what an apprentice's band is worked out from. Hours are minutes.
type Facts struct {
	State        State
	StartedOn    time.Time
	PlannedEndOn time.Time
	PausedDays   int
	PausedOn     time.Time // of a break under way
	ExpectedOn   time.Time // the planned return from it; zero: not known
	ReturnedOn   time.Time // from the last break; zero: there was none

	Accepted, Total int // statements; a Total of 0: not known
	Submitted       int // pieces that wait for the coach
	ActiveAt        time.Time

	HoursAgreed, HoursLogged, HoursTarget int // a target of 0: not known
	ReviewDue                             time.Time
	WaitingRole                           account.Role // whom the longest wait is for; empty: nobody
	WaitingSince                          time.Time
}

// elapsed is how far the planned time has run.
func (f *Facts) elapsed(today time.Time) float64 {
	e := Enrolment{StartedOn: f.StartedOn, PlannedEndOn: f.PlannedEndOn, PausedDays: f.PausedDays, PausedOn: f.PausedOn}
	return e.Elapsed(today)
}

// Expected returns how many statements the plan expects to be accepted by a
// day: as much of the whole as of the planned time is gone.
func (f *Facts) Expected(today time.Time) int {
	return int(math.Round(f.elapsed(today) * float64(f.Total)))
}

// HoursExpected returns the minutes the plan expects to be agreed by a day.
func (f *Facts) HoursExpected(today time.Time) int {
	return int(math.Round(f.elapsed(today) * float64(f.HoursTarget)))
}

// A Rule is one reason for which an apprentice may need help. What it measures
// grows with the days or stays, as long as the facts do, so that the first day
// of a band can be told beforehand.
type Rule struct {
	Name       string // a few words
	About      string // what it measures, a sentence
	Unit       string // of Watch and Act
	Watch, Act int    // the band begins when the measure reaches this

	paused  bool // it is for breaks in learning, and only for them
	measure func(f *Facts, today time.Time) (n int, applies bool)
	say     func(f *Facts, today time.Time, n int) string
}

// Rules are all the reasons, in the order they are told.
var Rules = []Rule{
	{
		Name: "Statements behind plan", Unit: "percentage points", Watch: 10, Act: 20,
		About:   "The share of statements accepted, against the share of the planned time that has gone.",
		measure: statementsBehind,
		say: func(f *Facts, today time.Time, _ int) string {
			return fmt.Sprintf("%d of %d statements accepted; the plan expects about %d by now", f.Accepted, f.Total, f.Expected(today))
		},
	},
	{
		Name: "Off-the-job hours behind plan", Unit: "percentage points", Watch: 10, Act: 20,
		About:   "The share of the off-the-job hours agreed, against the share of the planned time that has gone.",
		measure: hoursBehind,
		say: func(f *Facts, today time.Time, _ int) string {
			return fmt.Sprintf("%d off-the-job hours behind plan", (f.HoursExpected(today)-f.HoursAgreed+30)/60)
		},
	},
	{
		Name: "Nothing done", Unit: "days", Watch: 14, Act: 28,
		About:   "Days since the apprentice last did something here, while statements are missing.",
		measure: quiet,
		say: func(f *Facts, _ time.Time, n int) string {
			if f.ActiveAt.IsZero() {
				return fmt.Sprintf("Nothing added since the start, %d days ago", n)
			}
			return fmt.Sprintf("Nothing added for %d days", n)
		},
	},
	{
		Name: "Progress review overdue", Unit: "days", Watch: 1, Act: 8,
		About:   "Days since the next progress review was due.",
		measure: reviewOverdue,
		say: func(f *Facts, _ time.Time, n int) string {
			return "Progress review " + words.Plural(n, "day", "days") + " overdue"
		},
	},
	{
		Name: "Something waits", Unit: "days", Watch: 8, Act: 15,
		About:   "Days that the longest wait has lasted, whoever is waited for.",
		measure: waitsLong,
		say: func(f *Facts, _ time.Time, n int) string {
			return fmt.Sprintf("Something waits for the %s, %d days now", f.WaitingRole.Name(), n)
		},
	},
	{
		Name: "Planned end near or past", Unit: "days past the planned end", Watch: -28, Act: 1,
		About:   "Days past the planned end (before it: less than nothing), while statements are missing.",
		measure: endNear,
		say: func(f *Facts, _ time.Time, n int) string {
			missing := words.Plural(f.Total-f.Accepted, "statement", "statements")
			if n > 0 {
				return fmt.Sprintf("The planned end is %s past and %s not accepted", words.Plural(n, "day", "days"), missing+areOrIs(f.Total-f.Accepted))
			}
			return fmt.Sprintf("The planned end is %s away and %s not accepted", words.Plural(-n, "day", "days"), missing+areOrIs(f.Total-f.Accepted))
		},
	},
	{
		Name: "Return from a break overdue", Unit: "days", Watch: 1, Act: 15, paused: true,
		About:   "Days since the return from a break in learning was planned. During a break the other clocks stand still.",
		measure: returnOverdue,
		say: func(f *Facts, _ time.Time, n int) string {
			return "Return from a break was planned " + words.Plural(n, "day", "days") + " ago"
		},
	},
}

func areOrIs(n int) string {
	if n == 1 {
		return " is"
	}
	return " are"
}

func statementsBehind(f *Facts, today time.Time) (int, bool) {
	if f.Total == 0 {
		return 0, false
	}
	return points(f.elapsed(today) - float64(f.Accepted)/float64(f.Total)), true
}

func hoursBehind(f *Facts, today time.Time) (int, bool) {
	if f.HoursTarget == 0 {
		return 0, false
	}
	return points(f.elapsed(today) - float64(f.HoursAgreed)/float64(f.HoursTarget)), true
}

// points returns a share as whole percentage points, cut off.
func points(share float64) int { return int(math.Floor(share*100 + 1e-9)) }

func quiet(f *Facts, today time.Time) (int, bool) {
	last := f.StartedOn
	for _, t := range []time.Time{db.Today(f.ActiveAt), f.ReturnedOn} {
		if t.After(last) {
			last = t
		}
	}
	return days(last, today), f.missing()
}

func (f *Facts) missing() bool { return f.Total > f.Accepted }

func reviewOverdue(f *Facts, today time.Time) (int, bool) {
	return days(f.ReviewDue, today), !f.ReviewDue.IsZero()
}

func waitsLong(f *Facts, today time.Time) (int, bool) {
	return days(db.Today(f.WaitingSince), today), f.WaitingRole != ""
}

func endNear(f *Facts, today time.Time) (int, bool) {
	return days(f.PlannedEndOn, today), f.missing()
}

func returnOverdue(f *Facts, today time.Time) (int, bool) {
	return days(f.ExpectedOn, today), !f.ExpectedOn.IsZero()
}

// days returns the whole days from one midnight to another, below zero if it is
// to come.
func days(from, to time.Time) int { return int(to.Sub(from).Hours()) / 24 }

// applies reports whether the rule is for an enrolment in that state.
func (r *Rule) applies(s State) bool {
	if r.paused {
		return s == Break
	}
	return s == Active
}

// A Reason is why an apprentice is in a band.
type Reason struct {
	Band Band
	Text string // without a full stop
	Rule string // the rule's name
}

// Reasons returns why the band on a day is what it is, the gravest first, in the
// order of Rules. Nothing is a reason for being on track.
func (f *Facts) Reasons(today time.Time) (reasons []Reason) {
	for _, band := range []Band{Act, Watch} {
		for i := range Rules {
			r := &Rules[i]
			if n, reaches := r.band(f, today); reaches == band {
				reasons = append(reasons, Reason{band, r.say(f, today, n), r.Name})
			}
		}
	}
	return reasons
}

// band returns the measure on a day and the band it reaches.
func (r *Rule) band(f *Facts, today time.Time) (n int, b Band) {
	if !r.applies(f.State) {
		return 0, OnTrack
	}
	n, applies := r.measure(f, today)
	switch {
	case !applies || n < r.Watch:
		return n, OnTrack
	case n < r.Act:
		return n, Watch
	}
	return n, Act
}

// Band returns the gravest band of any rule on a day.
func (f *Facts) Band(today time.Time) (gravest Band) {
	for i := range Rules {
		_, b := Rules[i].band(f, today)
		gravest = max(gravest, b)
	}
	return gravest
}

// Never is the first day of a band that is not reached.
var Never = time.Date(9999, time.December, 31, 0, 0, 0, 0, time.UTC)

// horizon is how long after the start bands are looked for, in days.
const horizon = 20 * 366

// From returns the first day of a band, or Never, if the facts stay as they are.
// It is right because a band never gets better by time alone.
func (f *Facts) From(b Band) time.Time {
	low, high := -366, horizon // the band is reached after low and, if at all, by high
	if f.Band(f.StartedOn.AddDate(0, 0, high)) < b {
		return Never
	}
	for low+1 < high {
		middle := low + (high-low)/2
		if f.Band(f.StartedOn.AddDate(0, 0, middle)) < b {
			low = middle
		} else {
			high = middle
		}
	}
	return f.StartedOn.AddDate(0, 0, high)
}
