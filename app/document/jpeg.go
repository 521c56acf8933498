package document

import (
	"encoding/binary"
	"io"
)

// walkJPEG calls visit for each marker segment of a JPEG before its pixels,
// with the offset and size of what it holds, until visit returns false.
func walkJPEG(r io.ReaderAt, visit func(marker byte, at int64, size int) bool) {
	at := int64(2)
	for range 4096 {
		head := bytesAt(r, at, 4)
		if len(head) < 4 || head[0] != 0xff {
			return
		}
		marker := head[1]
		switch {
		case marker == 0xff: // filling
			at++
			continue
		case marker == 0xd9 || marker == 0xda: // the end, or the pixels
			return
		case marker == 0x01 || marker >= 0xd0 && marker <= 0xd8: // without a length
			at += 2
			continue
		}
		size := int(binary.BigEndian.Uint16(head[2:]))
		if size < 2 || !visit(marker, at+4, size-2) {
			return
		}
		at += 2 + int64(size)
	}
}

// jpegMemory estimates the half bytes a pixel that decoding a JPEG takes. A
// progressive one needs all its coefficients, 4 bytes a sample, at once; one
// in four inks is decoded twice.
func jpegMemory(r io.ReaderAt) int64 {
	half := int64(2 * 9)
	walkJPEG(r, func(marker byte, at int64, size int) bool {
		frame := marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc
		if !frame {
			return true
		}
		head := bytesAt(r, at, min(size, 6+3*4))
		if len(head) < 6 || len(head) < 6+3*int(head[5]) {
			return false
		}
		half = samplesAPixel(head[6:], int(head[5]))
		if marker == 0xc2 {
			half *= 5
		}
		if head[5] == 4 {
			half += 2 * 4
		}
		return false
	})
	return half
}

// samplesAPixel returns the half samples a pixel of n components, whose
// sampling factors are the second of every three bytes.
func samplesAPixel(components []byte, n int) int64 {
	most, sum := int64(1), int64(0)
	for i := range n {
		factor := int64(components[3*i+1]>>4) * int64(components[3*i+1]&15)
		most, sum = max(most, factor), sum+factor
	}
	return max(2, (2*sum+most-1)/most)
}
