package pages

// Enrolments is the list of every enrolment, for administrators.
type Enrolments struct {
	Search, State, Cohort, Coach Field
	States, Cohorts, Coaches     []Option
	Columns                      []Column
	Rows                         []EnrolmentRow
	Pager                        Pager
	Narrowed                     bool
}

// An EnrolmentRow is one of them.
type EnrolmentRow struct {
	Href, Name, Standard, Employer, Coach, Cohort, Started, State string
	Current                                                       bool // active: nothing to point out
}

// Head says what the frame needs to know.
func (Enrolments) Head() Head { return Head{Title: "Enrolments", Width: Wide} }

// Portfolios is the list of the portfolios that a person has a role in.
type Portfolios struct {
	Search   Field
	Columns  []Column
	Rows     []PortfolioRow
	Pager    Pager
	Narrowed bool
}

// Head says what the frame needs to know.
func (Portfolios) Head() Head { return Head{Title: "Portfolios", Width: Wide} }

// EnrolmentForm is an enrolment's facts, new or to be corrected.
type EnrolmentForm struct {
	Action                                                     string
	Title, State                                               string // the apprentice's name; where the apprenticeship is, empty for a new one
	Move                                                       string // to another version of the standard
	New                                                        bool   // else the apprentice and the standard stay
	Whole                                                      []string
	Apprentice, Standard, Option, Plan, Employer, Contact      Field
	Coach, Assessment, ULN, Started, Ends, Gateway             Field
	Apprentices, Standards, Options, Plans, Employers, Coaches []Option
	Assessments, Cohorts                                       []Option
	Cohort                                                     Field
}

// Head says what the frame needs to know.
func (p EnrolmentForm) Head() Head {
	return Head{Title: p.Title, Width: Narrow, Fault: len(p.summary().Faults) > 0}
}

// chosen is the label of the option that a field's value names.
func chosen(f Field, options []Option) string {
	for _, o := range options {
		if o.Value == f.Value && f.Value != "" {
			return o.Label
		}
	}
	return "Enrolment"
}

func (p EnrolmentForm) summary() Summary {
	return NewSummary(p.Whole, p.Apprentice, p.Standard, p.Option, p.Plan, p.Employer, p.Contact, p.Coach, p.Assessment, p.ULN, p.Started, p.Ends, p.Gateway)
}
