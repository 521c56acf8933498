package files

import (
	"image/color"
	"math"
	"strings"
	"time"
)

// A Shot is a photograph to take.
type Shot struct {
	Scene       string   `json:"scene"` // whiteboard, desk, screen or noticeboard
	Title       string   `json:"title"`
	Columns     []string `json:"columns"` // headings of what is on it
	Notes       []string `json:"notes"`   // what is on it, column by column
	Table       *Table   `json:"table"`   // on the page that lies on the desk
	Orientation int      `json:"orientation"`
	Lat         float64  `json:"lat"` // degrees north
	Long        float64  `json:"long"`
	Seed        uint64   `json:"seed"`
	Upright     bool     `json:"upright"`

	Taken time.Time `json:"-"` // local time
}

// Photo takes the photograph and returns it as a JPEG of about three megapixels
// with EXIF notes.
func Photo(s Shot) []byte {
	scenes := map[string]func(Shot) (*surface, view){
		"whiteboard": whiteboard, "desk": desk, "screen": screen, "noticeboard": noticeboard,
	}
	on, v := scenes[s.Scene](s)
	v.wide, v.height = 2016, 1512
	if s.Upright {
		v.wide, v.height = 1512, 2016
	}
	return encode(photograph(on, v, s.Seed), s)
}

var noteColours = []uint32{0xFBE36B, 0xF7A8C0, 0x9FD8F0, 0xBFE59A, 0xFBC27A}

// sticky returns a sticky note with writing on it.
func sticky(text string, size float64, seed uint64, colour uint32) *surface {
	n := newSurface(int(size), int(size), seed)
	base := rgb(colour)
	n.paint(func(x, y float64) (float64, float64, float64) {
		shade := 1 - 0.10*math.Pow(y/size, 3) + 0.012*rough(x/9, y/9, uint32(seed))
		return float64(base.R) * shade, float64(base.G) * shade, float64(base.B) * shade
	})
	letter := size * 0.125
	y := size * 0.2
	for _, line := range wrapAt("hand", letter, text, size*0.86) {
		n.write(size*0.08, y, "hand", letter, rgb(0x1E2A55), line)
		y += letter * 1.24
	}
	return n
}

func wrapAt(name string, size float64, text string, width float64) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		longer := strings.TrimSpace(line + " " + word)
		if line != "" && measure(name, size, longer) > width {
			lines, longer = append(lines, line), word
		}
		line = longer
	}
	return append(lines, line)
}

func whiteboard(s Shot) (*surface, view) {
	const w, h = 2200, 1650
	b := newSurface(w, h, s.Seed)
	b.paint(func(x, y float64) (float64, float64, float64) {
		t := 2.2 * rough(x/3, y/3, 3)
		return 196 + t, 199 + t, 194 + t
	})
	frame := quad(w/2, h/2-30, 1900, 1300, 0)
	b.shadow(frame, 34)
	b.fill(frame, rgb(0x8F9498))
	b.fill(quad(w/2, h/2-34, 1876, 1276, 0), rgb(0xC6CACC))
	b.fill(quad(w/2, h/2-30, 1848, 1248, 0), rgb(0xF3F5F4))
	for range 26 { // what was wiped off badly
		x, y := 220+b.rnd.Float64()*1700, 240+b.rnd.Float64()*1050
		b.fill(quad(x, y, 120+b.rnd.Float64()*200, 18+b.rnd.Float64()*22, b.rnd.Float64()*24-12), color.RGBA{9, 11, 14, 13})
	}
	b.write(240, 270, "hand", 78, rgb(0x1F3F91), s.Title)
	b.stroke(240, 296, 240+measure("hand", 78, s.Title), 302, 6, rgb(0x1F3F91))
	columns := max(1, len(s.Columns))
	width := 1740.0 / float64(columns)
	for i, name := range s.Columns {
		x := 240 + float64(i)*width
		b.write(x, 392, "hand", 50, rgb(0xA9242F), name)
		if i > 0 {
			b.stroke(x-32, 350, x-26, 1340, 5, rgb(0x2B2F33))
		}
	}
	for i, note := range s.Notes {
		col, row := i%columns, i/columns
		size := min(250, width*0.62)
		x := 240 + float64(col)*width + size*0.62 + b.rnd.Float64()*width*0.14
		y := 560 + float64(row)*(size+42) + b.rnd.NormFloat64()*10
		turn := b.rnd.NormFloat64() * 2.6
		b.shadow(quad(x, y+4, size*0.98, size*0.98, turn), 15)
		b.lay(sticky(note, size, s.Seed+uint64(i), noteColours[(col+b.rnd.IntN(2)*2)%len(noteColours)]), x, y, turn)
	}
	b.fill(quad(w/2, 1452, 1500, 34, 0), rgb(0x9BA0A3))
	for i, c := range []uint32{0x1F3F91, 0xA9242F, 0x1B6B3A, 0x222222} {
		pen := quad(640+float64(i)*190, 1436, 150, 22, b.rnd.NormFloat64()*2)
		b.shadow(pen, 8)
		b.fill(pen, rgb(c))
		b.fill(quad(680+float64(i)*190, 1436, 60, 22, 0), rgb(0xECECEA))
	}
	v := view{corners: [4]point{{96, 40}, {2150, 118}, {2100, 1560}, {30, 1610}},
		lightX: 0.78, lightY: 0.16, warmth: -0.2, glare: 0.55, grain: 4.2, softness: 0.55}
	if s.Upright {
		v.corners = [4]point{{170, 60}, {1275, 90}, {1290, 1590}, {140, 1600}}
	}
	return b, v
}

// stroke draws a line as a pen does, a little unsteady.
func (s *surface) stroke(x1, y1, x2, y2, thick float64, c color.RGBA) {
	length := math.Hypot(x2-x1, y2-y1)
	nx, ny := -(y2-y1)/length*thick/2, (x2-x1)/length*thick/2
	var there, back []point
	for i := range 21 {
		t := float64(i) / 20
		wobble := 1 + 0.5*rough(t*9, y1, 5)
		x, y := x1+(x2-x1)*t+nx*rough(t*4, x1, 9), y1+(y2-y1)*t+ny*rough(t*4, x2, 9)
		there = append(there, point{x + nx*wobble, y + ny*wobble})
		back = append([]point{{x - nx*wobble, y - ny*wobble}}, back...)
	}
	s.fill(append(there, back...), c)
}
