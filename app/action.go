package app

import (
	"fmt"
	"net/http"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/fault"
	"touchstone/app/pages"
	"touchstone/app/programme"
	"touchstone/app/words"
	"touchstone/evidence"
)

// errNotTheirs answers someone who may set actions, but not do that to this one.
var errNotTheirs = fault.New(fault.Conflict, "Only who does it and the coach can say that it is done. Only who set it and the coach can change it.")

// actionOf returns the action of a request with the days it was due before.
func (a *App) actionOf(c *fiber.Ctx) (programme.Action, []programme.ActionMove, error) {
	n, err := pathNumber(c, "action")
	if err != nil {
		return programme.Action{}, nil, err
	}
	return a.programme.Action(c.UserContext(), a.visit(c).portfolio, programme.ActionID(n))
}

func (a *App) showAction(c *fiber.Ctx) error {
	return a.showActionPage(c, http.StatusOK, formOf(map[string]string{"done_on": dayText(today(a.db))}))
}

func (a *App) showActionPage(c *fiber.Ctx, status int, in *form) error {
	f, err := a.folio(c)
	if err != nil {
		return err
	}
	act, moves, err := a.actionOf(c)
	if err != nil {
		return err
	}
	page := pages.ActionPage{Whole: in.whole, Back: pages.Link{Text: f.whose("actions"), Href: f.path("/actions")}, Over: f.over(a.db),
		Text: act.Text, Facts: actionFacts(&act), Href: f.path("/actions/%d", act.ID)}
	page.State, page.Words = a.actionState(&act)
	for _, id := range act.Statements {
		page.Chips = append(page.Chips, pages.Link{Text: f.statement(id).Name(), Href: f.chip(id).Href})
	}
	for _, m := range moves {
		page.Moves = append(page.Moves, pages.MoveRow{From: words.Day(m.From), Reason: m.Reason, By: m.ByName, At: words.Moment(m.At)})
	}
	if act.Item != 0 {
		page.Item = &pages.Link{Text: a.pieceTitle(c, f, evidence.ItemID(act.Item)), Href: f.item(evidence.ItemID(act.Item))}
	}
	if page.Goal, err = a.goalLink(c, act.ID); err != nil {
		return err
	}
	if err := a.actionForms(c, f, &act, in, &page); err != nil {
		return err
	}
	return a.show(c, status, page)
}

func actionFacts(act *programme.Action) []pages.Fact {
	facts := []pages.Fact{{Name: "Who", Value: actionOwner(act)}, {Name: "By", Value: words.Day(act.DueOn)},
		{Name: "Set by", Value: act.ByName + ", " + words.Moment(act.SetAt)}}
	switch act.State {
	case programme.ActionDone:
		facts = append(facts, pages.Fact{Name: "Done", Value: words.Day(act.DoneOn) + ", said " + act.EndedBy}, pages.Fact{Name: "How", Value: act.Note})
	case programme.ActionDropped:
		facts = append(facts, pages.Fact{Name: "Dropped by", Value: act.EndedBy + ", " + words.Moment(act.EndedAt)}, pages.Fact{Name: "Why", Value: act.Note})
	}
	if last := &facts[len(facts)-1]; last.Value == "" {
		facts = facts[:len(facts)-1]
	}
	return facts
}

// pieceTitle names a piece as far as the visitor may see it.
func (a *App) pieceTitle(c *fiber.Ctx, f *folio, id evidence.ItemID) string {
	p, err := a.evidence.Item(c.UserContext(), f.id, id, f.sight)
	if err != nil {
		return "A piece of evidence"
	}
	return titleOf(p.Version.Title)
}

// actionForms adds what the visitor may do with the action.
func (a *App) actionForms(c *fiber.Ctx, f *folio, act *programme.Action, in *form, page *pages.ActionPage) error {
	v := a.visit(c)
	if act.MayFinish(v.roles) {
		items, err := a.pieceOptions(c, f, in.text("item"))
		if err != nil {
			return err
		}
		page.Finish = &pages.ActionFinish{Day: in.field("done_on", "Done on", ""), Note: in.field("note", "How did it go?", "What was done and what came of it, in a sentence or two."),
			Item: in.field("item", "Which piece of evidence shows it?", ""), Items: items}
		page.Finish.Note.Rows, page.Finish.Note.Optional, page.Finish.Item.Optional = 3, true, true
	}
	if act.MayChange(v.person(), v.roles) {
		page.Move = &pages.ActionMove{Day: in.field("due_on", "New day", "The day until now, "+words.Day(act.DueOn)+", stays on record."),
			Reason: in.field("why", "Why does it change?", ""), Drop: in.field("reason", "Why is it not to be done?", "")}
		page.Move.Reason.Rows, page.Move.Drop.Rows = 2, 2
	}
	return nil
}

// pieceOptions offers the pieces that were submitted.
func (a *App) pieceOptions(c *fiber.Ctx, f *folio, chosen string) ([]pages.Option, error) {
	list, err := a.evidence.Items(c.UserContext(), f.id, evidence.Query{Sight: evidence.Shared, Sort: evidence.ByChange, Limit: 200})
	if err != nil {
		return nil, err
	}
	options := []pages.Option{{Label: "None"}}
	for i := range list.Rows {
		r := &list.Rows[i]
		options = append(options, pages.Option{Value: idText(r.ID), Label: fmt.Sprintf("%d. %s", r.Number, titleOf(r.Title)), On: idText(r.ID) == chosen})
	}
	return options, nil
}

// changeAction does something with the action of a request, if the visitor may,
// and shows its page again with what was typed if it is refused.
func (a *App) changeAction(c *fiber.Ctx, in *form, may func(*programme.Action) bool, change func(*programme.Action) error, said string) error {
	act, _, err := a.actionOf(c)
	if err != nil {
		return err
	}
	err = in.wrong.Err()
	switch {
	case err != nil:
	case act.State == programme.ActionOpen && !may(&act):
		err = errNotTheirs
	default:
		err = change(&act)
	}
	if in.refused(err) || in.putOff(err) {
		_, status := classify(err)
		return a.showActionPage(c, status, in)
	}
	if err != nil {
		return err
	}
	a.say(c, said)
	return goTo(c, "/portfolios/%d/actions/%d", act.Enrolment, act.ID)
}

func (a *App) finishAction(c *fiber.Ctx) error {
	v, in := a.visit(c), readForm(c, "done_on", "note", "item")
	end := programme.ActionEnd{DoneOn: in.day("done_on"), Note: in.text("note"), Item: in.id("item")}
	return a.changeAction(c, in, func(act *programme.Action) bool { return act.MayFinish(v.roles) }, func(act *programme.Action) error {
		return a.programme.FinishAction(c.UserContext(), v.person(), act.Enrolment, act.ID, end)
	}, "Done.")
}

func (a *App) moveAction(c *fiber.Ctx) error {
	v, in := a.visit(c), readForm(c, "due_on", "why")
	due := in.day("due_on")
	return a.changeAction(c, in, func(act *programme.Action) bool { return act.MayChange(v.person(), v.roles) }, func(act *programme.Action) error {
		return a.programme.MoveAction(c.UserContext(), v.person(), act.Enrolment, act.ID, due, in.text("why"))
	}, "The day is changed.")
}

func (a *App) dropAction(c *fiber.Ctx) error {
	v, in := a.visit(c), readForm(c, "reason")
	return a.changeAction(c, in, func(act *programme.Action) bool { return act.MayChange(v.person(), v.roles) }, func(act *programme.Action) error {
		return a.programme.DropAction(c.UserContext(), v.person(), act.Enrolment, act.ID, in.text("reason"))
	}, "Dropped.")
}

// showMyActions lists what the visitor has to do, or all that they may see,
// over all portfolios.
func (a *App) showMyActions(c *fiber.Ctx) error {
	v, l := a.visit(c), readList(c, "/actions", "state", "whose")
	q := programme.ActionQuery{Person: v.person()}
	if l.get("whose") == "all" {
		q = programme.ActionQuery{Reader: v.person()}
	}
	lead, all, err := a.actionLead(c, q)
	if err != nil {
		return err
	}
	q.State, q.Search, q.Sort, q.Offset, q.Limit = actionStateOf(l.get("state")), l.get("q"), l.get("sort"), l.from, pageRows
	found, total, err := a.programme.Actions(c.UserContext(), q)
	if err != nil {
		return err
	}
	page := pages.MyActions{Lead: lead, Ways: actionWays(l), Narrowed: all > 0, Hidden: l.hidden("state", "whose", "sort"), Pager: l.pager("Pages of actions", len(found), total),
		Search: pages.Field{Name: "q", Label: "Words in it, or the apprentice", Value: l.get("q"), Type: "search"},
		Whose: pages.Ways{ID: "whose-ways", Label: "Whose", Ways: []pages.Way{{Text: "Mine", Href: l.href("whose", ""), Current: l.get("whose") != "all"},
			{Text: "Everyone’s", Href: l.href("whose", "all"), Current: l.get("whose") == "all"}}},
		Columns: []pages.Column{l.column("What", "set", "-set"), l.column("Apprentice", "name", "-name"), {Name: "Who"}, l.column("By", "", "-due"), {Name: "State"}}}
	for i := range found {
		page.Rows = append(page.Rows, a.actionRow(&found[i], nil))
	}
	return a.show(c, http.StatusOK, page)
}
