package app

import (
	"fmt"
	"net/http"
	"slices"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/pages"
	"touchstone/app/programme"
	"touchstone/app/words"
)

// reviewViews are the views of the list of progress reviews, in words.
var reviewViews = map[programme.ReviewView]string{
	programme.ReviewsAll: "Everyone", programme.ReviewsOverdue: "Overdue", programme.ReviewsSoon: "Due within four weeks",
	programme.ReviewsPlanned: "Planned or being written", programme.ReviewsToSign: "To be signed",
}

// showReviewsDue lists whose progress is to be reviewed: to a coach their own
// apprentices, to an IQA and an administrator all.
func (a *App) showReviewsDue(c *fiber.Ctx) error {
	l, v := readList(c, "/progress", "show"), a.visit(c)
	q := programme.ReviewQuery{View: programme.ReviewView(l.get("show")), Search: l.get("q"), Sort: l.get("sort"), Offset: l.from, Limit: pageRows}
	all := account.Can(v.session.Roles, account.ManageEnrolment) || slices.Contains(v.session.Roles, account.IQA)
	if !all {
		q.Coach = v.person()
	}
	if _, known := reviewViews[q.View]; !known {
		q.View = programme.ReviewsAll
	}
	found, totals, err := a.programme.ReviewsDue(c.UserContext(), q)
	if err != nil {
		return err
	}
	page := pages.ReviewsDue{Lead: reviewsLead(totals), View: string(q.View), Coach: all, Narrowed: l.narrowed(),
		Search:  pages.Field{Name: "q", Label: "Apprentice, employer or coach", Value: l.get("q"), Type: "search"},
		Columns: []pages.Column{l.column("Apprentice", "name", "-name")}, Pager: l.pager("Pages of progress reviews", len(found), totals[q.View])}
	if all {
		page.Columns = append(page.Columns, pages.Column{Name: "Coach"})
	}
	page.Columns = append(page.Columns, l.column("Next due", "", "-due"), pages.Column{Name: "Last held"}, pages.Column{Name: "Under way"})
	l.from = 0
	for _, view := range programme.ReviewViews {
		page.Views = append(page.Views, pages.Way{Text: fmt.Sprintf("%s (%d)", reviewViews[view], totals[view]), Href: l.href("show", string(view)), Current: view == q.View})
	}
	opens := account.Can(v.session.Roles, account.ReadReview)
	for i := range found {
		page.Rows = append(page.Rows, a.reviewDueRow(&found[i], opens))
	}
	return a.show(c, http.StatusOK, page)
}

func reviewsLead(totals map[programme.ReviewView]int) string {
	if totals[programme.ReviewsAll] == 0 {
		return ""
	}
	if totals[programme.ReviewsOverdue] == 0 {
		return fmt.Sprintf("No review is overdue. %s due within four weeks.", reviewsAre(totals[programme.ReviewsSoon]))
	}
	return fmt.Sprintf("%s overdue. %s due within four weeks.", reviewsAre(totals[programme.ReviewsOverdue]), reviewsAre(totals[programme.ReviewsSoon]))
}

func reviewsAre(n int) string {
	if n == 1 {
		return "One review is"
	}
	return pages.Count(n) + " reviews are"
}

func (a *App) reviewDueRow(r *programme.ReviewDue, opens bool) pages.ReviewDueRow {
	row := pages.ReviewDueRow{Name: r.Apprentice, Employer: r.Employer, Coach: r.Coach, Last: "None yet"}
	row.State, row.Due = a.dueState(&programme.ReviewClock{State: r.State, Due: r.Due})
	if !r.Last.IsZero() {
		row.Last = words.Day(r.Last)
	}
	link := func(text string, id programme.ProgressReviewID) {
		l := pages.Link{Text: text}
		if opens {
			l.Href = fmt.Sprintf("/portfolios/%d/progress/%d", r.Enrolment, id)
		}
		row.Now = append(row.Now, l)
	}
	switch r.OpenState {
	case programme.ReviewPlanned:
		link("Planned for "+words.Day(r.PlannedOn), r.Open)
	case programme.ReviewDraft:
		link("Being written", r.Open)
	}
	if r.Signing != 0 {
		link("To be signed by "+programme.RoleWords(r.Awaits), r.Signing)
	}
	if opens {
		row.Href = fmt.Sprintf("/portfolios/%d/progress", r.Enrolment)
	}
	return row
}

// dueState says how near the day of the next review is.
func (a *App) dueState(c *programme.ReviewClock) (pages.State, string) {
	day := today(a.db)
	n := int(c.Due.Sub(day).Hours()) / 24
	switch {
	case c.Due.IsZero() && c.State == programme.Break:
		return pages.Waiting, "On a break in learning"
	case c.Due.IsZero():
		return pages.None, "None due"
	case n < 0:
		return pages.Act, words.Day(c.Due) + ", " + words.Plural(-n, "day", "days") + " overdue"
	case n == 0:
		return pages.Watch, words.Day(c.Due) + ", today"
	case n <= programme.DueSoonDays:
		return pages.Watch, words.Day(c.Due) + ", in " + words.Plural(n, "day", "days")
	}
	return pages.OnTrack, words.Day(c.Due)
}

// showProgress shows an apprentice's progress reviews and when the next is due.
func (a *App) showProgress(c *fiber.Ctx) error {
	return a.progressPage(c, http.StatusOK, formOf(map[string]string{"unit": "months"}))
}

func (a *App) progressPage(c *fiber.Ctx, status int, in *form) error {
	f, err := a.folio(c)
	if err != nil {
		return err
	}
	clock, err := a.programme.ReviewClock(c.UserContext(), f.id)
	if err != nil {
		return err
	}
	all, err := a.programme.ProgressReviews(c.UserContext(), f.id)
	if err != nil {
		return err
	}
	page := pages.ProgressReviews{Back: pages.Link{Text: f.whose("portfolio"), Href: f.path("")}, Over: f.over(a.db), Title: f.whose("progress reviews"), Why: clock.Why()}
	page.State, page.Due = a.dueState(&clock)
	page.Due = "Next due: " + page.Due
	if clock.Due.IsZero() {
		page.State = ""
	}
	for i := range all {
		page.Rows = append(page.Rows, f.progressRow(&all[i]))
	}
	for _, old := range clock.Agreed {
		what := "agreed by the rules again"
		if old.Frequency != (programme.Frequency{}) {
			what = "agreed " + old.Words()
		}
		page.Agreed = append(page.Agreed, pages.Said{Who: old.ByName + ", " + words.Moment(old.At) + ":", What: what, Text: old.Reason})
	}
	if a.visit(c).may(account.HoldReview) && clock.State != programme.Completed && clock.State != programme.Withdrawn {
		page.Hold = f.hold(all, in)
		page.Summary = pages.NewSummary(in.whole, page.Hold.PlannedOn, page.Hold.Unit, page.Hold.Every, page.Hold.Reason)
	}
	return a.show(c, status, page)
}

// progressRow shows a review on the apprentice's list.
func (f *folio) progressRow(r *programme.ProgressReview) pages.ProgressRow {
	row := pages.ProgressRow{Href: f.progress(r.ID), Name: fmt.Sprintf("Review %d", r.Number)}
	row.State, row.Words = reviewState(r)
	switch {
	case r.Closed():
		row.When = "Held on " + words.Day(r.HeldOn())
	case !r.PlannedOn.IsZero():
		row.When = "Planned for " + words.Day(r.PlannedOn)
	default:
		row.When = "Begun on " + words.Moment(r.OpenedAt)
	}
	return row
}

func (f *folio) progress(id programme.ProgressReviewID) string { return f.path("/progress/%d", id) }

// reviewState says how far a review has come.
func reviewState(r *programme.ProgressReview) (pages.State, string) {
	switch r.State {
	case programme.ReviewPlanned:
		return pages.None, "Planned"
	case programme.ReviewDraft:
		return pages.Draft, "Being written"
	case programme.ReviewSigning:
		return pages.Waiting, "Waits for " + programme.RoleWords(r.Awaits())
	case programme.ReviewSigned:
		return pages.Accepted, "Signed by all"
	}
	return pages.None, "Cancelled"
}

// hold returns what a coach can do about the next review.
func (f *folio) hold(all []programme.ProgressReview, in *form) *pages.ProgressHold {
	h := &pages.ProgressHold{Plan: f.path("/progress/plan"), Begin: f.path("/progress/begin"), Frequency: f.path("/progress/frequency"),
		PlannedOn: in.field("planned_on", "Day of the next review", ""), Every: in.field("every", "How many days or months?", ""),
		Unit: in.field("unit", "How often?", ""), Reason: in.field("reason", "Why?", "Who agreed it, and the reason")}
	h.Every.Short, h.Reason.Rows = true, 2
	h.Every.Attrs = map[string]any{"inputmode": "numeric"}
	h.Units = []pages.Option{{Value: "days", Label: "Every so many days"}, {Value: "months", Label: "By the end of every so many calendar months"}, {Value: "rules", Label: "By the rules again"}}
	h.Open = h.Every.Fault+h.Unit.Fault+h.Reason.Fault != ""
	for i := range all {
		switch r := &all[i]; r.State {
		case programme.ReviewPlanned:
			h.Moves, h.Cancel = true, f.progress(r.ID)+"/cancel"
			if h.PlannedOn.Value == "" {
				h.PlannedOn.Value = dayText(r.PlannedOn)
			}
		case programme.ReviewDraft:
			h.Goes = f.progress(r.ID) + "/edit"
		}
	}
	return h
}

// planReview sets the day of the next review.
func (a *App) planReview(c *fiber.Ctx) error {
	in := readForm(c, "planned_on")
	on := in.day("planned_on")
	err := in.wrong.Err()
	if err == nil {
		_, err = a.programme.PlanProgressReview(c.UserContext(), a.visit(c).portfolio, a.visit(c).person(), on)
	}
	if in.refused(err) {
		return a.progressPage(c, http.StatusUnprocessableEntity, in)
	}
	if err != nil {
		return err
	}
	a.say(c, "The review is planned for "+words.Day(on)+".")
	return goTo(c, "/portfolios/%d/progress", a.visit(c).portfolio)
}

// cancelReview takes back a review that was planned.
func (a *App) cancelReview(c *fiber.Ctx) error {
	id, err := reviewID(c)
	if err != nil {
		return err
	}
	v := a.visit(c)
	if err := a.programme.CancelProgressReview(c.UserContext(), v.portfolio, id, v.person()); err != nil {
		return err
	}
	a.say(c, "The planned review is cancelled.")
	return goTo(c, "/portfolios/%d/progress", v.portfolio)
}

// agreeFrequency records another frequency than the rules', and its reason.
func (a *App) agreeFrequency(c *fiber.Ctx) error {
	in := readForm(c, "unit", "every", "reason")
	f := in.frequency()
	err := in.wrong.Err()
	if err == nil {
		err = a.programme.AgreeFrequency(c.UserContext(), a.visit(c).portfolio, a.visit(c).person(), f, in.text("reason"))
	}
	if in.refused(err) {
		return a.progressPage(c, http.StatusUnprocessableEntity, in)
	}
	if err != nil {
		return err
	}
	a.say(c, "Recorded. The day of the next review follows it.")
	return goTo(c, "/portfolios/%d/progress", a.visit(c).portfolio)
}

// frequency returns the fields "unit" and "every" as a frequency.
func (in *form) frequency() (f programme.Frequency) {
	n := 0
	if in.text("unit") != "rules" {
		if _, err := fmt.Sscanf(in.text("every")+"\n", "%d\n", &n); err != nil || n < 1 {
			in.wrong.Add("every", "Enter how many days or months, from 1.")
		}
	}
	switch in.text("unit") {
	case "days":
		f.Days = n
	case "months":
		f.Months = n
	case "rules":
	default:
		in.wrong.Add("unit", "Choose one of these.")
	}
	return f
}
