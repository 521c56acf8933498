package reports

import (
	"bytes"
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"io"
	"time"

	"touchstone/app/blob"
	"touchstone/app/fault"
)

// packFormat names the form of a pack, and begins the comment of the zip.
const packFormat = "touchstone pack 1"

// A PackManifest is the list, inside a pack, of every other file in it.
type PackManifest struct {
	Format       string     `json:"format"` // "touchstone pack 1"
	About        string     `json:"about"`
	Apprentice   string     `json:"apprentice"`
	ULN          string     `json:"uln,omitempty"`
	Standard     string     `json:"standard"`
	Organisation string     `json:"handed_over_to"`
	Attempt      int        `json:"attempt"`
	HandedOver   time.Time  `json:"handed_over_at"`
	Submission   string     `json:"submission_sha256"` // of document.json, which is all that was handed over
	Files        []PackFile `json:"files"`
}

// A PackFile is one file of a pack.
type PackFile struct {
	Path  string `json:"path"`            // below the folder that the manifest is in
	Label string `json:"label,omitempty"` // of an uploaded file: "4.2"
	Name  string `json:"name,omitempty"`  // as it was uploaded
	Size  int64  `json:"size"`            // bytes
	SHA   string `json:"sha256"`
}

const packAbout = "Every file of this pack but this one: its size and SHA-256. document.json is all that was handed over, in words; " +
	"the files with a label are as they were uploaded. The comment of the zip holds the SHA-256 of this list. " +
	"touchstone verify checks the pack without a connection."

// A PackSummary says what was written.
type PackSummary struct {
	Files  int    `json:"files"`
	Size   int64  `json:"size"`   // bytes
	Digest string `json:"digest"` // SHA-256 of the manifest, which the zip's comment holds
}

//go:embed pack/index.css
var packCSS []byte

// A packed is a file to be written: from memory, or from a blob.
type packed struct {
	PackFile
	content []byte   // nil: it is the blob
	ref     blob.Ref // of the blob
	crc     uint32
}

// WritePack writes a submission as a zip: its PDF, which is stored as pdf, the
// uploaded files under the names the plan wants, what was handed over as
// document.json, a page to find one's way offline, and a manifest. It reads
// nothing but the document and the blobs, so the same submission gives the same
// bytes on any day. Progress, which may be nil, is told how many of the parts are
// done: each file is read twice, first to see that it is whole.
//
// A file that is missing or not as it was uploaded is fault.Conflict, with a
// sentence that names it.
func WritePack(ctx context.Context, w io.Writer, document []byte, pdf blob.Ref, open Opener, progress func(done, total int)) (PackSummary, error) {
	s, err := ReadSubmission(document)
	if err != nil {
		return PackSummary{}, fmt.Errorf("write pack: %w", err)
	}
	p := packing{s: s, open: open, progress: progress, root: newPackNamer(&s.Portfolio).root()}
	if progress == nil {
		p.progress = func(int, int) {}
	}
	if err := p.gather(ctx, document, pdf); err != nil {
		return PackSummary{}, fmt.Errorf("write pack: %w", err)
	}
	sum, err := p.write(ctx, w)
	if err != nil {
		return PackSummary{}, fmt.Errorf("write pack: %w", err)
	}
	return sum, nil
}

type packing struct {
	s        *Submission
	open     Opener
	progress func(done, total int)
	root     string
	files    []packed // in order, the manifest first
	digest   string   // of the manifest
	done     int
}

func (p *packing) total() int { return 2 * len(p.files) }

// gather lists the files, and reads each to see that it is whole.
func (p *packing) gather(ctx context.Context, document []byte, pdf blob.Ref) error {
	report := PackFile{Path: newPackNamer(&p.s.Portfolio).report(), SHA: string(pdf), Size: -1}
	p.files = []packed{
		{},
		inMemory(packIndex, p.s.index(report.Path)),
		inMemory(packStyle, packCSS),
		inMemory(packDocument, document),
		{PackFile: report, ref: pdf},
	}
	for _, f := range p.s.Files {
		p.files = append(p.files, packed{PackFile: PackFile{f.Path, f.Label, f.Name, f.Size, string(f.Ref)}, ref: f.Ref})
	}
	for i := range p.files {
		if f := &p.files[i]; f.content == nil && f.ref != "" {
			if err := p.look(ctx, f); err != nil {
				return err
			}
		}
		p.step()
	}
	text, err := p.s.packManifest(p.files[1:])
	if err != nil {
		return err
	}
	p.files[0] = inMemory(packManifest, text)
	p.digest = p.files[0].SHA
	return nil
}

func (p *packing) step() {
	p.done++
	p.progress(p.done, p.total())
}

func inMemory(path string, content []byte) packed {
	sum := sha256.Sum256(content)
	return packed{PackFile: PackFile{Path: path, Size: int64(len(content)), SHA: hex.EncodeToString(sum[:])}, content: content, crc: crc32.ChecksumIEEE(content)}
}

// look reads a blob to see that it is what was handed over, and takes its
// checksum.
func (p *packing) look(ctx context.Context, f *packed) error {
	b, err := p.open(ctx, f.ref)
	if err != nil {
		return fault.Because(err, fault.Conflict, f.called()+" is missing from the store. Bring it back from a backup, then try again.")
	}
	defer b.Close()
	sum, crc := sha256.New(), crc32.NewIEEE()
	n, err := copyBlob(ctx, io.MultiWriter(sum, crc), b)
	if err != nil || hex.EncodeToString(sum.Sum(nil)) != f.SHA || f.Size >= 0 && n != f.Size {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return fault.Because(err, fault.Conflict, f.called()+" is not stored as it was uploaded. Bring it back from a backup, then try again.")
	}
	f.Size, f.crc = n, crc.Sum32()
	return nil
}

// called names a file in a sentence.
func (f *packed) called() string {
	if f.Label == "" {
		return "The portfolio PDF"
	}
	return "File " + f.Label + ", “" + f.Name + "”,"
}

// copyBlob copies until the end of the blob or of ctx.
func copyBlob(ctx context.Context, w io.Writer, b blob.Blob) (n int64, err error) {
	buf := make([]byte, 256<<10)
	for n < b.Size() {
		if err := ctx.Err(); err != nil {
			return n, err
		}
		got, err := b.ReadAt(buf[:min(int64(len(buf)), b.Size()-n)], n)
		if err != nil && (err != io.EOF || got == 0) {
			return n, err
		}
		if _, err := w.Write(buf[:got]); err != nil {
			return n, err
		}
		n += int64(got)
	}
	return n, nil
}

// packManifest lists files of the submission's pack.
func (s *Submission) packManifest(files []packed) ([]byte, error) {
	p := &s.Portfolio
	m := PackManifest{Format: packFormat, About: packAbout, Apprentice: p.Apprentice, ULN: p.ULN, Standard: standardName(&p.Standard),
		Organisation: s.Organisation, Attempt: s.Attempt, HandedOver: s.At}
	for _, f := range files {
		m.Files = append(m.Files, f.PackFile)
		if f.Path == packDocument {
			m.Submission = f.SHA
		}
	}
	return manifestText(&m)
}

func manifestText(m *PackManifest) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	err := enc.Encode(m)
	return b.Bytes(), err
}

// packComment is the comment of the zip.
func packComment(digest string) string { return packFormat + " sha256 " + digest }

// write writes the zip.
func (p *packing) write(ctx context.Context, w io.Writer) (PackSummary, error) {
	var at int64
	put := func(b []byte) error {
		n, err := w.Write(b)
		at += int64(n)
		return err
	}
	entries := make([]zipEntry, len(p.files))
	for i := range p.files {
		f := &p.files[i]
		entries[i] = zipEntry{p.root + "/" + f.Path, f.Size, f.crc, at}
		if err := put(entries[i].header(p.s.At)); err != nil {
			return PackSummary{}, err
		}
		if err := p.content(ctx, w, f); err != nil {
			return PackSummary{}, err
		}
		at += f.Size
		p.step()
	}
	if err := put(zipDirectory(entries, p.s.At, at, packComment(p.digest))); err != nil {
		return PackSummary{}, err
	}
	return PackSummary{Files: len(p.files), Size: at, Digest: p.digest}, nil
}

func (p *packing) content(ctx context.Context, w io.Writer, f *packed) error {
	if f.content != nil {
		_, err := w.Write(f.content)
		return err
	}
	b, err := p.open(ctx, f.ref)
	if err != nil {
		return err
	}
	defer b.Close()
	crc := crc32.NewIEEE()
	n, err := copyBlob(ctx, io.MultiWriter(w, crc), b)
	if err == nil && (n != f.Size || crc.Sum32() != f.crc) {
		err = fmt.Errorf("%s has changed while it was packed", f.ref)
	}
	return err
}
