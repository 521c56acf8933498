package document

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// textOf returns the text copy of a PDF, empty if it has none.
func textOf(t testing.TB, file []byte) string {
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
		t.Fatal(err)
	}
	content, err := os.ReadFile(filepath.Join(dir, textName))
	if (err == nil) != (facts.Copies[Plain] == textName) {
		t.Errorf("copies %v, yet reading the text gives %v", facts.Copies, err)
	}
	return string(content)
}

func TestTextOfPDF(t *testing.T) {
	show := func(content string, more ...string) []byte {
		return onePage("/Contents 6 0 R"+fonts, append([]string{"stream:|" + content}, more...)...)
	}
	toUnicode := func(table string) []byte {
		return onePage("/Contents 6 0 R/Resources<</Font<</F 7 0 R>>>>", "stream:|BT /F 20 Tf 10 10 Td <00010002000300040005> Tj ET",
			"<</Type/Font/Subtype/Type0/Encoding/Identity-H/ToUnicode 8 0 R/DescendantFonts[<</DW 600/W[1[500 500]3 9 400]>>]>>",
			"stream:|1 begincodespacerange <0000> <ffff> endcodespacerange "+table)
	}
	tests := []struct {
		name string
		file []byte
		want string
	}{
		{"one word", onePage(""), "Ledger\n"},
		{"lines", show("BT /F 10 Tf 12 TL 10 200 Td (One) Tj T* (Two) Tj (Three) ' 0 -50 Td (Four) Tj ET"), "One\nTwo\nThree\nFour\n"},
		{"kerning is no space", show("BT /F 10 Tf 10 200 Td [(W)80(ork) -600 (done)] TJ ET"), "Work done\n"},
		{"escapes", show(`BT /F 10 Tf 10 200 Td (\(a\) \243 5\134) Tj ET`), "(a) £ 5\\\n"},
		{"columns", show("BT /F 10 Tf 10 200 Td (Owed) Tj 80 0 Td (120) Tj ET BT /F 10 Tf 1 0 0 1 150 200 Tm (Paid) Tj ET"), "Owed 120 Paid\n"},
		{"names of glyphs", onePage("/Contents 6 0 R/Resources<</Font<</F<</Type/Font/Subtype/Type1/Encoding<</Differences[1/eacute/Wcircumflex/sterling/uni20AC/lslash/a.alt/g17]>>>>>>>>", "stream:|BT /F 9 Tf <01020304050607> Tj ET"), "éŴ£€ła\n"},
		{"table of characters", toUnicode("3 beginbfchar <0001> <0041> <0002> <00660069> <0005> <D83DDE00> endbfchar 1 beginbfrange <0003> <0004> <0079> endbfrange"), "Afiyz😀\n"},
		{"table of lists", toUnicode("1 beginbfrange <0001> <0003> [<0041> <0042> <0043>] endbfrange"), "ABC\n"},
		{"drawing within", onePage("/Contents 6 0 R/Resources<</XObject<</X 7 0 R>>>>", "stream:|q 2 0 0 2 0 0 cm /X Do Q", "stream:/Type/XObject/Subtype/Form/BBox[0 0 9 9]"+fonts+"|BT /F 9 Tf (Inside) Tj ET"), "Inside\n"},
		{"read from a scan", show("BT /F 10 Tf 3 Tr 10 200 Td (Scanned) Tj ET"), "Scanned\n"},
		{"hidden layer", layered("/OFF[6 0 R]"), "In\n"},
		{"turned", onePage("/Rotate 90", ""), "Ledger\n"},
		{"filled field", field("", "/FT/Tx/AP<</N 8 0 R>>", "stream:/BBox[0 0 99 99]"+fonts+"|BT /F 9 Tf (Agreed) Tj ET"), "Ledger\nAgreed\n"},
		{"none", show("0 0 10 10 re f"), ""},
		{"pages", report(t, 3), "Aged debt analysis, sheet 1\n\fAged debt analysis, sheet 2\n\fAged debt analysis, sheet 3\n"},
		{"page without any", pdfOf(catalog, "<</Type/Pages/Count 3/Kids[6 0 R 3 0 R 6 0 R]/MediaBox[0 0 200 300]"+fonts+">>", "<</Type/Page/Parent 2 0 R/Contents 4 0 R>>", "stream:|"+drawing, font, "<</Type/Page/Parent 2 0 R>>"), "\fLedger\n"},
		{"that of an attached PDF", field("/NeedAppearances true", "/FT/Tx"), "Ledger\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := strings.ReplaceAll(textOf(t, tt.file), "\n\f", "\f"); got != strings.ReplaceAll(tt.want, "\n\f", "\f") {
				t.Errorf("text %q; want %q", got, tt.want)
			}
		})
	}
}

func TestTextStopsInTime(t *testing.T) {
	ranges := strings.Repeat("<0000> <ffff> <0041> ", 20_000)
	for name, file := range map[string][]byte{
		"ranges":   onePage("/Resources<</Font<</F<</Type/Font/Subtype/Type0/ToUnicode 6 0 R>>>>>>", "stream:|beginbfrange "+ranges+"endbfrange"),
		"drawings": onePage("/Contents 6 0 R/Resources<</XObject<</X 7 0 R>>>>", "stream:|/X Do", "stream:/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 7 0 R>>>>|"+strings.Repeat("/X Do ", 1000)),
		"too long": onePage("/Contents 6 0 R", "stream:|BT /F 9 Tf "+strings.Repeat("(word ) Tj ", 500_000)+"ET"),
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			if n := len(textOf(t, file)); n > maxText+1 {
				t.Errorf("%d bytes of text", n)
			}
			if took := time.Since(start); took > pdfPackTime {
				t.Errorf("took %v", took)
			}
		})
	}
}

func TestPDFIsReadInAChild(t *testing.T) {
	facts, out, err := readBytes(t, "report.pdf", report(t, 2))
	if err != nil || facts.Kind != PDF || facts.Pages != 2 || facts.Attach != "" || facts.Fault != "" {
		t.Fatalf("%+v, %v", facts, err)
	}
	if err := readWhole(readCopy(t, out, facts, Pack)); err != nil {
		t.Errorf("pack: %v", err)
	}
	if got := string(readCopy(t, out, facts, Plain)); !strings.HasSuffix(got, "\fAged debt analysis, sheet 2\n") {
		t.Errorf("text %q", got)
	}
}
