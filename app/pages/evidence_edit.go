package pages

// EvidenceNew is the page that begins a piece of evidence.
type EvidenceNew struct {
	Back      Link
	Action    string
	Summary   Summary
	Title     Field
	Kind      Field
	Kinds     []Option
	From      Field
	Shows     string // the statement it is begun for, in words; empty for none
	Statement string // its id
}

// Head says what the frame needs to know.
func (p EvidenceNew) Head() Head {
	return Head{Title: "Add evidence", Fault: len(p.Summary.Faults) > 0, Width: Narrow}
}

// EvidenceEdit is the page on which a draft is written. Its form saves itself;
// files are added beside it and are there at once.
type EvidenceEdit struct {
	Back     Link
	Over     string // "Piece 14"
	Title    string
	State    State
	Words    string // of the state: "Draft, only you can see it"
	Summary  Summary
	Note     *EditNote // what the coach said; nil for nothing
	Theirs   []TwoTexts
	Action   string // of the form
	Key      string // of copies kept on the device
	Revision int
	Saved    string // "Saved at 14:02. You can leave and come back."
	Submit   string // "Submit to Marcus"

	Drop      Drop
	Files     []FileRow
	Facts     []Field // title, place
	Kind      Field
	Kinds     []Option
	From, To  Field
	Steps     []Step
	Story     []Field
	OwnPart   Field
	Reflect   Folded
	Witness   Folded
	Held      Folded
	HeldTick  Field
	IsHeld    bool
	Claims    []ClaimEdit
	NewClaim  ClaimEdit // with data that scripts fill in
	Fault     string    // of all claims
	Finding   Finding
	Picker    Picker
	OwnWork   Field
	IsOwn     bool
	AI        Field
	AIs       []Option
	AINote    Field
	Hints     Hints
	Remove    string // address that throws the draft away; empty: it cannot be
	RemoveAsk Ask
}

// An EditNote is what a coach said of the version before.
type EditNote struct {
	Lead string // "Marcus returned this on 13 October 2026."
	Said []string
}

// TwoTexts is one part of a text as it was saved elsewhere meanwhile, or as it
// was sent too late to be saved.
type TwoTexts struct {
	Name  string
	Saved string
}

// A Folded is fields that many leave empty, folded away until they are needed.
type Folded struct {
	Title  string
	Hint   string
	Open   bool
	Fields []Field
}

// A ClaimEdit is the fields of one claim.
type ClaimEdit struct {
	Statement string // id
	Chip      Chip
	Name      string
	Full      string // its wording
	How       Field
	Wheres    []WhereEdit
	Account   string // hint of a place that is in no file
}

// A WhereEdit is one place of a claim: which file, and where in it.
type WhereEdit struct {
	File  Field
	Files []Option
	At    Field
}

// Head says what the frame needs to know.
func (p EvidenceEdit) Head() Head { return Head{Title: p.Title, Fault: len(p.Summary.Faults) > 0} }
