package app

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/pages"
	"touchstone/app/words"
	"touchstone/evidence"
	"touchstone/ksb"
)

// evidenceRows is how many pieces a page of the list has.
const evidenceRows = 25

// showEvidence lists the pieces of a portfolio.
func (a *App) showEvidence(c *fiber.Ctx) error {
	f, err := a.folio(c)
	if err != nil {
		return err
	}
	q := evidence.Query{Sight: f.sight, Search: c.Query("find"), State: evidence.State(c.Query("state")), Kind: evidence.Kind(c.Query("kind")),
		Sort: evidence.Sort(c.Query("sort")), After: c.Query("after"), Limit: evidenceRows}
	if id, err := strconv.ParseInt(c.Query("statement"), 10, 64); err == nil {
		q.Statement = ksb.StatementID(id)
	}
	list, err := a.evidence.Items(c.UserContext(), f.id, q)
	if err != nil {
		return err
	}
	page := a.evidenceList(c, f, q, &list)
	if page.Carry, err = a.carryLink(c, f); err != nil {
		return err
	}
	if f.sight == evidence.Own {
		news, err := a.evidence.News(c.UserContext(), f.id, a.visit(c).person())
		if err != nil {
			return err
		}
		for i := range list.Rows {
			page.Rows[i].New = news[list.Rows[i].ID] > 0
		}
	}
	return a.show(c, http.StatusOK, page)
}

func (a *App) evidenceList(c *fiber.Ctx, f *folio, q evidence.Query, list *evidence.Listing) pages.EvidenceList {
	page := pages.EvidenceList{
		Over: f.over(a.db), Title: f.whose("evidence"), Action: f.path("/evidence"), Find: q.Search, Nothing: list.All() == 0,
		State: stateOptions(q.State, list), Kind: kindOptions(q.Kind, "All kinds"), Shows: f.statementOptions(q.Statement),
		Sort: sortOptions(q.Sort), Pager: evidencePager(c, q, list),
		Empty: pages.Empty{Title: "Nothing has been submitted yet", Text: "Pieces of evidence appear here once they are submitted to the coach."},
	}
	if f.sight == evidence.Own {
		page.Add = &pages.Link{Text: "Add evidence", Href: f.path("/evidence/new")}
		page.Empty = pages.Empty{Title: "No evidence yet", Icon: "plus", Do: page.Add,
			Text: "Begin with a piece of work you are proud of: a letter, a call, a spreadsheet. You say what you did and which statements it shows; your coach looks at it."}
	}
	now := a.db.Now()
	for i := range list.Rows {
		r := &list.Rows[i]
		row := pages.EvidenceRow{Number: strconv.Itoa(r.Number), Title: titleOf(r.Title), Href: f.row(r.ID, r.State), State: stateOf(r.State),
			Kind: r.Kind.Name(), Days: r.Days(), Files: r.Files, When: words.ShortDay(r.UpdatedAt, now)}
		if r.Revising {
			row.Words = r.State.Word() + " revision"
		}
		row.Codes, row.Shows = f.shows(r.Statements)
		page.Rows = append(page.Rows, row)
	}
	return page
}

// row is where a piece in a list leads: to writing on, for one's own drafts.
func (f *folio) row(id evidence.ItemID, state evidence.State) string {
	if f.sight == evidence.Own && (state == evidence.Draft || state == evidence.Returned) {
		return f.item(id) + "/edit"
	}
	return f.item(id)
}

// shows returns chips of statements in the standard's order, or their titles
// where it has no codes.
func (f *folio) shows(ids []ksb.StatementID) (chips []pages.Chip, titles string) {
	var words []string
	for _, s := range slices.Concat(f.standard.Statements, f.former) {
		if !slices.Contains(ids, s.ID) {
			continue
		}
		if s.Code == "" {
			words = append(words, s.Title)
		} else {
			chips = append(chips, f.chip(s.ID))
		}
	}
	return chips, strings.Join(words, ", ")
}

func stateOptions(now evidence.State, list *evidence.Listing) []pages.Option {
	out := []pages.Option{{Value: "", Label: fmt.Sprintf("All (%d)", list.All()), On: now == evidence.None}}
	for _, s := range evidence.States {
		out = append(out, pages.Option{Value: string(s), Label: fmt.Sprintf("%s (%d)", s.Word(), list.States[s]), On: s == now})
	}
	return out
}

func kindOptions(now evidence.Kind, none string) []pages.Option {
	out := []pages.Option{{Value: "", Label: none, On: now == ""}}
	for _, k := range evidence.Kinds {
		out = append(out, pages.Option{Value: string(k.Key), Label: k.Name, On: k.Key == now})
	}
	return out
}

func (f *folio) statementOptions(now ksb.StatementID) []pages.Option {
	out := []pages.Option{{Value: "", Label: "All statements", On: now == 0}}
	for i := range f.mine {
		s := &f.mine[i]
		out = append(out, pages.Option{Value: idText(s.ID), Label: s.Name(), On: s.ID == now})
	}
	return out
}

func sortOptions(now evidence.Sort) []pages.Option {
	var out []pages.Option
	for _, o := range []struct {
		sort  evidence.Sort
		label string
	}{{evidence.ByChange, "Last changed"}, {evidence.ByNumber, "Number"}, {evidence.ByDay, "Day of the work"}, {evidence.ByTitle, "Title"}} {
		out = append(out, pages.Option{Value: string(o.sort), Label: o.label, On: o.sort == now})
	}
	return out
}

// evidencePager leads on by key. How far in the list one is, the address says.
func evidencePager(c *fiber.Ctx, q evidence.Query, list *evidence.Listing) pages.Pager {
	from, _ := strconv.Atoi(c.Query("from"))
	from = max(0, min(from, list.Total))
	p := pages.Pager{Label: "Pages of evidence", From: min(from+1, list.Total), To: min(from+len(list.Rows), list.Total), Total: list.Total}
	if list.Next != "" {
		next := url.Values{}
		for name, value := range c.Queries() {
			next.Set(name, value)
		}
		next.Set("after", list.Next)
		next.Set("from", strconv.Itoa(from+len(list.Rows)))
		p.Next = c.Path() + "?" + next.Encode()
	}
	if q.After != "" {
		first := url.Values{}
		for name, value := range c.Queries() {
			if name != "after" && name != "from" {
				first.Set(name, value)
			}
		}
		p.Prev = c.Path() + "?" + first.Encode()
	}
	return p
}

// showNewEvidence shows the page that begins a piece, for a statement if the
// address names one.
func (a *App) showNewEvidence(c *fiber.Ctx) error {
	f, err := a.folio(c)
	if err != nil {
		return err
	}
	return a.show(c, http.StatusOK, f.newEvidence(formOf(map[string]string{"statement": c.Query("statement")})))
}

func (f *folio) newEvidence(in *form) pages.EvidenceNew {
	page := pages.EvidenceNew{
		Back: pages.Link{Text: "All evidence", Href: f.path("/evidence")}, Action: f.path("/evidence"), Statement: in.text("statement"),
		Title: in.field("title", "What will you call it?", "So that you and your coach can tell it from the others"),
		Kind:  in.field("kind", "What kind of evidence is it?", "Most pieces are work products"),
		From:  in.field("done_from", "Which day was the work done?", "The day itself, not the day you write it down"),
		Kinds: kindOptions(evidence.Kind(in.text("kind")), "Say later"),
	}
	page.From.Optional = true
	if id, err := strconv.ParseInt(in.text("statement"), 10, 64); err == nil && f.byID[ksb.StatementID(id)] != nil {
		page.Shows = f.byID[ksb.StatementID(id)].Name()
	}
	page.Summary = pages.NewSummary(in.whole, page.Title, page.Kind, page.From)
	return page
}

// addEvidence begins a piece and goes on to writing it.
func (a *App) addEvidence(c *fiber.Ctx) error {
	f, err := a.folio(c)
	if err != nil {
		return err
	}
	in := readForm(c, "title", "kind", "done_from", "statement")
	v := evidence.Version{Title: in.text("title"), Kind: evidence.Kind(in.text("kind")), From: in.day("done_from")}
	var p evidence.Piece
	if err = in.wrong.Err(); err == nil {
		p, err = a.evidence.AddItem(c.UserContext(), f.id, a.visit(c).person(), v)
	}
	if in.refused(err) {
		return a.show(c, http.StatusUnprocessableEntity, f.newEvidence(in))
	}
	if err != nil {
		return err
	}
	if id := in.id("statement"); id != 0 {
		err := a.claimFirst(c, f, &p, ksb.StatementID(id))
		if err != nil {
			return err
		}
	}
	return goTo(c, "%s/edit", f.item(p.ID))
}

// claimFirst gives a new piece its first claim. A statement that is not this
// apprentice's is left out.
func (a *App) claimFirst(c *fiber.Ctx, f *folio, p *evidence.Piece, id ksb.StatementID) error {
	if !slices.ContainsFunc(f.mine, func(s ksb.Statement) bool { return s.ID == id }) {
		return nil
	}
	_, err := a.evidence.SaveDraft(c.UserContext(), f.id, p.ID, a.visit(c).person(), p.Version.Revision, func(v *evidence.Version) {
		v.Claims = []evidence.Claim{{Statement: id}}
	})
	return err
}
