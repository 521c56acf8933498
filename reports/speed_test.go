package reports

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jung-kurt/gofpdf"

	"touchstone/app/blob"
	"touchstone/app/document"
)

// Speed is measured only when asked for: TOUCHSTONE_BENCH=1 go test -run Speed -v ./reports
// It makes about 120 MB of files, writes their portfolio in a process of its
// own, and joins the same files as PDFs with qpdf.
const (
	benchSwitch = "TOUCHSTONE_BENCH"
	benchChild  = "TOUCHSTONE_BENCH_CHILD" // the folder to work in
)

func TestSpeedOfSixtyPieces(t *testing.T) {
	skipUnlessAsked(t)
	if _, err := exec.LookPath("qpdf"); err != nil {
		t.Skip("qpdf is not here to compare with")
	}
	dir := t.TempDir()
	p, inputs := sixtyPieces(t, dir)
	ours, theirs, memory, theirMemory := time.Hour, time.Hour, int64(0), int64(0)
	for range 5 { // in turns, since the machine may have other work
		took, kb := inChild(t, dir, p)
		ours, memory = min(ours, took), max(memory, kb)
		took, kb = joined(t, dir, inputs)
		theirs, theirMemory = min(theirs, took), max(theirMemory, kb)
	}
	t.Logf("portfolio %v, %d MB; qpdf %v, %d MB; ratio %.2f", ours, memory>>10, theirs, theirMemory>>10, ours.Seconds()/theirs.Seconds())
	if ours > theirs {
		t.Errorf("slower than qpdf --empty --pages")
	}
	if memory > 96<<10 {
		t.Errorf("%d KB of memory; at most 96 MB", memory)
	}
}

func TestSpeedOfHundredAttachments(t *testing.T) {
	skipUnlessAsked(t)
	dir := t.TempDir()
	p := blank(t)
	noise := bytes.Repeat(wordFile("noise", 4096), 5<<20/4096)[:5<<20]
	for i := range 100 {
		copy(noise, fmt.Sprintf("attachment %d", i))
		f := File{Name: fmt.Sprintf("Attachment %d.zip", i), Size: int64(len(noise)), Kind: document.Archive, MIME: "application/zip", Attach: "An archive is attached as it is."}
		f.Ref = putFile(t, dir, noise)
		p.Pieces = append(p.Pieces, Piece{Number: i + 1, State: "Accepted", Accepted: true, Title: f.Name, Situation: "It was sent.", Files: []File{f}})
	}
	took, memory := inChild(t, dir, p)
	t.Logf("100 attachments of 500 MB: %v, %d MB", took, memory>>10)
	if memory > 96<<10 {
		t.Errorf("%d KB of memory; at most 96 MB", memory)
	}
}

func skipUnlessAsked(t *testing.T) {
	if dir := os.Getenv(benchChild); dir != "" {
		child(t, dir)
		t.SkipNow()
	}
	if os.Getenv(benchSwitch) == "" {
		t.Skip("left out: set " + benchSwitch + "=1 to measure")
	}
}

// putFile shelves bytes in a folder.
func putFile(t *testing.T, dir string, b []byte) blob.Ref {
	t.Helper()
	ref := newShelf().put(b)
	if err := os.WriteFile(filepath.Join(dir, string(ref)), b, 0o600); err != nil {
		t.Fatal(err)
	}
	return ref
}

// sixtyPieces makes 20 PDFs of ten pages, 30 photos and 10 Word documents, and
// the PDFs that qpdf is to join.
func sixtyPieces(t *testing.T, dir string) (*Portfolio, []string) {
	p := blank(t)
	var inputs []string
	keep := func(b []byte) {
		path := filepath.Join(dir, fmt.Sprintf("input-%d.pdf", len(inputs)))
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		inputs = append(inputs, path)
	}
	add := func(f File) {
		i := len(p.Pieces)
		claims := []Claim{}
		for n := range 5 {
			claims = append(claims, Claim{Statement: p.Statements[(i*5+n)%len(p.Statements)].ID, How: "I did this, and it is shown here.", Verdict: "accepted", Places: []Place{{File: 0, Unit: "page", First: n + 1, Last: n + 1}}})
		}
		p.Pieces = append(p.Pieces, Piece{Number: i + 1, State: "Accepted", Accepted: true, Title: fmt.Sprintf("Piece of work %d", i+1), Kind: "Work product", From: on(2026, 3, 1),
			Situation: strings.Repeat("The balance was overdue. ", 12), Task: strings.Repeat("I was to agree a plan. ", 8), Action: strings.Repeat("I rang and listened. ", 20), Result: "It was paid.",
			Claims: claims, Decisions: []Decision{{Verdict: "accepted", Feedback: "Well done.", Name: "Marcus Bell", At: time.Date(2026, 7, 2, 13, 0, 0, 0, time.UTC)}}, Files: []File{f}})
	}
	s := newShelf()
	for i := range 20 {
		b := scanned(10, uint32(i))
		keep(b)
		f := s.add(t, fmt.Sprintf("Report %d.pdf", i), b)
		if f.Pack == "" {
			t.Fatalf("no pack: %+v", f)
		}
		add(f)
	}
	for i := range 30 {
		original := photo(2400, 1800, uint32(i+1))
		original = append(original, make([]byte, max(0, 3_300_000-len(original)))...) // readers stop at the picture's end
		keep(pictureOnPage(original))
		small := photo(1000, 750, uint32(i+1))
		f := File{Name: fmt.Sprintf("IMG_%d.jpg", i), Size: int64(len(original)), Kind: document.Image, MIME: "image/jpeg", Ref: s.put(original), Print: s.put(small)}
		add(f)
	}
	for i := range 10 {
		b := wordFile(fmt.Sprintf("Letter %d", i), 50_000)
		keep(letter("Letter", 2, false))
		add(File{Name: fmt.Sprintf("Letter %d.docx", i), Size: int64(len(b)), Kind: document.Word, MIME: "application/vnd.openxmlformats-officedocument.wordprocessingml.document", Ref: s.put(b), Attach: "A word-processor document is attached as it is."})
	}
	var in int64
	for ref, b := range s.blobs {
		if err := os.WriteFile(filepath.Join(dir, string(ref)), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for i := range p.Pieces {
		in += p.Pieces[i].Files[0].Size
	}
	t.Logf("%d MB in", in>>20)
	return p, inputs
}

// scanned returns a PDF whose pages are text over a scan.
func scanned(pages int, seed uint32) []byte {
	doc := gofpdf.New("P", "pt", "A4", "")
	doc.SetFont("Helvetica", "", 11)
	for n := range pages {
		doc.AddPage()
		name := strconv.Itoa(n)
		doc.RegisterImageOptionsReader(name, gofpdf.ImageOptions{ImageType: "JPG"}, bytes.NewReader(photo(640, 480, seed*100+uint32(n)+1)))
		doc.ImageOptions(name, 60, 420, 400, 300, false, gofpdf.ImageOptions{ImageType: "JPG"}, 0, "")
		for line := range 20 {
			doc.Text(60, 60+float64(line)*16, fmt.Sprintf("Page %d, line %d: paid in full on the agreed day.", n+1, line+1))
		}
	}
	var b bytes.Buffer
	if err := doc.Output(&b); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func pictureOnPage(jpg []byte) []byte {
	doc := gofpdf.New("P", "pt", "A4", "")
	doc.AddPage()
	doc.RegisterImageOptionsReader("p", gofpdf.ImageOptions{ImageType: "JPG"}, bytes.NewReader(jpg))
	doc.ImageOptions("p", 40, 40, 500, 375, false, gofpdf.ImageOptions{ImageType: "JPG"}, 0, "")
	var b bytes.Buffer
	if err := doc.Output(&b); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// inChild writes the portfolio in a process of its own and returns the time it
// took and its peak memory in KB.
func inChild(t *testing.T, dir string, p *Portfolio) (time.Duration, int64) {
	t.Helper()
	pieces, err := json.Marshal(p.Pieces)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "pieces.json"), pieces, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0], "-test.run=TestSpeedOfSixtyPieces", "-test.v")
	cmd.Env = append(os.Environ(), benchChild+"="+dir)
	out, err := cmd.CombinedOutput()
	_, after, found := strings.Cut(string(out), "took ")
	var micros, kb int64
	if n, _ := fmt.Sscanf(after, "%d µs, peak %d KB", &micros, &kb); err != nil || !found || n != 2 {
		t.Fatalf("child: %v\n%s", err, out)
	}
	return time.Duration(micros) * time.Microsecond, kb
}

// child is the process that inChild starts.
func child(t *testing.T, dir string) {
	p := blank(t)
	pieces, err := os.ReadFile(filepath.Join(dir, "pieces.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(pieces, &p.Pieces); err != nil {
		t.Fatal(err)
	}
	open := func(_ context.Context, ref blob.Ref) (blob.Blob, error) {
		return openFile(filepath.Join(dir, string(ref)))
	}
	start := time.Now()
	f, err := os.Create(filepath.Join(dir, "out.pdf"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	sum, err := p.Write(t.Context(), f, open, nil)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Printf("took %d µs, peak %d KB, %d pages, %d bytes\n", time.Since(start).Microseconds(), peak(), sum.Pages, sum.Size)
}

type fileBlob struct {
	*os.File
	size int64
}

func (f fileBlob) Size() int64 { return f.size }

func openFile(path string) (blob.Blob, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	return fileBlob{f, info.Size()}, err
}

// peak returns the most memory this process has had, in KB.
func peak() (kb int64) {
	status, _ := os.ReadFile("/proc/self/status")
	_, after, _ := strings.Cut(string(status), "VmHWM:")
	fmt.Sscan(after, &kb)
	return kb
}

// joined runs qpdf over the inputs.
func joined(t *testing.T, dir string, inputs []string) (time.Duration, int64) {
	t.Helper()
	args := append(append([]string{"--empty", "--pages"}, inputs...), "--", filepath.Join(dir, "joined.pdf"))
	cmd := exec.Command("qpdf", args...)
	start := time.Now()
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("qpdf: %v\n%s", err, out)
	}
	return time.Since(start), maxRSS(cmd.ProcessState)
}
