package pages

// Scans is the list of an apprentice's skills scans.
type Scans struct {
	Whole       []string
	Back        Link
	Over, Title string
	Action      string // beginning one posts to it
	Lead        string
	Draft       *Link // to go on with; nil: none
	Begin       *ScanBegin
	Growth      *Growth // nil: there are not two to compare
	Rows        []ScanRow
	Prior       string // what was decided of prior learning; empty: nothing
}

// A ScanBegin is the form that begins a scan.
type ScanBegin struct {
	Occasion  Field
	Occasions []Option
}

// A ScanRow is one scan in the list.
type ScanRow struct {
	Href, Day, Occasion string
	State               State
	Words               string
	Says                string // "Own scores 3.2 on average, 4 scored otherwise"
}

// Head says what the frame needs to know.
func (p Scans) Head() Head { return Head{Title: p.Title, Fault: len(p.summary().Faults) > 0} }

func (p Scans) summary() Summary {
	if p.Begin == nil {
		return NewSummary(p.Whole)
	}
	return NewSummary(p.Whole, p.Begin.Occasion)
}

// ScanPage is one scan, to be read.
type ScanPage struct {
	Whole       []string
	Back        Link
	Over, Title string
	State       State
	Words       string
	Lead        string
	Do          *Link
	Steps       []ScanStep
	Roles       []string // whose scores there are columns for
	Groups      []ScanLines
	Comments    []Fact
	Signed      []Fact
	Asked       Asked  // of the employer, by a link
	Hidden      string // instead of scores: it is a draft, and not the visitor's
	Prior       *Prior
}

// A ScanStep is a step of the scale.
type ScanStep struct{ Number, Label, Meaning string }

// ScanLines are the statements of one type.
type ScanLines struct {
	Name string
	Rows []ScanLine
}

// A ScanLine is one statement with what each says.
type ScanLine struct {
	Chip Chip
	Name string
	Full string
	Said []ScanSaid // one for each of the page's roles
	Do   *Link      // sets an action for it; nil: none
}

// A ScanSaid is what one role says of a statement.
type ScanSaid struct {
	Who, Point, Note string
	Differs          string // "1 lower"; empty: agrees, or is the apprentice
}

// Head says what the frame needs to know.
func (p ScanPage) Head() Head {
	h := Head{Title: p.Title}
	if p.Prior != nil {
		h.Fault = len(p.Prior.summary(p.Whole).Faults) > 0
	}
	return h
}

// Prior is what a scan proposes to take off the hours, and what was decided.
type Prior struct {
	Rule    string
	Working []Fact
	Decided []PriorRow // oldest first; the last counts
	Action  string     // empty: the visitor does not decide
	Asked   string     // the proposal that the page shows, in minutes
	Hours   Field
	Reason  Field
	Wait    string // why there is nothing to decide yet
}

// A PriorRow is one decision.
type PriorRow struct{ Hours, Proposed, Reason, By, At string }

func (p Prior) summary(whole []string) Summary { return NewSummary(whole, p.Hours, p.Reason) }

// ScanForm is a scan that someone scores: the apprentice their own, or employer
// and coach beside it.
type ScanForm struct {
	Whole       []string
	Back        Link
	Over, Title string
	Lead        string
	Action      string
	Key         string // of what is kept on the device
	Revision    int
	Digest      string
	Steps       []ScanStep
	Groups      []ScanFields
	Told        *Fact // what the apprentice said in all, to those who score beside it; nil: nothing
	Comment     Field
	Saved       string
	Words       string // what signing agrees to
	Sign        string // the button
	Remove      string // address that throws the draft away; empty: cannot be
	RemoveAsk   Ask
	Theirs      []TwoTexts
}

// ScanFields are the statements of one type, to be scored.
type ScanFields struct {
	Name  string
	Count string // "3 of 22 scored"
	Rows  []ScanField
}

// A ScanField is one statement to be scored.
type ScanField struct {
	Chip    Chip
	Name    string
	Full    string
	Said    string // the apprentice's own, to those who score beside it
	Note    string // and their note
	Score   Field
	Choices []ScanChoice
	Remark  Field
}

// A ScanChoice is a step of the scale to choose.
type ScanChoice struct {
	Value, Number, Label string
	Beside               string // how far it is from the apprentice's own: "1 step lower"; empty: it is their own form
	On                   bool
}

// Head says what the frame needs to know.
func (p ScanForm) Head() Head { return Head{Title: p.Title, Fault: len(p.summary().Faults) > 0} }

func (p ScanForm) summary() Summary {
	return NewSummary(p.Whole, append(scoreFields(p.Groups), p.Comment)...)
}

func scoreFields(groups []ScanFields) (fields []Field) {
	for _, g := range groups {
		for _, r := range g.Rows {
			fields = append(fields, r.Score, r.Remark)
		}
	}
	return fields
}

// Growth is how scores went from one scan to another, as a picture.
type Growth struct {
	Lead   string // the finding
	From   string // what the hollow dots are: "3 March 2026, at the start"
	To     string
	Groups []Dumbbells
	Href   string // the comparison as a table; empty: this is it
}

// GrowthPage compares any two scans.
type GrowthPage struct {
	Back        Link
	Over, Title string
	Action      string
	From, To    Field
	Scans       []Option
	Growth      *Growth
	Note        string // where the scans cannot be compared point by point
	Groups      []GrowthLines
}

// GrowthLines are the statements of one type in a comparison.
type GrowthLines struct {
	Name string
	Rows []GrowthRow
}

// A GrowthRow is a statement in a comparison.
type GrowthRow struct {
	Chip                   Chip
	Name, From, To, Change string
	State                  State // OnTrack, Watch or None
}

// Head says what the frame needs to know.
func (p GrowthPage) Head() Head { return Head{Title: p.Title} }
