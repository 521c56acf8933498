package app

import (
	"cmp"
	"fmt"
	"net/http"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/fault"
	"touchstone/app/pages"
	"touchstone/app/programme"
	"touchstone/app/words"
	"touchstone/evidence"
)

// showItem shows a piece to be read.
func (a *App) showItem(c *fiber.Ctx) error {
	return a.itemPage(c, http.StatusOK, formOf(map[string]string{}))
}

func (a *App) itemPage(c *fiber.Ctx, status int, in *form) error {
	f, err := a.folio(c)
	if err != nil {
		return err
	}
	id, err := itemID(c)
	if err != nil {
		return err
	}
	p, err := a.evidence.Item(c.UserContext(), f.id, id, f.sight)
	if err != nil {
		return err
	}
	v := &p.Version
	page := pages.EvidenceItem{
		Back: pages.Link{Text: "All evidence", Href: f.path("/evidence")}, Title: titleOf(v.Title), State: stateOf(p.State),
		Over: fmt.Sprintf("%s · piece %d · version %d", f.enrolment.ApprenticeName, p.Number, v.Number),
		Tabs: f.tabs(id, "read"), Account: f.account(v),
	}
	origins, err := a.evidence.Origins(c.UserContext(), f.id, id)
	if err != nil {
		return err
	}
	if page.Origin, err = a.originNote(c, &origins, id); err != nil {
		return err
	}
	by := a.reads(c)
	if f.sight == evidence.Own {
		if err := a.lookAgain(c, f, id, &by, &page); err != nil {
			return err
		}
	}
	page.Claims, page.Said = f.claims(v, by), f.said(v, false, by)
	for i := range page.Claims {
		page.Claims[i].From = cmp.Or(origins.Of(id, &v.Claims[i]), page.Claims[i].From)
	}
	for i := range v.Files {
		page.Files = append(page.Files, f.fileRow(&v.Files[i], id, false))
	}
	if page.Saw, err = a.testimonies(c, f, id); err != nil {
		return err
	}
	if page.Asked, err = a.asked(c, f, programme.ForTestimony, int64(id), f.enrolment.State.Current()); err != nil {
		return err
	}
	if f.sight == evidence.Own && p.State == evidence.Returned {
		if page.Returned, err = a.returnedNote(c, f, id); err != nil {
			return err
		}
	}
	a.moves(c, f, &p, &page)
	if v.State != evidence.Draft && a.visit(c).may(account.Comment) {
		page.Say = &pages.Say{Action: f.item(id) + "/feedback", Version: idText(v.ID), Field: in.field("feedback", "Add to the feedback", "It can be corrected later, never rewritten")}
	}
	return a.show(c, status, page)
}

// reads returns who reads what was said of a piece.
func (a *App) reads(c *fiber.Ctx) saidBy {
	v := a.visit(c)
	return saidBy{reader: v.person(), judge: v.may(account.Judge), comment: v.may(account.Comment)}
}

// lookAgain notes that the apprentice looks at a piece, and lists what was said
// and decided since they last did, in any version.
func (a *App) lookAgain(c *fiber.Ctx, f *folio, id evidence.ItemID, by *saidBy, page *pages.EvidenceItem) error {
	look, err := a.evidence.Look(c.UserContext(), f.id, id, by.reader)
	if err != nil {
		return err
	}
	by.look = &look
	versions, err := a.evidence.Versions(c.UserContext(), f.id, id, evidence.Own)
	if err != nil {
		return err
	}
	if !look.Before.IsZero() {
		page.Since = words.Moment(look.Before)
	}
	for i := range versions {
		v := &versions[i]
		for j := range v.Decisions {
			if d := &v.Decisions[j]; !d.Before && look.New(d, by.reader) {
				s := f.oneSaid(v, d, saidBy{})
				page.News = append(page.News, pages.Link{Text: newsWords(v, d, &s), Href: fmt.Sprintf("%s/history#%s", f.item(id), s.ID)})
			}
		}
	}
	return nil
}

// newsWords says in a line what someone said or decided.
func newsWords(v *evidence.Version, d *evidence.Decision, s *pages.Said) string {
	what := s.What
	switch {
	case what == "" && d.Corrects != 0:
		what = "corrected what was said"
	case what == "":
		what = "gave feedback"
	case d.Claim != 0 && d.Verdict == evidence.Undecided:
		what = "said something about " + what
	case d.Claim == 0:
		what += " the piece"
	}
	return fmt.Sprintf("%s: %s (version %d)", s.Who, what, v.Number)
}

// testimonies returns what witnesses wrote about a piece.
func (a *App) testimonies(c *fiber.Ctx, f *folio, id evidence.ItemID) (saw []pages.Said, err error) {
	list, err := a.evidence.Testimonies(c.UserContext(), f.id, id)
	for _, t := range list {
		saw = append(saw, pages.Said{Who: t.By + ", " + t.Job + ", " + words.Moment(t.At), Text: t.Words,
			What: fmt.Sprintf("%s, of version %d", map[bool]string{true: "Was there", false: "Knows of it from others"}[t.Saw], t.Number)})
	}
	return saw, err
}

func (f *folio) tabs(id evidence.ItemID, now string) []pages.Way {
	return []pages.Way{{Text: "The piece", Href: f.item(id), Current: now == "read"}, {Text: "History", Href: f.item(id) + "/history", Current: now == "history"}}
}

// moves adds what the visitor may do with a piece now.
func (a *App) moves(c *fiber.Ctx, f *folio, p *evidence.Piece, page *pages.EvidenceItem) {
	path, coach := f.item(p.ID), firstName(f.enrolment.CoachName)
	if a.visit(c).may(account.Judge) && p.Version.State == evidence.Submitted {
		page.Do = &pages.Link{Text: "Review it", Href: path + "/review"}
	}
	if f.sight != evidence.Own {
		return
	}
	switch p.State {
	case evidence.Draft, evidence.Returned:
		page.Do = &pages.Link{Text: "Go on writing", Href: path + "/edit"}
	case evidence.Submitted:
		page.Note = "It waits for " + coach + ". Take it back if you want to change something first."
		page.Posts = []pages.Post{{Text: "Take it back", Action: path + "/withdraw"}}
	case evidence.Accepted:
		page.Note = coach + " accepted it, so it is locked. A revision counts instead once it is accepted too."
		page.Posts = []pages.Post{{Text: "Begin a revision", Action: path + "/revise"}}
	}
}

// showHistory shows the versions of a piece, and what changed in one of them.
func (a *App) showHistory(c *fiber.Ctx) error {
	f, err := a.folio(c)
	if err != nil {
		return err
	}
	id, err := itemID(c)
	if err != nil {
		return err
	}
	versions, err := a.evidence.Versions(c.UserContext(), f.id, id, f.sight)
	if err != nil {
		return err
	}
	page := pages.EvidenceHistory{Back: pages.Link{Text: "All evidence", Href: f.path("/evidence")}, Title: titleOf(versions[0].Title), Tabs: f.tabs(id, "history")}
	shown := c.QueryInt("version", versions[0].Number)
	for i := range versions {
		v := &versions[i]
		row := pages.VersionRow{Name: fmt.Sprintf("Version %d", v.Number), State: stateOf(v.State), Words: v.State.Word(), When: versionWhen(v), Said: f.saidHere(v, a.reads(c))}
		if i+1 < len(versions) {
			row.Href, row.Current = fmt.Sprintf("%s/history?version=%d#changes", f.item(id), v.Number), v.Number == shown
		}
		if row.Current {
			page.Shown = fmt.Sprintf("What changed from version %d to version %d", versions[i+1].Number, v.Number)
			page.Changes = f.changes(&versions[i+1], v)
		}
		page.Versions = append(page.Versions, row)
	}
	return a.show(c, http.StatusOK, page)
}

// saidHere is said without what stands with the version that one was moved from,
// unless it was corrected since.
func (f *folio) saidHere(v *evidence.Version, by saidBy) (out []pages.Said) {
	for i := range v.Decisions {
		if d := &v.Decisions[i]; !d.Before || d.CorrectedBy != 0 {
			out = append(out, f.oneSaid(v, d, by))
		}
	}
	return out
}

func versionWhen(v *evidence.Version) string {
	switch {
	case v.MovedFrom != 0 && v.DecidedAt.Before(v.CreatedAt):
		return "moved to another version of the standard " + words.Moment(v.CreatedAt)
	case !v.DecidedAt.IsZero():
		return "submitted " + words.Moment(v.SubmittedAt) + ", decided " + words.Moment(v.DecidedAt)
	case !v.SubmittedAt.IsZero():
		return "submitted " + words.Moment(v.SubmittedAt)
	}
	return "saved " + words.Moment(v.SavedAt)
}

// changes returns the differences between two versions as pages show them.
func (f *folio) changes(before, after *evidence.Version) (rows []pages.ChangeRow) {
	for _, d := range evidence.Changes(before, after) {
		row := pages.ChangeRow{Name: d.Name, Before: d.Before, After: d.After}
		if d.Claim != 0 {
			row.Chip = f.chip(d.Claim)
			row.Name = f.statement(d.Claim).Title + ": " + lowerFirst(d.Name)
		}
		for _, s := range d.Spans {
			row.Spans = append(row.Spans, pages.Span(s))
		}
		rows = append(rows, row)
	}
	return rows
}

func lowerFirst(s string) string {
	if s == "" {
		return s
	}
	return string(s[0]|0x20) + s[1:] // the names begin with English letters
}

// withdrawItem takes back what waits for the coach.
func (a *App) withdrawItem(c *fiber.Ctx) error {
	return a.move(c, func(f *folio, id evidence.ItemID) (string, string, error) {
		_, err := a.evidence.Withdraw(c.UserContext(), f.id, id, a.visit(c).person())
		return f.item(id) + "/edit", "Taken back. It is a draft again.", err
	})
}

// reviseItem begins a revision of an accepted piece.
func (a *App) reviseItem(c *fiber.Ctx) error {
	return a.move(c, func(f *folio, id evidence.ItemID) (string, string, error) {
		_, err := a.evidence.Revise(c.UserContext(), f.id, id, a.visit(c).person())
		return f.item(id) + "/edit", "", err
	})
}

// removeItem throws a draft away and shows the page that can bring it back.
func (a *App) removeItem(c *fiber.Ctx) error {
	return a.move(c, func(f *folio, id evidence.ItemID) (string, string, error) {
		err := a.evidence.RemoveDraft(c.UserContext(), f.id, id, a.visit(c).person())
		return fmt.Sprintf("%s/removed", f.item(id)), "", err
	})
}

// showRemoved says that a draft is gone, and offers it back.
func (a *App) showRemoved(c *fiber.Ctx) error {
	f, err := a.folio(c)
	if err != nil {
		return err
	}
	id, err := itemID(c)
	if err != nil {
		return err
	}
	return a.show(c, http.StatusOK, pages.Removed{Back: pages.Link{Text: "All evidence", Href: f.path("/evidence")}, Restore: f.item(id) + "/restore"})
}

// restoreItem brings a draft back that was thrown away.
func (a *App) restoreItem(c *fiber.Ctx) error {
	return a.move(c, func(f *folio, id evidence.ItemID) (string, string, error) {
		err := a.evidence.Restore(c.UserContext(), f.id, id, a.visit(c).person())
		return f.item(id) + "/edit", "It is back.", err
	})
}

// move does something to a piece, says so and goes on.
func (a *App) move(c *fiber.Ctx, do func(*folio, evidence.ItemID) (to, said string, err error)) error {
	f, err := a.folio(c)
	if err != nil {
		return err
	}
	id, err := itemID(c)
	if err != nil {
		return err
	}
	to, said, err := do(f, id)
	if err != nil {
		return err
	}
	if said != "" {
		a.say(c, said)
	}
	return goTo(c, "%s", to)
}

// addFeedback adds to what is said of a submitted version.
func (a *App) addFeedback(c *fiber.Ctx) error {
	in := readForm(c, "version", "feedback")
	err := a.move(c, func(f *folio, id evidence.ItemID) (string, string, error) {
		err := a.evidence.AddFeedback(c.UserContext(), f.id, id, evidence.VersionID(in.id("version")), 0, a.visit(c).person(), in.text("feedback"))
		return f.item(id) + "#said", "Your feedback is added.", err
	})
	if fault.Is(err, fault.Unavailable) { // said at the field, so that the words are not lost
		in.wrong.Add("feedback", "%s", fault.Of(err).Message)
	}
	if in.wrong.Of("feedback") != "" || fault.Is(err, fault.Invalid) && in.refused(err) {
		_, status := classify(err)
		return a.itemPage(c, status, in)
	}
	return err
}
