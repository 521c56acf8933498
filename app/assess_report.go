package app

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/app/pages"
	"touchstone/app/words"
	"touchstone/evidence/assessment"
	"touchstone/reports"
)

// reports lead to the report of a result.
func (d *dossier) reports() []pages.Link {
	return []pages.Link{{Text: "The report as PDF", Href: d.path("/report.pdf")}, {Text: "The same as a table, CSV", Href: d.path("/report.csv")}}
}

// judgedLinks lead from the page of a submission to where it is assessed, and to
// its result once that is released, as far as the visitor goes there.
func (a *App) judgedLinks(c *fiber.Ctx) (out []pages.Link, err error) {
	v := a.visit(c)
	as, err := a.assessments.Assessment(c.UserContext(), v.submission)
	if err != nil {
		return nil, err
	}
	add := func(may bool, text, below string) {
		if may {
			out = append(out, pages.Link{Text: text, Href: fmt.Sprintf("/submissions/%d%s", v.submission, below)})
		}
	}
	add(as.State == assessment.Released && v.may(account.ReadResult), "The result", "/result")
	add(v.may(account.Assess), "Evidence by statement", "/statements")
	add(v.may(account.InviteAssessor), "Assessors", "/assessors")
	add(v.may(account.ReadAssessment), "How it is judged", "/judging")
	return out, nil
}

// released makes the document that is kept of a result when it is released.
func (d *dossier) released(c *fiber.Ctx, tx *db.Tx, as *assessment.Assessment, r assessment.Result) ([]byte, error) {
	invited, err := assessment.InvitationsIn(c.UserContext(), tx, d.id)
	if err != nil {
		return nil, err
	}
	return reports.NewAssessment(d.s, d.u.Digest, as, r, invited).Document()
}

// report returns the report of a submission: as it was kept when the result was
// released, or before that, for those who judge or release it alone, as it
// stands.
func (a *App) report(c *fiber.Ctx, d *dossier) (*reports.Assessment, error) {
	if d.a.State == assessment.Released {
		kept, err := a.assessments.Document(c.UserContext(), d.id)
		if err != nil {
			return nil, err
		}
		return reports.ReadAssessment(kept)
	}
	if !a.visit(c).may(account.ReadAssessment) {
		return nil, fault.New(fault.Conflict, "No result has been released yet.")
	}
	invited, err := a.assessments.Invitations(c.UserContext(), d.id)
	if err != nil {
		return nil, err
	}
	return reports.NewAssessment(d.s, d.u.Digest, d.a, d.result(), invited), nil
}

// sendReport sends the report of a submission, as the end of its address says.
func (a *App) sendReport(c *fiber.Ctx) error {
	d, err := a.dossier(c)
	if err != nil {
		return err
	}
	r, err := a.report(c, d)
	if err != nil {
		return err
	}
	form := tableForm(c)
	write := r.Write
	if form == "csv" {
		write = r.WriteCSV
	}
	var file bytes.Buffer
	if err := write(&file); err != nil {
		return err
	}
	name := fmt.Sprintf("%s of %s %s attempt %d", words.Capital(d.assessmentWord()), d.u.ApprenticeName, d.u.StandardReference, d.u.Attempt)
	if d.a.State != assessment.Released {
		name += " draft"
	}
	headTable(c, "csv", name)
	if form == "pdf" {
		c.Set(fiber.HeaderContentType, "application/pdf")
		c.Set(fiber.HeaderContentDisposition, disposition(true, name+".pdf"))
	}
	return c.Send(file.Bytes())
}

// resitWords say what comes after a fail, from the plan; nil is a pass, or not
// known yet.
func (d *dossier) resitWords(r *reports.Resit) (out []string) {
	switch {
	case r == nil:
		return nil
	case !r.Said:
		return []string{"The plan says nothing of being assessed again."}
	case r.Over():
		return []string{fmt.Sprintf("The plan allows %s in all, and this was the last.", words.Plural(r.Most, "attempt", "attempts"))}
	}
	out = append(out, "To be taken again: "+strings.Join(r.Methods, ", ")+".")
	switch {
	case !r.By.IsZero():
		out = append(out, "By "+words.Day(r.By)+" at the latest.")
	case r.Days > 0:
		out = append(out, fmt.Sprintf("Within %s of the result.", words.Plural(r.Days, "day", "days")))
	}
	if r.Most > 0 {
		out = append(out, fmt.Sprintf("It would be attempt %d of %d.", r.Next, r.Most))
	}
	if r.Cap != "" {
		out = append(out, "The overall grade is then "+r.Cap+" at most.")
	}
	if r.Note != "" {
		out = append(out, r.Note)
	}
	return out
}
