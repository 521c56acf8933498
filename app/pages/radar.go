package pages

import (
	"math"
	"strings"
	"unicode/utf8"
)

// A Radar draws how elements come out, one spoke for each, clockwise from the
// top. It always stands beside a table of the same figures. Shapes are told
// apart by line and dot as well as by colour, and there are at most two, with
// the aim a third.
type Radar struct {
	ID     string   // unique on the page
	Says   string   // the finding, heard instead of the drawing
	Codes  []string // of the spokes: "BS1"
	Steps  int      // of the scale: as many rings
	Aim    float64  // drawn as a ring; 0: none
	AimIs  string   // "Meets the grade"
	Shapes []RadarShape
}

// A RadarShape is one reading of all spokes.
type RadarShape struct {
	Name   string
	Values []float64 // for each spoke on the scale; 0: not rated, which leaves a gap
	Second bool      // dashed, with hollow dots
}

// The drawing, in its own units. It is scaled to its place.
const (
	radarRadius = 150
	radarOut    = 15 // from the outermost ring to the label of a spoke
	radarLetter = 11 // the width of a letter of a label, at most
	radarLine   = 26 // room for a label above and below
)

// fewestSpokes make a shape.
const fewestSpokes = 3

// drawn reports whether there are enough spokes to draw.
func (r Radar) drawn() bool { return len(r.Codes) >= fewestSpokes }

// side is the room for labels left and right: that of the longest.
func (r Radar) side() float64 {
	longest := 0
	for _, code := range r.Codes {
		longest = max(longest, utf8.RuneCountInString(code))
	}
	return radarOut + radarLetter*float64(longest)
}

func (r Radar) middle() (x, y float64) {
	return radarRadius + r.side(), radarRadius + radarOut + radarLine
}

func (r Radar) viewBox() string {
	x, y := r.middle()
	return "0 0 " + fixed(2*x) + " " + fixed(2*y)
}

// at returns the place on a spoke at that distance from the middle.
func (r Radar) at(spoke int, distance float64) dot {
	x, y := r.middle()
	angle := 2 * math.Pi * float64(spoke) / float64(len(r.Codes))
	return dot{x + distance*math.Sin(angle), y - distance*math.Cos(angle)}
}

func (r Radar) distance(value float64) float64 {
	return radarRadius * clamp(value/float64(max(1, r.Steps)))
}

// ring joins all spokes at one value.
func (r Radar) ring(value float64) string {
	var b strings.Builder
	for i := range r.Codes {
		pen := "L"
		if i == 0 {
			pen = "M"
		}
		p := r.at(i, r.distance(value))
		b.WriteString(pen + fixed(p.x) + " " + fixed(p.y))
	}
	return b.String() + "Z"
}

// spokes draws every spoke.
func (r Radar) spokes() string {
	var b strings.Builder
	x, y := r.middle()
	for i := range r.Codes {
		p := r.at(i, radarRadius)
		b.WriteString("M" + fixed(x) + " " + fixed(y) + "L" + fixed(p.x) + " " + fixed(p.y))
	}
	return b.String()
}

func (r Radar) rings() (all []string) {
	for i := range r.Steps {
		all = append(all, r.ring(float64(i+1)))
	}
	return all
}

// outline joins neighbouring spokes that have a value. Only a shape without a
// gap is closed, and so has a ground.
func (r Radar) outline(s RadarShape) string {
	var b strings.Builder
	n, whole := len(r.Codes), true
	for i := range n {
		whole = whole && s.value(i) > 0
	}
	if whole {
		for i := range n {
			pen := "L"
			if i == 0 {
				pen = "M"
			}
			p := r.at(i, r.distance(s.value(i)))
			b.WriteString(pen + fixed(p.x) + " " + fixed(p.y))
		}
		return b.String() + "Z"
	}
	for i := range n {
		next := (i + 1) % n
		if s.value(i) > 0 && s.value(next) > 0 {
			p, q := r.at(i, r.distance(s.value(i))), r.at(next, r.distance(s.value(next)))
			b.WriteString("M" + fixed(p.x) + " " + fixed(p.y) + "L" + fixed(q.x) + " " + fixed(q.y))
		}
	}
	return b.String()
}

func (s RadarShape) value(spoke int) float64 {
	if spoke >= len(s.Values) {
		return 0
	}
	return s.Values[spoke]
}

// class is how the outline is drawn; one with gaps has no ground.
func (s RadarShape) class() string {
	if s.Second {
		return "chart__other"
	}
	for _, v := range s.Values {
		if v == 0 {
			return "chart__line"
		}
	}
	return "chart__me"
}

func (r Radar) dots(s RadarShape) (all []dot) {
	for i := range r.Codes {
		if v := s.value(i); v > 0 {
			all = append(all, r.at(i, r.distance(v)))
		}
	}
	return all
}

// labels are the codes at the ends of the spokes, each grown away from the
// middle.
func (r Radar) labels() (all []label) {
	x, _ := r.middle()
	for i, code := range r.Codes {
		p := r.at(i, radarRadius+radarOut)
		l := label{p.x, p.y + 5, "middle", code}
		switch {
		case p.x > x+radarRadius/5:
			l.anchor = "start"
		case p.x < x-radarRadius/5:
			l.anchor = "end"
		case p.y > radarRadius: // below the middle
			l.y += 6
		}
		all = append(all, l)
	}
	return all
}

// ticks name the lowest and the highest step along the first spoke.
func (r Radar) ticks() (all []label) {
	for _, step := range []int{1, r.Steps} {
		p := r.at(0, r.distance(float64(step)))
		all = append(all, label{p.x + 5, p.y + 12, "start", itoa(step)})
	}
	return all
}
