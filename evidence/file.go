package evidence

import (
	"path"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"touchstone/app/account"
	"touchstone/app/blob"
	"touchstone/app/document"
)

// Limits on a file.
const (
	MaxFile     = 2 << 30 // bytes
	MaxFileName = 255     // bytes
	MaxFiles    = 50      // of one version
)

// A File is bytes that someone added to a portfolio.
type File struct {
	ID        FileID
	Portfolio PortfolioID
	Blob      blob.Ref
	Name      string // as the person's device called it, see CleanName
	Size      int64  // bytes
	Facts     document.Facts
	Fault     string    // why it will not open, in words; empty: it opens
	KeptAt    time.Time // when the person insisted on keeping an unfit file
	AddedBy   account.PersonID
	AddedAt   time.Time
	Copies    map[document.Copy]FileCopy // made from it when it was read
}

// A FileCopy is a blob made from a file.
type FileCopy struct {
	Blob blob.Ref
	Size int64 // bytes
}

// Unfit reports whether the file does not open and nobody has said to keep it.
func (f *File) Unfit() bool { return f.Fault != "" && f.KeptAt.IsZero() }

// CleanName returns a file's name as it is kept: without folders and control
// characters, valid UTF-8, at most MaxFileName bytes with its ending. Anything
// else a device may call a file is left alone.
func CleanName(name string) string {
	name = strings.ToValidUTF8(name, "")
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || isBidi(r) {
			return -1
		}
		return r
	}, name)
	name = strings.TrimSpace(name)
	if strings.Trim(name, ".") == "" {
		return "File without a name"
	}
	return shorten(name)
}

// isBidi reports whether r reorders the text after it: with it, a name may
// read as if it ended in something else.
func isBidi(r rune) bool { return r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' }

// shorten cuts the stem of a name that is too long, between characters.
func shorten(name string) string {
	if len(name) <= MaxFileName {
		return name
	}
	ext := path.Ext(name)
	if len(ext) > 20 {
		ext = ""
	}
	keep := MaxFileName - len(ext)
	for keep > 0 && !utf8.RuneStart(name[keep]) {
		keep--
	}
	return name[:keep] + ext
}

// Describe returns what the file is: "PDF, 8 pages, 412 KB".
func (f *File) Describe() string { return document.Describe(f.Facts, f.Size) }
