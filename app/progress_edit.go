package app

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/app/pages"
	"touchstone/app/programme"
	"touchstone/app/words"
	"touchstone/evidence"
)

func reviewID(c *fiber.Ctx) (programme.ProgressReviewID, error) {
	n, err := pathNumber(c, "review")
	return programme.ProgressReviewID(n), err
}

// beginReview begins the record of a review, filled in from what is known.
func (a *App) beginReview(c *fiber.Ctx) error {
	f, err := a.folio(c)
	if err != nil {
		return err
	}
	r, err := a.programme.OpenProgressReview(c.UserContext(), f.id, a.visit(c).person(), func(tx *db.Tx, since time.Time) (programme.ReviewCoverage, error) {
		return f.reviewCoverage(c, tx, since)
	})
	if err != nil {
		return err
	}
	return goTo(c, "%s/edit", f.progress(r.ID))
}

// reviewCoverage tells a review how far the evidence is, and what was shown since.
func (f *folio) reviewCoverage(c *fiber.Ctx, tx *db.Tx, since time.Time) (out programme.ReviewCoverage, err error) {
	covers, err := evidence.CoverageIn(c.UserContext(), tx, f.id)
	if err != nil {
		return out, err
	}
	ids, err := evidence.ShownSinceIn(c.UserContext(), tx, f.id, since)
	if err != nil {
		return out, err
	}
	all := evidence.Count(f.standard, f.enrolment.OptionName, f.planOrNil(), covers).All
	out = programme.ReviewCoverage{Total: all.Total, Accepted: all.By[evidence.Accepted], Waiting: all.By[evidence.Submitted]}
	for _, id := range ids {
		s := f.statement(id)
		out.Since = append(out.Since, programme.ShownStatement{Code: string(s.Code), Title: s.Title})
	}
	return out, nil
}

// editReview shows the page on which a record is written. One that is closed is
// shown to be read.
func (a *App) editReview(c *fiber.Ctx) error {
	f, err := a.folio(c)
	if err != nil {
		return err
	}
	r, err := a.progressReview(c)
	if err != nil {
		return err
	}
	if r.State != programme.ReviewDraft {
		return goTo(c, "%s", f.progress(r.ID))
	}
	return a.showReviewEdit(c, http.StatusOK, f, &r, &reviewForm{form: formOf(map[string]string{}), more: c.QueryInt("more")}, nil)
}

// progressReview returns the review in the path.
func (a *App) progressReview(c *fiber.Ctx) (r programme.ProgressReview, err error) {
	id, err := reviewID(c)
	if err != nil {
		return r, err
	}
	return a.programme.ProgressReview(c.UserContext(), a.visit(c).portfolio, id)
}

// A reviewForm is what was typed of a record.
type reviewForm struct {
	*form
	revision int
	do       string
	more     int // empty rows for actions beyond the usual
}

// outcomes is how many outcomes a form may send.
const outcomes = 60

func readReviewForm(c *fiber.Ctx) *reviewForm {
	names := []string{"do", "revision", "held_on", "medium", "place", "present", "shown", "hours", "progress", "said_apprentice", "said_employer", "said_coach", "changes"}
	for _, p := range programme.ReviewWellbeing().Prompts {
		names = append(names, "answer-"+p.Key)
	}
	for i := range outcomes {
		names = append(names, fmt.Sprintf("outcome-%d", i+1))
	}
	for i := range 2 * programme.MaxReviewActions {
		names = append(names, fmt.Sprintf("what-%d", i+1), fmt.Sprintf("who-%d", i+1), fmt.Sprintf("by-%d", i+1))
	}
	in := &reviewForm{form: readForm(c, names...), do: c.FormValue("do")}
	fmt.Sscan(in.text("revision"), &in.revision)
	in.edit(&programme.ReviewContent{}) // notes days that cannot be read
	return in
}

// edit puts what was typed into a content.
func (in *reviewForm) edit(c *programme.ReviewContent) {
	c.HeldOn, c.Medium, c.Place, c.Present = in.day("held_on"), in.text("medium"), in.text("place"), in.text("present")
	c.Shown, c.Hours, c.Pace, c.Changes = in.text("shown"), in.text("hours"), in.text("progress"), in.text("changes")
	c.Said = programme.ReviewSaid{Apprentice: in.text("said_apprentice"), Employer: in.text("said_employer"), Coach: in.text("said_coach")}
	c.Answers = map[string]string{}
	for _, p := range programme.ReviewWellbeing().Prompts {
		c.Answers[p.Key] = in.text("answer-" + p.Key)
	}
	for i := range min(len(c.Since), outcomes) {
		c.Since[i].Outcome = in.text(fmt.Sprintf("outcome-%d", i+1))
	}
	c.Next = nil
	for i := range 2 * programme.MaxReviewActions {
		n := fmt.Sprint(i + 1)
		a := programme.ReviewAction{What: in.text("what-" + n), Who: account.Role(in.text("who-" + n)), By: in.day("by-" + n)}
		if a.What != "" || a.Who != "" || !a.By.IsZero() {
			c.Next = append(c.Next, a)
		}
	}
}

// saveReview saves a record, by itself or by a button, and closes it to be signed
// if that is the button. If something is wrong it shows the page again as it was
// typed.
func (a *App) saveReview(c *fiber.Ctx) error {
	f, err := a.folio(c)
	if err != nil {
		return err
	}
	id, err := reviewID(c)
	if err != nil {
		return err
	}
	in := readReviewForm(c)
	var r programme.ProgressReview
	if err = in.wrong.Err(); err == nil {
		r, err = a.programme.SaveProgressReview(c.UserContext(), f.id, id, in.revision, in.edit)
	}
	if wantsJSON(c) {
		return a.answerReviewSave(c, &r, err)
	}
	if err == nil && in.do == "close" {
		r, err = a.programme.CloseProgressReview(c.UserContext(), f.id, id, a.visit(c).person(), r.Revision)
	}
	switch {
	case err != nil:
		return a.editReviewAgain(c, f, id, in, err)
	case in.do == "close":
		a.say(c, "Closed. It waits for three signatures now: yours, the employer's and the apprentice's.")
		return goTo(c, "%s#signatures", f.progress(id))
	case in.do == "more":
		return goTo(c, "%s/edit?more=2#next", f.progress(id))
	}
	a.say(c, "Saved.")
	return goTo(c, "%s/edit", f.progress(id))
}

// answerReviewSave tells the page that saves itself how it went.
func (a *App) answerReviewSave(c *fiber.Ctx, r *programme.ProgressReview, err error) error {
	if theirs, clashed := programme.ReviewTheirs(err); clashed {
		return c.Status(http.StatusConflict).JSON(savedDraft{Revision: theirs.Revision, Message: fault.Of(err).Message, Theirs: reviewTexts(&theirs.Content)})
	}
	if err != nil {
		return err
	}
	return c.JSON(savedDraft{Revision: r.Revision, SavedAt: r.SavedAt})
}

// reviewTexts returns what is typed in a record, by field.
func reviewTexts(c *programme.ReviewContent) map[string]string {
	out := map[string]string{"held_on": dayText(c.HeldOn), "medium": c.Medium, "place": c.Place, "present": c.Present, "shown": c.Shown, "hours": c.Hours,
		"progress": c.Pace, "said_apprentice": c.Said.Apprentice, "said_employer": c.Said.Employer, "said_coach": c.Said.Coach, "changes": c.Changes}
	for _, p := range programme.ReviewWellbeing().Prompts {
		out["answer-"+p.Key] = c.Answers[p.Key]
	}
	for i := range c.Since {
		out[fmt.Sprintf("outcome-%d", i+1)] = c.Since[i].Outcome
	}
	for i, n := range c.Next {
		out[fmt.Sprintf("what-%d", i+1)], out[fmt.Sprintf("who-%d", i+1)], out[fmt.Sprintf("by-%d", i+1)] = n.What, string(n.Who), dayText(n.By)
	}
	return out
}

// editReviewAgain shows what was typed once more, with what is wrong, beside what
// was saved elsewhere.
func (a *App) editReviewAgain(c *fiber.Ctx, f *folio, id programme.ProgressReviewID, in *reviewForm, err error) error {
	kind, putOff := fault.Of(err).Kind, in.putOff(err)
	if kind != fault.Invalid && kind != fault.Conflict && !putOff {
		return err
	}
	r, readErr := a.programme.ProgressReview(c.UserContext(), f.id, id)
	if readErr != nil {
		return readErr
	}
	stored := reviewTexts(&r.Content)
	in.edit(&r.Content)
	_, status := classify(err)
	if r.State != programme.ReviewDraft {
		return a.showReviewTooLate(c, f, &r, stored, err)
	}
	in.refused(err)
	var theirs []pages.TwoTexts
	if kind == fault.Conflict {
		theirs = twoReviewTexts(stored, reviewTexts(&r.Content))
	}
	return a.showReviewEdit(c, status, f, &r, in, theirs)
}

// twoReviewTexts returns what is stored where it is another than what was typed.
func twoReviewTexts(stored, typed map[string]string) (out []pages.TwoTexts) {
	for _, name := range reviewFieldOrder(stored, typed) {
		if stored[name] != typed[name] {
			out = append(out, pages.TwoTexts{Name: reviewFieldName(name), Saved: cmp.Or(stored[name], "(nothing)")})
		}
	}
	return out
}

func reviewFieldOrder(a, b map[string]string) (names []string) {
	for name := range a {
		names = append(names, name)
	}
	for name := range b {
		if _, has := a[name]; !has {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// reviewFieldName names a field where it stands apart from its label.
func reviewFieldName(field string) string {
	var n int
	for prefix, name := range map[string]string{"what-": "Action %d: what", "who-": "Action %d: who", "by-": "Action %d: by", "outcome-": "Action %d since the last review"} {
		if _, err := fmt.Sscanf(field, prefix+"%d", &n); err == nil {
			return fmt.Sprintf(name, n)
		}
	}
	for _, p := range programme.ReviewWellbeing().Prompts {
		if field == "answer-"+p.Key {
			return p.Label
		}
	}
	return map[string]string{"held_on": "Held on", "medium": "How it was held", "place": "Where", "present": "Who was there", "shown": "On what was shown",
		"hours": "On the hours", "progress": "Progress against plan", "said_apprentice": "What the apprentice raised", "said_employer": "What the employer raised",
		"said_coach": "What you raised", "changes": "Changes of circumstances"}[field]
}

// showReviewTooLate says that a record cannot be changed any more, as when it was
// closed in another tab, and shows what was typed here, so that it can be copied.
func (a *App) showReviewTooLate(c *fiber.Ctx, f *folio, r *programme.ProgressReview, stored map[string]string, err error) error {
	told, status := classify(err)
	page := pages.Error{Status: status, Title: "This record is closed", Message: told.Message, Do: []pages.Link{{Text: "Open the review", Href: f.progress(r.ID)}}}
	typed := reviewTexts(&r.Content)
	for _, name := range reviewFieldOrder(stored, typed) {
		if typed[name] != "" && typed[name] != stored[name] {
			page.Typed = append(page.Typed, pages.TwoTexts{Name: reviewFieldName(name), Saved: typed[name]})
		}
	}
	return a.show(c, status, page)
}

// showReviewEdit shows the page of a record that is written.
func (a *App) showReviewEdit(c *fiber.Ctx, status int, f *folio, r *programme.ProgressReview, in *reviewForm, theirs []pages.TwoTexts) error {
	e := reviewEditor{f, r, in}
	page := e.page()
	page.Theirs = theirs
	page.Saved = "Saved at " + words.Clock(r.SavedAt) + ". You can leave and come back."
	return a.show(c, status, page)
}
