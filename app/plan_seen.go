package app

import (
	"net/http"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/pages"
)

// showSeenPlan shows the development plan of an apprentice who agreed to be
// seen.
func (a *App) showSeenPlan(c *fiber.Ctx) error {
	f, err := a.folio(c)
	if err != nil {
		return err
	}
	goals, _, err := a.growth.SeenPlan(c.UserContext(), f.enrolment.Apprentice)
	if err != nil {
		return err
	}
	page := pages.DevelopmentPlan{Back: pages.Link{Text: f.whose("growth"), Href: f.path("/growth")}, Over: f.over(a.db), Title: f.whose("development plan"),
		Lead: a.goalsLead(goals), Nothing: len(goals) == 0, Log: pages.Link{Text: f.whose("CPD log"), Href: f.path("/growth/cpd")}}
	a.goalRows(&page, readList(c, f.path("/growth/plan"), "state"), goals, nil)
	return a.show(c, http.StatusOK, page)
}

// showSeenCPD shows the CPD log of an apprentice who agreed to be seen.
func (a *App) showSeenCPD(c *fiber.Ctx) error {
	f, err := a.folio(c)
	if err != nil {
		return err
	}
	_, entries, err := a.growth.SeenPlan(c.UserContext(), f.enrolment.Apprentice)
	if err != nil {
		return err
	}
	page := pages.CPDLog{Back: pages.Link{Text: f.whose("growth"), Href: f.path("/growth")}, Over: f.over(a.db), Title: f.whose("CPD log"), Nothing: len(entries) == 0,
		Plan: pages.Link{Text: f.whose("development plan"), Href: f.path("/growth/plan")}}
	a.entryRows(&page, readList(c, f.path("/growth/cpd"), "element", "period"), entries, nil)
	return a.show(c, http.StatusOK, page)
}
