package pages

// Hints are what is said of a draft beside it. They stand inside its form, so
// that nothing typed is lost when one of their buttons is pressed.
type Hints struct {
	Off   bool   // the person wants none
	Begun bool   // there are words to look at
	Load  string // address that scripts ask for them, once the draft is saved
	First []HintRow
	More  []HintRow // shown when all are asked for
	Aside []HintRow // found, and put aside for this piece
}

// Count returns how many hints there are, those put aside left out.
func (h Hints) Count() int { return len(h.First) + len(h.More) }

// A HintRow is one hint.
type HintRow struct {
	Key     string
	Name    string // what to do
	Where   Link   // to the field it is about; the zero Link: to none
	What    string
	Why     string
	Example string
}

// HintRules is what hints look at.
type HintRules struct{ Groups []HintRuleGroup }

// A HintRuleGroup is the rules of a sector, or of all.
type HintRuleGroup struct {
	ID    string
	Name  string
	About string
	Rules []HintRule
}

// A HintRule is one thing hints look at.
type HintRule struct {
	Name    string
	About   string
	Why     string
	Example string
	English bool // it is looked at in English alone
}

// Head says what the frame needs to know.
func (HintRules) Head() Head { return Head{Title: "What the hints look at"} }
