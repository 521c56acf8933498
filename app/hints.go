package app

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/pages"
	"touchstone/evidence"
	"touchstone/evidence/hints"
	"touchstone/ksb"
)

// hintsShown is how many hints are shown before one asks for all.
const hintsShown = 5

// sendHints answers a page that asks for hints on the draft as it is saved. In a
// window it leads to the draft.
func (a *App) sendHints(c *fiber.Ctx) error {
	f, err := a.folio(c)
	if err != nil {
		return err
	}
	id, err := itemID(c)
	if err != nil {
		return err
	}
	p, err := a.evidence.Item(c.UserContext(), f.id, id, evidence.Own)
	if err != nil {
		return err
	}
	if !wantsJSON(c) {
		return goTo(c, "%s/edit#hints", f.item(id))
	}
	panel := pages.Hints{}
	if p.Version.State == evidence.Draft {
		if panel, err = a.hints(c, f, &p); err != nil {
			return err
		}
	}
	var html bytes.Buffer
	if err := panel.In().Render(context.Background(), &html); err != nil {
		return fmt.Errorf("render hints: %w", err)
	}
	return c.JSON(map[string]any{"html": html.String(), "count": panel.Count()})
}

// hintsOn reports whether the visitor wants hints.
func (a *App) hintsOn(c *fiber.Ctx) (bool, error) {
	value, err := a.accounts.Preference(c.UserContext(), a.visit(c).person(), account.Hints)
	return value != account.Off, err
}

// hints returns what is said of a draft beside it.
func (a *App) hints(c *fiber.Ctx, f *folio, p *evidence.Piece) (panel pages.Hints, err error) {
	panel.Load = f.item(p.ID) + "/hints"
	on, err := a.hintsOn(c)
	if err != nil || !on {
		panel.Off = !on
		return panel, err
	}
	told, err := a.evidence.OthersTold(c.UserContext(), f.id, p.ID)
	if err != nil {
		return panel, err
	}
	aside, err := a.evidence.HintsAside(c.UserContext(), f.id, p.ID)
	if err != nil {
		return panel, err
	}
	found := hints.Check(f.told(&p.Version, told), hints.For(f.standard.Reference, hints.Sectors()))
	for _, h := range found {
		row := hintRow(&p.Version, h)
		switch {
		case slices.Contains(aside, h.Key):
			panel.Aside = append(panel.Aside, row)
		case len(panel.First) < hintsShown:
			panel.First = append(panel.First, row)
		default:
			panel.More = append(panel.More, row)
		}
	}
	panel.Begun = p.Version.HasAccount() || p.Version.HasReflection()
	return panel, nil
}

// told returns what hints look at in a version.
func (f *folio) told(v *evidence.Version, others []evidence.Told) hints.Account {
	a := hints.Account{Kind: string(v.Kind), Situation: v.Situation, Task: v.Task, Action: v.Action, Result: v.Result,
		Worked: v.Worked, Failed: v.Failed, NextTime: v.NextTime, Theory: v.Theory, OwnPart: v.OwnPart, Reflects: takesReflection(f.plan)}
	for _, c := range v.Claims {
		s := f.statement(c.Statement)
		a.Claims = append(a.Claims, hints.Claim{Name: s.Name(), Text: s.Title + ". " + s.Text()})
	}
	for _, t := range others {
		a.Others = append(a.Others, hints.Other{Name: fmt.Sprintf("piece %d, “%s”,", t.Number, titleOf(t.Title)), Texts: t.Texts})
	}
	return a
}

// takesReflection reports whether a plan takes reflective accounts. One that
// says nothing of them does.
func takesReflection(plan *ksb.Plan) bool {
	return plan.Portfolio.Reflection != ksb.ReflectionForbidden && plan.Portfolio.Reflection != ksb.ReflectionDiscouraged
}

func hintRow(v *evidence.Version, h hints.Hint) pages.HintRow {
	row := pages.HintRow{Key: h.Key, Name: h.Name, What: h.What, Why: h.Why, Example: h.Example}
	for _, part := range v.Parts() {
		if h.Where != "" && part.Field == h.Where {
			row.Where = pages.Link{Text: part.Name, Href: "#" + part.Field}
		}
	}
	return row
}

// mindHint does what a button in the panel of hints asks for, once what was
// typed is saved: "hint-aside-KEY", "hint-back-KEY", "hints-off" or "hints-on".
// Other buttons are not its business.
func (a *App) mindHint(c *fiber.Ctx, f *folio, id evidence.ItemID, do string) error {
	ctx, by := c.UserContext(), a.visit(c).person()
	switch {
	case do == "hints-off":
		return a.accounts.SetPreference(ctx, by, account.Hints, account.Off)
	case do == "hints-on":
		return a.accounts.SetPreference(ctx, by, account.Hints, "")
	}
	key, aside := strings.CutPrefix(do, "hint-aside-")
	if !aside {
		var back bool
		if key, back = strings.CutPrefix(do, "hint-back-"); !back {
			return nil
		}
	}
	return a.evidence.SetHintAside(ctx, f.id, id, by, key, aside)
}

// setHints switches hints off or on for the person, from their account.
func (a *App) setHints(c *fiber.Ctx) error {
	value, said := "", "Hints are on."
	if c.FormValue("hints") == account.Off {
		value, said = account.Off, "Hints are off, wherever you sign in."
	}
	if err := a.accounts.SetPreference(c.UserContext(), a.visit(c).person(), account.Hints, value); err != nil {
		return err
	}
	a.say(c, said)
	return goTo(c, "/account#hints")
}

// showHintRules shows what hints look at, from what looks at it.
func (a *App) showHintRules(c *fiber.Ctx) error {
	page := pages.HintRules{Groups: []pages.HintRuleGroup{{ID: "general", Name: "For every sector", Rules: hintRules(hints.General)}}}
	for _, s := range hints.Sectors() {
		page.Groups = append(page.Groups, pages.HintRuleGroup{ID: s.Key, Name: s.Name,
			About: "For work towards " + strings.Join(s.Standards, ", ") + ". " + s.Source, Rules: hintRules(s.Rules())})
	}
	return a.show(c, http.StatusOK, page)
}

func hintRules(rules hints.Rules) (rows []pages.HintRule) {
	rules = slices.Clone(rules)
	slices.SortStableFunc(rules, func(a, b hints.Rule) int { return a.Order - b.Order })
	for _, r := range rules {
		rows = append(rows, pages.HintRule{Name: r.Name, About: r.About, Why: r.Why, Example: r.Example, English: r.English})
	}
	return rows
}
