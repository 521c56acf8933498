package app

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/pages"
	"touchstone/ksb"
)

// showStandards lists the standards, by level unless another order is asked for.
func (a *App) showStandards(c *fiber.Ctx) error {
	l := readList(c, "/standards")
	all, err := a.standards.Standards(c.UserContext())
	if err != nil {
		return err
	}
	found := standardsWith(all, l.get("q"))
	sortStandards(found, l.get("sort"))
	shown := found[min(l.from, len(found)):]
	shown = shown[:min(pageRows, len(shown))]
	page := pages.Standards{Import: account.Can(a.visit(c).session.Roles, account.ManageStandards),
		Search:  pages.Field{Name: "q", Label: "Reference or title", Value: l.get("q"), Type: "search"},
		Columns: []pages.Column{l.column("Standard", "reference", "-reference"), l.column("Title", "title", "-title"), {Name: "Statements", End: true}, {Name: "Wording"}},
		Pager:   l.pager("Pages of standards", len(shown), len(found)), Narrowed: l.narrowed() || l.from > 0}
	for _, s := range shown {
		page.Rows = append(page.Rows, standardRow(s))
	}
	return a.show(c, http.StatusOK, page)
}

// standardsWith returns the standards with text in what they are called.
func standardsWith(all []ksb.Listed, text string) (found []ksb.Listed) {
	text = strings.ToLower(strings.TrimSpace(text))
	for _, s := range all {
		if strings.Contains(strings.ToLower(s.Label()), text) || strings.Contains(strings.ToLower(s.Title), text) {
			found = append(found, s)
		}
	}
	return found
}

// sortStandards orders by "reference" or "title", backwards after a "-"; by
// anything else it leaves the order.
func sortStandards(list []ksb.Listed, by string) {
	by, back := strings.CutPrefix(by, "-")
	key := map[string]func(ksb.Listed) string{"reference": ksb.Listed.Label, "title": func(l ksb.Listed) string { return strings.ToLower(l.Title) }}[by]
	if key == nil {
		return
	}
	slices.SortStableFunc(list, func(x, y ksb.Listed) int {
		if back {
			x, y = y, x
		}
		return cmp.Compare(key(x), key(y))
	})
}
