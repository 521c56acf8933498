// Package assessment holds what assessors do with a submission: who is invited
// to it and what they declared, what they opened, their notes and questions, how
// they judge each statement and criterion, and what that comes to under the
// plan. Everything is of one submission, which is frozen.
package assessment

import (
	"time"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/evidence"
	"touchstone/ksb"
)

// A Store keeps assessments. Every method names the submission too, so that none
// reaches into another; what is not in it is fault.NotFound.
type Store struct{ db *db.DB }

// NewStore returns the store in d.
func NewStore(d *db.DB) *Store { return &Store{d} }

// Limits, in characters.
const (
	MaxNote     = 10_000 // a note, an answer, a reason
	MaxQuestion = 2_000
	MaxFeedback = 20_000
	MaxCites    = 20 // of one judgement

	MaxQuestions = 200 // of one submission, all methods together
)

// A State is how far an assessment has come.
type State string

// The states.
const (
	Open      State = "open"      // being judged
	Proposed  State = "proposed"  // waits for a moderator to agree
	Confirmed State = "confirmed" // waits to be released
	Released  State = "released"  // the result is out; nothing changes any more
)

// An Assessment is how a submission was judged so far.
type Assessment struct {
	Submission evidence.SubmissionID
	Portfolio  evidence.PortfolioID
	Sitting    int // 1; more after a result that was a fail
	State      State
	Moderated  bool   // a second assessor has to agree
	Feedback   string // for the apprentice
	Revision   int    // counts saves of the feedback
	ProposedBy account.PersonID
	Grade      string // key of the overall grade that was released; empty: none
	Passed     bool
	Digest     string    // SHA-256 of the report that was released, hex
	ReleasedAt time.Time // zero: not yet

	Methods    map[string]Held                 // by key of the method; one that is not in it has nothing recorded
	Criteria   map[string]map[string]Criterion // by method, then by criterion
	Judgements map[ksb.StatementID]Judgement
	Questions  []Question // by method, in order
	Moves      []Move     // oldest first
}

// Held is how a method was held.
type Held struct {
	On       time.Time // day; zero: not said
	Minutes  int       // 0: not said
	Mode     string    // in words
	Note     string
	Grade    string // key; only of a method that has grades and no criteria
	Revision int
	ByName   string
	At       time.Time
}

// A CriterionVerdict says whether a criterion is met.
type CriterionVerdict string

// The verdicts on a criterion.
const (
	Undecided CriterionVerdict = ""
	Met       CriterionVerdict = "met"
	NotMet    CriterionVerdict = "not met"
)

// A Criterion is how one criterion of a method was judged.
type Criterion struct {
	Verdict  CriterionVerdict
	Reason   string
	Revision int
	ByName   string
	At       time.Time
}

// A Sufficiency says whether a statement is shown.
type Sufficiency string

// The answers.
const (
	NotJudged    Sufficiency = ""
	Sufficient   Sufficiency = "sufficient"
	Insufficient Sufficiency = "insufficient"
)

// A Cite names evidence by its place in the submission.
type Cite struct {
	Piece int    `json:"piece"`           // number of the piece
	File  string `json:"file,omitempty"`  // label of a file, "4.2"; empty: the account of the piece
	Place string `json:"place,omitempty"` // "page 3", "4:10 to 5:05"; empty: all of it
}

// A Judgement is how one statement was judged.
type Judgement struct {
	Verdict  Sufficiency
	Reason   string
	Cites    []Cite // what it rests on; none: what was said in the assessment
	Revision int
	ByName   string
	At       time.Time
}

// A QuestionID identifies a question.
type QuestionID int64

// A Question is planned for a method, and once asked has its answer.
type Question struct {
	ID         QuestionID // 0 until stored
	Method     string
	Text       string
	Statements []ksb.StatementID // that it is about
	Asked      bool
	Answer     string // what was answered, as the assessor noted it
	Revision   int
}

// A Note is what an assessor notes of a statement for themselves alone.
type Note struct {
	Text     string
	Revision int
	At       time.Time
}

// A Move is how an assessment went from one state to the next.
type Move struct {
	Move   string // "propose", "agree", "return", "reopen" or "release"
	Note   string
	By     account.PersonID
	ByName string // as it was then
	At     time.Time
}
