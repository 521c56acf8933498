// Package reports makes what people hand over: the portfolio as one PDF, and
// the check that nothing in it was changed. A report is gathered first, as a
// plain value, and then drawn from that value alone, so that the same value
// gives the same bytes.
package reports

import (
	"time"

	"touchstone/app/blob"
	"touchstone/app/document"
	"touchstone/ksb"
)

// A Portfolio is everything the portfolio PDF says. It refers to uploaded files
// by their digests; all else is in it.
type Portfolio struct {
	Working   bool // pieces that were not accepted yet are in it too, and marked
	Originals bool // files shown as pages or as a picture are attached as well
	Made      time.Time

	Apprentice      string
	ULN             string // empty: not issued yet
	Employer        string
	EmployerContact string
	Provider        string
	Coach           string
	Assessment      string // assessment organisation; empty: not chosen yet
	StartedOn       time.Time
	GatewayOn       time.Time // zero: not planned yet

	Standard     ksb.Standard    // its Statements are not read
	Option       string          // empty: none
	Plan         *ksb.Plan       // nil: none chosen
	Statements   []ksb.Statement // those of this apprentice, in order
	Declarations []Declaration
	Pieces       []Piece // in order
}

// A Declaration is what somebody signed about the whole portfolio.
type Declaration struct {
	Name, Role, Words string
	At                time.Time
}

// A Piece is one piece of evidence in the version that counts.
type Piece struct {
	Number   int    // within the portfolio; gaps are fine
	Version  int    // 1 for the first
	State    string // in words: "Accepted"
	Accepted bool
	Title    string
	Kind     string // in words: "Work product"
	From, To time.Time
	Place    string

	Situation, Task, Action, Result  string
	Worked, Failed, NextTime, Theory string // the reflection

	OwnPart string
	OwnWork bool   // declared to be the apprentice's own
	AI      string // "", "no" or "yes"
	AINote  string
	Witness Witness
	Held    *Held // nil: its files are here

	Claims    []Claim
	Decisions []Decision
	Testimony []Testimony
	Files     []File
}

// A Testimony is what a witness wrote about a piece and signed.
type Testimony struct {
	Name, Job string
	Version   int  // of the piece, that they were shown
	Saw       bool // they saw the work; otherwise they know of it from others
	Words     string
	At        time.Time
	Digest    string // of what they were shown and wrote, hex
}

// A Witness saw the work. No Name is no witness.
type Witness struct{ Name, Role, Relation, Contact string }

// A Held says what stays with the employer, and where.
type Held struct{ What, Where string }

// A Claim is that a piece shows a statement.
type Claim struct {
	Statement ksb.StatementID
	How       string // in the apprentice's words
	Verdict   string // "accepted", "referred" or empty: not decided
	Places    []Place
}

// A Place is where a claim is shown.
type Place struct {
	File        int    // index in the piece's Files; -1: the account itself
	Unit        string // "whole", "page", "time" or "section"
	First, Last int    // pages, or seconds from the start
	Section     string
}

// A Decision is feedback, or a decision, on a piece or one of its claims.
type Decision struct {
	Statement ksb.StatementID // 0: on the whole piece
	Verdict   string          // "accepted", "referred", "returned" or empty: feedback only
	Feedback  string
	Name      string
	At        time.Time
	Note      string // what corrects it or what it corrects, in words; empty: neither
}

// A File is an uploaded file as it was read at upload.
type File struct {
	Name     string
	Size     int64
	Ref      blob.Ref // the original's digest
	MIME     string
	Kind     document.Kind
	Pages    int
	Duration time.Duration
	Fault    string   // why it will not open, in words; empty: it opens
	Attach   string   // why it is attached and not shown; empty: it can be shown
	Pack     blob.Ref // its pages; empty: none were made
	Print    blob.Ref // its picture; empty: none was made
}

// A Summary says what was written.
type Summary struct {
	Pages      int      `json:"pages"`
	Pieces     int      `json:"pieces"`
	Statements int      `json:"statements"` // shown, of those this apprentice has to show
	Files      int      `json:"files"`
	Size       int64    `json:"size"`   // bytes
	Digest     string   `json:"digest"` // SHA-256 that the file carries
	Notes      []string `json:"notes"`  // what could not be as it should, in sentences
}

// Newest returns the time of the newest thing in the portfolio, which is its
// date: the document then does not change with the day it is printed on.
func (p *Portfolio) Newest() time.Time {
	newest := p.Made
	see := func(t time.Time) {
		if t.After(newest) {
			newest = t
		}
	}
	for _, d := range p.Declarations {
		see(d.At)
	}
	for _, piece := range p.Pieces {
		for _, d := range piece.Decisions {
			see(d.At)
		}
		for _, t := range piece.Testimony {
			see(t.At)
		}
	}
	return newest
}
