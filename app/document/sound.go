package document

import (
	"bytes"
	"encoding/binary"
	"io"
	"math"
)

// skimWAV reads a WAV file: the bytes of its sound and how many make a second.
func skimWAV(r io.ReaderAt, size int64) (track, error) {
	found := track{sound: true}
	var aSecond, sound float64
	ok := riff(r, 12, size, func(name string, at, length int64) bool {
		switch name {
		case "fmt ":
			if b := bytesAt(r, at, 16); len(b) == 16 {
				aSecond = float64(binary.LittleEndian.Uint32(b[8:]))
			}
		case "data":
			endless := length == 0 || length >= math.MaxUint32-1 // written as a stream
			found.short = !endless && at+length > size
			if endless || found.short {
				length = size - at
			}
			sound = float64(length)
			return false
		}
		return true
	})
	if !ok || aSecond == 0 || sound == 0 {
		return track{}, errNoMedia
	}
	found.duration = ticks(sound, aSecond)
	return found, nil
}

// skimAVI reads the main header of an AVI file.
func skimAVI(r io.ReaderAt, size int64) (track, error) {
	head := bytesAt(r, 12, 4096)
	at := bytes.Index(head, []byte("avih"))
	if at < 0 || at+8+20 > len(head) {
		return track{}, errNoIndex
	}
	b := head[at+8:]
	frame, frames := float64(binary.LittleEndian.Uint32(b)), float64(binary.LittleEndian.Uint32(b[16:]))
	whole := bytesAt(r, 0, 8)
	short := len(whole) == 8 && int64(binary.LittleEndian.Uint32(whole[4:]))+8 > size
	return track{picture: true, duration: ticks(frame*frames, 1e6), short: short}, nil
}

// riff calls visit for the chunks of a RIFF file from an offset on until it
// returns false, and reports whether it did.
func riff(r io.ReaderAt, at, size int64, visit func(name string, at, length int64) bool) bool {
	for range 1000 {
		head := bytesAt(r, at, 8)
		if len(head) < 8 || at >= size {
			return false
		}
		length := int64(binary.LittleEndian.Uint32(head[4:]))
		if !visit(string(head[:4]), at+8, length) {
			return true
		}
		at += 8 + length + length&1
	}
	return false
}

// skimFLAC reads the stream information, which comes first.
func skimFLAC(r io.ReaderAt, size int64) (track, error) {
	b := bytesAt(r, 8, 18)
	if len(b) < 18 || size < 60 {
		return track{}, errNoMedia
	}
	rate := uint32(b[10])<<12 | uint32(b[11])<<4 | uint32(b[12])>>4
	samples := uint64(b[13]&15)<<32 | uint64(binary.BigEndian.Uint32(b[14:]))
	if rate == 0 {
		return track{}, errNoMedia
	}
	return track{sound: true, duration: ticks(float64(samples), float64(rate))}, nil
}

// maxPage is more than the largest page of an Ogg file (RFC 3533).
const maxPage = 65_536

// skimOgg reads the first page, which says how fast time runs, and the last,
// which says what time it is.
func skimOgg(r io.ReaderAt, size int64) (track, error) {
	first := bytesAt(r, 0, 4096)
	if len(first) < 28 || string(first[:4]) != "OggS" {
		return track{}, errNoMedia
	}
	serial := first[14:18]
	var rate, skip float64
	found := track{sound: true}
	if at := bytes.Index(first, []byte("OpusHead")); at >= 0 && at+12 <= len(first) {
		rate, skip = 48_000, float64(binary.LittleEndian.Uint16(first[at+10:]))
	} else if at := bytes.Index(first, []byte("\x01vorbis")); at >= 0 && at+16 <= len(first) {
		rate = float64(binary.LittleEndian.Uint32(first[at+12:]))
	} else if bytes.Contains(first, []byte("\x80theora")) {
		return track{picture: true}, nil
	} else {
		return track{}, nil
	}
	tail := bytesAt(r, max(0, size-2*maxPage), 2*maxPage)
	for end := len(tail); end > 0; {
		at := bytes.LastIndex(tail[:end], []byte("OggS"))
		if at < 0 {
			break
		}
		end = at
		if page := tail[at:]; len(page) >= 27 && bytes.Equal(page[14:18], serial) {
			if granule := binary.LittleEndian.Uint64(page[6:]); granule != math.MaxUint64 {
				found.duration = ticks(float64(granule)-skip, rate)
				break
			}
		}
	}
	return found, nil
}
