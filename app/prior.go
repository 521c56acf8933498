package app

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/pages"
	"touchstone/app/programme"
	"touchstone/app/words"
)

// prior shows what a submitted scan proposes for prior learning and what was
// decided by it; nil where there is neither.
func (a *App) prior(c *fiber.Ctx, f *folio, s *programme.Scan, in *form) (*pages.Prior, error) {
	proposal, decided, err := a.programme.PriorOf(c.UserContext(), s)
	if err != nil || s.Occasion != programme.ScanStart && len(decided) == 0 {
		return nil, err
	}
	p := &pages.Prior{Rule: proposal.Rule, Working: priorWorking(&proposal)}
	for _, d := range decided {
		p.Decided = append(p.Decided, pages.PriorRow{Hours: hoursWords(d.Minutes), Proposed: hoursWords(d.Proposal.Minutes), Reason: d.Reason, By: d.ByName, At: words.Moment(d.At)})
	}
	switch may := a.visit(c).may(account.DecidePrior); {
	case !s.Voices[account.Coach].Signed():
		p.Wait = "The coach decides as soon as the coach has signed the scan: what the coach scores counts too."
	case may:
		p.Action, p.Asked = f.path("/scans/%d/prior", s.ID), strconv.Itoa(proposal.Minutes)
		p.Hours = in.field("hours", "Hours to take off", "As the scan proposes, or what you decide instead.")
		if in.typed == nil {
			p.Hours.Value = hoursTyped(proposal.Minutes)
		}
		p.Hours.Short, p.Reason = true, in.field("reason", "Why?", "Asked for where you decide otherwise than the scan proposes.")
		p.Hours.Attrs = map[string]any{"inputmode": "decimal"}
		p.Reason.Rows, p.Reason.Optional = 3, true
	}
	return p, nil
}

func priorWorking(p *programme.PriorProposal) []pages.Fact {
	facts := []pages.Fact{{Name: "Met already", Value: fmt.Sprintf("%d of %s, at “%s” or above", len(p.Met), words.Plural(p.Statements, "statement", "statements"), p.Step)}}
	if p.Published == 0 {
		return append(facts, pages.Fact{Name: "Published hours", Value: "Not known for this standard, so nothing can be proposed. You can decide all the same."})
	}
	return append(facts,
		pages.Fact{Name: "Published hours", Value: hoursWords(p.Published)},
		pages.Fact{Name: "Working", Value: fmt.Sprintf("%d ÷ %d × %s = %s", len(p.Met), p.Statements, hoursWords(p.Published), hoursWords(p.Exact))},
		pages.Fact{Name: "Proposed", Value: hoursWords(p.Minutes)})
}

// hoursWords writes minutes as hours: "12 h", "12 h 30 min".
func hoursWords(minutes int) string {
	if minutes%60 == 0 {
		return fmt.Sprintf("%d h", minutes/60)
	}
	return fmt.Sprintf("%d h %d min", minutes/60, minutes%60)
}

// hoursTyped writes minutes as a field has them: "12", "12.5".
func hoursTyped(minutes int) string {
	return strconv.FormatFloat(math.Round(float64(minutes)/60*100)/100, 'f', -1, 64)
}

// readHours reads hours as they are typed: "12", "12.5", "12,5".
func readHours(in *form, name string) (minutes int) {
	hours, err := strconv.ParseFloat(strings.ReplaceAll(in.text(name), ",", "."), 64)
	if err != nil || math.IsNaN(hours) || hours < 0 || hours > 10_000 {
		in.wrong.Add(name, "Enter hours, such as 40 or 12.5.")
		return 0
	}
	return int(math.Round(hours * 60))
}

// decidePrior keeps what the coach decides of prior learning.
func (a *App) decidePrior(c *fiber.Ctx) error {
	s, err := a.scanOf(c)
	if err != nil {
		return err
	}
	in := readForm(c, "hours", "reason", "proposed")
	minutes := readHours(in, "hours")
	proposed, _ := strconv.Atoi(in.text("proposed"))
	if err = in.wrong.Err(); err == nil {
		err = a.programme.DecidePrior(c.UserContext(), a.visit(c).person(), s.Enrolment, s.ID, proposed, minutes, in.text("reason"))
	}
	if in.refused(err) || in.putOff(err) {
		_, status := classify(err)
		return a.showScanPage(c, status, in)
	}
	if err != nil {
		return err
	}
	a.say(c, "Decided: "+hoursWords(minutes)+" are taken off.")
	return goTo(c, "/portfolios/%d/scans/%d#prior", s.Enrolment, s.ID)
}
