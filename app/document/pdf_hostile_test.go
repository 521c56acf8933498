package document

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// patience is the longest that reading a small file may take.
const patience = 5 * time.Second

// survives reads a small hostile file, and checks that a pack made of it is whole.
func survives(t *testing.T, file []byte) {
	t.Helper()
	start := time.Now()
	if _, pack := packOf(t, file); pack != nil {
		everything(t, pack)
	}
	if took := time.Since(start); took > patience {
		t.Errorf("took %v", took)
	}
}

// victims are the files that hostile ones are made of.
func victims(t testing.TB) [][]byte {
	all := [][]byte{report(t, 3), layered("/OFF[6 0 R]"), field("", "/FT/Tx/AP<</N 7 0 R>>"), scripted()}
	for _, tt := range unlike(t) {
		all = append(all, tt.file)
	}
	return all
}

func TestTruncatedFilesDoNoHarm(t *testing.T) {
	for _, file := range victims(t)[:4] {
		for n := 0; n < len(file); n += 1 + len(file)/60 {
			survives(t, file[:n])
		}
	}
}

func TestChangedFilesDoNoHarm(t *testing.T) {
	files := victims(t)[:4]
	for seed := range uint64(200) {
		random := rand.New(rand.NewPCG(seed, 1))
		file := bytes.Clone(files[seed%4])
		for range 1 + random.IntN(8) {
			at := random.IntN(len(file))
			switch random.IntN(3) {
			case 0:
				file[at] ^= 1 << random.IntN(8)
			case 1:
				file[at] = "0123456789/<>[]() R"[random.IntN(19)]
			case 2:
				from := random.IntN(len(file))
				copy(file[at:], file[from:min(len(file), from+1+random.IntN(40))])
			}
		}
		survives(t, file)
	}
}

// ownPrevious returns a PDF whose table of objects names itself as the earlier one.
func ownPrevious() []byte {
	file := onePage("")
	at := bytes.LastIndex(file, []byte("\nxref\n")) + 1
	return bytes.Replace(file, []byte("/Root 1 0 R>>"), fmt.Appendf(nil, "/Root 1 0 R/Prev %d>>", at), 1)
}

func TestCirclesDoNoHarm(t *testing.T) {
	for name, file := range map[string][]byte{
		"earlier version is this one": ownPrevious(),
		"object is itself":            onePage("/Resources 6 0 R/Contents 6 0 R", "6 0 R"),
		"two objects are each other":  onePage("/Contents 6 0 R", "7 0 R", "6 0 R"),
		"drawing draws itself":        onePage("/Resources<</XObject<</X 6 0 R>>>>", "stream:/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>|/X Do"),
		"field is its own parent":     field("", "/Parent 6 0 R/Kids[6 0 R]"),
		"length is its own stream":    onePage("/Contents 6 0 R", "<</Length 6 0 R>>\nstream\nx\nendstream"),
		"contents of contents":        onePage("/Contents 6 0 R", "[6 0 R 6 0 R 6 0 R 6 0 R 6 0 R 6 0 R]"),
	} {
		t.Run(name, func(t *testing.T) { survives(t, file) })
	}
}

func TestReadingStopsInTime(t *testing.T) {
	path := filepath.Join(t.TempDir(), "upload")
	if err := os.WriteFile(path, report(t, 50), 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	ctx, stop := context.WithTimeout(t.Context(), pdfSpareTime+time.Millisecond)
	defer stop()
	time.Sleep(5 * time.Millisecond)
	facts, err := readPDF(ctx, file, 1, t.TempDir())
	if err != nil || facts.Attach != string(tooSlow) {
		t.Errorf("%+v, %v; want %q", facts, err, tooSlow)
	}
}

func FuzzReadPDF(f *testing.F) {
	for _, file := range victims(f) {
		f.Add(file)
	}
	f.Fuzz(survives)
}
