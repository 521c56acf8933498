package document

import (
	"bytes"
	"compress/zlib"
	"io"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// Limits on what streams unpack to, in bytes.
const (
	maxContent    = 64 << 20  // a page's drawing
	maxUnpacked   = 256 << 20 // a picture or font
	maxPDFDecoded = 1 << 30   // all of a file
)

// filters returns the names of the filters of a stream.
func (d *pdfDoc) filters(s types.StreamDict) []string {
	if name := d.name(s.Dict["Filter"]); name != "" {
		return []string{name}
	}
	var names []string
	for _, o := range d.array(s.Dict["Filter"]) {
		names = append(names, d.name(o))
	}
	return names
}

// unpack returns the bytes of a stream without its filters, or what can be had
// of them if it is damaged.
func (d *pdfDoc) unpack(s types.StreamDict) ([]byte, error) {
	names := d.filters(s)
	if len(names) == 0 {
		return s.Raw, d.count(int64(len(s.Raw)))
	}
	if len(names) == 1 && (names[0] == "FlateDecode" || names[0] == "Fl") && len(s.FilterPipeline) == 1 && s.FilterPipeline[0].DecodeParms == nil {
		return d.inflate(s.Raw, maxContent)
	}
	s.Content = nil
	if err := s.DecodeWithLimit(maxContent); err != nil {
		return nil, unreadable
	}
	return s.Content, d.count(int64(len(s.Content)))
}

// count adds n to the bytes unpacked of the file.
func (d *pdfDoc) count(n int64) error {
	if d.decoded += n; d.decoded > maxPDFDecoded {
		return tooMuch
	}
	return nil
}

// inflate unpacks what it can of raw; nothing at all is unreadable.
func (d *pdfDoc) inflate(raw []byte, limit int64) ([]byte, error) {
	r, err := zlib.NewReader(bytes.NewReader(raw))
	if err != nil {
		if len(bytes.TrimSpace(raw)) == 0 {
			return nil, nil
		}
		return nil, unreadable
	}
	var out bytes.Buffer
	n, err := io.Copy(&out, io.LimitReader(r, limit+1))
	if n > limit {
		return nil, tooMuch
	}
	if err != nil && n == 0 {
		return nil, unreadable
	}
	return out.Bytes(), d.count(n)
}

// mend returns raw, the bytes of a stream whose first filter is Flate, or a new
// packing of what can be had of it if it is damaged.
func (d *pdfDoc) mend(raw []byte) ([]byte, error) {
	n, whole := int64(0), false
	if r, err := zlib.NewReader(bytes.NewReader(raw)); err == nil {
		n, err = io.Copy(io.Discard, io.LimitReader(r, maxUnpacked+1))
		whole = err == nil
	}
	if n > maxUnpacked {
		return nil, tooMuch
	}
	if err := d.count(n); whole || err != nil {
		return raw, err
	}
	data, err := d.inflate(raw, maxUnpacked)
	if err != nil && err != unreadable {
		return nil, err
	}
	return deflate(data), nil
}

// deflate packs data.
func deflate(data []byte) []byte {
	var out bytes.Buffer
	w := zlib.NewWriter(&out)
	w.Write(data) // to memory: never fails
	w.Close()
	return out.Bytes()
}
