package hints

import (
	"fmt"
	"hash/maphash"
)

// seed is the same for all texts of one run of the program.
var seed = maphash.MakeSeed()

// pastedFromOther finds the longest run of words that stands in another piece
// too.
func pastedFromOther(r *reading) (where, what string) {
	if len(r.a.Others) == 0 {
		return "", ""
	}
	mine := shingles(r.parts)
	if len(mine) == 0 {
		return "", ""
	}
	best, pieces := run{}, 0
	for _, other := range r.a.Others {
		found := run{}
		for _, text := range other.Texts {
			theirs := part{text: text}
			theirs.split()
			found = longer(found, r.common(mine, theirs.tokens))
		}
		if found.words == 0 {
			continue
		}
		pieces++
		if found.other = other.Name; found.words > best.words {
			best = found
		}
	}
	if best.words == 0 {
		return "", ""
	}
	p := r.parts[best.part]
	text := p.text[p.tokens[best.from].from:p.tokens[best.from+best.words-1].to]
	more := ""
	if pieces > 1 {
		more = fmt.Sprintf(" and in %s", plural(pieces-1, "other piece"))
	}
	return p.field, fmt.Sprintf("%d words in a row, from %s on, stand in %s too%s.", best.words, said(text), best.other, more)
}

// A run is words in a row in one part.
type run struct {
	part, from, words int
	other             string
}

func longer(a, b run) run {
	if b.words > a.words {
		return b
	}
	return a
}

// shingles returns where every twelfth run of so many words first begins, by its
// hash. Any run of twice as many that another text shares holds one of them.
func shingles(parts []*part) map[uint64]place {
	at := map[uint64]place{}
	for i, p := range parts {
		for w := range rolling(p.tokens) {
			if w.from%shingle != 0 {
				continue
			}
			if _, known := at[w.hash]; !known {
				at[w.hash] = place{int32(i), int32(w.from)}
			}
		}
	}
	return at
}

type window struct {
	hash uint64
	from int
}

// rolling yields the hash of each run of shingle words.
func rolling(tokens []token) func(func(window) bool) {
	const base = 1_000_003
	return func(yield func(window) bool) {
		if len(tokens) < shingle {
			return
		}
		high := uint64(1)
		for range shingle - 1 {
			high *= base
		}
		var hash uint64
		ring := [shingle]uint64{}
		for i, t := range tokens {
			one := maphash.String(seed, t.low)
			if i >= shingle {
				hash -= ring[i%shingle] * high
			}
			hash = hash*base + one
			ring[i%shingle] = one
			if i >= shingle-1 && !yield(window{hash, i - shingle + 1}) {
				return
			}
		}
	}
}

// common returns the longest run that other words share with the account and
// that is long enough for its part.
func (r *reading) common(mine map[uint64]place, theirs []token) (best run) {
	done := 0 // words of theirs that are in a run already
	for w := range rolling(theirs) {
		at, same := mine[w.hash]
		if !same || w.from < done {
			continue
		}
		tokens, from, to := r.parts[at.part].tokens, int(at.token), int(at.token)
		for from > 0 && to-from < min(shingle, w.from) && tokens[from-1].low == theirs[w.from-(to-from)-1].low {
			from--
		}
		before := to - from
		for to < len(tokens) && w.from+to-from-before < len(theirs) && tokens[to].low == theirs[w.from+to-from-before].low {
			to++
		}
		done = w.from + max(to-from-before-shingle+1, 1)
		least := pastedRun
		if at.part == situation {
			least = pastedSetting
		}
		if to-from >= least {
			best = longer(best, run{part: int(at.part), from: from, words: to - from})
		}
	}
	return best
}
