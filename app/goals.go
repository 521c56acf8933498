package app

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/growth"
	"touchstone/app/pages"
	"touchstone/app/programme"
	"touchstone/app/words"
	"touchstone/ksb"
)

func goalPath(id growth.GoalID) string { return fmt.Sprintf("/growth/plan/%d", id) }

// newGoalPath leads to the form of a goal about an element.
func newGoalPath(framework ksb.FrameworkID, element string) string {
	return "/growth/plan/new?element=" + url.QueryEscape(elementValue(framework, element))
}

// planCard says how a person's development plan stands.
func (a *App) planCard(c *fiber.Ctx) (*pages.GrowthCard, error) {
	all, err := a.growth.Goals(c.UserContext(), a.visit(c).person())
	if err != nil {
		return nil, err
	}
	card := &pages.GrowthCard{Key: "plan", Title: "Development plan", Text: "Turn what you want to work on into goals: what you will do, by when, and how you will see that it worked.",
		Links: []pages.Link{{Text: "Open your development plan", Href: "/growth/plan"}}}
	if len(all) == 0 {
		return card, nil
	}
	card.Text = a.goalsLead(all)
	if first := &all[0]; first.State == programme.ActionOpen {
		card.Facts = []pages.Fact{{Name: "Next", Value: shorten(first.Activity)}, {Name: "By", Value: words.Day(first.DueOn)}}
	}
	return card, nil
}

// goalsLead says how many goals are open and overdue.
func (a *App) goalsLead(all []growth.Goal) string {
	open, late := 0, 0
	for i := range all {
		if all[i].State == programme.ActionOpen {
			open++
		}
		if all[i].Overdue(today(a.db)) {
			late++
		}
	}
	switch {
	case len(all) == 0:
		return ""
	case open == 0:
		return "No goal is open: everything you set out to do is done or dropped."
	case late == 0:
		return fmt.Sprintf("%s open, and none is overdue.", countGoals(open))
	}
	return fmt.Sprintf("%s open, %s overdue.", countGoals(open), strings.ToLower(pages.Count(late)))
}

func countGoals(n int) string { return pages.Count(n) + " " + plural(n, "goal is", "goals are") }

// goalState says how a goal stands, as a mark and in words.
func (a *App) goalState(g *growth.Goal) (pages.State, string) {
	return a.actionState(&programme.Action{State: g.State, DueOn: g.DueOn, DoneOn: g.DoneOn})
}

// showGoals shows a person's development plan.
func (a *App) showGoals(c *fiber.Ctx) error {
	ctx, v := c.UserContext(), a.visit(c)
	all, err := a.growth.Goals(ctx, v.person())
	if err != nil {
		return err
	}
	latest, found, err := a.growth.LatestFinished(ctx, v.person())
	if err != nil {
		return err
	}
	page := pages.DevelopmentPlan{Back: pages.Link{Text: "Growth", Href: "/growth"}, Title: "Development plan", Lead: a.goalsLead(all), Own: true, Nothing: len(all) == 0,
		Print: "/growth/plan/pdf", Log: pages.Link{Text: "Your CPD log", Href: "/growth/cpd"}}
	if found {
		page.Rests = &pages.Link{Text: "your self-audit of " + auditDay(&latest) + ", at the " + gradeName(&latest) + " grade", Href: auditPath(&latest)}
		for _, s := range growth.Without(latest.FocusAreas(), latest.Framework.ID, all) {
			n := standingNote(s)
			n.Do = &pages.Link{Text: "Set a goal", Href: newGoalPath(latest.Framework.ID, s.Key)}
			page.Focus = append(page.Focus, n)
		}
	}
	a.goalRows(&page, readList(c, "/growth/plan", "state"), all, goalPath)
	return a.show(c, http.StatusOK, page)
}

// goalRows lists those of the goals that the address asks for; path leads to
// one, nil where there is nothing to open.
func (a *App) goalRows(page *pages.DevelopmentPlan, l *list, all []growth.Goal, path func(growth.GoalID) string) {
	page.Action, page.Narrowed = l.path, l.narrowed()
	page.Ways = pages.Ways{ID: "state-ways", Label: "Show"}
	for _, s := range []struct {
		key, name string
	}{{"", "All"}, {"open", "Open"}, {"done", "Done"}, {"dropped", "Dropped"}} {
		page.Ways.Ways = append(page.Ways.Ways, pages.Way{Text: s.name, Href: l.href("state", s.key), Current: l.get("state") == s.key})
	}
	page.Search = pages.Field{Name: "q", Label: "Words in it", Value: l.get("q"), Type: "search"}
	page.Hidden = l.hidden("state", "sort")
	page.Columns = []pages.Column{{Name: "What"}, l.column("For", "element", "-element"), l.column("By", "due", "-due"), {Name: "State"}}
	fit := slices.DeleteFunc(slices.Clone(all), func(g growth.Goal) bool {
		return l.get("state") != "" && l.get("state") != string(g.State) || !holds(l.get("q"), g.Activity, g.Success, g.Support, g.Outcome, g.Named.Label())
	})
	sortGoals(fit, l.get("sort"))
	shown, pager := pageOf(l, "Pages of goals", fit)
	page.Pager = pager
	for i := range shown {
		g := &shown[i]
		r := pages.GoalRow{Text: shorten(g.Activity), Success: shorten(g.Success), For: g.Named.Label(), Due: words.Day(g.DueOn)}
		if path != nil {
			r.Href = path(g.ID)
		}
		if g.Moves > 0 {
			r.Was = "moved " + words.Plural(g.Moves, "time", "times")
		}
		r.State, r.Words = a.goalState(g)
		if path == nil {
			r.Text, r.Success, r.Support, r.Outcome = g.Activity, g.Success, g.Support, g.Outcome
		}
		page.Rows = append(page.Rows, r)
	}
}

func sortGoals(all []growth.Goal, by string) {
	key, back := strings.CutPrefix(by, "-")
	slices.SortStableFunc(all, func(x, y growth.Goal) int {
		n := 0
		switch key {
		case "element":
			n = cmp.Compare(x.Named.Label(), y.Named.Label())
		case "due":
			n = x.DueOn.Compare(y.DueOn)
		}
		if back {
			return -n
		}
		return n
	})
}
