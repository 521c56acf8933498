package document

import (
	"bytes"
	"encoding/binary"
	"io"
)

// A frame is the head of an MPEG audio frame (ISO/IEC 11172-3, 13818-3).
type frame struct {
	bits    int // a second
	rate    int // samples a second
	samples int // in the frame
	side    int // bytes from its start to where an encoder's note would be
	bytes   int
}

// mp3Bits are thousands of bits a second, by table and index.
var mp3Bits = [5][15]int{
	{0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448}, // version 1, layer I
	{0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384},    // 1, II
	{0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320},     // 1, III
	{0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256},    // 2 and 2.5, I
	{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160},         // 2 and 2.5, II and III
}

// frameAt reads the head of a frame.
func frameAt(b []byte) (frame, bool) {
	if len(b) < 4 || b[0] != 0xff || b[1]&0xe0 != 0xe0 {
		return frame{}, false
	}
	version, layer := b[1]>>3&3, 4-int(b[1]>>1&3) // version: 3 is 1, 2 is 2, 0 is 2.5
	index, rate := b[2]>>4, b[2]>>2&3
	if version == 1 || layer == 4 || index == 0 || index == 15 || rate == 3 {
		return frame{}, false
	}
	f := frame{rate: [3]int{44_100, 48_000, 32_000}[rate], samples: 1152, side: 36}
	table := layer - 1
	switch {
	case layer == 1:
		f.samples = 384
	case version != 3 && layer == 3:
		f.samples = 576
	}
	if version != 3 {
		table = min(4, layer+2)
		f.rate >>= 1 + (2-int(version))/2
	}
	mono := b[3]>>6 == 3
	switch {
	case version == 3 && mono, version != 3 && !mono:
		f.side = 21
	case version != 3:
		f.side = 13
	}
	f.bits = mp3Bits[table][index] * 1000
	padding := int(b[2] >> 1 & 1)
	if layer == 1 {
		f.bytes = (12*f.bits/f.rate + padding) * 4
	} else {
		f.bytes = f.samples/8*f.bits/f.rate + padding
	}
	return f, true
}

// skimMP3 finds the first frame after any tags. The encoder's note in it gives
// the length; without one, the rate does if it does not vary.
func skimMP3(r io.ReaderAt, size int64) (track, error) {
	start := int64(0)
	for range 4 {
		tag := bytesAt(r, start, 10)
		if len(tag) < 10 || string(tag[:3]) != "ID3" {
			break
		}
		start += 10 + int64(tag[6]&0x7f)<<21 + int64(tag[7]&0x7f)<<14 + int64(tag[8]&0x7f)<<7 + int64(tag[9]&0x7f)
	}
	window := bytesAt(r, start, 64<<10)
	for at := range window {
		f, ok := frameAt(window[at:])
		if !ok {
			continue
		}
		next := bytesAt(r, start+int64(at+f.bytes), 4)
		if _, follows := frameAt(next); !follows && len(next) == 4 {
			continue
		}
		found := track{sound: true}
		if frames := notedFrames(window[at:], f); frames > 0 {
			found.duration = ticks(float64(frames)*float64(f.samples), float64(f.rate))
		} else if steady(window[at:], f) {
			found.duration = ticks(float64(size-start-int64(at))*8, float64(f.bits))
		}
		return found, nil
	}
	return track{}, errNoMedia
}

// notedFrames returns the number of frames that the first one notes, or 0.
func notedFrames(b []byte, f frame) uint32 {
	if len(b) >= f.side+12 {
		note := b[f.side:]
		if (bytes.HasPrefix(note, []byte("Xing")) || bytes.HasPrefix(note, []byte("Info"))) && note[7]&1 != 0 {
			return binary.BigEndian.Uint32(note[8:])
		}
	}
	if len(b) >= 36+18 && bytes.HasPrefix(b[36:], []byte("VBRI")) {
		return binary.BigEndian.Uint32(b[36+14:])
	}
	return 0
}

// steady reports whether the frames in b all have the rate of the first.
func steady(b []byte, first frame) bool {
	for len(b) >= 4 {
		f, ok := frameAt(b)
		if !ok || f.bits != first.bits {
			return !ok
		}
		b = b[min(len(b), max(f.bytes, 1)):]
	}
	return true
}
