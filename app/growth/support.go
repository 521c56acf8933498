package growth

import (
	"cmp"
	"slices"
	"time"

	"touchstone/ksb"
)

// A Support is a person's accepted evidence as it supports the elements and
// specialisms of a framework, by the crosswalks of the standards that it was
// accepted for.
type Support struct {
	Framework *ksb.Framework
	of        map[string][]Supporting // by key of an element or specialism
}

// A Supporting is a piece of evidence that supports an element or specialism by
// one statement of which it was accepted, in the version that counts.
type Supporting struct {
	Item       Item
	Standard   string // "ST0175 v1.1"
	Statement  string // "K3 Aims and duties"
	Strength   ksb.Strength
	Reason     string // of the link
	AcceptedAt time.Time
	AcceptedBy string // as they were called then
	carried    int64  // the item it was carried from; 0: it began here
}

// For returns what supports an element or specialism: direct support first, then
// what was accepted last.
func (s *Support) For(key string) []Supporting { return s.of[key] }

// Keys returns the keys of all that something supports, in the framework's order.
func (s *Support) Keys() []string {
	return slices.DeleteFunc(s.Framework.Keys(), func(key string) bool { return len(s.of[key]) == 0 })
}

// Pieces returns how many pieces of evidence support something.
func (s *Support) Pieces() int {
	pieces := make(map[int64]bool)
	for _, all := range s.of {
		for _, one := range all {
			pieces[one.Item.ID] = true
		}
	}
	return len(pieces)
}

// Direct reports whether one of them is direct support.
func Direct(all []Supporting) bool {
	return slices.ContainsFunc(all, func(s Supporting) bool { return s.Strength == ksb.Direct })
}

// tidied leaves out pieces that were carried and accepted again for the same
// thing, so that each counts once, and puts the rest in order.
func tidied(all []Supporting) []Supporting {
	again := make(map[int64]bool)
	for _, s := range all {
		again[s.carried] = true
	}
	all = slices.DeleteFunc(all, func(s Supporting) bool { return again[s.Item.ID] })
	slices.SortStableFunc(all, func(a, b Supporting) int {
		return cmp.Or(cmp.Compare(weak(a), weak(b)), b.AcceptedAt.Compare(a.AcceptedAt), cmp.Compare(a.Item.Portfolio, b.Item.Portfolio),
			cmp.Compare(a.Item.Number, b.Item.Number))
	})
	return all
}

func weak(s Supporting) int {
	if s.Strength == ksb.Direct {
		return 0
	}
	return 1
}

// A Proof is one statement that supports an element or specialism, with the
// pieces of evidence that were accepted for it.
type Proof struct {
	Standard  string
	Statement string
	Strength  ksb.Strength
	Reason    string
	Pieces    []Supporting // what was accepted last first
}

// Proofs gathers what supports an element by statement, in the order of the best
// piece of each.
func Proofs(all []Supporting) (proofs []Proof) {
	for _, s := range all {
		i := slices.IndexFunc(proofs, func(p Proof) bool { return p.Standard == s.Standard && p.Statement == s.Statement })
		if i < 0 {
			i, proofs = len(proofs), append(proofs, Proof{Standard: s.Standard, Statement: s.Statement, Strength: s.Strength, Reason: s.Reason})
		}
		proofs[i].Pieces = append(proofs[i].Pieces, s)
	}
	return proofs
}

// pieces returns how many pieces there are among what supports an element.
func pieces(all []Supporting) int {
	ids := make(map[int64]bool)
	for _, s := range all {
		ids[s.Item.ID] = true
	}
	return len(ids)
}

// PiecesFor returns how many pieces support an element or specialism.
func (s *Support) PiecesFor(key string) int { return pieces(s.of[key]) }
