package programme

import (
	"slices"
	"time"
)

// A Period is how the apprentices of a cohort stood when a month was last
// counted. Months are kept, so that charts need not count anything.
type Period struct {
	Month  time.Time // its first day
	Cohort CohortID  // 0: of no cohort
	Day    time.Time // when it was counted: the month's last day, or the last day so far
	Tally
	Sums
}

// Sums are what a period adds up over those who are not on a break. Hours are
// minutes.
type Sums struct {
	Accepted, Expected, Statements          int
	HoursAgreed, HoursExpected, HoursTarget int
}

func (s *Sums) add(o Sums) {
	s.Accepted += o.Accepted
	s.Expected += o.Expected
	s.Statements += o.Statements
	s.HoursAgreed += o.HoursAgreed
	s.HoursExpected += o.HoursExpected
	s.HoursTarget += o.HoursTarget
}

// add counts an apprentice as they stand on a day.
func (p *Period) add(s *Standing, today time.Time) {
	p.Tally.add(s, today, 1)
	if s.State != Active {
		return
	}
	sums := Sums{Accepted: s.Accepted, Expected: s.Expected(today), Statements: s.Total}
	if s.HoursTarget > 0 {
		sums.HoursAgreed, sums.HoursExpected, sums.HoursTarget = s.HoursAgreed, s.HoursExpected(today), s.HoursTarget
	}
	p.Sums.add(sums)
}

// Whole adds up the periods of each month over all cohorts, the oldest month
// first. Periods are in the order that Periods returns them in.
func Whole(periods []Period) (months []Period) {
	for _, p := range periods {
		if n := len(months); n == 0 || !months[n-1].Month.Equal(p.Month) {
			months = append(months, Period{Month: p.Month, Day: p.Day})
		}
		m := &months[len(months)-1]
		m.Active, m.Paused, m.Watch, m.Act = m.Active+p.Active, m.Paused+p.Paused, m.Watch+p.Watch, m.Act+p.Act
		m.Sums.add(p.Sums)
		if p.Day.After(m.Day) {
			m.Day = p.Day
		}
	}
	return months
}

// A GatewayMonth is how many apprentices are forecast to be through in a month.
type GatewayMonth struct {
	Month          time.Time // its first day; zero: it cannot be told yet
	Gateways, Late int
}

// monthly counts forecasts by month.
type monthly map[time.Time]*GatewayMonth

func (m monthly) count(c Forecast) {
	var month time.Time
	if !c.On.IsZero() {
		month = monthOf(c.On)
	}
	if m[month] == nil {
		m[month] = &GatewayMonth{Month: month}
	}
	m[month].Gateways++
	if c.Late {
		m[month].Late++
	}
}

// GatewaysOf counts the forecasts of some apprentices on a day by month, the
// soonest first; those of whom it cannot be told come first, under the zero
// month.
func GatewaysOf(cases []Case, day time.Time) []GatewayMonth {
	m := monthly{}
	for i := range cases {
		m.count(cases[i].Forecast(cases[i].Planned(), day))
	}
	var all []GatewayMonth
	for _, g := range m {
		all = append(all, *g)
	}
	slices.SortFunc(all, func(a, b GatewayMonth) int { return a.Month.Compare(b.Month) })
	return all
}
