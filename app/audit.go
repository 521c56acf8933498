package app

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/audit"
	"touchstone/app/pages"
)

// auditRows is how many events a page shows.
const auditRows = 100

// showAudit lists what happened, newest first.
func (a *App) showAudit(c *fiber.Ctx) error {
	l := readList(c, "/audit", "subject", "action", "portfolio", "on", "to")
	events, newer, older, err := a.eventPage(c, l, auditQuery(l))
	if err != nil {
		return err
	}
	page := pages.Audit{Narrowed: l.narrowed(), Actions: actionOptions(l.get("action")), Newer: newer, Older: older,
		Export:    account.Can(a.visit(c).session.Roles, account.ExportAudit),
		Subject:   pages.Field{Name: "subject", Label: "About", Value: l.get("subject"), Type: "search", Attrs: templ.Attributes{"placeholder": "person 3, or person"}},
		Who:       pages.Field{Name: "q", Label: "Done by", Value: l.get("q"), Type: "search", Attrs: templ.Attributes{"placeholder": "name or e-mail"}},
		Action:    pages.Field{Name: "action", Label: "What", Value: l.get("action")},
		Portfolio: pages.Field{Name: "portfolio", Label: "Portfolio’s number", Value: l.get("portfolio"), Short: true},
		From:      pages.Field{Name: "on", Label: "From", Value: l.get("on")},
		To:        pages.Field{Name: "to", Label: "To", Value: l.get("to")}}
	n := a.narrator(c.UserContext())
	n.runs = true
	page.Days, err = n.days(events, func(e *audit.Event, line *pages.EventLine) { line.Href = fmt.Sprintf("/audit/%d", e.ID) })
	if err != nil {
		return err
	}
	return a.show(c, http.StatusOK, page)
}

// eventPage returns the events of a page of a list, and the addresses of those
// on both sides, empty where there is none.
func (a *App) eventPage(c *fiber.Ctx, l *list, q audit.Query) (events []audit.Event, newer, older string, err error) {
	q.Limit = auditRows + 1 // one more than a page shows, which tells whether the list goes on
	q.Before = wholeNumber(c.Query("before"))
	if q.Before == 0 {
		q.After = wholeNumber(c.Query("after"))
	}
	events, err = audit.Events(c.UserContext(), a.db, q)
	if err == nil && q.After != 0 && len(events) < q.Limit {
		q.After = 0 // they are among the newest, and those fill a page
		events, err = audit.Events(c.UserContext(), a.db, q)
	}
	events, newer, older = auditPage(l, q, events)
	return events, newer, older, err
}

func wholeNumber(text string) int64 {
	n, _ := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
	return max(n, 0)
}

// auditQuery reads what the address asks for.
func auditQuery(l *list) audit.Query {
	q := audit.Query{Who: strings.TrimSpace(l.get("q")), Action: l.get("action"), From: dayOf(l.get("on")), To: dayOf(l.get("to"))}
	if text := l.get("portfolio"); text != "" {
		q.Portfolio = cmp.Or(wholeNumber(text), -1) // what is no number is no portfolio
	}
	subject := strings.ToLower(strings.Join(strings.Fields(l.get("subject")), " "))
	if strings.Contains(subject, " ") {
		q.Subject = subject
	} else {
		q.Noun = subject
	}
	return q
}

// dayOf returns a day as an address has it; the zero time for anything else.
func dayOf(text string) time.Time {
	t, err := time.Parse(time.DateOnly, strings.TrimSpace(text))
	if err != nil {
		return time.Time{}
	}
	return t
}

// auditPage cuts the one event too many off events, and returns the addresses
// of the pages on both sides, empty where there is none.
func auditPage(l *list, q audit.Query, events []audit.Event) (shown []audit.Event, newer, older string) {
	more := len(events) > auditRows
	switch {
	case more && q.After != 0:
		events = events[1:]
	case more:
		events = events[:auditRows]
	}
	if len(events) == 0 {
		return nil, "", ""
	}
	if q.After != 0 || q.Before != 0 {
		newer = l.href("after", strconv.FormatInt(events[0].ID, 10))
	}
	if q.After != 0 || more {
		older = l.href("before", strconv.FormatInt(events[len(events)-1].ID, 10))
	}
	return events, newer, older
}

// showEvent shows one event whole, and its place in the chain.
func (a *App) showEvent(c *fiber.Ctx) error {
	id, err := pathNumber(c, "event")
	if err != nil {
		return err
	}
	l, err := audit.Find(c.UserContext(), a.db, id)
	if err != nil {
		return err
	}
	n := a.narrator(c.UserContext())
	n.runs = true
	line, err := n.line(&l.Event)
	if err != nil {
		return err
	}
	raw, _ := l.Detail.(json.RawMessage)
	page := pages.Event{Line: line, Number: strconv.FormatInt(l.ID, 10), Action: actionWords(l.Action) + " (" + l.Action + ")", Subject: l.Subject,
		Hash: l.Hash, Before: l.Before, Digest: audit.DetailDigest(string(raw)), Earlier: "/audit?" + url.Values{"subject": {l.Subject}}.Encode()}
	if l.Portfolio != 0 {
		page.Portfolio = strconv.FormatInt(l.Portfolio, 10)
	}
	if withheldFrom(&l.Event, true) {
		page.Withheld = "What was recorded here is part of a portfolio. Those who run the installation see that it was done, when and by whom, and not what was written."
		return a.show(c, http.StatusOK, page)
	}
	page.Rows, page.Recorded = n.details(&l.Event), string(raw)
	return a.show(c, http.StatusOK, page)
}

// draftActions are done to a draft, which nobody but the apprentice sees.
var draftActions = []string{"item.add", "item.save", "item.remove", "item.restore", "item.drop", "item.revise",
	"file.add", "file.remove", "file.restore", "file.keep"}

// withheldFrom reports whether a reader is not told what an event recorded. To
// those who run the installation that is all that is written in a portfolio, but
// for the enrolment's facts; to other readers of it, what is written in drafts.
func withheldFrom(e *audit.Event, runs bool) bool {
	if runs {
		return e.Portfolio != 0 && !strings.HasPrefix(e.Action, "enrolment.")
	}
	return slices.Contains(draftActions, e.Action)
}

// actionOptions returns what may have been done, in the order of the words; one
// that has no words stands among them while the list is narrowed to it.
func actionOptions(chosen string) []pages.Option {
	var options []pages.Option
	for action, text := range actions {
		options = append(options, pages.Option{Value: action, Label: text})
	}
	if _, known := actions[chosen]; !known && chosen != "" {
		options = append(options, pages.Option{Value: chosen, Label: chosen})
	}
	slices.SortFunc(options, func(x, y pages.Option) int { return cmp.Compare(x.Label, y.Label) })
	return append([]pages.Option{{Value: "", Label: "Anything"}}, options...)
}
