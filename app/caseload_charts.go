package app

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/pages"
	"touchstone/app/programme"
	"touchstone/app/words"
)

// How far charts look: forecasts ahead, feedback and progress back.
const (
	monthsAhead  = 6
	weeksBack    = 8
	monthsBehind = 12
)

// gatewayFigure draws how many of some apprentices are forecast to be through in
// each of the coming months. Those forecast for an earlier month are due now.
func gatewayFigure(whose string, found []programme.GatewayMonth, today time.Time) pages.Figure {
	f := pages.Figure{ID: "gateways", Title: "Gateways ahead", Columns: []string{"Month", "Gateways", "Later than planned"}}
	first := time.Date(today.Year(), today.Month(), 1, 0, 0, 0, 0, time.UTC)
	bars := make([]pages.Bar, monthsAhead)
	names := make([]string, monthsAhead)
	for i := range bars {
		month := first.AddDate(0, i, 0)
		bars[i] = pages.Bar{Name: month.Format("Jan"), Word: "late"}
		names[i] = month.Format("January 2006")
	}
	var all, late, later, unknown int
	for _, g := range found {
		i := (g.Month.Year()-first.Year())*12 + int(g.Month.Month()) - int(first.Month())
		switch {
		case g.Month.IsZero():
			unknown += g.Gateways
			continue
		case i >= monthsAhead:
			later += g.Gateways
			continue
		}
		b := &bars[max(0, i)]
		b.N, b.Part = b.N+g.Gateways, b.Part+g.Late
		all, late = all+g.Gateways, late+g.Late
	}
	var said []string
	for i, b := range bars {
		said = append(said, fmt.Sprintf("%s %d%s", first.AddDate(0, i, 0).Format("January"), b.N, lateWords(b.Part)))
		f.Rows = append(f.Rows, []string{names[i], strconv.Itoa(b.N), strconv.Itoa(b.Part)})
	}
	if later > 0 {
		f.Rows = append(f.Rows, []string{"Later", strconv.Itoa(later), ""})
	}
	if unknown > 0 {
		f.Rows = append(f.Rows, []string{"Cannot be told yet", strconv.Itoa(unknown), ""})
	}
	f.Under = fmt.Sprintf("At the pace so far, %d of %s by the end of %s, %s more than two weeks late.", all, whose, names[monthsAhead-1], noneOr(late))
	if unknown > 0 {
		f.Under += fmt.Sprintf(" For %d it cannot be told yet.", unknown)
	}
	f.Chart = pages.ColumnChart{ID: "gateways-says", Says: "Gateways forecast by month: " + strings.Join(said, "; ") + ".", Bars: bars}.Drawing()
	switch {
	case all == 0 && later > 0:
		f.Empty = fmt.Sprintf("At the pace so far nobody is through in the next six months; %s later.", words.Plural(later, "is", "are"))
	case all == 0:
		f.Empty = "Nothing to draw yet: a forecast begins with the first accepted statement."
	}
	return f
}

func noneOr(n int) string {
	if n == 0 {
		return "none"
	}
	return strconv.Itoa(n)
}

func lateWords(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(", %d late", n)
}

// turnaroundFigure draws how long apprentices waited for feedback, week by week:
// from one coach, or from all if it is 0.
func (a *App) turnaroundFigure(c *fiber.Ctx, coach account.PersonID, title string) (pages.Figure, error) {
	today := db.Today(a.db.Now())
	monday := today.AddDate(0, 0, -(int(today.Weekday())+6)%7)
	first := monday.AddDate(0, 0, -7*(weeksBack-1))
	aim, err := a.evidence.Aim(c.UserContext())
	if err != nil {
		return pages.Figure{}, err
	}
	found, err := a.evidence.Turnarounds(c.UserContext(), coach, first)
	f := pages.Figure{ID: "feedback", Title: title, Under: "Mean of each week, from submitting to the answer", Columns: []string{"Week from", "Pieces", "Working days, mean"}}
	if len(found) == 0 {
		f.Empty = fmt.Sprintf("Nothing was decided in the last %d weeks.", weeksBack)
		return f, err
	}
	chart := pages.LineChart{ID: "feedback-says", Aim: float64(aim), AimIs: "Aim: " + words.Plural(aim, "day", "days")}
	values := make([]float64, weeksBack)
	for i := range values {
		values[i] = math.NaN()
		chart.Points = append(chart.Points, first.AddDate(0, 0, 7*i).Format("2 Jan"))
	}
	for _, t := range found {
		if i := int(t.Week.Sub(first).Hours()) / (24 * 7); i >= 0 && i < weeksBack {
			values[i] = t.Mean()
		}
		f.Rows = append(f.Rows, []string{words.Day(t.Week), strconv.Itoa(t.Pieces), oneDecimal(t.Mean())})
	}
	last := found[len(found)-1]
	chart.Says = fmt.Sprintf("Working days from submitting to feedback, by week: %s in the week from %s, %s in the week from %s. The aim is %d.",
		oneDecimal(found[0].Mean()), words.Day(found[0].Week), oneDecimal(last.Mean()), words.Day(last.Week), aim)
	chart.Lines = []pages.Line{{Values: values, Word: oneDecimal}}
	f.Chart = chart.Drawing()
	return f, err
}

func oneDecimal(v float64) string { return strconv.FormatFloat(v, 'f', 1, 64) }

func perCent(v float64) string { return strconv.FormatFloat(v, 'f', 0, 64) + " %" }

// planFigure draws the share of something that is done, month by month, beside
// the share the plan expects.
func planFigure(id, title, done, under string, months []programme.Period, of func(*programme.Period) (done, expected, whole int)) pages.Figure {
	f := pages.Figure{ID: id, Title: title, Under: under, Columns: []string{"Month", words.Capital(done), "Planned"}}
	chart := pages.LineChart{ID: id + "-says", Top: 10}
	var actual, plan []float64
	for i := range months {
		m := &months[i]
		n, expected, whole := of(m)
		if whole == 0 {
			continue
		}
		actual, plan = append(actual, 100*share(n, whole)), append(plan, 100*share(expected, whole))
		chart.Points = append(chart.Points, m.Month.Format("Jan"))
		f.Rows = append(f.Rows, []string{m.Month.Format("January 2006"), perCent(actual[len(actual)-1]), perCent(plan[len(plan)-1])})
	}
	n := len(actual)
	if n == 0 {
		f.Empty = "Nothing to draw yet. Every night is counted, and every month's last night is kept."
		return f
	}
	chart.Lines = []pages.Line{{Name: done, Values: actual, Word: perCent}, {Name: "planned", Values: plan, Word: perCent, Second: true}}
	chart.Says = fmt.Sprintf("%s: %s %s in %s; the plan expects %s.", title, perCent(actual[n-1]), done, f.Rows[n-1][0], perCent(plan[n-1]))
	if n > 1 {
		chart.Says += fmt.Sprintf(" In %s it was %s of %s.", f.Rows[0][0], perCent(actual[0]), perCent(plan[0]))
	}
	f.Chart = chart.Drawing()
	return f
}
