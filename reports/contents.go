package reports

import (
	"slices"
	"strings"

	"touchstone/app/words"
	"touchstone/ksb"
	"touchstone/reports/pdf"
)

// contents draws the list of what is in the document.
func (s *setter) contents() {
	s.chapter("contents", "Contents", 0)
	rows := [][3]string{{"Where each statement is shown", "", "coverage"}, {"The statements", "", "statements"}}
	t := &pdf.Table{Cols: []float64{30, columnW - 30 - 40, 40}, Lead: lead, Pad: 4, Rule: hair}
	if s.p.Gateway != nil {
		rows = append(rows, [3]string{s.gatewayTitle(), "", "gateway"})
	}
	rows = append(rows, [3]string{"About this document", "", "about"})
	s.f.Rows(t, len(rows), func(i int) []pdf.Cell {
		page := cellOf(to(linked, s.pageNo(rows[i][2]), rows[i][2]))
		page.End = true
		return []pdf.Cell{cell(text, ""), cellOf(span(bold, rows[i][0])), page}
	})
	s.section("Pieces of evidence")
	if len(s.p.Pieces) == 0 {
		s.para(span(softText, "There are no pieces of evidence in this portfolio yet. Pieces appear here once the coach has accepted them."))
		return
	}
	pieces := &pdf.Table{Cols: []float64{30, columnW - 30 - 40, 40}, Gap: 8, Lead: lead, Pad: 4, Rule: hair, Under: ink, Keep: true,
		Head: []pdf.Cell{cell(smallBold, "Piece"), cell(smallBold, "Title, kind, and what it shows"), {Spans: []pdf.Span{span(smallBold, "Page")}, End: true}}}
	s.f.Rows(pieces, len(s.p.Pieces), func(i int) []pdf.Cell {
		p := &s.p.Pieces[i]
		a := pieceAnchor(p.Number)
		end := cellOf(to(linked, s.pageNo(a), a))
		end.End = true
		about := listed(" · ", p.Kind, words.Days(p.From, p.To), s.stateNote(p))
		spans := []pdf.Span{span(bold, p.Title), span(small, "\n"+with(" · ", about))}
		return []pdf.Cell{cell(bold, itoa(p.Number)), cellOf(append(spans, s.codesOf(p)...)...), end}
	})
}

// stateNote marks a piece that was not accepted.
func (s *setter) stateNote(p *Piece) string {
	if p.Accepted {
		return ""
	}
	return p.State + ", not accepted yet"
}

// codesOf lists what a piece claims.
func (s *setter) codesOf(p *Piece) []pdf.Span {
	if len(p.Claims) == 0 {
		return []pdf.Span{span(small, "claims no statement")}
	}
	var spans []pdf.Span
	for i, c := range p.Claims {
		if i > 0 {
			spans = append(spans, span(small, s.comma()))
		}
		spans = append(spans, s.code(smallLink, c.Statement))
	}
	return spans
}

// statements draws the wording of every statement, with where it is shown.
func (s *setter) statements() {
	s.chapter("statements", "The statements", 0)
	s.para(span(text, s.wordingNote()))
	kinds := s.kinds()
	for _, kind := range kinds {
		s.section(kind.Name)
		s.statementTable(kind.Key)
	}
	if s.p.Standard.IsOfficial() || s.p.Standard.Source.Licence != "" {
		s.f.Space(10)
		s.note(span(small, s.p.Standard.Source.Licence))
	}
}

// kinds returns the types of this apprentice's statements, in order.
func (s *setter) kinds() []ksb.Type {
	var kinds []ksb.Type
	seen := map[string]bool{}
	for _, t := range s.p.Standard.Types {
		seen[t.Key] = true
		kinds = append(kinds, t)
	}
	for _, st := range s.p.Statements {
		if !seen[st.Type] {
			seen[st.Type] = true
			kinds = append(kinds, s.p.Standard.TypeOf(st.Type))
		}
	}
	var used []ksb.Type
	for _, t := range kinds {
		for _, st := range s.p.Statements {
			if st.Type == t.Key {
				used = append(used, t)
				break
			}
		}
	}
	return used
}

func (s *setter) statementTable(kind string) {
	var these []*ksb.Statement
	for i := range s.p.Statements {
		if s.p.Statements[i].Type == kind {
			these = append(these, &s.p.Statements[i])
		}
	}
	t := s.statementColumns("Wording", "Shown on page")
	s.f.Rows(t, len(these), func(i int) []pdf.Cell {
		st := these[i]
		words := []pdf.Span{span(text, st.Text())}
		if (st.Official == "" || st.Code == "") && st.Title != "" {
			words = []pdf.Span{span(bold, st.Title), span(text, prefixed("\n", st.Text()))}
		}
		row := []pdf.Cell{cell(bold, string(st.Code)), cellOf(words...), cellOf(s.whereShown(st)...)}
		row = row[3-len(t.Cols):]
		row[0].Name = statementAnchor(st.ID)
		return row
	})
}

// statementColumns is a table of a code, a wording and where it is shown; of the
// last two alone where the standard has no codes.
func (s *setter) statementColumns(wording, shown string) *pdf.Table {
	t := &pdf.Table{Cols: []float64{38, columnW - 38 - 130, 130}, Gap: 10, Lead: lead, Pad: 4, Rule: hair, Under: ink, Keep: true, Names: true,
		Head: []pdf.Cell{cell(smallBold, "Code"), cell(smallBold, wording), cell(smallBold, shown)}}
	if !s.coded() {
		t.Cols, t.Head = []float64{columnW - 130, 130}, t.Head[1:]
	}
	return t
}

// coded reports whether any of the apprentice's statements has a code.
func (s *setter) coded() bool {
	return slices.ContainsFunc(s.p.Statements, func(st ksb.Statement) bool { return st.Code != "" })
}

// comma stands between what statements are called: headings may hold commas.
func (s *setter) comma() string {
	if s.coded() {
		return ", "
	}
	return "; "
}

// whereShown lists the places of a statement, piece by piece.
func (s *setter) whereShown(st *ksb.Statement) []pdf.Span {
	all := s.claimed[st.ID]
	if len(all) == 0 {
		if s.p.Plan != nil && s.p.Plan.Verified(st.Key) {
			return []pdf.Span{span(softText, "Verified by the employer")}
		}
		return []pdf.Span{span(softText, "Nothing shown")}
	}
	var spans []pdf.Span
	for i, at := range all {
		if i > 0 {
			spans = append(spans, span(text, "\n"))
		}
		spans = append(spans, to(linked, "Piece "+itoa(at.piece.Number), claimAnchor(at.piece.Number, st.ID)), span(text, ": "))
		spans = append(spans, links(linked, s.spots(at))...)
		if at.claim.Verdict != "accepted" {
			spans = append(spans, span(small, " not accepted"))
		}
	}
	return spans
}

// wordingNote says whose words the statements are in.
func (s *setter) wordingNote() string {
	var notes []string
	official, ours := 0, 0
	inferred := false
	for i := range s.p.Statements {
		if s.p.Statements[i].Official != "" {
			official++
		} else {
			ours++
		}
		inferred = inferred || s.p.Statements[i].Origin == ksb.InferredCode
	}
	switch {
	case ours == 0:
		notes = append(notes, "The statements are in their official wording; the short titles in tables are by the makers of Touchstone.")
	case official == 0:
		notes = append(notes, "The statements are given in short wordings by the makers of Touchstone, not in their official wording, which is with the standard's publisher.")
	default:
		notes = append(notes, "Statements with a heading are short wordings by the makers of Touchstone; the others are in their official wording.")
	}
	src := s.p.Standard.Source
	if src.Name != "" {
		notes = append(notes, strings.TrimSuffix("Source: "+listed(", read ", src.Name, words.Day(src.ReadOn)), ".")+".")
	}
	if src.Secondary {
		notes = append(notes, "That source is not the publisher itself.")
	}
	if inferred {
		notes = append(notes, "Codes are inferred from the order of the published page.")
	}
	return strings.Join(notes, " ")
}
