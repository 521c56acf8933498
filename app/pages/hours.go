package pages

// HoursPage is the page of an apprentice's off-the-job hours.
type HoursPage struct {
	Over     string
	Title    string
	Add      *Link
	Lead     string // the finding: "171 h of 262 h."
	Rest     string // what it is measured against
	Bar      *Bullet
	Note     *CoverageNote // what waits for the visitor; nil for nothing
	Asked    Asked         // of an employer without an account
	Totals   []Fact
	Course   Figure
	Flags    []HoursFlag // for those who are to look at them
	Flagged  bool        // the visitor is shown flags, be there any or not
	Links    []Link      // the target, exports
	Action   string      // of the filter
	Search   Field
	States   []Option
	Kinds    []Option
	Months   []Option
	Columns  []Column
	Rows     []HoursRow
	Sum      string // of the rows that fit: "12 entries, 18 h 30 min"
	Pager    Pager
	Nothing  bool
	Narrowed bool
	Empty    Empty
}

// A HoursRow is one entry in a list.
type HoursRow struct {
	Href     string
	Day      string
	Minutes  string
	Activity string
	Learned  string
	State    State
	Words    string // of the state
	More     string // what it corrects, how late it was recorded
	Codes    []Chip
	Recorded string
}

// A HoursFlag is something that an auditor would ask about.
type HoursFlag struct {
	Words   string
	Entries []Link
	More    int // entries beyond those listed
}

// Head says what the frame needs to know.
func (p HoursPage) Head() Head { return Head{Title: p.Title} }

// HoursForm is the page on which an entry is written.
type HoursForm struct {
	Summary  Summary
	Back     Link
	Title    string
	Under    string
	Action   string
	Hidden   []Hidden
	Said     []Said // why it came back
	Quick    Field
	Quicks   []Option
	Minutes  Field
	Day      Field
	Learned  Field
	Activity Field
	Kinds    []Option
	Time     Field
	Times    []Option
	Separate *Field // asked only where another entry may be the same; nil: not
	Apart    bool   // it is ticked
	More     bool   // what is seldom needed stands open
	To       Field
	Starts   Field
	Item     Field
	Items    []Option
	Picker   Picker
	Button   string
}

// Head says what the frame needs to know.
func (p HoursForm) Head() Head {
	return Head{Title: p.Title, Fault: len(p.Summary.Faults) > 0, Width: Narrow}
}

// HoursEntry is the page of one entry: what it says, who agreed it, what it said
// before.
type HoursEntry struct {
	Back      Link
	Over      string
	Title     string
	State     State
	Words     string
	Learned   []string // paragraphs
	Facts     []Fact
	Codes     []Chip
	Decisions []Said
	Versions  []HoursVersion
	Links     []Link   // what may be done about it
	Withdraw  string   // where it is taken back; empty: it cannot be
	Notes     []string // what it corrects or is corrected by
	Corrects  []Link
}

// A HoursVersion is what an entry said before.
type HoursVersion struct {
	Name  string // "Version 1, by Carys, 3 March 2026, 12:00"
	Facts []Fact
}

// Head says what the frame needs to know.
func (p HoursEntry) Head() Head { return Head{Title: p.Title, Width: Narrow} }

// HoursAgree is the page on which entries are agreed or returned.
type HoursAgree struct {
	Summary Summary
	Back    Link
	Over    string
	Title   string
	Lead    string
	Action  string
	Weeks   []HoursWeek
	Entries Field // the boxes' fault
	Note    Field
	Name    string // who signs
	Agree   string // "Agree the chosen entries"
	Return  string
	Flags   []HoursFlag
}

// A HoursWeek is the entries of a week.
type HoursWeek struct {
	Name    string // "Week from 9 November 2026"
	Sum     string
	Entries []HoursToAgree
}

// A HoursToAgree is an entry to decide on.
type HoursToAgree struct {
	ID       string // of its box
	Value    string // of its box: the entry and the digest of what is shown
	On       bool
	Day      string
	Minutes  string
	Learned  []string // paragraphs
	Facts    string   // activity, whose time, when recorded
	Codes    []Chip
	Item     *Link
	Notes    []string // what to look at: recorded late, corrects another
	Others   string   // who has agreed it already
	Fault    bool
	LinkHref string
}

// Head says what the frame needs to know.
func (p HoursAgree) Head() Head {
	return Head{Title: p.Title, Fault: len(p.Summary.Faults) > 0, Width: Narrow}
}

// HoursTarget is the page on how many hours are needed, and why.
type HoursTarget struct {
	Summary Summary
	Back    Link
	Over    string
	Lead    string
	Steps   []string
	Source  string
	Forms   []HoursFigure // for who may enter figures
	History []HoursFigureRow
}

// A HoursFigure asks for a figure of the target.
type HoursFigure struct {
	Action string
	Title  string
	Kind   string
	Amount Field
	Source Field
	Button string
	Open   bool
}

// A HoursFigureRow is a figure that was entered.
type HoursFigureRow struct{ What, Amount, Source, By, At string }

// Head says what the frame needs to know.
func (p HoursTarget) Head() Head {
	return Head{Title: "Hours needed", Fault: len(p.Summary.Faults) > 0, Width: Narrow}
}

// HoursCaseload is the page of what waits to be agreed, apprentice by apprentice.
type HoursCaseload struct {
	Lead     string
	Search   Field
	Which    []Way
	Hidden   []Hidden // kept while searching
	Columns  []Column
	Rows     []HoursCaseloadRow
	Pager    Pager
	Nothing  bool // the visitor has no apprentices
	Narrowed bool
	Exports  []Link
}

// A HoursCaseloadRow is one apprentice.
type HoursCaseloadRow struct {
	Name, Href, Employer string
	Waiting              string // "3 entries, 7 h 20 min"; empty: nothing
	Since                string
	Agree                string // where they are agreed
	Bar                  *Bullet
	Figures              string
	Flags                []string
}

// Head says what the frame needs to know.
func (HoursCaseload) Head() Head { return Head{Title: "Off-the-job hours", Width: Wide} }
