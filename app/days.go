package app

import (
	"time"
	"unicode"
	"unicode/utf8"

	"touchstone/app/db"
)

// longDay writes a day as people do: "13 October 2026". The zero time is empty.
func longDay(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format("2 January 2006")
}

// moment writes a time as it was in London: "13 October 2026, 14:02". The zero
// time is empty.
func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(db.London).Format("2 January 2006, 15:04")
}

// upperFirst returns a phrase as it begins a sentence.
func upperFirst(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[size:]
}
