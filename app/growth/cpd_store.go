package growth

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/ksb"
)

const entryQuery = `
	SELECT c.id, c.person_id, c.done_on, c.minutes, c.kind, c.title, c.learned, c.applied, COALESCE(c.framework_id, 0), c.elements, COALESCE(c.goal_id, 0),
	       COALESCE(g.activity, ''), COALESCE(i.id, 0), COALESCE(i.portfolio_id, 0), COALESCE(i.number, 0), COALESCE(i.title, ''),
	       c.revision, c.created_at, c.saved_at, c.removed_at
	FROM cpd_entries c LEFT JOIN development_goals g ON g.id = c.goal_id LEFT JOIN items i ON i.id = c.item_id AND i.removed_at IS NULL `

// Entries returns a person's log, the latest day first.
func (s *Store) Entries(ctx context.Context, person account.PersonID) (all []Entry, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		all, err = s.entries(ctx, tx, `WHERE c.person_id = $1 AND c.removed_at IS NULL ORDER BY c.done_on DESC, c.id DESC`, person)
		return err
	})
	return all, err
}

// Entry returns an entry of a person, also one that was removed, or
// fault.NotFound.
func (s *Store) Entry(ctx context.Context, person account.PersonID, id EntryID) (e Entry, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		e, err = s.entry(ctx, tx, person, id)
		return err
	})
	return e, err
}

func (s *Store) entry(ctx context.Context, tx *db.Tx, person account.PersonID, id EntryID) (e Entry, err error) {
	all, err := s.entries(ctx, tx, `WHERE c.person_id = $1 AND c.id = $2`, person, id)
	if err == nil && len(all) == 0 {
		err = fault.New(fault.NotFound, "There is nothing here for you.")
	}
	if err != nil {
		return e, err
	}
	return all[0], nil
}

func (s *Store) entries(ctx context.Context, tx *db.Tx, where string, args ...any) (all []Entry, err error) {
	err = tx.Each(ctx, entryQuery+where, args, func(scan func(...any) error) error {
		var e Entry
		var elements string
		err := scan(&e.ID, &e.Person, db.Day(&e.DoneOn), &e.Minutes, &e.Kind, &e.Title, &e.Learned, &e.Applied, &e.Framework, &elements, &e.Goal,
			&e.GoalActivity, &e.Item.ID, &e.Item.Portfolio, &e.Item.Number, &e.Item.Title,
			&e.Revision, db.Stamp(&e.CreatedAt), db.Stamp(&e.SavedAt), db.Stamp(&e.RemovedAt))
		if err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(elements), &e.Elements); err != nil {
			return fmt.Errorf("read elements of %s: %w", entrySubject(e.ID), err)
		}
		all = append(all, e)
		return nil
	})
	if err != nil {
		return nil, err
	}
	names := s.namer(ctx, tx)
	for i := range all {
		for _, key := range all[i].Elements {
			n, err := names(all[i].Framework, key)
			if err != nil {
				return nil, err
			}
			all[i].Named = append(all[i].Named, n)
		}
	}
	return all, nil
}

func entrySubject(id EntryID) string { return fmt.Sprintf("cpd %d", id) }

// AddEntry checks and stores an entry of a person and fills in its ID; of Item
// the ID alone counts. One that says the same as one that is there is not added
// again, so that a second click does no harm. It returns fault.Invalid naming
// "done_on", "minutes", "kind", "title", "learned", "applied", "elements", "goal"
// or "item".
func (s *Store) AddEntry(ctx context.Context, person account.PersonID, e *Entry) error {
	return s.db.Update(ctx, func(tx *db.Tx) error {
		e.Person = person
		if err := s.checkEntry(ctx, tx, e); err != nil {
			return err
		}
		twins, err := s.entries(ctx, tx, `WHERE c.person_id = $1 AND c.done_on = $2 AND c.removed_at IS NULL`, person, db.Day(&e.DoneOn))
		if err != nil {
			return err
		}
		for i := range twins {
			if twins[i].says(e) {
				*e = twins[i]
				return nil
			}
		}
		elements, err := keysText(e.Elements)
		if err != nil {
			return err
		}
		e.Revision, e.CreatedAt, e.SavedAt = 1, tx.Now, tx.Now
		const insert = `
			INSERT INTO cpd_entries (person_id, framework_id, done_on, minutes, kind, title, learned, applied, elements, goal_id, item_id, revision, created_at, saved_at)
			VALUES ($1, NULLIF($2, 0), $3, $4, $5, $6, $7, $8, $9, NULLIF($10, 0), NULLIF($11, 0), $12, $13, $13) RETURNING id`
		err = tx.Row(ctx, insert, person, e.Framework, db.Day(&e.DoneOn), e.Minutes, e.Kind, e.Title, e.Learned, e.Applied, elements, e.Goal, e.Item.ID, e.Revision, db.Stamp(&tx.Now)).Scan(&e.ID)
		if err != nil {
			return fmt.Errorf("add entry: %w", err)
		}
		return record(ctx, tx, person, "cpd.add", entrySubject(e.ID), map[string]any{"minutes": e.Minutes, "elements": e.Elements})
	})
}

// checkEntry checks an entry, also that what it names is there and the person's
// own.
func (s *Store) checkEntry(ctx context.Context, tx *db.Tx, e *Entry) error {
	var bad fault.Fields
	e.check(&bad, db.Today(tx.Now))
	if err := s.checkElements(ctx, tx, e, &bad); err != nil {
		return err
	}
	for _, one := range []struct {
		field, query, sentence string
		id                     int64
	}{
		{"goal", `SELECT count(*) FROM development_goals WHERE id = $1 AND person_id = $2`, "Choose a goal of your own on the list.", int64(e.Goal)},
		{"item", `SELECT count(*) FROM items i JOIN enrolments n ON n.id = i.portfolio_id WHERE i.id = $1 AND n.apprentice_id = $2 AND i.removed_at IS NULL`,
			"Choose a piece of your own on the list.", e.Item.ID},
	} {
		if one.id == 0 {
			continue
		}
		var n int
		if err := tx.Row(ctx, one.query, one.id, e.Person).Scan(&n); err != nil {
			return err
		}
		if n == 0 {
			bad.Add(one.field, "%s", one.sentence)
		}
	}
	return bad.Err()
}

// checkElements puts an entry's elements in the framework's order, and refuses
// those that it has not.
func (s *Store) checkElements(ctx context.Context, tx *db.Tx, e *Entry, bad *fault.Fields) error {
	if len(e.Elements) == 0 {
		e.Framework = 0
		return nil
	}
	f, err := s.standards.FrameworkIn(ctx, tx, e.Framework)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	var sorted []string
	if err == nil {
		for _, n := range NamesOf(f) {
			if slices.Contains(e.Elements, n.Key) {
				sorted = append(sorted, n.Key)
			}
		}
	}
	for _, key := range e.Elements {
		if !slices.Contains(sorted, key) {
			bad.Add("elements", "Choose what is on the list.")
		}
	}
	e.Elements = sorted
	return nil
}

// NamesOf returns every element and then every specialism of a framework, in its
// order.
func NamesOf(f *ksb.Framework) (all []Named) {
	for i := range f.Areas {
		for j := range f.Areas[i].Elements {
			e := &f.Areas[i].Elements[j]
			all = append(all, Named{e.Key, e.Code, e.Name})
		}
	}
	for i := range f.Specialisms {
		all = append(all, Named{Key: f.Specialisms[i].Key, Name: f.Specialisms[i].Name})
	}
	return all
}

// SaveEntry changes an entry of a person to what e says. Revision is that of the
// entry that the person began from. It returns fault.Conflict if the entry was
// saved since (see TheirEntry) or removed, and fault.Invalid as AddEntry does.
// Saved twice, it counts once.
func (s *Store) SaveEntry(ctx context.Context, person account.PersonID, id EntryID, revision int, e *Entry) error {
	return s.db.Update(ctx, func(tx *db.Tx) error {
		was, err := s.entry(ctx, tx, person, id)
		if err != nil {
			return err
		}
		e.ID, e.Person = id, person
		if err := s.checkEntry(ctx, tx, e); err != nil || was.says(e) {
			return err
		}
		if !was.RemovedAt.IsZero() {
			return fault.New(fault.Conflict, "This entry was removed. Put it back to change it.")
		}
		if was.Revision != revision {
			return savedElsewhere(&EntryClash{was}, was.SavedAt)
		}
		elements, err := keysText(e.Elements)
		if err != nil {
			return err
		}
		e.Revision, e.CreatedAt, e.SavedAt = was.Revision+1, was.CreatedAt, tx.Now
		const update = `
			UPDATE cpd_entries SET framework_id = NULLIF($2, 0), done_on = $3, minutes = $4, kind = $5, title = $6, learned = $7, applied = $8, elements = $9,
			       goal_id = NULLIF($10, 0), item_id = NULLIF($11, 0), revision = $12, saved_at = $13
			WHERE id = $1`
		err = tx.Change(ctx, update, id, e.Framework, db.Day(&e.DoneOn), e.Minutes, e.Kind, e.Title, e.Learned, e.Applied, elements, e.Goal, e.Item.ID, e.Revision, db.Stamp(&e.SavedAt))
		if err != nil {
			return fmt.Errorf("save entry: %w", err)
		}
		return record(ctx, tx, person, "cpd.change", entrySubject(id), map[string]any{"before": was.Minutes, "after": e.Minutes, "elements": e.Elements})
	})
}

// RemoveEntry takes an entry out of a person's log; RestoreEntry puts it back.
// Removed twice, it counts once.
func (s *Store) RemoveEntry(ctx context.Context, person account.PersonID, id EntryID) error {
	const remove = `UPDATE cpd_entries SET removed_at = $3 WHERE id = $1 AND person_id = $2 AND removed_at IS NULL`
	return s.turnEntry(ctx, person, id, "cpd.remove", func(tx *db.Tx) (int64, error) { return tx.Exec(ctx, remove, id, person, db.Stamp(&tx.Now)) })
}

// RestoreEntry puts a removed entry back. Put back twice, it counts once.
func (s *Store) RestoreEntry(ctx context.Context, person account.PersonID, id EntryID) error {
	const restore = `UPDATE cpd_entries SET removed_at = NULL WHERE id = $1 AND person_id = $2 AND removed_at IS NOT NULL`
	return s.turnEntry(ctx, person, id, "cpd.restore", func(tx *db.Tx) (int64, error) { return tx.Exec(ctx, restore, id, person) })
}

func (s *Store) turnEntry(ctx context.Context, person account.PersonID, id EntryID, action string, change func(*db.Tx) (int64, error)) error {
	return s.db.Update(ctx, func(tx *db.Tx) error {
		if _, err := s.entry(ctx, tx, person, id); err != nil {
			return err
		}
		n, err := change(tx)
		if err != nil || n == 0 {
			return err
		}
		return record(ctx, tx, person, action, entrySubject(id), nil)
	})
}

// SeenPlan returns the goals and the log of a person who agrees to be seen by
// their managers, as Goals and Entries do; of others it returns fault.NotFound.
func (s *Store) SeenPlan(ctx context.Context, person account.PersonID) (goals []Goal, entries []Entry, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		yes, err := ConsentedIn(ctx, tx, person, ToManager)
		if err != nil {
			return err
		}
		if !yes {
			return fault.New(fault.NotFound, "There is nothing here for you.")
		}
		if goals, err = s.goals(ctx, tx, person); err != nil {
			return err
		}
		entries, err = s.entries(ctx, tx, `WHERE c.person_id = $1 AND c.removed_at IS NULL ORDER BY c.done_on DESC, c.id DESC`, person)
		return err
	})
	return goals, entries, err
}
