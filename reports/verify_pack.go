package reports

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math"
	"slices"
	"strings"
	"time"
)

// A PackReport says whether a pack is as it was written.
type PackReport struct {
	OK           bool        `json:"ok"`
	Apprentice   string      `json:"apprentice,omitempty"`
	Standard     string      `json:"standard,omitempty"`
	Organisation string      `json:"handed_over_to,omitempty"`
	Attempt      int         `json:"attempt,omitempty"`
	HandedOver   time.Time   `json:"handed_over_at,omitzero"`
	Submission   string      `json:"submission_sha256,omitempty"`
	Digest       string      `json:"digest,omitempty"` // of the manifest, that the pack carries
	Links        int         `json:"links"`            // of its page
	Files        []FileCheck `json:"files"`
	PDF          *Report     `json:"pdf,omitempty"` // nil: it was not reached
	Findings     []string    `json:"findings"`      // what differs, in sentences
}

// Limits on what is believed of a pack, in bytes.
const (
	maxPackManifest  = 16 << 20
	maxPackDocument  = 64 << 20
	maxPackDirectory = 8 << 20
)

// VerifyPack checks a pack of size bytes: that every file in it is the one its
// manifest names, that the manifest is what the frozen document comes to, that
// the PDF inside is as it was made and every link of the page leads to a file,
// and that not a byte between the files is another. It needs nothing but the
// pack, and its memory does not grow with the files. Nothing in it is unpacked:
// a pack of ours holds every file as it is. The error is of reading r; what is
// wrong with the pack is in the report.
func VerifyPack(r io.ReaderAt, size int64) (PackReport, error) {
	v := &packVerifier{r: r, size: size, named: map[string]*PackFile{}, byPath: map[string]*packEntry{}, crcs: map[string]uint32{}}
	v.report = PackReport{Files: []FileCheck{}, Findings: []string{}}
	var err error
	for _, step := range []func() error{v.directory, v.entries, v.readManifest, v.compare, v.readDocument, v.links, v.pdf, v.frame} {
		if err = step(); err != nil {
			break
		}
	}
	if stop := (halt{}); errors.As(err, &stop) {
		err = nil
	}
	v.report.OK = err == nil && len(v.report.Findings) == 0
	return v.report, err
}

type packVerifier struct {
	r        io.ReaderAt
	size     int64
	report   PackReport
	zip      *zip.Reader
	root     string // the folder that everything is in, with its slash
	files    []*packEntry
	byPath   map[string]*packEntry
	manifest PackManifest
	text     []byte // of the manifest
	document *Submission
	named    map[string]*PackFile // by path
	crcs     map[string]uint32    // by path, of the bytes
}

// A packEntry is a file that the zip really holds.
type packEntry struct {
	*zip.File
	path string // below the folder
	data *io.SectionReader
	sha  string
}

func (v *packVerifier) find(format string, args ...any) {
	v.report.Findings = append(v.report.Findings, fmt.Sprintf(format, args...))
}

// directory opens the zip, once it is clear that its directory is of a size to
// be believed.
func (v *packVerifier) directory() error {
	head := make([]byte, min(4, v.size))
	if _, err := v.r.ReadAt(head, 0); err != nil && err != io.EOF {
		return fmt.Errorf("read pack: %w", err)
	}
	if v.size == 0 {
		v.find("The file is empty.")
		return halt{}
	}
	tail := make([]byte, min(v.size, 22+0xFFFF))
	if _, err := v.r.ReadAt(tail, v.size-int64(len(tail))); err != nil && err != io.EOF {
		return fmt.Errorf("read pack: %w", err)
	}
	end := bytes.LastIndex(tail, binary.LittleEndian.AppendUint32(nil, zipEnd))
	if end < 0 || len(tail)-end < 22 {
		v.find("The end of the pack is missing: it was cut short, or it is no zip.")
		return halt{}
	}
	at := v.size - int64(len(tail)-end)
	if size, start := v.listed(tail[end:], at); size > maxPackDirectory || start < at-2*maxPackDirectory {
		v.find("The list of files at the end of the pack is too large to be believed.")
		return halt{}
	}
	if !bytes.Equal(head, binary.LittleEndian.AppendUint32(nil, zipLocal)) {
		v.find("Something stands before the first file of the pack, or its beginning was changed.")
	}
	var err error
	if v.zip, err = zip.NewReader(v.r, v.size); err != nil {
		v.find("The list of files at the end of the pack was changed or cut short, so that it cannot be opened.")
		return halt{}
	}
	v.comment(tail[end:])
	return nil
}

// listed returns how large the list of files is said to be, and where it is said
// to begin, by the record of the end, which is at byte at.
func (v *packVerifier) listed(end []byte, at int64) (size, start int64) {
	size, start = int64(binary.LittleEndian.Uint32(end[12:])), int64(binary.LittleEndian.Uint32(end[16:]))
	var locator [20]byte
	var end64 [56]byte
	if _, err := v.r.ReadAt(locator[:], at-20); err != nil || binary.LittleEndian.Uint32(locator[:]) != zipLocator {
		return size, start
	}
	if _, err := v.r.ReadAt(end64[:], int64(binary.LittleEndian.Uint64(locator[8:]))); err != nil {
		return size, start
	}
	// Of numbers that do not fit, the ones that are refused.
	if n := binary.LittleEndian.Uint64(end64[40:]); size == zipMost {
		size = int64(min(n, math.MaxInt64))
	}
	if n := binary.LittleEndian.Uint64(end64[48:]); start == zipMost {
		start = int64(n)
	}
	return size, start
}

// comment reads the digest that the zip's comment holds.
func (v *packVerifier) comment(end []byte) {
	said := end[22:]
	if want := int(binary.LittleEndian.Uint16(end[20:])); want != len(said) {
		if len(said) > want {
			v.find("%s added after the end of the pack.", were(int64(len(said)-want)))
			said = said[:want]
		} else {
			v.find("The end of the pack was cut short.")
		}
	}
	digest, ours := strings.CutPrefix(string(said), packComment(""))
	if !ours || len(digest) != 64 {
		v.find("The comment of the zip is not the one that Touchstone gave it, so it holds no digest to check by.")
		return
	}
	v.report.Digest = digest
}

// entries looks at how each file is held.
func (v *packVerifier) entries() error {
	manifest := slices.IndexFunc(v.zip.File, func(f *zip.File) bool {
		folder, rest, _ := strings.Cut(f.Name, "/")
		return folder != "" && rest == packManifest
	})
	if manifest < 0 {
		v.find("There is no manifest in this file: it is no pack from Touchstone, or its manifest was taken out or renamed.")
		return halt{}
	}
	v.root = strings.TrimSuffix(v.zip.File[manifest].Name, packManifest)
	seen := map[string]bool{}
	left := v.size
	for _, f := range v.zip.File {
		if f.UncompressedSize64 > uint64(left) {
			v.find("The files are said to be larger than the pack they are in. They were not read.")
			return halt{}
		}
		left -= int64(f.UncompressedSize64)
		name := f.Name
		path, inside := strings.CutPrefix(name, v.root)
		switch {
		case !inside || path == "" || slices.ContainsFunc(strings.Split(path, "/"), func(part string) bool { return part == "" || part == "." || part == ".." }) || strings.ContainsAny(path, "\\:\x00"):
			v.find("“%s” is no name that a file of a pack can have: it leads out of the pack's folder, or is a folder.", name)
			continue
		case seen[strings.ToLower(path)]:
			v.find("“%s” is in the pack twice.", path)
			continue
		}
		seen[strings.ToLower(path)] = true
		v.entry(f, path)
	}
	return nil
}

func (v *packVerifier) entry(f *zip.File, path string) {
	e := &packEntry{File: f, path: path}
	v.files, v.byPath[path] = append(v.files, e), e
	at, err := f.DataOffset()
	size := int64(f.UncompressedSize64)
	switch {
	case f.Flags&1 != 0:
		v.find("“%s” is encrypted, which no file of a pack is.", path)
	case f.Method != zip.Store:
		v.find("“%s” is compressed, which no file of a pack is. It was not unpacked.", path)
	case f.CompressedSize64 != f.UncompressedSize64:
		v.find("“%s” is said to have two sizes.", path)
	case err != nil || size < 0 || at < 0 || size > v.size-at:
		v.find("“%s” is said to be where there is no such file in the pack.", path)
	default:
		e.data = io.NewSectionReader(v.r, at, size)
	}
}

// read returns the whole of a file that is no longer than most.
func (v *packVerifier) read(path string, most int64) ([]byte, error) {
	e := v.byPath[path]
	switch {
	case e == nil || e.data == nil:
		v.find("“%s” cannot be read, so what it says cannot be checked.", path)
		return nil, halt{}
	case e.data.Size() > most:
		v.find("“%s” is too large to be believed.", path)
		return nil, halt{}
	}
	text := make([]byte, e.data.Size())
	if _, err := e.data.ReadAt(text, 0); err != nil && err != io.EOF {
		return nil, fmt.Errorf("read pack: %w", err)
	}
	return text, nil
}

func (v *packVerifier) readManifest() (err error) {
	if v.text, err = v.read(packManifest, maxPackManifest); err != nil {
		return err
	}
	sum := sha256.Sum256(v.text)
	if digest := hex.EncodeToString(sum[:]); v.report.Digest != "" && digest != v.report.Digest {
		v.find("The manifest was changed: it does not have the digest that the zip's comment holds.")
	}
	m := &v.manifest
	if err := json.Unmarshal(v.text, m); err != nil || m.Format != packFormat {
		v.find("The manifest cannot be read, so the files of the pack cannot be checked.")
		return halt{}
	}
	v.report.Apprentice, v.report.Standard, v.report.Organisation = m.Apprentice, m.Standard, m.Organisation
	v.report.Attempt, v.report.HandedOver, v.report.Submission = m.Attempt, m.HandedOver, m.Submission
	for i := range m.Files {
		f := &m.Files[i]
		if v.named[f.Path] != nil {
			v.find("The manifest names “%s” twice.", f.Path)
		}
		v.named[f.Path] = f
	}
	return nil
}

// compare compares every file with what the manifest says of it.
func (v *packVerifier) compare() error {
	for _, e := range v.files {
		if e.data == nil {
			continue
		}
		sum, crc := sha256.New(), crc32.NewIEEE()
		if _, err := io.Copy(io.MultiWriter(sum, crc), io.NewSectionReader(e.data, 0, e.data.Size())); err != nil {
			return fmt.Errorf("read pack: %w", err)
		}
		e.sha = hex.EncodeToString(sum.Sum(nil))
		v.crcs[e.path] = crc.Sum32()
	}
	var gone []*PackFile
	for i := range v.manifest.Files {
		f := &v.manifest.Files[i]
		e := v.byPath[f.Path]
		if e == nil {
			gone = append(gone, f)
			continue
		}
		same := e.data != nil && e.sha == f.SHA && e.data.Size() == f.Size
		if !same && e.data != nil {
			v.find("“%s” is not the file that was put in: its %s.", f.Path, differs(e, f))
		}
		v.report.Files = append(v.report.Files, FileCheck{Label: f.Label, Name: orElse(f.Name, f.Path), How: "in the pack", OK: same})
	}
	v.namesDiffer(gone)
	return nil
}

func differs(e *packEntry, f *PackFile) string {
	if e.data.Size() != f.Size {
		return fmt.Sprintf("size is %d bytes, the manifest says %d", e.data.Size(), f.Size)
	}
	return "digest differs"
}

// namesDiffer tells of files that are missing, that are more, and that are
// there under another name.
func (v *packVerifier) namesDiffer(gone []*PackFile) {
	var more []*packEntry
	for _, e := range v.files {
		if e.path != packManifest && v.named[e.path] == nil {
			more = append(more, e)
		}
	}
	for _, f := range gone {
		i := slices.IndexFunc(more, func(e *packEntry) bool { return e.sha == f.SHA })
		if i >= 0 {
			v.find("“%s” was renamed: it is called “%s” now.", f.Path, more[i].path)
			more = slices.Delete(more, i, i+1)
		} else {
			v.find("“%s” is missing.", f.Path)
		}
		v.report.Files = append(v.report.Files, FileCheck{Label: f.Label, Name: orElse(f.Name, f.Path), How: "missing"})
	}
	for _, e := range more {
		v.find("“%s” is not named by the manifest: it was put in.", e.path)
	}
}

// readDocument reads what was handed over, and sees that the manifest is what it
// comes to.
func (v *packVerifier) readDocument() error {
	text, err := v.read(packDocument, maxPackDocument)
	if err != nil {
		return err
	}
	if v.document, err = ReadSubmission(text); err != nil {
		v.find("“%s” cannot be read, so what was handed over cannot be compared with the files.", packDocument)
		return halt{}
	}
	sum := sha256.Sum256(text)
	if hex.EncodeToString(sum[:]) != v.manifest.Submission {
		v.find("“%s” is not what was handed over: it does not have the digest that the manifest names.", packDocument)
	}
	s := v.document
	var want []packed
	for _, path := range []string{packIndex, packStyle, packDocument, newPackNamer(&s.Portfolio).report()} {
		if f := v.named[path]; f != nil {
			want = append(want, packed{PackFile: PackFile{Path: path, Size: f.Size, SHA: f.SHA}})
		}
	}
	for _, f := range s.Files {
		want = append(want, packed{PackFile: PackFile{f.Path, f.Label, f.Name, f.Size, string(f.Ref)}})
	}
	made, err := s.packManifest(want)
	if err != nil {
		return err
	}
	if !bytes.Equal(made, v.text) {
		v.find("The manifest is not the one that belongs to what was handed over.")
	}
	for i := range s.Gateway.SignOffs {
		if sum := sha256.Sum256([]byte(s.Gateway.Signed)); hex.EncodeToString(sum[:]) != s.Gateway.SignOffs[i].Digest {
			v.find("What %s signed is not what was handed over: the digests differ.", s.Gateway.SignOffs[i].Name)
		}
	}
	return nil
}

// pdf checks the portfolio PDF inside.
func (v *packVerifier) pdf() error {
	path := newPackNamer(&v.document.Portfolio).report()
	e := v.byPath[path]
	if e == nil || e.data == nil {
		return nil // told already
	}
	report, err := Verify(e.data, e.data.Size())
	if err != nil {
		return err
	}
	v.report.PDF = &report
	for _, finding := range report.Findings {
		v.find("In “%s”: %s", path, finding)
	}
	return nil
}

// frame compares every byte between the files with what it has to be. It comes
// last: while something else differs, it would only say so again.
func (v *packVerifier) frame() error {
	if len(v.report.Findings) > 0 {
		return nil
	}
	at := v.document.At
	var entries []zipEntry
	var start int64
	for _, f := range append([]PackFile{{Path: packManifest, Size: int64(len(v.text))}}, v.manifest.Files...) {
		e := zipEntry{v.root + f.Path, f.Size, v.crcs[f.Path], start}
		header := e.header(at)
		if err := v.expect(header, start, "before “"+f.Path+"”"); err != nil {
			return err
		}
		entries = append(entries, e)
		start += int64(len(header)) + f.Size
	}
	if root := newPackNamer(&v.document.Portfolio).root() + "/"; root != v.root {
		v.find("The folder of the pack was renamed: it was called “%s”.", strings.TrimSuffix(root, "/"))
	}
	sum := sha256.Sum256(v.text)
	end := zipDirectory(entries, at, start, packComment(hex.EncodeToString(sum[:])))
	if err := v.expect(end, start, "at the end, the list of files"); err != nil {
		return err
	}
	if after := start + int64(len(end)); v.size > after && len(v.report.Findings) == 0 {
		v.find("%s added after the end of the pack.", were(v.size-after))
	}
	return nil
}

// expect compares a stretch of the pack.
func (v *packVerifier) expect(want []byte, at int64, where string) error {
	got := make([]byte, len(want))
	n, err := v.r.ReadAt(got, at)
	if err != nil && err != io.EOF {
		return fmt.Errorf("read pack: %w", err)
	}
	if !bytes.Equal(got[:n], want) {
		v.find("The frame of the zip was changed %s (bytes %d to %d).", where, at, at+int64(len(want))-1)
		return halt{}
	}
	return nil
}
