package evidence

import (
	"context"
	"fmt"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/notify"
	"touchstone/app/programme"
)

// tell tells the coach what was submitted, the apprentice what was decided. A
// notice has no words of the evidence, which may name people and must not leave
// by e-mail.
func tell(ctx context.Context, tx *db.Tx, it *Item, state State, by account.PersonID) error {
	var from string
	if err := tx.Row(ctx, `SELECT name FROM people WHERE id = $1`, by).Scan(&from); err != nil {
		return err
	}
	n := notify.Notice{By: int64(by), Path: fmt.Sprintf("/portfolios/%d/evidence/%d", it.Portfolio, it.ID),
		Key: fmt.Sprintf("item %d %s at %d", it.ID, state, tx.Now.UnixMilli())}
	role := account.Apprentice
	switch state {
	case Submitted:
		role, n.Kind, n.Path = account.Coach, notify.EvidenceSubmitted, n.Path+"/review"
		n.Text = fmt.Sprintf("%s has submitted piece %d of their portfolio and waits for your decision.", from, it.Number)
	case Accepted:
		n.Kind = notify.EvidenceAccepted
		n.Text = fmt.Sprintf("%s has accepted piece %d of your portfolio.", from, it.Number)
	default:
		n.Kind = notify.EvidenceReturned
		n.Text = fmt.Sprintf("%s has returned piece %d of your portfolio and says what it needs.", from, it.Number)
	}
	return programme.TellRole(ctx, tx, programme.EnrolmentID(it.Portfolio), role, n)
}
