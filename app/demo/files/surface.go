package files

import (
	"image"
	"image/color"
	"image/draw"
	"math"
	"math/rand/v2"
	"sync"

	xdraw "golang.org/x/image/draw"
	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/goitalic"
	"golang.org/x/image/font/gofont/gomedium"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/f64"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// A surface is something flat to draw on, which a camera then looks at.
type surface struct {
	*image.RGBA
	rnd *rand.Rand
}

func newSurface(w, h int, seed uint64) *surface {
	return &surface{image.NewRGBA(image.Rect(0, 0, w, h)), rand.New(rand.NewPCG(seed, 7))}
}

func rgb(hex uint32) color.RGBA {
	return color.RGBA{uint8(hex >> 16), uint8(hex >> 8), uint8(hex), 255}
}

type point struct{ x, y float64 }

// quad returns the corners of a rectangle around a centre, turned by an angle
// in degrees.
func quad(cx, cy, w, h, degrees float64) []point {
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	out := make([]point, 4)
	for i, c := range []point{{-w / 2, -h / 2}, {w / 2, -h / 2}, {w / 2, h / 2}, {-w / 2, h / 2}} {
		out[i] = point{cx + c.x*cos - c.y*sin, cy + c.x*sin + c.y*cos}
	}
	return out
}

// fill fills a shape.
func (s *surface) fill(shape []point, c color.RGBA) {
	low, high := shape[0], shape[0]
	for _, p := range shape {
		low = point{min(low.x, p.x), min(low.y, p.y)}
		high = point{max(high.x, p.x), max(high.y, p.y)}
	}
	over := image.Rect(int(math.Floor(low.x)), int(math.Floor(low.y)), int(high.x)+2, int(high.y)+2).Intersect(s.Bounds())
	if over.Empty() {
		return
	}
	if len(shape) == 4 && shape[0].y == shape[1].y && shape[1].x == shape[2].x { // much faster than a polygon
		s.rect(low.x, low.y, high.x-low.x, high.y-low.y, c)
		return
	}
	at := func(p point) (x, y float32) {
		return float32(p.x - float64(over.Min.X)), float32(p.y - float64(over.Min.Y))
	}
	r := vector.NewRasterizer(over.Dx(), over.Dy())
	r.MoveTo(at(shape[0]))
	for _, p := range shape[1:] {
		r.LineTo(at(p))
	}
	r.ClosePath()
	r.Draw(s.RGBA, over, image.NewUniform(c), image.Point{})
}

func (s *surface) rect(x, y, w, h float64, c color.RGBA) {
	draw.Draw(s.RGBA, image.Rect(int(x), int(y), int(x+w), int(y+h)), image.NewUniform(c), image.Point{}, draw.Over)
}

// shadow darkens what lies under a shape, softly, down and to the right.
func (s *surface) shadow(shape []point, reach float64) {
	centre := point{}
	for _, p := range shape {
		centre.x += p.x / float64(len(shape))
		centre.y += p.y / float64(len(shape))
	}
	for i := range 5 {
		by := reach * float64(i) / 4
		grown := make([]point, len(shape))
		for j, p := range shape {
			away := math.Hypot(p.x-centre.x, p.y-centre.y)
			scale := 1 + (by-reach*0.35)/away
			grown[j] = point{centre.x + (p.x-centre.x)*scale + reach*0.45, centre.y + (p.y-centre.y)*scale + reach*0.6}
		}
		s.fill(grown, color.RGBA{0, 0, 0, 22})
	}
}

// disc fills an ellipse.
func (s *surface) disc(cx, cy, rx, ry float64, c color.RGBA) {
	shape := make([]point, 48)
	for i := range shape {
		sin, cos := math.Sincos(float64(i) / 48 * 2 * math.Pi)
		shape[i] = point{cx + rx*cos, cy + ry*sin}
	}
	s.fill(shape, c)
}

// lay puts a drawn surface on this one, its middle at a place, turned.
func (s *surface) lay(on *surface, cx, cy, degrees float64) {
	b := on.Bounds()
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	w, h := float64(b.Dx())/2, float64(b.Dy())/2
	m := f64.Aff3{cos, -sin, cx - w*cos + h*sin, sin, cos, cy - w*sin - h*cos}
	xdraw.BiLinear.Transform(s.RGBA, m, on.RGBA, b, xdraw.Over, nil)
}

// fonts parses each of the fonts once.
var fonts = sync.OnceValue(func() map[string]*opentype.Font {
	out := map[string]*opentype.Font{}
	for name, ttf := range map[string][]byte{"print": goregular.TTF, "bold": gomedium.TTF, "hand": goitalic.TTF} {
		f, err := opentype.Parse(ttf)
		if err != nil {
			panic(err)
		}
		out[name] = f
	}
	return out
})

// write writes text with its baseline at y and returns where it ends. A hand's
// letters wander a little.
func (s *surface) write(x, y float64, name string, size float64, c color.RGBA, text string) float64 {
	f, err := opentype.NewFace(fonts()[name], &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		panic(err)
	}
	defer f.Close()
	d := font.Drawer{Dst: s.RGBA, Src: image.NewUniform(c), Face: f}
	d.Dot = fixed.Point26_6{X: fixed.Int26_6(x * 64), Y: fixed.Int26_6(y * 64)}
	if name != "hand" {
		d.DrawString(text)
		return float64(d.Dot.X) / 64
	}
	for _, letter := range text {
		level := d.Dot.Y
		d.Dot.Y += fixed.Int26_6(s.rnd.NormFloat64() * size * 0.02 * 64)
		d.DrawString(string(letter))
		d.Dot.Y = level + fixed.Int26_6(s.rnd.NormFloat64()*size*0.006*64)
		d.Dot.X += fixed.Int26_6(s.rnd.NormFloat64() * size * 0.015 * 64)
	}
	return float64(d.Dot.X) / 64
}

// measure returns how wide text is.
func measure(name string, size float64, text string) float64 {
	f, err := opentype.NewFace(fonts()[name], &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		panic(err)
	}
	defer f.Close()
	return float64(font.MeasureString(f, text)) / 64
}

// paint colours every point by a function of its place, which is asked for one
// point of four: the camera's grain hides the rest.
func (s *surface) paint(colour func(x, y float64) (r, g, b float64)) {
	b := s.Bounds()
	for y := 0; y < b.Dy(); y += 2 {
		row := s.Pix[y*s.Stride : (y+1)*s.Stride]
		for x := 0; x < b.Dx(); x += 2 {
			r, g, bl := colour(float64(x), float64(y))
			p := [8]uint8{clamp(r), clamp(g), clamp(bl), 255}
			copy(p[4:], p[:4])
			copy(row[4*x:], p[:])
		}
		if y+1 < b.Dy() {
			copy(s.Pix[(y+1)*s.Stride:(y+2)*s.Stride], row)
		}
	}
}

func clamp(v float64) uint8 { return uint8(max(0, min(255, v))) }

// rough returns smooth noise from -1 to 1 at a place, in lumps one unit wide.
func rough(x, y float64, seed uint32) float64 {
	x0, y0 := math.Floor(x), math.Floor(y)
	fx, fy := x-x0, y-y0
	fx, fy = fx*fx*(3-2*fx), fy*fy*(3-2*fy)
	at := func(dx, dy float64) float64 {
		h := uint32(int32(x0+dx))*0x8da6b343 ^ uint32(int32(y0+dy))*0xd8163841 ^ seed*0xcb1ab31f
		h ^= h >> 13
		h *= 0x5bd1e995
		h ^= h >> 15
		return float64(h)/float64(1<<31) - 1
	}
	top := at(0, 0)*(1-fx) + at(1, 0)*fx
	foot := at(0, 1)*(1-fx) + at(1, 1)*fx
	return top*(1-fy) + foot*fy
}
