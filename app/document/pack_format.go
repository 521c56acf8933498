package document

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"math"
	"slices"
)

// A pack is a file: packMagic, the objects' texts one after another, the index,
// and a tail of fixed length: the index's offset and length, its CRC-32C, and
// packEnd. Numbers in the tail are little-endian. The index is made of unsigned
// varints and 64-bit floats:
//
//	pages, then for each: width, height, object
//	objects, then for each: length, CRC-32C, references, then for each: bytes since the last, object
const (
	packMagic = "TSPAGES1"
	packEnd   = "1SEGAPST"
	packTail  = 8 + 8 + 4 + len(packEnd)
)

// OpenPack reads the index of the pack of size bytes in r, and keeps r to read
// objects from. A pack that is torn or changed gives an error that wraps ErrPack.
func OpenPack(r io.ReaderAt, size int64) (*PagePack, error) {
	index, at, err := packIndex(r, size)
	if err != nil {
		return nil, err
	}
	in := indexReader{rest: index}
	p := &PagePack{r: r, Pages: in.pages()}
	p.objects = in.objects(int64(len(packMagic)), at)
	p.Objects = len(p.objects)
	for _, page := range p.Pages {
		in.check(page.Object >= 1 && page.Object <= p.Objects && goodSide(page.Width) && goodSide(page.Height))
	}
	if in.check(len(in.rest) == 0); in.bad {
		return nil, fmt.Errorf("open page pack: %w: its index makes no sense", ErrPack)
	}
	return p, nil
}

// packIndex returns the bytes of the index of a pack, and where they begin.
func packIndex(r io.ReaderAt, size int64) (index []byte, at int64, err error) {
	if size < int64(len(packMagic)+packTail) {
		return nil, 0, fmt.Errorf("open page pack of %d bytes: %w", size, ErrPack)
	}
	head, tail := make([]byte, len(packMagic)), make([]byte, packTail)
	if n, err := r.ReadAt(head, 0); n < len(head) {
		return nil, 0, fmt.Errorf("read page pack: %w", err)
	}
	if n, err := r.ReadAt(tail, size-int64(packTail)); n < len(tail) {
		return nil, 0, fmt.Errorf("read page pack: %w", err)
	}
	start, length := binary.LittleEndian.Uint64(tail), binary.LittleEndian.Uint64(tail[8:])
	if string(head) != packMagic || string(tail[20:]) != packEnd ||
		length > maxPackIndex || start > uint64(size) || start+length != uint64(size)-uint64(packTail) {
		return nil, 0, fmt.Errorf("open page pack: %w", ErrPack)
	}
	index = make([]byte, length)
	if n, err := r.ReadAt(index, int64(start)); n < len(index) {
		return nil, 0, fmt.Errorf("read page pack: %w", err)
	}
	if crc32.Checksum(index, packTable) != binary.LittleEndian.Uint32(tail[16:]) {
		return nil, 0, fmt.Errorf("open page pack: %w: its index was changed", ErrPack)
	}
	return index, int64(start), nil
}

// An indexReader reads an index. Once something is wrong with it, it is bad and
// yields zeros.
type indexReader struct {
	rest []byte
	bad  bool
}

func (in *indexReader) check(good bool) bool {
	in.bad = in.bad || !good
	return !in.bad
}

// number reads a varint of at most limit.
func (in *indexReader) number(limit uint64) uint64 {
	v, n := binary.Uvarint(in.rest)
	if !in.check(n > 0 && v <= limit) {
		return 0
	}
	in.rest = in.rest[n:]
	return v
}

func (in *indexReader) float() float64 {
	if !in.check(len(in.rest) >= 8) {
		return 0
	}
	v := binary.LittleEndian.Uint64(in.rest)
	in.rest = in.rest[8:]
	return math.Float64frombits(v)
}

func (in *indexReader) pages() []PackPage {
	pages := make([]PackPage, in.number(MaxInlinePages))
	for i := range pages {
		pages[i] = PackPage{in.float(), in.float(), int(in.number(maxPackObjects))}
	}
	return pages
}

// objects reads where the objects are; their texts fill the bytes from offset to end.
func (in *indexReader) objects(offset, end int64) []packObject {
	total := in.number(min(maxPackObjects, uint64(len(in.rest)))) // each takes a byte and more
	objects := make([]packObject, total)
	for i := range objects {
		o := packObject{offset: offset, length: int64(in.number(maxPackBytes)), sum: uint32(in.number(math.MaxUint32))}
		o.refs = in.refs(o.length, total)
		if offset += o.length; in.bad {
			return nil
		}
		objects[i] = o
	}
	in.check(offset == end)
	return objects
}

// refs reads the references in an object of length bytes to one of total objects.
func (in *indexReader) refs(length int64, total uint64) []packRef {
	count := in.number(uint64(len(in.rest)) / 2) // each takes two bytes and more
	refs := make([]packRef, count)
	at := uint64(0)
	for i := range refs {
		at += in.number(uint64(length))
		refs[i] = packRef{uint32(at), uint32(in.number(total))}
		if !in.check(at <= uint64(length) && refs[i].object > 0) {
			return nil
		}
	}
	return refs
}

// A packWriter writes a pack to w, object by object.
type packWriter struct {
	w       io.Writer
	pages   []PackPage
	objects []byte // their part of the index
	count   int
	at      int64 // bytes written
}

// newPackWriter begins a pack.
func newPackWriter(w io.Writer) (*packWriter, error) {
	n, err := io.WriteString(w, packMagic)
	return &packWriter{w: w, at: int64(n)}, err
}

// add writes the next object: the first is number 1.
func (p *packWriter) add(text []byte, refs []packRef) error {
	p.count++
	p.objects = binary.AppendUvarint(p.objects, uint64(len(text)))
	p.objects = binary.AppendUvarint(p.objects, uint64(crc32.Checksum(text, packTable)))
	p.objects = binary.AppendUvarint(p.objects, uint64(len(refs)))
	last := uint32(0)
	for _, r := range refs {
		p.objects = binary.AppendUvarint(p.objects, uint64(r.at-last))
		p.objects = binary.AppendUvarint(p.objects, uint64(r.object))
		last = r.at
	}
	n, err := p.w.Write(text)
	p.at += int64(n)
	return err
}

// finish writes the index and the tail.
func (p *packWriter) finish() error {
	index := binary.AppendUvarint(nil, uint64(len(p.pages)))
	for _, page := range p.pages {
		index = binary.LittleEndian.AppendUint64(index, math.Float64bits(page.Width))
		index = binary.LittleEndian.AppendUint64(index, math.Float64bits(page.Height))
		index = binary.AppendUvarint(index, uint64(page.Object))
	}
	index = slices.Concat(binary.AppendUvarint(index, uint64(p.count)), p.objects)
	if len(index) > maxPackIndex {
		return tooMuch
	}
	tail := binary.LittleEndian.AppendUint64(nil, uint64(p.at))
	tail = binary.LittleEndian.AppendUint64(tail, uint64(len(index)))
	tail = binary.LittleEndian.AppendUint32(tail, crc32.Checksum(index, packTable))
	_, err := p.w.Write(slices.Concat(index, tail, []byte(packEnd)))
	return err
}
