package roster

import (
	"time"

	"touchstone/app/account"
	"touchstone/app/programme"
)

// A Mark is what a row would do.
type Mark string

// The marks.
const (
	New       Mark = "new"       // it adds an enrolment, and the person if they are not here yet
	Changed   Mark = "changed"   // it changes something stored
	Unchanged Mark = "unchanged" // what it says is stored already
	Wrong     Mark = "wrong"     // it cannot be stored; it is left out
)

// Marks lists every mark, in the order they are shown.
var Marks = []Mark{New, Changed, Wrong, Unchanged}

// A Row is one row of a table and what it would do.
type Row struct {
	Line  int    // in the file, from 1
	Name  string // as the file has it
	Email string // as it is stored
	Mark  Mark
	Says  []string // what would change or is wrong, in words
	Moved bool     // it would do something else than when it was first judged

	cells    cells
	formulas []column
	lapsed   account.PersonID    // named as the coach, without the role; 0: none
	person   account.PersonID    // 0: not here yet
	rename   bool                // the person
	before   programme.Enrolment // zero: there is none
	after    programme.Enrolment
	// Names of what is to be added first; empty: it is here.
	employer, cohort string
}

// An ID identifies a roster.
type ID int64

// A Roster is a table that was handed in.
type Roster struct {
	ID          ID
	Person      account.PersonID // who handed it in
	FileName    string
	Adds        bool     // employers and cohorts that are not here yet
	Unread      []string // what the header names beside the columns that are read, in its order, as it is shown
	MadeAt      time.Time
	JudgedAt    time.Time
	ConfirmedAt time.Time // zero: not yet
	Result      Result    // of confirming it
	Counts      map[Mark]int
	Moved       int // rows that would do something else than at first
}

// Writes returns how many rows would store something.
func (r *Roster) Writes() int { return r.Counts[New] + r.Counts[Changed] }

// A Result is what confirming a roster did.
type Result struct {
	People     int // added
	Enrolments int // added
	Changed    int // enrolments and names
	Employers  int // added
	Cohorts    int // added
	Left       int // rows that were wrong
	Invited    int
}
