package app

import (
	"fmt"
	"math"
	"strings"
	"time"

	"touchstone/app/pages"
	"touchstone/app/programme"
)

// hoursFigure draws the course of the hours to the planned end: what was
// logged and agreed, what an even pace asks, where the pace of late leads.
func hoursFigure(h *programme.HoursCourse, end time.Time) pages.Figure {
	fig := pages.Figure{ID: "course", Title: "How they run", Columns: []string{"To the end of", "Logged", "Agreed", "In the month"}}
	if len(h.Points) == 0 {
		fig.Empty = "The course is drawn from the first month on."
		return fig
	}
	chart := pages.LineChart{ID: "course-says", Says: courseWords(h, end)}
	if h.Target.Minutes > 0 {
		fig.Columns = append(fig.Columns, "Planned")
	}
	logged, agreed, planned, forecast := hoursLine("logged"), hoursLine("agreed"), hoursLine("planned"), hoursLine("forecast")
	agreed.Faint, planned.Second, forecast.Second = true, true, true
	agreed.Bare, planned.Bare, forecast.Bare = true, true, true
	for _, p := range h.Points {
		chart.Points = append(chart.Points, p.Day.Format("Jan 2006"))
		logged.Values, agreed.Values = append(logged.Values, inHours(p.Logged)), append(agreed.Values, inHours(p.Agreed))
		planned.Values, forecast.Values = append(planned.Values, inHours(p.Planned)), append(forecast.Values, math.NaN())
		row := []string{p.Day.Format("2 January 2006"), programme.MinutesText(p.Logged), programme.MinutesText(p.Agreed), programme.MinutesText(p.Month)}
		if h.Target.Minutes > 0 {
			row = append(row, hourText(p.Planned))
		}
		fig.Rows = append(fig.Rows, row)
	}
	chart.Lines = []pages.Line{logged, agreed}
	last := h.Points[len(h.Points)-1]
	ahead := monthsTo(last.Day, end)
	if h.Target.Minutes > 0 {
		for i := range ahead {
			planned.Values = append(planned.Values, inHours(last.Planned+(h.Target.Minutes-last.Planned)*(i+1)/ahead))
		}
		chart.Lines = append(chart.Lines, planned)
	}
	if ahead > 0 && h.Pace > 0 {
		forecast.Values[len(forecast.Values)-1] = inHours(last.Logged)
		for i := range ahead {
			forecast.Values = append(forecast.Values, inHours(last.Logged+(h.AtEnd-last.Logged)*(i+1)/ahead))
		}
		chart.Lines = append(chart.Lines, forecast)
		fig.Rows = append(fig.Rows, forecastRow(h, end))
	}
	for i := range ahead {
		chart.Points = append(chart.Points, last.Day.AddDate(0, i+1, 1-last.Day.Day()).Format("Jan 2006"))
	}
	fig.Under, fig.Chart = chart.Says, chart.Drawing()
	return fig
}

func forecastRow(h *programme.HoursCourse, end time.Time) []string {
	row := []string{end.Format("2 January 2006") + ", forecast", hourText(h.AtEnd), "", ""}
	if h.Target.Minutes > 0 {
		row = append(row, hourText(h.Target.Minutes))
	}
	return row
}

func hoursLine(name string) pages.Line {
	return pages.Line{Name: name, Word: func(v float64) string { return fmt.Sprintf("%.0f h", v) }}
}

func inHours(minutes int) float64 { return float64(minutes) / 60 }

// monthsTo counts the months after that of a day, up to that of the end.
func monthsTo(day, end time.Time) int {
	return max(0, (end.Year()-day.Year())*12+int(end.Month())-int(day.Month()))
}

// courseWords is what the drawing shows, in a sentence or two.
func courseWords(h *programme.HoursCourse, end time.Time) string {
	said := []string{fmt.Sprintf("%s logged, %s of it agreed", hourText(h.Sum.Logged), hourText(h.Sum.Agreed))}
	if h.Target.Minutes > 0 {
		gap := h.Sum.Logged - h.Planned
		switch {
		case gap >= 30:
			said = append(said, hourText(gap)+" ahead of an even pace")
		case gap <= -30:
			said = append(said, hourText(-gap)+" behind an even pace")
		default:
			said = append(said, "at an even pace")
		}
	}
	text := strings.Join(said, ", ") + "."
	if h.Pace > 0 && h.AtEnd > h.Sum.Logged {
		text += fmt.Sprintf(" At the pace of late it comes to about %s by %s.", hourText(h.AtEnd), end.Format("2 January 2006"))
	}
	return text
}
