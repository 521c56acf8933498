package pages

// Requests lists what people without an account were asked to sign.
type Requests struct {
	Back  Link
	Over  string
	Asks  []Link // what may be asked for
	Find  *Field // nil: the list is short
	Path  string // of the page
	Rows  []RequestRow
	Pager Pager
	Empty Empty
}

// Asked is what was sent out about one thing, shown beside it.
type Asked struct {
	Rows []string // "Sent to Tom Hall on 12 Nov, opened on 13 Nov, waits until 26 Nov."
	Ask  *Link    // to ask; nil: the reader may not, or there is nothing to ask
	All  *Link    // every request; nil: there is none, or the reader may not
}

func (a Asked) some() bool { return len(a.Rows) > 0 || a.Ask != nil }

// A RequestRow is one request.
type RequestRow struct {
	What     string // "To agree hours"
	Who      string // name, job and address
	Asked    string
	State    string // in words: "Waits until 2 December; opened on 20 November"
	Waits    bool
	Link     string // the secret address, to be passed on by hand; empty: it went by e-mail
	Withdraw string // where to; empty: nothing to withdraw
	Remind   string // sends the link once more; empty: not now
	Again    string // the form to ask once more; empty while it waits
}

// Head says what the frame needs to know.
func (Requests) Head() Head { return Head{Title: "Requests to sign"} }

// NewRequest asks whom to ask.
type NewRequest struct {
	Back    Link
	Over    string
	Title   string // "Ask someone to agree hours"
	Lead    string
	Action  string
	Purpose string
	Subject string
	ByHand  bool // there is no mail server
	Whole   []string
	Name    Field
	Job     Field
	Email   Field
	Note    Field
	Days    Field
}

// Head says what the frame needs to know.
func (p NewRequest) Head() Head {
	return Head{Title: p.Title, Width: Narrow, Fault: len(p.summary().Faults) > 0}
}

func (p NewRequest) summary() Summary {
	return NewSummary(p.Whole, p.Name, p.Job, p.Email, p.Note, p.Days)
}

// Sign is the one thing that a link opens: something to read, an answer and a
// name. It has no way to anywhere else.
type Sign struct {
	For     string // "for Tom Hall, until 2 December", beside the product's name
	Over    string // "Aleesha Rahman, apprentice at Ashbrook Trade Supplies"
	Title   string
	Lead    string
	Note    string // from who asks; empty for none
	NoteBy  string
	Entries []SignEntry
	Entry   Field // the entries that are answered for, as a whole: its fault
	Parts   []TextPart
	Kept    []KeptPart // of a record, as it is signed
	Asks    []SignAsk
	Exactly string    // what is signed, as plain text; empty: it is shown above
	Agrees  string    // words that are agreed to, beside Words
	Scan    *SignScan // nil: it is none
	Name    Field
	Job     Field
	Words   string // what signing means
	Digest  string // of what is shown
	Action  string
	Whole   []string
}

// A SignScan is a skills scan to be scored beside the apprentice.
type SignScan struct {
	Scale    string // its name and version
	Steps    []ScanStep
	Groups   []ScanFields
	Told     *Fact // what the apprentice said in all; nil: nothing
	Comment  Field
	Words    string // what signing it agrees to
	Revision int    // of the employer's voice, as shown
}

// A SignEntry is a line of what is shown: a day, an amount and what it was.
type SignEntry struct {
	Head, End string
	Text      []string
	Small     string
	ID, Value string // of the box by which it is answered for; no Value: there is none
	On        bool
}

// A SignAsk is one question: choices, words, or both.
type SignAsk struct {
	Head    string // above both; empty for none
	Text    string
	Choice  Field
	Options []Option // empty: no choice
	Write   Field    // without a name: nothing to write
}

// Head says what the frame needs to know.
func (p Sign) Head() Head {
	h := Head{Title: p.Title, Width: Narrow, Aside: p.For, Fault: len(p.summary().Faults) > 0}
	if p.Scan != nil {
		h.Width = Head{}.Width // steps stand beside their statement
	}
	return h
}

func (p Sign) summary() Summary {
	fields := []Field{p.Entry}
	for _, a := range p.Asks {
		fields = append(fields, a.Choice, a.Write)
	}
	if p.Scan != nil {
		fields = append(append(fields, scoreFields(p.Scan.Groups)...), p.Scan.Comment)
	}
	return NewSummary(p.Whole, append(fields, p.Name, p.Job)...)
}

// SignGone says why a link opens nothing, and nothing else. It leads nowhere.
type SignGone struct {
	Title   string
	Message string
	Typed   []TwoTexts // what was sent and is not kept, to be copied
}

// Head says what the frame needs to know.
func (p SignGone) Head() Head { return Head{Title: p.Title, Width: Narrow} }

// Signed thanks who signed by a link.
type Signed struct{ Text string }

// Head says what the frame needs to know.
func (Signed) Head() Head { return Head{Title: "Thank you", Width: Narrow} }

// Behaviours shows what the employer has verified, and asks them for the rest.
type Behaviours struct {
	Back   Link
	Over   string
	Lead   string
	Note   string // what the plan says of it
	Rows   []BehaviourRow
	Asked  Asked
	Asks   []SignAsk
	Words  string
	Digest string
	Action string // empty: the reader does not verify
	Whole  []string
}

// A BehaviourRow is a behaviour and what was said of it last.
type BehaviourRow struct {
	Chip    Chip
	Name    string
	State   State
	Words   string // of the state
	Said    string // who and when; empty: nobody yet
	Example string
}

// Head says what the frame needs to know.
func (p Behaviours) Head() Head {
	return Head{Title: "Behaviours", Fault: len(p.summary().Faults) > 0}
}

func (p Behaviours) summary() Summary {
	var fields []Field
	for _, a := range p.Asks {
		fields = append(fields, a.Choice, a.Write)
	}
	return NewSummary(p.Whole, fields...)
}
