package pages

// Selection is where the pieces to hand over are chosen, beside what is proposed.
type Selection struct {
	Back    Link
	Over    string
	Lead    string // what is handed over as it stands
	Missing string // that no plan is chosen; empty: one is
	Rule    string // how many pieces the plan asks for, in a sentence
	Empty   *Empty // no piece was accepted yet

	Effect   SelectionEffect
	Rows     []SelectionRow
	Proposal SelectionProposal

	Action string // empty: the reader chooses nothing
	Mark   string // of the selection that the page shows
	Back2  string // what goes back to every accepted piece; empty: it is so
	Names  string // of what is needed, with | between, for the script
	Least  int    // pieces the plan asks for at least; 0: not said
	Most   int    // and at most; 0: not said
	Whole  []string
}

// A SelectionEffect is what the choice comes to.
type SelectionEffect struct {
	Number  string // "11 pieces chosen."
	Methods []SelectionMethod
	Short   string // what no chosen piece shows though another one does; empty: nothing
	Missing string // what no accepted piece shows; empty: nothing
	Thin    string // what one chosen piece alone shows; empty: nothing
}

// A SelectionMethod is how much of a method the choice shows.
type SelectionMethod struct {
	Name  string
	Says  string // "12 of 14 shown"
	Needs string // numbers of what it needs, with spaces between, for the script
}

// A SelectionRow is an accepted piece.
type SelectionRow struct {
	Value    string
	Name     string // "4. Call log of March"
	Href     string
	On       bool
	Barred   bool
	Needs    string // numbers of what it shows, with spaces between, for the script
	Now      string // what it adds to the choice
	Proposed bool
	Why      string // of the proposal
}

// A SelectionProposal is the smallest set, and how it compares.
type SelectionProposal struct {
	Lead   string
	More   []string // sentences: over the greatest number, cannot be covered, thin cover
	Values []string // of the pieces
	Same   bool     // it is what holds
}

// Head says what the frame needs to know.
func (p Selection) Head() Head {
	return Head{Title: "Pieces to hand over", Width: Wide, Fault: len(p.Whole) > 0}
}
