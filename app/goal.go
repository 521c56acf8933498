package app

import (
	"fmt"
	"net/http"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/fault"
	"touchstone/app/growth"
	"touchstone/app/pages"
	"touchstone/app/programme"
	"touchstone/app/words"
)

// showGoal shows one goal: what, by when, how it went.
func (a *App) showGoal(c *fiber.Ctx) error {
	g, err := a.goalOf(c)
	if err != nil {
		return err
	}
	return a.goalPage(c, http.StatusOK, formOf(map[string]string{"done_on": dayText(today(a.db))}), &g)
}

func (a *App) goalPage(c *fiber.Ctx, status int, in *form, g *growth.Goal) error {
	page := pages.GoalPage{Whole: in.whole, Back: pages.Link{Text: "Development plan", Href: "/growth/plan"}, Over: g.Named.Label(), Text: g.Activity, Href: goalPath(g.ID), Shown: g.Action != 0}
	page.State, page.Words = a.goalState(g)
	var err error
	if page.Facts, err = a.goalFacts(c, g); err != nil {
		return err
	}
	if g.State == programme.ActionOpen {
		page.Edit = &pages.Link{Text: "Change what it says", Href: goalPath(g.ID) + "/edit"}
		page.Finish = &pages.ActionFinish{Day: in.field("done_on", "Done on", ""), Note: in.field("note", "What came of it?", "What you did, and what you see now that you did not before.")}
		page.Move = &pages.ActionMove{Day: in.field("due_on", "New day", ""), Reason: in.field("why", "Why does it change?", "The day until now, "+words.Day(g.DueOn)+", stays on record."), Drop: in.field("reason", "Why do you drop it?", "")}
		page.Finish.Note.Rows, page.Move.Reason.Rows, page.Move.Drop.Rows = 3, 2, 2
	} else {
		page.Like = &pages.Link{Text: "Set another like it", Href: fmt.Sprintf("/growth/plan/new?like=%d", g.ID)}
	}
	log, err := a.growth.Entries(c.UserContext(), g.Person)
	if err != nil {
		return err
	}
	page.Log = pages.Link{Text: "Add what you did to your CPD log", Href: fmt.Sprintf("/growth/cpd/new?goal=%d", g.ID)}
	minutes := 0
	for i := range log {
		if e := &log[i]; e.Goal == g.ID {
			minutes += e.Minutes
			page.Entries = append(page.Entries, pages.Link{Text: fmt.Sprintf("%s, %s: %s", words.Day(e.DoneOn), programme.MinutesText(e.Minutes), e.Title), Href: entryPath(e.ID)})
		}
	}
	if minutes > 0 {
		page.LogSum = programme.MinutesText(minutes)
	}
	return a.show(c, status, page)
}

func (a *App) goalFacts(c *fiber.Ctx, g *growth.Goal) ([]pages.Fact, error) {
	due := words.Day(g.DueOn)
	if g.Moves > 0 {
		due += ", moved " + words.Plural(g.Moves, "time", "times")
	}
	facts := []pages.Fact{{Name: "How success shows", Value: g.Success}, {Name: "Help it takes", Value: g.Support}, {Name: "By", Value: due}, {Name: "For", Value: g.Named.Label()}}
	if g.Audit != 0 {
		one, err := a.growth.Audit(c.UserContext(), g.Person, g.Audit)
		if err != nil {
			return nil, err
		}
		facts = append(facts, pages.Fact{Name: "Rests on", Value: "your self-audit of " + auditDay(&one), Href: auditPath(&one)})
	}
	if g.Action != 0 {
		e, err := a.programme.Enrolment(c.UserContext(), g.Enrolment)
		if err != nil {
			return nil, err
		}
		facts = append(facts, pages.Fact{Name: "Also", Value: "an action of your apprenticeship, " + e.StandardTitle, Href: fmt.Sprintf("/portfolios/%d/actions/%d", g.Enrolment, g.Action)})
	}
	who := ""
	if g.EndedBy != "" {
		who = ", said " + g.EndedBy
	}
	switch g.State {
	case programme.ActionDone:
		facts = append(facts, pages.Fact{Name: "Done", Value: words.Day(g.DoneOn) + who}, pages.Fact{Name: "What came of it", Value: g.Outcome})
	case programme.ActionDropped:
		facts = append(facts, pages.Fact{Name: "Dropped", Value: words.Moment(g.EndedAt) + who}, pages.Fact{Name: "Why", Value: g.Outcome})
	}
	said := facts[:0]
	for _, f := range facts {
		if f.Value != "" {
			said = append(said, f)
		}
	}
	return said, nil
}

// changeGoal does something with the goal of a request, and shows its page again
// with what was typed if it is refused.
func (a *App) changeGoal(c *fiber.Ctx, in *form, change func(*growth.Goal) error, said string) error {
	g, err := a.goalOf(c)
	if err != nil {
		return err
	}
	if err = in.wrong.Err(); err == nil {
		err = change(&g)
	}
	if g.State != programme.ActionOpen && fault.Is(err, fault.Conflict) {
		return a.giveBack(c, err, "This goal cannot be changed now", &pages.Link{Text: "Open the goal", Href: goalPath(g.ID)})
	}
	if in.refused(err) || in.putOff(err) {
		_, status := classify(err)
		return a.goalPage(c, status, in, &g)
	}
	if err != nil {
		return err
	}
	a.say(c, said)
	return goTo(c, "%s", goalPath(g.ID))
}

func (a *App) finishGoal(c *fiber.Ctx) error {
	in := readForm(c, "done_on", "note")
	end := programme.ActionEnd{DoneOn: in.day("done_on"), Note: in.text("note")}
	return a.changeGoal(c, in, func(g *growth.Goal) error {
		return a.growth.FinishGoal(c.UserContext(), g.Person, g.ID, end)
	}, "Done. Add to your CPD log what you learned from it, while you remember.")
}

func (a *App) moveGoal(c *fiber.Ctx) error {
	in := readForm(c, "due_on", "why")
	due := in.day("due_on")
	return a.changeGoal(c, in, func(g *growth.Goal) error {
		return a.growth.MoveGoal(c.UserContext(), g.Person, g.ID, due, in.text("why"))
	}, "The day is changed.")
}

func (a *App) dropGoal(c *fiber.Ctx) error {
	in := readForm(c, "reason")
	return a.changeGoal(c, in, func(g *growth.Goal) error {
		return a.growth.DropGoal(c.UserContext(), g.Person, g.ID, in.text("reason"))
	}, "Dropped.")
}
