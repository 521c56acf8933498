package app

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/growth"
	"touchstone/app/pages"
	"touchstone/app/programme"
	"touchstone/app/words"
)

// yearsShown is how many years the totals of a log have columns for, the latest.
const yearsShown = 4

func entryPath(id growth.EntryID) string { return fmt.Sprintf("/growth/cpd/%d", id) }

// cpdCard says how much is in a person's CPD log.
func (a *App) cpdCard(c *fiber.Ctx) (*pages.GrowthCard, error) {
	all, err := a.growth.Entries(c.UserContext(), a.visit(c).person())
	if err != nil {
		return nil, err
	}
	card := &pages.GrowthCard{Key: "cpd", Title: "CPD log", Text: "Keep what you did for your professional development: how long it took, what you learned, what you do differently since.",
		Links: []pages.Link{{Text: "Open your CPD log", Href: "/growth/cpd"}}}
	if len(all) > 0 {
		last := &all[0]
		card.Facts = []pages.Fact{{Name: "Last 12 months", Value: programme.MinutesText(growth.Total(within(all, lastYear(today(a.db)))).Minutes)},
			{Name: "Newest", Value: words.Day(last.DoneOn) + ", " + last.Title}}
		card.Links = append(card.Links, pages.Link{Text: "Add to it", Href: "/growth/cpd/new"})
	}
	return card, nil
}

// lastYear returns which days are within twelve months before today, today
// included.
func lastYear(today time.Time) func(time.Time) bool {
	return func(day time.Time) bool { return day.After(today.AddDate(-1, 0, 0)) }
}

// within returns the entries of those days.
func within(all []growth.Entry, days func(time.Time) bool) []growth.Entry {
	return slices.DeleteFunc(slices.Clone(all), func(e growth.Entry) bool { return !days(e.DoneOn) })
}

// showCPD shows a person's log.
func (a *App) showCPD(c *fiber.Ctx) error {
	person := a.visit(c).person()
	all, err := a.growth.Entries(c.UserContext(), person)
	if err != nil {
		return err
	}
	page := pages.CPDLog{Back: pages.Link{Text: "Growth", Href: "/growth"}, Title: "CPD log", Own: true, Nothing: len(all) == 0, Plan: pages.Link{Text: "Your development plan", Href: "/growth/plan"},
		Exports: []pages.Link{{Text: "All of it as CSV", Href: "/growth/cpd/export?as=csv"}, {Text: "All of it as a workbook", Href: "/growth/cpd/export?as=xlsx"}}}
	if id, err := strconv.ParseInt(c.Query("removed"), 10, 64); err == nil {
		e, err := a.growth.Entry(c.UserContext(), person, growth.EntryID(id))
		if err == nil && !e.RemovedAt.IsZero() {
			page.Removed = &pages.Link{Text: e.Title, Href: entryPath(e.ID) + "/restore"}
		}
	}
	a.entryRows(&page, readList(c, "/growth/cpd", "element", "period"), all, entryPath)
	return a.show(c, http.StatusOK, page)
}

// entryRows lists those of a log's entries that the address asks for, and sums
// the log up; path leads to one, nil where there is nothing to open.
func (a *App) entryRows(page *pages.CPDLog, l *list, all []growth.Entry, path func(growth.EntryID) string) {
	now := today(a.db)
	year, whole := growth.Total(within(all, lastYear(now))), growth.Total(all)
	if len(all) > 0 {
		page.Lead = fmt.Sprintf("%s in the last 12 months, %s in all.", programme.MinutesText(year.Minutes), programme.MinutesText(whole.Minutes))
	}
	page.Totals = totalsTable(&whole)
	page.Action, page.Narrowed = l.path, l.narrowed()
	page.Search = pages.Field{Name: "q", Label: "Words in it", Value: l.get("q"), Type: "search"}
	page.Elements = []pages.Option{{Label: "All"}}
	for _, r := range whole.Rows {
		v := elementValue(r.Framework, r.Key)
		page.Elements = append(page.Elements, pages.Option{Value: v, Label: r.Label(), On: v == l.get("element")})
	}
	page.Periods = []pages.Option{{Label: "All time"}, {Value: "12", Label: "Last 12 months", On: l.get("period") == "12"}}
	for _, y := range whole.Years {
		v := strconv.Itoa(y)
		page.Periods = append(page.Periods, pages.Option{Value: v, Label: v, On: l.get("period") == v})
	}
	page.Hidden = l.hidden("sort")
	fit := slices.DeleteFunc(slices.Clone(all), func(e growth.Entry) bool { return !entryFits(&e, l, now) })
	sortEntries(fit, l.get("sort"))
	page.Sum = words.Plural(len(fit), "entry", "entries") + ", " + programme.MinutesText(growth.Total(fit).Minutes)
	shown, pager := pageOf(l, "Pages of entries", fit)
	page.Pager = pager
	page.Columns = []pages.Column{{Name: "What was learned"}, l.column("Day", "day", "-day"), l.column("Time", "-time", "time"), {Name: "About"}}
	page.Columns[2].End = true
	for i := range shown {
		e := &shown[i]
		r := pages.EntryRow{Day: words.Day(e.DoneOn), Minutes: programme.MinutesText(e.Minutes), Kind: e.Kind.Name(), Title: e.Title, Learned: shorten(e.Learned), About: labels(e.Named)}
		if path != nil {
			r.Href = path(e.ID)
		} else {
			r.Learned, r.Applied = e.Learned, e.Applied
		}
		page.Rows = append(page.Rows, r)
	}
}

func labels(all []growth.Named) (out []string) {
	for _, n := range all {
		out = append(out, n.Label())
	}
	return out
}

// totalsTable is the totals of a log, a row for each element and at its end the
// whole; nil where no entry names an element.
func totalsTable(t *growth.Totals) *pages.Totals {
	if len(t.Rows) == 0 {
		return nil
	}
	years := t.Years[:min(yearsShown, len(t.Years))]
	out := &pages.Totals{Columns: []pages.Column{{Name: "About"}}}
	for _, y := range years {
		out.Columns = append(out.Columns, pages.Column{Name: strconv.Itoa(y), End: true})
	}
	out.Columns = append(out.Columns, pages.Column{Name: "In all", End: true})
	row := func(name string, byYear map[int]int, all int) pages.TotalsRow {
		r := pages.TotalsRow{Name: name}
		for _, y := range years {
			r.Cells = append(r.Cells, pages.Fact{Name: strconv.Itoa(y), Value: minutesOrDash(byYear[y])})
		}
		r.Cells = append(r.Cells, pages.Fact{Name: "In all", Value: minutesOrDash(all)})
		return r
	}
	for _, r := range t.Rows {
		out.Rows = append(out.Rows, row(r.Label(), r.ByYear, r.Minutes))
	}
	out.Whole = row("The whole log", t.ByYear, t.Minutes)
	return out
}

func minutesOrDash(minutes int) string {
	if minutes == 0 {
		return "–"
	}
	return programme.MinutesText(minutes)
}

// entryFits reports whether the address's filters leave an entry in.
func entryFits(e *growth.Entry, l *list, today time.Time) bool {
	if v := l.get("element"); v != "" && !e.About(readElement(v)) {
		return false
	}
	switch period := l.get("period"); {
	case period == "12" && !lastYear(today)(e.DoneOn):
		return false
	case period != "" && period != "12" && period != strconv.Itoa(e.DoneOn.Year()):
		return false
	}
	return holds(l.get("q"), append(labels(e.Named), e.Title, e.Learned, e.Applied, e.Kind.Name(), e.GoalActivity)...)
}

func sortEntries(all []growth.Entry, by string) {
	key, back := strings.CutPrefix(by, "-")
	slices.SortStableFunc(all, func(x, y growth.Entry) int {
		n := 0
		switch key {
		case "day":
			n = x.DoneOn.Compare(y.DoneOn)
		case "time":
			n = x.Minutes - y.Minutes
		}
		if back {
			return -n
		}
		return n
	})
}

// exportCPD sends a person's log as a table.
func (a *App) exportCPD(c *fiber.Ctx) error {
	v := a.visit(c)
	all, err := a.growth.Entries(c.UserContext(), v.person())
	if err != nil {
		return err
	}
	rows := [][]any{{"Day", "Minutes", "Kind", "What", "What was learned", "What changed since", "About", "Goal", "Evidence", "Added", "Last saved"}}
	for i := range all {
		e := &all[i]
		piece := ""
		if e.Item.ID != 0 {
			piece = itemName(e.Item)
		}
		rows = append(rows, []any{e.DoneOn, e.Minutes, e.Kind.Name(), e.Title, e.Learned, e.Applied, strings.Join(labels(e.Named), ", "), e.GoalActivity, piece, words.Moment(e.CreatedAt), words.Moment(e.SavedAt)})
	}
	return sendTable(c, c.Query("as"), "CPD log of "+v.session.Person.Name, slices.Values(rows))
}
