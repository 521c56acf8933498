package account

import (
	"context"
	"strings"
	"time"

	"touchstone/app/db"
	"touchstone/app/fault"
)

// grantDetail is what the audit keeps of a grant.
type grantDetail struct {
	Role    Role       `json:"role"`
	Scope   Scope      `json:"scope"`
	ScopeID int64      `json:"scope_id,omitempty"`
	Expires *time.Time `json:"expires_at,omitempty"` // nil: it was to hold until it is ended
}

func (g *Grant) detail() grantDetail {
	d := grantDetail{Role: g.Role, Scope: g.Scope, ScopeID: g.ScopeID}
	if !g.ExpiresAt.IsZero() {
		d.Expires = &g.ExpiresAt
	}
	return d
}

// AddGrant gives a role. Giving one that the person has, to the same time,
// changes nothing. It returns fault.Invalid for a role that cannot hold there.
func AddGrant(ctx context.Context, tx *db.Tx, by PersonID, g Grant) error {
	if err := g.Check(tx.Now); err != nil {
		return err
	}
	const same = `
		SELECT count(*) FROM grants
		WHERE person_id = $1 AND role = $2 AND scope = $3 AND scope_id = $4 AND revoked_at IS NULL
		  AND COALESCE(expires_at, 0) = COALESCE($5, 0)`
	var n int
	err := tx.Row(ctx, same, g.Person, g.Role, g.Scope, g.ScopeID, db.Stamp(&g.ExpiresAt)).Scan(&n)
	if err != nil || n > 0 {
		return err
	}
	if _, err := tx.Exec(ctx, endGrant, db.Stamp(&tx.Now), g.Person, g.Role, g.Scope, g.ScopeID); err != nil {
		return err
	}
	const insert = `
		INSERT INTO grants (person_id, role, scope, scope_id, granted_at, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6)`
	_, err = tx.Exec(ctx, insert, g.Person, g.Role, g.Scope, g.ScopeID, db.Stamp(&tx.Now), db.Stamp(&g.ExpiresAt))
	if err != nil {
		return err
	}
	return note(ctx, tx, by, "role.grant", g.Person, map[string]any{"after": g.detail()})
}

const endGrant = `
	UPDATE grants SET revoked_at = $1
	WHERE person_id = $2 AND role = $3 AND scope = $4 AND scope_id = $5 AND revoked_at IS NULL`

// EndGrant takes a role away, at once. Taking one that the person does not have
// changes nothing. It returns fault.Conflict for the only administrator.
func EndGrant(ctx context.Context, tx *db.Tx, by PersonID, g Grant) error {
	if g.Role == Administrator {
		if err := keepAnAdministrator(ctx, tx, g.Person); err != nil {
			return err
		}
	}
	n, err := tx.Exec(ctx, endGrant, db.Stamp(&tx.Now), g.Person, g.Role, g.Scope, g.ScopeID)
	if err != nil || n == 0 {
		return err
	}
	return note(ctx, tx, by, "role.end", g.Person, map[string]any{"before": g.detail()})
}

// AddGrant is the function AddGrant in a transaction of its own.
func (s *Store) AddGrant(ctx context.Context, by PersonID, g Grant) error {
	return s.db.Update(ctx, func(tx *db.Tx) error { return AddGrant(ctx, tx, by, g) })
}

// EndGrant is the function EndGrant in a transaction of its own.
func (s *Store) EndGrant(ctx context.Context, by PersonID, g Grant) error {
	return s.db.Update(ctx, func(tx *db.Tx) error { return EndGrant(ctx, tx, by, g) })
}

// keepAnAdministrator refuses with fault.Conflict if person is the only one who
// could still run the installation.
func keepAnAdministrator(ctx context.Context, tx *db.Tx, person PersonID) error {
	const query = `
		SELECT count(*) FILTER (WHERE g.person_id = $1), count(*) FILTER (WHERE g.person_id <> $1)
		FROM grants g JOIN people p ON p.id = g.person_id
		WHERE g.role = 'administrator' AND g.revoked_at IS NULL AND p.suspended_at IS NULL AND p.password_hash <> ''`
	var theirs, others int
	if err := tx.Row(ctx, query, person).Scan(&theirs, &others); err != nil {
		return err
	}
	if theirs > 0 && others == 0 {
		return fault.New(fault.Conflict, "This is the only administrator who can sign in. Give someone else the role first.")
	}
	return nil
}

// Administrators returns how many people can run the installation now.
func (s *Store) Administrators(ctx context.Context) (n int, err error) {
	const query = `
		SELECT count(*) FROM grants g JOIN people p ON p.id = g.person_id
		WHERE g.role = 'administrator' AND g.revoked_at IS NULL AND p.suspended_at IS NULL AND p.password_hash <> ''`
	err = s.db.View(ctx, func(tx *db.Tx) error { return tx.Row(ctx, query).Scan(&n) })
	return n, err
}

// Grants returns every grant a person has or had, newest first.
func (s *Store) Grants(ctx context.Context, person PersonID) (grants []Grant, err error) {
	const query = `
		SELECT id, person_id, role, scope, scope_id, granted_at, expires_at, revoked_at
		FROM grants WHERE person_id = $1 ORDER BY id DESC`
	err = s.db.View(ctx, func(tx *db.Tx) error {
		grants = nil
		return tx.Each(ctx, query, []any{person}, func(scan func(...any) error) error {
			var g Grant
			err := scan(&g.ID, &g.Person, &g.Role, &g.Scope, &g.ScopeID,
				db.Stamp(&g.GrantedAt), db.Stamp(&g.ExpiresAt), db.Stamp(&g.RevokedAt))
			grants = append(grants, g)
			return err
		})
	})
	return grants, err
}

// RolesInSubmission returns the roles a person has in a submission at this
// moment: those granted on it, a coordinator's of the organisation it was handed
// over to, and those in its enrolment, of which an assessor's is none. No role,
// or no such submission, is none.
func (s *Store) RolesInSubmission(ctx context.Context, person PersonID, submission int64) (roles []Role, err error) {
	const query = `
		SELECT COALESCE(string_agg(g.role, ' '), '')
		FROM submissions u JOIN enrolments e ON e.id = u.portfolio_id JOIN grants g ON g.person_id = $1
		WHERE u.id = $2 AND g.revoked_at IS NULL AND (g.expires_at IS NULL OR g.expires_at > $3)
		  AND ((g.scope = 'submission' AND g.scope_id = u.id)
		    OR (g.scope = 'organisation' AND g.scope_id = u.organisation_id AND g.role = 'coordinator')
		    OR (g.scope = 'enrolment' AND g.scope_id = e.id AND g.role <> 'assessor')
		    OR (g.scope = 'organisation' AND g.scope_id = e.employer_id AND g.role = 'employer')
		    OR (g.scope = 'installation' AND g.role = 'iqa'))`
	err = s.db.View(ctx, func(tx *db.Tx) error {
		var names string
		if err := tx.Row(ctx, query, person, submission, db.Stamp(&tx.Now)).Scan(&names); err != nil {
			return err
		}
		roles = inOrder(strings.Fields(names))
		return nil
	})
	return roles, err
}

// RolesIn returns the roles a person has in an enrolment at this moment: those
// granted on it, an employer's over its organisation, and IQA, which reaches
// every enrolment. No role, or no such enrolment, is none.
func (s *Store) RolesIn(ctx context.Context, person PersonID, enrolment int64) (roles []Role, err error) {
	const query = `
		SELECT COALESCE(string_agg(g.role, ' '), '')
		FROM enrolments e JOIN grants g ON g.person_id = $1
		WHERE e.id = $2 AND g.revoked_at IS NULL AND (g.expires_at IS NULL OR g.expires_at > $3)
		  AND ((g.scope = 'enrolment' AND g.scope_id = e.id)
		    OR (g.scope = 'organisation' AND g.scope_id = e.employer_id AND g.role = 'employer')
		    OR (g.scope = 'installation' AND g.role = 'iqa'))`
	err = s.db.View(ctx, func(tx *db.Tx) error {
		var names string
		if err := tx.Row(ctx, query, person, enrolment, db.Stamp(&tx.Now)).Scan(&names); err != nil {
			return err
		}
		roles = inOrder(strings.Fields(names))
		return nil
	})
	return roles, err
}

// RolesByEnrolment returns the roles a person has at this moment in each
// enrolment they have any in, and those that reach every enrolment, by the rule
// that RolesIn goes by, within a transaction of the caller's. A person who is
// suspended has none.
func RolesByEnrolment(ctx context.Context, tx *db.Tx, person PersonID) (within map[int64][]Role, everywhere []Role, err error) {
	const query = `
		SELECT COALESCE(e.id, 0), g.role
		FROM grants g
		JOIN people p ON p.id = g.person_id AND p.suspended_at IS NULL
		LEFT JOIN enrolments e ON (g.scope = 'enrolment' AND e.id = g.scope_id)
		                       OR (g.scope = 'organisation' AND g.role = 'employer' AND e.employer_id = g.scope_id)
		WHERE g.person_id = $1 AND g.revoked_at IS NULL AND (g.expires_at IS NULL OR g.expires_at > $2)
		  AND (e.id IS NOT NULL OR (g.scope = 'installation' AND g.role = 'iqa'))`
	within = map[int64][]Role{}
	err = tx.Each(ctx, query, []any{person, db.Stamp(&tx.Now)}, func(scan func(...any) error) error {
		var id int64
		var role Role
		if err := scan(&id, &role); err != nil {
			return err
		}
		if id == 0 {
			everywhere = append(everywhere, role)
		} else {
			within[id] = append(within[id], role)
		}
		return nil
	})
	return within, everywhere, err
}
