package app

import (
	"fmt"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/fault"
	"touchstone/app/pages"
	"touchstone/app/programme"
	"touchstone/app/words"
	"touchstone/ksb"
)

// showEnrolmentForm shows the form of an enrolment; an id of 0 is a new one.
func (a *App) showEnrolmentForm(c *fiber.Ctx, status int, id programme.EnrolmentID, f *form) error {
	page := pages.EnrolmentForm{Action: "/enrolments", New: id == 0, Whole: f.whole, Title: "Enrol an apprentice"}
	if id != 0 {
		page.Action = fmt.Sprintf("/enrolments/%d", id)
		e, err := a.programme.Enrolment(c.UserContext(), id)
		if err != nil {
			return err
		}
		page.Title, page.State = e.ApprenticeName, stateWords[e.State]
		page.Move = fmt.Sprintf("/standards/%d/move?enrolment=%d", e.Standard, id)
	}
	if err := a.peopleChoices(c, &page); err != nil {
		return err
	}
	if err := a.standardChoices(c, &page, ksb.StandardID(formOf(f.typed).id("standard"))); err != nil {
		return err
	}
	var err error
	if page.Employers, err = a.organisationOptions(c, programme.EmployerOrganisation, "Choose the employer"); err != nil {
		return err
	}
	if page.Assessments, err = a.organisationOptions(c, programme.AssessmentOrganisation, "None chosen yet"); err != nil {
		return err
	}
	if page.Cohorts, err = a.cohortChoices(c, "None"); err != nil {
		return err
	}
	enrolmentFormFields(f, &page)
	if err := a.planLabels(c, f, &page); err != nil {
		return err
	}
	if len(page.Apprentices) == 0 {
		if err := a.personField(c.UserContext(), &page.Apprentice); err != nil {
			return err
		}
	}
	if len(page.Coaches) == 0 {
		if err := a.personField(c.UserContext(), &page.Coach); err != nil {
			return err
		}
	}
	return a.show(c, status, page)
}

func enrolmentFormFields(f *form, page *pages.EnrolmentForm) {
	optional := func(name, label, hint string) pages.Field {
		field := f.field(name, label, hint)
		field.Optional = true
		return field
	}
	page.Apprentice = f.field("apprentice", "Apprentice", "")
	page.Standard = f.field("standard", "Standard", "")
	page.Option = optional("option", "Option", "The specialism of the standard that they take.")
	page.Plan = optional("plan", "Assessment plan", "It decides what the portfolio has to show.")
	page.Employer = f.field("employer", "Employer", "")
	page.Contact = optional("employer_contact", "Contact there", "Name and job; it stands on the cover of the portfolio.")
	page.Coach = f.field("coach", "Coach", "They read the portfolio and decide on its evidence.")
	page.Assessment = optional("assessment", "Assessment organisation", "")
	page.Cohort = optional("cohort", "Cohort", "")
	page.ULN = optional("uln", "ULN", "The ten digits of their unique learner number.")
	page.ULN.Attrs = map[string]any{"inputmode": "numeric", "autocomplete": "off"}
	page.Started = f.field("started_on", "Started on", "")
	page.Ends = f.field("planned_end_on", "Planned to end on", "")
	page.Gateway = optional("gateway_on", "Gateway planned for", "")
}

// planLabels calls things as the chosen plan does.
func (a *App) planLabels(c *fiber.Ctx, f *form, page *pages.EnrolmentForm) error {
	plan := &ksb.Plan{}
	if id := formOf(f.typed).id("plan"); id != 0 {
		found, err := a.standards.Plan(c.UserContext(), ksb.PlanID(id))
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		if err == nil {
			plan = found
		}
	}
	called := plan.Called()
	page.Assessment.Label, page.Gateway.Label = words.Capital(called.Organisation), words.Capital(called.Gateway)+" planned for"
	return nil
}

// peopleChoices fills in who can be the apprentice and who the coach, or leaves
// a list empty that would be too long to choose from.
func (a *App) peopleChoices(c *fiber.Ctx, page *pages.EnrolmentForm) error {
	if page.New {
		all, total, err := a.accounts.People(c.UserContext(), account.PeopleQuery{Limit: listedPeople})
		if err != nil {
			return err
		}
		if total <= listedPeople {
			page.Apprentices = []pages.Option{{Label: "Choose the apprentice"}}
		}
		for _, p := range all {
			if total <= listedPeople && (len(p.Roles) == 0 || account.Can(p.Roles, account.Write)) {
				page.Apprentices = append(page.Apprentices, pages.Option{Value: idText(p.ID), Label: p.Name + ", " + p.Email})
			}
		}
	}
	coaches, total, err := a.accounts.People(c.UserContext(), account.PeopleQuery{Role: account.Coach, Limit: listedPeople})
	if err != nil || total > listedPeople {
		return err
	}
	page.Coaches = []pages.Option{{Label: "Choose the coach"}}
	for _, p := range coaches {
		page.Coaches = append(page.Coaches, pages.Option{Value: idText(p.ID), Label: p.Name})
	}
	return nil
}

// standardChoices fills in the standards, and the options and plans of the one
// that is chosen.
func (a *App) standardChoices(c *fiber.Ctx, page *pages.EnrolmentForm, chosen ksb.StandardID) error {
	all, err := a.standards.Standards(c.UserContext())
	if err != nil {
		return err
	}
	page.Standards = []pages.Option{{Label: "Choose the standard"}}
	for _, s := range all {
		page.Standards = append(page.Standards, pages.Option{Value: idText(s.ID), Label: fmt.Sprintf("%s %s, Level %d", s.Label(), s.Title, s.Level)})
	}
	for _, s := range all {
		if chosen != 0 && s.ID != chosen {
			continue
		}
		if err := a.standardParts(c, page, s, chosen == 0); err != nil {
			return err
		}
	}
	return nil
}

// planLabel names a plan so that it is told from the others of its standard.
func planLabel(p *ksb.Plan) string {
	return fmt.Sprintf("%s, %s, %s %s", p.Name, p.Words.Assessment, p.Reference, p.Version)
}

// standardParts adds a standard's options and plans, with its name before them
// where it is not chosen yet.
func (a *App) standardParts(c *fiber.Ctx, page *pages.EnrolmentForm, l ksb.Listed, named bool) error {
	s, err := a.standards.Standard(c.UserContext(), l.ID)
	if err != nil {
		return err
	}
	plans, err := a.standards.Plans(c.UserContext(), l.ID)
	if err != nil {
		return err
	}
	before := ""
	if named {
		before = l.Label() + ": "
	}
	if len(page.Options) == 0 {
		page.Options = []pages.Option{{Label: "None chosen yet"}}
		page.Plans = []pages.Option{{Label: "None chosen yet"}}
	}
	for _, o := range s.Options {
		page.Options = append(page.Options, pages.Option{Value: idText(o.ID), Label: before + o.Name})
	}
	for _, p := range plans {
		page.Plans = append(page.Plans, pages.Option{Value: idText(p.ID), Label: before + planLabel(p)})
	}
	return nil
}
