package app

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/app/pages"
	"touchstone/app/words"
	"touchstone/evidence/assessment"
	"touchstone/ksb"
)

// assessStates say how an assessment stands.
var assessStates = map[assessment.State]struct {
	state pages.State
	words string
}{
	assessment.Open:      {pages.Draft, "Being judged"},
	assessment.Proposed:  {pages.Waiting, "Proposed, waits for a moderator"},
	assessment.Confirmed: {pages.Waiting, "Confirmed, waits to be released"},
	assessment.Released:  {pages.Accepted, "Released"},
}

// showJudging shows how the assessment of a submission stands, to its assessors
// and to the coordinators.
func (a *App) showJudging(c *fiber.Ctx) error {
	d, err := a.dossier(c)
	if err != nil {
		return err
	}
	return a.judgingPage(c, http.StatusOK, d, formOf(map[string]string{"feedback": d.a.Feedback}), nil)
}

func (a *App) judgingPage(c *fiber.Ctx, status int, d *dossier, in *form, theirs []pages.TwoTexts) error {
	r, v := d.result(), a.visit(c)
	_, criteria := d.plan.Regime.Criterion()
	page := pages.Judging{Criteria: words.Capital(criteria), Top: d.top("Judging", inJudging), State: assessStates[d.a.State].state, Words: assessStates[d.a.State].words, Working: r.Working}
	if g, known := d.plan.Grade(r.Grade); known {
		page.Grade = g.Name
	} else if len(d.plan.Grading.Table) == 0 && len(r.Missing) == 0 {
		page.Grade = passedWords(r.Passed)
	}
	for _, m := range d.methods() {
		page.Methods = append(page.Methods, d.methodRow(m, &r))
	}
	report, err := a.report(c, d)
	if err != nil {
		return err
	}
	page.Resit, page.Report = d.resitWords(report.Resit), d.reports()
	page.Feedback = d.feedback(in, theirs)
	note := in.field("note", "A note", "")
	switch d.a.State {
	case assessment.Open:
		d.openJudging(&r, &page)
	case assessment.Proposed:
		page.Lead = "Judgements are locked until a moderator agrees, or returns the result."
		if d.mine.ID != 0 && d.mine.Duty == assessment.Moderates {
			note.Label, note.Hint, note.Optional = "A note to the assessor", "To return the result it is needed.", true
			page.Moderate = &pages.ModerateForm{Action: d.path("/moderation"), Note: note}
		}
	case assessment.Confirmed:
		page.Lead = "The result is confirmed. Nobody but the assessors and the coordinators sees it before it is released."
		if v.may(account.ReleaseResult) {
			note.Label, note.Hint = "Why", "The assessor reads it. What they judged is kept."
			page.Release, page.Reopen = d.path("/release"), &pages.ReopenForm{Action: d.path("/reopen"), Note: note}
		}
	case assessment.Released:
		page.Lead = "Released on " + words.Moment(d.a.ReleasedAt) + ". Nothing of it changes any more."
	}
	page.Moves = d.moves()
	page.Summary = pages.NewSummary(in.whole, page.Feedback.Field, note)
	return a.show(c, status, page)
}

// openJudging says what is missing, and offers to propose once nothing is.
func (d *dossier) openJudging(r *assessment.Result, page *pages.Judging) {
	for _, g := range r.Missing {
		link := pages.Link{Text: g.Text}
		switch {
		case !d.works:
		case g.Statement != 0:
			link.Href = d.path("/statements/%d#judge", g.Statement)
		case g.Method != "":
			link.Href = d.path("/methods/%s", g.Method)
		default:
			link.Href = "#feedback-part"
		}
		page.Missing = append(page.Missing, link)
	}
	if !d.u.Accepted() {
		page.Missing = append(page.Missing, pages.Link{Text: "A part of the submission is not accepted yet: a result can be proposed once all are."})
	}
	page.Lead = "Judgements are open."
	switch {
	case len(page.Missing) > 0:
	case d.works:
		page.Lead = "Everything is judged."
		page.Propose = d.path("/propose")
	default:
		page.Lead = "Everything is judged. The assessor can propose it."
	}
	if d.a.Moderated {
		page.Lead += " Once proposed, a second assessor has to agree."
	}
}

func passedWords(passed bool) string {
	return map[bool]string{true: "Passed", false: "Not passed"}[passed]
}

// methodRow says how one method stands.
func (d *dossier) methodRow(m *ksb.Method, r *assessment.Result) pages.MethodRow {
	row := pages.MethodRow{Link: pages.Link{Text: m.Name, Href: d.path("/methods/%s", m.Key)}, Held: "Not said yet", State: pages.None, Grade: "Not graded"}
	if h := d.a.Methods[m.Key]; !h.On.IsZero() {
		row.Held = words.Day(h.On)
		if h.Minutes > 0 {
			row.Held += fmt.Sprintf(", %d minutes", h.Minutes)
		}
		if h.Mode != "" {
			row.Held += ", " + lowerFirst(h.Mode)
		}
	}
	of := d.of(m)
	sufficient, insufficient := 0, 0
	for _, st := range of {
		switch d.a.Judgements[st.ID].Verdict {
		case assessment.Sufficient:
			sufficient++
		case assessment.Insufficient:
			insufficient++
		}
	}
	row.Judged = fmt.Sprintf("%d sufficient, %d not, of %d", sufficient, insufficient, len(of))
	_, criteria := d.plan.Regime.Criterion()
	row.Criteria = "No " + criteria + " in the plan"
	if n := len(m.Criteria); n > 0 {
		met := 0
		for _, cr := range m.Criteria {
			if d.a.Criteria[m.Key][cr.Key].Verdict == assessment.Met {
				met++
			}
		}
		row.Criteria = fmt.Sprintf("%d of %d met", met, n)
	}
	for _, mr := range r.Methods {
		if mr.Method == m && mr.Grade != "" {
			g, _ := d.plan.Grade(mr.Grade)
			row.Grade = g.Name
			row.State = map[bool]pages.State{true: pages.Accepted, false: pages.Returned}[mr.Passed]
		}
	}
	if len(m.Grades) == 0 {
		row.Grade = "No grade in the plan"
	}
	return row
}

// moves says how the assessment went.
func (d *dossier) moves() (out []pages.Said) {
	what := map[string]string{"propose": "proposed the result", "agree": "agreed with it", "return": "returned it", "reopen": "opened it again", "release": "released it"}
	for _, m := range d.a.Moves {
		out = append(out, pages.Said{Who: m.ByName + ", " + words.Moment(m.At), What: what[m.Move], Text: m.Note, Asks: m.Move == "return" || m.Move == "reopen"})
	}
	return out
}

func (d *dossier) feedback(in *form, theirs []pages.TwoTexts) pages.Feedback {
	f := pages.Feedback{Theirs: theirs, Revision: d.a.Revision, Key: fmt.Sprintf("feedback %d", d.id),
		Field: in.field("feedback", "What went well, and what to work on", d.whose()+" reads it once the result is released.")}
	f.Field.Rows = 8
	if _, sent := in.typed["feedback"]; !sent {
		f.Field.Value = d.a.Feedback
	}
	if d.works {
		f.Action = d.path("/feedback")
	} else {
		f.Field.Value = d.a.Feedback
	}
	return f
}

// saveFeedback saves the feedback, by itself or by a button.
func (a *App) saveFeedback(c *fiber.Ctx) error {
	d, err := a.dossier(c)
	if err != nil {
		return err
	}
	in := readForm(c, "feedback", "revision")
	in.plainLines()
	revision, err := a.assessments.SaveFeedback(c.UserContext(), d.id, a.visit(c).person(), in.text("feedback"), int(wholeNumber(in.text("revision"))))
	if err == nil && wantsJSON(c) {
		return c.JSON(savedDraft{Revision: revision, SavedAt: a.db.Now()})
	}
	if err == nil {
		a.say(c, "Saved.")
		return goTo(c, "%s#feedback-part", d.path("/judging"))
	}
	now, readErr := a.dossier(c)
	if readErr != nil {
		return readErr
	}
	clash := fault.Is(err, fault.Conflict) && now.works
	switch {
	case wantsJSON(c) && clash:
		return c.Status(http.StatusConflict).JSON(savedDraft{Revision: now.a.Revision, Message: "Another assessor saved this meanwhile.", Theirs: map[string]string{"feedback": now.a.Feedback}})
	case wantsJSON(c):
		return err
	case fault.Is(err, fault.Conflict) && !now.works:
		return a.tooLateToJudge(c, now, err, pages.TwoTexts{Name: "Feedback", Saved: in.text("feedback")})
	case in.refused(err) || in.putOff(err):
		var theirs []pages.TwoTexts
		if clash {
			theirs = []pages.TwoTexts{{Name: "Saved elsewhere", Saved: now.a.Feedback}}
		}
		_, status := classify(err)
		return a.judgingPage(c, status, now, in, theirs)
	}
	return err
}

// decideResult does one step towards a result, and says so.
func (a *App) decideResult(c *fiber.Ctx, said string, do func(d *dossier, in *form) error) error {
	d, err := a.dossier(c)
	if err != nil {
		return err
	}
	in := readForm(c, "note", "do")
	in.plainLines()
	if err = do(d, in); err == nil {
		a.say(c, said)
		return goTo(c, "%s", d.path("/judging"))
	}
	if in.refused(err) || in.putOff(err) {
		if d, readErr := a.dossier(c); readErr == nil {
			_, status := classify(err)
			return a.judgingPage(c, status, d, in, nil)
		}
	}
	return err
}

func (a *App) proposeResult(c *fiber.Ctx) error {
	return a.decideResult(c, "Proposed.", func(d *dossier, _ *form) error {
		return a.assessments.Propose(c.UserContext(), d.id, a.visit(c).person(), d.plan, d.s.Portfolio.Statements)
	})
}

func (a *App) moderateResult(c *fiber.Ctx) error {
	said := "Returned to the assessor."
	if c.FormValue("do") == "agree" {
		said = "You agree with the result."
	}
	return a.decideResult(c, said, func(d *dossier, in *form) error {
		if do := in.text("do"); do != "agree" && do != "return" {
			return fault.New(fault.Conflict, "Choose whether you agree with the result or return it.")
		}
		return a.assessments.Moderate(c.UserContext(), d.id, a.visit(c).person(), in.text("do") == "agree", in.text("note"))
	})
}

func (a *App) reopenResult(c *fiber.Ctx) error {
	return a.decideResult(c, "Opened again. The assessor is told.", func(d *dossier, in *form) error {
		return a.assessments.Reopen(c.UserContext(), d.id, a.visit(c).person(), in.text("note"))
	})
}

func (a *App) releaseResult(c *fiber.Ctx) error {
	return a.decideResult(c, "Released. The apprentice, the employer and the provider are told.", func(d *dossier, _ *form) error {
		return a.assessments.Release(c.UserContext(), d.id, a.visit(c).person(), d.plan, d.s.Portfolio.Statements,
			func(tx *db.Tx, as *assessment.Assessment, r assessment.Result) ([]byte, error) {
				return d.released(c, tx, as, r)
			})
	})
}

// showResult shows a result, to whom it is released. Before that it says that
// there is none, and nothing else.
func (a *App) showResult(c *fiber.Ctx) error {
	d, err := a.dossier(c)
	if err != nil {
		return err
	}
	page := pages.ResultPage{Back: pages.Link{Text: "The submission", Href: d.path("")}, Title: "Result of the " + d.assessmentWord(),
		Over: d.u.ApprenticeName + " · " + d.u.StandardReference + " " + d.u.StandardTitle}
	if d.a.State != assessment.Released {
		page.None = "No result has been released yet. You are told as soon as there is one."
		return a.show(c, http.StatusOK, page)
	}
	report, err := a.report(c, d)
	if err != nil {
		return err
	}
	page.Grade, page.State = passedWords(d.a.Passed), map[bool]pages.State{true: pages.Accepted, false: pages.Returned}[d.a.Passed]
	if g, known := d.plan.Grade(d.a.Grade); known {
		page.Grade = g.Name
	}
	for _, m := range report.Methods {
		if m.Graded {
			page.Methods = append(page.Methods, pages.Fact{Name: m.Name, Value: m.Grade})
		}
	}
	if len(page.Methods) == 0 {
		page.Methods = []pages.Fact{{Name: "Overall", Value: page.Grade}}
	}
	page.Working, page.Feedback = report.Result.Working, paragraphs(report.Feedback)
	page.Resit, page.Report = d.resitWords(report.Resit), d.reports()
	page.Facts = []pages.Fact{{Name: "Released", Value: words.Moment(d.a.ReleasedAt)}, {Name: "SHA-256 of the record", Value: d.a.Digest}}
	return a.show(c, http.StatusOK, page)
}

// showOpenings lists what assessors opened, to the coordinators.
func (a *App) showOpenings(c *fiber.Ctx) error {
	d, err := a.dossier(c)
	if err != nil {
		return err
	}
	l := readList(c, d.path("/openings"))
	all, total, err := a.assessments.Openings(c.UserContext(), d.id, l.from, pageRows)
	if err != nil {
		return err
	}
	page := pages.AssessOpenings{Back: pages.Link{Text: "Assessors", Href: d.path("/assessors")}, Over: d.u.ApprenticeName, Pager: l.pager("Pages of openings", len(all), total)}
	for _, o := range all {
		page.Rows = append(page.Rows, pages.OpeningRow{Who: o.Name, What: words.Capital(o.What), At: words.Moment(o.At)})
	}
	return a.show(c, http.StatusOK, page)
}

// showDeclare shows where an assessor declares whether an interest conflicts.
func (a *App) showDeclare(c *fiber.Ctx) error {
	return a.declarePage(c, http.StatusOK, formOf(map[string]string{}))
}

func (a *App) declarePage(c *fiber.Ctx, status int, in *form) error {
	v := a.visit(c)
	u, err := a.evidence.Submission(c.UserContext(), v.submission)
	if err != nil {
		return err
	}
	e, err := a.programme.Enrolment(c.UserContext(), u.Portfolio)
	if err != nil {
		return err
	}
	page := pages.DeclareConflict{Title: "Declare your interests", Action: fmt.Sprintf("/submissions/%d/declare", u.ID),
		Facts: []pages.Fact{{Name: "Apprentice", Value: u.ApprenticeName}, {Name: "Employer", Value: e.EmployerName}, {Name: "Provider", Value: a.cfg.Provider}, {Name: "Coach", Value: e.CoachName},
			{Name: "Standard", Value: u.StandardReference + " " + u.StandardTitle}, {Name: "Asked to", Value: dutyWords[v.invitation.Duty]}, {Name: "Until", Value: words.Day(v.invitation.LastDay())}},
		Conflicts: in.field("conflicts", "Does an interest of yours conflict?", "Such as: you know the apprentice, you worked for the employer or the provider, or you stand to gain by the result."),
		Interest:  in.field("interest", "What it is", "If one does. The coordinator reads this."), Go: pages.Link{Text: "Open the submission", Href: fmt.Sprintf("/submissions/%d/statements", u.ID)}}
	page.Interest.Rows, page.Interest.Optional = 3, true
	page.Answers = []pages.Option{{Value: "no", Label: "No interest of mine conflicts", On: in.text("conflicts") == "no"},
		{Value: "yes", Label: "Yes, one does", Hint: "The invitation then ends, and somebody else is asked.", On: in.text("conflicts") == "yes"}}
	if !v.invitation.DeclaredAt.IsZero() {
		page.Done = "You declared on " + words.Moment(v.invitation.DeclaredAt) + " that no interest of yours conflicts. If one comes up, tell the coordinator."
	}
	page.Summary = pages.NewSummary(in.whole, page.Conflicts, page.Interest)
	return a.show(c, status, page)
}

// declareInterest takes an assessor's declaration.
func (a *App) declareInterest(c *fiber.Ctx) error {
	in, v := readForm(c, "conflicts", "interest"), a.visit(c)
	in.plainLines()
	conflicts := in.text("conflicts") == "yes"
	if !conflicts && in.text("conflicts") != "no" {
		in.wrong.Add("conflicts", "Choose one of the answers.")
	}
	err := in.wrong.Err()
	if err == nil {
		err = a.assessments.Declare(c.UserContext(), v.submission, v.person(), conflicts, in.text("interest"))
	}
	if err != nil && (in.refused(err) || in.putOff(err)) {
		_, status := classify(err)
		return a.declarePage(c, status, in)
	}
	if err != nil {
		return err
	}
	if conflicts {
		a.say(c, "Thank you. Your invitation has ended, and the coordinator is told.")
		return goTo(c, "/")
	}
	return goTo(c, "/submissions/%d/statements", v.submission)
}

var dutyWords = map[assessment.Duty]string{assessment.Assesses: "Assess", assessment.Moderates: "Moderate"}

// assessTasks lists the submissions that the visitor is invited to, for the home
// page.
func (a *App) assessTasks(c *fiber.Ctx) (out []pages.AssessTask, err error) {
	tasks, err := a.assessments.Tasks(c.UserContext(), a.visit(c).person())
	for _, t := range tasks {
		i := assessment.Invitation{EndsAt: t.EndsAt}
		row := pages.AssessTask{Href: fmt.Sprintf("/submissions/%d/statements", t.Submission), Name: t.Apprentice, Standard: t.Standard, Duty: dutyWords[t.Duty], Until: words.Day(i.LastDay()),
			State: assessStates[t.State].state, Words: assessStates[t.State].words}
		if t.Duty == assessment.Moderates && t.State == assessment.Proposed {
			row.State, row.Words, row.Href = pages.Act, "Waits for you to moderate", fmt.Sprintf("/submissions/%d/judging", t.Submission)
		}
		if !t.Declared {
			row.State, row.Words = pages.Act, "Declare your interests first"
		}
		out = append(out, row)
	}
	slices.SortStableFunc(out, func(a, b pages.AssessTask) int {
		return cmp.Compare(map[bool]int{true: 0, false: 1}[a.State == pages.Act], map[bool]int{true: 0, false: 1}[b.State == pages.Act])
	})
	return out, err
}
