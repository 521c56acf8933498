package files

import (
	"bytes"
	"fmt"
	"image/color"
	"image/png"
	"slices"
)

// Screenshot returns a picture, as PNG, of a spreadsheet program that shows the
// paper's first table.
func Screenshot(p Paper) []byte {
	const w, h, row, edge = 1440, 900, 27, 54
	s := newSurface(w, h, 1)
	s.rect(0, 0, w, h, rgb(0xFFFFFF))
	s.rect(0, 0, w, 46, rgb(0x1F6B47))
	s.write(24, 31, "bold", 19, rgb(0xFFFFFF), p.Title)
	s.rect(0, 46, w, 44, rgb(0xF1F3F2))
	for i, menu := range []string{"File", "Edit", "View", "Insert", "Format", "Data", "Help"} {
		s.write(24+float64(i)*84, 74, "print", 16, rgb(0x33383B), menu)
	}
	s.rect(0, 90, w, 1, rgb(0xC9CECB))
	s.write(20, 114, "print", 16, rgb(0x33383B), "A7")
	s.rect(82, 94, 1, 30, rgb(0xC9CECB))
	top := 126.0
	s.rect(0, top, w, row, rgb(0xE8ECEA))
	t := p.table()
	if t != nil {
		s.grid(t, top, edge, row)
	}
	s.rect(0, h-34, w, 34, rgb(0xF1F3F2))
	s.rect(24, h-34, 150, 30, rgb(0xFFFFFF))
	s.write(40, h-12, "bold", 15, rgb(0x1F6B47), "Sheet 1")
	var out bytes.Buffer
	if err := png.Encode(&out, s.RGBA); err != nil {
		panic(err) // a buffer takes everything
	}
	return out.Bytes()
}

// table returns the paper's first table, nil if it has none.
func (p *Paper) table() *Table {
	for _, b := range p.Blocks {
		if b.Table != nil {
			return b.Table
		}
	}
	return nil
}

func (s *surface) grid(t *Table, top, edge, row float64) {
	width := float64(s.Bounds().Dx())
	widths := t.widths(width - edge - 40)
	line := rgb(0xD7DCD9)
	for i, cells := range append([][]string{names(t)}, t.rows()...) {
		y := top + row*float64(i+1)
		if y+row > float64(s.Bounds().Dy())-34 {
			break
		}
		if slices.Contains(t.Mark, i-1) {
			s.rect(edge, y, width-edge-40, row, rgb(0xFFF2CC))
		}
		s.rect(0, y, edge, row, rgb(0xE8ECEA))
		s.write(16, y+19, "print", 14, rgb(0x5A6164), fmt.Sprint(i+1))
		name := "print"
		if i == 0 {
			name = "bold"
		}
		x := edge
		for j, cell := range cells {
			s.gridCell(x, y, widths[j], name, cell, t.Columns[j].Right)
			x += widths[j]
		}
		s.rect(0, y+row-1, width, 1, line)
	}
	x := edge
	for j, wide := range widths {
		s.write(x+wide/2-5, top+19, "print", 15, rgb(0x5A6164), string(rune('A'+j)))
		s.rect(x, top, 1, float64(s.Bounds().Dy())-34-top, line)
		x += wide
	}
	s.frame(edge, top+row*7, widths[0], row, rgb(0x1F6B47)) // A7 is chosen
}

func (s *surface) gridCell(x, y, width float64, name, text string, right bool) {
	at := x + 7
	if right {
		at = x + width - 7 - measure(name, 15.5, text)
	}
	s.write(at, y+19, name, 15.5, rgb(0x1F2426), text)
}

func (s *surface) frame(x, y, w, h float64, c color.RGBA) {
	s.rect(x, y, w, 2, c)
	s.rect(x, y+h-2, w, 2, c)
	s.rect(x, y, 2, h, c)
	s.rect(x+w-2, y, 2, h, c)
}
