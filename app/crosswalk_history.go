package app

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/fault"
	"touchstone/app/pages"
	"touchstone/app/words"
	"touchstone/ksb"
)

// showCrosswalkHistory lists the versions of a crosswalk, newest first.
func (a *App) showCrosswalkHistory(c *fiber.Ctx) error {
	x, err := a.crossingInPath(c)
	if err != nil {
		return err
	}
	l := readList(c, x.at+"/history")
	page := pages.CrossHistory{Back: x.back(), Over: x.over(), Title: "Versions of this crosswalk"}
	from := min(l.from, x.c.Number)
	versions, err := a.standards.CrosswalkVersions(c.UserContext(), x.s.ID, x.f.ID, x.c.Number-from+1, pageRows+1)
	if err != nil {
		return err
	}
	for i, w := range versions[:min(pageRows, len(versions))] {
		before := &ksb.Crosswalk{}
		if i+1 < len(versions) {
			before = versions[i+1]
		}
		page.Rows = append(page.Rows, pages.CrossVersionRow{Href: fmt.Sprintf("%s/history/%d", x.at, w.Number), Name: fmt.Sprintf("Version %d", w.Number),
			Who: words.Capital(crosswalkBy(w)), When: words.Moment(w.AddedAt), Links: words.Figure(len(w.Links)), What: changeCounts(before.ChangesTo(w))})
	}
	page.Pager = l.pager("Pages of versions", len(page.Rows), x.c.Number)
	return a.show(c, http.StatusOK, page)
}

// changeCounts says how much changed: "2 added, 1 removed".
func changeCounts(changes []ksb.LinkChange) string {
	var added, changed, removed int
	for _, c := range changes {
		switch {
		case c.Before == nil:
			added++
		case c.After == nil:
			removed++
		default:
			changed++
		}
	}
	var parts []string
	for _, p := range []struct {
		n    int
		word string
	}{{added, "added"}, {changed, "changed"}, {removed, "removed"}} {
		if p.n > 0 {
			parts = append(parts, words.Figure(p.n)+" "+p.word)
		}
	}
	if len(parts) == 0 {
		return "Nothing"
	}
	return strings.Join(parts, ", ")
}

// diff shows how one version differs from a later one.
func (x *crossing) diff(title string, before, after *ksb.Crosswalk, l *list) pages.CrossDiff {
	changes := before.ChangesTo(after)
	shown, pager := pageOf(l, "Pages of changes", changes)
	d := pages.CrossDiff{ID: "changes", Title: title, Fact: changeCounts(changes), Pager: pager}
	for _, c := range shown {
		row := pages.CrossDiffRow{State: pages.Draft, What: "Changed"}
		one := c.After
		switch {
		case c.Before == nil:
			row.State, row.What = pages.Accepted, "Added"
		case c.After == nil:
			row.State, row.What, one = pages.Returned, "Removed", c.Before
		}
		row.From, row.To = one.Statement, x.f.Named(one.Element)
		if st := x.statement(one.Statement); st != nil {
			row.Statement, row.From = pages.Chip{Code: string(st.Code)}, st.Title
		}
		row.Before, row.After = linkSide(c.Before), linkSide(c.After)
		d.Rows = append(d.Rows, row)
	}
	return d
}

func linkSide(l *ksb.Link) []string {
	if l == nil {
		return nil
	}
	return []string{strengthWords[l.Strength], l.Reason}
}

// crossVersion returns the version of the address and the one before it.
func (a *App) crossVersion(c *fiber.Ctx) (x *crossing, w, before *ksb.Crosswalk, err error) {
	if x, err = a.crossingInPath(c); err != nil {
		return nil, nil, nil, err
	}
	n, err := pathNumber(c, "version")
	if err != nil {
		return nil, nil, nil, err
	}
	if w, err = a.standards.CrosswalkVersion(c.UserContext(), x.s.ID, x.f.ID, int(n)); err != nil {
		return nil, nil, nil, err
	}
	before = &ksb.Crosswalk{}
	if n > 1 {
		before, err = a.standards.CrosswalkVersion(c.UserContext(), x.s.ID, x.f.ID, int(n)-1)
	}
	return x, w, before, err
}

// showCrosswalkVersion shows what changed in one version, and lets those who
// manage standards restore it, or undo it if it is the newest.
func (a *App) showCrosswalkVersion(c *fiber.Ctx) error {
	x, w, before, err := a.crossVersion(c)
	if err != nil {
		return err
	}
	return a.showVersion(c, http.StatusOK, x, w, before, nil)
}

func (a *App) showVersion(c *fiber.Ctx, status int, x *crossing, w, before *ksb.Crosswalk, whole []string) error {
	at := fmt.Sprintf("%s/history/%d", x.at, w.Number)
	page := pages.CrossVersion{Whole: whole, Back: pages.Link{Text: "Versions of this crosswalk", Href: x.at + "/history"}, Over: x.over(), Title: fmt.Sprintf("Version %d", w.Number),
		Under: "By " + crosswalkBy(w) + ", " + words.Moment(w.AddedAt) + ". " + words.Plural(len(w.Links), "link", "links") + ".", Base: x.c.Number,
		Links: []pages.Link{{Text: "The crosswalk as it is now", Href: x.at}, {Text: "Download this version", Href: fmt.Sprintf("%s/file?version=%d", x.at, w.Number)}}}
	title := "What changed"
	if w.Number == 1 {
		title = "What it began with"
	}
	page.Diff = x.diff(title, before, w, readList(c, at))
	if a.managesStandards(c) {
		switch {
		case w.Number < x.c.Number && len(w.ChangesTo(x.c)) > 0:
			page.Restore, page.Button = at+"/restore", fmt.Sprintf("Restore version %d", w.Number)
			page.Why = fmt.Sprintf("Its links become version %d. Compared with the newest: %s.", x.c.Number+1, lowerFirst(changeCounts(x.c.ChangesTo(w))))
		case w.Number == x.c.Number && w.Number > 1:
			page.Restore, page.Button = fmt.Sprintf("%s/history/%d/restore", x.at, w.Number-1), "Undo this"
			page.Why = fmt.Sprintf("Version %d takes its place again, as version %d.", w.Number-1, w.Number+1)
		}
	}
	return a.show(c, status, page)
}

// restoreCrosswalk makes an earlier version the newest again.
func (a *App) restoreCrosswalk(c *fiber.Ctx) error {
	x, w, before, err := a.crossVersion(c)
	if err != nil {
		return err
	}
	base := int(wholeNumber(c.FormValue("base")))
	saved, err := a.standards.SaveCrosswalk(c.UserContext(), int64(a.visit(c).person()), x.s.ID, x.f.ID, base, w.Links)
	if fault.Is(err, fault.Conflict) || fault.Is(err, fault.Invalid) {
		_, status := classify(err)
		return a.showVersion(c, status, x, w, before, []string{fault.Of(err).Message})
	}
	if err != nil {
		return err
	}
	a.say(c, fmt.Sprintf("Restored: version %d has the links of version %d.", saved.Number, w.Number))
	return goTo(c, "%s/history/%d", x.at, saved.Number)
}
