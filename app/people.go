package app

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/app/notify"
	"touchstone/app/pages"
	"touchstone/app/programme"
	"touchstone/app/words"
)

// showPeople lists everyone, for administrators.
func (a *App) showPeople(c *fiber.Ctx) error {
	l := readList(c, "/people", "role", "state")
	people, total, err := a.accounts.People(c.UserContext(), account.PeopleQuery{
		Search: l.get("q"), Role: account.Role(l.get("role")), State: account.PersonState(l.get("state")), Order: l.get("sort"), Offset: l.from, Limit: pageRows})
	if err != nil {
		return err
	}
	page := pages.People{
		Search: pages.Field{Name: "q", Label: "Name or e-mail address", Value: l.get("q"), Type: "search"},
		Role:   pages.Field{Name: "role", Label: "Role", Value: l.get("role")}, Roles: roleOptions("Any role"),
		Columns: []pages.Column{l.column("Name", "", ""), {Name: "E-mail"}, {Name: "Roles"}, {Name: "State"}, l.column("Added", "newest", "")},
		Pager:   l.pager("Pages of people", len(people), total), Narrowed: l.narrowed(),
	}
	page.State, page.States = pages.Field{Name: "state", Label: "State", Value: l.get("state")}, []pages.Option{{Label: "Any state"},
		{Value: string(account.NotJoined), Label: "Not joined yet"}, {Value: string(account.Joined), Label: "Joined"}, {Value: string(account.Suspended), Label: "Suspended"}}
	if l.get("state") == string(account.NotJoined) {
		if err := a.fillUninvited(c, &page); err != nil {
			return err
		}
	}
	for _, p := range people {
		page.Rows = append(page.Rows, pages.PersonRow{Href: personHref(p.ID), Name: p.Name, Email: p.Email,
			Roles: roleWords(p.Roles), State: personState(p.Person), Added: words.Day(p.CreatedAt.In(db.London))})
	}
	return a.show(c, http.StatusOK, page)
}

func personHref(id account.PersonID) string { return fmt.Sprintf("/people/%d", id) }

func personState(p account.Person) string {
	switch {
	case !p.SuspendedAt.IsZero():
		return "Suspended"
	case !p.Joined:
		return "Invited"
	}
	return "Joined"
}

func roleOptions(none string) []pages.Option {
	options := []pages.Option{{Value: "", Label: none}}
	for _, r := range account.Roles {
		options = append(options, pages.Option{Value: string(r), Label: roleWords([]account.Role{r})})
	}
	return options
}

func (a *App) showNewPerson(c *fiber.Ctx) error {
	return a.showPersonForm(c, http.StatusOK, formOf(map[string]string{"role": c.Query("role")}))
}

func (a *App) showPersonForm(c *fiber.Ctx, status int, f *form) error {
	organisations, err := a.memberOptions(c)
	if err != nil {
		return err
	}
	email := f.field("email", "E-mail address", "The invitation goes there, and they sign in with it.")
	email.Type = "email"
	organisation := memberField(f)
	return a.show(c, status, pages.NewPerson{Whole: f.whole, Name: f.field("name", "Name", ""), Email: email,
		Role: f.field("role", "Role", "An apprentice's and an assessor's role comes with their enrolment."), Roles: roleOptions("None yet"),
		Organisation: organisation, Organisations: organisations})
}

// memberField asks which organisation somebody belongs to, for a role in one.
func memberField(f *form) pages.Field {
	field := f.field("organisation", "Organisation", "For an employer, whose apprentices they see; for a coordinator, the assessment organisation that takes what is handed over.")
	field.Optional = true
	return field
}

// memberOptions returns the organisations that people may belong to, after one
// for none.
func (a *App) memberOptions(c *fiber.Ctx) ([]pages.Option, error) {
	options := []pages.Option{{Value: "", Label: "None"}}
	for _, r := range account.Roles {
		kind, member := programme.MemberOf(r)
		if !member {
			continue
		}
		all, err := a.programme.Organisations(c.UserContext(), kind)
		if err != nil {
			return nil, err
		}
		for _, o := range all {
			options = append(options, pages.Option{Value: idText(o.ID), Label: o.Name + " (" + strings.ToLower(kindNames[kind]) + ")"})
		}
	}
	return options, nil
}

// addPerson stores a person and invites them.
func (a *App) addPerson(c *fiber.Ctx) error {
	f := readForm(c, "name", "email", "role", "organisation")
	i := invitation{Person: account.Person{Name: f.text("name"), Email: f.text("email")}, Role: account.Role(f.text("role")), At: f.id("organisation")}
	err := f.wrong.Err()
	if err == nil {
		_, err = i.send(c.UserContext(), a.db, a.visit(c).person(), &a.cfg)
	}
	if f.refused(err) {
		return a.showPersonForm(c, http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	a.say(c, i.Person.Name+" is invited.")
	return goTo(c, "%s", personHref(i.Person.ID))
}

// person returns the person in the path.
func (a *App) person(c *fiber.Ctx) (account.Person, error) {
	id, err := pathNumber(c, "person")
	if err != nil {
		return account.Person{}, err
	}
	return a.accounts.Person(c.UserContext(), account.PersonID(id))
}

// showPerson shows one person to administrators.
func (a *App) showPerson(c *fiber.Ctx) error { return a.showPersonWith(c, http.StatusOK, formOf(nil)) }

func (a *App) showPersonWith(c *fiber.Ctx, status int, f *form) error {
	p, err := a.person(c)
	if err != nil {
		return err
	}
	grants, err := a.accounts.Grants(c.UserContext(), p.ID)
	if err != nil {
		return err
	}
	attempts, err := a.accounts.Attempts(c.UserContext(), p.Email, 10)
	if err != nil {
		return err
	}
	organisations, err := a.memberOptions(c)
	if err != nil {
		return err
	}
	page := pages.PersonPage{Whole: f.whole, Href: personHref(p.ID), Name: p.Name, Email: p.Email, State: personState(p),
		Joined: p.Joined, Suspended: !p.SuspendedAt.IsZero(), Self: p.ID == a.visit(c).person(),
		Role: f.field("role", "Role", ""), Roles: grantableRoles(), Organisation: memberField(f), Organisations: organisations}
	for _, g := range grants {
		row, err := a.grantRow(c, g)
		if err != nil {
			return err
		}
		page.Grants = append(page.Grants, row)
	}
	for _, t := range attempts {
		page.Attempts = append(page.Attempts, pages.AttemptRow{At: words.Moment(t.At), Address: t.Address, Passed: t.Passed})
	}
	if a.cfg.SMTP == nil {
		if page.Links, err = a.waitingLinks(c, p.Email); err != nil {
			return err
		}
	}
	return a.show(c, status, page)
}

var linkInMessage = regexp.MustCompile(`(?m)^https?://\S+$`)

// waitingLinks returns the links in messages that nobody sends, since there is
// no mail server: an administrator hands them on.
func (a *App) waitingLinks(c *fiber.Ctx, email string) (links []pages.WaitingLink, err error) {
	messages, err := notify.Waiting(c.UserContext(), a.db, email)
	for _, m := range messages {
		if m.Subject != invitationSubject && m.Subject != resetSubject {
			continue
		}
		links = append(links, pages.WaitingLink{Subject: m.Subject, At: words.Moment(m.CreatedAt), Link: linkInMessage.FindString(m.Body)})
	}
	return links, err
}

func (a *App) grantRow(c *fiber.Ctx, g account.Grant) (pages.GrantRow, error) {
	row := pages.GrantRow{ID: idText(g.ID), Role: roleWords([]account.Role{g.Role}), From: words.Moment(g.GrantedAt), Until: words.Moment(g.RevokedAt),
		Ends: words.Moment(g.ExpiresAt), Holds: g.Holds(a.db.Now())}
	switch g.Scope {
	case account.Organisation:
		o, err := a.programme.Organisation(c.UserContext(), programme.OrganisationID(g.ScopeID))
		if err != nil {
			return row, err
		}
		row.Where = o.Name
	case account.Enrolment:
		row.Where, row.Href = fmt.Sprintf("Enrolment %d", g.ScopeID), fmt.Sprintf("/enrolments/%d", g.ScopeID)
	case account.Submission:
		row.Where = fmt.Sprintf("Submission %d", g.ScopeID)
	default:
		row.Where = "Everywhere"
	}
	// An apprentice's and a coach's role in an enrolment follow the enrolment.
	row.CanEnd = row.Holds && (g.Scope != account.Enrolment || g.Role == account.Assessor)
	return row, nil
}

// grantableRoles are those an administrator gives to a person by themselves.
func grantableRoles() []pages.Option {
	var options []pages.Option
	for _, r := range account.Roles {
		if _, member := programme.MemberOf(r); member || r.InInstallation() {
			options = append(options, pages.Option{Value: string(r), Label: roleWords([]account.Role{r})})
		}
	}
	return options
}

// giveRole gives the person in the path a role.
func (a *App) giveRole(c *fiber.Ctx) error {
	p, err := a.person(c)
	if err != nil {
		return err
	}
	f := readForm(c, "role", "organisation")
	role, at := account.Role(f.text("role")), f.id("organisation")
	err = f.wrong.Err()
	if err == nil {
		err = a.db.Update(c.UserContext(), func(tx *db.Tx) error {
			return giveRole(c.UserContext(), tx, a.visit(c).person(), p.ID, role, at)
		})
	}
	return a.personChanged(c, f, err, p.Name+" has the role now.")
}

// endRole ends one of the person's roles, at once.
func (a *App) endRole(c *fiber.Ctx) error {
	p, err := a.person(c)
	if err != nil {
		return err
	}
	f := readForm(c, "grant")
	grants, err := a.accounts.Grants(c.UserContext(), p.ID)
	if err != nil {
		return err
	}
	for _, g := range grants {
		if g.ID == f.id("grant") {
			err = a.accounts.EndGrant(c.UserContext(), a.visit(c).person(), g)
		}
	}
	return a.personChanged(c, f, err, "The role is ended.")
}

func (a *App) suspendPerson(c *fiber.Ctx) error {
	p, err := a.person(c)
	if err != nil {
		return err
	}
	f := formOf(nil)
	err = a.accounts.Suspend(c.UserContext(), a.visit(c).person(), p.ID)
	return a.personChanged(c, f, err, p.Name+" is suspended and signed out everywhere.")
}

func (a *App) readmitPerson(c *fiber.Ctx) error {
	p, err := a.person(c)
	if err != nil {
		return err
	}
	err = a.accounts.Readmit(c.UserContext(), a.visit(c).person(), p.ID)
	return a.personChanged(c, formOf(nil), err, p.Name+" may sign in again.")
}

// inviteAgain sends a new link: an invitation, or a reset to someone who has
// joined.
func (a *App) inviteAgain(c *fiber.Ctx) error {
	p, err := a.person(c)
	if err != nil {
		return err
	}
	if !p.SuspendedAt.IsZero() {
		return a.personChanged(c, formOf(nil), fault.New(fault.Conflict, p.Name+" is suspended. Readmit them first."), "")
	}
	by := a.visit(c).person()
	err = a.db.Update(c.UserContext(), func(tx *db.Tx) error {
		if p.Joined {
			return sendReset(c.UserContext(), tx, by, p, &a.cfg)
		}
		_, err := sendInvitation(c.UserContext(), tx, by, p, &a.cfg)
		return err
	})
	return a.personChanged(c, formOf(nil), err, "A new link for "+p.Name+" is made.")
}

// personChanged goes back to the person's page and says what was done, or shows
// it with what stood in the way.
func (a *App) personChanged(c *fiber.Ctx, f *form, err error, said string) error {
	if f.refused(err) {
		status := http.StatusUnprocessableEntity
		if fault.Is(err, fault.Conflict) {
			status = http.StatusConflict
		}
		return a.showPersonWith(c, status, f)
	}
	if err != nil {
		return err
	}
	a.say(c, said)
	return goTo(c, "/people/%s", c.Params("person"))
}
