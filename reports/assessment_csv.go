package reports

import (
	"fmt"
	"io"
	"strings"
	"time"

	"touchstone/app/db"
	"touchstone/app/sheet"
	"touchstone/app/words"
)

// assessmentColumns head the CSV. The first five say of every row whose it is, so
// that the rows of many reports can stand in one sheet.
var assessmentColumns = []any{"Apprentice", "ULN", "Standard", "Plan", "Attempt", "Row", "Part", "Key", "Words", "Grade", "Judgement", "Reason", "Evidence", "By", "At"}

// WriteCSV writes the report as a table with one row for the result, and one for
// each method, criterion, statement, question and verified behaviour; a statement
// of two methods has a row in each. Times are London's. An error is of w.
func (a *Assessment) WriteCSV(w io.Writer) error {
	if err := sheet.CSV(w, a.rows); err != nil {
		return fmt.Errorf("write table of assessment: %w", err)
	}
	return nil
}

// A csvRow is what differs from row to row, as assessmentColumns has it.
type csvRow struct {
	row, part, key, words, grade, judgement, reason, evidence, by string
	at                                                            time.Time
}

// rows yields the table's head and rows.
func (a *Assessment) rows(yield func([]any) bool) {
	more := yield(assessmentColumns)
	standard := listed(" version ", a.Standard.Reference, a.Standard.Version)
	plan := listed(" version ", a.Plan.Reference, a.Plan.Version)
	put := func(r csvRow) {
		more = more && yield([]any{a.Apprentice, a.ULN, standard, plan, a.Sitting, r.row, r.part, r.key, r.words, r.grade, r.judgement, r.reason, r.evidence, r.by, stamp(r.at)})
	}
	a.resultRows(put)
	for i := range a.Methods {
		a.methodRows(&a.Methods[i], put)
	}
	for i := range a.Others {
		put(statementRow("", &a.Others[i]))
	}
	for _, b := range a.Verified {
		judgement := "Not verified"
		if b.Verified {
			judgement = "Verified by the employer"
		}
		put(csvRow{"Behaviour", "", b.Name, listed(": ", b.Title, b.Text), "", judgement, b.Example, "", b.By, b.At})
	}
	for _, p := range a.Assessors {
		put(csvRow{row: dutyWords(p.Duty), judgement: "Declared that nothing conflicts", by: p.Name, at: p.DeclaredAt})
	}
	for _, s := range a.Steps {
		put(csvRow{row: "Step", judgement: stepWords(s.Step), by: s.By, at: s.At})
	}
}

// resultRows are of the whole assessment.
func (a *Assessment) resultRows(put func(csvRow)) {
	judgement := "Not passed"
	switch {
	case a.Result.Passed && len(a.Result.Missing) == 0:
		judgement = "Passed"
	case a.Result.Grade == "" && len(a.Result.Table) > 0, len(a.Result.Missing) > 0:
		judgement = "Not judged yet"
	}
	put(csvRow{"Result", "", "", words.Capital(a.Plan.Words.Assessment), a.Result.Grade, judgement, strings.Join(a.Result.Working, "\n"), "", a.ReleasedBy, a.ReleasedAt})
	put(csvRow{row: "Feedback", reason: a.Feedback})
	if a.Resit == nil {
		return
	}
	put(csvRow{row: "To be taken again", words: strings.Join(a.Resit.Methods, "\n")})
	if !a.Resit.Said {
		put(csvRow{row: "Being assessed again", words: "The plan says nothing of it."})
		return
	}
	for _, row := range a.Resit.rows() {
		if row[1] != "" {
			put(csvRow{row: "Being assessed again", key: row[0], words: row[1]})
		}
	}
}

func (a *Assessment) methodRows(m *JudgedPart, put func(csvRow)) {
	judgement := ""
	if m.Graded && m.Grade != "" {
		judgement = map[bool]string{true: "Passed", false: "Not passed"}[m.Passed]
	}
	held := listed("\n", prefixed("Held on ", words.Day(m.HeldOn)), "Duration: "+m.duration(), "Mode: "+m.mode(), m.HeldNote, m.Working)
	put(csvRow{words.Capital(a.Plan.Words.Method), m.Name, m.Key, m.Name, m.Grade, judgement, held, "", m.RecordedBy, m.RecordedAt})
	one, _ := a.Plan.Regime.Criterion()
	for _, c := range m.Criteria {
		put(csvRow{words.Capital(one), m.Name, c.Key, c.Text, c.Grade, verdictWords(c.Verdict), c.Reason, "", c.By, c.At})
	}
	for i := range m.Statements {
		put(statementRow(m.Name, &m.Statements[i]))
	}
	for _, q := range m.Questions {
		put(csvRow{row: "Question", part: m.Name, words: q.Text, reason: q.Answer})
	}
}

func statementRow(method string, s *JudgedShown) csvRow {
	var cites []string
	for i := range s.Cites {
		cites = append(cites, words.Capital(s.Cites[i].words()))
	}
	if s.Verdict == "sufficient" && len(cites) == 0 {
		cites = []string{"What was said in the assessment"}
	}
	return csvRow{"Statement", method, s.Name, listed(": ", s.Title, s.Text), "", verdictWords(s.Verdict), s.Reason, strings.Join(cites, "; "), s.By, s.At}
}

// stamp writes a moment as spreadsheets know it, by London's clock.
func stamp(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.In(db.London).Format("2006-01-02 15:04")
}
