package document

import (
	"encoding/binary"
	"io"
)

// maxBoxes is the most boxes of one file that are looked at.
const maxBoxes = 20_000

// A box is a part of an MP4, MOV or HEIC file (ISO/IEC 14496-12).
type box struct {
	name string // four letters
	at   int64  // offset of what it holds
	size int64  // of what it holds, in bytes; may reach past the end of the file
}

// boxes walks the boxes of one file and counts them.
type boxes struct {
	r    io.ReaderAt
	left int // how many more may be looked at
}

func boxesOf(r io.ReaderAt) *boxes { return &boxes{r: r, left: maxBoxes} }

// in calls visit for each box between two offsets until it returns false. It
// reports whether the boxes filled the space exactly.
func (b *boxes) in(from, to int64, visit func(box) bool) bool {
	for from < to {
		head := bytesAt(b.r, from, 16)
		if len(head) < 8 || b.left == 0 {
			return false
		}
		b.left--
		size, skip := int64(binary.BigEndian.Uint32(head)), int64(8)
		switch {
		case size == 0:
			size = to - from
		case size == 1 && len(head) == 16:
			size, skip = int64(binary.BigEndian.Uint64(head[8:])), 16
		}
		if size < skip || size > 1<<50 {
			return false
		}
		if !visit(box{name: string(head[4:8]), at: from + skip, size: size - skip}) {
			return true
		}
		from += size
	}
	return from == to
}

// find returns the first box along a path of names, each inside the one
// before.
func (b *boxes) find(from, to int64, path ...string) (found box, ok bool) {
	b.in(from, to, func(inner box) bool {
		if inner.name != path[0] {
			return true
		}
		end := min(to, inner.at+inner.size)
		if len(path) == 1 {
			found, ok = inner, true
		} else {
			found, ok = b.find(inner.at, end, path[1:]...)
		}
		return !ok
	})
	return found, ok
}
