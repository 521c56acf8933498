package pages

// DevelopmentPlan is a person's goals: open ones first, and what a self-audit
// shows that no goal is for.
type DevelopmentPlan struct {
	Back     Link
	Over     string
	Title    string
	Lead     string // how it stands; empty where there is nothing
	Own      bool   // the reader's own: they set goals
	Rests    *Link  // the newest self-audit; nil: none is finished
	Focus    []StandingNote
	Print    string // address of the PDF; empty: none
	Log      Link   // to the CPD log
	Action   string // address of the list
	Ways     Ways
	Search   Field
	Hidden   []Hidden // kept while searching
	Columns  []Column
	Rows     []GoalRow
	Pager    Pager
	Narrowed bool
	Nothing  bool // no goal was ever set
}

// A GoalRow is one goal in a list.
type GoalRow struct {
	Href    string // empty: all of it is shown in the row
	Text    string // what is done
	Success string
	Support string // in a row that shows all
	Outcome string // the same
	For     string // the element
	Due     string
	Was     string // "moved 2 times"; empty: never moved
	State   State
	Words   string
}

// Head says what the frame needs to know.
func (p DevelopmentPlan) Head() Head { return Head{Title: p.Title} }

// GoalPage is one goal: what, by when, how it went.
type GoalPage struct {
	Whole   []string
	Back    Link
	Over    string
	Text    string
	State   State
	Words   string
	Facts   []Fact
	Href    string
	Shown   bool // it is an action: coach and employer see what is said of it
	Edit    *Link
	Like    *Link
	Finish  *ActionFinish // nil: it is not open. It has no Item
	Move    *ActionMove   // nil: it is not open
	Entries []Link        // of the CPD log that serve it
	LogSum  string        // how long they took
	Log     Link          // adds one
}

// Head says what the frame needs to know.
func (p GoalPage) Head() Head {
	return Head{Title: "Goal", Width: Narrow, Fault: len(p.summary().Faults) > 0}
}

func (p GoalPage) summary() Summary {
	if p.Finish == nil {
		return NewSummary(p.Whole)
	}
	return NewSummary(p.Whole, p.Finish.Day, p.Finish.Note, p.Move.Day, p.Move.Reason, p.Move.Drop)
}

// GoalForm is the form of a goal, new or changed.
type GoalForm struct {
	Summary    Summary
	Whole      []string
	Back       Link
	Title      string
	Action     string
	Button     string
	Changes    bool   // a goal that is there: its day is changed elsewhere
	Revision   string // of the goal that is changed
	Theirs     []TwoTexts
	Element    Field
	Elements   []Option
	Below      []string // what the self-audit rated below the grade there
	Activity   Field
	Success    Field
	Support    Field
	Due        Field
	Shown      bool // it becomes an action
	Enrolment  Field
	Enrolments []Option // of those on several; else none
}

// Head says what the frame needs to know.
func (p GoalForm) Head() Head {
	return Head{Title: p.Title, Width: Narrow, Fault: len(p.Summary.Faults) > 0}
}
