// Package app is Touchstone's web application and its commands. It alone knows
// of HTTP; what it shows and changes belongs to the packages below it.
package app

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/blob"
	"touchstone/app/db"
	"touchstone/app/growth"
	"touchstone/app/jobs"
	"touchstone/app/notify"
	"touchstone/app/programme"
	"touchstone/app/programme/roster"
	"touchstone/evidence"
	"touchstone/evidence/assessment"
	"touchstone/evidence/search"
	"touchstone/ksb"
	"touchstone/reports"
)

// An App is a running installation.
type App struct {
	wrongLinks linkGuard
	cfg        Config
	log        *slog.Logger
	secret     []byte // of the installation, 32 bytes

	db          *db.DB
	blobs       blob.Store
	accounts    *account.Store
	programme   *programme.Store
	standards   *ksb.Store
	evidence    *evidence.Store
	rosters     *roster.Store
	assessments *assessment.Store
	search      *search.Store
	growth      *growth.Store
	intake      *evidence.Intake // of uploads
	jobs        *jobs.Runner
	sender      *notify.Sender

	fiber     *fiber.App
	table     []route
	stopping  atomic.Bool
	stopMail  func()   // ends the work on notices and messages and waits for it
	stopNight func()   // ends the nightly count and waits for it
	stopIndex func()   // ends the work on the index of the search and waits for it
	importing sync.Map // how far jobs are that store rosters, by job
}

// New puts an application together over an installation. It neither listens nor
// works until Start.
func New(cfg Config, log *slog.Logger, in *Installation) *App {
	a := &App{
		cfg: cfg, log: log, secret: in.Secret, stopMail: func() {}, stopNight: func() {}, stopIndex: func() {},
		db: in.DB, blobs: in.Blobs, accounts: in.Accounts, programme: in.Programme, standards: in.Standards, evidence: in.Evidence,
		intake: in.Intake(log), rosters: roster.NewStore(in.DB), assessments: assessment.NewStore(in.DB), search: in.Search,
		growth: growth.NewStore(in.DB, in.Standards),
	}
	a.rosters.Follow = func() roster.Told { return evidence.NewRecounter().Recount }
	a.jobs = jobs.NewRunner(a.db, log, a.handlers())
	a.sender = a.newSender()
	a.table = a.routes()
	a.fiber = a.newServer()
	return a
}

// handlers returns what does each kind of job.
func (a *App) handlers() map[string]jobs.Handler {
	return map[string]jobs.Handler{printJob: a.printPortfolio, auditJob: a.exportAudit, rosterJob: a.importRoster, reports.SubmissionJob: a.makeSubmission}
}

// Start makes the standings that an earlier release did not keep, and takes up
// the work that an earlier run left: jobs, notices, messages, and what every
// night counts.
func (a *App) Start(ctx context.Context) error {
	if err := a.evidence.Restand(ctx); err != nil {
		return err
	}
	if err := a.jobs.Start(ctx, 2); err != nil {
		return err
	}
	a.stopNight = inBackground(ctx, a.runNightly)
	a.stopIndex = inBackground(ctx, func(ctx context.Context) { a.search.Run(ctx, a.log) })
	a.stopMail = inBackground(ctx, func(ctx context.Context) {
		var working sync.WaitGroup
		working.Go(func() { a.sender.Run(ctx) })
		working.Go(func() { a.tellDue(ctx) })
		working.Wait()
	})
	return nil
}

// inBackground runs work until the function it returns is called, which waits
// for its end.
func inBackground(ctx context.Context, work func(context.Context)) (stop func()) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan struct{})
	go func() {
		defer close(done)
		work(ctx)
	}()
	return func() { cancel(); <-done }
}

// newSender returns what sends messages. In the demo it writes them, for its
// mailbox page, and sends none.
func (a *App) newSender() *notify.Sender {
	post := notify.Post{Base: a.cfg.BaseURL.String(), Keep: a.cfg.Demo}
	if a.cfg.SMTP != nil {
		post.Deliver = a.cfg.SMTP.Deliver
	}
	return notify.NewSender(a.db, a.log, post)
}

// Stop takes no more requests, finishes those in flight, then jobs and
// messages. It returns an error if something had to be cut off when ctx ended.
func (a *App) Stop(ctx context.Context) error {
	a.stopping.Store(true)
	err := a.fiber.ShutdownWithContext(ctx)
	if err != nil {
		err = fmt.Errorf("finish requests: %w", err)
	}
	if jobsErr := a.jobs.Stop(ctx); err == nil {
		err = jobsErr
	}
	a.stopMail()
	a.stopNight()
	a.stopIndex()
	return err
}
