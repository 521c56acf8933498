package reports

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"touchstone/app/blob"
	"touchstone/evidence"
	"touchstone/evidence/assessment"
	"touchstone/ksb"
)

// A judging is a submission and how it is judged, before it becomes a report.
type judging struct {
	frozen  *Submission
	a       *assessment.Assessment
	invited []assessment.Invitation
}

func (j *judging) report() *Assessment {
	r := j.a.Result(j.frozen.Portfolio.Plan, j.frozen.Portfolio.Statements)
	return NewAssessment(j.frozen, strings.Repeat("5", 64), j.a, r, j.invited)
}

// judge returns a released assessment under a shipped plan in which everything
// is met, moderated by a second assessor.
func judge(t testing.TB, plan string) *judging {
	t.Helper()
	p := blank(t)
	p.Plan = shippedPlan(t, plan)
	for i, title := range []string{"A builder with three sites and one cash book", "A call with someone who had lost their job", "Ledger review in September", "A file note on a vulnerable customer"} {
		n := i + 1
		p.Pieces = append(p.Pieces, Piece{Number: n, Version: 1 + i%2, State: "Accepted", Accepted: true, Title: title, Kind: "Work product", From: on(2026, 6, n), To: on(2026, 6, n+9),
			Files: []File{{Name: "Statement of account.pdf", Ref: blob.Ref(strings.Repeat("a", 64)), Pages: 4}, {Name: "Call.wav", Ref: blob.Ref(strings.Repeat("b", 64))}}})
	}
	frozen := &Submission{Format: submissionFormat, Attempt: 1, At: handedOver, By: "Marcus Bell", Organisation: "Calderwood Assessment", Portfolio: *p}
	at := time.Date(2027, 1, 14, 11, 5, 0, 0, time.UTC)
	a := &assessment.Assessment{Sitting: 1, State: assessment.Released, Moderated: true, Feedback: "You plan with care, and you said why you chose each step.\n\nNext, try to measure what came of it.",
		ReleasedAt: at.Add(72 * time.Hour), Methods: map[string]assessment.Held{}, Criteria: map[string]map[string]assessment.Criterion{}, Judgements: map[ksb.StatementID]assessment.Judgement{}}
	for i, m := range p.Plan.Methods {
		if m.Verified {
			continue
		}
		a.Methods[m.Key] = assessment.Held{On: on(2027, 1, 12+i), Minutes: m.Minutes + 3, Mode: m.Modes[0], Note: "Extra time of 15 minutes was agreed and not used.", ByName: "Helen Ford", At: at}
		a.Criteria[m.Key] = map[string]assessment.Criterion{}
		for _, c := range m.Criteria {
			a.Criteria[m.Key][c.Key] = assessment.Criterion{Verdict: assessment.Met, Reason: "Reason for " + m.Key + " " + c.Key + ".", ByName: "Helen Ford", At: at}
		}
		a.Questions = append(a.Questions,
			assessment.Question{Method: m.Key, Text: "How did you know that ten weeks was affordable in " + m.Key + "?", Statements: []ksb.StatementID{p.id("S4"), p.id("K12")}, Asked: true, Answer: "I set the dates beside their bank calendar."},
			assessment.Question{Method: m.Key, Text: "This one was planned and never asked."})
	}
	for i, st := range p.Statements {
		if p.Plan.Verified(st.Key) {
			frozen.Gateway.Behaviours = append(frozen.Gateway.Behaviours, BehaviourRecord{Statement: st.ID, Verified: true, Example: "With a builder in June.", By: "Tom Ashbrook, credit manager", At: handedOver.Add(-time.Hour)})
			continue
		}
		j := assessment.Judgement{Verdict: assessment.Sufficient, Reason: "Seen in " + string(st.Code) + " and explained.", ByName: "Helen Ford", At: at}
		switch i % 4 {
		case 0:
			j.Cites = []assessment.Cite{{Piece: 1, File: "1.1", Place: "page 3"}, {Piece: 2, File: "2.2", Place: "4:10 to 5:05"}}
		case 1:
			j.Cites = []assessment.Cite{{Piece: 3}}
		case 2:
			j.Cites = []assessment.Cite{{Piece: 4, File: "4.1"}}
		}
		a.Judgements[st.ID] = j
	}
	a.Moves = []assessment.Move{{Move: "propose", By: 7, ByName: "Helen Ford", At: at.Add(time.Hour)}, {Move: "return", By: 8, ByName: "Ravi Nair", Note: "For the assessor alone.", At: at.Add(20 * time.Hour)},
		{Move: "propose", By: 7, ByName: "Helen Ford", At: at.Add(24 * time.Hour)}, {Move: "agree", By: 8, ByName: "Ravi Nair", At: at.Add(48 * time.Hour)}, {Move: "release", By: 9, ByName: "Elin Price", At: a.ReleasedAt}}
	invited := []assessment.Invitation{
		{Person: 8, Duty: assessment.Moderates, Name: "Ravi Nair", At: handedOver.Add(2 * time.Hour), DeclaredAt: handedOver.Add(5 * time.Hour)},
		{Person: 7, Duty: assessment.Assesses, Name: "Helen Ford", At: handedOver.Add(time.Hour), DeclaredAt: handedOver.Add(3 * time.Hour), EndedAt: handedOver.Add(99 * time.Hour)},
		{Person: 7, Duty: assessment.Assesses, Name: "Helen Ford", At: handedOver.Add(99 * time.Hour), DeclaredAt: handedOver.Add(3 * time.Hour)},
		{Person: 6, Duty: assessment.Assesses, Name: "Osian Conflicted", At: handedOver, DeclaredAt: handedOver.Add(time.Hour), Interest: "Private interest", EndedAt: handedOver.Add(time.Hour)},
		{Person: 5, Duty: assessment.Assesses, Name: "Idle Invitee", At: handedOver, DeclaredAt: handedOver},
		{Person: 4, Duty: assessment.Assesses, Name: "Silent Invitee", At: handedOver}}
	return &judging{frozen, a, invited}
}

// verdict changes how a criterion of a method is judged, and with a fail the
// statements it is about.
func (j *judging) verdict(method, criterion string, v assessment.CriterionVerdict, reason string) {
	c := j.a.Criteria[method][criterion]
	c.Verdict, c.Reason = v, reason
	j.a.Criteria[method][criterion] = c
}

// lacks judges a statement not to be shown.
func (j *judging) lacks(code, reason string) {
	id := j.frozen.Portfolio.id(code)
	s := j.a.Judgements[id]
	s.Verdict, s.Reason = assessment.Insufficient, reason
	j.a.Judgements[id] = s
}

// failed returns an assessment in which one method is failed, at that sitting.
func failed(t testing.TB, plan, method, criterion, code string, sitting int) *judging {
	j := judge(t, plan)
	j.a.Sitting = sitting
	j.verdict(method, criterion, assessment.NotMet, "The case was described, and not what policy asked of it.")
	j.lacks(code, "Nothing in the evidence or the answers shows it.")
	return j
}

// short returns a short report that has something in every field but those of a
// draft.
func short(t testing.TB) *Assessment {
	frozen := frozen(t, func(p *Portfolio, _ *evidence.Facts, _ map[string]File) {
		g := []string{"fail", "pass"}
		p.Plan.Methods[0].Grades, p.Plan.Methods[0].Minutes, p.Plan.Methods[0].Modes = g, 60, []string{"by video call"}
		p.Plan.Methods[0].Sampled = []string{"k2"}
		p.Plan.Methods[0].Criteria = []ksb.Criterion{{Key: "p1", Grade: "pass", Text: "Keeps to policy <always>.", Statements: []string{"k1", "k3"}}}
		p.Plan.Grading = ksb.Grading{Grades: []ksb.Grade{{Key: "fail", Name: "Fail"}, {Key: "pass", Name: "Pass", Pass: true}},
			Table: []ksb.Combination{{When: map[string][]string{"one": {"fail"}}, Grade: "fail"}, {Grade: "pass"}},
			Resit: ksb.Resit{Attempts: 3, Days: 30, Cap: "pass", Note: "The employer agrees."}}
	})
	at := time.Date(2027, 1, 14, 11, 5, 0, 0, time.UTC)
	a := &assessment.Assessment{Sitting: 2, State: assessment.Released, Moderated: true, Feedback: "Read the policy.", ReleasedAt: at.Add(3 * time.Hour),
		Methods:  map[string]assessment.Held{"one": {On: on(2027, 1, 13), Minutes: 55, Mode: "by video call", Note: "On time.", ByName: "Helen Ford", At: at}},
		Criteria: map[string]map[string]assessment.Criterion{"one": {"p1": {Verdict: assessment.NotMet, Reason: "Not once.", ByName: "Helen Ford", At: at}}},
		Judgements: map[ksb.StatementID]assessment.Judgement{11: {Verdict: assessment.Insufficient, Reason: "Not on the page.", ByName: "Helen Ford", At: at,
			Cites: []assessment.Cite{{Piece: 4, File: "4.1", Place: "page 2"}, {Piece: 4}}}},
		Questions: []assessment.Question{{Method: "one", Text: "Which policy?", Statements: []ksb.StatementID{11}, Asked: true, Answer: "None."}},
		Moves: []assessment.Move{{Move: "propose", By: 7, ByName: "Helen Ford", At: at.Add(time.Hour)}, {Move: "agree", By: 8, ByName: "Ravi Nair", At: at.Add(2 * time.Hour)},
			{Move: "release", By: 9, ByName: "Elin Price", At: at.Add(3 * time.Hour)}}}
	invited := []assessment.Invitation{{Person: 7, Duty: assessment.Assesses, Name: "Helen Ford", At: handedOver, DeclaredAt: handedOver.Add(time.Hour)},
		{Person: 8, Duty: assessment.Moderates, Name: "Ravi Nair", At: handedOver, DeclaredAt: handedOver.Add(time.Hour)}}
	return (&judging{frozen, a, invited}).report()
}

// TestKeptAssessmentForm pins the form of a report that is kept: what an earlier
// program kept has to be read by every later one. If it fails because a field was
// added, write it anew with -update; otherwise mend the code.
func TestKeptAssessmentForm(t *testing.T) {
	document, err := short(t).Document()
	if err != nil {
		t.Fatal(err)
	}
	golden := filepath.Join("testdata", "assessment.json")
	if *update {
		if err := os.WriteFile(golden, document, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(document, want) {
		t.Errorf("a report is kept as\n%s", document)
	}
}

func TestAssessmentComesBack(t *testing.T) {
	for name, a := range map[string]*Assessment{"short": short(t), "end-point": judge(t, "ST0175-end-point").report(), "2026": failed(t, "ST0175-assessment", "compliance", "p2", "K13", 1).report()} {
		t.Run(name, func(t *testing.T) {
			document, err := a.Document()
			if err != nil {
				t.Fatal(err)
			}
			back, err := ReadAssessment(document)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(a, back) {
				t.Errorf("came back as %+v", back)
			}
			again, err := back.Document()
			if err != nil || !bytes.Equal(document, again) {
				t.Errorf("kept again it differs, %v:\n%s", err, again)
			}
			more := bytes.Replace(document, []byte(`"sitting":`), []byte(`"of_a_later_program": true, "sitting":`), 1)
			if _, err := ReadAssessment(more); err != nil {
				t.Errorf("a field of a later program: %v", err)
			}
			for what, bad := range map[string]string{"nothing": "", "no JSON": "x", "another form": `{"format":"touchstone assessment 2"}`,
				"cut short": string(document[:len(document)/2]), "more after it": string(document) + "{}", "a list": "[]"} {
				if _, err := ReadAssessment([]byte(bad)); err == nil {
					t.Errorf("%s was read", what)
				}
			}
		})
	}
}

// TestWhatAReportLeavesOut looks for what is nobody else's.
func TestWhatAReportLeavesOut(t *testing.T) {
	document, err := judge(t, "ST0175-end-point").report().Document()
	if err != nil {
		t.Fatal(err)
	}
	for _, private := range []string{"For the assessor alone.", "Osian", "Private interest", "Idle Invitee", "Silent Invitee", "never asked"} {
		if strings.Contains(string(document), private) {
			t.Errorf("%q is in the report", private)
		}
	}
}

func TestWhoTookPart(t *testing.T) {
	j := judge(t, "ST0175-end-point")
	j.invited = append(j.invited, assessment.Invitation{Person: 7, Duty: assessment.Assesses, Name: "Helen Ford", At: handedOver, DeclaredAt: handedOver, Interest: "Something"})
	a := j.report()
	want := []Assessor{{"Helen Ford", "assess", handedOver.Add(time.Hour), handedOver.Add(3 * time.Hour)}, {"Ravi Nair", "moderate", handedOver.Add(2 * time.Hour), handedOver.Add(5 * time.Hour)}}
	if !slices.Equal(a.Assessors, want) || a.ReleasedBy != "Elin Price" {
		t.Errorf("assessors %+v, released by %q", a.Assessors, a.ReleasedBy)
	}
}

func TestResitFollowsThePlan(t *testing.T) {
	endPoint := func(rule ksb.Resit, sitting int) *Resit {
		j := failed(t, "ST0175-end-point", "scenario", "p1", "K1", sitting)
		j.frozen.Portfolio.Plan.Grading.Resit = rule
		return j.report().Resit
	}
	discussion, scenario := "Professional discussion, underpinned by a portfolio of evidence", "Scenario test with questions"
	released := on(2027, 1, 17)
	tests := []struct {
		name    string
		rule    ksb.Resit
		sitting int
		want    Resit
		over    bool
	}{
		{"nothing said", ksb.Resit{}, 1, Resit{Methods: []string{scenario}, Next: 2}, false},
		{"failed alone, days and cap", ksb.Resit{Attempts: 3, Days: 180, Cap: "merit", Note: "Agreed."}, 1,
			Resit{Said: true, Methods: []string{scenario}, Next: 2, Most: 3, Days: 180, By: released.AddDate(0, 0, 180), Cap: "Merit", Note: "Agreed."}, false},
		{"all again", ksb.Resit{All: true}, 1, Resit{Said: true, Methods: []string{discussion, scenario}, Whole: true, Next: 2}, false},
		{"the last but one", ksb.Resit{Attempts: 3}, 2, Resit{Said: true, Methods: []string{scenario}, Next: 3, Most: 3}, false},
		{"none left", ksb.Resit{Attempts: 3}, 3, Resit{Said: true, Methods: []string{scenario}, Next: 4, Most: 3}, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := endPoint(tt.rule, tt.sitting)
			if got == nil || !reflect.DeepEqual(*got, tt.want) || got.Over() != tt.over {
				t.Errorf("%+v; want %+v", got, tt.want)
			}
		})
	}
	if r := judge(t, "ST0175-end-point").report().Resit; r != nil {
		t.Errorf("somebody who passed is told %+v", r)
	}
}

func TestResultOfTheTable(t *testing.T) {
	capped := judge(t, "ST0175-assessment")
	capped.a.Sitting = 2
	tests := []struct {
		name          string
		j             *judging
		grade, before string
		row           int
	}{
		{"distinction", judge(t, "ST0175-end-point"), "Distinction", "", 2},
		{"capped after a resit", capped, "Pass", "Distinction", 4},
		{"fail", failed(t, "ST0175-end-point", "scenario", "p1", "K1", 1), "Fail", "", 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := tt.j.report().Result
			row := slices.IndexFunc(r.Table, func(c JudgedCombined) bool { return c.Decided })
			if r.Grade != tt.grade || r.Before != tt.before || row != tt.row || len(r.Missing) > 0 {
				t.Errorf("%q before %q by row %d, missing %q", r.Grade, r.Before, row, r.Missing)
			}
		})
	}
}
