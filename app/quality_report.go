package app

import (
	"bytes"
	"fmt"
	"io"
	"iter"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/fault"
	"touchstone/app/pages"
	"touchstone/app/sheet"
	"touchstone/app/words"
	"touchstone/evidence"
	"touchstone/reports"
)

// monthOf reads a month as addresses have it: 2026-11.
func monthOf(text string, otherwise time.Time) time.Time {
	if t, err := time.Parse("2006-01", text); err == nil {
		return t
	}
	return otherwise
}

// qualityMonths returns the months that the address asks for, in order: this one
// if it names none.
func (a *App) qualityMonths(c *fiber.Ctx) (first, last time.Time) {
	now := evidence.Month(a.db.Now())
	last = monthOf(c.Query("to"), now)
	first = monthOf(c.Query("from"), last)
	if first.After(last) {
		first, last = last, first
	}
	if earliest := last.AddDate(0, 1-evidence.MaxReportMonths, 0); first.Before(earliest) {
		first = earliest
	}
	return first, last
}

// monthsWords names months: "November 2026", "September 2026 to November 2026".
func monthsWords(first, last time.Time) string {
	if first.Equal(last) {
		return reports.MonthName(first)
	}
	return reports.MonthName(first) + " to " + reports.MonthName(last)
}

// showQualityReport shows what was sampled in some months.
func (a *App) showQualityReport(c *fiber.Ctx) error {
	first, last := a.qualityMonths(c)
	r, err := a.evidence.QualityReport(c.UserContext(), first, last)
	if err != nil {
		return err
	}
	asked := fmt.Sprintf("from=%s&to=%s", first.Format("2006-01"), last.Format("2006-01"))
	page := pages.QualityReport{Title: "Quality report, " + monthsWords(first, last), Tabs: a.qualityTabs(c, "/quality/report"), Lead: reports.QualityLead(&r), How: reports.HowDrawn,
		From: pages.Field{Name: "from", Label: "From", Value: first.Format("2006-01")}, To: pages.Field{Name: "to", Label: "To", Value: last.Format("2006-01")},
		PDF: "/quality/report/pdf?" + asked, CSV: "/quality/report/export?format=csv&" + asked, XLSX: "/quality/report/export?format=xlsx&" + asked}
	for month, n := evidence.Month(a.db.Now()), 0; n < evidence.MaxReportMonths; month, n = month.AddDate(0, -1, 0), n+1 {
		page.Months = append(page.Months, pages.Option{Value: month.Format("2006-01"), Label: reports.MonthName(month)})
	}
	page.Tables = []pages.QualityTable{
		{ID: "coaches", Title: "By coach", Head: "Coach", Rows: qualityRows(r.Coaches, true)},
		{ID: "kinds", Title: "By kind of evidence", Head: "Kind", Rows: qualityRows(r.Kinds, true)},
		{ID: "reasons", Title: "By reason for sampling", Head: "Reason", Rows: qualityRows(r.Reasons, false)},
	}
	for i := range r.Draws {
		d := &r.Draws[i]
		page.Draws = append(page.Draws, []string{reports.MonthName(d.Month), strconv.Itoa(d.Plan), strconv.Itoa(d.Decisions), strconv.Itoa(d.Sampled), reports.DrawWords(d)})
	}
	for i := range r.Plans {
		page.Plans = append(page.Plans, samplingVersion(&r.Plans[i]))
	}
	return a.show(c, http.StatusOK, page)
}

func qualityRows(list []evidence.QualityCount, made bool) (rows [][]string) {
	for i := range list {
		q := &list[i]
		decisions := strconv.Itoa(q.Decisions)
		if !made {
			decisions = "–"
		}
		rows = append(rows, []string{q.Name, decisions, strconv.Itoa(q.Sampled), strconv.Itoa(q.Agreed), strconv.Itoa(q.Open), strconv.Itoa(q.Closed), reports.DaysToClose(q), strconv.Itoa(q.Waiting)})
	}
	return rows
}

// sendQualityPDF sends the report as a PDF.
func (a *App) sendQualityPDF(c *fiber.Ctx) error {
	first, last := a.qualityMonths(c)
	r, err := a.evidence.QualityReport(c.UserContext(), first, last)
	if err != nil {
		return err
	}
	report := reports.Quality{Provider: a.cfg.Provider, Period: monthsWords(first, last), Report: r}
	var file bytes.Buffer
	if err := report.Write(&file); err != nil {
		return err
	}
	protectFile(c, false)
	return sendReport(c, "application/pdf", "Quality report "+report.Period+".pdf", file.Bytes())
}

// sendReport sends a file made from a report.
func sendReport(c *fiber.Ctx, kind, name string, file []byte) error {
	c.Set(fiber.HeaderContentType, kind)
	c.Set(fiber.HeaderContentDisposition, disposition(true, name))
	c.Set(fiber.HeaderCacheControl, "private, no-store")
	return c.Status(http.StatusOK).Send(file)
}

// exportQualityReport sends the report as a table: as CSV its counts, as a
// workbook also the draws, the plans and all decisions they were made from.
func (a *App) exportQualityReport(c *fiber.Ctx) error {
	name := c.Query("format", "csv")
	form, known := tableForms[name]
	if !known {
		return fault.New(fault.Invalid, "A report is exported as csv or xlsx, and the address asks for something else.")
	}
	first, last := a.qualityMonths(c)
	r, err := a.evidence.QualityReport(c.UserContext(), first, last)
	if err != nil {
		return err
	}
	var file bytes.Buffer
	if err := writeQuality(&file, name, &r); err != nil {
		return err
	}
	return sendReport(c, form.kind, fmt.Sprintf("quality-%s-%s.%s", first.Format("2006-01"), last.Format("2006-01"), name), file.Bytes())
}

func writeQuality(w io.Writer, form string, r *evidence.QualityReport) error {
	if form == "csv" {
		return sheet.CSV(w, countSheet(r))
	}
	return sheet.Workbook(w, sheet.Sheet{Name: "Counts", Rows: countSheet(r)}, sheet.Sheet{Name: "Draws", Rows: drawSheet(r)}, sheet.Sheet{Name: "Decisions", Rows: decisionSheet(r)})
}

// countSheet is the counts under each head.
func countSheet(r *evidence.QualityReport) iter.Seq[[]any] {
	rows := [][]any{{"By", "Name", "Decisions", "Sampled", "Agreed", "Actions open", "Actions closed", "Days to close", "To look at"}}
	for _, part := range []struct {
		by   string
		list []evidence.QualityCount
	}{{"All", []evidence.QualityCount{r.All}}, {"Coach", r.Coaches}, {"Kind", r.Kinds}, {"Reason", r.Reasons}} {
		for i := range part.list {
			q := &part.list[i]
			row := []any{part.by, q.Name, q.Decisions, q.Sampled, q.Agreed, q.Open, q.Closed, "", q.Waiting}
			if part.by == "Reason" {
				row[2] = ""
			}
			if days, some := q.Days(); some {
				row[7] = days
			}
			rows = append(rows, row)
		}
	}
	return slices.Values(rows)
}

// drawSheet is what was drawn, by which rules and seed.
func drawSheet(r *evidence.QualityReport) iter.Seq[[]any] {
	rows := [][]any{{"Month", "Plan", "Seed", "Rules", "Decisions", "Sampled", "Drawn again"}}
	for i := range r.Draws {
		d := &r.Draws[i]
		row := []any{d.Month.Format("2006-01"), d.Plan, "", "", d.Decisions, d.Sampled, reports.DrawWords(d)}
		for j := range r.Plans {
			if p := &r.Plans[j]; p.Version == d.Plan {
				row[2], row[3] = p.Seed, strings.Join(p.Rules(), "; ")
			}
		}
		rows = append(rows, row)
	}
	return slices.Values(rows)
}

// decisionSheet is every decision in the order made, with what the rules ask of
// it and what became of those that were drawn.
func decisionSheet(r *evidence.QualityReport) iter.Seq[[]any] {
	rows := [][]any{{"Decision", "Made at", "Coach", "Standard", "Kind", "Held at employer", "Coach’s first decision", "Sampled because", "State", "Plan"}}
	sampled := make(map[int64]*evidence.Sample, len(r.Samples))
	for i := range r.Samples {
		sampled[r.Samples[i].Decision] = &r.Samples[i]
	}
	for i := range r.Decisions {
		d := &r.Decisions[i]
		row := []any{d.Decision, d.At.UTC().Format(time.RFC3339Nano), int64(d.Coach), int64(d.Standard), d.Kind.Name(), yesOrNo(d.Held), words.Moment(d.Began), "", "", ""}
		if s := sampled[d.Decision]; s != nil {
			var why []string
			for _, w := range s.Why {
				why = append(why, w.Name())
			}
			row[7], row[8], row[9] = strings.Join(why, "; "), s.State.Name(), s.Plan
		}
		rows = append(rows, row)
	}
	return slices.Values(rows)
}

func yesOrNo(b bool) string {
	if b {
		return "Yes"
	}
	return "No"
}
