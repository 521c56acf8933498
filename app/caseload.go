package app

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/pages"
	"touchstone/app/programme"
	"touchstone/app/words"
)

// caseloadParams are what an address of the caseload says of it, beside the
// search and the order.
var caseloadParams = []string{"needs", "cohort", "coach"}

// noCohort is what an address says for those in no cohort.
const noCohort = "none"

// showCaseload shows who needs help, and why: a coach's own apprentices, or
// all of them to those who oversee every coach.
func (a *App) showCaseload(c *fiber.Ctx) error {
	l, v := readList(c, "/caseload", caseloadParams...), a.visit(c)
	q := caseQuery(l, v)
	found, n, err := a.programme.Cases(c.UserContext(), q)
	if err != nil {
		return err
	}
	page := pages.Caseload{Over: dayToday(a.db.Now()), Narrowed: l.narrowed()}
	page.Rows = a.caseRows(found, v)
	page.Pager = l.pager("Pages of the caseload", len(found), n.Of(q.Needs))
	caseloadList(&page, l, n)
	if page.Cohorts, err = a.cohortOptions(c); err != nil {
		return err
	}
	if overseer(v) {
		err = a.allCases(c, &page, l, n)
	} else {
		err = a.ownCases(c, &page)
	}
	if err != nil {
		return err
	}
	if page.Views, err = a.viewWays(c, l); err != nil {
		return err
	}
	return a.show(c, http.StatusOK, page)
}

// overseer reports whether somebody sees every coach's apprentices.
func overseer(v *visit) bool { return account.Can(v.session.Roles, account.Oversee) }

// caseQuery returns what the address asks for, within what the visitor may see.
func caseQuery(l *list, v *visit) programme.CaseQuery {
	q := programme.CaseQuery{Needs: programme.Needs(l.get("needs")), Search: l.get("q"), Sort: l.get("sort"), Offset: l.from, Limit: pageRows}
	coach, _ := strconv.ParseInt(l.get("coach"), 10, 64)
	q.Cohort, q.Coach = cohortOf(l), account.PersonID(coach)
	if !overseer(v) {
		q.Coach = v.person()
	}
	return q
}

// caseloadList fills in how the list can be looked at.
func caseloadList(page *pages.Caseload, l *list, n programme.CaseCount) {
	page.Needs = pages.Ways{ID: "needs", Label: "Needs"}
	for _, b := range []struct {
		needs programme.Needs
		name  string
	}{{programme.NeedsAny, "All"}, {programme.NeedsAct, "Act"}, {programme.NeedsWatch, "Watch"}, {programme.NeedsNone, "On track"}} {
		page.Needs.Ways = append(page.Needs.Ways, pages.Way{Text: b.name + " " + words.Figure(n.Of(b.needs)),
			Href: l.href("needs", string(b.needs)), Current: l.get("needs") == string(b.needs)})
	}
	page.Cohort = pages.Field{Name: "cohort", Label: "Cohort", Value: l.get("cohort")}
	page.Search = pages.Field{Name: "q", Label: "Name or employer", Value: l.get("q"), Type: "search", Class: "field--grow"}
	for _, name := range []string{"needs", "sort"} {
		if v := l.get(name); v != "" {
			page.Keep = append(page.Keep, pages.Hidden{Name: name, Value: v})
		}
	}
	kept := l.address().Encode()
	if kept != "" {
		page.Save = "/caseload/views?" + url.Values{"save": {kept}}.Encode()
	}
	page.Export = pages.Ways{ID: "export", Label: "Export", Ways: []pages.Way{
		{Text: "CSV", Href: exportOf(l, "csv")}, {Text: "XLSX", Href: exportOf(l, "xlsx")}}}
	page.Columns = []pages.Column{
		l.column("Apprentice", "name", "-name"), needsColumn(l), l.column("Statements accepted", "progress", "-progress"),
		l.column("Off-the-job hours", "hours", "-hours"), l.column("Last active", "active", "-active"),
		l.column("Next review", "review", "-review"), l.column("Waits for", "waits", "-waits"),
	}
}

// needsColumn is the column the list is sorted by at first, the gravest need on
// top.
func needsColumn(l *list) pages.Column {
	c := l.column("Needs, and why", "", "-needs")
	switch c.Sorted {
	case pages.Ascending:
		c.Sorted = pages.Descending
	case pages.Descending:
		c.Sorted = pages.Ascending
	}
	return c
}

func exportOf(l *list, form string) string {
	q := l.address()
	q.Set("format", form)
	return "/caseload/export?" + q.Encode()
}

// allCases fills in the page of all apprentices of every coach.
func (a *App) allCases(c *fiber.Ctx, page *pages.Caseload, l *list, n programme.CaseCount) (err error) {
	t, err := a.programme.AllTally(c.UserContext())
	if err != nil {
		return err
	}
	page.Title = words.Plural(t.All(), "apprentice", "apprentices")
	page.Lead, page.Rest = somebodySentence(t.Act), restSentence(t)
	if t.All() == 0 {
		page.Title = "Caseload"
		page.Empty = &pages.Empty{Title: "No apprentice is enrolled", Icon: "people",
			Text: "One row an apprentice will stand here: how far they are, what they wait for, and who needs help. It begins with the first enrolment."}
		if account.Can(a.visit(c).session.Roles, account.ManageEnrolment) {
			page.Empty.Do = &pages.Link{Text: "Enrol an apprentice", Href: "/enrolments/new"}
		}
		return nil
	}
	page.Coach = pages.Field{Name: "coach", Label: "Coach", Value: l.get("coach")}
	page.Coaches, err = a.coachOptions(c)
	return err
}

// ownCases fills in the page of a coach's own apprentices.
func (a *App) ownCases(c *fiber.Ctx, page *pages.Caseload) error {
	v := a.visit(c)
	all, err := a.programme.CasesOfCoach(c.UserContext(), v.person())
	if err != nil {
		return err
	}
	page.Title = "Your " + words.Plural(len(all), "apprentice", "apprentices")
	if len(all) == 0 {
		page.Title = "Your caseload"
		page.Empty = &pages.Empty{Title: "No apprentice yet", Icon: "people",
			Text: "You see an apprentice here as soon as an administrator names you as their coach. Then this page tells you each day who needs you, and why."}
		return nil
	}
	today := db.Today(a.db.Now())
	t := programme.TallyOf(all, today)
	page.Lead, page.Rest = needsSentence(t.Act), naming(all, today)
	if page.Rest == "" {
		page.Rest = restSentence(t)
	}
	if waiting := a.waiting(c, v); waiting > 0 {
		page.Do = &pages.Link{Text: fmt.Sprintf("Start reviewing (%d)", waiting), Href: "/review"}
	}
	gateways := gatewayFigure("your apprentices", programme.GatewaysOf(all, today), today)
	turnarounds, err := a.turnaroundFigure(c, v.person(), "Your feedback, in working days")
	page.Figures = []pages.Figure{gateways, turnarounds}
	return err
}

// cohortOptions returns the cohorts to narrow a list to.
func (a *App) cohortOptions(c *fiber.Ctx) ([]pages.Option, error) {
	options, err := a.cohortChoices(c, "All cohorts")
	if len(options) > 1 {
		options = append(options, pages.Option{Value: noCohort, Label: "In no cohort"})
	}
	return options, err
}

func (a *App) coachOptions(c *fiber.Ctx) ([]pages.Option, error) {
	all, err := a.programme.CoachNames(c.UserContext())
	options := []pages.Option{{Value: "", Label: "All coaches"}}
	for _, p := range all {
		options = append(options, pages.Option{Value: idText(p.ID), Label: p.Name})
	}
	return options, err
}

// showCaseloadRules shows how the bands are worked out, from what works them out.
func (a *App) showCaseloadRules(c *fiber.Ctx) error {
	var page pages.CaseloadRules
	for _, r := range programme.Rules {
		page.Rules = append(page.Rules, pages.RuleRow{Name: r.Name, About: r.About, Watch: threshold(r.Watch, r.Unit), Act: threshold(r.Act, r.Unit)})
	}
	return a.show(c, http.StatusOK, page)
}

// threshold says from where on a rule tells: "14 days", "28 days before the
// planned end".
func threshold(n int, unit string) string {
	if n < 0 {
		n, unit = -n, strings.Replace(unit, " past ", " before ", 1)
	}
	if n == 1 {
		unit = strings.Replace(strings.Replace(unit, "days", "day", 1), "points", "point", 1)
	}
	return fmt.Sprintf("%d %s", n, unit)
}

// dayToday says which day it is: "Monday 23 November 2026".
func dayToday(now time.Time) string {
	today := db.Today(now)
	return today.Weekday().String() + " " + words.Day(today)
}
