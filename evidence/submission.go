package evidence

import (
	"time"

	"touchstone/app/account"
	"touchstone/app/blob"
	"touchstone/app/programme"
	"touchstone/ksb"
)

// A SubmissionState is how far the files of a submission are. What was handed
// over is frozen from the start.
type SubmissionState string

// The states.
const (
	SubmissionMaking SubmissionState = "making" // its PDF and pack are being written
	SubmissionReady  SubmissionState = "ready"
	SubmissionFailed SubmissionState = "failed" // Note says why; it can be tried again
)

// A Submission is what was handed over to an assessment organisation once,
// frozen: its document is all of it, and later edits of the portfolio do not
// touch it.
type Submission struct {
	ID           SubmissionID // 0 until stored
	Portfolio    PortfolioID
	Attempt      int // 1, 2, 3… within the portfolio
	Organisation programme.OrganisationID
	Plan         ksb.PlanID
	State        SubmissionState
	Digest       string   // SHA-256 of its document, hex
	Summary      string   // JSON of what its files hold; empty until they are made
	PDF          blob.Ref // empty until it is made
	Pack         blob.Ref // empty until it is made
	Note         string   // why its files could not be made
	By           account.PersonID
	At           time.Time // UTC
	ReadyAt      time.Time // zero: its files are not made yet

	Components []Component // in order
	Failed     bool        // it was assessed, and the result that was released is no pass
	Released   bool        // its result is released

	// Names, filled in when read.
	ApprenticeName, OrganisationName, ByName string
	StandardReference, StandardTitle         string
}

// A ComponentState is what was decided of a part of a submission.
type ComponentState string

// The states.
const (
	ComponentWaiting  ComponentState = "waiting"
	ComponentAccepted ComponentState = "accepted" // locked
	ComponentRejected ComponentState = "rejected" // to be replaced in the next attempt
)

// A Component is a part of a submission that is accepted or rejected by itself.
type Component struct {
	Key         string // see ksb.Plan.Components
	Name        string
	Digest      string // SHA-256 of what the document holds of it, hex: the same part has the same
	State       ComponentState
	KeptFrom    int    // the attempt whose acceptance still holds; 0: decided in this one, or not yet
	Note        string // why it was rejected, or what else was said
	DecidedBy   account.PersonID
	DecidedName string // as it was then
	DecidedAt   time.Time
}

// Decided reports whether no part waits to be decided.
func (s *Submission) Decided() bool {
	for i := range s.Components {
		if s.Components[i].State == ComponentWaiting {
			return false
		}
	}
	return true
}

// Accepted reports whether every part is accepted.
func (s *Submission) Accepted() bool {
	for i := range s.Components {
		if s.Components[i].State != ComponentAccepted {
			return false
		}
	}
	return len(s.Components) > 0
}

// Rejected reports whether a part is rejected.
func (s *Submission) Rejected() bool {
	for i := range s.Components {
		if s.Components[i].State == ComponentRejected {
			return true
		}
	}
	return false
}
