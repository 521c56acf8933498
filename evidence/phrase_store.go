package evidence

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"touchstone/app/account"
	"touchstone/app/audit"
	"touchstone/app/db"
	"touchstone/app/fault"
)

// A PhraseQuery narrows Phrases. Zero fields do not narrow.
type PhraseQuery struct {
	Reader  account.PersonID // theirs and the shared ones
	Search  string           // words of the name or the text, upper and lower case alike
	Whose   string           // "own" or "shared"
	Retired bool             // those retired, instead of those offered
}

const phraseColumns = `h.id, h.person_id, p.name, h.name, h.text, h.shared, h.updated_at, h.retired_at`

func scanPhrase(scan func(...any) error) (h Phrase, err error) {
	err = scan(&h.ID, &h.Owner, &h.OwnerName, &h.Name, &h.Text, flag{&h.Shared}, db.Stamp(&h.UpdatedAt), db.Stamp(&h.RetiredAt))
	return h, err
}

// Phrases returns the phrases someone may use, by name.
func (s *Store) Phrases(ctx context.Context, q PhraseQuery) (list []Phrase, err error) {
	const query = `
		SELECT ` + phraseColumns + ` FROM phrases h JOIN people p ON p.id = h.person_id
		WHERE (h.person_id = $1 OR h.shared = 1)
		  AND ($2 = '' OR ($2 = 'own' AND h.person_id = $1) OR ($2 = 'shared' AND h.shared = 1))
		  AND (h.retired_at IS NOT NULL) = $3
		ORDER BY h.id`
	wanted := strings.Fields(strings.ToLower(q.Search))
	err = s.db.View(ctx, func(tx *db.Tx) error {
		list = nil
		return tx.Each(ctx, query, []any{q.Reader, q.Whose, q.Retired}, func(scan func(...any) error) error {
			h, err := scanPhrase(scan)
			if err == nil && holds(strings.ToLower(h.Name+"\n"+h.Text), wanted) {
				list = append(list, h)
			}
			return err
		})
	})
	slices.SortStableFunc(list, func(a, b Phrase) int { return compareFold(a.Name, b.Name) })
	return list, err
}

// Phrase returns a phrase that someone may use. It returns fault.NotFound for
// another's own.
func (s *Store) Phrase(ctx context.Context, id PhraseID, reader account.PersonID) (h Phrase, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		h, err = phrase(ctx, tx, id, reader)
		return err
	})
	return h, err
}

func phrase(ctx context.Context, tx *db.Tx, id PhraseID, reader account.PersonID) (Phrase, error) {
	const query = `
		SELECT ` + phraseColumns + ` FROM phrases h JOIN people p ON p.id = h.person_id
		WHERE h.id = $1 AND (h.person_id = $2 OR h.shared = 1)`
	return scanPhrase(tx.Row(ctx, query, id, reader).Scan)
}

// AddPhrase stores a phrase of its owner's and fills in its ID. It returns
// fault.Invalid if a field is wrong.
func (s *Store) AddPhrase(ctx context.Context, h *Phrase) error {
	h.Name, h.Text = strings.TrimSpace(tidy(h.Name)), strings.TrimSpace(tidy(h.Text))
	if err := h.Check(); err != nil {
		return err
	}
	return s.db.Update(ctx, func(tx *db.Tx) error {
		const insert = `
			INSERT INTO phrases (person_id, name, text, shared, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $5)
			RETURNING id`
		if err := tx.Row(ctx, insert, h.Owner, h.Name, h.Text, h.Shared, db.Stamp(&tx.Now)).Scan(&h.ID); err != nil {
			return fmt.Errorf("add phrase: %w", err)
		}
		return recordPhrase(ctx, tx, h.Owner, "phrase.add", h.ID, nil, h)
	})
}

// ChangePhrase stores a phrase's name, text and whether it is shared. It
// returns fault.Forbidden if Phrase.MayEdit refuses, and fault.Invalid.
func (s *Store) ChangePhrase(ctx context.Context, by account.PersonID, manage bool, h Phrase) error {
	h.Name, h.Text = strings.TrimSpace(tidy(h.Name)), strings.TrimSpace(tidy(h.Text))
	return s.editPhrase(ctx, by, manage, h.ID, "phrase.change", func(tx *db.Tx, now *Phrase) error {
		now.Name, now.Text, now.Shared = h.Name, h.Text, h.Shared
		return now.Check()
	})
}

// RetirePhrase takes a phrase off what is offered, or with back puts it there
// again.
func (s *Store) RetirePhrase(ctx context.Context, by account.PersonID, manage bool, id PhraseID, back bool) error {
	action := "phrase.retire"
	if back {
		action = "phrase.restore"
	}
	return s.editPhrase(ctx, by, manage, id, action, func(tx *db.Tx, now *Phrase) error {
		now.RetiredAt = tx.Now
		if back {
			now.RetiredAt = time.Time{}
		}
		return nil
	})
}

func (s *Store) editPhrase(ctx context.Context, by account.PersonID, manage bool, id PhraseID, action string, edit func(*db.Tx, *Phrase) error) error {
	return s.db.Update(ctx, func(tx *db.Tx) error {
		before, err := phrase(ctx, tx, id, by)
		if err != nil {
			return err
		}
		if !before.MayEdit(by, manage) {
			return fault.Newf(fault.Forbidden, "This phrase is %s’s. Copy its words into one of your own.", before.OwnerName)
		}
		after := before
		if err := edit(tx, &after); err != nil {
			return err
		}
		const update = `UPDATE phrases SET name = $2, text = $3, shared = $4, retired_at = $5, updated_at = $6 WHERE id = $1`
		if err := tx.Change(ctx, update, id, after.Name, after.Text, after.Shared, db.Stamp(&after.RetiredAt), db.Stamp(&tx.Now)); err != nil {
			return fmt.Errorf("change phrase: %w", err)
		}
		return recordPhrase(ctx, tx, by, action, id, &before, &after)
	})
}

func recordPhrase(ctx context.Context, tx *db.Tx, by account.PersonID, action string, id PhraseID, before, after *Phrase) error {
	detail := map[string]any{"after": after.facts()}
	if before != nil {
		detail["before"] = before.facts()
	}
	return audit.Add(ctx, tx, audit.Event{Person: int64(by), Action: action, Subject: fmt.Sprintf("phrase %d", id), Detail: detail})
}

func (p *Phrase) facts() map[string]any {
	return map[string]any{"name": p.Name, "text": p.Text, "shared": p.Shared, "retired": !p.RetiredAt.IsZero()}
}
