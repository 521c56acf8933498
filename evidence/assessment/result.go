package assessment

import (
	"fmt"
	"slices"

	"touchstone/app/words"
	"touchstone/ksb"
)

// A Result is what the judgements of an assessment come to under a plan, with
// the working.
type Result struct {
	Methods []MethodResult // the graded ones, in the plan's order
	Grade   string         // key of the overall grade; empty: not known yet, or the plan has none
	Before  string         // key of it before a resit caps it; the same where nothing is capped
	Row     int            // the row of the plan's table that decided, from 0; -1: none
	Passed  bool
	Working []string // how it comes about, a sentence a step
	Missing []Gap    // what stands in the way of proposing it
}

// A MethodResult is what the judgements of one method come to.
type MethodResult struct {
	Method  *ksb.Method
	Grade   string // key; empty: not known yet
	Passed  bool
	Working string // a sentence
}

// A Gap is something that is not judged yet, or that two judgements contradict.
type Gap struct {
	Method    string          // key; empty: of no one method
	Statement ksb.StatementID // 0: of no one statement
	Text      string          // a sentence
}

// Result works out what the assessment comes to. statements are those that the
// apprentice has to show.
func (a *Assessment) Result(p *ksb.Plan, statements []ksb.Statement) Result {
	r := Result{Row: -1}
	for i := range p.Methods {
		if m := &p.Methods[i]; !m.Verified {
			a.statements(&r, p.Regime, m, statements)
		}
	}
	grades := make(map[string]string)
	for _, m := range p.Graded() {
		mr := a.method(&r, p, m)
		grades[m.Key] = mr.Grade
		r.Methods = append(r.Methods, mr)
		r.Working = append(r.Working, mr.Working)
	}
	if len(p.Grading.Table) == 0 {
		a.ungraded(&r)
	} else {
		a.overall(&r, p, grades)
	}
	if !r.Passed && len(r.Missing) == 0 && a.Feedback == "" {
		r.gap("", 0, "Write feedback: someone who did not pass has to know why.")
	}
	return r
}

func (r *Result) gap(method string, statement ksb.StatementID, format string, args ...any) {
	r.Missing = append(r.Missing, Gap{method, statement, fmt.Sprintf(format, args...)})
}

// statements sees that each statement of a method is judged that has to be, and
// that no judgement contradicts a criterion about it.
func (a *Assessment) statements(r *Result, rules ksb.Regime, m *ksb.Method, statements []ksb.Statement) {
	one, _ := rules.Criterion()
	for i := range statements {
		s := &statements[i]
		if !slices.Contains(m.Statements, s.Key) {
			continue
		}
		switch j := a.Judgements[s.ID]; j.Verdict {
		case NotJudged:
			asked := slices.ContainsFunc(r.Missing, func(g Gap) bool { return g.Statement == s.ID }) // by another method
			if !asked && !slices.Contains(m.Sampled, s.Key) {
				r.gap(m.Key, s.ID, "Say whether %s is shown.", s.Name())
			}
		case Insufficient:
			for _, c := range m.Criteria {
				if slices.Contains(c.Statements, s.Key) && a.Criteria[m.Key][c.Key].Verdict == Met {
					r.gap(m.Key, s.ID, "%s is judged not to be shown, and a %s about it is judged to be met. Both cannot be.", s.Name(), one)
				}
			}
		}
	}
}

func (a *Assessment) method(r *Result, p *ksb.Plan, m *ksb.Method) MethodResult {
	held := a.Methods[m.Key]
	if held.On.IsZero() {
		r.gap(m.Key, 0, "Say on which day “%s” was held.", m.Name)
	}
	out := MethodResult{Method: m}
	if len(m.Criteria) == 0 {
		if out.Grade = held.Grade; out.Grade == "" {
			r.gap(m.Key, 0, "Choose the grade of “%s”.", m.Name)
			out.Working = m.Name + ": no grade yet."
			return out
		}
		g, _ := p.Grade(out.Grade)
		out.Passed, out.Working = g.Pass, fmt.Sprintf("%s: %s, as the assessor judged it.", m.Name, g.Name)
		return out
	}
	met, undecided := map[string]bool{}, 0
	for _, c := range m.Criteria {
		v := a.Criteria[m.Key][c.Key].Verdict
		met[c.Key] = v == Met
		if v == Undecided {
			undecided++
		}
	}
	if undecided > 0 {
		one, many := p.Regime.Criterion()
		r.gap(m.Key, 0, "Judge %s of “%s”.", words.Plural(undecided, one, many), m.Name)
		out.Working = m.Name + ": no grade yet."
		return out
	}
	out.Grade = m.GradeBy(met)
	g, _ := p.Grade(out.Grade)
	out.Passed = g.Pass
	out.Working = fmt.Sprintf("%s: %s. %s", m.Name, g.Name, metInWords(p, m, met))
	return out
}

// metInWords says of each grade of a method how many of its criteria are met.
func metInWords(p *ksb.Plan, m *ksb.Method, met map[string]bool) string {
	text := ""
	for _, grade := range m.Grades {
		of, have := 0, 0
		for _, c := range m.Criteria {
			if c.Grade != grade {
				continue
			}
			if of++; met[c.Key] {
				have++
			}
		}
		if of == 0 {
			continue
		}
		if text != "" {
			text += ", "
		}
		g, _ := p.Grade(grade)
		text += fmt.Sprintf("%d of %d for %s", have, of, g.Name)
	}
	_, many := p.Regime.Criterion()
	return words.Capital(many) + " met: " + text + "."
}

// overall combines the grades of the methods by the plan's table.
func (a *Assessment) overall(r *Result, p *ksb.Plan, grades map[string]string) {
	grade, row, decided := p.Overall(grades)
	if !decided {
		r.Working = append(r.Working, "The overall grade follows once every part is graded.")
		return
	}
	r.Grade, r.Before, r.Row = grade, grade, row
	g, _ := p.Grade(grade)
	r.Working = append(r.Working, fmt.Sprintf("Row %d of the plan’s table (%s) gives %s overall.", row+1, p.Grading.Table[row].InWords(p), g.Name))
	if a.Sitting > 1 {
		if r.Grade = p.Capped(grade); r.Grade != grade {
			capped, _ := p.Grade(r.Grade)
			r.Working = append(r.Working, fmt.Sprintf("After a resit the plan gives %s at most.", capped.Name))
			g = capped
		}
	}
	r.Passed = g.Pass
}

// ungraded is the result under a plan that has no table of grades: everything
// that was judged has to be shown, and every graded method passed.
func (a *Assessment) ungraded(r *Result) {
	r.Passed = true
	for _, j := range a.Judgements {
		r.Passed = r.Passed && j.Verdict != Insufficient
	}
	for _, m := range r.Methods {
		r.Passed = r.Passed && m.Passed
	}
	how := "Passed: every statement that was judged is shown."
	if !r.Passed {
		how = "Not passed: a statement is judged not to be shown, or a method is not passed."
	}
	r.Working = append(r.Working, "The plan has no table of grades.", how)
}
