package reports

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"touchstone/app/words"
	"touchstone/ksb"
	"touchstone/reports/pdf"
)

// assessmentRecord is the name of the attachment that holds the report as it is
// kept.
const assessmentRecord = "Assessment record.json"

// Write writes the report as a PDF with the record it was made of attached. The
// same report gives the same bytes. An error is of w.
func (a *Assessment) Write(w io.Writer) error {
	document, err := a.Document()
	if err != nil {
		return err
	}
	out := pdf.NewWriter(w)
	kept, err := out.EmbedBytes("text:"+assessmentRecord, "application/json", document)
	if err != nil {
		return fmt.Errorf("write report of assessment: %w", err)
	}
	s := a.setter(string(document), kept.SHA256)
	drawn, err := pdf.Draw(s.draw)
	if err != nil {
		return fmt.Errorf("write report of assessment: %w", err)
	}
	info := pdf.Info{Title: a.Title() + ": " + a.Apprentice, Author: a.Organisation, Made: a.newest(),
		Subject: listed(", ", a.Standard.Title, standardName(&s.p.Standard), s.option())}
	attached := []pdf.Attachment{{Name: assessmentRecord, About: "The record that this report shows", Relation: "Source", File: kept}}
	_, _, err = out.Finish(drawn, info, attached, func(parts []pdf.Part) ([]byte, error) { return a.manifest(s, drawn, kept.SHA256, parts) })
	if err != nil {
		return fmt.Errorf("write report of assessment: %w", err)
	}
	return nil
}

// manifest is the inner manifest, by which the program can check the file.
func (a *Assessment) manifest(s *assessmentSetter, drawn *pdf.Drawing, digest string, parts []pdf.Part) ([]byte, error) {
	m := Manifest{Format: manifestFormat, About: "The report of an assessment. The attached record is what was kept when the result was released. " +
		"Parts are stretches of the document, in order and without gaps, each with the SHA-256 of its bytes.",
		Apprentice: a.Apprentice, ULN: a.ULN, Standard: standardName(&s.p.Standard), Made: a.newest().UTC(), Working: s.p.Working, Pages: drawn.Pages(),
		Pieces: []PieceEntry{}, Files: []FileEntry{}, Texts: []TextEntry{{Attached: assessmentRecord, SHA256: digest}}}
	for _, part := range parts {
		m.Parts = append(m.Parts, ManifestPart{part.Offset, part.Length, part.SHA256, partName(part.Key, nil)})
	}
	return json.MarshalIndent(m, "", " ")
}

// An assessmentSetter draws one report with what draws portfolios.
type assessmentSetter struct {
	*setter
	a      *Assessment
	digest string            // SHA-256 of the record, hex
	whole  bool              // every letter of it can be shown
	names  map[string]string // what statements are called, by key
	seen   map[string]bool   // keys of statements whose row has been drawn
	cited  map[int][]string  // keys of the statements that rest on a piece, by its number
}

func (a *Assessment) setter(document, digest string) *assessmentSetter {
	p := &Portfolio{Working: a.ReleasedAt.IsZero(), Provider: a.Organisation, Apprentice: a.Apprentice, ULN: a.ULN, Option: a.Standard.Option,
		Standard: ksb.Standard{Reference: a.Standard.Reference, Version: a.Standard.Version, Title: a.Standard.Title, Level: a.Standard.Level, Source: a.Standard.Source}}
	s := &assessmentSetter{setter: newSetter(p), a: a, digest: digest, names: map[string]string{}, cited: map[int][]string{}}
	_, s.whole = pdf.Clean(document)
	see := func(statements []JudgedShown) {
		for _, st := range statements {
			if s.names[st.Key] != "" {
				continue // of another method too
			}
			s.names[st.Key] = st.Name
			for _, n := range piecesOf(st.Cites) {
				s.cited[n] = append(s.cited[n], st.Key)
			}
		}
	}
	for i := range a.Methods {
		see(a.Methods[i].Statements)
	}
	see(a.Others)
	return s
}

// piecesOf returns the numbers of the pieces that are cited, each once.
func piecesOf(cites []JudgedCite) (numbers []int) {
	seen := map[int]bool{}
	for _, c := range cites {
		if !seen[c.Piece] {
			seen[c.Piece] = true
			numbers = append(numbers, c.Piece)
		}
	}
	return numbers
}

// Names of anchors.
func methodAnchor(key string) string { return "method:" + key }
func shownAnchor(key string) string  { return "shown:" + key }

func (s *assessmentSetter) draw(d *pdf.Doc) {
	s.d, s.over, s.seen = d, nil, map[string]bool{}
	s.f = &pdf.Flow{Doc: d, X: margin, W: columnW, Bottom: bottom, NewPage: s.newPage}
	s.cover()
	s.contents()
	s.result()
	for i := range s.a.Methods {
		s.method(&s.a.Methods[i])
	}
	if len(s.a.Others) > 0 {
		s.begin("others", "Statements in no "+s.a.Plan.Words.Method, 0)
		s.statements(s.a.Others)
	}
	s.behaviours()
	s.evidence()
	s.record()
}

// begin is chapter for a title that may be long.
func (s *assessmentSetter) begin(anchor, words string, level int) {
	s.newPage()
	s.d.Anchor(anchor, 0)
	s.d.Bookmark(level, firstWords(words, 90), anchor)
	s.pieceTitle(words)
	s.f.Space(6)
}

// part sets a section's heading that the outline names.
func (s *assessmentSetter) part(anchor, words string) {
	s.section(words)
	s.d.Anchor(anchor, s.f.Y-24)
	s.d.Bookmark(1, firstWords(words, 90), anchor)
}

// cover draws the first page.
func (s *assessmentSetter) cover() {
	s.newPage()
	s.d.Anchor("cover", 0)
	s.d.Bookmark(0, "Cover", "cover")
	s.brand()
	s.f.Y = margin + 60
	top := s.f.Y
	s.f.X, s.f.W = margin+16, columnW-16
	under := pdf.Style{Face: pdf.Regular, Size: 13, Colour: ink}
	s.f.Para("P", 20, span(under, s.a.Title()+map[bool]string{true: ": draft"}[s.p.Working]))
	name := span(pdf.Style{Face: pdf.Semibold, Size: 40, Colour: ink}, s.p.Apprentice)
	name.Style.Size = nameSize(name.Text)
	s.f.Para("H1", name.Style.Size*1.15, name)
	s.f.Space(3)
	s.f.Para("P", 18, span(under, listed("\n", s.standardTitle(), s.option())))
	s.f.X, s.f.W = margin, columnW
	if s.d.Page() == 1 {
		s.d.Fill(margin, top-2, 4, s.f.Y-top+6, stone)
	}
	s.f.Space(18)
	s.outcome()
	s.f.Space(14)
	s.facts(172, true, s.coverFacts())
}

// outcome sets the result in a frame with a thick left side.
func (s *assessmentSetter) outcome() {
	const big = 24.0
	a := s.a
	grade := pdf.Wrap([]pdf.Span{span(pdf.Style{Face: pdf.Semibold, Size: 19, Colour: ink}, a.outcome())}, columnW-30)
	about := pdf.Wrap(s.outcomeWords(), columnW-30)
	high := big*float64(len(grade)) + lead*float64(len(about)) + 18
	s.f.Need(high)
	s.d.Frame(margin+1.5, s.f.Y, columnW-1.5, high, 0.7, stone)
	s.d.Fill(margin, s.f.Y-0.35, 4, high+0.7, stone)
	s.f.Y += 8
	s.f.Block(s.d.NewElem("P", ""), margin+16, big, grade)
	s.f.Block(s.d.NewElem("P", ""), margin+16, lead, about)
	s.f.Y += 10
}

// outcomeWords says under the result what it is, and where more of it is.
func (s *assessmentSetter) outcomeWords() []pdf.Span {
	a := s.a
	what := "Result of the " + a.Plan.Words.Assessment
	if a.Result.Grade != "" {
		what = "Overall grade of the " + a.Plan.Words.Assessment
	}
	if a.Sitting > 1 {
		what += ", attempt " + itoa(a.Sitting)
	}
	what += "."
	if a.Result.Before != "" {
		what += " It came to " + a.Result.Before + ", and after a resit the plan gives " + a.Result.Grade + " at most."
	}
	what += "\n"
	spans := []pdf.Span{span(text, what), to(linked, "How it comes about", "working")}
	if a.Resit != nil {
		spans = append(spans, span(text, " · "), to(linked, "Being assessed again", "resit"))
	}
	return append(spans, span(text, " · "), to(linked, "Feedback", "feedback"))
}

func (s *assessmentSetter) coverFacts() [][2]string {
	a := s.a
	plan := listed(", ", a.Plan.Name, a.Plan.Reference, prefixed("version ", a.Plan.Version))
	if a.Plan.Example {
		plan += " (made for this program; it is not the published plan)"
	}
	released := "Not released: this is a draft"
	if !a.ReleasedAt.IsZero() {
		released = listed(" by ", words.Moment(a.ReleasedAt), a.ReleasedBy)
	}
	return [][2]string{
		{"Unique learner number", orElse(a.ULN, "Not issued yet")},
		{"Standard", listed(", version ", a.Standard.Reference, a.Standard.Version)},
		{"Assessment plan", plan},
		{"Employer", listed("; ", a.Employer, a.EmployerContact)},
		{"Training provider", listed("; ", a.Provider, with(", coach", a.Coach))},
		{words.Capital(a.Plan.Words.Organisation), a.Organisation},
		{"Assessed by", orElse(a.named("assess"), "Nobody yet")},
		{"Moderated by", a.named("moderate")},
		{"Assessed on", orElse(a.held(), "Not recorded yet")},
		{"Assessment attempt", itoa(a.Sitting)},
		{"Evidence handed over", fmt.Sprintf("%s, %s", words.Moment(a.Evidence.At), words.Plural(len(a.Evidence.Pieces), "piece", "pieces"))},
		{"Result released", released},
	}
}

// contents lists what is in the report, on what is left of the cover.
func (s *assessmentSetter) contents() {
	type row struct{ name, anchor string }
	rows := []row{{"Result and feedback", "result"}}
	for _, m := range s.a.Methods {
		rows = append(rows, row{m.Name, methodAnchor(m.Key)})
	}
	if len(s.a.Others) > 0 {
		rows = append(rows, row{"Statements in no " + s.a.Plan.Words.Method, "others"})
	}
	if len(s.a.Verified) > 0 {
		rows = append(rows, row{"Behaviours, verified by the employer", "behaviours"})
	}
	rows = append(rows, row{"Evidence", "evidence"}, row{"Declarations and record", "record"})
	s.part("contents", "In this report")
	t := &pdf.Table{Cols: []float64{columnW - 40, 40}, Gap: 8, Lead: lead, Pad: 2.6, Rule: hair}
	s.f.Rows(t, len(rows), func(i int) []pdf.Cell {
		page := cellOf(to(linked, s.pageNo(rows[i].anchor), rows[i].anchor))
		page.End = true
		return []pdf.Cell{cell(text, rows[i].name), page}
	})
}

// result draws the grades, what can be taken again, the feedback, and how the
// result comes about.
func (s *assessmentSetter) result() {
	a := s.a
	s.begin("result", "Result and feedback", 0)
	s.outcome()
	s.part("grades", "Grades")
	t := &pdf.Table{Cols: []float64{columnW - 150 - 100, 150, 100}, Gap: 10, Lead: lead, Pad: 3.4, Rule: hair, Under: ink, Keep: true, Names: true,
		Head: []pdf.Cell{cell(smallBold, words.Capital(a.Plan.Words.Method)), cell(smallBold, "Held"), cell(smallBold, "Grade")}}
	s.f.Rows(t, len(a.Methods), func(i int) []pdf.Cell {
		m := &a.Methods[i]
		return []pdf.Cell{cellOf(to(linked, m.Name, methodAnchor(m.Key))), cell(text, orElse(words.Day(m.HeldOn), "Not recorded")), cell(bold, m.gradeWords())}
	})
	s.resit()
	s.feedback()
	s.part("working", "How the result comes about")
	for i, step := range a.Result.Working {
		s.para(span(softText, itoa(i+1)+"  "), span(text, step))
		s.f.Space(2)
	}
	s.combined()
	if len(a.Result.Missing) > 0 {
		s.part("missing", "What is not judged yet")
		for _, gap := range a.Result.Missing {
			s.para(span(text, gap))
			s.f.Space(2)
		}
	}
}

func (s *assessmentSetter) feedback() {
	s.part("feedback", "Feedback for the apprentice")
	if strings.TrimSpace(s.a.Feedback) == "" {
		s.para(span(softText, "No feedback was written."))
		return
	}
	s.para(span(text, strings.TrimSpace(s.a.Feedback)))
}

func (m *JudgedPart) gradeWords() string {
	if !m.Graded {
		return "Not graded"
	}
	return orElse(m.Grade, "No grade yet")
}

// combined sets the plan's table with the row that decided.
func (s *assessmentSetter) combined() {
	table := s.a.Result.Table
	if len(table) == 0 {
		return
	}
	s.f.Space(6)
	// In front of the table: behind it, it may come to stand on a page alone.
	s.note(span(small, "This is the plan’s table. The first row that fits decides; what a row does not name may have any grade."))
	s.f.Space(2)
	t := &pdf.Table{Cols: []float64{34, columnW - 34 - 100 - 80, 100, 80}, Gap: 8, Lead: lead, Pad: 3, Rule: hair, Under: ink, Keep: true, Names: true,
		Head: []pdf.Cell{cell(smallBold, "Row"), cell(smallBold, "Grades that it asks for"), cell(smallBold, "Overall"), cell(smallBold, "")}}
	s.f.Rows(t, len(table), func(i int) []pdf.Cell {
		row := []pdf.Cell{cell(text, itoa(i+1)), cell(text, table[i].words()), cell(text, table[i].Grade), cell(text, "")}
		if table[i].Decided {
			row[0], row[2], row[3] = cell(bold, itoa(i+1)), cell(bold, table[i].Grade), cell(bold, "Decided")
			for n := range row {
				row[n].Fill = &proven
			}
		}
		return row
	})
}

// resit says after a fail what can be taken again, by when and how capped.
func (s *assessmentSetter) resit() {
	r := s.a.Resit
	if r == nil {
		return
	}
	s.part("resit", "Being assessed again")
	if !r.Said {
		s.para(span(text, "The plan says nothing of being assessed again. Ask the "+s.a.Plan.Words.Organisation+"."))
		s.f.Space(4)
	}
	rows := [][]pdf.Cell{{cell(softText, "To be taken again"), cellOf(s.again(r)...)}}
	if r.Over() {
		rows = [][]pdf.Cell{{cell(softText, "Not passed"), cellOf(s.again(r)...)}}
	}
	if r.Said {
		for _, row := range r.rows() {
			if row[1] != "" {
				rows = append(rows, []pdf.Cell{cell(softText, row[0]), cell(text, row[1])})
			}
		}
	}
	t := &pdf.Table{Cols: []float64{130, columnW - 130}, Gap: 8, Lead: lead, Pad: 3.2, Rule: hair, Names: true}
	s.f.Rows(t, len(rows), func(i int) []pdf.Cell { return rows[i] })
}

// again lists the methods to be taken again, each with what it lacks.
func (s *assessmentSetter) again(r *Resit) (spans []pdf.Span) {
	if r.Whole {
		spans = append(spans, span(text, "Every "+s.a.Plan.Words.Method+", since the plan asks for all of them again:\n"))
	}
	for i, name := range r.Methods {
		if i > 0 {
			spans = append(spans, span(text, "\n"))
		}
		for n := range s.a.Methods {
			if m := &s.a.Methods[n]; m.Name == name {
				spans = append(append(spans, to(linked, name, methodAnchor(m.Key))), s.lacking(m)...)
			}
		}
	}
	return spans
}

// lacking lists what is not met and not shown in a method.
func (s *assessmentSetter) lacking(m *JudgedPart) (spans []pdf.Span) {
	n := 0
	for _, c := range m.Criteria {
		if c.Verdict == "not met" && c.ToPass {
			n++
		}
	}
	if n > 0 {
		one, many := s.a.Plan.Regime.Criterion()
		spans = append(spans, span(small, "\nNot met: "+words.Plural(n, one, many)))
	}
	var keys []string
	for _, st := range m.Statements {
		if st.Verdict == "insufficient" {
			keys = append(keys, st.Key)
		}
	}
	if len(keys) > 0 {
		spans = append(append(spans, span(small, "\nNot sufficient: ")), s.codes(smallLink, keys)...)
	}
	return spans
}

// codes lists statements by what they are called, as links to how they are
// judged.
func (s *assessmentSetter) codes(style pdf.Style, keys []string) (spans []pdf.Span) {
	between := span(style, ", ")
	if slices.ContainsFunc(keys, func(key string) bool { return strings.ContainsAny(s.names[key], ", ") }) {
		between.Text = "; " // headings stand for codes
	}
	between.Style.Colour = ink
	for i, key := range keys {
		if i > 0 {
			spans = append(spans, between)
		}
		spans = append(spans, to(style, orElse(s.names[key], key), shownAnchor(key)))
	}
	return spans
}
