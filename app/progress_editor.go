package app

import (
	"fmt"
	"strings"

	"touchstone/app/account"
	"touchstone/app/pages"
	"touchstone/app/programme"
	"touchstone/app/words"
)

// A reviewEditor makes the page of a record that is written.
type reviewEditor struct {
	f  *folio
	r  *programme.ProgressReview
	in *reviewForm
}

func (e reviewEditor) field(name, label, hint, value string) pages.Field {
	return pages.Field{Name: name, Label: label, Hint: hint, Value: value, Fault: e.in.wrong.Of(name)}
}

func (e reviewEditor) area(name, label, hint, value string, rows int) pages.Field {
	f := e.field(name, label, hint, value)
	f.Rows = rows
	return f
}

func (e reviewEditor) page() pages.ProgressEdit {
	c, rec := &e.r.Content, &e.r.Content.Record
	name, path := firstName(rec.Apprentice), e.f.progress(e.r.ID)
	page := pages.ProgressEdit{
		Back: pages.Link{Text: e.f.whose("progress reviews"), Href: e.f.path("/progress")}, Over: rec.Apprentice + " · " + rec.Employer,
		Title: fmt.Sprintf("Progress review %d", e.r.Number), Action: path, Key: fmt.Sprintf("review %d round %d", e.r.ID, e.r.Round), Revision: e.r.Revision,
		HeldOn: e.field("held_on", "Held on", "", dayText(c.HeldOn)), Medium: e.field("medium", "How was it held?", "", c.Medium),
		Place:    e.field("place", "Where?", "The site, the room, the programme used", c.Place),
		Present:  e.area("present", "Who was there?", "Names and what they are, one a line. Say who was invited and did not come.", c.Present, 3),
		Pace:     e.area("progress", "How does progress stand against the plan?", "Filled in from the figures. Say what is behind, why, and what brings it back.", c.Pace, 4),
		ShownSay: e.area("shown", "On what was shown", "What it says about "+name+"’s work", c.Shown, 3), HoursSay: e.area("hours", "On the hours", "", c.Hours, 2),
		Changes: e.area("changes", "Changes of circumstances", "Job, hours, manager, health, home: what matters for the apprenticeship", c.Changes, 3),
		Figures: reviewFigures(rec), Shown: shownFacts(rec), Hours: hoursFacts(rec), Withdrew: withdrawals(e.r),
	}
	page.Place.Optional, page.ShownSay.Optional, page.HoursSay.Optional, page.Changes.Optional = true, true, true, true
	page.Media = []pages.Option{{Value: "", Label: "Not said yet"}}
	for _, m := range programme.ReviewMedia() {
		page.Media = append(page.Media, pages.Option{Value: m.Key, Label: m.Name})
	}
	page.Said = []pages.Field{
		e.area("said_apprentice", "What "+name+" raised", "In "+name+"’s words; if nothing, say so", c.Said.Apprentice, 3),
		e.area("said_employer", "What the employer raised", "In their words; if nothing, say so", c.Said.Employer, 3),
		e.area("said_coach", "What you raised", "If nothing, say so", c.Said.Coach, 3)}
	e.since(&page)
	e.asked(&page)
	e.next(&page)
	page.Summary = e.summary(&page)
	return page
}

func (e reviewEditor) since(page *pages.ProgressEdit) {
	rec := &e.r.Content.Record
	for i, s := range e.r.Content.Since {
		page.Since = append(page.Since, e.area(fmt.Sprintf("outcome-%d", i+1), s.What, roleName(rec, s.Who)+", by "+words.Day(s.By)+". What came of it?", s.Outcome, 2))
	}
}

func (e reviewEditor) asked(page *pages.ProgressEdit) {
	w := programme.ReviewWellbeing()
	page.Asked, page.AskNote = w.Title, w.Note
	for _, p := range w.Prompts {
		f := e.area("answer-"+p.Key, p.Label, p.Hint, e.r.Content.Answers[p.Key], 3)
		f.Optional = true
		page.Answers = append(page.Answers, f)
	}
}

// next adds the fields of the actions agreed, and empty ones to go on.
func (e reviewEditor) next(page *pages.ProgressEdit) {
	c := &e.r.Content
	rows := min(programme.MaxReviewActions, max(2, len(c.Next)+1)+max(0, min(e.in.more, 3)))
	for i := range max(rows, len(c.Next)) {
		var a programme.ReviewAction
		if i < len(c.Next) {
			a = c.Next[i]
		}
		n := fmt.Sprint(i + 1)
		row := pages.NextEdit{Title: "Action " + n, What: e.area("what-"+n, "What is to be done?", "", a.What, 2),
			Who: e.field("who-"+n, "Who does it?", "", string(a.Who)), By: e.field("by-"+n, "By", "", dayText(a.By)), Whos: []pages.Option{{Value: "", Label: "Not said yet"}}}
		for _, role := range programme.ActionOwners {
			row.Whos = append(row.Whos, pages.Option{Value: string(role), Label: roleName(&c.Record, role)})
		}
		page.Next = append(page.Next, row)
	}
}

func (e reviewEditor) summary(page *pages.ProgressEdit) pages.Summary {
	fields := []pages.Field{page.Medium, page.HeldOn, page.Place, page.Present}
	fields = append(append(fields, page.Since...), page.Pace, page.ShownSay, page.HoursSay)
	fields = append(append(append(fields, page.Said...), page.Changes), page.Answers...)
	for _, n := range page.Next {
		fields = append(fields, n.What, n.Who, n.By)
	}
	return pages.NewSummary(e.in.whole, fields...)
}

// roleName is who has a role in a review: "Aleesha Khan", "Ashbrook (employer)".
func roleName(rec *programme.ReviewRecord, role account.Role) string {
	switch role {
	case account.Apprentice:
		return rec.Apprentice
	case account.Coach:
		return rec.Coach
	}
	return rec.Employer + " (employer)"
}

func reviewFigures(rec *programme.ReviewRecord) []pages.Fact {
	return []pages.Fact{
		{Name: "Planned time gone", Value: fmt.Sprintf("%d per cent", rec.Elapsed)},
		{Name: "Statements accepted", Value: fmt.Sprintf("%d of %d; about %d at an even pace", rec.Coverage.Accepted, rec.Coverage.Total, rec.Expected())},
		{Name: "Figures as of", Value: words.Moment(rec.At)}}
}

func shownFacts(rec *programme.ReviewRecord) []pages.Fact {
	var names []string
	for _, s := range rec.Coverage.Since {
		names = append(names, strings.TrimSpace(s.Code+" "+s.Title))
	}
	if len(names) == 0 {
		names = []string{"No statement was accepted since " + words.Day(rec.From) + "."}
	}
	return []pages.Fact{{Value: strings.Join(names, "\n")}}
}

func hoursFacts(rec *programme.ReviewRecord) []pages.Fact {
	facts := []pages.Fact{{Name: "Agreed", Value: programme.MinutesText(rec.HoursAgreed)}, {Name: "Logged, agreed or not", Value: programme.MinutesText(rec.HoursLogged)}}
	if rec.HoursTarget == 0 {
		return append(facts, pages.Fact{Name: "To reach in all", Value: "Not known yet"})
	}
	return append(facts, pages.Fact{Name: "To reach in all", Value: programme.MinutesText(rec.HoursTarget)},
		pages.Fact{Name: "At an even pace by now", Value: programme.MinutesText(rec.HoursExpected())})
}

// withdrawals says when and why a review was taken back from signing.
func withdrawals(r *programme.ProgressReview) (list []pages.Said) {
	for _, w := range r.Withdrawals {
		list = append(list, pages.Said{Who: w.ByName + ", " + words.Moment(w.At) + ":", What: fmt.Sprintf("version %d taken back", w.Round), Text: w.Reason, Asks: true})
	}
	return list
}
