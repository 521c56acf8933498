package evidence

import "touchstone/ksb"

// A Verdict is what a coach decided on a claim or a version.
type Verdict string

// The verdicts. Of a claim: accepted or referred. Of a version: accepted or
// returned. Undecided is also that of feedback alone.
const (
	Undecided       Verdict = ""
	AcceptedVerdict Verdict = "accepted"
	ReferredVerdict Verdict = "referred"
	ReturnedVerdict Verdict = "returned"
)

// A Claim says that a version shows a statement, how, and where.
type Claim struct {
	ID        ClaimID
	Statement ksb.StatementID // at most one claim of it in a version
	How       string          // in the apprentice's words
	Places    []Place         // none: the piece as a whole
	Verdict   Verdict         // the newest decision's
}

// Claim returns the version's claim of a statement, or nil.
func (v *Version) Claim(id ksb.StatementID) *Claim {
	for i := range v.Claims {
		if v.Claims[i].Statement == id {
			return &v.Claims[i]
		}
	}
	return nil
}
