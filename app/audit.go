package app

import (
	"cmp"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/audit"
	"touchstone/app/fault"
	"touchstone/app/pages"
	"touchstone/app/words"
)

// auditRows is how many events a page shows.
const auditRows = 100

// showAudit lists what happened, newest first.
func (a *App) showAudit(c *fiber.Ctx) error {
	l := readList(c, "/audit", "subject", "action", "portfolio")
	q := auditQuery(c, l)
	events, err := audit.Events(c.UserContext(), a.db, q)
	if err == nil && q.After != 0 && len(events) < q.Limit {
		q.After = 0 // they are among the newest, and those fill a page
		events, err = audit.Events(c.UserContext(), a.db, q)
	}
	if err != nil {
		return err
	}
	page := pages.Audit{Narrowed: l.narrowed(), Actions: actionOptions(l.get("action")),
		Subject:   pages.Field{Name: "subject", Label: "About", Hint: "Such as “person 3”, or “person” for everyone.", Value: l.get("subject"), Type: "search"},
		Who:       pages.Field{Name: "q", Label: "Done by", Hint: "Part of a name or an e-mail address.", Value: l.get("q"), Type: "search"},
		Action:    pages.Field{Name: "action", Label: "What", Value: l.get("action")},
		Portfolio: pages.Field{Name: "portfolio", Label: "Portfolio", Hint: "Its number, as in its address.", Value: l.get("portfolio"), Short: true}}
	events, page.Newer, page.Older = auditPage(l, q, events)
	page.Rows, err = a.eventRows(c, events)
	if err != nil {
		return err
	}
	return a.show(c, http.StatusOK, page)
}

// auditQuery reads what the address asks for, and one event more than a page
// shows, which tells whether the list goes on.
func auditQuery(c *fiber.Ctx, l *list) audit.Query {
	number := func(text string) int64 {
		n, _ := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
		return max(n, 0)
	}
	q := audit.Query{Who: strings.TrimSpace(l.get("q")), Action: l.get("action"), Before: number(c.Query("before")), Limit: auditRows + 1}
	if q.Before == 0 {
		q.After = number(c.Query("after"))
	}
	if text := l.get("portfolio"); text != "" {
		q.Portfolio = cmp.Or(number(text), -1) // what is no number is no portfolio
	}
	subject := strings.ToLower(strings.Join(strings.Fields(l.get("subject")), " "))
	if strings.Contains(subject, " ") {
		q.Subject = subject
	} else {
		q.Noun = subject
	}
	return q
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

func (a *App) eventRows(c *fiber.Ctx, events []audit.Event) (rows []pages.EventRow, err error) {
	names := map[int64]string{0: "The program"}
	for _, e := range events {
		if _, known := names[e.Person]; !known {
			if names[e.Person], err = a.nameOf(c, e.Person); err != nil {
				return nil, err
			}
		}
		rows = append(rows, pages.EventRow{At: words.Moment(e.At), Who: names[e.Person], What: actionWords(e.Action), About: e.Subject, Detail: detailText(e)})
	}
	return rows, nil
}

func (a *App) nameOf(c *fiber.Ctx, person int64) (string, error) {
	p, err := a.accounts.Person(c.UserContext(), account.PersonID(person))
	if fault.Is(err, fault.NotFound) {
		return "Person " + strconv.FormatInt(person, 10), nil
	}
	return p.Name, err
}

// detailText returns what changed, empty for nothing to tell. What was written
// in a portfolio is not for those who run the installation.
func detailText(e audit.Event) string {
	detail, _ := e.Detail.(json.RawMessage)
	if text := string(detail); text != "null" && (e.Portfolio == 0 || strings.HasPrefix(e.Action, "enrolment.")) {
		return text
	}
	return ""
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
