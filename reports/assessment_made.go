package reports

import (
	"slices"
	"time"

	"touchstone/app/db"
	"touchstone/evidence/assessment"
	"touchstone/ksb"
)

// NewAssessment returns the report of how a frozen submission was judged. Digest
// is that of the submission's document. Of those invited, they are named who
// judged, proposed or moderated. What is not released yet makes a draft, which
// says what is missing.
func NewAssessment(frozen *Submission, digest string, a *assessment.Assessment, r assessment.Result, invited []assessment.Invitation) *Assessment {
	p, plan := &frozen.Portfolio, frozen.Portfolio.Plan
	m := &maker{plan: plan, p: p, a: a, r: &r, codes: map[ksb.StatementID]string{}}
	for i := range p.Statements {
		m.codes[p.Statements[i].ID] = codeOf(&p.Statements[i], i+1)
	}
	out := &Assessment{Format: assessmentFormat, Apprentice: p.Apprentice, ULN: p.ULN, Employer: p.Employer, EmployerContact: p.EmployerContact,
		Provider: p.Provider, Coach: p.Coach, StartedOn: p.StartedOn, Organisation: frozen.Organisation,
		Standard: JudgedStandard{p.Standard.Reference, p.Standard.Version, p.Standard.Title, p.Standard.Level, p.Option, p.Standard.Source},
		Plan:     JudgedPlan{plan.Reference, plan.Version, plan.Name, plan.Example, plan.Regime, planWords(plan)},
		Evidence: JudgedEvidence{Attempt: frozen.Attempt, At: frozen.At, By: frozen.By, Document: digest, Pieces: judgedPieces(p)},
		Sitting:  a.Sitting, Result: m.result(), Feedback: a.Feedback, Methods: []JudgedPart{}, Verified: m.verified(&frozen.Gateway),
		Assessors: m.assessors(invited), Moderated: a.Moderated, Steps: []JudgedStep{}, ReleasedAt: utc(a.ReleasedAt)}
	for i := range plan.Methods {
		if method := &plan.Methods[i]; !method.Verified {
			out.Methods = append(out.Methods, m.part(method))
		}
	}
	for i := range p.Statements {
		st := &p.Statements[i]
		if j := a.Judgements[st.ID]; j.Verdict != assessment.NotJudged && len(plan.MethodsOf(st.Key)) == 0 {
			out.Others = append(out.Others, m.shown(st, false))
		}
	}
	for _, move := range a.Moves {
		out.Steps = append(out.Steps, JudgedStep{move.Move, move.ByName, utc(move.At)})
		if move.Move == "release" {
			out.ReleasedBy = move.ByName
		}
	}
	if !r.Passed && (r.Grade != "" || len(plan.Grading.Table) == 0) {
		out.Resit = m.resit(out)
	}
	return out
}

// A maker makes the parts of a report.
type maker struct {
	plan  *ksb.Plan
	p     *Portfolio
	a     *assessment.Assessment
	r     *assessment.Result
	codes map[ksb.StatementID]string
}

func utc(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.UTC()
}

func judgedPieces(p *Portfolio) []JudgedPiece {
	out := []JudgedPiece{}
	for i := range p.Pieces {
		piece := &p.Pieces[i]
		j := JudgedPiece{Number: piece.Number, Version: piece.Version, Title: piece.Title, Kind: piece.Kind, From: piece.From, To: piece.To, Files: []JudgedFile{}}
		for n := range piece.Files {
			j.Files = append(j.Files, JudgedFile{FileLabel(piece.Number, n), piece.Files[n].Name, string(piece.Files[n].Ref)})
		}
		out = append(out, j)
	}
	return out
}

// grade returns a grade's name.
func (m *maker) grade(key string) string {
	g, _ := m.plan.Grade(key)
	return g.Name
}

func (m *maker) result() JudgedResult {
	r := JudgedResult{Passed: m.r.Passed, Grade: m.grade(m.r.Grade), Working: slices.Clone(m.r.Working)}
	if m.r.Before != m.r.Grade {
		r.Before = m.grade(m.r.Before)
	}
	for i := range m.plan.Grading.Table {
		row := JudgedCombined{When: []JudgedWhen{}, Grade: m.grade(m.plan.Grading.Table[i].Grade), Decided: i == m.r.Row}
		for _, method := range m.plan.Graded() {
			may, named := m.plan.Grading.Table[i].When[method.Key]
			if !named {
				continue
			}
			when := JudgedWhen{Method: method.Name}
			for _, key := range may {
				when.Grades = append(when.Grades, m.grade(key))
			}
			row.When = append(row.When, when)
		}
		r.Table = append(r.Table, row)
	}
	for _, gap := range m.r.Missing {
		r.Missing = append(r.Missing, gap.Text)
	}
	return r
}

func (m *maker) part(method *ksb.Method) JudgedPart {
	held := m.a.Methods[method.Key]
	out := JudgedPart{Key: method.Key, Name: method.Name, Minutes: method.Minutes, Modes: method.Modes, HeldOn: utc(held.On), HeldMinutes: held.Minutes,
		HeldMode: held.Mode, HeldNote: held.Note, RecordedBy: held.ByName, RecordedAt: utc(held.At), Graded: len(method.Grades) > 0, Statements: []JudgedShown{}}
	for _, r := range m.r.Methods {
		if r.Method.Key == method.Key {
			out.Grade, out.Passed, out.Working = m.grade(r.Grade), r.Passed, r.Working
		}
	}
	needed := m.toPass(method)
	for _, c := range method.Criteria {
		j := m.a.Criteria[method.Key][c.Key]
		out.Criteria = append(out.Criteria, JudgedCriterion{c.Key, m.grade(c.Grade), slices.Contains(needed, c.Grade), c.Text, m.own(c.Statements), string(j.Verdict), j.Reason, j.ByName, utc(j.At)})
	}
	for i := range m.p.Statements {
		if st := &m.p.Statements[i]; slices.Contains(method.Statements, st.Key) {
			out.Statements = append(out.Statements, m.shown(st, slices.Contains(method.Sampled, st.Key)))
		}
	}
	for _, q := range m.a.Questions {
		if q.Method == method.Key && q.Asked {
			out.Questions = append(out.Questions, JudgedQuestion{q.Text, m.keys(q.Statements), q.Answer})
		}
	}
	return out
}

// toPass returns the grades of a method whose criteria are needed to pass it:
// those up to the first that is a pass.
func (m *maker) toPass(method *ksb.Method) []string {
	for i, key := range method.Grades {
		if g, _ := m.plan.Grade(key); g.Pass {
			return method.Grades[:i+1]
		}
	}
	return method.Grades
}

// own leaves of statements' keys those of this apprentice.
func (m *maker) own(keys []string) (out []string) {
	for i := range m.p.Statements {
		if slices.Contains(keys, m.p.Statements[i].Key) {
			out = append(out, m.p.Statements[i].Key)
		}
	}
	return out
}

func (m *maker) keys(ids []ksb.StatementID) (out []string) {
	for i := range m.p.Statements {
		if slices.Contains(ids, m.p.Statements[i].ID) {
			out = append(out, m.p.Statements[i].Key)
		}
	}
	return out
}

func (m *maker) shown(st *ksb.Statement, sampled bool) JudgedShown {
	j := m.a.Judgements[st.ID]
	out := JudgedShown{ID: st.ID, Key: st.Key, Name: m.codes[st.ID], Title: titleBeside(st), Text: st.Text(), Sampled: sampled,
		Verdict: string(j.Verdict), Reason: j.Reason, By: j.ByName, At: utc(j.At)}
	for _, c := range j.Cites {
		out.Cites = append(out.Cites, JudgedCite{c.Piece, c.File, c.Place})
	}
	return out
}

// titleBeside returns a statement's title where it is not what it is called.
func titleBeside(st *ksb.Statement) string {
	if st.Code == "" {
		return ""
	}
	return st.Title
}

func (m *maker) verified(g *Gateway) (out []Behaviour) {
	for i := range m.p.Statements {
		st := &m.p.Statements[i]
		if !m.plan.Verified(st.Key) {
			continue
		}
		b := Behaviour{Key: st.Key, Name: m.codes[st.ID], Title: titleBeside(st), Text: st.Text()}
		for _, r := range g.Behaviours {
			if r.Statement == st.ID {
				b.Verified, b.Example, b.By, b.At = r.Verified, r.Example, r.By, utc(r.At)
			}
		}
		out = append(out, b)
	}
	return out
}

// assessors returns who of those invited did something, each once a duty, in the
// order they were invited.
func (m *maker) assessors(invited []assessment.Invitation) []Assessor {
	out := []Assessor{}
	for _, i := range invited {
		if i.DeclaredAt.IsZero() || i.Interest != "" || !m.took(&i) {
			continue
		}
		named := Assessor{i.Name, string(i.Duty), utc(i.At), utc(i.DeclaredAt)}
		at := slices.IndexFunc(out, func(o Assessor) bool { return o.Name == named.Name && o.Duty == named.Duty })
		switch {
		case at < 0:
			out = append(out, named)
		case named.DeclaredAt.Before(out[at].DeclaredAt):
			out[at] = named // invited again since
		}
	}
	slices.SortStableFunc(out, func(x, y Assessor) int {
		if x.Duty != y.Duty {
			return map[bool]int{true: -1, false: 1}[x.Duty == string(assessment.Assesses)]
		}
		return x.InvitedAt.Compare(y.InvitedAt)
	})
	return out
}

// took reports whether somebody invited did what they were invited for.
func (m *maker) took(i *assessment.Invitation) bool {
	moves := map[assessment.Duty][]string{assessment.Assesses: {"propose"}, assessment.Moderates: {"agree", "return"}}[i.Duty]
	for _, move := range m.a.Moves {
		if move.By == i.Person && slices.Contains(moves, move.Move) {
			return true
		}
	}
	return i.Duty == assessment.Assesses && m.judged(i.Name)
}

// judged reports whether a judgement that stands is by somebody of that name.
func (m *maker) judged(name string) bool {
	for _, h := range m.a.Methods {
		if h.ByName == name {
			return true
		}
	}
	for _, j := range m.a.Judgements {
		if j.ByName == name {
			return true
		}
	}
	for _, method := range m.a.Criteria {
		for _, c := range method {
			if c.ByName == name {
				return true
			}
		}
	}
	return false
}

// resit returns what the plan says of being assessed again.
func (m *maker) resit(out *Assessment) *Resit {
	rule := m.plan.Grading.Resit
	r := &Resit{Said: rule != ksb.Resit{}, Methods: []string{}, Whole: rule.All, Next: m.a.Sitting + 1, Most: rule.Attempts, Days: rule.Days, Note: rule.Note}
	if rule.Cap != "" {
		r.Cap = m.grade(rule.Cap)
	}
	if rule.Days > 0 && !m.a.ReleasedAt.IsZero() {
		r.By = db.Today(m.a.ReleasedAt).AddDate(0, 0, rule.Days)
	}
	var failed, lacking, all []string
	for i := range out.Methods {
		part := &out.Methods[i]
		all = append(all, part.Name)
		if part.Graded && !part.Passed {
			failed = append(failed, part.Name)
		}
		if slices.ContainsFunc(part.Statements, func(s JudgedShown) bool { return s.Verdict == string(assessment.Insufficient) }) {
			lacking = append(lacking, part.Name)
		}
	}
	for _, these := range [][]string{failed, lacking, all} {
		if rule.All {
			these = all
		}
		if len(these) > 0 {
			r.Methods = these
			return r
		}
	}
	return r
}
