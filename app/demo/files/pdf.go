package files

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
)

// A4 upright, in points.
const (
	short = 595.28
	long  = 841.89
)

// A pdf is a document being drawn: text in Helvetica, lines and rectangles.
// Places are in points from the top left.
type pdf struct {
	title         string
	width, height float64
	pages         []*bytes.Buffer
}

func newPDF(title string, landscape bool) *pdf {
	if landscape {
		return &pdf{title: title, width: long, height: short}
	}
	return &pdf{title: title, width: short, height: long}
}

func (d *pdf) addPage() { d.pages = append(d.pages, new(bytes.Buffer)) }

func (d *pdf) draw(format string, args ...any) {
	fmt.Fprintf(d.pages[len(d.pages)-1], format+"\n", args...)
}

// A ink is a colour: red, green and blue from 0 to 1.
type ink [3]float64

var (
	black = ink{0.1, 0.12, 0.12}
	grey  = ink{0.42, 0.44, 0.44}
	pale  = ink{0.91, 0.92, 0.9}
	tint  = ink{0.99, 0.94, 0.84}
	house = ink{0.13, 0.29, 0.4}
	amber = ink{0.76, 0.45, 0.12}
	white = ink{1, 1, 1}
)

// A face is a size in points and a weight.
type face struct {
	size float64
	bold bool
}

func (d *pdf) text(x, y float64, f face, colour ink, s string) {
	font := "F1"
	if f.bold {
		font = "F2"
	}
	escaped := strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`).Replace(ansi(s))
	d.draw("BT /%s %.1f Tf %.3f %.3f %.3f rg %.2f %.2f Td (%s) Tj ET",
		font, f.size, colour[0], colour[1], colour[2], x, d.height-y, escaped)
}

func (d *pdf) right(x, y float64, f face, colour ink, s string) {
	d.text(x-f.width(s), y, f, colour, s)
}

func (d *pdf) line(x1, y1, x2, y2, thick float64, colour ink) {
	d.draw("%.3f %.3f %.3f RG %.2f w %.2f %.2f m %.2f %.2f l S",
		colour[0], colour[1], colour[2], thick, x1, d.height-y1, x2, d.height-y2)
}

func (d *pdf) box(x, y, w, h float64, colour ink) {
	d.draw("%.3f %.3f %.3f rg %.2f %.2f %.2f %.2f re f", colour[0], colour[1], colour[2], x, d.height-y-h, w, h)
}

// ansi returns s in Windows-1252, which the standard fonts speak. Characters it
// lacks become question marks.
func ansi(s string) string {
	out, err := encoding.ReplaceUnsupported(charmap.Windows1252.NewEncoder()).String(s)
	if err != nil {
		return strings.Map(func(r rune) rune { return min(r, '~') }, s)
	}
	return strings.ReplaceAll(out, "\x1a", "?")
}

// width returns how wide s is, in points.
func (f face) width(s string) float64 {
	widths := &regularWidths
	if f.bold {
		widths = &boldWidths
	}
	sum := 0
	for _, c := range []byte(ansi(s)) {
		if c >= 32 {
			sum += widths[c-32]
		}
	}
	return float64(sum) * f.size / 1000
}

// wrap breaks s into lines no wider than width, at spaces.
func (f face) wrap(s string, width float64) []string {
	var lines []string
	for para := range strings.SplitSeq(s, "\n") {
		line := ""
		for word := range strings.FieldsSeq(para) {
			longer := strings.TrimSpace(line + " " + word)
			if line != "" && f.width(longer) > width {
				lines, longer = append(lines, line), word
			}
			line = longer
		}
		lines = append(lines, line)
	}
	return lines
}

// bytes returns the finished file.
func (d *pdf) bytes() []byte {
	var objects []string
	kids := make([]string, len(d.pages))
	for i, page := range d.pages {
		kids[i] = fmt.Sprintf("%d 0 R", 6+2*i)
		body := deflate(page.Bytes())
		objects = append(objects,
			fmt.Sprintf("<</Type/Page/Parent 2 0 R/MediaBox[0 0 %.2f %.2f]/Resources<</Font<</F1 3 0 R/F2 4 0 R>>>>/Contents %d 0 R>>", d.width, d.height, 7+2*i),
			fmt.Sprintf("<</Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream", len(body), body))
	}
	const font = "<</Type/Font/Subtype/Type1/BaseFont/%s/Encoding/WinAnsiEncoding>>"
	objects = append([]string{
		"<</Type/Catalog/Pages 2 0 R/Lang(en-GB)>>",
		fmt.Sprintf("<</Type/Pages/Kids[%s]/Count %d>>", strings.Join(kids, " "), len(kids)),
		fmt.Sprintf(font, "Helvetica"),
		fmt.Sprintf(font, "Helvetica-Bold"),
		fmt.Sprintf("<</Title<FEFF%X>/CreationDate(D:%sZ)>>", utf16be(d.title), made.Format("20060102150405")),
	}, objects...)
	return assemble(objects)
}

// assemble numbers objects from 1 and adds the table that finds them. The first
// is the catalogue and the fifth says what the document is.
func assemble(objects []string) []byte {
	var out bytes.Buffer
	out.WriteString("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
	places := make([]int, len(objects))
	for i, o := range objects {
		places[i] = out.Len()
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	table := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, at := range places {
		fmt.Fprintf(&out, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&out, "trailer\n<</Size %d/Root 1 0 R/Info 5 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, table)
	return out.Bytes()
}

func deflate(b []byte) []byte {
	var out bytes.Buffer
	w := zlib.NewWriter(&out)
	w.Write(b) // a buffer takes everything
	w.Close()
	return out.Bytes()
}

func utf16be(s string) []byte {
	var out []byte
	for _, r := range s {
		out = append(out, byte(r>>8), byte(r))
	}
	return out
}
