package document

import (
	"bytes"
	"encoding/binary"
	"image"
	"io"
)

// maxExif is the most bytes of a picture's metadata that are read.
const maxExif = 64 << 10

// An orientation is how a picture lies in its file, 1 to 8 as in EXIF 2.32,
// tag 0x0112. 1 is upright.
type orientation byte

// orientationOf returns how a picture is to be turned. What cannot be read is
// upright. HEIC pictures are turned by their decoder.
func orientationOf(r *io.SectionReader, mime string) orientation {
	switch mime {
	case "image/jpeg":
		found := orientation(1)
		walkJPEG(r, func(marker byte, at int64, size int) bool {
			if marker != 0xe1 {
				return true
			}
			block, ok := bytes.CutPrefix(bytesAt(r, at, min(size, maxExif)), []byte("Exif\x00\x00"))
			if ok {
				found = tiffOrientation(block)
			}
			return !ok
		})
		return found
	case "image/png":
		return chunkOrientation(r, 8, "eXIf", binary.BigEndian, 4)
	case "image/webp":
		return chunkOrientation(r, 12, "EXIF", binary.LittleEndian, 0)
	case "image/tiff":
		return tiffOrientation(bytesAt(r, 0, maxExif))
	}
	return 1
}

// chunkOrientation finds the metadata among the chunks that begin at offset
// at: of a PNG, a length, a name, the bytes and 4 bytes of checksum; of a WebP,
// a name, a length, and the bytes padded to an even count.
func chunkOrientation(r io.ReaderAt, at int64, want string, order binary.ByteOrder, trailer int64) orientation {
	for range 10_000 {
		head := bytesAt(r, at, 8)
		if len(head) < 8 {
			break
		}
		size, name := order.Uint32(head), string(head[4:])
		if trailer == 0 {
			size, name = order.Uint32(head[4:]), string(head[:4])
		}
		if name == want {
			return tiffOrientation(bytes.TrimPrefix(bytesAt(r, at+8, min(int(size), maxExif)), []byte("Exif\x00\x00")))
		}
		at += 8 + int64(size) + trailer
		if trailer == 0 {
			at += int64(size & 1)
		}
	}
	return 1
}

// tiffOrientation returns the orientation in the first directory of a block
// laid out as TIFF 6.0 says.
func tiffOrientation(block []byte) orientation {
	order, at := tiffStart(block)
	if order == nil || at+2 > len(block) {
		return 1
	}
	count := int(order.Uint16(block[at:]))
	for i := range count {
		entry := at + 2 + 12*i
		if entry+12 > len(block) {
			break
		}
		if order.Uint16(block[entry:]) != 0x0112 {
			continue
		}
		if turn := order.Uint16(block[entry+8:]); turn >= 1 && turn <= 8 {
			return orientation(turn)
		}
		break
	}
	return 1
}

// tiffStart returns the byte order of a block and the offset of its first
// directory, or nil if it is no TIFF.
func tiffStart(block []byte) (binary.ByteOrder, int) {
	var order binary.ByteOrder
	switch {
	case len(block) < 8:
		return nil, 0
	case string(block[:4]) == "II*\x00":
		order = binary.LittleEndian
	case string(block[:4]) == "MM\x00*":
		order = binary.BigEndian
	default:
		return nil, 0
	}
	return order, int(order.Uint32(block[4:]))
}

// tiffPages counts the pages of a TIFF, up to 1,000.
func tiffPages(r io.ReaderAt) int {
	order, first := tiffStart(bytesAt(r, 0, 8))
	if order == nil {
		return 0
	}
	pages, at := 0, int64(first)
	for at != 0 && pages < 1000 {
		head := bytesAt(r, at, 2)
		if len(head) < 2 {
			break
		}
		pages++
		next := bytesAt(r, at+2+12*int64(order.Uint16(head)), 4)
		if len(next) < 4 {
			break
		}
		at = int64(order.Uint32(next))
	}
	return pages
}

// bytesAt returns up to n bytes from offset at; fewer at the end of r.
func bytesAt(r io.ReaderAt, at int64, n int) []byte {
	if at < 0 || n <= 0 {
		return nil
	}
	buf := make([]byte, n)
	got, _ := r.ReadAt(buf, at)
	return buf[:got]
}

// size returns the upright size of a picture that lies w by h.
func (o orientation) size(w, h int) (int, int) {
	if o >= 5 {
		return h, w
	}
	return w, h
}

// apply returns picture turned upright.
func (o orientation) apply(picture *image.RGBA) *image.RGBA {
	if o <= 1 || o > 8 {
		return picture
	}
	w, h := picture.Rect.Dx(), picture.Rect.Dy()
	upW, upH := o.size(w, h)
	out := image.NewRGBA(image.Rect(0, 0, upW, upH))
	for y := range h {
		from := picture.Pix[y*picture.Stride:]
		for x := range w {
			toX, toY := o.place(x, y, w, h)
			copy(out.Pix[toY*out.Stride+4*toX:][:4], from[4*x:])
		}
	}
	return out
}

// place returns where the pixel at x, y of a picture that lies w by h belongs.
func (o orientation) place(x, y, w, h int) (int, int) {
	switch o {
	case 2:
		return w - 1 - x, y
	case 3:
		return w - 1 - x, h - 1 - y
	case 4:
		return x, h - 1 - y
	case 5:
		return y, x
	case 6:
		return h - 1 - y, x
	case 7:
		return h - 1 - y, w - 1 - x
	case 8:
		return y, w - 1 - x
	}
	return x, y
}
