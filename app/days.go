package app

import (
	"time"

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
