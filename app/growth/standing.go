package growth

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"touchstone/ksb"
)

// Standings returns how each element of the framework, and then each chosen
// specialism, comes out: the mean over the descriptors of the audit's grade that
// are rated, the band that the scale puts this mean in, and how far the next
// grade is by what was rated ahead. A behaviour is rated as a whole.
func (a *Audit) Standings() []Standing {
	return a.standings(func(key string) int { return a.Ratings[key].Point })
}

// standings is Standings by anyone's points.
func (a *Audit) standings(point func(key string) int) (all []Standing) {
	for _, s := range a.Steps() {
		st := Standing{Key: s.Key, Code: s.Code, Name: s.Name, Area: s.Area, Of: len(s.Asked)}
		sum := 0
		for _, q := range s.Asked {
			p := point(q.Key)
			if p == 0 {
				continue
			}
			st.Rated, sum = st.Rated+1, sum+p
			if p >= a.Framework.Scale.Meets {
				st.Met++
			}
		}
		if st.Rated > 0 {
			st.Mean = float64(sum) / float64(st.Rated)
			st.Band = bandOf(&a.Framework.Scale, st.Mean)
		}
		st.Next = distance(&a.Framework.Scale, s.Next, point)
		all = append(all, st)
	}
	return all
}

// bandOf returns the band of a mean on a scale.
func bandOf(scale *ksb.Rating, mean float64) Band {
	switch {
	case mean >= float64(scale.Strong):
		return Strength
	case mean >= float64(scale.Meets):
		return Meets
	}
	return Focus
}

func distance(scale *ksb.Rating, asked []Asked, point func(string) int) (d Distance) {
	for _, q := range asked {
		d.Of++
		switch p := point(q.Key); {
		case p >= scale.Meets:
			d.Met++
		case p > 0:
			d.Below++
		}
	}
	return d
}

// Unseen returns how many descriptors of the next grade are not rated.
func (d Distance) Unseen() int { return d.Of - d.Met - d.Below }

// Words says the distance: "3 of 4 met, 1 not looked at". Where the next grade
// asks for nothing it is empty.
func (d Distance) Words() string {
	if d.Of == 0 {
		return ""
	}
	if d.Unseen() == d.Of {
		return fmt.Sprintf("0 of %d met, none looked at", d.Of)
	}
	parts := []string{fmt.Sprintf("%d of %d met", d.Met, d.Of)}
	if d.Below > 0 {
		parts = append(parts, fmt.Sprintf("%d not yet", d.Below))
	}
	if n := d.Unseen(); n > 0 {
		parts = append(parts, fmt.Sprintf("%d not looked at", n))
	}
	return strings.Join(parts, ", ")
}

// ToNext returns the grade after the audit's and how far all of its descriptors
// are; nil at the top.
func (a *Audit) ToNext() (next *ksb.Level, d Distance) {
	next = a.Framework.NextGrade(a.Grade)
	for _, s := range a.Standings() {
		d.Of, d.Met, d.Below = d.Of+s.Next.Of, d.Met+s.Next.Met, d.Below+s.Next.Below
	}
	return next, d
}

// Progress returns how many descriptors and behaviours of the audit's grade are
// rated, out of how many; those of the next grade are extra.
func (a *Audit) Progress() (rated, of int) {
	for _, s := range a.Standings() {
		rated, of = rated+s.Rated, of+s.Of
	}
	return rated, of
}

// Strengths returns what stands well above the grade, the highest mean first.
// Equal ones are in the framework's order.
func (a *Audit) Strengths() []Standing {
	all := banded(a.Standings(), Strength)
	slices.SortStableFunc(all, func(x, y Standing) int { return cmp.Compare(y.Mean, x.Mean) })
	return all
}

// FocusRule says in a sentence what FocusAreas returns, and in which order.
const FocusRule = "A focus area is one whose mean is below what meets the grade. The lowest mean comes first; where means are equal, the one with the smaller share met; then the framework’s own order."

// FocusAreas returns what is below the grade, as FocusRule says.
func (a *Audit) FocusAreas() []Standing {
	all := banded(a.Standings(), Focus)
	slices.SortStableFunc(all, func(x, y Standing) int {
		return cmp.Or(cmp.Compare(x.Mean, y.Mean), cmp.Compare(share(x), share(y)))
	})
	return all
}

func share(s Standing) float64 { return float64(s.Met) / float64(max(1, s.Of)) }

func banded(all []Standing, b Band) []Standing {
	return slices.DeleteFunc(all, func(s Standing) bool { return s.Band != b })
}

// ProposeGrade returns the key of the grade to propose to who is on a standard
// of that level: the one that meets it, else the highest that meets a level
// below, else the lowest. Level 0 is of who is on none.
func ProposeGrade(f *ksb.Framework, level int) string {
	best, meets := "", 0
	for _, g := range f.Grades {
		if best == "" || g.Meets > meets && g.Meets <= level {
			best, meets = g.Key, g.Meets
		}
	}
	return best
}
