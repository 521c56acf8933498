package pages

// Crosswalks lists the standards with and without a crosswalk to a framework.
type Crosswalks struct {
	Framework Link
	Action    string // of the list itself
	Search    Field
	State     Field // which: all, with or without
	States    []Option
	Rows      []CrosswalkRow
	Pager     Pager
	Narrowed  bool // a search or the page leaves standards out
	Edit      bool // the person may change them
}

// A CrosswalkRow is one standard.
type CrosswalkRow struct {
	Href  string
	Label string // "ST0175 v1.1"
	Title string
	Level string // "Level 3"; empty: not said
	State State
	Words string // "149 links", "No link yet"
	Under string // "Version 3, by Ada Marsh"; empty: none is stored
}

// Head says what the frame needs to know.
func (Crosswalks) Head() Head { return Head{Title: "Crosswalks"} }

// Crosswalk shows what the statements of a standard support in a framework, and
// why.
type Crosswalk struct {
	Back      Link
	Over      string
	Title     string
	Under     string
	Says      string // how much is linked
	Saved     string // version, who and when; empty: none is stored
	Add       *Link  // nil: the person may not
	Links     []Link // history, file, proposals
	Tabs      []Way
	Action    string
	Kept      []Hidden
	Search    Field
	Strength  Field
	Strengths []Option
	Which     Field // groups: all, with or without links
	Whiches   []Option
	Groups    []CrossGroup
	Pager     Pager
	All       string // address without search and filter
	Empty     *Empty // in place of the groups
	Source    string // whose framework, and in whose words
}

// A CrossGroup is one element with what supports it, or one statement with what
// it supports.
type CrossGroup struct {
	ID    string
	Chip  Chip
	Name  string
	Text  string // what it is, in a sentence
	Tags  []string
	Links []CrossLink
	None  string // instead of links
	Add   *Link
}

// A CrossLink is one link as its group shows it.
type CrossLink struct {
	Chip     Chip // of the other end
	Name     string
	Strength string // "Direct", "In part"
	Reason   string
	Tags     []string
	Change   string // address; empty: the person may not
}

// Head says what the frame needs to know.
func (p Crosswalk) Head() Head { return Head{Title: p.Title} }

// CrossForm adds a link, or changes or removes one.
type CrossForm struct {
	Whole      []string
	Back       Link
	Over       string
	Title      string
	Action     string
	Base       int    // number of the version it begins from
	Said       string // wording of the statement
	About      string // wording of the element
	Fixed      bool   // it is there: its ends stay
	Statement  Field
	Statements []Option
	Element    Field
	Elements   []Option
	Strength   Field
	Strengths  []Option
	Reason     Field
	Hint       string     // words in common, of a proposal; empty: none
	Newer      *CrossDiff // what was saved elsewhere
}

// Head says what the frame needs to know.
func (p CrossForm) Head() Head {
	return Head{Title: p.Title, Width: Narrow, Fault: len(p.summary().Faults) > 0}
}

func (p CrossForm) summary() Summary {
	return NewSummary(p.Whole, p.Statement, p.Element, p.Strength, p.Reason)
}

// A CrossDiff is what changed between two versions.
type CrossDiff struct {
	ID    string
	Title string
	Fact  string // "2 added, 1 removed"
	Rows  []CrossDiffRow
	Pager Pager
}

// A CrossDiffRow is one link that changed.
type CrossDiffRow struct {
	State     State
	What      string // "Added", "Removed", "Changed"
	Statement Chip
	From      string // name of the statement
	To        string // name of the element
	Before    []string
	After     []string
}

// CrossHistory lists the versions of a crosswalk.
type CrossHistory struct {
	Back  Link
	Over  string
	Title string
	Rows  []CrossVersionRow
	Pager Pager
}

// A CrossVersionRow is one of them.
type CrossVersionRow struct {
	Href  string
	Name  string // "Version 3"
	Who   string
	When  string
	Links string // how many there are
	What  string // "2 added, 1 removed"
}

// Head says what the frame needs to know.
func (p CrossHistory) Head() Head { return Head{Title: p.Title} }

// CrossVersion is one version, with what changed in it.
type CrossVersion struct {
	Whole   []string
	Back    Link
	Over    string
	Title   string
	Under   string
	Diff    CrossDiff
	Restore string // address that makes a version the newest again; empty: none does
	Base    int    // number of the newest
	Button  string // "Restore version 3"
	Why     string // what that does
	Links   []Link
}

// Head says what the frame needs to know.
func (p CrossVersion) Head() Head { return Head{Title: p.Title, Fault: len(p.Whole) > 0} }

// CrossProposals are links that words in common speak for.
type CrossProposals struct {
	Whole  []string
	Back   Link
	Over   string
	Lead   string
	Action string
	Base   int
	Search Field
	Pick   Field
	Rows   []CrossProposal
	Pager  Pager
	All    string // address without search
	Narrow bool
}

// A CrossProposal is one of them.
type CrossProposal struct {
	Value     string // names both ends
	On        bool
	Statement Chip
	From      string
	Element   Chip
	To        string
	Score     int // 0 to 100
	Words     string
	Write     string // address that writes it by hand
}

// Head says what the frame needs to know.
func (p CrossProposals) Head() Head {
	return Head{Title: "Proposed links", Fault: len(p.Whole) > 0 || p.Pick.Fault != ""}
}

// CrossUpload reads a crosswalk from a file.
type CrossUpload struct {
	Whole  []string
	Back   Link
	Over   string
	Action string
	Base   int
	Name   string // of the file
	File   Field
	Text   Field
	Faults []Fact     // by place
	Diff   *CrossDiff // what storing it changes; nil: nothing is read yet, or it has faults
	Same   bool       // it is what is stored already
	Keys   []FileKeyRow
}

// Head says what the frame needs to know.
func (p CrossUpload) Head() Head {
	return Head{Title: "Read a crosswalk from a file", Width: Narrow, Fault: len(p.Whole) > 0 || p.File.Fault != "" || p.Text.Fault != ""}
}
