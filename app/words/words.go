// Package words says days, times and numbers as people here read them. A page,
// a report and a message that name the same day name it alike.
package words

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"touchstone/app/db"
)

const wholeDay = "2 January 2006"

// Day returns a day: "13 October 2026". The zero time is empty. It takes t's own
// date, as stored days have; Moment is for times.
func Day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(wholeDay)
}

// Days returns a day, or a range without what both ends share: "12 to 16 October
// 2026". A zero time is left out.
func Days(from, to time.Time) string {
	switch {
	case from.IsZero():
		return Day(to)
	case to.IsZero() || to.Equal(from):
		return Day(from)
	case from.Year() != to.Year():
		return Day(from) + " to " + Day(to)
	case from.Month() != to.Month():
		return from.Format("2 January") + " to " + Day(to)
	}
	return from.Format("2") + " to " + Day(to)
}

// ShortDay returns the day of a time in London for a table: "13 Oct", with the
// year if it is not now's.
func ShortDay(t, now time.Time) string {
	t = t.In(db.London)
	if t.Year() == now.In(db.London).Year() {
		return t.Format("2 Jan")
	}
	return t.Format("2 Jan 2006")
}

// Moment returns a time by London's clock: "13 October 2026, 14:02". The zero
// time is empty.
func Moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(db.London).Format(wholeDay + ", 15:04")
}

// Clock returns the time of day by London's clock: "14:02".
func Clock(t time.Time) string { return t.In(db.London).Format("15:04") }

// Figure returns a count as people read it: "56", "10,056".
func Figure(n int) string {
	if n < 1000 {
		return strconv.Itoa(n)
	}
	return Figure(n/1000) + "," + strconv.Itoa(1000 + n%1000)[1:]
}

// Plural returns n and the word for so many: "1 piece", "2 pieces".
func Plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Figure(n) + " " + many
}

// Capital returns s as it begins a sentence.
func Capital(s string) string {
	_, size := utf8.DecodeRuneInString(s)
	return strings.ToUpper(s[:size]) + s[size:]
}
