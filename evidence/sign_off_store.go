package evidence

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/app/programme"
	"touchstone/ksb"
)

// SignOffs returns what is signed at gateway, as plain text, and how far the
// signatures under it have come.
func (s *Store) SignOffs(ctx context.Context, portfolio PortfolioID) (content string, stand programme.SignOffs, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		f, err := handOverIn(ctx, tx, portfolio)
		if err != nil {
			return err
		}
		content = HandOverText(f)
		stand, err = programme.SignOffsIn(ctx, tx, portfolio, f.Plan, content)
		return err
	})
	return content, stand, err
}

// AskSignOffs asks people to sign what is handed over, in the order of the plan.
// It returns fault.Conflict if there is nothing to hand over, and as
// programme.AskSignOffs does.
func (s *Store) AskSignOffs(ctx context.Context, portfolio PortfolioID, by account.PersonID) error {
	return s.signOff(ctx, portfolio, func(tx *db.Tx, plan *ksb.Plan, content string) error {
		return programme.AskSignOffs(ctx, tx, portfolio, by, plan, content)
	})
}

// SignOff signs what is handed over as it was shown, of which shown is the
// digest. It returns fault.Conflict if there is nothing to hand over, and as
// programme.SignOffGateway does.
func (s *Store) SignOff(ctx context.Context, portfolio PortfolioID, shown string, by programme.Signer) error {
	return s.signOff(ctx, portfolio, func(tx *db.Tx, plan *ksb.Plan, content string) error {
		return programme.SignOffGateway(ctx, tx, portfolio, plan, content, shown, by)
	})
}

func (s *Store) signOff(ctx context.Context, portfolio PortfolioID, do func(tx *db.Tx, plan *ksb.Plan, content string) error) error {
	return s.db.Update(ctx, func(tx *db.Tx) error {
		f, err := handOverIn(ctx, tx, portfolio)
		if err != nil {
			return err
		}
		if len(f.Chosen()) == 0 {
			return fault.New(fault.Conflict, "No accepted piece is chosen to be handed over, so there is nothing to sign yet.")
		}
		content := HandOverText(f)
		// Names and the plan may have changed without anything here knowing.
		if err := handOverChanged(ctx, tx, f, content, 0); err != nil {
			return err
		}
		return do(tx, f.Plan, content)
	})
}

// handOver keeps the sign-offs true to what is handed over. Whatever may change
// that calls it last, in the same transaction.
func handOver(ctx context.Context, tx *db.Tx, portfolio PortfolioID, by account.PersonID) error {
	var asked bool
	const query = `SELECT EXISTS (SELECT 1 FROM sign_off_rounds WHERE enrolment_id = $1)`
	if err := tx.Row(ctx, query, portfolio).Scan(&asked); err != nil || !asked {
		return err
	}
	f, err := handOverIn(ctx, tx, portfolio)
	if err != nil {
		return err
	}
	return handOverChanged(ctx, tx, f, HandOverText(f), by)
}

// Renamed keeps the sign-offs true to the name of an apprentice who is called
// something else now.
func Renamed(ctx context.Context, tx *db.Tx, person account.PersonID) error {
	ids, err := portfolios(ctx, tx, `SELECT id FROM enrolments WHERE apprentice_id = $1`, person)
	for _, id := range ids {
		if err := handOver(ctx, tx, id, person); err != nil {
			return err
		}
	}
	return err
}

func handOverChanged(ctx context.Context, tx *db.Tx, f *Facts, content string, by account.PersonID) error {
	err := programme.HandOverChanged(ctx, tx, f.Enrolment.ID, by, f.Plan, content)
	if fault.Is(err, fault.NotFound) {
		return nil // nobody was asked yet
	}
	return err
}

// handOverIn returns the facts that HandOverText tells, and no others.
func handOverIn(ctx context.Context, tx *db.Tx, portfolio PortfolioID) (*Facts, error) {
	f := new(Facts)
	var err error
	if f.Enrolment, err = programme.EnrolmentIn(ctx, tx, portfolio); err != nil {
		return nil, err
	}
	plan, err := planOf(ctx, tx, portfolio)
	if err != nil {
		return nil, err
	}
	f.Plan = &plan
	if plan.ID = f.Enrolment.Plan; plan.ID != 0 {
		const query = `SELECT name, reference, version FROM plans WHERE id = $1`
		if err := tx.Row(ctx, query, plan.ID).Scan(&plan.Name, &plan.Reference, &plan.Version); err != nil {
			return nil, fmt.Errorf("read plan: %w", err)
		}
	}
	const query = `
		SELECT i.id, i.number, i.counts_id, v.number, v.title FROM items i JOIN versions v ON v.id = i.counts_id
		WHERE i.portfolio_id = $1 AND i.removed_at IS NULL ORDER BY i.number`
	err = tx.Each(ctx, query, []any{portfolio}, func(scan func(...any) error) error {
		var p Piece
		err := scan(&p.ID, &p.Number, &p.Counts, &p.Version.Number, &p.Version.Title)
		f.Pieces = append(f.Pieces, p)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read pieces: %w", err)
	}
	f.Selection, err = SelectionIn(ctx, tx, portfolio)
	return f, err
}

// AuditSignOffs returns a sentence for each enrolment in which people are asked
// to sign something else than what would be handed over now.
func AuditSignOffs(ctx context.Context, d *db.DB) (wrong []string, err error) {
	err = d.View(ctx, func(tx *db.Tx) error {
		wrong = nil
		asked := make(map[PortfolioID]string)
		const query = `SELECT enrolment_id, digest FROM sign_off_rounds`
		err := tx.Each(ctx, query, nil, func(scan func(...any) error) error {
			var id PortfolioID
			var digest string
			err := scan(&id, &digest)
			asked[id] = digest
			return err
		})
		if err != nil {
			return err
		}
		for _, id := range slices.Sorted(maps.Keys(asked)) {
			f, err := handOverIn(ctx, tx, id)
			if err != nil {
				return err
			}
			if programme.Digest(HandOverText(f)) != asked[id] {
				wrong = append(wrong, fmt.Sprintf("Enrolment %d: people are asked to sign something else than what would be handed over now.", id))
			}
		}
		return nil
	})
	return wrong, err
}
