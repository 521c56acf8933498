package pages

// Caseload is who needs help, and why: one row an apprentice.
type Caseload struct {
	Over  string // the day
	Title string // "Your 46 apprentices"
	Lead  string // who needs help today; empty: nobody is there yet
	Rest  string
	Do    *Link // to what waits to be reviewed; nil for nothing

	Needs   Ways
	Cohort  Field
	Cohorts []Option // with one for all of them; fewer than two: there is nothing to choose
	Coach   Field
	Coaches []Option // none: the caseload is one coach's
	Search  Field
	Keep    []Hidden // what else the address says of the list
	Save    string   // keeps this view under a name; empty: it is as the list begins
	Views   []Way
	Export  Ways

	Columns  []Column
	Rows     []CaseRow
	Pager    Pager
	Empty    *Empty // instead of everything below the heading; nil: there are apprentices
	Figures  []Figure
	Narrowed bool // something is left out
}

// A CaseRow is one apprentice.
type CaseRow struct {
	Name       string
	Href       string // where the visitor may read more; empty: nowhere
	About      string // "Level 3, month 5"
	Coach      string // empty in a caseload of one's own
	State      State  // Act, Watch or OnTrack
	Word       string // instead of the state's
	Why        []string
	Statements Measure
	Hours      Measure
	Active     string
	Review     string
	Overdue    bool // the review
	Waits      string
}

// A Measure is how far something is beside its plan.
type Measure struct {
	Bullet
	Far  string // "6 of 52"
	Plan string // ", 14 planned"
}

// Head says what the frame needs to know.
func (p Caseload) Head() Head { return Head{Title: "Caseload", Width: Wide} }

// CaseloadRules is how the bands of a caseload are worked out.
type CaseloadRules struct{ Rules []RuleRow }

// A RuleRow is one reason for which an apprentice may need help.
type RuleRow struct{ Name, About, Watch, Act string }

// Head says what the frame needs to know.
func (CaseloadRules) Head() Head { return Head{Title: "How needs is worked out"} }

// Views are a person's kept ways of looking at the caseload, and the form for
// another.
type Views struct {
	Whole   []string
	Saving  bool   // the form for another view is shown
	About   string // what it shows, in words
	Query   string // of the view to keep
	Name    Field
	Rows    []ViewRow
	Removed *ViewRow // just now; nil for none
}

// A ViewRow is one of them.
type ViewRow struct {
	ID    string
	Name  string
	About string // what it shows, in words
	Href  string // opens it
	Path  string // of the view itself; its changes post below it
}

// Head says what the frame needs to know.
func (p Views) Head() Head {
	return Head{Title: "Your views", Width: Narrow, Fault: len(p.summary().Faults) > 0}
}

func (p Views) summary() Summary { return NewSummary(p.Whole, p.Name) }

func (v ViewRow) ask() Ask {
	return Ask{ID: "remove-" + v.ID, Title: "Remove the view “" + v.Name + "”?", Text: "Only the way of looking goes. You can put it back right after.", Yes: "Remove it", No: "Keep it"}
}

// ViewRename is the form for another name.
type ViewRename struct {
	Whole []string
	Row   ViewRow
	Name  Field
}

// Head says what the frame needs to know.
func (p ViewRename) Head() Head {
	return Head{Title: "Rename a view", Width: Narrow, Fault: len(p.summary().Faults) > 0}
}

func (p ViewRename) summary() Summary { return NewSummary(p.Whole, p.Name) }

// ProviderPage is how all cohorts are getting on.
type ProviderPage struct {
	Over    string
	Title   string
	Lead    string
	Rest    string
	Cohorts []CohortRow
	Counted string // "Counted on 22 November 2026."
	Figures []Figure
	Empty   *Empty
}

// A CohortRow is one cohort.
type CohortRow struct {
	Name                 string
	Href                 string // its caseload
	All                  int
	Act, Watch, OnTrack  int
	ActHref, WatchHref   string
	Statements, HoursDue Measure
}

// Head says what the frame needs to know.
func (ProviderPage) Head() Head { return Head{Title: "All cohorts", Width: Wide} }
