package ksb

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// Limits on one crosswalk.
const (
	MaxLinks  = 5000
	MaxReason = 400 // characters
)

// A CrosswalkID identifies a stored version of a crosswalk.
type CrosswalkID int64

// A Crosswalk says which elements of a framework the statements of a standard
// support, and why. A stored crosswalk never changes: an edit is its next version.
type Crosswalk struct {
	ID        CrosswalkID `json:"-"` // 0 until stored
	Standard  Naming      `json:"standard"`
	Framework Naming      `json:"framework"`
	Links     []Link      `json:"links"`
	Number    int         `json:"-"` // 1, 2, 3… of its standard and framework; 0: nothing is stored yet
	AddedAt   time.Time   `json:"-"` // UTC
	AddedBy   string      `json:"-"` // name; empty: it came with the program
}

// A Naming names a version of a standard or framework.
type Naming struct {
	Reference string `json:"reference"`
	Version   string `json:"version"`
}

// A Link says that a statement of a standard supports an element or specialism
// of a framework.
type Link struct {
	Statement string   `json:"statement"` // Key of the statement
	Element   string   `json:"element"`   // Key of an element or specialism
	Strength  Strength `json:"strength"`
	Reason    string   `json:"reason"`
}

// Strength says how far evidence of a statement supports an element.
type Strength string

// The strengths of a link.
const (
	Direct  Strength = "direct"  // who shows the statement shows this
	Partial Strength = "partial" // it shows a part of it
)

// LinksFrom returns the links of one statement.
func (c *Crosswalk) LinksFrom(statement string) (out []Link) {
	for _, l := range c.Links {
		if l.Statement == statement {
			out = append(out, l)
		}
	}
	return out
}

// LinksTo returns the links to one element or specialism.
func (c *Crosswalk) LinksTo(element string) (out []Link) {
	for _, l := range c.Links {
		if l.Element == element {
			out = append(out, l)
		}
	}
	return out
}

// Link returns the link between a statement and an element or specialism, or nil.
func (c *Crosswalk) Link(statement, element string) *Link {
	for i := range c.Links {
		if l := &c.Links[i]; l.Statement == statement && l.Element == element {
			return l
		}
	}
	return nil
}

// Check returns what is wrong with the crosswalk between that standard and
// framework as a fault.Invalid that names the place, or nil. See Faults.
func (c *Crosswalk) Check(s *Standard, f *Framework) error {
	return refusal("Crosswalk of "+s.Label(), c.Faults(s, f))
}

// Faults returns everything in which the crosswalk does not fit that standard and
// framework, in its own order, one sentence a place. A statement that is retired
// may be linked: what was claimed of it stays.
func (c *Crosswalk) Faults(s *Standard, f *Framework) []Fault {
	var found checking
	found.named("standard", "standard", c.Standard, Naming{s.Reference, s.Version})
	found.named("framework", "framework", c.Framework, Naming{f.Reference, f.Version})
	found.count("links", len(c.Links), MaxLinks)
	statements, first := make(map[string]bool), make(map[[2]string]string)
	for i := range s.Statements {
		statements[s.Statements[i].Key] = true
	}
	for i, l := range c.Links {
		place := at("links", i)
		if !statements[l.Statement] {
			found.add(place+".statement", "%.80q is no statement of %s.", l.Statement, s.Label())
		}
		if !f.has(l.Element) {
			found.add(place+".element", "%.80q is no element or specialism of %s.", l.Element, f.Label())
		}
		ends := [2]string{l.Statement, l.Element}
		if before := first[ends]; before != "" {
			found.add(place, "It joins what %s joins already. Keep one of them.", before)
		} else {
			first[ends] = place
		}
		if l.Strength != Direct && l.Strength != Partial {
			found.add(place+".strength", "%.80q is no strength. There are: %s, %s.", string(l.Strength), Direct, Partial)
		}
		found.text(place+".reason", "why it supports it", l.Reason, MaxReason)
	}
	return found.faults
}

// named refuses what a file is of if it is not what it is read for.
func (c *checking) named(place, what string, has, want Naming) {
	if has != want {
		c.add(place, "This is of the %s %.80q, and it is read for %s.", what, named(has.Reference, has.Version), named(want.Reference, want.Version))
	}
}

// has reports whether the framework has an element or specialism with that key.
func (f *Framework) has(key string) bool { return f.Element(key) != nil || f.Specialism(key) != nil }

// Named returns the code and name of the element or the name of the specialism
// with that key; the key itself if there is neither.
func (f *Framework) Named(key string) string { return f.short(key) }

// Keys returns the keys of all elements and then of all specialisms, in order.
func (f *Framework) Keys() (keys []string) {
	for i := range f.Areas {
		for j := range f.Areas[i].Elements {
			keys = append(keys, f.Areas[i].Elements[j].Key)
		}
	}
	for i := range f.Specialisms {
		keys = append(keys, f.Specialisms[i].Key)
	}
	return keys
}

// Sort puts links in the order of the standard's statements and then of the
// framework's elements.
func (c *Crosswalk) sort(s *Standard, f *Framework) {
	place := make(map[string]int)
	for i := range s.Statements {
		place[s.Statements[i].Key] = i
	}
	elements := make(map[string]int)
	for i, key := range f.Keys() {
		elements[key] = i
	}
	slices.SortStableFunc(c.Links, func(a, b Link) int {
		return cmp.Or(cmp.Compare(place[a.Statement], place[b.Statement]), cmp.Compare(elements[a.Element], elements[b.Element]))
	})
}

// A LinkChange is what became of one link from one version of a crosswalk to a
// later one.
type LinkChange struct {
	Before, After *Link // nil: it was not there, or is not any more
}

// ChangesTo returns how a later version differs, in the order of before and then
// what is new. The order of links is no difference.
func (c *Crosswalk) ChangesTo(later *Crosswalk) (changes []LinkChange) {
	for i := range c.Links {
		was := &c.Links[i]
		if is := later.Link(was.Statement, was.Element); is == nil || *is != *was {
			changes = append(changes, LinkChange{was, is})
		}
	}
	for i := range later.Links {
		if is := &later.Links[i]; c.Link(is.Statement, is.Element) == nil {
			changes = append(changes, LinkChange{nil, is})
		}
	}
	return changes
}

// A LinkProposal is a link that words in common speak for. It is a proposal: a
// person decides, and nothing is stored until they do.
type LinkProposal struct {
	Link         // Partial, with the words in common as its reason
	Score int    // 0 to 100
	Words string // those in common that say most: "limits, exposure and risk"
}

// MaxProposed is how many links are proposed for one statement.
const MaxProposed = 3

// ProposeLinks proposes links that a crosswalk has not, by the words that
// statements and elements or specialisms have in common, rare ones counting more,
// the best of each statement first. Retired statements are left out.
func ProposeLinks(s *Standard, f *Framework, have *Crosswalk) (proposals []LinkProposal) {
	elements := f.asStandard()
	w := weighing(s, elements)
	for i := range s.Statements {
		st := &s.Statements[i]
		if st.Retired {
			continue
		}
		var found []LinkProposal
		for j := range elements.Statements {
			e := &elements.Statements[j]
			share, shared := w.covered(st, e)
			score := int(math.Round(100 * share))
			if score < leastProposed || len(shared) < 2 || have.Link(st.Key, e.Key) != nil { // one word in common is chance
				continue
			}
			p := LinkProposal{Link: Link{Statement: st.Key, Element: e.Key, Strength: Partial}, Score: score, Words: listed(shared)}
			p.Reason = fmt.Sprintf("Proposed for the words in common: %s.", p.Words)
			found = append(found, p)
		}
		slices.SortStableFunc(found, func(a, b LinkProposal) int { return cmp.Compare(b.Score, a.Score) })
		proposals = append(proposals, found[:min(len(found), MaxProposed)]...)
	}
	return proposals
}

// leastProposed is the score from which a link is proposed.
const leastProposed = 30

// covered returns how much of what a statement says an element says too, from 0
// to 1, and the words in common that say most. An element says so much more that
// what it says besides does not count.
func (w *weigher) covered(st, e *Statement) (share float64, shared []string) {
	if len(w.bags[e]) == 0 {
		return 0, nil
	}
	there := w.bags[e][0]
	for _, bag := range w.bags[st] {
		var all, both float64
		once := make(map[string]bool)
		for _, word := range bag {
			if once[word] {
				continue
			}
			once[word] = true
			all += w.weight(word)
			if slices.Contains(there, word) {
				both += w.weight(word)
			}
		}
		if all > 0 && both/all > share {
			share, shared = both/all, w.common(there, bag)
		}
	}
	return share, shared
}

// asStandard returns the framework's elements and specialisms as if they were
// statements, each with all that is said of it.
func (f *Framework) asStandard() *Standard {
	var s Standard
	add := func(key, name, summary string, descriptors []Descriptor, indicators []Indicator) {
		text := []string{summary}
		for _, d := range descriptors {
			text = append(text, d.Text)
		}
		for _, i := range indicators {
			if i.Positive {
				text = append(text, i.Text)
			}
		}
		s.Statements = append(s.Statements, Statement{Key: key, Title: name, Summary: strings.Join(text, " ")})
	}
	for i := range f.Areas {
		for j := range f.Areas[i].Elements {
			e := &f.Areas[i].Elements[j]
			add(e.Key, e.Name, e.Summary, e.Descriptors, f.IndicatorsOf(e))
		}
	}
	for i := range f.Specialisms {
		sp := &f.Specialisms[i]
		add(sp.Key, sp.Name, sp.Summary, sp.Descriptors, nil)
	}
	return &s
}
