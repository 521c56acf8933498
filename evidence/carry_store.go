package evidence

import (
	"context"
	"fmt"
	"slices"
	"time"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/ksb"
)

// pickCounting picks the versions that count, of an item or of all.
const pickCounting = `
	SELECT counts_id AS id FROM items
	WHERE portfolio_id = $1 AND ($2 = 0 OR id = $2) AND removed_at IS NULL AND counts_id IS NOT NULL`

// Carriables returns the accepted pieces of a portfolio, by number, that may be
// carried into another of the same person, without proposals; see ProposeCarry. It
// returns fault.NotFound if the two are not one person's.
func (s *Store) Carriables(ctx context.Context, into, from PortfolioID) (list []Carriable, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		if err := onePersons(ctx, tx, into, from); err != nil {
			return err
		}
		list, err = carriables(ctx, tx, into, from, 0)
		return err
	})
	return list, err
}

// CarrySources returns the other portfolios of the same person that have an
// accepted piece.
func (s *Store) CarrySources(ctx context.Context, into PortfolioID) (from []PortfolioID, err error) {
	const query = `
		SELECT o.id FROM enrolments e
		JOIN enrolments o ON o.apprentice_id = e.apprentice_id AND o.id <> e.id
		WHERE e.id = $1 AND EXISTS (SELECT 1 FROM items i WHERE i.portfolio_id = o.id AND i.counts_id IS NOT NULL AND i.removed_at IS NULL)
		ORDER BY o.id`
	err = s.db.View(ctx, func(tx *db.Tx) error {
		from, err = portfolios(ctx, tx, query, into)
		return err
	})
	return from, err
}

// onePersons refuses two portfolios that are not of one person, or are one.
func onePersons(ctx context.Context, tx *db.Tx, a, b PortfolioID) error {
	const query = `
		SELECT count(*) FROM enrolments a JOIN enrolments b ON b.apprentice_id = a.apprentice_id AND b.id <> a.id
		WHERE a.id = $1 AND b.id = $2`
	var n int
	if err := tx.Row(ctx, query, a, b).Scan(&n); err != nil {
		return err
	}
	if n == 0 {
		return notThere
	}
	return nil
}

func carriables(ctx context.Context, tx *db.Tx, into, from PortfolioID, id ItemID) (list []Carriable, err error) {
	versions, err := load(ctx, tx, pickCounting, from, id)
	if err != nil {
		return nil, err
	}
	carried, err := carriedInto(ctx, tx, into)
	if err != nil {
		return nil, err
	}
	of := make(map[ItemID]*Version, len(versions))
	for _, v := range versions {
		of[v.Item] = v
	}
	const query = `
		SELECT ` + itemColumns + ` FROM items i
		WHERE i.portfolio_id = $1 AND ($2 = 0 OR i.id = $2) AND i.removed_at IS NULL AND i.counts_id IS NOT NULL
		ORDER BY i.number`
	err = tx.Each(ctx, query, []any{from, id}, func(scan func(...any) error) error {
		c := Carriable{Portfolio: from}
		if err := scan(c.Piece.Item.columns()...); err != nil {
			return err
		}
		c.Piece.share(of[c.Piece.ID])
		c.As = carried[c.Piece.ID]
		for _, claim := range c.Piece.Version.Claims {
			if claim.Verdict == AcceptedVerdict {
				by, at := c.Piece.Version.acceptedBy(claim.ID)
				c.Claims = append(c.Claims, CarriableClaim{Claim: claim, By: by, At: at})
			}
		}
		if len(c.Claims) > 0 {
			list = append(list, c)
		}
		return nil
	})
	return list, err
}

// acceptedBy returns who accepted a claim of the version last, and when.
func (v *Version) acceptedBy(claim ClaimID) (name string, at time.Time) {
	for i := range v.Decisions {
		if d := &v.Decisions[i]; d.Claim == claim && d.Verdict == AcceptedVerdict {
			name, at = d.ByName, d.At
		}
	}
	return name, at
}

// carriedInto returns what was carried into a portfolio and is there, by the item
// it came from.
func carriedInto(ctx context.Context, tx *db.Tx, into PortfolioID) (map[ItemID]*Carried, error) {
	const query = `
		SELECT o.from_item_id, i.id, i.number, o.at, i.submitted_at IS NOT NULL, COALESCE(co.from_claim_id, 0), COALESCE(c.statement_id, 0)
		FROM items i
		JOIN item_origins o ON o.item_id = i.id
		LEFT JOIN versions v ON v.id = i.latest_id
		LEFT JOIN claims c ON c.version_id = v.id
		LEFT JOIN claim_origins co ON co.claim_id = c.id
		WHERE i.portfolio_id = $1 AND i.removed_at IS NULL
		ORDER BY i.id`
	out := make(map[ItemID]*Carried)
	err := tx.Each(ctx, query, []any{into}, func(scan func(...any) error) error {
		var from ItemID
		var claim ClaimID
		var statement ksb.StatementID
		c := Carried{Claims: make(map[ClaimID]ksb.StatementID)}
		if err := scan(&from, &c.Item, &c.Number, db.Stamp(&c.At), &c.Submitted, &claim, &statement); err != nil {
			return err
		}
		if out[from] == nil || out[from].Item != c.Item {
			out[from] = &c
		}
		if claim != 0 {
			out[from].Claims[claim] = statement
		}
		return nil
	})
	return out, err
}

// Carry begins a draft in a portfolio with the content, the files and the
// confirmed claims of an accepted piece of another portfolio of the same person,
// who by is. The coach decides on it as on any other. Carried once, a piece stays
// so: asked for the same again, Carry returns the draft that there is.
//
// It returns fault.NotFound if the piece is not by's, fault.Conflict if it was
// carried otherwise already or a claim is no longer accepted, and fault.Invalid
// that names "to-" and a claim's id if its statement cannot be shown here, or
// "claims" if none is confirmed.
func (s *Store) Carry(ctx context.Context, portfolio PortfolioID, by account.PersonID, c Carry) (p Piece, err error) {
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		p, err = carry(ctx, tx, portfolio, by, &c)
		return err
	})
	return p, err
}

func carry(ctx context.Context, tx *db.Tx, portfolio PortfolioID, by account.PersonID, c *Carry) (p Piece, err error) {
	if err := onePersons(ctx, tx, portfolio, c.From); err != nil {
		return p, err
	}
	if err := isApprentice(ctx, tx, portfolio, by); err != nil {
		return p, err
	}
	found, err := carriables(ctx, tx, portfolio, c.From, c.Item)
	if err != nil {
		return p, err
	}
	if len(found) == 0 {
		return p, fault.New(fault.Conflict, "This piece is not accepted any more, so it cannot be carried.")
	}
	from := &found[0]
	if err := c.check(ctx, tx, portfolio, from); err != nil {
		return p, err
	}
	if from.As != nil {
		for _, claim := range c.Claims {
			if from.As.Claims[claim.From] != claim.To {
				return p, fault.Newf(fault.Conflict, "This piece was carried already, as piece %d. Add further statements there.", from.As.Number)
			}
		}
		return newest(ctx, tx, portfolio, from.As.Item)
	}
	return addCarried(ctx, tx, portfolio, by, c, from)
}

func isApprentice(ctx context.Context, tx *db.Tx, portfolio PortfolioID, by account.PersonID) error {
	var n int
	err := tx.Row(ctx, `SELECT count(*) FROM enrolments WHERE id = $1 AND apprentice_id = $2`, portfolio, by).Scan(&n)
	if err == nil && n == 0 {
		return notThere
	}
	return err
}

// check refuses claims that are not accepted, or statements that the portfolio
// cannot show.
func (c *Carry) check(ctx context.Context, tx *db.Tx, portfolio PortfolioID, from *Carriable) error {
	may, err := mayShow(ctx, tx, portfolio)
	if err != nil {
		return err
	}
	var bad fault.Fields
	if len(c.Claims) == 0 {
		bad.Add("claims", "Tick what you want to carry. Nothing is carried that you do not tick.")
	}
	taken := make(map[ksb.StatementID]bool)
	for _, claim := range c.Claims {
		field := fmt.Sprintf("to-%d", claim.From)
		switch {
		case !slices.ContainsFunc(from.Claims, func(has CarriableClaim) bool { return has.ID == claim.From }):
			return fault.New(fault.Conflict, "One of these is not accepted any more. Look at the list again.")
		case claim.To == 0:
			bad.Add(field, "Choose which statement it shows here, or take the tick away.")
		case !may[claim.To]:
			bad.Add(field, "Choose a statement of your own that the portfolio can show.")
		case taken[claim.To]:
			bad.Add(field, "Another of these goes to the same statement. Choose another, or take one tick away.")
		}
		taken[claim.To] = true
	}
	return bad.Err()
}

// mayShow returns which statements a portfolio can show, as MayShow does.
func mayShow(ctx context.Context, tx *db.Tx, portfolio PortfolioID) (map[ksb.StatementID]bool, error) {
	mine, err := statements(ctx, tx, portfolio)
	if err != nil {
		return nil, err
	}
	plan, err := planOf(ctx, tx, portfolio)
	if err != nil {
		return nil, err
	}
	var list []ksb.Statement
	const query = `SELECT s.id, s.key FROM enrolments e JOIN statements s ON s.standard_id = e.standard_id WHERE e.id = $1`
	err = tx.Each(ctx, query, []any{portfolio}, func(scan func(...any) error) error {
		var s ksb.Statement
		err := scan(&s.ID, &s.Key)
		if mine[s.ID] {
			list = append(list, s)
		}
		return err
	})
	may := make(map[ksb.StatementID]bool)
	for _, s := range MayShow(list, &plan) {
		may[s.ID] = true
	}
	return may, err
}

func addCarried(ctx context.Context, tx *db.Tx, portfolio PortfolioID, by account.PersonID, c *Carry, from *Carriable) (p Piece, err error) {
	was := &from.Piece.Version
	v := *was
	v.ID, v.Number, v.MovedFrom, v.Claims, v.Files, v.Decisions = 0, 1, 0, nil, nil, nil
	v.SubmittedAt, v.DecidedAt, v.SubmittedBy, v.DecidedBy = time.Time{}, time.Time{}, 0, 0
	p.Item = Item{Portfolio: portfolio, State: Draft, Title: v.Title}
	if err := insertItem(ctx, tx, &p.Item); err != nil {
		return p, err
	}
	p.Version = v
	p.Version.Item = p.ID
	if err := insertVersion(ctx, tx, &p.Version); err != nil {
		return p, err
	}
	p.Latest = p.Version.ID
	files, err := carryFiles(ctx, tx, &p, by, was.Files)
	if err != nil {
		return p, err
	}
	for _, picked := range c.Claims {
		old := was.Claims[slices.IndexFunc(was.Claims, func(has Claim) bool { return has.ID == picked.From })]
		places := slices.Clone(old.Places)
		for i := range places {
			places[i].File = files[places[i].File]
		}
		p.Version.Claims = append(p.Version.Claims, Claim{Statement: picked.To, How: old.How, Places: places})
	}
	if err := insertClaims(ctx, tx, p.Version.ID, p.Version.Claims); err != nil {
		return p, err
	}
	if err := insertOrigins(ctx, tx, &p, by, was, c.Claims); err != nil {
		return p, err
	}
	return p, moved(ctx, tx, by, "item.carry", &p.Item, map[string]any{
		"from": map[string]any{"portfolio": c.From, "item": c.Item, "version": was.Number}, "claims": c.Claims, "changes": changesOf(&Version{}, &p.Version)})
}

// carryFiles stores files of another portfolio, the same bytes, as files of the
// piece, and returns what each is called here; 0, the account, stays 0.
func carryFiles(ctx context.Context, tx *db.Tx, p *Piece, by account.PersonID, files []File) (map[FileID]FileID, error) {
	now := map[FileID]FileID{0: 0}
	for _, f := range files {
		was := f.ID
		f.ID, f.Portfolio, f.AddedBy = 0, p.Portfolio, by
		if err := insertFile(ctx, tx, &f); err != nil {
			return nil, err
		}
		if err := attach(ctx, tx, p.Version.ID, f.ID); err != nil {
			return nil, err
		}
		now[was] = f.ID
		p.Version.Files = append(p.Version.Files, f)
	}
	return now, nil
}

func insertOrigins(ctx context.Context, tx *db.Tx, p *Piece, by account.PersonID, was *Version, claims []CarryClaim) error {
	const item = `
		INSERT INTO item_origins (item_id, from_item_id, from_version_id, by_id, by_name, at)
		SELECT $1, $2, $3, id, name, $5 FROM people WHERE id = $4`
	if err := tx.Change(ctx, item, p.ID, was.Item, was.ID, by, db.Stamp(&tx.Now)); err != nil {
		return fmt.Errorf("note where a piece came from: %w", err)
	}
	for i, c := range claims {
		if err := insertClaimOrigin(ctx, tx, by, p.Version.Claims[i].ID, c); err != nil {
			return err
		}
	}
	return nil
}

// insertClaimOrigin notes on which claim another one rests.
func insertClaimOrigin(ctx context.Context, tx *db.Tx, by account.PersonID, claim ClaimID, c CarryClaim) error {
	const insert = `
		INSERT INTO claim_origins (claim_id, from_claim_id, score, reason, by_id, by_name, at)
		SELECT $1, $2, $3, $4, id, name, $6 FROM people WHERE id = $5`
	if err := tx.Change(ctx, insert, claim, c.From, c.Score, c.Reason, by, db.Stamp(&tx.Now)); err != nil {
		return fmt.Errorf("note where a claim came from: %w", err)
	}
	return nil
}

// copyOrigins gives the claims of a version that began as a copy the origins of
// those they are copies of.
func copyOrigins(ctx context.Context, tx *db.Tx, from, to VersionID) error {
	const insert = `
		INSERT INTO claim_origins (claim_id, from_claim_id, score, reason, by_id, by_name, at)
		SELECT n.id, o.from_claim_id, o.score, o.reason, o.by_id, o.by_name, o.at
		FROM claims c JOIN claim_origins o ON o.claim_id = c.id
		JOIN claims n ON n.version_id = $2 AND n.statement_id = c.statement_id
		WHERE c.version_id = $1`
	if _, err := tx.Exec(ctx, insert, from, to); err != nil {
		return fmt.Errorf("copy where claims came from: %w", err)
	}
	return nil
}
