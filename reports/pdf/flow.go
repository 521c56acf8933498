package pdf

// A Flow sets text one below the other in a column, and begins a new page when
// the column is full.
type Flow struct {
	Doc     *Doc
	X, W    float64 // left edge and width of the column
	Y       float64 // where the next thing goes
	Bottom  float64 // where the column ends
	NewPage func()  // begins a page and sets Y
	part    *part   // the table being set, whose head is repeated on each page
}

// Need begins a new page unless h is left of this one.
func (f *Flow) Need(h float64) {
	if f.Y+h > f.Bottom {
		f.turn()
	}
}

func (f *Flow) turn() {
	f.NewPage()
	if f.part != nil {
		f.part.again(f)
	}
}

// Space leaves room.
func (f *Flow) Space(h float64) { f.Y += h }

// Left returns how much of the column is left.
func (f *Flow) Left() float64 { return f.Bottom - f.Y }

// Para sets a paragraph in the structure's element tag, lead from line to line.
// A page break leaves at least two lines on either side where it can.
func (f *Flow) Para(tag string, lead float64, spans ...Span) {
	f.Block(f.Doc.NewElem(tag, ""), f.X, lead, Wrap(spans, f.W))
}

// Block sets lines at x as part of elem.
func (f *Flow) Block(elem *Elem, x, lead float64, lines []Line) {
	for i, l := range lines {
		keep := 1
		if left := len(lines) - i; (i == 0 && left > 1) || left == 2 {
			keep = 2
		}
		if len(lines) > 1 && i == 0 && len(lines) == 3 {
			keep = 3
		}
		f.Need(float64(keep) * lead)
		f.Doc.Under(elem, func() { f.Doc.Set(x, f.Y+lead*baseline, l) })
		f.Y += lead
	}
}

// baseline is how far down a line of a given lead its letters stand.
const baseline = 0.74

// A Cell is what stands in one column of a row.
type Cell struct {
	Spans []Span
	Lead  float64 // 0: the row's
	End   bool    // set to the right edge
	Mid   bool    // set in the middle
	Fill  *Colour // ground
	Edge  *Colour // frame
	Name  string  // anchor at the row's top
}

// A Table is columns of fixed width, its rows apart by thin rules.
type Table struct {
	Cols  []float64 // widths; the first begins at the flow's left edge
	Gap   float64   // between columns, taken from each column's width
	Head  []Cell    // repeated on every page; nil: none
	Lead  float64
	Pad   float64 // above and below the text of a row
	Rule  Colour  // between rows
	Under Colour  // below the head
	Keep  bool    // rows are not split unless they are longer than a page
	Names bool    // the first cell of a row heads it
	Plain bool    // no rules
	Ruled bool    // rules between columns too
}

type part struct {
	t    *Table
	elem *Elem
}

// again sets the table's head at the top of a page. Only the first is part of
// the structure.
func (p *part) again(f *Flow) {
	if p.t.Head != nil {
		f.Doc.Apart(func() { p.t.head(f) })
	}
}

// Rows sets the table. Each row is called for with its number, and drawn before
// the next is asked for, so that cells may tell where they are.
func (f *Flow) Rows(t *Table, n int, row func(i int) []Cell) {
	if n == 0 {
		return
	}
	p := &part{t, f.Doc.NewElem("Table", "")}
	f.Doc.Under(p.elem, func() {
		first := t.lay(f, row(0))
		f.Need(t.headHeight(f) + min(first.height, 4*t.Lead))
		if t.Head != nil {
			f.Doc.In("TR", "", func() { t.head(f) })
		}
		f.part = p
		for i := range n {
			cells := row(i)
			f.Doc.In("TR", "", func() { t.row(f, cells) })
		}
		f.part = nil
	})
}

type laid struct {
	cells  []Cell
	lines  [][]Line
	count  int // lines of the longest cell
	height float64
}

func (t *Table) lay(f *Flow, cells []Cell) laid {
	l := laid{cells: cells, lines: make([][]Line, len(cells))}
	for i, c := range cells {
		l.lines[i] = Wrap(c.Spans, t.Cols[i]-t.Gap)
		l.count = max(l.count, len(l.lines[i]))
	}
	for i, c := range cells {
		l.height = max(l.height, float64(len(l.lines[i]))*t.lead(c)+2*t.Pad)
	}
	return l
}

func (t *Table) lead(c Cell) float64 {
	if c.Lead > 0 {
		return c.Lead
	}
	return t.Lead
}

func (t *Table) headHeight(f *Flow) float64 {
	if t.Head == nil {
		return 0
	}
	return t.lay(f, t.Head).height
}

func (t *Table) head(f *Flow) {
	l := t.lay(f, t.Head)
	t.cells(f, l, 0, l.count, "TH", nil)
	f.Y += l.height
	f.Doc.Line(f.X, f.Y, f.X+t.width(), f.Y, 0.8, t.Under)
}

func (t *Table) width() (w float64) {
	for _, c := range t.Cols {
		w += c
	}
	return w
}

// row sets one row, over as many pages as it takes.
func (t *Table) row(f *Flow, cells []Cell) {
	l := t.lay(f, cells)
	if l.height > f.Left() && (t.Keep || l.count <= 3) {
		f.Need(l.height)
	}
	f.Need(2*t.Pad + t.Lead*float64(min(2, l.count)))
	for _, c := range cells {
		if c.Name != "" {
			f.Doc.Anchor(c.Name, f.Y)
		}
	}
	elems := t.elems(f, l)
	for from := 0; from < l.count; {
		to := min(l.count, from+max(1, int((f.Left()-2*t.Pad+0.01)/t.tallest(l))))
		if l.height <= f.Left() {
			to = l.count
		}
		t.cells(f, l, from, to, "", elems)
		f.Y += t.slice(l, from, to)
		if from = to; from < l.count {
			f.turn()
		}
	}
	if !t.Plain {
		f.Doc.Line(f.X, f.Y, f.X+t.width(), f.Y, 0.5, t.Rule)
	}
}

func (t *Table) elems(f *Flow, l laid) []*Elem {
	elems := make([]*Elem, len(l.cells))
	for i := range elems {
		tag := "TD"
		if i == 0 && t.Names {
			tag = "TH"
		}
		elems[i] = f.Doc.NewElem(tag, "")
	}
	return elems
}

// tallest returns the greatest lead of a row's cells.
func (t *Table) tallest(l laid) float64 {
	lead := t.Lead
	for i, c := range l.cells {
		if len(l.lines[i]) > 1 || i == 0 {
			lead = max(lead, t.lead(c))
		}
	}
	return lead
}

// slice returns how high lines from to to of a row are.
func (t *Table) slice(l laid, from, to int) float64 {
	h := 0.0
	for i, c := range l.cells {
		n := min(to, len(l.lines[i])) - from
		h = max(h, float64(max(0, n))*t.lead(c)+2*t.Pad)
	}
	return h
}

// cells draws lines from to to of each cell.
func (t *Table) cells(f *Flow, l laid, from, to int, tag string, elems []*Elem) {
	x := f.X
	high := t.slice(l, from, to)
	for i, c := range l.cells {
		w := t.Cols[i] - t.Gap
		if t.Ruled && i > 0 {
			f.Doc.Line(x, f.Y, x, f.Y+high, 0.5, t.Rule)
		}
		if c.Fill != nil {
			f.Doc.Fill(x, f.Y+0.4, t.Cols[i], high-0.4, *c.Fill) // below the rule over it
		}
		if c.Edge != nil {
			f.Doc.Frame(x+1.6, f.Y+1.6, t.Cols[i]-3.2, high-3.2, 0.8, *c.Edge)
		}
		draw := func() {
			for n, line := range l.lines[i][min(from, len(l.lines[i])):min(to, len(l.lines[i]))] {
				left := x
				switch {
				case c.End && i == len(l.cells)-1:
					left += t.Cols[i] - line.width
				case c.End:
					left += w - line.width
				case c.Mid:
					left += (t.Cols[i] - line.width) / 2
				}
				f.Doc.Set(left, f.Y+t.Pad+(float64(n)+baseline)*t.lead(c), line)
			}
		}
		if elems != nil {
			f.Doc.Under(elems[i], draw)
		} else if f.Doc.cur == nil {
			draw()
		} else {
			f.Doc.In(tag, "", draw)
		}
		x += t.Cols[i]
	}
}
