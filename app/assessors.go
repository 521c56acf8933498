package app

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/app/pages"
	"touchstone/app/words"
	"touchstone/evidence/assessment"
)

// showAssessors shows who is invited to a submission, and invites others.
func (a *App) showAssessors(c *fiber.Ctx) error {
	d, err := a.dossier(c)
	if err != nil {
		return err
	}
	return a.assessorsPage(c, http.StatusOK, d, formOf(map[string]string{"duty": string(assessment.Assesses)}))
}

func (a *App) assessorsPage(c *fiber.Ctx, status int, d *dossier, in *form) error {
	all, err := a.assessments.Invitations(c.UserContext(), d.id)
	if err != nil {
		return err
	}
	page := pages.Assessors{Back: pages.Link{Text: "The submission", Href: d.path("")}, Title: "Assessors", Action: d.path("/assessors"),
		Over: d.u.ApprenticeName + " · " + d.u.StandardReference + " " + d.u.StandardTitle, Moderated: d.a.Moderated, Moderation: d.path("/assessors/moderation"),
		Openings: pages.Link{Text: "Everything that was opened", Href: d.path("/openings")},
		Duty:     in.field("duty", "To", ""), Ends: in.field("ends", "Until the end of", "They see the submission until then, and not a day longer."),
		Email: in.field("email", "E-mail address", "Somebody who is here already is found by it."), Name: in.field("name", "Name", "Of somebody who is not here yet.")}
	page.Email.Type, page.Name.Optional = "email", true
	for _, duty := range []assessment.Duty{assessment.Assesses, assessment.Moderates} {
		hint := map[assessment.Duty]string{assessment.Assesses: "Prepare, judge and propose a result", assessment.Moderates: "Agree with what another assessor proposes, or return it"}[duty]
		page.Duties = append(page.Duties, pages.Option{Value: string(duty), Label: dutyWords[duty], Hint: hint, On: in.text("duty") == string(duty)})
	}
	if d.a.State == assessment.Released {
		page.Closed = "The result is released, so nobody is invited any more."
	}
	if d.a.State != assessment.Open {
		page.Fixed = "A result is proposed already, so this cannot be changed now."
	}
	for i := range all {
		row, err := a.assessorRow(c, d, &all[i])
		if err != nil {
			return err
		}
		page.Rows = append(page.Rows, row)
	}
	if a.cfg.SMTP == nil && in.text("link") != "" {
		page.Link, page.LinkFor = in.text("link"), in.text("link_for")
	}
	page.Summary = pages.NewSummary(in.whole, page.Duty, page.Ends, page.Email, page.Name)
	return a.show(c, status, page)
}

func (a *App) assessorRow(c *fiber.Ctx, d *dossier, i *assessment.Invitation) (pages.AssessorRow, error) {
	row := pages.AssessorRow{Name: i.Name, Email: i.Email, Duty: dutyWords[i.Duty], Until: words.Day(i.LastDay()), State: pages.Waiting, Words: "Nothing yet", Interest: i.Interest}
	times, err := a.assessments.OpenedBy(c.UserContext(), d.id, i.Person)
	if err != nil {
		return row, err
	}
	switch {
	case i.Interest != "":
		row.State, row.Words = pages.Returned, "A conflict, "+words.ShortDay(i.DeclaredAt, d.now)
	case !i.DeclaredAt.IsZero():
		row.State, row.Words = pages.Accepted, "No conflict, "+words.ShortDay(i.DeclaredAt, d.now)
	}
	total := 0
	for _, n := range times {
		total += n
	}
	row.Opened = "Nothing"
	if total > 0 {
		row.Opened = fmt.Sprintf("%s, %s in all", words.Plural(len(times), "thing", "things"), words.Plural(total, "time", "times"))
	}
	switch {
	case !i.EndedAt.IsZero():
		row.Until = "Ended on " + words.Moment(i.EndedAt)
	case !i.Holds(d.now):
		row.Until = "Ended with " + words.Day(i.LastDay())
	default:
		row.End = d.path("/assessors/%d/end", i.ID)
	}
	return row, nil
}

// inviteAssessor invites somebody to assess or to moderate. Who is not here yet
// is added, and invited to join.
func (a *App) inviteAssessor(c *fiber.Ctx) error {
	d, err := a.dossier(c)
	if err != nil {
		return err
	}
	in := readForm(c, "duty", "email", "name", "ends")
	i := assessment.Invitation{Submission: d.id, Duty: assessment.Duty(in.text("duty")), By: a.visit(c).person()}
	if last := in.day("ends"); !last.IsZero() {
		i.EndsAt = time.Date(last.Year(), last.Month(), last.Day()+1, 0, 0, 0, 0, db.London)
	} else {
		in.wrong.Add("ends", "Choose a day to come.")
	}
	var link string
	if err = in.wrong.Err(); err == nil {
		link, err = a.addAssessor(c.UserContext(), in, &i)
	}
	if fields := fault.Of(err); err != nil && fields.Fields["person"] != "" {
		in.wrong.Add("email", "%s", fields.Fields["person"])
	}
	if err != nil && (in.refused(err) || in.putOff(err)) {
		_, status := classify(err)
		return a.assessorsPage(c, status, d, in)
	}
	if err != nil {
		return err
	}
	a.say(c, "Invited.")
	if link != "" && a.cfg.SMTP == nil { // shown this once, in the answer itself
		if d, err = a.dossier(c); err != nil {
			return err
		}
		return a.assessorsPage(c, http.StatusOK, d, formOf(map[string]string{"duty": string(assessment.Assesses), "link": link, "link_for": in.text("name")}))
	}
	return goTo(c, "%s", d.path("/assessors"))
}

// addAssessor stores an invitation, of a person who is added with it where
// nobody has that address. It returns the address of the link with which such a
// person joins, empty for one who is here.
func (a *App) addAssessor(ctx context.Context, in *form, i *assessment.Invitation) (link string, err error) {
	found, _, err := a.accounts.People(ctx, account.PeopleQuery{Search: in.text("email"), Limit: listedPeople})
	if err != nil {
		return "", err
	}
	for _, p := range found {
		if p.Email == account.TidyEmail(in.text("email")) {
			i.Person = p.ID
		}
	}
	here := i.Person != 0
	err = a.db.Update(ctx, func(tx *db.Tx) error {
		if here {
			return assessment.Invite(ctx, tx, i)
		}
		p := account.Person{Name: in.text("name"), Email: in.text("email")}
		if err := account.AddPerson(ctx, tx, i.By, &p); err != nil {
			return err
		}
		with := *i
		with.Person = p.ID
		if err := assessment.Invite(ctx, tx, &with); err != nil {
			return err
		}
		link, err = sendInvitation(ctx, tx, i.By, p, &a.cfg)
		return err
	})
	return link, err
}

// endAssessor takes an invitation back, at once.
func (a *App) endAssessor(c *fiber.Ctx) error {
	id, err := pathNumber(c, "assessor")
	if err != nil {
		return err
	}
	v := a.visit(c)
	if err := a.assessments.EndInvitation(c.UserContext(), v.submission, id, v.person()); err != nil {
		return err
	}
	a.say(c, "Ended. They see nothing of the submission any more.")
	return goTo(c, "/submissions/%d/assessors", v.submission)
}

// setModerated says whether a second assessor has to agree.
func (a *App) setModerated(c *fiber.Ctx) error {
	d, err := a.dossier(c)
	if err != nil {
		return err
	}
	in := readForm(c, "moderated")
	err = a.assessments.SetModerated(c.UserContext(), d.id, a.visit(c).person(), in.text("moderated") == "yes")
	if err != nil && in.refused(err) {
		_, status := classify(err)
		in.typed["duty"] = string(assessment.Assesses)
		return a.assessorsPage(c, status, d, in)
	}
	if err != nil {
		return err
	}
	a.say(c, "Saved.")
	return goTo(c, "%s", d.path("/assessors"))
}
