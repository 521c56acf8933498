package growth

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/ksb"
)

// Upgrade returns what a person wrote for a grade of a framework; an empty one
// whose Revision is 0 if they wrote nothing.
func (s *Store) Upgrade(ctx context.Context, person account.PersonID, framework ksb.FrameworkID, grade string) (u Upgrade, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		u, err = readUpgrade(ctx, tx, person, framework, grade)
		return err
	})
	return u, err
}

func readUpgrade(ctx context.Context, tx *db.Tx, person account.PersonID, framework ksb.FrameworkID, grade string) (u Upgrade, err error) {
	u = Upgrade{Grade: grade, Words: map[string]string{}}
	var text string
	const query = `SELECT words, revision, saved_at FROM upgrades WHERE person_id = $1 AND framework_id = $2 AND grade = $3`
	err = tx.Row(ctx, query, person, framework, grade).Scan(&text, &u.Revision, db.Stamp(&u.SavedAt))
	if fault.Is(err, fault.NotFound) {
		return u, nil
	}
	if err != nil {
		return u, err
	}
	if err := json.Unmarshal([]byte(text), &u.Words); err != nil {
		return u, fmt.Errorf("read words for an upgrade of %d: %w", person, err)
	}
	return u, nil
}

// LatestUpgrade returns the framework and grade that a person last wrote for, and
// whether there is one.
func (s *Store) LatestUpgrade(ctx context.Context, person account.PersonID) (framework ksb.FrameworkID, grade string, found bool, err error) {
	const query = `SELECT framework_id, grade FROM upgrades WHERE person_id = $1 ORDER BY saved_at DESC, framework_id DESC LIMIT 1`
	err = s.db.View(ctx, func(tx *db.Tx) error { return tx.Row(ctx, query, person).Scan(&framework, &grade) })
	if fault.Is(err, fault.NotFound) {
		return 0, "", false, nil
	}
	return framework, grade, err == nil, err
}

// SaveUpgrade keeps what a person writes for a grade of a framework and returns
// it as it is then. U.Revision is that of the words they began from. Saved twice,
// it counts once. It returns fault.Conflict if others of theirs were saved since,
// fault.Invalid naming "grade" or "words-" and an area, and fault.NotFound if
// there is no such framework.
func (s *Store) SaveUpgrade(ctx context.Context, person account.PersonID, framework ksb.FrameworkID, u Upgrade) (saved Upgrade, err error) {
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		f, err := s.standards.FrameworkIn(ctx, tx, framework)
		if err != nil {
			return err
		}
		if err := u.check(f); err != nil {
			return err
		}
		now, err := readUpgrade(ctx, tx, person, framework, u.Grade)
		if err != nil {
			return err
		}
		switch {
		case maps.Equal(now.Words, u.Words):
			saved = now
			return nil
		case now.Revision != u.Revision:
			return fault.New(fault.Conflict, "Your words were saved in another tab or on another device since you opened this page. Both are shown: take over what you want to keep, then save.")
		}
		text, err := json.Marshal(u.Words)
		if err != nil {
			return err
		}
		saved = Upgrade{Grade: u.Grade, Words: u.Words, Revision: u.Revision + 1, SavedAt: tx.Now}
		const upsert = `
			INSERT INTO upgrades (person_id, framework_id, grade, words, revision, saved_at) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (person_id, framework_id, grade) DO UPDATE SET words = excluded.words, revision = excluded.revision, saved_at = excluded.saved_at`
		if _, err := tx.Exec(ctx, upsert, person, framework, u.Grade, string(text), saved.Revision, db.Stamp(&tx.Now)); err != nil {
			return fmt.Errorf("save words for an upgrade: %w", err)
		}
		return record(ctx, tx, person, "upgrade.save", "person "+idText(person), map[string]any{"framework": f.Label(), "grade": f.Grade(u.Grade).Name})
	})
	return saved, err
}
