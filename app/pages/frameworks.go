package pages

// Frameworks lists professional frameworks.
type Frameworks struct {
	Rows     []FrameworkRow
	Search   Field
	Pager    Pager
	Narrowed bool
	Add      bool // the person may add one
}

// A FrameworkRow is one version of a framework in the list.
type FrameworkRow struct {
	Href    string
	Label   string // "CICM-PS v2022"
	Title   string
	Whose   string
	Grades  string // "Affiliate, Associate"
	Holds   string // "10 skills, 5 behaviours"
	Retired bool
}

// Head says what the frame needs to know.
func (Frameworks) Head() Head { return Head{Title: "Professional frameworks"} }

// A Framework shows one version of a framework at one grade, or what was found in
// it.
type Framework struct {
	Label   string
	Title   string
	Whose   string
	Ours    bool // its wording is the product's summary
	Retired bool
	Source  Fact
	Licence string
	About   []Fact

	Grades      Ways
	Grade       FrameworkGrade
	Beside      Ways   // whether the next grade stands beside it; no ways at the top
	Next        string // name of the grade above; empty at the top, or if it is not shown
	Areas       []FrameworkArea
	Specialisms []FrameworkElement

	Search Field
	Action string
	Kept   []Hidden
	Found  *FrameworkFound // instead of the grade; nil: nothing is searched for

	ScaleName string
	Scale     []FrameworkPoint
	File      string // sends it as a file
	Retire    string // stops offering it; empty: the person may not, or it is
	Restore   string // offers it again; empty likewise
}

// Head says what the frame needs to know.
func (p Framework) Head() Head { return Head{Title: p.Title} }

// begin is the way into a self-audit by the framework.
func (p Framework) begin() *Link {
	if p.Retired {
		return nil
	}
	return &Link{"Begin a self-audit", "/growth/audits/new"}
}

// A FrameworkGrade says what the work is like at a grade.
type FrameworkGrade struct {
	Name    string
	Title   string // what such a member is called; empty: the same
	Meets   string // "Meets a Level 3 role"; empty: not said
	Summary string
	Expects []string
}

// A FrameworkArea is an area with its elements.
type FrameworkArea struct {
	ID       string
	Name     string
	Summary  string
	Elements []FrameworkElement
}

// A FrameworkElement is an element or specialism as it is read at a grade.
type FrameworkElement struct {
	ID      string
	Code    string // empty for a specialism
	Name    string
	Summary string
	Graded  bool     // it has Now and Next; else Shows and Lacks
	Now     []string // what it looks like at the grade
	Next    []string // and at the one above
	Shows   []string // what shows a behaviour
	Lacks   []string // what shows that it is missing
	With    *Link    // the element whose signs these are; nil: its own
	Shared  []Link   // elements that have the same signs
}

// A FrameworkPoint is one step of the scale people rate by.
type FrameworkPoint struct {
	Value   string
	Label   string
	Meaning string
	From    []string // what it counts as
}

// FrameworkFound is where in a framework something is said.
type FrameworkFound struct {
	Hits  []FrameworkHit
	Pager Pager
	All   string // address of the framework without a search
}

// A FrameworkHit is one text in which all words were found.
type FrameworkHit struct {
	In    Link
	Where string // "Associate"
	Text  []MarkedRun
}

// A MarkedRun is a part of a text, marked or not.
type MarkedRun struct {
	Text string
	On   bool
}

// NewFramework asks for the file of a framework, and shows what was understood of
// one.
type NewFramework struct {
	File Field
	Text Field
	Name string         // of the file that was read
	Read *ReadFramework // nil: nothing was read yet
}

// Head says what the frame needs to know.
func (p NewFramework) Head() Head {
	return Head{Title: "Add a framework", Fault: p.File.Fault != "" || p.Text.Fault != ""}
}

// ReadFramework is what was understood of a file, and what is wrong with it.
type ReadFramework struct {
	File   string // its name; empty: pasted
	Label  string // empty, with all below but Faults: nothing was understood
	Title  string
	Whose  string
	Counts []Fact
	Parts  []Fact
	Faults []FrameworkFault
}

// A FrameworkFault is one thing that is wrong with a file.
type FrameworkFault struct {
	Place string // "grades[1].after"
	Text  string
}

// FrameworkFormat tells of the keys of a framework's file.
type FrameworkFormat struct {
	Format string
	Rows   []FileKeyRow
}

// Head says what the frame needs to know.
func (FrameworkFormat) Head() Head { return Head{Title: "The file of a framework"} }
