package ksb

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"touchstone/app/db"
	"touchstone/app/fault"
)

// A PlanDraftID identifies a draft of a plan.
type PlanDraftID int64

// A PlanDraft is a plan that is being made. It may contradict itself, and no
// apprentice can be on it until it is added as a plan.
type PlanDraft struct {
	ID       PlanDraftID
	Standard StandardID
	From     PlanID // the plan it was made from; 0: none
	FileName string // of the file it was read from; empty: none
	Plan     Plan
	Revision int       // counts the saves
	By       int64     // the person who saved it last
	SavedAt  time.Time // UTC
	Became   PlanID    // the plan it was added as; 0: none yet
}

// draftsFor is how long a draft is kept that nobody saves.
const draftsFor = 90 * 24 * time.Hour

// AddPlanDraft stores a new draft and fills in its ID. Drafts that nobody saved
// for 90 days are dropped.
func (s *Store) AddPlanDraft(ctx context.Context, by int64, d *PlanDraft) error {
	document, err := json.Marshal(&d.Plan)
	if err != nil {
		return fmt.Errorf("encode draft: %w", err)
	}
	return s.db.Update(ctx, func(tx *db.Tx) error {
		d.By, d.SavedAt, d.Revision = by, tx.Now, 1
		const insert = `
			INSERT INTO plan_drafts (standard_id, from_id, file_name, document, revision, person_id, saved_at)
			VALUES ($1, NULLIF($2, 0), $3, $4, 1, $5, $6) RETURNING id`
		err := tx.Row(ctx, insert, d.Standard, d.From, d.FileName, string(document), by, db.Stamp(&tx.Now)).Scan(&d.ID)
		if err != nil {
			return fmt.Errorf("add draft: %w", err)
		}
		// After the new row has its id, so that no id is given twice.
		old := tx.Now.Add(-draftsFor)
		_, err = tx.Exec(ctx, `DELETE FROM plan_drafts WHERE saved_at < $1`, db.Stamp(&old))
		return err
	})
}

const draftColumns = `id, standard_id, COALESCE(from_id, 0), file_name, document, revision, person_id, saved_at, COALESCE(plan_id, 0)`

// PlanDraft returns a draft. It returns fault.NotFound if there is none with that
// id, or no longer.
func (s *Store) PlanDraft(ctx context.Context, id PlanDraftID) (d PlanDraft, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		d, err = readDraft(ctx, tx, id)
		return err
	})
	return d, err
}

func readDraft(ctx context.Context, tx *db.Tx, id PlanDraftID) (PlanDraft, error) {
	d, err := scanDraft(tx.Row(ctx, `SELECT `+draftColumns+` FROM plan_drafts WHERE id = $1`, id).Scan)
	if fault.Is(err, fault.NotFound) {
		return d, fault.New(fault.NotFound, "This draft is not kept any longer. Begin another from a plan or a file.")
	}
	return d, err
}

func scanDraft(scan func(...any) error) (d PlanDraft, err error) {
	var document string
	if err := scan(&d.ID, &d.Standard, &d.From, &d.FileName, &document, &d.Revision, &d.By, db.Stamp(&d.SavedAt), &d.Became); err != nil {
		return d, err
	}
	if err := json.Unmarshal([]byte(document), &d.Plan); err != nil {
		return d, fmt.Errorf("read draft %d: %w", d.ID, err)
	}
	d.Plan.Standard = d.Standard
	return d, nil
}

// PlanDrafts returns the drafts of a standard that are not a plan yet, the one
// saved last first.
func (s *Store) PlanDrafts(ctx context.Context, standard StandardID) (out []PlanDraft, err error) {
	const query = `SELECT ` + draftColumns + ` FROM plan_drafts WHERE standard_id = $1 AND plan_id IS NULL ORDER BY saved_at DESC, id DESC`
	err = s.db.View(ctx, func(tx *db.Tx) error {
		out = nil
		return tx.Each(ctx, query, []any{standard}, func(scan func(...any) error) error {
			d, err := scanDraft(scan)
			out = append(out, d)
			return err
		})
	})
	return out, err
}

// SavePlanDraft stores what a draft holds now, and counts its Revision up. It
// returns fault.Conflict if it was saved since that revision, or is a plan by
// now.
func (s *Store) SavePlanDraft(ctx context.Context, by int64, d *PlanDraft) error {
	document, err := json.Marshal(&d.Plan)
	if err != nil {
		return fmt.Errorf("encode draft: %w", err)
	}
	return s.db.Update(ctx, func(tx *db.Tx) error {
		if err := stillOpen(ctx, tx, d); err != nil {
			return err
		}
		const update = `UPDATE plan_drafts SET document = $2, revision = revision + 1, person_id = $3, saved_at = $4 WHERE id = $1`
		if err := tx.Change(ctx, update, d.ID, string(document), by, db.Stamp(&tx.Now)); err != nil {
			return err
		}
		d.Revision, d.By, d.SavedAt = d.Revision+1, by, tx.Now
		return nil
	})
}

// stillOpen refuses a draft that is a plan by now, or was saved meanwhile.
func stillOpen(ctx context.Context, tx *db.Tx, d *PlanDraft) error {
	now, err := readDraft(ctx, tx, d.ID)
	switch {
	case err != nil:
		return err
	case now.Became != 0:
		return fault.New(fault.Conflict, "This draft was added as a plan already.")
	case now.Revision != d.Revision:
		return fault.New(fault.Conflict, "The draft was saved in another window meanwhile. Open that part again to see how it is now; what you typed is still here.")
	}
	return nil
}

// DropPlanDraft throws a draft away. One that is a plan by now stays.
func (s *Store) DropPlanDraft(ctx context.Context, id PlanDraftID) error {
	return s.db.Update(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM plan_drafts WHERE id = $1 AND plan_id IS NULL`, id)
		return err
	})
}

// PublishPlanDraft adds a draft as a plan, see AddPlan; with retire, the plan that
// it replaces is no longer offered. It returns fault.Conflict if the draft was
// saved since d.Revision, or is a plan by now.
func (s *Store) PublishPlanDraft(ctx context.Context, by int64, d *PlanDraft, replaces PlanID, retire bool) (id PlanID, err error) {
	defer s.forget()
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		if err := stillOpen(ctx, tx, d); err != nil {
			return err
		}
		p := d.Plan
		p.Replaces = replaces
		if err := enterPlan(ctx, tx, by, &p); err != nil {
			return err
		}
		id = p.ID
		if retire && replaces != 0 {
			if err := retirePlan(ctx, tx, by, replaces); err != nil {
				return err
			}
		}
		return tx.Change(ctx, `UPDATE plan_drafts SET plan_id = $2, revision = revision + 1 WHERE id = $1`, d.ID, id)
	})
	return id, err
}
