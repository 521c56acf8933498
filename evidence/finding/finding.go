// Package finding proposes the statements of a standard that an account of work,
// and the files that go with it, may show, and says by which words.
//
// It knows three things: the words of the statements; a lexicon of what people
// call, in everyday words, what statements speak of; and how telling a word is
// among the statements of the standard. It asks nobody and learns nothing: the
// same texts give the same proposals.
package finding

import (
	"cmp"
	"slices"

	"touchstone/ksb"
)

// Limits on what is read, in words that are no stop words.
const (
	MaxAccount = 60_000 // of the account
	MaxFile    = 60_000 // of one file
	MaxFiles   = 150_000
)

// A Text is one part of what a piece says: a part of its account, or a page of
// one of its files.
type Text struct {
	Name string // "Action", or the file's name
	File int64  // which file, as its owner numbers them; 0: the account
	Page int    // of the file, from 1; 0: not known, or the file has none
	Body string
}

// A Why says why nothing is proposed.
type Why string

// The reasons.
const (
	Found         Why = ""
	TooLittle     Why = "little"   // too few words, or none that lead anywhere
	OtherLanguage Why = "language" // hardly any word is English
)

// A Confidence is how much the words say.
type Confidence string

// The confidences, strongest first. What share of each was right on accounts that
// were set aside is printed by the measuring command.
const (
	Likely   Confidence = "Likely"
	Possible Confidence = "Possible"
	Faint    Confidence = "Faint"
)

// A Finding is what was found in the texts of a piece.
type Finding struct {
	Proposals []Proposal // best first
	Why       Why        // why there are none
	Read      []Read     // of the account, then of each file, how much was read
}

// A Read is how much was read of the account or a file.
type Read struct {
	File  int64 // 0: the account
	Words int   // small words among them
	Page  int   // the last page that was read; 0: not known
	Whole bool  // to its end
}

// A Proposal is a statement that a piece may show.
type Proposal struct {
	Statement  *ksb.Statement
	Score      float64 // from 0; see Confidence for what it means
	Confidence Confidence
	Leads      []Lead // the words that led there, the heaviest first
	File       int64  // the file in which most of them stand; 0: in the account
	Page       int    // the page of the file; 0: not known
}

// A Lead is words that led to a proposal.
type Lead struct {
	Text    int    // index of the Text they stand in
	From    int    // where in its body, in bytes
	To      int    // where they end
	Concept string // what they were taken for; empty: they are the statement's own
	Share   float64
}

// A Finder finds statements of one standard. It may be used by several
// goroutines at once.
type Finder struct {
	statements []ksb.Statement
	features   []feature
	slots      []int                // the feature of each
	patterns   map[string][]pattern // by their first stem
	index      [][]link             // by feature
	priors     []float64            // by statement
}

// Find returns the statements that texts may show. The account's come first
// among texts, then those of each file together, page by page.
func (f *Finder) Find(texts []Text) Finding {
	s := f.scan(texts)
	found := Finding{Read: s.reads}
	switch {
	case s.foreign():
		found.Why = OtherLanguage
		return found
	case s.content < leastWords:
		found.Why = TooLittle
		return found
	}
	told := f.told(s)
	scores := f.scores(told)
	for i, score := range scores {
		if score >= weigh.floor {
			found.Proposals = append(found.Proposals, Proposal{Statement: &f.statements[i], Score: score, Confidence: confidence(score)})
		}
	}
	slices.SortStableFunc(found.Proposals, func(a, b Proposal) int { return cmp.Compare(b.Score, a.Score) })
	found.Proposals = found.Proposals[:min(len(found.Proposals), most)]
	if len(found.Proposals) == 0 {
		found.Why = TooLittle
	}
	for i := range found.Proposals {
		f.explain(&found.Proposals[i], s, texts, told)
	}
	return found
}

// Ranked returns every statement with its score, best first, however faint.
func (f *Finder) Ranked(texts []Text) []Proposal {
	scores := f.scores(f.told(f.scan(texts)))
	out := make([]Proposal, len(scores))
	for i, score := range scores {
		out[i] = Proposal{Statement: &f.statements[i], Score: score, Confidence: confidence(score)}
	}
	slices.SortStableFunc(out, func(a, b Proposal) int { return cmp.Compare(b.Score, a.Score) })
	return out
}

func confidence(score float64) Confidence {
	switch {
	case score >= weigh.likely:
		return Likely
	case score >= weigh.possible:
		return Possible
	}
	return Faint
}
