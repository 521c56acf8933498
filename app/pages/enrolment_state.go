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
	return NewSummary(p.Whole, p.Reason, p.StartedOn, p.ExpectedOn, p.ReturnedOn, p.EndOn, p.Outcome, p.EndedOn, p.Why)
}

// Reassign gives apprentices of one coach to another.
type Reassign struct {
	Whole                            []string
	Fault                            string // of what is ticked
	Action                           string // keeps how the list is looked at
	From, To                         Field
	Search, Cohort, State            Field
	Coaches, Takers, Cohorts, States []Option
	Coach                            string // name of the one that is chosen; empty: not known by the list
	Chosen, Narrowed                 bool   // a coach is; the list leaves some of theirs out
	Rows                             []ReassignRow
	Total                            int
	Pager                            Pager
	Before                           []HandedRow
}

// A ReassignRow is one of the coach's apprentices.
type ReassignRow struct {
	ID, Href, Name, Standard, Employer, Cohort, State string
	Ticked                                            bool
}

// A HandedRow is an apprentice the coach had before.
type HandedRow struct{ Href, Name, Now, From, Until string }

// all is the choice of everyone the list shows, on all its pages.
func (p Reassign) all() string {
	switch {
	case p.Narrowed:
		return "All " + itoa(p.Total) + " that the list finds, on every page of it"
	case p.Coach != "":
		return "All " + itoa(p.Total) + " apprentices of " + p.Coach
	}
	return "All " + itoa(p.Total) + " of them"
}

// ticks is the field that a fault of what is ticked belongs to.
func (p Reassign) ticks() Field { return Field{Name: "all", Label: p.all(), Fault: p.Fault} }

// Head says what the frame needs to know.
func (p Reassign) Head() Head {
	return Head{Title: "Reassign apprentices", Width: Wide, Fault: len(p.summary().Faults) > 0}
}

func (p Reassign) summary() Summary { return NewSummary(p.Whole, p.ticks(), p.To) }

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
