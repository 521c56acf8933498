package app

import (
	"net/http"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/fault"
	"touchstone/app/pages"
	"touchstone/app/programme"
	"touchstone/app/words"
	"touchstone/ksb"
)

// showBehaviours shows which behaviours the employer has verified.
func (a *App) showBehaviours(c *fiber.Ctx) error {
	return a.behavioursPage(c, http.StatusOK, formOf(map[string]string{}))
}

func (a *App) behavioursPage(c *fiber.Ctx, status int, in *form) error {
	f, err := a.folio(c)
	if err != nil {
		return err
	}
	last, err := a.programme.Behaviours(c.UserContext(), f.enrolment.ID)
	if err != nil {
		return err
	}
	page := pages.Behaviours{Back: pages.Link{Text: f.whose("portfolio"), Href: f.path("")}, Over: f.enrolment.ApprenticeName, Whole: in.whole}
	shown := 0
	for _, b := range f.behaviours() {
		check, asked := last[b.ID]
		row := pages.BehaviourRow{Chip: f.chip(b.ID), Name: b.Title, State: pages.None, Words: "Not asked yet", Example: check.Example}
		if asked {
			row.State, row.Words, row.Said = pages.Returned, "Not yet", check.By+", "+words.Day(check.At)
		}
		if check.Shown {
			row.State, row.Words = pages.Accepted, "Verified"
			shown++
		}
		page.Rows = append(page.Rows, row)
	}
	page.Lead = words.Plural(shown, "behaviour", "behaviours") + " of " + pages.Count(len(page.Rows)) + " verified by the employer. They are those of " + f.standard.Label() + " " + f.standard.Title + "."
	if len(page.Rows) == 0 {
		page.Lead = "This standard has no behaviours of its own."
	}
	if f.plan.Regime == ksb.Assessment {
		page.Note = "Under this plan behaviours are not assessed: the employer verifies each one, signed and dated."
	}
	if page.Asked, err = a.asked(c, f, programme.ForBehaviours, 0, shown < len(page.Rows) && f.enrolment.State.Current()); err != nil {
		return err
	}
	if open := f.unverified(last); len(open) > 0 && a.visit(c).may(account.VerifyBehaviours) {
		page.Asks, _ = behaviourAsks(open, in)
		page.Action, page.Digest = f.path("/behaviours"), programme.Digest(f.behavioursShown(open))
		page.Words = "By signing you confirm what you answered and nothing else. We record your name, the time and your network address."
	}
	return a.show(c, status, page)
}

// verifyBehaviours signs an employer's answers.
func (a *App) verifyBehaviours(c *fiber.Ctx) error {
	f, err := a.folio(c)
	if err != nil {
		return err
	}
	last, err := a.programme.Behaviours(c.UserContext(), f.enrolment.ID)
	if err != nil {
		return err
	}
	open := f.unverified(last)
	_, names := behaviourAsks(open, formOf(map[string]string{}))
	in := readForm(c, append(names, "digest")...)
	shown := f.behavioursShown(open)
	err = fault.New(fault.Conflict, "The wording, or what is left to verify, changed while you were answering, so nothing is signed yet. Read it again.")
	if in.text("digest") == programme.Digest(shown) {
		by := programme.Signer{Role: account.Employer, Person: a.visit(c).person(), Address: a.clientAddress(c)}
		err = a.programme.VerifyBehaviours(c.UserContext(), f.enrolment.ID, shown, behaviourAnswers(open, in), by)
	}
	if err != nil && (in.refused(err) || in.putOff(err)) {
		_, status := classify(err)
		return a.behavioursPage(c, status, in)
	}
	if err != nil {
		return err
	}
	a.say(c, "Signed: what you answered is recorded.")
	return goTo(c, "%s", f.path("/behaviours"))
}
