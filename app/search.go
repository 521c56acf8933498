package app

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/document"
	"touchstone/app/pages"
	"touchstone/app/words"
	"touchstone/evidence"
	"touchstone/evidence/search"
)

// searchRows is how many hits a page of the search has.
const searchRows = 20

// statementKind is the kind of statements. They are no documents of the index:
// there are few, and they are read where they are kept.
const statementKind search.Kind = "statement"

// A searchKind is a kind of hit as the page names it.
type searchKind struct {
	kind search.Kind
	name string
}

var searchKinds = []searchKind{{"", "All"}, {search.Piece, "Pieces"}, {search.File, "Files"}, {search.Feedback, "Feedback"}, {statementKind, "Statements"}}

// A seeking is a search as it was asked for, and what it found.
type seeking struct {
	in         *form
	q          search.Query
	from       int // hits before the first
	found      search.Result
	statements []pages.SearchHit
	alone      bool // all that is found is the visitor's own
}

// showSearch finds what the visitor may see.
func (a *App) showSearch(c *fiber.Ctx) error {
	s := &seeking{in: readForm(c, "q", "kind", "state", "name", "from", "to", "after", "n")}
	s.read()
	if s.in.wrong.Err() == nil && len(s.q.Terms) > 0 {
		if err := a.look(c, s); err != nil {
			return err
		}
	}
	page, err := a.searchPage(c, s)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if page.Fault {
		status = http.StatusUnprocessableEntity
	}
	return a.show(c, status, page)
}

// read reads the query from what was typed.
func (s *seeking) read() {
	in := s.in
	terms, err := search.Parse(in.text("q"))
	in.refused(err)
	s.q = search.Query{Terms: terms, Kind: search.Kind(in.text("kind")), State: in.text("state"), Name: in.text("name"),
		From: in.day("from"), To: in.day("to"), Limit: searchRows}
	if !s.q.From.IsZero() && !s.q.To.IsZero() && s.q.To.Before(s.q.From) {
		in.wrong.Add("to", "Choose a day from %s on.", words.Day(s.q.From))
	}
	if !slices.ContainsFunc(evidence.States, func(st evidence.State) bool { return string(st) == s.q.State }) {
		s.q.State = ""
	}
	if !slices.ContainsFunc(searchKinds, func(k searchKind) bool { return k.kind == s.q.Kind }) {
		s.q.Kind = ""
	}
	s.q.After, _ = strconv.ParseInt(in.text("after"), 10, 64)
	s.from, _ = strconv.Atoi(in.text("n"))
	s.from = max(0, s.from)
}

// look finds what the query asks for.
func (a *App) look(c *fiber.Ctx, s *seeking) (err error) {
	person := a.visit(c).person()
	q := s.q
	if q.Kind == statementKind {
		q.Kind = ""
	}
	if s.found, err = a.search.Find(c.UserContext(), person, q); err != nil {
		return err
	}
	if s.q.Narrowed() {
		return nil
	}
	if account.Can(a.visit(c).session.Roles, account.ReadStandards) {
		if s.statements, err = a.statementHits(c.UserContext(), person, s.q.Terms); err != nil {
			return err
		}
	}
	elements, err := a.elementHits(c.UserContext(), s.q.Terms)
	s.statements = append(s.statements, elements...)
	return err
}

// statementHits returns the statements that have the words, of the standards of
// the portfolios a person reads; of all where they read none, or all.
func (a *App) statementHits(ctx context.Context, person account.PersonID, terms search.Terms) (hits []pages.SearchHit, err error) {
	mine, err := a.search.Standards(ctx, person)
	if err != nil {
		return nil, err
	}
	all, err := a.standards.Standards(ctx)
	if err != nil {
		return nil, err
	}
	for _, l := range all {
		if len(mine) > 0 && !slices.Contains(mine, int64(l.ID)) {
			continue
		}
		standard, err := a.standards.Standard(ctx, l.ID)
		if err != nil {
			return nil, err
		}
		for i := range standard.Statements {
			st := &standard.Statements[i]
			if st.Retired || !terms.Holds(st.Name()+"\n"+st.Text()) {
				continue
			}
			hits = append(hits, pages.SearchHit{Kind: "Statement", Href: fmt.Sprintf("/standards/%d#statement-%d", l.ID, st.ID),
				Title: runsOf(terms.Mark(st.Name())), More: []string{standard.Title + ", " + standard.Label()}, Context: runsOf(terms.Mark(st.Text()))})
		}
	}
	return hits, nil
}

// elementHits returns the elements and specialisms of professional standards that
// have the words.
func (a *App) elementHits(ctx context.Context, terms search.Terms) (hits []pages.SearchHit, err error) {
	frameworks, err := a.standards.Frameworks(ctx)
	for _, f := range frameworks {
		see := func(kind, key, name, text string) {
			if terms.Holds(name + "\n" + text) {
				hits = append(hits, pages.SearchHit{Kind: kind, Href: frameworkAddress(f.ID) + "#" + elementAnchor(key),
					Title: runsOf(terms.Mark(name)), More: []string{f.Title}, Context: runsOf(terms.Mark(text))})
			}
		}
		for i := range f.Areas {
			for _, e := range f.Areas[i].Elements {
				see("Element", e.Key, e.Code+" "+e.Name, e.Summary)
			}
		}
		for _, s := range f.Specialisms {
			see("Specialism", s.Key, s.Name, s.Summary)
		}
	}
	return hits, err
}

func runsOf(spans []search.Span) (out []pages.MarkedRun) {
	for _, s := range spans {
		out = append(out, pages.MarkedRun{Text: s.Text, On: s.Marked})
	}
	return out
}

func (a *App) searchPage(c *fiber.Ctx, s *seeking) (pages.Search, error) {
	in := s.in
	roles := a.visit(c).session.Roles
	s.alone = slices.Equal(roles, []account.Role{account.Apprentice})
	page := pages.Search{
		Query: in.field("q", "What are you looking for?", ""), Kind: string(s.q.Kind), Open: s.q.Narrowed() || in.wrong.Of("from")+in.wrong.Of("to") != "",
		State: []pages.Option{{Value: "", Label: "Any state", On: s.q.State == ""}}, From: in.field("from", "From", ""), To: in.field("to", "To", ""),
		Typed: len(s.q.Terms) > 0 && in.wrong.Err() == nil, Fault: in.wrong.Err() != nil, Where: searchedWhere(roles),
	}
	page.From.Optional, page.To.Optional = true, true
	for _, st := range evidence.States {
		page.State = append(page.State, pages.Option{Value: string(st), Label: st.Word(), On: string(st) == s.q.State})
	}
	if account.Can(roles, account.Read) && !s.alone {
		name := in.field("name", "Apprentice’s name", "")
		name.Optional = true
		page.Name = &name
	}
	if page.Query.Fault == "" && in.text("q") != "" && len(s.q.Terms) == 0 {
		page.Query.Fault, page.Fault = "There are no words in this. Write a word or a figure.", true
	}
	if page.Typed {
		s.fill(&page)
	}
	var err error
	page.Making, err = a.makingWords(c.UserContext())
	return page, err
}

// makingWords says how far the index is; nothing once it is made.
func (a *App) makingWords(ctx context.Context) (string, error) {
	p, err := a.search.Progress(ctx)
	if err != nil || p.Whole() {
		return "", err
	}
	return fmt.Sprintf("What was here before is still being made searchable: %d per cent so far. The rest is not found yet.", p.PerCent()), nil
}

// searchedWhere says what is searched for a person of those roles.
func searchedWhere(roles []account.Role) string {
	var parts []string
	switch {
	case !account.Can(roles, account.Read):
		parts = append(parts, "Your roles read no portfolio, so that statements of standards are all that is searched.")
	case slices.Equal(roles, []account.Role{account.Apprentice}):
		parts = append(parts, "Searched are your pieces as they are now, drafts too, the text of their files, what was said of them, and the statements of your standard.")
	default:
		parts = append(parts, "Searched are the pieces that were submitted in the portfolios you may read, as they were submitted last, the text of their files, what was said of them, and statements of standards.")
	}
	if account.Can(roles, account.Read) {
		parts = append(parts, fmt.Sprintf("Of a file’s text it is the first %s; new files are found after a moment, photos and scans by their name.", document.Size(1_000_000)))
	}
	if account.Can(roles, account.ReadSubmission) && !slices.Equal(roles, []account.Role{account.Apprentice}) {
		parts = append(parts, "What was handed over for assessment is not searched.")
	}
	return strings.Join(parts, " ")
}

// fill shows what was found.
func (s *seeking) fill(page *pages.Search) {
	total := s.found.Total("") + len(s.statements)
	page.Kinds = pages.Ways{ID: "kinds", Label: "Show"}
	for _, k := range searchKinds {
		n, more := s.found.Total(k.kind), s.found.More
		switch k.kind {
		case "":
			n = total
		case statementKind:
			n, more = len(s.statements), false
		}
		way := pages.Way{Text: fmt.Sprintf("%s (%s)", k.name, words.Figure(n)), Href: s.href("kind", string(k.kind)), Current: k.kind == s.q.Kind}
		if more {
			way.Text = k.name
		}
		page.Kinds.Ways = append(page.Kinds.Ways, way)
		if !way.Current {
			continue
		}
		if page.Says = words.Plural(n, "hit", "hits"); more {
			page.Says = "More than " + words.Figure(search.MaxCount) + " hits"
			n = 0
		}
		page.Pager = pages.Pager{Label: "Pages of hits", Total: n}
	}
	if total == 0 && !s.found.More {
		page.Says, page.Tips = "Nothing found", s.tips()
	}
	if s.q.Kind == statementKind {
		page.Hits = s.statements[min(s.from, len(s.statements)):min(s.from+searchRows, len(s.statements))]
		if s.from+searchRows < len(s.statements) {
			page.Pager.Next = s.href("n", strconv.Itoa(s.from+searchRows))
		}
	} else {
		for i := range s.found.Hits {
			page.Hits = append(page.Hits, s.hit(&s.found.Hits[i]))
		}
		if s.q.Kind == "" && s.found.Next == 0 {
			page.Hits = append(page.Hits, s.statements...) // they are of no time, so they come last
		}
		if s.found.Next != 0 {
			page.Pager.Next = s.href("after", strconv.FormatInt(s.found.Next, 10), "n", strconv.Itoa(s.from+len(s.found.Hits)))
		}
	}
	if s.from > 0 || s.q.After != 0 {
		page.Pager.Prev = s.href("", "")
	}
	if len(page.Hits) > 0 && page.Pager.Total > 0 {
		page.Pager.From, page.Pager.To = s.from+1, min(s.from+len(page.Hits), page.Pager.Total)
	}
}

// href returns the address of the search with some of it changed, at its first
// page.
func (s *seeking) href(pairs ...string) string {
	q := url.Values{}
	for _, name := range []string{"q", "kind", "state", "name", "from", "to"} {
		if v := s.in.text(name); v != "" {
			q.Set(name, v)
		}
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		q.Del(pairs[i])
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	return "/search?" + q.Encode()
}

// tips say what to try where nothing was found.
func (s *seeking) tips() (tips []string) {
	if len(s.q.Terms) > 1 {
		tips = append(tips, "Try fewer words: what is found has all of them.")
	}
	if slices.ContainsFunc(s.q.Terms, func(t search.Term) bool { return len(t.Words) > 1 }) {
		tips = append(tips, "Words in quotes, or joined as in INV-2041, have to stand together. Try them one by one.")
	}
	if s.q.Narrowed() {
		tips = append(tips, "Take away what narrows it down.")
	}
	return append(tips, "Look at the spelling, or write the beginning of a word and a star: custom*")
}

// hit shows something that was found and leads to its place.
func (s *seeking) hit(h *search.Hit) pages.SearchHit {
	item := fmt.Sprintf("/portfolios/%d/evidence/%d", h.Portfolio, h.Item)
	piece := fmt.Sprintf("piece %d", h.Number)
	state := evidence.State(h.State)
	out := pages.SearchHit{Href: item, Kind: words.Capital(piece), Title: runsOf(s.q.Terms.Mark(titleOf(h.Title))), State: stateOf(state), Words: state.Word(),
		More: []string{h.Apprentice, words.Day(h.At)}, Context: runsOf(h.Context)}
	if s.alone {
		out.More = out.More[1:]
	}
	switch h.Kind {
	case search.Piece:
		out.Place = partName(h.Part)
		out.Href += partAnchor(h.Part)
	case search.File:
		out.Kind = "File of " + piece
		out.Title = runsOf(s.q.Terms.Mark(h.Name))
		out.More = append([]string{titleOf(h.Title)}, out.More...)
		out.Href = fmt.Sprintf("/portfolios/%d/files/%d", h.Portfolio, h.Ref)
		out.Place = pageName(h)
		if h.Facts.Kind == document.PDF && h.Page > 0 {
			out.Href += fmt.Sprintf("?page=%d", h.Page)
		}
	case search.Feedback:
		out.Kind = "Feedback on " + piece
		out.Place = h.Name
		out.Href = fmt.Sprintf("%s/history#said-%d", item, h.Ref)
	case search.Witness:
		out.Kind = "Witness of " + piece
		out.Place = h.Name
		out.Href += "#witnesses"
	}
	return out
}

// partName names the part of an account by its field.
func partName(field string) string {
	if field == "claim" {
		return "What it shows"
	}
	for _, p := range new(evidence.Version).Parts() {
		if p.Field == field {
			return p.Name
		}
	}
	return ""
}

// partAnchor leads to where a part of an account stands on its page.
func partAnchor(field string) string {
	switch {
	case field == "":
		return ""
	case field == "claim":
		return "#shows"
	case strings.HasPrefix(field, "held"):
		return "#held"
	case field == "place" || field == "ai_note" || strings.HasPrefix(field, "witness"):
		return "#account"
	}
	return "#part-" + field
}

// pageName names the page of a file on which the words stand.
func pageName(h *search.Hit) string {
	if h.Page == 0 {
		return ""
	}
	what := map[document.Kind]string{document.Slides: "Slide", document.Sheet: "Sheet"}[h.Facts.Kind]
	if what == "" {
		what = "Page"
	}
	return fmt.Sprintf("%s %d", what, h.Page)
}
