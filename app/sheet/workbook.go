package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"touchstone/app/fault"
)

// What a workbook may be when it is unpacked.
const (
	maxPart  = 128 << 20 // bytes of one part
	maxRatio = 300       // a part beyond bombSize unpacks to at most so many times its size
	bombSize = 8 << 20   // bytes
	maxParts = 10_000
)

// IsWorkbook reports whether a file begins as a workbook does.
func IsWorkbook(raw []byte) bool { return bytes.HasPrefix(raw, []byte("PK\x03\x04")) }

var errDamaged = fault.New(fault.Invalid, "This looks like a workbook (XLSX) and cannot be read as one: it is damaged, was cut off on the way, or is another kind of file. Save it again, or as CSV.")

var errBomb = fault.New(fault.TooLarge, "This workbook unpacks to far more than a table holds, so it was not opened. Save the table as CSV.")

// A workbook is what is needed of an XLSX file to read a sheet.
type workbook struct {
	parts    map[string]*zip.File
	sheets   []sheetRef
	strings  []string // shared by the sheets
	days     []bool   // by style: whether a number is a date
	from1904 bool
}

// A sheetRef names a sheet and its part.
type sheetRef struct{ name, part string }

// readWorkbook reads the first sheet that has the header.
func readWorkbook(raw []byte, want Want) (Table, error) {
	b, err := openWorkbook(raw)
	if err != nil {
		return Table{}, asFault(err)
	}
	for _, s := range b.sheets {
		t, err := b.table(s, &want)
		if t.At < 0 && errors.Is(err, errLong) { // a long sheet of something else
			continue
		}
		if err != nil {
			return Table{}, asFault(err)
		}
		if t.At >= 0 {
			return t, nil
		}
	}
	return Table{}, ErrNoHeader
}

// asFault makes of whatever is wrong with the bytes something to say.
func asFault(err error) error {
	if fault.Of(err).Kind != fault.Internal {
		return err
	}
	return fault.Because(err, fault.Invalid, fault.Of(errDamaged).Message)
}

func openWorkbook(raw []byte) (*workbook, error) {
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return nil, err
	}
	if len(z.File) > maxParts {
		return nil, errBomb
	}
	b := &workbook{parts: make(map[string]*zip.File)}
	for _, f := range z.File {
		b.parts[strings.ToLower(strings.TrimPrefix(path.Clean("/"+strings.ReplaceAll(f.Name, `\`, "/")), "/"))] = f
	}
	if err := b.readSheets(); err != nil {
		return nil, err
	}
	if err := b.readStrings(); err != nil {
		return nil, err
	}
	return b, b.readStyles()
}

// part opens a part. A part that is not there reads as nil.
func (b *workbook) part(name string) (io.ReadCloser, error) {
	f := b.parts[strings.ToLower(name)]
	if f == nil {
		return nil, nil
	}
	if f.UncompressedSize64 > maxPart || f.UncompressedSize64 > bombSize && f.UncompressedSize64 > maxRatio*f.CompressedSize64 {
		return nil, errBomb
	}
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("open part: %w", err)
	}
	return &exact{r, int64(f.UncompressedSize64)}, nil
}

// exact reads as many bytes as a part says it has, and refuses more.
type exact struct {
	io.ReadCloser
	left int64
}

func (e *exact) Read(p []byte) (int, error) {
	n, err := e.ReadCloser.Read(p)
	if e.left -= int64(n); e.left < 0 {
		return 0, errBomb
	}
	return n, err
}

// each reads a part and calls do for the start and the end of each element and
// the text between. A part that is not there has none.
func (b *workbook) each(name string, do func(xml.Token) error) error {
	r, err := b.part(name)
	if r == nil || err != nil {
		return err
	}
	defer r.Close()
	d := xml.NewDecoder(r)
	for {
		t, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read part: %w", err)
		}
		if err := do(t); err != nil {
			return err
		}
	}
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// relation returns the value of an attribute that names a relation: its prefix
// differs from writer to writer, its name is id.
func relation(e xml.StartElement) string {
	for _, a := range e.Attr {
		if a.Name.Local == "id" && a.Name.Space != "" {
			return a.Value
		}
	}
	return ""
}

// readSheets finds the sheets, in order, and how the workbook counts days.
func (b *workbook) readSheets() error {
	const book = "xl/workbook.xml"
	if b.parts[book] == nil {
		return errDamaged
	}
	targets := map[string]string{}
	err := b.each("xl/_rels/workbook.xml.rels", func(t xml.Token) error {
		if e, ok := t.(xml.StartElement); ok && e.Name.Local == "Relationship" && strings.HasSuffix(attr(e, "Type"), "/worksheet") {
			target := attr(e, "Target")
			if !strings.HasPrefix(target, "/") {
				target = path.Join("xl", target)
			}
			targets[attr(e, "Id")] = strings.TrimPrefix(path.Clean(target), "/")
		}
		return nil
	})
	if err != nil {
		return err
	}
	return b.each(book, func(t xml.Token) error {
		e, ok := t.(xml.StartElement)
		switch {
		case ok && e.Name.Local == "workbookPr":
			v := attr(e, "date1904")
			b.from1904 = v == "1" || v == "true"
		case ok && e.Name.Local == "sheet":
			if part := targets[relation(e)]; part != "" { // a chart sheet has no rows
				b.sheets = append(b.sheets, sheetRef{attr(e, "name"), part})
			}
		}
		return nil
	})
}

// readStrings reads the strings that cells name by number. Pronunciation is
// left out.
func (b *workbook) readStrings() error {
	var text strings.Builder
	in, spoken := false, false
	return b.each("xl/sharedStrings.xml", func(t xml.Token) error {
		switch e := t.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "si":
				text.Reset()
			case "t":
				in = !spoken
			case "rPh":
				spoken = true
			}
		case xml.EndElement:
			switch e.Name.Local {
			case "si":
				b.strings = append(b.strings, text.String())
			case "t":
				in = false
			case "rPh":
				spoken = false
			}
		case xml.CharData:
			if in {
				text.Write(e)
			}
		}
		return nil
	})
}
