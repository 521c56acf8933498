package document

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

// everything returns the text of all objects of a pack, one after another.
func everything(t testing.TB, pack *PagePack) string {
	t.Helper()
	var out bytes.Buffer
	for n := 1; n <= pack.Objects; n++ {
		if err := pack.WriteObject(&out, n, 0); err != nil {
			t.Fatal(err)
		}
	}
	return out.String()
}

func TestWhatPagesShareIsStoredOnce(t *testing.T) {
	_, pack := packOf(t, report(t, 5))
	if n := strings.Count(everything(t, pack), "/BaseFont"); len(pack.Pages) != 5 || n != 1 {
		t.Errorf("%d pages with %d fonts; want 5 with 1", len(pack.Pages), n)
	}
}

func TestNothingThatRunsOrLeadsElsewhereIsPacked(t *testing.T) {
	_, pack := packOf(t, scripted())
	for _, word := range []string{"JavaScript", "alert", "/AA", "/OpenAction", "/Annot", "/PieceInfo", "/MediaBox", "/Metadata", "/Catalog", "/Type/Page>"} {
		if strings.Contains(everything(t, pack), word) {
			t.Errorf("the pack holds %s", word)
		}
	}
}

func TestTextShowsThroughAHighlight(t *testing.T) {
	for kind, tints := range map[string]bool{"Highlight": true, "Stamp": false} {
		_, pack := packOf(t, note("/Subtype/"+kind+"/AP<</N 7 0 R>>"))
		if got := strings.Contains(everything(t, pack), "q /Tint gs "); got != tints {
			t.Errorf("%s tints: %t", kind, got)
		}
	}
}

func TestSamePDFGivesSamePack(t *testing.T) {
	for name, file := range map[string][]byte{"report": report(t, 20), "layers": layered("/OFF[6 0 R]"), "torn": report(t, 9)[:2000]} {
		var first string
		for n := range 4 {
			_, pack := packOf(t, file)
			text := "none"
			if pack != nil {
				text = everything(t, pack)
			}
			if n == 0 {
				first = text
			}
			if text != first {
				t.Errorf("%s: run %d differs from the first", name, n)
			}
		}
	}
}

// field returns a PDF with a form of one field, 6, with more entries; object 7 is a form,
// and objects that follow are numbered from 8.
func field(form, more string, objects ...string) []byte {
	return withCatalog("/AcroForm<</Fields[6 0 R]"+form+">>", "/Annots[6 0 R]", append([]string{
		"<</Type/Annot/Subtype/Widget/T(a)/Rect[20 20 180 60]" + more + ">>",
		"stream:/Type/XObject/Subtype/Form/BBox[0 0 40 40]|0 0 40 40 re f"}, objects...)...)
}

// note returns a PDF with one annotation; object 7 is a form.
func note(entries string) []byte {
	return onePage("/Annots[6 0 R]", "<</Type/Annot/Rect[20 20 180 60]"+entries+">>", "stream:/BBox[0 0 40 40]|0 0 40 40 re f")
}

func TestReasonsToAttach(t *testing.T) {
	const look = "/AP<</N 7 0 R>>"
	const names = "/Names<</EmbeddedFiles<</Names[(a.txt)<</Type/Filespec/F(a.txt)>>]>>>>"
	tests := []struct {
		name  string
		file  []byte
		pages int
		want  attachReason // empty: shown
	}{
		{"most pages", report(t, MaxInlinePages), MaxInlinePages, ""},
		{"one page more", report(t, MaxInlinePages+1), MaxInlinePages + 1, "It has 301 pages; up to 300 are shown here."},
		{"2,000 pages", report(t, 2000), 2000, "It has 2000 pages; up to 300 are shown here."},
		{"signed", field("/SigFlags 3", "/FT/Sig/V<</Type/Sig/Filter/Adobe.PPKLite/Contents<00>>>"+look), 1, signed},
		{"signature not in the form's list", note("/Subtype/Widget/FT/Sig/V<</Type/Sig/Contents<00>>>" + look), 1, signed},
		{"certified", withCatalog("/Perms<</DocMDP<</Type/Sig>>>>", ""), 1, signed},
		{"place to sign", field("/SigFlags 1", "/FT/Sig"), 1, ""},
		{"field drawn", field("", "/FT/Tx"+look), 1, ""},
		{"field not drawn", field("", "/FT/Tx/V(x)"), 1, formFields},
		{"field not drawn and hidden", field("", "/FT/Tx/F 2"), 1, ""},
		{"field of the kind above it", field("", "/Parent<</FT/Sig>>"), 1, ""},
		{"fields that the reader must draw", field("/NeedAppearances true", "/FT/Tx"+look), 1, formFields},
		{"fields that it need not", field("/NeedAppearances false", "/FT/Tx"+look), 1, ""},
		{"button", field("", "/FT/Btn/Ff 65536"), 1, ""},
		{"XFA", field("/XFA 7 0 R", "/FT/Tx"+look), 1, xfaForm},
		{"file inside", withCatalog(names, ""), 1, holdsFiles},
		{"collection", withCatalog("/Collection<</View/D>>", ""), 1, holdsFiles},
		{"file pinned to the page", note("/Subtype/FileAttachment" + look), 1, holdsFiles},
		{"sound", note("/Subtype/Sound" + look), 1, playsMedia},
		{"note to open", note("/Subtype/Text/Contents(See me)" + look), 1, holdsNotes},
		{"highlight drawn", note("/Subtype/Highlight" + look), 1, ""},
		{"highlight not drawn", note("/Subtype/Highlight"), 1, holdsNotes},
		{"link", note("/Subtype/Link"), 1, ""},
		{"stream kept elsewhere", onePage("/Resources<</XObject<</X 6 0 R>>>>", "stream:/Subtype/Image/F(other.bin)|"), 1, unreadable},
		{"page that does not unpack", onePage("/Contents 6 0 R", "stream:/Filter/FlateDecode|nothing like it"), 1, unreadable},
		{"bomb on a page", onePage("/Contents 6 0 R", "stream:/Filter/FlateDecode|"+zipped(strings.Repeat(" ", maxContent+1))), 1, tooMuch},
		{"bomb as a picture", onePage("/Resources<</XObject<</X 6 0 R>>>>", "stream:/Subtype/Image/Filter/FlateDecode|"+zipped(strings.Repeat("\x00", maxUnpacked+1))), 1, tooMuch},
		{"deep dictionary", onePage("/Resources<</X " + strings.Repeat("[", maxNesting+1) + strings.Repeat("]", maxNesting+1) + ">>"), 1, tooMuch},
		{"trailer holds the encryption", pdfWith("/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<00>/U<00>>>", catalog, "<</Type/Pages/Kids[]/Count 0>>"), 0, encryptedOdd},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			facts, _ := packOf(t, tt.file)
			if facts.Attach != string(tt.want) || facts.Pages != tt.pages || facts.Fault != "" {
				t.Errorf("%d pages, attach %q, fault %q; want %d, %q and none", facts.Pages, facts.Attach, facts.Fault, tt.pages, tt.want)
			}
		})
	}
}

func TestFaults(t *testing.T) {
	tests := []struct {
		name string
		file []byte
		want string
	}{
		{"empty", nil, "This file is empty."},
		{"header alone", []byte("%PDF-1.7\n"), "damaged"},
		{"not a PDF", bytes.Repeat([]byte("invoice "), 500), "damaged"},
		{"zeros", make([]byte, 10_000), "damaged"},
		{"first half lost", report(t, 3)[800:], "damaged"},
		{"no pages", pdfOf(catalog, "<</Type/Pages/Kids[]/Count 0>>"), "has no pages"},
		{"no tree", pdfOf("<</Type/Catalog>>"), "has no pages"},
		{"its tree is itself", pdfOf(catalog, "<</Type/Pages/Kids[2 0 R 2 0 R]/Count 7>>"), "has no pages"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			facts, _ := packOf(t, tt.file)
			if !strings.Contains(facts.Fault, tt.want) || facts.Attach == "" {
				t.Errorf("fault %q, attach %q; want %q", facts.Fault, facts.Attach, tt.want)
			}
		})
	}
}

func TestPasswordIsAFault(t *testing.T) {
	needs(t, "qpdf")
	for _, options := range [][]string{
		{"--allow-weak-crypto", "--encrypt", "secret", "owner", "40", "--"},
		{"--encrypt", "secret", "secret", "128", "--use-aes=y", "--"},
		{"--encrypt", "secret", "owner", "256", "--"},
	} {
		facts, _ := packOf(t, rewritten(t, report(t, 1), options...))
		if facts.Fault != "This PDF has a password. An assessor could not open it." {
			t.Errorf("%v: fault %q", options, facts.Fault)
		}
	}
}

func TestBadBoxesGiveAPageOfSomeSize(t *testing.T) {
	for _, b := range []string{"[0 0 0 0]", "[0 0 200 0]", "[nan nan nan nan]", "[1e99 0 2 3]", "[0 0 99999999 10]", "[(a) 1 2 3]", "[1 2]", "null", "7", "[0 0 1e-9 5]"} {
		facts, pack := packOf(t, onePage("/MediaBox"+b))
		if pack == nil {
			t.Errorf("%s: %+v", b, facts)
		} else if p := pack.Pages[0]; p.Width != 612 || p.Height != 792 {
			t.Errorf("%s: %g by %g", b, p.Width, p.Height)
		}
	}
}

func TestFileTooLargeIsAttachedUnread(t *testing.T) {
	facts, err := readPDF(t.Context(), nil, maxPackInput+1, t.TempDir())
	if err != nil || facts.Attach != "It is larger than 200 MB, too large to be shown here." {
		t.Errorf("%+v, %v", facts, err)
	}
}

func TestNoRoomForThePackIsAnError(t *testing.T) {
	dir := t.TempDir()
	file, err := os.Create(dir + "/upload")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	size, _ := io.Copy(file, bytes.NewReader(report(t, 1)))
	if _, err := readPDF(t.Context(), file, size, dir+"/missing"); err == nil {
		t.Error("no error where the pack cannot be written")
	}
	doc, err := openPDF(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	pages, _ := doc.pages()
	doc.deadline = time.Now().Add(time.Minute)
	for room := range 40 {
		full := &fullDisk{room: room * 10}
		if err := doc.packPages(bufio.NewWriterSize(full, 16), pages); !errors.Is(err, syscall.ENOSPC) {
			t.Errorf("room for %d bytes: %v; want ENOSPC", room*10, err)
		}
	}
}

// A fullDisk takes some bytes and no more.
type fullDisk struct{ room int }

func (f *fullDisk) Write(p []byte) (int, error) {
	if f.room -= len(p); f.room < 0 {
		return 0, syscall.ENOSPC
	}
	return len(p), nil
}

func TestPageTreeTooDeepIsAttached(t *testing.T) {
	objects := []string{catalog}
	for n := range 100 {
		objects = append(objects, fmt.Sprintf("<</Type/Pages/Count 1/Kids[%d 0 R]>>", n+3))
	}
	facts, _ := packOf(t, pdfOf(append(objects, "<</Type/Page/MediaBox[0 0 9 9]>>")...))
	if facts.Attach != string(tooMuch) {
		t.Errorf("%+v", facts)
	}
}
