package app

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/blob"
	"touchstone/app/db"
	"touchstone/app/demo"
	"touchstone/app/document"
	"touchstone/app/fault"
	"touchstone/app/jobs"
	"touchstone/app/pages"
	"touchstone/app/programme"
	"touchstone/app/words"
	"touchstone/evidence"
	"touchstone/evidence/assessment"
	"touchstone/ksb"
	"touchstone/reports"
)

// demoPeople returns whom one may be in the demo, in the order to offer them.
func (a *App) demoPeople(ctx context.Context) (out []pages.DemoPerson, err error) {
	for _, m := range demo.People() {
		p, err := a.accounts.PersonByEmail(ctx, m.Email)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(out, pages.DemoPerson{ID: idText(p.ID), Name: p.Name, About: demoAbout(m.Role, m.Line)})
	}
	return out, nil
}

// demoAbout says who someone of the demo is, beginning with their role.
func demoAbout(role, line string) string {
	if strings.HasPrefix(strings.ToLower(line), strings.ToLower(role)) {
		return words.Capital(line) + "."
	}
	return words.Capital(role) + ". " + words.Capital(line) + "."
}

// signInDemo begins a session as anyone of the demo. Elsewhere there is no such
// page.
func (a *App) signInDemo(c *fiber.Ctx) error {
	if !a.cfg.Demo {
		return errNoPage
	}
	f := readForm(c, "person", "to", "kept")
	id := account.PersonID(f.id("person"))
	token, err := a.accounts.AddSession(c.UserContext(), id, a.client(c))
	if err != nil {
		return err
	}
	return a.goOn(c, f, token, id)
}

// demoConfig is the configuration of a demo at an address.
func demoConfig(in *Installation, base *url.URL) Config {
	return Config{Address: base.Host, Data: in.Dir, BaseURL: base, Provider: demo.Provider(), Demo: true}
}

// fillDemo fills a demo that is empty, or that an earlier run began to fill. Base
// is its address, for links in messages.
func fillDemo(ctx context.Context, in *Installation, base *url.URL, stdout io.Writer) error {
	fmt.Fprintf(stdout, "The demo is in %s\n", in.Dir)
	start := time.Now()
	patience := time.AfterFunc(time.Second, func() { fmt.Fprintln(stdout, "Filling it the first time takes up to a minute…") })
	defer patience.Stop()
	log := slog.New(slog.DiscardHandler)
	err := demo.Fill(ctx, demo.Installation{Database: in.databasePath(), Blobs: in.Blobs, Reports: demoReports(in.Blobs, log),
		Reader: document.NewReader(log), Now: start, Base: base.String(), Letter: New(demoConfig(in, base), log, in).requestLetter})
	if err == nil && time.Since(start) > time.Second {
		fmt.Fprintf(stdout, "Filled in %.0f seconds.\n", time.Since(start).Seconds())
	}
	return err
}

// demoReports hands portfolios over in a demo and makes the reports of how they
// were judged.
func demoReports(files blob.Store, log *slog.Logger) demo.Reports {
	stores := func(d *db.DB) reports.Stores {
		return reports.Stores{DB: d, Programme: programme.NewStore(d), Standards: ksb.NewStore(d), Provider: demo.Provider()}
	}
	return demo.Reports{
		HandOver: func(ctx context.Context, d *db.DB, portfolio programme.EnrolmentID, by account.PersonID) (evidence.SubmissionID, error) {
			u, err := stores(d).HandOver(ctx, portfolio, by)
			return u.ID, err
		},
		Make: func(ctx context.Context, d *db.DB) error {
			return jobs.NewRunner(d, log, map[string]jobs.Handler{reports.SubmissionJob: func(ctx context.Context, t *jobs.Task) (any, error) {
				var m reports.Making
				if err := t.Job.InputOf(&m); err != nil {
					return nil, err
				}
				return stores(d).MakeSubmission(ctx, files, m.Submission, func(int, int, string) {})
			}}).Drain(ctx)
		},
		Report: func(ctx context.Context, tx *db.Tx, u *evidence.Submission, a *assessment.Assessment, r assessment.Result, invited []assessment.Invitation) ([]byte, error) {
			document, err := evidence.SubmissionDocumentIn(ctx, tx, u.ID)
			if err != nil {
				return nil, err
			}
			frozen, err := reports.ReadSubmission(document)
			if err != nil {
				return nil, err
			}
			return reports.NewAssessment(frozen, u.Digest, a, r, invited).Document()
		},
	}
}
