package document

import (
	"bytes"
	"strconv"
	"time"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// Limits on looking for text.
const (
	maxTextDrawings = 5_000 // drawings within pages
	maxDrawingDepth = 8
)

// writeText keeps the text of pages as a copy, a form feed between pages. It
// does what it can: a page that cannot be read has none.
func (d *pdfDoc) writeText(facts *Facts, dir string, pages []pdfPage) (err error) {
	w := pageText{doc: d, out: newText(), fonts: make(map[int]*pdfFont)}
	d.decoded = 0
	for i, page := range pages {
		if i > 0 {
			w.out.WriteString("\f")
		}
		if time.Now().After(d.deadline) || w.out.err != nil {
			break
		}
		w.page(page)
	}
	found := bytes.TrimRight(w.out.buf.Bytes(), " \n\f")
	if len(bytes.TrimSpace(found)) == 0 {
		return nil
	}
	return keep(facts, dir, Plain, textName, append(found, '\n'))
}

// A pageText finds the text of pages.
type pageText struct {
	doc      *pdfDoc
	out      *text
	fonts    map[int]*pdfFont // by object number
	drawings int
	steps    int  // operators followed
	quiet    bool // invisible text is that of hidden layers
	endX     float64
	endY     float64
	begun    bool // the page has text already
}

// page adds the text of a page. A panic in reading a hostile one ends it.
func (w *pageText) page(page pdfPage) {
	defer func() { _ = recover() }()
	w.begun = false
	c := copier{doc: w.doc}
	content, err := c.pageContent(page)
	if err != nil {
		return
	}
	resources := w.doc.dict(page.dict["Resources"])
	w.quiet = c.namesHidden(resources)
	turn, _, _ := upright(w.doc.pageBox(page), w.doc.integer(page.dict["Rotate"]), 1)
	w.drawing(content, resources, turn, 0)
	for _, stamp := range w.doc.stamps(page) {
		if form, ok := w.doc.get(stamp.form).(types.StreamDict); ok {
			w.form(form, nil, stamp.place.times(turn), 1)
		}
	}
}

// A textState is the part of the graphics state that says where text goes.
type textState struct {
	ctm                           matrix
	font                          *pdfFont
	size, char, word, wide, below float64 // Tf, Tc, Tw, Tz, TL
	mode                          int
}

// A textScan follows one drawing.
type textScan struct {
	contentScan
	*pageText
	textState
	saved     []textState
	tm, tlm   matrix
	resources types.Dict
	depth     int
	operand   []contentToken
}

// drawing adds the text of a drawing.
func (w *pageText) drawing(content []byte, resources types.Dict, ctm matrix, depth int) {
	if w.drawings++; w.drawings > maxTextDrawings || depth > maxDrawingDepth {
		return
	}
	s := textScan{contentScan: contentScan{src: content}, pageText: w, resources: resources, depth: depth, tm: identity, tlm: identity}
	s.textState = textState{ctm: ctm, wide: 1}
	for w.out.err == nil {
		if w.steps++; w.steps%4096 == 0 && time.Now().After(w.doc.deadline) {
			return
		}
		t, ok := s.next()
		if !ok {
			return
		}
		if !t.operator {
			s.operand = append(s.operand, t)
			continue
		}
		s.operator(string(s.text(t)))
		s.operand = s.operand[:0]
	}
}

// value returns the number that is the operand n from the end, 1 the last.
func (s *textScan) value(n int) float64 {
	if n > len(s.operand) {
		return 0
	}
	v, _ := strconv.ParseFloat(string(s.text(s.operand[len(s.operand)-n])), 64)
	return v
}

// values returns the last six operands as a matrix.
func (s *textScan) values() matrix {
	return matrix{s.value(6), s.value(5), s.value(4), s.value(3), s.value(2), s.value(1)}
}

// named returns the last operand but n as a name.
func (s *textScan) named(n int) string {
	if n >= len(s.operand) {
		return ""
	}
	word := bytes.TrimPrefix(s.text(s.operand[len(s.operand)-1-n]), []byte("/"))
	name, _ := types.DecodeName(string(word))
	return name
}

// operator follows one operator (ISO 32000-1, 9.3 and 9.4).
func (s *textScan) operator(word string) {
	switch word {
	case "q":
		s.saved = append(s.saved, s.textState)
	case "Q":
		if n := len(s.saved); n > 0 {
			s.textState, s.saved = s.saved[n-1], s.saved[:n-1]
		}
	case "cm":
		s.ctm = s.values().times(s.ctm)
	case "Do":
		s.draw(s.named(0))
	case "BT":
		s.tm, s.tlm = identity, identity
	case "Tm":
		s.tlm = s.values()
		s.tm = s.tlm
	case "Td", "TD":
		if word == "TD" {
			s.below = -s.value(1)
		}
		s.move(s.value(2), s.value(1))
	case "T*":
		s.move(0, -s.below)
	case "Tf":
		s.font, s.size = s.findFont(s.named(1)), s.value(1)
	case "Tc":
		s.char = s.value(1)
	case "Tw":
		s.word = s.value(1)
	case "Tz":
		s.wide = s.value(1) / 100
	case "TL":
		s.below = s.value(1)
	case "Tr":
		s.mode = int(s.value(1))
	case "Tj", "TJ", "'", "\"":
		s.showAll(word)
	}
}

// times returns the matrix of m and then o.
func (m matrix) times(o matrix) matrix {
	return matrix{
		m[0]*o[0] + m[1]*o[2], m[0]*o[1] + m[1]*o[3],
		m[2]*o[0] + m[3]*o[2], m[2]*o[1] + m[3]*o[3],
		m[4]*o[0] + m[5]*o[2] + o[4], m[4]*o[1] + m[5]*o[3] + o[5],
	}
}

// move begins a line x and y from where the last began.
func (s *textScan) move(x, y float64) {
	s.tlm = matrix{1, 0, 0, 1, x, y}.times(s.tlm)
	s.tm = s.tlm
}

// draw follows a drawing within this one.
func (s *textScan) draw(name string) {
	form, ok := s.doc.get(s.doc.dict(s.resources["XObject"])[name]).(types.StreamDict)
	if ok && s.doc.name(form.Dict["Subtype"]) == "Form" {
		s.form(form, s.resources, s.ctm, s.depth+1)
	}
}

// form adds the text of a form unless its layer is hidden. One without resources
// has those of the drawing around it.
func (w *pageText) form(form types.StreamDict, resources types.Dict, ctm matrix, depth int) {
	if layer := form.Dict["OC"]; layer != nil && !w.doc.shows(layer) {
		return
	}
	content, err := w.doc.unpack(form)
	if err != nil {
		return
	}
	if own := w.doc.dict(form.Dict["Resources"]); own != nil {
		resources = own
	}
	if c := (copier{doc: w.doc}); c.namesHidden(resources) {
		content, _ = tidy(content, c.layersOf(resources))
		w.quiet = true
	}
	w.drawing(content, resources, matrixOf(w.doc.numbers(form.Dict["Matrix"], 6)).times(ctm), depth)
}

// findFont returns a font of the resources.
func (s *textScan) findFont(name string) *pdfFont {
	o := s.doc.dict(s.resources["Font"])[name]
	dict := s.doc.dict(o)
	if dict == nil {
		return nil
	}
	ref, ok := o.(types.IndirectRef)
	if !ok {
		return s.doc.font(dict)
	}
	n := int(ref.ObjectNumber)
	if s.fonts[n] == nil {
		s.fonts[n] = s.doc.font(dict)
	}
	return s.fonts[n]
}
