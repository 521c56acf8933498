package programme

import (
	"context"
	"fmt"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/notify"
	"touchstone/app/words"
)

// tell tells whoever is waited for, once for each time that something begins to
// wait. Hours come many at a time: of those an enrolment's people are told once
// a day. Evidence tells for itself.
func (w *Wait) tell(ctx context.Context, tx *db.Tx) error {
	n := notify.Notice{By: int64(w.By), Path: w.Path(), Key: fmt.Sprintf("wait %s %d %s %d", w.Kind, w.Subject, w.Role, w.Since.UnixMilli())}
	whose := "your"
	if w.Role != account.Apprentice {
		const query = `SELECT p.name FROM enrolments e JOIN people p ON p.id = e.apprentice_id WHERE e.id = $1`
		if err := tx.Row(ctx, query, w.Enrolment).Scan(&whose); err != nil {
			return err
		}
		whose += "’s"
	}
	switch w.Kind {
	case WaitHours:
		n.Kind, n.Text = notify.HoursWaiting, fmt.Sprintf("Some of %s off-the-job hours wait for you to agree them.", whose)
		if w.Role == account.Apprentice {
			n.Kind, n.Text = notify.HoursReturned, "Some of your off-the-job hours came back to you, with a note."
		}
		n.Key = fmt.Sprintf("%s %d %s %s", n.Kind, w.Enrolment, w.Role, db.Today(tx.Now).Format("2006-01-02"))
	case WaitSignature:
		n.Kind, n.Text = notify.ReviewReady, fmt.Sprintf("%s progress review is ready for you to sign.", words.Capital(whose))
	case WaitScan:
		n.Kind, n.Text = notify.ScanWaiting, fmt.Sprintf("%s skills scan waits for you.", words.Capital(whose))
	case WaitSignOff:
		n.Kind, n.Text = notify.SignOffWaiting, fmt.Sprintf("%s portfolio is ready for you to sign off.", words.Capital(whose))
	case WaitAction:
		n.Kind, n.Text = notify.ActionSet, fmt.Sprintf("An action in %s apprenticeship is set for you", whose)
		if !w.DueOn.IsZero() {
			n.Text += ", due on " + words.Day(w.DueOn)
		}
		n.Text += "."
	case WaitQuality:
		n.Kind, n.Text = notify.QualityAction, fmt.Sprintf("Internal quality assurance asks you for something about %s evidence.", whose)
	default:
		return nil
	}
	return TellRole(ctx, tx, w.Enrolment, w.Role, n)
}
