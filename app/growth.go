package app

import (
	"net/http"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/growth"
	"touchstone/app/pages"
	"touchstone/app/programme"
	"touchstone/app/words"
)

// showGrowth shows a person every part of their growth.
func (a *App) showGrowth(c *fiber.Ctx) error {
	var page pages.GrowthOverview
	for _, card := range growthCards {
		one, err := card(a, c)
		if err != nil {
			return err
		}
		if one != nil {
			page.Cards = append(page.Cards, *one)
		}
	}
	return a.show(c, http.StatusOK, page)
}

// showSharing shows a person who may see their growth.
func (a *App) showSharing(c *fiber.Ctx) error {
	return a.showSharingForm(c, http.StatusOK, formOf(nil))
}

func (a *App) showSharingForm(c *fiber.Ctx, status int, in *form) error {
	v := a.visit(c)
	given, err := a.growth.Consents(c.UserContext(), v.person())
	if err != nil {
		return err
	}
	managers, err := a.managersOf(c, v.person())
	if err != nil {
		return err
	}
	page := pages.Sharing{Whole: in.whole}
	if f := in.wrong.Of("kind"); f != "" {
		page.Whole = append(page.Whole, f)
	}
	for _, kind := range growth.ConsentKinds {
		one := consentWords[kind]
		one.Kind, one.Managed = string(kind), managers
		if at, yes := given[kind]; yes {
			one.Given = words.Day(db.Today(at))
		}
		page.Consents = append(page.Consents, one)
	}
	return a.show(c, status, page)
}

// consentWords say what each consent shows to whom. They are what a person
// agrees to, so they change only with what is shown.
var consentWords = map[growth.ConsentKind]pages.Consent{
	growth.ToManager: {Title: "Your coach and your employer may look and rate beside you",
		Shown: "Every self-audit you have finished: your ratings, your examples, and the number and title of the pieces you set beside them. They may rate the same things as they see you. You see what each of them rated once they finish; they do not see each other’s. Also your development plan with all its goals, and your CPD log, to read. In the list of their team they see your name with your grade and what you are ready for.",
		Never: "Drafts. Without this they see of your plan only what is an action of your apprenticeship."},
	growth.ToTeam: {Title: "You may count in the picture of your team",
		Shown: "Your newest finished self-audit, counted together with those of others: how many meet each element at each grade. Your coach and your employer see the numbers; colleagues who agreed too see them in words, such as few or most. What would show what one person rated, because too few count, is left out.",
		Never: "Your name, your examples and your evidence. Colleagues see none of your ratings."},
}

// managersOf says who coaches a person and who employs them, by their
// apprenticeships that go on.
func (a *App) managersOf(c *fiber.Ctx, person account.PersonID) (string, error) {
	own, _, err := a.programme.Enrolments(c.UserContext(), programme.Query{Apprentice: person, Sort: "-started"})
	if err != nil {
		return "", err
	}
	var names []string
	add := func(name string) {
		if name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for i := range own {
		if own[i].State.Current() {
			add(own[i].CoachName + ", your coach")
			add("the people of " + own[i].EmployerName)
		}
	}
	if len(names) == 0 {
		return "Nobody now: you are on no apprenticeship. It would hold from the day you are.", nil
	}
	return words.Capital(strings.Join(names, "; ")) + ". If others take over from them, it holds for those.", nil
}

// shareGrowth gives a consent or withdraws it.
func (a *App) shareGrowth(c *fiber.Ctx) error {
	v, in := a.visit(c), readForm(c, "kind", "do")
	kind, do := growth.ConsentKind(in.text("kind")), a.growth.GiveConsent
	said := "You agreed. You can take it back here at any time."
	if in.text("do") == "withdraw" {
		do, said = a.growth.WithdrawConsent, "Taken back. From now on they see nothing of it."
	}
	err := do(c.UserContext(), v.person(), kind)
	if in.refused(err) {
		return a.showSharingForm(c, http.StatusUnprocessableEntity, in)
	}
	if err != nil {
		return err
	}
	a.say(c, said)
	return goTo(c, "/growth/sharing")
}
