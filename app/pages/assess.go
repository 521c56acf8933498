package pages

import "github.com/a-h/templ"

// An AssessTop opens every page on which a submission is assessed.
type AssessTop struct {
	Back  Link
	Over  string // whose, handed over when, the reader's until when
	Title string
	Tabs  []Way
	Note  string // why the reader changes nothing here now; empty: they may
}

// AssessStatements is the evidence of a submission by statement.
type AssessStatements struct {
	Top      AssessTop
	Lead     string
	View     Ways
	Tiles    bool // a wall, otherwise a list
	Groups   []AssessGroup
	Verified *VerifiedPart // nil: the plan has no statements that the employer verifies
}

// An AssessGroup is the statements of one method or outcome.
type AssessGroup struct {
	Key, Name string
	Fact      string // "4 of 31 judged"
	Rows      []AssessRow
}

// An AssessRow is one statement: how it is judged, whether the reader noted
// something, and what claims it where.
type AssessRow struct {
	Tile
	Sampled bool // need not be assessed every time
	Note    string
	Claims  []Where // "Piece 4: 4.1 Call log, page 3"
}

func (g AssessGroup) id() string { return "group-" + g.Key }

func (g AssessGroup) tiles() (out []Tile) {
	for _, r := range g.Rows {
		out = append(out, r.Tile)
	}
	return out
}

// Head says what the frame needs to know.
func (p AssessStatements) Head() Head { return Head{Title: p.Top.Title, Foot: openingsFoot()} }

// A VerifiedPart is what the employer verified: no part of what is judged.
type VerifiedPart struct {
	Title string
	Text  string
	Rows  []VerifiedRow
}

// A VerifiedRow is one behaviour.
type VerifiedRow struct {
	Chip  Chip
	Name  string
	State State
	Words string
	By    string // who says so and when
	Text  string // their example; empty for none
}

// AssessStatement is one statement with its evidence, the reader's notes, and
// how it is judged.
type AssessStatement struct {
	Top     AssessTop
	Summary Summary
	Chip    Chip
	Name    string
	Wording string
	Source  string // whose wording it is; empty: the official one
	Index   []AssessIndex
	Files   []Where // each opens its viewer; the account of a piece is no file
	Viewers []Viewer
	Claims  []AssessClaim
	Nothing string // where no piece claims it
	Note    AssessNote
	Asked   []Link // the questions about it
	Ask     string // writes another; empty: the reader may not
	Judge   *JudgeForm
	Judged  []Said // as it stands, to who does not judge
	Prev    *Link
	Next    *Link
}

// An AssessIndex lists statements of one method to go to.
type AssessIndex struct {
	Name string
	Rows []AssessIndexRow
}

// An AssessIndexRow is one statement to go to.
type AssessIndexRow struct {
	Link
	Code    string
	State   State
	Words   string
	Current bool
}

// An AssessClaim is what one piece claims about the statement.
type AssessClaim struct {
	ID     string
	Piece  Link   // the piece on its own page
	About  string // kind, days, how often the reader opened it
	How    string // in the apprentice's words
	Said   string // who accepted it, when
	Wheres []Where
	Parts  []TextPart
	Held   []Fact
}

// An AssessNote is the reader's own note of the statement; it saves itself.
type AssessNote struct {
	Field    Field
	Action   string
	Key      string
	Revision int
	Saved    string
	Theirs   []TwoTexts // what another of their tabs saved
}

// A JudgeForm is where a statement is judged.
type JudgeForm struct {
	Action   string
	Revision int
	Theirs   []TwoTexts // what another assessor saved meanwhile
	Verdict  Field
	Verdicts []Option
	Reason   Field
	Cites    Field
	Places   []Option // that the claims name
	More     Field    // other places, typed
	Next     string   // "S5"; empty: there is none after it
	Was      string   // who judged it last and when; empty: nobody
}

// Head says what the frame needs to know.
func (p AssessStatement) Head() Head {
	title := p.Name
	if p.Chip.Code != "" {
		title = p.Chip.Code + " " + title
	}
	return Head{Title: title, Width: Wide, Fault: len(p.Summary.Faults) > 0, Foot: openingsFoot()}
}

// AssessPieces lists the pieces of a submission.
type AssessPieces struct {
	Top  AssessTop
	Lead string
	Rows []AssessPieceRow
}

// An AssessPieceRow is one piece in the list.
type AssessPieceRow struct {
	Link
	Kind   string
	Days   string
	Files  int
	Chips  []Chip
	Opened string
}

// Head says what the frame needs to know.
func (p AssessPieces) Head() Head { return Head{Title: p.Top.Title, Foot: openingsFoot()} }

// AssessPiece is one piece as it was handed over, beside its files.
type AssessPiece struct {
	Top     AssessTop
	Origin  *OriginNote // nil: the piece began in this portfolio
	Account Account
	Files   []Where
	Viewers []Viewer
	Claims  []ReviewClaim
	Saw     []Said // what witnesses wrote
	Said    []Said // what the coach decided
	Prev    *Link
	Next    *Link
}

// Head says what the frame needs to know.
func (p AssessPiece) Head() Head { return Head{Title: p.Top.Title, Width: Wide, Foot: openingsFoot()} }

// AssessQuestions is the question plan of every method.
type AssessQuestions struct {
	Top     AssessTop
	Lead    string
	Print   string
	Methods []QuestionMethod
	Offers  []QuestionOffer
	Removed *Post // puts back the question that was just removed; nil for none
}

// A QuestionMethod is the questions of one method.
type QuestionMethod struct {
	Key, Name string
	Fact      string // "6 questions, 2 asked"
	Add       string // empty: the reader may not
	Rows      []QuestionRow
}

// A QuestionRow is one question.
type QuestionRow struct {
	ID     string
	Number int
	Text   string
	Href   string
	Chips  []Chip
	State  State
	Words  string
	Answer string
	Posts  []QuestionPost // move, remove
}

// A QuestionPost is a button that does something to a question.
type QuestionPost struct {
	Text, To string
	Action   string
	Name     string // of the value it sends; empty for none
	Value    string
}

// A QuestionOffer is a statement about which a question could be asked.
type QuestionOffer struct {
	Chip Chip
	Name string
	Why  string
	Note string // the reader's own; empty for none
	Do   Link
}

// Head says what the frame needs to know.
func (p AssessQuestions) Head() Head { return Head{Title: p.Top.Title} }

// QuestionEdit is the page on which a question is written, or asked and its
// answer noted.
type QuestionEdit struct {
	Top        AssessTop
	Summary    Summary
	Action     string
	Save       string // where it saves itself; empty for one that is not stored yet
	Key        string
	Revision   int
	Saved      string
	Theirs     []TwoTexts
	Method     Field
	Methods    []Option // none: it is settled
	Text       Field
	Statements Field
	Abouts     []Option
	Asked      *Field // nil until it is stored
	IsAsked    bool
	Answer     Field
	Beside     []QuestionOffer // notes on the statements it is about
	Back       string          // hidden: the statement whose page one comes from; empty for the plan
	Prev       *Link
	Next       *Link
	Read       []Fact // instead of the form, to who changes nothing
}

// Head says what the frame needs to know.
func (p QuestionEdit) Head() Head {
	return Head{Title: p.Top.Title, Fault: len(p.Summary.Faults) > 0}
}

// QuestionPrint is the question plan on paper.
type QuestionPrint struct {
	Back    Link
	Title   string
	Facts   []Fact
	Methods []PrintMethod
}

// A PrintMethod is the questions of one method on paper.
type PrintMethod struct {
	Name string
	Fact string
	Rows []PrintQuestion
}

// A PrintQuestion is one question on paper, with room for the answer.
type PrintQuestion struct {
	Number int
	Text   string
	About  []PrintAbout
	Answer string // noted already; empty leaves lines to write on
}

// A PrintAbout is a statement the question is about.
type PrintAbout struct {
	Name   string
	Places string // where its evidence is
	Note   string // the reader's own
}

// at says where the evidence is, after the statement's name.
func (a PrintAbout) at() string {
	if a.Places == "" {
		return ""
	}
	return ": " + a.Places
}

// Head says what the frame needs to know.
func (p QuestionPrint) Head() Head { return Head{Title: p.Title} }

func openingsFoot() templ.Component { return assessFoot() }
