package reports

import (
	"strconv"
	"strings"
	"time"

	"touchstone/app/db"
	"touchstone/app/document"
	"touchstone/ksb"
)

// day writes a date as people here do; empty for none.
func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format("2 January 2006")
}

// days writes a day, or a range without what both ends share.
func days(from, to time.Time) string {
	switch {
	case from.IsZero():
		return day(to)
	case to.IsZero() || to.Equal(from):
		return day(from)
	case from.Year() != to.Year():
		return day(from) + " to " + day(to)
	case from.Month() != to.Month():
		return from.Format("2 January") + " to " + day(to)
	}
	return from.Format("2") + " to " + day(to)
}

// moment writes a time by London's clock.
func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(db.London).Format("2 January 2006, 15:04")
}

// size writes a number of bytes: 212 KB, 3.2 MB.
func size(n int64) string { return document.Size(n) }

// clock writes a place in a recording: 2:05, 1:02:05.
func clock(seconds int) string { return document.Length(time.Duration(seconds) * time.Second) }

// plural writes a number with the word that fits it.
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

// listed joins what is not empty.
func listed(sep string, parts ...string) string {
	var there []string
	for _, p := range parts {
		if strings.TrimSpace(p) != "" {
			there = append(there, p)
		}
	}
	return strings.Join(there, sep)
}

// ranged writes numbers from first to last.
func ranged(first, last int) string {
	if last <= first {
		return strconv.Itoa(first)
	}
	return strconv.Itoa(first) + " to " + strconv.Itoa(last)
}

// itoa writes a number.
func itoa(n int) string { return strconv.Itoa(n) }

// capital begins s with a capital letter.
func capital(s string) string {
	for i, r := range s {
		return strings.ToUpper(string(r)) + s[i+len(string(r)):]
	}
	return s
}

// standardName is the standard's reference with its version.
func standardName(s *ksb.Standard) string {
	if s.Version == "" {
		return s.Reference
	}
	return s.Reference + " version " + s.Version
}

// codeOf returns what a statement is called where there is room for a code: its
// code, or a number where the standard has no codes.
func codeOf(s *ksb.Statement, position int) string {
	if s.Code != "" {
		return string(s.Code)
	}
	return strconv.Itoa(position)
}
