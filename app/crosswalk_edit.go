package app

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/fault"
	"touchstone/app/pages"
	"touchstone/ksb"
)

// showCrosswalkLink shows the form of a link: of the one the address names, or of
// a new one between the ends it names.
func (a *App) showCrosswalkLink(c *fiber.Ctx) error {
	x, err := a.crossingInPath(c)
	if err != nil {
		return err
	}
	f := formOf(map[string]string{"statement": c.Query("statement"), "element": c.Query("element"), "base": fmt.Sprint(x.c.Number)})
	if l := x.c.Link(f.text("statement"), f.text("element")); l != nil {
		f.typed["fixed"], f.typed["strength"], f.typed["reason"] = "yes", string(l.Strength), l.Reason
	}
	return a.show(c, http.StatusOK, x.linkPage(f))
}

// linkPage is the form of a link with what was typed.
func (x *crossing) linkPage(f *form) pages.CrossForm {
	page := pages.CrossForm{Whole: f.whole, Back: x.back(), Over: x.over(), Title: "Add a link", Action: x.at + "/link", Base: x.c.Number, Fixed: f.text("fixed") != "",
		Statement: f.field("statement", "Statement", ""), Statements: []pages.Option{{Label: "Choose one"}},
		Element: f.field("element", "Element or specialism that it supports", ""), Elements: []pages.Option{{Label: "Choose one"}},
		Strength: f.field("strength", "How far", ""), Strengths: strengthOptions(f.text("strength")),
		Reason: f.field("reason", "Reason", "In a sentence: why does evidence of the statement support this?")}
	page.Reason.Rows = 3
	st := x.statement(f.text("statement"))
	if st != nil {
		page.Said = strings.TrimSpace(string(st.Code)+" "+st.Title) + ": " + st.Text()
	}
	if _, name, text := x.end(f.text("element")); text != "" {
		page.About = name + ": " + text
	}
	if page.Fixed && st != nil {
		page.Title = st.Name() + " supports " + x.f.Named(f.text("element"))
		return page
	}
	for i := range x.s.Statements {
		if one := &x.s.Statements[i]; !one.Retired {
			page.Statements = append(page.Statements, pages.Option{Value: one.Key, Label: one.Name()})
		}
	}
	for _, key := range x.f.Keys() {
		page.Elements = append(page.Elements, pages.Option{Value: key, Label: x.f.Named(key)})
	}
	for _, p := range ksb.ProposeLinks(x.s, x.f, x.c) {
		if p.Statement == f.text("statement") && p.Element == f.text("element") {
			page.Hint = p.Words
		}
	}
	return page
}

// saveCrosswalkLink adds, changes or removes one link, as a new version.
func (a *App) saveCrosswalkLink(c *fiber.Ctx) error {
	x, err := a.crossingInPath(c)
	if err != nil {
		return err
	}
	f := readForm(c, "base", "statement", "element", "strength", "reason", "fixed")
	f.plainLines()
	link := ksb.Link{Statement: f.text("statement"), Element: f.text("element"), Strength: ksb.Strength(f.text("strength")), Reason: strings.Join(strings.Fields(f.text("reason")), " ")}
	links, said := x.edited(link, f, c.FormValue("do") == "remove")
	if f.wrong.Err() != nil {
		return a.show(c, http.StatusUnprocessableEntity, x.linkPage(f))
	}
	base := int(wholeNumber(f.text("base")))
	saved, err := a.standards.SaveCrosswalk(c.UserContext(), int64(a.visit(c).person()), x.s.ID, x.f.ID, base, links)
	if fault.Is(err, fault.Conflict) {
		return a.showNewerCrosswalk(c, f, base)
	}
	if f.refused(err) {
		return a.show(c, http.StatusUnprocessableEntity, x.linkPage(f))
	}
	if err != nil {
		return err
	}
	a.say(c, fmt.Sprintf("Version %d: %s.", saved.Number, said))
	return goTo(c, "%s#%s", x.at, elementAnchor(link.Element))
}

// edited returns the newest links with one of them added, changed or removed, and
// what that is in words. What is wrong with it is noted beside its field.
func (x *crossing) edited(link ksb.Link, f *form, remove bool) (links []ksb.Link, said string) {
	name := link.Statement
	if st := x.statement(link.Statement); st != nil {
		name = st.Name()
	}
	ends := name + " and " + x.f.Named(link.Element)
	at := slices.IndexFunc(x.c.Links, func(l ksb.Link) bool { return l.Statement == link.Statement && l.Element == link.Element })
	links = slices.Clone(x.c.Links)
	if remove {
		if at < 0 { // people click twice
			return links, "the link between " + ends + " is removed"
		}
		return slices.Delete(links, at, at+1), "the link between " + ends + " is removed"
	}
	said = "the link between " + ends + " is changed"
	switch {
	case at < 0:
		at, links = len(links), append(links, link)
		said = ends + " are linked"
	case f.text("fixed") == "" && links[at] != link:
		f.wrong.Add("element", "This statement supports it already. Change that link, or choose another.")
		return links, ""
	default:
		links[at] = link
	}
	after := ksb.Crosswalk{Standard: x.c.Standard, Framework: x.c.Framework, Links: links}
	for _, bad := range after.Faults(x.s, x.f) {
		field, here := strings.CutPrefix(bad.Place, fmt.Sprintf("links[%d].", at))
		if !here {
			continue
		}
		text := bad.Text
		switch {
		case field == "strength":
			text = "Say how far it supports it."
		case field != "reason":
			text = "Choose one on the list."
		}
		f.wrong.Add(field, "%s", text)
	}
	return links, said
}

// showNewerCrosswalk shows a form that was not taken because somebody saved a
// newer version, with what is newer in it.
func (a *App) showNewerCrosswalk(c *fiber.Ctx, f *form, base int) error {
	x, err := a.crossingInPath(c)
	if err != nil {
		return err
	}
	if x.c.Link(f.text("statement"), f.text("element")) != nil {
		f.typed["fixed"] = "yes"
	} else {
		f.typed["fixed"] = ""
	}
	f.whole = append(f.whole, fmt.Sprintf("This crosswalk was changed since you opened it, so nothing was saved. See below what is newer; what you typed is kept. Saving now makes version %d.", x.c.Number+1))
	page := x.linkPage(f)
	newer, err := a.newerThan(c, x, base)
	if err != nil {
		return err
	}
	page.Newer = newer
	return a.show(c, http.StatusConflict, page)
}

// newerThan shows what changed since a version.
func (a *App) newerThan(c *fiber.Ctx, x *crossing, base int) (*pages.CrossDiff, error) {
	before := &ksb.Crosswalk{}
	if base > 0 {
		var err error
		before, err = a.standards.CrosswalkVersion(c.UserContext(), x.s.ID, x.f.ID, base)
		if fault.Is(err, fault.NotFound) {
			before, err = &ksb.Crosswalk{}, nil
		}
		if err != nil {
			return nil, err
		}
	}
	d := x.diff("What is newer", before, x.c, readList(c, x.at))
	d.Pager = pages.Pager{Label: "Pages of changes", From: min(1, len(d.Rows)), To: len(d.Rows), Total: len(before.ChangesTo(x.c))}
	return &d, nil
}

// showCrosswalkProposals lists links that words in common speak for.
func (a *App) showCrosswalkProposals(c *fiber.Ctx) error {
	x, err := a.crossingInPath(c)
	if err != nil {
		return err
	}
	return a.showProposals(c, http.StatusOK, x, formOf(map[string]string{}), nil)
}

func (a *App) showProposals(c *fiber.Ctx, status int, x *crossing, f *form, picked []string) error {
	l := readList(c, x.at+"/proposals")
	all := ksb.ProposeLinks(x.s, x.f, x.c)
	var rows []pages.CrossProposal
	for _, p := range all {
		st := x.statement(p.Statement)
		row := pages.CrossProposal{Value: p.Statement + " " + p.Element, Statement: pages.Chip{Code: string(st.Code)}, From: st.Title, Score: p.Score, Words: p.Words,
			Write: x.linkAddress(p.Statement, p.Element)}
		row.Element, row.To, _ = x.end(p.Element)
		row.On = slices.Contains(picked, row.Value)
		if holds(l.get("q"), string(st.Code)+" "+row.From, row.Element.Code+" "+row.To, row.Words) {
			rows = append(rows, row)
		}
	}
	page := pages.CrossProposals{Whole: f.whole, Back: x.back(), Over: x.over(), Action: x.at + "/proposals", Base: x.c.Number, All: x.at + "/proposals", Narrow: l.narrowed(),
		Lead:   fmt.Sprintf("Up to %d for each statement, those that share most of its words first. What is linked is left out.", ksb.MaxProposed),
		Search: pages.Field{Name: "q", Label: "Words of a name, or in common", Value: l.get("q"), Type: "search"}, Pick: f.field("pick", "", "")}
	page.Rows, page.Pager = pageOf(l, "Pages of proposals", rows)
	return a.show(c, status, page)
}

// takeProposals stores the proposals that were ticked, as a new version.
func (a *App) takeProposals(c *fiber.Ctx) error {
	x, err := a.crossingInPath(c)
	if err != nil {
		return err
	}
	f, picked := readForm(c, "base"), formValues(c)["pick"]
	links, taken := slices.Clone(x.c.Links), 0
	for _, p := range ksb.ProposeLinks(x.s, x.f, x.c) {
		if slices.Contains(picked, p.Statement+" "+p.Element) {
			links, taken = append(links, p.Link), taken+1
		}
	}
	base := int(wholeNumber(f.text("base")))
	switch {
	case len(picked) == 0:
		f.wrong.Add("pick", "Tick what you want to take. Nothing is stored that you do not tick.")
		return a.showProposals(c, http.StatusUnprocessableEntity, x, f, nil)
	case taken == 0: // people click twice
		return goTo(c, "%s", x.at)
	}
	saved, err := a.standards.SaveCrosswalk(c.UserContext(), int64(a.visit(c).person()), x.s.ID, x.f.ID, base, links)
	if f.refused(err) {
		_, status := classify(err)
		return a.showProposals(c, status, x, f, picked)
	}
	if err != nil {
		return err
	}
	a.say(c, fmt.Sprintf("Version %d: see what was taken, and give each a reason of your own.", saved.Number))
	return goTo(c, "%s/history/%d", x.at, saved.Number)
}
