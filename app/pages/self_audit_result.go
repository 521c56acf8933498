package pages

// SelfAuditResult is a finished self-audit: how every element came out, what is
// strong, what to work on, and how far the next grade is. The person sees it, and
// whoever they agreed may.
type SelfAuditResult struct {
	Back     Link
	Over     string
	Title    string
	Lead     string // the finding
	Rest     string
	Do       *Link
	Tabs     []Way
	Radar    Radar
	FocusIs  string // the rule of what a focus area is
	Focus    []StandingNote
	NoFocus  string // instead of them
	Strong   []StandingNote
	Aim      string // how to read the table
	Groups   []StandingRows
	Next     *NextGrade // nil: this is the highest
	Views    []ViewPart // of managers
	Rate     *RateView  // for a manager; nil: the reader is the person
	Said     []SaidStep
	Unrated  string // what was left out; empty: nothing
	Compare  *Link
	Digest   string
	Standard string // whose standards, in whose words
}

// A StandingNote is an element to work on or a strength.
type StandingNote struct {
	Name string
	Says string // "2.3 on average; 1 of 3 met"
	Do   *Link
}

// StandingRows are the elements of one area.
type StandingRows struct {
	ID   string
	Name string
	Rows []StandingRow
}

// A StandingRow is one element.
type StandingRow struct {
	Chip  Chip
	Name  string
	State State
	Words string // "Meets it"
	Mean  string
	Met   string // "2 of 3"
	Next  string // "3 of 4 met, 1 not looked at"; empty: nothing is asked for there

	Support string // "3 accepted pieces support it", to the person alone; empty: none
}

// A NextGrade is the distance to the next grade.
type NextGrade struct {
	Name    string
	Summary string
	Says    string
}

// A ViewPart is what a manager said beside a self-audit, and where both differ.
type ViewPart struct {
	ID      string
	Who     string // "Marcus Bell, coach"
	When    string
	Lead    string // the finding
	Rest    string // what is not compared; empty: nothing
	Theirs  string // the head of their column: "Marcus"
	Own     string // and of the person's: "You"
	Radar   Radar
	Rows    []AgreementRow
	Notes   []Fact
	Comment string
}

// An AgreementRow is an element as both see it.
type AgreementRow struct {
	Chip        Chip
	Name        string
	Own, Theirs string
	State       State
	Differs     string // "1.5 higher", "Agree"
}

// A RateView is what a manager does beside a self-audit.
type RateView struct {
	Lead     string
	Next     *Link // the next thing to rate; nil: they have finished
	Groups   []RateSteps
	Action   string // finishes
	Revision int
	Finish   Field
	Ask      Ask
	Comment  string
}

// A SaidStep is what a person said of one element.
type SaidStep struct {
	Name  string
	Fact  string // "2 of 3 met"
	Lines []SaidRating

	Support *SupportPart // to the person alone; nil: there is none
}

// A SaidRating is one rating with its example and evidence.
type SaidRating struct {
	Text    string
	Point   string
	Ahead   string // of the next grade: its name; empty: of the audit's own
	Example string
	Items   []Link // without an address: not for the reader to open
}

// Head says what the frame needs to know.
func (p SelfAuditResult) Head() Head {
	h := Head{Title: p.Title}
	if p.Rate != nil {
		h.Fault = p.Rate.Finish.Fault != ""
	}
	return h
}

// SelfAuditComparison lays two self-audits beside each other.
type SelfAuditComparison struct {
	Lead     string
	From, To Field
	Audits   []Option
	Notes    []string // what makes the two hard to compare
	Radar    *Radar   // nil: there are no two
	Then     string   // heads of the columns
	Now      string
	Groups   []MovedRows
	Progress *Figure
}

// MovedRows are the elements of one area in a comparison.
type MovedRows struct {
	ID, Name string
	Rows     []MovedRow
}

// A MovedRow is an element in a comparison.
type MovedRow struct {
	Chip            Chip
	Name, Then, Now string
	State           State // OnTrack, Watch or None
	Change          string
}

// Head says what the frame needs to know.
func (SelfAuditComparison) Head() Head { return Head{Title: "Two self-audits compared"} }

// SeenAudits is the list of an apprentice's finished self-audits, for a manager
// they agreed may see them.
type SeenAudits struct {
	Back              Link
	Over, Title, Lead string
	Rows              []SelfAuditRow
	Links             []Link // what else there is to see
}

// Head says what the frame needs to know.
func (p SeenAudits) Head() Head { return Head{Title: p.Title} }
