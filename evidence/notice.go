package evidence

import (
	"context"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/fault"
)

// A Notice is news of an item for one person: for the coach that it was
// submitted, for the apprentice that it was accepted or returned. It has no
// words of the evidence, which may name people and must not leave by e-mail.
type Notice struct {
	State     State // Submitted, Accepted or Returned
	Portfolio PortfolioID
	Item      ItemID
	Number    int    // of the item in its portfolio
	Name      string // of whom it is for
	Email     string
	From      string // the name of who submitted or decided
}

// A Tell passes a notice on in the transaction that gives rise to it. An error
// undoes the transaction.
type Tell func(ctx context.Context, tx *db.Tx, n Notice) error

// Telling returns a store that is like s and has tell pass notices on. NewStore's
// tells nobody.
func (s *Store) Telling(tell Tell) *Store { return &Store{db: s.db, tell: tell} }

// notify tells the coach what was submitted, the apprentice what was decided.
// Who is suspended is told nothing, and nobody is told what they did themselves.
func (s *Store) notify(ctx context.Context, tx *db.Tx, it *Item, state State, by account.PersonID) error {
	if s.tell == nil {
		return nil
	}
	n := Notice{State: state, Portfolio: it.Portfolio, Item: it.ID, Number: it.Number}
	const query = `
		SELECT p.name, p.email, b.name
		FROM enrolments e
		JOIN people p ON p.id = CASE WHEN $2 = 'submitted' THEN e.coach_id ELSE e.apprentice_id END
		JOIN people b ON b.id = $3
		WHERE e.id = $1 AND p.suspended_at IS NULL AND p.id <> b.id`
	err := tx.Row(ctx, query, it.Portfolio, state, by).Scan(&n.Name, &n.Email, &n.From)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.tell(ctx, tx, n)
}
