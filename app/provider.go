package app

import (
	"fmt"
	"net/http"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/pages"
	"touchstone/app/programme"
	"touchstone/app/words"
)

// showProvider shows how all cohorts are getting on, drawn from what every night
// counts.
func (a *App) showProvider(c *fiber.Ctx) error {
	now := a.db.Now()
	today := db.Today(now)
	page := pages.ProviderPage{Over: dayToday(now)}
	t, err := a.programme.AllTally(c.UserContext())
	if err != nil {
		return err
	}
	page.Title = words.Plural(t.All(), "apprentice", "apprentices") + " in all cohorts"
	page.Lead, page.Rest = somebodySentence(t.Act), restSentence(t)
	if t.All() == 0 {
		page.Title = "All cohorts"
		page.Empty = &pages.Empty{Title: "No apprentice is enrolled", Icon: "people", Text: "Each cohort will have a row here, with charts of progress, hours, feedback and gateways. It begins with the first enrolment."}
		if account.Can(a.visit(c).session.Roles, account.ManageEnrolment) {
			page.Empty.Do = &pages.Link{Text: "Enrol an apprentice", Href: "/enrolments/new"}
		}
		return a.show(c, http.StatusOK, page)
	}
	periods, err := a.programme.Periods(c.UserContext(), today.AddDate(0, 1-monthsBehind, 0))
	if err != nil {
		return err
	}
	if page.Cohorts, err = a.cohortRows(c, periods); err != nil {
		return err
	}
	if page.Figures, err = a.providerFigures(c, periods); err != nil {
		return err
	}
	page.Counted = "Act and Watch are as of now."
	if n := len(periods); n > 0 {
		page.Counted += " Bars and charts were counted on " + words.Day(programme.Whole(periods[n-1:])[0].Day) + "."
	}
	return a.show(c, http.StatusOK, page)
}

func somebodySentence(act int) string {
	switch act {
	case 0:
		return "Nobody needs help today."
	case 1:
		return "One needs help today."
	}
	return pages.Count(act) + " need help today."
}

// cohortRows returns a row a cohort: how many need what now, and how far they
// were when that was last counted.
func (a *App) cohortRows(c *fiber.Ctx, periods []programme.Period) (rows []pages.CohortRow, err error) {
	tallies, err := a.programme.CohortTallies(c.UserContext())
	if err != nil {
		return nil, err
	}
	cohorts, err := a.programme.Cohorts(c.UserContext())
	if err != nil {
		return nil, err
	}
	newest := map[programme.CohortID]*programme.Period{}
	for i := range periods {
		newest[periods[i].Cohort] = &periods[i]
	}
	for _, o := range append(cohorts, programme.Cohort{Name: "In no cohort"}) {
		t := tallies[o.ID]
		if t.All() == 0 {
			continue
		}
		row := pages.CohortRow{Name: o.Name, All: t.All(), Act: t.Act, Watch: t.Watch, OnTrack: t.OnTrack(), Href: fmt.Sprintf("/caseload?cohort=%d", o.ID),
			Statements: pages.Measure{Far: "Not counted yet"}, HoursDue: pages.Measure{Far: "Not counted yet"}}
		if o.ID == 0 {
			row.Href = "/caseload?cohort=" + noCohort
		}
		row.ActHref, row.WatchHref = row.Href+"&needs=act", row.Href+"&needs=watch"
		if p := newest[o.ID]; p != nil {
			row.Statements = periodMeasure("statements accepted", p.Accepted, p.Expected, p.Statements)
			row.HoursDue = periodMeasure("hours agreed", p.HoursAgreed, p.HoursExpected, p.HoursTarget)
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func periodMeasure(what string, n, expected, whole int) pages.Measure {
	if whole == 0 {
		return pages.Measure{Far: "Not known yet"}
	}
	far, plan := share(n, whole), share(expected, whole)
	return pages.Measure{
		Bullet: pages.Bullet{Says: fmt.Sprintf("%s of all %s; the plan expects %s by now", perCent(100*far), what, perCent(100*plan)), Far: far, Due: plan},
		Far:    perCent(100 * far), Plan: ", plan " + perCent(100*plan)}
}

func (a *App) providerFigures(c *fiber.Ctx, periods []programme.Period) ([]pages.Figure, error) {
	months := programme.Whole(periods)
	forecasts, err := a.programme.Forecasts(c.UserContext())
	if err != nil {
		return nil, err
	}
	feedback, err := a.turnaroundFigure(c, 0, "Feedback, in working days")
	return []pages.Figure{
		planFigure("progress", "Progress against plan", "accepted", "Statements accepted of all that are to be shown, beside what the plan expects", months,
			func(p *programme.Period) (int, int, int) { return p.Accepted, p.Expected, p.Statements }),
		planFigure("hours", "Off-the-job hours against plan", "agreed", "Hours agreed of the hours to be reached, beside what the plan expects", months,
			func(p *programme.Period) (int, int, int) { return p.HoursAgreed, p.HoursExpected, p.HoursTarget }),
		feedback,
		gatewayFigure("all apprentices", forecasts, db.Today(a.db.Now())),
	}, err
}
