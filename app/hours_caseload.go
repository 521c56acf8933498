package app

import (
	"fmt"
	"net/http"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/pages"
	"touchstone/app/programme"
	"touchstone/app/words"
)

// showHoursCaseload lists the apprentices whose hours the visitor agrees, with
// what waits.
func (a *App) showHoursCaseload(c *fiber.Ctx) error {
	v, list := a.visit(c), readList(c, "/hours", "which")
	all := list.get("which") == "all"
	q := programme.HoursQuery{Person: v.person(), Waiting: !all, Search: list.get("q"), Sort: list.get("sort"), Offset: list.from, Limit: pageRows}
	found, total, waiting, err := a.programme.HoursCaseload(c.UserContext(), q)
	if err != nil {
		return err
	}
	page := pages.HoursCaseload{
		Lead:    fmt.Sprintf("%s for you.", plural(waiting, "One entry waits", fmt.Sprintf("%d entries wait", waiting))),
		Search:  pages.Field{Name: "q", Label: "Name or employer", Value: list.get("q"), Type: "search", Class: "field--grow"},
		Which:   []pages.Way{{Text: "Waiting", Href: list.href("which", ""), Current: !all}, {Text: "All apprentices", Href: list.href("which", "all"), Current: all}},
		Hidden:  list.hidden("which", "sort"),
		Columns: []pages.Column{list.column("Apprentice", "name", "-name"), list.column("To agree", "-waiting", "waiting"), list.column("Since", "since", ""), list.column("Agreed", "agreed", "-agreed"), {Name: "To look at"}},
		Pager:   list.pager("Pages of apprentices", len(found), total),
		Exports: []pages.Link{{Text: "Export all entries as CSV", Href: "/hours/export?as=csv"}, {Text: "Export all entries as XLSX", Href: "/hours/export?as=xlsx"}},
	}
	if waiting == 0 {
		page.Lead = "Nothing waits for you. Entries appear here as soon as an apprentice records them."
	}
	for i := range found {
		page.Rows = append(page.Rows, a.hoursCaseloadRow(&found[i]))
	}
	return a.show(c, http.StatusOK, page)
}

func (a *App) hoursCaseloadRow(r *programme.HoursRow) pages.HoursCaseloadRow {
	href := fmt.Sprintf("/portfolios/%d/hours", r.Enrolment)
	row := pages.HoursCaseloadRow{Name: r.Name, Href: href, Employer: r.Employer, Agree: href + "/agree", Figures: programme.MinutesText(r.Sum.Agreed) + " of ? h"}
	if r.Waiting > 0 {
		row.Waiting = words.Plural(r.Waiting, "entry", "entries") + ", " + programme.MinutesText(r.Minutes)
		row.Since = words.ShortDay(r.Since, a.db.Now())
	}
	if need := r.Sum.Target; need > 0 {
		row.Figures = hourText(r.Sum.Agreed) + " of " + hourText(need)
		row.Bar = &pages.Bullet{Says: fmt.Sprintf("%s agreed of %s; %s planned by now", hourText(r.Sum.Agreed), hourText(need), hourText(r.Planned)),
			Far: float64(r.Sum.Agreed) / float64(need), Due: float64(r.Planned) / float64(need)}
	}
	if r.Role == account.Coach {
		for _, f := range r.Flags {
			row.Flags = append(row.Flags, f.Words)
		}
	}
	return row
}
