package document

import (
	"encoding/binary"
	"io"
	"math"
	"math/bits"
)

// Elements of Matroska and WebM (RFC 9559).
const (
	ebmlHeader      = 0x1a45dfa3
	ebmlSegment     = 0x18538067
	ebmlInfo        = 0x1549a966
	ebmlScale       = 0x2ad7b1 // nanoseconds a tick
	ebmlDuration    = 0x4489   // in ticks
	ebmlTracks      = 0x1654ae6b
	ebmlTrack       = 0xae
	ebmlTrackType   = 0x83
	ebmlCluster     = 0x1f43b675
	ebmlTime        = 0xe7
	ebmlBlockGroup  = 0xa0
	ebmlBlock       = 0xa1
	ebmlSimpleBlock = 0xa3
)

// maxBlocks is the most blocks that are looked at: about five hours.
const maxBlocks = 1_000_000

const unknownSize = int64(1<<56 - 1)

type element struct {
	id   uint32
	at   int64 // offset of what it holds
	size int64 // unknownSize: to the end
}

// elementAt reads the head of an element.
func elementAt(r io.ReaderAt, at int64) (element, bool) {
	head := bytesAt(r, at, 12)
	if len(head) < 2 || head[0] == 0 {
		return element{}, false
	}
	n := bits.LeadingZeros8(head[0]) + 1
	if n > 4 || len(head) <= n {
		return element{}, false
	}
	var id uint32
	for _, b := range head[:n] {
		id = id<<8 | uint32(b)
	}
	m := bits.LeadingZeros8(head[n]) + 1
	if m > 8 || len(head) < n+m {
		return element{}, false
	}
	size, ones := int64(head[n])&(1<<(8-m)-1), head[n]&(1<<(8-m)-1) == 1<<(8-m)-1
	for _, b := range head[n+1 : n+m] {
		size, ones = size<<8|int64(b), ones && b == 0xff
	}
	if ones {
		size = unknownSize
	}
	return element{id: id, at: at + int64(n+m), size: size}, true
}

// elements calls visit for each element between two offsets until it returns
// false or most were seen, and reports whether it saw them all.
func elements(r io.ReaderAt, from, to int64, most int, visit func(element) bool) bool {
	for range most {
		e, ok := elementAt(r, from)
		if from >= to || !ok || !visit(e) || e.size == unknownSize {
			return true
		}
		from = e.at + e.size
	}
	return false
}

// skimMatroska reads the head of a Matroska or WebM file up to its first
// cluster. Browsers record without giving the length; then the time of the
// last block does.
func skimMatroska(r io.ReaderAt, size int64) (track, error) {
	var found track
	scale, length, blocks := 1e6, 0.0, int64(0)
	segment, ok := segmentOf(r, size)
	if !ok {
		return found, errNoIndex
	}
	end := min(size, segment.at+min(segment.size, size))
	found.short = segment.size != unknownSize && segment.at+segment.size > size
	elements(r, segment.at, end, 10_000, func(e element) bool {
		switch e.id {
		case ebmlInfo:
			scale, length = infoOf(r, e, end)
		case ebmlTracks:
			tracksOf(r, e, end, &found)
		case ebmlCluster:
			blocks = e.at
		}
		return blocks == 0
	})
	if length == 0 && blocks > 0 {
		length = lastBlock(r, blocks, end)
	}
	found.duration = ticks(length*scale, 1e9)
	if !found.picture && !found.sound {
		return found, errNoMedia
	}
	return found, nil
}

// lastBlock returns the time of the last block in ticks, or 0 if there are too
// many. It walks through clusters rather than past them, since a browser gives
// no size for the one that it is writing.
func lastBlock(r io.ReaderAt, from, end int64) float64 {
	cluster, last := 0.0, 0.0
	for range maxBlocks {
		e, ok := elementAt(r, from)
		if !ok || from >= end {
			return last
		}
		from = e.at
		switch e.id {
		case ebmlCluster, ebmlBlockGroup: // go on inside
			continue
		case ebmlTime:
			cluster = number(bytesAt(r, e.at, int(min(e.size, 8))))
		case ebmlBlock, ebmlSimpleBlock: // the track in 1 byte, then the time since the cluster's
			if head := bytesAt(r, e.at, 3); len(head) == 3 && head[0]&0x80 != 0 {
				last = max(last, cluster+float64(int16(binary.BigEndian.Uint16(head[1:]))))
			}
		}
		from += e.size
	}
	return 0
}

func segmentOf(r io.ReaderAt, size int64) (segment element, ok bool) {
	elements(r, 0, size, 16, func(e element) bool {
		segment, ok = e, e.id == ebmlSegment
		return !ok
	})
	return segment, ok
}

// infoOf reads the scale and the length in ticks.
func infoOf(r io.ReaderAt, info element, end int64) (scale, length float64) {
	scale = 1e6
	elements(r, info.at, min(end, info.at+info.size), 100, func(e element) bool {
		switch value := bytesAt(r, e.at, int(min(e.size, 8))); {
		case e.id == ebmlScale && len(value) > 0:
			scale = number(value)
		case e.id == ebmlDuration && len(value) == 4:
			length = float64(math.Float32frombits(binary.BigEndian.Uint32(value)))
		case e.id == ebmlDuration && len(value) == 8:
			length = math.Float64frombits(binary.BigEndian.Uint64(value))
		}
		return true
	})
	return scale, length
}

func tracksOf(r io.ReaderAt, tracks element, end int64, found *track) {
	elements(r, tracks.at, min(end, tracks.at+tracks.size), 100, func(entry element) bool {
		if entry.id != ebmlTrack {
			return true
		}
		elements(r, entry.at, min(end, entry.at+entry.size), 100, func(e element) bool {
			if e.id == ebmlTrackType {
				kind := number(bytesAt(r, e.at, int(min(e.size, 8))))
				found.picture = found.picture || kind == 1
				found.sound = found.sound || kind == 2
			}
			return true
		})
		return true
	})
}

// number reads an unsigned number of up to 8 bytes.
func number(b []byte) float64 {
	var n uint64
	for _, digit := range b {
		n = n<<8 | uint64(digit)
	}
	return float64(n)
}
