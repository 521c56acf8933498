package programme

import (
	"math"
	"regexp"
	"strconv"
	"strings"

	"touchstone/app/fault"
)

// dayMinutes is how many minutes a day has.
const dayMinutes = 24 * 60

// maxPlainHours is the highest whole number without a unit that could as well
// be hours as minutes.
const maxPlainHours = 12

var (
	clockTime    = regexp.MustCompile(`^(\d{1,5}):([0-5]\d)$`)
	hoursMinutes = regexp.MustCompile(`^(\d{1,5}(?:\.\d{1,4})?)(?:h|hr|hrs|hour|hours)(?:(?:and)?(\d{1,5})(?:m|min|mins|minute|minutes)?)?$`)
	minutesOnly  = regexp.MustCompile(`^(\d{1,7})(?:m|min|mins|minute|minutes)$`)
	plainNumber  = regexp.MustCompile(`^\d{1,7}$`)
	plainDecimal = regexp.MustCompile(`^\d{1,5}\.\d{1,4}$`)
)

// ParseMinutes reads a length of time as people type it: "1h 30", "1.5 h",
// "1:30", "90", "45 min". A decimal without a unit is hours. It returns
// fault.Invalid with a sentence for people if there is no telling.
func ParseMinutes(typed string) (int, error) {
	text := strings.ToLower(strings.Join(strings.Fields(typed), ""))
	text = strings.NewReplacer(",", ".", "½", ".5", "¼", ".25", "¾", ".75").Replace(text)
	if strings.HasPrefix(text, ".") {
		text = "0" + text
	}
	if m := clockTime.FindStringSubmatch(text); m != nil {
		return 60*number(m[1]) + number(m[2]), nil
	}
	if m := hoursMinutes.FindStringSubmatch(text); m != nil {
		if strings.Contains(m[1], ".") && m[2] != "" {
			return 0, errMinutes(typed)
		}
		return hours(m[1]) + number(m[2]), nil
	}
	if m := minutesOnly.FindStringSubmatch(text); m != nil {
		return number(m[1]), nil
	}
	if plainDecimal.MatchString(text) {
		return hours(text), nil
	}
	if !plainNumber.MatchString(text) {
		return 0, errMinutes(typed)
	}
	n := number(text)
	if n > 0 && n <= maxPlainHours {
		return 0, fault.Newf(fault.Invalid, "Say whether that is hours or minutes: %d h or %d min.", n, n)
	}
	return n, nil
}

func errMinutes(typed string) error {
	return fault.Newf(fault.Invalid, "Enter a length of time, such as 1 h 30 or 90 min. You wrote %q.", typed)
}

func number(digits string) int {
	n, _ := strconv.Atoi(digits) // at most seven digits, or none
	return n
}

func hours(decimal string) int {
	h, _ := strconv.ParseFloat(decimal, 64)
	return int(math.Round(60 * h))
}

// ParseClock reads a time of day: "9", "9:30", "09.30", "2pm". It returns the
// minute of the day, from 0.
func ParseClock(typed string) (int, error) {
	text := strings.ToLower(strings.Join(strings.Fields(typed), ""))
	m := timeOfDay.FindStringSubmatch(text)
	if m == nil {
		return 0, errClock
	}
	h, minute := number(m[1]), number(m[2])
	switch {
	case m[3] != "" && (h < 1 || h > 12), h > 23:
		return 0, errClock
	case m[3] == "pm" && h < 12:
		h += 12
	case m[3] == "am" && h == 12:
		h = 0
	}
	return 60*h + minute, nil
}

var timeOfDay = regexp.MustCompile(`^(\d{1,2})(?:[:.]([0-5]\d))?(am|pm)?$`)

var errClock = fault.New(fault.Invalid, "Enter a time of day, such as 09:30.")

// MinutesText writes a length of time: "2 h 30 min", "45 min", "3 h".
func MinutesText(minutes int) string {
	sign := ""
	if minutes < 0 {
		sign, minutes = "−", -minutes
	}
	h, m := minutes/60, minutes%60
	switch {
	case h == 0:
		return sign + strconv.Itoa(m) + " min"
	case m == 0:
		return sign + strconv.Itoa(h) + " h"
	}
	return sign + strconv.Itoa(h) + " h " + strconv.Itoa(m) + " min"
}

// ClockText writes a minute of the day: "09:30".
func ClockText(minute int) string {
	h, m := strconv.Itoa(minute/60), strconv.Itoa(minute%60)
	return strings.Repeat("0", 2-len(h)) + h + ":" + strings.Repeat("0", 2-len(m)) + m
}
