package programme

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/ksb"
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

// declared is what each role declares where no plan says otherwise.
var declared = map[account.Role]string{
	account.Apprentice: "The evidence in this portfolio is my own work. Where others took part, or where I used AI, it says so.",
	account.Employer:   "The evidence in this portfolio is valid and is attributable to the apprentice.",
	account.Coach:      "I have reviewed the evidence in this portfolio and am satisfied that it is the apprentice's own.",
}

// DeclarationOf returns what a role declares about a portfolio under a plan, in
// the plan's words where it has some for the role. It is empty for a role that
// declares nothing.
func DeclarationOf(plan *ksb.Plan, role account.Role) string {
	var sentences []string
	for _, d := range plan.Portfolio.Declarations {
		if account.Role(d.By) == role {
			sentences = append(sentences, d.Words)
		}
	}
	if len(sentences) == 0 {
		return declared[role]
	}
	return strings.Join(sentences, " ")
}

// Declare signs a portfolio as a role, in the words of its plan. It returns
// fault.Forbidden for a role that declares nothing.
func (s *Store) Declare(ctx context.Context, id EnrolmentID, role account.Role, person account.PersonID) error {
	return s.db.Update(ctx, func(tx *db.Tx) error {
		plan, err := planOf(ctx, tx, id)
		if err != nil {
			return err
		}
		words := DeclarationOf(&plan, role)
		if words == "" {
			return fault.New(fault.Forbidden, "Your role has nothing to declare about this portfolio.")
		}
		const insert = `
			INSERT INTO declarations (enrolment_id, person_id, role, name, words, signed_at)
			SELECT $1, id, $2, name, $3, $4 FROM people WHERE id = $5`
		if err := tx.Change(ctx, insert, id, role, words, db.Stamp(&tx.Now), person); err != nil {
			return fmt.Errorf("add declaration: %w", err)
		}
		return record(ctx, tx, person, "portfolio.declare", id, map[string]any{"role": role, "words": words})
	})
}

// planOf returns the plan of an enrolment, the zero plan where none is chosen.
func planOf(ctx context.Context, tx *db.Tx, id EnrolmentID) (plan ksb.Plan, err error) {
	var document string
	const query = `SELECT COALESCE(p.document, '{}') FROM enrolments e LEFT JOIN plans p ON p.id = e.plan_id WHERE e.id = $1`
	if err := tx.Row(ctx, query, id).Scan(&document); err != nil {
		return plan, fmt.Errorf("read plan: %w", err)
	}
	if err := json.Unmarshal([]byte(document), &plan); err != nil {
		return plan, fmt.Errorf("read plan: %w", err)
	}
	return plan, nil
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
