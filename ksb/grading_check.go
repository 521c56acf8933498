package ksb

import (
	"maps"
	"slices"
)

// grades checks the grades and the criteria of one method.
func (c *planCheck) grades(place string, m *Method) {
	c.count(place+".criteria", len(m.Criteria), MaxCriteria)
	c.count(place+".grades", len(m.Grades), MaxGrades)
	before := -1
	for j, key := range m.Grades {
		here := at(place+".grades", j)
		rank := slices.IndexFunc(c.plan.Grading.Grades, func(g Grade) bool { return g.Key == key })
		switch {
		case rank < 0:
			c.add(here, "Method %q has the grade %q, which the plan does not know.", m.Key, key)
		case slices.Contains(m.Grades[:j], key):
			c.add(here, "Method %q has the grade %q twice.", m.Key, key)
		case rank < before:
			c.add(here, "Method %q has the grade %q after a higher one. The lowest comes first.", m.Key, key)
		}
		before = max(before, rank)
	}
	if len(m.Grades) > 0 && !m.Verified {
		c.canFailAndPass(place, m)
	}
	c.criteria(place, m)
}

func (c *planCheck) canFailAndPass(place string, m *Method) {
	if first, known := c.plan.Grade(m.Grades[0]); known && first.Pass {
		c.add(place+".grades", "Method %q cannot be failed: its lowest grade, %q, passes.", m.Key, first.Key)
	}
	if !slices.ContainsFunc(m.Grades, func(key string) bool { g, _ := c.plan.Grade(key); return g.Pass }) {
		c.add(place+".grades", "Method %q cannot be passed: none of its grades does.", m.Key)
	}
	for _, key := range m.Grades[1:] {
		if !slices.ContainsFunc(m.Criteria, func(cr Criterion) bool { return cr.Grade == key }) {
			c.add(place+".criteria", "Method %q has no criterion of the grade %q, so nobody could reach it.", m.Key, key)
		}
	}
}

func (c *planCheck) criteria(place string, m *Method) {
	keys := make(map[string]bool)
	for j := range m.Criteria {
		cr := &m.Criteria[j]
		here := at(place+".criteria", j)
		c.key(here+".key", "a criterion", cr.Key, keys)
		c.text(here+".text", "what the criterion asks for", cr.Text, MaxPlanText)
		switch i := slices.Index(m.Grades, cr.Grade); {
		case i < 0:
			c.add(here+".grade", "Criterion %q belongs to the grade %q, which method %q does not have.", cr.Key, cr.Grade, m.Key)
		case i == 0:
			c.add(here+".grade", "Criterion %q belongs to %q, the lowest grade of method %q: that one asks for nothing, it is what remains.", cr.Key, cr.Grade, m.Key)
		}
		for k, key := range cr.Statements {
			switch {
			case !slices.Contains(m.Statements, key):
				c.add(at(here+".statements", k), "Criterion %q is about the statement %q, which method %q does not cover.", cr.Key, key, m.Key)
			case slices.Contains(cr.Statements[:k], key):
				c.add(at(here+".statements", k), "Criterion %q names the statement %q twice.", cr.Key, key)
			}
		}
	}
}

// grading checks the plan's grades, its table and what it says of resits.
func (c *planCheck) grading() {
	g := &c.plan.Grading
	c.count("grading.grades", len(g.Grades), MaxGrades)
	c.count("grading.table", len(g.Table), MaxTable)
	keys, names := make(map[string]bool), make(map[string]bool)
	for i, grade := range g.Grades {
		here := at("grading.grades", i)
		c.key(here+".key", "a grade", grade.Key, keys)
		c.text(here+".name", "what the grade is called", grade.Name, 80)
		if names[grade.Name] {
			c.add(here+".name", "There is a grade called %q already.", grade.Name)
		}
		names[grade.Name] = true
		if i > 0 && g.Grades[i-1].Pass && !grade.Pass {
			c.add(here+".pass", "The grade %q is no pass and stands after one that is. The lowest comes first.", grade.Key)
		}
		if !c.given(grade.Key) {
			c.add(here, "Nobody could get the grade %q: no method has it and no row of the table gives it.", grade.Key)
		}
	}
	graded := c.plan.Graded()
	if len(graded) == 0 && len(g.Table) > 0 {
		c.add("grading.table", "The table combines grades, and no method has any.")
		return
	}
	before := len(c.faults)
	for i := range g.Table {
		c.row(at("grading.table", i), &g.Table[i])
	}
	if len(c.faults) == before {
		c.table(graded)
	}
	c.resit()
}

// given reports whether a method or a row of the table gives the grade.
func (c *planCheck) given(grade string) bool {
	return slices.ContainsFunc(c.plan.Methods, func(m Method) bool { return slices.Contains(m.Grades, grade) }) ||
		slices.ContainsFunc(c.plan.Grading.Table, func(r Combination) bool { return r.Grade == grade })
}

// row checks one row of the table by itself.
func (c *planCheck) row(place string, r *Combination) {
	if _, known := c.plan.Grade(r.Grade); !known {
		c.add(place+".grade", "This row gives the grade %q, which the plan does not know.", r.Grade)
	}
	for _, key := range slices.Sorted(maps.Keys(r.When)) {
		here, may := place+".when."+key, r.When[key]
		i := slices.IndexFunc(c.plan.Methods, func(m Method) bool { return m.Key == key })
		switch {
		case i < 0:
			c.add(here, "This row names the method %q, which the plan does not have.", key)
			continue
		case len(c.plan.Methods[i].Grades) == 0:
			c.add(here, "This row names the method %q, which has no grades.", key)
			continue
		case len(may) == 0:
			c.add(here, "This row lets the method %q have no grade at all, so it can never apply.", key)
		}
		for j, grade := range may {
			switch {
			case !slices.Contains(c.plan.Methods[i].Grades, grade):
				c.add(here, "This row names the grade %q, which the method %q does not have.", grade, key)
			case slices.Contains(may[:j], grade):
				c.add(here, "This row names the grade %q of the method %q twice.", grade, key)
			}
		}
	}
}

// table goes through every combination of the methods' grades: each has its row,
// and each row its combination.
func (c *planCheck) table(graded []*Method) {
	total := 1
	for _, m := range graded {
		if total *= len(m.Grades); total > MaxCombinations {
			c.add("grading.table", "The grades of its methods combine in more than %d ways, which is more than can be checked. Grade fewer methods.", MaxCombinations)
			return
		}
	}
	if len(graded) == 0 {
		return
	}
	used := make([]bool, len(c.plan.Grading.Table))
	for n := range total {
		grades := make(map[string]string, len(graded))
		rest := n
		for _, m := range graded {
			grades[m.Key] = m.Grades[rest%len(m.Grades)]
			rest /= len(m.Grades)
		}
		_, row, decided := c.plan.Overall(grades)
		if decided {
			used[row] = true
			continue
		}
		c.add("grading.table", "The table has no row for: %s.", c.combination(graded, grades))
	}
	for i, is := range used {
		if !is {
			c.add(at("grading.table", i), "This row never applies: rows before it take every combination that it names.")
		}
	}
}

// combination names the grades of methods as a row does.
func (c *planCheck) combination(graded []*Method, grades map[string]string) string {
	row := Combination{When: make(map[string][]string)}
	for _, m := range graded {
		row.When[m.Key] = []string{grades[m.Key]}
	}
	return row.InWords(c.plan)
}

func (c *planCheck) resit() {
	r := &c.plan.Grading.Resit
	c.number("grading.resit.attempts", r.Attempts, 100)
	c.number("grading.resit.days", r.Days, 3650)
	c.optional("grading.resit.note", r.Note, MaxPlanText)
	if r.Attempts == 1 && (r.Days > 0 || r.Cap != "" || r.All) {
		c.add("grading.resit.attempts", "There is one attempt in all, and rules for another.")
	}
	if r.Cap == "" {
		return
	}
	grades := c.plan.Grading.Grades
	highest := c.highest()
	switch g, known := c.plan.Grade(r.Cap); {
	case !known:
		c.add("grading.resit.cap", "Resits are capped at the grade %q, which the plan does not know.", r.Cap)
	case !g.Pass:
		c.add("grading.resit.cap", "Resits are capped at %q, which is no pass, so none could be passed.", r.Cap)
	case highest >= 0 && r.Cap == grades[highest].Key:
		c.add("grading.resit.cap", "Resits are capped at %q, the highest grade there is. Leave it empty for no cap.", r.Cap)
	}
}

// highest returns the place among the plan's grades of the highest that its
// table gives, or -1.
func (c *planCheck) highest() int {
	highest := -1
	for _, row := range c.plan.Grading.Table {
		highest = max(highest, slices.IndexFunc(c.plan.Grading.Grades, func(g Grade) bool { return g.Key == row.Grade }))
	}
	return highest
}
