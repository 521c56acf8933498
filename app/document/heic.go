package document

import (
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"io"
)

// heicConfig returns the size of a HEIC picture: that of its largest image
// property, since tiles and thumbnails have theirs too. The decoder's own
// answer takes as long as decoding.
func heicConfig(r *io.SectionReader) (image.Config, error) {
	all := boxesOf(r)
	meta, ok := all.find(0, r.Size(), "meta")
	if !ok {
		return image.Config{}, errors.New("heic: no meta box")
	}
	properties, ok := all.find(meta.at+4, min(r.Size(), meta.at+meta.size), "iprp", "ipco")
	if !ok {
		return image.Config{}, errors.New("heic: no properties")
	}
	config := image.Config{ColorModel: color.YCbCrModel}
	all.in(properties.at, min(r.Size(), properties.at+properties.size), func(b box) bool {
		size := bytesAt(r, b.at, 12)
		if b.name != "ispe" || len(size) < 12 {
			return true
		}
		w, h := int(binary.BigEndian.Uint32(size[4:])), int(binary.BigEndian.Uint32(size[8:]))
		if int64(w)*int64(h) > int64(config.Width)*int64(config.Height) {
			config.Width, config.Height = w, h
		}
		return true
	})
	if config.Width == 0 || config.Height == 0 {
		return config, errors.New("heic: no size")
	}
	return config, nil
}
