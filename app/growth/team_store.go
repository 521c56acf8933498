package growth

import (
	"context"
	"fmt"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/fault"
)

// Fill adds to the members of a team what they agreed to and, where they agreed
// to anything, their newest finished self-audit in a framework, whichever version
// of it. All is as of one moment.
func (s *Store) Fill(ctx context.Context, reference string, team []Member) error {
	err := s.db.View(ctx, func(tx *db.Tx) error {
		for i := range team {
			if err := s.fill(ctx, tx, reference, &team[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("read team: %w", err)
	}
	return nil
}

func (s *Store) fill(ctx context.Context, tx *db.Tx, reference string, m *Member) (err error) {
	m.Audit = nil
	if m.Counts, err = ConsentedIn(ctx, tx, m.Person, ToTeam); err != nil {
		return err
	}
	if m.Seen, err = ConsentedIn(ctx, tx, m.Person, ToManager); err != nil || !m.Counts && !m.Seen {
		return err
	}
	id, err := newestIn(ctx, tx, m.Person, reference)
	if err != nil || id == 0 {
		return err
	}
	a, err := s.audit(ctx, tx, m.Person, id)
	m.Audit = &a
	return err
}

// newestIn returns a person's newest finished self-audit in a framework; 0 for
// none.
func newestIn(ctx context.Context, tx *db.Tx, person account.PersonID, reference string) (id AuditID, err error) {
	const query = `
		SELECT a.id FROM self_audits a JOIN frameworks f ON f.id = a.framework_id
		WHERE a.person_id = $1 AND f.reference = $2 AND a.state = 'finished' ORDER BY a.finished_at DESC, a.id DESC LIMIT 1`
	err = tx.Row(ctx, query, person, reference).Scan(&id)
	if fault.Is(err, fault.NotFound) {
		return 0, nil
	}
	return id, err
}

// CoachTeam returns the apprentices of a coach whose apprenticeships go on, by
// name. Fill says what they agreed to.
func (s *Store) CoachTeam(ctx context.Context, coach account.PersonID) ([]Member, error) {
	const query = `
		SELECT p.id, p.name, max(e.id) FROM enrolments e JOIN people p ON p.id = e.apprentice_id
		WHERE e.coach_id = $1 AND e.state IN ('active', 'break') AND p.suspended_at IS NULL
		GROUP BY p.id, p.name ORDER BY lower(p.name), p.id`
	return s.team(ctx, query, coach)
}

// EmployerTeam returns the people of an employer, by name: apprentices whose
// apprenticeships go on, and those who act for it here.
func (s *Store) EmployerTeam(ctx context.Context, organisation int64) ([]Member, error) {
	const query = `
		SELECT p.id, p.name, max(m.portfolio) FROM people p JOIN (
		    SELECT e.apprentice_id AS person, e.id AS portfolio FROM enrolments e WHERE e.employer_id = $1 AND e.state IN ('active', 'break')
		    UNION ALL
		    SELECT g.person_id, 0 FROM grants g
		    WHERE g.scope = 'organisation' AND g.scope_id = $1 AND g.role = 'employer' AND g.revoked_at IS NULL AND (g.expires_at IS NULL OR g.expires_at > $2)
		  ) m ON m.person = p.id
		WHERE p.suspended_at IS NULL GROUP BY p.id, p.name ORDER BY lower(p.name), p.id`
	return s.team(ctx, query, organisation)
}

func (s *Store) team(ctx context.Context, query string, of any) (team []Member, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		team = nil
		return tx.Each(ctx, query, []any{of, db.Stamp(&tx.Now)}, func(scan func(...any) error) error {
			var m Member
			err := scan(&m.Person, &m.Name, &m.Portfolio)
			team = append(team, m)
			return err
		})
	})
	return team, err
}

// An Employer is an organisation that a person works for here.
type Employer struct {
	ID   int64
	Name string
}

// EmployersOf returns where a person works, by name: the employers of their
// apprenticeships that go on, and those they act for; acts leaves out the first.
func (s *Store) EmployersOf(ctx context.Context, person account.PersonID, acts bool) (all []Employer, err error) {
	const query = `
		SELECT o.id, o.name FROM organisations o
		WHERE EXISTS (
		    SELECT 1 FROM grants g
		    WHERE g.person_id = $1 AND g.scope = 'organisation' AND g.scope_id = o.id AND g.role = 'employer'
		      AND g.revoked_at IS NULL AND (g.expires_at IS NULL OR g.expires_at > $2))
		  OR ($3 = 0 AND EXISTS (SELECT 1 FROM enrolments e WHERE e.apprentice_id = $1 AND e.employer_id = o.id AND e.state IN ('active', 'break')))
		ORDER BY lower(o.name), o.id`
	only := 0
	if acts {
		only = 1
	}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		all = nil
		return tx.Each(ctx, query, []any{person, db.Stamp(&tx.Now), only}, func(scan func(...any) error) error {
			var e Employer
			err := scan(&e.ID, &e.Name)
			all = append(all, e)
			return err
		})
	})
	return all, err
}
