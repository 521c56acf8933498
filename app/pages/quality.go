package pages

// Samples is the page of decisions that an IQA samples, or of a coach's own that
// were sampled.
type Samples struct {
	Title   string
	Lead    string
	Asked   *Link // what is asked of the coach; nil for nothing
	Tabs    []Way // parts of internal quality assurance; none for a coach
	Views   []Way // how far they are
	Mine    bool  // the coach's own
	Empty   *Empty
	Action  string // of the filter
	Hidden  []Hidden
	Find    Field
	Coach   Field
	Reason  Field
	Coaches []Option
	Reasons []Option
	Columns []Column
	Rows    []SampleRow
	Pager   Pager
	Drawn   string // when it was last drawn; empty: the page draws nothing
}

// A SampleRow is one sampled decision.
type SampleRow struct {
	Href, Title, Apprentice, Kind, Coach string
	Decided                              string // "Accepted on 3 Nov"
	Why                                  []string
	State                                State
	Words                                string
}

// Head says what the frame needs to know.
func (p Samples) Head() Head { return Head{Title: p.Title} }

// SamplePage is the page of one sampled decision: the piece beside what the
// coach decided and what is said of that.
type SamplePage struct {
	Summary Summary
	Back    Link
	Over    string
	Title   string
	State   State
	Words   string
	Why     string // by which rules it was drawn
	Note    string // instead of the piece, for who may not see it
	Shown   *ReviewPage
	Notes   []Field // on each of Shown's claims; none: the reader is not the IQA
	Decided []Said  // by the coach, about the whole piece
	Entries []SampleEntry
	Form    *SampleForm
}

// A SampleEntry is what somebody said of a sample.
type SampleEntry struct {
	Said    Said
	Notes   []Fact // on claims
	Shows   *Link  // what an answer points to
	Unshown bool   // nothing happened to the piece that an answer could rest on
	Piece   *Link  // how the piece stood when it was answered; without an address where the reader may not see it
}

// A SampleForm is where the IQA or the coach says something of it.
type SampleForm struct {
	Title    string
	Action   string
	Seen     string // the newest entry the reader was shown
	Says     string
	Text     Field
	Shows    Field
	Options  []Option // to choose from in Shows; none: it is not asked
	Buttons  []SampleButton
	Folded   string // the words that open it; empty: it is open
	Unfolded bool
}

// A SampleButton sends the form with a move.
type SampleButton struct {
	Text string
	Move string
	Main bool
}

// SampleFormID is the form that the notes on claims belong to.
const SampleFormID = "sample-form"

// Head says what the frame needs to know.
func (p SamplePage) Head() Head {
	return Head{Title: p.Title, Width: Wide, Fault: len(p.Summary.Faults) > 0}
}

// SamplingPlanPage is the page on which the plan is written, seen before it
// holds, and looked up.
type SamplingPlanPage struct {
	Summary Summary
	Tabs    []Way
	Lead    string
	Now     []string // the rules that hold
	NowWhy  string
	Based   string // the version the form was made from
	Preview *SamplingPreview
	Usual   Field
	New     Field
	Months  Field
	Count   Field
	First   Field
	Random  Field
	Risks   []Field
	Seed    Field
	From    Field
	Why     Field
	Asks    bool // From is asked: it is the first plan
	Earlier []SamplingVersion
}

// A SamplingPreview is what a plan would take.
type SamplingPreview struct {
	Lead string
	By   []Fact
}

// A SamplingVersion is a plan that was saved.
type SamplingVersion struct {
	Name  string // "Plan 2, from 3 November 2026, 09:00"
	Who   string
	Why   string
	Seed  string
	Rules []string
}

// Head says what the frame needs to know.
func (p SamplingPlanPage) Head() Head {
	return Head{Title: "Sampling plan", Width: Narrow, Fault: len(p.Summary.Faults) > 0}
}

// QualityReport is the page of what was sampled in some months. It names no
// apprentice and shows no evidence.
type QualityReport struct {
	Title  string
	Tabs   []Way
	Lead   string
	From   Field
	To     Field
	Months []Option
	Tables []QualityTable
	Draws  [][]string // month, plan, decisions, sampled, whether it is the same again
	Plans  []SamplingVersion
	How    string // how to draw the same again
	PDF    string
	CSV    string
	XLSX   string
}

// A QualityTable is counts under one kind of head.
type QualityTable struct {
	ID, Title string
	Head      string
	Rows      [][]string // a name and figures, as qualityColumns has them
}

// qualityColumns are the columns of a QualityTable after its head.
var qualityColumns = []string{"Decisions", "Sampled", "Agreed", "Actions open", "Actions closed", "Days to close", "To look at"}

// columns returns the heads of the table.
func (t QualityTable) columns() []Column {
	list := []Column{{Name: t.Head}}
	for _, name := range qualityColumns {
		list = append(list, Column{Name: name, End: true})
	}
	return list
}

// Head says what the frame needs to know.
func (p QualityReport) Head() Head { return Head{Title: "Quality report", Width: Wide} }
