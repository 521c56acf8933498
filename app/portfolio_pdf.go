package app

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/document"
	"touchstone/app/fault"
	"touchstone/app/jobs"
	"touchstone/app/pages"
	"touchstone/app/programme"
	"touchstone/app/words"
	"touchstone/evidence"
	"touchstone/reports"
)

// printJob is the kind of job that makes a portfolio PDF. Its key is the
// portfolio's id: one at a time.
const printJob = "portfolio"

// A printing is what a job of kind printJob is to do.
type printing struct {
	Portfolio programme.EnrolmentID `json:"portfolio"`
	Choice    reports.Choice        `json:"choice"`
}

// exportsShown is how many earlier PDFs the page lists.
const exportsShown = 20

func (a *App) reportStores() reports.Stores {
	return reports.Stores{DB: a.db, Programme: a.programme, Standards: a.standards, Provider: a.cfg.Provider}
}

// printPortfolio does a job of kind printJob.
func (a *App) printPortfolio(ctx context.Context, t *jobs.Task) (any, error) {
	var p printing
	if err := t.Job.InputOf(&p); err != nil {
		return nil, err
	}
	var told time.Time
	progress := func(done, total int) {
		if time.Since(told) < 200*time.Millisecond {
			return
		}
		told = time.Now()
		if err := t.Report(ctx, done, total, fmt.Sprintf("File %d of %d", min(done+1, total), total)); err != nil {
			a.log.Warn("progress not kept", "job", t.Job.ID, "err", err)
		}
	}
	e, err := a.reportStores().Print(ctx, a.blobs, p.Portfolio, p.Choice, t.Job.Person, progress)
	return e.ID, err
}

// showPortfolioPDF shows what a portfolio PDF would hold, how far one is that is
// being made, those made before, and what has been declared.
func (a *App) showPortfolioPDF(c *fiber.Ctx) error {
	f, err := a.folio(c)
	if err != nil {
		return err
	}
	page := pages.PortfolioPDF{Back: pages.Link{Text: f.whose("portfolio"), Href: f.path("")}, Over: f.over(a.db),
		Action: f.path("/pdf"), Reflection: reflectionRule(f), Path: f.path("/pdf")}
	if err := a.fillJob(c, f, &page); err != nil {
		return err
	}
	made, err := a.reportStores().Exports(c.UserContext(), f.id, exportsShown)
	if err != nil {
		return err
	}
	newest, err := a.evidence.Items(c.UserContext(), f.id, evidence.Query{Sight: f.sight, Sort: evidence.ByChange, Limit: 1})
	if err != nil {
		return err
	}
	page.Accepted = newest.States[evidence.Accepted]
	for i, e := range made {
		row := exportRow(f, &e)
		if i == 0 {
			page.Newest = &row
			page.Changed = len(newest.Rows) > 0 && newest.Rows[0].UpdatedAt.After(e.MadeAt)
			continue
		}
		page.Earlier = append(page.Earlier, row)
	}
	if page.Signed, page.Sign, err = a.declarations(c, f); err != nil {
		return err
	}
	return a.show(c, http.StatusOK, page)
}

// fillJob tells of the job that makes a PDF of the portfolio, if one is under
// way or the last one failed.
func (a *App) fillJob(c *fiber.Ctx, f *folio, page *pages.PortfolioPDF) error {
	j, err := jobs.Latest(c.UserContext(), a.db, printJob, strconv.FormatInt(int64(f.id), 10))
	switch {
	case fault.Is(err, fault.NotFound):
		return nil
	case err != nil:
		return err
	case j.State == jobs.Failed:
		page.Failed = j.Note
	case !j.Finished():
		page.Job = &pages.Job{Href: f.path("/pdf/jobs/%d", j.ID), Label: "Making the portfolio PDF", Note: j.Note, Done: j.Done, Total: j.Total, Again: f.path("/pdf")}
	}
	return nil
}

func exportRow(f *folio, e *reports.Export) pages.PDFRow {
	s := &e.Summary
	row := pages.PDFRow{Href: f.path("/pdf/%d", e.ID), When: words.Moment(e.MadeAt), Working: e.Choice.Working, Notes: s.Notes,
		About: fmt.Sprintf("%s, %s, %s, %s", words.Plural(s.Pages, "page", "pages"), words.Plural(s.Pieces, "piece", "pieces"),
			words.Plural(s.Files, "file", "files"), document.Size(s.Size))}
	if e.Choice.Originals {
		row.About += ", with originals"
	}
	return row
}

// reflectionRule says what becomes of reflections under the portfolio's plan.
func reflectionRule(f *folio) string {
	switch f.plan.Portfolio.Reflection {
	case "forbidden":
		return "This plan does not take reflective accounts: what happened goes out as facts, your reflections stay here, and the document says so."
	case "discouraged":
		return "This plan prefers facts to reflection. Reflections are printed, after the account, and marked."
	}
	return ""
}

// makePortfolioPDF puts a PDF in the queue. Asked for twice, it is made once.
func (a *App) makePortfolioPDF(c *fiber.Ctx) error {
	v := a.visit(c)
	want := printing{Portfolio: v.portfolio, Choice: reports.Choice{Working: c.FormValue("working") != "", Originals: c.FormValue("originals") != ""}}
	err := a.db.Update(c.UserContext(), func(tx *db.Tx) error {
		_, err := jobs.Add(c.UserContext(), tx, jobs.Job{Kind: printJob, Key: strconv.FormatInt(int64(v.portfolio), 10), Input: want, Person: int64(v.person())})
		return err
	})
	if err != nil {
		return err
	}
	a.jobs.Wake()
	return goTo(c, "/portfolios/%d/pdf", v.portfolio)
}

// showPrinting tells a waiting page how far its job is.
func (a *App) showPrinting(c *fiber.Ctx) error {
	v := a.visit(c)
	id, err := pathNumber(c, "job")
	if err != nil {
		return err
	}
	j, err := jobs.Find(c.UserContext(), a.db, id)
	if err != nil {
		return err
	}
	var p printing
	if j.Kind != printJob || j.InputOf(&p) != nil || p.Portfolio != v.portfolio {
		return errNoPage
	}
	return c.JSON(fiber.Map{"state": j.State, "done": j.Done, "total": j.Total, "note": j.Note, "url": fmt.Sprintf("/portfolios/%d/pdf", v.portfolio)})
}

// sendPortfolioPDF sends a PDF that was made.
func (a *App) sendPortfolioPDF(c *fiber.Ctx) error {
	f, err := a.folio(c)
	if err != nil {
		return err
	}
	id, err := pathNumber(c, "export")
	if err != nil {
		return err
	}
	e, err := a.reportStores().Export(c.UserContext(), f.id, id)
	if err != nil {
		return err
	}
	name := fmt.Sprintf("Portfolio %s %s.pdf", f.enrolment.ApprenticeName, e.MadeAt.In(db.London).Format("2006-01-02"))
	if e.Choice.Working {
		name = "Working copy of " + name
	}
	return a.sendBlob(c, sent{ref: e.Blob, name: name, kind: "application/pdf", download: c.Query("show") == ""})
}

// declarations returns what has been signed about a portfolio, and what the
// visitor may sign.
func (a *App) declarations(c *fiber.Ctx, f *folio) (signed []pages.Signature, mine *pages.SignForm, err error) {
	all, err := a.programme.Declarations(c.UserContext(), f.id)
	if err != nil {
		return nil, nil, err
	}
	v := a.visit(c)
	role, may := f.signsAs(v)
	if may {
		mine = &pages.SignForm{Action: f.path("/declarations"), Words: programme.DeclarationOf(f.plan, role), Button: "Sign as " + role.Name()}
	}
	for _, d := range all {
		signed = append(signed, pages.Signature{Name: d.Name, Role: d.Role.Name(), Words: d.Words, When: words.Moment(d.SignedAt)})
		if may && d.Role == role {
			mine.Button = "Sign again as " + role.Name()
		}
	}
	return signed, mine, nil
}

// signsAs returns the role in which the visitor may declare something about the
// portfolio.
func (f *folio) signsAs(v *visit) (account.Role, bool) {
	for _, role := range v.roles {
		if account.Can([]account.Role{role}, account.Declare) && programme.DeclarationOf(f.plan, role) != "" {
			return role, true
		}
	}
	return "", false
}

// signDeclaration signs a portfolio as what the visitor is in it.
func (a *App) signDeclaration(c *fiber.Ctx) error {
	f, err := a.folio(c)
	if err != nil {
		return err
	}
	v := a.visit(c)
	role, _ := f.signsAs(v)
	if err := a.programme.Declare(c.UserContext(), v.portfolio, role, v.person()); err != nil {
		return err
	}
	a.say(c, "Signed as "+role.Name()+".")
	if c.FormValue("from") == "gateway" {
		return goTo(c, "/portfolios/%d/gateway#declared", v.portfolio)
	}
	return goTo(c, "/portfolios/%d/pdf", v.portfolio)
}
