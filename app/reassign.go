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

// noLimit is a limit beyond what an installation holds.
const noLimit = 1 << 20

// handedOver is how many apprentices the page lists whom a coach had before.
const handedOver = 10

// showReassign lists a coach's apprentices, to give some or all to another.
func (a *App) showReassign(c *fiber.Ctx) error {
	return a.showReassignWith(c, http.StatusOK, formOf(map[string]string{}))
}

// reassignList returns how the address looks at a coach's apprentices.
func reassignList(c *fiber.Ctx) (*list, programme.Query) {
	l := readList(c, "/reassign", "coach", "cohort", "state")
	return l, enrolmentQuery(l)
}

func (a *App) showReassignWith(c *fiber.Ctx, status int, f *form) (err error) {
	l, q := reassignList(c)
	page := pages.Reassign{Whole: f.whole, Fault: f.wrong.Of("enrolment"), Narrowed: l.get("q")+l.get("cohort")+l.get("state") != "",
		Action: l.href("from", c.Query("from")), Search: searchField(l), States: enrolmentStates,
		From: pages.Field{Name: "coach", Label: "Coach", Value: l.get("coach")}, To: f.field("to", "Give them to", ""),
		Cohort: pages.Field{Name: "cohort", Label: "Cohort", Value: l.get("cohort")}, State: pages.Field{Name: "state", Label: "State", Value: l.get("state")}}
	if page.Cohorts, err = a.cohortOptions(c); err != nil {
		return err
	}
	if err := a.reassignCoaches(c, &page); err != nil || q.Coach == 0 {
		if err == nil {
			err = a.show(c, status, page)
		}
		return err
	}
	if err := a.reassignRows(c, &page, l, q); err != nil {
		return err
	}
	return a.show(c, status, page)
}

// reassignCoaches fills in who can take apprentices on, and who has some to give,
// who need not be a coach any more.
func (a *App) reassignCoaches(c *fiber.Ctx, page *pages.Reassign) error {
	named := func(none string, people []account.Person) []pages.Option {
		options := []pages.Option{{Label: none}}
		for _, p := range people {
			options = append(options, pages.Option{Value: idText(p.ID), Label: p.Name})
		}
		return options
	}
	have, err := a.programme.CoachNames(c.UserContext())
	if err != nil {
		return err
	}
	coaches, _, err := a.accounts.People(c.UserContext(), account.PeopleQuery{Role: account.Coach, Limit: noLimit})
	var can []account.Person
	for _, p := range coaches {
		if idText(p.ID) != page.From.Value {
			can = append(can, p.Person)
		}
	}
	page.Coaches, page.Takers = named("Choose the coach", have), named("Choose who takes them on", can)
	for _, o := range page.Coaches {
		if o.Value == page.From.Value {
			page.Coach = o.Label
		}
	}
	return err
}

// reassignRows fills in a page of a coach's apprentices, and whom they had
// before.
func (a *App) reassignRows(c *fiber.Ctx, page *pages.Reassign, l *list, q programme.Query) error {
	q.Offset, q.Limit = l.from, pageRows
	found, total, err := a.programme.Enrolments(c.UserContext(), q)
	if err != nil {
		return err
	}
	page.Chosen, page.Total, page.Pager = true, total, l.pager("Pages of apprentices", len(found), total)
	ticked := map[string]bool{}
	for _, id := range formValues(c)["enrolment"] {
		ticked[id] = true
	}
	for _, e := range found {
		page.Rows = append(page.Rows, pages.ReassignRow{ID: idText(e.ID), Href: fmt.Sprintf("/enrolments/%d/state", e.ID), Name: e.ApprenticeName, Ticked: ticked[idText(e.ID)],
			Standard: standardWords(e), Employer: e.EmployerName, Cohort: e.CohortName, State: stateWords[e.State]})
	}
	before, err := a.programme.HandedOver(c.UserContext(), q.Coach, handedOver)
	for _, h := range before {
		page.Before = append(page.Before, pages.HandedRow{Href: fmt.Sprintf("/enrolments/%d/state", h.Enrolment), Name: h.Name, Now: h.Now, From: words.Moment(h.From), Until: words.Moment(h.Until)})
	}
	return err
}

// reassign gives apprentices to another coach.
func (a *App) reassign(c *fiber.Ctx) error {
	f := readForm(c, "to", "all")
	to := f.id("to")
	if to == 0 {
		f.wrong.Add("to", "Choose the coach who takes them on.")
	}
	ids, err := a.chosenEnrolments(c, f)
	if err != nil {
		return err
	}
	n := 0
	if err = f.wrong.Err(); err == nil {
		n, err = a.programme.Reassign(c.UserContext(), a.visit(c).person(), ids, account.PersonID(to))
	}
	if f.refused(err) {
		if f.wrong.Of("coach") != "" {
			f.wrong.Add("to", "%s", f.wrong.Of("coach"))
		}
		return a.showReassignWith(c, http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	a.say(c, words.Plural(n, "apprentice has", "apprentices have")+" another coach now. Both coaches’ lists show it.")
	return goTo(c, "/reassign?coach=%d", to)
}

// chosenEnrolments returns those that were ticked, or all that the address asks
// for.
func (a *App) chosenEnrolments(c *fiber.Ctx, f *form) (ids []programme.EnrolmentID, err error) {
	if _, q := reassignList(c); f.text("all") != "" && q.Coach != 0 {
		q.Limit = noLimit
		found, _, err := a.programme.Enrolments(c.UserContext(), q)
		for _, e := range found {
			ids = append(ids, e.ID)
		}
		return ids, err
	}
	for _, text := range formValues(c)["enrolment"] {
		var id programme.EnrolmentID
		if _, err := fmt.Sscan(text, &id); err != nil {
			return nil, errNoPage
		}
		ids = append(ids, id)
	}
	if len(ids) == 0 {
		f.wrong.Add("enrolment", "Tick at least one apprentice, or all of them.")
	}
	return ids, nil
}
