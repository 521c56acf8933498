package app

import (
	"context"
	"fmt"
	"net/http"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/growth"
	"touchstone/app/pages"
	"touchstone/app/programme"
	"touchstone/app/words"
	"touchstone/evidence"
	"touchstone/ksb"
)

// A folio is the portfolio of a request with what its pages speak of.
type folio struct {
	id        evidence.PortfolioID
	enrolment programme.Enrolment
	standard  *ksb.Standard
	plan      *ksb.Plan // never nil; the zero plan has no rules
	hasPlan   bool
	mine      []ksb.Statement                    // that the apprentice has to show, in order
	former    []ksb.Statement                    // of versions of the standard that they were on before, see ksb.Standard.Former
	byID      map[ksb.StatementID]*ksb.Statement // of both
	sight     evidence.Sight
	own       bool // the visitor is the apprentice
}

// folio returns the portfolio of a request.
func (a *App) folio(c *fiber.Ctx) (*folio, error) {
	v := a.visit(c)
	f, err := a.folioOf(c.UserContext(), v.portfolio)
	if err != nil {
		return nil, err
	}
	f.own = f.enrolment.Apprentice == v.person()
	f.sight = evidence.Sight(v.may(account.Write))
	return f, nil
}

func (a *App) folioOf(ctx context.Context, id evidence.PortfolioID) (f *folio, err error) {
	f = &folio{id: id, plan: &ksb.Plan{}}
	if f.enrolment, err = a.programme.Enrolment(ctx, id); err != nil {
		return nil, err
	}
	if f.standard, err = a.standards.Standard(ctx, f.enrolment.Standard); err != nil {
		return nil, err
	}
	if f.enrolment.Plan != 0 {
		if f.plan, err = a.standards.Plan(ctx, f.enrolment.Plan); err != nil {
			return nil, err
		}
		f.hasPlan = true
	}
	f.mine = f.standard.For(f.enrolment.OptionName)
	f.byID = make(map[ksb.StatementID]*ksb.Statement, len(f.standard.Statements))
	for i := range f.standard.Statements {
		f.byID[f.standard.Statements[i].ID] = &f.standard.Statements[i]
	}
	return f, a.formerStatements(ctx, f)
}

// formerStatements adds to a folio the statements of the versions of the standard
// that the apprentice was on before, which the record still names.
func (a *App) formerStatements(ctx context.Context, f *folio) error {
	ids, err := a.programme.EarlierStandards(ctx, f.id)
	if err != nil {
		return err
	}
	for _, id := range ids {
		former, err := a.standards.Standard(ctx, id)
		if err != nil {
			return err
		}
		for _, st := range former.Former() {
			if f.byID[st.ID] == nil {
				f.byID[st.ID] = &st
				f.former = append(f.former, st)
			}
		}
	}
	return nil
}

// path returns an address below the portfolio's.
func (f *folio) path(format string, args ...any) string {
	return fmt.Sprintf("/portfolios/%d", f.id) + fmt.Sprintf(format, args...)
}

func (f *folio) item(id evidence.ItemID) string { return f.path("/evidence/%d", id) }

// statement returns a statement of the standard, with something to show for one
// that is not there.
func (f *folio) statement(id ksb.StatementID) *ksb.Statement {
	if s := f.byID[id]; s != nil {
		return s
	}
	return &ksb.Statement{ID: id, Title: "A statement of another standard"}
}

// chip shows a statement's code and leads to its evidence.
func (f *folio) chip(id ksb.StatementID) pages.Chip {
	s := f.statement(id)
	return pages.Chip{Code: string(s.Code), Name: s.Title, Href: f.path("/evidence?statement=%d", id)}
}

// over says whose portfolio it is, on what, and how far in.
func (f *folio) over(db *db.DB) string {
	e := &f.enrolment
	text := fmt.Sprintf("%s, Level %d", e.StandardTitle, e.StandardLevel)
	if e.StandardLevel == 0 {
		text = e.StandardTitle
	}
	if e.OptionName != "" {
		text += ", " + e.OptionName
	}
	month, months := e.Month(today(db))
	return fmt.Sprintf("%s · month %d of %d", text, month, months)
}

// whose begins the title of a page of the portfolio: "Your statements", or
// "Aleesha’s statements" to others.
func (f *folio) whose(what string) string {
	if f.own {
		return "Your " + what
	}
	return firstName(f.enrolment.ApprenticeName) + "’s " + what
}

// showPortfolio shows the first page of a portfolio.
func (a *App) showPortfolio(c *fiber.Ctx) error {
	f, err := a.folio(c)
	if err != nil {
		return err
	}
	covers, err := a.evidence.Coverage(c.UserContext(), f.id)
	if err != nil {
		return err
	}
	list, err := a.evidence.Items(c.UserContext(), f.id, evidence.Query{Sight: f.sight, State: evidence.Returned, Limit: 3})
	if err != nil {
		return err
	}
	tallies := evidence.Count(f.standard, f.enrolment.OptionName, f.planOrNil(), covers)
	page := pages.Portfolio{
		Over: f.over(a.db), Title: f.whose("portfolio"), Shares: shares(tallies.All),
		Lead: fmt.Sprintf("%d of %d accepted.", tallies.All.By[evidence.Accepted], tallies.All.Total),
		Rest: f.expected(a.db, tallies.All), Facts: f.facts(), Method: f.plan.Called().Method, Methods: f.methods(a.db, tallies),
		Places: []pages.Link{
			{Text: "Statements", Href: f.path("/statements")},
			{Text: "Evidence", Href: f.path("/evidence")},
			{Text: "Off-the-job hours", Href: f.path("/hours")},
			{Text: "Portfolio PDF", Href: f.path("/pdf")},
			{Text: "Actions", Href: f.path("/actions")},
			{Text: "Skills scans", Href: f.path("/scans")},
			{Text: "Timeline", Href: f.path("/timeline")},
		},
	}
	if len(f.behaviours()) > 0 {
		page.Places = append(page.Places, pages.Link{Text: "Behaviours", Href: f.path("/behaviours")})
	}
	if len(f.former) > 0 {
		page.Places = append(page.Places, pages.Link{Text: "Moves between versions", Href: f.path("/moves")})
	}
	if a.visit(c).may(account.AskToSign) {
		page.Places = append(page.Places, pages.Link{Text: "Requests to sign", Href: f.path("/requests")})
	}
	if a.visit(c).may(account.ReadSignatures) {
		page.Places = append(page.Places, pages.Link{Text: "Signatures", Href: f.path("/signatures")})
	}
	if a.visit(c).may(account.ReadReview) {
		page.Places = append(page.Places, pages.Link{Text: "Progress reviews", Href: f.path("/progress")})
	}
	if a.visit(c).may(account.SeeGrowth) {
		seen, err := a.growth.Consented(c.UserContext(), f.enrolment.Apprentice, growth.ToManager)
		if err != nil {
			return err
		}
		if seen {
			page.Places = append(page.Places, pages.Link{Text: f.whose("growth"), Href: f.path("/growth")})
		}
	}
	if a.visit(c).may(account.SeeReadiness) {
		if page.Ready, err = a.readySummary(c, f); err != nil {
			return err
		}
		if page.Reject, err = a.rejected(c, f.id); err != nil {
			return err
		}
		page.Places = append(page.Places, pages.Link{Text: page.Ready.Title, Href: f.path("/readiness")},
			pages.Link{Text: "Pieces to hand over", Href: f.path("/selection")}, pages.Link{Text: words.Capital(f.plan.Called().Gateway), Href: f.path("/gateway")})
	}
	if f.sight == evidence.Own {
		page.Add = &pages.Link{Text: "Add evidence", Href: f.path("/evidence/new")}
	}
	for _, r := range list.Rows {
		page.Next = append(page.Next, pages.Link{Text: "Returned: " + titleOf(r.Title), Href: f.row(r.ID, r.State)})
	}
	return a.show(c, http.StatusOK, page)
}

func (f *folio) planOrNil() *ksb.Plan {
	if f.hasPlan {
		return f.plan
	}
	return nil
}

// expected says what the number of accepted statements is measured against: as
// much of the whole as of the planned time is gone.
func (f *folio) expected(db *db.DB, all evidence.Tally) string {
	if all.By[evidence.None] == all.Total {
		return "One piece often shows three or four."
	}
	due := int(f.enrolment.Elapsed(today(db)) * float64(all.Total))
	text := fmt.Sprintf("At an even pace it would be about %d by now.", due)
	if n := all.By[evidence.Submitted]; n > 0 {
		text += " " + pages.Count(n) + " more " + is(n) + " waiting for " + firstName(f.enrolment.CoachName) + "."
	}
	return text
}

func is(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

func (f *folio) methods(db *db.DB, t evidence.Tallies) (rows []pages.MethodShare) {
	for _, m := range t.Methods {
		fact := fmt.Sprintf("%d of %d accepted", m.By[evidence.Accepted], m.Total)
		if m.Verified {
			fact = fmt.Sprintf("%s, verified by the employer and not assessed", words.Plural(m.Total, "statement", "statements"))
		}
		rows = append(rows, pages.MethodShare{Name: m.Name, Fact: fact,
			Bullet: pages.Bullet{Says: m.Name + ": " + fact, Far: m.Share(), Due: f.enrolment.Elapsed(today(db))}})
	}
	return rows
}

func (f *folio) facts() (list []pages.Fact) {
	e := &f.enrolment
	for _, fact := range []pages.Fact{
		{Name: "Apprentice", Value: e.ApprenticeName}, {Name: "Employer", Value: e.EmployerName}, {Name: "Coach", Value: e.CoachName},
		{Name: "Standard", Value: e.StandardReference + " " + e.StandardTitle}, {Name: "Option", Value: e.OptionName},
		{Name: "Plan", Value: f.plan.Name}, {Name: "Started", Value: words.Day(e.StartedOn)}, {Name: "Planned end", Value: words.Day(e.PlannedEndOn)},
	} {
		if fact.Value != "" {
			list = append(list, fact)
		}
	}
	return list
}

func shares(t evidence.Tally) (s pages.Shares) {
	for _, state := range []evidence.State{evidence.Accepted, evidence.Submitted, evidence.Returned, evidence.Draft, evidence.None} {
		s = append(s, pages.Share{State: stateOf(state), N: t.By[state]})
	}
	return s
}
