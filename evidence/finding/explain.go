package finding

import (
	"cmp"
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Limits on the words that are shown for a proposal.
const (
	mostLeads    = 4
	leadsOfOne   = 2    // of one concept or word
	leastOfLeads = 0.06 // share of the score
	ofAFile      = 0.4  // share of the score that words on a page must have for the page to be proposed
)

// A part is what a feature adds to the score of a statement.
type part struct {
	share float64
	used  int
}

// explain adds to a proposal the words that led to it, and the place in a file
// where most of them stand.
func (f *Finder) explain(p *Proposal, s *scan, texts []Text, told []float64) {
	parts, total := make(map[int]*part), 0.0
	for i, sign := range told {
		for _, l := range f.index[i] {
			if sign > 0 && &f.statements[l.statement] == p.Statement {
				share := sign * f.features[i].weight * l.share
				parts[i], total = &part{share: share}, total+share
			}
		}
	}
	var hits []*hit
	for i := range s.hits {
		if part := parts[s.hits[i].pattern.feature]; part != nil {
			hits = append(hits, &s.hits[i])
		}
	}
	for _, part := range parts {
		part.share /= total
	}
	p.File, p.Page = place(hits, parts, texts)
	slices.SortStableFunc(hits, func(a, b *hit) int {
		return cmp.Or(cmp.Compare(parts[b.pattern.feature].share, parts[a.pattern.feature].share), cmp.Compare(b.pattern.weight, a.pattern.weight))
	})
	for _, h := range hits {
		part := parts[h.pattern.feature]
		if len(p.Leads) == mostLeads || part.share < leastOfLeads {
			break
		}
		if part.used < leadsOfOne {
			share := part.share
			if part.used > 0 {
				share = 0 // it is counted already
			}
			p.lead(h, f.features[h.pattern.feature].concept, share)
			part.used++
		}
	}
	slices.SortStableFunc(p.Leads, func(a, b Lead) int { return cmp.Compare(b.Share, a.Share) })
}

// lead adds words, unless they are shown already: then their shares are added up.
func (p *Proposal) lead(h *hit, concept string, share float64) {
	for i := range p.Leads {
		l := &p.Leads[i]
		if l.Text != h.text || h.to <= l.From || h.from >= l.To {
			continue
		}
		l.From, l.To = min(l.From, h.from), max(l.To, h.to)
		if l.Share += share; l.Concept == "" {
			l.Concept = concept
		}
		return
	}
	p.Leads = append(p.Leads, Lead{Text: h.text, From: h.from, To: h.to, Concept: concept, Share: share})
}

// place returns the page of a file on which the most telling words stand, or 0
// and 0 if they tell less than the account's.
func place(hits []*hit, parts map[int]*part, texts []Text) (file int64, page int) {
	strongest, here := make(map[int]float64), make(map[[2]int]float64) // by feature; by text and feature
	for _, h := range hits {
		f := h.pattern.feature
		strongest[f] = max(strongest[f], h.pattern.weight)
		here[[2]int{h.text, f}] = max(here[[2]int{h.text, f}], h.pattern.weight)
	}
	sums := make([]float64, len(texts))
	for at, weight := range here {
		sums[at[0]] += math.Round(1e6 * parts[at[1]].share * weight / strongest[at[1]]) // whole, so that their order is nothing
	}
	best, account := -1, 0.0
	for i := range texts {
		if texts[i].File == 0 {
			account += sums[i]
		} else if sums[i] > 1e6*ofAFile && (best < 0 || sums[i] > sums[best]) {
			best = i
		}
	}
	if best < 0 || sums[best] <= account {
		return 0, 0
	}
	return texts[best].File, texts[best].Page
}

// around is how many characters are shown before the words of a lead, and after
// them.
const around = 60

// In returns the words of a lead as they stand in texts, and what stands before
// and after them, cut between words and on one line.
func (l *Lead) In(texts []Text) (before, words, after string) {
	body := texts[l.Text].Body
	before, cut := lastWords(body[:l.From])
	if cut {
		before = "… " + before
	}
	after, cut = firstWords(body[l.To:])
	if cut {
		after += " …"
	}
	return before, oneLine(body[l.From:l.To]), after
}

// lastWords returns what of the end of a text is shown, and whether there is
// more before it. The space at its end stays.
func lastWords(text string) (string, bool) {
	from := len(text)
	for n := 0; from > 0 && n < around; n++ {
		_, size := utf8.DecodeLastRuneInString(text[:from])
		from -= size
	}
	cut := strings.TrimSpace(text[:from]) != ""
	text = text[from:]
	if i := strings.IndexAny(text, " \n\t\f"); cut && i >= 0 {
		text = text[i:]
	}
	return strings.TrimLeft(oneLine(text), " "), cut
}

// firstWords returns what of the beginning of a text is shown, and whether there
// is more after it. The space at its beginning stays.
func firstWords(text string) (string, bool) {
	to := 0
	for n := 0; to < len(text) && n < around; n++ {
		_, size := utf8.DecodeRuneInString(text[to:])
		to += size
	}
	cut := strings.TrimSpace(text[to:]) != ""
	text = text[:to]
	if i := strings.LastIndexAny(text, " \n\t\f"); cut && i >= 0 {
		text = text[:i]
	}
	return strings.TrimRight(oneLine(text), " "), cut
}

var spaces = regexp.MustCompile(`[\s\f]+`)

func oneLine(text string) string { return spaces.ReplaceAllString(text, " ") }
