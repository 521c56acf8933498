package pages

// Coverage is the wall of statements of one apprentice: which have nothing yet,
// which are on their way, which count. The handler decides what is said, how
// statements are grouped and in which order; without script it filters too.
type Coverage struct {
	Over   string // standard, option, month: "Senior …, Level 3 · month 11 of 18"
	Title  string // "Your statements", or "Dawid’s statements"
	Lead   string // the finding: "27 of 52 accepted."
	Rest   string // what it is measured against, and what matters today
	Add    *Link  // nil for those who may not add evidence
	Shares Shares
	Note   *CoverageNote // what came back; nil for none
	Start  *Empty        // an invitation where the wall is all gaps; nil otherwise

	Action  string   // address of the page, for its filter
	Hidden  []Hidden // what the filter keeps of the address: order, view
	Find    string   // as typed
	Method  string   // what the plan calls one
	Methods []Option // of the plan; Value "" is all. Fewer than two: not offered
	Ways    []Ways   // order, grouping

	Groups []CoverageGroup
	Table  bool  // the same as a table
	Other  *Link // to the table from the wall, and back
}

// A CoverageNote tells what came back from the coach.
type CoverageNote struct {
	Lead string
	Rest string
	Do   *Link
}

// A CoverageGroup is statements under one heading: a type, or a method.
type CoverageGroup struct {
	Key        string // unique on the page, for its id
	Name       string
	Fact       string // "13 of 25 accepted"
	Statements []CoverageStatement
}

// A CoverageStatement is one statement: its tile, and what the table adds.
type CoverageStatement struct {
	Tile
	Methods []string // that assess it, in words
	Pieces  int      // that claim it
	Last    string   // the day something last happened to it, "13 Oct"; empty for never
}

// Head says what the frame needs to know.
func (p Coverage) Head() Head { return Head{Title: p.Title} }

func (g CoverageGroup) tiles() []Tile {
	tiles := make([]Tile, len(g.Statements))
	for i, s := range g.Statements {
		tiles[i] = s.Tile
	}
	return tiles
}

func (g CoverageGroup) id() string { return "group-" + g.Key }

// none reports whether no statement fits what was asked for.
func (p Coverage) none() bool {
	for _, g := range p.Groups {
		if len(g.Statements) > 0 {
			return false
		}
	}
	return true
}

func (p Coverage) nothingFits() string {
	return "No statement fits. Try fewer letters, or another " + p.Method + "."
}

// coverageColumns are those of the table; method is the plan's word.
func coverageColumns(method string) []Column {
	return []Column{
		{Name: "Statement"}, {Name: "State"}, {Name: method},
		{Name: "Pieces", End: true}, {Name: "Last change", End: true},
	}
}
