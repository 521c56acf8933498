package document

import (
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math"
	"strconv"
	"sync"
)

// Limits on a pack.
const (
	MaxInlinePages = 300       // pages of one upload that a portfolio shows in place
	maxPackObjects = 200_000   // objects of one pack
	maxPackIndex   = 64 << 20  // bytes of its index
	maxPackBytes   = 512 << 20 // bytes of its objects
	maxPageSide    = 200_000   // points, of a page's width or height
)

// ErrPack is returned, wrapped, for a pack that is torn or is no pack.
var ErrPack = errors.New("page pack is not whole")

// A PagePack is a PDF's pages as drawings that another PDF can show: objects
// numbered from 1, each page a self-contained Form XObject among them, with no
// reference to anything outside. Fonts and pictures that pages share are there
// once. It holds the index alone in memory; objects are read when written. Its
// methods are safe for concurrent use if its reader is.
type PagePack struct {
	Pages   []PackPage
	Objects int // they are numbered 1 to Objects
	objects []packObject
	r       io.ReaderAt
}

// A PackPage is one page of a pack.
type PackPage struct {
	Width, Height float64 // points, upright and cropped as a reader shows it
	Object        int     // the Form XObject whose visible area is (0,0) to (Width,Height)
}

// A packObject says where an object's text is, and where in it references
// belong: they are left out of the text, since their numbers depend on the file.
type packObject struct {
	offset, length int64
	sum            uint32 // CRC-32C of the text
	refs           []packRef
}

// A packRef is a place in an object's text, and the object referred to there.
type packRef struct{ at, object uint32 }

var packTable = crc32.MakeTable(crc32.Castagnoli)

var packBuffers = sync.Pool{New: func() any { return new([32 << 10]byte) }}

// WriteObject writes object n as it stands in a PDF file, its own number and
// those of every reference in it raised by offset: "N 0 obj", the object,
// "endobj", each on a line of its own. Memory does not grow with the object.
func (p *PagePack) WriteObject(w io.Writer, n, offset int) error {
	if n < 1 || n > p.Objects {
		return fmt.Errorf("write object %d of a pack of %d: %w", n, p.Objects, ErrPack)
	}
	o := p.objects[n-1]
	if _, err := fmt.Fprintf(w, "%d 0 obj\n", n+offset); err != nil {
		return err
	}
	if err := p.writeText(w, o, offset); err != nil {
		return fmt.Errorf("write object %d: %w", n, err)
	}
	_, err := io.WriteString(w, "\nendobj\n")
	return err
}

// writeText writes the text of o with its references put in, and checks its sum.
func (p *PagePack) writeText(w io.Writer, o packObject, offset int) error {
	buf := packBuffers.Get().(*[32 << 10]byte)
	defer packBuffers.Put(buf)
	refs, sum := o.refs, uint32(0)
	for at := int64(0); at < o.length; {
		part := buf[:min(o.length-at, int64(len(buf)))]
		if n, err := p.r.ReadAt(part, o.offset+at); n < len(part) {
			return fmt.Errorf("%w: %w", ErrPack, err)
		}
		sum = crc32.Update(sum, packTable, part)
		rest, err := writeRefs(w, part, at, refs, offset)
		if err != nil {
			return err
		}
		refs, at = rest, at+int64(len(part))
	}
	if sum != o.sum {
		return fmt.Errorf("%w: an object was changed", ErrPack)
	}
	return writeNumbers(w, refs, offset)
}

// writeRefs writes part, which begins at byte at of an object, with the
// references that belong before its end, and returns those that come later.
func writeRefs(w io.Writer, part []byte, at int64, refs []packRef, offset int) ([]packRef, error) {
	done := int64(0)
	for len(refs) > 0 && int64(refs[0].at) < at+int64(len(part)) {
		here := int64(refs[0].at) - at
		if _, err := w.Write(part[done:here]); err != nil {
			return nil, err
		}
		if err := writeNumbers(w, refs[:1], offset); err != nil {
			return nil, err
		}
		done, refs = here, refs[1:]
	}
	_, err := w.Write(part[done:])
	return refs, err
}

// writeNumbers writes references one after another.
func writeNumbers(w io.Writer, refs []packRef, offset int) error {
	for _, r := range refs {
		var number [32]byte
		text := append(strconv.AppendInt(number[:0], int64(r.object)+int64(offset), 10), " 0 R"...)
		if _, err := w.Write(text); err != nil {
			return err
		}
	}
	return nil
}

// goodSide reports whether a page can be v points wide or high.
func goodSide(v float64) bool { return !math.IsNaN(v) && v > 0 && v <= maxPageSide }
