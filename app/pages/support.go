package pages

// A SupportPart is the accepted evidence of a person that supports one element or
// specialism.
type SupportPart struct {
	Fact   string // "3 pieces"
	Proofs []SupportProof
}

// A SupportProof is a statement that supports it, why, and the pieces that were
// accepted for the statement.
type SupportProof struct {
	Statement string // "K3 Aims and duties"
	Standard  string // "ST0175 v1.1"
	Strength  string // "Direct", "In part"
	Reason    string
	Pieces    []SupportPiece
}

// A SupportPiece is one piece of evidence.
type SupportPiece struct {
	Link     Link
	Accepted string // "accepted 12 March 2026 by Marcus Bell"
}
