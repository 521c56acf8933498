package importing

import (
	"regexp"
	"slices"
	"strings"
)

// optionNames returns the names of options in parts of a cell, each once, without
// the words for the core.
func optionNames(parts []string) (names []string) {
	for _, name := range parts {
		switch name = strings.TrimSpace(name); strings.ToLower(name) {
		case "", "core", "all", "core ksb", "-", "none", "n/a":
		default:
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// between is what people write between the names of two options, and what may
// as well stand inside one name.
var between = regexp.MustCompile(`\s*,\s*and\s+|\s*[,/&+]\s*|\s+and\s+`)

// splitOptions splits "Sales, Service" into two options if both names stand
// alone in other rows; else a comma, a stroke or "and" is part of a name.
func splitOptions(rows []row) {
	alone := make(map[string]string) // by name in lower case
	for _, r := range rows {
		for _, o := range r.options {
			if !between.MatchString(o) {
				alone[strings.ToLower(o)] = o
			}
		}
	}
	for i := range rows {
		var names []string
		for _, o := range rows[i].options {
			names = append(names, partsOf(o, alone)...)
		}
		rows[i].options = optionNames(names)
	}
}

// partsOf returns the options a name is made of, or the name itself.
func partsOf(name string, alone map[string]string) []string {
	parts := between.Split(name, -1)
	for i, p := range parts {
		known, ok := alone[strings.ToLower(p)]
		if !ok {
			return []string{name}
		}
		parts[i] = known
	}
	return parts
}
