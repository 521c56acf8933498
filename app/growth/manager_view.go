package growth

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"touchstone/app/account"
	"touchstone/app/fault"
	"touchstone/app/words"
)

// A ViewID identifies a manager's view.
type ViewID int64

// A View is what a manager says beside a finished self-audit: their own ratings
// and notes. The person sees it once it is finished, and other managers never.
type View struct {
	ID         ViewID // 0 until stored
	Audit      AuditID
	By         account.PersonID
	ByName     string       // as it was when last saved
	Role       account.Role // what they are to the person: coach or employer
	Revision   int          // counts saves
	Ratings    map[string]Viewed
	Comment    string
	Commented  int       // the Revision at which Comment was last saved
	SavedAt    time.Time // zero: nothing yet
	FinishedAt time.Time // zero: the manager alone sees it
	Digest     string    // of a finished one, SHA-256 hex
}

// A Viewed is what a manager says of one descriptor or behaviour.
type Viewed struct {
	Point int    `json:"point,omitempty"` // of the framework's scale; 0: none
	Note  string `json:"note,omitempty"`
	Saved int    `json:"saved,omitempty"` // Revision at which it was last saved
}

// Finished reports whether the view is final.
func (v *View) Finished() bool { return !v.FinishedAt.IsZero() }

// Rated returns how many of the audit's own descriptors the manager rated.
func (v *View) Rated(a *Audit) (n int) {
	for _, s := range v.Standings(a) {
		n += s.Rated
	}
	return n
}

// Standings is Audit.Standings by the manager's ratings.
func (v *View) Standings(a *Audit) []Standing {
	return a.standings(func(key string) int { return v.Ratings[key].Point })
}

// An Agreement is how a person and their manager see one element or specialism.
// Both means are over what both of them rated.
type Agreement struct {
	Key, Code, Name string
	Area            string
	Both            int     // descriptors that both rated; 0: there is nothing to compare
	Own, Theirs     float64 // means on the framework's scale
	Apart           int     // descriptors of Both on which they differ
}

// Differs returns how far the manager's mean is from the person's own: more than
// 0 is higher.
func (g *Agreement) Differs() float64 { return g.Theirs - g.Own }

// Agreements returns how both see each element, the widest difference first,
// then those where single descriptors differ, then where they agree, and last
// what only one of them rated.
func (v *View) Agreements(a *Audit) (all []Agreement) {
	for _, s := range a.Steps() {
		g := Agreement{Key: s.Key, Code: s.Code, Name: s.Name, Area: s.Area}
		own, theirs := 0, 0
		for _, q := range s.Asked {
			o, t := a.Ratings[q.Key].Point, v.Ratings[q.Key].Point
			if o == 0 || t == 0 {
				continue
			}
			g.Both, own, theirs = g.Both+1, own+o, theirs+t
			if o != t {
				g.Apart++
			}
		}
		if g.Both > 0 {
			g.Own, g.Theirs = float64(own)/float64(g.Both), float64(theirs)/float64(g.Both)
		}
		all = append(all, g)
	}
	slices.SortStableFunc(all, func(x, y Agreement) int {
		return cmp.Or(cmp.Compare(min(1, y.Both), min(1, x.Both)), cmp.Compare(math.Abs(y.Differs()), math.Abs(x.Differs())), cmp.Compare(y.Apart, x.Apart))
	})
	return all
}

// check returns what is wrong with a view as a fault.Invalid naming "comment",
// "point-KEY" and "note-KEY".
func (v *View) check(a *Audit) error {
	var bad fault.Fields
	if n := utf8.RuneCountInString(v.Comment); n > MaxExample {
		bad.Add("comment", "Keep this to %d characters. It has %d.", MaxExample, n)
	}
	for key, r := range v.Ratings {
		checkPoint(&a.Framework.Scale, key, r.Point, &bad)
		if n := utf8.RuneCountInString(r.Note); n > MaxExample {
			bad.Add("note-"+key, "Keep this to %d characters. It has %d.", MaxExample, n)
		}
	}
	return bad.Err()
}

// A ViewClash is the cause of the fault.Conflict of a view that was saved
// elsewhere since what is to be saved was read.
type ViewClash struct {
	Theirs View // as it is stored now
}

// Error implements error.
func (c *ViewClash) Error() string {
	return fmt.Sprintf("view %d is at revision %d", c.Theirs.ID, c.Theirs.Revision)
}

// TheirView returns what is stored if err is about a ViewClash.
func TheirView(err error) (v View, clashed bool) {
	if c, ok := errors.AsType[*ViewClash](err); ok {
		return c.Theirs, true
	}
	return v, false
}

func viewClash(v *View) error {
	return fault.Because(&ViewClash{*v}, fault.Conflict, "This was saved at "+words.Clock(v.SavedAt)+
		" in another tab or on another device. Nothing was overwritten: compare the two and keep what you want.")
}

func idText[T ~int64](id T) string { return strconv.FormatInt(int64(id), 10) }
