package app

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/fault"
	"touchstone/app/growth"
	"touchstone/app/pages"
	"touchstone/app/words"
	"touchstone/evidence"
)

// seenOf returns the self-audit of a request with the visitor's view of it. It
// is the apprentice's own, and found only while they agree to be seen.
func (a *App) seenOf(c *fiber.Ctx) (*folio, growth.Audit, growth.View, error) {
	f, err := a.folio(c)
	if err != nil {
		return nil, growth.Audit{}, growth.View{}, err
	}
	n, err := pathNumber(c, "selfaudit")
	if err != nil {
		return nil, growth.Audit{}, growth.View{}, err
	}
	one, view, err := a.growth.SeenAudit(c.UserContext(), f.enrolment.Apprentice, growth.AuditID(n), a.visit(c).person())
	return f, one, view, err
}

func seenPath(f *folio, one *growth.Audit) string { return f.path("/growth/%d", one.ID) }

// managerRole is as what the visitor rates.
func (v *visit) managerRole() account.Role {
	if v.is(account.Coach) {
		return account.Coach
	}
	return account.Employer
}

// showSeenAudits lists the finished self-audits of an apprentice who agreed to
// be seen.
func (a *App) showSeenAudits(c *fiber.Ctx) error {
	f, err := a.folio(c)
	if err != nil {
		return err
	}
	all, err := a.growth.Seen(c.UserContext(), f.enrolment.Apprentice)
	if err != nil {
		return err
	}
	name := firstName(f.enrolment.ApprenticeName)
	page := pages.SeenAudits{Back: pages.Link{Text: f.whose("portfolio"), Href: f.path("")}, Over: f.over(a.db), Title: f.whose("growth"),
		Lead:  fmt.Sprintf("%s lets you see finished self-audits and rate beside them. You see this as long as %s agrees to it.", name, name),
		Links: []pages.Link{{Text: f.whose("development plan"), Href: f.path("/growth/plan")}, {Text: f.whose("CPD log"), Href: f.path("/growth/cpd")}}}
	for i := range all {
		_, view, err := a.growth.SeenAudit(c.UserContext(), f.enrolment.Apprentice, all[i].ID, a.visit(c).person())
		if err != nil {
			return err
		}
		row := selfAuditRow(&all[i])
		row.Href = seenPath(f, &all[i])
		row.State, row.Words = viewState(&all[i], &view)
		page.Rows = append(page.Rows, row)
	}
	return a.show(c, http.StatusOK, page)
}

// viewState says how far a manager is beside a self-audit.
func viewState(one *growth.Audit, v *growth.View) (pages.State, string) {
	switch n := v.Rated(one); {
	case v.Finished():
		return pages.Accepted, "You rated it"
	case n > 0:
		return pages.Draft, words.Plural(n, "rating", "ratings") + " so far"
	}
	return pages.None, "Not rated by you"
}

func (a *App) showSeenAudit(c *fiber.Ctx) error {
	f, one, view, err := a.seenOf(c)
	if err != nil {
		return err
	}
	return a.showSeenPage(c, http.StatusOK, f, &one, &view, formOf(nil))
}

func (a *App) showSeenPage(c *fiber.Ctx, status int, f *folio, one *growth.Audit, view *growth.View, in *form) error {
	name := firstName(f.enrolment.ApprenticeName)
	page := resultPage(one, name, func(it growth.Item) string {
		if it.Portfolio != int64(f.id) {
			return ""
		}
		return a.pieceHref(c, it, evidence.Shared)
	})
	path := seenPath(f, one)
	page.Back = pages.Link{Text: f.whose("growth"), Href: f.path("/growth")}
	page.Title = name + " against the " + gradeName(one) + " grade"
	if view.Finished() {
		page.Views = []pages.ViewPart{viewPart(one, view, name)}
		return a.show(c, status, page)
	}
	at := firstOpen(one, func(key string) int { return view.Ratings[key].Point })
	page.Rate = &pages.RateView{Action: path + "/finish", Revision: view.Revision, Finish: pages.Field{Name: "finish", Fault: in.wrong.Of("finish")},
		Lead: fmt.Sprintf("Rate the same sentences as you see %s, with notes where they help. %s sees it once you finish; nobody else does.", name, name),
		Next: &pages.Link{Text: "Rate as you see it", Href: fmt.Sprintf("%s/steps/%d", path, at+1)},
		Ask:  pages.Ask{ID: "ask-finish", Title: "Finish what you rated?", Text: name + " is told and sees your ratings and notes. They stay as they are.", Yes: "Finish, and show " + name, No: "Not yet", Gentle: true}}
	if n := view.Rated(one); n > 0 {
		page.Rate.Next.Text = "Go on rating"
		page.Rate.Lead = fmt.Sprintf("You have saved %s. %s", words.Plural(n, "rating", "ratings"), page.Rate.Lead)
	}
	for _, text := range in.whole {
		page.Rate.Finish.Fault = text
	}
	page.Do = page.Rate.Next
	page.Rate.Groups = rateGroups(one.Framework, one.Steps(), path, func(key string) bool { return view.Ratings[key].Point > 0 }, one.Ahead)
	return a.show(c, status, page)
}

// editView changes a view to what was sent.
func (in *rateInput) editView(v *growth.View) {
	for _, key := range in.keys("note") {
		v.Ratings[key] = growth.Viewed{Point: in.point(key), Note: in.text("note-" + key)}
	}
	if text, sent := in.typed["comment"]; sent {
		v.Comment = text
	}
}

// showViewStep shows a step of an apprentice's self-audit to a manager who rates
// beside it.
func (a *App) showViewStep(c *fiber.Ctx) error {
	f, one, view, err := a.seenOf(c)
	if err != nil {
		return err
	}
	at, err := stepOf(c, &one)
	if err != nil {
		return err
	}
	if view.Finished() {
		return goTo(c, "%s", seenPath(f, &one))
	}
	return a.show(c, http.StatusOK, viewForm(f, &one, &view, at, &rateInput{}))
}

// saveViewStep saves what a manager rated in a step.
func (a *App) saveViewStep(c *fiber.Ctx) error {
	f, one, view, err := a.seenOf(c)
	if fault.Is(err, fault.NotFound) && !wantsJSON(c) {
		return a.giveBack(c, err, "", nil)
	}
	if err != nil {
		return err
	}
	at, err := stepOf(c, &one)
	if err != nil {
		return err
	}
	in, v := readRatings(c), a.visit(c)
	_, view, err = a.growth.SaveView(c.UserContext(), one.Person, one.ID, v.person(), v.managerRole(), in.revision, in.editView)
	theirs, clashed := growth.TheirView(err)
	switch {
	case wantsJSON(c) && clashed:
		return c.Status(http.StatusConflict).JSON(savedVoice{Revision: theirs.Revision, Message: fault.Of(err).Message, Theirs: viewTexts(&theirs, in)})
	case wantsJSON(c) && err == nil:
		return c.JSON(savedVoice{Revision: view.Revision, SavedAt: view.SavedAt})
	case wantsJSON(c):
		return err
	case err != nil:
		return a.viewAgain(c, f, &one, at, in, err)
	}
	a.say(c, "Saved.")
	return goTo(c, "%s", goOn(seenPath(f, &one), at, len(one.Steps()), in.text("do") == "on"))
}

// viewTexts returns what is stored of the fields that were sent.
func viewTexts(v *growth.View, in *rateInput) map[string]string {
	out := map[string]string{}
	for _, key := range in.keys("note") {
		r := v.Ratings[key]
		out["point-"+key], out["note-"+key] = strconv.Itoa(r.Point), r.Note
	}
	if _, sent := in.typed["comment"]; sent {
		out["comment"] = v.Comment
	}
	return out
}

// viewAgain shows what a manager typed once more, beside what was saved
// elsewhere, or to be copied where it is too late.
func (a *App) viewAgain(c *fiber.Ctx, f *folio, one *growth.Audit, at int, in *rateInput, err error) error {
	_, stored, readErr := a.growth.SeenAudit(c.UserContext(), one.Person, one.ID, a.visit(c).person())
	if readErr != nil {
		return a.giveBack(c, errors.Join(readErr, err), "", nil)
	}
	if stored.Finished() {
		return a.giveBack(c, err, "What you rated cannot be changed now", &pages.Link{Text: "Open the self-audit", Href: seenPath(f, one)})
	}
	_, clashed := growth.TheirView(err)
	if !in.refused(err) && !in.putOff(err) {
		return err
	}
	_, status := classify(err)
	page := viewForm(f, one, &stored, at, in)
	if clashed {
		step := one.Steps()[at]
		typed := growth.View{Ratings: map[string]growth.Viewed{}}
		in.editView(&typed)
		for _, q := range append(step.Asked[:len(step.Asked):len(step.Asked)], step.Next...) {
			was, is := stored.Ratings[q.Key], typed.Ratings[q.Key]
			if was.Point != is.Point || was.Note != is.Note {
				page.Theirs = append(page.Theirs, pages.TwoTexts{Name: q.Text, Saved: ratedWords(&one.Framework.Scale, growth.Rated{Point: was.Point, Example: was.Note})})
			}
		}
		if page.Comment != nil && page.Comment.Value != stored.Comment {
			page.Theirs = append(page.Theirs, pages.TwoTexts{Name: page.Comment.Label, Saved: stored.Comment})
		}
	}
	return a.show(c, status, page)
}

// viewForm fills a step for a manager from what is stored and what was typed.
func viewForm(f *folio, one *growth.Audit, view *growth.View, at int, in *rateInput) pages.RateForm {
	typed := growth.View{Ratings: map[string]growth.Viewed{}, Comment: view.Comment}
	for key, r := range view.Ratings {
		typed.Ratings[key] = r
	}
	in.editView(&typed)
	name, path, step := firstName(f.enrolment.ApprenticeName), seenPath(f, one), one.Steps()[at]
	page := rateForm(one, at, path, in)
	page.Back = pages.Link{Text: f.whose("self-audit"), Href: path}
	page.Lead = step.Summary + " Rate it as you see " + name + ": the sentences speak to them."
	page.Key = fmt.Sprintf("view %d %s", one.ID, step.Key)
	page.Revision, page.Saved = view.Revision, "Nothing saved yet."
	if !view.SavedAt.IsZero() {
		page.Saved = "Saved at " + words.Clock(view.SavedAt) + ". You can leave and come back."
	}
	row := func(q growth.Asked) pages.RateRow {
		own, r := one.Ratings[q.Key], typed.Ratings[q.Key]
		line := rateRow(&one.Framework.Scale, q, r.Point, in)
		line.Said, line.Example = name+": "+pointWords(&one.Framework.Scale, own.Point)+".", own.Example
		for _, it := range own.Items {
			line.Pieces = append(line.Pieces, "Evidence: "+itemName(it))
		}
		line.Remark = in.field("note-"+q.Key, "Your note", "What you saw, when. "+name+" reads it.")
		line.Remark.Value, line.Remark.Optional, line.Remark.Rows = r.Note, true, 3
		line.Remark.Attrs = map[string]any{"data-name": "Note: " + q.Text}
		return line
	}
	for _, q := range step.Asked {
		page.Rows = append(page.Rows, row(q))
	}
	if one.Ahead {
		for _, q := range step.Next {
			page.AheadRows = append(page.AheadRows, row(q))
		}
	}
	if at+1 == len(one.Steps()) {
		comment := in.field("comment", "Anything to say in all?", name+" reads it.")
		comment.Value, comment.Optional, comment.Rows = typed.Comment, true, 4
		page.Comment = &comment
	}
	return page
}

// finishView makes final what a manager rated.
func (a *App) finishView(c *fiber.Ctx) error {
	f, one, view, err := a.seenOf(c)
	if err != nil {
		return err
	}
	in := readForm(c, "revision")
	revision, _ := strconv.Atoi(in.text("revision"))
	err = a.growth.FinishView(c.UserContext(), one.Person, one.ID, a.visit(c).person(), revision)
	if _, clashed := growth.TheirView(err); clashed {
		err = fault.New(fault.Conflict, "This was saved in another tab or on another device since you opened this page. It is shown as it is now: look it over, then finish.")
	}
	if in.refused(err) {
		_, status := classify(err)
		return a.showSeenPage(c, status, f, &one, &view, in)
	}
	if err != nil {
		return err
	}
	if !view.Finished() {
		a.say(c, "Finished. "+firstName(f.enrolment.ApprenticeName)+" is told.")
	}
	return goTo(c, "%s", seenPath(f, &one))
}
