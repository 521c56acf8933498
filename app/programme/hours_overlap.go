package programme

import (
	"fmt"
	"strings"
	"time"

	"touchstone/app/fault"
	"touchstone/app/words"
)

// A HoursPeriod is when an enrolment's training can count: from its start to
// its end, breaks apart.
type HoursPeriod struct {
	Started time.Time // days, midnight UTC
	Ended   time.Time // the day it was completed or left; zero: it goes on
	Pauses  []Pause
}

// A Pause is a break in learning.
type Pause struct {
	From time.Time // the first day of it
	Back time.Time // the first day after it; zero: it lasts
}

// Within returns how many days of the break fall from the day from up to but
// not including the day to.
func (b Pause) Within(from, to time.Time) int {
	first, last := latest(b.From, from), to
	if !b.Back.IsZero() && b.Back.Before(to) {
		last = b.Back
	}
	if !first.Before(last) {
		return 0
	}
	return int(last.Sub(first).Hours()/24 + 0.5)
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// check notes why the days of an entry do not count.
func (p *HoursPeriod) check(bad *fault.Fields, t *Training) {
	if t.From.IsZero() {
		return
	}
	last := "to"
	if t.From.Equal(t.To) {
		last = "from"
	}
	if t.From.Before(p.Started) {
		bad.Add("from", "Choose a day from the start of the apprenticeship on, %s. What you learned before does not count as training in it.", words.Day(p.Started))
	}
	if !p.Ended.IsZero() && t.To.After(p.Ended) {
		bad.Add(last, "Choose a day up to the end of the apprenticeship, %s.", words.Day(p.Ended))
	}
	for _, b := range p.Pauses {
		if b.Within(t.From, t.To.AddDate(0, 0, 1)) > 0 {
			bad.Add("from", "This falls into the break in learning %s. Training in a break does not count.", b.Words())
		}
	}
}

// Words says when the break is: "from 3 March 2026", "from 3 to 30 March 2026".
func (b Pause) Words() string {
	if b.Back.IsZero() {
		return "from " + words.Day(b.From)
	}
	return "from " + words.Days(b.From, b.Back.AddDate(0, 0, -1))
}

// An overlap is what two entries share.
type overlap int

const (
	apart     overlap = iota
	undecided         // a day, and no times to tell them apart by
	double            // minutes, or everything
)

// overlapOf compares two entries' times.
func overlapOf(a, b *Training) overlap {
	if a.From.After(b.To) || b.From.After(a.To) || a.Minutes == 0 || b.Minutes == 0 {
		return apart
	}
	if identical(a, b) {
		return double
	}
	if a.Starts < 0 || b.Starts < 0 {
		return undecided
	}
	if a.Starts < b.Starts+b.Minutes && b.Starts < a.Starts+a.Minutes {
		return double
	}
	return apart
}

// identical reports whether two entries say the same, spaces and case aside.
func identical(a, b *Training) bool {
	return a.From.Equal(b.From) && a.To.Equal(b.To) && a.Minutes == b.Minutes && a.Activity == b.Activity &&
		(a.Starts < 0 || b.Starts < 0 || a.Starts == b.Starts) && plain(a.Learned) == plain(b.Learned)
}

func plain(text string) string {
	return strings.ToLower(strings.Trim(strings.Join(strings.Fields(text), " "), " .!"))
}

// checkOthers notes where an entry counts what other entries count: minutes
// twice, or more than a day has.
func checkOthers(bad *fault.Fields, h *Hours, others []Hours) {
	for i := range others {
		o := &others[i]
		switch overlapOf(&h.Training, &o.Training) {
		case double:
			if identical(&h.Training, &o.Training) {
				bad.Add("from", "This is recorded already: %s, %s. It counts once.", MinutesText(o.Minutes), o.When())
			} else {
				bad.Add("starts", "This overlaps with %s: %s, %s. The same minutes count once.", firstWords(o.Learned), MinutesText(o.Minutes), o.When())
			}
		case undecided:
			if !h.Separate {
				bad.Add("separate", "There is an entry of that time already: %s, %s (%s). Say that this is other training, give the start of both, or leave this one out.",
					MinutesText(o.Minutes), o.When(), firstWords(o.Learned))
			}
		}
	}
	checkFull(bad, h, others)
}

func checkFull(bad *fault.Fields, h *Hours, others []Hours) {
	for day := h.From; !day.After(h.To) && !day.IsZero(); day = day.AddDate(0, 0, 1) {
		sum := h.Spread(day)
		for i := range others {
			sum += others[i].Spread(day)
		}
		if sum > dayMinutes {
			bad.Add("minutes", "Check the time: with the other entries, %s would have %s. A day has 24 h.", words.Day(day), MinutesText(sum))
			return
		}
	}
}

// firstWords is the beginning of a text, to know it by.
func firstWords(text string) string {
	runes := []rune(text)
	if len(runes) <= 60 {
		return fmt.Sprintf("“%s”", text)
	}
	return fmt.Sprintf("“%s…”", strings.TrimSpace(string(runes[:57])))
}
