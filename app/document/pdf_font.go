package document

import (
	"strconv"
	"strings"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
	"golang.org/x/text/encoding/charmap"
)

// A pdfFont turns the strings shown in a font into text.
type pdfFont struct {
	wide    bool // codes of two bytes
	meaning map[int]string
	widths  map[int]float64 // of glyphs, in thousandths of the font's size
	usual   float64         // width of those that are not in widths
	entries int             // of tables read, at most maxFontEntries
}

// maxFontEntries is how many codes the tables of one font may speak of.
const maxFontEntries = 1 << 18

// room counts one more entry, and reports whether it may be read.
func (f *pdfFont) room() bool {
	f.entries++
	return f.entries <= maxFontEntries
}

// font reads a font. Text in one that does not tell what its codes mean is left
// out.
func (d *pdfDoc) font(dict types.Dict) *pdfFont {
	f := &pdfFont{meaning: make(map[int]string), widths: make(map[int]float64), usual: 500}
	if f.wide = d.name(dict["Subtype"]) == "Type0"; f.wide {
		d.wideWidths(f, dict)
	} else {
		d.simpleFont(f, dict)
	}
	if s, ok := d.get(dict["ToUnicode"]).(types.StreamDict); ok {
		if cmap, err := d.unpack(s); err == nil {
			readCMap(f, cmap)
		}
	}
	return f
}

// simpleFont reads the encoding and the widths of a font of one-byte codes.
func (d *pdfDoc) simpleFont(f *pdfFont, dict types.Dict) {
	encoding := d.dict(dict["Encoding"])
	base := d.name(dict["Encoding"])
	if encoding != nil {
		base = d.name(encoding["BaseEncoding"])
	}
	table := charmap.Windows1252
	if base == "MacRomanEncoding" {
		table = charmap.Macintosh
	}
	for code := ' '; code <= 0xff; code++ {
		f.meaning[int(code)] = string(table.DecodeByte(byte(code)))
	}
	code := 0
	for _, o := range d.array(encoding["Differences"]) {
		if n, ok := d.number(o); ok {
			code = int(n)
			continue
		}
		f.meaning[code] = glyphText(d.name(o))
		code++
	}
	scale := 1.0
	if m := d.numbers(dict["FontMatrix"], 6); d.name(dict["Subtype"]) == "Type3" && m != nil {
		scale = 1000 * m[0]
	}
	for i, o := range d.array(dict["Widths"]) {
		if w, ok := d.number(o); ok {
			f.widths[d.integer(dict["FirstChar"])+i] = w * scale
		}
	}
}

// wideWidths reads the widths of a font of two-byte codes.
func (d *pdfDoc) wideWidths(f *pdfFont, dict types.Dict) {
	descendants := d.array(dict["DescendantFonts"])
	if len(descendants) == 0 {
		return
	}
	below := d.dict(descendants[0])
	if f.usual = 1000; below["DW"] != nil {
		f.usual, _ = d.number(below["DW"])
	}
	list := d.array(below["W"])
	for i := 0; i+1 < len(list); {
		first := d.integer(list[i])
		if each := d.array(list[i+1]); each != nil {
			for n, o := range each {
				f.widths[first+n], _ = d.number(o)
			}
			i += 2
			continue
		}
		if i+2 >= len(list) {
			return
		}
		w, _ := d.number(list[i+2])
		for code := first; code <= min(d.integer(list[i+1]), 0xffff) && f.room(); code++ {
			f.widths[code] = w
		}
		i += 3
	}
}

// A cmapReader reads the part of a ToUnicode table that says what codes mean
// (ISO 32000-1, 9.10.3).
type cmapReader struct {
	contentScan
	font    *pdfFont
	operand []contentToken
}

// readCMap adds what a ToUnicode table says to f.
func readCMap(f *pdfFont, cmap []byte) {
	c := cmapReader{contentScan: contentScan{src: cmap}, font: f}
	for {
		t, ok := c.next()
		if !ok {
			return
		}
		if !t.operator {
			c.operand = append(c.operand, t)
			continue
		}
		switch string(c.text(t)) {
		case "endcodespacerange":
			if n := len(c.operand); n > 0 && f.wide {
				f.wide = len(c.bytes(c.operand[n-1])) > 1
			}
		case "endbfchar":
			c.chars()
		case "endbfrange":
			c.ranges()
		}
		c.operand = c.operand[:0]
	}
}

func (c *cmapReader) bytes(t contentToken) []byte { return hexBytes(string(c.text(t))) }

func (c *cmapReader) code(t contentToken) int {
	code := 0
	for _, b := range c.bytes(t)[:min(2, len(c.bytes(t)))] {
		code = code<<8 | int(b)
	}
	return code
}

func (c *cmapReader) chars() {
	for i := 0; i+1 < len(c.operand); i += 2 {
		c.font.meaning[c.code(c.operand[i])] = utf16Text(c.bytes(c.operand[i+1]))
	}
}

// ranges reads triples of the first code, the last, and the meaning of the
// first, or those of each in brackets.
func (c *cmapReader) ranges() {
	for i := 0; i+2 < len(c.operand); {
		first, last, to := c.code(c.operand[i]), c.code(c.operand[i+1]), c.operand[i+2]
		i += 3
		if string(c.text(to)) != "[" {
			meaning := []rune(utf16Text(c.bytes(to)))
			for code := first; code <= last && len(meaning) > 0 && c.font.room(); code++ {
				c.font.meaning[code] = string(meaning)
				meaning[len(meaning)-1]++
			}
			continue
		}
		for code := first; i < len(c.operand) && string(c.text(c.operand[i])) != "]"; i++ {
			c.font.meaning[code] = utf16Text(c.bytes(c.operand[i]))
			code++
		}
		i++
	}
}

// glyphText returns the text of a glyph by its name in Adobe's list, or nothing.
func glyphText(name string) string {
	name, _, _ = strings.Cut(name, ".")
	for _, prefix := range []string{"uni", "u"} {
		if digits, ok := strings.CutPrefix(name, prefix); ok && len(digits) >= 4 && len(digits) <= 6 {
			if r, err := strconv.ParseUint(digits, 16, 21); err == nil {
				return string(rune(r))
			}
		}
	}
	if len(name) == 1 {
		return name
	}
	if s, ok := glyphNames[name]; ok {
		return s
	}
	return accented(name)
}
