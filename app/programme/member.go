package programme

import (
	"context"
	"fmt"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/fault"
)

// memberOf says of which kind of organisation the people of a role are.
var memberOf = map[account.Role]OrganisationKind{
	account.Employer:    EmployerOrganisation,
	account.Coordinator: AssessmentOrganisation,
}

// MemberOf returns the kind of organisation that people of a role belong to, and
// whether they belong to any.
func MemberOf(r account.Role) (OrganisationKind, bool) {
	kind, known := memberOf[r]
	return kind, known
}

// toChoose is what to choose where an organisation of a kind is missing.
var toChoose = map[OrganisationKind]string{
	EmployerOrganisation:   "Choose the employer they belong to.",
	AssessmentOrganisation: "Choose the assessment organisation they belong to.",
}

// AddMember gives a person a role in an organisation. It returns fault.Invalid
// naming "organisation" for one that is not of the role's kind, and naming
// "role" for a role that nobody has in an organisation.
func AddMember(ctx context.Context, tx *db.Tx, by, person account.PersonID, role account.Role, at OrganisationID) error {
	if kind, known := memberOf[role]; known {
		o, err := organisation(ctx, tx, at)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return fmt.Errorf("find organisation: %w", err)
		}
		if o.Kind != kind {
			var bad fault.Fields
			bad.Add("organisation", "%s", toChoose[kind])
			return bad.Err()
		}
	}
	return account.AddGrant(ctx, tx, by, account.Grant{Person: person, Role: role, Scope: account.Organisation, ScopeID: int64(at)})
}
