package hints

import (
	"slices"
	"strings"
)

// Cues are words and phrases that show what an account speaks of. "adapt*" is
// every word that begins so, "#" any figure: "# days"; "rang|called him|her" is
// four phrases.
type Cues []cue

// A cue is words in a row, each as the patterns that will do for it.
type cue [][]string

// cuesOf reads cues, one a text.
func cuesOf(texts ...string) (out Cues) {
	for _, text := range texts {
		var c cue
		for _, word := range strings.Fields(text) {
			if strings.Contains(word, "|") {
				c = append(c, strings.Split(word, "|"))
				continue
			}
			for _, pattern := range patterns(word) {
				c = append(c, []string{pattern})
			}
		}
		if len(c) > 0 {
			out = append(out, c)
		}
	}
	return out
}

// patterns returns a word of a cue as the tokens that it is in an account, where
// a hyphen parts it.
func patterns(word string) (out []string) {
	if word == "#" {
		return []string{word}
	}
	p := part{text: word}
	p.split()
	for _, t := range p.tokens {
		out = append(out, t.low)
	}
	if len(out) > 0 && strings.HasSuffix(word, "*") {
		out[len(out)-1] += "*"
	}
	return out
}

// list reads cues from one text, parted by commas.
func list(text string) Cues {
	texts := strings.Split(text, ",")
	for i := range texts {
		texts[i] = strings.TrimSpace(texts[i])
	}
	return cuesOf(texts...)
}

// A place is where a token stands.
type place struct{ part, token int32 }

// An index finds words in all parts at once, so that hundreds of cues cost
// little in a long account.
type index struct {
	parts   []*part
	at      map[string][]place
	words   []string // sorted
	figures []place
}

func newIndex(parts []*part) index {
	x := index{parts: parts, at: map[string][]place{}}
	for i, p := range parts {
		for j, t := range p.tokens {
			at := place{int32(i), int32(j)}
			if len(x.at[t.low]) == 0 {
				x.words = append(x.words, t.low)
			}
			x.at[t.low] = append(x.at[t.low], at)
			if isFigure(t.low) {
				x.figures = append(x.figures, at)
			}
		}
	}
	slices.Sort(x.words)
	return x
}

func isFigure(word string) bool { return word != "" && word[0] >= '0' && word[0] <= '9' }

func fits(pattern, word string) bool {
	if pattern == "#" {
		return isFigure(word)
	}
	if begin, star := strings.CutSuffix(pattern, "*"); star {
		return strings.HasPrefix(word, begin)
	}
	return pattern == word
}

// starts calls yield with each place where a pattern stands.
func (x *index) starts(pattern string, yield func(place)) {
	each := func(places []place) {
		for _, at := range places {
			yield(at)
		}
	}
	begin, star := strings.CutSuffix(pattern, "*")
	switch {
	case pattern == "#":
		each(x.figures)
	case !star:
		each(x.at[pattern])
	default:
		first, _ := slices.BinarySearch(x.words, begin)
		for _, w := range x.words[first:] {
			if !strings.HasPrefix(w, begin) {
				return
			}
			each(x.at[w])
		}
	}
}

// find returns the first words in the parts that fit a cue, as they were
// written, or the empty string. No parts means all of them.
func (x *index) find(cues Cues, parts ...int) (found string) {
	first := place{1 << 30, 0}
	for _, c := range cues {
		look := func(at place) {
			if at.part > first.part || at.part == first.part && at.token >= first.token {
				return
			}
			p := x.parts[at.part]
			if len(parts) > 0 && !slices.Contains(parts, int(at.part)) || !follows(p.tokens[at.token:], c) {
				return
			}
			first = at
			found = p.text[p.tokens[at.token].from:p.tokens[int(at.token)+len(c)-1].to]
		}
		for _, pattern := range c[0] {
			x.starts(pattern, look)
		}
	}
	return found
}

func (x *index) has(cues Cues, parts ...int) bool { return x.find(cues, parts...) != "" }

// follows reports whether words begin with a cue.
func follows(tokens []token, c cue) bool {
	if len(tokens) < len(c) {
		return false
	}
	for i, patterns := range c {
		word := tokens[i].low
		if !slices.ContainsFunc(patterns, func(pattern string) bool { return fits(pattern, word) }) {
			return false
		}
	}
	return true
}
