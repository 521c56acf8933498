package programme

import (
	"context"
	"fmt"
	"time"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/fault"
)

// A Declaration is what someone signed about a whole portfolio, in the words
// they saw. It is never changed; signing again adds another.
type Declaration struct {
	Role     account.Role
	Person   account.PersonID
	Name     string // as it was when signed
	Words    string
	SignedAt time.Time // UTC
}

// declared is what each role declares.
var declared = map[account.Role]string{
	account.Apprentice: "The evidence in this portfolio is my own work. Where others took part, or where I used AI, it says so.",
	account.Employer:   "The evidence in this portfolio is valid and is attributable to the apprentice.",
	account.Coach:      "I have reviewed the evidence in this portfolio and am satisfied that it is the apprentice's own.",
}

// Words returns what a role declares about a portfolio, empty for a role that
// declares nothing.
func Words(role account.Role) string { return declared[role] }

// Declare signs a portfolio as a role. It returns fault.Forbidden for a role
// that declares nothing.
func (s *Store) Declare(ctx context.Context, id EnrolmentID, role account.Role, person account.PersonID) error {
	words := declared[role]
	if words == "" {
		return fault.New(fault.Forbidden, "Your role has nothing to declare about this portfolio.")
	}
	return s.db.Update(ctx, func(tx *db.Tx) error {
		const insert = `
			INSERT INTO declarations (enrolment_id, person_id, role, name, words, signed_at)
			SELECT $1, id, $2, name, $3, $4 FROM people WHERE id = $5`
		if err := tx.Change(ctx, insert, id, role, words, db.Stamp(&tx.Now), person); err != nil {
			return fmt.Errorf("add declaration: %w", err)
		}
		return record(ctx, tx, person, "portfolio.declare", id, map[string]any{"role": role, "words": words})
	})
}

// Declarations returns the newest declaration of each role about a portfolio,
// apprentice first, then employer, then coach.
func (s *Store) Declarations(ctx context.Context, id EnrolmentID) (newest []Declaration, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		newest, err = DeclarationsIn(ctx, tx, id)
		return err
	})
	return newest, err
}

// DeclarationsIn is Declarations within a transaction of the caller's.
func DeclarationsIn(ctx context.Context, tx *db.Tx, id EnrolmentID) (newest []Declaration, err error) {
	byRole := map[account.Role]Declaration{}
	const query = `SELECT role, person_id, name, words, signed_at FROM declarations WHERE enrolment_id = $1 ORDER BY id`
	err = tx.Each(ctx, query, []any{id}, func(scan func(...any) error) error {
		var d Declaration
		if err := scan(&d.Role, &d.Person, &d.Name, &d.Words, db.Stamp(&d.SignedAt)); err != nil {
			return err
		}
		byRole[d.Role] = d
		return nil
	})
	for _, role := range []account.Role{account.Apprentice, account.Employer, account.Coach} {
		if d, signed := byRole[role]; signed {
			newest = append(newest, d)
		}
	}
	return newest, err
}
