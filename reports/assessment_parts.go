package reports

import (
	"strings"

	"touchstone/app/words"
	"touchstone/reports/pdf"
)

// method draws how a method was held and judged.
func (s *assessmentSetter) method(m *JudgedPart) {
	s.begin(methodAnchor(m.Key), m.Name, 0)
	s.over = func(s *setter) { s.on(m.Name, methodAnchor(m.Key)) }
	s.facts(130, true, [][2]string{
		{"Grade", m.gradeWords()},
		{"Held on", orElse(words.Day(m.HeldOn), "Not recorded")},
		{"Duration", m.duration()},
		{"Mode", m.mode()},
		{"Note", m.HeldNote},
		{"Recorded", listed(", ", m.RecordedBy, words.Moment(m.RecordedAt))},
		{"How it is graded", words.Capital(strings.TrimPrefix(m.Working, m.Name+": "))},
	})
	s.criteria(m)
	s.part("statements:"+m.Key, "Statements")
	if len(m.Statements) == 0 {
		s.para(span(softText, "None of this apprentice’s statements belongs to it."))
	}
	s.statements(m.Statements)
	s.questions(m)
	s.over = nil
}

// on heads a page on which something goes on.
func (s *setter) on(name, anchor string) {
	s.d.Apart(func() {
		rest := span(text, " continued")
		line := oneLine(columnW-rest.Style.Width(rest.Text)-4, span(bold, name))
		s.d.Set(margin, s.f.Y+10, line)
		s.d.Link(margin, s.f.Y, line.Width(), 13, anchor, name)
		s.d.Set(margin+line.Width(), s.f.Y+10, oneLine(80, rest))
		s.f.Y += 18
		s.d.Line(margin, s.f.Y, pageW-margin, s.f.Y, 1.2, stone)
		s.f.Y += 14
	})
}

// judged is a cell with a verdict: on a ground where it is good, outlined where
// it is not.
func judged(verdict string) pdf.Cell {
	c := cell(bold, verdictWords(verdict))
	c.Mid = true
	switch verdict {
	case "met", "sufficient":
		c.Fill = &proven
	case "not met", "insufficient":
		c.Edge = &strong
	default:
		c = cell(softText, verdictWords(verdict))
		c.Mid = true
	}
	return c
}

// whoWhen says who judged, and when, on a line of its own after what is before.
func whoWhen(before, by, at string) pdf.Span {
	return span(small, prefixed(newLineIf(before), listed(", ", by, at)))
}

// criteria sets the criteria of a method, grade by grade.
func (s *assessmentSetter) criteria(m *JudgedPart) {
	for from := 0; from < len(m.Criteria); {
		to, met := from, 0
		for to < len(m.Criteria) && m.Criteria[to].Grade == m.Criteria[from].Grade {
			if m.Criteria[to].Verdict == "met" {
				met++
			}
			to++
		}
		grade := m.Criteria[from].Grade
		s.part("criteria:"+m.Key+":"+itoa(from), s.a.criteriaTitle()+" for "+grade+": "+itoa(met)+" of "+itoa(to-from)+" met")
		s.criteriaTable(m.Criteria[from:to])
		from = to
	}
}

func (s *assessmentSetter) criteriaTable(these []JudgedCriterion) {
	one, _ := s.a.Plan.Regime.Criterion()
	t := &pdf.Table{Cols: []float64{200, columnW - 200 - 78, 78}, Gap: 12, Lead: lead, Pad: 4, Rule: hair, Under: ink, Keep: true, Names: true,
		Head: []pdf.Cell{cell(smallBold, words.Capital(one)), cell(smallBold, "Reason"), mid(smallBold, "Judgement")}}
	s.f.Rows(t, len(these), func(i int) []pdf.Cell {
		c := &these[i]
		about := append([]pdf.Span{span(text, c.Text)}, s.aboutStatements(c.Statements)...)
		return []pdf.Cell{cellOf(about...), cellOf(criterionReason(c)...), judged(c.Verdict)}
	})
}

// criterionReason says why a criterion is judged as it is, and by whom.
func criterionReason(c *JudgedCriterion) []pdf.Span {
	if c.Verdict == "" {
		return []pdf.Span{span(text, c.Reason)}
	}
	return []pdf.Span{span(text, c.Reason), whoWhen(c.Reason, c.By, words.Moment(c.At))}
}

// aboutStatements is a line that says which statements something is about.
func (s *assessmentSetter) aboutStatements(keys []string) []pdf.Span {
	if len(keys) == 0 {
		return nil
	}
	return append([]pdf.Span{span(small, "\nAbout ")}, s.codes(smallLink, keys)...)
}

// mid is a cell of text set in the middle.
func mid(style pdf.Style, words string) pdf.Cell {
	c := cell(style, words)
	c.Mid = true
	return c
}

// statements sets how each statement is judged, and on which evidence.
func (s *assessmentSetter) statements(these []JudgedShown) {
	t := &pdf.Table{Cols: []float64{200, columnW - 200 - 78, 78}, Gap: 12, Lead: lead, Pad: 4, Rule: hair, Under: ink, Keep: true, Names: true,
		Head: []pdf.Cell{cell(smallBold, "Statement"), cell(smallBold, "Reason, and the evidence it rests on"), mid(smallBold, "Evidence is")}}
	s.f.Rows(t, len(these), func(i int) []pdf.Cell {
		st := &these[i]
		name := cellOf(span(bold, listed("  ", st.Name, st.Title)), span(small, prefixed("\n", st.Text)))
		if !s.seen[st.Key] {
			s.seen[st.Key] = true
			name.Name = shownAnchor(st.Key)
		}
		return []pdf.Cell{name, cellOf(s.reason(st)...), judged(st.Verdict)}
	})
}

// reason says why a statement is judged as it is, on which evidence, by whom.
func (s *assessmentSetter) reason(st *JudgedShown) []pdf.Span {
	if st.Verdict == "" {
		if st.Sampled {
			return []pdf.Span{span(softText, "The plan lets this one be sampled; it was not judged this time.")}
		}
		return []pdf.Span{span(softText, "Not judged yet.")}
	}
	spans := []pdf.Span{span(text, st.Reason)}
	before := st.Reason
	switch {
	case len(st.Cites) > 0:
		spans = append(spans, span(text, newLineIf(before)))
		for i := range st.Cites {
			if i > 0 {
				spans = append(spans, span(text, "; "))
			}
			spans = append(spans, s.cite(&st.Cites[i], i == 0))
		}
		before = "cited"
	case st.Verdict == "sufficient":
		before = newLineIf(before) + "What was said in the assessment"
		spans = append(spans, span(text, before))
	}
	return append(spans, whoWhen(before, st.By, words.Moment(st.At)))
}

// cite says where evidence is, as a link to its piece.
func (s *assessmentSetter) cite(c *JudgedCite, first bool) pdf.Span {
	said := c.words()
	if first {
		said = words.Capital(said)
	}
	for _, p := range s.a.Evidence.Pieces {
		if p.Number == c.Piece {
			return to(linked, said, pieceAnchor(c.Piece))
		}
	}
	return span(text, said)
}

// questions sets what was asked and answered.
func (s *assessmentSetter) questions(m *JudgedPart) {
	if len(m.Questions) == 0 {
		return
	}
	s.part("questions:"+m.Key, "What was asked and answered")
	t := &pdf.Table{Cols: []float64{205, columnW - 205}, Gap: 12, Lead: lead, Pad: 4, Rule: hair, Under: ink, Keep: true, Names: true,
		Head: []pdf.Cell{cell(smallBold, "Question"), cell(smallBold, "Answer, as the assessor recorded it")}}
	s.f.Rows(t, len(m.Questions), func(i int) []pdf.Cell {
		q := &m.Questions[i]
		asked := append([]pdf.Span{span(text, q.Text)}, s.aboutStatements(q.Statements)...)
		return []pdf.Cell{cellOf(asked...), cell(text, orElse(q.Answer, "Nothing was recorded."))}
	})
}

// behaviours sets what the employer verified.
func (s *assessmentSetter) behaviours() {
	if len(s.a.Verified) == 0 {
		return
	}
	s.begin("behaviours", "Behaviours, verified by the employer", 0)
	s.para(span(text, "Under this plan behaviours are not judged in the "+s.a.Plan.Words.Assessment+". The employer verified them before it, and this is their record."))
	s.f.Space(8)
	t := &pdf.Table{Cols: []float64{200, columnW - 200 - 78, 78}, Gap: 12, Lead: lead, Pad: 4, Rule: hair, Under: ink, Keep: true, Names: true,
		Head: []pdf.Cell{cell(smallBold, "Behaviour"), cell(smallBold, "Example, and who verified it"), mid(smallBold, "The employer")}}
	s.f.Rows(t, len(s.a.Verified), func(i int) []pdf.Cell {
		b := &s.a.Verified[i]
		said := mid(softText, "Not verified")
		if b.Verified {
			said = mid(bold, "Verified it")
			said.Fill = &proven
		}
		return []pdf.Cell{cellOf(span(bold, listed("  ", b.Name, b.Title)), span(small, prefixed("\n", b.Text))),
			cellOf(span(text, b.Example), whoWhen(b.Example, b.By, words.Moment(b.At))), said}
	})
}

// evidence lists what was handed over, and what rests on it.
func (s *assessmentSetter) evidence() {
	e := &s.a.Evidence
	s.begin("evidence", "Evidence", 0)
	s.para(span(text, listed(" by ", "Handed over to "+s.a.Organisation+" on "+words.Moment(e.At), e.By)+", as attempt "+itoa(e.Attempt)+" of handing over. Pieces and files are named here as they are in that hand-over."))
	s.f.Space(3)
	s.note(span(small, "SHA-256 of the hand-over, which names every file with its own: "), span(mono, e.Document))
	s.f.Space(8)
	if len(e.Pieces) == 0 {
		s.para(span(softText, "No piece of evidence was handed over."))
		return
	}
	t := &pdf.Table{Cols: []float64{38, columnW - 38 - 150, 150}, Gap: 12, Lead: lead, Pad: 4, Rule: hair, Under: ink, Keep: true, Names: true,
		Head: []pdf.Cell{cell(smallBold, "Piece"), cell(smallBold, "Title and files"), cell(smallBold, "Cited for")}}
	s.f.Rows(t, len(e.Pieces), func(i int) []pdf.Cell {
		p := &e.Pieces[i]
		number := cell(bold, itoa(p.Number))
		number.Name = pieceAnchor(p.Number)
		about := []pdf.Span{span(bold, p.Title), span(small, "\n"+listed(" · ", p.Kind, words.Days(p.From, p.To), "version "+itoa(p.Version)))}
		for _, f := range p.Files {
			about = append(about, span(small, "\nFile "+f.Label+": "+f.Name))
		}
		cited := []pdf.Span{span(softText, "Not cited")}
		if keys := s.cited[p.Number]; len(keys) > 0 {
			cited = s.codes(linked, keys)
		}
		return []pdf.Cell{number, cellOf(about...), cellOf(cited...)}
	})
}

// record says who declared and did what, when, and how to check the report.
func (s *assessmentSetter) record() {
	a := s.a
	s.begin("record", "Declarations and record", 0)
	s.part("declarations", "Declarations")
	if len(a.Assessors) > 0 {
		s.para(span(text, "Before seeing anything of it, each declared that nothing in their interests conflicts with judging this apprentice fairly."))
		s.f.Space(4)
	}
	t := &pdf.Table{Cols: []float64{columnW - 300, 130, 170}, Gap: 10, Lead: lead, Pad: 3.4, Rule: hair, Under: ink, Keep: true, Names: true,
		Head: []pdf.Cell{cell(smallBold, "Name"), cell(smallBold, "As"), cell(smallBold, "Declared")}}
	s.f.Rows(t, len(a.Assessors), func(i int) []pdf.Cell {
		p := &a.Assessors[i]
		return []pdf.Cell{cell(bold, p.Name), cell(text, dutyWords(p.Duty)), cell(text, words.Moment(p.DeclaredAt))}
	})
	s.f.Space(6)
	s.para(span(text, a.moderation()))
	s.part("steps", "Who did what, and when")
	if len(a.Steps) == 0 {
		s.para(span(softText, "Nothing has been proposed yet."))
	}
	t.Cols, t.Head = []float64{columnW - 340, 170, 170}, []pdf.Cell{cell(smallBold, "What"), cell(smallBold, "Who"), cell(smallBold, "When")}
	s.f.Rows(t, len(a.Steps), func(i int) []pdf.Cell {
		return []pdf.Cell{cell(bold, stepWords(a.Steps[i].Step)), cell(text, a.Steps[i].By), cell(text, words.Moment(a.Steps[i].At))}
	})
	s.check()
}

// check says how the report can be checked, whose words it holds, and what it
// cannot show.
func (s *assessmentSetter) check() {
	s.part("check", "About this report")
	s.para(span(text, "“touchstone verify” on this file says whether any byte of it was changed since it was made. The record that it was made of is attached as “"+assessmentRecord+"”. Times are London’s."))
	s.f.Space(3)
	s.note(span(small, "SHA-256 of that record: "), span(mono, s.digest))
	src := s.p.Standard.Source
	if src.Name != "" {
		s.f.Space(4)
		s.para(span(text, strings.TrimSuffix("Statements are worded after: "+listed(", read ", src.Name, words.Day(src.ReadOn)), ".")+"."))
	}
	if src.Licence != "" {
		s.f.Space(4)
		s.para(span(text, src.Licence))
	}
	if s.a.Plan.Example {
		s.f.Space(4)
		s.para(span(text, "The assessment plan used here is an example made for this program. It is not the plan published for the standard."))
	}
	if !s.whole {
		s.f.Space(4)
		s.para(span(text, "This document is set in Latin, Greek and Cyrillic letters. Where text in another script was written, it says in brackets how many letters there were; the attached record has all of them."))
	}
}
