package hints

import (
	"slices"
	"strings"
)

// Cues are words and phrases that show what an account speaks of. "adapt*" is
// every word that begins so, "#" any figure: "# days"; "rang|called him|her" is
// four phrases.
type Cues [][]string

// cuesOf reads cues, one a text.
func cuesOf(texts ...string) (out Cues) {
	for _, text := range texts {
		phrases := [][]string{nil}
		for _, word := range strings.Fields(text) {
			var longer [][]string
			for _, one := range strings.Split(word, "|") {
				for _, phrase := range phrases {
					longer = append(longer, append(slices.Clone(phrase), patterns(one)...))
				}
			}
			phrases = longer
		}
		out = append(out, phrases...)
	}
	return slices.DeleteFunc(out, func(cue []string) bool { return len(cue) == 0 })
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

// starts calls yield with each place where a cue may begin, until it says false.
func (x *index) starts(pattern string, yield func(place) bool) {
	begin, star := strings.CutSuffix(pattern, "*")
	var all []place
	switch {
	case pattern == "#":
		all = x.figures
	case !star:
		all = x.at[pattern]
	default:
		first, _ := slices.BinarySearch(x.words, begin)
		for _, w := range x.words[first:] {
			if !strings.HasPrefix(w, begin) {
				return
			}
			for _, at := range x.at[w] {
				if !yield(at) {
					return
				}
			}
		}
	}
	for _, at := range all {
		if !yield(at) {
			return
		}
	}
}

// find returns the first words in the parts that fit a cue, as they were
// written, or the empty string. No parts means all of them.
func (x *index) find(cues Cues, parts ...int) (found string) {
	first := place{1 << 30, 0}
	for _, cue := range cues {
		x.starts(cue[0], func(at place) bool {
			p := x.parts[at.part]
			if len(parts) > 0 && !slices.Contains(parts, int(at.part)) || !follows(p.tokens[at.token:], cue) {
				return true
			}
			if at.part < first.part || at.part == first.part && at.token < first.token {
				first = at
				found = p.text[p.tokens[at.token].from:p.tokens[int(at.token)+len(cue)-1].to]
			}
			return true
		})
	}
	return found
}

func (x *index) has(cues Cues, parts ...int) bool { return x.find(cues, parts...) != "" }

func follows(tokens []token, cue []string) bool {
	if len(tokens) < len(cue) {
		return false
	}
	for i, pattern := range cue {
		if !fits(pattern, tokens[i].low) {
			return false
		}
	}
	return true
}
