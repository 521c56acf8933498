package files

import (
	"fmt"
	"slices"
	"strings"
)

const (
	margin = 62.0
	gutter = 11.0 // between columns of a table
)

var (
	body    = face{10, false}
	strong  = face{10, true}
	small   = face{8.5, false}
	heading = face{13, true}
	display = face{20, true}
)

// A sheet lays blocks out on pages, from the top down.
type sheet struct {
	*pdf
	paper Paper
	y     float64
}

// PDF returns the paper as a PDF.
func PDF(p Paper) []byte {
	s := &sheet{pdf: newPDF(p.Title, p.Landscape), paper: p}
	if len(p.Blocks) > 0 && p.Blocks[0].Slide == nil {
		s.newPage()
		s.y += 14
		s.lines(p.Title, display, house, 25)
		s.y += 8
	}
	for _, b := range p.Blocks {
		s.block(b)
	}
	for i := range s.pages {
		s.foot(i)
	}
	return s.bytes()
}

func (s *sheet) newPage() {
	s.addPage()
	s.y = margin
	s.text(margin, 40, small, grey, s.paper.House)
	s.line(margin, 47, s.width-margin, 47, 0.6, pale)
}

// foot numbers a page, which is drawn already.
func (s *sheet) foot(i int) {
	all := s.pages
	s.pages = all[:i+1]
	s.text(margin, s.height-34, small, grey, s.paper.Title)
	s.right(s.width-margin, s.height-34, small, grey, fmt.Sprintf("Page %d of %d", i+1, len(all)))
	s.pages = all
}

// room starts a new page if less than h is left on this one.
func (s *sheet) room(h float64) {
	if s.y+h > s.height-58 {
		s.newPage()
	}
}

func (s *sheet) column() float64 { return s.width - 2*margin }

func (s *sheet) block(b Block) {
	switch {
	case b.Break:
		s.newPage()
	case b.Slide != nil:
		s.slide(b.Slide)
	case b.Heading != "":
		s.room(60)
		s.y += 12
		s.lines(b.Heading, heading, house, 18)
		s.y += 2
	case b.Text != "":
		s.lines(b.Text, body, black, 14.5)
		s.y += 6
	case b.List != nil:
		s.list(b.List)
	case b.Facts != nil:
		s.facts(b.Facts)
	case b.Table != nil:
		s.table(b.Table)
	case b.Bars != nil:
		s.bars(b.Bars)
	case b.Sign != nil:
		s.sign(b.Sign)
	}
}

// lines writes text over the whole width, each line step below the last.
func (s *sheet) lines(text string, f face, colour ink, step float64) {
	for _, line := range f.wrap(text, s.column()) {
		s.room(step)
		s.y += step
		s.text(margin, s.y-3, f, colour, line)
	}
}

func (s *sheet) list(points []string) {
	for _, point := range points {
		for i, line := range body.wrap(point, s.column()-16) {
			s.room(14.5)
			s.y += 14.5
			if i == 0 {
				s.text(margin+2, s.y-3, body, amber, "•")
			}
			s.text(margin+16, s.y-3, body, black, line)
		}
	}
	s.y += 6
}

func (s *sheet) facts(facts [][2]string) {
	for _, f := range facts {
		lines := body.wrap(f[1], s.column()-130)
		s.room(float64(len(lines)) * 15)
		s.text(margin, s.y+12, strong, black, f[0])
		for _, line := range lines {
			s.y += 15
			s.text(margin+130, s.y-3, body, black, line)
		}
	}
	s.y += 8
}

func (s *sheet) sign(people []string) {
	for _, who := range people {
		s.room(52)
		s.y += 38
		s.line(margin, s.y, margin+230, s.y, 0.7, grey)
		s.line(margin+260, s.y, margin+380, s.y, 0.7, grey)
		s.text(margin, s.y+12, small, grey, who)
		s.text(margin+260, s.y+12, small, grey, "Date")
	}
	s.y += 18
}

func (s *sheet) table(t *Table) {
	rows := t.rows()
	widths := t.widths(s.column())
	s.room(70)
	s.y += 4
	s.tableHead(t, widths)
	for i, row := range rows {
		cells := make([][]string, len(row))
		deepest := 1
		for j, cell := range row {
			cells[j] = small.wrap(cell, widths[j]-gutter)
			deepest = max(deepest, len(cells[j]))
		}
		height := float64(deepest)*11 + 6
		if s.y+height > s.height-58 {
			s.newPage()
			s.tableHead(t, widths)
		}
		if slices.Contains(t.Mark, i) {
			s.box(margin-6, s.y, s.column()+12, height, tint)
			s.box(margin-6, s.y, 2.5, height, amber)
		}
		last := t.Totals && i == len(rows)-1
		s.tableRow(t, cells, widths, last)
		s.y += height
		s.line(margin, s.y, s.width-margin, s.y, 0.4, pale)
	}
	s.y += 12
}

func (t *Table) widths(all float64) []float64 {
	sum := 0.0
	for _, c := range t.Columns {
		sum += c.Width
	}
	out := make([]float64, len(t.Columns))
	for i, c := range t.Columns {
		out[i] = c.Width / sum * all
	}
	return out
}

func (s *sheet) tableHead(t *Table, widths []float64) {
	f := face{small.size, true}
	x := margin
	for i, c := range t.Columns {
		s.cell(x, widths[i], s.y+11, f, black, c.Name, c.Right)
		x += widths[i]
	}
	s.y += 17
	s.line(margin, s.y, s.width-margin, s.y, 0.9, grey)
}

func (s *sheet) tableRow(t *Table, cells [][]string, widths []float64, bold bool) {
	x := margin
	for j, lines := range cells {
		for k, line := range lines {
			s.cell(x, widths[j], s.y+12+float64(k)*11, face{small.size, bold}, black, line, t.Columns[j].Right)
		}
		x += widths[j]
	}
}

func (s *sheet) cell(x, width, y float64, f face, colour ink, text string, right bool) {
	if right {
		s.right(x+width-gutter, y, f, colour, text)
		return
	}
	s.text(x, y, f, colour, text)
}

// withUnit writes a value with its unit: £ before it, others after.
func withUnit(v float64, unit string) string {
	n := strings.TrimSuffix(fmt.Sprintf("%.1f", v), ".0")
	if unit == "£" || unit == "£k" {
		return "£" + n + strings.TrimPrefix(unit, "£")
	}
	return n + unit
}
