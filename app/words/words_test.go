package words_test

import (
	"testing"
	"time"

	"touchstone/app/words"
)

func date(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

func TestDays(t *testing.T) {
	tests := []struct {
		from, to time.Time
		want     string
	}{
		{time.Time{}, time.Time{}, ""},
		{date(2026, 10, 13), time.Time{}, "13 October 2026"},
		{time.Time{}, date(2026, 10, 13), "13 October 2026"},
		{date(2026, 10, 13), date(2026, 10, 13), "13 October 2026"},
		{date(2026, 10, 12), date(2026, 10, 16), "12 to 16 October 2026"},
		{date(2026, 9, 30), date(2026, 10, 1), "30 September to 1 October 2026"},
		{date(2025, 10, 12), date(2026, 10, 16), "12 October 2025 to 16 October 2026"},
	}
	for _, tt := range tests {
		if got := words.Days(tt.from, tt.to); got != tt.want {
			t.Errorf("Days(%v, %v) = %q; want %q", tt.from, tt.to, got, tt.want)
		}
	}
}

func TestTimesAreLondons(t *testing.T) {
	summer := time.Date(2026, time.June, 30, 23, 30, 0, 0, time.UTC) // half past midnight in London
	newYear := time.Date(2026, time.December, 31, 23, 59, 0, 0, time.UTC)
	for want, got := range map[string]string{
		"1 July 2026, 00:30":      words.Moment(summer),
		"00:30":                   words.Clock(summer),
		"1 Jul":                   words.ShortDay(summer, newYear),
		"1 Jul 2026":              words.ShortDay(summer, newYear.Add(time.Minute)),
		"31 Dec":                  words.ShortDay(newYear, newYear),
		"31 December 2026, 23:59": words.Moment(newYear),
		"":                        words.Moment(time.Time{}) + words.Day(time.Time{}),
	} {
		if got != want {
			t.Errorf("got %q; want %q", got, want)
		}
	}
}

func TestFigures(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 1001: "1,001", 10_056: "10,056", 1_000_020: "1,000,020"} {
		if got := words.Figure(n); got != want {
			t.Errorf("Figure(%d) = %q; want %q", n, got, want)
		}
	}
	if got := words.Plural(10_000, "row", "rows"); got != "10,000 rows" {
		t.Errorf("Plural = %q", got)
	}
}

func TestPluralAndCapital(t *testing.T) {
	for want, got := range map[string]string{
		"0 pieces": words.Plural(0, "piece", "pieces"),
		"1 piece":  words.Plural(1, "piece", "pieces"),
		"2 pieces": words.Plural(2, "piece", "pieces"),
		"":         words.Capital(""),
		"Éva":      words.Capital("éva"),
		"A b":      words.Capital("a b"),
	} {
		if got != want {
			t.Errorf("got %q; want %q", got, want)
		}
	}
}
