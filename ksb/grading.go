package ksb

import (
	"slices"
	"strings"
)

// A Grade is one of the results that a plan knows.
type Grade struct {
	Key  string `json:"key"`  // "pass"
	Name string `json:"name"` // "Pass"
	Pass bool   `json:"pass,omitempty"`
}

// A Grading is how a plan comes to the overall grade. The zero Grading is of a
// plan that says nothing of grades: results are then given without one.
type Grading struct {
	Grades []Grade       `json:"grades,omitempty"` // the lowest first
	Table  []Combination `json:"table,omitempty"`  // the first row that fits decides
	Resit  Resit         `json:"resit,omitzero"`
}

// A Combination is a row of the table that combines the grades of methods.
type Combination struct {
	When  map[string][]string `json:"when"`  // by key of a method, the grades it may have; a method that is not named may have any
	Grade string              `json:"grade"` // key of the overall grade
}

// A Resit is what a plan says of being assessed again after a fail. A number of
// 0 is no rule.
type Resit struct {
	Attempts int    `json:"attempts,omitempty"` // in all, the first one counted
	Days     int    `json:"days,omitempty"`     // within so many days of the result
	Cap      string `json:"cap,omitempty"`      // key of the highest overall grade then; empty: any
	All      bool   `json:"all,omitempty"`      // every method is taken again, not only those failed
	Note     string `json:"note,omitempty"`     // what else the plan says, in a sentence
}

// A Criterion is what one grade of a method asks for: a grading criterion, or a
// performance descriptor under the 2026 rules.
type Criterion struct {
	Key        string   `json:"key"`                  // unique within the method
	Grade      string   `json:"grade"`                // key of the grade it belongs to
	Text       string   `json:"text"`                 //
	Statements []string `json:"statements,omitempty"` // keys of what it is about; none: of the method as a whole
}

// Grade returns the plan's grade with that key.
func (p *Plan) Grade(key string) (g Grade, known bool) {
	i := slices.IndexFunc(p.Grading.Grades, func(g Grade) bool { return g.Key == key })
	if i < 0 {
		return Grade{Key: key, Name: key}, false
	}
	return p.Grading.Grades[i], true
}

// Graded returns the methods that have grades, in the plan's order.
func (p *Plan) Graded() (out []*Method) {
	for i := range p.Methods {
		if len(p.Methods[i].Grades) > 0 {
			out = append(out, &p.Methods[i])
		}
	}
	return out
}

// GradeBy returns the grade that the criteria which are met come to: the highest
// whose criteria, and those of every grade below it, are all met. A grade that
// asks for nothing is only the lowest: it is what remains. It is empty for a
// method without grades.
func (m *Method) GradeBy(met map[string]bool) string {
	if len(m.Grades) == 0 {
		return ""
	}
	reached := m.Grades[0]
	for _, grade := range m.Grades[1:] {
		asks := 0
		for _, c := range m.Criteria {
			if c.Grade != grade {
				continue
			}
			if asks++; !met[c.Key] {
				return reached
			}
		}
		if asks > 0 {
			reached = grade
		}
	}
	return reached
}

// Overall returns the overall grade that the grades of methods, by key of the
// method, come to, and the place in the table of the row that decided. With a
// grade missing, or no row that fits, decided is false.
func (p *Plan) Overall(grades map[string]string) (grade string, row int, decided bool) {
	for _, m := range p.Graded() {
		if grades[m.Key] == "" {
			return "", 0, false
		}
	}
	for i, c := range p.Grading.Table {
		if c.fits(grades) {
			return c.Grade, i, true
		}
	}
	return "", 0, false
}

func (c *Combination) fits(grades map[string]string) bool {
	for method, may := range c.When {
		if !slices.Contains(may, grades[method]) {
			return false
		}
	}
	return true
}

// Capped returns the grade, or the highest that the plan allows after a resit
// if it is lower.
func (p *Plan) Capped(grade string) string {
	at := func(key string) int {
		return slices.IndexFunc(p.Grading.Grades, func(g Grade) bool { return g.Key == key })
	}
	if limit := at(p.Grading.Resit.Cap); limit >= 0 && at(grade) > limit {
		return p.Grading.Resit.Cap
	}
	return grade
}

// InWords returns the row as a sentence would say it: "Discussion: Pass or
// Distinction; Scenario test: Pass".
func (c *Combination) InWords(p *Plan) string {
	var parts []string
	for _, m := range p.Graded() {
		may, named := c.When[m.Key]
		if !named {
			continue
		}
		var names []string
		for _, key := range may {
			g, _ := p.Grade(key)
			names = append(names, g.Name)
		}
		parts = append(parts, m.Name+": "+strings.Join(names, " or "))
	}
	if len(parts) == 0 {
		return "Any grades"
	}
	return strings.Join(parts, "; ")
}
