package pages

// ReviewQueue is the page of what waits for a coach.
type ReviewQueue struct {
	Lead    string
	Start   *Link // reviews the first; nil for none
	Nothing bool  // nothing waits at all
	Find    Field
	Kind    Field
	Of      Field
	Over    Field
	Kinds   []Option
	Ofs     []Option
	Overs   []Option
	Sort    string // kept by the filter; empty for the usual order
	Columns []Column
	Rows    []ReviewRow
	Pager   Pager
	Accept  string   // where the chosen ones are posted
	Done    string   // what was accepted together; empty for none
	Failed  string   // "2 pieces are not accepted"
	Refused []string // why each of the others was not
}

// A ReviewRow is one piece that waits.
type ReviewRow struct {
	Href, Title, Apprentice, Kind, Since, Times string
	Clock                                       string // "3 working days", "7 working days, 2 over the aim"
	Over                                        bool
	Opened                                      string // "2 of 4"
	Claims, Files                               int
	Value                                       string // of its box
	On                                          bool   // chosen
}

// Head says what the frame needs to know.
func (ReviewQueue) Head() Head { return Head{Title: "To review"} }

// ReviewPage is the page on which a coach decides on a piece, beside its files.
type ReviewPage struct {
	Back      Link
	Over      string
	Title     string
	Place     string // "3 of 14 in the queue"; empty: it is not in it
	Previous  string // addresses of the pieces beside it; empty where there is none
	Next      string
	Summary   Summary
	Tabs      []Way
	Files     []Where // each opens its viewer
	Viewers   []Viewer
	Told      bool // the account stands before the files, since the first claim points to it
	Changed   *ChangedNote
	Action    string
	Version   string
	Claims    []ReviewClaim
	Whole     Field
	Verdict   Field
	Accept    string // "Accept the piece"
	Return    string // "Return to Aleesha"
	Says      string
	Decided   bool // meanwhile: what is written can only be added
	Origin    *OriginNote
	Account   Account
	Said      []Said
	Phrases   []Option // words to insert
	Intos     []Option // fields to insert them into
	Keys      bool     // single keys do things
	PhrasesAt string   // the page that keeps the phrases
}

// A ChangedNote says what changed since the version before.
type ChangedNote struct {
	Lead string
	Text string
	Href string
}

// A ReviewClaim is a claim to decide on.
type ReviewClaim struct {
	Row     ClaimRow
	Others  []Where // places after the first
	Opened  bool    // by the reader
	Verdict Verdict
}

// Head says what the frame needs to know.
func (p ReviewPage) Head() Head {
	return Head{Title: "Review: " + p.Title, Width: Wide, Fault: len(p.Summary.Faults) > 0, Foot: KeyHints(reviewKeys[:7], p.Keys)}
}

// reviewKeys are the keys of the review page; review.js does what they say.
var reviewKeys = []Key{{"J", "next claim"}, {"K", "the one before"}, {"A", "accept"}, {"R", "refer"}, {"W", "write"}, {"?", "all keys"}, {"Esc", "stop typing"},
	{"G", "go to the place, and play a recording"}, {"N", "next piece"}, {"P", "the piece before"}}

// KeysPage is the page on which a person switches single keys off or on.
type KeysPage struct{ On bool }

// Head says what the frame needs to know.
func (KeysPage) Head() Head { return Head{Title: "Single keys", Width: Narrow} }

// AimPage is the page on which the aim of the turnaround is set.
type AimPage struct{ Aim Field }

// Head says what the frame needs to know.
func (p AimPage) Head() Head {
	return Head{Title: "Aim for reviews", Width: Narrow, Fault: p.Aim.Fault != ""}
}

// CorrectPage is the page on which a decision or feedback is corrected.
type CorrectPage struct {
	Back    Link
	Summary Summary
	Before  Said
	Action  string
	Words   Field
	Verdict Field
	Answers []Option // none: only the words can be corrected
}

// Head says what the frame needs to know.
func (p CorrectPage) Head() Head {
	return Head{Title: "Correct this", Width: Narrow, Fault: len(p.Summary.Faults) > 0}
}
