package app

import (
	"fmt"
	"net/http"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/db"
	"touchstone/app/pages"
	"touchstone/app/programme"
	"touchstone/app/words"
)

// showToSign lists what waits for an employer, over all their apprentices.
func (a *App) showToSign(c *fiber.Ctx) error {
	all, err := a.programme.ToSign(c.UserContext(), a.visit(c).person())
	if err != nil {
		return err
	}
	l := readList(c, "/to-sign")
	page := pages.ToSign{Nothing: len(all) == 0, Search: pages.Field{Name: "q", Label: "Name, or what it is", Value: l.get("q"), Type: "search", Class: "field--grow"}}
	late := 0
	var rows []pages.ToSignRow
	for i := range all {
		row := a.toSignRow(&all[i])
		if row.Late {
			late++
		}
		if holds(l.get("q"), row.Name, row.What) {
			rows = append(rows, row)
		}
	}
	page.Lead = words.Plural(len(all), "thing waits", "things wait") + " for you, the oldest first."
	if late > 0 {
		page.Lead += fmt.Sprintf(" %d %s overdue.", late, is(late))
	}
	page.Rows, page.Pager = pageOf(l, "Pages of what is to be signed", rows)
	return a.show(c, http.StatusOK, page)
}

func (a *App) toSignRow(t *programme.ToSign) pages.ToSignRow {
	now := a.db.Now()
	row := pages.ToSignRow{Name: t.Apprentice, What: t.What(), Href: t.Path(), Since: words.ShortDay(t.Since, now), Portfolio: fmt.Sprintf("/portfolios/%d", t.Enrolment)}
	switch t.Kind {
	case programme.WaitHours:
		row.What = words.Plural(t.Count, "entry of off-the-job hours", "entries of off-the-job hours") + ", " + programme.MinutesText(t.Minutes)
	case programme.WaitSignOff:
		row.What = "A portfolio to sign off before the assessment"
	case programme.WaitScan:
		row.What = "A skills scan to validate"
	}
	if !t.DueOn.IsZero() {
		row.Due, row.Late = words.ShortDay(t.DueOn, now), t.DueOn.Before(db.Today(now))
	}
	return row
}

// toSign returns how many things wait for an employer. A number that cannot be
// had is left out: the page matters more.
func (a *App) toSign(c *fiber.Ctx, v *visit) int {
	if c.UserContext().Err() != nil {
		return 0
	}
	all, err := a.programme.ToSign(c.UserContext(), v.person())
	if err != nil {
		a.log.Error("cannot count what is to be signed", "request", numberOf(c), "err", err)
	}
	return len(all)
}
