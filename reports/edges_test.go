package reports

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"testing"

	"touchstone/app/blob"
	"touchstone/app/document"
	"touchstone/ksb"
	"touchstone/reports/pdf"
)

// textsIn returns the text of a file's pages, one string a page.
func textsIn(t testing.TB, file []byte) []string {
	t.Helper()
	if _, err := exec.LookPath("pdftotext"); err != nil {
		t.Skip("pdftotext is not here: the words on the pages are not read")
	}
	out, err := exec.Command("pdftotext", "-layout", save(t, file), "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(string(out), "\f"), "\f")
}

// checkSound fails the test if qpdf or verify finds something.
func checkSound(t testing.TB, file []byte) {
	t.Helper()
	if r := verify(t, file); !r.OK {
		t.Errorf("verify: %q", r.Findings)
	}
	if _, err := exec.LookPath("qpdf"); err != nil {
		t.Log("qpdf is not here: the file's syntax is checked by verify alone")
		return
	}
	if out, err := exec.Command("qpdf", "--check", save(t, file)).CombinedOutput(); err != nil {
		t.Errorf("qpdf --check: %v\n%s", err, out)
	}
}

func has(t testing.TB, pages []string, want string) {
	t.Helper()
	if !strings.Contains(flat(pages), want) {
		t.Errorf("%q is not on the pages", want)
	}
}

func hasNot(t testing.TB, pages []string, unwanted string) {
	t.Helper()
	if strings.Contains(flat(pages), unwanted) {
		t.Errorf("%q is on the pages", unwanted)
	}
}

func flat(pages []string) string { return strings.Join(strings.Fields(strings.Join(pages, " ")), " ") }

func TestReflectionFollowsThePlan(t *testing.T) {
	tests := []struct {
		rule    ksb.Reflection
		printed bool
		note    string
	}{
		{ksb.ReflectionForbidden, false, "does not allow reflective accounts"},
		{ksb.ReflectionDiscouraged, true, "advises against reflective accounts"},
		{ksb.ReflectionAllowed, true, "allows reflective accounts"},
	}
	for _, tt := range tests {
		t.Run(string(tt.rule), func(t *testing.T) {
			p := blank(t)
			p.Plan.Portfolio.Reflection = tt.rule
			p.Pieces = []Piece{{Number: 1, Accepted: true, State: "Accepted", Title: "A piece", Action: "I rang.", Worked: "Listening for the reason worked.", NextTime: "I would ring sooner."}}
			file, _ := write(t, p, newShelf().open)
			checkSound(t, file)
			pages := textsIn(t, file)
			has(t, pages, "I rang.")
			has(t, pages, tt.note)
			if tt.printed {
				has(t, pages, "Listening for the reason worked.")
			} else {
				hasNot(t, pages, "Listening for the reason worked.")
				has(t, pages, "reflection on this piece is left out")
				if bytes.Contains(file, []byte("Listening for the reason")) {
					t.Error("the reflection is in the file")
				}
			}
		})
	}
}

func TestTextOfEveryKind(t *testing.T) {
	p := blank(t)
	p.Apprentice = "Siân ap Łukasz"
	p.Pieces = []Piece{{Number: 1, Accepted: true, State: "Accepted", Title: "Tŷ’r “Śląsk” – £9,640 😀 والعربية",
		Situation: "Ŵyn ŷ ẁ ẃ, zażółć gęślą jaźń, Ελληνικά, русский, ✓ ☐ → ≤ ½ …",
		Task:      "Thumbs 👍🏽 and 👩‍👩‍👧 and 𝐛𝐨𝐥𝐝 and ﬁne.",
		Action:    "שלום עולם and 漢字 and हिन्दी together\r\nnext line\ttabbed\x00\x07.",
		Result:    strings.Repeat("unbroken", 200),
		Files:     []File{{Name: "漢字.txt", Ref: "gone", Attach: "It is text."}}}}
	file, sum := write(t, p, newShelf().open)
	checkSound(t, file)
	pages := textsIn(t, file)
	for _, want := range []string{"Siân ap Łukasz", "Tŷ’r “Śląsk” – £9,640 [grinning face] [8 letters in Arabic script]", "Ŵyn ŷ ẁ ẃ, zażółć gęślą jaźń", "Ελληνικά, русский, ✓ ☐ → ≤ ½ …",
		"[thumbs up sign]", "bold", "[8 letters in Hebrew script]", "[2 letters in Han script]", "next line", "as written.txt"} {
		has(t, pages, want)
	}
	if len(sum.Notes) == 0 {
		t.Error("nothing is said of the missing file")
	}
	if m := manifestOf(t, file); len(m.Texts) != 1 || !bytes.Contains(file, []byte("שלום עולם and 漢字 and हिन्दी together")) {
		t.Errorf("the full text is not attached: %+v", m.Texts)
	}
}

func TestLongAccountRunsOverPages(t *testing.T) {
	p := blank(t)
	var long strings.Builder
	for i := range 50_000 {
		fmt.Fprintf(&long, "word%d ", i)
	}
	p.Pieces = []Piece{{Number: 1, Accepted: true, State: "Accepted", Title: "A long one", Action: long.String(), Decisions: []Decision{{Verdict: "accepted", Feedback: strings.Repeat("Well argued. ", 2000), Name: "Marcus Bell"}}}}
	file, _ := write(t, p, newShelf().open)
	checkSound(t, file)
	pages := textsIn(t, file)
	all := flat(pages)
	at := 0
	for i := range 50_000 {
		word := fmt.Sprintf("word%d ", i)
		n := strings.Index(all[at:], word)
		if n < 0 || (i > 0 && n > 400) {
			t.Fatalf("word %d is missing or out of order", i)
		}
		at += n
	}
}

func TestEmptyPortfolio(t *testing.T) {
	for name, p := range map[string]*Portfolio{"with a plan": blank(t), "with nothing at all": {}} {
		t.Run(name, func(t *testing.T) {
			file, sum := write(t, p, newShelf().open)
			checkSound(t, file)
			if sum.Pieces != 0 || sum.Pages < 4 {
				t.Errorf("summary %+v", sum)
			}
			has(t, textsIn(t, file), "There are no pieces of evidence in this portfolio yet.")
		})
	}
}

func TestHundredPieces(t *testing.T) {
	p := blank(t)
	for i := range 100 {
		c := Claim{Statement: p.Statements[i%len(p.Statements)].ID, How: "I did it.", Verdict: "accepted"}
		p.Pieces = append(p.Pieces, Piece{Number: i + 1, Accepted: true, State: "Accepted", Title: fmt.Sprintf("Piece of work number %d", i+1), Action: "I rang.", Claims: []Claim{c}})
	}
	file, sum := write(t, p, newShelf().open)
	checkSound(t, file)
	if sum.Pieces != 100 {
		t.Errorf("summary %+v", sum)
	}
	pages := textsIn(t, file)
	for i, page := range pages {
		has(t, []string{page}, fmt.Sprintf("Page %d of %d", i+1, len(pages)))
	}
	// Each entry of the contents names the page its piece begins on.
	for _, e := range manifestOf(t, file).Pieces {
		if !strings.Contains(pages[e.Page-1], fmt.Sprintf("Piece %d of 100", e.Number)) {
			t.Errorf("piece %d is not on page %d", e.Number, e.Page)
		}
	}
}

// TestFilesThatCannotBeRead takes blobs away or spoils them: the export goes on
// and says so.
func TestFilesThatCannotBeRead(t *testing.T) {
	p, s := full(t)
	statement, picture, call := p.Pieces[0].Files[0], p.Pieces[2].Files[0], p.Pieces[1].Files[0]
	tests := []struct {
		name  string
		ref   blob.Ref
		spoil func(b []byte) []byte // nil: it is gone
		note  string
		how   string // of that file, in the manifest
		label string
	}{
		{"pack gone", statement.Pack, nil, "the prepared copy is missing", "attached", "1.1"},
		{"pack cut short", statement.Pack, func(b []byte) []byte { return b[:len(b)/2] }, "the prepared copy is damaged", "attached", "1.1"},
		{"pack changed", statement.Pack, func(b []byte) []byte { b[40] ^= 1; return b }, "the prepared copy is damaged", "attached", "1.1"},
		{"picture gone", picture.Print, nil, "the prepared picture is missing", "attached", "4.1"},
		{"picture changed", picture.Print, func(b []byte) []byte { b[len(b)/2] ^= 1; return b }, "the prepared picture is damaged", "attached", "4.1"},
		{"picture no picture", picture.Print, func([]byte) []byte { return []byte("text") }, "the prepared picture is damaged", "attached", "4.1"},
		{"recording gone", call.Ref, nil, "missing from the store", "missing", "2.1"},
		{"recording changed", call.Ref, func(b []byte) []byte { b[99] ^= 1; return b }, "not those that were uploaded", "attached", "2.1"},
		{"recording cut short", call.Ref, func(b []byte) []byte { return b[:10] }, "not those that were uploaded", "attached", "2.1"},
		{"recording empty", call.Ref, func(b []byte) []byte { return nil }, "not those that were uploaded", "attached", "2.1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			open := func(ctx context.Context, ref blob.Ref) (blob.Blob, error) {
				b, err := s.open(ctx, ref)
				if ref != tt.ref || err != nil {
					return b, err
				}
				if tt.spoil == nil {
					return nil, blob.ErrNotFound
				}
				return memory{bytes.NewReader(tt.spoil(bytes.Clone(s.blobs[ref])))}, nil
			}
			file, sum := write(t, p, open)
			checkSound(t, file)
			if !strings.Contains(strings.Join(sum.Notes, " "), tt.note) {
				t.Errorf("notes %q; want %q", sum.Notes, tt.note)
			}
			has(t, textsIn(t, file), tt.note)
			for _, e := range manifestOf(t, file).Files {
				if e.Label == tt.label && e.How != tt.how {
					t.Errorf("file %s is %q; want %q", e.Label, e.How, tt.how)
				}
			}
		})
	}
}

// failing is a blob that breaks off in the middle.
type failing struct{ memory }

func (f failing) ReadAt(p []byte, at int64) (int, error) {
	if at > 0 {
		return 0, errTorn
	}
	n, _ := f.memory.ReadAt(p[:min(len(p), 1000)], at)
	return n, errTorn
}

func TestDiskThatFailsInTheMiddle(t *testing.T) {
	p, s := full(t)
	file, sum := write(t, p, func(ctx context.Context, ref blob.Ref) (blob.Blob, error) {
		b, err := s.open(ctx, ref)
		if err != nil {
			return nil, err
		}
		return failing{b.(memory)}, nil
	})
	checkSound(t, file)
	if len(sum.Notes) != 6 {
		t.Errorf("notes %q; want one for each of the 6 files", sum.Notes)
	}
}

// A limited is a full disk: a writer that takes so many bytes.
type limited struct{ left int }

func (l *limited) Write(p []byte) (int, error) {
	if l.left -= len(p); l.left < 0 {
		return 0, errors.New("no space left on device")
	}
	return len(p), nil
}

func TestErrorsOfTheDocumentItself(t *testing.T) {
	p, s := full(t)
	for _, room := range []int{0, 1000, 300_000} {
		if _, err := p.Write(t.Context(), &limited{room}, s.open, nil); err == nil {
			t.Errorf("a document over %d bytes was written to a full disk", room)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.Write(ctx, io.Discard, s.open, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v; want the context's error", err)
	}
}

func TestProgress(t *testing.T) {
	p, s := full(t)
	last, calls := -1, 0
	_, err := p.Write(t.Context(), io.Discard, s.open, func(done, total int) {
		if done < last || total != 7 {
			t.Errorf("%d of %d after %d", done, total, last)
		}
		last, calls = done, calls+1
	})
	if err != nil || last != 7 || calls < 8 {
		t.Errorf("%v, %d parts, %d calls", err, last, calls)
	}
}

// TestManyAtOnce is for the race detector.
func TestManyAtOnce(t *testing.T) {
	p, s := full(t)
	want, _ := write(t, p, s.open)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			var b bytes.Buffer
			if _, err := p.Write(t.Context(), &b, s.open, nil); err != nil || !bytes.Equal(b.Bytes(), want) {
				t.Errorf("%v; the bytes are the same: %t", err, bytes.Equal(b.Bytes(), want))
			}
		})
	}
	wg.Wait()
}

func TestSameFileTwiceIsInsideOnce(t *testing.T) {
	p, s := full(t)
	once, _ := write(t, p, s.open)
	again := p.Pieces[0]
	again.Number, again.Claims = 6, nil
	p.Pieces = append(p.Pieces, again)
	call := p.Pieces[1]
	call.Number, call.Claims, call.Decisions = 7, nil, nil
	p.Pieces = append(p.Pieces, call)
	twice, _ := write(t, p, s.open)
	checkSound(t, twice)
	if more := len(twice) - len(once); more > 60_000 {
		t.Errorf("%d bytes more for the same files again", more)
	}
}

// TestLinksLeadToWhatTheyName follows every link whose words are a page number.
func TestLinksLeadToWhatTheyName(t *testing.T) {
	p, s := full(t)
	file, _ := write(t, p, s.open)
	v := verifier{r: bytes.NewReader(file), size: int64(len(file)), sums: map[int64]part{}}
	for _, step := range []func() error{v.head, v.tail, v.readManifest, v.open} {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
	numbers := 0
	for _, page := range v.pages {
		for _, a := range v.file.Array(v.file.Dict(page)["Annots"]) {
			link := v.file.Dict(a)
			var n int
			words := pdf.Text(link["Contents"])
			if c, err := fmt.Sscanf(words, "%d", &n); err != nil || c != 1 || strings.Contains(words, ":") {
				continue
			}
			if dest := v.file.Array(link["Dest"]); v.pageNo[dest[0].(pdf.Ref)] != n {
				// A piece's number in the head of the coverage leads to the piece.
				if n > len(p.Pieces)+1 {
					t.Errorf("a link that says %q leads to page %d", words, v.pageNo[dest[0].(pdf.Ref)])
				}
			}
			numbers++
		}
	}
	if numbers < 20 {
		t.Errorf("only %d links name a page", numbers)
	}
}

func TestAttachmentsComeOutAsTheyWere(t *testing.T) {
	if _, err := exec.LookPath("pdfdetach"); err != nil {
		t.Skip("pdfdetach is not here: attachments are checked by verify alone")
	}
	p, s := full(t)
	file, _ := write(t, p, s.open)
	path, dir := save(t, file), t.TempDir()
	if out, err := exec.Command("pdfdetach", "-saveall", "-o", dir, path).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, f := range p.Pieces[1].Files {
		out, err := exec.Command("sh", "-c", `sha256sum "$0"/*`, dir).Output()
		if err != nil || !strings.Contains(string(out), string(f.Ref)) {
			t.Errorf("%s did not come out as it was: %v\n%s", f.Name, err, out)
		}
	}
}

// zeros is a blob of so many zero bytes.
type zeros int64

func (z zeros) Size() int64 { return int64(z) }
func (zeros) Close() error  { return nil }
func (z zeros) ReadAt(p []byte, at int64) (int, error) {
	clear(p)
	if at+int64(len(p)) >= int64(z) {
		return int(max(0, int64(z)-at)), io.EOF
	}
	return len(p), nil
}

func TestAttachmentsAreNotHeldInMemory(t *testing.T) {
	p := blank(t)
	const each = 20 << 20
	for i := range 10 {
		p.Pieces = append(p.Pieces, Piece{Number: i + 1, Title: "A film", Files: []File{{Name: "film.mp4", Size: each, Kind: document.Video, Ref: blob.Ref(fmt.Sprint(i)), Attach: "A recording cannot be printed."}}})
	}
	before := allocated()
	_, err := p.Write(t.Context(), io.Discard, func(context.Context, blob.Ref) (blob.Blob, error) { return zeros(each), nil }, nil)
	if err != nil {
		t.Fatal(err)
	}
	if took := allocated() - before; took > 64<<20 {
		t.Errorf("%d MB were allocated for 200 MB of attachments", took>>20)
	}
}

// allocated returns how many bytes were ever allocated.
func allocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}

func TestOneReviewIsOneBox(t *testing.T) {
	p, s := full(t)
	pages := textsIn(t, func() []byte { file, _ := write(t, p, s.open); return file }())
	has(t, pages, "Accepted by Marcus Bell, 2 July 2026, 14:02, with all 3 claims. “You found the three pay dates yourself")
	has(t, pages, "S4 accepted: “Clear figures.”")
	has(t, pages, "Decided by Marcus Bell, 2 July 2026, 13:02. S3 referred: “The recording does not show why the payment failed.”")
	hasNot(t, pages, "K12 accepted")
}

func TestWhereAPieceCameFromIsSaid(t *testing.T) {
	p := blank(t)
	p.Pieces = []Piece{{Number: 1, Accepted: true, State: "Accepted", Title: "A piece", Kind: "Work product", Action: "I rang.",
		Origin: "Carried from piece 7, “A call”, of ST0176 by Carys on 5 March 2026.",
		Claims: []Claim{{Statement: p.Statements[0].ID, How: "I rang.", Verdict: "accepted", Origin: "Carried from Teamwork of ST0176, accepted there by Marcus Bell on 2 March 2026."}}}}
	file, _ := write(t, p, newShelf().open)
	checkSound(t, file)
	pages := textsIn(t, file)
	has(t, pages, "Carried from piece 7, “A call”, of ST0176 by Carys on 5 March 2026.")
	has(t, pages, "accepted there by Marcus Bell")
}
