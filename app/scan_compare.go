package app

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/pages"
	"touchstone/app/programme"
	"touchstone/app/words"
)

// showScanComparison compares two scans: those the address names, or the start
// and the newest.
func (a *App) showScanComparison(c *fiber.Ctx) error {
	f, err := a.folio(c)
	if err != nil {
		return err
	}
	all, err := a.programme.Scans(c.UserContext(), f.id)
	if err != nil {
		return err
	}
	page := pages.GrowthPage{Back: pages.Link{Text: f.whose("skills scans"), Href: f.path("/scans")}, Over: f.over(a.db), Title: "Two scans compared", Action: f.path("/scans/compare")}
	from, to := startAndNow(all)
	from, to = askedScan(c, "from", all, from), askedScan(c, "to", all, to)
	for i := range all {
		if s := &all[i]; s.State != programme.ScanDraft {
			page.Scans = append(page.Scans, pages.Option{Value: idText(s.ID), Label: f.scanDay(s)})
		}
	}
	page.From, page.To = pages.Field{Name: "from", Label: "Then"}, pages.Field{Name: "to", Label: "Now"}
	if from != nil && to != nil {
		page.From.Value, page.To.Value = idText(from.ID), idText(to.ID)
		page.Growth, page.Groups = f.growth(from, to), growthLines(from, to)
		if from.Scale.ID != to.Scale.ID {
			page.Note = fmt.Sprintf("The two were scored by different scales (%s, %s), so they are compared by where on its scale each score is.", from.Scale.Name, to.Scale.Name)
		}
	}
	return a.show(c, http.StatusOK, page)
}

// askedScan returns the submitted scan that the address names, or instead.
func askedScan(c *fiber.Ctx, name string, all []programme.Scan, instead *programme.Scan) *programme.Scan {
	id, err := strconv.ParseInt(c.Query(name), 10, 64)
	if err != nil {
		return instead
	}
	for i := range all {
		if all[i].ID == programme.ScanID(id) && all[i].State != programme.ScanDraft {
			return &all[i]
		}
	}
	return instead
}

// growth draws how scores went from one scan to another.
func (f *folio) growth(from, to *programme.Scan) *pages.Growth {
	g := &pages.Growth{From: "Then: " + f.scanDay(from), To: "Now: " + f.scanDay(to)}
	better, same, worse := 0, 0, 0
	for i, group := range programme.CompareScans(from, to) {
		better, same, worse = better+group.Better, same+group.Same, worse+group.Worse
		d := pages.Dumbbells{ID: fmt.Sprintf("growth-%d", i), Title: group.Type, Steps: len(to.Scale.Points),
			Says: group.Type + ": " + upDown(group.Better, group.Same, group.Worse),
			Low:  to.Scale.Points[0].Label, High: to.Scale.Points[len(to.Scale.Points)-1].Label}
		for _, ch := range group.Changes {
			d.Rows = append(d.Rows, pages.Dumbbell{Code: ch.Statement.Code, Name: ch.Statement.Title, From: place(from, ch.From), To: place(to, ch.To)})
		}
		g.Groups = append(g.Groups, d)
	}
	who := firstName(f.enrolment.ApprenticeName) + "’s"
	if f.own {
		who = "your"
	}
	g.Lead = "By " + who + " own scores, " + upDown(better, same, worse)
	return g
}

func place(s *programme.Scan, point int) float64 {
	if point == 0 {
		return -1
	}
	return s.Scale.At(point)
}

// upDown is the finding of a comparison: "18 of 22 went up, 3 stayed, 1 went down."
func upDown(better, same, worse int) string {
	text := fmt.Sprintf("%d of %s went up, %d stayed", better, words.Plural(better+same+worse, "statement", "statements"), same)
	if worse > 0 {
		text += fmt.Sprintf(", %d went down", worse)
	}
	return text + "."
}

func growthLines(from, to *programme.Scan) (groups []pages.GrowthLines) {
	for _, g := range programme.CompareScans(from, to) {
		lines := pages.GrowthLines{Name: g.Type}
		for _, ch := range g.Changes {
			lines.Rows = append(lines.Rows, growthRow(from, to, ch))
		}
		groups = append(groups, lines)
	}
	return groups
}

func growthRow(from, to *programme.Scan, ch programme.ScanChange) pages.GrowthRow {
	r := pages.GrowthRow{Chip: pages.Chip{Code: ch.Statement.Code}, Name: ch.Statement.Title, From: "Not in it", To: "Not in it"}
	if ch.From > 0 {
		r.From = stepWords(&from.Scale, ch.From)
	}
	if ch.To > 0 {
		r.To = stepWords(&to.Scale, ch.To)
	}
	switch was, is := place(from, ch.From), place(to, ch.To); {
	case was < 0 || is < 0:
		r.State, r.Change = pages.None, "Only in one"
	case is > was:
		r.State, r.Change = pages.OnTrack, "Up"
	case is < was:
		r.State, r.Change = pages.Watch, "Down"
	default:
		r.State, r.Change = pages.None, "The same"
	}
	return r
}
