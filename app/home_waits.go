package app

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/notify"
	"touchstone/app/pages"
	"touchstone/app/programme"
	"touchstone/app/programme/roster"
	"touchstone/app/words"
)

// A waitWords says how a home page tells of one kind of wait.
type waitWords struct {
	kind      programme.WaitKind
	one, many string
	do        string // what to do with the first
	list      string // where all of them are; empty: nowhere together
}

// waitsOf is what may wait for people of a role, in the order they are told.
// Evidence is told from its own queue.
var waitsOf = map[account.Role][]waitWords{
	account.Coach: {
		{programme.WaitSignature, "progress review to sign", "progress reviews to sign", "Sign the first", "/progress"},
		{programme.WaitHours, "entry of off-the-job hours to agree", "entries of off-the-job hours to agree", "Agree the oldest", "/hours"},
		{programme.WaitSignOff, "portfolio to sign off", "portfolios to sign off", "Sign the first off", ""},
		{programme.WaitQuality, "action for internal quality assurance", "actions for internal quality assurance", "Answer the first", ""},
		{programme.WaitSubmission, "submission of which parts were rejected", "submissions of which parts were rejected", "See what is wrong", "/submissions"},
		{programme.WaitScan, "skills scan to validate", "skills scans to validate", "Validate the first", ""},
		{programme.WaitAction, "action to do", "actions to do", "See the first", "/actions"},
	},
	account.Coordinator: {
		{programme.WaitSubmission, "submission to decide", "submissions to decide", "Decide the oldest", "/submissions"},
	},
	account.Employer: {
		{programme.WaitSignature, "progress review to sign", "progress reviews to sign", "Sign the first", "/to-sign"},
		{programme.WaitHours, "entry of off-the-job hours to agree", "entries of off-the-job hours to agree", "Agree the oldest", "/to-sign"},
		{programme.WaitSignOff, "portfolio to sign off", "portfolios to sign off", "Sign the first off", "/to-sign"},
		{programme.WaitScan, "skills scan to validate", "skills scans to validate", "Validate the first", "/to-sign"},
		{programme.WaitRequest, "request to verify behaviours", "requests to verify behaviours", "Verify the first", "/to-sign"},
		{programme.WaitAction, "action to do", "actions to do", "See the first", "/actions"},
	},
	account.Apprentice: {
		{programme.WaitSignature, "progress review to sign", "progress reviews to sign", "Sign it", ""},
		{programme.WaitSignOff, "portfolio to sign off", "portfolios to sign off", "Sign it off", ""},
		{programme.WaitHours, "entry of off-the-job hours came back", "entries of off-the-job hours came back", "Put it right", ""},
		{programme.WaitScan, "skills scan to fill in", "skills scans to fill in", "Fill it in", ""},
		{programme.WaitAction, "action to do", "actions to do", "See the first", "/actions"},
	},
}

// waitGroups returns what waits for the visitor, by role and kind.
func (a *App) waitGroups(c *fiber.Ctx, v *visit) (groups []pages.WaitGroup, err error) {
	found, err := a.programme.Waits(c.UserContext(), v.person())
	if err != nil {
		return nil, err
	}
	for _, role := range account.Roles {
		for _, say := range waitsOf[role] {
			these := slices.DeleteFunc(slices.Clone(found), func(w programme.Wait) bool { return w.Role != role || w.Kind != say.kind })
			if len(these) == 0 {
				continue
			}
			g, err := a.waitGroup(c, &say, these)
			if err != nil {
				return nil, err
			}
			groups = append(groups, g)
		}
	}
	return groups, nil
}

// waitGroup tells of waits of one kind for one role, the oldest first.
func (a *App) waitGroup(c *fiber.Ctx, say *waitWords, these []programme.Wait) (g pages.WaitGroup, err error) {
	first, today := &these[0], db.Today(a.db.Now())
	g = pages.WaitGroup{What: words.Plural(len(these), say.one, say.many), Do: pages.Link{Text: say.do, Href: first.Path()}}
	late := 0
	for _, w := range these {
		if !w.DueOn.IsZero() && w.DueOn.Before(today) {
			late++
		}
	}
	if late > 0 {
		g.Late = fmt.Sprintf("%d overdue", late)
	}
	if first.DueOn.IsZero() {
		g.Oldest = "Since " + words.ShortDay(first.Since, a.db.Now())
	} else {
		g.Oldest = "Due on " + words.ShortDay(first.DueOn, a.db.Now())
	}
	if len(these) > 1 {
		g.Oldest = "The first: " + strings.ToLower(g.Oldest[:1]) + g.Oldest[1:]
	}
	if first.Role != account.Apprentice {
		e, err := a.programme.Enrolment(c.UserContext(), first.Enrolment)
		if err != nil {
			return g, err
		}
		g.Oldest += ", " + e.ApprenticeName
	}
	if say.list != "" && len(these) > 1 && a.answers(say.list) {
		g.All = &pages.Link{Text: fmt.Sprintf("All %d", len(these)), Href: say.list}
	}
	return g, nil
}

// adminWaits returns what waits for who runs the installation: tables handed in
// since the last that was stored, people who cannot join yet, and messages that
// were given up.
func (a *App) adminWaits(c *fiber.Ctx) (groups []pages.WaitGroup, err error) {
	recent, err := a.rosters.Recent(c.UserContext(), rostersListed)
	if err != nil {
		return nil, err
	}
	var tables []roster.Roster
	for i := 0; i < len(recent) && recent[i].ConfirmedAt.IsZero(); i++ {
		if recent[i].Writes() > 0 {
			tables = append(tables, recent[i])
		}
	}
	if len(tables) > 0 {
		g := pages.WaitGroup{What: words.Plural(len(tables), "table of people to store", "tables of people to store"),
			Oldest: tables[0].FileName + ", handed in on " + words.ShortDay(tables[0].MadeAt, a.db.Now()), Do: pages.Link{Text: "Look through it", Href: rosterHref(tables[0].ID)}}
		if len(tables) > 1 {
			g.Oldest = "The newest: " + g.Oldest
			g.All = &pages.Link{Text: fmt.Sprintf("All %d", len(tables)), Href: "/rosters"}
		}
		groups = append(groups, g)
	}
	_, uninvited, err := a.accounts.Uninvited(c.UserContext(), 1)
	if err != nil {
		return nil, err
	}
	if uninvited > 0 {
		groups = append(groups, pages.WaitGroup{What: words.Plural(uninvited, "person to invite", "people to invite"), Oldest: "They have not joined, and no invitation works",
			Do: pages.Link{Text: "Invite them", Href: "/people?state=" + string(account.NotJoined)}})
	}
	_, failed, err := notify.Outbox(c.UserContext(), a.db, notify.OutboxQuery{Stage: notify.Failed, Limit: 1})
	if err != nil {
		return nil, err
	}
	if failed > 0 {
		groups = append(groups, pages.WaitGroup{What: words.Plural(failed, "message could not be sent", "messages could not be sent"),
			Do: pages.Link{Text: "See why", Href: "/mail?stage=failed"}})
	}
	return groups, nil
}

// answers reports whether there is a page at a path without parameters.
func (a *App) answers(path string) bool {
	return slices.ContainsFunc(a.table, func(r route) bool { return r.method == get && r.path == path })
}

// reviewGroup tells a coach of the pieces that wait, the oldest first; nil for
// none.
func reviewGroup(rows []pages.ReviewRow, total int) *pages.WaitGroup {
	if total == 0 {
		return nil
	}
	g := &pages.WaitGroup{What: words.Plural(total, "piece of evidence to review", "pieces of evidence to review"),
		Oldest: "Since " + rows[0].Since + ", " + rows[0].Apprentice, Do: pages.Link{Text: "Review the oldest", Href: rows[0].Href}}
	if total > 1 {
		g.Oldest = "The oldest: " + strings.ToLower(g.Oldest[:1]) + g.Oldest[1:]
		g.All = &pages.Link{Text: fmt.Sprintf("All %d", total), Href: "/review"}
	}
	return g
}

// homeNamed is how many of those who need a coach today the home page names.
const homeNamed = 5

// needed tells a coach who of theirs needs them today; nil for a coach without
// apprentices.
func (a *App) needed(c *fiber.Ctx, v *visit) (*pages.HomeCaseload, error) {
	found, n, err := a.programme.Cases(c.UserContext(), programme.CaseQuery{Coach: v.person(), Needs: programme.NeedsAct, Limit: homeNamed})
	if err != nil || n.All() == 0 {
		return nil, err
	}
	today := db.Today(a.db.Now())
	h := &pages.HomeCaseload{Act: n.Act, Watch: n.Watch, All: n.All()}
	for i := range found {
		row := pages.HomeCase{Link: pages.Link{Text: found[i].ApprenticeName, Href: fmt.Sprintf("/portfolios/%d", found[i].Enrolment)}}
		if reasons := found[i].Reasons(today); len(reasons) > 0 {
			row.Why = reasons[0].Text
		}
		h.Rows = append(h.Rows, row)
	}
	return h, nil
}
