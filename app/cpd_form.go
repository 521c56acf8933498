package app

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/fault"
	"touchstone/app/growth"
	"touchstone/app/pages"
	"touchstone/app/programme"
	"touchstone/app/words"
	"touchstone/evidence"
	"touchstone/ksb"
)

var entryFields = []string{"done_on", "minutes", "kind", "title", "learned", "applied", "goal", "item", "revision"}

// An entryForm is a CPD entry as it was typed.
type entryForm struct {
	*form
	elements []string // as elementValue writes them
}

func readEntryForm(c *fiber.Ctx) *entryForm {
	in := &entryForm{readForm(c, entryFields...), formValues(c)["elements"]}
	in.plainLines()
	return in
}

// entry returns the entry that was typed, and notes what cannot be read.
func (in *entryForm) entry() growth.Entry {
	e := growth.Entry{DoneOn: in.day("done_on"), Kind: growth.EntryKind(in.text("kind")), Title: in.text("title"), Learned: in.text("learned"), Applied: in.text("applied"),
		Goal: growth.GoalID(in.id("goal")), Item: growth.Item{ID: in.id("item")}}
	if typed := in.text("minutes"); typed != "" {
		minutes, err := programme.ParseMinutes(typed)
		if err != nil {
			in.wrong.Add("minutes", "%s", fault.Of(err).Message)
		}
		e.Minutes = minutes
	}
	for _, v := range in.elements {
		framework, key := readElement(v)
		if e.Framework != 0 && framework != e.Framework {
			in.wrong.Add("elements", "Choose from one set of professional standards.")
		}
		e.Framework, e.Elements = framework, append(e.Elements, key)
	}
	return e
}

// typedEntry is an entry as the form has it.
func typedEntry(e *growth.Entry) *entryForm {
	in := &entryForm{form: formOf(map[string]string{"done_on": dayText(e.DoneOn), "kind": string(e.Kind), "title": e.Title, "learned": e.Learned, "applied": e.Applied,
		"goal": idText(e.Goal), "item": idText(e.Item.ID), "revision": strconv.Itoa(e.Revision)})}
	if e.Minutes > 0 {
		in.typed["minutes"] = programme.MinutesText(e.Minutes)
	}
	for _, key := range e.Elements {
		in.elements = append(in.elements, elementValue(e.Framework, key))
	}
	return in
}

// showNewEntry shows the form of a new entry: with today, and what a goal or an
// entry of off-the-job hours that the address names has of it.
func (a *App) showNewEntry(c *fiber.Ctx) error {
	e := growth.Entry{DoneOn: today(a.db)}
	ctx, person := c.UserContext(), a.visit(c).person()
	if n, err := strconv.ParseInt(c.Query("goal"), 10, 64); err == nil {
		g, err := a.growth.Goal(ctx, person, growth.GoalID(n))
		if err != nil {
			return err
		}
		e.Goal, e.Framework, e.Elements = g.ID, g.Framework, []string{g.Element}
		if g.State == programme.ActionDone {
			e.DoneOn = g.DoneOn
		}
	}
	if n, err := strconv.ParseInt(c.Query("hours"), 10, 64); err == nil {
		portfolio, _ := strconv.ParseInt(c.Query("portfolio"), 10, 64)
		h, err := a.ownHours(c, programme.EnrolmentID(portfolio), programme.HoursID(n))
		if err != nil {
			return err
		}
		activity, _ := programme.ActivityOf(h.Activity)
		e.DoneOn, e.Minutes, e.Title, e.Learned, e.Item.ID = h.To, h.Minutes, activity.Name, h.Learned, h.Item
	}
	return a.entryFormPage(c, http.StatusOK, typedEntry(&e), nil, nil)
}

// ownHours returns an entry of off-the-job hours of the visitor's own.
func (a *App) ownHours(c *fiber.Ctx, portfolio programme.EnrolmentID, id programme.HoursID) (programme.Hours, error) {
	e, err := a.programme.Enrolment(c.UserContext(), portfolio)
	if err == nil && e.Apprentice != a.visit(c).person() {
		err = errNoPage
	}
	if err != nil {
		return programme.Hours{}, err
	}
	return a.programme.HoursEntry(c.UserContext(), portfolio, id)
}

// entryFormPage shows the form; of is the entry that is changed, nil for a new
// one, and theirs is what was saved of it elsewhere.
func (a *App) entryFormPage(c *fiber.Ctx, status int, in *entryForm, of *growth.Entry, theirs []pages.TwoTexts) error {
	page := pages.EntryForm{Back: pages.Link{Text: "CPD log", Href: "/growth/cpd"}, Title: "Add to your CPD log", Action: "/growth/cpd", Button: "Save the entry", Theirs: theirs,
		What:    in.field("title", "What did you do?", "In a few words, such as “Webinar on the new rules”."),
		Day:     in.field("done_on", "On which day?", ""),
		Minutes: in.field("minutes", "How long did it take?", "Such as 1 h 30 or 45 min"),
		Kind:    in.field("kind", "What kind was it?", ""), Kinds: []pages.Option{{Label: "Choose"}},
		Learned: in.field("learned", "What did you learn?", ""),
		Applied: in.field("applied", "What do you do differently since?", "You can come back and add this later."),
		Goal:    in.field("goal", "A goal of your plan that it serves", ""),
		Item:    in.field("item", "A piece of your evidence that shows it", "")}
	page.Minutes.Attrs = map[string]any{"autocomplete": "off"}
	page.Learned.Rows, page.Applied.Rows = 4, 3
	page.Applied.Optional, page.Goal.Optional, page.Item.Optional = true, true, true
	for _, k := range growth.EntryKinds {
		page.Kinds = append(page.Kinds, pages.Option{Value: string(k), Label: k.Name(), On: string(k) == in.text("kind")})
	}
	if of != nil {
		page.Title, page.Action, page.Revision, page.Remove = "An entry of your CPD log", entryPath(of.ID), in.text("revision"), entryPath(of.ID)+"/remove"
		page.Saved = "Last saved " + words.Moment(of.SavedAt) + "."
		if of.Item.ID != 0 {
			page.Piece = &pages.Link{Text: itemName(of.Item), Href: fmt.Sprintf("/portfolios/%d/evidence/%d", of.Item.Portfolio, of.Item.ID)}
		}
	}
	if err := a.entryChoices(c, in, &page); err != nil {
		return err
	}
	page.Summary = pages.NewSummary(in.whole, page.What, page.Day, page.Minutes, page.Kind, page.Learned, page.Applied, pages.Field{ID: "elements", Fault: in.wrong.Of("elements")}, page.Goal, page.Item)
	return a.show(c, status, page)
}

// entryChoices fills in the elements, goals and pieces to choose from.
func (a *App) entryChoices(c *fiber.Ctx, in *entryForm, page *pages.EntryForm) error {
	ctx, person := c.UserContext(), a.visit(c).person()
	chosen := ""
	if len(in.elements) > 0 {
		chosen = in.elements[0]
	}
	frameworks, err := a.elementsOffered(c, chosen)
	if err != nil {
		return err
	}
	if err := a.ownFirst(c, frameworks, chosen); err != nil {
		return err
	}
	for i, f := range frameworks {
		g := pages.CheckGroup{Field: pages.Field{Name: "elements", Label: f.Title + ", " + f.Version}}
		if i == 0 {
			g.Field.Fault = in.wrong.Of("elements")
		} else {
			g.Field.ID = fmt.Sprintf("elements-of-%d", i+1)
		}
		for _, n := range growth.NamesOf(f) {
			v := elementValue(f.ID, n.Key)
			g.Options = append(g.Options, pages.Option{Value: v, Label: n.Label(), On: slices.Contains(in.elements, v)})
		}
		page.Elements = append(page.Elements, g)
	}
	page.Picked = len(in.elements) > 0 || in.wrong.Of("elements") != ""
	goals, err := a.growth.Goals(ctx, person)
	if err != nil {
		return err
	}
	page.Goals = []pages.Option{{Label: "None"}}
	for i := range goals {
		page.Goals = append(page.Goals, pages.Option{Value: idText(goals[i].ID), Label: shorten(goals[i].Activity)})
	}
	items, err := a.growth.ItemsToShow(ctx, person)
	if err != nil {
		return err
	}
	page.Items = []pages.Option{{Label: "None"}}
	for i := range items {
		page.Items = append(page.Items, pages.Option{Value: idText(evidence.ItemID(items[i].ID)), Label: itemName(items[i].Item)})
	}
	return nil
}

// ownFirst puts first the framework of what is chosen, or else of the visitor's
// newest self-audit.
func (a *App) ownFirst(c *fiber.Ctx, all []*ksb.Framework, chosen string) error {
	own, _ := readElement(chosen)
	if own == 0 {
		latest, found, err := a.growth.LatestFinished(c.UserContext(), a.visit(c).person())
		if err != nil {
			return err
		}
		if found {
			own = latest.Framework.ID
		}
	}
	if i := slices.IndexFunc(all, func(f *ksb.Framework) bool { return f.ID == own }); i > 0 {
		mine := all[i]
		copy(all[1:i+1], all[:i])
		all[0] = mine
	}
	return nil
}

// addEntry adds to a person's log.
func (a *App) addEntry(c *fiber.Ctx) error {
	in := readEntryForm(c)
	e := in.entry()
	err := in.wrong.Err()
	if err == nil {
		err = a.growth.AddEntry(c.UserContext(), a.visit(c).person(), &e)
	}
	if in.refused(err) || in.putOff(err) {
		_, status := classify(err)
		return a.entryFormPage(c, status, in, nil, nil)
	}
	if err != nil {
		return err
	}
	a.say(c, "Saved: "+programme.MinutesText(e.Minutes)+", "+words.Day(e.DoneOn)+".")
	return goTo(c, "/growth/cpd")
}

// entryOf returns the visitor's entry that the address names.
func (a *App) entryOf(c *fiber.Ctx) (growth.Entry, error) {
	n, err := pathNumber(c, "entry")
	if err != nil {
		return growth.Entry{}, err
	}
	return a.growth.Entry(c.UserContext(), a.visit(c).person(), growth.EntryID(n))
}

// showEntry shows an entry in its form.
func (a *App) showEntry(c *fiber.Ctx) error {
	e, err := a.entryOf(c)
	if err != nil {
		return err
	}
	if !e.RemovedAt.IsZero() {
		return goTo(c, "/growth/cpd?removed=%d", e.ID)
	}
	return a.entryFormPage(c, http.StatusOK, typedEntry(&e), &e, nil)
}

// saveEntry changes an entry.
func (a *App) saveEntry(c *fiber.Ctx) error {
	was, err := a.entryOf(c)
	if err != nil {
		return err
	}
	in := readEntryForm(c)
	e := in.entry()
	revision, _ := strconv.Atoi(in.text("revision"))
	if err = in.wrong.Err(); err == nil {
		err = a.growth.SaveEntry(c.UserContext(), a.visit(c).person(), was.ID, revision, &e)
	}
	var theirs []pages.TwoTexts
	if stored, clashed := growth.TheirEntry(err); clashed {
		theirs, in.typed["revision"] = entryDiffers(&stored, &e), strconv.Itoa(stored.Revision)
	}
	if in.refused(err) || in.putOff(err) {
		_, status := classify(err)
		return a.entryFormPage(c, status, in, &was, theirs)
	}
	if err != nil {
		return err
	}
	a.say(c, "Saved: "+programme.MinutesText(e.Minutes)+", "+words.Day(e.DoneOn)+".")
	return goTo(c, "/growth/cpd")
}

// entryDiffers returns what is stored of an entry where something else was typed.
func entryDiffers(stored, typed *growth.Entry) (out []pages.TwoTexts) {
	for _, t := range []struct {
		name          string
		stored, typed string
	}{
		{"What you did", stored.Title, typed.Title},
		{"Day", words.Day(stored.DoneOn), words.Day(typed.DoneOn)},
		{"Time", programme.MinutesText(stored.Minutes), programme.MinutesText(typed.Minutes)},
		{"Kind", stored.Kind.Name(), typed.Kind.Name()},
		{"What you learned", stored.Learned, typed.Learned},
		{"What you do differently", stored.Applied, typed.Applied},
	} {
		if t.stored != t.typed {
			out = append(out, pages.TwoTexts{Name: t.name, Saved: t.stored})
		}
	}
	if stored.Framework != typed.Framework || !slices.Equal(stored.Elements, typed.Elements) {
		out = append(out, pages.TwoTexts{Name: "About", Saved: strings.Join(labels(stored.Named), ", ")})
	}
	if stored.Goal != typed.Goal {
		out = append(out, pages.TwoTexts{Name: "Goal", Saved: stored.GoalActivity})
	}
	if stored.Item.ID != typed.Item.ID {
		piece := ""
		if stored.Item.ID != 0 {
			piece = itemName(stored.Item)
		}
		out = append(out, pages.TwoTexts{Name: "Evidence", Saved: piece})
	}
	return out
}

// removeEntry takes an entry out of the log; the page after it can put it back.
func (a *App) removeEntry(c *fiber.Ctx) error {
	e, err := a.entryOf(c)
	if err != nil {
		return err
	}
	if err := a.growth.RemoveEntry(c.UserContext(), e.Person, e.ID); err != nil {
		return err
	}
	return goTo(c, "/growth/cpd?removed=%d", e.ID)
}

// restoreEntry puts a removed entry back.
func (a *App) restoreEntry(c *fiber.Ctx) error {
	e, err := a.entryOf(c)
	if err != nil {
		return err
	}
	if err := a.growth.RestoreEntry(c.UserContext(), e.Person, e.ID); err != nil {
		return err
	}
	a.say(c, "It is back in your log.")
	return goTo(c, "/growth/cpd")
}
