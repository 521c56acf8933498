package search

import (
	"slices"
	"strings"
	"unicode/utf8"

	"touchstone/app/fault"
)

// Terms are what a document has to hold, each of them: words, or phrases of words
// next to each other.
type Terms []Term

// A Term is a word or a phrase. With Prefix, its last word is the beginning of
// one.
type Term struct {
	Words  []string // folded; at least one
	Prefix bool
}

// Parse reads a query as people type it: words, "a phrase", a star after the
// beginning of a word. What is joined, such as 12/03 or pay-plan, is a phrase.
// Anything else only parts words: there are no operators, and a quote needs no
// partner. Text without words gives no terms. It returns fault.Invalid naming
// "q" for what is too long, or a beginning that is too short.
func Parse(query string) (terms Terms, err error) {
	var bad fault.Fields
	if n := utf8.RuneCountInString(query); n > MaxQuery {
		bad.Add("q", "Keep this to %d characters. It has %d.", MaxQuery, n)
		return nil, bad.Err()
	}
	inside := false
	for part := range strings.SplitSeq(quoted(query), `"`) {
		if inside {
			terms = terms.with(part)
		} else {
			for joined := range strings.FieldsSeq(part) {
				terms = terms.with(joined)
			}
		}
		inside = !inside
	}
	if len(terms) > MaxTerms {
		bad.Add("q", "Search for up to %d words at once. This has %d.", MaxTerms, len(terms))
	}
	for _, t := range terms {
		if last := t.Words[len(t.Words)-1]; t.Prefix && utf8.RuneCountInString(last) < MinPrefix {
			bad.Add("q", "Write at least %d letters before the star: very many words begin with “%s”.", MinPrefix, last)
			break
		}
	}
	return terms, bad.Err()
}

// quoted returns a query with one kind of quote.
func quoted(query string) string {
	return strings.NewReplacer("“", `"`, "”", `"`, "„", `"`, "«", `"`, "»", `"`).Replace(query)
}

// with adds the term that a text is, unless it has no words or is there already.
func (t Terms) with(text string) Terms {
	var one Term
	end := 0
	scan(text, func(word string, _, to int) bool {
		one.Words, end = append(one.Words, word), to
		return true
	})
	one.Prefix = strings.HasPrefix(text[end:], "*")
	if len(one.Words) == 0 || slices.ContainsFunc(t, one.same) {
		return t
	}
	return append(t, one)
}

func (t Term) same(o Term) bool { return t.Prefix == o.Prefix && slices.Equal(t.Words, o.Words) }

// A place is where a term stands in a text, in bytes.
type place struct{ term, from, to int }

// in returns the places of the terms in a text, in order, up to most.
func (t Terms) in(text string, most int) (found []place) {
	type begun struct{ term, n, from int } // the first n words of a term stand before here
	var open, next []begun
	scan(text, func(word string, from, to int) bool {
		next = next[:0]
		for i := range t {
			open = append(open, begun{i, 0, from})
		}
		for _, b := range open {
			one := &t[b.term]
			last := b.n == len(one.Words)-1
			switch {
			case last && (word == one.Words[b.n] || one.Prefix && strings.HasPrefix(word, one.Words[b.n])):
				found = append(found, place{b.term, b.from, to})
			case !last && word == one.Words[b.n]:
				next = append(next, begun{b.term, b.n + 1, b.from})
			}
		}
		open, next = next, open
		return len(found) < most
	})
	slices.SortFunc(found, func(a, b place) int { return a.from - b.from })
	return found
}

// Holds reports whether a text has every term.
func (t Terms) Holds(text string) bool {
	return len(t) > 0 && distinct(t.in(text, 1000)) == len(t)
}

func distinct(found []place) int {
	seen := map[int]bool{}
	for _, p := range found {
		seen[p.term] = true
	}
	return len(seen)
}
