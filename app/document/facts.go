// Package document reads what people upload: what kind of file it is, whether
// it opens, how many pages or seconds it has, and copies of it that a page or a
// portfolio can show. Reading happens in a child process with limits, since
// uploads are hostile until shown otherwise.
package document

import "time"

// A Kind is a kind of file, told by its content.
type Kind string

// The kinds of file.
const (
	PDF     Kind = "pdf"
	Image   Kind = "image"
	Audio   Kind = "audio"
	Video   Kind = "video"
	Word    Kind = "word"    // DOCX, DOC, ODT, RTF
	Sheet   Kind = "sheet"   // XLSX, XLS, ODS, CSV
	Slides  Kind = "slides"  // PPTX, PPT, ODP
	Text    Kind = "text"    // plain text, Markdown
	Email   Kind = "email"   // EML, MSG
	Web     Kind = "web"     // HTML: kept and attached, never run
	Archive Kind = "archive" // ZIP and the like
	Other   Kind = "other"   // anything else that is not a program
)

// Facts are what reading a file found. The zero values of what does not apply
// to its kind are left out of its JSON.
type Facts struct {
	Kind     Kind            `json:"kind"`
	MIME     string          `json:"mime"`            // without parameters
	Fault    string          `json:"fault,omitempty"` // why an assessor could not open it, in a sentence or two; empty: it opens
	Pages    int             `json:"pages,omitempty"` // of a PDF
	Width    int             `json:"width,omitempty"` // of an image, upright, in pixels
	Height   int             `json:"height,omitempty"`
	Duration time.Duration   `json:"duration,omitempty"` // of a recording; 0: not known
	Attach   string          `json:"attach,omitempty"`   // why a portfolio attaches it instead of showing it; empty: it can be shown
	Copies   map[Copy]string `json:"-"`                  // names of the files made, in the folder given to Read
}

// A Copy is a file made from an upload.
type Copy string

// The copies of a file.
const (
	Pack    Copy = "pack"    // a PDF's pages, each a self-contained drawing; see OpenPack
	Print   Copy = "print"   // a JPEG of an image: upright, on white, its colours taken as sRGB, at most 200 dpi on A4, without metadata
	Preview Copy = "preview" // the same, at most 1600 pixels wide or high
	Plain   Copy = "text"    // its text, UTF-8, pages parted by form feeds; at most 2 MB
)
