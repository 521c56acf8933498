package app

import (
	"fmt"
	"net/http"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/app/pages"
	"touchstone/app/programme"
	"touchstone/app/words"
)

// stateWords are what the states of an enrolment are called on pages.
var stateWords = map[programme.State]string{programme.Active: "Active", programme.Break: "On a break in learning", programme.Completed: "Completed", programme.Withdrawn: "Withdrawn"}

// showEnrolmentState shows how an apprenticeship goes on: breaks, its end, who
// coached it when.
func (a *App) showEnrolmentState(c *fiber.Ctx) error {
	return a.showEnrolmentStateWith(c, http.StatusOK, formOf(map[string]string{}))
}

func (a *App) showEnrolmentStateWith(c *fiber.Ctx, status int, f *form) error {
	e, err := a.enrolment(c)
	if err != nil {
		return err
	}
	h, err := a.programme.History(c.UserContext(), e.ID)
	if err != nil {
		return err
	}
	today := db.Today(a.db.Now())
	page := pages.EnrolmentState{Whole: f.whole, Href: fmt.Sprintf("/enrolments/%d", e.ID), Name: e.ApprenticeName, State: stateWords[e.State], About: stateAbout(&e),
		Active: e.State == programme.Active, OnBreak: e.State == programme.Break, CanUndo: e.State != programme.Active || !e.ReturnedOn.IsZero(), Undo: undoWords(&e)}
	if e.State == programme.Break {
		if _, typed := f.typed["returned_on"]; !typed {
			f.typed["returned_on"], f.typed["planned_end_on"] = dayText(today), dayText(e.EndAfter(today))
		}
	}
	page.Reason = f.field("reason", "Reason", "")
	page.StartedOn = f.field("started_on", "First day of the break", "The clocks stop from that day.")
	page.ExpectedOn = f.field("expected_on", "Return planned for", "")
	page.ExpectedOn.Optional = true
	page.ReturnedOn = f.field("returned_on", "Day of return", "")
	page.EndOn = f.field("planned_end_on", "Planned end from now on", "Proposed: the end that was planned, and the days of the break.")
	page.Outcome = f.field("state", "What happened", "")
	page.Outcomes = []pages.Option{{Value: string(programme.Completed), Label: "They completed"}, {Value: string(programme.Withdrawn), Label: "They withdrew"}}
	page.EndedOn = f.field("ended_on", "Last day", "")
	page.Why = f.field("reason", "Reason", "Needed if they withdrew.")
	page.Why.ID, page.Why.Optional = "why", true
	other := &page.Why // two forms ask for a reason: what was typed is of the one that was sent
	if _, leaving := f.typed["state"]; leaving {
		other = &page.Reason
	}
	other.Value, other.Fault = "", ""
	for _, p := range h.Breaks {
		page.History = append(page.History, pages.StateRow{When: words.Days(p.StartedOn, p.ReturnedOn), What: "Break in learning", About: breakAbout(&p), Undone: words.Moment(p.UndoneAt)})
	}
	for _, l := range h.Leavings {
		page.History = append(page.History, pages.StateRow{When: words.Day(l.EndedOn), What: stateWords[l.State], About: l.Reason, Undone: words.Moment(l.UndoneAt)})
	}
	for _, t := range h.Turns {
		page.Coaches = append(page.Coaches, pages.TurnRow{Name: t.Name, From: words.Moment(t.From), Until: words.Moment(t.Until)})
	}
	return a.show(c, status, page)
}

func stateAbout(e *programme.Enrolment) string {
	switch e.State {
	case programme.Break:
		text := "Since " + words.Day(e.PausedOn) + ". The clocks of hours and progress reviews stand still."
		if !e.ExpectedOn.IsZero() {
			text += " The return is planned for " + words.Day(e.ExpectedOn) + "."
		}
		return text
	case programme.Completed, programme.Withdrawn:
		return "On " + words.Day(e.EndedOn) + ". The apprentice keeps reading their portfolio."
	}
	text := "From " + words.Day(e.StartedOn) + ", planned to end on " + words.Day(e.PlannedEndOn) + "."
	if e.PausedDays > 0 {
		text += " Breaks in learning took " + words.Plural(e.PausedDays, "day", "days") + "."
	}
	return text
}

func undoWords(e *programme.Enrolment) string {
	switch {
	case !e.State.Current():
		return "Undo this end"
	case e.State == programme.Break:
		return "Undo this break"
	}
	return "Undo the last return"
}

func breakAbout(p *programme.LearningBreak) string {
	text := p.Reason
	switch {
	case !p.ReturnedOn.IsZero():
		text += fmt.Sprintf(" (%s; the end moved from %s to %s)", words.Plural(p.Days(), "day", "days"), words.Day(p.EndBefore), words.Day(p.EndAfter))
	case !p.ExpectedOn.IsZero():
		text += " (return planned for " + words.Day(p.ExpectedOn) + ")"
	}
	return text
}

// altered goes back to the page of breaks and ends, or shows it with what stood
// in the way.
func (a *App) altered(c *fiber.Ctx, f *form, err error, said string) error {
	if f.refused(err) {
		status := http.StatusUnprocessableEntity
		if fault.Is(err, fault.Conflict) {
			status = http.StatusConflict
		}
		return a.showEnrolmentStateWith(c, status, f)
	}
	if err != nil {
		return err
	}
	a.say(c, said)
	return goTo(c, "/enrolments/%s/state", c.Params("enrolment"))
}

// enrolmentID returns the id in the path.
func enrolmentID(c *fiber.Ctx) (programme.EnrolmentID, error) {
	id, err := pathNumber(c, "enrolment")
	return programme.EnrolmentID(id), err
}

func (a *App) beginBreak(c *fiber.Ctx) error {
	id, err := enrolmentID(c)
	if err != nil {
		return err
	}
	f := readForm(c, "reason", "started_on", "expected_on")
	p := programme.LearningBreak{Reason: f.text("reason"), StartedOn: f.day("started_on"), ExpectedOn: f.day("expected_on")}
	if err = f.wrong.Err(); err == nil {
		err = a.programme.BeginBreak(c.UserContext(), a.visit(c).person(), id, &p)
	}
	return a.altered(c, f, err, "The break is noted. The clocks stand still.")
}

func (a *App) endBreak(c *fiber.Ctx) error {
	id, err := enrolmentID(c)
	if err != nil {
		return err
	}
	f := readForm(c, "returned_on", "planned_end_on")
	returned, end := f.day("returned_on"), f.day("planned_end_on")
	if err = f.wrong.Err(); err == nil {
		err = a.programme.EndBreak(c.UserContext(), a.visit(c).person(), id, returned, end)
	}
	return a.altered(c, f, err, "They are back. The apprenticeship is planned to end on "+words.Day(end)+".")
}

func (a *App) leave(c *fiber.Ctx) error {
	id, err := enrolmentID(c)
	if err != nil {
		return err
	}
	f := readForm(c, "state", "reason", "ended_on")
	l := programme.Leaving{State: programme.State(f.text("state")), Reason: f.text("reason"), EndedOn: f.day("ended_on")}
	if err = f.wrong.Err(); err == nil {
		err = a.programme.Leave(c.UserContext(), a.visit(c).person(), id, &l)
	}
	return a.altered(c, f, err, "The end is noted.")
}

func (a *App) undoState(c *fiber.Ctx) error {
	id, err := enrolmentID(c)
	if err != nil {
		return err
	}
	return a.altered(c, formOf(map[string]string{}), a.programme.Undo(c.UserContext(), a.visit(c).person(), id), "Undone. What was undone stays on record.")
}
