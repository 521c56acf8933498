package evidence

import (
	"context"
	"fmt"
	"slices"

	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/ksb"
)

// insertClaims stores the claims of a version, in order, and fills in their IDs.
func insertClaims(ctx context.Context, tx *db.Tx, version VersionID, claims []Claim) error {
	for i := range claims {
		if err := insertClaim(ctx, tx, version, &claims[i], i+1); err != nil {
			return err
		}
	}
	return nil
}

func insertPlaces(ctx context.Context, tx *db.Tx, claim ClaimID, places []Place) error {
	const insert = `
		INSERT INTO claim_places (claim_id, position, file_id, unit, first, last, section, typed)
		VALUES ($1, $2, NULLIF($3, 0), $4, $5, $6, $7, $8)`
	for i, p := range places {
		_, err := tx.Exec(ctx, insert, claim, i+1, p.File, p.Unit, p.First, p.Last, p.Section, p.Typed)
		if err != nil {
			return fmt.Errorf("add place: %w", err)
		}
	}
	return nil
}

// replaceClaims makes the claims of a draft those given. What has not changed
// keeps its row.
func replaceClaims(ctx context.Context, tx *db.Tx, version VersionID, before, after []Claim) error {
	for _, c := range before {
		if !slices.ContainsFunc(after, func(a Claim) bool { return a.Statement == c.Statement }) {
			if err := deleteClaim(ctx, tx, c.ID); err != nil {
				return err
			}
		}
	}
	for i := range after {
		c := &after[i]
		was := slices.IndexFunc(before, func(b Claim) bool { return b.Statement == c.Statement })
		if was < 0 {
			if err := insertClaim(ctx, tx, version, c, i+1); err != nil {
				return err
			}
			continue
		}
		c.ID = before[was].ID
		if err := changeClaim(ctx, tx, &before[was], c, i+1); err != nil {
			return err
		}
	}
	return nil
}

func insertClaim(ctx context.Context, tx *db.Tx, version VersionID, c *Claim, position int) error {
	const insert = `
		INSERT INTO claims (version_id, statement_id, position, how) VALUES ($1, $2, $3, $4)
		RETURNING id`
	if err := tx.Row(ctx, insert, version, c.Statement, position, c.How).Scan(&c.ID); err != nil {
		return fmt.Errorf("add claim: %w", err)
	}
	return insertPlaces(ctx, tx, c.ID, c.Places)
}

func changeClaim(ctx context.Context, tx *db.Tx, was, c *Claim, position int) error {
	const update = `UPDATE claims SET how = $2, position = $3 WHERE id = $1`
	if _, err := tx.Exec(ctx, update, c.ID, c.How, position); err != nil {
		return fmt.Errorf("change claim: %w", err)
	}
	if slices.Equal(was.Places, c.Places) {
		return nil
	}
	if _, err := tx.Exec(ctx, `DELETE FROM claim_places WHERE claim_id = $1`, c.ID); err != nil {
		return fmt.Errorf("replace places: %w", err)
	}
	return insertPlaces(ctx, tx, c.ID, c.Places)
}

// deleteClaim forgets a claim of a draft, which no decision names.
func deleteClaim(ctx context.Context, tx *db.Tx, id ClaimID) error {
	if _, err := tx.Exec(ctx, `DELETE FROM claim_places WHERE claim_id = $1`, id); err != nil {
		return fmt.Errorf("remove places: %w", err)
	}
	if _, err := tx.Exec(ctx, `DELETE FROM claim_origins WHERE claim_id = $1`, id); err != nil {
		return fmt.Errorf("forget where a claim came from: %w", err)
	}
	if _, err := tx.Exec(ctx, `DELETE FROM claims WHERE id = $1`, id); err != nil {
		return fmt.Errorf("remove claim: %w", err)
	}
	return nil
}

// checkClaims refuses claims of statements that are not for this apprentice,
// unless the draft had them already, and places in files that are not the
// draft's.
func checkClaims(ctx context.Context, tx *db.Tx, portfolio PortfolioID, before, after *Version) error {
	mine, err := statements(ctx, tx, portfolio)
	if err != nil {
		return err
	}
	var bad fault.Fields
	seen := make(map[ksb.StatementID]bool)
	for i := range after.Claims {
		c := &after.Claims[i]
		switch {
		case seen[c.Statement]:
			bad.Add("claims", "This piece claims a statement twice. Keep one of them.")
		case !mine[c.Statement] && before.Claim(c.Statement) == nil:
			bad.Add("claims", "Choose a statement of this apprentice’s standard and option.")
		}
		seen[c.Statement] = true
		for _, p := range c.Places {
			if p.File != 0 && after.File(p.File) == nil {
				bad.Add(c.Field("at"), "Choose one of the files of this piece.")
			}
		}
	}
	return bad.Err()
}

// statements returns which statements the apprentice has to show.
func statements(ctx context.Context, tx *db.Tx, portfolio PortfolioID) (map[ksb.StatementID]bool, error) {
	const query = `
		SELECT s.id
		FROM enrolments e JOIN statements s ON s.standard_id = e.standard_id
		WHERE e.id = $1 AND s.retired_at IS NULL
		  AND (s.membership <> 'options'
		       OR EXISTS (SELECT 1 FROM statement_options o WHERE o.statement_id = s.id AND o.option_id = e.option_id))`
	mine := make(map[ksb.StatementID]bool)
	err := tx.Each(ctx, query, []any{portfolio}, func(scan func(...any) error) error {
		var id ksb.StatementID
		if err := scan(&id); err != nil {
			return err
		}
		mine[id] = true
		return nil
	})
	return mine, err
}
