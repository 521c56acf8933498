package document

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"
)

// readBytes reads content as an upload called name; the folder holds the copies.
func readBytes(t *testing.T, name string, content []byte) (Facts, string, error) {
	t.Helper()
	path, out := filepath.Join(t.TempDir(), "upload"), t.TempDir()
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	facts, err := NewReader(slog.New(slog.NewTextHandler(&log, nil))).Read(context.Background(), path, name, out)
	if log.Len() > 0 {
		t.Logf("log: %s", log.String())
	}
	return facts, out, err
}

// quarters returns a picture of red, green, blue and black quarters, clockwise
// from the top left.
func quarters(w, h int) *image.RGBA {
	p := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{0, 0, 0, 255}
			switch {
			case y < h/2 && x < w/2:
				c.R = 255
			case y < h/2:
				c.G = 255
			case x >= w/2:
				c.B = 255
			}
			p.SetRGBA(x, y, c)
		}
	}
	return p
}

func encodeJPEG(t testing.TB, p image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, p, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func encodePNG(t testing.TB, p image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&out, p); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// exif returns an EXIF block with an orientation and a place on earth.
func exif(order binary.AppendByteOrder, turn uint16) []byte {
	mark := "II*\x00"
	if order.String() == "BigEndian" {
		mark = "MM\x00*"
	}
	b := order.AppendUint32([]byte(mark), 8)
	b = order.AppendUint16(b, 2)
	entry := func(tag, kind uint16, count uint32) {
		b = order.AppendUint16(order.AppendUint16(b, tag), kind)
		b = order.AppendUint32(b, count)
	}
	entry(0x0112, 3, 1)
	b = order.AppendUint16(order.AppendUint16(b, turn), 0)
	entry(0x8825, 4, 1)
	b = order.AppendUint32(b, 38)
	return append(b, "\x00\x00\x00\x00 GPS 51.5007N 0.1246W"...)
}

// withExif puts an EXIF block in front of a JPEG's other segments.
func withExif(photo, block []byte) []byte {
	block = append([]byte("Exif\x00\x00"), block...)
	head := binary.BigEndian.AppendUint16([]byte{0xff, 0xd8, 0xff, 0xe1}, uint16(len(block)+2))
	return append(append(head, block...), photo[2:]...)
}

func TestOrientation(t *testing.T) {
	upright := quarters(64, 32)
	for turn := orientation(1); turn <= 8; turn++ {
		for _, order := range []binary.AppendByteOrder{binary.BigEndian, binary.LittleEndian} {
			t.Run(fmt.Sprint(turn, order), func(t *testing.T) {
				lain := lay(upright, turn)
				photo := withExif(encodeJPEG(t, lain), exif(order, uint16(turn)))
				facts, out, err := readBytes(t, "photo.jpg", photo)
				if err != nil || facts.Width != 64 || facts.Height != 32 || facts.Fault != "" || facts.Attach != "" {
					t.Fatalf("facts %+v, error %v", facts, err)
				}
				for _, what := range []Copy{Print, Preview} {
					copied := readCopy(t, out, facts, what)
					if bytes.Contains(copied, []byte("GPS")) || bytes.Contains(copied, []byte("Exif")) {
						t.Errorf("%s carries metadata", what)
					}
					got, err := jpeg.Decode(bytes.NewReader(copied))
					if err != nil {
						t.Fatal(err)
					}
					same(t, got, upright)
				}
			})
		}
	}
}

// lay returns the picture that a viewer turns upright by turn.
func lay(upright *image.RGBA, turn orientation) *image.RGBA {
	w, h := turn.size(upright.Rect.Dx(), upright.Rect.Dy())
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			ux, uy := turn.place(x, y, w, h)
			out.SetRGBA(x, y, upright.RGBAAt(ux, uy))
		}
	}
	return out
}

// TestPlace holds the meaning of each orientation against EXIF 2.32's words:
// where the first row and the first column of the file are seen.
func TestPlace(t *testing.T) {
	const w, h = 4, 2
	for turn, want := range map[orientation]struct{ rowEnd, columnEnd image.Point }{
		1: {image.Pt(3, 0), image.Pt(0, 1)}, // row at the top, column at the left
		2: {image.Pt(0, 0), image.Pt(3, 1)}, // top, right
		3: {image.Pt(0, 1), image.Pt(3, 0)}, // bottom, right
		4: {image.Pt(3, 1), image.Pt(0, 0)}, // bottom, left
		5: {image.Pt(0, 3), image.Pt(1, 0)}, // left, top
		6: {image.Pt(1, 3), image.Pt(0, 0)}, // right, top
		7: {image.Pt(1, 0), image.Pt(0, 3)}, // right, bottom
		8: {image.Pt(0, 0), image.Pt(1, 3)}, // left, bottom
	} {
		x, y := turn.place(w-1, 0, w, h)
		if got := image.Pt(x, y); got != want.rowEnd {
			t.Errorf("%d: the end of the first row is at %v, want %v", turn, got, want.rowEnd)
		}
		x, y = turn.place(0, h-1, w, h)
		if got := image.Pt(x, y); got != want.columnEnd {
			t.Errorf("%d: the end of the first column is at %v, want %v", turn, got, want.columnEnd)
		}
	}
}

func readCopy(t *testing.T, dir string, facts Facts, what Copy) []byte {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(dir, facts.Copies[what]))
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// same compares the middles of the quarters of two pictures.
func same(t *testing.T, got, want image.Image) {
	t.Helper()
	if got.Bounds().Size() != want.Bounds().Size() {
		t.Fatalf("size %v, want %v", got.Bounds().Size(), want.Bounds().Size())
	}
	w, h := want.Bounds().Dx(), want.Bounds().Dy()
	for _, p := range []image.Point{{w / 4, h / 4}, {3 * w / 4, h / 4}, {w / 4, 3 * h / 4}, {3 * w / 4, 3 * h / 4}} {
		if !close(got.At(p.X, p.Y), want.At(p.X, p.Y)) {
			t.Errorf("at %v: %v, want %v", p, got.At(p.X, p.Y), want.At(p.X, p.Y))
		}
	}
}

func close(a, b color.Color) bool {
	ar, ag, ab, _ := a.RGBA()
	br, bg, bb, _ := b.RGBA()
	far := func(x, y uint32) bool { return max(x, y)-min(x, y) > 12<<8 }
	return !far(ar, br) && !far(ag, bg) && !far(ab, bb)
}

func TestPictures(t *testing.T) {
	wide := quarters(4000, 3000)
	clear := image.NewNRGBA(image.Rect(0, 0, 40, 40))
	deep := image.NewNRGBA64(image.Rect(0, 0, 40, 30))
	for i := range deep.Pix {
		deep.Pix[i] = 0xff
	}
	var moving bytes.Buffer
	frame := image.NewPaletted(image.Rect(0, 0, 20, 10), color.Palette{color.White, color.RGBA{255, 0, 0, 255}})
	if err := gif.EncodeAll(&moving, &gif.GIF{Image: []*image.Paletted{frame, frame}, Delay: []int{1, 1}}); err != nil {
		t.Fatal(err)
	}
	photo := encodeJPEG(t, wide)
	for name, c := range map[string]struct {
		content       []byte
		width, height int
		print         image.Point
		preview       image.Point
	}{
		"photo.jpg":        {photo, 4000, 3000, image.Pt(2205, 1654), image.Pt(1600, 1200)},
		"named.png":        {photo, 4000, 3000, image.Pt(2205, 1654), image.Pt(1600, 1200)},
		"tall.png":         {encodePNG(t, quarters(1000, 4678)), 1000, 4678, image.Pt(500, 2339), image.Pt(342, 1600)},
		"a pixel wide.png": {encodePNG(t, quarters(1, 9000)), 1, 9000, image.Pt(1, 2339), image.Pt(1, 1600)},
		"clear.png":        {encodePNG(t, clear), 40, 40, image.Pt(40, 40), image.Pt(40, 40)},
		"deep.png":         {encodePNG(t, deep), 40, 30, image.Pt(40, 30), image.Pt(40, 30)},
		"moving.gif":       {moving.Bytes(), 20, 10, image.Pt(20, 10), image.Pt(20, 10)},
	} {
		t.Run(name, func(t *testing.T) {
			facts, out, err := readBytes(t, name, c.content)
			if err != nil || facts.Kind != Image || facts.Fault != "" || facts.Attach != "" || facts.Width != c.width || facts.Height != c.height {
				t.Fatalf("facts %+v, error %v", facts, err)
			}
			for what, want := range map[Copy]image.Point{Print: c.print, Preview: c.preview} {
				got, err := jpeg.Decode(bytes.NewReader(readCopy(t, out, facts, what)))
				if err != nil || got.Bounds().Size() != want {
					t.Fatalf("%s: %v, error %v; want %v", what, got.Bounds().Size(), err, want)
				}
				if name == "clear.png" && !close(got.At(20, 20), color.White) {
					t.Errorf("%s: what is clear is %v, want white", what, got.At(20, 20))
				}
				if name == "photo.jpg" {
					same(t, got, quarters(want.X, want.Y))
				}
			}
		})
	}
}

// TestPicturesOfOtherMakers reads files that other programs wrote.
func TestPicturesOfOtherMakers(t *testing.T) {
	for _, name := range []string{"quarters.heic", "quarters.webp"} {
		content, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		facts, out, err := readBytes(t, name, content)
		if err != nil || facts.Fault != "" || facts.Attach != "" || facts.Width != 128 || facts.Height != 64 {
			t.Fatalf("%s: facts %+v, error %v", name, facts, err)
		}
		got, err := jpeg.Decode(bytes.NewReader(readCopy(t, out, facts, Print)))
		if err != nil {
			t.Fatal(err)
		}
		same(t, got, quarters(128, 64))
		facts, _, err = readBytes(t, name, content[:len(content)*2/3])
		if err != nil || facts.Fault == "" || facts.Attach == "" || len(facts.Copies) != 0 {
			t.Errorf("%s cut short: facts %+v, error %v", name, facts, err)
		}
	}
}

func TestOtherFormats(t *testing.T) {
	var plain, scan bytes.Buffer
	if err := bmp.Encode(&plain, quarters(40, 20)); err != nil {
		t.Fatal(err)
	}
	if err := tiff.Encode(&scan, quarters(40, 20), nil); err != nil {
		t.Fatal(err)
	}
	order, first := tiffStart(scan.Bytes())
	entries := int(order.Uint16(scan.Bytes()[first:]))
	pages := bytes.Clone(scan.Bytes()) // its second page is the first again, after the end
	order.PutUint32(pages[first+2+12*entries:], uint32(len(pages)))
	pages = append(pages, pages[first:first+2+12*entries]...)
	pages = append(pages, 0, 0, 0, 0)
	moving := join("RIFF", le32(22), "WEBPVP8X", le32(10), "\x02\x00\x00\x00\x13\x00\x00\x09\x00\x00", 40)
	for name, c := range map[string]struct {
		content []byte
		attach  string
		copies  int
	}{
		"a.bmp":       {plain.Bytes(), "", 2},
		"a.tiff":      {scan.Bytes(), "", 2},
		"pages.tif":   {pages, "several pages", 2},
		"moving.webp": {moving, "cannot be shown", 0},
	} {
		facts, _, err := readBytes(t, name, c.content)
		if err != nil || facts.Kind != Image || facts.Fault != "" || !strings.Contains(facts.Attach, c.attach) ||
			(c.attach == "") != (facts.Attach == "") || len(facts.Copies) != c.copies {
			t.Errorf("%s: facts %+v, error %v", name, facts, err)
		}
	}
}

// header returns a PNG that claims a size and holds no pixels.
func header(w, h uint32) []byte {
	small := new(bytes.Buffer)
	_ = png.Encode(small, image.NewGray(image.Rect(0, 0, 1, 1)))
	b := small.Bytes()
	binary.BigEndian.PutUint32(b[16:], w)
	binary.BigEndian.PutUint32(b[20:], h)
	binary.BigEndian.PutUint32(b[29:], crc32.ChecksumIEEE(b[12:29]))
	return b
}

func TestPicturesThatDoNotOpen(t *testing.T) {
	photo := encodeJPEG(t, quarters(400, 300))
	for name, c := range map[string]struct {
		content []byte
		fault   bool
		attach  string
	}{
		"cut short.jpg":       {photo[:len(photo)/2], true, "does not open"},
		"header alone.jpg":    {photo[:30], true, "does not open"},
		"bomb.png":            {header(60_000, 60_000), false, "3600 megapixels"},
		"wide bomb.png":       {header(70_000, 10), false, "65535 pixels"},
		"claims too much.png": {header(5000, 5000), true, "does not open"},
		"no width.png":        {header(0, 10), true, "does not open"},
		"other.avif":          {join("\x00\x00\x00\x1cftypavif\x00\x00\x00\x00avifmif1miaf", 40), false, "cannot be shown"},
		"other.psd":           {append([]byte("8BPS\x00\x01"), make([]byte, 40)...), false, "cannot be shown"},
	} {
		t.Run(name, func(t *testing.T) {
			facts, _, err := readBytes(t, name, c.content)
			if err != nil || (facts.Fault != "") != c.fault || !strings.Contains(facts.Attach, c.attach) || len(facts.Copies) != 0 {
				t.Errorf("facts %+v, error %v", facts, err)
			}
		})
	}
}

func TestHundredMegapixels(t *testing.T) {
	if testing.Short() {
		t.Skip("decodes 100 megapixels")
	}
	big := image.NewPaletted(image.Rect(0, 0, 10_000, 10_000), color.Palette{color.White, color.Black})
	content := encodePNG(t, big)
	facts, out, err := readBytes(t, "plan.png", content)
	if err != nil || facts.Width != 10_000 || facts.Attach != "" || facts.Copies[Print] == "" {
		t.Fatalf("facts %+v, error %v", facts, err)
	}
	config, err := jpeg.DecodeConfig(bytes.NewReader(readCopy(t, out, facts, Print)))
	if err != nil || config.Width != 1654 {
		t.Errorf("print copy %+v, error %v", config, err)
	}
	facts, _, err = readBytes(t, "one more row.png", header(10_000, 10_001))
	if err != nil || facts.Fault != "" || facts.Attach == "" {
		t.Errorf("past the limit: facts %+v, error %v", facts, err)
	}
}

// TestShrinkIsTheMean compares with the definition on a picture whose sides
// share no factor with the copy's.
func TestShrinkIsTheMean(t *testing.T) {
	from := image.NewGray(image.Rect(0, 0, 7, 53))
	for i := range from.Pix {
		from.Pix[i] = byte(i * 37)
	}
	got := shrink(from, 3, 20)
	for y := range 20 {
		for x := range 3 {
			var sum, area float64
			for sy := range 53 {
				for sx := range 7 {
					part := overlap(sx, 7, x, 3) * overlap(sy, 53, y, 20)
					sum, area = sum+part*float64(from.GrayAt(sx, sy).Y), area+part
				}
			}
			if want := sum / area; float64(got.RGBAAt(x, y).G) < want-0.51 || float64(got.RGBAAt(x, y).G) > want+0.51 {
				t.Errorf("at %d, %d: %d, want %.2f", x, y, got.RGBAAt(x, y).G, want)
			}
		}
	}
}

func TestPaletteIsDrawnOnWhite(t *testing.T) {
	palette := color.Palette{color.NRGBA{}, color.NRGBA{255, 0, 0, 255}, color.NRGBA{0, 0, 0, 128}}
	p := image.NewPaletted(image.Rect(5, 7, 5+20, 7+40), palette)
	for i := range p.Pix {
		p.Pix[i] = byte(i % 4) // 3 is not in the palette
	}
	got := shrink(p, 20, 40)
	for y := range 40 {
		for x := range 20 {
			want := color.RGBA{0, 0, 0, 255}
			if i := p.Pix[y*20+x]; i < 3 {
				n := palette[i].(color.NRGBA)
				mix := func(c uint8) uint8 { return uint8((int(c)*int(n.A) + 255*(255-int(n.A))) / 255) }
				want = color.RGBA{mix(n.R), mix(n.G), mix(n.B), 255}
			}
			if !close(got.At(x, y), want) {
				t.Fatalf("at %d, %d: %v, want %v", x, y, got.At(x, y), want)
			}
		}
	}
}

// overlap returns how much of pixel i of n lies in pixel j of m.
func overlap(i, n, j, m int) float64 {
	from, to := max(float64(i)/float64(n), float64(j)/float64(m)), min(float64(i+1)/float64(n), float64(j+1)/float64(m))
	return max(0, to-from)
}

func FuzzPictureMetadata(f *testing.F) {
	photo := encodeJPEG(f, quarters(8, 8))
	f.Add(withExif(photo, exif(binary.BigEndian, 6)))
	f.Add(header(3, 3))
	f.Add(exif(binary.LittleEndian, 3))
	f.Fuzz(func(t *testing.T, content []byte) {
		r := io.NewSectionReader(bytes.NewReader(content), 0, int64(len(content)))
		for mime := range decoders {
			if turn := orientationOf(r, mime); turn < 1 || turn > 8 {
				t.Errorf("%s: orientation %d", mime, turn)
			}
		}
		if pages := tiffPages(r); pages < 0 || pages > 1000 {
			t.Errorf("%d pages", pages)
		}
		if half := jpegMemory(r); half < 2 || half > 1<<12 {
			t.Errorf("%d half bytes a pixel", half)
		}
		_, _ = heicConfig(r)
	})
}
