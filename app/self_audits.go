package app

import (
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/db"
	"touchstone/app/growth"
	"touchstone/app/pages"
	"touchstone/app/programme"
	"touchstone/app/words"
	"touchstone/ksb"
)

func auditPath(a *growth.Audit) string { return fmt.Sprintf("/growth/audits/%d", a.ID) }

// gradeName is what the audit's grade is called.
func gradeName(a *growth.Audit) string { return a.Framework.Grade(a.Grade).Name }

// auditDay is the day that an audit counts for.
func auditDay(a *growth.Audit) string {
	if a.State == growth.AuditFinished {
		return words.Day(db.Today(a.FinishedAt))
	}
	return words.Day(db.Today(a.BegunAt))
}

// ofAll counts a part of a whole: "3 of 15".
func ofAll(n, of int) string { return fmt.Sprintf("%d of %d", n, of) }

// showSelfAudits lists a person's self-audits.
func (a *App) showSelfAudits(c *fiber.Ctx) error {
	all, err := a.growth.Audits(c.UserContext(), a.visit(c).person())
	if err != nil {
		return err
	}
	offered, err := a.standards.Frameworks(c.UserContext())
	if err != nil {
		return err
	}
	var page pages.SelfAudits
	if len(offered) > 0 {
		page.Begin = &pages.Link{Text: "Begin a self-audit", Href: "/growth/audits/new"}
	}
	for i := range all {
		page.Rows = append(page.Rows, selfAuditRow(&all[i]))
	}
	if i := slices.IndexFunc(all, isDraft); i >= 0 {
		page.Begin = &pages.Link{Text: "Go on with your self-audit", Href: auditPath(&all[i])}
	}
	if series := seriesOf(all, nil); len(series) > 1 {
		page.Compare = &pages.Link{Text: "Compare two of them", Href: "/growth/audits/compare"}
		if len(series) > 2 {
			page.Progress = progressFigure(series)
		}
	}
	return a.show(c, http.StatusOK, page)
}

func isDraft(a growth.Audit) bool { return a.State == growth.AuditDraft }

func selfAuditRow(a *growth.Audit) pages.SelfAuditRow {
	r := pages.SelfAuditRow{Href: auditPath(a), Day: auditDay(a), Framework: a.Framework.Title, Grade: gradeName(a)}
	if a.State == growth.AuditDraft {
		rated, of := a.Progress()
		r.State, r.Words, r.Says = pages.Draft, "Draft", ofAll(rated, of)+" rated"
		return r
	}
	meeting, rated := a.Meeting()
	r.State, r.Words, r.Says = pages.Accepted, "Finished", ofAll(meeting, rated)+" elements met"
	return r
}

// seriesOf returns the finished audits by the same professional standards as
// one, in any version, oldest first; by those of the newest if that is nil.
func seriesOf(newestFirst []growth.Audit, as *growth.Audit) (out []growth.Audit) {
	for i := range newestFirst {
		one := &newestFirst[i]
		if one.State != growth.AuditFinished {
			continue
		}
		if as == nil {
			as = one
		}
		if one.Framework.Reference == as.Framework.Reference {
			out = append(out, *one)
		}
	}
	slices.Reverse(out)
	return out
}

// progressFigure draws what share of the elements was met, audit by audit.
func progressFigure(oldestFirst []growth.Audit) *pages.Figure {
	line := pages.Line{Word: func(share float64) string { return fmt.Sprintf("%.0f %%", share*100) }}
	chart := pages.LineChart{ID: "progress-chart", Top: 1}
	f := &pages.Figure{ID: "progress", Title: "How it went", Columns: []string{"Day", "Grade", "Met"},
		Under: "The share of rated elements that met the grade you chose that day. A higher grade asks for more, so a new grade can begin lower."}
	for i := range oldestFirst {
		a := &oldestFirst[i]
		meeting, rated := a.Meeting()
		share := math.NaN()
		if rated > 0 {
			share = float64(meeting) / float64(rated)
		}
		line.Values = append(line.Values, share)
		chart.Points = append(chart.Points, db.Today(a.FinishedAt).Format("2 Jan 2006"))
		f.Rows = append(f.Rows, []string{auditDay(a), gradeName(a), ofAll(meeting, rated)})
	}
	last := len(line.Values) - 1
	chart.Says = fmt.Sprintf("%s of the rated elements met on %s, %s on %s.", line.Word(line.Values[0]), chart.Points[0], line.Word(line.Values[last]), chart.Points[last])
	chart.Lines = []pages.Line{line}
	f.Chart = chart.Drawing()
	return f
}

// showNewSelfAudit asks what a self-audit is to be about.
func (a *App) showNewSelfAudit(c *fiber.Ctx) error {
	return a.showSelfAuditBegin(c, http.StatusOK, &shapeForm{form: *formOf(map[string]string{"framework": c.Query("framework")})})
}

// A shapeForm is what was chosen for a self-audit.
type shapeForm struct {
	form
	specialisms []string
	sent        bool // else nothing was chosen yet
}

func readShape(c *fiber.Ctx) *shapeForm {
	return &shapeForm{form: *readForm(c, "framework", "grade", "ahead", "revision"), specialisms: formValues(c)["specialism"], sent: true}
}

func (in *shapeForm) shape() growth.Shape {
	return growth.Shape{Grade: in.text("grade"), Specialisms: in.specialisms, Ahead: in.text("ahead") != ""}
}

func (a *App) showSelfAuditBegin(c *fiber.Ctx, status int, in *shapeForm) error {
	offered, err := a.standards.Frameworks(c.UserContext())
	if err != nil {
		return err
	}
	if len(offered) == 0 {
		return goTo(c, "/growth/audits")
	}
	f := offered[0]
	page := pages.SelfAuditForm{Back: pages.Link{Text: "Your self-audits", Href: "/growth/audits"}, Title: "Begin a self-audit", Action: "/growth/audits", Button: "Begin",
		Lead: "Choose the grade you want to stand beside. You rate what it asks for, a few things at a time, and can leave and come back."}
	for _, o := range offered {
		if idText(o.ID) == in.text("framework") {
			f = o
		}
		page.Frameworks = append(page.Frameworks, pages.Option{Value: idText(o.ID), Label: o.Title + ", version " + o.Version})
	}
	page.Framework = in.field("framework", "Professional standards", "")
	page.Framework.Value = idText(f.ID)
	shape := in.shape()
	if !in.sent {
		level, of, err := a.levelOf(c)
		if err != nil {
			return err
		}
		if shape.Grade = growth.ProposeGrade(f, level); level > 0 && f.Grade(shape.Grade).Meets == level {
			page.Grade.Hint = fmt.Sprintf("%s is chosen because it meets the role of a Level %d apprenticeship, and you are on %s.", f.Grade(shape.Grade).Name, level, of)
		}
	}
	shapeFields(&page, f, shape, in)
	return a.show(c, status, page)
}

// levelOf returns the level and the title of the standard that the visitor is on,
// 0 for none.
func (a *App) levelOf(c *fiber.Ctx) (level int, title string, err error) {
	v := a.visit(c)
	if v.session.Own == 0 {
		return 0, "", nil
	}
	e, err := a.programme.Enrolment(c.UserContext(), programme.EnrolmentID(v.session.Own))
	return e.StandardLevel, e.StandardTitle, err
}

// shapeFields fills in the grades and specialisms of a framework.
func shapeFields(page *pages.SelfAuditForm, f *ksb.Framework, shape growth.Shape, in *shapeForm) {
	page.Whole = in.whole
	page.Source = f.Title + " of the " + f.Body + ". " + f.Source.Name + "."
	page.Grade = in.field("grade", "Grade", page.Grade.Hint)
	page.Grade.Value = shape.Grade
	for _, g := range f.Grades {
		page.Grades = append(page.Grades, pages.Option{Value: g.Key, Label: g.Name, Hint: g.Summary + " " + strings.Join(g.Expects, " ")})
	}
	page.Specialism = in.field("specialism", "Specialisms", "The technical areas you work in. None is right too.")
	page.Specialism.Optional = true
	for _, sp := range f.Specialisms {
		page.Specialisms = append(page.Specialisms, pages.Option{Value: sp.Key, Label: sp.Name, Hint: sp.Summary, On: slices.Contains(shape.Specialisms, sp.Key)})
	}
	page.Ahead = pages.Field{Name: "ahead", Label: "Look ahead: rate the next grade’s descriptors too", Hint: "Then you see how far the next grade is. It about doubles what there is to rate."}
	page.LooksAhead = shape.Ahead
}

// beginSelfAudit begins a self-audit, or goes to the draft there is.
func (a *App) beginSelfAudit(c *fiber.Ctx) error {
	in := readShape(c)
	framework, err := in.id("framework"), in.wrong.Err()
	var id growth.AuditID
	if err == nil {
		id, err = a.growth.BeginAudit(c.UserContext(), a.visit(c).person(), ksb.FrameworkID(framework), in.shape())
	}
	if in.refused(err) {
		return a.showSelfAuditBegin(c, http.StatusUnprocessableEntity, in)
	}
	if err != nil {
		return err
	}
	return goTo(c, "/growth/audits/%d", id)
}

// selfAuditOf returns the self-audit of a request, which is the visitor's own.
func (a *App) selfAuditOf(c *fiber.Ctx) (growth.Audit, error) {
	n, err := pathNumber(c, "selfaudit")
	if err != nil {
		return growth.Audit{}, err
	}
	return a.growth.Audit(c.UserContext(), a.visit(c).person(), growth.AuditID(n))
}

// showSelfAuditSetup asks what a draft is to be about.
func (a *App) showSelfAuditSetup(c *fiber.Ctx) error {
	one, err := a.selfAuditOf(c)
	if err != nil {
		return err
	}
	if one.State != growth.AuditDraft {
		return goTo(c, "%s", auditPath(&one))
	}
	return a.showSetupForm(c, http.StatusOK, &one, one.Shape(), &shapeForm{})
}

func (a *App) showSetupForm(c *fiber.Ctx, status int, one *growth.Audit, shape growth.Shape, in *shapeForm) error {
	page := pages.SelfAuditForm{Back: pages.Link{Text: "Your self-audit", Href: auditPath(one)}, Title: "What this self-audit is about", Action: auditPath(one) + "/setup", Button: "Save", Revision: one.Revision,
		Lead: "What you have rated stays. It shows again wherever it is asked for again."}
	shapeFields(&page, one.Framework, shape, in)
	if status == http.StatusConflict {
		page.Theirs = []pages.TwoTexts{{Name: "Grade", Saved: gradeName(one)}, {Name: "Specialisms", Saved: strings.Join(specialismNames(one), ", ")}, {Name: "Looking ahead", Saved: map[bool]string{true: "Yes", false: "No"}[one.Ahead]}}
	}
	return a.show(c, status, page)
}

// specialismNames are what the chosen specialisms are called.
func specialismNames(a *growth.Audit) (names []string) {
	for _, key := range a.Specialisms {
		if sp := a.Framework.Specialism(key); sp != nil {
			names = append(names, sp.Name)
		}
	}
	return names
}

// shapeSelfAudit changes what a draft is about.
func (a *App) shapeSelfAudit(c *fiber.Ctx) error {
	one, err := a.selfAuditOf(c)
	if err != nil {
		return err
	}
	in := readShape(c)
	revision, _ := strconv.Atoi(in.text("revision"))
	_, err = a.growth.ShapeAudit(c.UserContext(), one.Person, one.ID, revision, in.shape())
	theirs, clashed := growth.Theirs(err)
	switch {
	case clashed:
		in.refused(err)
		return a.showSetupForm(c, http.StatusConflict, &theirs, in.shape(), in)
	case in.refused(err):
		return a.showSetupForm(c, http.StatusUnprocessableEntity, &one, in.shape(), in)
	case err != nil:
		return err
	}
	a.say(c, "Saved.")
	return goTo(c, "%s", auditPath(&one))
}

// dropSelfAudit throws a draft away.
func (a *App) dropSelfAudit(c *fiber.Ctx) error {
	n, err := pathNumber(c, "selfaudit")
	if err != nil {
		return err
	}
	if err := a.growth.DropAudit(c.UserContext(), a.visit(c).person(), growth.AuditID(n)); err != nil {
		return err
	}
	a.say(c, "The draft is gone.")
	return goTo(c, "/growth/audits")
}
