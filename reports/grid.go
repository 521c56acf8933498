package reports

import (
	"slices"
	"strings"

	"touchstone/app/words"
	"touchstone/ksb"
	"touchstone/reports/pdf"
)

// The measures of the coverage's tables.
const (
	gridName  = 190 // least width of a statement's code and title
	gridWide  = 44  // greatest width of a piece's column
	gridLead  = 10.6
	gridPad   = 3.4 // above and below a row's line
	gridTight = 2.0 // where that brings the table onto one page
)

// grid draws one table of the coverage.
func (s *setter) grid(statements []ksb.Statement, pieces []int) {
	across := float64(gridWide)
	if len(pieces) > 0 {
		across = min(across, (columnW-gridName)/float64(len(pieces)))
	}
	t := &pdf.Table{Lead: gridLead, Pad: s.gridPad(len(statements) + 1), Rule: hair, Under: ink, Keep: true, Names: true, Ruled: true}
	t.Cols = []float64{columnW - across*float64(len(pieces))}
	t.Head = []pdf.Cell{cell(smallBold, "Statement")}
	for _, i := range pieces {
		t.Cols = append(t.Cols, across)
		a := pieceAnchor(s.p.Pieces[i].Number)
		t.Head = append(t.Head, pdf.Cell{Spans: []pdf.Span{to(smallBold, itoa(s.p.Pieces[i].Number), a)}, Mid: true})
	}
	s.f.Rows(t, len(statements), func(i int) []pdf.Cell {
		st := &statements[i]
		row := []pdf.Cell{s.rowHead(st, t.Cols[0])}
		for _, p := range pieces {
			row = append(row, s.gridCell(st.ID, p, across))
		}
		return row
	})
}

// gridPad is the room above and below the line of each of so many rows: less
// than usual if they then end on this page.
func (s *setter) gridPad(rows int) float64 {
	each := (s.f.Left() - 2) / float64(rows)
	if pad := (each - gridLead) / 2; pad >= gridTight {
		return min(pad, gridPad)
	}
	return gridPad
}

// rowHead is a statement's code and title on one line. One that nothing shows
// says so.
func (s *setter) rowHead(st *ksb.Statement, room float64) pdf.Cell {
	const size = 8.6
	code := s.code(smallBold, st.ID)
	code.Style.Size = size
	name := span(smallInk, "")
	if st.Code != "" {
		name = span(smallInk, "  "+orElse(st.Title, st.Text()))
	}
	name.Style.Size = size
	none := span(small, "")
	if len(s.claimed[st.ID]) == 0 {
		none.Text, none.Style.Size = "  nothing shown", 7
		name.Style.Colour = soft
	}
	room -= 6
	if widthOf([]pdf.Span{code, name, none}) > room && none.Text != "" {
		none.Text = "  none"
	}
	room -= none.Style.Width(none.Text)
	code.Text = cut(code, room)
	name.Text = cut(name, max(0, room-code.Style.Width(code.Text)))
	return cellOf(code, name, none)
}

// gridCell says where a piece shows a statement. What was not accepted is
// outlined; what was has a ground.
func (s *setter) gridCell(id ksb.StatementID, piece int, room float64) pdf.Cell {
	var c pdf.Cell
	for _, at := range s.claimed[id] {
		if at.index != piece {
			continue
		}
		c.Mid = true
		c.Spans = append(c.Spans, s.gridLinks(at, id, room-2)...)
		if at.claim.Verdict == "accepted" {
			c.Fill = &proven
		} else {
			c.Edge = &strong
		}
	}
	return c
}

// gridLinks sets a claim's places on one line: all of them if there is room,
// smaller if that helps, else the first ones and a link to the claim.
func (s *setter) gridLinks(at claimAt, id ksb.StatementID, room float64) []pdf.Span {
	var all []spot
	for _, sp := range s.spots(at) {
		sp.words = firstOf(sp.words)
		if !slices.ContainsFunc(all, func(o spot) bool { return o.words == sp.words }) {
			all = append(all, sp)
		}
	}
	style := smallLink
	for _, style.Size = range []float64{8, 7.2, 6.4} {
		if spans := spaced(style, all); widthOf(spans) <= room {
			return spans
		}
	}
	rest := to(style, "…", claimAnchor(at.piece.Number, id))
	for n := len(all) - 1; n > 0; n-- {
		for _, style.Size = range []float64{8, 7.2, 6.4} {
			rest.Style = style
			spans := append(spaced(style, all[:n]), rest)
			if widthOf(spans) <= room {
				return spans
			}
		}
	}
	return spaced(style, all[:1])
}

// spaced sets spots as links with a narrow gap between.
func spaced(style pdf.Style, spots []spot) []pdf.Span {
	var spans []pdf.Span
	for i, sp := range spots {
		if i > 0 {
			spans = append(spans, pdf.Span{Text: " ", Style: style})
		}
		spans = append(spans, to(style, sp.words, sp.anchor))
	}
	return spans
}

func widthOf(spans []pdf.Span) (w float64) {
	for _, sp := range spans {
		w += sp.Style.Width(sp.Text)
	}
	return w
}

// firstOf leaves of "31 to 33" the first page: columns are narrow.
func firstOf(words string) string {
	first, _, _ := strings.Cut(words, " ")
	return first
}

// matrixNotes says over a table what its marks mean and what it leaves open.
func (s *setter) matrixNotes(statements []ksb.Statement, empty, gaps bool) {
	var nothing []string
	open := 0
	for _, st := range statements {
		if len(s.claimed[st.ID]) == 0 {
			nothing = append(nothing, s.codes[st.ID])
		}
		for _, at := range s.claimed[st.ID] {
			if at.claim.Verdict != "accepted" {
				open++
			}
		}
	}
	switch {
	case empty:
		s.note(span(small, "No piece of evidence shows any of these statements yet."))
		return
	case open > 0:
		s.note(span(small, "Shaded: the coach accepted the claim. Outlined: claimed, but not accepted."))
	default:
		s.note(span(small, "Every claim here was accepted by the coach."))
	}
	if len(nothing) > 0 && gaps {
		spans := []pdf.Span{span(smallBold, "Nothing shown yet: "), span(small, itoa(len(nothing))+" of "+words.Plural(len(statements), "statement", "statements")+".")}
		if s.coded() {
			spans[1].Text = strings.TrimSuffix(spans[1].Text, ".") + ", " + strings.Join(nothing, ", ") + "."
		}
		s.note(spans...)
	}
}
