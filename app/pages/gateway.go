package pages

// Gateway is what is recorded, declared and signed before the assessment.
type Gateway struct {
	Back    Link
	Over    string
	Title   string // as the plan calls it
	Lead    string
	Missing string // that no plan is chosen, and who chooses it; empty: one is
	Places  []Link // readiness, the pieces
	Asks    []GatewayAsk
	Nothing string // instead of Asks, where the plan asks for none
	History []GatewayRow

	Declared []Signature
	Waiting  []string // who has declared nothing yet, or before the pieces changed
	Declare  *SignForm

	Content string // exactly what is signed
	Steps   []SignOffRow
	Turn    string // who is next, in a sentence
	Asking  string // asks for the sign-offs; empty: the reader may not, or they are asked
	Sign    *GatewaySign
	Asked   Asked
	Summary Summary
}

// A GatewayAsk is one thing that is recorded.
type GatewayAsk struct {
	ID    string // unique on the page
	Name  string
	Note  string // what will do
	State State
	Words string   // of the state
	Facts []string // sentences of what is recorded
	File  *Link
	Form  *GatewayForm // nil: the reader records nothing
}

// A GatewayForm records one thing.
type GatewayForm struct {
	Action  string
	Key     string
	Open    bool
	State   Field
	Options []Option
	Dated   bool // it has a day
	Day     Field
	Note    Field
	File    Field
	Files   []Option // empty: there is none to choose
}

// A GatewayRow is something that was recorded.
type GatewayRow struct {
	What, State, Day, Note, By, At string
	Holds                          bool
}

// A SignOffRow is one signature that the plan asks for.
type SignOffRow struct {
	Who   string // "1. Apprentice"
	Words string // that are agreed to
	State State
	Says  string // of the state
	More  string // who and when, or what became of it
}

// A GatewaySign signs what is handed over.
type GatewaySign struct {
	Action, Words, Digest, Note string
}

// Head says what the frame needs to know.
func (p Gateway) Head() Head {
	return Head{Title: p.Title, Width: Narrow, Fault: len(p.Summary.Faults) > 0}
}
