package app

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/pages"
	"touchstone/app/programme"
	"touchstone/app/words"
	"touchstone/evidence"
	"touchstone/ksb"
)

// smart are the questions of a SMART target. They help; they stop no one.
var smart = []pages.Prompt{
	{Name: "Specific", Ask: "What exactly is done, and with whom?"},
	{Name: "Measurable", Ask: "How does everyone see that it is done? How many, how often, how well?"},
	{Name: "Achievable", Ask: "What has to be there first: time, training, access?"},
	{Name: "Relevant", Ask: "Which statements, or which part of the job, does it help with?"},
	{Name: "Time-bound", Ask: "Which day is realistic? Is there a step on the way?"},
}

// actionStates are the ways of seeing a list of actions: the address's word and
// what it stands for.
var actionStates = []struct {
	key, name string
	state     programme.ActionState
}{
	{"", "To do", programme.ActionOpen}, {"done", "Done", programme.ActionDone},
	{"dropped", "Dropped", programme.ActionDropped}, {"all", "All", ""},
}

func actionStateOf(key string) programme.ActionState {
	for _, s := range actionStates {
		if s.key == key {
			return s.state
		}
	}
	return programme.ActionOpen
}

func actionWays(l *list) pages.Ways {
	w := pages.Ways{ID: "state-ways", Label: "Show"}
	for _, s := range actionStates {
		w.Ways = append(w.Ways, pages.Way{Text: s.name, Href: l.href("state", s.key), Current: l.get("state") == s.key})
	}
	return w
}

// showActions lists the actions of a portfolio.
func (a *App) showActions(c *fiber.Ctx) error {
	typed := map[string]string{"owner": string(account.Apprentice)}
	return a.showActionList(c, http.StatusOK, formOf(typed), statementsAsked(c))
}

// statementsAsked returns the statement that the address names, if any.
func statementsAsked(c *fiber.Ctx) []ksb.StatementID {
	id, err := strconv.ParseInt(c.Query("statement"), 10, 64)
	if err != nil {
		return nil
	}
	return []ksb.StatementID{ksb.StatementID(id)}
}

func (a *App) showActionList(c *fiber.Ctx, status int, in *form, picked []ksb.StatementID) error {
	f, err := a.folio(c)
	if err != nil {
		return err
	}
	l := readList(c, f.path("/actions"), "state")
	found, total, err := a.programme.Actions(c.UserContext(), programme.ActionQuery{Enrolment: f.id, State: actionStateOf(l.get("state")),
		Search: l.get("q"), Sort: l.get("sort"), Offset: l.from, Limit: pageRows})
	if err != nil {
		return err
	}
	lead, all, err := a.actionLead(c, programme.ActionQuery{Enrolment: f.id})
	if err != nil {
		return err
	}
	page := pages.Actions{Back: pages.Link{Text: f.whose("portfolio"), Href: f.path("")}, Over: f.over(a.db), Title: f.whose("actions"), Action: f.path("/actions"),
		Lead: lead, Ways: actionWays(l), Hidden: l.hidden("state", "sort"), Nothing: all == 0, Narrowed: l.narrowed(), Pager: l.pager("Pages of actions", len(found), total),
		Search:  pages.Field{Name: "q", Label: "Words in it", Value: l.get("q"), Type: "search"},
		Columns: []pages.Column{l.column("What", "set", "-set"), {Name: "Who"}, l.column("By", "", "-due"), {Name: "State"}}}
	for i := range found {
		page.Rows = append(page.Rows, a.actionRow(&found[i], f))
	}
	if a.visit(c).may(account.SetAction) {
		if page.Add, err = a.actionAdd(c, f, in, picked); err != nil {
			return err
		}
	}
	return a.show(c, status, page)
}

// actionLead says how many of the actions that q finds are to do and overdue,
// and how many there are in any state.
func (a *App) actionLead(c *fiber.Ctx, q programme.ActionQuery) (lead string, all int, err error) {
	q.Limit = 1
	if _, all, err = a.programme.Actions(c.UserContext(), q); err != nil || all == 0 {
		return "", all, err
	}
	q.State = programme.ActionOpen
	_, open, err := a.programme.Actions(c.UserContext(), q)
	if err != nil {
		return "", 0, err
	}
	q.Before = today(a.db)
	_, late, err := a.programme.Actions(c.UserContext(), q)
	switch {
	case open == 0:
		return "Everything that was agreed is done.", all, err
	case late == 0:
		return fmt.Sprintf("%s to do, and none is overdue.", pages.Count(open)), all, err
	}
	return fmt.Sprintf("%s to do, %d overdue.", pages.Count(open), late), all, err
}

// actionRow shows an action; f is nil in a list over several portfolios.
func (a *App) actionRow(act *programme.Action, f *folio) pages.ActionRow {
	r := pages.ActionRow{Href: fmt.Sprintf("/portfolios/%d/actions/%d", act.Enrolment, act.ID), Text: shorten(act.Text), Apprentice: act.ApprenticeName,
		Who: actionOwner(act), Due: words.Day(act.DueOn)}
	if act.Moves > 0 {
		r.Was = "moved " + words.Plural(act.Moves, "time", "times")
	}
	r.State, r.Words = a.actionState(act)
	for _, id := range act.Statements {
		if f != nil {
			r.Chips = append(r.Chips, f.chip(id))
		}
	}
	return r
}

// shorten returns the beginning of a text for a line of a list.
func shorten(text string) string {
	const most = 160 // characters
	if runes := []rune(text); len(runes) > most {
		return strings.TrimSpace(string(runes[:most])) + "…"
	}
	return text
}

func actionOwner(act *programme.Action) string {
	return act.OwnerName + ", " + act.Owner.Name()
}

// actionState says how an action stands, as a mark and in words.
func (a *App) actionState(act *programme.Action) (pages.State, string) {
	switch {
	case act.State == programme.ActionDone:
		return pages.Accepted, "Done " + words.ShortDay(act.DoneOn, a.db.Now())
	case act.State == programme.ActionDropped:
		return pages.None, "Dropped"
	case act.Overdue(today(a.db)):
		return pages.Act, "Overdue"
	case act.DueOn.Equal(today(a.db)):
		return pages.Watch, "Due today"
	}
	return pages.Waiting, "To do"
}

func (a *App) actionAdd(c *fiber.Ctx, f *folio, in *form, picked []ksb.StatementID) (*pages.ActionAdd, error) {
	covers, err := a.evidence.Coverage(c.UserContext(), f.id)
	if err != nil {
		return nil, err
	}
	add := &pages.ActionAdd{Whole: in.whole, Text: in.field("text", "What is to be done?", "So clear that nobody has to ask when it is done."),
		Owner: in.field("owner", "Who does it?", ""), Due: in.field("due_on", "By when?", ""), Picked: len(picked) > 0, Prompts: smart,
		Picker: f.statementPicker(covers, picked)}
	add.Text.Rows, add.Picker.Fault = 3, in.wrong.Of("statements")
	for _, role := range programme.ActionOwners {
		add.Owners = append(add.Owners, pages.Option{Value: string(role), Label: words.Capital(role.Name()) + ": " + f.inRole(role)})
	}
	return add, nil
}

// inRole names who has the role in the enrolment.
func (f *folio) inRole(role account.Role) string {
	switch role {
	case account.Coach:
		return f.enrolment.CoachName
	case account.Employer:
		return f.enrolment.EmployerName
	}
	return f.enrolment.ApprenticeName
}

// statementPicker offers the apprentice's statements, gaps first.
func (f *folio) statementPicker(covers map[ksb.StatementID]evidence.Cover, picked []ksb.StatementID) pages.Picker {
	p := pages.Picker{Name: "statements", Label: "Statements"}
	for _, t := range f.standard.Types {
		p.Types = append(p.Types, pages.Option{Value: t.Key, Label: t.Name})
	}
	for i := range f.mine {
		s := &f.mine[i]
		p.Rows = append(p.Rows, pages.Pick{Value: idText(s.ID), Chip: pages.Chip{Code: string(s.Code)}, Name: s.Title, Full: s.Text(),
			Type: s.Type, State: stateOf(covers[s.ID].State), On: slices.Contains(picked, s.ID)})
	}
	sortGapsFirst(p.Rows)
	return p
}

// addAction sets an action.
func (a *App) addAction(c *fiber.Ctx) error {
	v, in := a.visit(c), readForm(c, "text", "owner", "due_on")
	act := programme.Action{Enrolment: v.portfolio, Text: in.text("text"), Owner: account.Role(in.text("owner")), DueOn: in.day("due_on")}
	for _, text := range formValues(c)["statements"] {
		if id, err := strconv.ParseInt(text, 10, 64); err == nil {
			act.Statements = append(act.Statements, ksb.StatementID(id))
		}
	}
	err := in.wrong.Err()
	if err == nil {
		err = a.programme.AddAction(c.UserContext(), v.person(), &act)
	}
	if in.refused(err) || in.putOff(err) {
		_, status := classify(err)
		return a.showActionList(c, status, in, act.Statements)
	}
	if err != nil {
		return err
	}
	a.say(c, "The action is set.")
	return goTo(c, "/portfolios/%d/actions", v.portfolio)
}
