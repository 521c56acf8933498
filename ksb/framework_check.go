package ksb

import (
	"net/url"
	"regexp"
	"strings"
)

// Limits on one framework, far above any that is known.
const (
	MaxLevels        = 20
	MaxExpects       = 30 // of one grade
	MaxAreas         = 30
	MaxElements      = 200 // of the whole framework
	MaxSpecialisms   = 100
	MaxDescriptors   = 20 // of one element or specialism at one grade
	MaxIndicators    = 60 // of one element
	MaxPoints        = 10 // of the scale
	MaxFrameworkText = 1_000
	MaxFrameworkName = 120
)

// Check returns what is wrong with the framework as a fault.Invalid that names
// the place, or nil. See Faults.
func (f *Framework) Check() error {
	return refusal("Framework "+f.Label(), f.Faults())
}

// Faults returns everything in which the framework contradicts itself or leaves a
// hole, in its own order, one sentence a place. Every skill and specialism says
// something of every grade, and nothing is rated under two names.
func (f *Framework) Faults() []Fault {
	c := frameworkCheck{f: f, rated: make(map[string]string), codes: make(map[string]string)}
	c.head()
	c.grades()
	c.chain()
	c.areas()
	c.specialisms()
	c.scale()
	return c.faults
}

// frameworkCheck gathers what is wrong with a framework.
type frameworkCheck struct {
	checking
	f     *Framework
	rated map[string]string // place of what has that key, in small letters: elements, specialisms, descriptors, indicators
	codes map[string]string // place of the element with that code, in small letters
}

func (c *frameworkCheck) head() {
	f := c.f
	c.text("reference", "the reference of the framework", f.Reference, 40)
	c.text("version", "the version of the framework", f.Version, 40)
	c.text("title", "what the framework is called", f.Title, MaxName)
	c.text("body", "whose framework it is", f.Body, MaxName)
	c.text("source.name", "where it was read", f.Source.Name, MaxName)
	c.optional("source.licence", f.Source.Licence, MaxFrameworkText)
	if u, err := url.Parse(f.Source.URL); f.Source.URL != "" && (err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || len(f.Source.URL) > 2000) {
		c.add("source.url", "This is no address of a page: one begins with https://.")
	}
}

// What is rated is named by its key in records and in fields of forms.
var frameworkKey = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$`)

// once refuses a key that is malformed, or was used before among seen: large and
// small letters are one.
func (c *frameworkCheck) once(place, key string, seen map[string]string) {
	small := strings.ToLower(key)
	first, twice := seen[small]
	switch {
	case !frameworkKey.MatchString(key):
		c.add(place, "The key %.80q is not one: letters, digits, full stops and hyphens, up to 60.", key)
	case twice:
		c.add(place, "The key %q is taken by %s.", key, first)
	default:
		seen[small] = strings.TrimSuffix(place, ".key")
	}
}

func (c *frameworkCheck) grades() {
	if len(c.f.Grades) == 0 {
		c.add("grades", "A framework has at least one grade.")
	}
	c.count("grades", len(c.f.Grades), MaxLevels)
	seen := make(map[string]string)
	for i := range c.f.Grades {
		g := &c.f.Grades[i]
		place := at("grades", i)
		c.once(place+".key", g.Key, seen)
		c.text(place+".name", "what the grade is called", g.Name, MaxFrameworkName)
		c.optional(place+".title", g.Title, MaxFrameworkName)
		c.number(place+".meets", g.Meets, 9)
		c.text(place+".summary", "what the grade is, in a sentence", g.Summary, MaxFrameworkText)
		c.count(place+".expects", len(g.Expects), MaxExpects)
		for j, text := range g.Expects {
			c.text(at(place+".expects", j), "what the work is like", text, MaxFrameworkText)
		}
	}
}

// chain refuses grades that are not one ladder, listed from its foot.
func (c *frameworkCheck) chain() {
	lowest, above := "", make(map[string]string) // names of grades; above by Key of the one below
	for i := range c.f.Grades {
		g := &c.f.Grades[i]
		place := at("grades", i) + ".after"
		switch below := c.f.Grade(g.After); {
		case g.After == "" && lowest != "":
			c.add(place, "%s and %s both follow no grade. Only the lowest leaves this out.", lowest, g.Name)
		case g.After == "":
			lowest = g.Name
		case g.After == g.Key:
			c.add(place, "%s follows itself.", g.Name)
		case below == nil:
			c.add(place, "%s follows %.80q, which is no grade. There are: %s.", g.Name, g.After, c.gradeKeys())
		case c.circle(g):
			c.add(place, "%s comes back to itself when one goes down from grade to grade.", g.Name)
		case above[g.After] != "":
			c.add(place, "%s and %s both follow %s. A grade has one above it.", above[g.After], g.Name, below.Name)
		case i == 0 || c.f.Grades[i-1].Key != g.After:
			c.add(place, "%s follows %s, so it is listed right after it: the lowest comes first.", g.Name, below.Name)
		}
		if above[g.After] == "" {
			above[g.After] = g.Name
		}
	}
	if lowest == "" && len(c.f.Grades) > 0 {
		c.add("grades", "Every grade follows another, so none is the lowest.")
	}
}

// circle reports whether one comes back to the grade on the way down from it.
func (c *frameworkCheck) circle(g *Level) bool {
	below := g
	for range c.f.Grades {
		if below = c.f.Grade(below.After); below == nil {
			return false
		}
		if below == g {
			return true
		}
	}
	return false
}

func (c *frameworkCheck) gradeKeys() string {
	var keys []string
	for i := range c.f.Grades {
		keys = append(keys, c.f.Grades[i].Key)
	}
	return strings.Join(keys, ", ")
}

func (c *frameworkCheck) areas() {
	if len(c.f.Areas) == 0 {
		c.add("areas", "A framework has at least one area.")
	}
	c.count("areas", len(c.f.Areas), MaxAreas)
	seen, elements := make(map[string]string), 0
	for i := range c.f.Areas {
		a := &c.f.Areas[i]
		place := at("areas", i)
		c.once(place+".key", a.Key, seen)
		c.text(place+".name", "what the area is called", a.Name, MaxFrameworkName)
		c.text(place+".summary", "what the area is about, in a sentence", a.Summary, MaxFrameworkText)
		if len(a.Elements) == 0 {
			c.add(place+".elements", "The area %s has no element.", a.Name)
		}
		elements += len(a.Elements)
		for j := range a.Elements {
			c.element(at(place+".elements", j), &a.Elements[j])
		}
	}
	if elements > MaxElements {
		c.add("areas", "There are %d elements in them; up to %d are kept.", elements, MaxElements)
	}
}

func (c *frameworkCheck) element(place string, e *Element) {
	c.once(place+".key", e.Key, c.rated)
	c.text(place+".code", "the code of the element", e.Code, 20)
	small := strings.ToLower(strings.TrimSpace(e.Code))
	if first := c.codes[small]; first != "" && small != "" {
		c.add(place+".code", "The code %s is taken by %s.", e.Code, first)
	} else {
		c.codes[small] = place
	}
	c.text(place+".name", "what the element is called", e.Name, MaxFrameworkName)
	c.text(place+".summary", "what the element is, in a sentence", e.Summary, MaxFrameworkText)
	switch {
	case e.With != "":
		c.with(place, e)
	case len(e.Descriptors) > 0 && len(e.Indicators) > 0:
		c.add(place, "%s has descriptors and indicators. A skill is described by grade, a behaviour by what shows it: leave one out.", e.Code)
	case len(e.Descriptors) > 0:
		c.descriptors(place, e.Code, e.Descriptors)
	case len(e.Indicators) > 0:
		c.indicators(place, e)
	default:
		c.add(place, "%s has neither descriptors nor indicators, so nobody could rate it.", e.Code)
	}
}

// with checks an element that another one's indicators describe too.
func (c *frameworkCheck) with(place string, e *Element) {
	other := c.f.Element(e.With)
	switch {
	case other == nil:
		c.add(place+".with", "%s is set out with %.80q, which is no element.", e.Code, e.With)
	case other == e || e.With == e.Key:
		c.add(place+".with", "%s is set out with itself.", e.Code)
	case other.With != "":
		c.add(place+".with", "%s is set out with %s, which itself is set out with another. Name the one that has the indicators.", e.Code, other.Code)
	case len(other.Indicators) == 0:
		c.add(place+".with", "%s is set out with %s, which has no indicators.", e.Code, other.Code)
	case len(e.Descriptors) > 0 || len(e.Indicators) > 0:
		c.add(place+".with", "%s is set out with %s and has descriptors or indicators of its own. Leave one out.", e.Code, other.Code)
	}
}

// descriptors checks that each grade is described, in a text of its own.
func (c *frameworkCheck) descriptors(place, name string, all []Descriptor) {
	of := make(map[string]int) // how many a grade has
	for i := range all {
		d := &all[i]
		here := at(place+".descriptors", i)
		c.once(here+".key", d.Key, c.rated)
		c.text(here+".text", "what it looks like at this grade", d.Text, MaxFrameworkText)
		if c.f.Grade(d.Grade) == nil {
			c.add(here+".grade", "%.80q is no grade. There are: %s.", d.Grade, c.gradeKeys())
		}
		of[d.Grade]++
	}
	var missing []string
	for i := range c.f.Grades {
		g := &c.f.Grades[i]
		switch n := of[g.Key]; {
		case n == 0:
			missing = append(missing, g.Name)
		case n > MaxDescriptors:
			c.add(place+".descriptors", "There are %d for %s; up to %d are kept.", n, g.Name, MaxDescriptors)
		}
	}
	if len(missing) > 0 {
		c.add(place+".descriptors", "%s says nothing of %s.", name, strings.Join(missing, ", "))
	}
}

func (c *frameworkCheck) indicators(place string, e *Element) {
	c.count(place+".indicators", len(e.Indicators), MaxIndicators)
	positive := 0
	for i := range e.Indicators {
		here := at(place+".indicators", i)
		c.once(here+".key", e.Indicators[i].Key, c.rated)
		c.text(here+".text", "what one sees", e.Indicators[i].Text, MaxFrameworkText)
		if e.Indicators[i].Positive {
			positive++
		}
	}
	if positive == 0 {
		c.add(place+".indicators", "%s has no positive indicator: say what shows it, not only what shows that it is missing.", e.Code)
	}
}

func (c *frameworkCheck) specialisms() {
	c.count("specialisms", len(c.f.Specialisms), MaxSpecialisms)
	for i := range c.f.Specialisms {
		s := &c.f.Specialisms[i]
		place := at("specialisms", i)
		c.once(place+".key", s.Key, c.rated)
		c.text(place+".name", "what the specialism is called", s.Name, MaxFrameworkName)
		c.text(place+".summary", "what the specialism is, in a sentence", s.Summary, MaxFrameworkText)
		c.descriptors(place, or(s.Name, "The specialism"), s.Descriptors)
	}
}

func (c *frameworkCheck) scale() {
	r := &c.f.Scale
	c.text("scale.name", "what the scale is called", r.Name, MaxFrameworkName)
	if len(r.Points) < 2 {
		c.add("scale.points", "A scale has at least two points.")
	}
	c.count("scale.points", len(r.Points), MaxPoints)
	labels := make(map[string]bool)
	for i := range r.Points {
		p := &r.Points[i]
		place := at("scale.points", i)
		if p.Value != i+1 {
			c.add(place+".value", "This is %d; the points are numbered from 1 without a gap, so here stands %d.", p.Value, i+1)
		}
		c.text(place+".label", "what the point is called", p.Label, MaxFrameworkName)
		if small := strings.ToLower(p.Label); labels[small] {
			c.add(place+".label", "There is a point called %q already.", p.Label)
		} else {
			labels[small] = true
		}
		c.text(place+".meaning", "what the point means", p.Meaning, MaxFrameworkText)
	}
	c.threshold("scale.meets", "meets the grade", r.Meets, 2)
	c.threshold("scale.strong", "is a strength", r.Strong, r.Meets)
}

// threshold refuses a value that is none of the scale's, or below the least.
func (c *frameworkCheck) threshold(place, what string, value, least int) {
	most := len(c.f.Scale.Points)
	if value < least || value > most {
		c.add(place, "From the point %d on, a rating %s; give one from %d to %d.", value, what, least, most)
	}
}

// Counts says how much there is in a framework.
type Counts struct {
	Grades, Areas, Skills, Behaviours, Specialisms int
	Descriptors                                    int // of skills and specialisms
	Indicators                                     int
}

// Counts returns how much there is in the framework.
func (f *Framework) Counts() Counts {
	n := Counts{Grades: len(f.Grades), Areas: len(f.Areas), Specialisms: len(f.Specialisms)}
	for i := range f.Areas {
		for j := range f.Areas[i].Elements {
			e := &f.Areas[i].Elements[j]
			if e.Graded() {
				n.Skills++
			} else {
				n.Behaviours++
			}
			n.Descriptors += len(e.Descriptors)
			n.Indicators += len(e.Indicators)
		}
	}
	for i := range f.Specialisms {
		n.Descriptors += len(f.Specialisms[i].Descriptors)
	}
	return n
}
