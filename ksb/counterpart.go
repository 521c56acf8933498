package ksb

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
)

// LeastScore is the score from which a counterpart is proposed. Below it, what
// two statements share is chance.
const LeastScore = 20

// MaxCounterparts is how many counterparts of one statement are proposed.
const MaxCounterparts = 5

// A Counterpart is a statement of another standard, or of another version of the
// same, that evidence of a statement may show too. It is a proposal: a person
// decides.
type Counterpart struct {
	Statement *Statement // of the other standard
	Score     int        // 0 to 100: how much speaks for it
	Reason    string     // what speaks for it, in a sentence or two
}

// A Bridge joins two standards by the elements of a framework that the
// statements of both support.
type Bridge struct {
	Framework *Framework
	From, To  *Crosswalk
}

// Counterparts proposes, for each statement of one standard, which statements of
// another it may be, the best first; a statement without any is not in it. What
// counts is the publisher's id, the wording, the words in common (rare ones more),
// the type, and elements of a framework that both support. A code alone says
// nothing: versions number their statements anew, and two codes may have one
// text. Retired statements of the other standard are left out.
func Counterparts(from, to *Standard, bridges ...Bridge) map[string][]Counterpart {
	w := weighing(from, to)
	out := make(map[string][]Counterpart)
	for i := range from.Statements {
		a := &from.Statements[i]
		var found []Counterpart
		for j := range to.Statements {
			if b := &to.Statements[j]; !b.Retired {
				if c := w.compare(to, a, b, bridges); c.Score >= LeastScore {
					found = append(found, c)
				}
			}
		}
		slices.SortStableFunc(found, func(x, y Counterpart) int {
			if x.Score != y.Score {
				return cmp.Compare(y.Score, x.Score)
			}
			// Of two that fit as well, the one that is called the same is meant.
			return cmp.Compare(b2i(y.Statement.Code == a.Code), b2i(x.Statement.Code == a.Code))
		})
		if len(found) > 0 {
			out[a.Key] = found[:min(len(found), MaxCounterparts)]
		}
	}
	return out
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Pairs settles which statement of the other standard each one becomes when an
// apprentice moves there: its best counterpart from a score on, each taken once
// as long as that can be, and twice only where two statements became one. It is
// by Key; a statement without a counterpart is not in it.
func Pairs(from *Standard, counterparts map[string][]Counterpart, least int) map[string]Counterpart {
	type couple struct {
		from string
		c    Counterpart
	}
	var couples []couple
	for i := range from.Statements {
		for _, c := range counterparts[from.Statements[i].Key] {
			if c.Score >= least {
				couples = append(couples, couple{from.Statements[i].Key, c})
			}
		}
	}
	slices.SortStableFunc(couples, func(x, y couple) int { return cmp.Compare(y.c.Score, x.c.Score) })
	pairs, taken := make(map[string]Counterpart), make(map[string]bool)
	for _, k := range couples {
		if _, done := pairs[k.from]; !done && !taken[k.c.Statement.Key] {
			pairs[k.from], taken[k.c.Statement.Key] = k.c, true
		}
	}
	for _, k := range couples { // what is left over joins another
		if _, done := pairs[k.from]; !done {
			pairs[k.from] = k.c
		}
	}
	return pairs
}

// A weigher knows how rare each word is among the statements of two standards.
type weigher struct {
	in      map[string]int // statements that have the word, by its root
	of      int            // statements
	bags    map[*Statement][][]string
	written map[string]string // the shortest word of each root
}

func weighing(standards ...*Standard) *weigher {
	w := &weigher{in: make(map[string]int), bags: make(map[*Statement][][]string), written: make(map[string]string)}
	for _, s := range standards {
		for i := range s.Statements {
			st := &s.Statements[i]
			once := make(map[string]bool)
			for _, text := range []string{st.Official, st.Summary} {
				if blank(text) {
					continue
				}
				bag := w.bag(st.Title + " " + text)
				w.bags[st] = append(w.bags[st], bag)
				for _, word := range bag {
					once[word] = true
				}
			}
			for word := range once {
				w.in[word]++
			}
			w.of++
		}
	}
	return w
}

// weight is how much a word says: little if half of the statements have it.
func (w *weigher) weight(word string) float64 {
	return math.Log(float64(w.of+1) / float64(w.in[word]+1))
}

// compare says how much speaks for b, of the standard to, as a counterpart of a.
func (w *weigher) compare(to *Standard, a, b *Statement, bridges []Bridge) Counterpart {
	c := Counterpart{Statement: b}
	typed := a.Type == b.Type
	if score, reason := sameText(a, b); score > 0 {
		c.Score, c.Reason = score, reason+renamed(a, b)
		if !typed {
			c.Score, c.Reason = c.Score*8/10, c.Reason+" It is another type of statement there."
		}
		return c
	}
	like, shared := w.likest(a, b)
	score := 90 * math.Pow(like, 0.75) // short sentences of two authors share few words
	var reasons []string
	if a.SourceID != "" && a.SourceID == b.SourceID && like >= 0.25 {
		score = max(score, 85)
		reasons = append(reasons, "The publisher gives both the same id, though the wording differs.")
	}
	if len(shared) > 0 {
		reasons = append(reasons, "Words in common: "+strings.Join(shared, ", ")+".")
	}
	if typed {
		reasons = append(reasons, "Same type, "+to.TypeOf(b.Type).One+".")
	} else {
		score *= 0.8
	}
	for _, bridge := range bridges {
		if strength, elements := bridge.join(a.Key, b.Key); strength > 0 {
			score += (95 - score) * 0.35 * strength
			reasons = append(reasons, fmt.Sprintf("Both support %s of %s.", listed(elements), bridge.Framework.Label()))
		}
	}
	c.Score, c.Reason = int(math.Round(min(score, 95))), strings.Join(reasons, " ")
	return c
}

// sameText scores two statements whose wording is the same, and says so; 0: it is
// not.
func sameText(a, b *Statement) (score int, reason string) {
	switch {
	case a.Official != "" && plainWords(a.Official) == plainWords(b.Official):
		return 100, "The official wording is the same"
	case !blank(a.Text()) && plainWords(a.Text()) == plainWords(b.Text()):
		return 96, "The wording is the same"
	}
	return 0, ""
}

// renamed ends a sentence with what has become of the code.
func renamed(a, b *Statement) string {
	switch {
	case a.Code == b.Code || a.Code == "" && b.Code == "":
		return "."
	case b.Code == "":
		return ", without a code there."
	case a.Code == "":
		return fmt.Sprintf("; it is %s there.", b.Code)
	}
	return fmt.Sprintf(", under another code: %s is %s there.", a.Code, b.Code)
}

// likest returns how like two statements are in the wordings they have of one
// kind, or else of any, and the words in common that say most.
func (w *weigher) likest(a, b *Statement) (like float64, shared []string) {
	for _, x := range w.bags[a] {
		for _, y := range w.bags[b] {
			if l := likeness(x, y, w.weight); l > like {
				like, shared = l, w.common(x, y)
			}
		}
	}
	return like, shared
}

// maxNamed is how many words in common a reason names.
const maxNamed = 5

// common returns the words that both bags have, the rarest first.
func (w *weigher) common(x, y []string) (shared []string) {
	for _, word := range y {
		if slices.Contains(x, word) && !slices.Contains(shared, word) {
			shared = append(shared, word)
		}
	}
	slices.SortStableFunc(shared, func(a, b string) int { return cmp.Compare(w.weight(b), w.weight(a)) })
	shared = shared[:min(len(shared), maxNamed)]
	for i, r := range shared {
		shared[i] = w.written[r]
	}
	return shared
}

// join returns how strongly two statements support the same elements of the
// framework, from 0 to 1, and the codes or names of those elements.
func (b *Bridge) join(from, to string) (strength float64, elements []string) {
	if b.From == nil || b.To == nil || b.Framework == nil {
		return 0, nil
	}
	for _, x := range b.From.LinksFrom(from) {
		for _, y := range b.To.LinksFrom(to) {
			if x.Element != y.Element {
				continue
			}
			s := 0.5
			if x.Strength == Direct && y.Strength == Direct {
				s = 1
			}
			strength = max(strength, s)
			elements = append(elements, b.Framework.short(x.Element))
		}
	}
	return strength, elements
}

// short names an element by its code and name, a specialism by its name.
func (f *Framework) short(key string) string {
	if e := f.Element(key); e != nil {
		return e.Code + " " + e.Name
	}
	if s := f.Specialism(key); s != nil {
		return s.Name
	}
	return key
}

// listed joins names as a sentence has them.
func listed(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// bag returns the roots of the words of a text that say something, and notes how
// each was written.
func (w *weigher) bag(text string) (bag []string) {
	for _, word := range words(text) {
		if len(word) > 2 && !empty[word] {
			r := root(word)
			if was := w.written[r]; was == "" || len(word) < len(was) {
				w.written[r] = word
			}
			bag = append(bag, r)
		}
	}
	return bag
}

// endings are taken off words to find their root, the longest first.
var endings = []string{"ations", "ation", "atory", "ating", "ated", "ates", "ments", "ions", "ings", "ment", "ate", "ion", "ing", "ers", "ies", "ed", "er", "es", "s", "y", "e"}

// root returns a word without its ending, so that "collections" and "collect" are
// one. Four letters stay.
func root(word string) string {
	for _, ending := range endings {
		if stem, cut := strings.CutSuffix(word, ending); cut && len(stem) >= 4 && !(ending == "s" && strings.HasSuffix(stem, "s")) {
			return stem
		}
	}
	return word
}

// empty are words that say nothing of what a statement is about.
var empty = func() map[string]bool {
	set := make(map[string]bool)
	for _, w := range strings.Fields(`
		and the for with from that this its his her their them they who whose what when where which why how are was were been being
		has have had does did not nor but than then into onto out off over under about above all any both each every few more most much
		other others own same some such only very can may might must will would shall should could also one two use used using uses
		within between across through during before after while until including include includes follow following without etc
		understand understands understanding knowledge skill skills able ability know knows need needs needed way ways good goods well better last`) {
		set[w] = true
	}
	return set
}()
