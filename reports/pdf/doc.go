package pdf

import (
	"bytes"
	"fmt"
	"maps"
	"slices"

	"github.com/jung-kurt/gofpdf"
)

// A place is where an anchor is.
type place struct {
	page int     // 1 for the first
	y    float64 // from the top
}

// A Doc is a document being drawn. It is drawn several times over: first to
// learn on which page everything falls, then, when that no longer changes, for
// good.
type Doc struct {
	out    *gofpdf.Fpdf // nil until it is drawn for good
	pages  []*page
	places map[string]place // of the anchors so far
	known  map[string]place // of all anchors, from the time before
	total  int              // pages, the time before; 0: not known
	marks  []mark
	root   *Elem
	cur    *Elem
}

type page struct {
	w, h  float64
	links []link
	form  int     // object number of the evidence on it; 0: none
	tags  []*Elem // by marked-content id
}

type link struct {
	x, y, w, h float64
	to         string
	words      string
}

type mark struct {
	level int
	title string
	to    string
}

// Draw makes a drawing of what draw draws. Draw is called more than once and
// has to do the same each time.
func Draw(draw func(*Doc)) (*Drawing, error) {
	known, total := map[string]place{}, 0
	for range 8 {
		d := newDoc(known, total)
		draw(d)
		settled := len(d.pages) == total && maps.Equal(d.places, known)
		known, total = d.places, len(d.pages)
		if settled {
			break
		}
	}
	d := newDoc(known, total)
	d.out = newOutput()
	draw(d)
	var buf bytes.Buffer
	if err := d.out.Output(&buf); err != nil {
		return nil, fmt.Errorf("draw pages: %w", err)
	}
	return &Drawing{doc: d, file: buf.Bytes()}, nil
}

func newDoc(known map[string]place, total int) *Doc {
	root := &Elem{tag: "Document"}
	return &Doc{places: map[string]place{}, known: known, total: total, root: root, cur: root}
}

// newOutput returns an empty gofpdf document. It changes the fonts it is given
// while it works, so each has its own copy.
func newOutput() *gofpdf.Fpdf {
	out := gofpdf.New("P", "pt", "A4", "")
	out.SetMargins(0, 0, 0)
	out.SetAutoPageBreak(false, 0)
	out.SetCatalogSort(true)
	out.SetCompression(false) // the assembler compresses the pages
	for f, m := range loadFaces() {
		out.AddUTF8FontFromBytes(faceNames[f], "", slices.Clone(m.bytes))
	}
	return out
}

// AddPage begins a page of that size.
func (d *Doc) AddPage(w, h float64) {
	d.pages = append(d.pages, &page{w: w, h: h})
	if d.out != nil {
		d.out.AddPageFormat("P", gofpdf.SizeType{Wd: w, Ht: h})
	}
}

func (d *Doc) page() *page { return d.pages[len(d.pages)-1] }

// Size returns the width and height of the page being drawn.
func (d *Doc) Size() (w, h float64) { return d.page().w, d.page().h }

// Page returns the number of the page being drawn, 1 for the first.
func (d *Doc) Page() int { return len(d.pages) }

// Pages returns how many pages there will be, as far as that is known yet.
func (d *Doc) Pages() int { return max(d.total, len(d.pages)) }

// Anchor names the place at height y of the page being drawn.
func (d *Doc) Anchor(name string, y float64) { d.places[name] = place{len(d.pages), y} }

// PageOf returns the number of the page that an anchor is on, and whether there
// is one, as far as that is known yet.
func (d *Doc) PageOf(anchor string) (int, bool) {
	p, ok := d.known[anchor]
	return p.page, ok
}

// Bookmark adds a line to the outline, indented by level. Each level is at most
// one more than the one before.
func (d *Doc) Bookmark(level int, title, to string) {
	d.marks = append(d.marks, mark{level, title, to})
}

// Link makes an area of the page lead to an anchor. Words say where it leads.
func (d *Doc) Link(x, y, w, h float64, to, words string) {
	p := d.page()
	p.links = append(p.links, link{x, y, w, h, to, words})
}

// Line draws a rule.
func (d *Doc) Line(x1, y1, x2, y2, thick float64, c Colour) {
	if d.out == nil {
		return
	}
	d.artifact(func() {
		d.out.SetDrawColor(int(c[0]), int(c[1]), int(c[2]))
		d.out.SetLineWidth(thick)
		d.out.Line(x1, y1, x2, y2)
	})
}

// Fill draws a filled rectangle.
func (d *Doc) Fill(x, y, w, h float64, c Colour) {
	if d.out == nil {
		return
	}
	d.artifact(func() {
		d.out.SetFillColor(int(c[0]), int(c[1]), int(c[2]))
		d.out.Rect(x, y, w, h, "F")
	})
}

// Frame draws the edges of a rectangle.
func (d *Doc) Frame(x, y, w, h, thick float64, c Colour) {
	if d.out == nil {
		return
	}
	d.artifact(func() {
		d.out.SetDrawColor(int(c[0]), int(c[1]), int(c[2]))
		d.out.SetLineWidth(thick)
		d.out.Rect(x, y, w, h, "D")
	})
}

// Shape fills a polygon.
func (d *Doc) Shape(points [][2]float64, c Colour) {
	if d.out == nil {
		return
	}
	d.artifact(func() {
		d.out.SetFillColor(int(c[0]), int(c[1]), int(c[2]))
		corners := make([]gofpdf.PointType, len(points))
		for i, p := range points {
			corners[i] = gofpdf.PointType{X: p[0], Y: p[1]}
		}
		d.out.Polygon(corners, "F")
	})
}

// Place puts an object of the file on the page: scaled by sx and sy, its lower
// left corner at x and y. A page holds one.
func (d *Doc) Place(object int, sx, sy, x, y float64, alt string) {
	d.page().form = object
	d.In("Figure", alt, func() {
		d.marked(func() {
			_, h := d.Size()
			d.out.RawWriteStr(fmt.Sprintf("q %.5f 0 0 %.5f %.3f %.3f cm /EV Do Q\n", sx, sy, x, h-y))
		})
	})
}

// Set draws a line of text, y at its baseline.
func (d *Doc) Set(x, y float64, l Line) {
	for _, s := range l.spans {
		w := s.Style.Width(s.Text)
		if s.To != "" {
			d.Link(x, y-s.Style.Size, w, s.Style.Size*1.3, s.To, s.Text)
		}
		if d.out != nil {
			d.marked(func() { d.set(x, y, s) })
		}
		if s.To != "" {
			d.Line(x, y+1.6, x+w, y+1.6, 0.5, s.Style.Colour)
		}
		x += w
	}
}

// set draws a span, each run of letters in the face that has them.
func (d *Doc) set(x, y float64, s Span) {
	d.out.SetTextColor(int(s.Style.Colour[0]), int(s.Style.Colour[1]), int(s.Style.Colour[2]))
	for text := s.Text; text != ""; {
		face, n := run(s.Style.Face, text)
		d.out.SetFont(faceNames[face], "", s.Style.Size)
		d.out.Text(x, y, text[:n])
		x += s.Style.Width(text[:n])
		text = text[n:]
	}
}

// run returns the face of the first letter of text, and the length of what
// follows that is set in it too.
func run(want Face, text string) (Face, int) {
	var first Face
	for i, r := range text {
		f := want.shows(r)
		if i == 0 {
			first = f
		} else if f != first {
			return first, i
		}
	}
	return first, len(text)
}
