package files

import (
	"archive/zip"
	"bytes"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"net/mail"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// sample is a paper with every kind of block.
func sample() Paper {
	return Paper{Title: "A paper", House: "A house", Blocks: []Block{
		{Heading: "First & last"}, {Text: strings.Repeat("Some words, a “quotation” and £4. ", 90)}, {List: []string{"One", "Two"}},
		{Facts: [][2]string{{"Kept by", "Somebody"}}},
		{Table: &Table{Made: 70, Seed: 4, Totals: true, Mark: []int{2}, Columns: []Column{
			{Name: "Account", Width: 1, Maker: "masked"}, {Name: "Amount", Width: 1, Maker: "money", Low: 10, High: 5000, Right: true}}}},
		{Bars: &Bars{Title: "Bars", Labels: []string{"A", "B"}, Values: []float64{3, 4.5}, Unit: "£k", Aim: 4, Accent: 2}},
		{Break: true}, {Sign: []string{"Somebody"}}, {Slide: &Slide{Title: "A slide", Points: []string{"A point"}, Aside: "Beside it"}},
	}}
}

func shot() Shot {
	return Shot{Scene: "whiteboard", Title: "Board", Columns: []string{"A", "B"}, Notes: []string{"one note", "another note"},
		Orientation: 6, Lat: 53.8008, Long: -1.5491, Seed: 5, Upright: true, Taken: time.Date(2026, 3, 4, 10, 12, 0, 0, time.UTC)}
}

func TestTheSameInputGivesTheSameBytes(t *testing.T) {
	makers := map[string]func() []byte{
		"PDF": func() []byte { return PDF(sample()) }, "DOCX": func() []byte { return DOCX(sample()) },
		"XLSX": func() []byte { return XLSX(sample()) }, "CSV": func() []byte { return CSV(sample()) },
		"text": func() []byte { return Text(sample()) }, "screenshot": func() []byte { return Screenshot(sample()) },
		"photo":  func() []byte { return Photo(shot()) },
		"e-mail": func() []byte { return Email(sample(), Letter{"A <a@example.com>", "B <b@example.com>", shot().Taken}) },
	}
	for name, make := range makers {
		if first := make(); len(first) == 0 || !bytes.Equal(first, make()) {
			t.Errorf("%s: %d bytes differ the second time", name, len(first))
		}
	}
}

func TestPDFIsSound(t *testing.T) {
	if _, err := exec.LookPath("qpdf"); err != nil {
		t.Skip("left out: qpdf is not installed")
	}
	path := filepath.Join(t.TempDir(), "a.pdf")
	write(t, path, PDF(sample()))
	if out, err := exec.Command("qpdf", "--check", path).CombinedOutput(); err != nil {
		t.Errorf("qpdf: %v\n%s", err, out)
	}
	if out, err := exec.Command("qpdf", "--show-npages", path).Output(); err != nil || strings.TrimSpace(string(out)) != "5" {
		t.Errorf("%s pages, %v; want 5", out, err)
	}
}

func TestWorkbookOpens(t *testing.T) {
	book, err := excelize.OpenReader(bytes.NewReader(XLSX(sample())))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := book.GetRows("First & last")
	if err != nil || len(rows) != 72 || rows[0][1] != "Amount" || rows[71][0] != "Total" {
		t.Errorf("%d rows, %v; want a heading, 70 and totals", len(rows), err)
	}
}

func TestDocumentHasItsParts(t *testing.T) {
	z, err := zip.NewReader(bytes.NewReader(DOCX(sample())), int64(len(DOCX(sample()))))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(f)
	if err != nil || !strings.Contains(string(text), "First &amp; last") {
		t.Errorf("the document lacks its heading, %v", err)
	}
}

func TestPhotoLiesAsTheCameraWasHeld(t *testing.T) {
	for _, tt := range []struct {
		orientation int
		size        image.Point
	}{{1, image.Pt(1512, 2016)}, {3, image.Pt(1512, 2016)}, {6, image.Pt(2016, 1512)}, {8, image.Pt(2016, 1512)}} {
		s := shot()
		s.Orientation = tt.orientation
		b := Photo(s)
		got, err := jpeg.DecodeConfig(bytes.NewReader(b))
		if err != nil || got.Width != tt.size.X || got.Height != tt.size.Y {
			t.Errorf("orientation %d: %d × %d, %v; want %v", tt.orientation, got.Width, got.Height, err, tt.size)
		}
		for _, note := range []string{"Exif\x00\x00II*\x00", "Example Phone 5", "2026:03:04 10:12:00"} {
			if !bytes.Contains(b[:1000], []byte(note)) {
				t.Errorf("orientation %d: no %q near the start", tt.orientation, note)
			}
		}
	}
}

func TestTurned(t *testing.T) {
	upright := image.NewRGBA(image.Rect(0, 0, 3, 2))
	upright.Pix[0] = 200 // top left
	for orientation, at := range map[int]image.Point{1: {0, 0}, 3: {2, 1}, 6: {0, 2}, 8: {1, 0}} {
		got := turned(upright, orientation)
		if got.RGBAAt(at.X, at.Y).R != 200 {
			t.Errorf("orientation %d: the top left is not stored at %v", orientation, at)
		}
	}
}

func TestScreenshotDecodes(t *testing.T) {
	got, err := png.DecodeConfig(bytes.NewReader(Screenshot(sample())))
	if err != nil || got.Width != 1440 {
		t.Errorf("%d wide, %v; want 1440", got.Width, err)
	}
}

func TestEmailReads(t *testing.T) {
	m, err := mail.ReadMessage(bytes.NewReader(Email(sample(), Letter{"A <a@example.com>", "B <b@example.com>", shot().Taken})))
	if err != nil || m.Header.Get("Subject") != "A paper" {
		t.Fatalf("subject %q, %v", m.Header.Get("Subject"), err)
	}
	if at, err := m.Header.Date(); err != nil || !at.Equal(shot().Taken) {
		t.Errorf("sent at %v, %v", at, err)
	}
}

func TestMoney(t *testing.T) {
	for pence, want := range map[int]string{0: "0.00", 5: "0.05", 99999: "999.99", 100000: "1,000.00", 123456789: "1,234,567.89"} {
		if got := Money(pence); got != want {
			t.Errorf("Money(%d) = %q; want %q", pence, got, want)
		}
	}
}

func write(t *testing.T, path string, b []byte) {
	t.Helper()
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}
