package ksb

import (
	"slices"
	"time"
)

// A FrameworkID identifies a stored framework.
type FrameworkID int64

// A Framework is one version of a professional body's description of competence:
// areas with their elements, described grade by grade or by what one sees, and
// technical specialisms. A person places themselves in it; nobody is assessed
// against it. A stored framework never changes: an edit is a new version.
type Framework struct {
	ID          FrameworkID  `json:"-"` // 0 until stored
	Reference   string       `json:"reference"`
	Version     string       `json:"version"`
	Title       string       `json:"title"`
	Body        string       `json:"body"` // whose framework it is
	Source      Source       `json:"source"`
	Grades      []Level      `json:"grades"` // lowest first; each but the first follows the one before it
	Areas       []Area       `json:"areas"`
	Specialisms []Specialism `json:"specialisms,omitempty"`
	Scale       Rating       `json:"scale"`
	AddedBy     int64        `json:"-"` // a person; 0: it came with the program
	AddedAt     time.Time    `json:"-"` // UTC; zero until stored
	RetiredAt   time.Time    `json:"-"` // zero: offered
}

// A Level is one of a framework's grades.
type Level struct {
	Key     string   `json:"key"`
	Name    string   `json:"name"`
	After   string   `json:"after,omitempty"`   // Key of the grade below; empty for the lowest
	Meets   int      `json:"meets,omitempty"`   // level of the occupational standard whose role it meets; 0: not said
	Summary string   `json:"summary"`           // in a sentence
	Expects []string `json:"expects,omitempty"` // what the work is like at this grade
	Title   string   `json:"title,omitempty"`   // what such a member is called, where that differs
}

// An Area groups elements.
type Area struct {
	Key      string    `json:"key"`
	Name     string    `json:"name"`
	Summary  string    `json:"summary"`
	Elements []Element `json:"elements"`
}

// An Element is one skill or behaviour of a framework. A skill has Descriptors
// for each grade; a behaviour has Indicators, the same for every grade.
type Element struct {
	Key         string       `json:"key"`
	Code        string       `json:"code"` // "BS1", as the source prints it; unique in the framework
	Name        string       `json:"name"`
	Summary     string       `json:"summary"`
	Descriptors []Descriptor `json:"descriptors,omitempty"`
	Indicators  []Indicator  `json:"indicators,omitempty"`
	With        string       `json:"with,omitempty"` // Key of the element whose Indicators describe this one too
}

// A Specialism is a technical area of work, described grade by grade.
type Specialism struct {
	Key         string       `json:"key"`
	Name        string       `json:"name"`
	Summary     string       `json:"summary"`
	Descriptors []Descriptor `json:"descriptors"`
}

// A Descriptor says what one thing looks like at a grade. It is what people rate.
type Descriptor struct {
	Key   string `json:"key"`   // unique in the framework: "BS1.affiliate.1"
	Grade string `json:"grade"` // Key of a grade
	Text  string `json:"text"`
}

// An Indicator says what shows a behaviour, or what shows that it is missing.
type Indicator struct {
	Key      string `json:"key"` // unique in the framework: "B3.positive.1"
	Positive bool   `json:"positive"`
	Text     string `json:"text"`
}

// A Rating is the scale on which people rate descriptors and behaviours.
type Rating struct {
	Name   string       `json:"name"`
	Points []RatedPoint `json:"points"` // lowest first, numbered 1, 2, 3…
	Meets  int          `json:"meets"`  // value from which a descriptor counts as met
	Strong int          `json:"strong"` // value from which it counts as a strength
}

// A RatedPoint is one step of a Rating.
type RatedPoint struct {
	Value   int    `json:"value"`
	Label   string `json:"label"`
	Meaning string `json:"meaning"`
}

// Grade returns the grade with that key, or nil.
func (f *Framework) Grade(key string) *Level {
	for i := range f.Grades {
		if f.Grades[i].Key == key {
			return &f.Grades[i]
		}
	}
	return nil
}

// NextGrade returns the grade above the one with that key, or nil at the top.
func (f *Framework) NextGrade(key string) *Level {
	for i := range f.Grades {
		if f.Grades[i].After == key && key != "" {
			return &f.Grades[i]
		}
	}
	return nil
}

// Element returns the element with that key, or nil.
func (f *Framework) Element(key string) *Element {
	for i := range f.Areas {
		for j := range f.Areas[i].Elements {
			if e := &f.Areas[i].Elements[j]; e.Key == key {
				return e
			}
		}
	}
	return nil
}

// Specialism returns the specialism with that key, or nil.
func (f *Framework) Specialism(key string) *Specialism {
	for i := range f.Specialisms {
		if f.Specialisms[i].Key == key {
			return &f.Specialisms[i]
		}
	}
	return nil
}

// Graded reports whether the element is described grade by grade: a skill. The
// others are behaviours.
func (e *Element) Graded() bool { return len(e.Descriptors) > 0 }

// At returns those of the descriptors that are for a grade.
func At(all []Descriptor, grade string) []Descriptor {
	return slices.DeleteFunc(slices.Clone(all), func(d Descriptor) bool { return d.Grade != grade })
}

// IndicatorsOf returns what shows a behaviour, its own or those it shares with
// the element it is set out with.
func (f *Framework) IndicatorsOf(e *Element) []Indicator {
	if with := f.Element(e.With); with != nil {
		return with.Indicators
	}
	return e.Indicators
}

// Label returns the framework's reference and version.
func (f *Framework) Label() string { return named(f.Reference, f.Version) }
