package files

import (
	"image/color"
	"math"
	"slices"
)

// desk is a printed page on a wooden desk, marked by hand.
func desk(s Shot) (*surface, view) {
	const w, h = 2200, 1900
	b := newSurface(w, h, s.Seed)
	b.paint(wood)
	page := printed(s)
	turn := -4.5 + b.rnd.Float64()*3
	b.shadow(quad(1010, 960, 1134, 1604, turn+1.6), 30)
	b.fill(quad(1014, 964, 1130, 1600, turn+1.6), rgb(0xE9E7E0)) // a page below it
	b.shadow(quad(1000, 950, 1130, 1600, turn), 18)
	b.lay(page, 1000, 950, turn)
	mug(b, 1830, 420)
	pen(b, 1745, 1180, 68)
	if len(s.Notes) > 0 {
		x, y := 1700.0, 820.0
		if s.Upright {
			x, y = 1400, 1400 // the picture is narrow: the note lies on the page
		}
		b.shadow(quad(x, y, 290, 290, 7), 18)
		b.lay(sticky(s.Notes[0], 290, s.Seed, noteColours[0]), x, y, 7)
	}
	keyboard(b)
	v := view{corners: [4]point{{130, 70}, {2120, 10}, {2190, 1510}, {60, 1560}},
		lightX: 0.25, lightY: 0.2, warmth: 0.7, grain: 5, softness: 0.6}
	if s.Upright {
		v.corners = [4]point{{300, 40}, {1640, 20}, {1660, 1730}, {280, 1750}}
	}
	return b, v
}

func wood(x, y float64) (float64, float64, float64) {
	plank := math.Floor(y / 420)
	bend := 14*rough(x/260, plank, 11) + 5*rough(x/60, y/90, 12)
	ring := math.Sin((y+bend*6)/17 + 3*rough(x/700, y/120, uint32(plank)+20))
	fine := rough(x/40, y/1.6, 13)
	t := 1 + 0.06*ring + 0.06*fine + 0.04*rough(plank, 3, 14)
	if edge := math.Mod(y, 420); edge < 3 {
		t *= 0.62
	}
	return 168 * t, 122 * t, 82 * t
}

// printed returns a page with a table on it, some rows marked with a
// highlighter and a tick or two.
func printed(s Shot) *surface {
	p := newSurface(1130, 1600, s.Seed+1)
	p.paint(func(x, y float64) (float64, float64, float64) {
		t := 1.1*rough(x/2, y/2, 31) - 4*math.Pow(x/1130, 4)
		return 246 + t, 245 + t, 240 + t
	})
	ink := rgb(0x25282B)
	p.write(80, 120, "bold", 38, ink, s.Title)
	if s.Table == nil {
		return p
	}
	widths := s.Table.widths(970)
	x := 80.0
	for i, c := range s.Table.Columns {
		p.cellText(x, widths[i], 186, "bold", ink, c.Name, c.Right)
		x += widths[i]
	}
	p.rect(80, 200, 970, 3, ink)
	for i, row := range s.Table.rows() {
		y := 236 + float64(i)*38
		if y > 1540 {
			break
		}
		if slices.Contains(s.Table.Mark, i) {
			p.stroke(66, y-8, 1062, y-6, 32, color.RGBA{206, 196, 40, 205})
			p.tick(1072, y-4)
		}
		x = 80
		for j, cell := range row {
			p.cellText(x, widths[j], y, "print", ink, cell, s.Table.Columns[j].Right)
			x += widths[j]
		}
		p.rect(80, y+11, 970, 1, rgb(0xC9CAC6))
	}
	return p
}

func (s *surface) cellText(x, width, y float64, name string, c color.RGBA, text string, right bool) {
	if right {
		x += width - 8 - measure(name, 22, text)
	}
	s.write(x, y, name, 22, c, text)
}

func (s *surface) tick(x, y float64) {
	red := rgb(0xB3202C)
	s.stroke(x, y, x+10, y+14, 5, red)
	s.stroke(x+10, y+14, x+34, y-22, 5, red)
}

func mug(b *surface, x, y float64) {
	round := func(r float64) []point {
		shape := make([]point, 40)
		for i := range shape {
			sin, cos := math.Sincos(float64(i) / 40 * 2 * math.Pi)
			shape[i] = point{x + r*cos, y + r*sin}
		}
		return shape
	}
	b.shadow(round(158), 46)
	b.fill(quad(x+168, y+40, 80, 46, 14), rgb(0x2F5D73))
	b.disc(x, y, 160, 160, rgb(0x2F5D73))
	b.disc(x, y, 143, 143, rgb(0x234657))
	b.disc(x+3, y+4, 134, 134, rgb(0x6B4226))
	b.disc(x+6, y+8, 118, 118, rgb(0x7A4E2E))
	b.disc(x-36, y-44, 34, 15, color.RGBA{90, 84, 76, 90})
}

func pen(b *surface, x, y, turn float64) {
	b.shadow(quad(x, y, 560, 24, turn), 16)
	b.fill(quad(x, y, 560, 24, turn), rgb(0x1D2B3A))
	sin, cos := math.Sincos(turn * math.Pi / 180)
	b.fill(quad(x-4*sin, y+4*cos-8, 560, 5, turn), color.RGBA{90, 104, 118, 150})
	b.fill(quad(x-268*cos, y-268*sin, 44, 18, turn), rgb(0xB9BEC2))
	b.fill(quad(x+200*cos, y+200*sin, 24, 28, turn), rgb(0xC9A24A))
}

// keyboard is the near edge of one, at the foot of the picture.
func keyboard(b *surface) {
	const top = 1640
	board := quad(1180, top+190, 1900, 380, -1)
	b.shadow(board, 40)
	b.fill(board, rgb(0x33373A))
	for row := range 4 {
		for key := range 19 {
			x := 290 + float64(key)*96 + float64(row)*22
			y := top + 66 + float64(row)*92 - float64(key)*1.6
			b.fill(quad(x, y+4, 84, 80, -1), rgb(0x1E2123))
			b.fill(quad(x, y, 80, 74, -1), rgb(0x4A4F53))
		}
	}
}
