package growth

import (
	"fmt"
	"time"
	"unicode/utf8"

	"touchstone/app/fault"
	"touchstone/app/words"
	"touchstone/ksb"
)

// MaxUpgradeWords is how many characters a person writes about one area.
const MaxUpgradeWords = 3000

// SpecialismArea stands for the specialisms where areas are named by key. No area
// has it.
const SpecialismArea = "*specialisms"

// An Upgrade is what a person says in their own words when they mean to apply for
// a grade. It is theirs alone.
type Upgrade struct {
	Grade    string            // key of the grade aimed at
	Words    map[string]string // by key of an area, or SpecialismArea
	Revision int               // counts saves; 0: nothing is saved yet
	SavedAt  time.Time         // UTC
}

// check tidies what was written and refuses what is too long, naming "words-" and
// the area.
func (u *Upgrade) check(f *ksb.Framework) error {
	var bad fault.Fields
	if f.Grade(u.Grade) == nil {
		bad.Add("grade", "Choose a grade on the list.")
	}
	kept := make(map[string]string)
	for _, area := range UpgradeAreas(f) {
		text := tidy(u.Words[area])
		if n := utf8.RuneCountInString(text); n > MaxUpgradeWords {
			bad.Add("words-"+area, "Keep this to %s characters. There are %s.", words.Figure(MaxUpgradeWords), words.Figure(n))
		}
		if text != "" {
			kept[area] = text
		}
	}
	u.Words = kept
	return bad.Err()
}

// UpgradeAreas returns the keys of the areas that people write about, in order.
func UpgradeAreas(f *ksb.Framework) (keys []string) {
	for i := range f.Areas {
		keys = append(keys, f.Areas[i].Key)
	}
	if len(f.Specialisms) > 0 {
		keys = append(keys, SpecialismArea)
	}
	return keys
}

// A Case is what there is to show for a grade: the person's own rating by a
// self-audit and the accepted evidence, element by element.
type Case struct {
	Framework *ksb.Framework
	Grade     *ksb.Level
	Audit     *Audit // the newest finished one by this framework; nil: there is none
	Support   *Support
	Showings  []Showing // of every element, and of specialisms that were chosen or are supported
}

// Thinly says of a Showing that is thin what would be better. It is no gap: pieces
// that each support an element in part may do so well together, which is for
// people to judge.
const Thinly = "Accepted evidence supports it in part only: a piece that shows it directly would be stronger."

// A Showing is how one element or specialism stands in a case.
type Showing struct {
	Standing // by the descriptors of the grade aimed at
	Evidence []Supporting
	Gaps     []string // what is missing, a sentence each; nil: nothing is
	Thin     bool     // all of the evidence supports it in part only
}

// MakeCase puts together what there is to show for a grade, which is one of the
// framework's.
func MakeCase(f *ksb.Framework, grade string, audit *Audit, support *Support) *Case {
	c := &Case{Framework: f, Grade: f.Grade(grade), Audit: audit, Support: support}
	at := Audit{Framework: f, Grade: grade}
	if audit != nil {
		at.Ratings, at.Specialisms = audit.Ratings, append([]string(nil), audit.Specialisms...)
	}
	for _, key := range support.Keys() {
		if f.Specialism(key) != nil && !at.Chosen(key) {
			at.Specialisms = append(at.Specialisms, key)
		}
	}
	for _, st := range at.Standings() {
		s := Showing{Standing: st, Evidence: support.For(st.Key)}
		s.Gaps = s.gaps(c.Grade.Name, audit != nil)
		s.Thin = len(s.Evidence) > 0 && !Direct(s.Evidence)
		c.Showings = append(c.Showings, s)
	}
	return c
}

// gaps says what is missing of an element.
func (s *Showing) gaps(grade string, audited bool) (gaps []string) {
	switch {
	case !audited:
		gaps = append(gaps, "There is no own rating.")
	case s.Rated == 0:
		gaps = append(gaps, "Not rated at "+grade+".")
	default:
		if s.Rated < s.Of {
			are := "are"
			if s.Rated == 1 {
				are = "is"
			}
			gaps = append(gaps, fmt.Sprintf("Only %d of %d descriptors %s rated at %s.", s.Rated, s.Of, are, grade))
		}
		if s.Band == Focus {
			gaps = append(gaps, "The own rating is below "+grade+".")
		}
	}
	if len(s.Evidence) == 0 {
		gaps = append(gaps, "No accepted evidence supports it.")
	}
	return gaps
}

// Open returns how many elements and specialisms have a gap.
func (c *Case) Open() (n int) {
	for i := range c.Showings {
		if len(c.Showings[i].Gaps) > 0 {
			n++
		}
	}
	return n
}

// RoleWords says in a sentence or two how the level of a person's role and the
// grade fit, and whether that leaves a gap. Roles are as Store.Occupations
// returns them.
func (c *Case) RoleWords(roles []Occupation) (says string, gap bool) {
	best := 0
	for _, r := range roles {
		best = max(best, r.Level)
	}
	meets := c.Grade.Meets
	switch {
	case meets == 0 && best == 0:
		return fmt.Sprintf("No apprenticeship here says the level of the role, and these standards do not say which level %s meets.", c.Grade.Name), true
	case meets == 0:
		return fmt.Sprintf("The apprenticeship is at Level %d. These standards do not say which level of role %s meets, so it has to be said in words what the role asks for.", best, c.Grade.Name), true
	case best == 0:
		return fmt.Sprintf("%s meets a Level %d role. No apprenticeship here says the level of this one, so it has to be said in words.", c.Grade.Name, meets), true
	case best < meets:
		return fmt.Sprintf("The apprenticeship is at Level %d. %s meets a Level %d role.", best, c.Grade.Name, meets), true
	case best > meets:
		return fmt.Sprintf("The apprenticeship is at Level %d, above the Level %d role that %s meets.", best, meets, c.Grade.Name), false
	}
	return fmt.Sprintf("The apprenticeship is at Level %d, the level of role that %s meets.", best, c.Grade.Name), false
}

// AimFor proposes the grade to aim at: the one above that of a self-audit, or the
// one that fits a level.
func AimFor(f *ksb.Framework, audit *Audit, level int) string {
	if audit == nil {
		return ProposeGrade(f, level)
	}
	if next := f.NextGrade(audit.Grade); next != nil {
		return next.Key
	}
	return audit.Grade
}
