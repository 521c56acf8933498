package growth

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/app/notify"
	"touchstone/app/words"
)

// Seen returns the finished self-audits of a person that their manager may see,
// newest first. It returns fault.NotFound while the person does not agree to be
// seen, as if there were none of them.
func (s *Store) Seen(ctx context.Context, person account.PersonID) (all []Audit, err error) {
	if err := s.agreed(ctx, person); err != nil {
		return nil, err
	}
	return s.audits(ctx, `AND a.state = 'finished' ORDER BY a.finished_at DESC, a.id DESC`, person)
}

// SeenAudit returns one of Seen with the view of a manager, a new one if they
// have not saved any. It returns fault.NotFound as Seen does, and for a draft.
func (s *Store) SeenAudit(ctx context.Context, person account.PersonID, id AuditID, by account.PersonID) (a Audit, v View, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		a, v, err = s.seenAudit(ctx, tx, person, id, by)
		return err
	})
	return a, v, err
}

func (s *Store) agreed(ctx context.Context, person account.PersonID) error {
	return s.db.View(ctx, func(tx *db.Tx) error { return agreedIn(ctx, tx, person) })
}

func agreedIn(ctx context.Context, tx *db.Tx, person account.PersonID) error {
	yes, err := ConsentedIn(ctx, tx, person, ToManager)
	if err == nil && !yes {
		return errNotSeen
	}
	return err
}

var errNotSeen = fault.New(fault.NotFound, "There is nothing here for you.")

func (s *Store) seenAudit(ctx context.Context, tx *db.Tx, person account.PersonID, id AuditID, by account.PersonID) (a Audit, v View, err error) {
	if err := agreedIn(ctx, tx, person); err != nil {
		return a, v, err
	}
	if a, err = s.audit(ctx, tx, person, id); err != nil {
		return a, v, err
	}
	if a.State != AuditFinished {
		return Audit{}, v, errNotSeen
	}
	all, err := viewsOf(ctx, tx, id, `AND by_id = $2`, by)
	if err != nil || len(all) > 0 {
		return a, first(all), err
	}
	return a, View{Audit: id, By: by, Ratings: map[string]Viewed{}}, nil
}

func first(all []View) (v View) {
	if len(all) > 0 {
		v = all[0]
	}
	return v
}

// Views returns the finished views of managers beside a person's self-audit,
// oldest first, for the person.
func (s *Store) Views(ctx context.Context, person account.PersonID, id AuditID) (all []View, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		all, err = viewsOf(ctx, tx, id, `AND finished_at IS NOT NULL AND EXISTS (SELECT 1 FROM self_audits a WHERE a.id = audit_id AND a.person_id = $2)`, person)
		return err
	})
	return all, err
}

func viewsOf(ctx context.Context, tx *db.Tx, id AuditID, which string, arg any) (all []View, err error) {
	query := `
		SELECT id, by_id, by_name, role, revision, ratings, comment, commented, digest, saved_at, finished_at
		FROM manager_views WHERE audit_id = $1 ` + which + ` ORDER BY finished_at, id`
	err = tx.Each(ctx, query, []any{id, arg}, func(scan func(...any) error) error {
		v := View{Audit: id}
		var ratings string
		err := scan(&v.ID, &v.By, &v.ByName, &v.Role, &v.Revision, &ratings, &v.Comment, &v.Commented, &v.Digest, db.Stamp(&v.SavedAt), db.Stamp(&v.FinishedAt))
		if err == nil {
			err = json.Unmarshal([]byte(ratings), &v.Ratings)
		}
		all = append(all, v)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read views beside %s: %w", auditSubject(id), err)
	}
	return all, nil
}

// SaveView changes what a manager says beside a finished self-audit by edit,
// which may change Ratings and Comment and may be run twice, and returns both as
// they are then. Revision is that of the view that the manager began from.
//
// It returns fault.NotFound as SeenAudit does, fault.Conflict if what edit
// changes was saved since (see TheirView) or the view is finished, unless edit
// changes nothing, and fault.Invalid if a field is wrong. No event is added:
// drafts save themselves all the time.
func (s *Store) SaveView(ctx context.Context, person account.PersonID, id AuditID, by account.PersonID, role account.Role, revision int, edit func(*View)) (a Audit, v View, err error) {
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		if a, v, err = s.seenAudit(ctx, tx, person, id, by); err != nil {
			return err
		}
		before := v
		v.Ratings = maps.Clone(before.Ratings)
		edit(&v)
		changed, newer := v.changed(&before, a.keys())
		switch {
		case !changed:
			v = before
			return nil
		case before.Finished():
			return fault.Newf(fault.Conflict, "You finished this on %s, so it stays as it is.", words.Moment(before.FinishedAt))
		case newer > revision:
			v = before
			return viewClash(&before)
		}
		if err := v.check(&a); err != nil {
			return err
		}
		return saveView(ctx, tx, &v, role)
	})
	return a, v, err
}

// changed tidies a view after an edit, undoes what it may not change, and
// reports whether anything differs, and at which revision the newest of what
// differs was last saved. What differs is marked as saved now.
func (v *View) changed(before *View, asked map[string]bool) (yes bool, newest int) {
	ratings, comment := v.Ratings, tidy(v.Comment)
	*v = *before
	v.Ratings, v.Comment = map[string]Viewed{}, comment
	for key, r := range ratings {
		was := before.Ratings[key]
		r.Note, r.Saved = tidy(r.Note), was.Saved
		if asked[key] && r != was {
			yes, newest = true, max(newest, was.Saved)
			r.Saved = before.Revision + 1
		}
		if asked[key] {
			v.Ratings[key] = r
		}
	}
	if v.Comment != before.Comment {
		yes, newest = true, max(newest, before.Commented)
		v.Commented = before.Revision + 1
	}
	return yes, newest
}

func saveView(ctx context.Context, tx *db.Tx, v *View, role account.Role) error {
	v.Revision, v.SavedAt, v.Role = v.Revision+1, tx.Now, role
	ratings, err := json.Marshal(v.Ratings)
	if err != nil {
		return fmt.Errorf("save view: %w", err)
	}
	if err := tx.Row(ctx, `SELECT name FROM people WHERE id = $1`, v.By).Scan(&v.ByName); err != nil {
		return err
	}
	const upsert = `
		INSERT INTO manager_views (audit_id, by_id, by_name, role, revision, ratings, comment, commented, saved_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (audit_id, by_id) DO UPDATE SET by_name = excluded.by_name, role = excluded.role, revision = excluded.revision,
		    ratings = excluded.ratings, comment = excluded.comment, commented = excluded.commented, saved_at = excluded.saved_at
		RETURNING id`
	err = tx.Row(ctx, upsert, v.Audit, v.By, v.ByName, v.Role, v.Revision, string(ratings), v.Comment, v.Commented, db.Stamp(&v.SavedAt)).Scan(&v.ID)
	if err != nil {
		return fmt.Errorf("save view: %w", err)
	}
	return nil
}

// FinishView makes final what a manager says beside a self-audit, and tells the
// person. Revision is that of the view shown. It returns fault.NotFound as
// SeenAudit does, fault.Conflict if the view was saved since (see TheirView),
// and fault.Invalid naming "finish" while nothing is rated. Finished twice, it
// counts once.
func (s *Store) FinishView(ctx context.Context, person account.PersonID, id AuditID, by account.PersonID, revision int) error {
	return s.db.Update(ctx, func(tx *db.Tx) error {
		a, v, err := s.seenAudit(ctx, tx, person, id, by)
		if err != nil || v.Finished() {
			return err
		}
		if v.Rated(&a) == 0 {
			var bad fault.Fields
			bad.Add("finish", "Nothing is rated yet. Rate at least one thing, then finish.")
			return bad.Err()
		}
		if v.Revision != revision {
			return viewClash(&v)
		}
		v.FinishedAt = tx.Now
		if v.Digest, err = v.digest(); err != nil {
			return err
		}
		const update = `UPDATE manager_views SET digest = $2, finished_at = $3 WHERE id = $1 AND finished_at IS NULL`
		if err := tx.Change(ctx, update, v.ID, v.Digest, db.Stamp(&v.FinishedAt)); err != nil {
			return err
		}
		if err := record(ctx, tx, by, "growth.view", auditSubject(id), map[string]any{"view": v.ID, "digest": v.Digest}); err != nil {
			return err
		}
		return notify.Tell(ctx, tx, notify.Notice{Person: int64(person), By: int64(by), Kind: notify.ManagerRated,
			Text: v.ByName + " rated beside your self-audit of " + words.Day(db.Today(a.FinishedAt)) + ".",
			Path: "/growth/audits/" + idText(id), Key: fmt.Sprintf("view %d finished", v.ID)})
	})
}

// digest is the SHA-256 of what a finished view says.
func (v *View) digest() (string, error) {
	type line struct {
		Key string `json:"key"`
		Viewed
	}
	said := struct {
		Audit   AuditID          `json:"audit"`
		By      account.PersonID `json:"by"`
		Name    string           `json:"name"`
		Role    account.Role     `json:"role"`
		Lines   []line           `json:"lines"`
		Comment string           `json:"comment"`
	}{v.Audit, v.By, v.ByName, v.Role, nil, v.Comment}
	for _, key := range slices.Sorted(maps.Keys(v.Ratings)) {
		said.Lines = append(said.Lines, line{key, v.Ratings[key]})
	}
	text, err := json.Marshal(said)
	if err != nil {
		return "", fmt.Errorf("freeze view %d: %w", v.ID, err)
	}
	return digest(text), nil
}
