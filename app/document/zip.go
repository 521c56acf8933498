package document

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"
)

// Limits of packed files. A document over them is not unpacked.
const (
	maxParts    = 20_000
	maxClaimed  = 1 << 30   // bytes that its parts claim to hold
	maxRatio    = 200       // times as large as packed, for documents over
	ratioFrom   = 64 << 20  // this many bytes unpacked
	maxInflated = 64 << 20  // bytes unpacked for their text
	maxChecked  = 256 << 20 // bytes unpacked to check that they are whole
)

var errInflated = errors.New("holds more than is unpacked")

// A packed is a ZIP file and what of it may still be unpacked.
type packed struct {
	*zip.Reader
	left int64
}

// readPacked reads what is packed as ZIP: Office and OpenDocument files, and
// plain archives.
func readPacked(f *os.File, q question) (Facts, error) {
	facts := q.Facts
	archive, err := zip.NewReader(f, q.Size)
	if err != nil {
		facts.Fault = "This file is damaged: the list of its parts is missing, as happens when copying stops early. Save it again where it was made, and add that."
		return facts, nil
	}
	p := &packed{Reader: archive, left: maxInflated}
	if what := p.program(); what != "" {
		return facts, banned(what)
	}
	if p.identify(&facts); facts.Fault != "" {
		return facts, nil
	}
	if why := p.bomb(facts.Kind); why != "" {
		facts.Fault, facts.Attach = why, "It is not unpacked, for safety."
		return facts, nil
	}
	if p.locked() {
		facts.Fault = "This file has a password, so an assessor could not open it. Save it without one, and add that."
		return facts, nil
	}
	if err := p.check(); err != nil {
		fmt.Fprintln(os.Stderr, "check:", err)
		facts.Fault = "This file is damaged: a part of it does not unpack. Save it again where it was made, and add that."
		return facts, nil
	}
	return p.text(facts, q)
}

// program says what program or document with macros the archive is, or that
// it holds one.
func (p *packed) program() string {
	for _, f := range p.File {
		name := strings.ToLower(strings.ReplaceAll(f.Name, "\\", "/"))
		switch base := path.Base(name); {
		case name == "androidmanifest.xml" || name == "classes.dex":
			return "an Android app"
		case strings.HasSuffix(name, ".class"):
			return "a Java program"
		case base == "vbaproject.bin" || strings.HasPrefix(name, "basic/") && strings.HasSuffix(name, ".xml") && base != "script-lc.xml" && base != "script-lb.xml":
			return withMacros
		case runnable[extension(base)] == "a program" || runnable[extension(base)] == "an installer":
			return "an archive with a program in it (" + base + ")"
		}
	}
	return ""
}

// identify corrects the kind by the parts that only one kind has.
func (p *packed) identify(facts *Facts) {
	is := func(kind Kind, mime string) {
		facts.Kind, facts.MIME, facts.Attach = kind, mime, whyAttach[kind]
	}
	claimed := facts.Kind
	if facts.Kind == Word || facts.Kind == Sheet || facts.Kind == Slides {
		is(Archive, "application/zip")
	}
	for _, f := range p.File {
		switch f.Name {
		case "word/document.xml":
			is(Word, docxMIME)
		case "xl/workbook.xml", "xl/workbook.bin":
			is(Sheet, xlsxMIME)
		case "ppt/presentation.xml":
			is(Slides, pptxMIME)
		case "mimetype":
			if content, err := p.open(f); err == nil {
				mime, _ := io.ReadAll(io.LimitReader(content, 100))
				if kind, known := binaryKinds[strings.TrimSpace(string(mime))]; known {
					is(kind, strings.TrimSpace(string(mime)))
				}
			}
		}
	}
	if facts.Kind == Archive && claimed != Archive && claimed != Other {
		facts.Fault = "This file is named as a document but holds none that opens. Save it again where it was made, and add that."
	}
}

// bomb says why the archive is not unpacked, or nothing. What it claims is
// enough: no more than that is read of a part.
func (p *packed) bomb(kind Kind) string {
	var inside, packedSize uint64
	for _, f := range p.File {
		inside += min(f.UncompressedSize64, 1<<50)
		packedSize += min(f.CompressedSize64, 1<<50)
	}
	document := kind != Archive
	switch {
	case len(p.File) > maxParts && document:
		return fmt.Sprintf("This file has %d parts, far more than a document needs, and may not open. Save it again where it was made, or as a PDF.", len(p.File))
	case document && (inside > maxClaimed || inside > ratioFrom && inside > maxRatio*max(1, packedSize)):
		return fmt.Sprintf("This file grows from %s to %s when it is opened, which may stop an assessor's computer. Save it again where it was made, or as a PDF.", Size(int64(packedSize)), Size(int64(inside)))
	}
	return ""
}

// locked reports whether a part is encrypted.
func (p *packed) locked() bool {
	for _, f := range p.File {
		if f.Flags&1 != 0 {
			return true
		}
	}
	return false
}

// check unpacks parts, up to a limit, to see that they are what was packed.
func (p *packed) check() error {
	left := int64(maxChecked)
	for _, f := range p.File {
		if f.FileInfo().IsDir() || f.Method != zip.Store && f.Method != zip.Deflate {
			continue
		}
		if left -= int64(min(f.UncompressedSize64, maxChecked+1)); left < 0 {
			return nil
		}
		content, err := f.Open()
		if err != nil {
			return fmt.Errorf("%s: %w", f.Name, err)
		}
		_, err = io.Copy(io.Discard, io.LimitReader(content, maxChecked))
		content.Close()
		if err != nil {
			return fmt.Errorf("%s: %w", f.Name, err)
		}
	}
	return nil
}

// open returns what a part holds. Reading more than may be unpacked of the
// whole archive is errInflated.
func (p *packed) open(f *zip.File) (io.Reader, error) {
	content, err := f.Open()
	if err != nil {
		return nil, err
	}
	return &meter{r: content, left: &p.left}, nil
}

// named returns the part of that name, or nil.
func (p *packed) named(name string) *zip.File {
	for _, f := range p.File {
		if f.Name == name {
			return f
		}
	}
	return nil
}

// text writes the text of a document, or the list of an archive's files.
func (p *packed) text(facts Facts, q question) (Facts, error) {
	out := newText()
	err := p.writeText(facts.MIME, out)
	switch {
	case errors.Is(err, errInflated) || errors.Is(err, errFull):
	case err != nil:
		fmt.Fprintln(os.Stderr, "text:", err)
		facts.Fault = "This document is damaged: its text cannot be read. Save it again where it was made, and add that."
		return facts, nil
	}
	return facts, out.keep(&facts, q.Out)
}

// A meter counts what is read of an archive against what may be.
type meter struct {
	r    io.Reader
	left *int64
}

// Read reads until nothing is left.
func (m *meter) Read(b []byte) (int, error) {
	if *m.left <= 0 {
		return 0, errInflated
	}
	n, err := m.r.Read(b[:min(int64(len(b)), *m.left)])
	*m.left -= int64(n)
	return n, err
}
