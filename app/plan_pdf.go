package app

import (
	"bytes"
	"cmp"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/growth"
	"touchstone/app/pages"
	"touchstone/app/programme"
	"touchstone/app/words"
	"touchstone/reports"
)

// sendPlanPDF sends a person's development plan as a PDF for a one-to-one.
func (a *App) sendPlanPDF(c *fiber.Ctx) error {
	p, err := a.developmentReport(c, &a.visit(c).session.Person)
	if err != nil {
		return err
	}
	var file bytes.Buffer
	if err := p.Write(&file); err != nil {
		return err
	}
	protectFile(c, false)
	c.Set(fiber.HeaderContentType, "application/pdf")
	c.Set(fiber.HeaderContentDisposition, disposition(true, "Development plan "+p.Person+" "+dayText(p.Day)+".pdf"))
	c.Set(fiber.HeaderCacheControl, "private, no-cache")
	return c.Send(file.Bytes())
}

// developmentReport gathers a person's plan as its PDF says it: the newest
// self-audit, open goals and those that ended within twelve months, and the CPD
// of those months.
func (a *App) developmentReport(c *fiber.Ctx, person *account.Person) (*reports.Development, error) {
	ctx, day := c.UserContext(), today(a.db)
	out := &reports.Development{Provider: a.cfg.Provider, Person: person.Name, Day: day}
	see := func(at time.Time) {
		if at.After(out.At) {
			out.At = at
		}
	}
	latest, found, err := a.growth.LatestFinished(ctx, person.ID)
	if err != nil {
		return nil, err
	}
	if found {
		see(latest.FinishedAt)
		out.Rests = auditDay(&latest) + ", at the " + gradeName(&latest) + " grade of " + latest.Framework.Title + ", version " + latest.Framework.Version
		meeting, rated := latest.Meeting()
		out.Says = "It meets or passes " + ofAll(meeting, rated) + " rated elements and specialisms."
		for _, s := range latest.Strengths() {
			out.Strengths = append(out.Strengths, noteRow(standingNote(s)))
		}
		for _, s := range latest.FocusAreas() {
			out.Focus = append(out.Focus, noteRow(standingNote(s)))
		}
	}
	goals, err := a.growth.Goals(ctx, person.ID)
	if err != nil {
		return nil, err
	}
	recent := lastYear(day)
	for i := range goals {
		if g := &goals[i]; g.State == programme.ActionOpen || recent(db.Today(g.EndedAt)) {
			see(g.SavedAt)
			see(g.EndedAt)
			out.Goals = append(out.Goals, a.goalReport(g))
		}
	}
	log, err := a.growth.Entries(ctx, person.ID)
	if err != nil {
		return nil, err
	}
	log = within(log, recent)
	for i := range log {
		e := &log[i]
		see(e.SavedAt)
		out.Log = append(out.Log, reports.DevelopmentEntry{Day: words.Day(e.DoneOn), Time: programme.MinutesText(e.Minutes), Title: e.Title, Kind: e.Kind.Name(), Learned: e.Learned, Applied: e.Applied,
			About: strings.Join(labels(e.Named), "\n")})
	}
	out.LogSum = cmp.Or(countEntries(log), "Nothing is logged") + " in the twelve months to " + words.Day(day)
	see(day)
	return out, nil
}

// countEntries says how many entries there are and how long they took; empty for
// none.
func countEntries(log []growth.Entry) string {
	if len(log) == 0 {
		return ""
	}
	return words.Plural(len(log), "entry", "entries") + ", " + programme.MinutesText(growth.Total(log).Minutes) + ","
}

func noteRow(n pages.StandingNote) [2]string { return [2]string{n.Name, n.Says} }

func (a *App) goalReport(g *growth.Goal) reports.DevelopmentGoal {
	state, said := a.goalState(g)
	if said == "" {
		said = string(state)
	}
	if g.State == programme.ActionDone {
		said = "Done " + words.Day(g.DoneOn)
	}
	return reports.DevelopmentGoal{For: g.Named.Label(), Activity: g.Activity, Success: g.Success, Support: g.Support, Due: words.Day(g.DueOn), State: said, Outcome: g.Outcome}
}
