package pdf

import (
	"bufio"
	"bytes"
	"context"
	"crypto/md5"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"image/color"
	"image/jpeg"
	"io"

	"touchstone/app/document"
)

// A Writer writes one PDF file from beginning to end. What people uploaded goes
// first, streamed, so that the pages drawn afterwards can tell the truth about
// it. It remembers where each object is, and the digest of each part.
//
// A fault of the file being written stays: every later call returns it.
type Writer struct {
	out     *bufio.Writer
	pos     int64
	offsets []int64 // by object number; 0: free
	parts   []Part
	sum     hash.Hash // of the part being written
	err     error
}

// A Part is a stretch of the file with a digest of its own, by which a change
// can be placed. Parts follow each other without gaps.
type Part struct {
	Key    string // what is in it, in the caller's terms; empty: structure
	Offset int64
	Length int64
	SHA256 string // hex
}

// header begins every file. The second line has bytes over 127, by which other
// programs tell that the file is not text.
const header = "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n" + Mark + "\n"

// Mark is the comment by which our files are known.
const Mark = "%Touchstone-portfolio 1"

// NewWriter begins a file.
func NewWriter(w io.Writer) *Writer {
	f := &Writer{out: bufio.NewWriterSize(w, 256<<10), offsets: make([]int64, 1), sum: sha256.New()}
	f.parts = []Part{{}}
	f.print(header)
	return f
}

// Write implements io.Writer: p becomes part of the file and of its digests.
func (f *Writer) Write(p []byte) (int, error) {
	if f.err != nil {
		return 0, f.err
	}
	n, err := f.out.Write(p)
	f.pos += int64(n)
	f.sum.Write(p[:n])
	f.err = err
	return n, err
}

func (f *Writer) print(s string) { f.Write([]byte(s)) }

func (f *Writer) printf(format string, args ...any) { fmt.Fprintf(f, format, args...) }

// Part begins a new part. What is written until the next belongs to it. A part
// without bytes leaves no trace.
func (f *Writer) Part(key string) {
	f.closePart()
	f.parts = append(f.parts, Part{Key: key, Offset: f.pos})
	f.sum.Reset()
}

func (f *Writer) closePart() {
	last := &f.parts[len(f.parts)-1]
	last.Length = f.pos - last.Offset
	last.SHA256 = hex.EncodeToString(f.sum.Sum(nil))
	if last.Length == 0 {
		f.parts = f.parts[:len(f.parts)-1]
	}
}

// reserve returns the first of n new object numbers.
func (f *Writer) reserve(n int) int {
	first := len(f.offsets)
	f.offsets = append(f.offsets, make([]int64, n)...)
	return first
}

// begin begins an object.
func (f *Writer) begin(object int) {
	f.offsets[object] = f.pos
	f.printf("%d 0 obj\n", object)
}

// object writes a whole object.
func (f *Writer) object(object int, format string, args ...any) {
	f.begin(object)
	f.printf(format, args...)
	f.print("\nendobj\n")
}

// add is object with a new number, which it returns.
func (f *Writer) add(format string, args ...any) int {
	n := f.reserve(1)
	f.object(n, format, args...)
	return n
}

// stream writes a whole stream; dict is what its dictionary holds besides the
// length.
func (f *Writer) stream(object int, dict string, body []byte) {
	f.begin(object)
	f.printf("<<%s /Length %d>>\nstream\n", dict, len(body))
	f.Write(body)
	f.print("\nendstream\nendobj\n")
}

// An Embedded is an uploaded file inside the PDF as it came.
type Embedded struct {
	Object int    // of the stream
	Size   int64  // bytes that are inside
	SHA256 string // of them
}

// Embed writes r as an embedded file, key naming its bytes among the parts. If r
// fails, what came before is inside and the error is returned with it; an error
// of the Writer comes with an Object of 0.
func (f *Writer) Embed(ctx context.Context, key, mime string, r io.Reader) (Embedded, error) {
	stream, length, params := f.reserve(1), f.reserve(1), f.reserve(1)
	f.Part("")
	f.begin(stream)
	f.printf("<</Type /EmbeddedFile /Subtype %s /Params %d 0 R /Length %d 0 R>>\nstream\n", name(mime), params, length)
	f.Part(key)
	start := f.pos
	check := md5.New() // what the format wants for /CheckSum
	readErr := copyTo(ctx, io.MultiWriter(f, check), r)
	e := Embedded{stream, f.pos - start, hex.EncodeToString(f.sum.Sum(nil))}
	f.Part("")
	f.print("\nendstream\nendobj\n")
	f.object(length, "%d", e.Size)
	f.object(params, "<</Size %d /CheckSum <%x>>>", e.Size, check.Sum(nil))
	if f.err != nil {
		return Embedded{}, f.err
	}
	return e, readErr
}

// copyTo copies r to w until ctx ends, in pieces of 256 KiB.
func copyTo(ctx context.Context, w io.Writer, r io.Reader) error {
	buf := make([]byte, 256<<10)
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := r.Read(buf)
		if n > 0 {
			if _, err := w.Write(buf[:n]); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// A Shown is a drawing that a page can hold.
type Shown struct {
	Object        int
	Width, Height float64 // points for a page of a PDF, pixels for a picture
	Picture       bool
}

// Pack writes the objects of a pack and returns its pages. Its page n is the
// part key(n); what pages share is key(0). Should the pack turn out damaged, no
// page of it can be used.
func (f *Writer) Pack(ctx context.Context, p *document.PagePack, key func(page int) string) ([]Shown, error) {
	pageOf := make(map[int]int, len(p.Pages))
	shown := make([]Shown, len(p.Pages))
	offset := f.reserve(p.Objects) - 1
	for i, page := range p.Pages {
		pageOf[page.Object] = i + 1
		shown[i] = Shown{Object: page.Object + offset, Width: page.Width, Height: page.Height}
	}
	f.Part("")
	last := -1
	for n := 1; n <= p.Objects; n++ {
		if page := pageOf[n]; page != last {
			f.Part(key(page))
			last = page
		}
		f.offsets[n+offset] = f.pos
		if err := errors.Join(ctx.Err(), p.WriteObject(f, n, offset)); err != nil {
			clear(f.offsets[offset+1 : offset+1+p.Objects])
			f.Part("")
			return nil, errors.Join(f.err, err)
		}
	}
	f.Part("")
	return shown, f.err
}

// Photo writes a JPEG of size bytes as it is, as the part key. It returns also
// the digest of the bytes.
func (f *Writer) Photo(ctx context.Context, key string, r io.ReaderAt, size int64) (Shown, string, error) {
	config, err := jpeg.DecodeConfig(io.NewSectionReader(r, 0, size))
	if err != nil {
		return Shown{}, "", fmt.Errorf("read picture: %w", err)
	}
	space := "/DeviceRGB"
	if config.ColorModel == color.GrayModel {
		space = "/DeviceGray"
	} else if config.ColorModel == color.CMYKModel {
		space = "/DeviceCMYK /Decode [1 0 1 0 1 0 1 0]"
	}
	object := f.reserve(1)
	f.Part("")
	f.begin(object)
	f.printf("<</Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace %s /BitsPerComponent 8 /Filter /DCTDecode /Length %d>>\nstream\n",
		config.Width, config.Height, space, size)
	f.Part(key)
	start := f.pos
	err = copyTo(ctx, f, io.NewSectionReader(r, 0, size))
	digest := hex.EncodeToString(f.sum.Sum(nil))
	if err == nil && f.pos-start != size {
		err = io.ErrUnexpectedEOF
	}
	f.Part("")
	f.print("\nendstream\nendobj\n")
	if err != nil {
		f.offsets[object] = 0
		return Shown{}, "", errors.Join(f.err, fmt.Errorf("read picture: %w", err))
	}
	return Shown{object, float64(config.Width), float64(config.Height), true}, digest, f.err
}

// EmbedBytes is Embed of bytes that are at hand.
func (f *Writer) EmbedBytes(key, mime string, body []byte) (Embedded, error) {
	return f.Embed(context.Background(), key, mime, bytes.NewReader(body))
}

// Err returns what went wrong with the file being written.
func (f *Writer) Err() error { return f.err }
