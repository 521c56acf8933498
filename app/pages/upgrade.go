package pages

// Upgrade sets out what a person could show for a grade of a professional body.
// It is theirs alone.
type Upgrade struct {
	Whole      []string
	Framework  Field // which of several
	Frameworks []Option
	Grade      Field
	Grades     []Option
	Over       string
	Title      string // "Towards Associate"
	Lead       string // the finding
	Claims     string // what this is not
	Role       UpgradeRole
	Audit      *UpgradeAudit // nil: there is none
	NoAudit    string        // what is missing then
	Begin      *Link         // begins a self-audit
	Areas      []UpgradeArea
	Theirs     []TwoTexts // what another tab saved
	Revision   int
	Saved      string
	Action     string
	Hidden     []Hidden
	PDF        string // address
	Source     string
	Why        Link // why statements support elements
}

// UpgradeRole is the level of the person's role beside that of the grade.
type UpgradeRole struct {
	State State
	Words string // "Fits", "A gap"
	Says  string
	Rows  []Fact // their apprenticeships
}

// UpgradeAudit is the self-audit that a case rests on.
type UpgradeAudit struct {
	Link   Link // "1 October 2026, Affiliate"
	Says   string
	Digest string
}

// An UpgradeArea is an area with its elements, and what the person says of it.
type UpgradeArea struct {
	ID       string
	Name     string
	Fact     string // "3 of 5 without a gap"
	Words    Field
	Elements []UpgradeElement
}

// An UpgradeElement is how one element stands.
type UpgradeElement struct {
	Chip    Chip
	Name    string
	State   State
	Words   string // "Nothing is missing", "2 gaps"
	Rating  string // their own, in words
	Gaps    []string
	Remark  string       // what would be better, though nothing is missing; may be empty
	Support *SupportPart // nil: none
}

// Head says what the frame needs to know.
func (p Upgrade) Head() Head { return Head{Title: p.Title, Fault: len(p.summary().Faults) > 0} }

func (p Upgrade) summary() Summary {
	fields := []Field{p.Grade}
	for _, a := range p.Areas {
		fields = append(fields, a.Words)
	}
	return NewSummary(p.Whole, fields...)
}
