package reports

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"touchstone/app/words"
	"touchstone/evidence"
	"touchstone/ksb"
	"touchstone/reports/pdf"
)

// A Quality is the PDF of a report of internal quality assurance.
type Quality struct {
	Provider string
	Period   string // "November 2026", "September to November 2026"
	Report   evidence.QualityReport
}

// Write writes the report as a PDF. The same report gives the same bytes. An
// error is of w.
func (q *Quality) Write(w io.Writer) error {
	out := pdf.NewWriter(w)
	s := &qualitySetter{newSetter(&Portfolio{Provider: q.Provider, Apprentice: "Internal quality assurance", Standard: ksb.Standard{Reference: q.Period}}), q}
	drawn, err := pdf.Draw(s.draw)
	if err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	info := pdf.Info{Title: "Internal quality assurance: " + q.Period, Author: q.Provider, Subject: q.Period, Made: q.Report.At}
	_, _, err = out.Finish(drawn, info, nil, func(parts []pdf.Part) ([]byte, error) { return q.manifest(drawn, parts) })
	if err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}

// manifest is the inner manifest, by which the program can check the file.
func (q *Quality) manifest(drawn *pdf.Drawing, parts []pdf.Part) ([]byte, error) {
	m := Manifest{Format: manifestFormat, About: "A report of internal quality assurance. Parts are stretches of the document, in order and without gaps, each with the SHA-256 of its bytes.",
		Apprentice: "None", Standard: q.Period, Made: q.Report.At.UTC(), Pages: drawn.Pages(), Pieces: []PieceEntry{}, Files: []FileEntry{}}
	for _, part := range parts {
		m.Parts = append(m.Parts, ManifestPart{part.Offset, part.Length, part.SHA256, partName(part.Key, nil)})
	}
	return json.MarshalIndent(m, "", " ")
}

// A qualitySetter draws one report with what draws portfolios.
type qualitySetter struct {
	*setter
	q *Quality
}

func (s *qualitySetter) draw(d *pdf.Doc) {
	s.d, s.over = d, nil
	s.f = &pdf.Flow{Doc: d, X: margin, W: columnW, Bottom: bottom, NewPage: s.newPage}
	s.newPage()
	s.d.Anchor("top", 0)
	s.d.Bookmark(0, "Internal quality assurance", "top")
	s.brand()
	s.f.Y = margin + 46
	s.f.Para("P", 18, span(pdf.Style{Face: pdf.Regular, Size: 13, Colour: ink}, "Internal quality assurance"))
	s.f.Para("H1", 27, span(title, s.q.Period))
	s.f.Space(8)
	r := &s.q.Report
	s.boxed([]pdf.Span{span(bold, QualityLead(r)+" "), span(text, "As of "+words.Moment(r.At)+".")})
	s.counts("By coach", "coaches", r.Coaches, true)
	s.counts("By kind of evidence", "kinds", r.Kinds, true)
	s.counts("By reason for sampling", "reasons", r.Reasons, false)
	s.draws()
	s.plans()
}

// QualityLead says a report in a sentence.
func QualityLead(r *evidence.QualityReport) string {
	a := &r.All
	return fmt.Sprintf("%d of %s sampled: %d agreed, %s required, %d of them closed, %d still to be looked at.", a.Sampled,
		words.Plural(a.Decisions, "decision", "decisions"), a.Agreed, words.Plural(a.Actions(), "action", "actions"), a.Closed, a.Waiting)
}

// DaysToClose returns how long actions took in words.
func DaysToClose(c *evidence.QualityCount) string {
	if days, some := c.Days(); some {
		return strconv.FormatFloat(days, 'f', 1, 64)
	}
	return "–"
}

func (s *qualitySetter) heading(anchor, name string) {
	s.section(name)
	s.d.Anchor(anchor, s.f.Y-24)
	s.d.Bookmark(1, name, anchor)
}

// counts sets counts in a table.
func (s *qualitySetter) counts(name, anchor string, list []evidence.QualityCount, made bool) {
	s.heading(anchor, name)
	if len(list) == 0 {
		s.para(span(softText, "Nothing in these months."))
		return
	}
	const w = 50.0
	names := []string{"Decisions", "Sampled", "Agreed", "Open", "Closed", "Days", "To do"}
	t := &pdf.Table{Cols: []float64{columnW - 7*w, w, w, w, w, w, w, w}, Gap: 6, Lead: lead, Pad: 3, Rule: hair, Under: ink, Keep: true, Names: true, Head: []pdf.Cell{cell(smallBold, "")}}
	for _, n := range names {
		c := cell(smallBold, n)
		c.End = true
		t.Head = append(t.Head, c)
	}
	s.f.Rows(t, len(list), func(i int) []pdf.Cell {
		c := &list[i]
		row := []pdf.Cell{cell(text, c.Name)}
		first := strconv.Itoa(c.Decisions)
		if !made {
			first = "–"
		}
		for _, figure := range []string{first, strconv.Itoa(c.Sampled), strconv.Itoa(c.Agreed), strconv.Itoa(c.Open), strconv.Itoa(c.Closed), DaysToClose(c), strconv.Itoa(c.Waiting)} {
			end := cell(text, figure)
			end.End = true
			row = append(row, end)
		}
		return row
	})
	s.f.Space(3)
	s.note(span(small, "Open and closed are actions required; days are from requiring an action to closing it, on average. To do has not been looked at yet."))
}

// draws says what was drawn and whether it can be drawn again.
func (s *qualitySetter) draws() {
	s.heading("draws", "Draws")
	t := &pdf.Table{Cols: []float64{120, 60, 70, 70, columnW - 320}, Gap: 8, Lead: lead, Pad: 3, Rule: hair, Under: ink, Keep: true, Names: true,
		Head: []pdf.Cell{cell(smallBold, "Month"), cell(smallBold, "Plan"), cell(smallBold, "Decisions"), cell(smallBold, "Sampled"), cell(smallBold, "Drawn again")}}
	list := s.q.Report.Draws
	s.f.Rows(t, len(list), func(i int) []pdf.Cell {
		d := &list[i]
		return []pdf.Cell{cell(text, MonthName(d.Month)), cell(text, strconv.Itoa(d.Plan)), cell(text, strconv.Itoa(d.Decisions)), cell(text, strconv.Itoa(d.Sampled)), cell(text, DrawWords(d))}
	})
}

// DrawWords says whether a draw can be made again.
func DrawWords(d *evidence.SamplingDraw) string {
	switch {
	case !d.Same:
		return "Not the same: the plan, or what was drawn, is not as it was"
	case d.Closed:
		return "The same decisions; the month is over"
	}
	return "The same decisions; the month goes on"
}

// MonthName returns a month by any of its days: "November 2026".
func MonthName(day time.Time) string { return day.Format("January 2006") }

// plans says by which rules and seed was drawn.
func (s *qualitySetter) plans() {
	for i := range s.q.Report.Plans {
		p := &s.q.Report.Plans[i]
		s.heading(fmt.Sprintf("plan-%d", p.Version), fmt.Sprintf("Plan %d", p.Version))
		rules := ""
		for _, r := range p.Rules() {
			rules += "\n" + words.Capital(r) + "."
		}
		s.facts(120, true, [][2]string{{"Seed", p.Seed}, {"Holds from", words.Moment(p.From)}, {"Takes", strings.TrimSpace(rules)}, {"Why", p.Why}, {"Saved by", p.ByName}})
	}
	s.heading("repeat", "How to draw the same again")
	s.para(span(text, HowDrawn))
}

// HowDrawn says how decisions are drawn, so that anybody can do it.
const HowDrawn = "Under each percentage, decisions are parted in the order they were made into runs, of which one decision each is drawn: at 30 % runs of 3, 3 and 4. " +
	"Which one is the first eight bytes of SHA-256 of “seed/month/group/run” as a number, modulo the length of the run, or of what there is of it when the month is over. " +
	"Groups are usual/<coach>, new/<coach>, risk/<risk>/<coach> and random; months are written 2026-11; runs count from 1. The workbook lists what was drawn, by number of decision and coach."
