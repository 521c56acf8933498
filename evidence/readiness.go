package evidence

import (
	"time"

	"touchstone/app/account"
	"touchstone/app/programme"
	"touchstone/ksb"
)

// Facts are all that readiness for gateway is judged by, as plain values: the
// same facts always come to the same answer.
type Facts struct {
	Today      time.Time // a day in London
	Enrolment  programme.Enrolment
	Standard   *ksb.Standard
	Plan       *ksb.Plan       // never nil; the zero plan asks for nothing
	Statements []ksb.Statement // that this apprentice has to show, in order

	Pieces    []Piece // all of the portfolio, see Contents
	Selection Selection
	Testimony map[ItemID]int // how many witnesses signed, by piece

	Minutes    int                   // agreed off the job
	Target     programme.HoursTarget //
	ReviewDue  time.Time             // the day the next progress review is due; zero: none is
	Months     int                   // minimum duration of the year's rules; 0: not known
	Behaviours map[ksb.StatementID]programme.BehaviourCheck
	Records    map[string]programme.GatewayRecord // by key

	Declarations []programme.Declaration // the newest of each role about the evidence
	SignOffs     []programme.Signature   // at gateway, oldest first
	HandOver     string                  // what is signed at gateway as it would be shown now
	Changed      time.Time               // when the pieces to hand over last changed
}

// Ready tells met from not met and from what waits for somebody.
type Ready string

// The answers of readiness.
const (
	Met     Ready = "met"
	NotMet  Ready = "not met"
	Awaited Ready = "waiting" // for the person named
)

// A Requirement is one thing a plan asks for before gateway, and how it stands.
type Requirement struct {
	Rule    string       // key of the rule that asks for it
	Subject string       // what of it: "piece 4", "statement k2"; empty: all of it
	Group   string       // heading it stands under
	Name    string       // what is asked for, in a few words
	State   Ready        //
	Text    string       // how it stands, in a sentence
	For     account.Role // who has to do something; empty once it is met
	Who     string       // their name, where one is known
	Do      string       // what to do, in a few words: the text of the link
	Link    string       // address below the portfolio's: "/evidence/12/edit"
}

// A Readiness is every requirement of a plan, in the order they are shown.
type Readiness struct {
	Requirements []Requirement
}

// Ready reports whether everything is met.
func (r *Readiness) Ready() bool {
	for i := range r.Requirements {
		if r.Requirements[i].State != Met {
			return false
		}
	}
	return true
}
