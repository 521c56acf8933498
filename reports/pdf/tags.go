package pdf

import "fmt"

// An Elem is an element of the document's structure, by which a reader of the
// screen finds its way: a heading, a paragraph, a cell.
type Elem struct {
	tag, alt string
	kids     []kid
}

// A kid is an element, or a piece of marked content on a page.
type kid struct {
	elem *Elem
	page int // 0 for the first
	id   int
}

// In draws inside a new element of the structure. Alt is what is read out in
// place of a picture, else empty.
func (d *Doc) In(tag, alt string, draw func()) {
	d.Under(d.NewElem(tag, alt), draw)
}

// NewElem adds an element to the one being drawn in.
func (d *Doc) NewElem(tag, alt string) *Elem {
	e := &Elem{tag: tag, alt: alt}
	d.cur.kids = append(d.cur.kids, kid{elem: e})
	return e
}

// Under draws inside an element made before, such as a cell that goes on over
// the page.
func (d *Doc) Under(e *Elem, draw func()) {
	before := d.cur
	d.cur = e
	draw()
	d.cur = before
}

// Apart draws outside the structure: what stands on every page.
func (d *Doc) Apart(draw func()) { d.Under(nil, draw) }

// marked draws content that belongs to the current element.
func (d *Doc) marked(draw func()) {
	if d.out == nil {
		return
	}
	if d.cur == nil || d.cur == d.root {
		d.artifact(draw)
		return
	}
	p := d.page()
	d.cur.kids = append(d.cur.kids, kid{page: len(d.pages) - 1, id: len(p.tags)})
	d.out.RawWriteStr(fmt.Sprintf("/%s <</MCID %d>> BDC", d.cur.tag, len(p.tags)))
	p.tags = append(p.tags, d.cur)
	draw()
	d.out.RawWriteStr("EMC")
}

// artifact draws what a reader of the screen passes over.
func (d *Doc) artifact(draw func()) {
	d.out.RawWriteStr("/Artifact BMC")
	draw()
	d.out.RawWriteStr("EMC")
}
