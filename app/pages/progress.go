package pages

// ReviewsDue is the list of whose progress is to be reviewed.
type ReviewsDue struct {
	Lead     string
	Views    []Way
	View     string // sent with the search; empty for all
	Search   Field
	Columns  []Column
	Coach    bool // each row names the coach
	Rows     []ReviewDueRow
	Pager    Pager
	Narrowed bool
}

// A ReviewDueRow is one apprentice on it.
type ReviewDueRow struct {
	Href                  string // empty: the visitor may not open it
	Name, Employer, Coach string
	State                 State // Act: overdue; Watch: soon; OnTrack
	Due                   string
	Last                  string
	Now                   []Link // what is planned, written or to be signed
}

// Head says what the frame needs to know.
func (ReviewsDue) Head() Head { return Head{Title: "Progress reviews", Width: Wide} }

// ProgressReviews is the page of an apprentice's progress reviews.
type ProgressReviews struct {
	Back    Link
	Over    string
	Title   string
	State   State // of the day the next is due; empty: none is
	Due     string
	Why     string
	Rows    []ProgressRow
	Hold    *ProgressHold // nil: the visitor does not hold them
	Agreed  []Said        // what was agreed about how often, newest first
	Summary Summary
}

// A ProgressRow is one progress review.
type ProgressRow struct {
	Href, Name, When string
	State            State
	Words            string
}

// A ProgressHold is how a coach plans, begins and times reviews.
type ProgressHold struct {
	Plan      string // where planning posts to; empty: one is being written
	PlannedOn Field
	Moves     bool // a day is planned already
	Begin     string
	Goes      string // the record being written; empty: none is
	Cancel    string // empty: nothing is planned
	Frequency string
	Every     Field
	Unit      Field
	Units     []Option
	Reason    Field
	Open      bool // the part about how often
}

// Head says what the frame needs to know.
func (p ProgressReviews) Head() Head {
	return Head{Title: p.Title, Fault: len(p.Summary.Faults) > 0}
}

// ProgressReview is one progress review, to be read, signed and added to.
type ProgressReview struct {
	Back     Link
	Over     string
	Title    string
	State    State
	Words    string
	Lead     string // what is to be known of it now
	Whole    []string
	Unsound  bool // what is stored is not what was signed
	Parts    []KeptPart
	Digest   string
	Signers  []SignerRow
	Asked    Asked // of an employer without an account
	Void     []SignatureFact
	Withdrew []Said
	Addenda  []KeptAddendum
	Sign     *SignReview
	Edit     string // goes on writing; empty: not for the visitor, or it is closed
	PDF      string
	Withdraw *WithdrawReview
	Add      *AddToReview
}

// A KeptPart is one part of a record, as it is signed.
type KeptPart struct {
	ID, Title string
	Rows      []Fact
}

// A SignerRow is whose signature a record has or lacks.
type SignerRow struct {
	Role      string
	State     State
	Words     string
	Signature *SignatureFact // nil: not signed
}

// A SignatureFact is a signature in words.
type SignatureFact struct{ Name, Role, When, Digest string }

// A KeptAddendum is what was added to a record after it was signed.
type KeptAddendum struct {
	Title, Text string
	Signature   SignatureFact
}

// A SignReview signs a record.
type SignReview struct {
	Action, Digest, Words, Button string
	Job                           *Field // nil: not asked
}

// A WithdrawReview takes a record back from signing.
type WithdrawReview struct {
	Action string
	Reason Field
	Signed bool // someone has signed it
}

// An AddToReview adds to a signed record.
type AddToReview struct {
	Action, Words string
	Text          Field
}

// Head says what the frame needs to know.
func (p ProgressReview) Head() Head {
	return Head{Title: p.Title, Width: Narrow, Fault: len(p.summary().Faults) > 0}
}

func (p ProgressReview) summary() Summary {
	var fields []Field
	if p.Sign != nil && p.Sign.Job != nil {
		fields = append(fields, *p.Sign.Job)
	}
	if p.Withdraw != nil {
		fields = append(fields, p.Withdraw.Reason)
	}
	if p.Add != nil {
		fields = append(fields, p.Add.Text)
	}
	return NewSummary(p.Whole, fields...)
}

// ProgressEdit is the page on which the record of a review is written.
type ProgressEdit struct {
	Back     Link
	Over     string
	Title    string
	Action   string
	Key      string // of the copy kept on the device
	Revision int
	Saved    string
	Summary  Summary
	Theirs   []TwoTexts
	Withdrew []Said
	Figures  []Fact
	Shown    []Fact
	Hours    []Fact
	HeldOn   Field
	Medium   Field
	Media    []Option
	Place    Field
	Present  Field
	Since    []Field
	Pace     Field
	ShownSay Field
	HoursSay Field
	Said     []Field
	Changes  Field
	Asked    string
	AskNote  string
	Answers  []Field
	Next     []NextEdit
}

// A NextEdit is the fields of one action to the next review.
type NextEdit struct {
	Title string // "Action 1"
	What  Field
	Who   Field
	Whos  []Option
	By    Field
}

// Head says what the frame needs to know.
func (p ProgressEdit) Head() Head {
	return Head{Title: p.Title, Width: Narrow, Fault: len(p.Summary.Faults) > 0}
}

// runsOf parts facts into runs that have names and runs that have none.
func runsOf(facts []Fact) (runs [][]Fact) {
	for i, f := range facts {
		if i == 0 || (f.Name == "") != (facts[i-1].Name == "") {
			runs = append(runs, nil)
		}
		runs[len(runs)-1] = append(runs[len(runs)-1], f)
	}
	return runs
}
