package app

import (
	"encoding/json"
	"net/http"
	"net/url"
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
	number := func(name string) int64 {
		n, _ := strconv.ParseInt(c.Query(name), 10, 64)
		return max(n, 0)
	}
	q := audit.Query{Before: number("before"), Portfolio: number("portfolio"), Subject: c.Query("subject"), Limit: auditRows}
	events, err := audit.Events(c.UserContext(), a.db, q)
	if err != nil {
		return err
	}
	page := pages.Audit{Narrowed: q.Portfolio != 0 || q.Subject != "",
		Subject: pages.Field{Name: "subject", Label: "About", Hint: "Such as “person 3” or “enrolment 1”.", Value: q.Subject, Type: "search"}}
	names := map[int64]string{0: "The program"}
	for _, e := range events {
		if _, known := names[e.Person]; !known {
			if names[e.Person], err = a.nameOf(c, e.Person); err != nil {
				return err
			}
		}
		page.Rows = append(page.Rows, pages.EventRow{At: words.Moment(e.At), Who: names[e.Person], What: e.Action, About: e.Subject, Detail: detailText(e)})
	}
	if len(events) == auditRows {
		next := url.Values{"before": {strconv.FormatInt(events[len(events)-1].ID, 10)}}
		if q.Subject != "" {
			next.Set("subject", q.Subject)
		}
		page.Next = "/audit?" + next.Encode()
	}
	return a.show(c, http.StatusOK, page)
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
