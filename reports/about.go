package reports

import (
	"strings"

	"touchstone/reports/pdf"
)

// about draws the last pages: how to check the document, and what to know of it.
func (s *setter) about() {
	s.chapter("about", "About this document", 0)
	s.section("How to check that nothing was changed")
	s.para(span(text, "This file carries a digest of itself: SHA-256 over every byte of it. The attachment “"+pdf.ManifestName+
		"” names every uploaded file with its size and its own digest, and says where in this document it is. With the Touchstone program, on any computer and without a connection,"))
	s.f.Space(5)
	s.para(span(pdf.Style{Face: pdf.Mono, Size: 8.5, Colour: ink}, "    touchstone verify portfolio.pdf"))
	s.f.Space(5)
	s.para(span(text, "checks that every byte is as it was written, that every link and bookmark leads to a page, and that every file is inside as the list says. It names what differs. A digest shows changes made by accident or in passing; who made the document is vouched for by whoever handed it over."))
	s.section("How files are included")
	s.para(span(text, "A PDF is shown page by page, each page reduced to fit below a line that says which piece it belongs to and what is claimed on it. A photo is shown upright, as a copy for printing without the position it was taken at. Every other file is attached as it was uploaded, and described with its piece. The SHA-256 beside each file is that of the bytes that were uploaded."))
	s.section("Whose words")
	s.para(span(text, s.wordingNote()))
	if s.p.Standard.Source.Licence != "" {
		s.f.Space(4)
		s.para(span(text, s.p.Standard.Source.Licence))
	}
	if s.p.Plan != nil && s.p.Plan.Example {
		s.f.Space(4)
		s.para(span(text, "The assessment plan used here is an example made for this program. It is not the plan published for the standard."))
	}
	s.f.Space(4)
	s.para(span(text, s.reflectionRule()))
	s.unshown()
	s.attachments()
}

// unshown says what letters the document could not show.
func (s *setter) unshown() {
	if len(s.extras) == 0 {
		return
	}
	s.section("Letters that cannot be shown")
	names := make([]string, len(s.extras))
	for i, x := range s.extras {
		names[i] = "“" + x.name + "”"
	}
	s.para(span(text, "This document is set in Latin, Greek and Cyrillic letters. Where text in another script was written, it says in brackets how many letters there were. The full text is attached: "+strings.Join(names, ", ")+"."))
}

// attachments lists everything that is attached.
func (s *setter) attachments() {
	type row struct{ name, what, anchor string }
	rows := []row{}
	for _, piece := range append(s.placed[:len(s.placed):len(s.placed)], s.records) {
		for _, pl := range piece {
			if pl.attached != nil {
				rows = append(rows, row{pl.name, size(pl.attached.Size), fileAnchor(pl.label)})
			}
		}
	}
	for _, x := range s.extras {
		rows = append(rows, row{x.name, x.about, ""})
	}
	rows = append(rows, row{pdf.ManifestName, "What is in this document, with digests", ""})
	s.section("What is attached")
	t := &pdf.Table{Cols: []float64{columnW - 60 - 150, 60, 150}, Gap: 10, Lead: lead, Pad: 4, Rule: hair, Under: ink, Keep: true,
		Head: []pdf.Cell{cell(smallBold, "Name"), cell(smallBold, "Page"), cell(smallBold, "What it is")}}
	s.f.Rows(t, len(rows), func(i int) []pdf.Cell {
		page := cell(text, "")
		if rows[i].anchor != "" {
			page = cellOf(to(linked, s.pageNo(rows[i].anchor), rows[i].anchor))
		}
		return []pdf.Cell{cell(text, rows[i].name), page, cell(text, rows[i].what)}
	})
}
