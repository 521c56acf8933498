package programme

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/ksb"
)

// MaxExample is the longest example of a behaviour, in characters.
const MaxExample = 1000

// A BehaviourCheck is what an employer says of one behaviour.
type BehaviourCheck struct {
	Statement ksb.StatementID
	Name      string // as it was shown to whoever answers; not filled in when read
	Shown     bool   // false: not yet
	Example   string // may be empty

	// Filled in when read.
	Signature int64
	By        string // name and job
	At        time.Time
}

// VerifyBehaviours signs what an employer says of behaviours, those of them that
// they answered. shown is the canonical text of what they saw, without the
// answers. It returns fault.Invalid naming "behaviours" if there is no answer,
// or "example-ID" for one that is too long.
func (s *Store) VerifyBehaviours(ctx context.Context, id EnrolmentID, shown string, checks []BehaviourCheck, by Signer) error {
	var bad fault.Fields
	if len(checks) == 0 {
		bad.Add("behaviours", "Answer for at least one behaviour.")
	}
	text := strings.Builder{}
	text.WriteString(shown)
	for i := range checks {
		c := &checks[i]
		c.Example = strings.TrimSpace(c.Example)
		if utf8.RuneCountInString(c.Example) > MaxExample {
			bad.Add(fmt.Sprintf("example-%d", c.Statement), "Keep the example to %d characters.", MaxExample)
		}
		fmt.Fprintf(&text, "\n%s: %s\n%s\n", c.Name, shownWords(c.Shown), c.Example)
	}
	if by.Role != account.Employer {
		return fault.New(fault.Forbidden, "Behaviours are verified by the employer.")
	}
	if err := bad.Err(); err != nil {
		return err
	}
	return s.db.Update(ctx, func(tx *db.Tx) error {
		sig := Signature{Enrolment: id, Subject: fmt.Sprintf("enrolment %d", id), Words: "I verify these behaviours from what I have seen at work.",
			Content: text.String(), Signer: by}
		if err := Sign(ctx, tx, &sig); err != nil {
			return err
		}
		for _, c := range checks {
			const insert = `INSERT INTO behaviour_checks (enrolment_id, statement_id, shown, example, signature_id) VALUES ($1, $2, $3, $4, $5)`
			if _, err := tx.Exec(ctx, insert, id, c.Statement, c.Shown, c.Example, sig.ID); err != nil {
				return fmt.Errorf("add behaviour check: %w", err)
			}
		}
		if err := settleBehaviours(ctx, tx, id); err != nil {
			return err
		}
		return record(ctx, tx, by.Person, "behaviour.verify", id, map[string]any{"signature": sig.ID, "answers": checks})
	})
}

// settleBehaviours lets the behaviours of an enrolment wait for its employer no
// more. Links that were sent stay open: somebody else may have been asked.
func settleBehaviours(ctx context.Context, tx *db.Tx, id EnrolmentID) error {
	waiting, err := WaitsIn(ctx, tx, id)
	for _, w := range waiting {
		if w.Kind == WaitRequest {
			if err := Settle(ctx, tx, id, WaitRequest, w.Subject); err != nil {
				return err
			}
		}
	}
	return err
}

func shownWords(shown bool) string {
	if shown {
		return "Yes"
	}
	return "Not yet"
}

// Behaviours returns what was said of the behaviours of an enrolment last, by
// statement.
func (s *Store) Behaviours(ctx context.Context, id EnrolmentID) (last map[ksb.StatementID]BehaviourCheck, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		last, err = BehavioursIn(ctx, tx, id)
		return err
	})
	return last, err
}

// BehavioursIn is Behaviours within a transaction of the caller's.
func BehavioursIn(ctx context.Context, tx *db.Tx, id EnrolmentID) (map[ksb.StatementID]BehaviourCheck, error) {
	const query = `
		SELECT b.statement_id, b.shown, b.example, g.id, CASE WHEN g.job = '' THEN g.name ELSE g.name || ', ' || g.job END, g.at
		FROM behaviour_checks b JOIN signatures g ON g.id = b.signature_id
		WHERE b.enrolment_id = $1 ORDER BY b.id`
	last := make(map[ksb.StatementID]BehaviourCheck)
	err := tx.Each(ctx, query, []any{id}, func(scan func(...any) error) error {
		var c BehaviourCheck
		err := scan(&c.Statement, &c.Shown, &c.Example, &c.Signature, &c.By, db.Stamp(&c.At))
		last[c.Statement] = c
		return err
	})
	return last, err
}
