package app

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/fault"
	"touchstone/app/growth"
	"touchstone/app/pages"
	"touchstone/app/programme"
	"touchstone/ksb"
)

var goalFields = []string{"element", "activity", "success", "support", "due_on", "enrolment", "revision"}

// elementValue is an element or specialism of a framework as a form has it.
func elementValue(framework ksb.FrameworkID, key string) string {
	return strconv.FormatInt(int64(framework), 10) + "-" + key
}

// readElement returns what elementValue wrote; 0 for what it did not.
func readElement(value string) (ksb.FrameworkID, string) {
	id, key, _ := strings.Cut(value, "-")
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil || n <= 0 {
		return 0, ""
	}
	return ksb.FrameworkID(n), key
}

// goal returns the goal that was typed, and notes what cannot be read.
func (f *form) goal() growth.Goal {
	g := growth.Goal{Activity: f.text("activity"), Success: f.text("success"), Support: f.text("support"), DueOn: f.day("due_on"),
		Enrolment: programme.EnrolmentID(f.id("enrolment"))}
	g.Framework, g.Element = readElement(f.text("element"))
	return g
}

// typedGoal is a goal as the form has it.
func typedGoal(g *growth.Goal) *form {
	return formOf(map[string]string{"element": elementValue(g.Framework, g.Element), "activity": g.Activity, "success": g.Success, "support": g.Support, "revision": strconv.Itoa(g.Revision)})
}

// showNewGoal shows the form of a new goal, about the element that the address
// names or like a goal that it names.
func (a *App) showNewGoal(c *fiber.Ctx) error {
	in := formOf(map[string]string{"element": c.Query("element")})
	ctx, person := c.UserContext(), a.visit(c).person()
	if n, err := strconv.ParseInt(c.Query("audit"), 10, 64); err == nil {
		one, err := a.growth.Audit(ctx, person, growth.AuditID(n))
		if err != nil {
			return err
		}
		in.typed["element"] = elementValue(one.Framework.ID, c.Query("element"))
	}
	if n, err := strconv.ParseInt(c.Query("like"), 10, 64); err == nil {
		like, err := a.growth.Goal(ctx, person, growth.GoalID(n))
		if err != nil {
			return err
		}
		in = typedGoal(&like)
	}
	return a.goalFormPage(c, http.StatusOK, in, nil, nil)
}

// goalFormPage shows the form; of is the goal that is changed, nil for a new
// one, and theirs is what was saved of it elsewhere.
func (a *App) goalFormPage(c *fiber.Ctx, status int, in *form, of *growth.Goal, theirs []pages.TwoTexts) error {
	page := pages.GoalForm{Whole: in.whole, Back: pages.Link{Text: "Development plan", Href: "/growth/plan"}, Title: "Set a goal", Action: "/growth/plan", Button: "Set the goal", Theirs: theirs,
		Element:  in.field("element", "What do you want to work on?", ""),
		Activity: in.field("activity", "What will you do?", "One thing that you can finish: “Sit in on three calls and write down what worked.”"),
		Success:  in.field("success", "How will you see that it worked?", "What others could see too: a figure, a piece of work, what somebody says."),
		Support:  in.field("support", "What help does it take?", "Time, a person, a course."),
		Due:      in.field("due_on", "By when?", "")}
	page.Activity.Rows, page.Success.Rows, page.Support.Rows, page.Support.Optional = 4, 3, 2, true
	if of != nil {
		page.Back, page.Title, page.Action, page.Button, page.Revision = pages.Link{Text: "The goal", Href: goalPath(of.ID)}, "Change a goal", goalPath(of.ID), "Save the goal", in.text("revision")
		page.Changes = true
	}
	if err := a.goalChoices(c, in, of, &page); err != nil {
		return err
	}
	page.Summary = pages.NewSummary(in.whole, page.Element, page.Activity, page.Success, page.Support, page.Due, page.Enrolment)
	return a.show(c, status, page)
}

// goalChoices fills in what a goal can be about, what the newest self-audit says
// of the one chosen, and whose action it becomes.
func (a *App) goalChoices(c *fiber.Ctx, in *form, of *growth.Goal, page *pages.GoalForm) error {
	ctx, person := c.UserContext(), a.visit(c).person()
	latest, found, err := a.growth.LatestFinished(ctx, person)
	if err != nil {
		return err
	}
	frameworks, err := a.elementsOffered(c, in.text("element"))
	if err != nil {
		return err
	}
	if found {
		for _, s := range latest.FocusAreas() {
			page.Elements = append(page.Elements, pages.Option{Value: elementValue(latest.Framework.ID, s.Key), Label: "Focus area: " + codeAndName(s.Code, s.Name)})
		}
		if id, key := readElement(in.text("element")); id == latest.Framework.ID {
			page.Below = belowGrade(&latest, key)
		}
	}
	focus := len(page.Elements)
	for _, f := range frameworks {
		for _, n := range growth.NamesOf(f) {
			o := pages.Option{Value: elementValue(f.ID, n.Key), Label: n.Label()}
			if len(frameworks) > 1 {
				o.Label += " (" + f.Title + ", " + f.Version + ")"
			}
			if !slices.ContainsFunc(page.Elements[:focus], func(p pages.Option) bool { return p.Value == o.Value }) {
				page.Elements = append(page.Elements, o)
			}
		}
	}
	page.Elements = append([]pages.Option{{Label: "Choose"}}, page.Elements...)
	if of != nil {
		page.Shown = of.Action != 0
		return nil
	}
	return a.goalEnrolments(c, in, page)
}

// elementsOffered returns the frameworks whose elements are offered: all that
// are offered, and the one of what is chosen.
func (a *App) elementsOffered(c *fiber.Ctx, chosen string) ([]*ksb.Framework, error) {
	all, err := a.standards.Frameworks(c.UserContext())
	if err != nil {
		return nil, err
	}
	id, _ := readElement(chosen)
	if id == 0 || slices.ContainsFunc(all, func(f *ksb.Framework) bool { return f.ID == id }) {
		return all, nil
	}
	f, err := a.standards.Framework(c.UserContext(), id)
	if fault.Is(err, fault.NotFound) {
		return all, nil
	}
	return append(all, f), err
}

// belowGrade returns what was rated below the grade in an element.
func belowGrade(one *growth.Audit, key string) (out []string) {
	for _, s := range one.Steps() {
		for _, q := range s.Asked {
			if p := one.Ratings[q.Key].Point; s.Key == key && p > 0 && p < one.Framework.Scale.Meets {
				out = append(out, q.Text)
			}
		}
	}
	return out
}

// goalEnrolments asks for which apprenticeship a goal becomes an action of, of
// those who are on several.
func (a *App) goalEnrolments(c *fiber.Ctx, in *form, page *pages.GoalForm) error {
	own, _, err := a.programme.Enrolments(c.UserContext(), programme.Query{Apprentice: a.visit(c).person(), State: programme.Current, Sort: "-started"})
	if err != nil {
		return err
	}
	page.Shown = len(own) > 0
	if len(own) < 2 {
		return nil
	}
	page.Enrolment = in.field("enrolment", "Which apprenticeship does it belong to?", "")
	for i := range own {
		e := &own[i]
		page.Enrolments = append(page.Enrolments, pages.Option{Value: idText(e.ID), Label: fmt.Sprintf("%s, %s", e.StandardReference, e.StandardTitle), Hint: "With " + e.CoachName + " and " + e.EmployerName})
	}
	return nil
}

// addGoal sets a goal.
func (a *App) addGoal(c *fiber.Ctx) error {
	in := readForm(c, goalFields...)
	in.plainLines()
	g := in.goal()
	err := in.wrong.Err()
	if err == nil {
		err = a.growth.AddGoal(c.UserContext(), a.visit(c).person(), &g)
	}
	if in.refused(err) || in.putOff(err) {
		_, status := classify(err)
		return a.goalFormPage(c, status, in, nil, nil)
	}
	if err != nil {
		return err
	}
	said := "The goal is set."
	if g.Action != 0 {
		said = "The goal is set. It is an action of your apprenticeship too."
	}
	a.say(c, said)
	return goTo(c, "%s", goalPath(g.ID))
}

// showGoalEdit shows the form of a goal that is open.
func (a *App) showGoalEdit(c *fiber.Ctx) error {
	g, err := a.goalOf(c)
	if err != nil {
		return err
	}
	if g.State != programme.ActionOpen {
		return goTo(c, "%s", goalPath(g.ID))
	}
	return a.goalFormPage(c, http.StatusOK, typedGoal(&g), &g, nil)
}

// saveGoal changes what a goal says.
func (a *App) saveGoal(c *fiber.Ctx) error {
	was, err := a.goalOf(c)
	if err != nil {
		return err
	}
	in := readForm(c, goalFields...)
	in.plainLines()
	g := in.goal()
	revision, _ := strconv.Atoi(in.text("revision"))
	err = a.growth.SaveGoal(c.UserContext(), a.visit(c).person(), was.ID, revision, &g)
	var theirs []pages.TwoTexts
	if stored, clashed := growth.TheirGoal(err); clashed {
		theirs, in.typed["revision"] = goalDiffers(&stored, &g), strconv.Itoa(stored.Revision)
	}
	if was.State != programme.ActionOpen && fault.Is(err, fault.Conflict) {
		return a.giveBack(c, err, "This goal cannot be changed now", &pages.Link{Text: "Open the goal", Href: goalPath(was.ID)})
	}
	if in.refused(err) || in.putOff(err) {
		_, status := classify(err)
		return a.goalFormPage(c, status, in, &was, theirs)
	}
	if err != nil {
		return err
	}
	a.say(c, "Saved.")
	return goTo(c, "%s", goalPath(was.ID))
}

// goalDiffers returns what is stored of a goal where something else was typed.
func goalDiffers(stored, typed *growth.Goal) (out []pages.TwoTexts) {
	for _, t := range []struct{ name, stored, typed string }{
		{"What to work on", stored.Named.Label(), typed.Named.Label()},
		{"What you will do", stored.Activity, typed.Activity},
		{"How you will see that it worked", stored.Success, typed.Success},
		{"What help it takes", stored.Support, typed.Support},
	} {
		if t.stored != t.typed {
			out = append(out, pages.TwoTexts{Name: t.name, Saved: t.stored})
		}
	}
	return out
}

// goalOf returns the visitor's goal that the address names.
func (a *App) goalOf(c *fiber.Ctx) (growth.Goal, error) {
	n, err := pathNumber(c, "goal")
	if err != nil {
		return growth.Goal{}, err
	}
	return a.growth.Goal(c.UserContext(), a.visit(c).person(), growth.GoalID(n))
}

// goalLink leads a person from an action to the goal that it is of; nil for
// anyone else, and where there is none.
func (a *App) goalLink(c *fiber.Ctx, action programme.ActionID) (*pages.Link, error) {
	v := a.visit(c)
	if !v.is(account.Apprentice) {
		return nil, nil
	}
	g, err := a.growth.GoalOfAction(c.UserContext(), v.person(), action)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	return &pages.Link{Text: "A goal of your development plan, for " + g.Named.Label(), Href: goalPath(g.ID)}, err
}
