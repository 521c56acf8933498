package pages

// Carry is the page of the accepted evidence of other portfolios of the same
// person that may be carried into this one.
type Carry struct {
	Summary Summary
	Whole   []string
	Back    Link
	Over    string
	Own     bool // the reader is the apprentice
	Action  string
	Pieces  []CarryPiece
	Pager   Pager
	Empty   Empty
}

// A CarryPiece is one accepted piece of another portfolio.
type CarryPiece struct {
	ID     string // of its part of the page
	Open   bool   // it is not folded away
	Value  string // of its form
	Title  string
	Href   string // opens it there
	From   string // "Piece 7 of ST0176; 3 claims, the best match 86 of 100"
	As     *Link  // the piece it was carried as; nil: it was not
	Tick   string // what is wrong with the ticks
	Claims []CarryClaim
}

// A CarryClaim is a claim that was accepted in it.
type CarryClaim struct {
	Chip      Chip
	Name      string
	By        string // "Accepted there by Marcus Bell on 2 March 2026"
	Proposals []CarryProposal
	Tick      string // name of the box
	Value     string
	On        bool
	To        Field
	Options   []Option
}

// A CarryProposal is a statement of this portfolio that a claim may show.
type CarryProposal struct {
	Chip   Chip
	Name   string
	Score  int // 0 to 100
	Reason string
}

// An OriginNote says where a piece was carried from.
type OriginNote struct {
	Text string
	Href string // opens it there; empty: the reader may not
}

// Head says what the frame needs to know.
func (p Carry) Head() Head {
	return Head{Title: "Carry evidence forward", Fault: len(p.Summary.Faults) > 0}
}
