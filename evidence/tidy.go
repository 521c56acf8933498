package evidence

import (
	"strings"
	"unicode"
)

// Tidy takes out of a version's text what cannot be seen and would harm the
// pages and reports that show it: control characters, and marks that reorder
// the text after them. What is one line stays one line.
func (v *Version) Tidy() {
	for _, p := range v.Parts() {
		*p.Text = tidy(*p.Text)
		if p.Limit <= MaxLine {
			*p.Text = strings.Join(strings.Fields(*p.Text), " ")
		}
	}
	for i := range v.Claims {
		v.Claims[i].How = tidy(v.Claims[i].How)
	}
}

func tidy(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' || isBidi(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, ""))
}
