package document

import (
	"bufio"
	"errors"
	"image"
	"io"

	"golang.org/x/image/webp"
)

var errAnimated = errors.New("webp: a moving picture")

// webpConfig refuses moving pictures, which the decoder calls broken.
func webpConfig(r *io.SectionReader) (image.Config, error) {
	if head := bytesAt(r, 0, 21); len(head) == 21 && string(head[12:16]) == "VP8X" && head[20]&2 != 0 {
		return image.Config{}, errAnimated
	}
	return webp.DecodeConfig(bufio.NewReaderSize(r, 64<<10))
}

// decodeWebP decodes a WebP. Its samples, where it was made like a film, run
// from 16 to 235 and 240 (RFC 6386, 9.2); the decoder hands them on as if they
// ran from 0 to 255, which would make black grey.
func decodeWebP(r io.Reader) (image.Image, error) {
	picture, err := webp.Decode(r)
	switch p := picture.(type) {
	case *image.YCbCr:
		widen(p)
	case *image.NYCbCrA:
		widen(&p.YCbCr)
	}
	return picture, err
}

// widen stretches the samples of a picture to their full range.
func widen(p *image.YCbCr) {
	var light, colour [256]byte
	for i := range 256 {
		light[i] = byte(min(255, max(0, ((i-16)*255+109)/219)))
		colour[i] = byte(min(255, max(0, ((i-128)*255+128*224+112)/224)))
	}
	for i, v := range p.Y {
		p.Y[i] = light[v]
	}
	for i := range p.Cb {
		p.Cb[i], p.Cr[i] = colour[p.Cb[i]], colour[p.Cr[i]]
	}
}
