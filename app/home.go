package app

import (
	"fmt"
	"net/http"
	"slices"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/pages"
	"touchstone/app/programme"
	"touchstone/app/words"
	"touchstone/evidence"
	"touchstone/evidence/assessment"
)

// waiting returns how many pieces wait for a coach. A number that cannot be had
// is left out: the page matters more.
func (a *App) waiting(c *fiber.Ctx, v *visit) int {
	if c.UserContext().Err() != nil {
		return 0
	}
	total, err := a.evidence.WaitingCount(c.UserContext(), v.person())
	if err != nil {
		a.log.Error("cannot count what waits", "request", numberOf(c), "err", err)
	}
	return total
}

// How many rows the home page shows: of portfolios, of drafts.
const (
	homeRows  = 8
	draftRows = 3
)

// showHome shows where a person is and what comes next, by their roles.
func (a *App) showHome(c *fiber.Ctx) error {
	v := a.visit(c)
	if !v.signedIn() {
		return goTo(c, "/sign-in")
	}
	page := pages.Home{Name: v.session.Person.Name, NoRole: len(v.session.Roles) == 0}
	own, _, err := a.programme.Enrolments(c.UserContext(), programme.Query{Apprentice: v.person(), Sort: "-started"})
	if err != nil {
		return err
	}
	for _, e := range own {
		part, err := a.ownPortfolio(c, e)
		if err != nil {
			return err
		}
		page.Own = append(page.Own, part)
	}
	if others := v.session.Roles; slices.ContainsFunc(others, readsOthers) {
		found, total, err := a.programme.Enrolments(c.UserContext(), programme.Query{Reader: v.person(), Limit: homeRows})
		if err != nil {
			return err
		}
		page.Reads, page.Others, page.OthersTotal = true, a.portfolioRows(found), total
	}
	if page.Tasks, err = a.assessTasks(c); err != nil {
		return err
	}
	page.Signs = slices.Contains(v.session.Roles, account.Employer)
	if page.Waits, err = a.waitGroups(c, v); err != nil {
		return err
	}
	if page.Reviews = account.Can(v.session.Roles, account.ReviewWaiting); page.Reviews {
		q, err := a.evidence.Queue(c.UserContext(), evidence.QueueQuery{Coach: v.person(), Limit: 1})
		if err != nil {
			return err
		}
		if g := reviewGroup(a.reviewRows(q.Rows, q.Aim), q.All); g != nil {
			page.Waits = slices.Insert(page.Waits, 0, *g)
		}
		if page.Caseload, err = a.needed(c, v); err != nil {
			return err
		}
	}
	if page.Samples = account.Can(v.session.Roles, account.Sample); page.Samples {
		if n := a.toSample(c, v); n > 0 {
			page.Waits = append(page.Waits, pages.WaitGroup{What: words.Plural(n, "decision", "decisions") + " to sample", Do: pages.Link{Text: "Sample decisions", Href: "/quality"}})
		}
	}
	if page.Coordinates = slices.Contains(v.session.Roles, account.Coordinator); page.Coordinates {
		waits, err := a.coordinatorWaits(c, v)
		if err != nil {
			return err
		}
		page.Waits = append(page.Waits, waits...)
	}
	if account.Can(v.session.Roles, account.ManagePeople) {
		if page.Admin, err = a.adminHome(c); err != nil {
			return err
		}
		waits, err := a.adminWaits(c)
		if err != nil {
			return err
		}
		page.Waits = append(page.Waits, waits...)
	}
	return a.show(c, http.StatusOK, page)
}

// readsOthers reports whether a role opens other people's portfolios.
func readsOthers(r account.Role) bool {
	return r != account.Apprentice && account.Can([]account.Role{r}, account.Read)
}

// ownPortfolio returns how far an apprentice's own portfolio is and what comes
// next in it.
func (a *App) ownPortfolio(c *fiber.Ctx, e programme.Enrolment) (pages.OwnPortfolio, error) {
	var own pages.OwnPortfolio
	f, err := a.folioOf(c.UserContext(), e.ID)
	if err != nil {
		return own, err
	}
	f.own, f.sight = true, evidence.Own
	covers, err := a.evidence.Coverage(c.UserContext(), f.id)
	if err != nil {
		return own, err
	}
	drafts, err := a.evidence.Items(c.UserContext(), f.id, evidence.Query{Sight: f.sight, State: evidence.Draft, Limit: draftRows})
	if err != nil {
		return own, err
	}
	all := evidence.Count(f.standard, e.OptionName, f.planOrNil(), covers).All
	own = pages.OwnPortfolio{Href: f.path(""), Title: e.StandardTitle, About: f.over(a.db) + " · " + e.EmployerName,
		Lead: fmt.Sprintf("%d of %d accepted.", all.By[evidence.Accepted], all.Total), Rest: f.expected(a.db, all), Shares: shares(all)}
	for i := range drafts.Rows {
		r := &drafts.Rows[i]
		own.Drafts = append(own.Drafts, pages.DraftRow{Link: pages.Link{Text: titleOf(r.Title), Href: f.row(r.ID, r.State)}, Saved: "saved " + words.ShortDay(r.UpdatedAt, a.db.Now())})
	}
	if drafts.All() == 0 {
		own.Empty = &pages.Empty{Title: "Your first piece", Icon: "plus", Do: &pages.Link{Text: "Add evidence", Href: f.path("/evidence/new")},
			Text: "Begin with something you did this week: a call, a letter, a spreadsheet. A photo and two sentences are enough for a draft."}
	}
	if own.Stage, err = a.homeStage(c, f); err != nil {
		return own, err
	}
	own.Note, err = a.returnedPieces(c, f)
	return own, err
}

// homeStage tells an apprentice how far the last hand-over is, nil if there was
// none.
func (a *App) homeStage(c *fiber.Ctx, f *folio) (*pages.HomeStage, error) {
	attempts, err := a.evidence.Attempts(c.UserContext(), f.id)
	if err != nil || len(attempts) == 0 {
		return nil, err
	}
	u := &attempts[0]
	judged, err := a.assessments.Assessment(c.UserContext(), u.ID)
	if err != nil {
		return nil, err
	}
	path := fmt.Sprintf("/submissions/%d", u.ID)
	if judged.State == assessment.Released {
		called := f.plan.Called()
		return &pages.HomeStage{Text: fmt.Sprintf("The result of your %s was released on %s.", called.Assessment, words.Day(judged.ReleasedAt.In(db.London))),
			Do: pages.Link{Text: "Read the result", Href: path + "/result"}}, nil
	}
	return &pages.HomeStage{Text: fmt.Sprintf("Your portfolio was handed over to %s on %s.", u.OrganisationName, words.Day(u.At.In(db.London))),
		Do: pages.Link{Text: "See what was handed over", Href: path}}, nil
}

func (a *App) portfolioRows(found []programme.Enrolment) []pages.PortfolioRow {
	var rows []pages.PortfolioRow
	for _, e := range found {
		month, months := e.Month(db.Today(a.db.Now()))
		rows = append(rows, pages.PortfolioRow{
			Href: fmt.Sprintf("/portfolios/%d", e.ID), Name: e.ApprenticeName,
			Standard: fmt.Sprintf("%s, Level %d", e.StandardTitle, e.StandardLevel), Employer: e.EmployerName, Coach: e.CoachName,
			Month: fmt.Sprintf("%d of %d", month, months),
		})
	}
	return rows
}

// adminHome returns what an installation has and what it lacks.
func (a *App) adminHome(c *fiber.Ctx) (*pages.AdminHome, error) {
	_, people, err := a.accounts.People(c.UserContext(), account.PeopleQuery{Limit: 1})
	if err != nil {
		return nil, err
	}
	_, coaches, err := a.accounts.People(c.UserContext(), account.PeopleQuery{Role: account.Coach, Limit: 1})
	if err != nil {
		return nil, err
	}
	_, enrolments, err := a.programme.Enrolments(c.UserContext(), programme.Query{Limit: 1})
	if err != nil {
		return nil, err
	}
	employers, err := a.programme.Organisations(c.UserContext(), programme.EmployerOrganisation)
	if err != nil {
		return nil, err
	}
	_, cases, err := a.programme.Cases(c.UserContext(), programme.CaseQuery{Needs: programme.NeedsAct, Limit: 1})
	if err != nil {
		return nil, err
	}
	return &pages.AdminHome{Act: cases.Act, MailTrouble: a.mailTrouble(), People: people, Coaches: coaches, Enrolments: enrolments, Employers: len(employers)}, nil
}

func (a *App) showOffline(c *fiber.Ctx) error {
	return a.render(c, http.StatusOK, pages.Frame{}, pages.Offline{})
}

// showSources names where the wording of statements and frameworks comes from, and the licences
// of what is shown.
func (a *App) showSources(c *fiber.Ctx) error {
	list, err := a.standards.Standards(c.UserContext())
	if err != nil {
		return err
	}
	var page pages.Sources
	for _, l := range list {
		s, err := a.standards.Standard(c.UserContext(), l.ID)
		if err != nil {
			return err
		}
		page.Standards = append(page.Standards, pages.SourceOf{Name: l.Label() + " " + s.Title, Source: s.Source.Name,
			URL: s.Source.URL, ReadOn: words.Day(s.Source.ReadOn), Licence: s.Source.Licence, Secondary: s.Source.Secondary})
	}
	frameworks, err := a.standards.Frameworks(c.UserContext())
	if err != nil {
		return err
	}
	for _, f := range frameworks {
		row := pages.SourceOf{Name: f.Label() + " " + f.Title, Source: f.Source.Name, URL: f.Source.URL, Licence: f.Source.Licence, Secondary: f.Source.Secondary}
		if !f.Source.ReadOn.IsZero() {
			row.ReadOn = words.Day(f.Source.ReadOn)
		}
		page.Frameworks = append(page.Frameworks, row)
	}
	return a.show(c, http.StatusOK, page)
}
