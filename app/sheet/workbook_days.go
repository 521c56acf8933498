package sheet

import (
	"encoding/xml"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// readStyles learns which styles show a number as a date.
func (b *workbook) readStyles() error {
	custom := map[int]bool{}
	inCells := false
	return b.each("xl/styles.xml", func(t xml.Token) error {
		switch e := t.(type) {
		case xml.StartElement:
			switch {
			case e.Name.Local == "numFmt":
				id, _ := strconv.Atoi(attr(e, "numFmtId"))
				custom[id] = isDayFormat(attr(e, "formatCode"))
			case e.Name.Local == "cellXfs":
				inCells = true
			case e.Name.Local == "xf" && inCells:
				id, _ := strconv.Atoi(attr(e, "numFmtId"))
				day, own := custom[id]
				b.days = append(b.days, own && day || !own && builtInDay(id))
			}
		case xml.EndElement:
			if e.Name.Local == "cellXfs" {
				inCells = false
			}
		}
		return nil
	})
}

// builtInDay reports whether a format that every workbook has shows a date
// (ECMA-376 part 1, 18.8.30, those of East Asia among them).
func builtInDay(id int) bool {
	return id >= 14 && id <= 17 || id == 22 || id >= 27 && id <= 36 || id >= 50 && id <= 58
}

// literal is what a format prints as it stands: quoted text, a letter after a
// stroke, a colour or a language in brackets.
var literal = regexp.MustCompile(`"[^"]*"|\\.|_.|\[[^\]]*\]`)

// isDayFormat reports whether a format shows the day or the year of a date.
func isDayFormat(code string) bool {
	code, _, _ = strings.Cut(code, ";")
	return strings.ContainsAny(strings.ToLower(literal.ReplaceAllString(code, "")), "dy")
}

// dayOf returns a number of days as a date, with the time if there is one, and
// false for a number that is none. Day 60 of the older count is a day that never
// was, 29 February 1900, so days are counted from 30 December 1899.
func (b *workbook) dayOf(number string) (string, bool) {
	n, err := strconv.ParseFloat(number, 64)
	if err != nil || n < 61 || n > 2_958_465 { // up to the year 9999
		return "", false
	}
	first := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	if b.from1904 {
		first = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	whole, part := math.Modf(n)
	t := first.AddDate(0, 0, int(whole)).Add(time.Duration(math.Round(part*86_400)) * time.Second)
	if part == 0 {
		return t.Format(time.DateOnly), true
	}
	return t.Format("2006-01-02 15:04:05"), true
}

// plain returns a number as digits, without an exponent.
func plain(number string) string {
	n, err := strconv.ParseFloat(number, 64)
	if err != nil || !strings.ContainsAny(number, "eE.") {
		return number
	}
	return strconv.FormatFloat(n, 'f', -1, 64)
}
