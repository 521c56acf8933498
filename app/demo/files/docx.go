package files

import (
	"fmt"
	"strings"
)

const wordSpace = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`

// DOCX returns the paper as a Word document. Charts become tables.
func DOCX(p Paper) []byte {
	var b strings.Builder
	b.WriteString(xmlHead + `<w:document ` + wordSpace + `><w:body>`)
	b.WriteString(paragraph("Title", p.Title))
	if p.House != "" {
		b.WriteString(paragraph("Subtitle", p.House))
	}
	for _, block := range p.Blocks {
		wordBlock(&b, block)
	}
	b.WriteString(`<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1304" w:right="1304" w:bottom="1304" w:left="1304" w:header="680" w:footer="680" w:gutter="0"/></w:sectPr></w:body></w:document>`)
	return pack([]part{
		types(part{"word/document.xml", "wordprocessingml.document.main"}, part{"word/styles.xml", "wordprocessingml.styles"}),
		links("_rels/.rels", part{"officeDocument", "word/document.xml"}, part{"core-properties", "docProps/core.xml"}),
		core(p.Title, p.House),
		links("word/_rels/document.xml.rels", part{"styles", "styles.xml"}),
		{"word/styles.xml", wordStyles()},
		{"word/document.xml", b.String()},
	})
}

func paragraph(style, text string) string {
	return fmt.Sprintf(`<w:p><w:pPr><w:pStyle w:val="%s"/></w:pPr>%s</w:p>`, style, run(text, false))
}

func run(text string, bold bool) string {
	style := ""
	if bold {
		style = "<w:rPr><w:b/></w:rPr>"
	}
	lines := strings.ReplaceAll(escape(text), "&#xA;", `</w:t><w:br/><w:t xml:space="preserve">`)
	return `<w:r>` + style + `<w:t xml:space="preserve">` + lines + `</w:t></w:r>`
}

func wordBlock(b *strings.Builder, block Block) {
	switch {
	case block.Heading != "":
		b.WriteString(paragraph("Heading1", block.Heading))
	case block.Text != "":
		b.WriteString(paragraph("Normal", block.Text))
	case block.List != nil:
		for _, point := range block.List {
			b.WriteString(paragraph("Point", "•\u2002"+point))
		}
	case block.Facts != nil:
		for _, f := range block.Facts {
			b.WriteString(`<w:p>` + run(f[0]+": ", true) + run(f[1], false) + `</w:p>`)
		}
	case block.Table != nil:
		wordTable(b, names(block.Table), block.Table.rows())
	case block.Bars != nil:
		b.WriteString(paragraph("Heading1", block.Bars.Title))
		wordTable(b, []string{"", "Value"}, block.Bars.rows())
	case block.Slide != nil:
		b.WriteString(paragraph("Heading1", block.Slide.Title))
		wordBlock(b, Block{List: block.Slide.Points})
	case block.Sign != nil:
		for _, who := range block.Sign {
			b.WriteString(paragraph("Normal", "______________________________   Date ______________\n"+who))
		}
	case block.Break:
		b.WriteString(`<w:p><w:r><w:br w:type="page"/></w:r></w:p>`)
	}
}

func names(t *Table) []string {
	out := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		out[i] = c.Name
	}
	return out
}

func (b *Bars) rows() [][]string {
	out := make([][]string, len(b.Labels))
	for i := range out {
		out[i] = []string{b.Labels[i], withUnit(b.Values[i], b.Unit)}
	}
	return out
}

func wordTable(b *strings.Builder, head []string, rows [][]string) {
	b.WriteString(`<w:tbl><w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:tblBorders>`)
	for _, side := range []string{"top", "bottom", "insideH"} {
		fmt.Fprintf(b, `<w:%s w:val="single" w:sz="4" w:space="0" w:color="A9AEAE"/>`, side)
	}
	b.WriteString(`</w:tblBorders></w:tblPr><w:tblGrid>` + strings.Repeat(`<w:gridCol/>`, len(head)) + `</w:tblGrid>`)
	for i, row := range append([][]string{head}, rows...) {
		b.WriteString(`<w:tr>`)
		for _, cell := range row {
			b.WriteString(`<w:tc><w:tcPr><w:tcW w:w="0" w:type="auto"/></w:tcPr><w:p>` + run(cell, i == 0) + `</w:p></w:tc>`)
		}
		b.WriteString(strings.Repeat(`<w:tc><w:tcPr><w:tcW w:w="0" w:type="auto"/></w:tcPr><w:p/></w:tc>`, max(0, len(head)-len(row))) + `</w:tr>`)
	}
	b.WriteString(`</w:tbl><w:p/>`)
}

// wordStyles returns the styles the paragraphs name.
func wordStyles() string {
	style := func(id, size, extra string) string {
		return fmt.Sprintf(`<w:style w:type="paragraph" w:styleId="%s"><w:name w:val="%s"/><w:pPr><w:spacing w:after="120"/>%s</w:pPr><w:rPr><w:sz w:val="%s"/></w:rPr></w:style>`,
			id, strings.Replace(id, "Heading1", "heading 1", 1), extra, size)
	}
	return xmlHead + `<w:styles ` + wordSpace + `><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:cs="Calibri"/><w:sz w:val="21"/><w:lang w:val="en-GB"/></w:rPr></w:rPrDefault></w:docDefaults>` +
		style("Normal", "21", "") + style("Title", "40", "") + style("Subtitle", "24", "") +
		style("Heading1", "28", `<w:outlineLvl w:val="0"/>`) + style("Point", "21", `<w:ind w:left="340" w:hanging="340"/>`) + `</w:styles>`
}
