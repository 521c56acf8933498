package app

import (
	"fmt"
	"net/http"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/audit"
	"touchstone/app/db"
	"touchstone/app/notify"
	"touchstone/app/pages"
	"touchstone/app/words"
)

// showMail shows an administrator the outbox: what waits, what failed and why.
// What messages say is not shown, since it may be somebody's secret link.
func (a *App) showMail(c *fiber.Ctx) error {
	l := readList(c, "/mail", "stage")
	stage := notify.Stage(l.get("stage"))
	if stage == "" {
		stage = notify.Unsent
	}
	messages, total, err := notify.Outbox(c.UserContext(), a.db, notify.OutboxQuery{Stage: stage, Search: l.get("q"), Offset: l.from, Limit: pageRows})
	if err != nil {
		return err
	}
	page := pages.Mail{From: a.mailFrom(), Trouble: a.mailTrouble(), Failed: stage == notify.Failed, Narrowed: l.get("q") != "",
		Email: a.visit(c).session.Person.Email, Search: pages.Field{Name: "q", Label: "Address or subject", Value: l.get("q"), Type: "search"},
		Stage: string(stage), Pager: l.pager("Pages of messages", len(messages), total)}
	for _, s := range []struct {
		stage notify.Stage
		name  string
	}{{notify.Unsent, "Waiting"}, {notify.Failed, "Failed"}, {notify.Sent, "Sent"}} {
		_, n, err := notify.Outbox(c.UserContext(), a.db, notify.OutboxQuery{Stage: s.stage, Limit: 1})
		if err != nil {
			return err
		}
		page.Tabs = append(page.Tabs, pages.Way{Text: fmt.Sprintf("%s (%d)", s.name, n), Href: "/mail?stage=" + string(s.stage), Current: s.stage == stage})
	}
	for _, m := range messages {
		page.Rows = append(page.Rows, pages.MailRow{ID: idText(m.ID), To: m.To, Subject: m.Subject, Written: words.Moment(m.CreatedAt),
			Sent: words.Moment(m.SentAt), Attempts: m.Attempts, Fault: m.Fault})
	}
	return a.show(c, http.StatusOK, page)
}

// mailFrom says how messages leave; empty if there is no mail server.
func (a *App) mailFrom() string {
	if a.cfg.SMTP == nil {
		return ""
	}
	return fmt.Sprintf("Messages go out through %s, port %s, from %s.", a.cfg.SMTP.Host, a.cfg.SMTP.Port, a.cfg.SMTP.From.Address)
}

// mailTrouble says what keeps messages from leaving; empty for nothing.
func (a *App) mailTrouble() string {
	t := a.sender.Trouble()
	if t.Since.IsZero() {
		return ""
	}
	return fmt.Sprintf("The mail server has taken nothing since %s: %s. Messages wait in order and nothing is lost. It is tried again at %s.",
		words.Moment(t.Since), t.Why, words.Clock(t.Next))
}

// sendAgain puts a message that was given up back in the outbox.
func (a *App) sendAgain(c *fiber.Ctx) error {
	id, err := pathNumber(c, "message")
	if err != nil {
		return err
	}
	ctx := c.UserContext()
	err = a.db.Update(ctx, func(tx *db.Tx) error {
		m, err := notify.TryAgain(ctx, tx, id)
		if err != nil {
			return err
		}
		return a.mailEvent(c, tx, "mail.again", m)
	})
	if err != nil {
		return err
	}
	a.say(c, "The message is in the outbox again and goes within a few seconds.")
	return goTo(c, "/mail?stage=failed")
}

// sendTest sends the administrator a message, to see whether it arrives.
func (a *App) sendTest(c *fiber.Ctx) error {
	p, ctx := a.visit(c).session.Person, c.UserContext()
	err := a.db.Update(ctx, func(tx *db.Tx) error {
		m := notify.Message{To: p.Email, Subject: "A test message from Touchstone",
			Body: "Dear " + p.Name + ",\n\nyou asked for this message to see whether e-mail works. It does.\n\n" + a.cfg.BaseURL.String() + "/mail\n"}
		if err := notify.Send(ctx, tx, m); err != nil {
			return err
		}
		return a.mailEvent(c, tx, "mail.test", m)
	})
	if err != nil {
		return err
	}
	a.say(c, "A message to "+p.Email+" is in the outbox. Load this page again in a few seconds to see whether it left.")
	return goTo(c, "/mail")
}

func (a *App) mailEvent(c *fiber.Ctx, tx *db.Tx, action string, m notify.Message) error {
	return audit.Add(c.UserContext(), tx, audit.Event{Person: int64(a.visit(c).person()), Action: action,
		Subject: fmt.Sprintf("message %d", m.ID), Detail: map[string]string{"to": m.To, "subject": m.Subject}})
}
