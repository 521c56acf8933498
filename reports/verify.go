package reports

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"regexp"
	"strconv"
	"strings"
	"time"

	"touchstone/reports/pdf"
)

// A Report says whether a portfolio PDF is as it was written.
type Report struct {
	OK         bool        `json:"ok"`
	Apprentice string      `json:"apprentice,omitempty"`
	Standard   string      `json:"standard,omitempty"`
	Made       time.Time   `json:"made,omitzero"`
	Digest     string      `json:"digest,omitempty"` // that the file carries
	Pages      int         `json:"pages"`
	Links      int         `json:"links"`
	Bookmarks  int         `json:"bookmarks"`
	Files      []FileCheck `json:"files"`
	Findings   []string    `json:"findings"` // what differs, in sentences
}

// A FileCheck says whether one uploaded file is inside as the manifest says.
type FileCheck struct {
	Label string `json:"label"`
	Name  string `json:"name"`
	How   string `json:"how"`
	OK    bool   `json:"ok"`
}

// maxManifest is the largest manifest that is believed, in bytes.
const maxManifest = 256 << 20

// Verify checks a portfolio PDF of size bytes: that no byte changed since it was
// made, that every link and bookmark leads to a page, and that every file its
// manifest names is inside as it says. It needs nothing but the file. The error
// is of reading r; what is wrong with the file is in the report.
func Verify(r io.ReaderAt, size int64) (Report, error) {
	v := verifier{r: r, size: size, sums: map[int64]part{}}
	v.report = Report{Files: []FileCheck{}, Findings: []string{}}
	err := v.run()
	if stop := (halt{}); errors.As(err, &stop) {
		err = nil
	}
	v.report.OK = err == nil && len(v.report.Findings) == 0
	return v.report, err
}

// halt ends the check early: what was found makes the rest meaningless.
type halt struct{}

func (halt) Error() string { return "check ended" }

type verifier struct {
	r        io.ReaderAt
	size     int64 // of the document, without what was added behind it
	start    int64 // of the manifest's object
	xref     int64
	report   Report
	manifest Manifest
	file     *pdf.File
	sums     map[int64]part // what the file really holds, by offset
	pages    []pdf.Ref
	pageNo   map[pdf.Ref]int
}

type part struct {
	length int64
	sha256 string
}

func (v *verifier) find(format string, args ...any) {
	v.report.Findings = append(v.report.Findings, fmt.Sprintf(format, args...))
}

func (v *verifier) run() error {
	for _, step := range []func() error{v.head, v.tail, v.readManifest, v.parts, v.open, v.links, v.bookmarks, v.files} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// head tells whether the file is a portfolio of ours at all.
func (v *verifier) head() error {
	head := make([]byte, min(64, v.size))
	if _, err := v.r.ReadAt(head, 0); err != nil && err != io.EOF {
		return fmt.Errorf("read portfolio: %w", err)
	}
	switch {
	case v.size == 0:
		v.find("The file is empty.")
	case bytes.Contains(head, []byte(pdf.Mark)):
		return nil
	case !bytes.HasPrefix(head, []byte("%PDF-")):
		v.find("This is not a PDF. Check the portfolio as it was downloaded from Touchstone.")
	default:
		return v.headless()
	}
	return halt{}
}

// tail finds the line with the digest, and checks the end of the file by it.
func (v *verifier) tail() error {
	at, err := v.lastIndex([]byte("\n" + pdf.DigestMark + " "))
	if err != nil {
		return fmt.Errorf("read portfolio: %w", err)
	}
	if at < 0 {
		v.find("The end of the file is missing: it was cut short, or its end was changed. Nothing after that can be checked.")
		return halt{}
	}
	line := make([]byte, 256)
	n, err := v.r.ReadAt(line, at+1)
	if err != nil && err != io.EOF {
		return fmt.Errorf("read portfolio: %w", err)
	}
	m := lastLines.FindSubmatchIndex(line[:n])
	if m == nil {
		v.find("The end of the file was changed or cut short: the line with its digest cannot be read.")
		return halt{}
	}
	v.start, _ = strconv.ParseInt(string(line[m[2]:m[3]]), 10, 64)
	v.xref, _ = strconv.ParseInt(string(line[m[6]:m[7]]), 10, 64)
	if v.start <= 0 || v.start > at || v.xref < v.start || v.xref > at {
		v.find("The end of the file was changed: it names places that the document does not have.")
		return halt{}
	}
	digest := string(line[m[4]:m[5]])
	after := at + 1 + int64(m[1])
	if after != v.size {
		v.find("%s added after the end of the document.", were(v.size-after))
		v.size = after
	}
	v.report.Digest = digest
	return v.checkTail(at+1+int64(m[4]), digest)
}

// lastLines are the last lines of every portfolio.
var lastLines = regexp.MustCompile(`^` + pdf.DigestMark + ` (\d{12}) sha256 ([0-9a-f]{64})\nstartxref\n(\d{1,12})\n%%EOF\n`)

func were(n int64) string {
	if n == 1 {
		return "1 byte was"
	}
	return fmt.Sprintf("%d bytes were", n)
}

// checkTail compares the document's own digest, which is at byte at.
func (v *verifier) checkTail(at int64, digest string) error {
	sum := sha256.New()
	for _, piece := range []io.Reader{
		io.NewSectionReader(v.r, v.start, at-v.start),
		strings.NewReader(strings.Repeat("0", 64)),
		io.NewSectionReader(v.r, at+64, v.size-at-64),
	} {
		if _, err := io.Copy(sum, piece); err != nil {
			return fmt.Errorf("read portfolio: %w", err)
		}
	}
	if hex.EncodeToString(sum.Sum(nil)) != digest {
		v.find("The manifest, the table of objects or the digest at the end of the document was changed.")
	}
	return nil
}

// lastIndex returns where sought begins for the last time; -1: nowhere.
func (v *verifier) lastIndex(sought []byte) (int64, error) {
	const chunk = 256 << 10
	buf := make([]byte, chunk+len(sought))
	for end := v.size; end > 0; end -= chunk {
		from := max(0, end-chunk)
		n, err := v.r.ReadAt(buf[:min(int64(len(buf)), v.size-from)], from)
		if err != nil && err != io.EOF {
			return 0, err
		}
		if i := bytes.LastIndex(buf[:n], sought); i >= 0 {
			return from + int64(i), nil
		}
	}
	return -1, nil
}

// readManifest reads the manifest, which is the object at start.
func (v *verifier) readManifest() error {
	if v.size-v.start > maxManifest {
		v.find("The manifest is too large to be believed.")
		return halt{}
	}
	raw := make([]byte, v.size-v.start)
	if _, err := v.r.ReadAt(raw, v.start); err != nil && err != io.EOF {
		return fmt.Errorf("read portfolio: %w", err)
	}
	_, body, found := bytes.Cut(raw, []byte("stream\n"))
	err := json.NewDecoder(bytes.NewReader(body)).Decode(&v.manifest)
	if !found || err != nil || v.manifest.Format != manifestFormat {
		v.find("The manifest inside the document is missing or cannot be read, so its files cannot be checked.")
		return halt{}
	}
	m := &v.manifest
	v.report.Apprentice, v.report.Standard, v.report.Made = m.Apprentice, m.Standard, m.Made
	return nil
}

// parts compares every part before the manifest with its digest.
func (v *verifier) parts() error {
	at := int64(0)
	for _, p := range v.manifest.Parts {
		if p.Offset != at || p.Length <= 0 || p.Length > v.start-at {
			v.find("The manifest's list of parts leaves gaps: bytes %d to %d are not covered.", at, v.start)
			return halt{}
		}
		sum, err := v.digest(sha256.New(), p.Offset, p.Length)
		if err != nil {
			return fmt.Errorf("read portfolio: %w", err)
		}
		v.sums[p.Offset] = part{p.Length, sum}
		if sum != p.SHA256 {
			v.find("Changed since it was made: %s (bytes %d to %d).", orElse(p.What, "the structure of the document"), p.Offset, p.Offset+p.Length-1)
		}
		at += p.Length
	}
	if at != v.start {
		v.find("The manifest's list of parts ends early: bytes %d to %d are not covered.", at, v.start)
	}
	return nil
}

func (v *verifier) digest(sum hash.Hash, offset, length int64) (string, error) {
	_, err := io.Copy(sum, io.NewSectionReader(v.r, offset, length))
	return hex.EncodeToString(sum.Sum(nil)), err
}

// open reads the structure of the document.
func (v *verifier) open() error {
	file, err := pdf.OpenFile(v.r, v.size, v.xref)
	if err != nil {
		v.find("The document cannot be opened: %v.", err)
		return halt{}
	}
	v.file, v.pages = file, file.Pages()
	v.pageNo = make(map[pdf.Ref]int, len(v.pages))
	for i, ref := range v.pages {
		v.pageNo[ref] = i + 1
	}
	v.report.Pages = len(v.pages)
	if len(v.pages) != v.manifest.Pages {
		v.find("The document has %d pages; the manifest says %d.", len(v.pages), v.manifest.Pages)
	}
	return nil
}
