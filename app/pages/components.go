package pages

// Components is what was decided of the parts of a submission, and the forms to
// decide them, on the page of the submission.
type Components struct {
	Whole   []string // why a decision on a part that is locked was not taken
	Summary string   // "3 of 7 parts accepted, 1 rejected, 3 wait to be decided."
	Compare *Link    // to what changed since another attempt; nil: there is none
	Parts   []Component
}

// A Component is one part of a submission.
type Component struct {
	ID    string // of its heading
	Name  string
	State State
	Word  string // "Accepted", "Rejected", "Waiting"
	By    string // who decided, and when; empty: nobody did
	Note  string
	Holds []ComponentHolds
	Form  *ComponentForm // nil: the reader does not decide, or it is locked
	Typed string         // a note that came too late for a part that is locked; empty: none did
}

// ComponentHolds is one thing that a part holds.
type ComponentHolds struct {
	Name string // empty: what it is goes without saying
	Text string
	Do   *Link // opens it; nil: that is all there is
}

// A ComponentForm decides a part.
type ComponentForm struct {
	Href    string
	Key     string // of the part
	Seen    string // its state as it is shown
	Whole   []string
	Note    Field
	Decided bool // it is rejected already, and can be decided anew
}

// Rejected is what an assessment organisation rejected of a portfolio's newest
// attempt, where its people see how ready it is.
type Rejected struct {
	Fact  string // "Attempt 1, by Northgate"
	Text  string // what comes next
	Parts []NextPart
	Href  string // of the submission
}

// summary lists what is wrong with a decision.
func (p Components) summary() Summary {
	if len(p.Whole) > 0 {
		return NewSummary(p.Whole)
	}
	for _, part := range p.Parts {
		if f := part.Form; f != nil && (len(f.Whole) > 0 || f.Note.Fault != "") {
			return NewSummary(f.Whole, f.Note)
		}
	}
	return Summary{}
}
