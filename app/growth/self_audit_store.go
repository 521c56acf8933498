package growth

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/ksb"
)

// BeginAudit begins a self-audit by a framework that is offered and returns its
// id. If the person has a draft by that framework already, it returns that one
// unchanged, so that a second click does no harm. It returns fault.Invalid
// naming "framework", "grade" or "specialism".
func (s *Store) BeginAudit(ctx context.Context, person account.PersonID, framework ksb.FrameworkID, shape Shape) (id AuditID, err error) {
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		const draft = `SELECT id FROM self_audits WHERE person_id = $1 AND framework_id = $2 AND state = 'draft'`
		err := tx.Row(ctx, draft, person, framework).Scan(&id)
		if err == nil || !fault.Is(err, fault.NotFound) {
			return err
		}
		f, err := s.standards.FrameworkIn(ctx, tx, framework)
		if fault.Is(err, fault.NotFound) || err == nil && !f.RetiredAt.IsZero() {
			var bad fault.Fields
			bad.Add("framework", "Choose professional standards on the list.")
			return bad.Err()
		}
		if err != nil {
			return err
		}
		if err := shape.check(f); err != nil {
			return err
		}
		specialisms, err := keysText(shape.Specialisms)
		if err != nil {
			return err
		}
		const insert = `
			INSERT INTO self_audits (person_id, framework_id, grade, specialisms, ahead, state, revision, shaped, begun_at, saved_at)
			VALUES ($1, $2, $3, $4, $5, 'draft', 1, 1, $6, $6) RETURNING id`
		if err := tx.Row(ctx, insert, person, framework, shape.Grade, specialisms, shape.Ahead, db.Stamp(&tx.Now)).Scan(&id); err != nil {
			return fmt.Errorf("begin self-audit: %w", err)
		}
		return record(ctx, tx, person, "growth.begin", auditSubject(id), map[string]any{"framework": f.Label(), "grade": shape.Grade})
	})
	return id, err
}

func keysText(keys []string) (string, error) {
	if keys == nil {
		keys = []string{}
	}
	text, err := json.Marshal(keys)
	return string(text), err
}

// ShapeAudit changes the grade and specialisms of a draft and whether it looks
// ahead. What was rated stays, and shows again where it is asked for again.
// Revision is that of the draft that the person began from. It returns
// fault.Conflict if these were changed since (see Theirs) or it is no draft,
// and fault.Invalid as BeginAudit does. No event is added: a draft is its
// person's own.
func (s *Store) ShapeAudit(ctx context.Context, person account.PersonID, id AuditID, revision int, shape Shape) (a Audit, err error) {
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		if a, err = s.audit(ctx, tx, person, id); err != nil {
			return err
		}
		if err := a.open(); err != nil {
			return err
		}
		if err := shape.check(a.Framework); err != nil {
			return err
		}
		if shape.Grade == a.Grade && shape.Ahead == a.Ahead && slices.Equal(shape.Specialisms, a.Specialisms) {
			return nil
		}
		if a.Shaped > revision {
			return clash(&a)
		}
		specialisms, err := keysText(shape.Specialisms)
		if err != nil {
			return err
		}
		a.Grade, a.Specialisms, a.Ahead = shape.Grade, shape.Specialisms, shape.Ahead
		a.Revision, a.SavedAt = a.Revision+1, tx.Now
		a.Shaped = a.Revision
		const update = `UPDATE self_audits SET grade = $2, specialisms = $3, ahead = $4, revision = $5, shaped = $5, saved_at = $6 WHERE id = $1`
		return tx.Change(ctx, update, id, a.Grade, specialisms, a.Ahead, a.Revision, db.Stamp(&a.SavedAt))
	})
	return a, err
}

// SaveRatings changes what a draft says by edit, which is given a copy of the
// ratings and may be run twice, and returns the draft as it is then. Of a
// rating's Items the ID alone counts. Revision is that of the draft that the
// person began from.
//
// It returns fault.Conflict if a rating that edit changes was saved since (see
// Theirs) or it is no draft, unless edit changes nothing, and fault.Invalid
// naming "point-KEY", "example-KEY" or "items-KEY": evidence of others is
// refused there. Two tabs that rate different things do not meet. No event is
// added: drafts save themselves all the time.
func (s *Store) SaveRatings(ctx context.Context, person account.PersonID, id AuditID, revision int, edit func(map[string]Rated)) (a Audit, err error) {
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		if a, err = s.audit(ctx, tx, person, id); err != nil {
			return err
		}
		before := maps.Clone(a.Ratings)
		edit(a.Ratings)
		changed := a.changed(before)
		if len(changed) == 0 {
			a.Ratings = before
			return nil
		}
		if err := a.open(); err != nil {
			return err
		}
		var bad fault.Fields
		for _, key := range changed {
			if before[key].Saved > revision {
				a.Ratings = before
				return clash(&a)
			}
			checkRated(&a.Framework.Scale, key, a.Ratings[key], &bad)
		}
		if err := s.ownItems(ctx, tx, &a, changed, &bad); err != nil {
			return err
		}
		if err := bad.Err(); err != nil {
			return err
		}
		return saveRatings(ctx, tx, &a, changed)
	})
	return a, err
}

// changed tidies the ratings, leaves out those of keys that the framework has
// not, and returns the keys of those that differ.
func (a *Audit) changed(before map[string]Rated) (keys []string) {
	for _, key := range slices.Sorted(maps.Keys(a.Ratings)) {
		r, was := a.Ratings[key], before[key]
		r.Example, r.Saved = tidy(r.Example), was.Saved
		slices.SortFunc(r.Items, func(x, y Item) int { return int(x.ID - y.ID) })
		r.Items = slices.CompactFunc(r.Items, func(x, y Item) bool { return x.ID == y.ID })
		old := was
		old.Items = slices.Clone(was.Items)
		slices.SortFunc(old.Items, func(x, y Item) int { return int(x.ID - y.ID) })
		switch {
		case !known(a.Framework, key):
			delete(a.Ratings, key)
		case r.same(old):
			a.Ratings[key] = was
		default:
			a.Ratings[key] = r
			keys = append(keys, key)
		}
	}
	return keys
}

// known reports whether a framework has something with that key to rate, at
// whichever grade.
func known(f *ksb.Framework, key string) bool {
	has := func(d ksb.Descriptor) bool { return d.Key == key }
	for i := range f.Areas {
		for j := range f.Areas[i].Elements {
			e := &f.Areas[i].Elements[j]
			if !e.Graded() && e.Key == key || slices.ContainsFunc(e.Descriptors, has) {
				return true
			}
		}
	}
	return slices.ContainsFunc(f.Specialisms, func(s ksb.Specialism) bool { return slices.ContainsFunc(s.Descriptors, has) })
}

// ownItems fills in the evidence beside the changed ratings, and refuses what is
// not in a portfolio of the audit's person.
func (s *Store) ownItems(ctx context.Context, tx *db.Tx, a *Audit, changed []string, bad *fault.Fields) error {
	const query = `
		SELECT i.portfolio_id, i.number, i.title FROM items i JOIN enrolments e ON e.id = i.portfolio_id
		WHERE i.id = $1 AND e.apprentice_id = $2 AND i.removed_at IS NULL`
	for _, key := range changed {
		r := a.Ratings[key]
		for i := range r.Items {
			it := &r.Items[i]
			err := tx.Row(ctx, query, it.ID, a.Person).Scan(&it.Portfolio, &it.Number, &it.Title)
			if fault.Is(err, fault.NotFound) {
				bad.Add("items-"+key, "Choose pieces of your own on the list.")
				continue
			}
			if err != nil {
				return err
			}
		}
		slices.SortFunc(r.Items, func(x, y Item) int { return int(x.Portfolio-y.Portfolio)<<20 + x.Number - y.Number })
	}
	return nil
}

func saveRatings(ctx context.Context, tx *db.Tx, a *Audit, changed []string) error {
	a.Revision, a.SavedAt = a.Revision+1, tx.Now
	if err := tx.Change(ctx, `UPDATE self_audits SET revision = $2, saved_at = $3 WHERE id = $1`, a.ID, a.Revision, db.Stamp(&a.SavedAt)); err != nil {
		return err
	}
	const upsert = `
		INSERT INTO self_audit_ratings (audit_id, key, point, example, revision) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (audit_id, key) DO UPDATE SET point = excluded.point, example = excluded.example, revision = excluded.revision`
	for _, key := range changed {
		r := a.Ratings[key]
		r.Saved = a.Revision
		a.Ratings[key] = r
		if _, err := tx.Exec(ctx, upsert, a.ID, key, r.Point, r.Example, r.Saved); err != nil {
			return fmt.Errorf("save rating: %w", err)
		}
		if _, err := tx.Exec(ctx, `DELETE FROM self_audit_items WHERE audit_id = $1 AND key = $2`, a.ID, key); err != nil {
			return fmt.Errorf("save evidence of rating: %w", err)
		}
		for _, it := range r.Items {
			if _, err := tx.Exec(ctx, `INSERT INTO self_audit_items (audit_id, key, item_id) VALUES ($1, $2, $3)`, a.ID, key, it.ID); err != nil {
				return fmt.Errorf("save evidence of rating: %w", err)
			}
		}
	}
	return nil
}

// FinishAudit freezes a draft with the wording of now: from then on nothing of
// it changes. Revision is that of the draft shown. It returns fault.Conflict if
// the draft was saved since (see Theirs) or thrown away, and fault.Invalid naming
// "finish" while nothing is rated. Finished twice, it counts once.
func (s *Store) FinishAudit(ctx context.Context, person account.PersonID, id AuditID, revision int) error {
	return s.db.Update(ctx, func(tx *db.Tx) error {
		a, err := s.audit(ctx, tx, person, id)
		if err != nil || a.State == AuditFinished {
			return err
		}
		if a.Revision != revision {
			return clash(&a)
		}
		if rated, _ := a.Progress(); rated == 0 {
			var bad fault.Fields
			bad.Add("finish", "Nothing is rated yet. Rate at least one thing at your grade, then finish.")
			return bad.Err()
		}
		a.FinishedAt = tx.Now
		a.keepAsked()
		document, err := json.Marshal(&a)
		if err != nil {
			return fmt.Errorf("freeze %s: %w", auditSubject(id), err)
		}
		a.Digest = digest(document)
		const update = `UPDATE self_audits SET state = 'finished', document = $2, digest = $3, finished_at = $4 WHERE id = $1 AND state = 'draft'`
		if err := tx.Change(ctx, update, id, string(document), a.Digest, db.Stamp(&a.FinishedAt)); err != nil {
			return err
		}
		return record(ctx, tx, person, "growth.finish", auditSubject(id), map[string]any{"framework": a.Framework.Label(), "grade": a.Grade, "digest": a.Digest})
	})
}

// keepAsked leaves out ratings that say nothing or that the audit does not ask
// for, as of a grade that was chosen before.
func (a *Audit) keepAsked() {
	asked := a.keys()
	maps.DeleteFunc(a.Ratings, func(key string, r Rated) bool { return !asked[key] || r.empty() })
}

// DropAudit throws a draft away. It returns fault.Conflict for one that is
// finished. Thrown away twice, it counts once.
func (s *Store) DropAudit(ctx context.Context, person account.PersonID, id AuditID) error {
	return s.db.Update(ctx, func(tx *db.Tx) error {
		var state AuditState
		if err := tx.Row(ctx, `SELECT state FROM self_audits WHERE id = $1 AND person_id = $2`, id, person).Scan(&state); err != nil {
			return err
		}
		switch state {
		case AuditDropped:
			return nil
		case AuditFinished:
			return fault.New(fault.Conflict, "This self-audit is finished, so it stays.")
		}
		if err := tx.Change(ctx, `UPDATE self_audits SET state = 'dropped' WHERE id = $1`, id); err != nil {
			return err
		}
		return record(ctx, tx, person, "growth.drop", auditSubject(id), nil)
	})
}

// ItemsToShow returns the pieces that a person may set beside a rating, those of
// their portfolios that were not thrown away, by portfolio and number.
func (s *Store) ItemsToShow(ctx context.Context, person account.PersonID) (all []Choice, err error) {
	const query = `
		SELECT i.id, i.portfolio_id, i.number, i.title, i.counts_id IS NOT NULL
		FROM items i JOIN enrolments e ON e.id = i.portfolio_id
		WHERE e.apprentice_id = $1 AND i.removed_at IS NULL ORDER BY i.portfolio_id, i.number`
	err = s.db.View(ctx, func(tx *db.Tx) error {
		all = nil
		return tx.Each(ctx, query, []any{person}, func(scan func(...any) error) error {
			var c Choice
			err := scan(&c.ID, &c.Portfolio, &c.Number, &c.Title, &c.Accepted)
			c.Title = strings.TrimSpace(c.Title)
			all = append(all, c)
			return err
		})
	})
	return all, err
}

// A Choice is a piece of evidence to choose from.
type Choice struct {
	Item
	Accepted bool // a version of it counts
}
