package programme

import "time"

// A HoursPoint is how many minutes there are by the end of a month, or of today
// in the month it is.
type HoursPoint struct {
	Day     time.Time // the day counted to
	Logged  int       // that count, agreed or not
	Agreed  int
	Planned int // by an even pace; 0 while the target is not known
	Month   int // logged in this month alone
}

// HoursCourse is how an apprentice's hours run: what was, what an even pace
// asks, and where the pace of late leads.
type HoursCourse struct {
	Target  HoursTarget
	Sum     HoursSum
	Planned int          // minutes an even pace asks by today
	Points  []HoursPoint // from the month of the start to today's
	Pace    int          // minutes a week of late, breaks left out
	AtEnd   int          // minutes logged by the planned end at that pace
	Reached time.Time    // the day the target is reached at that pace; zero: not before the planned end, or not known
}

// Course reckons the course of entries as it stands on a day. A break holds the
// planned pace and the forecast.
func (b *HoursBasis) Course(entries []Hours, today time.Time) HoursCourse {
	c := HoursCourse{Target: b.Target()}
	c.Sum = SumHours(entries, c.Target.Minutes)
	last := today
	if !b.Ended.IsZero() && b.Ended.Before(last) {
		last = b.Ended
	}
	c.Planned = b.Planned(c.Target.Minutes, last)
	for month := monthOf(b.Started); !month.After(last); month = month.AddDate(0, 1, 0) {
		day := month.AddDate(0, 1, -1)
		if day.After(last) {
			day = last
		}
		p := HoursPoint{Day: day, Planned: b.Planned(c.Target.Minutes, day)}
		for i := range entries {
			p.add(&entries[i], month)
		}
		c.Points = append(c.Points, p)
	}
	b.forecast(&c, entries, last)
	return c
}

func monthOf(day time.Time) time.Time { return day.AddDate(0, 0, 1-day.Day()) }

// add counts what of an entry falls up to the point's day.
func (p *HoursPoint) add(h *Hours, month time.Time) {
	if !h.Counts() || h.From.After(p.Day) {
		return
	}
	upTo := h.between(h.From, p.Day)
	p.Logged += upTo
	p.Month += h.between(month, p.Day)
	if h.State == HoursAgreed {
		p.Agreed += upTo
	}
}

// between returns how many of the minutes fall from one day to another.
func (t *Training) between(from, to time.Time) int {
	if !t.From.Before(from) && !t.To.After(to) {
		return t.Minutes
	}
	sum := 0
	for day := latest(t.From, from); !day.After(to) && !day.After(t.To); day = day.AddDate(0, 0, 1) {
		sum += t.Spread(day)
	}
	return sum
}

// forecast goes on at the pace of the last weeks.
func (b *HoursBasis) forecast(c *HoursCourse, entries []Hours, today time.Time) {
	since := latest(b.Started, today.AddDate(0, 0, 1-rules.ForecastDays))
	days := b.active(today) - b.active(since.AddDate(0, 0, -1))
	left := b.active(b.PlannedEnd) - b.active(today)
	c.AtEnd = c.Sum.Logged
	if days <= 0 || left <= 0 || !b.Ended.IsZero() {
		return
	}
	recent := 0
	for i := range entries {
		if entries[i].Counts() {
			recent += entries[i].between(since, today)
		}
	}
	c.Pace = recent * 7 / days
	c.AtEnd += recent * left / days
	if missing := c.Target.Minutes - c.Sum.Logged; c.Target.Minutes > 0 && missing > 0 && recent > 0 && c.AtEnd >= c.Target.Minutes {
		c.Reached = today.AddDate(0, 0, up(missing*days, recent))
	}
}

// SumHours adds up entries against a target.
func SumHours(entries []Hours, target int) HoursSum {
	s := HoursSum{Target: target}
	for i := range entries {
		h := &entries[i]
		if !h.Counts() {
			continue
		}
		s.Logged += h.Minutes
		if h.State == HoursAgreed {
			s.Agreed += h.Minutes
		}
	}
	return s
}
