package files

import (
	"fmt"
	"strings"
)

// XLSX returns the paper's tables as a workbook, one sheet a table. A sheet has
// the name of the heading before the table.
func XLSX(p Paper) []byte {
	var tabs []part
	name := "Sheet 1"
	for _, b := range p.Blocks {
		if b.Heading != "" {
			name = b.Heading
		}
		if b.Table != nil {
			tabs = append(tabs, part{name, worksheet(b.Table)})
			name = fmt.Sprintf("Sheet %d", len(tabs)+1)
		}
	}
	overrides := []part{{"xl/workbook.xml", "spreadsheetml.sheet.main"}, {"xl/styles.xml", "spreadsheetml.styles"}}
	needs := []part{{"styles", "styles.xml"}}
	var sheets strings.Builder
	var parts []part
	for i, tab := range tabs {
		file := fmt.Sprintf("worksheets/sheet%d.xml", i+1)
		overrides = append(overrides, part{"xl/" + file, "spreadsheetml.worksheet"})
		needs = append(needs, part{"worksheet", file})
		fmt.Fprintf(&sheets, `<sheet name="%s" sheetId="%d" r:id="rId%d"/>`, escape(tabName(tab.name)), i+1, i+2)
		parts = append(parts, part{"xl/" + file, tab.text})
	}
	return pack(append([]part{
		types(overrides...),
		links("_rels/.rels", part{"officeDocument", "xl/workbook.xml"}, part{"core-properties", "docProps/core.xml"}),
		core(p.Title, p.House),
		{"xl/workbook.xml", xmlHead + `<workbook ` + sheetSpace + ` xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>` + sheets.String() + `</sheets></workbook>`},
		links("xl/_rels/workbook.xml.rels", needs...),
		{"xl/styles.xml", sheetStyles},
	}, parts...))
}

const sheetSpace = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`

// Style 1 is bold, style 2 an amount with two decimals.
const sheetStyles = xmlHead + `<styleSheet ` + sheetSpace + `><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>` +
	`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders>` +
	`<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf/><xf fontId="1" applyFont="1"/><xf numFmtId="4" applyNumberFormat="1"/></cellXfs></styleSheet>`

// tabName returns a name a sheet may have: 31 characters, none of them special.
func tabName(name string) string {
	name = strings.NewReplacer("/", "-", `\`, "-", "?", "", "*", "", "[", "", "]", "", ":", "").Replace(name)
	if r := []rune(name); len(r) > 31 {
		return string(r[:31])
	}
	return name
}

func worksheet(t *Table) string {
	var b strings.Builder
	b.WriteString(xmlHead + `<worksheet ` + sheetSpace + `><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" state="frozen"/></sheetView></sheetViews><cols>`)
	for i, c := range t.Columns {
		fmt.Fprintf(&b, `<col min="%d" max="%d" width="%.1f" customWidth="1"/>`, i+1, i+1, 9+c.Width*6)
	}
	b.WriteString(`</cols><sheetData>`)
	for r, row := range append([][]string{names(t)}, t.rows()...) {
		fmt.Fprintf(&b, `<row r="%d">`, r+1)
		for c, cell := range row {
			at := fmt.Sprintf("%c%d", 'A'+c, r+1)
			n, isNumber := amount(cell)
			switch {
			case cell == "":
			case r == 0:
				fmt.Fprintf(&b, `<c r="%s" s="1" t="inlineStr"><is><t>%s</t></is></c>`, at, escape(cell))
			case isNumber && strings.Contains(cell, "."):
				fmt.Fprintf(&b, `<c r="%s" s="2"><v>%.2f</v></c>`, at, n)
			case isNumber:
				fmt.Fprintf(&b, `<c r="%s"><v>%g</v></c>`, at, n)
			default:
				fmt.Fprintf(&b, `<c r="%s" t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>`, at, escape(cell))
			}
		}
		b.WriteString(`</row>`)
	}
	b.WriteString(`</sheetData></worksheet>`)
	return b.String()
}
