package app

import (
	"fmt"
	"net/http"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/pages"
	"touchstone/app/programme"
)

// showCohorts lists the cohorts and adds one.
func (a *App) showCohorts(c *fiber.Ctx) error {
	return a.showCohortForm(c, http.StatusOK, formOf(map[string]string{}))
}

func (a *App) showCohortForm(c *fiber.Ctx, status int, f *form) error {
	l := readList(c, "/cohorts")
	found, total, err := a.programme.CohortList(c.UserContext(), programme.CohortQuery{Search: l.get("q"), Sort: l.get("sort"), Offset: l.from, Limit: pageRows})
	if err != nil {
		return err
	}
	page := pages.Cohorts{Whole: f.whole, Name: f.field("name", "Name", "Such as Autumn 2026."), Narrowed: l.narrowed(),
		Search:  pages.Field{Name: "q", Label: "Part of the name", Value: l.get("q"), Type: "search"},
		Columns: []pages.Column{l.column("Name", "", "-name"), l.column("Current apprentices", "-size", ""), {Name: "All", End: true}},
		Pager:   l.pager("Pages of cohorts", len(found), total)}
	page.Columns[1].End = true
	for _, x := range found {
		page.Rows = append(page.Rows, pages.CohortLine{Href: fmt.Sprintf("/cohorts/%d", x.ID), Name: x.Name, Current: x.Current, All: x.All})
	}
	return a.show(c, status, page)
}

func (a *App) addCohort(c *fiber.Ctx) error {
	f := readForm(c, "name")
	x := programme.Cohort{Name: f.text("name")}
	err := a.programme.AddCohort(c.UserContext(), a.visit(c).person(), &x)
	if f.refused(err) {
		return a.showCohortForm(c, http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	a.say(c, x.Name+" is on the list.")
	return goTo(c, "/cohorts")
}

// showCohort shows a cohort's name, to be corrected.
func (a *App) showCohort(c *fiber.Ctx) error { return a.showCohortWith(c, http.StatusOK, nil) }

func (a *App) showCohortWith(c *fiber.Ctx, status int, f *form) error {
	id, err := pathNumber(c, "cohort")
	if err != nil {
		return err
	}
	x, err := a.programme.Cohort(c.UserContext(), programme.CohortID(id))
	if err != nil {
		return err
	}
	if f == nil {
		f = formOf(map[string]string{"name": x.Name})
	}
	return a.show(c, status, pages.CohortPage{Whole: f.whole, Href: fmt.Sprintf("/cohorts/%d", x.ID), Title: x.Name, Name: f.field("name", "Name", "")})
}

func (a *App) renameCohort(c *fiber.Ctx) error {
	id, err := pathNumber(c, "cohort")
	if err != nil {
		return err
	}
	f := readForm(c, "name")
	x := programme.Cohort{ID: programme.CohortID(id), Name: f.text("name")}
	err = a.programme.RenameCohort(c.UserContext(), a.visit(c).person(), &x)
	if f.refused(err) {
		return a.showCohortWith(c, http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	a.say(c, "The cohort is called "+x.Name+" now.")
	return goTo(c, "/cohorts")
}

// cohortChoices returns the cohorts to choose from, after the choice of none.
func (a *App) cohortChoices(c *fiber.Ctx, none string) ([]pages.Option, error) {
	all, err := a.programme.Cohorts(c.UserContext())
	options := []pages.Option{{Label: none}}
	for _, x := range all {
		options = append(options, pages.Option{Value: idText(x.ID), Label: x.Name})
	}
	return options, err
}
