package app

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/growth"
	"touchstone/app/pages"
	"touchstone/app/words"
)

// growthCards makes the parts of the page /growth, in their order. One that is
// not for the visitor makes none.
var growthCards = []func(*App, *fiber.Ctx) (*pages.GrowthCard, error){
	(*App).selfAuditCard,
	(*App).planCard,
	(*App).cpdCard,
	(*App).teamCard,
	(*App).upgradeCard,
	(*App).careersCard,
	(*App).sharingCard,
}

func (a *App) selfAuditCard(c *fiber.Ctx) (*pages.GrowthCard, error) {
	all, err := a.growth.Audits(c.UserContext(), a.visit(c).person())
	if err != nil {
		return nil, err
	}
	card := &pages.GrowthCard{Key: "audits", Title: "Self-audit", Text: "Place yourself against a grade of your professional standards: where you are strong, what to work on, how far the next grade is."}
	for i := range all {
		if all[i].State == growth.AuditDraft {
			rated, of := all[i].Progress()
			card.Text = "You have begun one: " + ofAll(rated, of) + " rated."
			card.Links = append(card.Links, pages.Link{Text: "Go on with your self-audit", Href: auditPath(&all[i])})
			break
		}
	}
	for i := range all {
		if a := &all[i]; a.State == growth.AuditFinished {
			meeting, rated := a.Meeting()
			card.Facts = []pages.Fact{{Name: "Newest", Value: words.Day(db.Today(a.FinishedAt)) + ", " + gradeName(a)}, {Name: "You meet or pass", Value: ofAll(meeting, rated) + " rated elements and specialisms"}}
			card.Links = append(card.Links, pages.Link{Text: "See your newest result", Href: auditPath(a)}, pages.Link{Text: "All your self-audits", Href: "/growth/audits"})
			return card, nil
		}
	}
	if len(card.Links) == 0 {
		card.Links = []pages.Link{{Text: "Begin a self-audit", Href: "/growth/audits/new"}}
	}
	return card, nil
}

func (a *App) teamCard(c *fiber.Ctx) (*pages.GrowthCard, error) {
	roles := a.visit(c).session.Roles
	if !slices.Contains(roles, account.Coach) && !slices.Contains(roles, account.Employer) {
		return colleaguesCard, nil
	}
	return &pages.GrowthCard{Key: "team", Title: "Your team", Text: "A team by element and grade: who is ready for what, and where the gaps are. Only those count who agreed to it.",
		Links: []pages.Link{{Text: "Open your team", Href: "/teams"}}}, nil
}

// colleaguesCard leads those who lead no team to the one they are of.
var colleaguesCard = &pages.GrowthCard{Key: "team", Title: "Your team", Text: "How you and your colleagues stand together, element by element, in words that give nobody away.",
	Links: []pages.Link{{Text: "See how your team stands", Href: "/growth/team"}}}

func (a *App) upgradeCard(*fiber.Ctx) (*pages.GrowthCard, error) {
	return &pages.GrowthCard{Key: "upgrade", Title: "Membership upgrade", Text: "What you have proved, set out element by element for a grade of your professional body.",
		Links: []pages.Link{{Text: "See what you could show", Href: "/growth/upgrade"}}}, nil
}

func (a *App) careersCard(*fiber.Ctx) (*pages.GrowthCard, error) {
	return &pages.GrowthCard{Key: "careers", Title: "Where this leads", Text: "Roles, grades, qualifications and apprenticeships that come after this one.",
		Links: []pages.Link{{Text: "See where it leads", Href: "/careers"}}}, nil
}

func (a *App) sharingCard(c *fiber.Ctx) (*pages.GrowthCard, error) {
	given, err := a.growth.Consents(c.UserContext(), a.visit(c).person())
	if err != nil {
		return nil, err
	}
	card := &pages.GrowthCard{Key: "sharing", Title: "Who may see this", Links: []pages.Link{{Text: "Choose who may see it", Href: "/growth/sharing"}}}
	_, manager := given[growth.ToManager]
	_, team := given[growth.ToTeam]
	switch {
	case manager && team:
		card.Text = "Your coach and employer see your finished self-audits, your plan and your CPD log, and you count in the picture of your team."
	case manager:
		card.Text = "Your coach and employer see your finished self-audits, your plan and your CPD log. You do not count in the picture of your team."
	case team:
		card.Text = "You count in the picture of your team. Nobody sees your self-audits, your plan or your CPD log."
	default:
		card.Text = "Nobody but you sees your self-audits, your plan and your CPD log. You choose whether your coach and employer may."
	}
	return card, nil
}
