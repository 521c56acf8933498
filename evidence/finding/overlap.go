package finding

import (
	"cmp"
	"math"
	"slices"

	"touchstone/ksb"
)

// Overlap ranks statements by plain word overlap, the floor that Ranked is
// measured against: how many different words of a statement's title and wording,
// stemmed and without small words, stand in the texts, by the root of how many
// it has.
func Overlap(standard *ksb.Standard, option string, texts []Text) []Proposal {
	r, has := newReader(), make(map[string]bool)
	for _, t := range texts {
		tokens, _ := r.tokens(t.Body, MaxAccount)
		for _, token := range tokens {
			has[token.stem] = true
		}
	}
	statements := standard.For(option)
	out := make([]Proposal, len(statements))
	for i := range statements {
		s := &statements[i]
		own := make(map[string]bool)
		tokens, _ := r.tokens(s.Title+". "+s.Summary+" "+s.Official, MaxFile)
		for _, token := range tokens {
			own[token.stem] = !smallStems[token.stem]
		}
		out[i].Statement = s
		for stem := range own {
			if own[stem] && has[stem] {
				out[i].Score++
			}
		}
		out[i].Score /= math.Sqrt(float64(max(1, len(own))))
	}
	slices.SortStableFunc(out, func(a, b Proposal) int { return cmp.Compare(b.Score, a.Score) })
	return out
}
