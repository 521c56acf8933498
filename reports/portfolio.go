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
	Working   bool      `json:"working,omitempty"`   // pieces that were not accepted yet are in it too, and marked
	Originals bool      `json:"originals,omitempty"` // files shown as pages or as a picture are attached as well
	Made      time.Time `json:"made"`

	Apprentice      string    `json:"apprentice"`
	ULN             string    `json:"uln"` // empty: not issued yet
	Employer        string    `json:"employer"`
	EmployerContact string    `json:"employer_contact"`
	Provider        string    `json:"provider"`
	Coach           string    `json:"coach"`
	Assessment      string    `json:"assessment_organisation"` // empty: not chosen yet
	StartedOn       time.Time `json:"started_on"`
	GatewayOn       time.Time `json:"gateway_on,omitzero"` // zero: not planned yet

	Standard     ksb.Standard    `json:"-"`      // see frozenPortfolio
	Option       string          `json:"option"` // empty: none
	Plan         *ksb.Plan       `json:"-"`      // nil: none chosen
	Statements   []ksb.Statement `json:"-"`      // those of this apprentice, in order
	Declarations []Declaration   `json:"declarations"`
	Pieces       []Piece         `json:"pieces"` // in order

	Gateway *Gateway `json:"-"` // what was handed over beside the pieces; nil: nothing was
}

// A Declaration is what somebody signed about the whole portfolio.
type Declaration struct {
	Name  string    `json:"name"`
	Role  string    `json:"role"` // in words
	Words string    `json:"words"`
	At    time.Time `json:"at"`
}

// A Piece is one piece of evidence in the version that counts.
type Piece struct {
	Number   int       `json:"number"`  // within the portfolio; gaps are fine
	Version  int       `json:"version"` // 1 for the first
	State    string    `json:"state"`   // in words: "Accepted"
	Accepted bool      `json:"accepted"`
	Title    string    `json:"title"`
	Kind     string    `json:"kind"` // in words: "Work product"
	From     time.Time `json:"from"`
	To       time.Time `json:"to,omitzero"`
	Place    string    `json:"place,omitempty"`
	Origin   string    `json:"origin,omitempty"` // from where it was carried, in a sentence; empty: it began here

	Situation string `json:"situation,omitempty"`
	Task      string `json:"task,omitempty"`
	Action    string `json:"action,omitempty"`
	Result    string `json:"result,omitempty"`

	// The reflection.
	Worked   string `json:"worked,omitempty"`
	Failed   string `json:"failed,omitempty"`
	NextTime string `json:"next_time,omitempty"`
	Theory   string `json:"theory,omitempty"`

	OwnPart string  `json:"own_part,omitempty"`
	OwnWork bool    `json:"own_work"` // declared to be the apprentice's own
	AI      string  `json:"ai"`       // "", "no" or "yes"
	AINote  string  `json:"ai_note,omitempty"`
	Witness Witness `json:"witness,omitzero"`
	Held    *Held   `json:"held,omitempty"` // nil: its files are here

	Claims    []Claim     `json:"claims"`
	Decisions []Decision  `json:"decisions"`
	Testimony []Testimony `json:"testimony,omitempty"`
	Files     []File      `json:"files"`
}

// A Testimony is what a witness wrote about a piece and signed.
type Testimony struct {
	Name    string    `json:"name"`
	Job     string    `json:"job"`
	Version int       `json:"version"` // of the piece, that they were shown
	Saw     bool      `json:"saw"`     // they saw the work; otherwise they know of it from others
	Words   string    `json:"words"`
	At      time.Time `json:"at"`
	Digest  string    `json:"digest"` // of what they were shown and wrote, hex
}

// A Witness saw the work. No Name is no witness.
type Witness struct {
	Name     string `json:"name"`
	Role     string `json:"role,omitempty"`
	Relation string `json:"relation,omitempty"`
	Contact  string `json:"contact,omitempty"`
}

// A Held says what stays with the employer, and where.
type Held struct {
	What  string `json:"what"`
	Where string `json:"where"`
}

// A Claim is that a piece shows a statement.
type Claim struct {
	Statement ksb.StatementID `json:"statement"`
	How       string          `json:"how"`     // in the apprentice's words
	Verdict   string          `json:"verdict"` // "accepted", "referred" or empty: not decided
	Places    []Place         `json:"places"`
	Origin    string          `json:"origin,omitempty"` // on which claim it rests, in a sentence; empty: it began here
}

// A Place is where a claim is shown.
type Place struct {
	File    int    `json:"file"`            // index in the piece's Files; -1: the account itself
	Unit    string `json:"unit"`            // "whole", "page", "time" or "section"
	First   int    `json:"first,omitempty"` // pages, or seconds from the start
	Last    int    `json:"last,omitempty"`
	Section string `json:"section,omitempty"`
}

// A Decision is feedback, or a decision, on a piece or one of its claims.
type Decision struct {
	Statement ksb.StatementID `json:"statement,omitempty"` // 0: on the whole piece
	Verdict   string          `json:"verdict,omitempty"`   // "accepted", "referred", "returned" or empty: feedback only
	Feedback  string          `json:"feedback,omitempty"`
	Name      string          `json:"name"`
	At        time.Time       `json:"at"`
	Note      string          `json:"note,omitempty"` // what corrects it or what it corrects, in words; empty: neither
}

// A File is an uploaded file as it was read at upload.
type File struct {
	Name     string        `json:"name"`
	Size     int64         `json:"size"`   // bytes
	Ref      blob.Ref      `json:"sha256"` // the original's digest
	MIME     string        `json:"mime"`
	Kind     document.Kind `json:"kind"`
	Pages    int           `json:"pages,omitempty"`
	Duration time.Duration `json:"nanoseconds,omitempty"`    // of a recording
	Fault    string        `json:"fault,omitempty"`          // why it will not open, in words; empty: it opens
	Attach   string        `json:"attach,omitempty"`         // why it is attached and not shown; empty: it can be shown
	Pack     blob.Ref      `json:"pages_sha256,omitempty"`   // its pages; empty: none were made
	Print    blob.Ref      `json:"picture_sha256,omitempty"` // its picture; empty: none was made
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
