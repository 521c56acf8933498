package evidence

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"touchstone/app/audit"
	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/app/programme"
	"touchstone/evidence/search"
)

// MaxTestimony is the longest testimony, in characters.
const MaxTestimony = 5000

// A Testimony is what a witness wrote about a piece, signed. It is never changed.
type Testimony struct {
	Item     ItemID
	Version  VersionID // that they were shown
	Revision int       // of that version, as they were shown it; not filled in when read
	Words    string
	Saw      bool // they saw the work themselves; otherwise they know of it from others

	// Filled in when read.
	Number int // of the version
	By     string
	Job    string
	At     time.Time
	Digest string // of what they were shown and wrote, hex
}

// SeenWords is what a witness says of how they know.
var SeenWords = map[bool]string{true: "Yes, I was there", false: "No, I know of it from others"}

// Testify signs what a witness wrote about a version of an item. shown is the
// canonical text of what they saw of it. It returns fault.Invalid naming "words",
// and fault.Conflict if the version was saved or thrown away since.
func (s *Store) Testify(ctx context.Context, portfolio PortfolioID, t Testimony, shown string, by programme.Signer) error {
	var bad fault.Fields
	t.Words = strings.TrimSpace(t.Words)
	switch n := utf8.RuneCountInString(t.Words); {
	case n == 0:
		bad.Add("words", "Write what you saw, in a few sentences.")
	case n > MaxTestimony:
		bad.Add("words", "Keep this to %s characters. It has %s.", thousands(MaxTestimony), thousands(n))
	}
	if err := bad.Err(); err != nil {
		return err
	}
	seen := map[bool]string{true: "saw", false: "told"}[t.Saw]
	return s.db.Update(ctx, func(tx *db.Tx) error {
		sig := programme.Signature{Enrolment: programme.EnrolmentID(portfolio), Subject: fmt.Sprintf("item %d", t.Item), Signer: by,
			Words: "What I wrote is true and my own.", Content: fmt.Sprintf("%s\n%s\n%s\n", shown, SeenWords[t.Saw], t.Words)}
		if err := programme.Sign(ctx, tx, &sig); err != nil {
			return err
		}
		const insert = `
			INSERT INTO testimonies (portfolio_id, item_id, version_id, words, seen, signature_id)
			SELECT i.portfolio_id, i.id, v.id, $4, $5, $6 FROM items i JOIN versions v ON v.item_id = i.id
			WHERE i.portfolio_id = $1 AND i.id = $2 AND v.id = $3 AND v.revision = $7 AND i.removed_at IS NULL`
		err := tx.Change(ctx, insert, portfolio, t.Item, t.Version, t.Words, seen, sig.ID, t.Revision)
		if fault.Is(err, fault.NotFound) {
			return fault.New(fault.Conflict, "The piece was changed while you were reading, so nothing is signed yet. It is shown as it is now: read it again.")
		}
		if err != nil {
			return fmt.Errorf("add testimony: %w", err)
		}
		search.Touch(tx, int64(t.Item))
		return audit.Add(ctx, tx, audit.Event{Person: int64(by.Person), Action: "testimony.add", Portfolio: int64(portfolio), Subject: sig.Subject,
			Detail: map[string]any{"signature": sig.ID, "version": t.Version, "seen": seen, "characters": utf8.RuneCountInString(t.Words)}})
	})
}

// Testimonies returns what witnesses wrote about an item, oldest first.
func (s *Store) Testimonies(ctx context.Context, portfolio PortfolioID, item ItemID) (found []Testimony, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		found, err = TestimoniesIn(ctx, tx, portfolio, item)
		return err
	})
	return found, err
}

// TestimoniesIn is Testimonies within a transaction of the caller's; item 0 is
// every item of the portfolio.
func TestimoniesIn(ctx context.Context, tx *db.Tx, portfolio PortfolioID, item ItemID) (found []Testimony, err error) {
	const query = `
		SELECT t.item_id, t.version_id, v.number, t.words, t.seen = 'saw', g.name, g.job, g.at, g.digest
		FROM testimonies t JOIN signatures g ON g.id = t.signature_id JOIN versions v ON v.id = t.version_id
		WHERE t.portfolio_id = $1 AND ($2 = 0 OR t.item_id = $2) ORDER BY t.id`
	err = tx.Each(ctx, query, []any{portfolio, item}, func(scan func(...any) error) error {
		var t Testimony
		err := scan(&t.Item, &t.Version, &t.Number, &t.Words, &t.Saw, &t.By, &t.Job, db.Stamp(&t.At), &t.Digest)
		found = append(found, t)
		return err
	})
	return found, err
}
