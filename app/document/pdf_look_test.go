package document

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

func zipped(s string) string {
	var out bytes.Buffer
	w := zlib.NewWriter(&out)
	w.Write([]byte(s))
	w.Close()
	return out.String()
}

// A made PDF, and the size of its first page as seen.
type made struct {
	file          []byte
	width, height float64
	like          []byte // what it looks like, if poppler does not show the file itself right
}

// unlike are PDFs made in many ways.
func unlike(t testing.TB) map[string]made {
	all := map[string]made{
		"plain":               {onePage(""), 200, 300, nil},
		"office":              {report(t, 3), 595.28, 841.89, nil},
		"cropped":             {onePage("/CropBox[50 20 190 120]"), 140, 100, nil},
		"crop past the edge":  {onePage("/CropBox[50 -80 900 120]"), 150, 120, onePage("/CropBox[50 0 200 120]")},
		"crop elsewhere":      {onePage("/CropBox[500 500 900 900]"), 200, 300, nil},
		"box swapped":         {onePage("/CropBox[190 120 50 20]"), 140, 100, nil},
		"origin not zero":     {onePage("/MediaBox[-50 -20 150 180]/Rotate 90"), 200, 200, nil},
		"turned and cropped":  {onePage("/CropBox[50 20 190 120]/Rotate 270"), 100, 140, nil},
		"rotation not right":  {onePage("/Rotate 45"), 200, 300, nil},
		"contents in parts":   {onePage("/Contents[4 0 R 6 0 R 4 0 R]", "stream:|0.5 g 90 90 20 20 re f q 3 0 0 3 0 0 cm"), 200, 300, nil},
		"no contents":         {onePage("/Contents null"), 200, 300, nil},
		"too many Q":          {onePage("/Contents 6 0 R", "stream:|2 0 0 2 0 0 cm Q Q 1 0 0 rg 10 10 30 30 re f"), 200, 300, onePage("/Contents 6 0 R", "stream:|1 0 0 rg 20 20 60 60 re f")},
		"too many q":          {onePage("/Contents 6 0 R", "stream:|q q 1 0 0 rg 10 10 30 30 re f"), 200, 300, nil},
		"inline image":        {onePage("/Contents 6 0 R", "stream:|q 100 0 0 100 20 20 cm BI /W 2 /H 2 /BPC 8 /CS /G ID \x00\xff EI EI Q 1 0 0 rg 10 150 30 30 re f"), 200, 300, nil},
		"lines as they come":  {onePage("/Contents 6 0 R", "stream:|20 20 m 180 20 l S 20 60 m 100 200 l 180 60 l S"), 200, 300, nil},
		"flate":               {onePage("/Contents 6 0 R", "stream:/Filter/FlateDecode|"+zipped(drawing)), 200, 300, nil},
		"flate cut short":     {onePage("/Contents 6 0 R", "stream:/Filter/FlateDecode|"+zipped(drawing + "\n")[:len(zipped(drawing+"\n"))-6]), 200, 300, nil},
		"hexadecimal":         {onePage("/Contents 6 0 R", "stream:/Filter/ASCIIHexDecode|"+fmt.Sprintf("%X>", drawing)), 200, 300, nil},
		"image":               {onePage("/Contents 6 0 R/Resources<</XObject<</I 7 0 R>>>>", "stream:|150 0 0 100 20 20 cm /I Do", "stream:/Type/XObject/Subtype/Image/Width 2/Height 2/BitsPerComponent 8/ColorSpace[/Indexed/DeviceRGB 3 <ff000000ff000000ff808080>]|\x00\x01\x02\x03"), 200, 300, nil},
		"transparency":        {onePage("/Group<</S/Transparency/CS/DeviceRGB>>/Contents 6 0 R/Resources<</ExtGState<</M<</BM/Multiply/ca .5>>>>>>", "stream:|1 1 0 rg 10 10 150 150 re f /M gs 0 1 1 rg 60 60 120 120 re f"), 200, 300, nil},
		"odd resource names":  {onePage("/Contents 6 0 R/Resources<</Font<</A#20#2F#C3#A9 5 0 R/Metadata 5 0 R>>>>", "stream:|BT /A#20#2F#C3#A9 20 Tf 20 20 Td (One) Tj /Metadata 30 Tf 0 60 Td (Two) Tj ET"), 200, 300, nil},
		"stamp":               {onePage("/Annots[6 0 R]", "<</Type/Annot/Subtype/Stamp/Rect[20 20 180 100]/F 4/AP<</N 7 0 R>>>>", "stream:/BBox[0 0 40 40]/Matrix[0 1 -1 0 0 0]|1 0 1 rg 0 0 40 40 re f 0 g 0 0 10 20 re f"), 200, 300, nil},
		"text in a field":     {withCatalog("/AcroForm<</Fields[6 0 R]>>", "/Annots[6 0 R]", "<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/V(Paid)/Rect[20 20 180 60]/F 4/AP<</N 7 0 R>>>>", "stream:/Type/XObject/Subtype/Form/BBox[0 0 160 40]/Resources<</Font<</F 5 0 R>>>>|/Tx BMC q BT /F 20 Tf 2 10 Td (Paid) Tj ET Q EMC"), 200, 300, nil},
		"box ticked":          {withCatalog("/AcroForm<</Fields[6 0 R]>>", "/Annots[6 0 R]", "<</Type/Annot/Subtype/Widget/FT/Btn/T(a)/AS/Yes/Rect[20 20 60 60]/F 4/AP<</N<</Yes 7 0 R/Off 8 0 R>>>>>>", "stream:/Type/XObject/Subtype/Form/BBox[0 0 40 40]|0 0 40 40 re f", "stream:/Type/XObject/Subtype/Form/BBox[0 0 40 40]|1 0 0 rg 0 0 40 40 re f"), 200, 300, nil},
		"hidden stamp":        {onePage("/Annots[6 0 R]", "<</Type/Annot/Subtype/Stamp/Rect[20 20 180 100]/F 2/AP<</N 7 0 R>>>>", "stream:/BBox[0 0 40 40]|0 0 40 40 re f"), 200, 300, nil},
		"kids indirect":       {pdfOf(catalog, "<</Type/Pages/Count 1/Kids 6 0 R/MediaBox[0 0 200 300]/Rotate 90"+fonts+">>", "<</Type/Page/Parent 7 0 R/Contents 4 0 R>>", "stream:|"+drawing, font, "[7 0 R]", "<</Type/Pages/Kids[3 0 R]/Count 1>>"), 300, 200, nil},
		"kids in a circle":    {pdfOf(catalog, "<</Type/Pages/Count 1/Kids[2 0 R 3 0 R 2 0 R]>>", "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 300]"+fonts+"/Contents 4 0 R>>", "stream:|"+drawing, font), 200, 300, nil},
		"layers":              {layered("/OFF[6 0 R]"), 200, 300, nil},
		"layers off but one":  {layered("/BaseState/OFF/ON[7 0 R]"), 200, 300, nil},
		"earlier version":     {pdfWith("/Prev 9", catalog, "<</Type/Pages/Count 1/Kids[3 0 R]>>", "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 300]"+fonts+"/Contents 4 0 R>>", "stream:|"+drawing, font), 200, 300, nil},
		"script on every way": {scripted(), 200, 300, nil},
	}
	for n, degrees := range []int{90, 180, 270, -90, 450} {
		size := [][2]float64{{300, 200}, {200, 300}, {300, 200}, {300, 200}, {300, 200}}[n]
		all[fmt.Sprintf("turned by %d", degrees)] = made{onePage(fmt.Sprintf("/Rotate %d", degrees)), size[0], size[1], nil}
	}
	return all
}

// layered returns a PDF of two layers, 6 and 7, with a configuration: marked
// content, text, a picture's layer, and a drawing with layers of its own.
func layered(config string) []byte {
	const properties = "/Properties<</A 6 0 R/B 7 0 R/C<</Type/OCMD/OCGs[6 0 R 7 0 R]/P/AllOn>>>>"
	return withCatalog("/OCProperties<</OCGs[6 0 R 7 0 R]/D<<"+config+">>>>",
		"/Contents 8 0 R/Resources<</Font<</F 5 0 R>>"+properties+"/XObject<</X 9 0 R/Y 10 0 R>>>>",
		"<</Type/OCG/Name(A)>>", "<</Type/OCG/Name(B)>>",
		"stream:|/OC /A BDC 1 0 0 rg 10 10 40 40 re f 0 0 1 RG 5 w q 1 0 0 1 0 20 cm EMC 60 10 40 40 re B Q "+
			"/OC /B BDC 0 0.5 0 rg 110 10 40 40 re f EMC /OC /C BDC 0 g 0 0 200 5 re f /Span BMC 0 295 200 5 re f EMC EMC "+
			"BT /F 20 Tf 10 150 Td /OC /A BDC (Out) Tj EMC (In) Tj ET /X Do /Y Do",
		"stream:/Type/XObject/Subtype/Form/BBox[0 0 200 300]/OC 6 0 R|0 1 1 rg 10 200 50 50 re f",
		"stream:/Type/XObject/Subtype/Form/BBox[0 0 200 300]/Resources<<"+properties+">>|/OC /A BDC 1 1 0 rg 80 200 50 50 re f EMC /OC /B BDC 1 0 1 rg 140 200 50 50 re f EMC")
}

// scripted returns a PDF with a script in every place that runs one.
func scripted() []byte {
	const act = "<</S/JavaScript/JS(app.alert\\('run'\\))>>"
	return withCatalog("/OpenAction"+act+"/AA<</WC "+act+">>/Names<</JavaScript<</Names[(a)"+act+"]>>>>",
		"/AA<</O "+act+">>/Annots[6 0 R]/Resources<</Font<</F 5 0 R>>/XObject<</S 7 0 R>>>>",
		"<</Type/Annot/Subtype/Link/Rect[0 0 200 300]/Border[0 0 0]/A"+act+">>",
		"stream:/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Back 3 0 R/PieceInfo<</X "+act+">>/Metadata 4 0 R|n")
}

func TestPageSizes(t *testing.T) {
	for name, tt := range unlike(t) {
		t.Run(name, func(t *testing.T) {
			facts, pack := packOf(t, tt.file)
			if pack == nil {
				t.Fatalf("attached: %+v", facts)
			}
			if p := pack.Pages[0]; math.Abs(p.Width-tt.width) > 0.01 || math.Abs(p.Height-tt.height) > 0.01 {
				t.Errorf("page is %g by %g; want %g by %g", p.Width, p.Height, tt.width, tt.height)
			}
		})
	}
}

func TestPackedPagesLookTheSame(t *testing.T) {
	needs(t, "qpdf", "pdftoppm")
	for name, tt := range unlike(t) {
		t.Run(name, func(t *testing.T) {
			facts, pack := packOf(t, tt.file)
			if pack == nil {
				t.Fatalf("attached: %+v", facts)
			}
			if tt.like == nil {
				tt.like = tt.file
			}
			sameLook(t, tt.like, pack)
		})
	}
}

// rewritten returns a PDF as qpdf writes it with options.
func rewritten(t testing.TB, file []byte, options ...string) []byte {
	t.Helper()
	dir := t.TempDir()
	in, out := filepath.Join(dir, "in.pdf"), filepath.Join(dir, "out.pdf")
	if err := os.WriteFile(in, file, 0o600); err != nil {
		t.Fatal(err)
	}
	if said, err := exec.Command("qpdf", append(options, in, out)...).CombinedOutput(); err != nil {
		t.Fatalf("qpdf: %v: %s", err, said)
	}
	made, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func TestFilesAsOtherProgramsWriteThem(t *testing.T) {
	needs(t, "qpdf", "pdftoppm")
	file := report(t, 3)
	for _, options := range [][]string{
		{"--object-streams=generate"}, {"--linearize"}, {"--stream-data=uncompress"},
		{"--allow-weak-crypto", "--encrypt", "", "owner", "40", "--"},
		{"--allow-weak-crypto", "--encrypt", "", "owner", "128", "--use-aes=n", "--modify=none", "--"},
		{"--encrypt", "", "owner", "128", "--use-aes=y", "--print=none", "--"},
		{"--encrypt", "", "owner", "256", "--extract=n", "--"},
		{"--encrypt", "", "owner", "256", "--", "--object-streams=generate"},
	} {
		made := rewritten(t, file, options...)
		facts, pack := packOf(t, made)
		if pack == nil {
			t.Errorf("%v: %+v", options, facts)
			continue
		}
		sameLook(t, made, pack)
	}
}
