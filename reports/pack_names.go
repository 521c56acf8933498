package reports

import (
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"touchstone/ksb"
)

// Limits on names in a pack, in characters: of the folder everything is in, and
// of the rest of a path. Windows opens paths of up to 260.
const (
	maxRootName = 60
	maxPackPath = 120
	maxFolder   = 40
)

// What a pack is called where the plan says nothing.
const (
	packRoot     = "Portfolio {name} {uln}"
	packReport   = "Portfolio {name}"
	packEvidence = "Evidence"
	packGateway  = "Gateway"
	packFile     = "Piece {piece} - {file}"
)

// The files of a pack that the program makes, below its folder.
const (
	packIndex    = "index.html"
	packStyle    = "index.css"
	packManifest = "manifest.json"
	packDocument = "document.json"
)

// A packNamer gives the files of a submission their names in the pack, each
// safe on Windows, macOS and Linux, and unlike every other in more than case.
type packNamer struct {
	shape ksb.SubmissionShape
	fill  []string // old and new, for strings.NewReplacer
	used  map[string]bool
	width int // digits of the largest number of a piece
}

func newPackNamer(p *Portfolio) *packNamer {
	n := &packNamer{used: map[string]bool{}, width: 2,
		fill: []string{"{name}", p.Apprentice, "{uln}", p.ULN, "{standard}", p.Standard.Reference}}
	if p.Plan != nil {
		n.shape = p.Plan.Submission
	}
	for i := range p.Pieces {
		n.width = max(n.width, len(itoa(p.Pieces[i].Number)))
	}
	for _, name := range []string{packIndex, packStyle, packManifest, packDocument} {
		n.used[name] = true
	}
	return n
}

// root is the folder that everything is in.
func (n *packNamer) root() string {
	return safeName(strings.NewReplacer(n.fill...).Replace(orElse(n.shape.Root, packRoot)), maxRootName)
}

// report is the name of the portfolio PDF.
func (n *packNamer) report() string {
	name := strings.NewReplacer(n.fill...).Replace(orElse(n.shape.Report, packReport))
	return n.free("", name, ".pdf")
}

// evidence is the path of a file of a piece.
func (n *packNamer) evidence(p *Piece, f *File) string {
	number := itoa(p.Number)
	number = strings.Repeat("0", n.width-len(number)) + number
	ending := endingOf(f.Name)
	fill := append(slices.Clone(n.fill), "{piece}", number, "{title}", p.Title, "{file}", strings.TrimSuffix(f.Name, path.Ext(f.Name)))
	if ending == "" {
		fill[len(fill)-1] = f.Name
	}
	name := strings.NewReplacer(fill...).Replace(orElse(n.shape.File, packFile))
	return n.free(n.folder(n.shape.Evidence, packEvidence), name, ending)
}

// gateway is the path of a file of the gateway record.
func (n *packNamer) gateway(r *GatewayRecord) string {
	ending := endingOf(r.File.Name)
	return n.free(n.folder(n.shape.Gateway, packGateway), r.Name+" - "+strings.TrimSuffix(r.File.Name, ending), ending)
}

func (n *packNamer) folder(name, otherwise string) string {
	return safeName(strings.NewReplacer(n.fill...).Replace(orElse(name, otherwise)), maxFolder)
}

// free returns a path that is not taken yet, and takes it.
func (n *packNamer) free(folder, stem, ending string) string {
	room := maxPackPath - len([]rune(ending))
	if folder != "" {
		folder += "/"
		room -= len([]rune(folder))
	}
	for i := 1; ; i++ {
		more := ""
		if i > 1 {
			more = " (" + strconv.Itoa(i) + ")"
		}
		at := folder + safeName(stem, room-len(more)) + more + ending
		if key := strings.ToLower(at); !n.used[key] {
			n.used[key] = true
			return at
		}
	}
}

// endingOf returns the ending of a file's name, in letters and digits; empty if
// it has none that a system would know.
func endingOf(name string) string {
	ending := path.Ext(name)
	plain := strings.IndexFunc(strings.TrimPrefix(ending, "."), func(r rune) bool { return r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) }) < 0
	if len(ending) < 2 || len(ending) > 10 || !plain || ending == name {
		return ""
	}
	return ending
}

// safeName makes of words a name that every system takes: letters and digits of
// any script, spaces and ( ) - _ , . alone; no dot or space at its ends; not one
// that Windows keeps for devices; at most so many characters, and 200 bytes.
func safeName(words string, most int) string {
	words = strings.NewReplacer("&", " and ", "’", "", "'", "").Replace(norm.NFC.String(words))
	words = strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r) || strings.ContainsRune("()-_,.", r) {
			return r
		}
		return ' '
	}, words)
	name := []rune(strings.Join(strings.Fields(words), " "))
	name = name[:min(len(name), max(most, 1))]
	for len(string(name)) > 200 {
		name = name[:len(name)-1]
	}
	safe := strings.Trim(string(name), " .")
	if safe == "" {
		safe = "_"
	}
	stem, _, _ := strings.Cut(safe, ".")
	if slices.Contains(devices, strings.ToUpper(strings.TrimSpace(stem))) {
		safe = "_" + safe
	}
	return safe
}

// devices are the names that Windows keeps for itself, with any ending.
var devices = []string{"CON", "PRN", "AUX", "NUL",
	"COM0", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9",
	"LPT0", "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9"}
