package evidence

import (
	"context"
	"fmt"
	"strings"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/ksb"
)

// OpenClaim notes that someone opened a claim of a submitted version at its
// place. Opened again, the first time stays. It returns fault.NotFound if the
// piece has no such claim that others may see.
func (s *Store) OpenClaim(ctx context.Context, portfolio PortfolioID, id ItemID, claim ClaimID, by account.PersonID) error {
	return s.db.Update(ctx, func(tx *db.Tx) error {
		if _, err := item(ctx, tx, portfolio, id); err != nil {
			return err
		}
		const insert = `
			INSERT INTO claim_openings (claim_id, person_id, opened_at)
			SELECT c.id, $3, $4 FROM claims c JOIN versions v ON v.id = c.version_id
			WHERE c.id = $1 AND v.item_id = $2 AND v.state IN ('submitted', 'returned', 'accepted')
			ON CONFLICT (claim_id, person_id) DO UPDATE SET opened_at = claim_openings.opened_at`
		if err := tx.Change(ctx, insert, claim, id, by, db.Stamp(&tx.Now)); err != nil {
			return fmt.Errorf("note that a claim was opened: %w", err)
		}
		return nil
	})
}

// Opened returns which claims of a version someone has opened.
func (s *Store) Opened(ctx context.Context, version VersionID, by account.PersonID) (opened map[ClaimID]bool, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		opened, err = openedBy(ctx, tx, version, by)
		return err
	})
	return opened, err
}

func openedBy(ctx context.Context, tx *db.Tx, version VersionID, by account.PersonID) (map[ClaimID]bool, error) {
	const query = `
		SELECT c.id FROM claims c JOIN claim_openings o ON o.claim_id = c.id
		WHERE c.version_id = $1 AND o.person_id = $2`
	opened := make(map[ClaimID]bool)
	err := tx.Each(ctx, query, []any{version, by}, func(scan func(...any) error) error {
		var id ClaimID
		err := scan(&id)
		opened[id] = true
		return err
	})
	return opened, err
}

// AcceptOpened accepts a submitted version with all its claims, if the person
// has opened each of them. It returns fault.Conflict that names the claims not
// opened, or as Decide does.
func (s *Store) AcceptOpened(ctx context.Context, portfolio PortfolioID, id ItemID, version VersionID, by account.PersonID) error {
	return s.db.Update(ctx, func(tx *db.Tx) error {
		p, err := newest(ctx, tx, portfolio, id)
		if err != nil {
			return err
		}
		r := Review{Verdict: AcceptedVerdict}
		if p.Version.ID == version && p.Version.State == Submitted {
			if err := allOpened(ctx, tx, &p.Version, by); err != nil {
				return err
			}
			for _, c := range p.Version.Claims {
				r.Claims = append(r.Claims, ClaimReview{Claim: c.ID, Verdict: AcceptedVerdict})
			}
		}
		return s.decide(ctx, tx, &p, version, by, r)
	})
}

// allOpened refuses a version with claims that the person has not opened.
func allOpened(ctx context.Context, tx *db.Tx, v *Version, by account.PersonID) error {
	opened, err := openedBy(ctx, tx, v.ID, by)
	if err != nil {
		return err
	}
	var not []string
	for _, c := range v.Claims {
		if opened[c.ID] {
			continue
		}
		name, err := statementName(ctx, tx, c.Statement)
		if err != nil {
			return err
		}
		not = append(not, name)
	}
	if len(not) == 0 {
		return nil
	}
	return fault.Newf(fault.Conflict, "You have not opened %s in it. Open each claim at its place first.", listOf(not))
}

// statementName returns a statement's code, or its title where it has none.
func statementName(ctx context.Context, tx *db.Tx, id ksb.StatementID) (name string, err error) {
	err = tx.Row(ctx, `SELECT CASE WHEN code = '' THEN title ELSE code END FROM statements WHERE id = $1`, id).Scan(&name)
	return name, err
}

// listOf joins names as a sentence has them: "K1, K2 and S3".
func listOf(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}
