package finding

import (
	"math"
	"slices"

	"touchstone/ksb"
)

// A feature is something that an account may say and a statement may ask for: a
// concept of the lexicon, a word of statements, or two of their words in a row.
type feature struct {
	concept string // its name; empty: the statements' own words
	weight  float64
	usual   float64 // how much any account of work tells of it, 0 to 1
}

// A pattern is stems that tell of a feature.
type pattern struct {
	stems   []string
	feature int
	slot    int     // that it shares with those that say the same, so that they count together
	weight  float64 // of finding it once, 1 for a plain phrase
}

// A link says how much of a statement a feature is.
type link struct {
	statement int
	share     float64
}

// New returns a Finder of statements of a standard, as for an apprentice on that
// option; see ksb.Standard.For.
func New(standard *ksb.Standard, option string) *Finder {
	return newFinder(standard.For(option), conceptsFor(standard))
}

func newFinder(statements []ksb.Statement, concepts []compiled) *Finder {
	b := builder{
		Finder: &Finder{statements: statements, patterns: make(map[string][]pattern)},
		reader: newReader(),
	}
	for i := range statements {
		b.wordings = append(b.wordings, b.wording(&statements[i]))
		b.priors = append(b.priors, prior(statements[i].Type))
	}
	b.measure()
	for i := range concepts {
		b.concept(&concepts[i])
	}
	b.ownWords()
	return b.Finder
}

// A wording is the words of a statement.
type wording struct {
	title, text []string       // stems
	has         map[string]int // how often each stands there; a title's words twice
	inTitle     map[string]bool
	norm        float64 // the longer, the less each word says
}

type builder struct {
	*Finder
	reader   *reader
	wordings []wording
}

func (b *builder) wording(s *ksb.Statement) wording {
	w := wording{title: b.stems(s.Title), text: b.stems(s.Summary), has: make(map[string]int), inTitle: make(map[string]bool)}
	if s.Official != "" {
		w.text = append(w.text, b.stems(s.Official)...)
	}
	for _, stem := range w.title {
		w.has[stem], w.inTitle[stem] = w.has[stem]+1, true
	}
	for _, stem := range w.text {
		w.has[stem]++
	}
	return w
}

func (b *builder) stems(text string) (out []string) {
	tokens, _ := b.reader.tokens(text, MaxFile)
	for _, t := range tokens {
		out = append(out, t.stem)
	}
	return out
}

// measure sets how much a word counts in each wording, by its length beside the
// others'.
func (b *builder) measure() {
	total := 0
	for i := range b.wordings {
		total += len(b.wordings[i].has)
	}
	mean := float64(total) / float64(max(1, len(b.wordings)))
	for i := range b.wordings {
		b.wordings[i].norm = 1 - weigh.length + weigh.length*float64(len(b.wordings[i].has))/max(1, mean)
	}
}

// rarity is how telling it is of a statement, if df of them have it.
func (b *builder) rarity(df int) float64 {
	n := float64(len(b.wordings))
	return math.Log(1 + (n-float64(df)+0.5)/(float64(df)+0.5))
}

// concept adds a concept, if any statement speaks of it.
func (b *builder) concept(c *compiled) {
	var links []link
	for i := range b.wordings {
		if len(c.Types) > 0 && !slices.Contains(c.Types, b.statements[i].Type) {
			continue
		}
		if share := b.speaks(c, &b.wordings[i]); share > 0 {
			links = append(links, link{i, share / b.wordings[i].norm})
		}
	}
	if len(links) == 0 {
		return
	}
	n := b.add(feature{concept: c.Name, usual: usual()[c.Name], weight: weigh.concept * b.rarity(len(links))}, links)
	line := -1
	for _, p := range c.phrases {
		if p.line != line {
			line = p.line
			b.slots = append(b.slots, n)
		}
		b.pattern(p.stems, n, p.weight)
	}
}

// speaks returns how much a statement speaks of a concept, 0 for not at all and
// 1 and a little for as much as can be.
func (b *builder) speaks(c *compiled, w *wording) float64 {
	sum := 0.0
	for _, phrase := range c.statement {
		best := 0.0
		for _, stems := range phrase {
			strength := weigh.title
			for _, stem := range stems {
				if !w.inTitle[stem] {
					strength = min(strength, 1)
				}
				if w.has[stem] == 0 {
					strength = 0
				}
			}
			best = max(best, strength)
		}
		sum += best
	}
	return sum / (sum + weigh.several) * (1 + weigh.several)
}

func (b *builder) add(f feature, links []link) int {
	b.features, b.index = append(b.features, f), append(b.index, links)
	return len(b.features) - 1
}

// pattern adds stems that tell of a feature, in the newest slot.
func (b *builder) pattern(stems []string, feature int, weight float64) {
	b.patterns[stems[0]] = append(b.patterns[stems[0]], pattern{stems, feature, len(b.slots) - 1, weight})
}

// own adds a word or a pair of the statements' own words, in a slot of its own.
func (b *builder) own(stems []string, weight float64, links []link) {
	n := b.add(feature{weight: weight * b.rarity(len(links))}, links)
	b.slots = append(b.slots, n)
	b.pattern(stems, n, telling(stems))
}

// ownWords adds the words of the statements themselves, and their pairs.
func (b *builder) ownWords() {
	words, pairs := make(map[string][]link), make(map[[2]string][]link)
	var order []string
	var orderOfPairs [][2]string
	for i := range b.wordings {
		w := &b.wordings[i]
		seen := make(map[[2]string]bool)
		for _, run := range [][]string{w.title, w.text} {
			for j, stem := range run {
				if single := [2]string{stem}; !seen[single] {
					seen[single] = true
					if words[stem] == nil {
						order = append(order, stem)
					}
					times := float64(w.has[stem])
					if w.inTitle[stem] {
						times += weigh.title - 1
					}
					words[stem] = append(words[stem], link{i, times / (times + weigh.several) * (1 + weigh.several) / w.norm})
				}
				if j == 0 {
					continue
				}
				if pair := [2]string{run[j-1], stem}; !seen[pair] {
					seen[pair] = true
					if pairs[pair] == nil {
						orderOfPairs = append(orderOfPairs, pair)
					}
					pairs[pair] = append(pairs[pair], link{i, 1 / w.norm})
				}
			}
		}
	}
	for _, stem := range order {
		if !smallStems[stem] {
			b.own([]string{stem}, weigh.word, words[stem])
		}
	}
	for _, pair := range orderOfPairs {
		b.own(pair[:], weigh.pair, pairs[pair])
	}
}
