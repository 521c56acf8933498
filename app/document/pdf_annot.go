package document

import (
	"slices"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// maxAnnotations is how many annotations of a page are looked at.
const maxAnnotations = 20_000

// Flags of annotations and fields (ISO 32000-1, tables 165, 226 and 228).
const (
	flagHidden     = 1 << 1
	flagNoView     = 1 << 5
	flagPushButton = 1 << 16
)

// undrawn are the annotations whose look is the reader's own business, and
// media those that play.
var (
	undrawn = []string{"", "Link", "Popup", "PrinterMark", "TrapNet"}
	media   = []string{"Sound", "Movie", "Screen", "RichMedia", "3D"}
)

// A stamp is an annotation's appearance, a form, and where it goes on the page.
type stamp struct {
	form  types.IndirectRef
	place matrix
	tint  bool // what is under it shows through, as under a highlighter
}

// annotations returns the annotations of a page that a reader shows.
func (d *pdfDoc) annotations(page pdfPage) []types.Dict {
	var shown []types.Dict
	for _, o := range d.array(page.dict["Annots"]) {
		a := d.dict(o)
		if d.integer(a["F"])&(flagHidden|flagNoView) != 0 || slices.Contains(undrawn, d.name(a["Subtype"])) {
			continue
		}
		if layer := a["OC"]; layer != nil && !d.shows(layer) {
			continue
		}
		if shown = append(shown, a); len(shown) == maxAnnotations {
			break
		}
	}
	return shown
}

// stamps returns the appearances of a page's annotations, the lowest first.
func (d *pdfDoc) stamps(page pdfPage) []stamp {
	var stamps []stamp
	for _, a := range d.annotations(page) {
		form, dict := d.appearance(a)
		if dict == nil {
			continue
		}
		if place, ok := d.place(a, dict); ok {
			stamps = append(stamps, stamp{form, place, d.name(a["Subtype"]) == "Highlight"})
		}
	}
	return stamps
}

// appearance returns the form that an annotation looks like, and its dictionary,
// nil if there is none.
func (d *pdfDoc) appearance(a types.Dict) (types.IndirectRef, types.Dict) {
	normal := d.dict(a["AP"])["N"]
	if states, ok := d.get(normal).(types.Dict); ok {
		normal = states[d.name(a["AS"])]
	}
	ref, _ := normal.(types.IndirectRef)
	if s, ok := d.get(normal).(types.StreamDict); ok {
		return ref, s.Dict
	}
	return ref, nil
}

// place returns the matrix that puts a form's area, as its own matrix maps it,
// over the annotation's rectangle (ISO 32000-1, 12.5.5).
func (d *pdfDoc) place(a, form types.Dict) (matrix, bool) {
	rect, ok1 := areaOf(d.numbers(a["Rect"], 4))
	inner, ok2 := areaOf(d.numbers(form["BBox"], 4))
	from := matrixOf(d.numbers(form["Matrix"], 6)).bounds(inner)
	if !ok1 || !ok2 || !(from.width() > 0) || !(from.height() > 0) {
		return matrix{}, false
	}
	sx, sy := rect.width()/from.width(), rect.height()/from.height()
	m := matrix{sx, 0, 0, sy, rect.x0 - from.x0*sx, rect.y0 - from.y0*sy}
	return m, m.finite()
}

// annotationReason returns why a page's annotations cannot be drawn here, or nil.
func (d *pdfDoc) annotationReason(page pdfPage) error {
	for _, a := range d.annotations(page) {
		switch kind := d.name(a["Subtype"]); {
		case kind == "FileAttachment":
			return holdsFiles
		case slices.Contains(media, kind):
			return playsMedia
		case kind == "Widget":
			if err := d.widgetReason(a); err != nil {
				return err
			}
		case kind == "Text", d.dict(a["AP"]) == nil && d.covers(a):
			return holdsNotes // a note's words open only in a reader
		}
	}
	return nil
}

// covers reports whether an annotation takes room on the page.
func (d *pdfDoc) covers(a types.Dict) bool {
	rect, ok := areaOf(d.numbers(a["Rect"], 4))
	return ok && rect.width() > 0 && rect.height() > 0
}

// widgetReason returns why a form field cannot be drawn here, or nil. A button
// to press and a place to sign show nothing of anyone's work.
func (d *pdfDoc) widgetReason(a types.Dict) error {
	kind := d.name(d.inherited(a, "FT"))
	if kind == "Sig" && d.dict(d.inherited(a, "V")) != nil {
		return signed
	}
	button := kind == "Btn" && d.integer(d.inherited(a, "Ff"))&flagPushButton != 0
	if d.dict(d.dict(a["AP"])["N"]) == nil && kind != "Sig" && !button && d.covers(a) {
		return formFields
	}
	return nil
}

// inherited returns an entry of a field, or that of one above it.
func (d *pdfDoc) inherited(field types.Dict, key string) types.Object {
	for range maxTreeDepth {
		if v := field[key]; v != nil {
			return v
		}
		if field = d.dict(field["Parent"]); field == nil {
			return nil
		}
	}
	return nil
}
