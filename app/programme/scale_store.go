package programme

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"touchstone/app/account"
	"touchstone/app/audit"
	"touchstone/app/db"
	"touchstone/app/fault"
)

// Seed adds the shipped scales that are missing, and never changes one that is
// there. It may be called at every start.
func (s *Store) Seed(ctx context.Context) error {
	scales, err := ShippedScales()
	if err != nil {
		return fmt.Errorf("read shipped scales: %w", err)
	}
	return s.db.Update(ctx, func(tx *db.Tx) error {
		for i := range scales {
			var n int
			const query = `SELECT count(*) FROM scales WHERE key = $1 AND version = $2`
			if err := tx.Row(ctx, query, scales[i].Key, scales[i].Version).Scan(&n); err != nil {
				return err
			}
			if n > 0 {
				continue
			}
			if err := insertScale(ctx, tx, &scales[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

func insertScale(ctx context.Context, tx *db.Tx, s *Scale) error {
	document, err := json.Marshal(s)
	if err != nil {
		return fmt.Errorf("encode scale: %w", err)
	}
	const insert = `INSERT INTO scales (key, version, document, added_at) VALUES ($1, $2, $3, $4) RETURNING id`
	if err := tx.Row(ctx, insert, s.Key, s.Version, string(document), db.Stamp(&tx.Now)).Scan(&s.ID); err != nil {
		return fmt.Errorf("add scale: %w", err)
	}
	return nil
}

// AddScale checks and stores a scale of the provider's, and uses it for new
// scans. One of a name that is there becomes its next version. It fills in ID,
// Key and Version.
func (s *Store) AddScale(ctx context.Context, by account.PersonID, scale *Scale) error {
	scale.Name = strings.Join(strings.Fields(scale.Name), " ")
	if err := scale.Check(); err != nil {
		return err
	}
	return s.db.Update(ctx, func(tx *db.Tx) error {
		scale.Key = "provider-" + strings.ToLower(strings.ReplaceAll(scale.Name, " ", "-"))
		if err := tx.Row(ctx, `SELECT COALESCE(max(version), 0) + 1 FROM scales WHERE key = $1`, scale.Key).Scan(&scale.Version); err != nil {
			return err
		}
		if err := insertScale(ctx, tx, scale); err != nil {
			return err
		}
		if err := chooseScale(ctx, tx, scale.ID); err != nil {
			return err
		}
		return audit.Add(ctx, tx, audit.Event{Person: int64(by), Action: "scale.add", Subject: fmt.Sprintf("scale %d", scale.ID), Detail: scale})
	})
}

// ChooseScale uses a scale for new scans; those begun keep theirs.
func (s *Store) ChooseScale(ctx context.Context, by account.PersonID, id ScaleID) error {
	return s.db.Update(ctx, func(tx *db.Tx) error {
		before, err := currentScale(ctx, tx)
		if err != nil || before.ID == id {
			return err
		}
		if err := chooseScale(ctx, tx, id); err != nil {
			return err
		}
		return audit.Add(ctx, tx, audit.Event{Person: int64(by), Action: "scale.choose", Subject: fmt.Sprintf("scale %d", id),
			Detail: map[string]any{"before": before.ID, "after": id}})
	})
}

// chooseScale marks a scale as chosen last, also within one millisecond.
func chooseScale(ctx context.Context, tx *db.Tx, id ScaleID) error {
	const update = `UPDATE scales SET chosen_at = (SELECT CASE WHEN COALESCE(max(chosen_at), 0) >= $2 THEN max(chosen_at) + 1 ELSE $2 END FROM scales) WHERE id = $1`
	return tx.Change(ctx, update, id, db.Stamp(&tx.Now))
}

// Scales returns every scale, the one that new scans use first.
func (s *Store) Scales(ctx context.Context) (all []Scale, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		all, err = scalesBy(ctx, tx, ``)
		return err
	})
	return all, err
}

func currentScale(ctx context.Context, tx *db.Tx) (Scale, error) {
	all, err := scalesBy(ctx, tx, ``)
	if err == nil && len(all) == 0 {
		err = fault.New(fault.NotFound, "There is no scale to score by yet.")
	}
	if err != nil {
		return Scale{}, err
	}
	return all[0], nil
}

func scaleIn(ctx context.Context, tx *db.Tx, id ScaleID) (Scale, error) {
	all, err := scalesBy(ctx, tx, `WHERE id = $1`, id)
	if err != nil {
		return Scale{}, err
	}
	if len(all) == 0 {
		return Scale{}, fmt.Errorf("there is no scale %d", id)
	}
	return all[0], nil
}

func scalesBy(ctx context.Context, tx *db.Tx, where string, args ...any) (all []Scale, err error) {
	query := `SELECT id, document, chosen_at FROM scales ` + where + ` ORDER BY COALESCE(chosen_at, 0) DESC, id`
	err = tx.Each(ctx, query, args, func(scan func(...any) error) error {
		var s Scale
		var document string
		if err := scan(&s.ID, &document, db.Stamp(&s.ChosenAt)); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(document), &s); err != nil {
			return fmt.Errorf("read scale %d: %w", s.ID, err)
		}
		all = append(all, s)
		return nil
	})
	return all, err
}
