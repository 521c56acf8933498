package app

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/fault"
	"touchstone/app/pages"
	"touchstone/app/programme"
	"touchstone/app/words"
	"touchstone/evidence"
	"touchstone/ksb"
)

// showGateway shows what is recorded, declared and signed before the assessment.
func (a *App) showGateway(c *fiber.Ctx) error {
	return a.gatewayPage(c, http.StatusOK, formOf(map[string]string{}))
}

func (a *App) gatewayPage(c *fiber.Ctx, status int, in *form) error {
	f, err := a.folio(c)
	if err != nil {
		return err
	}
	facts, ready, err := a.evidence.Readiness(c.UserContext(), a.standards, f.id)
	if err != nil {
		return err
	}
	page := pages.Gateway{Back: pages.Link{Text: f.whose("portfolio"), Href: f.path("")}, Over: f.over(a.db), Title: words.Capital(f.plan.Called().Gateway),
		Lead: gatewayLead(f, &ready), Places: []pages.Link{{Text: "What is missing", Href: f.path("/readiness")}, {Text: "Pieces to hand over", Href: f.path("/selection")}},
		Nothing: "The plan asks for no qualifications or documents."}
	if !f.hasPlan {
		page.Nothing, page.Missing = "What is asked for is not known until a plan is chosen.", noPlan
		if account.Can(a.visit(c).session.Roles, account.ManageEnrolment) {
			page.Places = append(page.Places, pages.Link{Text: "Choose the plan", Href: fmt.Sprintf("/enrolments/%d", f.id)})
		}
	}
	if err := a.fillRecords(c, f, facts, in, &page); err != nil {
		return err
	}
	a.fillDeclarations(c, f, facts, &page)
	if err := a.fillSignOffs(c, f, &page); err != nil {
		return err
	}
	page.Summary = pages.NewSummary(in.whole, gatewayFields(page.Asks)...)
	return a.show(c, status, page)
}

// noPlan says why a page cannot say what is asked for.
const noPlan = "No assessment plan is chosen for this apprenticeship, so nothing here knows what it asks for. An administrator chooses it on the page of the enrolment."

// gatewayLead says how far it is.
func gatewayLead(f *folio, ready *evidence.Readiness) string {
	if !f.hasPlan {
		return "What is recorded and signed before the assessment."
	}
	open := 0
	for i := range ready.Requirements {
		if ready.Requirements[i].State != evidence.Met {
			open++
		}
	}
	text := "What is asked for before the " + f.plan.Called().Assessment + ". Plan: " + strings.TrimSuffix(f.plan.Name, ".") + ". "
	if open == 0 {
		return text + "Everything is met."
	}
	return text + words.Capital(words.Plural(open, "requirement is", "requirements are")) + " not met yet."
}

// declaring are the roles that may declare something, in the order they are told.
var declaring = []account.Role{account.Apprentice, account.Employer, account.Coach}

// fillDeclarations tells who declared what about the evidence.
func (a *App) fillDeclarations(c *fiber.Ctx, f *folio, facts *evidence.Facts, page *pages.Gateway) {
	role, may := f.signsAs(a.visit(c))
	if may = may && f.declares(role); may {
		page.Declare = &pages.SignForm{Action: f.path("/declarations"), Words: programme.DeclarationOf(f.plan, role), Button: "Sign as " + role.Name()}
	}
	by := make(map[account.Role]programme.Declaration)
	for _, d := range facts.Declarations {
		by[d.Role] = d
		page.Declared = append(page.Declared, pages.Signature{Name: d.Name, Role: d.Role.Name(), Words: d.Words, When: words.Moment(d.SignedAt)})
		if may && d.Role == role {
			page.Declare.Button = "Sign again as " + role.Name()
		}
	}
	for _, r := range declaring {
		d, signed := by[r]
		switch {
		case !f.declares(r):
		case !signed:
			page.Waiting = append(page.Waiting, "The "+r.Name()+" has not declared anything yet.")
		case d.Words != programme.DeclarationOf(f.plan, r):
			page.Waiting = append(page.Waiting, "The plan has other words than those that the "+r.Name()+" signed: it is to be signed again.")
		case d.SignedAt.Before(facts.Changed):
			page.Waiting = append(page.Waiting, "The pieces changed after the "+r.Name()+" signed, on "+words.Moment(facts.Changed)+": it is to be signed again.")
		case role == r:
			page.Declare = nil
		}
	}
}

// declares reports whether a role is to declare something: each that the plan
// names, or each of ours where it names none.
func (f *folio) declares(role account.Role) bool {
	asked := f.plan.Portfolio.Declarations
	return len(asked) == 0 || slices.ContainsFunc(asked, func(d ksb.SignOff) bool { return account.Role(d.By) == role })
}

// fillSignOffs tells how far the signatures under what is handed over are.
func (a *App) fillSignOffs(c *fiber.Ctx, f *folio, page *pages.Gateway) error {
	content, stand, err := a.evidence.SignOffs(c.UserContext(), f.id)
	if err != nil || len(stand.Steps) == 0 {
		return err
	}
	v, next := a.visit(c), stand.Next()
	page.Content = content
	for i := range stand.Steps {
		page.Steps = append(page.Steps, a.signOffRow(f, i, &stand.Steps[i], next))
	}
	current := f.enrolment.State.Current()
	switch {
	case next == nil:
		page.Turn = "Everybody has signed what is handed over as it is now."
	case !current:
		page.Turn = fault.Of(programme.ErrEnded).Message
	default:
		page.Turn = words.Capital(f.signer(next.Role)) + " is next. Each signs exactly what is shown below; if the pieces change, it is asked for again."
	}
	if next == nil || !current {
		return nil
	}
	if stand.Asked.IsZero() && v.may(account.KeepGateway) {
		page.Asking = f.path("/gateway/ask")
	}
	if v.may(account.SignOff) && v.is(next.Role) {
		page.Sign = &pages.GatewaySign{Action: f.path("/gateway"), Words: next.Words, Digest: programme.Digest(content),
			Note: "By signing you confirm what is shown above and nothing else. We record your name, the time and your network address."}
	}
	page.Asked, err = a.asked(c, f, programme.ForGateway, 0, next.Role == account.Employer)
	return err
}

// signer is who signs as a role, by name where there is one.
func (f *folio) signer(role account.Role) string {
	switch role {
	case account.Apprentice:
		return f.enrolment.ApprenticeName + ", the apprentice,"
	case account.Coach:
		return f.enrolment.CoachName + ", for the training provider,"
	case account.Employer:
		return "the employer, " + f.enrolment.EmployerName + ","
	}
	return "the " + role.Name()
}

func (a *App) signOffRow(f *folio, i int, s *programme.SignOff, next *programme.SignOff) pages.SignOffRow {
	row := pages.SignOffRow{Who: fmt.Sprintf("%d. %s", i+1, words.Capital(strings.TrimSuffix(f.signer(s.Role), ","))), Words: s.Words, State: pages.None, Says: "Not yet"}
	switch {
	case s.Signature != nil:
		row.State, row.Says, row.More = pages.Accepted, "Signed", signedLine(s.Signature)
	case next != nil && s == next:
		row.State, row.Says = pages.Waiting, "Is next"
	}
	if s.Void != nil {
		row.More = signedLine(s.Void) + " What is handed over changed since, so it no longer holds."
	}
	return row
}

func signedLine(s *programme.Signature) string {
	who := s.Name
	if s.Job != "" {
		who += ", " + s.Job
	}
	return "Signed by " + who + " on " + words.Moment(s.At) + "."
}

// askSignOffs asks people to sign, one after the other.
func (a *App) askSignOffs(c *fiber.Ctx) error {
	v := a.visit(c)
	err := a.evidence.AskSignOffs(c.UserContext(), v.portfolio, v.person())
	if fault.Is(err, fault.Conflict) {
		return a.gatewayPage(c, http.StatusConflict, refusedWhole(err))
	}
	if err != nil {
		return err
	}
	a.say(c, "Asked: each is told when it is their turn.")
	return goTo(c, "/portfolios/%d/gateway#signoffs", v.portfolio)
}

// refusedWhole is an empty form with what is wrong with no field.
func refusedWhole(err error) *form {
	in := formOf(map[string]string{})
	in.refused(err)
	return in
}

// signOff signs what is handed over, as what the visitor is whose turn it is.
func (a *App) signOff(c *fiber.Ctx) error {
	f, err := a.folio(c)
	if err != nil {
		return err
	}
	v := a.visit(c)
	_, stand, err := a.evidence.SignOffs(c.UserContext(), f.id)
	if err != nil {
		return err
	}
	by := programme.Signer{Role: signsOffAs(v, &stand), Person: v.person(), Address: a.clientAddress(c)}
	err = a.evidence.SignOff(c.UserContext(), f.id, c.FormValue("digest"), by)
	if fault.Is(err, fault.Conflict) {
		return a.gatewayPage(c, http.StatusConflict, refusedWhole(err))
	}
	if err != nil {
		return err
	}
	a.say(c, "Signed as "+by.Role.Name()+".")
	return goTo(c, "%s", f.path("/gateway#signoffs"))
}

// signsOffAs returns the role in which the visitor signs: that whose turn it is,
// if they have it, or the first of theirs that signs at all.
func signsOffAs(v *visit, stand *programme.SignOffs) account.Role {
	if next := stand.Next(); next != nil && v.is(next.Role) {
		return next.Role
	}
	for i := range stand.Steps {
		if v.is(stand.Steps[i].Role) {
			return stand.Steps[i].Role
		}
	}
	for _, role := range v.roles {
		if account.Can([]account.Role{role}, account.SignOff) {
			return role
		}
	}
	return ""
}

// gatewayByLink shows what is handed over, to be signed for the employer.
func (a *App) gatewayByLink(c *fiber.Ctx, f *folio, _ *programme.Request, _ *form) (s signing, err error) {
	content, step, err := a.signOffTurn(c, f)
	if err != nil {
		return s, err
	}
	name := f.enrolment.ApprenticeName
	s.page.Title = "Please sign off " + name + "’s portfolio"
	s.page.Lead = "Before the " + f.plan.Called().Assessment + " the employer signs what is handed over. If something in it is not right, do not sign: tell " + f.enrolment.CoachName + "."
	s.page.Exactly, s.page.Digest = content, programme.Digest(content)
	s.page.Agrees = step.Words
	s.sign = func(c *fiber.Ctx, in *form, by programme.Signer) error {
		return a.evidence.SignOff(c.UserContext(), f.id, in.text("digest"), by)
	}
	return s, nil
}

// signOffTurn returns what is handed over and the step that the employer signs
// next, or why they sign nothing now.
func (a *App) signOffTurn(c *fiber.Ctx, f *folio) (content string, step *programme.SignOff, err error) {
	content, stand, err := a.evidence.SignOffs(c.UserContext(), f.id)
	if err != nil {
		return "", nil, err
	}
	step, err = stand.Turn(account.Employer)
	return content, step, err
}
