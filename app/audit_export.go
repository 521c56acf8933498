package app

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/audit"
	"touchstone/app/blob"
	"touchstone/app/db"
	"touchstone/app/document"
	"touchstone/app/fault"
	"touchstone/app/jobs"
	"touchstone/app/pages"
	"touchstone/app/programme"
	"touchstone/app/words"
)

// auditJob is the kind of job that makes a file with events. Its key is the
// person's id: one at a time each.
const auditJob = "audit"

// An auditWish is what a job of kind auditJob is to do.
type auditWish struct {
	Portfolio int64     `json:"portfolio"` // 0: the whole installation
	From      time.Time `json:"from"`      // days; zero: without an end
	To        time.Time `json:"to"`
	Runs      bool      `json:"runs"` // who asks runs the installation and reads no evidence
}

// exportAudit does a job of kind auditJob.
func (a *App) exportAudit(ctx context.Context, t *jobs.Task) (any, error) {
	var want auditWish
	if err := t.Job.InputOf(&want); err != nil {
		return nil, err
	}
	e := audit.Export{Person: t.Job.Person, Portfolio: want.Portfolio, From: want.From, To: want.To}
	q := audit.Query{Portfolio: want.Portfolio, From: want.From, To: want.To}
	total, err := audit.Count(ctx, a.db, q)
	if err != nil {
		return nil, err
	}
	name, err := a.auditedName(ctx, want.Portfolio)
	if err != nil {
		return nil, err
	}
	var told time.Time
	progress := func(done int) {
		if time.Since(told) < 200*time.Millisecond {
			return
		}
		told = time.Now()
		if err := t.Report(ctx, done, total, fmt.Sprintf("Event %d of %d", done, total)); err != nil {
			a.log.Warn("progress not kept", "job", t.Job.ID, "err", err)
		}
	}
	pr, pw := io.Pipe()
	written := make(chan error, 1)
	go func() {
		var err error
		e.Events, e.Withheld, err = a.workbook(ctx, pw, q, name+", "+spanWords(&e), total, want.Runs, progress)
		pw.CloseWithError(err)
		written <- err
	}()
	ref, size, err := a.blobs.Put(ctx, pr)
	pr.CloseWithError(err) // ends the workbook if Put failed
	if wrong := <-written; err == nil {
		err = wrong
	}
	if err != nil {
		return nil, fmt.Errorf("write events: %w", err)
	}
	e.Blob, e.Size = string(ref), size
	return e.ID, audit.KeepExport(ctx, a.db, &e)
}

// auditedName says what a file is about.
func (a *App) auditedName(ctx context.Context, portfolio int64) (string, error) {
	if portfolio == 0 {
		return "The whole installation", nil
	}
	e, err := a.programme.Enrolment(ctx, programme.EnrolmentID(portfolio))
	return e.ApprenticeName + "’s portfolio", err
}

var auditFields = []string{"scope", "portfolio", "from", "to"}

// showAuditExports shows where a file for an auditor is made, and those made.
func (a *App) showAuditExports(c *fiber.Ctx) error {
	f := formOf(map[string]string{"scope": "all", "portfolio": c.Query("portfolio")})
	if f.text("portfolio") != "" {
		f.typed["scope"] = "one"
	}
	return a.auditExports(c, http.StatusOK, f)
}

func (a *App) auditExports(c *fiber.Ctx, status int, f *form) error {
	v := a.visit(c)
	page := pages.AuditExport{Administer: readsNothing(v), Chained: audit.Chained,
		Scope:     f.field("scope", "What", ""),
		Portfolio: f.field("portfolio", "Portfolio’s number", "For one portfolio: the number in its address."),
		From:      f.field("from", "From", ""), To: f.field("to", "To", ""),
		Scopes: []pages.Option{{Value: "all", Label: "The whole installation"}, {Value: "one", Label: "One portfolio"}}}
	page.Whole = f.whole
	page.From.Optional, page.To.Optional, page.Portfolio.Short, page.Portfolio.Optional = true, true, true, true
	if account.Can(v.session.Roles, account.ReadAudit) {
		page.Back = &pages.Link{Text: "Audit", Href: "/audit"}
	}
	j, err := jobs.Latest(c.UserContext(), a.db, auditJob, strconv.FormatInt(int64(v.person()), 10))
	switch {
	case fault.Is(err, fault.NotFound):
	case err != nil:
		return err
	case j.State == jobs.Failed:
		page.Failed = j.Note
	case !j.Finished():
		page.Job = &pages.Job{Href: fmt.Sprintf("/audit/exports/jobs/%d", j.ID), Label: "Making the file", Note: j.Note, Done: j.Done, Total: j.Total, Again: "/audit/exports"}
	}
	made, err := audit.Exports(c.UserContext(), a.db, int64(v.person()), exportsShown)
	if err != nil {
		return err
	}
	for _, e := range made {
		name, err := a.auditedName(c.UserContext(), e.Portfolio)
		if err != nil {
			return err
		}
		page.Made = append(page.Made, pages.AuditFile{Href: fmt.Sprintf("/audit/exports/%d", e.ID), Name: name, When: words.Moment(e.MadeAt),
			About: words.Capital(spanWords(&e)) + ", " + words.Plural(e.Events, "event", "events") + ", " + document.Size(e.Size)})
	}
	return a.show(c, status, page)
}

// readsNothing reports whether a visitor who may export events reads no
// portfolio by the role that lets them.
func readsNothing(v *visit) bool { return !slices.Contains(v.session.Roles, account.IQA) }

// makeAuditExport puts a file in the queue. Asked for twice, it is made once.
func (a *App) makeAuditExport(c *fiber.Ctx) error {
	v := a.visit(c)
	f := readForm(c, auditFields...)
	want, err := a.auditWish(c, f)
	if f.refused(err) {
		return a.auditExports(c, http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	want.Runs = readsNothing(v)
	err = a.db.Update(c.UserContext(), func(tx *db.Tx) error {
		_, err := jobs.Add(c.UserContext(), tx, jobs.Job{Kind: auditJob, Key: strconv.FormatInt(int64(v.person()), 10), Input: want, Person: int64(v.person())})
		return err
	})
	if err != nil {
		return err
	}
	a.jobs.Wake()
	return goTo(c, "/audit/exports")
}

// auditWish reads the form. It returns fault.Invalid for days that are none or
// lie the wrong way round, and for a portfolio that is not there.
func (a *App) auditWish(c *fiber.Ctx, f *form) (want auditWish, err error) {
	want.From, want.To = f.day("from"), f.day("to")
	var bad fault.Fields
	bad.Merge(f.wrong.Err()) // days that are none
	if !want.From.IsZero() && !want.To.IsZero() && want.To.Before(want.From) {
		bad.Add("to", "Choose a day from %s on.", words.Day(want.From))
	}
	if f.text("scope") == "one" {
		want.Portfolio = wholeNumber(f.text("portfolio"))
		_, err := a.programme.Enrolment(c.UserContext(), programme.EnrolmentID(want.Portfolio))
		switch {
		case fault.Is(err, fault.NotFound):
			bad.Add("portfolio", "Enter the number of a portfolio, as in its address.")
		case err != nil:
			return want, err
		}
	}
	return want, bad.Err()
}

// showAuditJob tells a waiting page how far its job is.
func (a *App) showAuditJob(c *fiber.Ctx) error {
	id, err := pathNumber(c, "auditjob")
	if err != nil {
		return err
	}
	j, err := jobs.Find(c.UserContext(), a.db, id)
	if err != nil {
		return err
	}
	if j.Kind != auditJob || j.Person != int64(a.visit(c).person()) {
		return errNoPage
	}
	return c.JSON(fiber.Map{"state": j.State, "done": j.Done, "total": j.Total, "note": j.Note, "url": "/audit/exports"})
}

// sendAuditExport sends a file to who asked for it.
func (a *App) sendAuditExport(c *fiber.Ctx) error {
	id, err := pathNumber(c, "auditexport")
	if err != nil {
		return err
	}
	e, err := audit.ExportOf(c.UserContext(), a.db, int64(a.visit(c).person()), id)
	if err != nil {
		return err
	}
	return a.sendBlob(c, sent{ref: blob.Ref(e.Blob), name: "Events " + e.MadeAt.In(db.London).Format(time.DateOnly) + ".xlsx",
		kind: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", download: true})
}
