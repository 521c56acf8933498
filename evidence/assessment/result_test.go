package assessment_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"touchstone/evidence/assessment"
	"touchstone/ksb"
)

// plan has a discussion with criteria and a test without, over four statements:
// k1 and s1 (sampled) in the discussion, k2 in the test, b1 verified.
func plan() *ksb.Plan {
	return &ksb.Plan{
		Methods: []ksb.Method{
			{Key: "discussion", Name: "Discussion", Statements: []string{"k1", "s1"}, Sampled: []string{"s1"}, Grades: []string{"fail", "pass", "distinction"},
				Criteria: []ksb.Criterion{{Key: "p1", Grade: "pass", Statements: []string{"k1"}}, {Key: "p2", Grade: "pass"}, {Key: "d1", Grade: "distinction"}}},
			{Key: "test", Name: "Test", Statements: []string{"k2"}, Grades: []string{"fail", "pass"}},
			{Key: "behaviours", Name: "Behaviours", Statements: []string{"b1"}, Verified: true},
		},
		Grading: ksb.Grading{
			Grades: []ksb.Grade{{Key: "fail", Name: "Fail"}, {Key: "pass", Name: "Pass", Pass: true}, {Key: "distinction", Name: "Distinction", Pass: true}},
			Table: []ksb.Combination{
				{When: map[string][]string{"discussion": {"distinction"}, "test": {"pass"}}, Grade: "distinction"},
				{When: map[string][]string{"discussion": {"pass"}, "test": {"pass"}}, Grade: "pass"},
				{When: map[string][]string{}, Grade: "fail"},
			},
			Resit: ksb.Resit{Cap: "pass"},
		},
	}
}

var statements = []ksb.Statement{{ID: 1, Key: "k1", Title: "Law"}, {ID: 2, Key: "s1", Title: "Talk"}, {ID: 3, Key: "k2", Title: "Debt"}, {ID: 4, Key: "b1", Title: "Care"}}

// judged is an assessment in which everything is judged, for a distinction.
func judged() *assessment.Assessment {
	on := time.Date(2026, time.June, 1, 0, 0, 0, 0, time.UTC)
	return &assessment.Assessment{
		Sitting:  1,
		Feedback: "Well argued.",
		Methods:  map[string]assessment.Held{"discussion": {On: on}, "test": {On: on, Grade: "pass"}},
		Criteria: map[string]map[string]assessment.Criterion{"discussion": {"p1": {Verdict: assessment.Met}, "p2": {Verdict: assessment.Met}, "d1": {Verdict: assessment.Met}}},
		Judgements: map[ksb.StatementID]assessment.Judgement{
			1: {Verdict: assessment.Sufficient}, 3: {Verdict: assessment.Sufficient},
		},
	}
}

func TestResult(t *testing.T) {
	criterion := func(a *assessment.Assessment, key string, v assessment.CriterionVerdict) {
		a.Criteria["discussion"][key] = assessment.Criterion{Verdict: v}
	}
	tests := []struct {
		name    string
		edit    func(*assessment.Assessment, *ksb.Plan)
		grade   string
		before  string
		row     int
		passed  bool
		missing []string // a word or two of each
	}{
		{"all shown", func(*assessment.Assessment, *ksb.Plan) {}, "distinction", "distinction", 0, true, nil},
		{"a criterion for distinction not met", func(a *assessment.Assessment, _ *ksb.Plan) { criterion(a, "d1", assessment.NotMet) }, "pass", "pass", 1, true, nil},
		{"a criterion for pass not met", func(a *assessment.Assessment, _ *ksb.Plan) { criterion(a, "p2", assessment.NotMet) }, "fail", "fail", 2, false, nil},
		{"failed without feedback", func(a *assessment.Assessment, _ *ksb.Plan) {
			criterion(a, "p2", assessment.NotMet)
			a.Feedback = ""
		}, "fail", "fail", 2, false, []string{"feedback"}},
		{"passed without feedback", func(a *assessment.Assessment, _ *ksb.Plan) { a.Feedback = "" }, "distinction", "distinction", 0, true, nil},
		{"a resit is capped", func(a *assessment.Assessment, _ *ksb.Plan) { a.Sitting = 2 }, "pass", "distinction", 0, true, nil},
		{"a resit without a cap", func(a *assessment.Assessment, p *ksb.Plan) { a.Sitting, p.Grading.Resit.Cap = 2, "" }, "distinction", "distinction", 0, true, nil},
		{"a criterion not judged", func(a *assessment.Assessment, _ *ksb.Plan) { criterion(a, "d1", assessment.Undecided) }, "", "", -1, false, []string{"1 criterion"}},
		{"a statement not judged", func(a *assessment.Assessment, _ *ksb.Plan) { delete(a.Judgements, 3) }, "distinction", "distinction", 0, true, []string{"Debt"}},
		{"a sampled statement not judged", func(a *assessment.Assessment, _ *ksb.Plan) { delete(a.Judgements, 2) }, "distinction", "distinction", 0, true, nil},
		{"not shown, and its criterion met", func(a *assessment.Assessment, _ *ksb.Plan) {
			a.Judgements[1] = assessment.Judgement{Verdict: assessment.Insufficient}
		}, "distinction", "distinction", 0, true, []string{"Both cannot be"}},
		{"not shown, and its criterion not met", func(a *assessment.Assessment, _ *ksb.Plan) {
			a.Judgements[1] = assessment.Judgement{Verdict: assessment.Insufficient}
			criterion(a, "p1", assessment.NotMet)
		}, "fail", "fail", 2, false, nil},
		{"no day", func(a *assessment.Assessment, _ *ksb.Plan) { a.Methods["test"] = assessment.Held{Grade: "pass"} }, "distinction", "distinction", 0, true, []string{"on which day"}},
		{"no grade of a method without criteria", func(a *assessment.Assessment, _ *ksb.Plan) { a.Methods["test"] = assessment.Held{On: time.Now()} }, "", "", -1, false, []string{"Choose the grade"}},
		{"a plan without a table", func(_ *assessment.Assessment, p *ksb.Plan) { p.Grading.Table = nil }, "", "", -1, true, nil},
		{"a plan without a table, and one not shown", func(a *assessment.Assessment, p *ksb.Plan) {
			p.Grading.Table = nil
			a.Judgements[3] = assessment.Judgement{Verdict: assessment.Insufficient}
		}, "", "", -1, false, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, p := judged(), plan()
			tt.edit(a, p)
			r := a.Result(p, statements)
			if r.Grade != tt.grade || r.Before != tt.before || r.Row != tt.row || r.Passed != tt.passed {
				t.Errorf("grade %q (before %q) by row %d, passed %t; want %q (%q), %d, %t", r.Grade, r.Before, r.Row, r.Passed, tt.grade, tt.before, tt.row, tt.passed)
			}
			if len(r.Missing) != len(tt.missing) {
				t.Fatalf("missing: %v; want %v", r.Missing, tt.missing)
			}
			for i, gap := range r.Missing {
				if !strings.Contains(gap.Text, tt.missing[i]) {
					t.Errorf("missing: %q; want %q", gap.Text, tt.missing[i])
				}
			}
		})
	}
}

func TestWorkingSaysHowTheGradeComesAbout(t *testing.T) {
	a := judged()
	a.Sitting = 2
	got := strings.Join(a.Result(plan(), statements).Working, "\n")
	for _, want := range []string{
		"Discussion: Distinction. Criteria met: 2 of 2 for Pass, 1 of 1 for Distinction.",
		"Test: Pass, as the assessor judged it.",
		"Row 1 of the plan’s table (Discussion: Distinction; Test: Pass) gives Distinction overall.",
		"After a resit the plan gives Pass at most.",
	} {
		if !slices.Contains(strings.Split(got, "\n"), want) {
			t.Errorf("the working lacks %q:\n%s", want, got)
		}
	}
}
