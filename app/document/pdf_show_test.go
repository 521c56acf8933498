package document

import (
	"bytes"
	"fmt"
	"image"
	_ "image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// packOf reads a PDF given as bytes, and returns its facts and its pack, nil
// if it has none.
func packOf(t testing.TB, file []byte) (Facts, *PagePack) {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "upload")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	facts, err := readPDF(t.Context(), f, int64(len(file)), dir)
	if err != nil {
		t.Fatalf("readPDF: %v", err)
	}
	made, err := os.ReadFile(filepath.Join(dir, "pack"))
	if (err == nil) != (facts.Attach == "") || (err == nil) != (facts.Copies[Pack] != "") {
		t.Errorf("attach %q, copies %v, yet reading the pack gives %v", facts.Attach, facts.Copies, err)
	}
	if err != nil {
		return facts, nil
	}
	pack, err := OpenPack(bytes.NewReader(made), int64(len(made)))
	if err != nil {
		t.Fatalf("open pack: %v", err)
	}
	if len(pack.Pages) != facts.Pages {
		t.Errorf("%d pages in the pack of %d", len(pack.Pages), facts.Pages)
	}
	return facts, pack
}

// inline returns a PDF that shows the pages of a pack, each on a page of its own
// size that has set colours and line widths of its own before.
func inline(t testing.TB, pack *PagePack) []byte {
	t.Helper()
	const offset = 2 // the catalog and the tree come before
	var out bytes.Buffer
	xref := make(map[int]int)
	out.WriteString("%PDF-1.7\n")
	for n := 1; n <= pack.Objects; n++ {
		xref[n+offset] = out.Len()
		if err := pack.WriteObject(&out, n, offset); err != nil {
			t.Fatal(err)
		}
	}
	write := func(n int, format string, args ...any) {
		xref[n] = out.Len()
		fmt.Fprintf(&out, "%d 0 obj\n"+format+"\nendobj\n", append([]any{n}, args...)...)
	}
	next, kids := pack.Objects+offset+1, ""
	const draw = "q 7 w 1 0 0 rg 0 1 0 RG [3 2] 1 d 150 Tz 9 Ts /P Do Q"
	for _, p := range pack.Pages {
		write(next, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 %f %f]/Contents %d 0 R/Resources<</XObject<</P %d 0 R>>>>>>", p.Width, p.Height, next+1, p.Object+offset)
		write(next+1, "<</Length %d>>\nstream\n%s\nendstream", len(draw), draw)
		kids += fmt.Sprintf(" %d 0 R", next)
		next += 2
	}
	write(1, "<</Type/Catalog/Pages 2 0 R>>")
	write(2, "<</Type/Pages/Count %d/Kids[%s]>>", len(pack.Pages), kids)
	start := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", next)
	for n := 1; n < next; n++ {
		fmt.Fprintf(&out, "%010d 00000 n \n", xref[n])
	}
	fmt.Fprintf(&out, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", next, start)
	return out.Bytes()
}

// needs skips a test, and says so, where a program is missing.
func needs(t testing.TB, programs ...string) {
	t.Helper()
	for _, p := range programs {
		if _, err := exec.LookPath(p); err != nil {
			t.Skipf("left out: what the pages look like, since %s is not installed", p)
		}
	}
}

// check runs qpdf's check over a PDF, and returns what it found.
func check(t testing.TB, file []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "made.pdf")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("qpdf", "--check", path).CombinedOutput()
	if err != nil {
		return fmt.Sprintf("%v: %s", err, out)
	}
	return ""
}

// pictures returns the first pages of a PDF as pictures, at most limit.
func pictures(t testing.TB, file []byte, limit int) []image.Image {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "in.pdf"), file, 0o600); err != nil {
		t.Fatal(err)
	}
	exec.Command("pdftoppm", "-q", "-cropbox", "-png", "-r", "40", "-l", fmt.Sprint(limit), filepath.Join(dir, "in.pdf"), filepath.Join(dir, "p")).Run()
	names, _ := filepath.Glob(filepath.Join(dir, "p*.png"))
	var all []image.Image
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		picture, _, err := image.Decode(f)
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, picture)
	}
	return all
}

// difference returns how much two pictures differ, 0 to 1: the mean over their
// pixels, 1 if their sizes differ by more than a pixel.
func difference(a, b image.Image) float64 {
	w, h := min(a.Bounds().Dx(), b.Bounds().Dx()), min(a.Bounds().Dy(), b.Bounds().Dy())
	if max(a.Bounds().Dx(), b.Bounds().Dx())-w > 1 || max(a.Bounds().Dy(), b.Bounds().Dy())-h > 1 || w == 0 || h == 0 {
		return 1
	}
	sum := 0
	for y := range h {
		for x := range w {
			r1, g1, b1, _ := a.At(x, y).RGBA()
			r2, g2, b2, _ := b.At(x, y).RGBA()
			sum += abs(int(r1)-int(r2)) + abs(int(g1)-int(g2)) + abs(int(b1)-int(b2))
		}
	}
	return float64(sum) / float64(3*0xffff*w*h)
}

func abs(n int) int { return max(n, -n) }

// sameLook checks that the pages of a pack look like those of the PDF it was
// made of, and that a PDF of them is sound.
func sameLook(t testing.TB, file []byte, pack *PagePack) {
	t.Helper()
	made := inline(t, pack)
	if fault := check(t, made); fault != "" {
		t.Errorf("qpdf finds: %s", fault)
	}
	before, after := pictures(t, file, 5), pictures(t, made, 5)
	if len(before) != len(after) || len(before) == 0 {
		t.Fatalf("%d pictures of pages before, %d after", len(before), len(after))
	}
	for i := range before {
		if d := difference(before[i], after[i]); d > 0.01 {
			t.Errorf("page %d differs by %.3f", i+1, d)
		}
	}
}

// TestCorpus reads every PDF below the folders that PDF_CORPUS names, parted by
// colons, and compares.
func TestCorpus(t *testing.T) {
	folders := os.Getenv("PDF_CORPUS")
	if folders == "" {
		t.Skip("left out: PDF_CORPUS names no folder of PDFs to compare")
	}
	needs(t, "qpdf", "pdftoppm")
	for folder := range strings.SplitSeq(folders, ":") {
		filepath.WalkDir(folder, func(path string, _ os.DirEntry, err error) error {
			if err != nil || !strings.EqualFold(filepath.Ext(path), ".pdf") {
				return nil
			}
			file, err := os.ReadFile(path)
			if err != nil || len(file) > 30<<20 {
				return nil
			}
			t.Run(filepath.Base(path), func(t *testing.T) {
				facts, pack := packOf(t, file)
				if pack == nil {
					t.Logf("attached: %d pages, %s %s", facts.Pages, facts.Fault, facts.Attach)
					return
				}
				if len(pictures(t, file, 1)) > 0 {
					sameLook(t, file, pack)
				}
			})
			return nil
		})
	}
}
