package app

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/fault"
	"touchstone/app/pages"
	"touchstone/app/programme"
)

// viewWays returns the visitor's views as links, with the one that the list
// shows marked.
func (a *App) viewWays(c *fiber.Ctx, l *list) (ways []pages.Way, err error) {
	found, err := a.programme.Views(c.UserContext(), a.visit(c).person())
	now := l.address().Encode()
	for _, v := range found {
		ways = append(ways, pages.Way{Text: v.Name, Href: "/caseload?" + v.Query, Current: v.Query == now})
	}
	return ways, err
}

// tidyQuery keeps of a query what the caseload understands, in one order.
func tidyQuery(raw string) string {
	typed, err := url.ParseQuery(raw)
	if err != nil {
		return ""
	}
	kept := url.Values{}
	for _, name := range append([]string{"q", "sort"}, caseloadParams...) {
		if v := strings.TrimSpace(typed.Get(name)); v != "" {
			kept.Set(name, v)
		}
	}
	return kept.Encode()
}

// showViews lists the visitor's views, and asks for the name of a new one where
// the address says what it shows, or for another name of the one it names.
func (a *App) showViews(c *fiber.Ctx) error {
	if id, err := strconv.ParseInt(c.Query("rename"), 10, 64); err == nil && id > 0 {
		v, err := a.programme.ViewOf(c.UserContext(), a.visit(c).person(), programme.ViewID(id))
		if err != nil {
			return err
		}
		return a.viewRenamePage(c, http.StatusOK, &v, formOf(map[string]string{"name": v.Name}))
	}
	return a.viewsPage(c, http.StatusOK, formOf(map[string]string{"query": c.Query("save")}))
}

func (a *App) viewsPage(c *fiber.Ctx, status int, f *form) error {
	found, err := a.programme.Views(c.UserContext(), a.visit(c).person())
	if err != nil {
		return err
	}
	query := tidyQuery(f.text("query"))
	page := pages.Views{Whole: f.whole, Saving: query != "", Query: query, Name: f.field("name", "Name", "What you will look for it by, such as “Quiet in spring 2026”")}
	if page.Saving {
		if page.About, err = a.viewAbout(c, query); err != nil {
			return err
		}
	}
	for i := range found {
		row, err := a.viewRow(c, &found[i])
		if err != nil {
			return err
		}
		page.Rows = append(page.Rows, row)
	}
	if id, err := strconv.ParseInt(c.Query("removed"), 10, 64); err == nil && id > 0 {
		v, err := a.programme.ViewOf(c.UserContext(), a.visit(c).person(), programme.ViewID(id))
		if err == nil {
			row, err := a.viewRow(c, &v)
			if err != nil {
				return err
			}
			page.Removed = &row
		}
	}
	return a.show(c, status, page)
}

func (a *App) viewRow(c *fiber.Ctx, v *programme.View) (pages.ViewRow, error) {
	about, err := a.viewAbout(c, v.Query)
	return pages.ViewRow{ID: idText(v.ID), Name: v.Name, About: about, Href: "/caseload?" + v.Query, Path: fmt.Sprintf("/caseload/views/%d", v.ID)}, err
}

// sortNames are what the orders of a caseload are called.
var sortNames = map[string]string{"needs": "need", "name": "name", "progress": "statements accepted", "hours": "hours", "active": "last activity", "review": "next review", "waits": "how long something waits"}

// viewAbout says what a view shows: "Act, in Spring 2026, by hours".
func (a *App) viewAbout(c *fiber.Ctx, raw string) (string, error) {
	q, err := url.ParseQuery(raw)
	if err != nil {
		return "", nil
	}
	var parts []string
	for needs, name := range map[string]string{"act": "Act", "watch": "Watch", "track": "On track"} {
		if q.Get("needs") == needs {
			parts = append(parts, name)
		}
	}
	cohorts, err := a.cohortOptions(c)
	if err != nil {
		return "", err
	}
	coaches, err := a.coachOptions(c)
	if err != nil {
		return "", err
	}
	parts = append(parts, chosen(cohorts, q.Get("cohort"), "in ")...)
	parts = append(parts, chosen(coaches, q.Get("coach"), "with ")...)
	if search := q.Get("q"); search != "" {
		parts = append(parts, "“"+search+"”")
	}
	if sort, back := strings.CutPrefix(q.Get("sort"), "-"); sortNames[sort] != "" {
		by := "by " + sortNames[sort]
		if back {
			by += ", turned round"
		}
		parts = append(parts, by)
	}
	return strings.Join(parts, ", "), nil
}

// chosen returns what the option of a value is called, after a word.
func chosen(options []pages.Option, value, before string) []string {
	for _, o := range options {
		if o.Value == value && value != "" {
			return []string{before + o.Label}
		}
	}
	return nil
}

// addView keeps a way of looking at the caseload under a name.
func (a *App) addView(c *fiber.Ctx) error {
	f := readForm(c, "name", "query")
	v := programme.View{Name: f.text("name"), Query: tidyQuery(f.text("query"))}
	if v.Query == "" {
		return goTo(c, "/caseload/views")
	}
	err := a.programme.AddView(c.UserContext(), a.visit(c).person(), &v)
	if f.refused(err) {
		return a.viewsPage(c, http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	a.say(c, v.Name+" is kept among your views.")
	return goTo(c, "%s", "/caseload?"+v.Query)
}

// view returns the visitor's view that the path names.
func (a *App) view(c *fiber.Ctx) (programme.View, error) {
	id, err := pathNumber(c, "view")
	if err != nil {
		return programme.View{}, err
	}
	return a.programme.ViewOf(c.UserContext(), a.visit(c).person(), programme.ViewID(id))
}

func (a *App) viewRenamePage(c *fiber.Ctx, status int, v *programme.View, f *form) error {
	row, err := a.viewRow(c, v)
	if err != nil {
		return err
	}
	return a.show(c, status, pages.ViewRename{Whole: f.whole, Row: row, Name: f.field("name", "Name", "")})
}

// renameView gives a view another name.
func (a *App) renameView(c *fiber.Ctx) error {
	v, err := a.view(c)
	if err != nil {
		return err
	}
	f := readForm(c, "name")
	err = a.programme.RenameView(c.UserContext(), a.visit(c).person(), v.ID, f.text("name"))
	if f.refused(err) {
		return a.viewRenamePage(c, http.StatusUnprocessableEntity, &v, f)
	}
	if err != nil {
		return err
	}
	return goTo(c, "/caseload/views")
}

// removeView removes a view; the page after it can put it back.
func (a *App) removeView(c *fiber.Ctx) error {
	v, err := a.view(c)
	if err != nil {
		return err
	}
	if err := a.programme.RemoveView(c.UserContext(), a.visit(c).person(), v.ID); err != nil {
		return err
	}
	return goTo(c, "/caseload/views?removed=%d", v.ID)
}

// restoreView puts a removed view back.
func (a *App) restoreView(c *fiber.Ctx) error {
	v, err := a.view(c)
	if err != nil {
		return err
	}
	f := formOf(map[string]string{})
	err = a.programme.RestoreView(c.UserContext(), a.visit(c).person(), v.ID)
	if f.refused(err) {
		f.whole = append(f.whole, f.wrong.Of("name"))
		f.wrong = fault.Fields{}
		return a.viewsPage(c, http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	a.say(c, v.Name+" is back.")
	return goTo(c, "/caseload/views")
}
