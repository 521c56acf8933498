package evidence

import (
	"fmt"
	"time"

	"touchstone/app/db"
	"touchstone/app/programme"
	"touchstone/app/words"
	"touchstone/ksb"
)

// A Forecast is the day on which a portfolio is ready if it goes on as of late:
// the last of the days of its parts. What waits for a signature or a document
// has no pace and is not in it.
type Forecast struct {
	Day   time.Time // zero: it cannot be said
	Text  string    // in a sentence, with how it compares with the day that is planned
	Parts []ForecastPart
}

// A ForecastPart is one of the things that take time.
type ForecastPart struct {
	Name string
	Day  time.Time // it is reached; today if it is; zero: not at this pace
	Text string    // what it is reckoned from
}

// ForecastOf reckons when a portfolio is ready: statements and hours go on at
// the pace of the last weeks, see programme.ForecastDays, or of those since the
// start or the return from a break if they are fewer; the minimum duration ends
// when it ends. A statement counts from the day on which the version that shows
// it was accepted, an hour from when it was logged.
func ForecastOf(f *Facts) (out Forecast) {
	if f.Enrolment.State != programme.Active {
		out.Text = "There is no forecast. The apprenticeship is on a break, or over."
		return out
	}
	out.Parts = append(out.Parts, f.statementsReached())
	if f.Plan.Gateway.Hours {
		out.Parts = append(out.Parts, f.hoursReached())
	}
	if first := f.Earliest(); f.Plan.Gateway.Duration && !first.IsZero() {
		p := ForecastPart{"Minimum duration", first, fmt.Sprintf("At least %d months from %s, breaks in learning left out.", f.Months, words.Day(f.Enrolment.StartedOn))}
		if first.Before(f.Today) {
			p.Day = f.Today
		}
		out.Parts = append(out.Parts, p)
	}
	for _, p := range out.Parts {
		if p.Day.IsZero() {
			out.Day, out.Text = time.Time{}, "There is no forecast. "+p.Text
			return out
		}
		if p.Day.After(out.Day) {
			out.Day = p.Day
		}
	}
	out.Text = f.forecastText(out.Day)
	return out
}

// forecastText compares a day with the one that is planned.
func (f *Facts) forecastText(day time.Time) string {
	text := fmt.Sprintf("At the pace of late, the %s can be on %s", f.gateway(), words.Day(day))
	if day.Equal(f.Today) {
		text = fmt.Sprintf("Nothing that takes time is missing: the %s can be today", f.gateway())
	}
	on := f.Enrolment.GatewayOn
	switch late := int(day.Sub(on).Hours() / 24); {
	case on.IsZero():
		return text + ". No day is planned yet."
	case late > 0:
		return fmt.Sprintf("%s, %s later than planned.", text, spoken(late))
	case late < 0:
		return fmt.Sprintf("%s. It is planned for %s.", text, words.Day(on))
	}
	return text + ", as planned."
}

// spoken writes days as people speak of them: more than six weeks in weeks, more
// than half a year in months.
func spoken(days int) string {
	switch {
	case days <= 42:
		return words.Plural(days, "day", "days")
	case days <= 182:
		return fmt.Sprintf("about %d weeks", (days+3)/7)
	}
	return fmt.Sprintf("about %d months", (days*12+182)/365)
}

// lately returns the first day of those that a pace is taken from, and how many
// there are with today.
func (f *Facts) lately() (since time.Time, days int) {
	since = f.Today.AddDate(0, 0, 1-programme.ForecastDays())
	for _, day := range []time.Time{f.Enrolment.StartedOn, f.Enrolment.ReturnedOn} {
		if day.After(since) {
			since = day
		}
	}
	return since, max(1, int(f.Today.Sub(since).Hours()/24)+1)
}

func (f *Facts) statementsReached() ForecastPart {
	since, days := f.lately()
	first := map[ksb.StatementID]time.Time{}
	for i := range f.Pieces {
		p := &f.Pieces[i]
		if p.Counts == 0 {
			continue
		}
		on := db.Today(p.Version.DecidedAt)
		for _, c := range p.Version.Claims {
			if before, known := first[c.Statement]; !known || on.Before(before) {
				first[c.Statement] = on
			}
		}
	}
	missing, recent := 0, 0
	for id := range f.needed() {
		switch on, accepted := first[id]; {
		case !accepted:
			missing++
		case !on.Before(since):
			recent++
		}
	}
	p := ForecastPart{Name: "Accepted statements"}
	switch {
	case missing == 0:
		p.Day, p.Text = f.Today, "Every statement that the portfolio has to show is accepted."
	case recent == 0:
		p.Text = fmt.Sprintf("%s missing, and none was accepted in the last %s.", words.Plural(missing, "statement is", "statements are"), words.Plural(days, "day", "days"))
	default:
		p.Day = f.Today.AddDate(0, 0, (missing*days+recent-1)/recent)
		p.Text = fmt.Sprintf("%s missing; %d accepted in the last %s.", words.Plural(missing, "statement is", "statements are"), recent, words.Plural(days, "day", "days"))
	}
	return p
}

func (f *Facts) hoursReached() ForecastPart {
	p := ForecastPart{Name: "Off-the-job hours"}
	missing := f.Target.Minutes - f.Logged
	switch {
	case f.Target.Minutes == 0:
		p.Text = "How many off-the-job hours are needed is not known yet."
	case missing <= 0:
		p.Day, p.Text = f.Today, "All hours that are needed are logged."
	case f.Pace == 0:
		p.Text = fmt.Sprintf("%s of off-the-job training are missing, and none was logged of late.", programme.MinutesText(missing))
	default:
		p.Day = f.Today.AddDate(0, 0, (missing*7+f.Pace-1)/f.Pace)
		p.Text = fmt.Sprintf("%s missing; %s a week logged of late.", programme.MinutesText(missing), programme.MinutesText(f.Pace))
	}
	return p
}
