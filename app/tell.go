package app

import (
	"context"
	"fmt"

	"touchstone/app/db"
	"touchstone/app/notify"
	"touchstone/evidence"
)

// tell puts a message about a piece of evidence in the outbox. Without a mail
// server it would only go stale there: people then see it on their home page.
func (a *App) tell(ctx context.Context, tx *db.Tx, n evidence.Notice) error {
	if a.cfg.SMTP == nil {
		return nil
	}
	path := fmt.Sprintf("/portfolios/%d/evidence/%d", n.Portfolio, n.Item)
	var subject, what string
	switch n.State {
	case evidence.Submitted:
		subject = n.From + " has submitted a piece of evidence"
		what, path = fmt.Sprintf("%s has submitted piece %d of their portfolio and waits for your decision.", n.From, n.Number), path+"/review"
	case evidence.Accepted:
		subject = "Your evidence is accepted"
		what = fmt.Sprintf("%s has accepted piece %d of your portfolio.", n.From, n.Number)
	default:
		subject = "Your evidence has come back to you"
		what = fmt.Sprintf("%s has returned piece %d of your portfolio and says what it needs.", n.From, n.Number)
	}
	return notify.Send(ctx, tx, notify.Message{To: n.Email, Subject: subject,
		Body: "Dear " + n.Name + ",\n\n" + what + " You find it here:\n\n" + a.cfg.BaseURL.String() + path + "\n"})
}
