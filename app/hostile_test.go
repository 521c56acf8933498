package app

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"touchstone/app/blob"
	"touchstone/app/document"
	"touchstone/evidence"
	"touchstone/reports"
)

// greyPNG returns a picture of nothing, a bit a pixel: small, and large once it
// is unpacked.
func greyPNG(t *testing.T, width, height int) string {
	t.Helper()
	var out bytes.Buffer
	out.WriteString("\x89PNG\r\n\x1a\n")
	chunk := func(kind string, data []byte) {
		binary.Write(&out, binary.BigEndian, uint32(len(data)))
		out.WriteString(kind)
		out.Write(data)
		binary.Write(&out, binary.BigEndian, crc32.ChecksumIEEE(append([]byte(kind), data...)))
	}
	head := binary.BigEndian.AppendUint32(nil, uint32(width))
	head = binary.BigEndian.AppendUint32(head, uint32(height))
	chunk("IHDR", append(head, 1, 0, 0, 0, 0))
	var packed bytes.Buffer
	w := zlib.NewWriter(&packed)
	row := make([]byte, 1+(width+7)/8)
	for range height {
		_, err := w.Write(row)
		must(t, err)
	}
	must(t, w.Close())
	chunk("IDAT", packed.Bytes())
	chunk("IEND", nil)
	return out.String()
}

// bombDocx returns a small document that unpacks to size bytes.
func bombDocx(t *testing.T, size int64) string {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	part, err := w.Create("word/document.xml")
	must(t, err)
	_, err = io.CopyN(part, noise{}, size)
	must(t, err)
	must(t, w.Close())
	return out.String()
}

type noise struct{}

// Read gives the same letter for ever.
func (noise) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

// pagesPDF returns a PDF of so many blank pages.
func pagesPDF(pages int) string {
	var b, kids, table strings.Builder
	b.WriteString("%PDF-1.4\n")
	object := func(n int, text string) {
		fmt.Fprintf(&table, "%010d 00000 n \n", b.Len())
		fmt.Fprintf(&b, "%d 0 obj%s endobj\n", n, text)
	}
	object(1, "<</Type/Catalog/Pages 2 0 R>>")
	for n := range pages {
		fmt.Fprintf(&kids, "%d 0 R ", n+3)
	}
	object(2, fmt.Sprintf("<</Type/Pages/MediaBox[0 0 200 200]/Count %d/Kids[%s]>>", pages, kids.String()))
	for n := range pages {
		object(n+3, "<</Type/Page/Parent 2 0 R>>")
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", pages+3, table.String(), pages+3, start)
	return b.String()
}

// TestHostileFilesGoThrough takes what people should not, and do, upload from
// the upload to the assessor: each is answered in words, none is lost, and none
// stops the portfolio.
func TestHostileFilesGoThrough(t *testing.T) {
	s := newSite(t)
	me, p := s.as("apprentice"), s.draft(1)
	tests := []struct {
		file, content string
		say           string // on its row
		how           string // it is in the portfolio, and why not as pages
	}{
		{"plan.png", greyPNG(t, 10_000, 10_000), "10000 × 10000", "picture"},
		{"bomb.png", greyPNG(t, 40_000, 20_000), "40000 × 20000", "attached: It has 800 megapixels"},
		{"bomb.docx", bombDocx(t, 100<<20), "grows from", "attached"},
		{"thick.pdf", pagesPDF(2000), "2000 pages", "attached: It has 2000 pages; up to 300 are shown here."},
		{"report.pdf", pagesPDF(document.MaxInlinePages), "300 pages", "pages"},
		{"broken.pdf", "%PDF-1.4 and then nothing", "Keep it as it is", "attached"},
		{"locked.pdf", encryptedPDF, "password", "attached"},
		{"page.html", "<!doctype html><script>alert(1)</script>", "page.html", "attached"},
		{"drawing.svg", `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(2)</script></svg>`, "drawing.svg", "attached"},
		{"../../../../tmp/escaped.txt", "escaped", "escaped.txt", "attached"},
		{`..\..\escaped too.txt`, "escaped too", "escaped too.txt", "attached"},
		{"<img src=x onerror=alert(1)>.txt", "a name with marks", "&lt;img src=x onerror=alert(1)&gt;.txt", "attached"},
		{"صورة 😀 ‮fdp.txt", "a name that turns round", "صورة 😀 fdp.txt", "attached"},
		{".", "a name of a folder", "File without a name", "attached"},
	}
	digests := map[string]string{}
	for _, tt := range tests {
		a := me.upload(p.ID, tt.file, tt.content)
		var told addedFile
		if err := json.Unmarshal([]byte(a.body), &told); err != nil || a.status != http.StatusCreated || !strings.Contains(told.HTML, tt.say) {
			t.Errorf("%s: %d %s; want %q", tt.file, a.status, a.body, tt.say)
			continue
		}
		sum := sha256.Sum256([]byte(tt.content))
		digests[hex.EncodeToString(sum[:])] = tt.how
		if strings.Contains(told.HTML, "/keep") {
			me.post(fmt.Sprintf("%s/files/%d/keep", s.itemPath(p.ID), told.ID), nil)
		}
	}
	s.onlyBlobs()
	if a := me.post(s.itemPath(p.ID), url.Values{"revision": {fmt.Sprint(p.Version.Revision)}, "do": {"submit"}}); a.status != http.StatusSeeOther {
		t.Fatalf("submitted: %d %s", a.status, a.body)
	}
	s.acceptAll(p.ID)
	file := s.export(1)
	report, err := reports.Verify(strings.NewReader(file), int64(len(file)))
	if err != nil || !report.OK {
		t.Errorf("verify: %+v, %v", report.Findings, err)
	}
	for _, f := range s.manifest(file).Files {
		if got, want := f.How+": "+f.Why, digests[f.SHA256]; want == "" || !strings.HasPrefix(got, want) {
			t.Errorf("%s is %q; want %q", f.Name, got, want)
		}
		if strings.ContainsAny(f.Name+f.Attached, `/\`) {
			t.Errorf("the name %q, attached as %q, leads to a folder", f.Name, f.Attached)
		}
		delete(digests, f.SHA256)
	}
	if len(digests) > 0 {
		t.Errorf("files that are not in the portfolio: %v", digests)
	}
}

// onlyBlobs checks that nothing but whole files is where files are stored.
func (s *site) onlyBlobs() {
	for _, path := range filesIn(s.t, filepath.Join(s.in.Dir, filesName)) {
		if ref := blob.Ref(filepath.Base(path)); !ref.Valid() || s.in.Blobs.Path(ref) != path {
			s.t.Errorf("something else is among the files: %s", path)
		}
	}
	if _, err := os.Stat("/tmp/escaped.txt"); err == nil {
		s.t.Error("a file escaped")
	}
}

// acceptAll accepts a piece that waits, and all its claims.
func (s *site) acceptAll(id evidence.ItemID) {
	s.t.Helper()
	p := s.read(1, id)
	form := url.Values{"version": {fmt.Sprint(p.Version.ID)}, "verdict": {"accepted"}}
	for _, c := range p.Version.Claims {
		form.Set(c.Field("verdict"), "accept")
	}
	if a := s.as("coach").post(s.itemPath(id)+"/review", form); a.status != http.StatusSeeOther {
		s.t.Fatalf("accepted: %d %s", a.status, a.body)
	}
}

// export prints portfolio 1 or 2 and returns the PDF.
func (s *site) export(n int) string {
	s.t.Helper()
	e, err := s.app.reportStores().Print(s.t.Context(), s.in.Blobs, s.portfolios[n], reports.Choice{}, 0, nil)
	must(s.t, err)
	a := s.as("assessor").get(fmt.Sprintf("/portfolios/%d/pdf/%d", s.portfolios[n], e.ID))
	if a.status != http.StatusOK {
		s.t.Fatalf("download: %d", a.status)
	}
	return a.body
}

// manifest returns the list inside a portfolio PDF.
func (s *site) manifest(file string) (m reports.Manifest) {
	s.t.Helper()
	at := strings.Index(file, `{
 "format": "touchstone portfolio 1"`)
	if at < 0 {
		s.t.Fatal("the PDF holds no manifest")
	}
	must(s.t, json.NewDecoder(strings.NewReader(file[at:])).Decode(&m))
	return m
}
