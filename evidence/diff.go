package evidence

import (
	"strings"
	"unicode"

	"touchstone/ksb"
)

// A Change is a difference between two versions of an item.
type Change struct {
	Field  string          // as forms call it; "files", "claims"
	Name   string          // as pages call it
	Claim  ksb.StatementID // of a claim's change; 0: not of a claim
	Before string
	After  string
	Spans  []Span // of a change of text, word by word
}

// A Span is words that stayed, went or came.
type Span struct {
	Op   byte // '=', '-' or '+'
	Text string
}

// Changes returns what is different in after, in the order pages show it.
func Changes(before, after *Version) []Change {
	var out []Change
	add := func(c Change) {
		if c.Before != c.After {
			out = append(out, c)
		}
	}
	old := before.Parts()
	for i, p := range after.Parts() {
		if a, b := *old[i].Text, *p.Text; a != b {
			add(Change{Field: p.Field, Name: p.Name, Before: a, After: b, Spans: DiffWords(a, b)})
		}
	}
	add(Change{Field: "kind", Name: "Kind", Before: before.Kind.Name(), After: after.Kind.Name()})
	add(Change{Field: "done_from", Name: "Done", Before: before.Days(), After: after.Days()})
	add(Change{Field: "ai_used", Name: "Use of AI", Before: string(before.AI), After: string(after.AI)})
	add(Change{Field: "own_work", Name: "Own work declared", Before: yes(before.OwnWork), After: yes(after.OwnWork)})
	add(Change{Field: "held", Name: "Held at employer", Before: yes(before.Held), After: yes(after.Held)})
	add(Change{Field: "files", Name: "Files", Before: before.fileNames(), After: after.fileNames()})
	return append(out, claimChanges(before, after)...)
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// fileNames tells files apart by their bytes as well as their names.
func (v *Version) fileNames() string {
	names := make([]string, len(v.Files))
	for i, f := range v.Files {
		names[i] = f.Name
	}
	return strings.Join(names, "\n")
}

func claimChanges(before, after *Version) (out []Change) {
	for i := range after.Claims {
		c := &after.Claims[i]
		was := before.Claim(c.Statement)
		if was == nil {
			out = append(out, Change{Field: "claims", Name: "New claim", Claim: c.Statement, After: c.How})
			continue
		}
		if was.How != c.How {
			out = append(out, Change{Field: c.Field("how"), Name: "How it is shown", Claim: c.Statement,
				Before: was.How, After: c.How, Spans: DiffWords(was.How, c.How)})
		}
		if a, b := before.where(was), after.where(c); a != b {
			out = append(out, Change{Field: c.Field("at"), Name: "Where it is shown", Claim: c.Statement, Before: a, After: b})
		}
	}
	for i := range before.Claims {
		if c := &before.Claims[i]; after.Claim(c.Statement) == nil {
			out = append(out, Change{Field: "claims", Name: "Claim taken away", Claim: c.Statement, Before: c.How})
		}
	}
	return out
}

// where returns the places of a claim in words: "Call log.pdf, pages 3, 5 to 7".
func (v *Version) where(c *Claim) string {
	var out []string
	for _, w := range c.Wheres() {
		name := "the account"
		if f := v.File(w.File); f != nil {
			name = f.Name
		}
		out = append(out, strings.TrimSuffix(name+", "+w.InWords(), ", "))
	}
	return strings.Join(out, "; ")
}

// mostCells bounds the table that compares two texts word by word. Texts with
// more changed words between their common start and end are compared by line,
// and beyond that as wholes.
const mostCells = 4_000_000

// DiffWords compares two texts word by word.
func DiffWords(before, after string) []Span {
	return compare(wordsOf(before), wordsOf(after), func(a, b []string) []Span {
		return compare(lines(a), lines(b), whole)
	})
}

func whole(a, b []string) []Span {
	return []Span{{'-', strings.Join(a, "")}, {'+', strings.Join(b, "")}}
}

func lines(words []string) []string { return strings.SplitAfter(strings.Join(words, ""), "\n") }

// wordsOf splits a text into words, each with the space after it.
func wordsOf(text string) (out []string) {
	start, space := 0, false
	for i, r := range text {
		if unicode.IsSpace(r) {
			space = true
		} else if space {
			out, start, space = append(out, text[start:i]), i, false
		}
	}
	if start < len(text) {
		out = append(out, text[start:])
	}
	return out
}

// compare finds the longest common subsequence of what lies between the common
// start and end of a and b, or leaves that part to coarser if it is too long.
func compare(a, b []string, coarser func(a, b []string) []Span) []Span {
	start := 0
	for start < len(a) && start < len(b) && a[start] == b[start] {
		start++
	}
	end := 0
	for end < len(a)-start && end < len(b)-start && a[len(a)-1-end] == b[len(b)-1-end] {
		end++
	}
	var out []Span
	out = span(out, '=', a[:start]...)
	midA, midB := a[start:len(a)-end], b[start:len(b)-end]
	if len(midA)*len(midB) > mostCells {
		out = append(out, coarser(midA, midB)...)
	} else {
		out = subsequence(out, midA, midB)
	}
	return span(out, '=', a[len(a)-end:]...)
}

func subsequence(out []Span, a, b []string) []Span {
	// long[i][j] is the length of the longest common subsequence of a[i:] and b[j:].
	width := len(b) + 1
	long := make([]int32, (len(a)+1)*width)
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				long[i*width+j] = long[(i+1)*width+j+1] + 1
			} else {
				long[i*width+j] = max(long[(i+1)*width+j], long[i*width+j+1])
			}
		}
	}
	i, j := 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] == b[j]:
			out = span(out, '=', a[i])
			i, j = i+1, j+1
		case long[(i+1)*width+j] >= long[i*width+j+1]:
			out = span(out, '-', a[i])
			i++
		default:
			out = span(out, '+', b[j])
			j++
		}
	}
	return span(span(out, '-', a[i:]...), '+', b[j:]...)
}

// span adds words to the last span if it has the same op, or as a new one.
func span(out []Span, op byte, words ...string) []Span {
	text := strings.Join(words, "")
	if text == "" {
		return out
	}
	if n := len(out); n > 0 && out[n-1].Op == op {
		out[n-1].Text += text
		return out
	}
	return append(out, Span{op, text})
}
