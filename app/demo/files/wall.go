package files

import (
	"image/color"
	"math"
)

// screen is a dark display on an office wall, with a tile for each note: the
// first word or figure large, the rest below it.
func screen(s Shot) (*surface, view) {
	const w, h = 2200, 1650
	b := newSurface(w, h, s.Seed)
	b.paint(func(x, y float64) (float64, float64, float64) {
		t := 3*rough(x/4, y/4, 41) + 9*rough(x/500, y/300, 42)
		if y > 1500 {
			return 92 + t, 88 + t, 84 + t
		}
		return 176 + t, 180 + t, 178 + t
	})
	b.shadow(quad(w/2, 760, 1860, 1090, 0), 60)
	b.fill(quad(w/2, 760, 1860, 1090, 0), rgb(0x0B0C0D))
	b.fill(quad(w/2, 756, 1820, 1040, 0), rgb(0x101B22))
	b.write(250, 350, "bold", 64, rgb(0xF2F5F4), s.Title)
	columns := max(1, len(s.Columns))
	width := 1720.0 / float64(columns)
	for i, name := range s.Columns {
		b.write(250+float64(i)*width, 440, "print", 38, rgb(0x8FB3BF), name)
	}
	for i, note := range s.Notes {
		x, y := 250+float64(i%columns)*width, 480+float64(i/columns)*250
		b.fill(quad(x+width/2-20, y+105, width-40, 210, 0), rgb([]uint32{0x17303A, 0x1B3A33, 0x3A2E17}[(uint64(i)+s.Seed)%3]))
		tile(b, x+28, y, width-90, note)
	}
	for y := 236; y < 1276; y += 3 { // the lines of the panel
		b.rect(190, float64(y), 1820, 1, color.RGBA{0, 0, 0, 26})
	}
	b.fill([]point{{1420, 236}, {1700, 236}, {1330, 1276}, {1050, 1276}}, color.RGBA{16, 17, 18, 14}) // a window's reflection
	b.fill(quad(w/2, 1560, 1200, 50, 0), rgb(0x6B5138))
	v := view{corners: [4]point{{150, 120}, {2120, 30}, {2180, 1540}, {90, 1450}},
		lightX: 0.5, lightY: 0.35, warmth: -0.5, glare: 0.06, grain: 6.5, softness: 0.75}
	return b, v
}

func tile(b *surface, x, y, width float64, note string) {
	figure, rest, _ := cutSpace(note)
	b.write(x, y+96, "bold", 80, rgb(0xF4D58A), figure)
	lines := wrapAt("print", 34, rest, width)
	for i, line := range lines {
		b.write(x, y+148+float64(i)*42, "print", 34, rgb(0xDCE6E6), line)
	}
}

// noticeboard is a cork board with a page pinned up for each note.
func noticeboard(s Shot) (*surface, view) {
	const w, h = 2200, 1650
	b := newSurface(w, h, s.Seed)
	b.paint(func(x, y float64) (float64, float64, float64) {
		t := 1 + 0.09*rough(x/7, y/7, 51) + 0.08*rough(x/2.5, y/2.5, 52)
		if rough(x/5, y/5, 53) > 0.55 {
			t *= 0.86
		}
		return 190 * t, 146 * t, 98 * t
	})
	for _, side := range [][4]float64{{0, 0, w, 60}, {0, h - 60, w, 60}, {0, 0, 60, h}, {w - 60, 0, 60, h}} {
		b.rect(side[0], side[1], side[2], side[3], rgb(0x7B5A3A))
	}
	b.shadow(quad(w/2, 190, 1100, 150, 0.6), 16)
	banner := newSurface(1100, 150, s.Seed)
	banner.rect(0, 0, 1100, 150, rgb(0x23495C))
	banner.write(550-measure("bold", 66, s.Title)/2, 98, "bold", 66, rgb(0xF6F4EC), s.Title)
	b.lay(banner, w/2, 190, 0.6)
	columns := 4
	for i, note := range s.Notes {
		x := 350 + float64(i%columns)*500 + b.rnd.NormFloat64()*16
		y := 590 + float64(i/columns)*600 + b.rnd.NormFloat64()*22
		turn := b.rnd.NormFloat64() * 2.2
		b.shadow(quad(x, y, 410, 520, turn), 20)
		b.lay(pinned(note, s.Seed+uint64(i)), x, y, turn)
		b.disc(x+9, y-224, 22, 22, color.RGBA{0, 0, 0, 70})
		b.disc(x, y-232, 21, 21, rgb([]uint32{0xB92B33, 0x2458A6, 0x2E7D46, 0xD9A514}[i%4]))
		b.disc(x-6, y-239, 7, 6, color.RGBA{140, 140, 140, 140})
	}
	return b, view{corners: [4]point{{40, 100}, {2190, 20}, {2140, 1640}, {90, 1560}},
		lightX: 0.3, lightY: 0.1, warmth: 0.35, grain: 4.6, softness: 0.55}
}

// pinned returns a notice: the part before a colon is its heading.
func pinned(note string, seed uint64) *surface {
	p := newSurface(410, 520, seed)
	tints := [][3]float64{{247, 246, 241}, {250, 241, 214}, {228, 240, 246}, {243, 232, 240}}
	tint := tints[seed%4]
	p.paint(func(x, y float64) (float64, float64, float64) {
		t := 1 - 0.05*math.Pow(y/520, 4) + 0.006*rough(x/3, y/3, uint32(seed))
		return tint[0] * t, tint[1] * t, tint[2] * t
	})
	head, rest, _ := cutColon(note)
	y := 92.0
	for _, line := range wrapAt("bold", 36, head, 350) {
		p.write(30, y, "bold", 36, rgb(0x1F2C33), line)
		y += 44
	}
	p.rect(30, y-18, 350, 3, rgb(0xB97A2B))
	y += 22
	for _, line := range wrapAt("print", 27, rest, 350) {
		p.write(30, y, "print", 27, rgb(0x30363A), line)
		y += 37
	}
	return p
}
