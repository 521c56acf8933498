package ksb

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"touchstone/app/fault"
)

// checking gathers what is wrong with what a file holds.
type checking struct {
	faults []Fault
}

// add notes what is wrong with a place. The first sentence about it stays.
func (c *checking) add(place, format string, args ...any) {
	if !slices.ContainsFunc(c.faults, func(f Fault) bool { return f.Place == place }) {
		c.faults = append(c.faults, Fault{place, fmt.Sprintf(format, args...)})
	}
}

// text refuses a text that is missing, too long or not one line.
func (c *checking) text(place, what, text string, limit int) {
	switch {
	case strings.TrimSpace(text) == "":
		c.add(place, "Say %s.", what)
	default:
		c.optional(place, text, limit)
	}
}

func (c *checking) optional(place, text string, limit int) {
	switch {
	case long(text, limit):
		c.add(place, "Keep this to %d characters.", limit)
	case strings.ContainsFunc(text, unicode.IsControl):
		c.add(place, "Keep this to one line, without control characters.")
	}
}

// number refuses a number that is negative or beyond all sense.
func (c *checking) number(place string, n, most int) {
	if n < 0 || n > most {
		c.add(place, "This is %d; give a number from 0 to %d.", n, most)
	}
}

// A key stands in addresses, in names of form fields and in records.
var keyPattern = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,39}$`)

// key refuses a key that is malformed, or that was used before among seen.
func (c *checking) key(place, what, key string, seen map[string]bool) {
	switch {
	case !keyPattern.MatchString(key):
		c.add(place, "The key %q of %s is not one: small letters, digits and hyphens, up to 40.", key, what)
	case seen[key]:
		c.add(place, "There is %s with the key %q already.", what, key)
	}
	seen[key] = true
}

// count refuses a list that is longer than anything known needs.
func (c *checking) count(place string, n, most int) {
	if n > most {
		c.add(place, "There are %d of them here; up to %d are kept.", n, most)
	}
}

func at(place string, i int) string { return fmt.Sprintf("%s[%d]", place, i) }

// refusal returns the first of the faults of what has that label as a
// fault.Invalid that names the place, and how many more there are; nil if there is
// none.
func refusal(label string, faults []Fault) error {
	if len(faults) == 0 {
		return nil
	}
	text := faults[0].Text
	if place := faults[0].Place; place != "" {
		text = place + ": " + text
	}
	if label != "" {
		text = label + ", " + text
	}
	if n := len(faults) - 1; n > 0 {
		text += fmt.Sprintf(" %d more of its places need a look.", n)
	}
	return fault.New(fault.Invalid, text)
}
