package pages

// EnrolmentState is how an apprenticeship goes on: breaks, its end, its coaches.
type EnrolmentState struct {
	Whole                          []string
	Href, Name, State, About, Undo string
	Active, OnBreak, CanUndo       bool
	Reason, StartedOn, ExpectedOn  Field // of a break
	ReturnedOn, EndOn              Field // of the return
	Outcome, EndedOn, Why          Field // of the end
	Outcomes                       []Option
	History                        []StateRow
	Coaches                        []TurnRow
}

// A StateRow is a break or an end. Undone is when it was undone; empty: it was not.
type StateRow struct{ When, What, About, Undone string }

// A TurnRow is a span with a coach; Until is empty for the present one.
type TurnRow struct{ Name, From, Until string }

// Head says what the frame needs to know.
func (p EnrolmentState) Head() Head {
	return Head{Title: "Breaks and end of " + p.Name, Width: Narrow, Fault: len(p.summary().Faults) > 0}
}

func (p EnrolmentState) summary() Summary {
	return NewSummary(p.Whole, p.Reason, p.StartedOn, p.ExpectedOn, p.ReturnedOn, p.EndOn, p.Outcome, p.EndedOn)
}

// Reassign gives apprentices of one coach to another.
type Reassign struct {
	Whole    []string
	From, To Field
	Coaches  []Option
	Chosen   bool // a coach is
	Rows     []Option
	Total    int
}

// Head says what the frame needs to know.
func (p Reassign) Head() Head {
	return Head{Title: "Reassign apprentices", Width: Narrow, Fault: len(p.summary().Faults) > 0}
}

func (p Reassign) summary() Summary { return NewSummary(p.Whole, p.From, p.To) }

// Cohorts is the list of cohorts.
type Cohorts struct {
	Whole    []string
	Name     Field
	Search   Field
	Columns  []Column
	Rows     []CohortLine
	Pager    Pager
	Narrowed bool
}

// A CohortLine is one of them.
type CohortLine struct {
	Href, Name   string
	Current, All int
}

// Head says what the frame needs to know.
func (p Cohorts) Head() Head {
	return Head{Title: "Cohorts", Fault: len(NewSummary(p.Whole, p.Name).Faults) > 0}
}

// CohortPage is one cohort, to be renamed.
type CohortPage struct {
	Whole       []string
	Href, Title string
	Name        Field
}

// Head says what the frame needs to know.
func (p CohortPage) Head() Head {
	return Head{Title: p.Title, Width: Narrow, Fault: len(NewSummary(p.Whole, p.Name).Faults) > 0}
}
