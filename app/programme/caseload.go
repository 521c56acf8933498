package programme

import (
	"time"

	"touchstone/app/account"
)

// A Case is one apprentice in a caseload.
type Case struct {
	Standing
	Apprentice     account.PersonID
	ApprenticeName string
	CoachName      string
	EmployerName   string
	CohortName     string
	StandardTitle  string
	StandardLevel  int
	GatewayOn      time.Time // as planned; zero: the planned end
}

// Month is Enrolment.Month.
func (c *Case) Month(today time.Time) (month, months int) {
	e := Enrolment{StartedOn: c.StartedOn, PlannedEndOn: c.PlannedEndOn}
	return e.Month(today)
}

// NoCohort narrows a CaseQuery to those in no cohort.
const NoCohort CohortID = -1

// A CaseQuery narrows and orders Cases, which are of current apprenticeships
// only. Zero fields do not narrow.
type CaseQuery struct {
	Coach  account.PersonID
	Cohort CohortID
	Needs  Needs
	Search string // beginnings of words of the apprentice's name, or part of the employer's
	Sort   string // of CaseOrders; empty: who needs help most, first
	Offset int
	Limit  int // 0: 50
}

// Needs is a band to narrow a caseload to.
type Needs string

// The bands to narrow to.
const (
	NeedsAny   Needs = ""
	NeedsAct   Needs = "act"
	NeedsWatch Needs = "watch"
	NeedsNone  Needs = "track"
)

// A CaseCount is how many apprentices a query finds in each band, whatever its
// Needs.
type CaseCount struct{ Act, Watch, OnTrack int }

// All is how many there are in every band.
func (n CaseCount) All() int { return n.Act + n.Watch + n.OnTrack }

// Of is how many there are in a band.
func (n CaseCount) Of(needs Needs) int {
	switch needs {
	case NeedsAct:
		return n.Act
	case NeedsWatch:
		return n.Watch
	case NeedsNone:
		return n.OnTrack
	}
	return n.All()
}

// TallyOf counts current apprentices by band on a day.
func TallyOf(cases []Case, day time.Time) (t Tally) {
	for i := range cases {
		t.add(&cases[i].Standing, day, 1)
	}
	return t
}

// LateBy is how many days after the planned gateway a forecast counts as late:
// a line through so few points is not that exact.
const LateBy = 14

// A Forecast is when an apprentice will have every statement accepted, at the
// pace so far.
type Forecast struct {
	On   time.Time // a day; zero: it cannot be told yet
	Late bool      // by more than LateBy days
}

// Forecast returns when, on a day, an apprentice is forecast to be through. It
// cannot be told before anything is accepted, or of who is not learning and has
// no day of return.
func (f *Facts) Forecast(planned, today time.Time) (c Forecast) {
	from := today
	if f.State == Break {
		from = f.ExpectedOn
	}
	if f.Total == 0 || f.Accepted == 0 || from.IsZero() {
		return c
	}
	if from.Before(today) {
		from = today
	}
	until := today
	if !f.PausedOn.IsZero() && f.PausedOn.Before(today) {
		until = f.PausedOn
	}
	learnt := max(1, days(f.StartedOn, until)-f.PausedDays)
	missing := max(0, f.Total-f.Accepted)
	const far = 50 * 366 // days; a pace that slow is no forecast
	left := learnt * missing / f.Accepted
	if left > far {
		return c
	}
	c.On = from.AddDate(0, 0, left)
	c.Late = missing > 0 && days(planned, c.On) > LateBy
	return c
}

// Planned is the day the gateway is planned for.
func (c *Case) Planned() time.Time {
	if c.GatewayOn.IsZero() {
		return c.PlannedEndOn
	}
	return c.GatewayOn
}
