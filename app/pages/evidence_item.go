package pages

import "github.com/a-h/templ"

// EvidenceItem is the page on which a piece is read: by its apprentice, and by
// those who may see it once it was submitted.
type EvidenceItem struct {
	Returned *EditNote // what the coach asked for, to the apprentice; nil otherwise
	Back     Link
	Over     string // "Aleesha · piece 14 · version 2"
	Title    string
	State    State
	Words    string // instead of the state's
	Origin   *OriginNote
	Note     string // what it waits for, in a sentence; empty for none
	News     []Link // what is new since the reader last looked, each leading to it
	Since    string // when that was; empty: they had not looked
	Do       *Link  // the one main action; nil for none
	Posts    []Post // what else can be done with it
	Tabs     []Way
	Account  Account
	Claims   []ClaimRow
	Files    []FileRow
	Said     []Said
	Saw      []Said // what witnesses wrote
	Asked    Asked  // of whom more was asked
	Say      *Say   // nil: the reader may not say anything
}

// A Post is a button that does something at once.
type Post struct {
	Text   string
	Action string
	Main   bool
}

// An Account is a piece's text as it is read.
type Account struct {
	Mark    string // what a review opens it for first: "S4: Action"; empty for nothing
	Facts   []Fact
	Parts   []TextPart // what is told, in order
	Reflect []TextPart
	Note    string // what the plan says of reflection; empty for nothing
	Held    []Fact
	Words   string // "302 words"
}

// A TextPart is a heading and paragraphs under it.
type TextPart struct {
	Field string // as forms call it; the part has the id "part-" and this
	Name  string
	Paras []string
}

// A Said is something a person said about a piece or a claim.
type Said struct {
	Who  string // "Marcus, 13 October 2026, 14:02"
	What string // "Returned", "S12 referred"; empty: only said
	Text string
	Asks bool // for more: a referral, or a return

	ID        string // of the decision, as an anchor; empty for none
	New       bool   // since the reader last looked
	Corrected string // "Corrected on 14 October 2026 by Marcus."; what was said is struck then
	Corrects  string // "Corrects what Marcus said on 13 October 2026, 14:02."
	Correct   *Link  // where it can be corrected; nil: the reader may not
}

// A Say is where something can be said.
type Say struct {
	Action  string
	Version string // id
	Field   Field
}

// Head says what the frame needs to know.
func (p EvidenceItem) Head() Head { return Head{Title: p.Title} }

// EvidenceHistory is the page that shows the versions of a piece and what
// changed from one to the next.
type EvidenceHistory struct {
	Back     Link
	Title    string
	Tabs     []Way
	Versions []VersionRow
	Shown    string // "Version 2, compared with version 1"
	Changes  []ChangeRow
}

// A VersionRow is one version in the history.
type VersionRow struct {
	Name    string // "Version 2"
	State   State
	Words   string
	When    string
	Said    []Said
	Href    string // to its changes
	Current bool
}

// A ChangeRow is one difference between two versions.
type ChangeRow struct {
	Chip   Chip
	Name   string
	Spans  []Span // of text
	Before string // of anything else
	After  string
}

// A Span is words that stayed ('='), went ('-') or came ('+').
type Span struct {
	Op   byte
	Text string
}

// Head says what the frame needs to know.
func (p EvidenceHistory) Head() Head { return Head{Title: "History of " + p.Title} }

// FilePage is the page that shows one file by itself.
type FilePage struct {
	Back   Link
	Viewer Viewer
	Facts  []Fact
	Fault  string
	Get    string // downloads it
}

// Head says what the frame needs to know.
func (p FilePage) Head() Head { return Head{Title: p.Viewer.Name, Width: Wide} }

func safe(href string) templ.SafeURL { return templ.SafeURL(href) }

// Removed is the page after a draft was thrown away.
type Removed struct {
	Back    Link
	Restore string // brings it back
}

// Head says what the frame needs to know.
func (Removed) Head() Head { return Head{Title: "Thrown away", Width: Narrow} }
