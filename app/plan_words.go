package app

import (
	"cmp"
	"fmt"
	"strings"

	"touchstone/app/pages"
	"touchstone/app/words"
	"touchstone/evidence"
	"touchstone/ksb"
)

// signerWords are what people call those who sign.
var signerWords = map[string]string{"apprentice": "Apprentice", "employer": "Employer", "coach": "Coach, for the provider"}

// regimeWords are what people call the sets of rules.
var regimeWords = map[ksb.Regime]string{
	ksb.EndPoint:   "End-point assessment",
	ksb.Assessment: "Apprenticeship assessment, from 2026",
}

// shownPlan returns a plan as people read it. The plan may contradict itself.
func shownPlan(p *ksb.Plan, s *ksb.Standard) pages.ShownPlan {
	out := pages.ShownPlan{Facts: []pages.Fact{{Name: "Rules", Value: cmp.Or(regimeWords[p.Regime], "Not said")}}}
	for _, w := range []pages.Fact{{Name: "Assessment", Value: p.Words.Assessment}, {Name: "Organisation", Value: p.Words.Organisation},
		{Name: "Gateway", Value: p.Words.Gateway}, {Name: "Method", Value: p.Words.Method}} {
		w.Name, w.Value = "Its word for "+strings.ToLower(w.Name), cmp.Or(w.Value, "Not said")
		out.Facts = append(out.Facts, w)
	}
	for i := range p.Methods {
		out.Methods = append(out.Methods, shownMethod(p, &p.Methods[i], i, s))
	}
	out.Rules, out.Declarations = portfolioRules(&p.Portfolio), shownSigns(p.Portfolio.Declarations)
	out.Gateway, out.SignOffs = gatewayRules(&p.Gateway), shownSigns(p.Gateway.SignOffs)
	showGrading(p, &out)
	out.Submission = submissionFacts(&p.Submission)
	return out
}

func shownMethod(p *ksb.Plan, m *ksb.Method, i int, s *ksb.Standard) pages.ShownMethod {
	out := pages.ShownMethod{ID: fmt.Sprintf("method-%d", i+1), Name: cmp.Or(m.Name, "A method without a name"), Fact: words.Plural(len(m.Statements), "statement", "statements")}
	if m.Portfolio {
		out.Tags = append(out.Tags, "Underpinned by the portfolio")
	}
	if m.Verified {
		out.Tags = append(out.Tags, "Verified by the employer")
	}
	if m.Minutes > 0 {
		out.Facts = append(out.Facts, pages.Fact{Name: "Takes", Value: words.Plural(m.Minutes, "minute", "minutes")})
	}
	if len(m.Modes) > 0 {
		out.Facts = append(out.Facts, pages.Fact{Name: "Held", Value: strings.Join(m.Modes, ", ")})
	}
	if len(m.Grades) > 0 {
		out.Facts = append(out.Facts, pages.Fact{Name: "Grades", Value: gradeNames(p, m.Grades, ", ")})
	}
	for _, key := range m.Statements {
		st := pages.ShownStatement{Name: key}
		if of := statementOf(s, key); of != nil {
			st.Chip, st.Name = pages.Chip{Code: string(of.Code)}, of.Title
		}
		for _, k := range m.Sampled {
			if k == key {
				st.More = "may be sampled"
			}
		}
		out.Statements = append(out.Statements, st)
	}
	for i := range m.Criteria {
		out.Criteria = append(out.Criteria, shownCriterion(p, &m.Criteria[i], s))
	}
	return out
}

func shownCriterion(p *ksb.Plan, c *ksb.Criterion, s *ksb.Standard) pages.ShownCriterion {
	g, _ := p.Grade(c.Grade)
	out := pages.ShownCriterion{Grade: g.Name, Text: c.Text}
	var names []string
	for _, key := range c.Statements {
		of := statementOf(s, key)
		switch {
		case of == nil:
			names = append(names, key)
		case of.Code != "":
			out.About = append(out.About, pages.Chip{Code: string(of.Code), Name: of.Title})
		default:
			names = append(names, of.Title)
		}
	}
	out.Names = strings.Join(names, ", ")
	return out
}

// statementOf returns the standard's statement with that key, or nil.
func statementOf(s *ksb.Standard, key string) *ksb.Statement {
	for i := range s.Statements {
		if s.Statements[i].Key == key {
			return &s.Statements[i]
		}
	}
	return nil
}

func gradeNames(p *ksb.Plan, keys []string, between string) string {
	var names []string
	for _, key := range keys {
		g, _ := p.Grade(key)
		names = append(names, g.Name)
	}
	return strings.Join(names, between)
}

// portfolioRules says a plan's rules for the portfolio in sentences.
func portfolioRules(r *ksb.PortfolioRules) []string {
	var out []string
	number := func(n int, format string) {
		if n > 0 {
			out = append(out, fmt.Sprintf(format, words.Plural(n, "piece", "pieces")))
		}
	}
	number(r.PiecesMin, "At least %s.")
	number(r.PiecesTypical, "Typically %s.")
	number(r.PiecesMax, "At most %s.")
	if text := reflectionWords[r.Reflection]; text != "" {
		out = append(out, text)
	}
	if len(r.KindsWanted) > 0 {
		out = append(out, "There has to be at least one of each: "+kindsInWords(r.KindsWanted)+".")
	}
	if len(r.KindsBarred) > 0 {
		out = append(out, "Not taken: "+kindsInWords(r.KindsBarred)+".")
	}
	if r.MediaMinutes > 0 {
		out = append(out, fmt.Sprintf("A recording is at most %s long.", words.Plural(r.MediaMinutes, "minute", "minutes")))
	}
	if r.Locator {
		out = append(out, "Every claim names its page or time.")
	}
	if r.AIDeclaration {
		out = append(out, "Each piece says whether tools that write were used.")
	}
	return out
}

func kindsInWords(keys []string) string {
	var names []string
	for _, key := range keys {
		names = append(names, strings.ToLower(evidence.Kind(key).Name()))
	}
	return strings.Join(names, ", ")
}

func shownSigns(all []ksb.SignOff) (out []pages.ShownSign) {
	for _, s := range all {
		out = append(out, pages.ShownSign{Who: cmp.Or(signerWords[s.By], s.By), Words: s.Words})
	}
	return out
}

// englishMathsWords says what is asked of an age.
var englishMathsWords = map[ksb.EnglishMathsRule]string{
	ksb.EnglishMathsRequired: "have achieved English and maths",
	ksb.EnglishMathsDecided:  "have English and maths, or a decision on them recorded",
}

// gatewayRules says what has to be in place in sentences.
func gatewayRules(g *ksb.GatewayRules) []string {
	var out []string
	add := func(is bool, text string) {
		if is {
			out = append(out, text)
		}
	}
	add(g.Hours, "The minimum of off-the-job hours is met.")
	add(g.Duration, "The minimum duration has run.")
	add(g.Reviews, "No progress review is overdue.")
	add(g.EnglishMaths.From16 != "", "Those aged 16 to 18 at the start "+englishMathsWords[g.EnglishMaths.From16]+".")
	add(g.EnglishMaths.From19 != "", "Those aged 19 and over at the start "+englishMathsWords[g.EnglishMaths.From19]+".")
	for _, n := range g.Qualifications {
		out = append(out, "Qualification: "+neededWords(n))
	}
	for _, n := range g.Documents {
		out = append(out, "Document: "+neededWords(n))
	}
	return out
}

func neededWords(n ksb.Needed) string {
	if n.Note == "" {
		return n.Name + "."
	}
	return n.Name + ". " + n.Note
}

// showGrading fills in grades, the table and resits.
func showGrading(p *ksb.Plan, out *pages.ShownPlan) {
	g := &p.Grading
	var names []string
	for _, grade := range g.Grades {
		names = append(names, grade.Name)
	}
	out.Grades = strings.Join(names, ", ")
	graded := p.Graded()
	for _, m := range graded {
		out.Columns = append(out.Columns, pages.Column{Name: m.Name})
	}
	out.Columns = append(out.Columns, pages.Column{Name: "Overall"})
	for i := range g.Table {
		var cells []string
		for _, m := range graded {
			cell := "Any"
			if may, named := g.Table[i].When[m.Key]; named {
				cell = gradeNames(p, may, " or ")
			}
			cells = append(cells, cell)
		}
		overall, _ := p.Grade(g.Table[i].Grade)
		out.Table = append(out.Table, append(cells, overall.Name))
	}
	out.Resit = resitWords(p)
}

// resitWords says what a plan has on being assessed again.
func resitWords(p *ksb.Plan) []string {
	r, out := &p.Grading.Resit, []string(nil)
	if r.Attempts > 0 {
		out = append(out, fmt.Sprintf("There are %s in all.", words.Plural(r.Attempts, "attempt", "attempts")))
	}
	if r.Days > 0 {
		out = append(out, fmt.Sprintf("Another attempt comes within %s of the result.", words.Plural(r.Days, "day", "days")))
	}
	if g, known := p.Grade(r.Cap); known {
		out = append(out, fmt.Sprintf("The highest overall grade then is %s.", g.Name))
	}
	if r.All {
		out = append(out, "All of it is taken again.")
	}
	if r.Note != "" {
		out = append(out, r.Note)
	}
	return out
}

// submissionFacts says how what is handed over has to look.
func submissionFacts(s *ksb.SubmissionShape) []pages.Fact {
	form := map[string]string{"pack": "A pack of files", "pdf": "One PDF"}
	own := "The program’s own way"
	return []pages.Fact{{Name: "Form", Value: cmp.Or(form[s.Form], own)}, {Name: "Folder of all", Value: cmp.Or(s.Root, own)},
		{Name: "Name of the PDF", Value: cmp.Or(s.Report, own)}, {Name: "Folder of the files", Value: cmp.Or(s.Evidence, own)},
		{Name: "Folder of the gateway record", Value: cmp.Or(s.Gateway, own)}, {Name: "Name of a file", Value: cmp.Or(s.File, own)}}
}
