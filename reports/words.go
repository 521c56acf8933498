package reports

import (
	"strconv"
	"strings"
	"time"

	"touchstone/app/document"
	"touchstone/ksb"
)

// size writes a number of bytes: 212 KB, 3.2 MB.
func size(n int64) string { return document.Size(n) }

// clock writes a place in a recording: 2:05, 1:02:05.
func clock(seconds int) string { return document.Length(time.Duration(seconds) * time.Second) }

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

// standardName is the standard's reference with its version.
func standardName(s *ksb.Standard) string {
	if s.Version == "" {
		return s.Reference
	}
	return s.Reference + " version " + s.Version
}

// codeOf returns what a statement is called where there is room for a code: its
// code, or where the standard has no codes its heading, since a number would be
// taken for a page.
func codeOf(s *ksb.Statement, position int) string {
	switch {
	case s.Code != "":
		return string(s.Code)
	case s.Title != "":
		return s.Title
	case s.Text() != "":
		return firstWords(s.Text(), 40)
	}
	return "Statement " + strconv.Itoa(position)
}

// firstWords returns the first words of text, at most that many letters of them.
func firstWords(text string, most int) string {
	letters := []rune(strings.Join(strings.Fields(text), " "))
	if len(letters) <= most {
		return string(letters)
	}
	head := string(letters[:most])
	if i := strings.LastIndexByte(head, ' '); i > 0 {
		head = head[:i]
	}
	return strings.TrimRight(head, " ,;:.") + "…"
}
