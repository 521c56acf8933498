package pages

// EvidenceList is the page of the pieces of a portfolio.
type EvidenceList struct {
	Over    string
	Title   string
	Add     *Link
	Carry   *Link  // to what may be carried from elsewhere; nil for none
	Action  string // of the filter
	Find    string
	State   []Option
	Kind    []Option
	Shows   []Option // statements
	Sort    []Option
	Narrow  bool // something is filtered
	Rows    []EvidenceRow
	Pager   Pager
	Empty   Empty // shown when there is nothing at all
	Nothing bool
}

// An EvidenceRow is one piece in the list.
type EvidenceRow struct {
	Number string
	Title  string
	Href   string
	State  State
	Words  string
	Kind   string
	Days   string
	Codes  []Chip
	Shows  string // titles, where the standard has no codes
	Files  int
	When   string // last changed
	New    bool   // something was said of it since the reader last looked
}

// under is what stands below a title: "Piece 14 · Report".
func (r EvidenceRow) under() string {
	if r.Kind == "" {
		return "Piece " + r.Number
	}
	return "Piece " + r.Number + " · " + r.Kind
}

// heading offers to add evidence, unless the empty place does.
func (p EvidenceList) heading() Heading {
	h := Heading{Over: p.Over, Title: p.Title, Do: p.Add, DoIcon: "plus"}
	if p.Nothing {
		h.Do = nil
	}
	return h
}

// Head says what the frame needs to know.
func (p EvidenceList) Head() Head { return Head{Title: p.Title} }

// Portfolio is the first page of one portfolio.
type Portfolio struct {
	Over    string
	Title   string
	Lead    string // the finding: "27 of 52 accepted."
	Rest    string
	Shares  Shares
	Add     *Link
	Facts   []Fact
	Note    *CoverageNote
	Method  string // what the plan calls one
	Methods []MethodShare
	Next    []Link        // what to do next
	Places  []Link        // the portfolio's pages
	Ready   *ReadySummary // nil: not for this visitor
	Reject  *Rejected     // nil: nothing is
}

// A MethodShare is how far a plan's method is.
type MethodShare struct {
	Name   string
	Fact   string
	Bullet Bullet
}

// Head says what the frame needs to know.
func (p Portfolio) Head() Head { return Head{Title: p.Title} }
