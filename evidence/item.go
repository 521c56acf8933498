package evidence

import (
	"time"

	"touchstone/app/fault"
)

// A State is how far an item, or one version of it, has come.
type State string

// The states. None is that of a statement nobody has claimed yet, and
// Withdrawn and Dropped are those of versions only.
const (
	None      State = ""
	Draft     State = "draft"     // being written; only the apprentice sees it
	Submitted State = "submitted" // waiting for the coach; it does not change
	Returned  State = "returned"  // the coach asked for more; the next version is a draft
	Accepted  State = "accepted"  // it counts, and does not change
	Withdrawn State = "withdrawn" // taken back before the coach decided; kept as it was
	Dropped   State = "dropped"   // a revision that was thrown away before it was submitted
)

// States lists the states of an item, as far as each has come.
var States = []State{Draft, Returned, Submitted, Accepted}

// Word returns the state as pages show it.
func (s State) Word() string {
	switch s {
	case None:
		return "Nothing yet"
	case Draft:
		return "Draft"
	case Submitted:
		return "Submitted"
	case Returned:
		return "Returned"
	case Accepted:
		return "Accepted"
	case Withdrawn:
		return "Withdrawn"
	}
	return "Thrown away"
}

// An Item is one piece of evidence: something the apprentice did, in one
// version or several.
type Item struct {
	ID          ItemID
	Portfolio   PortfolioID
	Number      int       // 1, 2, 3… within the portfolio, for good
	State       State     // of the newest version; Returned while the next one is a draft
	Title       string    // of the newest version
	Latest      VersionID // the newest version
	Counts      VersionID // the accepted version that counts; 0: none yet
	SubmittedAt time.Time // when it last began to wait for the coach; zero: never
	CreatedAt   time.Time
	UpdatedAt   time.Time // when its text, files or state last changed
	RemovedAt   time.Time // thrown away; zero: it is there
}

// Revising reports whether an accepted version counts while a newer one is on
// its way.
func (it *Item) Revising() bool { return it.Counts != 0 && it.Counts != it.Latest }

// allow refuses a move that the item's state does not allow.
func (it *Item) allow(move string, from ...State) error {
	for _, s := range from {
		if it.State == s {
			return nil
		}
	}
	return fault.Newf(fault.Conflict, "This piece is %s, so it cannot be %s.", it.State.inWords(), move)
}

func (s State) inWords() string {
	switch s {
	case Draft:
		return "a draft"
	case Submitted:
		return "waiting for a decision"
	case Returned:
		return "returned for more work"
	case Accepted:
		return "accepted and locked"
	}
	return string(s)
}
