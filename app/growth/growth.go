// Package growth holds where people stand in a professional framework, what they
// mean to do about it, and what they did: self-audits, development goals,
// continuing professional development (CPD), and the picture of a team. All of it
// belongs to a person, not to an apprenticeship, and goes on after it ends.
package growth

import (
	"time"

	"touchstone/app/account"
	"touchstone/ksb"
)

// Identifiers of stored rows.
type (
	AuditID int64
	GoalID  int64
	EntryID int64
)

// An AuditState is how far a self-audit is.
type AuditState string

// The states of a self-audit.
const (
	AuditDraft    AuditState = "draft"
	AuditFinished AuditState = "finished" // from then on nothing of it changes
	AuditDropped  AuditState = "dropped"
)

// An Audit is where one person places themselves in a framework on one day: a
// self-audit, not to be confused with the events that package audit keeps.
type Audit struct {
	ID          AuditID          `json:"-"` // 0 until stored
	Person      account.PersonID `json:"-"`
	PersonName  string           `json:"person"`
	Framework   *ksb.Framework   `json:"framework"` // of a finished audit as it was worded then
	Grade       string           `json:"grade"`     // key of the grade it is for
	Specialisms []string         `json:"specialisms,omitempty"`
	Ahead       bool             `json:"ahead,omitempty"` // the next grade's descriptors are rated too
	Ratings     map[string]Rated `json:"ratings"`         // by Key of a descriptor, or of a behaviour
	State       AuditState       `json:"-"`
	Revision    int              `json:"-"` // counts saves
	Shaped      int              `json:"-"` // the Revision at which grade, specialisms or Ahead were last chosen
	Digest      string           `json:"-"` // SHA-256 of a finished audit's document, hex
	BegunAt     time.Time        `json:"begun_at"`
	SavedAt     time.Time        `json:"-"`
	FinishedAt  time.Time        `json:"finished_at,omitzero"`
}

// Rated is what a person says of one descriptor or behaviour.
type Rated struct {
	Point   int    `json:"point"` // of the framework's scale; 0: none yet
	Example string `json:"example,omitempty"`
	Items   []Item `json:"items,omitempty"` // evidence of theirs that shows it, by portfolio and number
	Saved   int    `json:"-"`               // Revision at which it was last saved
}

// An Item is a piece of evidence from a portfolio of the same person.
type Item struct {
	ID        int64  `json:"id"`
	Portfolio int64  `json:"portfolio"`
	Number    int    `json:"number"`
	Title     string `json:"title"`
}

// A Band says what a mean rating amounts to.
type Band string

// The bands.
const (
	Unrated  Band = ""
	Focus    Band = "focus"    // below what meets the grade
	Meets    Band = "meets"    // meets it
	Strength Band = "strength" // well above
)

// A Standing is how one element or specialism comes out in an audit.
type Standing struct {
	Key, Code, Name string
	Area            string  // Key of the area; empty for a specialism
	Rated, Of       int     // how many of its descriptors are rated
	Mean            float64 // of those rated, on the framework's scale; 0: none
	Met             int     // how many of its descriptors are met
	Band            Band
	Next            Distance // to the next grade; zero for behaviours and at the top
}

// A Distance is how far an element is from the next grade.
type Distance struct {
	Of    int // descriptors of the next grade
	Met   int // of them, rated as met
	Below int // rated, and not met
}

// A ConsentKind says by whom a person agreed to be seen.
type ConsentKind string

// The kinds of consent.
const (
	ToManager ConsentKind = "manager" // coach and employer see my finished audits, and rate beside me
	ToTeam    ConsentKind = "team"    // my newest finished audit counts in the picture of my team
)
