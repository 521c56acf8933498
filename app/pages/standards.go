package pages

// Standards lists the standards of the installation.
type Standards struct {
	Search   Field
	Columns  []Column
	Rows     []StandardRow
	Pager    Pager
	Narrowed bool // a search or the page leaves standards out
	Import   bool // the person may import official wording
}

// A StandardRow is one version of a standard in the list.
type StandardRow struct {
	Href       string
	Label      string // "ST0175 v1.1"
	Title      string
	Level      string // "Level 3"; empty: not said
	Statements int
	Wording    string   // "Official", "Our summary", "Official for 40 of 62"
	Tags       []string // "Codes inferred"
}

// Head says what the frame needs to know.
func (Standards) Head() Head { return Head{Title: "Standards"} }

// A Standard is one version of a standard with its statements.
type Standard struct {
	Label   string
	Title   string
	About   string // "Level 3, typically 18 months, 62 statements"
	Facts   []Fact
	Summary bool // the wording is our own
	Licence string
	Options []StandardOption
	Lists   []StatementList
	Gone    []StandardStatement // no longer in the standard
	Plans   []StandardPlan      // that are offered

	AllPlans string // lists them, and those no longer offered
	Move     string // moves apprentices to another version; empty: the person may not
	Edit     bool   // the person may correct it
}

// A Fact is a name and what it is.
type Fact struct {
	Name  string
	Value string
	Href  string // empty: no link
}

// A StandardOption is a specialism of a standard.
type StandardOption struct {
	Name string
	Href string // renames it
	N    int    // statements it adds to the core
}

// A StatementList is the statements of one type.
type StatementList struct {
	ID   string
	Name string
	Fact string // "22 core, 9 of options"
	Rows []StandardStatement
}

// A StandardStatement is one statement as its standard's page shows it.
type StandardStatement struct {
	ID    string // of its row
	Chip  Chip
	Title string
	Text  string // official wording, or our summary
	Whom  string // "Everyone", "Credit risk", "Not known yet"
	Tags  []string
	Edit  string // address; empty: may not
}

// A StandardPlan is an assessment plan of a standard.
type StandardPlan struct {
	Href    string
	Label   string // "ST0175/AP01 2"
	Name    string
	Example bool
	About   string   // regime and what it says of the portfolio
	Methods []string // with how many statements each covers
}

// Head says what the frame needs to know.
func (p Standard) Head() Head { return Head{Title: p.Label} }

// EditStatement corrects one statement's code and whom it is for.
type EditStatement struct {
	Standard Link
	Title    string
	Text     string
	Action   string // of both forms, before /code and /whom
	Whole    []string
	Code     Field
	HasCode  bool // the statement's type has codes
	Whom     Field
	Options  []Option // of the standard; empty: it has none
	Core     bool
}

// Head says what the frame needs to know.
func (p EditStatement) Head() Head {
	return Head{Title: "Correct " + p.Title, Fault: p.Code.Fault != "" || p.Whom.Fault != "" || len(p.Whole) > 0, Width: Narrow}
}

// RenameOption gives an option another name.
type RenameOption struct {
	Standard Link
	Action   string
	Name     Field
}

// Head says what the frame needs to know.
func (p RenameOption) Head() Head {
	return Head{Title: "Rename an option", Fault: p.Name.Fault != "", Width: Narrow}
}

// NewImport asks for a published form of a standard.
type NewImport struct {
	Whole     []string
	Reference Field
	Version   Field
	Title     Field
	Text      Field
	File      Field
}

// Head says what the frame needs to know.
func (p NewImport) Head() Head {
	return Head{Title: "Import official wording", Fault: len(p.Whole) > 0 || p.Reference.Fault != "" || p.Version.Fault != "" || p.Text.Fault != "" || p.File.Fault != "", Width: Narrow}
}

// An ImportPreview shows what was understood of a file and what would change.
type ImportPreview struct {
	File    string
	Form    string // "course page, with the lists once per option"
	Title   string // "ST0175 v1.1 Senior …, level 3"
	Columns []string
	Counts  []CountRow
	Doubts  []string
	Against string   // what it is compared with; empty: it is new
	Lines   []string // what changes, in numbers
	Notes   []string
	Refusal string
	Changes []ImportChange
	Confirm string // where it is confirmed; empty: it cannot be
	Done    *Link  // the standard, once it was confirmed
}

// A CountRow is how many statements of a type there are, for each column.
type CountRow struct {
	Name string
	N    []int
}

// An ImportChange is what happens to one statement.
type ImportChange struct {
	Code  string
	Title string
	What  []string // "Official wording", "New", "Retires"
	Text  string   // the new wording
	Was   string   // the wording or summary before; empty: the same or none
	How   string   // how it was matched; empty: not at all
}

// Head says what the frame needs to know.
func (p ImportPreview) Head() Head { return Head{Title: "Check the import"} }
