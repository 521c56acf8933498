package account

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"touchstone/app/db"
)

// NameWords returns the words by which a name is found: in lower case, without
// accents, each once.
func NameWords(name string) (all []string) {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(name)) {
		switch {
		case unicode.Is(unicode.Mn, r) || r == '\'' || r == '’':
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(r)
		default:
			b.WriteByte(' ')
		}
	}
	seen := map[string]bool{}
	for _, w := range strings.Fields(b.String()) {
		if !seen[w] {
			seen[w] = true
			all = append(all, w)
		}
	}
	return all
}

// IndexName keeps the words by which a person is found. Whatever changes a name
// calls it in the same transaction.
func IndexName(ctx context.Context, tx *db.Tx, id PersonID, name string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM person_words WHERE person_id = $1`, id); err != nil {
		return fmt.Errorf("forget words of name: %w", err)
	}
	return addWords(ctx, tx, id, name)
}

// addWords keeps the words of a person who has none.
func addWords(ctx context.Context, tx *db.Tx, id PersonID, name string) error {
	for few := range slices.Chunk(NameWords(name), 4) {
		query, args := `INSERT INTO person_words (person_id, word) VALUES ($1, $2)`, []any{id, few[0]}
		for i, w := range few[1:] {
			query += fmt.Sprintf(`, ($1, $%d)`, i+3)
			args = append(args, w)
		}
		if _, err := tx.Exec(ctx, query, args...); err != nil {
			return fmt.Errorf("keep words of name: %w", err)
		}
	}
	return nil
}

// IndexNames keeps the words of the names that have none yet, of people who were
// there before names could be found so.
func (s *Store) IndexNames(ctx context.Context) error {
	return s.db.Update(ctx, func(tx *db.Tx) error {
		names := map[PersonID]string{}
		const query = `SELECT id, name FROM people p WHERE NOT EXISTS (SELECT 1 FROM person_words w WHERE w.person_id = p.id)`
		err := tx.Each(ctx, query, nil, func(scan func(...any) error) error {
			var id PersonID
			var name string
			err := scan(&id, &name)
			names[id] = name
			return err
		})
		if err != nil {
			return err
		}
		for id, name := range names {
			if err := IndexName(ctx, tx, id, name); err != nil {
				return err
			}
		}
		return nil
	})
}
