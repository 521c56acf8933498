package reports

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"touchstone/reports/pdf"
)

func verify(t testing.TB, file []byte) Report {
	t.Helper()
	r, err := Verify(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestVerifyFindsNothingInAFileAsWritten(t *testing.T) {
	p, s := full(t)
	p.Originals = true
	file, sum := write(t, p, s.open)
	r := verify(t, file)
	if !r.OK {
		t.Errorf("findings: %q", r.Findings)
	}
	if r.Pages != sum.Pages || len(r.Files) != sum.Files || r.Digest != sum.Digest || r.Links < 100 || r.Bookmarks < 10 {
		t.Errorf("report %+v of %+v", r, sum)
	}
}

// TestVerifyFindsAnyChangedByte flips bytes all over a file.
func TestVerifyFindsAnyChangedByte(t *testing.T) {
	p, s := full(t)
	file, _ := write(t, p, s.open)
	dice := rand.New(rand.NewPCG(1, 2))
	places := []int{0, 20, 30, len(file) / 2, len(file) - 1, len(file) - 7, len(file) - 30, len(file) - 90}
	for range 150 {
		places = append(places, dice.IntN(len(file)))
	}
	for range 100 {
		places = append(places, len(file)-1-dice.IntN(min(len(file), 60_000)))
	}
	for _, at := range places {
		changed := bytes.Clone(file)
		changed[at] ^= 1 << dice.IntN(8)
		if r := verify(t, changed); r.OK {
			t.Errorf("a change of byte %d of %d was not found", at, len(file))
		}
	}
}

// TestVerifyNamesWhatDiffers changes a known thing and reads the finding.
func TestVerifyNamesWhatDiffers(t *testing.T) {
	p, s := full(t)
	file, _ := write(t, p, s.open)
	m := manifestOf(t, file)
	tests := []struct {
		name string
		part string // of the manifest's name of the part to change
		want string
	}{
		{"page of a PDF", "Statement and pay calendar.pdf (piece 1, file 1.1), its page 2", "page 10"},
		{"picture", "the picture IMG_2041.jpg", "page 17"},
		{"attachment", "attachment 2.1 Call with the customer.wav", "attachment 2.1 Call with the customer.wav"},
		{"our own page", "the text of page 3", "the text of page 3"},
		{"links", "the links and frame of page 9", "page 9"},
		{"fonts", "the fonts", "the fonts"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			i := slices.IndexFunc(m.Parts, func(p ManifestPart) bool { return strings.Contains(p.What, tt.part) })
			if i < 0 {
				t.Fatalf("no part %q", tt.part)
			}
			changed := bytes.Clone(file)
			changed[m.Parts[i].Offset+m.Parts[i].Length/2] ^= 0x40
			if got := strings.Join(verify(t, changed).Findings, "\n"); !strings.Contains(got, tt.want) {
				t.Errorf("findings %q; want %q among them", got, tt.want)
			}
		})
	}
}

func manifestOf(t testing.TB, file []byte) Manifest {
	t.Helper()
	v := verifier{r: bytes.NewReader(file), size: int64(len(file)), sums: map[int64]part{}}
	for _, step := range []func() error{v.head, v.tail, v.readManifest} {
		if err := step(); err != nil {
			t.Fatal(err, v.report.Findings)
		}
	}
	return v.manifest
}

func TestVerifyOfFilesThatAreNotWhole(t *testing.T) {
	p, s := full(t)
	file, _ := write(t, p, s.open)
	tests := []struct {
		name string
		file []byte
		want string
	}{
		{"empty", nil, "empty"},
		{"no PDF", []byte("Dear Sir or Madam"), "not a PDF"},
		{"another PDF", letter("Somebody else's", 1, false), "not written by Touchstone"},
		{"cut in the middle", file[:len(file)/2], "cut short"},
		{"cut at the end", file[:len(file)-3], "cut short"},
		{"one byte added", append(bytes.Clone(file), '\n'), "1 byte was added"},
		{"much added", append(bytes.Clone(file), make([]byte, 700_000)...), "700000 bytes were added"},
		{"header alone", []byte("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n" + pdf.Mark + "\n"), "cut short"},
		{"a page taken out of the middle", slices.Concat(file[:len(file)/2], file[len(file)/2+1:]), "chang"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := verify(t, tt.file)
			if got := strings.Join(r.Findings, "\n"); r.OK || !strings.Contains(got, tt.want) {
				t.Errorf("findings %q; want %q", got, tt.want)
			}
		})
	}
}

func FuzzVerify(f *testing.F) {
	var b bytes.Buffer
	p := blank(f)
	if _, err := p.Write(f.Context(), &b, newShelf().open, nil); err != nil {
		f.Fatal(err)
	}
	file := b.Bytes()
	f.Add(file[len(file)-300:])
	f.Fuzz(func(t *testing.T, tail []byte) {
		at := max(0, len(file)-len(tail))
		changed := append(bytes.Clone(file[:at]), tail...)
		if r := verify(t, changed); r.OK && !bytes.Equal(changed, file) {
			t.Error("a changed file passed")
		}
	})
}
