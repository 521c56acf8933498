package document

import (
	"encoding/binary"
	"io"
	"math"
)

// skimMP4 reads the index of an MP4, MOV, M4A or 3GP file, wherever it is.
func skimMP4(r io.ReaderAt, size int64) (track, error) {
	all := boxesOf(r)
	var found track
	var movie, fragment bool
	exact := all.in(0, size, func(b box) bool {
		switch b.name {
		case "moov":
			movie = true
			found.merge(movieOf(all, b, min(size, b.at+b.size)))
		case "moof":
			fragment = true
			return b.at+b.size <= size
		}
		found.short = found.short || b.at+b.size > size
		return true
	})
	switch {
	case !movie:
		return found, errNoIndex
	case !found.picture && !found.sound:
		return found, errNoMedia
	case !exact && !fragment && tornBox(all, size):
		found.short = true
	}
	return found, nil
}

// tornBox reports whether the file was cut, rather than followed by bytes that
// belong to no box, which players pass over.
func tornBox(all *boxes, size int64) bool {
	torn := false
	all.left = max(all.left, 100)
	all.in(0, size, func(b box) bool {
		torn = torn || b.name == "mdat" && b.at+b.size > size
		return true
	})
	return torn
}

func (t *track) merge(other track) {
	t.duration = max(t.duration, other.duration)
	t.picture = t.picture || other.picture
	t.sound = t.sound || other.sound
}

// movieOf reads a movie box: its length and what its tracks are. A recording
// in fragments may give its length apart.
func movieOf(all *boxes, movie box, end int64) track {
	var found track
	all.in(movie.at, end, func(b box) bool {
		inner := min(end, b.at+b.size)
		switch b.name {
		case "mvhd":
			scale, length := headerTimes(bytesAt(all.r, b.at, 32))
			found.duration = max(found.duration, ticks(length, scale))
			if extends, ok := all.find(movie.at, end, "mvex", "mehd"); ok && found.duration == 0 {
				found.duration = ticks(fragmentLength(bytesAt(all.r, extends.at, 12)), scale)
			}
		case "trak":
			handler, ok := all.find(b.at, inner, "mdia", "hdlr")
			if !ok {
				return true
			}
			switch kind := bytesAt(all.r, handler.at+8, 4); string(kind) {
			case "vide":
				found.picture = true
			case "soun":
				found.sound = true
			}
		}
		return true
	})
	return found
}

// headerTimes returns the time scale and length of a movie header (ISO/IEC
// 14496-12, 8.2.2).
func headerTimes(b []byte) (scale, length float64) {
	switch {
	case len(b) >= 20 && b[0] == 0:
		n := binary.BigEndian.Uint32(b[16:])
		if n == math.MaxUint32 {
			return 1, 0
		}
		return float64(binary.BigEndian.Uint32(b[12:])), float64(n)
	case len(b) >= 32 && b[0] == 1:
		n := binary.BigEndian.Uint64(b[24:])
		if n == math.MaxUint64 {
			return 1, 0
		}
		return float64(binary.BigEndian.Uint32(b[20:])), float64(n)
	}
	return 1, 0
}

func fragmentLength(b []byte) float64 {
	switch {
	case len(b) >= 12 && b[0] == 1:
		return float64(binary.BigEndian.Uint64(b[4:]))
	case len(b) >= 8:
		return float64(binary.BigEndian.Uint32(b[4:]))
	}
	return 0
}
