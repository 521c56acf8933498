package app

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/growth"
	"touchstone/app/pages"
	"touchstone/app/words"
)

// showSelfAuditComparison compares two finished self-audits by the same
// professional standards: those the address names, or the newest and the one
// before it.
func (a *App) showSelfAuditComparison(c *fiber.Ctx) error {
	all, err := a.growth.Audits(c.UserContext(), a.visit(c).person())
	if err != nil {
		return err
	}
	series := seriesOf(all, askedAudit(c, "to", all, nil))
	page := pages.SelfAuditComparison{From: pages.Field{Name: "from", Label: "Then"}, To: pages.Field{Name: "to", Label: "Now"}}
	if len(series) < 2 {
		return a.show(c, http.StatusOK, page)
	}
	last := len(series) - 1
	to := askedAudit(c, "to", series, &series[last])
	before := &series[0]
	for i := range series {
		if series[i].ID == to.ID && i > 0 {
			before = &series[i-1]
		}
	}
	from := askedAudit(c, "from", series, before)
	if to.FinishedAt.Before(from.FinishedAt) {
		from, to = to, from
	}
	for i := last; i >= 0; i-- {
		page.Audits = append(page.Audits, pages.Option{Value: idText(series[i].ID), Label: words.Moment(series[i].FinishedAt) + ", " + gradeName(&series[i])})
	}
	page.From.Value, page.To.Value = idText(from.ID), idText(to.ID)
	compared(&page, from, to)
	if len(series) > 2 {
		page.Progress = progressFigure(series)
	}
	return a.show(c, http.StatusOK, page)
}

// askedAudit returns the finished self-audit that the address names, or instead.
func askedAudit(c *fiber.Ctx, name string, all []growth.Audit, instead *growth.Audit) *growth.Audit {
	id, err := strconv.ParseInt(c.Query(name), 10, 64)
	if err != nil {
		return instead
	}
	for i := range all {
		if all[i].ID == growth.AuditID(id) && all[i].State == growth.AuditFinished {
			return &all[i]
		}
	}
	return instead
}

// compared lays two self-audits beside each other.
func compared(page *pages.SelfAuditComparison, from, to *growth.Audit) {
	page.Then, page.Now = auditDay(from), auditDay(to)
	if page.Then == page.Now {
		page.Then, page.Now = words.Moment(from.FinishedAt), words.Moment(to.FinishedAt)
	}
	lines := growth.Compare([]growth.Audit{*from, *to})
	var then, now []float64
	steps := len(to.Framework.Scale.Points)
	radar := radarOf(to, "compare")
	counts := map[growth.Direction]int{}
	for i := range lines {
		l := &lines[i]
		if i == 0 || lines[i-1].Area != l.Area {
			page.Groups = append(page.Groups, pages.MovedRows{ID: fmt.Sprintf("area-%d", len(page.Groups)), Name: areaName(to.Framework, l.Area)})
		}
		counts[l.Went()]++
		group := &page.Groups[len(page.Groups)-1]
		group.Rows = append(group.Rows, changeRow(l))
		if l.Area != "" && len(then) < len(radar.Codes) {
			then, now = append(then, onScale(l.In[0], steps)), append(now, onScale(l.In[1], steps))
		}
	}
	page.Lead = fmt.Sprintf("Of %s, %d went up, %d stayed, %d went down.", words.Plural(len(lines)-counts[growth.OnlyOne], "element and specialism", "elements and specialisms"), counts[growth.Up], counts[growth.Same], counts[growth.Down])
	if n := counts[growth.OnlyOne]; n > 0 {
		page.Lead += fmt.Sprintf(" %d cannot be compared: rated in one of the two alone, or in neither.", n)
	}
	if from.Grade != to.Grade {
		page.Notes = append(page.Notes, fmt.Sprintf("The first is for the %s grade, the second for %s. The higher grade asks for more, so the same step stands for more there.", gradeName(from), gradeName(to)))
	}
	if len(from.Framework.Scale.Points) != steps {
		page.Notes = append(page.Notes, "The two were rated on different scales, so they are compared by where on its scale each average is.")
	}
	if from.Framework.Version != to.Framework.Version {
		page.Notes = append(page.Notes, fmt.Sprintf("They go by different versions of the professional standards, %s and %s. Each has the wording of its day.", from.Framework.Version, to.Framework.Version))
	}
	radar.Shapes = []pages.RadarShape{{Name: "Now: " + page.Now, Values: now}, {Name: "Then: " + page.Then, Values: then, Second: true}}
	radar.Says = "Two self-audits, element by element. " + page.Lead + " The tables below have every figure."
	page.Radar = &radar
}

// onScale returns a place on a scale of so many steps, 0 for what is not rated.
func onScale(in growth.In, steps int) float64 {
	if !in.There {
		return 0
	}
	return 1 + in.Place*float64(steps-1)
}

func changeRow(l *growth.Compared) pages.MovedRow {
	row := pages.MovedRow{Chip: pages.Chip{Code: l.Code}, Name: l.Name, Then: mean(l.In[0].Mean), Now: mean(l.In[1].Mean)}
	switch l.Went() {
	case growth.Up:
		row.State, row.Change = pages.OnTrack, "Up"
	case growth.Down:
		row.State, row.Change = pages.Watch, "Down"
	case growth.Same:
		row.State, row.Change = pages.None, "The same"
	default:
		row.State, row.Change = pages.None, "Not in both"
	}
	return row
}
