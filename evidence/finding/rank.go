package finding

import (
	"math"

	"touchstone/ksb"
)

// A weighing is how much each sign counts.
type weighing struct {
	concept, word, pair float64 // of one that no other statement has
	hint                float64 // of a phrase that only hints at a concept, of 1
	title               float64 // of a word in a statement's title, of 1 in its text
	several             float64 // how soon more of the same in a statement stops counting
	length              float64 // how much a statement's length takes off, 0 to 1
	enough              float64 // how many signs of a concept are much
	long                float64 // content words of a text in which a sign counts in full
	short               float64 // content words of a piece that tells as much as is usual
	files               float64 // of a file's signs, of 1 in the account
	floor               float64 // the least score that is proposed
	possible, likely    float64 // the least scores of these confidences
}

// weigh was set by hand and tried on the accounts that are for it.
var weigh = weighing{
	concept: 1, word: 0.45, pair: 0.35, hint: 0.4, title: 1.2, several: 1.3, length: 0.3,
	enough: 3, long: 150, short: 80, files: 0.5, floor: 1.5, possible: 3, likely: 5,
}

// leastWords is how many content words a piece must have to be read for its
// statements, and most how many statements are proposed.
const (
	leastWords = 8
	most       = 8
)

// prior is how much more readily a type of statement is known by its words than
// others: knowledge by what an account speaks of, behaviours hardly.
func prior(typ string) float64 {
	switch typ {
	case ksb.Knowledge.Key, ksb.TechnicalKnowledge.Key:
		return 1.2
	case ksb.Behaviour.Key:
		return 0.85
	}
	return 1
}

// A hit is a sign of a feature in a text.
type hit struct {
	pattern  *pattern
	text     int
	from, to int
}

// A scan is what was found in the texts of a piece.
type scan struct {
	hits    []hit
	units   []unit // the account, and each file
	reads   []Read
	content int // words that are no stop words
	letters int // words of the account but figures
	stops   int // of those, the stop words
}

// A unit is the account or a file, all its texts.
type unit struct {
	file     int64
	from, to int // its hits
	content  int
}

// foreign reports whether the account is hardly English: of that, a third and
// more of the words are small ones. Figures are of no language.
func (s *scan) foreign() bool {
	return s.letters >= 20 && s.stops*100 < s.letters*18
}

// scan reads the texts.
func (f *Finder) scan(texts []Text) *scan {
	s, r := &scan{}, newReader()
	left := MaxFiles
	for i := 0; i < len(texts); {
		u := unit{file: texts[i].File, from: len(s.hits)}
		most := MaxAccount
		if u.file != 0 {
			most = min(MaxFile, left)
		}
		read, before := Read{File: u.file, Whole: true}, r.words
		for ; i < len(texts) && texts[i].File == u.file; i++ {
			if !read.Whole {
				continue
			}
			tokens, whole := r.tokens(texts[i].Body, most-u.content)
			f.match(s, tokens, i)
			u.content += len(tokens)
			read.Whole = whole
			if len(tokens) > 0 || whole {
				read.Page = texts[i].Page
			}
		}
		if u.file != 0 {
			left -= u.content
		} else {
			s.letters, s.stops = r.words-r.digits, r.stops
		}
		u.to, read.Words = len(s.hits), r.words-before
		s.units, s.reads = append(s.units, u), append(s.reads, read)
		s.content += u.content
	}
	return s
}

// gap is how many other words that say something may stand between two of a
// phrase.
const gap = 1

// match finds the signs in a text.
func (f *Finder) match(s *scan, tokens []token, text int) {
	begin := func(i int, stem string) {
		patterns := f.patterns[stem]
		for j := range patterns {
			p := &patterns[j]
			if end, ok := p.at(tokens, i); ok {
				s.hits = append(s.hits, hit{p, text, tokens[i].from, tokens[end].to})
			}
		}
	}
	for i := range tokens {
		begin(i, tokens[i].stem)
		if isNumber(tokens[i].stem) {
			begin(i, anyNumber)
		}
	}
}

func isNumber(word string) bool { return word[0] >= '0' && word[0] <= '9' }

// at reports whether the pattern stands at a token, and where it ends.
func (p *pattern) at(tokens []token, i int) (end int, ok bool) {
	end = i
	for _, stem := range p.stems[1:] {
		next := -1
		for j := end + 1; j < len(tokens) && j <= end+1+gap && !tokens[j].begins; j++ {
			if tokens[j].stem == stem || stem == anyNumber && isNumber(tokens[j].stem) {
				next = j
				break
			}
		}
		if next < 0 {
			return 0, false
		}
		end = next
	}
	return end, true
}

// signs returns how much each feature is told of in a unit, from 0 to 1. The same
// again and again counts less each time.
func (f *Finder) signs(s *scan, u *unit) []float64 {
	times, weights := make([]float64, len(f.slots)), make([]float64, len(f.slots))
	for i := range s.hits[u.from:u.to] {
		p := s.hits[u.from+i].pattern
		times[p.slot]++
		weights[p.slot] = max(weights[p.slot], p.weight)
	}
	signs := make([]float64, len(f.features))
	for slot, n := range times {
		signs[f.slots[slot]] += weights[slot] * math.Sqrt(n)
	}
	long := max(1, math.Sqrt(float64(u.content)/weigh.long))
	for i, sum := range signs {
		signs[i] = 1 - math.Exp(-sum/(weigh.enough*long))
	}
	return signs
}

// told returns how much more is told of each feature than any account of work
// tells: in the account, and in the file that tells most of it.
func (f *Finder) told(s *scan) []float64 {
	account, files := make([]float64, len(f.features)), make([]float64, len(f.features))
	for i := range s.units {
		u := &s.units[i]
		for j, sign := range f.signs(s, u) {
			if u.file == 0 {
				account[j] = max(account[j], sign)
			} else {
				files[j] = max(files[j], sign)
			}
		}
	}
	usual := min(1, float64(s.content)/weigh.short)
	for j := range account {
		account[j] += weigh.files * files[j] * (1 - account[j])
		account[j] = max(0, account[j]-usual*f.features[j].usual)
	}
	return account
}

// scores returns how much what is told speaks for each statement.
func (f *Finder) scores(told []float64) []float64 {
	scores := make([]float64, len(f.statements))
	for i, sign := range told {
		for _, l := range f.index[i] {
			scores[l.statement] += sign * f.features[i].weight * l.share
		}
	}
	for i := range scores {
		scores[i] *= f.priors[i]
	}
	return scores
}

// smallStems are the stems of words that only help phrases.
var smallStems = stemsOf(small)

func stemsOf(words map[string]bool) map[string]bool {
	stems := make(map[string]bool)
	for word := range words {
		stems[stemOf(word)] = true
	}
	return stems
}
