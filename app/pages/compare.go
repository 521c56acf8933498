package pages

// Comparison is what changed between two attempts of a submission.
type Comparison struct {
	Back    Link
	Over    string // whose
	Title   string
	Under   string // when each was handed over
	Others  *Ways  // attempts to compare with; nil: there is no other choice
	Nothing string // said instead of everything below: nothing changed, or there is no other attempt
	About   []Difference
	Parts   []ComparedPart
	Same    []string // names of the parts in which nothing changed
}

// A ComparedPart is a part of the submission that changed.
type ComparedPart struct {
	ID          string // of its heading
	Name        string
	Fact        string // "2 differences", "Not in attempt 1"
	Text        string // instead of differences; empty: there are some
	Differences []Difference
}

// A Difference is something that came, went or changed.
type Difference struct {
	Name string // "Piece 4: Call log"; empty: its rows say it
	Word string // "Added", "Removed", "Changed"
	Rows []ChangeRow
}

// Head says what the frame needs to know.
func (p Comparison) Head() Head { return Head{Title: p.Title} }
