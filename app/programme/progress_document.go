package programme

import (
	"fmt"
	"strings"

	"touchstone/app/words"
)

// A ReviewPart is one part of a review's document. The page, the PDF and the text
// that is signed are all made from the same parts, so that whoever signs sees
// just what they sign.
type ReviewPart struct {
	Title string      `json:"title"`
	Rows  []ReviewRow `json:"rows"`
}

// A ReviewRow is one thing a part says.
type ReviewRow struct {
	Name string `json:"name,omitempty"` // empty: a paragraph of its own
	Text string `json:"text"`
}

// ReviewText returns the text that is signed: every part with its title, every
// row with its name, further lines of a row indented. It depends on nothing but
// the parts.
func ReviewText(parts []ReviewPart) string {
	var b strings.Builder
	for i, p := range parts {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString("# " + oneLine(p.Title) + "\n")
		for _, r := range p.Rows {
			line := strings.ReplaceAll(r.Text, "\n", "\n    ")
			if r.Name != "" {
				line = oneLine(r.Name) + ": " + line
			}
			b.WriteString("- " + line + "\n")
		}
	}
	return b.String()
}

func oneLine(s string) string { return strings.ReplaceAll(s, "\n", " ") }

// document returns the parts of a review as it is written now.
func (r *ProgressReview) document() []ReviewPart {
	c, rec := &r.Content, &r.Content.Record
	parts := []ReviewPart{
		{fmt.Sprintf("Progress review %d", r.Number), rows(
			"Apprentice", rec.Apprentice, "Standard", rec.Standard, "Employer", rec.Employer, "Coach", rec.Coach,
			"Held on", words.Day(c.HeldOn), "How", joined(", ", mediumName(c.Medium), c.Place), "Present", c.Present,
			"Figures as of", words.Moment(rec.At), "Version to sign", fmt.Sprint(max(1, r.Round)))},
		{"Actions since the last review", c.sinceRows()},
		{"Progress against plan", append(rec.paceRows(), rows("", c.Pace)...)},
		{"What was shown since " + words.Day(rec.From), append(rec.shownRows(), rows("", c.Shown)...)},
		{"Off-the-job hours", append(rec.hoursRows(), rows("", c.Hours)...)},
		{"What each of us raised", rows("Apprentice", c.Said.Apprentice, "Employer", c.Said.Employer, "Coach", c.Said.Coach)},
		{"Changes of circumstances", rows("", orText(c.Changes, "None."))},
	}
	w := progressBook.Wellbeing
	asked := ReviewPart{Title: w.Title}
	for _, p := range w.Prompts {
		asked.Rows = append(asked.Rows, rows(p.Label, orText(c.Answers[p.Key], "Not discussed."))...)
	}
	if len(asked.Rows) > 0 {
		parts = append(parts, asked)
	}
	return append(parts, ReviewPart{"Actions to the next review", c.nextRows()})
}

func orText(text, other string) string {
	if text == "" {
		return other
	}
	return text
}

// rows makes rows of names and texts in turn, without those that say nothing.
func rows(pairs ...string) (out []ReviewRow) {
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			out = append(out, ReviewRow{pairs[i], pairs[i+1]})
		}
	}
	return out
}

func (c *ReviewContent) sinceRows() (out []ReviewRow) {
	for i := range c.Since {
		a := &c.Since[i]
		out = append(out, ReviewRow{a.What + " (" + a.whose(&c.Record) + ")", orText(a.Outcome, "Nothing is noted.")})
	}
	if len(out) == 0 {
		return rows("", "None were agreed before.")
	}
	return out
}

func (c *ReviewContent) nextRows() (out []ReviewRow) {
	for i := range c.Next {
		a := &c.Next[i]
		out = append(out, ReviewRow{a.What, words.Capital(a.whose(&c.Record))})
	}
	if len(out) == 0 {
		return rows("", "None were agreed.")
	}
	return out
}

func prefix(before, text string) string {
	if text == "" {
		return ""
	}
	return before + text
}

func (r *ReviewRecord) paceRows() []ReviewRow {
	return rows(
		"Planned time gone", fmt.Sprintf("%d per cent: %s", r.Elapsed, words.Days(r.StartedOn, r.PlannedEndOn)),
		"Statements accepted", fmt.Sprintf("%d of %d; about %d at an even pace", r.Coverage.Accepted, r.Coverage.Total, r.Expected()),
		"Skills scan", r.Scan)
}

func (r *ReviewRecord) shownRows() []ReviewRow {
	if len(r.Coverage.Since) == 0 {
		return rows("", "No statement was accepted in this time.")
	}
	var names []string
	for i := range r.Coverage.Since {
		names = append(names, r.Coverage.Since[i].name())
	}
	return rows("Accepted", strings.Join(names, "\n"))
}

func (r *ReviewRecord) hoursRows() []ReviewRow {
	out := rows("Agreed", MinutesText(r.HoursAgreed), "Logged, agreed or not", MinutesText(r.HoursLogged))
	if r.HoursTarget == 0 {
		return append(out, rows("To reach in all", "Not known yet")...)
	}
	return append(out, rows("To reach in all", MinutesText(r.HoursTarget), "At an even pace by then", MinutesText(r.HoursExpected()))...)
}
