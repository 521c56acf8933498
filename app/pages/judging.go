package pages

// Judging is how the assessment of a submission stands: its methods, what the
// grade comes to and why, what is missing, and what comes next.
type Judging struct {
	Top      AssessTop
	Summary  Summary
	State    State
	Words    string
	Lead     string
	Missing  []Link
	Criteria string // what the plan calls them: "Criteria", "Descriptors"
	Methods  []MethodRow
	Working  []string
	Grade    string // overall; empty: not known yet, or none
	Resit    []string
	Propose  string // empty: the reader may not, or something is missing
	Feedback Feedback
	Moderate *ModerateForm
	Reopen   *ReopenForm
	Release  string // empty: the reader may not, or nothing is confirmed
	Report   []Link // a draft until it is released
	Moves    []Said
}

// A MethodRow is one method as it stands.
type MethodRow struct {
	Link
	Held     string
	Judged   string // of statements
	Criteria string // "5 of 7 met"
	Grade    string
	State    State
}

// Feedback is what is written for the apprentice.
type Feedback struct {
	Field    Field
	Action   string // empty: to be read only
	Key      string
	Revision int
	Saved    string
	Theirs   []TwoTexts
}

// A ModerateForm is where a moderator agrees or returns.
type ModerateForm struct {
	Action string
	Note   Field
}

// A ReopenForm is where a coordinator opens a confirmed result again.
type ReopenForm struct {
	Action string
	Note   Field
}

// Head says what the frame needs to know.
func (p Judging) Head() Head {
	return Head{Title: p.Top.Title, Fault: len(p.Summary.Faults) > 0}
}

// MethodPage is how one method was held and graded.
type MethodPage struct {
	Top      AssessTop
	Summary  Summary
	Action   string // empty: to be read only
	Seen     []Hidden
	Theirs   []TwoTexts
	HeldOn   Field
	Minutes  Field
	Mode     Field
	Modes    []Option // how the plan lets it be held; none: it is typed
	Note     Field
	Grade    *Field // nil: its criteria decide, or it has no grades
	Grades   []Option
	Groups   []CriterionGroup
	Working  string
	Facts    []Fact // of a page to be read only
	Asked    []Fact // what was asked and answered in it
	Prev     *Link
	Next     *Link
	Untabled string // a sentence where the plan gives it no grades; empty otherwise
}

// A CriterionGroup is the criteria that one grade asks for.
type CriterionGroup struct {
	Key, Name string
	Fact      string
	Rows      []CriterionRow
}

// A CriterionRow is one criterion.
type CriterionRow struct {
	Text    string
	Chips   []Chip
	About   string // how the statements it is about are judged
	Verdict Field
	Options []Option
	Reason  Field
	Stands  string // of a page to be read only
	State   State
	Was     string // who judged it last
}

// Head says what the frame needs to know.
func (p MethodPage) Head() Head {
	return Head{Title: p.Top.Title, Fault: len(p.Summary.Faults) > 0}
}

// ResultPage is a result, to whom it is released.
type ResultPage struct {
	Back     Link
	Over     string
	Title    string
	None     string // where nothing is released yet
	Grade    string
	State    State
	Methods  []Fact
	Working  []string
	Feedback []string
	Resit    []string
	Report   []Link
	Facts    []Fact
}

// Head says what the frame needs to know.
func (p ResultPage) Head() Head { return Head{Title: p.Title, Width: Narrow} }

// Assessors is who is invited to a submission, to its coordinators.
type Assessors struct {
	Back       Link
	Over       string
	Title      string
	Summary    Summary
	Action     string
	Closed     string // why nobody can be invited; empty: somebody can
	Duty       Field
	Duties     []Option
	Name       Field
	Email      Field
	Ends       Field
	Link       string // an invitation to hand on, since nobody sends mail
	LinkFor    string
	Rows       []AssessorRow
	Moderated  bool
	Fixed      string // why that cannot be changed now; empty: it can
	Moderation string
	Openings   Link
}

// An AssessorRow is one invitation.
type AssessorRow struct {
	Name, Email string
	Duty        string
	Until       string
	State       State
	Words       string
	Interest    string
	Opened      string
	End         string // empty: it is over
}

// Head says what the frame needs to know.
func (p Assessors) Head() Head {
	return Head{Title: p.Title, Fault: len(p.Summary.Faults) > 0}
}

// AssessOpenings lists what assessors opened.
type AssessOpenings struct {
	Back  Link
	Over  string
	Rows  []OpeningRow
	Pager Pager
}

// An OpeningRow is one opening.
type OpeningRow struct{ Who, What, At string }

// Head says what the frame needs to know.
func (AssessOpenings) Head() Head { return Head{Title: "What was opened"} }

// DeclareConflict is where an assessor declares whether an interest of theirs
// conflicts, before they see anything.
type DeclareConflict struct {
	Title     string
	Summary   Summary
	Action    string
	Facts     []Fact
	Conflicts Field
	Answers   []Option
	Interest  Field
	Done      string // what they declared already
	Go        Link
}

// Head says what the frame needs to know.
func (p DeclareConflict) Head() Head {
	return Head{Title: p.Title, Width: Narrow, Fault: len(p.Summary.Faults) > 0}
}
