package pages

import (
	"strings"
	"unicode/utf8"
)

// Dumbbells is a chart of one group of statements: a line a statement, from a
// hollow dot (then) to a full one (now).
type Dumbbells struct {
	ID    string // unique on the page
	Title string // over it: "Knowledge"
	Says  string // the finding: "Knowledge: 18 of 22 went up, 1 down."
	Low   string // what the lowest step is called
	High  string // and the highest
	Steps int    // of the scale
	Rows  []Dumbbell
}

// A Dumbbell is one statement's line. Places are from 0, the lowest step, to 1;
// less than 0 is not scored.
type Dumbbell struct {
	Code     string // empty: the standard has none, and Name stands above the line
	Name     string
	From, To float64
}

// Lengths of the drawing, in units of about a pixel.
const (
	bellWide   = 340.0
	bellTop    = 42.0 // above the first line
	bellRow    = 24.0 // of a statement with a code
	bellNamed  = 42.0 // of one with its name above
	bellLabel  = 54.0 // left of the lines, for codes
	bellMargin = 12.0
)

type rise struct {
	Dumbbell
	y        float64
	from, to float64 // across; -1: none
}

func (d Dumbbells) coded() bool {
	for _, r := range d.Rows {
		if r.Code == "" {
			return false
		}
	}
	return true
}

func (d Dumbbells) left() float64 {
	if d.coded() {
		return bellLabel
	}
	return bellMargin
}

func (d Dumbbells) x(at float64) float64 { return d.left() + at*(bellWide-bellMargin-d.left()) }

func (d Dumbbells) row() float64 {
	if d.coded() {
		return bellRow
	}
	return bellNamed
}

func (d Dumbbells) tall() float64 { return bellTop + float64(len(d.Rows))*d.row() }

func (d Dumbbells) view() string { return "0 0 " + fixed(bellWide) + " " + fixed(d.tall()+4) }

// ticks returns where the steps are, across.
func (d Dumbbells) ticks() []float64 {
	var out []float64
	for i := range d.Steps {
		out = append(out, d.x(float64(i)/float64(max(1, d.Steps-1))))
	}
	return out
}

func (d Dumbbells) bells() []rise {
	var out []rise
	for i, r := range d.Rows {
		b := rise{Dumbbell: r, y: bellTop + (float64(i)+1)*d.row() - bellRow/2, from: -1, to: -1}
		if r.From >= 0 {
			b.from = d.x(r.From)
		}
		if r.To >= 0 {
			b.to = d.x(r.To)
		}
		out = append(out, b)
	}
	return out
}

// line is the way from then to now, cut where the dots are.
func (b rise) line() string {
	from, to := b.from+5, b.to-5
	if b.to < b.from {
		from, to = b.from-5, b.to+5
	}
	return "M" + fixed(from) + " " + fixed(b.y) + "H" + fixed(to)
}

func (b rise) class() string {
	if b.to < b.from {
		return "rise__way rise__way--down"
	}
	return "rise__way"
}

// moved reports whether there is a way to draw.
func (b rise) moved() bool { return b.from >= 0 && b.to >= 0 && b.from != b.to }

// short is the name as far as the drawing has room for it.
func (b rise) short() string {
	const most = 44
	if utf8.RuneCountInString(b.Name) <= most {
		return b.Name
	}
	return strings.TrimSpace(string([]rune(b.Name)[:most-1])) + "…"
}
