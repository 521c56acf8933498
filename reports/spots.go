package reports

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"touchstone/ksb"
	"touchstone/reports/pdf"
)

// Names of anchors.
func pieceAnchor(n int) string                    { return fmt.Sprintf("piece:%d", n) }
func accountAnchor(n int) string                  { return fmt.Sprintf("account:%d", n) }
func claimAnchor(n int, s ksb.StatementID) string { return fmt.Sprintf("claim:%d:%d", n, s) }
func fileAnchor(label string) string              { return "file:" + label }
func filePage(label string, page int) string      { return fmt.Sprintf("file:%s:%d", label, page) }
func statementAnchor(s ksb.StatementID) string    { return fmt.Sprintf("statement:%d", s) }

// A spot is where a claim is shown, in this document.
type spot struct {
	anchor string
	words  string // what the link says: a page number, or a time
	time   int    // seconds into a recording; -1: it is a page
}

// spots returns where a claim is shown, each place once: pages in order, then
// times. A claim that names no place is shown by the piece as a whole.
func (s *setter) spots(at claimAt) []spot {
	var all []spot
	for _, pl := range s.inOrder(at) {
		if sp := s.spot(at, pl); !slices.Contains(all, sp) {
			all = append(all, sp)
		}
	}
	if len(all) == 0 {
		a := pieceAnchor(at.piece.Number)
		all = append(all, spot{a, s.pageNo(a), -1})
	}
	return all
}

// inOrder returns a claim's places as they come in the document: those on pages,
// then those in recordings by file and time.
func (s *setter) inOrder(at claimAt) []Place {
	places := slices.Clone(at.claim.Places)
	slices.SortStableFunc(places, func(x, y Place) int {
		a, b := s.spot(at, x), s.spot(at, y)
		if a.time >= 0 || b.time >= 0 {
			return cmp.Or(cmp.Compare(min(a.time, 0), min(b.time, 0)), cmp.Compare(x.File, y.File), cmp.Compare(a.time, b.time), cmp.Compare(x.Last, y.Last))
		}
		first, _ := s.d.PageOf(a.anchor)
		second, _ := s.d.PageOf(b.anchor)
		return cmp.Or(cmp.Compare(first, second), cmp.Compare(x.Last, y.Last))
	})
	return places
}

func (s *setter) spot(at claimAt, pl Place) spot {
	if pl.File < 0 || pl.File >= len(at.piece.Files) {
		a := accountAnchor(at.piece.Number)
		return spot{a, s.pageNo(a), -1}
	}
	file := s.placed[at.index][pl.File]
	whole := fileAnchor(file.label)
	switch {
	case pl.Unit == "time":
		return spot{whole, clock(pl.First), pl.First}
	case pl.Unit == "page" && file.pages():
		first := min(max(pl.First, 1), len(file.shown))
		last := min(max(pl.Last, first), len(file.shown))
		return spot{filePage(file.label, first), s.pageRange(filePage(file.label, first), last-first), -1}
	}
	return spot{whole, s.pageNo(whole), -1}
}

// pageNo returns the number of the page an anchor is on.
func (s *setter) pageNo(anchor string) string { return s.pageRange(anchor, 0) }

// pageRange returns the numbers of the page an anchor is on and of so many
// pages after it.
func (s *setter) pageRange(anchor string, more int) string {
	n, known := s.d.PageOf(anchor)
	if !known {
		n = 100
	}
	return ranged(n, n+more)
}

// inFile says in words where in a file that is not shown page by page a claim is.
func inFile(pl Place) string {
	switch pl.Unit {
	case "time":
		if pl.Last > pl.First {
			return "at " + clock(pl.First) + " to " + clock(pl.Last)
		}
		return "at " + clock(pl.First)
	case "page":
		if pl.Last > pl.First {
			return "on its pages " + ranged(pl.First, pl.Last)
		}
		return "on its page " + strconv.Itoa(pl.First)
	case "section":
		return "in “" + pl.Section + "”"
	}
	return ""
}

// links sets spots as links with commas between.
func links(style pdf.Style, spots []spot) []pdf.Span {
	var spans []pdf.Span
	plain := style
	plain.Colour = ink
	for i, sp := range spots {
		if i > 0 {
			spans = append(spans, pdf.Span{Text: ", ", Style: plain})
		}
		spans = append(spans, to(style, sp.words, sp.anchor))
	}
	return spans
}

// code returns a statement's code as a link to its wording.
func (s *setter) code(style pdf.Style, id ksb.StatementID) pdf.Span {
	if s.byID[id] == nil {
		return span(style, s.codes[id])
	}
	return to(style, s.codes[id], statementAnchor(id))
}

// claimsOn returns the claims of a piece that a page of a file shows; page 0 is
// any. Those on the file as a whole are on each of its pages.
func claimsOn(piece *Piece, file, page int) []*Claim {
	var on []*Claim
	for i := range piece.Claims {
		c := &piece.Claims[i]
		if slices.ContainsFunc(c.Places, func(pl Place) bool {
			return pl.File == file && (page == 0 || pl.Unit != "page" || (pl.First <= page && page <= max(pl.First, pl.Last)))
		}) {
			on = append(on, c)
		}
	}
	return on
}
