package pages

// Submissions is the list of what was handed over.
type Submissions struct {
	Search, State Field
	States        []Option
	Rows          []SubmissionRow
	Pager         Pager
	Narrowed      bool
}

// A SubmissionRow is one of them.
type SubmissionRow struct {
	Href, Name, Attempt, Standard, Organisation, At string
	State                                           State
	Words                                           string // instead of the state's
}

// Head says what the frame needs to know.
func (Submissions) Head() Head { return Head{Title: "Submissions", Width: Wide} }

// A Submission is the page of one, as it was frozen.
type Submission struct {
	Back      Link
	Name      string // of the apprentice
	Facts     []Fact
	Ready     bool
	About     string          // what its files hold
	Form      string          // what the organisation wants first: "pdf" or "pack"
	PDF, Pack string          // their addresses
	Job       *Job            // nil: none is under way
	Failed    string          // why the files were not made; empty: they were, or are being made
	Again     string          // address that makes them again; empty: not for the visitor
	Note      *SubmissionNote // where it stands; nil: nowhere in particular
	Parts     Components
	Pieces    []Fact
	Files     []SubmittedFile
	Attempts  []Link // the others of the portfolio
	Judged    []Link // where it is assessed, and its result
}

// A SubmissionNote says where a submission stands, and what comes next.
type SubmissionNote struct {
	Kind       NoteKind
	Lead, Rest string
	Do         *Link // nil: nothing for the reader
}

// A SubmittedFile is an uploaded file of a submission.
type SubmittedFile struct {
	Label, Name, Href, Size, SHA, Path string
}

// Head says what the frame needs to know.
func (p Submission) Head() Head {
	return Head{Title: "Submission of " + p.Name, Width: Narrow, Fault: len(p.Parts.summary().Faults) > 0}
}

// HandOver is the page where a portfolio is frozen and handed over.
type HandOver struct {
	Back         Link
	Over         string
	Action       string
	Organisation string
	Next         string // the attempt that would be made
	Ready        bool   // everything is met
	May          bool   // the visitor may hand over
	Why          string // why nothing can be handed over now
	Missing      bool   // because readiness finds something
	Readiness    Link
	Freezes      []Fact     // what would be frozen
	Becomes      []NextPart // what becomes of each part; of a first attempt none
	Attempts     []SubmissionRow
}

// A NextPart is what becomes of a part in the next attempt, or has to.
type NextPart struct {
	Name  string
	State State
	Word  string
	Text  string
	Note  string // why it was rejected; empty: it was not
	Do    *Link  // to that note; nil: none
}

// Head says what the frame needs to know.
func (HandOver) Head() Head { return Head{Title: "Hand over", Width: Narrow} }
