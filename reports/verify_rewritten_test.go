package reports

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"

	"touchstone/app/document"
)

// resaved returns a PDF as another program saves it after doing something.
func resaved(t *testing.T, file []byte, do func(rs io.ReadSeeker, w io.Writer, c *model.Configuration) error) []byte {
	t.Helper()
	api.DisableConfigDir()
	var out bytes.Buffer
	if err := do(bytes.NewReader(file), &out, model.NewDefaultConfiguration()); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestVerifyNamesWhatAnotherProgramChanged(t *testing.T) {
	p, s := full(t)
	file, sum := write(t, p, s.open)
	var attached string
	for _, e := range manifestOf(t, file).Files {
		if e.How == "attached" {
			attached = e.Attached
		}
	}
	tests := []struct {
		name string
		do   func(rs io.ReadSeeker, w io.Writer, c *model.Configuration) error
		want []string
	}{
		{"saved anew", func(rs io.ReadSeeker, w io.Writer, c *model.Configuration) error {
			return api.Optimize(rs, w, c)
		}, nil},
		{"a page put in", func(rs io.ReadSeeker, w io.Writer, c *model.Configuration) error {
			return api.InsertPages(rs, w, []string{"3"}, true, nil, c)
		}, []string{"pages; the manifest says " + itoa(sum.Pages)}},
		{"an attachment taken out", func(rs io.ReadSeeker, w io.Writer, c *model.Configuration) error {
			return api.RemoveAttachments(rs, w, []string{attached}, c)
		}, []string{"The attachment “" + attached + "” is missing."}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := verify(t, resaved(t, file, tt.do))
			got := strings.Join(r.Findings, "\n")
			if r.OK || len(r.Findings) != 1+len(tt.want) || !strings.Contains(got, "Another program saved this portfolio anew") {
				t.Fatalf("findings %q", r.Findings)
			}
			for _, want := range tt.want {
				if !strings.Contains(got, want) {
					t.Errorf("findings %q; want %q", r.Findings, want)
				}
			}
			if r.Apprentice == "" || len(r.Files) != sum.Files {
				t.Errorf("%+v", r)
			}
		})
	}
}

// documentInside is what was found inside: pages, then names and digests by turns.
func documentInside(pages int, pairs ...string) document.Inside {
	in := document.Inside{Pages: pages, Attached: map[string]string{}}
	for i := 0; i < len(pairs); i += 2 {
		in.Attached[pairs[i]] = pairs[i+1]
	}
	return in
}

func TestCompareNamesAttachments(t *testing.T) {
	m := Manifest{Pages: 2, Files: []FileEntry{{Label: "1.1", Name: "a", How: "attached", Attached: "1.1 a", Inside: "aa"}, {Label: "1.2", Name: "b", How: "pages", From: 1, To: 2}},
		Texts: []TextEntry{{1, "Piece 1.txt", "tt"}}}
	v := verifier{manifest: m}
	v.compare(documentInside(2, "1.1 a", "other", "Piece 1.txt", "tt", "more.exe", "xx", "manifest.json", "mm"))
	got := strings.Join(v.report.Findings, "\n")
	if got != "The attachment “1.1 a” is not the file that was put in: its digest differs.\nThe attachment “more.exe” is not named by the manifest." {
		t.Error(got)
	}
	if v.report.Files[0].OK || v.report.Files[1].OK {
		t.Errorf("files that differ, or cannot be compared, pass: %+v", v.report.Files)
	}
}

func TestVerifyGoesOnWhenTheBeginningIsChanged(t *testing.T) {
	p, s := full(t)
	file, _ := write(t, p, s.open)
	file = bytes.Clone(file)
	file[20] ^= 1
	r := verify(t, file)
	if r.OK || len(r.Findings) != 2 || !strings.Contains(r.Findings[0], "beginning of the file was changed") || len(r.Files) == 0 {
		t.Errorf("findings %q", r.Findings)
	}
}
