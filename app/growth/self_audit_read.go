package growth

import (
	"context"
	"encoding/json"
	"fmt"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/ksb"
)

// Audit returns a self-audit of a person, or fault.NotFound. One that was thrown
// away is not found.
func (s *Store) Audit(ctx context.Context, person account.PersonID, id AuditID) (a Audit, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		a, err = s.audit(ctx, tx, person, id)
		return err
	})
	return a, err
}

// Audits returns every self-audit of a person, drafts too, newest first.
func (s *Store) Audits(ctx context.Context, person account.PersonID) ([]Audit, error) {
	return s.audits(ctx, `AND a.state <> 'dropped' ORDER BY a.state DESC, COALESCE(a.finished_at, a.begun_at) DESC, a.id DESC`, person)
}

// LatestFinished returns a person's newest finished self-audit, and whether
// there is one.
func (s *Store) LatestFinished(ctx context.Context, person account.PersonID) (a Audit, found bool, err error) {
	all, err := s.audits(ctx, `AND a.state = 'finished' ORDER BY a.finished_at DESC, a.id DESC LIMIT 1`, person)
	if err != nil || len(all) == 0 {
		return a, false, err
	}
	return all[0], true, nil
}

func (s *Store) audits(ctx context.Context, which string, person account.PersonID) (all []Audit, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		all = nil
		var ids []AuditID
		err := tx.Each(ctx, `SELECT a.id FROM self_audits a WHERE a.person_id = $1 `+which, []any{person}, func(scan func(...any) error) error {
			var id AuditID
			err := scan(&id)
			ids = append(ids, id)
			return err
		})
		for _, id := range ids {
			if err != nil {
				return err
			}
			var a Audit
			if a, err = s.audit(ctx, tx, person, id); err == nil {
				all = append(all, a)
			}
		}
		return err
	})
	return all, err
}

// audit reads a self-audit: a draft from its rows, a finished one from its
// document, which holds the wording of then.
func (s *Store) audit(ctx context.Context, tx *db.Tx, person account.PersonID, id AuditID) (a Audit, err error) {
	var specialisms, document string
	var framework ksb.FrameworkID
	const query = `
		SELECT a.framework_id, p.name, a.grade, a.specialisms, a.ahead, a.state, a.revision, a.shaped,
		       a.document, a.digest, a.begun_at, a.saved_at, a.finished_at
		FROM self_audits a JOIN people p ON p.id = a.person_id
		WHERE a.id = $1 AND a.person_id = $2 AND a.state <> 'dropped'`
	row := Audit{ID: id, Person: person}
	err = tx.Row(ctx, query, id, person).Scan(&framework, &row.PersonName, &row.Grade, &specialisms, &row.Ahead, &row.State, &row.Revision, &row.Shaped,
		&document, &row.Digest, db.Stamp(&row.BegunAt), db.Stamp(&row.SavedAt), db.Stamp(&row.FinishedAt))
	if err != nil {
		return a, err
	}
	if row.State == AuditFinished {
		return thaw(&row, framework, document)
	}
	if err := json.Unmarshal([]byte(specialisms), &row.Specialisms); err != nil {
		return a, fmt.Errorf("read specialisms of %s: %w", auditSubject(id), err)
	}
	if row.Framework, err = s.standards.FrameworkIn(ctx, tx, framework); err != nil {
		return a, err
	}
	row.Ratings, err = ratingsOf(ctx, tx, id)
	return row, err
}

// thaw returns a finished self-audit as its document has it.
func thaw(row *Audit, framework ksb.FrameworkID, document string) (a Audit, err error) {
	if err := json.Unmarshal([]byte(document), &a); err != nil {
		return a, fmt.Errorf("read %s: %w", auditSubject(row.ID), err)
	}
	a.ID, a.Person, a.State, a.Revision, a.Shaped, a.Digest, a.SavedAt = row.ID, row.Person, row.State, row.Revision, row.Shaped, row.Digest, row.SavedAt
	a.Framework.ID = framework
	return a, nil
}

// ratingsOf returns what a draft says. A piece of evidence that was thrown away
// meanwhile is left out.
func ratingsOf(ctx context.Context, tx *db.Tx, id AuditID) (map[string]Rated, error) {
	all := map[string]Rated{}
	const ratings = `SELECT key, point, example, revision FROM self_audit_ratings WHERE audit_id = $1`
	err := tx.Each(ctx, ratings, []any{id}, func(scan func(...any) error) error {
		var key string
		var r Rated
		err := scan(&key, &r.Point, &r.Example, &r.Saved)
		all[key] = r
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read ratings of %s: %w", auditSubject(id), err)
	}
	const items = `
		SELECT t.key, i.id, i.portfolio_id, i.number, i.title
		FROM self_audit_items t JOIN items i ON i.id = t.item_id
		WHERE t.audit_id = $1 AND i.removed_at IS NULL ORDER BY i.portfolio_id, i.number`
	err = tx.Each(ctx, items, []any{id}, func(scan func(...any) error) error {
		var key string
		var it Item
		err := scan(&key, &it.ID, &it.Portfolio, &it.Number, &it.Title)
		r := all[key]
		r.Items = append(r.Items, it)
		all[key] = r
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read evidence of %s: %w", auditSubject(id), err)
	}
	return all, nil
}
