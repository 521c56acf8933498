package evidence

import (
	"fmt"
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

// Bytes returns a size in words: "412 KB", "1.4 MB". A KB is 1,000 bytes.
func Bytes(n int64) string {
	switch {
	case n == 1:
		return "1 byte"
	case n < 1000:
		return fmt.Sprintf("%d bytes", n)
	case n < 999_500:
		return fmt.Sprintf("%d KB", (n+500)/1000)
	case n < 9_950_000:
		return fmt.Sprintf("%.1f MB", float64(n)/1e6)
	case n < 999_500_000:
		return fmt.Sprintf("%.0f MB", float64(n)/1e6)
	}
	return fmt.Sprintf("%.1f GB", float64(n)/1e9)
}

// Length returns the length of a recording, or a time in it: "4:10", "1:02:03".
func Length(d time.Duration) string {
	s := int(d.Round(time.Second) / time.Second)
	if s >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}

var kindNames = map[document.Kind]string{
	document.PDF: "PDF", document.Image: "Picture", document.Audio: "Sound", document.Video: "Video",
	document.Word: "Document", document.Sheet: "Spreadsheet", document.Slides: "Slides", document.Text: "Text",
	document.Email: "E-mail", document.Web: "Web page", document.Archive: "Archive", document.Other: "File",
}

// Describe returns what the file is: "PDF, 8 pages, 412 KB".
func (f *File) Describe() string {
	parts := []string{kindNames[f.Facts.Kind]}
	if parts[0] == "" {
		parts[0] = "File"
	}
	switch {
	case f.Facts.Pages == 1:
		parts = append(parts, "1 page")
	case f.Facts.Pages > 1:
		parts = append(parts, fmt.Sprintf("%d pages", f.Facts.Pages))
	case f.Facts.Duration > 0:
		parts = append(parts, Length(f.Facts.Duration))
	}
	return strings.Join(append(parts, Bytes(f.Size)), ", ")
}
