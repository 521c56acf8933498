package app

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/fault"
	"touchstone/app/growth"
	"touchstone/app/pages"
	"touchstone/app/words"
)

// showSelfAudit shows a self-audit: a draft to go on with, or the result.
func (a *App) showSelfAudit(c *fiber.Ctx) error {
	one, err := a.selfAuditOf(c)
	if err != nil {
		return err
	}
	if one.State == growth.AuditDraft {
		return a.showSelfAuditDraft(c, http.StatusOK, &one, formOf(nil))
	}
	return a.showSelfAuditResult(c, &one)
}

func (a *App) showSelfAuditDraft(c *fiber.Ctx, status int, one *growth.Audit, in *form) error {
	path := auditPath(one)
	page := pages.SelfAuditDraft{Whole: in.whole, Over: overAudit(one), Title: "Your self-audit", Revision: one.Revision,
		Setup: path + "/setup", Action: path + "/finish", Drop: path + "/drop", Finish: pages.Field{Name: "finish", Fault: in.wrong.Of("finish")},
		FinishAsk: pages.Ask{ID: "ask-finish", Title: "Finish this self-audit?", Text: "It is kept as it is today and never changes. You can begin another at any time.", Yes: "Finish the self-audit", No: "Not yet", Gentle: true},
		DropAsk:   pages.Ask{ID: "ask-drop", Title: "Throw this draft away?", Text: "Its ratings and examples go. Self-audits that are finished stay.", Yes: "Throw the draft away", No: "Keep it"}}
	page.Groups = rateGroups(one.Framework, one.Steps(), path, func(key string) bool { return one.Ratings[key].Point > 0 }, one.Ahead)
	rated, of := one.Progress()
	next := firstOpen(one, func(key string) int { return one.Ratings[key].Point })
	page.Next = pages.Link{Text: "Go on rating", Href: fmt.Sprintf("%s/steps/%d", path, next+1)}
	switch {
	case rated == 0:
		first := one.Steps()[0]
		page.Next.Text = "Begin rating"
		page.Lead = fmt.Sprintf("Nothing is rated yet. Begin with %s: read each sentence, choose the step that fits you today, and add an example of your own if you have one.", stepName(&first))
	case rated < of:
		page.Lead = fmt.Sprintf("%s rated. Go on where you left off, or choose any element below.", words.Capital(ofAll(rated, of)))
	case len(openOf(one)) > 0:
		page.Lead = fmt.Sprintf("Everything at your grade is rated, and %s of the next grade not yet. Finish whenever you like.", words.Plural(len(openOf(one)), "sentence", "sentences"))
	default:
		page.Lead = "Everything is rated. Look it over, then finish."
		page.Next.Text = "Look it over"
	}
	page.Saved = "Last saved " + words.Moment(one.SavedAt) + ". You can leave and come back."
	return a.show(c, status, page)
}

// overAudit says which standards and grade a self-audit is about.
func overAudit(a *growth.Audit) string {
	text := a.Framework.Title + " · " + gradeName(a) + " grade · "
	if a.State == growth.AuditDraft {
		return text + "begun " + auditDay(a)
	}
	return text + auditDay(a)
}

// stepName is what an element or specialism is called.
func stepName(s *growth.Step) string { return codeAndName(s.Code, s.Name) }

func codeAndName(code, name string) string {
	if code == "" {
		return name
	}
	return code + " " + name
}

// firstOpen returns the first step in which something is not rated, else the
// first.
func firstOpen(a *growth.Audit, point func(key string) int) int {
	return max(0, slices.IndexFunc(a.Steps(), func(s growth.Step) bool {
		return slices.ContainsFunc(s.Rates(a.Ahead), func(key string) bool { return point(key) == 0 })
	}))
}

// openOf returns the keys of everything that an audit asks for and that is not
// rated.
func openOf(a *growth.Audit) (keys []string) {
	for _, s := range a.Steps() {
		keys = append(keys, slices.DeleteFunc(s.Rates(a.Ahead), func(key string) bool { return a.Ratings[key].Point > 0 })...)
	}
	return keys
}

// finishSelfAudit freezes a draft.
func (a *App) finishSelfAudit(c *fiber.Ctx) error {
	one, err := a.selfAuditOf(c)
	if err != nil {
		return err
	}
	in := readForm(c, "revision")
	revision, _ := strconv.Atoi(in.text("revision"))
	err = a.growth.FinishAudit(c.UserContext(), one.Person, one.ID, revision)
	if _, clashed := growth.Theirs(err); clashed {
		err = fault.New(fault.Conflict, "This self-audit was saved in another tab or on another device since you opened this page. It is shown as it is now: look it over, then finish.")
	}
	if in.refused(err) {
		_, status := classify(err)
		return a.showSelfAuditDraft(c, status, &one, in)
	}
	if err != nil {
		return err
	}
	if one.State == growth.AuditDraft { // and not the second of two clicks
		a.say(c, "Finished. Nothing of it will change.")
	}
	return goTo(c, "%s", auditPath(&one))
}
