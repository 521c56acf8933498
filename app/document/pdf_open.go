package document

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	pdflog "github.com/pdfcpu/pdfcpu/pkg/log"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// errPassword is returned for a PDF that opens only with a password.
var errPassword = errors.New("the PDF needs a password")

// A pdfDoc is a PDF whose objects are read.
type pdfDoc struct {
	table    *model.XRefTable
	catalog  types.Dict
	hidden   map[int]bool // object numbers of the layers that are not shown
	decoded  int64        // bytes unpacked so far
	deadline time.Time
}

// pdfSettings are those of reading: as tolerant as the reader gets, within
// limits, and touching neither the network nor a settings folder.
var pdfSettings = sync.OnceValue(func() model.Configuration {
	api.DisableConfigDir()
	// With statistics on, the reader goes through objects in order of number,
	// so that what it repairs does not differ from one time to the next.
	pdflog.SetStatsLogger(log.New(io.Discard, "", 0))
	c := *model.NewDefaultConfiguration()
	c.ValidationMode = model.ValidationRelaxed
	c.Offline = true
	c.Optimize = false
	c.Limits.MaxStreamBytes = 128 << 20
	c.Limits.MaxDecodeBytes = 64 << 20
	c.Limits.MaxObjectCount = 2_000_000
	c.Limits.MaxXRefEntries = 2_000_000
	return c
})

// openPDF reads the objects of the PDF in file. It gives errPassword,
// an attachReason, or another error if it is damaged.
func openPDF(ctx context.Context, file *os.File) (doc *pdfDoc, err error) {
	defer func() {
		if caught := recover(); caught != nil {
			err = fmt.Errorf("read PDF: %v", caught)
		}
	}()
	if doc, err = readObjects(ctx, file); err != nil {
		return nil, err
	}
	if doc.table.Encrypt == nil && looksEncrypted(file) {
		return nil, encryptedOdd
	}
	doc.hidden = doc.hiddenLayers()
	return doc, nil
}

// readObjects reads the objects of a PDF and finds its catalog. It may panic.
func readObjects(ctx context.Context, file io.ReadSeeker) (*pdfDoc, error) {
	settings := pdfSettings()
	read, err := pdfcpu.ReadWithContext(ctx, file, &settings)
	switch {
	case ctx.Err() != nil:
		return nil, tooSlow
	case errors.Is(err, pdfcpu.ErrWrongPassword):
		return nil, errPassword
	case errors.Is(err, pdfcpu.ErrUnsupportedEncryptionFeature):
		return nil, encryptedOdd
	case err != nil:
		return nil, fmt.Errorf("read PDF: %w", err)
	}
	doc := &pdfDoc{table: read.XRefTable}
	if read.Root != nil {
		doc.catalog = doc.dict(*read.Root)
	}
	return doc, nil
}

// looksEncrypted reports whether the trailer of a PDF holds its encryption
// dictionary itself, which the reader passes over.
func looksEncrypted(file *os.File) bool {
	info, err := file.Stat()
	if err != nil {
		return false
	}
	tail := make([]byte, min(info.Size(), 4096))
	if _, err := file.ReadAt(tail, info.Size()-int64(len(tail))); err != nil {
		return false
	}
	trailer := bytes.LastIndex(tail, []byte("trailer"))
	return trailer >= 0 && bytes.Contains(tail[trailer:], []byte("/Encrypt"))
}

// get returns what o refers to, or o itself. Missing objects are nil.
func (d *pdfDoc) get(o types.Object) types.Object {
	for range 16 {
		ref, ok := o.(types.IndirectRef)
		if !ok {
			return o
		}
		next, err := d.table.Dereference(ref)
		if err != nil {
			return nil
		}
		o = next
	}
	return nil
}

// dict returns the dictionary that o is or refers to, that of a stream too, or nil.
func (d *pdfDoc) dict(o types.Object) types.Dict {
	switch o := d.get(o).(type) {
	case types.Dict:
		return o
	case types.StreamDict:
		return o.Dict
	}
	return nil
}

// array returns the array that o is or refers to, or nil.
func (d *pdfDoc) array(o types.Object) types.Array {
	a, _ := d.get(o).(types.Array)
	return a
}

// name returns the name that o is or refers to, or the empty string.
func (d *pdfDoc) name(o types.Object) string {
	n, _ := d.get(o).(types.Name)
	return string(n)
}

// number returns the number that o is or refers to.
func (d *pdfDoc) number(o types.Object) (float64, bool) {
	switch n := d.get(o).(type) {
	case types.Integer:
		return float64(n), true
	case types.Float:
		return float64(n), true
	}
	return 0, false
}

// integer returns the whole number that o is or refers to, or 0.
func (d *pdfDoc) integer(o types.Object) int {
	n, _ := d.number(o)
	return int(max(min(n, 1<<31), -1<<31))
}

// numbers returns the array of n numbers that o is or refers to, or nil.
func (d *pdfDoc) numbers(o types.Object, n int) []float64 {
	a := d.array(o)
	if len(a) < n {
		return nil
	}
	values := make([]float64, n)
	for i := range values {
		v, ok := d.number(a[i])
		if !ok {
			return nil
		}
		values[i] = v
	}
	return values
}

// text returns the bytes of the string that o is or refers to.
func (d *pdfDoc) text(o types.Object) []byte {
	switch s := d.get(o).(type) {
	case types.StringLiteral:
		if b, err := types.Unescape(string(s)); err == nil {
			return b
		}
		return []byte(s)
	case types.HexLiteral:
		return hexBytes(string(s))
	}
	return nil
}

// hexBytes decodes hexadecimal digits, passing over what is none; a missing
// last digit is 0.
func hexBytes(s string) []byte {
	var out []byte
	high := -1
	for _, c := range []byte(s) {
		v := strings.IndexByte("0123456789abcdef", c|0x20)
		if c < '0' || v < 0 {
			continue
		}
		if high < 0 {
			high = v
			continue
		}
		out, high = append(out, byte(high<<4|v)), -1
	}
	if high >= 0 {
		out = append(out, byte(high<<4))
	}
	return out
}
