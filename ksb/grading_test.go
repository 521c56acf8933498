package ksb_test

import (
	"testing"

	"touchstone/ksb"
)

// twoMethods is a plan with a discussion (fail, pass, distinction) and a test
// (fail, pass, merit).
func twoMethods() *ksb.Plan {
	return &ksb.Plan{
		Methods: []ksb.Method{
			{Key: "discussion", Name: "Discussion", Grades: []string{"fail", "pass", "distinction"}, Criteria: []ksb.Criterion{
				{Key: "p1", Grade: "pass"}, {Key: "p2", Grade: "pass"}, {Key: "d1", Grade: "distinction"},
			}},
			{Key: "test", Name: "Test", Grades: []string{"fail", "pass", "merit"}},
			{Key: "behaviours", Verified: true},
		},
		Grading: ksb.Grading{
			Grades: []ksb.Grade{{Key: "fail", Name: "Fail"}, {Key: "pass", Name: "Pass", Pass: true}, {Key: "merit", Name: "Merit", Pass: true}, {Key: "distinction", Name: "Distinction", Pass: true}},
			Table: []ksb.Combination{
				{When: map[string][]string{"discussion": {"fail"}}, Grade: "fail"},
				{When: map[string][]string{"test": {"fail"}}, Grade: "fail"},
				{When: map[string][]string{"discussion": {"distinction"}, "test": {"merit"}}, Grade: "distinction"},
				{When: map[string][]string{"discussion": {"distinction"}}, Grade: "merit"},
				{When: map[string][]string{}, Grade: "pass"},
			},
			Resit: ksb.Resit{Cap: "merit"},
		},
	}
}

func TestGradeByCriteria(t *testing.T) {
	m := &twoMethods().Methods[0]
	tests := []struct {
		met  []string
		want string
	}{
		{nil, "fail"},
		{[]string{"p1"}, "fail"},
		{[]string{"p1", "p2"}, "pass"},
		{[]string{"p1", "p2", "d1"}, "distinction"},
		{[]string{"p1", "d1"}, "fail"}, // a higher grade needs those below it
	}
	for _, tt := range tests {
		met := map[string]bool{}
		for _, key := range tt.met {
			met[key] = true
		}
		if got := m.GradeBy(met); got != tt.want {
			t.Errorf("%v met: %q; want %q", tt.met, got, tt.want)
		}
	}
	if got := (&ksb.Method{}).GradeBy(nil); got != "" {
		t.Errorf("a method without grades: %q", got)
	}
	none := &ksb.Method{Grades: []string{"fail", "pass", "merit"}, Criteria: []ksb.Criterion{{Key: "p", Grade: "pass"}}}
	if got := none.GradeBy(map[string]bool{"p": true}); got != "pass" {
		t.Errorf("a grade that asks for nothing is reached: %q", got)
	}
}

func TestOverallGrade(t *testing.T) {
	p := twoMethods()
	tests := []struct {
		discussion, test string
		want             string
		row              int
		decided          bool
	}{
		{"fail", "merit", "fail", 0, true},
		{"distinction", "fail", "fail", 1, true},
		{"distinction", "merit", "distinction", 2, true},
		{"distinction", "pass", "merit", 3, true},
		{"pass", "merit", "pass", 4, true},
		{"pass", "", "", 0, false},
		{"", "", "", 0, false},
	}
	for _, tt := range tests {
		got, row, decided := p.Overall(map[string]string{"discussion": tt.discussion, "test": tt.test})
		if got != tt.want || row != tt.row || decided != tt.decided {
			t.Errorf("%q and %q: %q by row %d, %t; want %q, %d, %t", tt.discussion, tt.test, got, row, decided, tt.want, tt.row, tt.decided)
		}
	}
	p.Grading.Table = p.Grading.Table[:4]
	if _, _, decided := p.Overall(map[string]string{"discussion": "pass", "test": "pass"}); decided {
		t.Error("a combination without a row is decided")
	}
}

func TestGradeAfterResit(t *testing.T) {
	p := twoMethods()
	for grade, want := range map[string]string{"fail": "fail", "pass": "pass", "merit": "merit", "distinction": "merit"} {
		if got := p.Capped(grade); got != want {
			t.Errorf("%s is capped to %s; want %s", grade, got, want)
		}
	}
	p.Grading.Resit.Cap = ""
	if got := p.Capped("distinction"); got != "distinction" {
		t.Errorf("without a cap: %s", got)
	}
	if got, want := p.Grading.Table[2].InWords(p), "Discussion: Distinction; Test: Merit"; got != want {
		t.Errorf("row in words: %q; want %q", got, want)
	}
}

func TestComponents(t *testing.T) {
	p := twoMethods()
	keys := func() (out []string) {
		for _, c := range p.Components() {
			out = append(out, c.Key)
		}
		return out
	}
	if got := keys(); len(got) != 2 || got[0] != "portfolio" || got[1] != "behaviours" {
		t.Errorf("of a plan that asks for little: %q", got)
	}
	p.Gateway = ksb.GatewayRules{Hours: true, EnglishMaths: ksb.EnglishMaths{From19: ksb.EnglishMathsDecided}, SignOffs: []ksb.SignOff{{By: "coach"}},
		Qualifications: []ksb.Needed{{Key: "level", Name: "Certificate"}}, Documents: []ksb.Needed{{Key: "form", Name: "Form"}}}
	want := []string{"portfolio", "sign-offs", "english-maths", "qualification:level", "training", "behaviours", "document:form"}
	got := keys()
	for i := range want {
		if len(got) != len(want) || got[i] != want[i] {
			t.Fatalf("of a plan that asks for all: %q; want %q", got, want)
		}
	}
}
