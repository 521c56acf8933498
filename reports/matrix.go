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
	s.f.Space(-2)
	s.note(span(small, s.howToRead()))
	if s.p.Plan == nil {
		s.f.Space(4)
		s.para(span(text, "No assessment plan has been chosen, so all statements stand in one table."))
		s.matrix(s.p.Statements, true)
		return
	}
	for i, m := range s.methods() {
		statements := s.of(m)
		if i > 0 && s.f.Left() < methodHead+float64(len(statements)+1)*(gridLead+2*gridPad) {
			s.newPage()
		} else {
			s.f.Space(14)
		}
		anchor := "method:" + m.Key
		s.d.Anchor(anchor, s.f.Y)
		s.d.Bookmark(1, m.Name, anchor)
		s.f.Para("H2", 18, span(heading, m.Name))
		s.f.Space(1)
		s.method(m, statements)
	}
	s.others()
}

// methodHead is how high what stands over a method's table is at most.
const methodHead = 90

// howToRead says what is in the cells of the tables.
func (s *setter) howToRead() string {
	timed, several := false, false
	for _, all := range s.claimed {
		for _, at := range all {
			timed = timed || slices.ContainsFunc(s.spots(at), func(sp spot) bool { return sp.time >= 0 })
			several = several || len(s.spots(at)) > 2
		}
	}
	words := "A number is a page of this document; choose it to go there."
	if timed {
		words += " A time is a place in an attached recording; choose it to read which."
	}
	if several {
		words += " Where a cell ends in “…” there are more places; choose that to see them."
	}
	return words
}

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
		about = "This " + s.words().Method + " does not rest on the portfolio: nothing has to be shown here for it."
	}
	s.para(span(text, about))
	s.matrix(statements, m.Portfolio)
	var sampled []string
	for _, st := range statements {
		if slices.Contains(m.Sampled, st.Key) {
			sampled = append(sampled, s.codes[st.ID])
		}
	}
	if len(sampled) > 0 {
		s.f.Space(5)
		s.note(span(small, "May be sampled and not assessed every time: "+strings.Join(sampled, s.comma())+"."))
	}
}

// verified draws the list of what the employer verifies.
func (s *setter) verified(statements []ksb.Statement) {
	t := s.statementColumns("Statement", "Also shown on page")
	s.f.Rows(t, len(statements), func(i int) []pdf.Cell {
		st := &statements[i]
		also := cell(softText, "")
		if len(s.claimed[st.ID]) > 0 {
			also = cellOf(s.whereShown(st)...)
		}
		if len(t.Cols) == 2 {
			return []pdf.Cell{cellOf(s.code(linked, st.ID)), also}
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
	s.matrix(left, false)
}

// matrix draws a row a statement and a column a piece, in as many tables as
// there are dozens of pieces that show any of them. What has to be said of it
// stands first: a long table ends on a page of its own. Gaps says whether
// statements that nothing shows are to be listed.
func (s *setter) matrix(statements []ksb.Statement, gaps bool) {
	pieces := s.piecesFor(statements)
	s.matrixNotes(statements, len(pieces) == 0, gaps)
	for i, group := range evenly(pieces, piecesAcross) {
		rows := statements
		if i > 0 {
			rows = s.shownBy(statements, group)
			if s.f.Left() < 40+float64(len(rows)+1)*(gridLead+2*gridPad) {
				s.newPage()
			} else {
				s.f.Space(14)
			}
			s.note(span(small, "Continued: statements that pieces "+itoa(s.p.Pieces[group[0]].Number)+" to "+itoa(s.p.Pieces[group[len(group)-1]].Number)+" show."))
		}
		s.f.Space(8)
		s.grid(rows, group)
	}
}

// evenly splits pieces into as few groups of at most that many as it takes, and
// those as like in size as can be. No pieces are one empty group.
func evenly(pieces []int, most int) [][]int {
	if len(pieces) == 0 {
		return [][]int{nil}
	}
	groups := (len(pieces) + most - 1) / most
	return slices.Collect(slices.Chunk(pieces, (len(pieces)+groups-1)/groups))
}

// shownBy returns those of the statements that any of the pieces claims.
func (s *setter) shownBy(statements []ksb.Statement, pieces []int) []ksb.Statement {
	var shown []ksb.Statement
	for _, st := range statements {
		if slices.ContainsFunc(s.claimed[st.ID], func(at claimAt) bool { return slices.Contains(pieces, at.index) }) {
			shown = append(shown, st)
		}
	}
	return shown
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
