package reports

import (
	"strings"

	"touchstone/app/words"
	"touchstone/ksb"
	"touchstone/reports/pdf"
)

// cover draws the first page.
func (s *setter) cover() {
	s.newPage()
	s.d.Anchor("cover", 0)
	s.d.Bookmark(0, "Cover", "cover")
	s.brand()
	s.f.Y = 168
	top := s.f.Y
	s.f.X, s.f.W = margin+16, columnW-16
	s.f.Para("P", 20, span(pdf.Style{Face: pdf.Regular, Size: 13, Colour: ink}, s.kindOfDocument()))
	name := span(pdf.Style{Face: pdf.Semibold, Size: 40, Colour: ink}, s.p.Apprentice)
	name.Style.Size = nameSize(name.Text)
	s.f.Para("H1", name.Style.Size*1.15, name)
	s.f.Space(3)
	under := pdf.Style{Face: pdf.Regular, Size: 13, Colour: ink}
	s.f.Para("P", 18, span(under, listed("\n", s.standardTitle(), s.option())))
	s.f.X, s.f.W = margin, columnW
	s.d.Fill(margin, top-2, 4, s.f.Y-top+6, stone)
	s.f.Space(32)
	s.facts(172, true, s.coverFacts())
	s.declarations()
	s.f.Space(14)
	s.note(span(small, s.reflectionRule()+" "), to(smallLink, "How to check that nothing was changed", "about"))
}

// nameSize is smaller for a name that would not fit on a line.
func nameSize(name string) float64 {
	size := 40.0
	for size > 22 && (pdf.Style{Face: pdf.Semibold, Size: size}).Width(name) > columnW-16 {
		size -= 2
	}
	return size
}

// brand draws the mark and the provider's name.
func (s *setter) brand() {
	const x, y, k = margin, margin, 20.0 / 32
	place := func(points ...[2]float64) [][2]float64 {
		for i, p := range points {
			points[i] = [2]float64{x + p[0]*k, y + p[1]*k}
		}
		return points
	}
	s.d.Shape(place([2]float64{9, 2}, [2]float64{23, 2}, [2]float64{30, 9}, [2]float64{30, 23}, [2]float64{23, 30}, [2]float64{9, 30}, [2]float64{2, 23}, [2]float64{2, 9}),
		pdf.Colour{0x2d, 0x52, 0x48})
	s.d.Shape(place([2]float64{6.8, 21.7}, [2]float64{22.3, 9.3}, [2]float64{25.6, 10.6}, [2]float64{23.9, 13.3}, [2]float64{10, 24.3}, [2]float64{6.1, 23.9}), gold)
	s.d.In("P", "", func() {
		s.d.Set(margin+27, margin+13.5, oneLine(columnW-30, span(bold, s.p.Provider)))
	})
}

func (s *setter) kindOfDocument() string {
	if s.p.Working {
		return "Portfolio of evidence: working copy"
	}
	return "Portfolio of evidence"
}

func (s *setter) standardTitle() string {
	if s.p.Standard.Level == 0 {
		return s.p.Standard.Title
	}
	return s.p.Standard.Title + ", Level " + string(rune('0'+s.p.Standard.Level%10))
}

func (s *setter) option() string {
	if s.p.Option == "" {
		return ""
	}
	return "Option: " + s.p.Option
}

func (s *setter) coverFacts() [][2]string {
	p := s.p
	uln := p.ULN
	if uln == "" {
		uln = "Not issued yet"
	}
	facts := [][2]string{
		{"Unique learner number", uln},
		{"Standard", listed(", version ", p.Standard.Reference, p.Standard.Version)},
	}
	facts = append(facts, s.planFacts()...)
	return append(facts, [][2]string{
		{"Employer", listed("; ", p.Employer, p.EmployerContact)},
		{"Training provider", listed("; ", p.Provider, with(", coach", p.Coach))},
		{words.Capital(s.words().Organisation), orElse(p.Assessment, "Not chosen yet")},
		{"Started", words.Day(p.StartedOn)},
		{words.Capital(s.words().Gateway), orElse(words.Day(p.GatewayOn), "Not planned yet")},
		{"In this document", s.counts()},
	}...)
}

func (s *setter) planFacts() [][2]string {
	plan := s.p.Plan
	if plan == nil {
		return [][2]string{{"Assessment plan", "None chosen yet: every statement of the standard is shown"}}
	}
	version := ""
	if plan.Version != "" && plan.Version[0] >= '0' && plan.Version[0] <= '9' {
		version = "version " + plan.Version
	}
	facts := [][2]string{{"Assessment plan", listed(", ", plan.Name, version)}}
	if plan.Example {
		facts[0][1] += " (made for this program; it is not the published plan)"
	}
	var methods []string
	for _, m := range plan.Methods {
		if m.Portfolio {
			methods = append(methods, m.Name)
		}
	}
	if len(methods) > 0 {
		facts = append(facts, [2]string{"Underpins", strings.Join(methods, "; ")})
	}
	return facts
}

// with adds words to a text that is not empty.
func with(words, text string) string {
	if text == "" {
		return ""
	}
	return text + words
}

func prefixed(words, text string) string {
	if text == "" {
		return ""
	}
	return words + text
}

func orElse(text, other string) string {
	if text == "" {
		return other
	}
	return text
}

// words are the plan's, or plain ones.
func (s *setter) words() ksb.Words { return planWords(s.p.Plan) }

// planWords returns a plan's words, or plain ones where it has none.
func planWords(plan *ksb.Plan) ksb.Words {
	w := ksb.Words{Assessment: "assessment", Organisation: "assessment organisation", Gateway: "gateway", Method: "assessment method"}
	if plan == nil {
		return w
	}
	own := plan.Words
	w.Assessment = orElse(own.Assessment, w.Assessment)
	w.Organisation = orElse(own.Organisation, w.Organisation)
	w.Gateway = orElse(own.Gateway, w.Gateway)
	w.Method = orElse(own.Method, w.Method)
	return w
}

func (s *setter) counts() string {
	files := 0
	for _, p := range s.p.Pieces {
		files += len(p.Files)
	}
	return listed(", ",
		words.Plural(len(s.p.Pieces), "piece of evidence", "pieces of evidence"),
		words.Plural(s.shownStatements(), "statement", "statements"),
		words.Plural(files, "file", "files"),
		words.Plural(s.d.Pages(), "page", "pages"))
}

// shownStatements counts the apprentice's statements that some piece claims.
func (s *setter) shownStatements() (n int) {
	for i := range s.p.Statements {
		if len(s.claimed[s.p.Statements[i].ID]) > 0 {
			n++
		}
	}
	return n
}

// declarations sets who signed what. The words of sign-offs stand in the record
// of gateway, so that the cover stays one page.
func (s *setter) declarations() {
	all := s.p.Declarations
	offs := s.signOffs()
	s.section("Signed")
	if len(all)+len(offs) == 0 {
		s.para(span(softText, "Nobody has signed this portfolio yet."))
		return
	}
	for i := 0; i < len(all); {
		said := all[i].Words
		n := i
		for n < len(all) && all[n].Words == said {
			n++
		}
		s.para(span(text, said))
		s.signers(all[i:n])
		i = n
	}
	if len(offs) > 0 {
		s.para(span(text, "Signed off, in the words that stand in the record: "), to(linked, s.gatewayTitle(), "gateway"))
		s.signers(offs)
	}
}

func (s *setter) signers(group []Declaration) {
	s.f.Space(3)
	t := &pdf.Table{Cols: []float64{150, columnW - 150 - 150, 150}, Gap: 8, Lead: lead, Pad: 3.2, Rule: hair, Names: true}
	s.f.Rows(t, len(group), func(i int) []pdf.Cell {
		return []pdf.Cell{cell(bold, group[i].Name), cell(text, words.Capital(group[i].Role)), cell(text, words.Moment(group[i].At))}
	})
	s.f.Space(8)
}

// reflectionRule says what was done with reflective accounts.
func (s *setter) reflectionRule() string {
	switch {
	case s.p.Plan == nil:
		return "No assessment plan has been chosen, so reflective accounts are included as they were written."
	case s.p.Plan.Portfolio.Reflection == ksb.ReflectionForbidden:
		return "This plan does not allow reflective accounts, so they are left out. What happened, what was to be done, what was done and what came of it are set out as facts."
	case s.p.Plan.Portfolio.Reflection == ksb.ReflectionDiscouraged:
		return "This plan advises against reflective accounts. Those written are included, apart from the account of each piece."
	}
	return "This plan allows reflective accounts. They stand apart from the account of each piece."
}
