package app

import (
	"fmt"
	"math"
	"net/http"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/db"
	"touchstone/app/growth"
	"touchstone/app/pages"
	"touchstone/app/words"
	"touchstone/evidence"
	"touchstone/ksb"
)

// showSelfAuditResult shows a person their finished self-audit, with what
// managers said beside it.
func (a *App) showSelfAuditResult(c *fiber.Ctx, one *growth.Audit) error {
	views, err := a.growth.Views(c.UserContext(), one.Person, one.ID)
	if err != nil {
		return err
	}
	all, err := a.growth.Audits(c.UserContext(), one.Person)
	if err != nil {
		return err
	}
	page := resultPage(one, "You", func(it growth.Item) string { return a.pieceHref(c, it, evidence.Own) })
	page.Back = pages.Link{Text: "Your self-audits", Href: "/growth/audits"}
	page.Title = "You against the " + gradeName(one) + " grade"
	page.Do = &pages.Link{Text: "Plan your next steps", Href: "/growth/plan"}
	goals, err := a.growth.Goals(c.UserContext(), one.Person)
	if err != nil {
		return err
	}
	for i, s := range one.FocusAreas() {
		page.Focus[i].Do = &pages.Link{Text: "Make it an action", Href: fmt.Sprintf("/growth/plan/new?audit=%d&element=%s", one.ID, s.Key)}
		if g := growth.OpenFor(s.Key, one.Framework.ID, goals); g != nil {
			page.Focus[i].Do = &pages.Link{Text: "Open its goal, for " + words.Day(g.DueOn), Href: goalPath(g.ID)}
		}
	}
	if len(seriesOf(all, one)) > 1 {
		page.Compare = &pages.Link{Text: "Compare it with another of your self-audits", Href: fmt.Sprintf("/growth/audits/compare?to=%d", one.ID)}
	}
	for i := range views {
		page.Views = append(page.Views, viewPart(one, &views[i], "You"))
	}
	support, err := a.ownSupport(c, one.Framework)
	if err != nil {
		return err
	}
	showSupport(&page, one, support)
	return a.show(c, http.StatusOK, page)
}

// pieceHref returns where a piece beside a rating is opened, empty for one that
// the reader cannot open: a draft, or one that was thrown away since.
func (a *App) pieceHref(c *fiber.Ctx, it growth.Item, sight evidence.Sight) string {
	_, open, err := a.evidence.Named(c.UserContext(), evidence.PortfolioID(it.Portfolio), evidence.ItemID(it.ID), sight)
	if err != nil || !open {
		return ""
	}
	return fmt.Sprintf("/portfolios/%d/evidence/%d", it.Portfolio, it.ID)
}

// resultPage fills in what everybody sees of a finished self-audit. Who is "You"
// to its person, else their first name; open returns where a piece of evidence
// is opened, empty for one that the reader cannot open.
func resultPage(one *growth.Audit, who string, open func(growth.Item) string) pages.SelfAuditResult {
	standings, scale := one.Standings(), &one.Framework.Scale
	page := pages.SelfAuditResult{Over: overAudit(one), FocusIs: growth.FocusRule, Digest: one.Digest,
		Standard: one.Framework.Title + ", version " + one.Framework.Version + ", of the " + one.Framework.Body + ": " + one.Framework.Source.Name + ".",
		Aim:      scaleWords(scale)}
	meeting, rated := one.Meeting()
	verb := map[bool]string{true: " meet or pass ", false: " meets or passes "}[who == "You"]
	page.Lead = fmt.Sprintf("%s%s%s rated elements and specialisms.", who, verb, ofAll(meeting, rated))
	page.Rest = focusWords(len(one.FocusAreas()), one)
	for _, s := range one.FocusAreas() {
		page.Focus = append(page.Focus, standingNote(s))
	}
	page.NoFocus = "Nothing that is rated is below the grade."
	for _, s := range one.Strengths() {
		page.Strong = append(page.Strong, standingNote(s))
	}
	page.Radar = radarOf(one, "radar", pages.RadarShape{Name: who, Values: spokes(standings)})
	page.Radar.Says = fmt.Sprintf("%s from 1 to %d, beside the line at %d that meets the %s grade. %s The tables below have every figure.",
		words.Plural(len(page.Radar.Codes), "element", "elements"), len(scale.Points), scale.Meets, gradeName(one), page.Lead)
	if next, d := one.ToNext(); next != nil {
		page.Next = &pages.NextGrade{Name: next.Name, Summary: next.Summary, Says: words.Capital(d.Words()) + "."}
		if !one.Ahead {
			page.Next.Says = fmt.Sprintf("%s of it looked at: this self-audit did not look ahead.", words.Capital(noneOf(d.Of)))
		}
	}
	page.Groups = standingGroups(one, standings)
	if rated, of := one.Progress(); rated < of {
		page.Unrated = fmt.Sprintf("%d of %s %s not rated; averages are over the rest.", of-rated, words.Plural(of, "sentence", "sentences"), plural(of-rated, "is", "are"))
	}
	page.Said = saidSteps(one, open)
	return page
}

func noneOf(n int) string {
	if n == 0 {
		return "nothing"
	}
	return "none of the " + words.Plural(n, "sentence", "sentences")
}

// focusWords says how much there is to work on.
func focusWords(n int, one *growth.Audit) string {
	switch n {
	case 0:
		return "None is below the grade."
	case 1:
		return "One is below the " + gradeName(one) + " grade."
	}
	return fmt.Sprintf("%s are below the %s grade.", pages.Count(n), gradeName(one))
}

// scaleWords say how to read averages.
func scaleWords(scale *ksb.Rating) string {
	return fmt.Sprintf("Averages are on the scale from %s to %s. An average from %d meets the grade; one from %d is a strength.",
		pointWords(scale, 1), pointWords(scale, len(scale.Points)), scale.Meets, scale.Strong)
}

func standingNote(s growth.Standing) pages.StandingNote {
	return pages.StandingNote{Name: codeAndName(s.Code, s.Name), Says: fmt.Sprintf("%s on average, %s met", mean(s.Mean), ofAll(s.Met, s.Of))}
}

// mean is an average with one decimal, such as "2.3".
func mean(m float64) string {
	if m == 0 {
		return "–"
	}
	return fmt.Sprintf("%.1f", m)
}

// radarOf draws the elements of a framework; specialisms are in the tables
// alone.
func radarOf(one *growth.Audit, id string, shapes ...pages.RadarShape) pages.Radar {
	scale := &one.Framework.Scale
	r := pages.Radar{ID: id, Steps: len(scale.Points), Aim: float64(scale.Meets), AimIs: "Meets the grade", Shapes: shapes}
	for _, s := range one.Steps() {
		if s.Area != "" {
			r.Codes = append(r.Codes, s.Code)
		}
	}
	return r
}

// spokes are the averages of the elements, in their order.
func spokes(standings []growth.Standing) (values []float64) {
	for _, s := range standings {
		if s.Area != "" {
			values = append(values, s.Mean)
		}
	}
	return values
}

// standingGroups are the rows of the tables, area by area.
func standingGroups(one *growth.Audit, standings []growth.Standing) (groups []pages.StandingRows) {
	for i := range standings {
		s := &standings[i]
		if i == 0 || standings[i-1].Area != s.Area {
			groups = append(groups, pages.StandingRows{ID: fmt.Sprintf("area-%d", len(groups)), Name: areaName(one.Framework, s.Area)})
		}
		row := pages.StandingRow{Chip: pages.Chip{Code: s.Code}, Name: s.Name, Mean: mean(s.Mean), Met: ofAll(s.Met, s.Of), Next: s.Next.Words()}
		row.State, row.Words = bandWords(s.Band)
		last := &groups[len(groups)-1]
		last.Rows = append(last.Rows, row)
	}
	return groups
}

// bandWords is a band as a mark and in words.
func bandWords(b growth.Band) (pages.State, string) {
	switch b {
	case growth.Strength:
		return pages.Accepted, "Strength"
	case growth.Meets:
		return pages.OnTrack, "Meets it"
	case growth.Focus:
		return pages.Watch, "To work on"
	}
	return pages.None, "Not rated"
}

// saidSteps are all ratings, element by element.
func saidSteps(one *growth.Audit, open func(growth.Item) string) (out []pages.SaidStep) {
	next := one.Framework.NextGrade(one.Grade)
	standings := one.Standings()
	for i, s := range one.Steps() {
		step := pages.SaidStep{Name: stepName(&s), Fact: ofAll(standings[i].Met, standings[i].Of) + " met"}
		for _, q := range s.Asked {
			step.Lines = append(step.Lines, saidRating(one, q, "", open))
		}
		for _, q := range s.Next {
			if one.Ahead {
				step.Lines = append(step.Lines, saidRating(one, q, next.Name, open))
			}
		}
		out = append(out, step)
	}
	return out
}

func saidRating(one *growth.Audit, q growth.Asked, ahead string, open func(growth.Item) string) pages.SaidRating {
	r := one.Ratings[q.Key]
	line := pages.SaidRating{Text: q.Text, Point: pointWords(&one.Framework.Scale, r.Point), Ahead: ahead, Example: r.Example}
	for _, it := range r.Items {
		line.Items = append(line.Items, pages.Link{Text: itemName(it), Href: open(it)})
	}
	return line
}

// viewPart sets a manager's view beside a self-audit. Own is what the person is
// called: "You", or a first name.
func viewPart(one *growth.Audit, v *growth.View, own string) pages.ViewPart {
	theirs := firstName(v.ByName)
	id := fmt.Sprintf("view-%d", v.ID)
	p := pages.ViewPart{ID: id, Who: v.ByName + ", " + v.Role.Name() + ",", When: "Not finished yet", Own: own, Theirs: theirs, Comment: v.Comment}
	if v.Finished() {
		p.When = words.Day(db.Today(v.FinishedAt))
	}
	p.Radar = radarOf(one, id+"-radar", pages.RadarShape{Name: own, Values: spokes(one.Standings())}, pages.RadarShape{Name: theirs, Values: spokes(v.Standings(one)), Second: true})
	higher, lower, same, alone := 0, 0, 0, 0
	for _, g := range v.Agreements(one) {
		row := agreementRow(g)
		switch {
		case g.Both == 0:
			alone++
			continue
		case g.Differs() > 0:
			higher++
		case g.Differs() < 0:
			lower++
		default:
			same++
		}
		p.Rows = append(p.Rows, row)
	}
	p.Lead = agreementWords(theirs, own, higher, lower, same)
	if alone > 0 {
		p.Rest = words.Capital(words.Plural(alone, "element is", "elements are")) + " left out: not rated by both."
	}
	who := own
	if own == "You" {
		who = "you"
	}
	p.Radar.Says = fmt.Sprintf("Elements as %s and %s rate them. %s The table beside it has every figure.", who, theirs, p.Lead)
	for _, s := range one.Steps() {
		for _, q := range append(s.Asked[:len(s.Asked):len(s.Asked)], s.Next...) {
			if note := v.Ratings[q.Key].Note; note != "" {
				p.Notes = append(p.Notes, pages.Fact{Name: codeAndName(s.Code, q.Text), Value: note})
			}
		}
	}
	return p
}

func agreementRow(g growth.Agreement) pages.AgreementRow {
	row := pages.AgreementRow{Chip: pages.Chip{Code: g.Code}, Name: g.Name, Own: mean(g.Own), Theirs: mean(g.Theirs)}
	switch d := g.Differs(); {
	case math.Abs(d) >= .05:
		row.State, row.Differs = pages.Watch, fmt.Sprintf("%.1f %s", math.Abs(d), map[bool]string{true: "higher", false: "lower"}[d > 0])
	case g.Apart > 0:
		row.State, row.Differs = pages.OnTrack, fmt.Sprintf("The same on average; %s apart", words.Plural(g.Apart, "sentence is", "sentences are"))
	default:
		row.State, row.Differs = pages.Accepted, "Agree"
	}
	return row
}

// agreementWords is the finding of two views side by side.
func agreementWords(theirs, own string, higher, lower, same int) string {
	all := higher + lower + same
	than := own
	if own == "You" {
		than = "you do"
	} else {
		than += " does"
	}
	if all == 0 {
		return "There is nothing yet that both rated."
	}
	if same == all {
		return fmt.Sprintf("You both see %s alike.", words.Plural(all, "element", "elements"))
	}
	return fmt.Sprintf("Of %s that both rated, %s rates %d higher than %s, %d lower and %d alike.", words.Plural(all, "element", "elements"), theirs, higher, than, lower, same)
}
