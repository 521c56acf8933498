package finding

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"math"
	"slices"
	"strings"
	"sync"

	"touchstone/ksb"
)

// A Lexicon is what people call, in everyday words, what statements speak of. It
// is data: see the files in the folder words.
type Lexicon struct {
	Name      string    `json:"name"`      // what it is the language of
	Standards []string  `json:"standards"` // references of the standards it is for; none: any
	Concepts  []Concept `json:"concepts"`
}

// A Concept is one thing that statements ask for and accounts tell of in other
// words. A phrase is words in the order in which they stand, small words left
// out; with another word between two of them they are still it. A slash
// parts words of which any will do: "ring/phone customer". Forms of a word are
// one word.
type Concept struct {
	Name string `json:"name"` // as it is shown: "vulnerability"
	// Statement is how a statement speaks of it: phrases of which all words are in
	// its title or its wording. It links by words alone, so that it holds for
	// the official wording too, and for another standard.
	Statement []string `json:"statement"`
	Types     []string `json:"types,omitempty"` // of statements it links to, by key; none: all
	Words     []string `json:"words"`           // phrases that tell of it
	Hints     []string `json:"hints,omitempty"` // phrases that may, and count less
}

//go:embed words/*.json
var wordFiles embed.FS

// commonFile says of stems in how many accounts of work, in percent, they stand
// whatever the account shows. It was counted over the accounts that are for
// working on the ranker; stems in fewer than one in 25 are left out.
const commonFile = "words/common.json"

// usualFile says of concepts how much of them an account of work tells on
// average, whatever it shows, from 0 to 1; counted over the same accounts.
const usualFile = "words/usual.json"

var usual = sync.OnceValue(func() map[string]float64 {
	var all map[string]float64
	readWords(usualFile, &all)
	return all
})

var common = sync.OnceValue(func() map[string]float64 {
	var percent map[string]float64
	readWords(commonFile, &percent)
	return percent
})

// telling returns how much stems say together, from almost 0 for those that are
// in every account of work to 1.
func telling(stems []string) float64 {
	sum := 0.0
	for _, stem := range stems {
		percent := max(common()[stem], rare)
		if stem == anyNumber {
			percent = numbers
		}
		sum += math.Log(100/percent) / math.Log(100/rare)
	}
	return min(1, sum)
}

// numbers is in how many of a hundred accounts a number stands.
const numbers = 80

// rare is in how many of a hundred accounts a word stands that says all it can.
const rare = 3.0

func readWords(name string, v any) {
	content, err := wordFiles.ReadFile(name)
	if err == nil {
		err = json.Unmarshal(content, v)
	}
	if err != nil {
		panic(fmt.Sprintf("%s: %v", name, err)) // the program was built wrong
	}
}

// shipped returns the lexicons that come with the program, by file name.
var shipped = sync.OnceValue(func() (all []Lexicon) {
	names, err := fs.Glob(wordFiles, "words/*.json")
	if err != nil {
		panic(err)
	}
	for _, name := range names {
		if name == commonFile || name == usualFile {
			continue
		}
		var l Lexicon
		readWords(name, &l)
		all = append(all, l)
	}
	return all
})

// A phrase is stems that tell of a concept, in order.
type phrase struct {
	stems  []string
	line   int     // of the concept, which may stand for several
	weight float64 // 1 for a plain phrase that is in few accounts
}

// A compiled is a concept as it is looked for.
type compiled struct {
	*Concept
	statement [][][]string // for each phrase of Statement, what it stands for
	phrases   []phrase
}

// lexicons returns the lexicons, compiled, with what standards they are for.
var lexicons = sync.OnceValue(compileAll)

func compileAll() (all [][]compiled) {
	r := newReader()
	for _, l := range shipped() {
		var concepts []compiled
		for i := range l.Concepts {
			concepts = append(concepts, compile(r, &l.Concepts[i]))
		}
		all = append(all, concepts)
	}
	return all
}

func compile(r *reader, c *Concept) compiled {
	out := compiled{Concept: c}
	for _, line := range c.Statement {
		out.statement = append(out.statement, phrases(r, line))
	}
	for i, line := range slices.Concat(c.Words, c.Hints) {
		for _, stems := range phrases(r, line) {
			weight := 1.0
			if i >= len(c.Words) || len(stems) == 1 && strings.Contains(line, " ") { // its other words are small
				weight = weigh.hint
			}
			out.phrases = append(out.phrases, phrase{stems, i, weight * telling(stems)})
		}
	}
	return out
}

// conceptsFor returns the concepts that are for a standard.
func conceptsFor(standard *ksb.Standard) (out []compiled) {
	for i, l := range shipped() {
		if len(l.Standards) == 0 || slices.Contains(l.Standards, standard.Reference) {
			out = append(out, lexicons()[i]...)
		}
	}
	return out
}

// anyNumber stands for any number in a phrase: "# a week".
const anyNumber = "#"

// phrases returns what a phrase of a lexicon stands for, as stems in order.
func phrases(r *reader, phrase string) [][]string {
	all := [][]string{nil}
	for slot := range strings.FieldsSeq(phrase) {
		var longer [][]string
		for alternative := range strings.SplitSeq(slot, "/") {
			tokens, _ := r.tokens(alternative, 10)
			if alternative == anyNumber {
				tokens = []token{{stem: anyNumber}}
			}
			for _, before := range all {
				now := slices.Clone(before)
				for _, t := range tokens {
					now = append(now, t.stem)
				}
				longer = append(longer, now)
			}
		}
		all = longer
	}
	return slices.DeleteFunc(all, func(stems []string) bool { return len(stems) == 0 })
}
