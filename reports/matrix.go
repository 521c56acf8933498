package reports

import (
	"slices"
	"strings"

	"touchstone/ksb"
	"touchstone/reports/pdf"
)

// piecesAcross is how many pieces one table of the coverage has columns for.
const piecesAcross = 12

// coverage draws, method by method, on which page each statement is shown.
func (s *setter) coverage() {
	s.chapter("coverage", "Where each statement is shown", 0)
	if s.p.Plan == nil {
		s.para(span(text, "No assessment plan has been chosen, so all statements stand in one table. "), span(text, howToRead))
		s.matrix(s.p.Statements)
		return
	}
	methods := s.methods()
	for i, m := range methods {
		if i > 0 {
			s.newPage()
		}
		anchor := "method:" + m.Key
		s.d.Anchor(anchor, s.f.Y)
		s.d.Bookmark(1, m.Name, anchor)
		s.f.Para("H2", 18, span(heading, m.Name))
		s.f.Space(2)
		s.method(m, s.of(m))
	}
	s.others()
}

const howToRead = "A number is a page of this document; choose it to go there. A time is a place in an attached recording; choose it to read where that is."

// methods returns the plan's methods that have statements for this apprentice:
// those the portfolio underpins first, those that the employer verifies last.
func (s *setter) methods() []ksb.Method {
	var all []ksb.Method
	for _, m := range s.p.Plan.Methods {
		if len(s.of(m)) > 0 && (m.Portfolio || m.Verified || s.anyClaimed(s.of(m))) {
			all = append(all, m)
		}
	}
	rank := func(m ksb.Method) int {
		switch {
		case m.Verified:
			return 2
		case m.Portfolio:
			return 0
		}
		return 1
	}
	slices.SortStableFunc(all, func(a, b ksb.Method) int { return rank(a) - rank(b) })
	return all
}

// of returns the apprentice's statements that a method covers.
func (s *setter) of(m ksb.Method) []ksb.Statement {
	var of []ksb.Statement
	for _, st := range s.p.Statements {
		if slices.Contains(m.Statements, st.Key) {
			of = append(of, st)
		}
	}
	return of
}

func (s *setter) anyClaimed(statements []ksb.Statement) bool {
	return slices.ContainsFunc(statements, func(st ksb.Statement) bool { return len(s.claimed[st.ID]) > 0 })
}

// method draws one method's table with what has to be said about it.
func (s *setter) method(m ksb.Method, statements []ksb.Statement) {
	if m.Verified {
		s.para(span(text, "These are not assessed. The employer verifies each one once, and that signed record is handed over with this portfolio. Where a piece of evidence shows one too, its page is given."))
		s.f.Space(8)
		s.verified(statements)
		return
	}
	about := "The portfolio underpins this " + s.words().Method + ". "
	if !m.Portfolio {
		about = "This " + s.words().Method + " does not rest on the portfolio: nothing has to be shown here for it. "
	}
	s.para(span(text, about+howToRead))
	s.matrix(statements)
	var sampled []string
	for _, st := range statements {
		if slices.Contains(m.Sampled, st.Key) {
			sampled = append(sampled, s.codes[st.ID])
		}
	}
	if len(sampled) > 0 {
		s.note(span(small, "May be sampled and not assessed every time: "+strings.Join(sampled, ", ")+"."))
	}
}

// verified draws the list of what the employer verifies.
func (s *setter) verified(statements []ksb.Statement) {
	t := &pdf.Table{Cols: []float64{38, columnW - 38 - 130, 130}, Gap: 10, Lead: lead, Pad: 4, Rule: hair, Under: ink, Keep: true, Names: true,
		Head: []pdf.Cell{cell(smallBold, ""), cell(smallBold, "Statement"), cell(smallBold, "Also shown on")}}
	s.f.Rows(t, len(statements), func(i int) []pdf.Cell {
		st := &statements[i]
		also := cell(softText, "")
		if len(s.claimed[st.ID]) > 0 {
			also = cellOf(s.whereShown(st)...)
		}
		return []pdf.Cell{cellOf(s.code(linked, st.ID)), cell(text, orElse(st.Title, st.Text())), also}
	})
}

// others draws the statements that pieces claim though no method has them.
func (s *setter) others() {
	var left []ksb.Statement
	for _, st := range s.p.Statements {
		if len(s.claimed[st.ID]) > 0 && len(s.p.Plan.MethodsOf(st.Key)) == 0 {
			left = append(left, st)
		}
	}
	if len(left) == 0 {
		return
	}
	s.newPage()
	s.d.Anchor("method:none", s.f.Y)
	s.d.Bookmark(1, "Statements of no method", "method:none")
	s.f.Para("H2", 18, span(heading, "Statements of no method"))
	s.para(span(text, "The plan gives these statements to no "+s.words().Method+". Pieces of evidence show them all the same."))
	s.matrix(left)
}

// matrix draws a row a statement and a column a piece, in as many tables as
// there are dozens of pieces that show any of them.
func (s *setter) matrix(statements []ksb.Statement) {
	pieces := s.piecesFor(statements)
	groups := slices.Collect(slices.Chunk(pieces, piecesAcross))
	if len(groups) == 0 {
		groups = [][]int{nil}
	}
	for i, group := range groups {
		if i > 0 {
			s.newPage()
			s.note(span(small, "Continued: pieces "+itoa(s.p.Pieces[group[0]].Number)+" to "+itoa(s.p.Pieces[group[len(group)-1]].Number)+"."))
		}
		s.f.Space(10)
		s.grid(statements, group)
	}
	s.f.Space(8)
	s.matrixNotes(statements, len(groups[0]) == 0)
}

// piecesFor returns the indices of the pieces that claim any of the statements.
func (s *setter) piecesFor(statements []ksb.Statement) []int {
	used := map[int]bool{}
	for _, st := range statements {
		for _, at := range s.claimed[st.ID] {
			used[at.index] = true
		}
	}
	var pieces []int
	for i := range s.p.Pieces {
		if used[i] {
			pieces = append(pieces, i)
		}
	}
	return pieces
}

// grid draws one table of the matrix.
func (s *setter) grid(statements []ksb.Statement, pieces []int) {
	const across = 23.0
	t := &pdf.Table{Lead: 11, Pad: 3.4, Rule: hair, Under: ink, Keep: true, Names: true, Ruled: true}
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
			row = append(row, s.gridCell(st.ID, p))
		}
		return row
	})
}

// rowHead is a statement's code and title on one line.
func (s *setter) rowHead(st *ksb.Statement, room float64) pdf.Cell {
	code := s.code(smallBold, st.ID)
	code.Style.Size = 8.6
	words := smallInk
	words.Size = 8.6
	name := span(words, "  "+orElse(st.Title, st.Text()))
	left := room - 6 - code.Style.Width(code.Text)
	name.Text = cut(name, left)
	return cellOf(code, name)
}

// gridCell says where a piece shows a statement. What was not accepted is
// outlined; what was has a ground.
func (s *setter) gridCell(id ksb.StatementID, piece int) pdf.Cell {
	var c pdf.Cell
	for _, at := range s.claimed[id] {
		if at.index != piece {
			continue
		}
		c.Mid = true
		for n, sp := range s.spots(at) {
			if n == 3 {
				c.Spans = append(c.Spans, to(smallLink, "\n…", claimAnchor(at.piece.Number, id)))
				break
			}
			if n > 0 {
				c.Spans = append(c.Spans, span(smallLink, "\n"))
			}
			c.Spans = append(c.Spans, to(smallLink, firstOf(sp.words), sp.anchor))
		}
		if at.claim.Verdict == "accepted" {
			c.Fill = &proven
		} else {
			c.Edge = &strong
		}
	}
	return c
}

// firstOf leaves of "31 to 33" the first page: columns are narrow.
func firstOf(words string) string {
	first, _, _ := strings.Cut(words, " ")
	return first
}

// matrixNotes says below a table what it leaves open.
func (s *setter) matrixNotes(statements []ksb.Statement, empty bool) {
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
		s.note(span(small, "No piece of evidence shows any of these statements."))
	case open > 0:
		s.note(span(small, "Shaded: the coach accepted the claim. Outlined: claimed, but not accepted."))
	default:
		s.note(span(small, "Every claim here was accepted by the coach."))
	}
	if len(nothing) > 0 && !empty {
		s.note(span(smallBold, "Nothing shown: "), span(small, strings.Join(nothing, ", ")+"."))
	}
}
