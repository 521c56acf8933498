package files

import (
	"bytes"
	"image"
	"image/jpeg"
	"math"
	"math/rand/v2"
	"sync"
)

// A view is where the camera stands: the corners of the picture on the surface,
// from the top left, clockwise, and where the light falls, from 0 to 1.
type view struct {
	corners      [4]point
	lightX       float64
	lightY       float64
	warmth       float64 // from -1, a grey day, to 1, a lamp
	glare        float64 // how much the surface shines
	grain        float64 // how strong the noise is, in steps of 255
	softness     float64 // blur, in pixels of the surface
	wide, height int

	fall [][2]float64 // see falling
}

// photograph looks at a surface and returns the picture upright.
func photograph(s *surface, v view, seed uint64) *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, v.wide, v.height))
	look := homography(v.corners)
	table := normals(seed)
	v.fall = v.falling()
	var wait sync.WaitGroup
	const bands = 4
	for band := range bands {
		wait.Go(func() {
			for y := band * v.height / bands; y < (band+1)*v.height/bands; y++ {
				v.row(s, out, y, look, &noise{table, seed<<32 + uint64(y)*0x9e3779b97f4a7c15})
			}
		})
	}
	wait.Wait()
	return out
}

// row takes one row of the picture.
func (v *view) row(s *surface, out *image.RGBA, y int, look [8]float64, noise *noise) {
	fy := (float64(y) + 0.5) / float64(v.height)
	down := (fy - v.lightY) * 0.8
	wide, narrow := math.Exp(-down*down*1.6), math.Exp(-down*down*14)
	before := 0.0
	for x := range v.wide {
		fx := (float64(x) + 0.5) / float64(v.wide)
		bx, by := bulge(fx, fy)
		div := look[6]*bx + look[7]*by + 1
		px := (look[0]*bx + look[1]*by + look[2]) / div
		py := (look[3]*bx + look[4]*by + look[5]) / div
		r, g, b := s.soft(px, py, v.softness)

		edge := (fx-0.5)*(fx-0.5) + (fy-0.5)*(fy-0.5)
		light := (0.70 + 0.42*wide*v.fall[x][0]) * (1 - 0.42*edge)
		shine := v.glare * narrow * v.fall[x][1] * 120
		grain := (noise.next()*0.75 + before*0.55) * v.grain * (1.25 - light*0.45)
		before = grain / max(v.grain, 0.01)
		tone := func(c, tint float64) uint8 {
			return clamp(curve(c*light*tint+shine) + grain + noise.next()*v.grain*0.35)
		}
		at := out.Pix[y*out.Stride+4*x:]
		at[0], at[1], at[2], at[3] = tone(r, 1+0.06*v.warmth), tone(g, 1+0.01*v.warmth), tone(b, 1-0.10*v.warmth), 255
	}
}

// falling returns how light falls off across the picture, softly and sharply.
// Down the picture row multiplies with the same.
func (v *view) falling() [][2]float64 {
	fall := make([][2]float64, v.wide)
	for x := range fall {
		across := (float64(x)+0.5)/float64(v.wide) - v.lightX
		fall[x] = [2]float64{math.Exp(-across * across * 1.6), math.Exp(-across * across * 14)}
	}
	return fall
}

// A noise gives numbers as a normal distribution does, out of a table.
type noise struct {
	table []float64
	at    uint64
}

// next returns the next number, of mean 0 and deviation 1.
func (n *noise) next() float64 {
	n.at = n.at*6364136223846793005 + 1442695040888963407
	return n.table[n.at>>48]
}

func normals(seed uint64) []float64 {
	rnd := rand.New(rand.NewPCG(seed, 3))
	table := make([]float64, 1<<16)
	for i := range table {
		table[i] = rnd.NormFloat64()
	}
	return table
}

// curve gives a picture a camera's contrast.
func curve(v float64) float64 {
	t := max(0, min(1, v/262))
	return 255 * (t*0.72 + 0.28*t*t*(3-2*t))
}

// bulge bends straight lines a little, as a phone's lens does.
func bulge(x, y float64) (float64, float64) {
	dx, dy := x-0.5, y-0.5
	k := 1 + 0.022*(dx*dx+dy*dy)
	return 0.5 + dx*k, 0.5 + dy*k
}

// soft returns the colour around a place.
func (s *surface) soft(x, y, by float64) (r, g, b float64) {
	r1, g1, b1 := s.sample(x-by, y-by*0.6)
	r2, g2, b2 := s.sample(x+by, y+by*0.6)
	return (r1 + r2) / 2, (g1 + g2) / 2, (b1 + b2) / 2
}

// sample returns the colour at a place between four points.
func (s *surface) sample(x, y float64) (r, g, b float64) {
	size := s.Bounds()
	x = max(0, min(float64(size.Dx()-2), x))
	y = max(0, min(float64(size.Dy()-2), y))
	ix, iy := int(x), int(y)
	fx, fy := x-float64(ix), y-float64(iy)
	p := s.Pix[iy*s.Stride+4*ix:]
	q := s.Pix[(iy+1)*s.Stride+4*ix:]
	a, c, d, e := (1-fx)*(1-fy), fx*(1-fy), (1-fx)*fy, fx*fy
	r = float64(p[0])*a + float64(p[4])*c + float64(q[0])*d + float64(q[4])*e
	g = float64(p[1])*a + float64(p[5])*c + float64(q[1])*d + float64(q[5])*e
	b = float64(p[2])*a + float64(p[6])*c + float64(q[2])*d + float64(q[6])*e
	return r, g, b
}

// homography returns the map of the unit square to four corners (P. Heckbert,
// Fundamentals of Texture Mapping and Image Warping, 1989, section 2.2.3).
func homography(c [4]point) [8]float64 {
	sx, sy := c[0].x-c[1].x+c[2].x-c[3].x, c[0].y-c[1].y+c[2].y-c[3].y
	dx1, dx2 := c[1].x-c[2].x, c[3].x-c[2].x
	dy1, dy2 := c[1].y-c[2].y, c[3].y-c[2].y
	det := dx1*dy2 - dx2*dy1
	g := (sx*dy2 - dx2*sy) / det
	h := (dx1*sy - sx*dy1) / det
	return [8]float64{c[1].x - c[0].x + g*c[1].x, c[3].x - c[0].x + h*c[3].x, c[0].x,
		c[1].y - c[0].y + g*c[1].y, c[3].y - c[0].y + h*c[3].y, c[0].y, g, h}
}

// turned returns the picture as a camera held that way stores it: the EXIF
// orientations 1, 3, 6 and 8.
func turned(p *image.RGBA, orientation int) *image.RGBA {
	w, h := p.Bounds().Dx(), p.Bounds().Dy()
	var from func(x, y int) (int, int)
	ow, oh := w, h
	switch orientation {
	case 3:
		from = func(x, y int) (int, int) { return w - 1 - x, h - 1 - y }
	case 6:
		ow, oh = h, w
		from = func(x, y int) (int, int) { return w - 1 - y, x }
	case 8:
		ow, oh = h, w
		from = func(x, y int) (int, int) { return y, h - 1 - x }
	default:
		return p
	}
	out := image.NewRGBA(image.Rect(0, 0, ow, oh))
	for y := range oh {
		for x := range ow {
			fx, fy := from(x, y)
			copy(out.Pix[y*out.Stride+4*x:][:4], p.Pix[fy*p.Stride+4*fx:][:4])
		}
	}
	return out
}

// encode returns the picture as a JPEG with the camera's notes on it.
func encode(p *image.RGBA, s Shot) []byte {
	var out bytes.Buffer
	if err := jpeg.Encode(&out, turned(p, s.Orientation), &jpeg.Options{Quality: 88}); err != nil {
		panic(err) // a buffer takes everything
	}
	plain := out.Bytes()
	return append(append(bytes.Clone(plain[:2]), exif(s)...), plain[2:]...)
}
