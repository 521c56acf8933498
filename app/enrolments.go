package app

import (
	"context"
	"fmt"
	"net/http"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/pages"
	"touchstone/app/programme"
	"touchstone/app/words"
	"touchstone/evidence"
	"touchstone/ksb"
)

// showEnrolments lists every enrolment, for administrators.
func (a *App) showEnrolments(c *fiber.Ctx) error {
	l := readList(c, "/enrolments", "state", "cohort", "coach")
	q := enrolmentQuery(l)
	q.Offset, q.Limit = l.from, pageRows
	found, total, err := a.programme.Enrolments(c.UserContext(), q)
	if err != nil {
		return err
	}
	page := pages.Enrolments{States: enrolmentStates, State: pages.Field{Name: "state", Label: "State", Value: l.get("state")},
		Cohort: pages.Field{Name: "cohort", Label: "Cohort", Value: l.get("cohort")}, Coach: pages.Field{Name: "coach", Label: "Coach", Value: l.get("coach")},
		Search: searchField(l), Narrowed: l.narrowed(), Pager: l.pager("Pages of enrolments", len(found), total),
		Columns: []pages.Column{l.column("Apprentice", "", "-name"), {Name: "Standard"}, {Name: "Employer"}, {Name: "Coach"}, {Name: "Cohort"}, l.column("Started", "started", "-started"), {Name: "State"}}}
	if page.Cohorts, err = a.cohortOptions(c); err != nil {
		return err
	}
	if page.Coaches, err = a.coachOptions(c); err != nil {
		return err
	}
	for _, e := range found {
		page.Rows = append(page.Rows, pages.EnrolmentRow{Href: fmt.Sprintf("/enrolments/%d", e.ID), Name: e.ApprenticeName,
			Standard: standardWords(e), Employer: e.EmployerName, Coach: e.CoachName, Cohort: e.CohortName, Started: words.Day(e.StartedOn), State: stateWords[e.State], Current: e.State == programme.Active})
	}
	return a.show(c, http.StatusOK, page)
}

// enrolmentStates are the states to narrow a list of enrolments to.
var enrolmentStates = []pages.Option{{Label: "Any state"}, {Value: string(programme.Current), Label: "Going on, breaks included"}, {Value: string(programme.Active), Label: "Active"},
	{Value: string(programme.Break), Label: "On a break in learning"}, {Value: string(programme.Completed), Label: "Completed"}, {Value: string(programme.Withdrawn), Label: "Withdrawn"}}

// enrolmentQuery returns which enrolments the address asks for, all pages of
// them.
func enrolmentQuery(l *list) programme.Query {
	q := programme.Query{Search: l.get("q"), Sort: l.get("sort"), State: programme.State(l.get("state")), Cohort: cohortOf(l)}
	coach, _ := strconv.ParseInt(l.get("coach"), 10, 64)
	q.Coach = account.PersonID(coach)
	return q
}

// cohortOf returns the cohort that the address names.
func cohortOf(l *list) programme.CohortID {
	if l.get("cohort") == noCohort {
		return programme.NoCohort
	}
	id, _ := strconv.ParseInt(l.get("cohort"), 10, 64)
	return programme.CohortID(id)
}

func searchField(l *list) pages.Field {
	return pages.Field{Name: "q", Label: "Apprentice, employer, ULN or standard", Value: l.get("q"), Type: "search"}
}

func standardWords(e programme.Enrolment) string {
	if e.OptionName == "" {
		return fmt.Sprintf("%s, Level %d", e.StandardTitle, e.StandardLevel)
	}
	return fmt.Sprintf("%s, Level %d: %s", e.StandardTitle, e.StandardLevel, e.OptionName)
}

// showPortfolios lists the portfolios that a person has a role in.
func (a *App) showPortfolios(c *fiber.Ctx) error {
	l, v := readList(c, "/portfolios"), a.visit(c)
	found, total, err := a.programme.Enrolments(c.UserContext(), programme.Query{Reader: v.person(), Search: l.get("q"), Sort: l.get("sort"), Offset: l.from, Limit: pageRows})
	if err != nil {
		return err
	}
	page := pages.Portfolios{Search: searchField(l), Narrowed: l.narrowed(), Pager: l.pager("Pages of portfolios", len(found), total),
		Columns: []pages.Column{l.column("Apprentice", "", "-name"), {Name: "Standard"}, {Name: "Employer"}, {Name: "Coach"}, {Name: "Month", End: true}},
		Rows:    a.portfolioRows(found)}
	return a.show(c, http.StatusOK, page)
}

func (a *App) showNewEnrolment(c *fiber.Ctx) error {
	f := formOf(map[string]string{"standard": c.Query("standard"), "apprentice": c.Query("apprentice")})
	return a.showEnrolmentForm(c, http.StatusOK, 0, f)
}

var enrolmentFields = []string{"apprentice", "standard", "option", "plan", "employer", "employer_contact", "coach", "assessment", "uln",
	"started_on", "planned_end_on", "gateway_on", "cohort"}

// readEnrolment returns what was typed of an enrolment.
func readEnrolment(f *form) programme.Enrolment {
	return programme.Enrolment{
		Apprentice: account.PersonID(f.id("apprentice")), Standard: ksb.StandardID(f.id("standard")), Option: ksb.OptionID(f.id("option")),
		Plan: ksb.PlanID(f.id("plan")), Employer: programme.OrganisationID(f.id("employer")), EmployerContact: f.text("employer_contact"),
		Coach: account.PersonID(f.id("coach")), Assessment: programme.OrganisationID(f.id("assessment")), ULN: programme.ParseULN(f.text("uln")),
		StartedOn: f.day("started_on"), PlannedEndOn: f.day("planned_end_on"), GatewayOn: f.day("gateway_on"),
		Cohort: programme.CohortID(f.id("cohort")),
	}
}

// namedPeople finds the people whom a form names instead of choosing them.
func (a *App) namedPeople(c *fiber.Ctx, f *form) error {
	if err := a.named(c.UserContext(), f, "apprentice", ""); err != nil {
		return err
	}
	return a.named(c.UserContext(), f, "coach", account.Coach)
}

// enrol stores a new enrolment.
func (a *App) enrol(c *fiber.Ctx) error {
	f := readForm(c, enrolmentFields...)
	if err := a.namedPeople(c, f); err != nil {
		return err
	}
	e := readEnrolment(f)
	err := f.wrong.Err()
	if err == nil {
		err = a.storeEnrolment(c, programme.EnrolIn, &e)
	} else {
		f.wrong.Merge(e.Check())
	}
	if f.refused(err) {
		return a.showEnrolmentForm(c, http.StatusUnprocessableEntity, 0, f)
	}
	if err != nil {
		return err
	}
	a.say(c, "The enrolment is added. The apprentice finds their portfolio when they sign in.")
	return goTo(c, "/enrolments/%d", e.ID)
}

// storeEnrolment stores an enrolment, and how much there is to show in it, in one
// transaction.
func (a *App) storeEnrolment(c *fiber.Ctx, store func(context.Context, *db.Tx, account.PersonID, *programme.Enrolment) error, e *programme.Enrolment) error {
	ctx, by := c.UserContext(), a.visit(c).person()
	return a.db.Update(ctx, func(tx *db.Tx) error {
		if err := store(ctx, tx, by, e); err != nil {
			return err
		}
		return evidence.Recount(ctx, tx, e.ID)
	})
}

// enrolment returns the enrolment in the path.
func (a *App) enrolment(c *fiber.Ctx) (programme.Enrolment, error) {
	id, err := pathNumber(c, "enrolment")
	if err != nil {
		return programme.Enrolment{}, err
	}
	return a.programme.Enrolment(c.UserContext(), programme.EnrolmentID(id))
}

// showEnrolment shows an enrolment's facts, to be corrected.
func (a *App) showEnrolment(c *fiber.Ctx) error {
	e, err := a.enrolment(c)
	if err != nil {
		return err
	}
	return a.showEnrolmentForm(c, http.StatusOK, e.ID, formOf(map[string]string{
		"apprentice": idText(e.Apprentice), "standard": idText(e.Standard), "option": idText(e.Option), "plan": idText(e.Plan),
		"employer": idText(e.Employer), "employer_contact": e.EmployerContact, "coach": idText(e.Coach), "assessment": idText(e.Assessment),
		"uln": string(e.ULN), "started_on": dayText(e.StartedOn), "planned_end_on": dayText(e.PlannedEndOn), "gateway_on": dayText(e.GatewayOn), "cohort": idText(e.Cohort)}))
}

// changeEnrolment stores what was corrected. The apprentice, the standard and the
// plan stay.
func (a *App) changeEnrolment(c *fiber.Ctx) error {
	before, err := a.enrolment(c)
	if err != nil {
		return err
	}
	f := readForm(c, enrolmentFields...)
	if err := a.namedPeople(c, f); err != nil {
		return err
	}
	f.typed["apprentice"], f.typed["standard"] = idText(before.Apprentice), idText(before.Standard)
	f.typed["plan"] = idText(before.Plan) // there is a page for that, which shows what changes
	e := readEnrolment(f)
	e.ID = before.ID
	err = f.wrong.Err()
	if err == nil {
		err = a.storeEnrolment(c, programme.ChangeEnrolmentIn, &e)
	}
	if f.refused(err) {
		return a.showEnrolmentForm(c, http.StatusUnprocessableEntity, e.ID, f)
	}
	if err != nil {
		return err
	}
	a.say(c, "The enrolment is saved.")
	return goTo(c, "/enrolments/%d", e.ID)
}
