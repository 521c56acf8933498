package app

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/fault"
	"touchstone/app/pages"
	"touchstone/app/words"
	"touchstone/ksb"
)

// showFrameworks lists the frameworks that are offered, and for those who manage
// them the retired ones too.
func (a *App) showFrameworks(c *fiber.Ctx) error {
	l := readList(c, "/frameworks")
	manage := a.managesStandards(c)
	read := a.standards.Frameworks
	if manage {
		read = a.standards.AllFrameworks
	}
	all, err := read(c.UserContext())
	if err != nil {
		return err
	}
	var found []*ksb.Framework
	for _, f := range all {
		if holds(l.get("q"), f.Label(), f.Title, f.Body) {
			found = append(found, f)
		}
	}
	shown, pager := pageOf(l, "Pages of frameworks", found)
	page := pages.Frameworks{Add: manage, Pager: pager, Narrowed: l.narrowed() || l.from > 0,
		Search: pages.Field{Name: "q", Label: "Reference, title or body", Value: l.get("q"), Type: "search"}}
	for _, f := range shown {
		page.Rows = append(page.Rows, pages.FrameworkRow{Href: frameworkAddress(f.ID), Label: f.Label(), Title: f.Title, Whose: f.Body,
			Grades: levelNames(f), Holds: frameworkHolds(f), Retired: !f.RetiredAt.IsZero()})
	}
	return a.show(c, http.StatusOK, page)
}

func frameworkAddress(id ksb.FrameworkID) string { return fmt.Sprintf("/frameworks/%d", id) }

func levelNames(f *ksb.Framework) string {
	var names []string
	for i := range f.Grades {
		names = append(names, f.Grades[i].Name)
	}
	return strings.Join(names, ", ")
}

// frameworkHolds says how much there is in a framework: "10 skills, 5 behaviours,
// 11 specialisms".
func frameworkHolds(f *ksb.Framework) string {
	n := f.Counts()
	var parts []string
	add := func(n int, one, many string) {
		if n > 0 {
			parts = append(parts, words.Plural(n, one, many))
		}
	}
	add(n.Skills, "skill", "skills")
	add(n.Behaviours, "behaviour", "behaviours")
	add(n.Specialisms, "specialism", "specialisms")
	return strings.Join(parts, ", ")
}

func (a *App) frameworkInPath(c *fiber.Ctx) (*ksb.Framework, error) {
	id, err := pathNumber(c, "framework")
	if err != nil {
		return nil, err
	}
	return a.standards.Framework(c.UserContext(), ksb.FrameworkID(id))
}

// showFramework shows a framework at one grade, with the next beside it, or where
// in it something is said that is searched for.
func (a *App) showFramework(c *fiber.Ctx) error {
	f, err := a.frameworkInPath(c)
	if err != nil {
		return err
	}
	at := frameworkAddress(f.ID)
	l := readList(c, at, "grade", "beside")
	g := f.Grade(l.get("grade"))
	if g == nil {
		l.query.Del("grade")
		g = &f.Grades[0]
	}
	page := pages.Framework{Label: f.Label(), Title: f.Title, Whose: f.Body, Ours: f.AddedBy == 0, Retired: !f.RetiredAt.IsZero(),
		Source: frameworkSource(f), Licence: f.Source.Licence, About: frameworkFacts(f), Scale: scalePoints(&f.Scale), ScaleName: f.Scale.Name, File: at + "/file",
		Search: pages.Field{Name: "q", Label: "Find in this framework", Value: l.get("q"), Type: "search"}, Action: at, Kept: l.hidden("grade", "beside")}
	page.Grades = pages.Ways{ID: "grades", Label: "Grade"}
	for i := range f.Grades {
		page.Grades.Ways = append(page.Grades.Ways, pages.Way{Text: f.Grades[i].Name, Href: l.href("grade", f.Grades[i].Key), Current: &f.Grades[i] == g})
	}
	if f.AddedBy != 0 {
		who, err := a.accounts.Person(c.UserContext(), account.PersonID(f.AddedBy))
		if err != nil {
			return err
		}
		page.About = append(page.About, pages.Fact{Name: "Added by", Value: who.Name + ", " + words.Day(f.AddedAt)})
	}
	if a.managesStandards(c) {
		if page.Retired {
			page.Restore = at + "/restore"
		} else {
			page.Retire = at + "/retire"
		}
	}
	if q := searched(l.get("q")); len(q) > 0 {
		hits, pager := pageOf(l, "Pages of what was found", frameworkHits(f, q))
		page.Found = &pages.FrameworkFound{Hits: hits, Pager: pager, All: l.href("q", "")}
	} else {
		next := f.NextGrade(g.Key)
		if next != nil {
			alone := l.get("beside") == "nothing"
			page.Beside = pages.Ways{ID: "beside", Label: "Beside it", Ways: []pages.Way{
				{Text: "The next grade", Href: l.href("beside", ""), Current: !alone}, {Text: "Nothing", Href: l.href("beside", "nothing"), Current: alone}}}
			if alone {
				next = nil
			}
		}
		showGrade(&page, f, g, next)
	}
	return a.show(c, http.StatusOK, page)
}

func frameworkSource(f *ksb.Framework) pages.Fact {
	s := pages.Fact{Name: "Source", Value: f.Source.Name, Href: f.Source.URL}
	if f.Source.Secondary {
		s.Value += " (not the publisher itself)"
	}
	return s
}

func frameworkFacts(f *ksb.Framework) []pages.Fact {
	n := f.Counts()
	facts := []pages.Fact{{Name: "Holds", Value: frameworkHolds(f)}, {Name: "Grades", Value: levelNames(f)},
		{Name: "In all", Value: words.Plural(n.Descriptors, "descriptor", "descriptors") + ", " + words.Plural(n.Indicators, "indicator", "indicators")}}
	if !f.Source.ReadOn.IsZero() {
		facts = append(facts, pages.Fact{Name: "Read on", Value: words.Day(f.Source.ReadOn)})
	}
	return facts
}

// scalePoints says what the points of a scale mean, the lowest first.
func scalePoints(r *ksb.Rating) (points []pages.FrameworkPoint) {
	for _, p := range r.Points {
		point := pages.FrameworkPoint{Value: fmt.Sprint(p.Value), Label: p.Label, Meaning: p.Meaning}
		if p.Value == r.Meets {
			point.From = append(point.From, "Meets the grade from here")
		}
		if p.Value == r.Strong {
			point.From = append(point.From, "A strength from here")
		}
		points = append(points, point)
	}
	return points
}

// showGrade fills a page with what a framework says at a grade, and at the next if
// that is to stand beside it.
func showGrade(page *pages.Framework, f *ksb.Framework, g, next *ksb.Level) {
	page.Grade = pages.FrameworkGrade{Name: g.Name, Title: g.Title, Summary: g.Summary, Expects: g.Expects}
	if g.Meets > 0 {
		page.Grade.Meets = fmt.Sprintf("Meets a Level %d role", g.Meets)
	}
	if next != nil {
		page.Next = next.Name
	}
	for i := range f.Areas {
		area := &f.Areas[i]
		shown := pages.FrameworkArea{ID: "area-" + area.Key, Name: area.Name, Summary: area.Summary}
		for j := range area.Elements {
			shown.Elements = append(shown.Elements, frameworkElement(f, &area.Elements[j], g, next))
		}
		page.Areas = append(page.Areas, shown)
	}
	for i := range f.Specialisms {
		s := &f.Specialisms[i]
		e := pages.FrameworkElement{ID: elementAnchor(s.Key), Name: s.Name, Summary: s.Summary, Graded: true, Now: descriptorTexts(s.Descriptors, g)}
		if next != nil {
			e.Next = descriptorTexts(s.Descriptors, next)
		}
		page.Specialisms = append(page.Specialisms, e)
	}
}

// elementAnchor is the id of an element or specialism on the page of its
// framework.
func elementAnchor(key string) string { return "element-" + key }

func frameworkElement(f *ksb.Framework, e *ksb.Element, g, next *ksb.Level) pages.FrameworkElement {
	out := pages.FrameworkElement{ID: elementAnchor(e.Key), Code: e.Code, Name: e.Name, Summary: e.Summary, Graded: e.Graded()}
	if e.Graded() {
		out.Now = descriptorTexts(e.Descriptors, g)
		if next != nil {
			out.Next = descriptorTexts(e.Descriptors, next)
		}
		return out
	}
	if with := f.Element(e.With); with != nil {
		out.With = &pages.Link{Text: with.Code + " " + with.Name, Href: "#" + elementAnchor(with.Key)}
	}
	for _, n := range e.Indicators {
		if n.Positive {
			out.Shows = append(out.Shows, n.Text)
		} else {
			out.Lacks = append(out.Lacks, n.Text)
		}
	}
	for i := range f.Areas {
		for j := range f.Areas[i].Elements {
			if other := &f.Areas[i].Elements[j]; other.With == e.Key {
				out.Shared = append(out.Shared, pages.Link{Text: other.Code + " " + other.Name, Href: "#" + elementAnchor(other.Key)})
			}
		}
	}
	return out
}

func descriptorTexts(all []ksb.Descriptor, g *ksb.Level) (texts []string) {
	for _, d := range ksb.At(all, g.Key) {
		texts = append(texts, d.Text)
	}
	return texts
}

// sendFramework sends a framework as a file that can be handed in again.
func (a *App) sendFramework(c *fiber.Ctx) error {
	f, err := a.frameworkInPath(c)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := ksb.WriteFramework(&out, f); err != nil {
		return err
	}
	c.Set(fiber.HeaderContentDisposition, disposition(true, strings.ReplaceAll(f.Label(), "/", "-")+".json"))
	c.Set(fiber.HeaderContentType, "application/json")
	return c.Send(out.Bytes())
}

// retireFramework stops offering a framework.
func (a *App) retireFramework(c *fiber.Ctx) error {
	return a.offerFramework(c, a.standards.RetireFramework, " is no longer offered for new self-audits. Those that were made by it stay.")
}

// restoreFramework offers a framework again.
func (a *App) restoreFramework(c *fiber.Ctx) error {
	return a.offerFramework(c, a.standards.RestoreFramework, " is offered again.")
}

func (a *App) offerFramework(c *fiber.Ctx, do func(ctx context.Context, by int64, id ksb.FrameworkID) error, says string) error {
	f, err := a.frameworkInPath(c)
	if err != nil {
		return err
	}
	err = do(c.UserContext(), int64(a.visit(c).person()), f.ID)
	if err != nil && !fault.Is(err, fault.Conflict) { // people click twice
		return err
	}
	a.say(c, f.Label()+says)
	return goTo(c, "%s", frameworkAddress(f.ID))
}

// showFrameworkFormat tells of the keys of a framework's file.
func (a *App) showFrameworkFormat(c *fiber.Ctx) error {
	return a.show(c, http.StatusOK, pages.FrameworkFormat{Format: ksb.FrameworkFormat, Rows: fileKeyRows(ksb.FrameworkKeys())})
}

// sendFrameworkSchema sends the JSON Schema of a framework's file.
func (a *App) sendFrameworkSchema(c *fiber.Ctx) error {
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="touchstone-framework.schema.json"`)
	c.Set(fiber.HeaderContentType, "application/schema+json")
	return c.Send(ksb.FrameworkSchema())
}
