// Package pdf draws pages and writes them into one file together with what
// people uploaded. Drawing knows nothing of portfolios: it offers text in three
// weights, tables that run over pages, links, bookmarks and tags. Writing
// streams: nothing uploaded is ever held whole.
//
// Lengths are points, a 72nd of an inch; y grows downwards from the top edge.
package pdf

import (
	"embed"
	"fmt"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

//go:embed fonts/*.ttf
var fontFiles embed.FS

// A Face is one of the typefaces that pages are set in.
type Face int

// The faces. Regular and Semibold are Public Sans; what those lack is set in
// DejaVu Sans, letter by letter. Mono has ASCII only.
const (
	Regular Face = iota
	Semibold
	Mono
	spare
	spareBold
	faces
)

var faceNames = [faces]string{"PublicSans-Regular", "PublicSans-SemiBold", "DejaVuSansMono", "DejaVuSans", "DejaVuSans-Bold"}

// fallback is the face that stands in for one that lacks a letter.
var fallback = [faces]Face{spare, spareBold, spare, spare, spareBold}

// A metrics is what setting lines needs of a face.
type metrics struct {
	bytes   []byte
	advance []uint16 // by rune, thousandths of the size, 1 more than it is; 0: the face lacks it
}

// loadFaces reads the embedded fonts once. What it returns is only read.
var loadFaces = sync.OnceValue(func() *[faces]metrics {
	var all [faces]metrics
	for f := range all {
		m, err := readFace(faceNames[f])
		if err != nil {
			panic(fmt.Sprintf("embedded font %s: %v", faceNames[f], err))
		}
		all[f] = m
	}
	return &all
})

func readFace(name string) (metrics, error) {
	bytes, err := fontFiles.ReadFile("fonts/" + name + ".ttf")
	if err != nil {
		return metrics{}, err
	}
	parsed, err := sfnt.Parse(bytes)
	if err != nil {
		return metrics{}, err
	}
	m := metrics{bytes: bytes, advance: make([]uint16, 0x10000)}
	var buf sfnt.Buffer
	em := fixed.I(1000)
	for r := rune(0x20); r < 0xFFFE; r++ {
		glyph, err := parsed.GlyphIndex(&buf, r)
		if err != nil || glyph == 0 {
			continue
		}
		wide, err := parsed.GlyphAdvance(&buf, glyph, em, font.HintingNone)
		if err != nil {
			return metrics{}, err
		}
		m.advance[r] = uint16(wide.Round()) + 1
	}
	return m, nil
}

// has reports whether the face can show r.
func (f Face) has(r rune) bool {
	return r < 0x10000 && loadFaces()[f].advance[r] != 0
}

// shows returns the face that r is set in where f is asked for. Text that went
// through Clean has no rune that neither f nor its fallback shows.
func (f Face) shows(r rune) Face {
	if f.has(r) {
		return f
	}
	return fallback[f]
}

// width returns how wide r is at a size of 1.
func (f Face) width(r rune) float64 {
	if r >= 0x10000 {
		return 0
	}
	w := loadFaces()[f.shows(r)].advance[r]
	if w == 0 {
		return 0
	}
	return float64(w-1) / 1000
}
