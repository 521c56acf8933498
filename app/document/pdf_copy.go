package document

import (
	"encoding/hex"
	"maps"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// maxNesting is how deep dictionaries and arrays of one object may nest.
const maxNesting = 64

// A packText is the text of an object in the making: everything but its references.
type packText struct {
	buf  []byte
	refs []packRef
}

func (t *packText) write(s string) { t.buf = append(t.buf, s...) }

// ref adds a reference to object n of the pack.
func (t *packText) ref(n int) { t.refs = append(t.refs, packRef{uint32(len(t.buf)), uint32(n)}) }

// number adds a number, without an exponent, which PDF does not have.
func (t *packText) number(v float64) {
	if math.IsNaN(v) || math.Abs(v) > 1e15 {
		v = 0
	}
	t.buf = strconv.AppendFloat(t.buf, v, 'f', -1, 64)
}

// numbers adds an array of numbers.
func (t *packText) numbers(values ...float64) {
	t.write("[")
	for i, v := range values {
		if i > 0 {
			t.write(" ")
		}
		t.number(v)
	}
	t.write("]")
}

// name adds a name.
func (t *packText) name(s string) {
	t.write("/")
	for _, c := range []byte(s) {
		if c > ' ' && c < 0x7f && c != '#' && isRegular(c) {
			t.buf = append(t.buf, c)
		} else {
			t.buf = append(t.buf, '#', "0123456789ABCDEF"[c>>4], "0123456789ABCDEF"[c&15])
		}
	}
}

// stream ends a dictionary that was begun, and adds its stream.
func (t *packText) stream(data []byte) {
	t.write("/Length " + strconv.Itoa(len(data)) + ">>\nstream\n")
	t.buf = append(append(t.buf, data...), "\nendstream"...)
}

// A copier copies objects of a PDF to a pack. Objects get numbers in the order
// in which they are first referred to, and are written in that order.
type copier struct {
	doc     *pdfDoc
	out     *packWriter
	numbers map[int]int // numbers in the pack by those in the PDF
	queue   []func(*packText) error
	queued  int
	text    packText
}

func newCopier(doc *pdfDoc, out *packWriter) *copier {
	return &copier{doc: doc, out: out, numbers: make(map[int]int)}
}

// add queues an object that render will make, and returns its number.
func (c *copier) add(render func(*packText) error) int {
	c.queued++
	c.queue = append(c.queue, render)
	return c.queued
}

// drain writes the objects in the queue, and those that they refer to.
func (c *copier) drain() error {
	for len(c.queue) > 0 {
		if time.Now().After(c.doc.deadline) {
			return tooSlow
		}
		render := c.queue[0]
		c.queue = c.queue[1:]
		c.text = packText{c.text.buf[:0], c.text.refs[:0]}
		if err := render(&c.text); err != nil {
			return err
		}
		if c.queued > maxPackObjects || c.out.at+int64(len(c.text.buf)) > maxPackBytes {
			return tooMuch
		}
		if err := c.out.add(c.text.buf, c.text.refs); err != nil {
			return err
		}
	}
	return nil
}

// copyRef adds a reference to the copy of what ref refers to, or null.
func (c *copier) copyRef(t *packText, ref types.IndirectRef) {
	o := c.doc.get(ref)
	if o == nil || c.foreign(o) {
		t.write("null")
		return
	}
	n, known := c.numbers[int(ref.ObjectNumber)]
	if !known {
		n = c.add(func(t *packText) error { return c.copyObject(t, ref) })
		c.numbers[int(ref.ObjectNumber)] = n
	}
	t.ref(n)
}

// foreignTypes are the types of objects that no drawing needs.
var foreignTypes = []string{"Page", "Pages", "Catalog", "Annot", "Action", "Filespec", "EmbeddedFile", "Metadata", "Sig", "Outlines", "StructTreeRoot", "StructElem", "ObjStm", "XRef"}

// foreign reports whether o belongs to the document and not to a drawing.
func (c *copier) foreign(o types.Object) bool {
	switch o := o.(type) {
	case types.Dict:
		return slices.Contains(foreignTypes, c.doc.name(o["Type"])) || c.doc.name(o["S"]) == "JavaScript"
	case types.StreamDict:
		return slices.Contains(foreignTypes, c.doc.name(o.Dict["Type"]))
	case types.ObjectStreamDict, types.XRefStreamDict:
		return true
	}
	return false
}

// copyObject adds the object that ref refers to.
func (c *copier) copyObject(t *packText, ref types.IndirectRef) error {
	o := c.doc.get(ref)
	if s, ok := o.(types.StreamDict); ok {
		return c.copyStream(t, s)
	}
	return c.copyValue(t, o, 0)
}

// copyValue adds o. References in it become those of the pack.
func (c *copier) copyValue(t *packText, o types.Object, depth int) error {
	if depth > maxNesting || len(t.buf) > maxUnpacked {
		return tooMuch
	}
	switch o := o.(type) {
	case types.IndirectRef:
		c.copyRef(t, o)
	case types.Dict:
		return c.copyDict(t, o, depth)
	case types.Array:
		return c.copyArray(t, o, depth)
	case types.Name:
		t.name(string(o))
	case types.Integer:
		t.buf = strconv.AppendInt(t.buf, int64(o), 10)
	case types.Float:
		t.number(float64(o))
	case types.Boolean:
		t.buf = strconv.AppendBool(t.buf, bool(o))
	case types.StringLiteral, types.HexLiteral:
		t.write("<" + hex.EncodeToString(c.doc.text(o)) + ">")
	default:
		t.write("null")
	}
	return nil
}

// copyDict adds a dictionary, its keys sorted. Layers come out empty: those that
// are shown need no name, and what is hidden has been left out.
func (c *copier) copyDict(t *packText, d types.Dict, depth int) error {
	if kind := c.doc.name(d["Type"]); kind == "OCG" || kind == "OCMD" {
		t.write("<<>>")
		return nil
	}
	if c.foreign(d) {
		t.write("null")
		return nil
	}
	t.write("<<")
	if err := c.copyEntries(t, d, depth, nil); err != nil {
		return err
	}
	t.write(">>")
	return nil
}

// copyEntries adds the entries of d but those left out.
func (c *copier) copyEntries(t *packText, d types.Dict, depth int, leave []string) error {
	for _, key := range slices.Sorted(maps.Keys(d)) {
		if slices.Contains(leave, key) {
			continue
		}
		t.name(key)
		t.write(" ")
		if err := c.copyValue(t, d[key], depth+1); err != nil {
			return err
		}
	}
	return nil
}

func (c *copier) copyArray(t *packText, a types.Array, depth int) error {
	t.write("[")
	for i, o := range a {
		if i > 0 {
			t.write(" ")
		}
		if err := c.copyValue(t, o, depth+1); err != nil {
			return err
		}
	}
	t.write("]")
	return nil
}
