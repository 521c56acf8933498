package document

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"
)

// writeText writes what can be read in a packed file.
func (p *packed) writeText(mime string, out *text) error {
	switch strings.TrimSuffix(mime, "-template") {
	case docxMIME:
		return p.writePart("word/document.xml", out)
	case pptxMIME:
		return p.writeSlides(out)
	case xlsxMIME:
		return p.writeSheets(out)
	case odtMIME, odsMIME, odpMIME:
		return p.writePart("content.xml", out)
	}
	for _, f := range p.File {
		out.WriteString(f.Name + "\n")
	}
	return out.err
}

func (p *packed) writePart(name string, out *text) error {
	part := p.named(name)
	if part == nil {
		return fmt.Errorf("no %s", name)
	}
	return p.eachToken(part, prose(out))
}

// eachToken calls visit for the parts of an XML file in turn until it fails.
func (p *packed) eachToken(part *zip.File, visit func(xml.Token) error) error {
	content, err := p.open(part)
	if err != nil {
		return fmt.Errorf("open %s: %w", part.Name, err)
	}
	d := xml.NewDecoder(content)
	d.CharsetReader = charsetReader
	for depth := 0; ; {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) && depth == 0 {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", part.Name, err)
		}
		switch token.(type) {
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		}
		if err := visit(token); err != nil {
			return err
		}
	}
}

// prose returns a visitor that writes the text of a DOCX, PPTX or OpenDocument
// part: paragraphs on lines of their own, cells apart by tabs.
func prose(out *text) func(xml.Token) error {
	inside := 0 // elements whose characters are text
	return func(token xml.Token) error {
		switch t := token.(type) {
		case xml.StartElement:
			switch name := t.Name; {
			case holdsText(name):
				inside++
			case name.Local == "tab":
				out.WriteString("\t")
			case name.Local == "br", name.Local == "line-break", name.Local == "cr":
				out.WriteString("\n")
			case name.Space == "text" && name.Local == "s":
				out.WriteString(" ")
			}
		case xml.EndElement:
			switch name := t.Name; {
			case holdsText(name):
				if inside--; name.Space == "text" {
					out.WriteString("\n")
				}
			case name.Local == "p":
				out.WriteString("\n")
			case name.Space == "draw" && name.Local == "page":
				out.WriteString("\f")
			}
		case xml.CharData:
			if inside > 0 {
				out.Write(t)
			}
		}
		return out.err
	}
}

// holdsText names the elements whose characters are text: a run's in Office
// files, paragraphs and headings in OpenDocument.
func holdsText(name xml.Name) bool {
	switch name.Space {
	case "w", "a":
		return name.Local == "t"
	case "text":
		return name.Local == "p" || name.Local == "h"
	}
	return false
}

// writeSlides writes the slides in the order of their numbers, parted by form
// feeds.
func (p *packed) writeSlides(out *text) error {
	for i, slide := range p.numbered("ppt/slides/slide") {
		if i > 0 {
			out.WriteString("\f")
		}
		if err := p.eachToken(slide, prose(out)); err != nil {
			return err
		}
	}
	return out.err
}

// numbered returns the parts whose name is prefix, a number and .xml, in order.
func (p *packed) numbered(prefix string) []*zip.File {
	number := func(f *zip.File) int {
		middle, ok := strings.CutPrefix(strings.TrimSuffix(f.Name, ".xml"), prefix)
		n, err := strconv.Atoi(middle)
		if !ok || err != nil || path.Ext(f.Name) != ".xml" {
			return -1
		}
		return n
	}
	var parts []*zip.File
	for _, f := range p.File {
		if number(f) >= 0 {
			parts = append(parts, f)
		}
	}
	slices.SortStableFunc(parts, func(a, b *zip.File) int { return number(a) - number(b) })
	return parts
}

// writeSheets writes each sheet of a workbook, rows on lines, cells apart by
// tabs, sheets parted by form feeds.
func (p *packed) writeSheets(out *text) error {
	shared, err := p.sharedStrings()
	if err != nil {
		return err
	}
	for i, sheet := range p.numbered("xl/worksheets/sheet") {
		if i > 0 {
			out.WriteString("\f")
		}
		if err := p.eachToken(sheet, cells(out, shared)); err != nil {
			return err
		}
	}
	return out.err
}

// sharedStrings returns the texts that cells name by number.
func (p *packed) sharedStrings() ([]string, error) {
	part := p.named("xl/sharedStrings.xml")
	if part == nil {
		return nil, nil
	}
	var all []string
	var one strings.Builder
	inside := false
	err := p.eachToken(part, func(token xml.Token) error {
		switch t := token.(type) {
		case xml.StartElement:
			inside = t.Name.Local == "t"
		case xml.EndElement:
			inside = false
			if t.Name.Local == "si" {
				all = append(all, one.String())
				one.Reset()
			}
		case xml.CharData:
			if inside {
				one.Write(t)
			}
		}
		return nil
	})
	return all, err
}

// cells returns a visitor that writes the cells of a sheet.
func cells(out *text, shared []string) func(xml.Token) error {
	kind, inside := "", false
	var value strings.Builder
	return func(token xml.Token) error {
		switch t := token.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "c":
				kind = attribute(t, "t")
				value.Reset()
			case "v", "t":
				inside = true
			}
		case xml.EndElement:
			inside = false
			switch t.Name.Local {
			case "c":
				out.WriteString(shown(kind, value.String(), shared) + "\t")
			case "row":
				out.WriteString("\n")
			}
		case xml.CharData:
			if inside {
				value.Write(t)
			}
		}
		return out.err
	}
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}

// shown returns what a cell of a kind shows for its value.
func shown(kind, value string, shared []string) string {
	if kind != "s" {
		return value
	}
	if n, err := strconv.Atoi(value); err == nil && n >= 0 && n < len(shared) {
		return shared[n]
	}
	return ""
}
