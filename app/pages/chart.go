package pages

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/a-h/templ"
)

// A Figure is a chart under its heading, with the table of what it draws.
type Figure struct {
	ID      string // unique on the page
	Title   string // "Gateways ahead"
	Under   string // what it says or how to read it, in a sentence
	Chart   templ.Component
	Empty   string     // instead of the chart, where there is nothing to draw yet
	Columns []string   // heads of its table
	Rows    [][]string // the first cell of a row is its head
}

func (f Figure) columns() (all []Column) {
	for i, name := range f.Columns {
		all = append(all, Column{Name: name, End: i > 0})
	}
	return all
}

// The drawing that charts share, in its own units. It is scaled to its place.
const (
	chartWide = 440
	chartHigh = 190
	chartFoot = 150 // where the axis is
	chartTop  = 34  // as high as the highest value is drawn
)

// A ColumnChart counts something by month, week or other step. Part of a column
// may be outlined: what is late, missing or other.
type ColumnChart struct {
	ID   string // unique on the page
	Says string // the finding, heard instead of the drawing
	Bars []Bar
}

// A Bar is one column.
type Bar struct {
	Name string // below it: "Dec"
	N    int
	Part int    // of N; it is outlined, at the foot
	Word string // of the part: "late"; shown with its number
}

func (b Bar) label() string {
	if b.Part == 0 {
		return itoa(b.N)
	}
	return strings.TrimSpace(itoa(b.N) + ", " + itoa(b.Part) + " " + b.Word)
}

// A column is where a bar stands in the drawing.
type column struct {
	Bar
	left, wide, middle float64
	top, cut           float64 // of the whole, and of its outlined part
}

func (c ColumnChart) columns() []column {
	most := 1
	for _, b := range c.Bars {
		most = max(most, b.N)
	}
	step := float64(chartWide) / float64(max(1, len(c.Bars)))
	wide := min(40, step*0.64)
	var out []column
	for i, b := range c.Bars {
		high := func(n int) float64 { return (chartFoot - chartTop) * float64(n) / float64(most) }
		middle := step*float64(i) + step/2
		out = append(out, column{b, middle - wide/2, wide, middle, chartFoot - high(b.N), chartFoot - high(b.Part)})
	}
	return out
}

// A LineChart shows how one or a few things move, beside an aim if there is one.
type LineChart struct {
	ID     string   // unique on the page
	Says   string   // the finding, heard instead of the drawing
	Points []string // names of the steps, such as days; the first and the last are shown
	Lines  []Line
	Aim    float64 // drawn across; 0: none
	AimIs  string  // "Aim: 3 days"
	Top    float64 // the least that the highest line of the drawing stands for; 0: the highest value
}

// A Line is one thing in a LineChart. Not-a-number is a step without a value.
type Line struct {
	Name   string // beside its end; empty where there is one line
	Values []float64
	Word   func(float64) string // a value in words: "62 %"
	Second bool                 // dashed, with hollow dots: the plan, a forecast
	Faint  bool                 // thinner: a part of the line before it
	Bare   bool                 // without dots, but for the last
}

// A dot is a point of a line in the drawing.
type dot struct{ x, y float64 }

// A label is words beside a dot.
type label struct {
	x, y   float64
	anchor string // start, middle or end
	text   string
}

// right is how far from the right edge lines end, to leave room for names.
func (c LineChart) right() float64 {
	for _, l := range c.Lines {
		if l.Name != "" {
			return 116
		}
	}
	return 52
}

func (c LineChart) x(i int) float64 {
	const left = 14
	if len(c.Points) < 2 {
		return left
	}
	return left + (chartWide-left-c.right())*float64(i)/float64(len(c.Points)-1)
}

func (c LineChart) top() float64 {
	top := max(c.Top, c.Aim*1.2)
	for _, l := range c.Lines {
		for _, v := range l.Values {
			if !math.IsNaN(v) {
				top = max(top, v)
			}
		}
	}
	return max(top, 1e-9)
}

func (c LineChart) y(v float64) float64 {
	return chartFoot - (chartFoot-chartTop)*max(0, v)/c.top()
}

func (c LineChart) dots(l Line) (all []dot) {
	for i, v := range l.Values {
		if !math.IsNaN(v) {
			all = append(all, dot{c.x(i), c.y(v)})
		}
	}
	if l.Bare {
		return all[max(0, len(all)-1):]
	}
	return all
}

// path joins the values of neighbouring steps.
func (c LineChart) path(l Line) string {
	var b strings.Builder
	pen := "M"
	for i, v := range l.Values {
		if math.IsNaN(v) {
			pen = "M"
			continue
		}
		b.WriteString(pen + fixed(c.x(i)) + " " + fixed(c.y(v)))
		pen = "L"
	}
	return b.String()
}

// ends are the values that the lines end with, apart enough to be read.
func (c LineChart) ends() (all []label) {
	const apart = 17
	for _, l := range c.Lines {
		for i := len(l.Values) - 1; i >= 0; i-- {
			if math.IsNaN(l.Values[i]) {
				continue
			}
			all = append(all, label{c.x(i) + 9, c.y(l.Values[i]) + 4, "start", strings.TrimSpace(l.Word(l.Values[i]) + " " + l.Name)})
			break
		}
	}
	order := make([]*label, len(all))
	for i := range all {
		order[i] = &all[i]
	}
	slices.SortStableFunc(order, func(a, b *label) int { return cmp.Compare(a.y, b.y) })
	for range order { // each round pushes neighbours apart by halves
		for i := 1; i < len(order); i++ {
			if near := apart - (order[i].y - order[i-1].y); near > 0 {
				order[i-1].y -= near / 2
				order[i].y += near / 2
			}
		}
	}
	return all
}

// aim is the name of the aim, at that end of its line from which the first
// thing's values are farther away.
func (c LineChart) aim() label {
	at := label{chartWide, c.y(c.Aim) - 7, "end", c.AimIs}
	if len(c.Lines) == 0 {
		return at
	}
	all := c.dots(c.Lines[0])
	if len(all) > 0 && math.Abs(all[0].y-at.y) > math.Abs(all[len(all)-1].y-at.y) {
		at.x, at.anchor = 0, "start"
	}
	return at
}

// peak is the highest value of a single line, unless it is the last one.
func (c LineChart) peak() (label, bool) {
	if len(c.Lines) != 1 {
		return label{}, false
	}
	l, best := c.Lines[0], -1
	last := -1
	for i, v := range l.Values {
		if math.IsNaN(v) {
			continue
		}
		last = i
		if best < 0 || v > l.Values[best] {
			best = i
		}
	}
	if best < 0 || best == last {
		return label{}, false
	}
	anchor := "middle"
	if best == 0 {
		anchor = "start"
	}
	return label{c.x(best), c.y(l.Values[best]) - 10, anchor, l.Word(l.Values[best])}, true
}
