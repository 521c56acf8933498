package app

import (
	"bytes"
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/pages"
	"touchstone/app/words"
	"touchstone/ksb"
)

// A crossing is the crosswalk that an address is about, with both of its ends.
type crossing struct {
	f      *ksb.Framework
	s      *ksb.Standard
	c      *ksb.Crosswalk // the newest
	at     string         // its address
	places map[string]int // of statements, by key
}

// crossingInPath returns the crossing of the address.
func (a *App) crossingInPath(c *fiber.Ctx) (*crossing, error) {
	f, err := a.frameworkInPath(c)
	if err != nil {
		return nil, err
	}
	s, err := a.standardInPath(c)
	if err != nil {
		return nil, err
	}
	newest, err := a.standards.CrosswalkVersion(c.UserContext(), s.ID, f.ID, 0) // not a kept one: it is edited
	if err != nil {
		return nil, err
	}
	x := &crossing{f: f, s: s, c: newest, at: crosswalkAddress(f.ID, s.ID), places: make(map[string]int)}
	for i := range s.Statements {
		x.places[s.Statements[i].Key] = i
	}
	return x, nil
}

func crosswalksAddress(f ksb.FrameworkID) string { return frameworkAddress(f) + "/crosswalks" }

func crosswalkAddress(f ksb.FrameworkID, s ksb.StandardID) string {
	return fmt.Sprintf("%s/%d", crosswalksAddress(f), s)
}

// statement returns the statement with that key, or nil.
func (x *crossing) statement(key string) *ksb.Statement {
	i, known := x.places[key]
	if !known {
		return nil
	}
	return &x.s.Statements[i]
}

// over names both ends.
func (x *crossing) over() string { return x.s.Label() + " and " + x.f.Label() }

// back leads to the crosswalk.
func (x *crossing) back() pages.Link {
	return pages.Link{Text: "Crosswalk of " + x.s.Label(), Href: x.at}
}

// end is how an element or specialism is shown.
func (x *crossing) end(key string) (chip pages.Chip, name, text string) {
	if e := x.f.Element(key); e != nil {
		return pages.Chip{Code: e.Code}, e.Name, e.Summary
	}
	if sp := x.f.Specialism(key); sp != nil {
		return pages.Chip{}, sp.Name, sp.Summary
	}
	return pages.Chip{}, key, ""
}

// showCrosswalks lists the standards with and without a crosswalk.
func (a *App) showCrosswalks(c *fiber.Ctx) error {
	f, err := a.frameworkInPath(c)
	if err != nil {
		return err
	}
	all, err := a.standards.Standards(c.UserContext())
	if err != nil {
		return err
	}
	versions, err := a.standards.Crossed(c.UserContext(), f.ID)
	if err != nil {
		return err
	}
	l := readList(c, crosswalksAddress(f.ID), "state")
	var found []ksb.Listed
	for _, s := range standardsWith(all, l.get("q")) {
		if state := l.get("state"); state == "" || (state == "with") == (versions[s.ID] > 0) {
			found = append(found, s)
		}
	}
	shown, pager := pageOf(l, "Pages of standards", found)
	page := pages.Crosswalks{Framework: pages.Link{Text: f.Label(), Href: frameworkAddress(f.ID)}, Action: l.path, Pager: pager, Narrowed: l.narrowed() || l.from > 0,
		Edit: a.managesStandards(c), Search: pages.Field{Name: "q", Label: "Reference or title", Value: l.get("q"), Type: "search"},
		State:  pages.Field{Name: "state", Label: "Show", Value: l.get("state")},
		States: []pages.Option{{Label: "All standards"}, {Value: "with", Label: "With a crosswalk"}, {Value: "without", Label: "Without one"}}}
	for _, s := range shown {
		row := pages.CrosswalkRow{Href: crosswalkAddress(f.ID, s.ID), Label: s.Label(), Title: s.Title, Level: levelWords(s.Level), State: pages.None, Words: "No link yet"}
		if versions[s.ID] > 0 {
			w, err := a.standards.Crosswalk(c.UserContext(), s.ID, f.ID)
			if err != nil {
				return err
			}
			row.Under = versionWords(w)
			if n := len(w.Links); n > 0 {
				row.State, row.Words = pages.Accepted, words.Plural(n, "link", "links")
			}
		}
		page.Rows = append(page.Rows, row)
	}
	return a.show(c, http.StatusOK, page)
}

// versionWords says which version a crosswalk is and whose.
func versionWords(w *ksb.Crosswalk) string {
	return fmt.Sprintf("Version %d, by %s, %s", w.Number, crosswalkBy(w), words.Moment(w.AddedAt))
}

// crosswalkBy is who stored a version.
func crosswalkBy(w *ksb.Crosswalk) string { return cmp.Or(w.AddedBy, "the program") }

// showCrosswalk shows a crosswalk, by element or by statement.
func (a *App) showCrosswalk(c *fiber.Ctx) error {
	x, err := a.crossingInPath(c)
	if err != nil {
		return err
	}
	l := readList(c, x.at, "by", "strength", "which")
	edit := a.managesStandards(c)
	page := pages.Crosswalk{Back: pages.Link{Text: "Crosswalks of " + x.f.Label(), Href: crosswalksAddress(x.f.ID)}, Over: x.over(), Title: "What " + x.s.Label() + " supports",
		Under: x.s.Title + ", and the " + x.f.Title, Says: x.says(), Action: x.at, Kept: l.hidden("by"), All: x.at, Source: frameworkCredit(x.f),
		Search:   pages.Field{Name: "q", Label: "Words of a name or reason", Value: l.get("q"), Type: "search"},
		Strength: pages.Field{Name: "strength", Label: "Strength", Value: l.get("strength")}, Strengths: append([]pages.Option{{Label: "Any"}}, strengthOptions("")...),
		Which: pages.Field{Name: "which", Label: "Show", Value: l.get("which")}, Whiches: []pages.Option{{Label: "All"}, {Value: "with", Label: "With links"}, {Value: "without", Label: "Without links"}}}
	if x.c.Number > 0 {
		page.Saved = versionWords(x.c) + "."
		page.Links = []pages.Link{{Text: "History", Href: x.at + "/history"}, {Text: "Download as a file", Href: x.at + "/file"}}
	}
	if edit {
		page.Add = &pages.Link{Text: "Add a link", Href: x.at + "/link"}
		page.Links = append(page.Links, pages.Link{Text: "Proposals by words in common", Href: x.at + "/proposals"}, pages.Link{Text: "Read from a file", Href: x.at + "/upload"})
	}
	if len(x.c.Links) == 0 {
		page.Empty = emptyCrosswalk(edit)
		return a.show(c, http.StatusOK, page)
	}
	byStatement := l.get("by") == "statement"
	page.Tabs = []pages.Way{{Text: "By element", Href: l.href("by", ""), Current: !byStatement}, {Text: "By statement", Href: l.href("by", "statement"), Current: byStatement}}
	groups := x.byElement(edit)
	if byStatement {
		groups = x.byStatement(edit)
	}
	page.Groups, page.Pager = pageOf(l, "Pages of the crosswalk", crossGroupsWith(groups, l))
	return a.show(c, http.StatusOK, page)
}

func emptyCrosswalk(edit bool) *pages.Empty {
	e := &pages.Empty{Title: "No statement is linked yet", Text: "Once statements are linked to elements, accepted evidence of them shows as support. An administrator does that."}
	if edit {
		e.Text = "Add a link and say why it holds. You can begin from proposals by words in common, or read links from a file. Once a statement is linked, accepted evidence of it shows as support."
	}
	return e
}

// says how much is linked.
func (x *crossing) says() string {
	statements, elements := map[string]bool{}, map[string]bool{}
	for _, l := range x.c.Links {
		statements[l.Statement], elements[l.Element] = true, true
	}
	n := 0
	for i := range x.s.Statements {
		if !x.s.Statements[i].Retired || statements[x.s.Statements[i].Key] {
			n++
		}
	}
	return fmt.Sprintf("%s: %s of %s support %d of %d elements and specialisms.", words.Plural(len(x.c.Links), "link", "links"),
		words.Figure(len(statements)), words.Plural(n, "statement", "statements"), len(elements), len(x.f.Keys()))
}

// frameworkCredit says whose framework it is and in whose words.
func frameworkCredit(f *ksb.Framework) string {
	text := f.Title + " of the " + strings.TrimPrefix(f.Body, "the ") + ". Source: " + f.Source.Name + "."
	if f.Source.Licence == "" && f.AddedBy == 0 {
		return text + " The wording here is our own short summary."
	}
	return strings.TrimSpace(text + " " + f.Source.Licence)
}

// strengthWords are the strengths as people read them.
var strengthWords = map[ksb.Strength]string{ksb.Direct: "Direct", ksb.Partial: "In part"}

func strengthOptions(chosen string) (out []pages.Option) {
	hints := map[ksb.Strength]string{ksb.Direct: "Whoever shows the statement shows this.", ksb.Partial: "It shows a part of it."}
	for _, s := range []ksb.Strength{ksb.Direct, ksb.Partial} {
		out = append(out, pages.Option{Value: string(s), Label: strengthWords[s], Hint: hints[s], On: string(s) == chosen})
	}
	return out
}

// linkAddress is where a link between two ends is added or changed; either may be
// empty.
func (x *crossing) linkAddress(statement, element string) string {
	q := url.Values{}
	if statement != "" {
		q.Set("statement", statement)
	}
	if element != "" {
		q.Set("element", element)
	}
	return x.at + "/link?" + q.Encode()
}

func (x *crossing) byElement(edit bool) (groups []pages.CrossGroup) {
	for _, key := range x.f.Keys() {
		g := pages.CrossGroup{ID: elementAnchor(key), None: "No statement supports it yet."}
		g.Chip, g.Name, g.Text = x.end(key)
		if edit {
			g.Add = &pages.Link{Text: "Add a statement that supports this", Href: x.linkAddress("", key)}
		}
		for _, l := range x.c.LinksTo(key) {
			link := pages.CrossLink{Name: l.Statement, Strength: strengthWords[l.Strength], Reason: l.Reason}
			if st := x.statement(l.Statement); st != nil {
				link.Chip, link.Name, link.Tags = pages.Chip{Code: string(st.Code)}, st.Title, retiredTag(st)
			}
			g.Links = append(g.Links, x.changed(link, l, edit))
		}
		groups = append(groups, g)
	}
	return groups
}

func (x *crossing) byStatement(edit bool) (groups []pages.CrossGroup) {
	for i := range x.s.Statements {
		st := &x.s.Statements[i]
		links := x.c.LinksFrom(st.Key)
		if st.Retired && len(links) == 0 {
			continue
		}
		g := pages.CrossGroup{ID: fmt.Sprintf("statement-%d", st.ID), Chip: pages.Chip{Code: string(st.Code)}, Name: st.Title, Text: st.Text(), Tags: retiredTag(st), None: "It supports nothing yet."}
		if edit {
			g.Add = &pages.Link{Text: "Add what this supports", Href: x.linkAddress(st.Key, "")}
		}
		for _, l := range links {
			link := pages.CrossLink{Strength: strengthWords[l.Strength], Reason: l.Reason}
			link.Chip, link.Name, _ = x.end(l.Element)
			g.Links = append(g.Links, x.changed(link, l, edit))
		}
		groups = append(groups, g)
	}
	return groups
}

func (x *crossing) changed(link pages.CrossLink, l ksb.Link, edit bool) pages.CrossLink {
	if edit {
		link.Change = x.linkAddress(l.Statement, l.Element)
	}
	return link
}

func retiredTag(st *ksb.Statement) []string {
	if st.Retired {
		return []string{"No longer in the standard"}
	}
	return nil
}

// crossGroupsWith returns what the address asks for: groups of which the name
// fits, with all links of the strength, and of others the links that fit.
func crossGroupsWith(groups []pages.CrossGroup, l *list) (out []pages.CrossGroup) {
	strength := strengthWords[ksb.Strength(l.get("strength"))]
	for _, g := range groups {
		whole := holds(l.get("q"), g.Chip.Code+" "+g.Name, g.Text)
		var links []pages.CrossLink
		for _, one := range g.Links {
			if (strength == "" || one.Strength == strength) && (whole || holds(l.get("q"), one.Chip.Code+" "+one.Name, one.Reason)) {
				links = append(links, one)
			}
		}
		switch which := l.get("which"); {
		case which == "with" && len(links) == 0, which == "without" && len(g.Links) > 0, len(links) == 0 && (!whole || strength != ""):
			continue
		}
		g.Links = links
		out = append(out, g)
	}
	return out
}

// sendCrosswalk sends a crosswalk as a file that can be read again: the newest,
// or the version that the address names.
func (a *App) sendCrosswalk(c *fiber.Ctx) error {
	x, err := a.crossingInPath(c)
	if err != nil {
		return err
	}
	w := x.c
	if n := int(wholeNumber(c.Query("version"))); n > 0 {
		if w, err = a.standards.CrosswalkVersion(c.UserContext(), x.s.ID, x.f.ID, n); err != nil {
			return err
		}
	}
	var out bytes.Buffer
	if err := ksb.WriteCrosswalk(&out, w); err != nil {
		return err
	}
	name := fmt.Sprintf("Crosswalk %s to %s, version %d.json", x.s.Label(), x.f.Label(), w.Number)
	c.Set(fiber.HeaderContentDisposition, disposition(true, strings.ReplaceAll(name, "/", "-")))
	c.Set(fiber.HeaderContentType, "application/json")
	return c.Send(out.Bytes())
}

// crosswalk returns what a sentence calls a stored version of a crosswalk, and
// its address.
func (n *narrator) crosswalk(id ksb.CrosswalkID) (name, href string, err error) {
	standard, framework, number, err := n.a.standards.CrosswalkNamed(n.ctx, id)
	if err != nil {
		return "", "", err
	}
	s, err := n.a.standards.Standard(n.ctx, standard)
	if err != nil {
		return "", "", err
	}
	f, err := n.a.standards.Framework(n.ctx, framework)
	if err != nil {
		return "", "", err
	}
	return "the crosswalk of " + s.Label() + " to " + f.Label(), fmt.Sprintf("%s/history/%d", crosswalkAddress(framework, standard), number), nil
}
