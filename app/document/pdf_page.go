package document

import (
	"bytes"
	"fmt"
	"math"
	"strconv"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// resetState gives a page the graphics state that it may count on, whatever the
// page around it has set (ISO 32000-1, 8.4.1). Reset is a resource of its form,
// as is Tint, for stamps.
const (
	resetState = "/Reset gs 0 g 0 G 1 w 0 J 0 j 10 M [] 0 d 1 i /RelativeColorimetric ri 0 Tc 0 Tw 100 Tz 0 TL 0 Tr 0 Ts\n"
	resetGS    = "/ExtGState<</Reset<</Type/ExtGState/CA 1/ca 1/BM/Normal/SMask/None/AIS false/TK true/SA false/OP false/op false/OPM 0>>/Tint<</BM/Multiply>>>>"
)

// addPage copies one page: a form that turns and crops it, and draws two more
// kinds of form, the page's content and the appearances of its annotations.
func (c *copier) addPage(page pdfPage) error {
	shown := c.doc.pageBox(page)
	unit, _ := c.doc.number(page.dict["UserUnit"])
	if !goodSide(unit) || !goodSide(unit*shown.width()) || !goodSide(unit*shown.height()) {
		unit = 1
	}
	turn, width, height := upright(shown, c.doc.integer(page.dict["Rotate"]), unit)
	content, err := c.pageContent(page)
	if err != nil {
		return err
	}
	n := c.add(func(t *packText) error { return c.pageForm(t, page, shown, turn, content) })
	c.out.pages = append(c.out.pages, PackPage{width, height, n})
	return c.drain()
}

// pageForm adds the form of a page.
func (c *copier) pageForm(t *packText, page pdfPage, shown area, turn matrix, content []byte) error {
	stamps := c.doc.stamps(page)
	t.write("<</Type/XObject/Subtype/Form/BBox")
	t.numbers(shown.x0, shown.y0, shown.x1, shown.y1)
	t.write("/Matrix")
	t.numbers(turn[:]...)
	t.write("/Resources<<" + resetGS + "/XObject<</Page ")
	t.ref(c.add(func(t *packText) error { return c.contentForm(t, page, shown, content) }))
	draw := bytes.NewBufferString(resetState + "/Page Do\n")
	for i, s := range stamps {
		t.write("/Stamp" + strconv.Itoa(i) + " ")
		c.copyRef(t, s.form)
		tint := ""
		if s.tint {
			tint = "/Tint gs "
		}
		fmt.Fprintf(draw, "q %s%s cm /Stamp%d Do Q\n", tint, s.place, i)
	}
	t.write(">>>>")
	t.stream(draw.Bytes())
	return nil
}

// contentForm adds a page's content as a form. A page is a transparency group
// on its own, so its form is one too where the page says so.
func (c *copier) contentForm(t *packText, page pdfPage, shown area, content []byte) error {
	t.write("<</Type/XObject/Subtype/Form/BBox")
	t.numbers(shown.x0, shown.y0, shown.x1, shown.y1)
	if group := c.doc.dict(page.dict["Group"]); c.doc.name(group["S"]) == "Transparency" {
		t.write("/Group<</S/Transparency/I true")
		for _, key := range []string{"CS", "K"} {
			if group[key] == nil {
				continue
			}
			t.name(key)
			t.write(" ")
			if err := c.copyValue(t, group[key], 0); err != nil {
				return err
			}
		}
		t.write(">>")
	}
	t.write("/Resources ")
	if err := c.copyResources(t, page.dict["Resources"]); err != nil {
		return err
	}
	t.write("/Filter/FlateDecode")
	t.stream(deflate(content))
	return nil
}

// copyResources adds a page's resources, none as an empty dictionary.
func (c *copier) copyResources(t *packText, o types.Object) error {
	if c.doc.dict(o) == nil {
		t.write("<<>>")
		return nil
	}
	return c.copyValue(t, o, 0)
}

// pageContent returns a page's content, its streams joined and tidied.
func (c *copier) pageContent(page pdfPage) ([]byte, error) {
	var joined []byte
	for _, o := range c.contents(page.dict["Contents"], 0) {
		part, err := c.doc.unpack(o)
		if err != nil {
			return nil, err
		}
		if joined = append(append(joined, part...), '\n'); len(joined) > maxContent {
			return nil, tooMuch
		}
	}
	resources := c.doc.dict(page.dict["Resources"])
	if c.namesHidden(resources) && c.hasType3(resources) {
		return nil, unreadable
	}
	content, _ := tidy(joined, c.layersOf(resources))
	return content, nil
}

// contents returns the streams that o is: one, or an array of them.
func (c *copier) contents(o types.Object, depth int) []types.StreamDict {
	switch o := c.doc.get(o).(type) {
	case types.StreamDict:
		return []types.StreamDict{o}
	case types.Array:
		var all []types.StreamDict
		for _, part := range o {
			if depth < 4 && len(all) < maxTreeNodes {
				all = append(all, c.contents(part, depth+1)...)
			}
		}
		return all
	}
	return nil
}

// String returns m as the operands of cm.
func (m matrix) String() string {
	var t packText
	t.numbers(m[:]...)
	return string(bytes.Trim(t.buf, "[]"))
}

// finite reports whether every number of m can be written.
func (m matrix) finite() bool {
	for _, v := range m {
		if math.IsNaN(v) || math.Abs(v) > 1e9 {
			return false
		}
	}
	return true
}
