package pdf

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf16"
)

// text returns s as a text string of a PDF: UTF-16 with its mark, in hex.
func text(s string) string {
	var b strings.Builder
	b.WriteString("<FEFF")
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", u)
	}
	b.WriteByte('>')
	return b.String()
}

// name returns s as a name, its special characters written as numbers.
func name(s string) string {
	var b strings.Builder
	b.WriteByte('/')
	for i := range len(s) {
		if c := s[i]; c <= ' ' || c > '~' || strings.IndexByte("#()<>[]{}/%", c) >= 0 {
			fmt.Fprintf(&b, "#%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// date returns t as a date of a PDF.
func date(t time.Time) string { return "(D:" + t.UTC().Format("20060102150405") + "Z)" }
