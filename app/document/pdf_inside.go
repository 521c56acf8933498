package document

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// MaxInside is the largest PDF that LookInside reads, in bytes: it holds the
// whole of it.
const MaxInside = 256 << 20

// Inside says what a PDF of any program holds.
type Inside struct {
	Pages    int
	Attached map[string]string // SHA-256 in hex of each embedded file, by name
	Kept     []byte            // bytes of the embedded file that was asked for; nil: it is not there
}

// LookInside counts the pages of a PDF and reads the files embedded in it. It
// keeps the bytes of the one called keep. The error says that the PDF cannot be
// read.
func LookInside(ctx context.Context, file io.ReadSeeker, keep string) (in Inside, err error) {
	defer func() {
		if caught := recover(); caught != nil {
			err = fmt.Errorf("read PDF: %v", caught)
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	doc, err := readObjects(ctx, file)
	if err != nil {
		return in, err
	}
	pages, err := doc.pages()
	in = Inside{Pages: len(pages), Attached: map[string]string{}}
	if err != nil {
		return in, err
	}
	tree := doc.dict(doc.dict(doc.catalog["Names"])["EmbeddedFiles"])
	return in, doc.embedded(tree, 0, func(name string, raw []byte) {
		sum := sha256.Sum256(raw)
		in.Attached[name] = hex.EncodeToString(sum[:])
		if name == keep {
			in.Kept = raw
		}
	})
}

// embedded calls see with every file of a tree of names, which is at depth.
func (d *pdfDoc) embedded(tree types.Dict, depth int, see func(name string, raw []byte)) error {
	if depth > maxTreeDepth {
		return tooMuch
	}
	names := d.array(tree["Names"])
	for i := 0; i+1 < len(names); i += 2 {
		stream, ok := d.get(d.dict(d.dict(names[i+1])["EF"])["F"]).(types.StreamDict)
		if !ok {
			continue // a name without a file is as good as none
		}
		raw, err := d.unpack(stream)
		if err != nil {
			return err
		}
		see(textString(d.text(names[i])), raw)
	}
	for _, kid := range d.array(tree["Kids"]) {
		if err := d.embedded(d.dict(kid), depth+1, see); err != nil {
			return err
		}
	}
	return nil
}

// textString returns the text of a PDF's string: UTF-16 by its mark, UTF-8,
// else one byte a letter.
func textString(raw []byte) string {
	switch {
	case len(raw) >= 2 && raw[0] == 0xfe && raw[1] == 0xff:
		units := make([]uint16, 0, len(raw)/2)
		for i := 2; i+1 < len(raw); i += 2 {
			units = append(units, uint16(raw[i])<<8|uint16(raw[i+1]))
		}
		return string(utf16.Decode(units))
	case len(raw) >= 3 && string(raw[:3]) == "\xef\xbb\xbf":
		return string(raw[3:])
	case utf8.Valid(raw):
		return string(raw) // as some programs write it, without the mark
	}
	letters := make([]rune, len(raw))
	for i, b := range raw {
		letters[i] = rune(b)
	}
	return string(letters)
}
