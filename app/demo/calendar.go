package demo

import (
	"fmt"
	"hash/fnv"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"touchstone/app/db"
)

// A calendar turns the data's weeks into days before a day, the anchor.
type calendar struct {
	anchor time.Time // midnight UTC: the day the demonstration was begun
	monday time.Time // of that week
}

func newCalendar(anchor time.Time) calendar {
	back := (int(anchor.Weekday()) + 6) % 7
	return calendar{anchor, anchor.AddDate(0, 0, -back)}
}

// week returns the Monday of so many weeks ago.
func (c calendar) week(ago int) time.Time { return c.monday.AddDate(0, 0, -7*ago) }

// done returns the first day of a piece's work: as the data says, or a week
// earlier if what follows would reach the anchor.
func (c calendar) done(p *piece) time.Time {
	day := c.week(p.Week).AddDate(0, 0, p.Day-1)
	for !p.ends(day).Before(c.anchor) {
		day = day.AddDate(0, 0, -7)
	}
	return day
}

// ends returns the last day something happens to a piece that was begun on day.
func (p *piece) ends(day time.Time) time.Time {
	when := p.written(day)
	for i := range p.Rounds {
		if when = p.Rounds[i].decided(p.submitted(when, i)); p.Rounds[i].Verdict == "" {
			break
		}
	}
	last := when
	for _, r := range p.Remarks {
		if at := workday(when, r.Days); at.After(last) {
			last = at
		}
	}
	return last
}

// written returns the day the apprentice writes a piece up.
func (p *piece) written(day time.Time) time.Time { return workday(day.AddDate(0, 0, p.Until), 1) }

// submitted returns the day of a piece's submission after the day it was
// written up, or decided last.
func (p *piece) submitted(after time.Time, round int) time.Time {
	if round == 0 {
		return workday(after, 1)
	}
	return workday(after, 3)
}

func (r *round) decided(submitted time.Time) time.Time {
	if r.Verdict == "" {
		return submitted
	}
	return workday(submitted, max(2, r.Days))
}

// workday returns the day that is n working days after one.
func workday(day time.Time, n int) time.Time {
	for n > 0 {
		day = day.AddDate(0, 0, 1)
		if d := day.Weekday(); d != time.Saturday && d != time.Sunday {
			n--
		}
	}
	return day
}

// at returns a time on a day in London that looks like a person's: between two
// hours, and the same for the same words.
func at(day time.Time, from, to int, words ...string) time.Time {
	h := fnv.New64a()
	fmt.Fprint(h, words)
	seconds := int(h.Sum64() % uint64((to-from)*3600))
	return time.Date(day.Year(), day.Month(), day.Day(), from, 0, seconds, 0, db.London)
}

// gap is a place in a text for a day or a name: {day-7}, {name}.
var gap = regexp.MustCompile(`\{([a-z]+)([+-]\d+)?\}`)

// fill fills the gaps of a text about a day.
func fill(text string, day time.Time, names map[string]string) string {
	return gap.ReplaceAllStringFunc(text, func(found string) string {
		m := gap.FindStringSubmatch(found)
		by, _ := strconv.Atoi(m[2]) // nothing is 0
		on := day.AddDate(0, 0, by)
		switch m[1] {
		case "day":
			return on.Format("2 January")
		case "date":
			return on.Format("2 January 2006")
		case "weekday":
			return on.Format("Monday")
		case "short":
			return on.Format("2 Jan")
		case "month":
			return day.AddDate(0, by, 1-day.Day()).Format("January")
		case "year":
			return strconv.Itoa(on.Year())
		}
		if name, known := names[m[1]]; known {
			return name
		}
		return found
	})
}

// names returns what the gaps of an apprentice's texts are filled with.
func (s *script) names(e *enrolment) map[string]string {
	m := s.member(e.Apprentice)
	who := m.Name
	first, _, _ := strings.Cut(who, " ")
	coach, _, _ := strings.Cut(s.member(e.Coach).Name, " ")
	return map[string]string{"name": who, "first": first, "employer": e.Employer, "coach": coach,
		"contact": s.contact(e), "email": m.email()}
}

// contact returns the name of an apprentice's manager at the employer.
func (s *script) contact(e *enrolment) string {
	if e.Contact != "" {
		return s.member(e.Contact).Name
	}
	name, _, _ := strings.Cut(s.contactLine(e), ", ")
	return name
}

// contactLine returns the manager's name and job.
func (s *script) contactLine(e *enrolment) string {
	if e.Contact != "" {
		m := s.member(e.Contact)
		return m.Name + ", " + m.Job
	}
	for _, o := range s.Organisations {
		if o.Name == e.Employer {
			return o.Contact
		}
	}
	panic("demonstration data: no employer is called " + e.Employer)
}

// A clock stands where it was set.
type clock struct{ ms atomic.Int64 }

func (c *clock) set(t time.Time) { c.ms.Store(t.UnixMilli()) }

// reach sets the clock to a time unless that has passed: it never goes back.
func (c *clock) reach(t time.Time) { c.ms.Store(max(c.ms.Load(), t.UnixMilli())) }

func (c *clock) now() time.Time { return time.UnixMilli(c.ms.Load()) }
