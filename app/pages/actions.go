package pages

// Actions is the list of what was agreed in one portfolio, with the form that
// adds to it.
type Actions struct {
	Over, Title string
	Back        Link
	Action      string // address of the list, which adding posts to
	Lead        string // the finding: "Three to do, one of them overdue."
	Ways        Ways   // open, done, dropped, all
	Search      Field
	Hidden      []Hidden // kept while searching
	Columns     []Column
	Rows        []ActionRow
	Pager       Pager
	Narrowed    bool
	Nothing     bool       // none was ever set
	Add         *ActionAdd // nil for those who set none
}

// An ActionAdd is the form that sets an action.
type ActionAdd struct {
	Whole   []string
	Text    Field
	Owner   Field
	Owners  []Option
	Due     Field
	Picker  Picker
	Picked  bool // some statement is chosen: the list stands open
	Prompts []Prompt
}

// A Prompt is a word to think about while writing, and its question.
type Prompt struct{ Name, Ask string }

// An ActionRow is one action in a list.
type ActionRow struct {
	Href       string
	Text       string
	Apprentice string // in lists over several portfolios
	Who        string // who does it
	Due        string
	Was        string // "moved twice"; empty: never moved
	State      State
	Words      string
	Chips      []Chip
}

// Head says what the frame needs to know.
func (p Actions) Head() Head { return Head{Title: p.Title, Fault: len(p.summary().Faults) > 0} }

func (p Actions) summary() Summary {
	if p.Add == nil {
		return Summary{}
	}
	statements := Field{ID: p.Add.Picker.Name + "-1", Fault: p.Add.Picker.Fault}
	return NewSummary(p.Add.Whole, p.Add.Text, p.Add.Owner, p.Add.Due, statements)
}

// MyActions is what a person has to do over all portfolios.
type MyActions struct {
	Lead     string
	Whose    Ways // mine, or all that one may see
	Ways     Ways
	Search   Field
	Hidden   []Hidden // kept while searching
	Columns  []Column
	Rows     []ActionRow
	Pager    Pager
	Narrowed bool
}

// Head says what the frame needs to know.
func (MyActions) Head() Head { return Head{Title: "Actions"} }

// ActionPage is one action: what, who, by when, and how it went.
type ActionPage struct {
	Whole  []string
	Back   Link
	Over   string
	Text   string
	State  State
	Words  string
	Facts  []Fact
	Chips  []Link // of its statements, with their names
	Item   *Link  // the piece that shows it
	Goal   *Link  // of the reader's development plan that it is; nil for others
	Moves  []MoveRow
	Href   string
	Finish *ActionFinish
	Move   *ActionMove
}

// A MoveRow is a day the action was due before.
type MoveRow struct{ From, Reason, By, At string }

// An ActionFinish is the form that says an action is done.
type ActionFinish struct {
	Day   Field
	Note  Field
	Item  Field
	Items []Option
}

// An ActionMove is the forms that give another day, or drop the action.
type ActionMove struct {
	Day    Field
	Reason Field
	Drop   Field
}

// Head says what the frame needs to know.
func (p ActionPage) Head() Head {
	return Head{Title: "Action", Width: Narrow, Fault: len(p.summary().Faults) > 0}
}

func (p ActionPage) summary() Summary {
	var fields []Field
	if p.Finish != nil {
		fields = append(fields, p.Finish.Day, p.Finish.Note, p.Finish.Item)
	}
	if p.Move != nil {
		fields = append(fields, p.Move.Day, p.Move.Reason, p.Move.Drop)
	}
	return NewSummary(p.Whole, fields...)
}
