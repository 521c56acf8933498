package evidence

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"

	"touchstone/app/document"
	"touchstone/app/fault"
)

// A Unit is how a place is given.
type Unit string

// The units.
const (
	Whole   Unit = "whole"   // all of the file, or of the account
	Page    Unit = "page"    // First to Last, from 1
	Time    Unit = "time"    // First to Last, seconds from the start
	Section Unit = "section" // by its name
)

// A Place is where a claim is shown.
type Place struct {
	File        FileID // 0: in the account itself
	Unit        Unit
	First, Last int    // the same for one page or moment
	Section     string // for Unit Section
	Typed       string // what was typed and could not be read; empty: it could. A draft keeps it
}

// Words returns where in its file the place is: "page 3", "pages 5 to 7",
// "4:10 to 5:05", "section 6.2". Of a whole file it is the empty string.
func (p Place) Words() string {
	switch {
	case p.Typed != "":
		return p.Typed
	case p.Unit == Page && p.First == p.Last:
		return fmt.Sprintf("page %d", p.First)
	case p.Unit == Page:
		return fmt.Sprintf("pages %d to %d", p.First, p.Last)
	case p.Unit == Time && p.First == p.Last:
		return moment(p.First)
	case p.Unit == Time:
		return moment(p.First) + " to " + moment(p.Last)
	case p.Unit == Section:
		return p.Section
	}
	return ""
}

func moment(seconds int) string { return document.Length(time.Duration(seconds) * time.Second) }

// A Where is the places of a claim in one file, as they are typed and shown.
type Where struct {
	File FileID // 0: in the account itself
	Text string // "3, 5-7", "4:10 to 5:05", "section 6.2"; empty: all of it
}

// Wheres returns the claim's places by file, in order, as they would be typed.
func (c *Claim) Wheres() []Where {
	var out []Where
	for _, p := range c.Places {
		if len(out) == 0 || out[len(out)-1].File != p.File {
			out = append(out, Where{File: p.File})
		}
		w := &out[len(out)-1]
		if w.Text != "" {
			w.Text += ", "
		}
		w.Text += p.typed()
	}
	return out
}

// typed returns the place as it would be typed: pages without the word.
func (p Place) typed() string {
	switch {
	case p.Typed != "" || p.Unit != Page:
		return p.Words()
	case p.First == p.Last:
		return strconv.Itoa(p.First)
	}
	return fmt.Sprintf("%d-%d", p.First, p.Last)
}

// InWords returns where in its file the text points, for readers: "pages 3, 5
// to 7".
func (w Where) InWords() string {
	text := strings.ReplaceAll(w.Text, "-", " to ")
	switch {
	case !pageList.MatchString(w.Text):
		return w.Text
	case strings.ContainsAny(w.Text, ",-"):
		return "pages " + text
	}
	return "page " + text
}

var pageList = regexp.MustCompile(`^\d+(-\d+)?(, \d+(-\d+)?)*$`)

// ParseWhere reads what was typed about a file (nil: the account itself): pages
// of a PDF as "3, 5-7", times of a recording as "4:10 to 5:05", a section by
// its name, or nothing for all of it. A page or time the file does not have is
// fault.Invalid, and the place returned keeps what was typed.
func ParseWhere(f *File, text string) ([]Place, error) {
	var id FileID
	if f != nil {
		id = f.ID
	}
	text = strings.Join(strings.Fields(text), " ")
	if text == "" {
		return []Place{{File: id, Unit: Whole}}, nil
	}
	places, err := parseWhere(f, text)
	if err != nil {
		return []Place{{File: id, Unit: Whole, Typed: text}}, err
	}
	for i := range places {
		places[i].File = id
	}
	return places, nil
}

func parseWhere(f *File, text string) ([]Place, error) {
	switch {
	case len([]rune(text)) > MaxLine:
		return nil, fault.Newf(fault.Invalid, "Keep this to %d characters. It has %d.", MaxLine, len([]rune(text)))
	case f == nil:
	case f.Facts.Kind == document.PDF && aboutPages(text):
		return parsePages(f, text)
	case (f.Facts.Kind == document.Audio || f.Facts.Kind == document.Video) && beginsWithDigit(text):
		return parseTimes(f, text)
	}
	return []Place{{Unit: Section, Section: text}}, nil
}

var (
	pageWord = regexp.MustCompile(`(?i)^(pages?|pp?\.?) ?(\d.*)$`)
	ranges   = regexp.MustCompile(`(?i)\s*(?:-|–|—|\bto\b)\s*`)
	and      = regexp.MustCompile(`(?i)\s*(?:[,;&]|\band\b)\s*`)
)

func beginsWithDigit(text string) bool {
	return unicode.IsDigit([]rune(text)[0]) || text[0] == '-'
}

func aboutPages(text string) bool { return beginsWithDigit(text) || pageWord.MatchString(text) }

// parsePages reads "3, 5-7" and "pages 3 and 5 to 7".
func parsePages(f *File, text string) ([]Place, error) {
	if m := pageWord.FindStringSubmatch(text); m != nil {
		text = m[2]
	}
	return parseRanges(text, Page, func(part string) (int, error) {
		n, err := strconv.Atoi(part)
		switch last := f.Facts.Pages; {
		case part == "" || strings.Trim(part, "0123456789") != "":
			return 0, fault.Newf(fault.Invalid, "Write pages as 3, or 3, 5-7. You wrote %s.", text)
		case last == 1 && n != 1:
			return 0, fault.Newf(fault.Invalid, "Choose page 1. This file has one page, and you wrote %s.", part)
		case last > 0 && (n < 1 || n > last || err != nil):
			return 0, fault.Newf(fault.Invalid, "Choose pages 1 to %d. This file has %d pages, and you wrote %s.", last, last, part)
		case n < 1 || n > 1_000_000 || err != nil:
			return 0, fault.Newf(fault.Invalid, "Pages begin at 1, and you wrote %s.", part)
		}
		return n, nil
	})
}

// parseTimes reads "4:10", "4:10 to 5:05" and "1:02:03, 1:10:00".
func parseTimes(f *File, text string) ([]Place, error) {
	return parseRanges(text, Time, func(part string) (int, error) {
		s, ok := seconds(part)
		if !ok {
			return 0, fault.Newf(fault.Invalid, "Write times as 4:10, or 4:10 to 5:05, in minutes and seconds. You wrote %s.", part)
		}
		// The last second, begun, belongs to the recording.
		if d := f.Facts.Duration; d > 0 && time.Duration(s)*time.Second > d.Truncate(time.Second)+roundUp(d) {
			return 0, fault.Newf(fault.Invalid, "Choose a time from 0:00 to %s. This recording is %s long, and you wrote %s.",
				document.Length(d), document.Length(d), part)
		}
		return s, nil
	})
}

func roundUp(d time.Duration) time.Duration {
	if d%time.Second != 0 {
		return time.Second
	}
	return 0
}

// seconds reads "4:10" and "1:02:03".
func seconds(text string) (total int, ok bool) {
	parts := strings.Split(text, ":")
	if len(parts) < 2 || len(parts) > 3 {
		return 0, false
	}
	for i, part := range parts {
		n, err := strconv.Atoi(part)
		if err != nil || n < 0 || len(part) > 3 || (i > 0 && (n > 59 || len(part) != 2)) {
			return 0, false
		}
		total = total*60 + n
	}
	return total, true
}

// parseRanges reads a list of single places and ranges, each end by one.
func parseRanges(text string, unit Unit, one func(string) (int, error)) ([]Place, error) {
	var out []Place
	for _, part := range and.Split(strings.Trim(text, ",; "), -1) {
		ends := ranges.Split(strings.TrimSpace(part), -1)
		if len(ends) > 2 || len(out) == MaxPlaces {
			return nil, fault.Newf(fault.Invalid, "Part the places by commas. You wrote %s.", text)
		}
		first, err := one(ends[0])
		if err != nil {
			return nil, err
		}
		last, err := one(ends[len(ends)-1])
		if err != nil {
			return nil, err
		}
		if last < first {
			return nil, fault.Newf(fault.Invalid, "Put the lower one first. You wrote %s.", part)
		}
		out = append(out, Place{Unit: unit, First: first, Last: last})
	}
	return out, nil
}
