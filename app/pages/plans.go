package pages

// Plans lists the assessment plans of a standard.
type Plans struct {
	Standard Link
	Rows     []PlanRow
	Drafts   []PlanDraftRow
	Edit     bool   // the person may add and retire plans
	Upload   Field  // of a plan's file
	Action   string // what a file is sent to; before "/begin", an empty draft
}

// A PlanRow is one version of a plan in the list.
type PlanRow struct {
	Href    string
	Label   string // "ST0175/AP01 2"
	Name    string
	Rules   string // "End-point assessment"
	Added   string // "by Helen Strand, 3 May 2027"
	After   string // the version it replaces; empty: none
	Example bool
	Retired bool
}

// A PlanDraftRow is a draft that somebody can go on with.
type PlanDraftRow struct {
	Href  string
	Label string
	Saved string // "Helen Strand, 3 May 2027, 14:05"
}

// Head says what the frame needs to know.
func (p Plans) Head() Head {
	return Head{Title: "Assessment plans, " + p.Standard.Text, Fault: p.Upload.Fault != ""}
}

// A ShownPlan is a plan as people read it.
type ShownPlan struct {
	Facts        []Fact
	Methods      []ShownMethod
	Rules        []string // for the portfolio, in sentences
	Declarations []ShownSign
	Gateway      []string // what has to be in place, in sentences
	SignOffs     []ShownSign
	Grades       string // "Fail, Pass, Distinction"; empty: it says nothing of grades
	Columns      []Column
	Table        [][]string // the grades of each method in words, and the overall grade
	Resit        []string
	Submission   []Fact
}

// A ShownMethod is a method of a plan.
type ShownMethod struct {
	ID         string
	Name       string
	Fact       string   // "45 statements"
	Facts      []Fact   // minutes, modes, grades
	Tags       []string // "Underpinned by the portfolio"
	Statements []ShownStatement
	Criteria   []ShownCriterion
}

// A ShownStatement is a statement that a method covers.
type ShownStatement struct {
	Chip Chip
	Name string
	More string // "may be sampled"; empty for nothing
}

// A ShownCriterion is what a grade asks for.
type ShownCriterion struct {
	Grade string
	Text  string
	About []Chip // the statements; none: the whole method
	Names string // of those without a code
}

// A ShownSign is what somebody declares or signs.
type ShownSign struct {
	Who   string
	Words string
}

// A Plan shows one version of an assessment plan.
type Plan struct {
	Back    Link
	Label   string
	Name    string
	Under   string // who added it, and when
	Example bool
	Retired bool
	Shown   ShownPlan
	File    string // sends it as a file
	Edit    string // makes a draft of it; empty: the person may not
	Retire  string // stops offering it; empty: the person may not, or it is
	Restore string // offers it again; empty likewise
}

// Head says what the frame needs to know.
func (p Plan) Head() Head { return Head{Title: p.Label} }

// A PlanDraft is what a draft says, what is wrong with it, and what it takes to
// add it as a plan.
type PlanDraft struct {
	Back     Link
	Title    string
	Under    string // where it comes from and who saved it last
	Whole    []string
	Faults   []PlanFault // what is to be put right first
	Sections []PlanSection
	Shown    ShownPlan
	Action   string // adds it; before "/drop"
	Revision string
	Replaces Field
	Plans    []Option
	Retire   Field
	On       bool // the retire box is ticked
	Version  string
}

// A PlanFault is one thing that is wrong with a draft.
type PlanFault struct {
	Text string
	Href string // where it is put right
	In   string // that section's name
}

// A PlanSection is one part of the form of a plan.
type PlanSection struct {
	Href   string
	Name   string
	Faults int
}

// Head says what the frame needs to know.
func (p PlanDraft) Head() Head { return Head{Title: p.Title, Fault: len(p.Whole) > 0} }

// A PlanForm is one part of the form of a plan.
type PlanForm struct {
	Draft    Link
	Title    string
	Under    string
	Action   string
	Revision string
	Whole    []string
	Groups   []PlanGroup
	Grid     *PlanGrid // nil: this part has none
	More     bool      // it has rows, to which more can be added
	Next     string    // the name of the part after this one; empty: it is the last
}

// A PlanGroup is some inputs under one heading.
type PlanGroup struct {
	ID     string
	Title  string // empty: no heading
	Hint   string
	Inputs []PlanInput
	Rows   []PlanEntry
	Empty  string // instead of rows, where there can be none
}

// A PlanEntry is one row of a list, such as a criterion.
type PlanEntry struct {
	Legend string
	Hidden []Hidden
	Inputs []PlanInput
	Fold   string // the words that open the last input; empty: it stands open
}

// A PlanInput is one input: a line, an area, a list to choose from, a yes or no,
// or answers of which any number hold.
type PlanInput struct {
	Field
	As      InputAs
	Options []Option
	On      bool
}

// InputAs is how an input is drawn.
type InputAs int

// The ways to draw an input.
const (
	AsLine InputAs = iota
	AsArea
	AsSelect
	AsRadios
	AsChecks
	AsCheck
)

// A PlanGrid asks for each statement which methods cover it.
type PlanGrid struct {
	Columns []Column
	Rows    []PlanGridRow
}

// A PlanGridRow is one statement.
type PlanGridRow struct {
	ID    string
	Chip  Chip
	Name  string
	Fault string
	Cells []PlanCell
}

// A PlanCell is one yes or no of a statement.
type PlanCell struct {
	Name   string // of the form value
	Value  string
	Column string
	Label  string // heard instead of the column, which it ends with: "K2 in the professional discussion"
	On     bool
}

// fields returns all inputs, in order.
func (p PlanForm) fields() (out []Field) {
	for _, g := range p.Groups {
		for _, in := range g.Inputs {
			out = append(out, in.Field)
		}
		for _, r := range g.Rows {
			for _, in := range r.Inputs {
				out = append(out, in.Field)
			}
		}
	}
	if p.Grid != nil {
		for _, r := range p.Grid.Rows {
			out = append(out, Field{ID: r.ID, Fault: r.Fault})
		}
	}
	return out
}

func (p PlanForm) summary() Summary { return NewSummary(p.Whole, p.fields()...) }

// Head says what the frame needs to know.
func (p PlanForm) Head() Head {
	return Head{Title: p.Title, Fault: len(p.summary().Faults) > 0}
}

// PlanFormat tells of the keys of a plan's file.
type PlanFormat struct {
	Format string
	Rows   []FileKeyRow
}

// A FileKeyRow is one key of a plan's or framework's file.
type FileKeyRow struct {
	Path   string
	Kind   string
	About  string
	OneOf  string
	Needed bool
}

// Head says what the frame needs to know.
func (PlanFormat) Head() Head { return Head{Title: "The file of an assessment plan"} }

// MovePlan moves an apprentice to another plan: first it shows what no longer
// maps, then it asks.
type MovePlan struct {
	Back    Link
	Name    string
	Now     string // the plan they are on; empty: none
	NowHref string
	Plan    Field
	Options []Option
	Action  string
	To      string // of the plan that is looked at; empty: none yet
	Label   string
	Lines   []string // what changes, in sentences
	Lost    []MovedStatement
	Methods []MovedMethod
	Faults  []string
}

// A MovedStatement is a statement for which something no longer counts, or has
// to be shown anew.
type MovedStatement struct {
	Chip Chip
	Name string
	What string
}

// A MovedMethod is how far a method is shown.
type MovedMethod struct {
	Name  string
	Old   string // "12 of 20"; empty: the plan before does not have it
	After string
}

// Head says what the frame needs to know.
func (p MovePlan) Head() Head {
	return Head{Title: "Assessment plan of " + p.Name, Fault: p.Plan.Fault != "", Width: Narrow}
}
