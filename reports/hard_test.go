package reports

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"touchstone/ksb"
	"touchstone/reports/pdf"
)

// hard returns a portfolio at the edges of what people hand in: a long name,
// more pieces than one table takes, long titles and file names, many files, many
// places, recordings of hours, pages of odd sizes, the later regime.
func hard(t testing.TB) (*Portfolio, *shelf) {
	s := newShelf()
	p := blank(t)
	p.Plan = shippedPlan(t, "ST0175-assessment")
	p.Apprentice = "Gwenllian Angharad Llŷr-Wójcik Brzęczyszczykiewicz of Łękołody"
	p.Employer = strings.Repeat("Ashbrook Trade Supplies and Partners ", 4)
	long := s.add(t, "Aged debt.pdf", letter("Aged debt", 9, false))
	wide := s.add(t, "Wide.pdf", letter("Wide", 2, true))
	call := s.add(t, "Call.wav", sound(7300))
	call.Name = strings.Repeat("ŵ", 125) + ".wav"
	long.Name = strings.Repeat("a", 251) + ".pdf"
	for n := range 14 {
		piece := Piece{Number: n + 1, Version: 1, State: "Accepted", Accepted: n%5 != 4, Title: "Piece number " + itoa(n+1), Kind: "Work product",
			From: on(2026, 1, 2+n), Place: "Ashbrook Trade Supplies", Situation: "It stood so.", Action: "I did it.", Files: []File{long, wide, call}}
		if !piece.Accepted {
			piece.State, piece.Place = "Submitted", strings.Repeat("a long way off ", 5)
		}
		for k, st := range p.Statements {
			if (k+n)%6 != 0 {
				continue
			}
			c := Claim{Statement: st.ID, How: "I showed it.", Verdict: "accepted", Places: []Place{{File: 2, Unit: "time", First: 3723}, {File: 0, Unit: "page", First: 9}, {File: 0, Unit: "page", First: 2, Last: 3}}}
			if k%4 == 0 {
				c.Places = append(c.Places, Place{File: 1, Unit: "page", First: 1}, Place{File: -1, Unit: "section", Section: "Action"}, Place{File: 2, Unit: "time", First: 65})
			}
			if !piece.Accepted {
				c.Verdict = ""
			}
			piece.Claims = append(piece.Claims, c)
		}
		p.Pieces = append(p.Pieces, piece)
	}
	p.Pieces[1].Title = strings.Repeat("A very long title that goes on and on 😀 ", 12)
	for n := range 40 {
		f := call
		f.Name, f.Attach = fmt.Sprintf("Note %d of many.wav", n+1), "A recording cannot be printed."
		p.Pieces[2].Files = append(p.Pieces[2].Files, f)
	}
	return p, s
}

func TestHardPortfolioIsSound(t *testing.T) {
	p, s := hard(t)
	file, sum := write(t, p, s.open)
	checkSound(t, file)
	pages := textsIn(t, file)
	has(t, pages, "[grinning face]")
	has(t, pages, "Brzęczyszczykiewicz")
	has(t, pages, "The employer verifies each one once")
	if sum.Files != 14*3+40 {
		t.Errorf("%d files", sum.Files)
	}
}

// laidOut returns the setter of a portfolio that was drawn.
func laidOut(t *testing.T, p *Portfolio, s *shelf) *setter {
	t.Helper()
	out := newSetter(p)
	if err := out.placeAll(t.Context(), pdf.NewWriter(io.Discard), s.open, func(int, int) {}); err != nil {
		t.Fatal(err)
	}
	if _, err := pdf.Draw(out.draw); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestPlacesOfAClaim(t *testing.T) {
	p, s := hard(t)
	out := laidOut(t, p, s)
	pageOf := func(anchor string) int {
		n, ok := out.d.PageOf(anchor)
		if !ok {
			t.Fatalf("no place %s", anchor)
		}
		return n
	}
	at := out.claimed[p.Pieces[0].Claims[0].Statement][0]
	var got []string
	for _, sp := range out.spots(at) {
		got = append(got, sp.words)
	}
	first := pageOf(accountAnchor(1))
	file := pageOf(fileAnchor("1.1"))
	want := []string{itoa(first), ranged(file+1, file+2), itoa(file + 8), itoa(pageOf(fileAnchor("1.2"))), "1:05", "1:02:03"}
	if !slices.Equal(got, want) {
		t.Errorf("places %q; want %q", got, want)
	}
}

func TestRowsOfTheCoverageAreOneLine(t *testing.T) {
	p, s := hard(t)
	out := laidOut(t, p, s)
	const narrow = (columnW - gridName) / piecesAcross
	for _, st := range p.Statements {
		for piece := range p.Pieces {
			if w := widthOf(out.gridCell(st.ID, piece, narrow).Spans); w > narrow {
				t.Errorf("%s in piece %d is %.1f wide; the column %.1f", st.Code, piece+1, w, float64(narrow))
			}
		}
	}
}

// TestNoCodesMeansHeadings uses a standard without codes.
func TestNoCodesMeansHeadings(t *testing.T) {
	s := newShelf()
	p := blank(t)
	p.Standard, p.Option = shippedStandard(t, "ST0176"), ""
	p.Plan, p.Statements = shippedPlan(t, "ST0176-end-point"), p.Standard.For("")
	one, two := &p.Statements[8], &p.Statements[12]
	p.Pieces = []Piece{{Number: 1, Version: 1, State: "Accepted", Accepted: true, Title: "My first month", Kind: "Written account", From: on(2026, 3, 1), Action: "I listened.",
		Claims: []Claim{
			{Statement: one.ID, How: "I listened.", Verdict: "accepted", Places: []Place{{File: 0, Unit: "page", First: 1}}},
			{Statement: two.ID, How: "I said what I did not know.", Verdict: "accepted", Places: []Place{{File: 0, Unit: "page", First: 1}}}},
		Decisions: []Decision{{one.ID, "accepted", "", "Marcus Bell", time.Date(2026, 3, 9, 9, 0, 0, 0, time.UTC), ""}, {two.ID, "accepted", "Well put.", "Marcus Bell", time.Date(2026, 3, 9, 9, 0, 0, 0, time.UTC), ""}},
		Files:     []File{s.add(t, "Month.pdf", letter("My month", 1, false))}}}
	file, _ := write(t, p, s.open)
	checkSound(t, file)
	pages := textsIn(t, file)
	has(t, pages, "Claimed here: "+one.Title+"; "+two.Title)
	has(t, pages, two.Title+" accepted: “Well put.”")
	has(t, pages, "Accepted by Marcus Bell, 9 March 2026, 09:00, with both claims.")
	has(t, pages, "nothing shown")
	hasNot(t, pages, "Claimed here: 9")
}

func TestFirstWords(t *testing.T) {
	tests := []struct{ in, want string }{
		{"Serve customers", "Serve customers"},
		{"one two three", "one two three"},
		{"Serve customers, and keep what was promised to them", "Serve customers, and keep what was…"},
		{strings.Repeat("x", 41), strings.Repeat("x", 40) + "…"},
	}
	for _, tt := range tests {
		if got := firstWords(tt.in, 40); got != tt.want {
			t.Errorf("%q: %q; want %q", tt.in, got, tt.want)
		}
	}
	if got := codeOf(&ksb.Statement{}, 3); got != "Statement 3" {
		t.Errorf("a statement of nothing is called %q", got)
	}
}

func TestEvenly(t *testing.T) {
	for n, want := range map[int]string{0: "[0]", 1: "[1]", 12: "[12]", 13: "[7 6]", 24: "[12 12]", 25: "[9 9 7]"} {
		var sizes []int
		for _, g := range evenly(make([]int, n), piecesAcross) {
			sizes = append(sizes, len(g))
		}
		if got := fmt.Sprint(sizes); got != want {
			t.Errorf("%d pieces: %s; want %s", n, got, want)
		}
	}
}
