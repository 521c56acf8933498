package sheet

import (
	"archive/zip"
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"iter"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"
)

// XLSX writes rows as a workbook with one sheet of that name. The first row is
// the header: bold, and in sight while the others scroll. Cells are as for CSV;
// days are stored as dates, and text stays text, whatever it begins with.
func XLSX(w io.Writer, name string, rows iter.Seq[[]any]) error {
	return Workbook(w, Sheet{name, rows})
}

// A Sheet is one of the sheets of a workbook.
type Sheet struct {
	Name string
	Rows iter.Seq[[]any] // as XLSX takes them
}

// What spreadsheets take.
const (
	MaxRows     = 1 << 20 // of a sheet, the header among them
	maxTextCell = 32_767  // UTF-16 units; text beyond is cut off
	maxNameRune = 31      // of a sheet's name
)

// Workbook writes sheets, one at least, each as XLSX does. Rows go out as they
// come, so that their number costs no memory.
//
// The file is written by hand, as the few parts that every spreadsheet program
// reads (ECMA-376, part 1): a library that can do all of the format weighs a
// tenth of the program.
func Workbook(w io.Writer, sheets ...Sheet) error {
	z := zip.NewWriter(w)
	for i, s := range sheets {
		if err := writePart(z, fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1), func(out *bufio.Writer) { writeSheet(out, s.Rows) }); err != nil {
			return fmt.Errorf("write workbook: %w", err)
		}
	}
	for _, part := range frame(sheets) {
		if err := writePart(z, part.name, func(out *bufio.Writer) { out.WriteString(part.text) }); err != nil {
			return fmt.Errorf("write workbook: %w", err)
		}
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	return nil
}

// writePart adds a part to the file. What fails in write is kept by its writer
// until the end.
func writePart(z *zip.Writer, name string, write func(*bufio.Writer)) error {
	part, err := z.Create(name)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(part)
	out.WriteString(xml.Header)
	write(out)
	return out.Flush()
}

// The styles of cells, by their place in the part of styles.
const (
	styleHead = "1" // bold
	styleDay  = "2" // dd/mm/yyyy
)

const styles = `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">` +
	`<numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts>` +
	`<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>` +
	`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
	`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
	`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
	`<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>` +
	`<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>` +
	`<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>` +
	`<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`

type part struct{ name, text string }

// frame returns the parts that are not sheets.
func frame(sheets []Sheet) []part {
	const (
		office   = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
		packages = "http://schemas.openxmlformats.org/package/2006/"
		kind     = "application/vnd.openxmlformats-officedocument.spreadsheetml."
	)
	var types, names, links strings.Builder
	for i, s := range sheets {
		n := strconv.Itoa(i + 1)
		types.WriteString(`<Override PartName="/xl/worksheets/sheet` + n + `.xml" ContentType="` + kind + `worksheet+xml"/>`)
		names.WriteString(`<sheet name="` + escaped(sheetName(s.Name)) + `" sheetId="` + n + `" r:id="rId` + n + `"/>`)
		links.WriteString(`<Relationship Id="rId` + n + `" Type="` + office + `/worksheet" Target="worksheets/sheet` + n + `.xml"/>`)
	}
	return []part{
		{"xl/styles.xml", styles},
		{"xl/workbook.xml", `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="` + office + `"><sheets>` + names.String() + `</sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="` + packages + `relationships">` + links.String() +
			`<Relationship Id="rId` + strconv.Itoa(len(sheets)+1) + `" Type="` + office + `/styles" Target="styles.xml"/></Relationships>`},
		{"_rels/.rels", `<Relationships xmlns="` + packages + `relationships"><Relationship Id="rId1" Type="` + office + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"[Content_Types].xml", `<Types xmlns="` + packages + `content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
			`<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="` + kind + `sheet.main+xml"/>` +
			`<Override PartName="/xl/styles.xml" ContentType="` + kind + `styles+xml"/>` + types.String() + `</Types>`},
	}
}

// writeSheet writes the part of a sheet. Columns are as wide as their names want.
func writeSheet(out *bufio.Writer, rows iter.Seq[[]any]) {
	out.WriteString(`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">`)
	n := 0
	for row := range rows {
		if n++; n == 1 {
			writeHead(out, row)
		}
		fmt.Fprintf(out, `<row r="%d">`, n)
		for i, cell := range row {
			writeCell(out, column(i)+strconv.Itoa(n), cell, n == 1)
		}
		out.WriteString(`</row>`)
	}
	if n == 0 {
		out.WriteString(`<sheetData>`)
	}
	out.WriteString(`</sheetData></worksheet>`)
}

// writeHead writes what stands before the rows.
func writeHead(out *bufio.Writer, head []any) {
	out.WriteString(`<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>`)
	if len(head) > 0 {
		out.WriteString(`<cols>`)
		for i, cell := range head {
			wide := min(40, max(14, utf8.RuneCountInString(fmt.Sprint(cell))+4))
			fmt.Fprintf(out, `<col min="%d" max="%d" width="%d" customWidth="1"/>`, i+1, i+1, wide)
		}
		out.WriteString(`</cols>`)
	}
	out.WriteString(`<sheetData>`)
}

// writeCell writes a cell with a value; one without is left out.
func writeCell(out *bufio.Writer, at string, cell any, head bool) {
	style := ""
	if head {
		style = ` s="` + styleHead + `"`
	}
	switch v := cell.(type) {
	case nil:
	case time.Time:
		if !v.IsZero() {
			fmt.Fprintf(out, `<c r="%s" s="%s"><v>%s</v></c>`, at, styleDay, strconv.FormatFloat(serial(v), 'f', -1, 64))
		}
	case bool:
		fmt.Fprintf(out, `<c r="%s"%s t="b"><v>%d</v></c>`, at, style, map[bool]int{true: 1}[v])
	case int, int64, float64:
		fmt.Fprintf(out, `<c r="%s"%s><v>%v</v></c>`, at, style, v)
	default:
		if text := oneEnd(fmt.Sprint(v)); text != "" {
			fmt.Fprintf(out, `<c r="%s"%s t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>`, at, style, escaped(cut(text)))
		}
	}
}

// serial counts days from the one that spreadsheets count from.
func serial(t time.Time) float64 {
	return t.UTC().Sub(time.Date(1899, time.December, 30, 0, 0, 0, 0, time.UTC)).Hours() / 24
}

// column names a column: A to Z, AA and so on.
func column(i int) string {
	name := string(rune('A' + i%26))
	if i >= 26 {
		return column(i/26-1) + name
	}
	return name
}

// cut keeps as much of a text as a cell holds.
func cut(text string) string {
	if len(text) <= maxTextCell {
		return text
	}
	units := 0
	for i, r := range text {
		if units += utf16.RuneLen(r); units > maxTextCell {
			return text[:i]
		}
	}
	return text
}

// looksEscaped is what workbooks read as a character that XML cannot write.
var looksEscaped = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

// escaped writes text for XML. What only looks like an escape stays as it is.
func escaped(text string) string {
	text = looksEscaped.ReplaceAllString(strings.ToValidUTF8(text, "\uFFFD"), "_x005F$0")
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a Builder takes everything
	return b.String()
}

// sheetName makes a name that a sheet may have.
func sheetName(name string) string {
	name = strings.Trim(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\`, r) {
			return ' '
		}
		return r
	}, name), "' ")
	if r := []rune(name); len(r) > maxNameRune {
		name = string(r[:maxNameRune])
	}
	if name == "" {
		return "Sheet1"
	}
	return name
}
