package reports

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"touchstone/app/blob"
	"touchstone/app/fault"
	"touchstone/evidence"
)

// packOnce is what aPack returns copies of.
var packOnce struct {
	sync.Once
	shelf    *shelf
	document []byte
	pdf      blob.Ref
	pack     []byte
}

// aPack returns a small pack, and the document and PDF it is made of.
func aPack(t testing.TB) (pack, document []byte, pdf blob.Ref, s *shelf) {
	t.Helper()
	packOnce.Do(func() {
		s := newShelf()
		sub := frozen(t, func(p *Portfolio, _ *evidence.Facts, files map[string]File) {
			p.Pieces[0].Files[0] = s.add(t, "Statement & letter: 100%.pdf", letter("Statement", 2, false))
			p.Pieces[0].Files[1].Ref = s.put([]byte("a call\n"))
			certificate := files["qualification:first-aid"]
			certificate.Ref = s.put([]byte("photo"))
			files["qualification:first-aid"] = certificate
		})
		document, err := sub.Document()
		if err != nil {
			t.Fatal(err)
		}
		file, _ := write(t, sub.Report(), s.open)
		packOnce.shelf, packOnce.document, packOnce.pdf = s, document, s.put(file)
		packOnce.pack = writePack(t, document, packOnce.pdf, s.open)
	})
	if packOnce.pack == nil {
		t.Fatal("the pack that tests share could not be made")
	}
	return slices.Clone(packOnce.pack), packOnce.document, packOnce.pdf, packOnce.shelf
}

func writePack(t testing.TB, document []byte, pdf blob.Ref, open Opener) []byte {
	t.Helper()
	var b bytes.Buffer
	done, total := 0, 0
	sum, err := WritePack(t.Context(), &b, document, pdf, open, func(d, all int) {
		if d < done || d > all {
			t.Errorf("progress goes from %d of %d to %d of %d", done, total, d, all)
		}
		done, total = d, all
	})
	if err != nil {
		t.Fatal(err)
	}
	if int(sum.Size) != b.Len() || done != total || sum.Files*2 != total {
		t.Errorf("%+v of %d bytes, %d of %d done", sum, b.Len(), done, total)
	}
	return b.Bytes()
}

func verifyPack(t testing.TB, pack []byte) PackReport {
	t.Helper()
	report, err := VerifyPack(bytes.NewReader(pack), int64(len(pack)))
	if err != nil {
		t.Fatal(err)
	}
	if report.OK != (len(report.Findings) == 0) {
		t.Errorf("OK is %t with %q", report.OK, report.Findings)
	}
	return report
}

func TestAPackIsSound(t *testing.T) {
	pack, document, pdf, s := aPack(t)
	report := verifyPack(t, pack)
	if !report.OK || report.Apprentice != "Carys Llŷr" || report.Attempt != 1 || len(report.Files) != 7 || report.Links < 10 || report.PDF == nil || !report.PDF.OK || report.PDF.Pages == 0 {
		t.Fatalf("%+v", report)
	}
	sum := sha256.Sum256(document)
	if report.Submission != hex.EncodeToString(sum[:]) {
		t.Errorf("submission %s", report.Submission)
	}
	if again := writePack(t, document, pdf, s.open); !bytes.Equal(again, pack) {
		t.Error("written again it differs")
	}
	z, err := zip.NewReader(bytes.NewReader(pack), int64(len(pack)))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range z.File {
		names = append(names, f.Name)
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, r); err != nil {
			t.Errorf("%s: %v", f.Name, err)
		}
		if f.Mode() != 0o644 || !f.Modified.Equal(time.Date(2026, 12, 11, 9, 30, 14, 0, time.UTC)) {
			t.Errorf("%s: mode %v, of %v", f.Name, f.Mode(), f.Modified)
		}
	}
	want := []string{"manifest.json", "index.html", "index.css", "document.json", "Portfolio ST0001.pdf", "01 Evidence/04 A call and a letter 40.pdf", "01 Evidence/04 A call and a letter 40.mp3", "02 Gateway/First aid at work - Certificate.jpg"}
	for i := range want {
		want[i] = "Carys Llŷr 9900000004/" + want[i]
	}
	if !slices.Equal(names, want) {
		t.Errorf("it holds\n%s; want\n%s", strings.Join(names, "\n"), strings.Join(want, "\n"))
	}
}

// TestOthersOpenAPack lets programs that did not come from here unpack one.
func TestOthersOpenAPack(t *testing.T) {
	pack, _, _, _ := aPack(t)
	file := filepath.Join(t.TempDir(), "pack.zip")
	if err := os.WriteFile(file, pack, 0o600); err != nil {
		t.Fatal(err)
	}
	ran := 0
	for _, try := range [][]string{{"unzip", "-t", file}, {"python3", "-c", "import sys, zipfile; assert zipfile.ZipFile(sys.argv[1]).testzip() is None", file}, {"bsdtar", "-tf", file}} {
		if _, err := exec.LookPath(try[0]); err != nil {
			continue
		}
		ran++
		if said, err := exec.Command(try[0], try[1:]...).CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", try[0], err, said)
		}
	}
	if ran == 0 {
		t.Skip("no program that opens zips is installed")
	}
}

// TestEveryByteOfAPackCounts changes one byte at a time: every one between the
// files and in those the program makes, and many in the others.
func TestEveryByteOfAPackCounts(t *testing.T) {
	pack, _, _, _ := aPack(t)
	z, err := zip.NewReader(bytes.NewReader(pack), int64(len(pack)))
	if err != nil {
		t.Fatal(err)
	}
	inFiles := 0
	sparse := map[int]bool{} // within files, of which each many-th is tried
	for _, f := range z.File {
		at, _ := f.DataOffset()
		for i := range int(f.UncompressedSize64) {
			sparse[int(at)+i] = true
		}
	}
	step := max(1, len(sparse)/400)
	tried := 0
	for at := range pack {
		if sparse[at] {
			if inFiles++; inFiles%step != 0 {
				continue
			}
		}
		tried++
		pack[at] ^= 1 << (at % 8)
		if report := verifyPack(t, pack); report.OK {
			t.Errorf("byte %d, of %d, was changed, and nothing is found", at, len(pack))
		}
		pack[at] ^= 1 << (at % 8)
	}
	if tried < 1000 {
		t.Errorf("only %d bytes were tried", tried)
	}
	t.Logf("%d of %d bytes tried", tried, len(pack))
}

// rezip writes a pack's files anew, changed, as any program for zips does.
func rezip(t *testing.T, pack []byte, change func(name string, content []byte) (string, []byte), more ...string) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(pack), int64(len(pack)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	put := func(name string, content []byte) {
		f, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		if err != nil {
			t.Fatal(err)
		}
		f.Write(content)
	}
	for _, f := range z.File {
		r, _ := f.Open()
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		name := f.Name
		if change != nil {
			name, content = change(name, content)
		}
		if name != "" {
			put(name, content)
		}
	}
	for _, name := range more {
		put(name, []byte("more"))
	}
	w.SetComment(z.Comment)
	w.Close()
	return b.Bytes()
}

const root = "Carys Llŷr 9900000004/"

func TestATamperedPackIsNamed(t *testing.T) {
	pack, document, pdf, s := aPack(t)
	on := func(path string, change func([]byte) []byte) func(string, []byte) (string, []byte) {
		return func(name string, content []byte) (string, []byte) {
			if name == root+path {
				return name, change(content)
			}
			return name, content
		}
	}
	call := "01 Evidence/04 A call and a letter 40.mp3"
	tests := []struct {
		name string
		pack []byte
		says []string
	}{
		{"one byte in a file", rezip(t, pack, on(call, func(b []byte) []byte { b[3] ^= 1; return b })), []string{"“" + call + "” is not the file that was put in: its digest differs."}},
		{"a longer file", rezip(t, pack, on(call, func(b []byte) []byte { return append(b, 0) })), []string{"“" + call + "” is not the file that was put in: its size is 8 bytes, the manifest says 7."}},
		{"a renamed file", rezip(t, pack, func(name string, b []byte) (string, []byte) {
			return strings.Replace(name, call, "01 Evidence/call.mp3", 1), b
		}), []string{"“" + call + "” was renamed: it is called “01 Evidence/call.mp3” now.", "leads nowhere"}},
		{"an extra file", rezip(t, pack, nil, root+"01 Evidence/more.txt"), []string{"“01 Evidence/more.txt” is not named by the manifest: it was put in."}},
		{"a missing file", rezip(t, pack, func(name string, b []byte) (string, []byte) {
			if name == root+call {
				return "", nil
			}
			return name, b
		}), []string{"“" + call + "” is missing."}},
		{"a changed manifest", rezip(t, pack, on("manifest.json", func(b []byte) []byte { return bytes.Replace(b, []byte("Calderwood"), []byte("Somebodyel"), 1) })),
			[]string{"The manifest was changed", "The manifest is not the one that belongs to what was handed over."}},
		{"no manifest", rezip(t, pack, func(name string, b []byte) (string, []byte) {
			return strings.Replace(name, "manifest.json", "manifest.txt", 1), b
		}),
			[]string{"There is no manifest in this file"}},
		{"a manifest of nothing", rezip(t, pack, on("manifest.json", func([]byte) []byte { return []byte("{}") })), []string{"The manifest cannot be read"}},
		{"a changed document", rezip(t, pack, on("document.json", func(b []byte) []byte { return bytes.Replace(b, []byte("I rang."), []byte("I rung."), 1) })),
			[]string{"“document.json” is not what was handed over"}},
		{"no document", rezip(t, pack, on("document.json", func([]byte) []byte { return nil })), []string{"“document.json” cannot be read"}},
		{"a link out", rezip(t, pack, on("index.html", func(b []byte) []byte {
			return bytes.Replace(b, []byte(`href="index.css"`), []byte(`href="//evil.example/"`), 1)
		})), []string{"leads out of the pack"}},
		{"a link to nothing", rezip(t, pack, on("index.html", func(b []byte) []byte {
			return bytes.Replace(b, []byte(`href="#piece-4"`), []byte(`href="#piece-5"`), 1)
		})), []string{"“#piece-5”, leads nowhere"}},
		{"written anew by another program", rezip(t, pack, nil), []string{"The frame of the zip was changed before “manifest.json”"}},
		{"a file twice", rezip(t, pack, nil, root+call), []string{"“" + call + "” is in the pack twice."}},
		{"a file twice but for case", rezip(t, pack, nil, root+strings.ToUpper(call)), []string{"is in the pack twice."}},
		{"a way out of the folder", rezip(t, pack, nil, root+"../../evil.sh"), []string{"is no name that a file of a pack can have"}},
		{"another root", rezip(t, pack, nil, "evil.sh"), []string{"is no name that a file of a pack can have"}},
		{"the folder renamed", rezip(t, pack, func(name string, b []byte) (string, []byte) { return strings.Replace(name, root, "Other/", 1), b }), []string{"The frame of the zip was changed"}},
		{"bytes after it", append(slices.Clone(pack), "more"...), []string{"4 bytes were added after the end of the pack."}},
		{"bytes before it", append([]byte("#!/bin/sh\n"), pack...), []string{"Something stands before the first file"}},
		{"another comment", slices.Concat(pack[:len(pack)-89], bytes.Repeat([]byte("x"), 89)), []string{"comment of the zip is not the one"}},
		{"cut short", pack[:len(pack)-10], []string{"cut short"}},
		{"half of it", pack[:len(pack)/2], []string{"The end of the pack is missing"}},
		{"nothing", nil, []string{"The file is empty."}},
		{"no zip", []byte("hello, hello, hello, hello"), []string{"The end of the pack is missing"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			report := verifyPack(t, tt.pack)
			all := strings.Join(report.Findings, "\n")
			for _, want := range tt.says {
				if !strings.Contains(all, want) {
					t.Errorf("says\n%s\nand not\n%s", all, want)
				}
			}
			if report.OK {
				t.Error("nothing is found")
			}
		})
	}
	t.Run("everything made anew around a changed manifest", func(t *testing.T) {
		other := bytes.Replace(document, []byte(`"handed_over_to": "Calderwood"`), []byte(`"handed_over_to": "Other"`), 1)
		report := verifyPack(t, writePack(t, other, pdf, s.open))
		if !report.OK || report.Submission == packOnceDigest() {
			t.Errorf("a pack of something else is sound in itself, under another digest: %+v", report)
		}
	})
}

func packOnceDigest() string {
	sum := sha256.Sum256(packOnce.document)
	return hex.EncodeToString(sum[:])
}

// TestHostileZips are files that a program for zips may choke on.
func TestHostileZips(t *testing.T) {
	pack, _, _, _ := aPack(t)
	bomb := func(size int) []byte {
		var b bytes.Buffer
		w := zip.NewWriter(&b)
		f, _ := w.Create(root + "manifest.json")
		io.Copy(f, bytes.NewReader(make([]byte, size)))
		w.Close()
		return b.Bytes()
	}
	huge := slices.Clone(pack) // the sizes in the directory are of four gigabytes
	for at := 0; ; {
		i := bytes.Index(huge[at:], []byte("PK\x01\x02"))
		if i < 0 {
			break
		}
		at += i
		binary.LittleEndian.PutUint32(huge[at+20:], 0xFFFFFFF0)
		binary.LittleEndian.PutUint32(huge[at+24:], 0xFFFFFFF0)
		at += 4
	}
	encrypted := slices.Clone(pack)
	first := bytes.Index(encrypted, []byte("PK\x01\x02"))
	encrypted[first+8] |= 1
	wide := slices.Clone(pack)
	end := bytes.LastIndex(wide, []byte("PK\x05\x06"))
	binary.LittleEndian.PutUint32(wide[end+12:], 200<<20)
	for name, tt := range map[string]struct {
		pack []byte
		says string
	}{
		"a bomb":                   {bomb(64 << 20), "The files are said to be larger than the pack they are in. They were not read."},
		"compressed":               {bomb(0), "is compressed, which no file of a pack is. It was not unpacked."},
		"sizes of four gigabytes":  {huge, "larger than the pack"},
		"encrypted":                {encrypted, "is encrypted"},
		"a directory of 200 MB":    {wide, "too large to be believed"},
		"an end and nothing":       {append(binary.LittleEndian.AppendUint32(nil, zipEnd), make([]byte, 18)...), "no manifest"},
		"only ends":                {bytes.Repeat([]byte("PK\x05\x06"), 30_000), ""},
		"a zip of another program": {rezip(t, pack, func(name string, b []byte) (string, []byte) { return strings.TrimPrefix(name, root), b }), "no manifest"},
	} {
		t.Run(name, func(t *testing.T) {
			report := verifyPack(t, tt.pack)
			if all := strings.Join(report.Findings, "\n"); report.OK || !strings.Contains(all, tt.says) {
				t.Errorf("says %q; want %q", all, tt.says)
			}
		})
	}
}

func TestAPackOfFilesThatAreGone(t *testing.T) {
	_, document, pdf, s := aPack(t)
	sub, err := ReadSubmission(document)
	if err != nil {
		t.Fatal(err)
	}
	call := sub.Portfolio.Pieces[0].Files[1].Ref
	for name, tt := range map[string]struct {
		open Opener
		says string
	}{
		"a file is gone": {func(ctx context.Context, ref blob.Ref) (blob.Blob, error) {
			if ref == call {
				return nil, blob.ErrNotFound
			}
			return s.open(ctx, ref)
		}, "File 4.2, “call.mp3”, is missing from the store. Bring it back from a backup, then try again."},
		"a file is another": {func(ctx context.Context, ref blob.Ref) (blob.Blob, error) {
			if ref == call {
				return memory{bytes.NewReader([]byte("another"))}, nil
			}
			return s.open(ctx, ref)
		}, "File 4.2, “call.mp3”, is not stored as it was uploaded."},
		"the PDF is gone": {func(ctx context.Context, ref blob.Ref) (blob.Blob, error) {
			if ref == pdf {
				return nil, blob.ErrNotFound
			}
			return s.open(ctx, ref)
		}, "The portfolio PDF is missing from the store."},
	} {
		var b bytes.Buffer
		_, err := WritePack(t.Context(), &b, document, pdf, tt.open, nil)
		if f := fault.Of(err); err == nil || f.Kind != fault.Conflict || !strings.HasPrefix(f.Message, tt.says) || b.Len() > 0 {
			t.Errorf("%s: %v, %d bytes written", name, err, b.Len())
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := WritePack(ctx, io.Discard, document, pdf, s.open, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
}

// TestLargeEntries looks at the fields that only packs over 4 GB have, which
// other programs have to understand.
func TestLargeEntries(t *testing.T) {
	const large, far = 5 << 30, 9 << 30
	e := zipEntry{"R/a", large, 7, 0}
	if h := e.header(handedOver); binary.LittleEndian.Uint32(h[22:]) != zipMost || binary.LittleEndian.Uint64(h[30+3+4:]) != large {
		t.Errorf("header % x", h)
	}
	entries := []zipEntry{{"R/a", large, 7, 0}, {"R/b", 3, 8, far}}
	tail := zipDirectory(entries, handedOver, far+100, "comment")
	z, err := zip.NewReader(sparseFile{at: far + 100, tail: tail}, far+100+int64(len(tail)))
	if err != nil {
		t.Fatal(err)
	}
	if len(z.File) != 2 || z.File[0].UncompressedSize64 != large || z.File[1].UncompressedSize64 != 3 || z.Comment != "comment" {
		t.Errorf("%+v", z.File)
	}
	many := make([]zipEntry, 70_000)
	for i := range many {
		many[i] = zipEntry{fmt.Sprintf("R/%d", i), 1, 0, int64(i)}
	}
	tail = zipDirectory(many, handedOver, 100, "")
	if z, err := zip.NewReader(sparseFile{at: 100, tail: tail}, 100+int64(len(tail))); err != nil || len(z.File) != 70_000 {
		t.Errorf("70,000 files: %v", err)
	}
}

// A sparseFile is zeros, and then its tail.
type sparseFile struct {
	at   int64
	tail []byte
}

func (f sparseFile) ReadAt(p []byte, off int64) (int, error) {
	clear(p)
	for i := range p {
		n := off + int64(i) - f.at
		if n >= int64(len(f.tail)) {
			return i, io.EOF
		}
		if n >= 0 {
			p[i] = f.tail[n]
		}
	}
	return len(p), nil
}

func TestManifestOfAPack(t *testing.T) {
	pack, _, _, _ := aPack(t)
	z, _ := zip.NewReader(bytes.NewReader(pack), int64(len(pack)))
	r, err := z.File[0].Open()
	if err != nil {
		t.Fatal(err)
	}
	var m PackManifest
	if err := json.NewDecoder(r).Decode(&m); err != nil {
		t.Fatal(err)
	}
	if f := m.Files[len(m.Files)-2]; f.Label != "4.2" || f.Name != "call.mp3" || f.Size != 7 || m.Format != "touchstone pack 1" || m.Attempt != 1 {
		t.Errorf("%+v", m)
	}
}
