package document

import "math"

// An area is a rectangle in points.
type area struct{ x0, y0, x1, y1 float64 }

// letter is the page of a PDF that gives no usable size, as other readers have it.
var letter = area{0, 0, 612, 792}

// areaOf makes an area of two opposite corners, given in any order.
func areaOf(v []float64) (area, bool) {
	if len(v) != 4 {
		return area{}, false
	}
	for _, n := range v {
		if math.IsNaN(n) || math.Abs(n) > 1e7 {
			return area{}, false
		}
	}
	return area{min(v[0], v[2]), min(v[1], v[3]), max(v[0], v[2]), max(v[1], v[3])}, true
}

func (b area) width() float64  { return b.x1 - b.x0 }
func (b area) height() float64 { return b.y1 - b.y0 }

// page reports whether b can be a page: at least a point wide and high.
func (b area) page() bool {
	return b.width() >= 1 && b.height() >= 1 && goodSide(b.width()) && goodSide(b.height())
}

// and returns what b and o share.
func (b area) and(o area) area {
	return area{max(b.x0, o.x0), max(b.y0, o.y0), min(b.x1, o.x1), min(b.y1, o.y1)}
}

// pageBox returns the part of a page that a reader shows.
func (d *pdfDoc) pageBox(page pdfPage) area {
	media, ok := areaOf(d.numbers(page.dict["MediaBox"], 4))
	if !ok || !media.page() {
		media = letter
	}
	crop, ok := areaOf(d.numbers(page.dict["CropBox"], 4))
	if shown := crop.and(media); ok && shown.page() {
		return shown
	}
	return media
}

// A matrix maps (x, y) to (ax+cy+e, bx+dy+f), as PDF writes it.
type matrix [6]float64

var identity = matrix{1, 0, 0, 1, 0, 0}

// matrixOf makes a matrix of six numbers; anything else is the identity.
func matrixOf(v []float64) matrix {
	if len(v) != 6 {
		return identity
	}
	return matrix(v)
}

// bounds returns the box around b mapped by m.
func (m matrix) bounds(b area) area {
	out := area{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
	for _, p := range [][2]float64{{b.x0, b.y0}, {b.x0, b.y1}, {b.x1, b.y0}, {b.x1, b.y1}} {
		x, y := m[0]*p[0]+m[2]*p[1]+m[4], m[1]*p[0]+m[3]*p[1]+m[5]
		out = area{min(out.x0, x), min(out.y0, y), max(out.x1, x), max(out.y1, y)}
	}
	return out
}

// upright returns the matrix that maps the part b of a page, turned clockwise by
// degrees and unit points to a unit, to (0,0)–(width,height).
func upright(b area, degrees int, unit float64) (m matrix, width, height float64) {
	width, height = b.width(), b.height()
	switch ((degrees % 360) + 360) % 360 / 90 {
	case 1:
		m, width, height = matrix{0, -1, 1, 0, -b.y0, b.x1}, height, width
	case 2:
		m = matrix{-1, 0, 0, -1, b.x1, b.y1}
	case 3:
		m, width, height = matrix{0, 1, -1, 0, b.y1, -b.x0}, height, width
	default:
		m = matrix{1, 0, 0, 1, -b.x0, -b.y0}
	}
	for i := range m {
		m[i] *= unit
	}
	return m, width * unit, height * unit
}
