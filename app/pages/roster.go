package pages

// Rosters is where tables of people are handed in and fetched.
type Rosters struct {
	Whole   []string
	File    Field
	Adds    Field
	AddsOn  bool
	Columns []ColumnAbout
	Recent  []RosterRow
}

// A ColumnAbout says what belongs in a column of the table.
type ColumnAbout struct{ Name, Text string }

// A RosterRow is a table that was handed in.
type RosterRow struct{ Href, File, When, State string }

// Head says what the frame needs to know.
func (p Rosters) Head() Head {
	return Head{Title: "Import people", Width: Narrow, Fault: len(p.summary().Faults) > 0}
}

func (p Rosters) summary() Summary { return NewSummary(p.Whole, p.File) }

// RosterPage is one such table: what each row would do, or what they did.
type RosterPage struct {
	Href     string
	File     string
	Lead     string // what there is, a sentence
	Unread   string // of columns that are not read; empty: all are
	Wrong    string // of rows that are left out; empty: none are
	Refusal  string // why it was not stored; empty: nobody tried
	Moved    int    // rows that would do something else than at first
	Done     bool   // it was confirmed
	Confirm  string // where it is confirmed; empty: there is nothing to store
	Button   string
	Job      *Job   // that stores it; nil: none does
	Waits    string // what others notice while it is stored; empty: nothing
	ToWrong  string // address of the rows that are wrong; empty: none are
	Next     []Link // what to do now that it is stored
	Search   Field
	Marks    Ways
	Hidden   []Hidden // kept while searching
	Columns  []Column
	Rows     []RosterLine
	Pager    Pager
	Narrowed bool
}

// A RosterLine is one row of the table.
type RosterLine struct {
	Line        int
	Name, Email string
	Mark, Word  string
	Says        []Fact // Name is the column a sentence is about; empty: none
	Moved       bool
}

// Head says what the frame needs to know.
func (p RosterPage) Head() Head { return Head{Title: p.File, Width: Wide, Fault: p.Refusal != ""} }

func (p RosterPage) title() string {
	if p.Done {
		return "Stored"
	}
	return "What the file would do"
}

// kind is the mark as styles name it.
func (r RosterLine) kind() string {
	if r.Mark == "new" {
		return "adds"
	}
	return r.Mark
}
