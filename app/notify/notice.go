package notify

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"touchstone/app/db"
)

// A Notice is news for one person. It is a row in the transaction that gives
// rise to it, so that neither exists without the other.
type Notice struct {
	ID        int64 // 0 until stored
	Person    int64 // whom it is for, an account.PersonID
	By        int64 // who did what it tells of, and is not told of it; 0: nobody. It is not stored
	Kind      Kind
	Portfolio int64  // which one it is about; 0: none. Who may not see the portfolio does not see the notice
	Text      string // one plain line: no words of the evidence, no names but those of people of the portfolio
	Path      string // where it leads, within the app: /portfolios/4/evidence/7
	Key       string // a person gets one notice a key, however often it is told: "item 7 version 3 returned"
	CreatedAt time.Time
	ReadAt    time.Time // zero: not yet
}

// MaxText is how long a notice's text is at most, in characters; the rest is
// cut off.
const MaxText = 240

// Tell stores a notice. Telling the same person the same key again, telling
// somebody what they did themselves, and telling who is suspended or has left
// does nothing. A notice that names no kind, address or key is a mistake of the
// program's.
func Tell(ctx context.Context, tx *db.Tx, n Notice) error {
	if err := n.check(); err != nil {
		return err
	}
	if n.Person == n.By {
		return nil
	}
	insert := `
		INSERT INTO notices (person_id, kind, portfolio_id, text, path, key, created_at)
		SELECT p.id, $2, n.portfolio_id, $4, $5, $6, $7
		FROM people p CROSS JOIN (SELECT $3 AS portfolio_id) n
		WHERE p.id = $1 AND p.suspended_at IS NULL AND ` + reached("$7") + ` AND ` + stays + `
		ON CONFLICT (person_id, key) DO NOTHING`
	_, err := tx.Exec(ctx, insert, n.Person, n.Kind, n.Portfolio, oneLine(n.Text, MaxText), n.Path, n.Key, db.Stamp(&tx.Now))
	if err != nil {
		return fmt.Errorf("tell of %s: %w", n.Kind, err)
	}
	return nil
}

func (n *Notice) check() error {
	_, known := n.Kind.Of()
	switch {
	case !known:
		return fmt.Errorf("a notice is of the kind %q", n.Kind)
	case strings.TrimSpace(n.Text) == "" || n.Key == "":
		return fmt.Errorf("a notice of %s has no text or no key", n.Kind)
	case !strings.HasPrefix(n.Path, "/") || strings.HasPrefix(n.Path, "//") || strings.ContainsAny(n.Path, "\\\r\n "):
		return fmt.Errorf("a notice of %s leads to %q", n.Kind, n.Path)
	}
	return nil
}

// reached is SQL for whether a person p may be told of the portfolio of a
// notice n, at the time that placeholder stands for: they have a role in it.
func reached(placeholder string) string {
	return `(n.portfolio_id = 0 OR EXISTS (
	    SELECT 1 FROM enrolments e JOIN grants g ON g.person_id = p.id
	    WHERE e.id = n.portfolio_id AND g.revoked_at IS NULL AND (g.expires_at IS NULL OR g.expires_at > ` + placeholder + `)
	      AND ((g.scope = 'enrolment' AND g.scope_id = e.id)
	        OR (g.scope = 'organisation' AND g.scope_id = e.employer_id AND g.role = 'employer')
	        OR (g.scope = 'installation' AND g.role = 'iqa'))))`
}

// stays is SQL for whether a person p has not left the apprenticeship that a
// notice n is about.
const stays = `
	NOT EXISTS (SELECT 1 FROM enrolments l WHERE l.id = n.portfolio_id AND l.apprentice_id = p.id AND l.state IN ('completed', 'withdrawn'))`

// oneLine returns text with single spaces, cut to a number of characters.
func oneLine(text string, most int) string {
	text = strings.Join(strings.Fields(text), " ")
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return strings.TrimSpace(string([]rune(text)[:most-1])) + "…"
}
