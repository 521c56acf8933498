package reports

import (
	"strconv"
	"strings"

	"touchstone/ksb"
	"touchstone/reports/pdf"
)

// A4 and its margins, in points.
const (
	pageW, pageH = 595.28, 841.89
	margin       = 54
	columnW      = pageW - 2*margin
	footY        = pageH - 28 // baseline of the footer
	bottom       = footY - 26 // where text ends
)

// The inks. Links are underlined as well: the document will be printed grey.
var (
	ink     = pdf.Colour{0x1a, 0x23, 0x21}
	soft    = pdf.Colour{0x4b, 0x56, 0x53}
	petrol  = pdf.Colour{0x0d, 0x58, 0x68}
	stone   = pdf.Colour{0x16, 0x32, 0x2c}
	hair    = pdf.Colour{0xdc, 0xd8, 0xcd}
	strong  = pdf.Colour{0x75, 0x7d, 0x7a}
	proven  = pdf.Colour{0xe3, 0xf0, 0xe9}
	gold    = pdf.Colour{0xf0, 0xc3, 0x5e}
	lead    = 13.5
	leadS   = 11.0
	spacing = 18.0 // above a heading
)

// The type.
var (
	text      = pdf.Style{Face: pdf.Regular, Size: 9.5, Colour: ink}
	bold      = pdf.Style{Face: pdf.Semibold, Size: 9.5, Colour: ink}
	softText  = pdf.Style{Face: pdf.Regular, Size: 9.5, Colour: soft}
	linked    = pdf.Style{Face: pdf.Regular, Size: 9.5, Colour: petrol}
	small     = pdf.Style{Face: pdf.Regular, Size: 8, Colour: soft}
	smallInk  = pdf.Style{Face: pdf.Regular, Size: 8, Colour: ink}
	smallBold = pdf.Style{Face: pdf.Semibold, Size: 8, Colour: ink}
	smallLink = pdf.Style{Face: pdf.Regular, Size: 8, Colour: petrol}
	mono      = pdf.Style{Face: pdf.Mono, Size: 6.6, Colour: soft}
	title     = pdf.Style{Face: pdf.Semibold, Size: 21, Colour: ink}
	heading   = pdf.Style{Face: pdf.Semibold, Size: 12, Colour: ink}
)

// A setter draws one portfolio.
type setter struct {
	p       *Portfolio
	d       *pdf.Doc
	f       *pdf.Flow
	placed  [][]*placing // by piece and file
	records []*placing   // by file of the gateway record
	extras  []extra      // attachments of ours
	byID    map[ksb.StatementID]*ksb.Statement
	codes   map[ksb.StatementID]string
	claimed map[ksb.StatementID][]claimAt
	over    func(*setter) // draws what heads each new page; nil: nothing
}

// An extra is an attachment that the program made, not a person.
type extra struct {
	name, about string
	piece       int // index; -1: of the document
	embed       *pdf.Embedded
}

// A claimAt is a claim, and where in the portfolio it is.
type claimAt struct {
	piece *Piece
	index int // of the piece
	claim *Claim
}

// span is text of one style as pages can show it.
func span(s pdf.Style, words string) pdf.Span {
	shown, _ := pdf.Clean(words)
	return pdf.Span{Text: shown, Style: s}
}

// to is span as a link.
func to(s pdf.Style, words, anchor string) pdf.Span {
	sp := span(s, words)
	sp.To = anchor
	return sp
}

// cell is a cell of plain text.
func cell(s pdf.Style, words string) pdf.Cell { return pdf.Cell{Spans: []pdf.Span{span(s, words)}} }

func cellOf(spans ...pdf.Span) pdf.Cell { return pdf.Cell{Spans: spans} }

// newPage begins a page of ours with its foot, and what heads it.
func (s *setter) newPage() {
	s.sheet(pageW, pageH, margin)
	s.f.Y = margin
	if s.over != nil {
		s.over(s)
	}
}

// sheet adds a page of any size with its foot, which stands side from the edges.
func (s *setter) sheet(w, h, side float64) {
	s.d.AddPage(w, h)
	s.d.Apart(func() { s.foot(w, h, side) })
}

func (s *setter) foot(w, h, side float64) {
	y := h - (pageH - footY)
	s.d.Line(side, y-14, w-side, y-14, 0.5, strong)
	right := "Page " + strconv.Itoa(s.d.Page()) + " of " + strconv.Itoa(s.d.Pages())
	if s.p.Working {
		right = "Working copy · " + right
	}
	s.setEnd(w-side, y, span(small, right))
	room := w - 2*side - small.Width(right) - 20
	s.d.Set(side, y, oneLine(room, span(small, listed(" · ", s.p.Apprentice, s.uln(), standardName(&s.p.Standard)))))
}

func (s *setter) uln() string {
	if s.p.ULN == "" {
		return ""
	}
	return "ULN " + s.p.ULN
}

// setEnd sets spans so that they end at x.
func (s *setter) setEnd(x, y float64, spans ...pdf.Span) {
	var w float64
	for _, sp := range spans {
		w += sp.Style.Width(sp.Text)
	}
	s.d.Set(x-w, y, pdf.Wrap(spans, 2*pageW)[0])
}

// oneLine sets a span in one line of that width, cut short with an ellipsis if
// it has to be.
func oneLine(room float64, sp pdf.Span) pdf.Line {
	sp.Text = strings.ReplaceAll(sp.Text, "\n", " ")
	sp.Text = cut(sp, room)
	return pdf.Wrap([]pdf.Span{sp}, 2*pageW)[0]
}

// chapter begins a page with a title that the outline names.
func (s *setter) chapter(anchor, words string, level int) {
	s.newPage()
	s.d.Anchor(anchor, s.f.Y)
	s.d.Bookmark(level, words, anchor)
	s.f.Para("H1", 25, span(title, words))
	s.f.Space(6)
}

// section sets a heading inside a chapter, kept with what follows it.
func (s *setter) section(words string) {
	s.f.Space(spacing)
	s.f.Need(110) // the heading, the head of a table and a row
	s.f.Para("H2", 16, span(heading, words))
	s.f.Space(5)
}

// para sets a paragraph of body text.
func (s *setter) para(spans ...pdf.Span) { s.f.Para("P", lead, spans...) }

// note sets a paragraph of small text.
func (s *setter) note(spans ...pdf.Span) { s.f.Para("P", leadS, spans...) }

// facts sets names and what they are, in two columns, with rules between.
func (s *setter) facts(first float64, rules bool, rows [][2]string) {
	var there [][2]string
	for _, r := range rows {
		if strings.TrimSpace(r[1]) != "" {
			there = append(there, r)
		}
	}
	t := &pdf.Table{Cols: []float64{first, columnW - first}, Gap: 8, Lead: lead, Pad: 3.2, Rule: hair, Names: true}
	name := softText
	if !rules {
		t.Pad, t.Plain, name = 2, true, bold
	}
	s.f.Rows(t, len(there), func(i int) []pdf.Cell {
		return []pdf.Cell{cell(name, there[i][0]), cell(text, there[i][1])}
	})
}
