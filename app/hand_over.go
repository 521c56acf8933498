package app

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/app/jobs"
	"touchstone/app/pages"
	"touchstone/app/words"
	"touchstone/evidence"
	"touchstone/reports"
)

// showHandOver shows what was handed over of a portfolio, and what would be
// frozen now.
func (a *App) showHandOver(c *fiber.Ctx) error {
	f, err := a.folio(c)
	if err != nil {
		return err
	}
	ctx := c.UserContext()
	facts, ready, err := a.evidence.Readiness(ctx, a.standards, f.id)
	if err != nil {
		return err
	}
	attempts, err := a.evidence.Attempts(ctx, f.id)
	if err != nil {
		return err
	}
	w := &f.plan.Words
	page := pages.HandOver{Back: pages.Link{Text: f.whose("portfolio"), Href: f.path("")}, Over: f.over(a.db), Action: f.path("/submissions"),
		Organisation: wordOr(f.enrolment.AssessmentName, "the "+wordOr(w.Organisation, "assessment organisation")), Next: fmt.Sprint(len(attempts) + 1),
		Readiness: pages.Link{Text: "Readiness", Href: f.path("/readiness")}}
	for i := range attempts {
		page.Attempts = append(page.Attempts, submissionRow(&attempts[i]))
	}
	may := a.visit(c).may(account.HandOver)
	switch wait := reports.MayHandOver(attempts); {
	case wait != nil:
		page.Why = fault.Of(wait).Message
	case !ready.Ready():
		page.Why = words.Plural(len(ready.Open()), "thing is", "things are") + " missing before this portfolio can be handed over."
		page.Missing = true
	default:
		page.May = may
		page.Ready = true
		page.Freezes = freezes(facts)
		if page.Becomes, err = a.becomes(c, f.enrolment.ID); err != nil {
			return err
		}
	}
	return a.show(c, http.StatusOK, page)
}

// freezes lists what would be frozen now.
func freezes(f *evidence.Facts) (all []pages.Fact) {
	files := 0
	var pieces []string
	for _, p := range f.Chosen() {
		pieces = append(pieces, fmt.Sprintf("%d. %s (version %d)", p.Number, p.Version.Title, p.Version.Number))
		files += len(p.Version.Files)
	}
	all = append(all, pages.Fact{Name: "Pieces of evidence", Value: strings.Join(pieces, "; ")},
		pages.Fact{Name: "Files", Value: fmt.Sprint(files)})
	for _, c := range f.Plan.Components()[1:] {
		all = append(all, pages.Fact{Name: c.Name, Value: "as recorded"})
	}
	return append(all, pages.Fact{Name: "Assessment plan", Value: strings.TrimSpace(f.Plan.Name + ", " + f.Plan.Version)})
}

// handOver freezes a portfolio. A second click leads to what the first made.
func (a *App) handOver(c *fiber.Ctx) error {
	v := a.visit(c)
	u, err := a.reportStores().HandOver(c.UserContext(), v.portfolio, v.person())
	if fault.Is(err, fault.Conflict) {
		attempts, readErr := a.evidence.Attempts(c.UserContext(), v.portfolio)
		if readErr != nil {
			return readErr
		}
		asked, _ := strconv.Atoi(c.FormValue("attempt"))
		if len(attempts) > 0 && attempts[0].Attempt == asked && attempts[0].By == v.person() {
			return goTo(c, "/submissions/%d", attempts[0].ID)
		}
	}
	if err != nil {
		return err
	}
	a.jobs.Wake()
	a.say(c, "Handed over. What was handed over no longer changes.")
	return goTo(c, "/submissions/%d", u.ID)
}

// makeSubmissionAgain puts the files of a submission that could not be made in
// the queue again.
func (a *App) makeSubmissionAgain(c *fiber.Ctx) error {
	v, ctx := a.visit(c), c.UserContext()
	err := a.db.Update(ctx, func(tx *db.Tx) error {
		u, err := evidence.SubmissionIn(ctx, tx, v.submission)
		if err != nil {
			return err
		}
		if err := evidence.MakeSubmissionAgain(ctx, tx, &u, v.person()); err != nil {
			return err
		}
		return reports.QueueSubmission(ctx, tx, u.ID, v.person())
	})
	if err != nil {
		return err
	}
	a.jobs.Wake()
	return goTo(c, "/submissions/%d", v.submission)
}

// makeSubmission does a job of kind reports.SubmissionJob. One that ends without
// the files leaves the reason with the submission.
func (a *App) makeSubmission(ctx context.Context, t *jobs.Task) (any, error) {
	var m reports.Making
	if err := t.Job.InputOf(&m); err != nil {
		return nil, err
	}
	var told time.Time
	made, err := a.reportStores().MakeSubmission(ctx, a.blobs, m.Submission, func(done, total int, what string) {
		if time.Since(told) < 200*time.Millisecond {
			return
		}
		told = time.Now()
		if err := t.Report(ctx, done, total, what); err != nil {
			a.log.Warn("progress not kept", "job", t.Job.ID, "err", err)
		}
	})
	if err == nil || ctx.Err() != nil || t.Again(err) {
		return made, err
	}
	why := fault.Of(err).Message
	failed := a.db.Update(ctx, func(tx *db.Tx) error {
		u, err := evidence.SubmissionIn(ctx, tx, m.Submission)
		if err != nil {
			return err
		}
		return evidence.FailSubmission(ctx, tx, &u, why)
	})
	if failed != nil {
		a.log.Error("cannot note why a submission failed", "submission", m.Submission, "err", failed)
	}
	return nil, err
}
