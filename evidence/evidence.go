// Package evidence holds what an apprentice gathers to show that they meet
// their standard: pieces of work told in their own words, the files behind each
// piece, the statements it claims to show and where, and what coaches said of
// it. It keeps, for each portfolio, a summary of which statements are shown.
//
// The types and rules here know nothing of HTTP; package app shows them.
package evidence

import (
	"touchstone/app/db"
	"touchstone/app/programme"
)

// A PortfolioID identifies a portfolio: that of the enrolment with the same id.
type PortfolioID = programme.EnrolmentID

// Identifiers of stored rows.
type (
	ItemID       int64
	VersionID    int64
	FileID       int64
	ClaimID      int64
	SubmissionID int64
)

// A Sight is how much of a portfolio someone sees.
type Sight bool

// The sights.
const (
	Own    Sight = true  // everything, drafts too: the apprentice's
	Shared Sight = false // what has been submitted: everybody else's
)

// A Store keeps evidence. Every method names the portfolio too, so that none
// reaches into another; what is not in it is fault.NotFound.
type Store struct{ db *db.DB }

// NewStore returns the store in d.
func NewStore(d *db.DB) *Store { return &Store{d} }
