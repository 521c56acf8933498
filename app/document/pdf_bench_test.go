package document

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/jung-kurt/gofpdf"
)

// scan returns a PDF of pages that are each a photograph of a size in pixels.
func scan(t testing.TB, pages, width, height int) []byte {
	t.Helper()
	doc := gofpdf.New("P", "mm", "A4", "")
	random := rand.New(rand.NewPCG(1, 2))
	for n := range pages {
		picture := image.NewRGBA(image.Rect(0, 0, width, height))
		for i := range picture.Pix {
			picture.Pix[i] = byte(i/400 + random.IntN(24))
		}
		var photo bytes.Buffer
		if err := jpeg.Encode(&photo, picture, &jpeg.Options{Quality: 80}); err != nil {
			t.Fatal(err)
		}
		name := fmt.Sprint(n)
		doc.AddPage()
		doc.RegisterImageOptionsReader(name, gofpdf.ImageOptions{ImageType: "JPEG"}, &photo)
		doc.ImageOptions(name, 10, 10, 190, 0, false, gofpdf.ImageOptions{ImageType: "JPEG"}, 0, "")
	}
	var out bytes.Buffer
	if err := doc.Output(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// BenchmarkReadPDF reads and packs a PDF of ten scanned pages.
func BenchmarkReadPDF(b *testing.B) {
	dir := b.TempDir()
	path := filepath.Join(dir, "upload")
	content := scan(b, 10, 800, 1100)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		b.Fatal(err)
	}
	file, err := os.Open(path)
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	b.SetBytes(int64(len(content)))
	b.ReportAllocs()
	for b.Loop() {
		if facts, err := readPDF(b.Context(), file, int64(len(content)), dir); err != nil || facts.Attach != "" {
			b.Fatalf("%+v, %v", facts, err)
		}
	}
}
