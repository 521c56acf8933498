package document

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/jung-kurt/gofpdf"
)

// pdfOf returns a PDF of objects numbered from 1, the first of them its catalog.
// A "stream:" object is a stream of what follows after a "|", its dictionary's
// entries before.
func pdfOf(objects ...string) []byte { return pdfWith("", objects...) }

// pdfWith is pdfOf with more entries in the trailer.
func pdfWith(trailer string, objects ...string) []byte {
	var out bytes.Buffer
	out.WriteString("%PDF-1.7\n")
	offsets := make([]int, len(objects))
	for i, o := range objects {
		offsets[i] = out.Len()
		if dict, content, is := strings.Cut(o, "|"); is && strings.HasPrefix(o, "stream:") {
			o = fmt.Sprintf("<<%s/Length %d>>\nstream\n%s\nendstream", strings.TrimPrefix(dict, "stream:"), len(content), content)
		}
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, at := range offsets {
		fmt.Fprintf(&out, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&out, "trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, trailer, start)
	return out.Bytes()
}

// drawing marks every corner of a page of 200 by 300 points differently, so that
// a page turned, cropped or mirrored the wrong way looks different.
const drawing = "0.9 0.9 1 rg 0 0 200 300 re f 1 0 0 rg 10 10 60 40 re f 0 0.6 0 rg 130 10 60 80 re f 0 0 1 rg 10 230 30 60 re f " +
	"4 w 20 100 m 180 200 l S BT /F 24 Tf 0 g 30 150 Td (Ledger) Tj ET"

const (
	catalog = "<</Type/Catalog/Pages 2 0 R>>"
	fonts   = "/Resources<</Font<</F 5 0 R>>>>"
	font    = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
)

// onePage returns a PDF of one page of 200 by 300 points with the drawing, unless
// its dictionary's other entries say otherwise; objects that follow are numbered from 6.
func onePage(more string, objects ...string) []byte {
	return withCatalog("", more, objects...)
}

// withCatalog is onePage with more in the catalog.
func withCatalog(inCatalog, inPage string, objects ...string) []byte {
	for _, usual := range []string{"/MediaBox[0 0 200 300]", fonts, "/Contents 4 0 R"} {
		if key := usual[:strings.IndexAny(usual, "[< ")]; !strings.Contains(inPage, key) {
			inPage += usual
		}
	}
	return pdfOf(append([]string{
		"<</Type/Catalog/Pages 2 0 R" + inCatalog + ">>",
		"<</Type/Pages/Count 1/Kids[3 0 R]>>",
		"<</Type/Page/Parent 2 0 R" + inPage + ">>",
		"stream:|" + drawing, font,
	}, objects...)...)
}

// report returns a PDF of pages as an office program makes it.
func report(t testing.TB, pages int) []byte {
	t.Helper()
	doc := gofpdf.New("P", "mm", "A4", "")
	doc.SetFont("Helvetica", "", 14)
	for n := range pages {
		doc.AddPage()
		doc.Text(20, 20, fmt.Sprintf("Aged debt analysis, sheet %d", n+1))
		doc.SetFillColor(40*n%255, 120, 200)
		doc.Rect(20, 30, 100, 10+float64(n%20), "F")
	}
	var out bytes.Buffer
	if err := doc.Output(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
