package pages

// SelfAudits is the list of a person's self-audits.
type SelfAudits struct {
	Rows     []SelfAuditRow
	Begin    *Link // nil: there are no professional standards to begin with
	Compare  *Link // nil: there are no two to compare
	Progress *Figure
}

// A SelfAuditRow is one of them.
type SelfAuditRow struct {
	Href, Day string
	Framework string
	Grade     string
	State     State
	Words     string
	Says      string // "12 of 15 elements met"
}

// Head says what the frame needs to know.
func (SelfAudits) Head() Head { return Head{Title: "Your self-audits"} }

// SelfAuditForm asks what a self-audit is about: to begin one, or to change a
// draft.
type SelfAuditForm struct {
	Whole       []string
	Back        Link
	Title, Lead string
	Action      string
	Revision    int // 0: it is to begin
	Frameworks  []Option
	Framework   Field  // which of several; its value is sent with the form
	Source      string // whose standards, and in whose words
	Grade       Field
	Grades      []Option
	Specialism  Field
	Specialisms []Option
	Ahead       Field
	LooksAhead  bool
	Button      string
	Theirs      []TwoTexts
}

// Head says what the frame needs to know.
func (p SelfAuditForm) Head() Head {
	return Head{Title: p.Title, Width: Narrow, Fault: len(p.summary().Faults) > 0}
}

func (p SelfAuditForm) summary() Summary {
	return NewSummary(p.Whole, p.Framework, p.Grade, p.Specialism)
}

// SelfAuditDraft is a self-audit that is being written: what is rated and what
// is not.
type SelfAuditDraft struct {
	Whole     []string
	Over      string
	Title     string
	Lead      string
	Next      Link // the first step with something to rate
	Groups    []RateSteps
	Revision  int
	Saved     string
	Setup     string // address that changes grade and specialisms
	Finish    Field  // the fault of finishing
	Action    string // finishes
	FinishAsk Ask
	Drop      string
	DropAsk   Ask
}

// RateSteps are the steps of one area.
type RateSteps struct {
	Name string
	Rows []RateStepRow
}

// A RateStepRow is one step.
type RateStepRow struct {
	Chip  Chip
	Name  string
	Href  string
	State State
	Words string // "2 of 4 rated"
}

// Head says what the frame needs to know.
func (p SelfAuditDraft) Head() Head {
	return Head{Title: p.Title, Width: Narrow, Fault: len(p.summary().Faults) > 0}
}

func (p SelfAuditDraft) summary() Summary { return NewSummary(p.Whole, p.Finish) }

// RateForm is one step: an element or specialism that somebody rates, their own
// or beside another's.
type RateForm struct {
	Whole      []string
	Back       Link
	Over       string
	Chip       Chip
	Title      string
	Lead       string // what the element is
	Ask        string // over the rows: "Rate each of these"
	Place      string // "Step 3 of 15"
	Action     string
	Key        string // of what is kept on the device
	Revision   int
	Scale      []ScanStep
	Indicators []RateGuide  // of a behaviour
	Support    *SupportPart // the person's own; nil: none, or the reader is another
	Rows       []RateRow
	Ahead      string // over the rows of the next grade; empty: there are none
	AheadRows  []RateRow
	Comment    *Field // in all; nil: it is not asked here
	Saved      string
	Previous   *Link
	On         string // the button that saves and goes on
	Theirs     []TwoTexts
}

// A RateGuide is a list of indicators.
type RateGuide struct {
	Name  string
	Lines []string
}

// A RateRow is one thing to rate.
type RateRow struct {
	Text    string
	Said    string // the person's own, to those who rate beside them
	Example string // and their example
	Pieces  []string
	Point   Field
	Choices []ScanChoice
	Remark  Field // an example of one's own, or a note
	Items   Field
	Pick    []Option // evidence to set beside it; nil: none is asked for
	Picked  string   // "2 chosen"
}

// Head says what the frame needs to know.
func (p RateForm) Head() Head { return Head{Title: p.Title, Fault: len(p.summary().Faults) > 0} }

func (p RateForm) summary() Summary {
	var fields []Field
	for _, r := range append(p.Rows[:len(p.Rows):len(p.Rows)], p.AheadRows...) {
		fields = append(fields, r.Point, r.Remark, r.Items)
	}
	if p.Comment != nil {
		fields = append(fields, *p.Comment)
	}
	return NewSummary(p.Whole, fields...)
}
