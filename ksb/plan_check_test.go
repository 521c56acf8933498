package ksb

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// small returns a standard of four statements and a plan for it, with which
// nothing is wrong.
func small(r Regime) (*Standard, *Plan) {
	s := &Standard{Reference: "XX01", Version: "1", Title: "Gardener", Types: []Type{Knowledge, Skill, Behaviour}, Options: []Option{{Name: "Roses"}}}
	for _, key := range []string{"k1", "k2", "s1", "b1"} {
		s.Statements = append(s.Statements, Statement{Key: key, Code: Code(strings.ToUpper(key)), Title: "Title " + key, Type: "knowledge", Membership: Core})
	}
	s.Statements = append(s.Statements, Statement{Key: "k9", Code: "K9", Title: "Gone", Retired: true})
	p := &Plan{Reference: "XX01/AP", Version: "1", Name: "Plan", Regime: r, Words: Words{"assessment", "organisation", "gateway", "method"},
		Methods: []Method{
			{Key: "talk", Name: "Talk", Portfolio: true, Statements: []string{"k1", "s1"}, Minutes: 60, Modes: []string{"by post"}, Grades: []string{"fail", "pass", "distinction"},
				Criteria: []Criterion{{Key: "p1", Grade: "pass", Text: "Digs."}, {Key: "d1", Grade: "distinction", Text: "Digs deep.", Statements: []string{"s1"}}}},
			{Key: "test", Name: "Test", Statements: []string{"k2"}, Grades: []string{"fail", "pass"}, Criteria: []Criterion{{Key: "p1", Grade: "pass", Text: "Knows."}}},
			{Key: "conduct", Name: "Conduct", Statements: []string{"b1"}},
		},
		Portfolio: PortfolioRules{PiecesMin: 5, PiecesTypical: 5, PiecesMax: 5, Reflection: ReflectionAllowed, KindsWanted: []string{"report"}, KindsBarred: []string{"recording"},
			Declarations: []SignOff{{"apprentice", "Mine."}, {"employer", "Theirs."}}},
		Gateway: GatewayRules{EnglishMaths: EnglishMaths{EnglishMathsRequired, EnglishMathsDecided}, Qualifications: []Needed{{Key: "spade", Name: "Spade licence"}},
			Documents: []Needed{{Key: "spade", Name: "Garden map"}}, SignOffs: []SignOff{{"employer", "Ready."}, {"coach", "Ready."}}},
		Grading: Grading{Grades: []Grade{{"fail", "Fail", false}, {"pass", "Pass", true}, {"merit", "Merit", true}, {"distinction", "Distinction", true}},
			Table: []Combination{{map[string][]string{"talk": {"fail"}}, "fail"}, {map[string][]string{"test": {"fail"}}, "fail"},
				{map[string][]string{"talk": {"distinction"}}, "merit"}, {map[string][]string{"talk": {"pass"}}, "pass"}},
			Resit: Resit{Attempts: 2, Days: 90, Cap: "pass"}},
		Submission: SubmissionShape{Form: "pack", Root: "{name} {uln}", Report: "Portfolio", Evidence: "Evidence", Gateway: "Gateway", File: "{piece}"},
	}
	if r == Assessment {
		p.Methods[0].Sampled = []string{"k1"}
		p.Methods[2].Verified = true
	}
	return s, p
}

// planFaults are ways to break a plan, each with the place and a part of the
// sentence; without, the plan is still right.
var planFaults = []struct {
	name   string
	breaks func(*Plan)
	place  string
	says   string
}{
	{"as it is", func(*Plan) {}, "", ""},
	{"no reference", func(p *Plan) { p.Reference = " " }, "reference", "reference"},
	{"no version", func(p *Plan) { p.Version = "" }, "version", "version"},
	{"no name", func(p *Plan) { p.Name = "" }, "name", "called"},
	{"name of 300", func(p *Plan) { p.Name = strings.Repeat("é", 300) }, "", ""},
	{"name of 301", func(p *Plan) { p.Name = strings.Repeat("é", 301) }, "name", "300 characters"},
	{"name of two lines", func(p *Plan) { p.Name = "a\nb" }, "name", "one line"},
	{"another regime", func(p *Plan) { p.Regime = "end point" }, "regime", `"end point" is neither`},
	{"no word for the assessment", func(p *Plan) { p.Words.Assessment = "" }, "words.assessment", "assessment"},
	{"no word for the organisation", func(p *Plan) { p.Words.Organisation = "" }, "words.organisation", "organisation"},
	{"no word for the gateway", func(p *Plan) { p.Words.Gateway = "" }, "words.gateway", "gateway"},
	{"no word for a method", func(p *Plan) { p.Words.Method = " " }, "words.method", "method"},

	{"method without a key", func(p *Plan) { p.Methods[2].Key = "" }, "methods[2].key", `key ""`},
	{"method with a bad key", func(p *Plan) { p.Methods[2].Key = "a.b" }, "methods[2].key", `key "a.b"`},
	{"two methods of one key", func(p *Plan) { p.Methods[2].Key = "test" }, "methods[2].key", "already"},
	{"method without a name", func(p *Plan) { p.Methods[2].Name = "" }, "methods[2].name", "called"},
	{"minus one minute", func(p *Plan) { p.Methods[0].Minutes = -1 }, "methods[0].minutes", "from 0 to"},
	{"mode without words", func(p *Plan) { p.Methods[0].Modes = []string{"by post", ""} }, "methods[0].modes[1]", "held"},
	{"method of nothing", func(p *Plan) { p.Methods = append(p.Methods, Method{Key: "air", Name: "Air"}) }, "methods[3].statements", "no statement"},
	{"20 methods", func(p *Plan) { p.Methods = methodsOf(p, 20) }, "", ""},
	{"21 methods", func(p *Plan) { p.Methods = methodsOf(p, 21) }, "methods", "up to 20"},

	{"unknown statement", func(p *Plan) { p.Methods[1].Statements = append(p.Methods[1].Statements, "k99") }, "methods[1].statements[1]", `"test" names the statement "k99"`},
	{"retired statement", func(p *Plan) { p.Methods[1].Statements = append(p.Methods[1].Statements, "k9") }, "methods[1].statements[1]", "no longer in XX01"},
	{"statement twice in a method", func(p *Plan) { p.Methods[1].Statements = append(p.Methods[1].Statements, "k2") }, "methods[1].statements[1]", "twice"},
	{"statement in no method", func(p *Plan) { p.Methods[1].Statements = []string{"k1"} }, "statements.k2", `"k2" (K2`},
	{"sampled, of another", func(p *Plan) { p.Methods[1].Sampled = []string{"k1"} }, "methods[1].sampled[0]", `samples the statement "k1"`},

	{"no rule of reflection", func(p *Plan) { p.Portfolio.Reflection = "" }, "portfolio.reflection", "reflection"},
	{"fewer than at least", func(p *Plan) { p.Portfolio.PiecesTypical = 4 }, "portfolio.pieces_typical", "fewer"},
	{"more than at most", func(p *Plan) { p.Portfolio.PiecesTypical = 6 }, "portfolio.pieces_typical", "more"},
	{"at least over at most", func(p *Plan) { p.Portfolio.PiecesMin, p.Portfolio.PiecesTypical = 6, 0 }, "portfolio.pieces_min", "cannot both hold"},
	{"no least number", func(p *Plan) { p.Portfolio.PiecesMin = 0 }, "", ""},
	{"no most number", func(p *Plan) { p.Portfolio.PiecesMax = 0 }, "", ""},
	{"minus one piece", func(p *Plan) { p.Portfolio.PiecesMin = -1 }, "portfolio.pieces_min", "from 0"},
	{"1,000 pieces", func(p *Plan) { p.Portfolio.PiecesMax = 1000 }, "", ""},
	{"1,001 pieces", func(p *Plan) { p.Portfolio.PiecesMax = 1001 }, "portfolio.pieces_max", "to 1000"},
	{"unknown kind", func(p *Plan) { p.Portfolio.KindsBarred = []string{"hearsay"} }, "portfolio.kinds_barred[0]", `"hearsay"`},
	{"unknown kind wanted", func(p *Plan) { p.Portfolio.KindsWanted = []string{"hearsay"} }, "portfolio.kinds_wanted[0]", `"hearsay"`},
	{"kind twice", func(p *Plan) { p.Portfolio.KindsWanted = []string{"report", "report"} }, "portfolio.kinds_wanted[1]", "twice"},
	{"kind wanted and barred", func(p *Plan) { p.Portfolio.KindsBarred = []string{"report"} }, "portfolio.kinds_barred[0]", "wanted and barred"},
	{"every kind barred", func(p *Plan) { p.Portfolio.KindsWanted, p.Portfolio.KindsBarred = nil, EvidenceKinds }, "portfolio.kinds_barred", "Every kind"},
	{"all kinds but one barred", func(p *Plan) { p.Portfolio.KindsWanted, p.Portfolio.KindsBarred = nil, EvidenceKinds[1:] }, "", ""},
	{"as many kinds as pieces", func(p *Plan) { p.Portfolio.KindsBarred, p.Portfolio.KindsWanted = nil, EvidenceKinds[:5] }, "", ""},
	{"more kinds than pieces", func(p *Plan) { p.Portfolio.KindsBarred, p.Portfolio.KindsWanted = nil, EvidenceKinds[:6] }, "portfolio.kinds_wanted", "6 kinds"},
	{"unknown role declares", func(p *Plan) { p.Portfolio.Declarations[0].By = "parent" }, "portfolio.declarations[0].by", `"parent"`},
	{"declares twice", func(p *Plan) { p.Portfolio.Declarations[1].By = "apprentice" }, "portfolio.declarations[1].by", "twice"},
	{"declares nothing", func(p *Plan) { p.Portfolio.Declarations[1].Words = "" }, "portfolio.declarations[1].words", "sentence"},

	{"unknown rule of English", func(p *Plan) { p.Gateway.EnglishMaths.From16 = "maybe" }, "gateway.english_maths.from_16", `"maybe"`},
	{"unknown rule at 19", func(p *Plan) { p.Gateway.EnglishMaths.From19 = "maybe" }, "gateway.english_maths.from_19", `"maybe"`},
	{"qualification twice", func(p *Plan) {
		p.Gateway.Qualifications = append(p.Gateway.Qualifications, Needed{Key: "spade", Name: "x"})
	}, "gateway.qualifications[1].key", "already"},
	{"qualification without a name", func(p *Plan) { p.Gateway.Qualifications[0].Name = "" }, "gateway.qualifications[0].name", "called"},
	{"document without a key", func(p *Plan) { p.Gateway.Documents[0].Key = "" }, "gateway.documents[0].key", "key"},
	{"30 documents", func(p *Plan) { p.Gateway.Documents = needed(30) }, "", ""},
	{"31 documents", func(p *Plan) { p.Gateway.Documents = needed(31) }, "gateway.documents", "up to 30"},
	{"unknown role signs", func(p *Plan) { p.Gateway.SignOffs[1].By = "iqa" }, "gateway.sign_offs[1].by", `"iqa"`},
	{"signs twice", func(p *Plan) { p.Gateway.SignOffs[1].By = "employer" }, "gateway.sign_offs[1].by", "twice"},

	{"grade twice", func(p *Plan) { p.Grading.Grades[2].Key = "pass" }, "grading.grades[2].key", "already"},
	{"grade of another's name", func(p *Plan) { p.Grading.Grades[2].Name = "Pass" }, "grading.grades[2].name", "already"},
	{"grade without a name", func(p *Plan) { p.Grading.Grades[2].Name = "" }, "grading.grades[2].name", "called"},
	{"fail above pass", func(p *Plan) { p.Grading.Grades[2].Pass = false }, "grading.grades[2].pass", "lowest comes first"},
	{"grade that nobody gets", func(p *Plan) {
		p.Grading.Grades = slices.Insert(p.Grading.Grades, 2, Grade{"good", "Good", true})
	}, "grading.grades[2]", "Nobody"},
	{"unknown grade of a method", func(p *Plan) { p.Methods[1].Grades = []string{"fail", "good"} }, "methods[1].grades[1]", `"good"`},
	{"grade of a method twice", func(p *Plan) { p.Methods[1].Grades = []string{"fail", "pass", "pass"} }, "methods[1].grades[2]", "twice"},
	{"grades out of order", func(p *Plan) { p.Methods[0].Grades = []string{"fail", "distinction", "pass"} }, "methods[0].grades[2]", "lowest comes first"},
	{"cannot be failed", func(p *Plan) { p.Methods[1].Grades = []string{"pass"} }, "methods[1].grades", "cannot be failed"},
	{"cannot be passed", func(p *Plan) { p.Methods[1].Grades = []string{"fail"} }, "methods[1].grades", "cannot be passed"},
	{"grade without a criterion", func(p *Plan) { p.Methods[0].Criteria = p.Methods[0].Criteria[:1] }, "methods[0].criteria", `"distinction"`},
	{"criterion twice", func(p *Plan) { p.Methods[0].Criteria[1].Key = "p1" }, "methods[0].criteria[1].key", "already"},
	{"criterion without words", func(p *Plan) { p.Methods[0].Criteria[1].Text = "" }, "methods[0].criteria[1].text", "asks for"},
	{"criterion of an unknown grade", func(p *Plan) { p.Methods[0].Criteria[1].Grade = "merit" }, "methods[0].criteria[1].grade", `"merit"`},
	{"criterion of the lowest grade", func(p *Plan) { p.Methods[0].Criteria[0].Grade = "fail" }, "methods[0].criteria[0].grade", "what remains"},
	{"criterion of a method without grades", func(p *Plan) { p.Methods[2].Verified, p.Methods[2].Criteria = false, p.Methods[1].Criteria }, "methods[2].criteria[0].grade", "does not have"},
	{"criterion about another's statement", func(p *Plan) { p.Methods[0].Criteria[1].Statements = []string{"s1", "k2"} }, "methods[0].criteria[1].statements[1]", `"k2"`},
	{"criterion about a statement twice", func(p *Plan) { p.Methods[0].Criteria[1].Statements = []string{"s1", "s1"} }, "methods[0].criteria[1].statements[1]", "twice"},

	{"table with a hole", func(p *Plan) { p.Grading.Table = p.Grading.Table[:3] }, "grading.table", "no row for: Talk: Pass; Test: Pass."},
	{"no table", func(p *Plan) {
		p.Grading.Table, p.Grading.Grades, p.Grading.Resit.Cap = nil, slices.Delete(p.Grading.Grades, 2, 3), ""
	}, "grading.table", "no row for: Talk: Fail; Test: Fail."},
	{"row that never applies", func(p *Plan) {
		p.Grading.Table = append(p.Grading.Table, Combination{When: map[string][]string{"talk": {"pass"}, "test": {"pass"}}, Grade: "merit"})
	}, "grading.table[4]", "never applies"},
	{"last row for all the rest", func(p *Plan) { p.Grading.Table[3].When = nil }, "", ""},
	{"row after that for all the rest", func(p *Plan) { p.Grading.Table[2].When = nil }, "grading.table[3]", "never applies"},
	{"row of an unknown method", func(p *Plan) { p.Grading.Table[3].When["quiz"] = []string{"pass"} }, "grading.table[3].when.quiz", `"quiz"`},
	{"row of a method without grades", func(p *Plan) { p.Grading.Table[3].When["conduct"] = []string{"pass"} }, "grading.table[3].when.conduct", "no grades"},
	{"row of a grade the method has not", func(p *Plan) { p.Grading.Table[3].When["test"] = []string{"distinction"} }, "grading.table[3].when.test", "does not have"},
	{"row with a grade twice", func(p *Plan) { p.Grading.Table[3].When["talk"] = []string{"pass", "pass"} }, "grading.table[3].when.talk", "twice"},
	{"row without a grade", func(p *Plan) { p.Grading.Table[3].When["test"] = nil }, "grading.table[3].when.test", "never apply"},
	{"row that gives an unknown grade", func(p *Plan) { p.Grading.Table[3].Grade = "star" }, "grading.table[3].grade", `"star"`},
	{"table without grades", func(p *Plan) {
		ungraded(p)
		p.Grading.Table = []Combination{{Grade: "pass"}}
		p.Grading.Grades = []Grade{{"pass", "Pass", true}}
	}, "grading.table", "no method has any"},
	{"nothing of grades", func(p *Plan) { ungraded(p); p.Grading = Grading{} }, "", ""},
	{"50,000 combinations and more", func(p *Plan) { p.Methods, p.Grading.Table = manyGraded(p), []Combination{{Grade: "pass"}} }, "grading.table", "more than 50000 ways"},

	{"one attempt and rules for another", func(p *Plan) { p.Grading.Resit.Attempts = 1 }, "grading.resit.attempts", "one attempt"},
	{"one attempt", func(p *Plan) { p.Grading.Resit = Resit{Attempts: 1} }, "", ""},
	{"minus one attempt", func(p *Plan) { p.Grading.Resit.Attempts = -1 }, "grading.resit.attempts", "from 0"},
	{"resit within 3,651 days", func(p *Plan) { p.Grading.Resit.Days = 3651 }, "grading.resit.days", "3650"},
	{"capped at a fail", func(p *Plan) { p.Grading.Resit.Cap = "fail" }, "grading.resit.cap", "no pass"},
	{"capped at the highest", func(p *Plan) { p.Grading.Resit.Cap = "merit" }, "grading.resit.cap", "highest"},
	{"capped at an unknown", func(p *Plan) { p.Grading.Resit.Cap = "star" }, "grading.resit.cap", `"star"`},
	{"not capped", func(p *Plan) { p.Grading.Resit.Cap = "" }, "", ""},

	{"another form", func(p *Plan) { p.Submission.Form = "zip" }, "submission.form", `"zip"`},
	{"folder in a folder", func(p *Plan) { p.Submission.Root = "a/{name}" }, "submission.root", "one folder"},
	{"backslash", func(p *Plan) { p.Submission.Evidence = `a\b` }, "submission.evidence", "one folder"},
	{"colon", func(p *Plan) { p.Submission.Report = "a:b" }, "submission.report", "Leave out"},
	{"brace", func(p *Plan) { p.Submission.Report = "{name" }, "submission.report", "Leave out"},
	{"up a folder", func(p *Plan) { p.Submission.Gateway = ".." }, "submission.gateway", "full stop"},
	{"unknown placeholder", func(p *Plan) { p.Submission.Root = "{date}" }, "submission.root", "{date}"},
	{"placeholder of a file, in a folder", func(p *Plan) { p.Submission.Root = "{piece}" }, "submission.root", "{piece}"},
	{"one name for two folders", func(p *Plan) { p.Submission.Gateway = "EVIDENCE" }, "submission.gateway", "one name"},
	{"one name for all files", func(p *Plan) { p.Submission.File = "{name}" }, "submission.file", "called the same"},
	{"the program's own shape", func(p *Plan) { p.Submission = SubmissionShape{} }, "", ""},
}

func TestPlanCheckNamesThePlace(t *testing.T) {
	for _, tt := range planFaults {
		for _, regime := range []Regime{EndPoint, Assessment} {
			s, p := small(regime)
			tt.breaks(p)
			checkPlan(t, tt.name+", "+string(regime), s, p, tt.place, tt.says)
		}
	}
}

// checkPlan sees that the plan is refused for the place, or not at all.
func checkPlan(t *testing.T, name string, s *Standard, p *Plan, place, says string) {
	t.Helper()
	faults, err := p.Faults(s), p.Check(s)
	if (err == nil) != (place == "") || (len(faults) == 0) != (place == "") {
		t.Errorf("%s: Check = %v; want a fault at %q", name, err, place)
		return
	}
	if place == "" {
		return
	}
	if !slices.ContainsFunc(faults, func(f Fault) bool { return f.Place == place && strings.Contains(f.Text, says) }) {
		t.Errorf("%s: %v; want %s: …%s", name, faults, place, says)
	}
	for _, f := range faults {
		if !strings.HasSuffix(f.Text, ".") {
			t.Errorf("%s: %q is no sentence", name, f.Text)
		}
	}
}

func TestPlanCheckKnowsTheRegimes(t *testing.T) {
	tests := []struct {
		name   string
		regime Regime
		breaks func(*Plan)
		place  string
		says   string
	}{
		{"in two methods", EndPoint, func(p *Plan) { p.Methods[1].Statements = []string{"k2", "k1"} }, "", ""},
		{"in two outcomes", Assessment, func(p *Plan) { p.Methods[1].Statements = []string{"k2", "k1"} }, "statements.k1", "in 2 outcomes"},
		{"sampled under the end-point rules", EndPoint, func(p *Plan) { p.Methods[0].Sampled = []string{"k1"} }, "methods[0].sampled", "every statement is assessed"},
		{"sampled twice", Assessment, func(p *Plan) { p.Methods[0].Sampled = []string{"k1", "k1"} }, "methods[0].sampled[1]", "twice"},
		{"verified under the end-point rules", EndPoint, func(p *Plan) { p.Methods[2].Verified = true }, "methods[2].verified", "all is assessed"},
		{"verified, and of the portfolio", Assessment, func(p *Plan) { p.Methods[2].Portfolio = true }, "methods[2].portfolio", "no portfolio"},
		{"verified, and sampled", Assessment, func(p *Plan) { p.Methods[2].Sampled = []string{"b1"} }, "methods[2].sampled", "sampled"},
		{"verified, and graded", Assessment, func(p *Plan) { p.Methods[2].Grades, p.Methods[2].Criteria = p.Methods[1].Grades, p.Methods[1].Criteria }, "methods[2].grades", "no grades"},
	}
	for _, tt := range tests {
		s, p := small(tt.regime)
		tt.breaks(p)
		checkPlan(t, tt.name, s, p, tt.place, tt.says)
	}
}

func TestCheckTellsHowMuchIsWrong(t *testing.T) {
	s, p := small(EndPoint)
	p.Name, p.Words.Gateway = "", ""
	if err := p.Check(s); err == nil || err.Error() != "Plan XX01/AP 1, name: Say what the plan is called. 1 more of its places need a look." {
		t.Errorf("Check = %v", err)
	}
}

// methodsOf returns the plan's methods with more that cover k2 of their own.
func methodsOf(p *Plan, n int) []Method {
	out := p.Methods
	for len(out) < n {
		p.Regime = EndPoint
		out[2].Verified, out[0].Sampled = false, nil
		out = append(out, Method{Key: fmt.Sprintf("m%d", len(out)), Name: "More", Statements: []string{"k2"}})
	}
	return out
}

func needed(n int) (out []Needed) {
	for i := range n {
		out = append(out, Needed{Key: fmt.Sprintf("n%d", i), Name: "Something"})
	}
	return out
}

func ungraded(p *Plan) {
	for i := range p.Methods {
		p.Methods[i].Grades, p.Methods[i].Criteria = nil, nil
	}
}

// manyGraded returns methods whose grades combine in 3 to the power of 11 ways.
func manyGraded(p *Plan) []Method {
	out := methodsOf(p, 14)
	for i := 3; i < 14; i++ {
		out[i].Grades, out[i].Criteria = p.Methods[0].Grades, p.Methods[0].Criteria[:0:0]
		out[i].Criteria = append(out[i].Criteria, Criterion{Key: "p", Grade: "pass", Text: "x"}, Criterion{Key: "d", Grade: "distinction", Text: "x"})
	}
	return out
}
