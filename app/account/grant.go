package account

import (
	"slices"
	"time"

	"touchstone/app/fault"
)

// A Grant gives a person a role somewhere. Grants are ended, never changed, so
// that the history stays.
type Grant struct {
	ID        int64 // 0 until stored
	Person    PersonID
	Role      Role
	Scope     Scope
	ScopeID   int64 // of the organisation, enrolment or submission; 0: the installation
	GrantedAt time.Time
	ExpiresAt time.Time // zero: until it is ended
	RevokedAt time.Time // zero: it holds
}

// scopes says where a role may hold. An administrator's never reaches into an
// enrolment: running the system is no licence to read evidence.
var scopes = map[Role][]Scope{
	Administrator: {Installation},
	Coach:         {Installation, Enrolment},
	IQA:           {Installation},
	Employer:      {Organisation},
	Apprentice:    {Enrolment},
	Coordinator:   {Organisation},
	Assessor:      {Enrolment, Submission},
}

// InInstallation reports whether the role may be given for the installation,
// without naming an organisation or an enrolment.
func (r Role) InInstallation() bool { return slices.Contains(scopes[r], Installation) }

// Check returns fault.Invalid naming "role" if such a grant cannot be.
func (g *Grant) Check(now time.Time) error {
	var bad fault.Fields
	if !slices.Contains(scopes[g.Role], g.Scope) || (g.Scope == Installation) != (g.ScopeID == 0) {
		bad.Add("role", "This role cannot be given here.")
	}
	if !g.ExpiresAt.IsZero() && !g.ExpiresAt.After(now) {
		bad.Add("expires", "Choose a day to come.")
	}
	return bad.Err()
}

// Holds reports whether the grant holds at now.
func (g *Grant) Holds(now time.Time) bool {
	return g.RevokedAt.IsZero() && (g.ExpiresAt.IsZero() || g.ExpiresAt.After(now))
}
