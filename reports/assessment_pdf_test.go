package reports

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"io"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"touchstone/app/sheet"
	"touchstone/app/words"
	"touchstone/evidence/assessment"
	"touchstone/ksb"
)

// reportsOfEveryKind returns reports under both regimes, passed, failed and not
// released, and one in hostile words.
func reportsOfEveryKind(t testing.TB) map[string]*Assessment {
	merit := judge(t, "ST0175-end-point")
	merit.verdict("scenario", "d1", assessment.NotMet, "It stopped at the first consequence.")
	capped := judge(t, "ST0175-assessment")
	capped.a.Sitting = 2
	return map[string]*Assessment{
		"distinction": judge(t, "ST0175-end-point").report(), "merit": merit.report(), "capped": capped.report(), "short": short(t),
		"fail":      failed(t, "ST0175-end-point", "scenario", "p1", "K1", 1).report(),
		"fail 2026": failed(t, "ST0175-assessment", "compliance", "p2", "K13", 3).report(),
		"draft":     draft(t).report(), "no grades": ungraded(t).report(), "hostile": hostile(t), "nothing": {Format: assessmentFormat},
	}
}

// draft returns an assessment in which something is still to be judged.
func draft(t testing.TB) *judging {
	j := judge(t, "ST0175-assessment")
	j.a.State, j.a.ReleasedAt, j.a.Moves, j.a.Feedback = assessment.Open, time.Time{}, nil, ""
	j.verdict("customers", "p1", assessment.Undecided, "")
	delete(j.a.Judgements, j.frozen.Portfolio.id("K2"))
	delete(j.a.Judgements, j.frozen.Portfolio.id("K4")) // may be sampled
	delete(j.a.Methods, "improvement")
	j.frozen.Gateway.Behaviours = nil
	return j
}

// ungraded returns a failed assessment under a plan that says nothing of grades,
// and that has lost one of the methods.
func ungraded(t testing.TB) *judging {
	j := judge(t, "ST0175-end-point")
	j.frozen.Portfolio.Plan.Grading = ksb.Grading{}
	methods := j.frozen.Portfolio.Plan.Methods[:1]
	methods[0].Grades, methods[0].Criteria = nil, nil
	j.frozen.Portfolio.Plan.Methods = methods
	j.lacks("K2", "It was not shown.")
	return j
}

// hostile returns a report in words that do not fit, or cannot be shown.
func hostile(t testing.TB) *Assessment {
	j := failed(t, "ST0175-end-point", "scenario", "p1", "K1", 1)
	p := &j.frozen.Portfolio
	p.Apprentice, p.ULN, j.frozen.Organisation = "Ŵyn "+strings.Repeat("Longname", 12), "", strings.Repeat("Assessors ", 30)
	p.Plan.Methods[0].Name = strings.Repeat("A method with a name that goes on and on ", 5)
	p.Plan.Grading.Grades[0].Name = strings.Repeat("Failed", 20)
	p.Pieces[0].Title = strings.Repeat("Unbroken", 60)
	p.Pieces[1].Files[0].Name = strings.Repeat("a_file_without_spaces", 12) + ".pdf"
	var feedback strings.Builder
	for i := 0; feedback.Len() < assessment.MaxFeedback-20; i++ {
		fmt.Fprintf(&feedback, "word%d. ", i)
	}
	j.a.Feedback = feedback.String()
	j.lacks("K6", "Well done 👍🏽, والعربية, 漢字 and zażółć.\r\n=SUM(A1:A9)")
	j.lacks("K11", strings.Repeat("x", assessment.MaxNote))
	j.lacks("K2", "=2+3 "+strings.Repeat("Reason. ", 1200))
	id := p.id("K13")
	s := j.a.Judgements[id]
	s.Cites = nil
	for i := range assessment.MaxCites {
		s.Cites = append(s.Cites, assessment.Cite{Piece: 1 + i, File: strconv.Itoa(1+i) + ".1", Place: "page " + strconv.Itoa(90+i)}) // most are not in the submission
	}
	j.a.Judgements[id] = s
	for i := range j.a.Questions {
		j.a.Questions[i].Answer = strings.Repeat("Answer. ", 1200)
	}
	h := j.a.Methods["scenario"]
	h.Mode, h.Note, h.Minutes, h.On = "", "", 0, time.Time{}
	j.a.Methods["scenario"] = h
	for i := range p.Statements { // codes are not everywhere
		p.Statements[i].Code = ""
	}
	return j.report()
}

func pdfOf(t testing.TB, a *Assessment) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := a.Write(&file); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func TestAssessmentIsSoundAndTheSameTwice(t *testing.T) {
	for name, a := range reportsOfEveryKind(t) {
		t.Run(name, func(t *testing.T) {
			file := pdfOf(t, a)
			checkSound(t, file)
			document, err := a.Document()
			if err != nil {
				t.Fatal(err)
			}
			back, err := ReadAssessment(document)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(file, pdfOf(t, back)) {
				t.Error("the report that was kept prints otherwise")
			}
			sum := sha256.Sum256(document)
			if said := drawnText(t, file); !bytes.Contains(file, document) || !strings.Contains(said, hex.EncodeToString(sum[:])) {
				t.Error("the record is not attached, or its digest is not on the pages")
			}
			within(t, file)
		})
	}
}

// within fails the test if a word is outside the margins, or two words of a line
// stand on each other.
func within(t *testing.T, file []byte) {
	t.Helper()
	out, err := exec.Command("pdftotext", "-bbox", save(t, file), "-").Output()
	if err != nil {
		t.Skipf("pdftotext: %v", err)
	}
	type box struct{ x0, y0, x1, y1 float64 }
	var page []box
	n := 0
	dec := xml.NewDecoder(bytes.NewReader(out))
	dec.Strict, dec.Entity = false, xml.HTMLEntity
	for {
		tok, err := dec.Token()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		e, ok := tok.(xml.StartElement)
		if ok && e.Name.Local == "page" {
			page, n = nil, n+1
		}
		if !ok || e.Name.Local != "word" {
			continue
		}
		at := map[string]float64{}
		for _, a := range e.Attr {
			at[a.Name.Local], _ = strconv.ParseFloat(a.Value, 64)
		}
		b := box{at["xMin"], at["yMin"], at["xMax"], at["yMax"]}
		if b.x0 < margin-1 || b.x1 > pageW-margin+1 || b.y0 < margin-20 || b.y1 > pageH-15 {
			t.Errorf("page %d: a word is outside the margins: %+v", n, b)
		}
		for _, o := range page {
			middle := (b.y0 + b.y1) / 2
			if middle > o.y0 && middle < o.y1 && min(b.x1, o.x1)-max(b.x0, o.x0) > 1 {
				t.Errorf("page %d: words stand on each other: %+v, %+v", n, b, o)
			}
		}
		page = append(page, b)
	}
}

// drawnText is what the pages say, in the order it was drawn, without the spaces.
func drawnText(t testing.TB, file []byte) string {
	t.Helper()
	out, err := exec.Command("pdftotext", "-raw", save(t, file), "-").Output()
	if err != nil {
		t.Skipf("pdftotext: %v", err)
	}
	return squeezed(string(out))
}

func squeezed(s string) string { return strings.Join(strings.Fields(s), "") }

// saidIn lists everything that a report has to say.
func saidIn(a *Assessment) (said []string) {
	add := func(all ...string) { said = append(said, all...) }
	day := func(at time.Time) { add(words.Day(at)) }
	add(a.Apprentice, a.ULN, a.Employer, a.EmployerContact, a.Provider, a.Coach, a.Organisation, a.Standard.Reference, a.Standard.Version, a.Standard.Title, a.Standard.Option,
		a.Plan.Name, a.Plan.Reference, a.Plan.Version, a.Title(), a.outcome(), a.Result.Before, a.Evidence.By, a.Evidence.Document, words.Moment(a.Evidence.At), words.Moment(a.ReleasedAt), a.ReleasedBy)
	add(a.Result.Working...)
	add(a.Result.Missing...)
	add(strings.Split(a.Feedback, "\n\n")...)
	for _, row := range a.Result.Table {
		add(row.words(), row.Grade)
	}
	for _, m := range a.Methods {
		add(m.Name, m.Grade, m.HeldMode, m.HeldNote, m.duration(), m.mode())
		day(m.HeldOn)
		for _, c := range m.Criteria {
			add(c.Text, c.Reason, verdictWords(c.Verdict), c.By)
			if c.Verdict != "" {
				add(words.Moment(c.At))
			}
		}
		for _, s := range m.Statements {
			add(s.Name, s.Title, s.Text, s.Reason, verdictWords(s.Verdict), words.Moment(s.At), s.By)
			for i := range s.Cites {
				add(words.Capital(s.Cites[i].words())[1:])
			}
		}
		for _, q := range m.Questions {
			add(q.Text, q.Answer)
		}
	}
	for _, b := range a.Verified {
		add(b.Name, b.Title, b.Text, b.Example, b.By, words.Moment(b.At))
	}
	for _, p := range a.Evidence.Pieces {
		add(p.Title, p.Kind)
		for _, f := range p.Files {
			add(f.Label, f.Name)
		}
	}
	for _, p := range a.Assessors {
		add(p.Name, dutyWords(p.Duty), words.Moment(p.DeclaredAt))
	}
	for _, s := range a.Steps {
		add(stepWords(s.Step), s.By, words.Moment(s.At))
	}
	if a.Resit != nil {
		add(a.Resit.Methods...)
		if a.Resit.Said {
			for _, row := range a.Resit.rows() {
				add(row[:]...)
			}
		}
	}
	return said
}

func TestAssessmentSaysEverything(t *testing.T) {
	for name, a := range reportsOfEveryKind(t) {
		if name == "hostile" {
			continue // has a test of its own
		}
		t.Run(name, func(t *testing.T) {
			said := drawnText(t, pdfOf(t, a))
			for _, want := range saidIn(a) {
				if !strings.Contains(said, squeezed(want)) {
					t.Errorf("%q is not on the pages", want)
				}
			}
		})
	}
}

func TestHostileAssessmentIsNotClipped(t *testing.T) {
	a := hostile(t)
	file := pdfOf(t, a)
	said := drawnText(t, file)
	at := 0
	for i := 0; strings.Contains(a.Feedback, fmt.Sprintf("word%d.", i)); i++ {
		n := strings.Index(said[at:], fmt.Sprintf("word%d.", i))
		if n < 0 || (i > 0 && n > 400) {
			t.Fatalf("word %d of the feedback is missing or out of order", i)
		}
		at += n
	}
	for word, times := range map[string]int{"Reason.": 1200, "Answer.": 2400, "Unbroken": 60, "a_file_without_spaces": 12, "x": assessment.MaxNote} {
		if n := strings.Count(said, word); n < times {
			t.Errorf("%q is there %d times of %d", word, n, times)
		}
	}
	for _, want := range []string{"[thumbsupsign]", "[8lettersinArabicscript]", "[2lettersinHanscript]", "zażółć", "theattachedrecordhasallofthem", "Notissuedyet", "piece20,file20.1,page109"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not on the pages", want)
		}
	}
	if !bytes.Contains(file, []byte("والعربية")) {
		t.Error("the record lacks the letters that cannot be shown")
	}
}

// TestAssessmentIsLinked counts the links: those that lead nowhere are not made.
func TestAssessmentIsLinked(t *testing.T) {
	a := judge(t, "ST0175-assessment").report()
	want := 0
	for _, m := range a.Methods {
		want += 2 // from the contents and the grades
		for _, c := range m.Criteria {
			want += len(c.Statements)
		}
		for _, s := range m.Statements {
			want += len(s.Cites) + len(piecesOf(s.Cites)) // to the piece and back
		}
	}
	r := verify(t, pdfOf(t, a))
	if r.Links < want || r.Bookmarks < 4*len(a.Methods) {
		t.Errorf("%d links and %d bookmarks; want at least %d links", r.Links, r.Bookmarks, want)
	}
}

func TestDateOfAReportIsOfWhatIsNewest(t *testing.T) {
	j := draft(t)
	judged := time.Date(2027, 1, 14, 11, 5, 0, 0, time.UTC)
	if got := j.report().newest(); !got.Equal(judged) {
		t.Errorf("judged and not proposed: %v", got)
	}
	j.a.Moves = []assessment.Move{{Move: "propose", At: judged.Add(time.Hour)}}
	if got := j.report().newest(); !got.Equal(judged.Add(time.Hour)) {
		t.Errorf("proposed: %v", got)
	}
	if got := judge(t, "ST0175-end-point").report().newest(); !got.Equal(judged.Add(72 * time.Hour)) {
		t.Errorf("released: %v", got)
	}
}

func TestAssessmentNumbersItsPages(t *testing.T) {
	pages := textsIn(t, pdfOf(t, judge(t, "ST0175-end-point").report()))
	for i, page := range pages {
		has(t, []string{page}, fmt.Sprintf("Page %d of %d", i+1, len(pages)))
	}
	for i, want := range map[int]string{0: "End-point assessment report", 1: "Result and feedback"} {
		has(t, pages[i:i+1], want)
	}
}

// TestWordsFollowThePlan looks for the words of the other regime.
func TestWordsFollowThePlan(t *testing.T) {
	tests := []struct {
		plan, method, criterion, code string
		want, not                     []string
	}{
		{"ST0175-end-point", "scenario", "p1", "K1", []string{"End-point assessment report", "End-point assessment organisation", "Grading criteria for Pass: 3 of 4 met", "Criteria met: 3 of 4", "Not met: 1 criterion"},
			[]string{"escriptor", "ssessment outcome", "verified by the employer"}},
		{"ST0175-assessment", "compliance", "p2", "K13", []string{"Apprenticeship assessment report", "Performance descriptors for Pass: 3 of 4 met", "Descriptors met: 3 of 4", "Assessment outcome", "Not met: 1 descriptor", "behaviours are not judged", "Verified it"},
			[]string{"End-point", "end-point", "riteri"}},
	}
	for _, tt := range tests {
		t.Run(tt.plan, func(t *testing.T) {
			pages := textsIn(t, pdfOf(t, failed(t, tt.plan, tt.method, tt.criterion, tt.code, 1).report()))
			for _, want := range tt.want {
				has(t, pages, want)
			}
			for _, not := range tt.not {
				hasNot(t, pages, not)
			}
		})
	}
}

func TestDraftSaysWhatIsMissing(t *testing.T) {
	said := drawnText(t, pdfOf(t, draft(t).report()))
	for _, want := range []string{"Apprenticeship assessment report: draft", "Working copy", "Not released: this is a draft", "No result yet", "Judge 1 descriptor", "No grade yet",
		"it was not judged this time", "Not judged yet.", "Not verified", "No feedback was written.", "has not yet", "Nothing has been proposed yet."} {
		if !strings.Contains(said, squeezed(want)) {
			t.Errorf("%q is not on the pages", want)
		}
	}
	if strings.Contains(said, "Beingassessedagain") {
		t.Error("a draft says what comes after a fail")
	}
}

func TestFailSaysWhatComesNext(t *testing.T) {
	for name, want := range map[string][]string{
		"fail":      {"To be taken again Scenario test with questions", "Not met: 1 criterion", "Not sufficient: K1", "16 July 2027, which is 180 days after the result was released", "It would be attempt 2 of the 3 that the plan allows.", "Merit overall, at most", "The employer agrees"},
		"fail 2026": {"None: the plan allows 3 attempts in all, and this was attempt 3."},
		"no grades": {"The plan says nothing of being assessed again. Ask the end-point assessment organisation.", "Not sufficient: K2"},
		"capped":    {"It came to Distinction, and after a resit the plan gives Pass at most."},
	} {
		pages := textsIn(t, pdfOf(t, reportsOfEveryKind(t)[name]))
		for _, w := range want {
			has(t, pages, w)
		}
	}
}

// TestTableOfAnAssessmentReadsBack reads the CSV as a spreadsheet would and
// compares it with the report.
func TestTableOfAnAssessmentReadsBack(t *testing.T) {
	for name, a := range reportsOfEveryKind(t) {
		t.Run(name, func(t *testing.T) {
			var file bytes.Buffer
			if err := a.WriteCSV(&file); err != nil {
				t.Fatal(err)
			}
			if !bytes.HasPrefix(file.Bytes(), []byte("\ufeff")) {
				t.Error("spreadsheets do not know it as UTF-8")
			}
			raw, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(file.String(), "\ufeff"))).ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			for i, row := range raw {
				for n, cell := range row {
					if cell != "" && strings.ContainsAny(cell[:1], "=+@-\t\r") {
						t.Errorf("row %d, column %d runs as a formula: %.60q", i+1, n+1, cell)
					}
				}
			}
			table, err := sheet.Read(&file, sheet.Want{Rows: 10_000, Bytes: 8 << 20})
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]int{}
			for _, row := range table.Rows {
				got[strings.Join(row, "\x00")]++
			}
			for _, want := range wantedRows(a) {
				if key := strings.Join(want, "\x00"); got[key] == 0 {
					t.Errorf("no row %.300q", want)
				} else {
					got[key]--
				}
			}
		})
	}
}

// wantedRows are the rows of statements and criteria that the table has to hold.
func wantedRows(a *Assessment) (rows [][]string) {
	clean := func(s string) string { return strings.ReplaceAll(s, "\r\n", "\n") }
	standard, plan := a.Standard.Reference+" version "+a.Standard.Version, a.Plan.Reference+" version "+a.Plan.Version
	london := func(at time.Time) string {
		if at.IsZero() {
			return ""
		}
		return at.Format("2006-01-02 15:04") // those of tests are in winter
	}
	for _, m := range a.Methods {
		for _, c := range m.Criteria {
			kind := map[ksb.Regime]string{ksb.EndPoint: "Criterion", ksb.Assessment: "Descriptor"}[a.Plan.Regime]
			verdict := map[string]string{"met": "Met", "not met": "Not met", "": "Not judged"}[c.Verdict]
			rows = append(rows, []string{a.Apprentice, a.ULN, standard, plan, strconv.Itoa(a.Sitting), kind, m.Name, c.Key, c.Text, c.Grade, verdict, clean(c.Reason), "", c.By, london(c.At)})
		}
		for _, s := range m.Statements {
			verdict := map[string]string{"sufficient": "Sufficient", "insufficient": "Not sufficient", "": "Not judged"}[s.Verdict]
			var cites []string
			for _, c := range s.Cites {
				where := "the account"
				if c.File != "" {
					where = "file " + c.File
				}
				if c.Place != "" {
					where += ", " + c.Place
				}
				cites = append(cites, fmt.Sprintf("Piece %d, %s", c.Piece, where))
			}
			if len(cites) == 0 && s.Verdict == "sufficient" {
				cites = []string{"What was said in the assessment"}
			}
			named := s.Text
			if s.Title != "" {
				named = s.Title + ": " + s.Text
			}
			rows = append(rows, []string{a.Apprentice, a.ULN, standard, plan, strconv.Itoa(a.Sitting), "Statement", m.Name, s.Name, named, "", verdict, clean(s.Reason), strings.Join(cites, "; "), s.By, london(s.At)})
		}
	}
	return rows
}

func TestAssessmentOnAFullDisk(t *testing.T) {
	a := short(t)
	if err := a.Write(&limited{1000}); err == nil {
		t.Error("a PDF was written to a full disk")
	}
	if err := a.WriteCSV(&limited{100}); err == nil {
		t.Error("a table was written to a full disk")
	}
}
