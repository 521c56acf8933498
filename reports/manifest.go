package reports

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"touchstone/reports/pdf"
)

// A Manifest is the list, inside the portfolio PDF, of what is in it.
type Manifest struct {
	Format     string         `json:"format"` // "touchstone portfolio 1"
	About      string         `json:"about"`
	Apprentice string         `json:"apprentice"`
	ULN        string         `json:"uln,omitempty"`
	Standard   string         `json:"standard"`
	Made       time.Time      `json:"made"`
	Working    bool           `json:"working_copy,omitempty"`
	Pages      int            `json:"pages"`
	Pieces     []PieceEntry   `json:"pieces"`
	Files      []FileEntry    `json:"files"`
	Texts      []TextEntry    `json:"texts,omitempty"`
	Parts      []ManifestPart `json:"parts"`
}

// A PieceEntry names a piece of evidence.
type PieceEntry struct {
	Number int    `json:"number"`
	Title  string `json:"title"`
	Page   int    `json:"page"`
}

// A FileEntry says of one uploaded file where it is.
type FileEntry struct {
	Label    string `json:"label"` // "4.2": the second file of piece 4
	Piece    int    `json:"piece"` // 0: of the gateway record
	Name     string `json:"name"`
	Size     int64  `json:"size"`   // bytes of the original
	SHA256   string `json:"sha256"` // of the original
	MIME     string `json:"mime"`
	How      string `json:"how"` // "pages", "picture", "attached" or "missing"; with originals also "pages and attached"
	From     int    `json:"from,omitempty"`
	To       int    `json:"to,omitempty"`
	Copy     string `json:"copy_sha256,omitempty"`     // of the picture that is shown
	Attached string `json:"attached_as,omitempty"`     // name of the attachment
	Inside   string `json:"attached_sha256,omitempty"` // of the attached bytes
	Why      string `json:"why,omitempty"`             // why it is not shown
}

// A TextEntry names the full text of a piece, attached because the pages could
// not show all of it.
type TextEntry struct {
	Piece    int    `json:"piece"`
	Attached string `json:"attached_as"`
	SHA256   string `json:"sha256"`
}

// A ManifestPart is a stretch of the file and its digest.
type ManifestPart struct {
	Offset int64  `json:"offset"`
	Length int64  `json:"length"`
	SHA256 string `json:"sha256"`
	What   string `json:"what,omitempty"` // empty: structure of the document
}

const manifestFormat = "touchstone portfolio 1"

const manifestAbout = "Every uploaded file of this portfolio: its size and digest as uploaded, and where in the document it is. " +
	"Parts are stretches of the document, in order and without gaps, each with the SHA-256 of its bytes; " +
	"the document's own digest, near its end, covers everything after them."

// manifest returns the inner manifest of a finished drawing.
func (s *setter) manifest(drawn *pdf.Drawing, parts []pdf.Part) ([]byte, error) {
	m := Manifest{Format: manifestFormat, About: manifestAbout, Apprentice: s.p.Apprentice, ULN: s.p.ULN,
		Standard: standardName(&s.p.Standard), Made: s.p.Newest().UTC(), Working: s.p.Working, Pages: drawn.Pages(),
		Pieces: []PieceEntry{}, Files: []FileEntry{}}
	byLabel := map[string]FileEntry{}
	for i := range s.p.Pieces {
		p := &s.p.Pieces[i]
		m.Pieces = append(m.Pieces, PieceEntry{p.Number, p.Title, drawn.PageOf(pieceAnchor(p.Number))})
		for _, pl := range s.placed[i] {
			e := fileEntry(drawn, p.Number, pl)
			byLabel[pl.label] = e
			m.Files = append(m.Files, e)
		}
	}
	for _, pl := range s.records {
		e := fileEntry(drawn, 0, pl)
		byLabel[pl.label] = e
		m.Files = append(m.Files, e)
	}
	for _, x := range s.extras {
		m.Texts = append(m.Texts, TextEntry{s.p.Pieces[x.piece].Number, x.name, x.embed.SHA256})
	}
	for _, p := range parts {
		m.Parts = append(m.Parts, ManifestPart{p.Offset, p.Length, p.SHA256, partName(p.Key, byLabel)})
	}
	return json.MarshalIndent(m, "", " ")
}

func fileEntry(drawn *pdf.Drawing, piece int, pl *placing) FileEntry {
	f := pl.file
	e := FileEntry{Label: pl.label, Piece: piece, Name: f.Name, Size: f.Size, SHA256: string(f.Ref), MIME: f.MIME, Copy: pl.copy, Why: pl.why}
	var how []string
	if len(pl.shown) > 0 {
		how = append(how, map[bool]string{true: "picture", false: "pages"}[pl.picture()])
		e.From = drawn.PageOf(fileAnchor(pl.label))
		e.To = e.From + len(pl.shown) - 1
	}
	if pl.attached != nil {
		how = append(how, "attached")
		e.Attached, e.Inside = pl.name, pl.attached.SHA256
	}
	if e.How = strings.Join(how, " and "); e.How == "" {
		e.How = "missing"
	}
	return e
}

// partName says in words what a part is.
func partName(key string, files map[string]FileEntry) string {
	kind, rest, _ := strings.Cut(key, ":")
	switch kind {
	case "page":
		return "the text of page " + rest
	case "links":
		return "the links and frame of page " + rest
	case "fonts":
		return "the fonts"
	case "text":
		return "attachment " + rest
	case "file":
		label, page, _ := strings.Cut(rest, ":")
		return filePartName(files[label], page)
	}
	return ""
}

func filePartName(e FileEntry, page string) string {
	of := e.Name + " (piece " + itoa(e.Piece) + ", file " + e.Label + ")"
	if e.Piece == 0 {
		of = e.Name + " (file " + e.Label + ")"
	}
	n, err := strconv.Atoi(page)
	switch {
	case err != nil:
		return "attachment " + orElse(e.Attached, e.Name)
	case n == 0:
		return "a font or picture of " + of + ", pages " + ranged(e.From, e.To)
	case e.Copy != "":
		return "page " + itoa(e.From) + ": the picture " + of
	case e.From == 0:
		return "what is left of " + of
	}
	return "page " + itoa(e.From+n-1) + ": " + of + ", its page " + page
}
