package app

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/pages"
	"touchstone/app/words"
	"touchstone/evidence"
	"touchstone/ksb"
)

// showStatements shows how far each statement of a portfolio is, as a wall of
// tiles or as a table.
func (a *App) showStatements(c *fiber.Ctx) error {
	f, err := a.folio(c)
	if err != nil {
		return err
	}
	covers, err := a.evidence.Coverage(c.UserContext(), f.id)
	if err != nil {
		return err
	}
	last, err := a.evidence.Changed(c.UserContext(), f.id)
	if err != nil {
		return err
	}
	tallies := evidence.Count(f.standard, f.enrolment.OptionName, f.planOrNil(), covers)
	w := wall{f: f, covers: covers, last: last, now: a.db.Now(), query: wallQuery{c.Query("find"), c.Query("method"), c.Query("order"), c.Query("by"), c.Query("view") == "table"}}
	page := pages.Coverage{
		Method: f.plan.Called().Method,
		Over:   f.over(a.db), Title: f.whose("statements"), Shares: shares(tallies.All), Action: f.path("/statements"), Find: w.query.find,
		Lead: fmt.Sprintf("%d of %d accepted.", tallies.All.By[evidence.Accepted], tallies.All.Total), Rest: f.expected(a.db, tallies.All),
		Table: w.query.table, Other: w.other(), Hidden: w.hidden(), Methods: w.methods(), Ways: w.ways(), Groups: w.groups(a, tallies),
	}
	if f.sight == evidence.Own {
		page.Add = &pages.Link{Text: "Add evidence", Href: f.path("/evidence/new")}
		if len(covers) == 0 {
			page.Start = &pages.Empty{Title: "Your first piece", Do: page.Add, Icon: "plus",
				Text: "Every statement below is a stone to set. Begin with one you did this week: choose it, or add a piece and say what it shows."}
		}
	}
	if page.Note, err = a.returnedPieces(c, f); err != nil {
		return err
	}
	return a.show(c, http.StatusOK, page)
}

// returnedPieces says what came back, to the apprentice.
func (a *App) returnedPieces(c *fiber.Ctx, f *folio) (*pages.CoverageNote, error) {
	if f.sight != evidence.Own {
		return nil, nil
	}
	list, err := a.evidence.Items(c.UserContext(), f.id, evidence.Query{Sight: f.sight, State: evidence.Returned, Limit: 1})
	if err != nil || len(list.Rows) == 0 {
		return nil, err
	}
	r := &list.Rows[0]
	note := &pages.CoverageNote{Lead: titleOf(r.Title) + " came back.", Rest: firstName(f.enrolment.CoachName) + " says what is missing.",
		Do: &pages.Link{Text: "See what to do", Href: f.row(r.ID, r.State)}}
	if n := list.States[evidence.Returned]; n > 1 {
		note.Rest += fmt.Sprintf(" %s more did too.", pages.Count(n-1))
	}
	return note, nil
}

// A wallQuery is how the wall is asked for.
type wallQuery struct {
	find, method string
	order        string // "gaps" (the default) or "code"
	by           string // "type" (the default) or "method"
	table        bool
}

// A wall makes the parts of the page.
type wall struct {
	f      *folio
	covers map[ksb.StatementID]evidence.Cover
	last   map[ksb.StatementID]time.Time
	now    time.Time
	query  wallQuery
}

// address returns the page's own, with some of what it asks for changed.
func (w wall) address(pairs ...string) string {
	q := url.Values{"find": {w.query.find}, "method": {w.query.method}, "order": {w.query.order}, "by": {w.query.by}, "view": {""}}
	if w.query.table {
		q.Set("view", "table")
	}
	for i := 0; i < len(pairs); i += 2 {
		q.Set(pairs[i], pairs[i+1])
	}
	for name := range q {
		if q.Get(name) == "" {
			q.Del(name)
		}
	}
	if len(q) == 0 {
		return w.f.path("/statements")
	}
	return w.f.path("/statements") + "?" + q.Encode()
}

func (w wall) other() *pages.Link {
	if w.query.table {
		return &pages.Link{Text: "See the same as tiles", Href: w.address("view", "")}
	}
	return &pages.Link{Text: "See the same as a table", Href: w.address("view", "table")}
}

func (w wall) hidden() (out []pages.Hidden) {
	for _, h := range []pages.Hidden{{Name: "order", Value: w.query.order}, {Name: "by", Value: w.query.by}} {
		if h.Value != "" {
			out = append(out, h)
		}
	}
	if w.query.table {
		out = append(out, pages.Hidden{Name: "view", Value: "table"})
	}
	return out
}

func (w wall) methods() []pages.Option {
	if !w.f.hasPlan {
		return nil
	}
	out := []pages.Option{{Value: "", Label: "All of them"}}
	for _, m := range w.f.plan.Methods {
		out = append(out, pages.Option{Value: m.Key, Label: m.Name, On: m.Key == w.query.method})
	}
	return out
}

func (w wall) ways() []pages.Ways {
	ways := []pages.Ways{{ID: "order", Label: "Order", Ways: []pages.Way{
		{Text: "Gaps first", Href: w.address("order", ""), Current: w.query.order != "code"},
		{Text: "By code", Href: w.address("order", "code"), Current: w.query.order == "code"}}}}
	if w.f.hasPlan {
		ways = append(ways, pages.Ways{ID: "by", Label: "Grouped by", Ways: []pages.Way{
			{Text: "Type", Href: w.address("by", ""), Current: w.query.by != "method"},
			{Text: words.Capital(w.f.plan.Called().Method), Href: w.address("by", "method"), Current: w.query.by == "method"}}})
	}
	return ways
}

// groups returns the statements by type, or by method of the plan.
func (w wall) groups(a *App, t evidence.Tallies) (groups []pages.CoverageGroup) {
	if w.query.by == "method" && w.f.hasPlan {
		for i, m := range w.f.plan.Methods {
			fact := fmt.Sprintf("%d of %d accepted", t.Methods[i].By[evidence.Accepted], t.Methods[i].Total)
			groups = append(groups, w.group(fmt.Sprintf("method-%d", i+1), m.Name, fact, func(s *ksb.Statement) bool { return slices.Contains(m.Statements, s.Key) }))
		}
		if t.Unmapped.Total > 0 {
			groups = append(groups, w.group("unmapped", "In no "+w.f.plan.Called().Method+" of the plan", "", func(s *ksb.Statement) bool { return len(w.f.plan.MethodsOf(s.Key)) == 0 }))
		}
		return groups
	}
	for i, typ := range w.f.standard.Types {
		fact := fmt.Sprintf("%d of %d accepted", t.Types[i].By[evidence.Accepted], t.Types[i].Total)
		if t.Types[i].Total == 0 {
			fact = "verified by the employer"
		}
		groups = append(groups, w.group(fmt.Sprintf("type-%d", i+1), typ.Name, fact, func(s *ksb.Statement) bool { return s.Type == typ.Key }))
	}
	return groups
}

func (w wall) group(key, name, fact string, in func(*ksb.Statement) bool) pages.CoverageGroup {
	g := pages.CoverageGroup{Key: key, Name: name, Fact: fact}
	for i := range w.f.mine {
		if s := &w.f.mine[i]; in(s) && w.fits(s) {
			g.Statements = append(g.Statements, w.tile(s))
		}
	}
	if w.query.order != "code" {
		slices.SortStableFunc(g.Statements, func(a, b pages.CoverageStatement) int { return cmp.Compare(gapOrder[a.State], gapOrder[b.State]) })
	}
	return g
}

// fits reports whether a statement is asked for.
func (w wall) fits(s *ksb.Statement) bool {
	if w.query.method != "" && !slices.ContainsFunc(w.f.plan.MethodsOf(s.Key), func(m ksb.Method) bool { return m.Key == w.query.method }) {
		return false
	}
	text := strings.ToLower(s.Name() + " " + s.Text())
	for word := range strings.FieldsSeq(strings.ToLower(w.query.find)) {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

// tile shows one statement: it leads to its evidence, or to adding some.
func (w wall) tile(s *ksb.Statement) pages.CoverageStatement {
	c := w.covers[s.ID]
	t := pages.CoverageStatement{Pieces: c.Pieces}
	if at, ever := w.last[s.ID]; ever {
		t.Last = words.ShortDay(at, w.now)
	}
	t.Tile = pages.Tile{Code: string(s.Code), Name: s.Title, State: stateOf(c.State), Type: s.Type, Find: s.Text(), Href: w.f.path("/evidence?statement=%d", s.ID)}
	if c.State == evidence.None && w.f.sight == evidence.Own {
		t.Href = w.f.path("/evidence/new?statement=%d", s.ID)
	}
	if c.Accepted > 1 {
		t.Words = fmt.Sprintf("Accepted, %d pieces", c.Accepted)
	}
	var keys []string
	for _, m := range w.f.plan.MethodsOf(s.Key) {
		t.Methods = append(t.Methods, m.Name)
		keys = append(keys, m.Key)
	}
	t.In = strings.Join(keys, " ")
	return t
}
