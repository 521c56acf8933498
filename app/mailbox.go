package app

import (
	"net/http"
	"strings"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/notify"
	"touchstone/app/pages"
	"touchstone/app/words"
)

// showMailbox shows every message that the demo would have sent. Elsewhere
// there is no such page: messages hold secret links.
func (a *App) showMailbox(c *fiber.Ctx) error {
	if !a.cfg.Demo {
		return errNoPage
	}
	l := readList(c, "/demo/mailbox")
	messages, total, err := notify.Outbox(c.UserContext(), a.db, notify.OutboxQuery{Search: l.get("q"), Offset: l.from, Limit: pageRows})
	if err != nil {
		return err
	}
	page := pages.Mailbox{Narrowed: l.narrowed(), Pager: l.pager("Pages of messages", len(messages), total),
		Search: pages.Field{Name: "q", Label: "To or subject", Value: l.get("q"), Type: "search"}}
	for _, m := range messages {
		page.Messages = append(page.Messages, pages.MailboxMessage{To: m.To, Subject: m.Subject, At: words.Moment(m.CreatedAt),
			Lines: mailLines(m.Body, a.cfg.BaseURL.String())})
	}
	return a.show(c, http.StatusOK, page)
}

// mailLines returns a message's lines, with the addresses in them that are ours
// as links within the app.
func mailLines(body, base string) (lines []pages.MailLine) {
	for line := range strings.Lines(body) {
		line = strings.TrimRight(line, "\r\n")
		before, path, found := strings.Cut(line, base+"/")
		if !found {
			lines = append(lines, pages.MailLine{Before: line})
			continue
		}
		path, after, _ := strings.Cut(path, " ")
		if after != "" {
			after = " " + after
		}
		lines = append(lines, pages.MailLine{Before: before, Href: "/" + path, Link: base + "/" + path, After: after})
	}
	return lines
}
