package growth

import (
	"slices"

	"touchstone/ksb"
)

// A Compared is one element or specialism in several audits.
type Compared struct {
	Key, Code, Name string
	Area            string // Key of the area; empty for a specialism
	In              []In   // one for each audit
}

// An In is how an element comes out in one of several audits.
type In struct {
	There bool    // the audit has it, rated
	Mean  float64 // on that audit's scale
	Place float64 // where on its scale the mean is: 0 at its lowest point, 1 at its highest
	Band  Band
}

// A Direction is which way something went.
type Direction int

// The directions.
const (
	Same Direction = iota
	Up
	Down
	OnlyOne // it is rated in one of the two alone
)

// Went returns which way the element went from the first audit to the last, by
// its place on the scale.
func (c *Compared) Went() Direction {
	from, to := c.In[0], c.In[len(c.In)-1]
	switch d := to.Place - from.Place; {
	case !from.There || !to.There:
		return OnlyOne
	case d > nearly:
		return Up
	case d < -nearly:
		return Down
	}
	return Same
}

// nearly is what tells two means from each other.
const nearly = 1e-9

// Compare lays finished audits beside each other, element by element: in the
// newest one's order, then what only older ones have. Audits are given oldest
// first, of one framework in any of its versions: elements are the same by key.
// Means on different scales are compared by their place on the scale.
func Compare(audits []Audit) (all []Compared) {
	standings := make([][]Standing, len(audits))
	for i := range audits {
		standings[i] = audits[i].Standings()
	}
	seen := map[string]bool{}
	for i := len(audits) - 1; i >= 0; i-- {
		for _, s := range standings[i] {
			if seen[s.Key] {
				continue
			}
			seen[s.Key] = true
			c := Compared{Key: s.Key, Code: s.Code, Name: s.Name, Area: s.Area}
			for j := range audits {
				c.In = append(c.In, inOne(&audits[j].Framework.Scale, standings[j], s.Key))
			}
			all = append(all, c)
		}
	}
	return all
}

func inOne(scale *ksb.Rating, standings []Standing, key string) In {
	i := slices.IndexFunc(standings, func(s Standing) bool { return s.Key == key })
	if i < 0 || standings[i].Rated == 0 {
		return In{}
	}
	s := standings[i]
	return In{There: true, Mean: s.Mean, Place: placeOn(scale, s.Mean), Band: s.Band}
}

// placeOn returns where on a scale a mean is, from 0 to 1.
func placeOn(scale *ksb.Rating, mean float64) float64 {
	if len(scale.Points) < 2 {
		return 1
	}
	return (mean - 1) / float64(len(scale.Points)-1)
}

// Meeting returns how many elements and specialisms of an audit are rated, and
// how many of these meet the grade or are above it.
func (a *Audit) Meeting() (meeting, rated int) {
	for _, s := range a.Standings() {
		if s.Band != Unrated {
			rated++
		}
		if s.Band == Meets || s.Band == Strength {
			meeting++
		}
	}
	return meeting, rated
}
