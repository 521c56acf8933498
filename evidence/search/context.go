package search

import (
	"strings"
	"unicode/utf8"
)

// How much of a text a hit shows, in bytes: before the first word found, and in
// all.
const (
	contextBefore = 60
	contextLength = 240
)

// A piece of text, and where it stands: the field of an account, or the page of
// a file.
type part struct {
	name string
	page int
	text string
}

// context returns the part of a document that holds most of the terms, the first
// of those that hold as many, and some of its text with the terms marked. ok is
// false if no part holds any.
func (t Terms) context(parts func(yield func(part) bool)) (best part, spans []Span, ok bool) {
	most := 0
	var found []place
	for p := range parts {
		here := t.in(p.text, 200)
		if n := distinct(here); n > most {
			best, found, most = p, here, n
		}
		if most == len(t) {
			break
		}
	}
	if most == 0 {
		return part{}, nil, false
	}
	return best, excerpt(best.text, found), true
}

// Excerpt returns some of a text with the terms marked; none if it holds none of
// them.
func (t Terms) Excerpt(text string) []Span {
	if found := t.in(text, 200); len(found) > 0 {
		return excerpt(text, found)
	}
	return nil
}

// Mark returns a text whole, with the terms marked.
func (t Terms) Mark(text string) []Span { return marked(text, t.in(text, 200), 0, len(text)) }

// excerpt returns the stretch of a text in which most of the terms found stand.
func excerpt(text string, found []place) []Span {
	best, most := 0, 0
	for i := range found {
		var near []place
		for _, p := range found[i:] {
			if p.to > found[i].from+contextLength-contextBefore {
				break
			}
			near = append(near, p)
		}
		if n := distinct(near); n > most {
			best, most = i, n
		}
	}
	from := max(0, found[best].from-contextBefore)
	if from > 0 {
		from = wordAfter(text, from, found[best].from)
	}
	to := max(found[best].to, min(len(text), from+contextLength))
	if to < len(text) {
		to = wordBefore(text, to, found[best].to)
	}
	return marked(text, found, from, to)
}

// wordAfter returns where the first word begins at or after i, at most at limit.
func wordAfter(text string, i, limit int) int {
	for i < limit && !strings.ContainsRune(" \t\n\f", rune(text[i-1])) {
		i++
	}
	return i
}

// wordBefore returns where the last word ends before i, at least at limit.
func wordBefore(text string, i, limit int) int {
	end := i
	for i > limit && !strings.ContainsRune(" \t\n\f", rune(text[i])) {
		i--
	}
	if i > limit {
		return i
	}
	for end < len(text) && !utf8.RuneStart(text[end]) { // one very long word
		end++
	}
	return end
}

// marked returns a stretch of a text with the places marked, and dots where it
// goes on. White space is as a page shows it.
func marked(text string, found []place, from, to int) (spans []Span) {
	add := func(s string, mark bool) {
		if s != "" {
			spans = append(spans, Span{s, mark})
		}
	}
	at := from
	if from > 0 {
		add("… ", false)
	}
	for _, p := range found {
		if p.from < at || p.to > to {
			continue
		}
		add(tidy(text[at:p.from]), false)
		add(tidy(text[p.from:p.to]), true)
		at = p.to
	}
	add(tidy(text[at:to]), false)
	if to < len(text) {
		add(" …", false)
	}
	return spans
}

// tidy makes each run of white space and what cannot be shown one space.
func tidy(s string) string {
	var b strings.Builder
	space := false
	for _, r := range strings.ToValidUTF8(s, " ") {
		if r <= ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r == '\u2028' || r == '\u2029' || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' {
			space = true
			continue
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(r)
	}
	if space {
		b.WriteByte(' ')
	}
	return b.String()
}
