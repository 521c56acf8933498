package app

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/pages"
	"touchstone/app/words"
	"touchstone/evidence/assessment"
)

// coordinatorWaits returns what waits for a coordinator besides submissions to
// decide: results to release, and submissions that lack an assessor.
func (a *App) coordinatorWaits(c *fiber.Ctx, v *visit) (groups []pages.WaitGroup, err error) {
	for _, say := range []struct {
		find          func(context.Context, account.PersonID) ([]assessment.Due, error)
		one, many, do string
		page          string // of the submission, where it is done
		since         string
	}{
		{a.assessments.ToRelease, "result to release", "results to release", "Look at the first", "/judging", "confirmed on "},
		{a.assessments.Conflicted, "conflict of interest declared: invite somebody else", "conflicts of interest declared: invite somebody else", "Invite somebody else", "/assessors", "declared on "},
		{a.assessments.ToInvite, "accepted submission without an assessor", "accepted submissions without an assessor", "Invite an assessor", "/assessors", "accepted on "},
	} {
		found, err := say.find(c.UserContext(), v.person())
		if err != nil {
			return nil, err
		}
		if len(found) == 0 {
			continue
		}
		first := &found[0]
		g := pages.WaitGroup{What: words.Plural(len(found), say.one, say.many), Oldest: words.Capital(say.since) + words.ShortDay(first.Since, a.db.Now()) + ", " + first.Apprentice,
			Do: pages.Link{Text: say.do, Href: submissionPath(first.Submission, say.page)}}
		if len(found) > 1 {
			g.Oldest = "The first: " + say.since + words.ShortDay(first.Since, a.db.Now()) + ", " + first.Apprentice
			g.All = &pages.Link{Text: "All submissions", Href: "/submissions?state=accepted"}
		}
		groups = append(groups, g)
	}
	return groups, nil
}

// toDecide returns how many submissions wait for a coordinator. A number that
// cannot be had is left out: the page matters more.
func (a *App) toDecide(c *fiber.Ctx, v *visit) (n int) {
	if c.UserContext().Err() != nil {
		return 0
	}
	all, err := a.programme.Waits(c.UserContext(), v.person())
	if err != nil {
		a.log.Error("cannot count what is to be decided", "request", numberOf(c), "err", err)
	}
	for i := range all {
		if all[i].Role == account.Coordinator {
			n++
		}
	}
	return n
}
