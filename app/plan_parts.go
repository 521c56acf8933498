package app

import (
	"fmt"
	"slices"
	"strings"

	"touchstone/app/pages"
	"touchstone/evidence"
	"touchstone/ksb"
)

// A planPart is one part of the form of a plan.
type planPart struct {
	key   string // in its address
	name  string
	under string
	in    []string // what the places of its faults begin with
	show  func(*planForm)
	read  func(*planForm)
	list  bool // it has rows, to which more can be added
}

// criteriaPart begins the key of a part on a method's criteria.
const criteriaPart = "criteria-"

// planParts returns the parts of the form of a plan, in order.
func planParts(p *ksb.Plan) []planPart {
	parts := []planPart{
		{"words", "Rules and words", "What the plan is, and what it calls things.", []string{"reference", "version", "name", "regime", "words"}, (*planForm).showWords, (*planForm).readWords, false},
		{"grades", "Grades and re-sits", "The grades there are, and what follows a fail.", []string{"grading.grades", "grading.resit"}, (*planForm).showGrades, (*planForm).readGrades, true},
		{"methods", "Methods", "What is assessed, and how. Empty a name to take the method away.", []string{"methods"}, (*planForm).showMethods, (*planForm).readMethods, true},
		{"statements", "Statements", "Which method covers each statement.", []string{"statements"}, (*planForm).showStatements, (*planForm).readStatements, false},
	}
	for i := range p.Methods {
		if m := &p.Methods[i]; len(m.Grades) > 0 {
			parts = append(parts, planPart{criteriaPart + m.Key, "Criteria: " + m.Name, "What each grade asks for. A grade is reached when all of it, and of the grades below, is met.",
				[]string{fmt.Sprintf("methods[%d].criteria", i)}, (*planForm).showCriteria, (*planForm).readCriteria, true})
		}
	}
	return append(parts,
		planPart{"table", "Overall grade", "How the grades of methods come to the overall grade. The first row that fits decides.", []string{"grading.table"}, (*planForm).showTable, (*planForm).readTable, true},
		planPart{"portfolio", "The portfolio", "A number that is left empty is no rule.", []string{"portfolio"}, (*planForm).showPortfolio, (*planForm).readPortfolio, false},
		planPart{"gateway", "Before the assessment", "What has to be in place, and who signs.", []string{"gateway"}, (*planForm).showGateway, (*planForm).readGateway, true},
		planPart{"submission", "What is handed over", "What is left empty takes the program’s own way.", []string{"submission"}, (*planForm).showSubmission, (*planForm).readSubmission, false})
}

// partOf returns the place among the parts of the one that a fault is put right
// in: the one that names the most of it. Statements of a method are put right
// where all statements are.
func partOf(parts []planPart, place string) int {
	best, longest := 0, -1
	if strings.HasPrefix(place, "methods[") && (strings.Contains(place, "].statements") || strings.Contains(place, "].sampled")) && !strings.Contains(place, "criteria") {
		place = "statements"
	}
	for i := range parts {
		for _, in := range parts[i].in {
			if len(in) > longest && strings.HasPrefix(place, in) {
				best, longest = i, len(in)
			}
		}
	}
	return best
}

func (f *planForm) group(g pages.PlanGroup) { f.page.Groups = append(f.page.Groups, g) }

func (f *planForm) showWords() {
	p := f.plan
	f.group(pages.PlanGroup{Inputs: []pages.PlanInput{
		line("reference", "Reference", "All versions of the plan share it.", p.Reference),
		line("version", "Version", "", p.Version),
		line("name", "Name", "", p.Name),
		choose(pages.AsRadios, "regime", "Rules", "", []pages.Option{{Value: string(ksb.EndPoint), Label: regimeWords[ksb.EndPoint], Hint: "Every statement is assessed."},
			{Value: string(ksb.Assessment), Label: regimeWords[ksb.Assessment], Hint: "Each statement is in one outcome, outcomes may sample, and the employer verifies behaviours."}}, string(p.Regime)),
		check("example", "It is only an example, to be replaced", "", p.Example),
	}})
	f.group(pages.PlanGroup{ID: "its-words", Title: "Its words", Hint: "Pages, notices and reports call things so.", Inputs: []pages.PlanInput{
		line("words.assessment", "The assessment", "Such as end-point assessment.", p.Words.Assessment),
		line("words.organisation", "The organisation that assesses", "Such as end-point assessment organisation.", p.Words.Organisation),
		line("words.gateway", "The gateway", "Such as gateway to completion.", p.Words.Gateway),
		line("words.method", "A method", "Such as assessment outcome.", p.Words.Method),
	}})
}

func (f *planForm) readWords() {
	p := f.plan
	p.Reference, p.Version, p.Name = f.text("reference"), f.text("version"), f.text("name")
	p.Regime, p.Example = ksb.Regime(f.text("regime")), f.ticked("example")
	p.Words = ksb.Words{Assessment: f.text("words.assessment"), Organisation: f.text("words.organisation"), Gateway: f.text("words.gateway"), Method: f.text("words.method")}
}

func (f *planForm) showGrades() {
	g := pages.PlanGroup{ID: "grades", Title: "Grades", Hint: "The lowest first. Without any, results are given without a grade. Empty a name to take the grade away."}
	all := append(slices.Clone(f.plan.Grading.Grades), make([]ksb.Grade, blankRows)...)
	for i, grade := range all {
		row := fmt.Sprintf("grading.grades[%d]", i)
		g.Rows = append(g.Rows, pages.PlanEntry{Legend: legend("Grade", i, grade.Name), Hidden: []pages.Hidden{{Name: row + ".key", Value: grade.Key}}, Inputs: []pages.PlanInput{
			order(row, i), line(row+".name", "Name", "", grade.Name), check(row+".pass", "Whoever has it has passed", "", grade.Pass)}})
	}
	f.group(g)
	r := &f.plan.Grading.Resit
	cap := []pages.Option{{Label: "No cap"}}
	for _, grade := range f.plan.Grading.Grades {
		cap = append(cap, pages.Option{Value: grade.Key, Label: grade.Name})
	}
	f.group(pages.PlanGroup{ID: "resits", Title: "After a fail", Inputs: []pages.PlanInput{
		f.figure("grading.resit.attempts", "Attempts in all", "The first one counted.", r.Attempts),
		f.figure("grading.resit.days", "Days for another attempt", "From the result.", r.Days),
		choose(pages.AsSelect, "grading.resit.cap", "Highest overall grade then", "", cap, r.Cap),
		check("grading.resit.all", "Every method is taken again, not only those that were failed", "", r.All),
		area("grading.resit.note", "What else the plan says", "", r.Note),
	}})
}

// legend names a row of a list: "Grade 2: Pass", or "Another grade".
func legend(what string, i int, name string) string {
	if name == "" {
		return "Another " + strings.ToLower(what)
	}
	return fmt.Sprintf("%s %d: %s", what, i+1, name)
}

func (f *planForm) readGrades() {
	g := &f.plan.Grading
	before := g.Grades
	known := func(key string) bool {
		has := func(g ksb.Grade) bool { return g.Key == key }
		return slices.ContainsFunc(g.Grades, has) || slices.ContainsFunc(before, has)
	}
	g.Grades = nil
	for _, row := range f.rows("grading.grades") {
		name := f.text(row + ".name")
		if name == "" {
			continue
		}
		key := f.text(row + ".key")
		if key == "" {
			key = keyFor(name, known)
		}
		g.Grades = append(g.Grades, ksb.Grade{Key: key, Name: name, Pass: f.ticked(row + ".pass")})
	}
	g.Resit = ksb.Resit{Attempts: f.number("grading.resit.attempts", "grading.resit.attempts"), Days: f.number("grading.resit.days", "grading.resit.days"),
		Cap: f.text("grading.resit.cap"), All: f.ticked("grading.resit.all"), Note: f.text("grading.resit.note")}
}

func (f *planForm) gradeOptions(keys []string) (out []pages.Option) {
	for _, key := range keys {
		g, _ := f.plan.Grade(key)
		out = append(out, pages.Option{Value: g.Key, Label: g.Name})
	}
	return out
}

func (f *planForm) allGrades() (keys []string) {
	for _, g := range f.plan.Grading.Grades {
		keys = append(keys, g.Key)
	}
	return keys
}

func (f *planForm) showMethods() {
	g := pages.PlanGroup{}
	for i, m := range append(slices.Clone(f.plan.Methods), make([]ksb.Method, blankRows)...) {
		row := fmt.Sprintf("methods[%d]", i)
		modes := area(row+".modes", "How it may be held", "One way a line, such as by video call.", strings.Join(m.Modes, "\n"))
		modes.Optional = true
		in := []pages.PlanInput{order(row, i), line(row+".name", "Name", "", m.Name), check(row+".portfolio", "The portfolio underpins it", "", m.Portfolio)}
		if f.plan.Regime == ksb.Assessment {
			in = append(in, check(row+".verified", "It is not assessed: the employer verifies it", "", m.Verified))
		}
		in = append(in, f.figure(row+".minutes", "Minutes", "", m.Minutes), modes)
		if keys := f.allGrades(); len(keys) > 0 {
			in = append(in, choose(pages.AsChecks, row+".grades", "Grades it can have", "None, if it is not graded.", f.gradeOptions(keys), m.Grades...))
		}
		g.Rows = append(g.Rows, pages.PlanEntry{Legend: legend("Method", i, m.Name), Hidden: []pages.Hidden{{Name: row + ".key", Value: m.Key}}, Inputs: in})
	}
	f.group(g)
}

func (f *planForm) readMethods() {
	before := f.plan.Methods
	f.plan.Methods = nil
	known := func(key string) bool {
		has := func(m ksb.Method) bool { return m.Key == key }
		return slices.ContainsFunc(f.plan.Methods, has) || slices.ContainsFunc(before, has)
	}
	for _, row := range f.rows("methods") {
		name := f.text(row + ".name")
		if name == "" {
			continue
		}
		m := ksb.Method{Key: f.text(row + ".key")}
		if i := slices.IndexFunc(before, func(b ksb.Method) bool { return b.Key == m.Key }); i >= 0 && m.Key != "" {
			m = before[i]
		} else {
			m = ksb.Method{Key: keyFor(name, known)}
		}
		place := fmt.Sprintf("methods[%d]", len(f.plan.Methods))
		m.Name, m.Portfolio, m.Verified = name, f.ticked(row+".portfolio"), f.ticked(row+".verified")
		m.Minutes, m.Modes, m.Grades = f.number(row+".minutes", place+".minutes"), writtenLines(f.typed(row+".modes")), f.typed(row+".grades")
		if len(m.Grades) == 0 {
			m.Criteria = nil
		}
		f.plan.Methods = append(f.plan.Methods, m)
	}
}

// writtenLines returns the lines of a text that say something.
func writtenLines(typed []string) (out []string) {
	for _, l := range strings.Split(strings.Join(typed, "\n"), "\n") {
		if l = strings.Join(strings.Fields(l), " "); l != "" {
			out = append(out, l)
		}
	}
	return out
}

func (f *planForm) showStatements() {
	g := &pages.PlanGrid{Columns: []pages.Column{{Name: "Statement"}}}
	for _, m := range f.plan.Methods {
		g.Columns = append(g.Columns, pages.Column{Name: m.Name})
	}
	sampling := f.plan.Regime == ksb.Assessment
	if sampling {
		g.Columns = append(g.Columns, pages.Column{Name: "May be sampled"})
	}
	if len(f.plan.Methods) == 0 {
		f.group(pages.PlanGroup{Empty: "The plan has no methods yet. Add them first."})
		return
	}
	for i := range f.standard.Statements {
		st := &f.standard.Statements[i]
		if st.Retired {
			continue
		}
		row := pages.PlanGridRow{ID: "statements." + st.Key, Chip: pages.Chip{Code: string(st.Code)}, Name: st.Title}
		sampled := false
		for _, m := range f.plan.Methods {
			row.Cells = append(row.Cells, pages.PlanCell{Name: "statements." + st.Key, Value: m.Key, Column: m.Name, Label: st.Name() + " in " + m.Name, On: slices.Contains(m.Statements, st.Key)})
			sampled = sampled || slices.Contains(m.Sampled, st.Key)
		}
		if sampling {
			row.Cells = append(row.Cells, pages.PlanCell{Name: "sampled", Value: st.Key, Column: "May be sampled", Label: st.Name() + " may be sampled", On: sampled})
		}
		g.Rows = append(g.Rows, row)
	}
	f.page.Grid = g
}

func (f *planForm) readStatements() {
	sampled := f.typed("sampled")
	for i := range f.plan.Methods {
		m := &f.plan.Methods[i]
		m.Statements, m.Sampled = []string{}, nil
		for j := range f.standard.Statements {
			key := f.standard.Statements[j].Key
			if !slices.Contains(f.typed("statements."+key), m.Key) {
				continue
			}
			m.Statements = append(m.Statements, key)
			if slices.Contains(sampled, key) {
				m.Sampled = append(m.Sampled, key)
			}
		}
	}
}

func (f *planForm) showCriteria() {
	m := &f.plan.Methods[f.method]
	var about []pages.Option
	for _, key := range m.Statements {
		if st := statementOf(f.standard, key); st != nil {
			about = append(about, pages.Option{Value: key, Label: st.Name()})
		}
	}
	grades := append([]pages.Option{{Label: "Choose the grade"}}, f.gradeOptions(m.Grades[1:])...)
	g := pages.PlanGroup{Hint: "Empty what it asks for to take a criterion away."}
	for i, c := range append(slices.Clone(m.Criteria), make([]ksb.Criterion, blankRows)...) {
		row := fmt.Sprintf("methods[%d].criteria[%d]", f.method, i)
		name := ""
		if c.Key != "" {
			grade, _ := f.plan.Grade(c.Grade)
			name = grade.Name
		}
		fold := "About the whole method"
		if n := len(c.Statements); n > 0 {
			fold = fmt.Sprintf("About %d of its statements", n)
		}
		g.Rows = append(g.Rows, pages.PlanEntry{Legend: legend("Criterion", i, name), Hidden: []pages.Hidden{{Name: row + ".key", Value: c.Key}}, Fold: fold, Inputs: []pages.PlanInput{
			order(row, i), choose(pages.AsSelect, row+".grade", "Grade", "", grades, c.Grade), area(row+".text", "What it asks for", "", c.Text),
			choose(pages.AsChecks, row+".statements", "Statements it is about", "None, if it is about the whole.", about, c.Statements...)}})
	}
	f.group(g)
}

func (f *planForm) readCriteria() {
	m := &f.plan.Methods[f.method]
	before := m.Criteria
	known := func(key string) bool {
		has := func(c ksb.Criterion) bool { return c.Key == key }
		return slices.ContainsFunc(m.Criteria, has) || slices.ContainsFunc(before, has)
	}
	m.Criteria = nil
	for _, row := range f.rows(fmt.Sprintf("methods[%d].criteria", f.method)) {
		text := f.text(row + ".text")
		if text == "" {
			continue
		}
		c := ksb.Criterion{Key: f.text(row + ".key"), Grade: f.text(row + ".grade"), Text: text, Statements: f.typed(row + ".statements")}
		if c.Key == "" {
			c.Key = keyFor(c.Grade+" 1", known)
		}
		m.Criteria = append(m.Criteria, c)
	}
}

func (f *planForm) showTable() {
	graded := f.plan.Graded()
	g := pages.PlanGroup{Hint: "Tick none for any grade. Choose no overall grade to take a row away.", Empty: "No method is graded, so there is nothing to combine."}
	if len(graded) == 0 {
		g.Hint = ""
		f.group(g)
		return
	}
	overall := append([]pages.Option{{Label: "None: leave this row out"}}, f.gradeOptions(f.allGrades())...)
	for i, r := range append(slices.Clone(f.plan.Grading.Table), make([]ksb.Combination, blankRows)...) {
		row := fmt.Sprintf("grading.table[%d]", i)
		in := []pages.PlanInput{order(row, i)}
		for _, m := range graded {
			in = append(in, choose(pages.AsChecks, row+".when."+m.Key, m.Name, "", f.gradeOptions(m.Grades), r.When[m.Key]...))
		}
		grade, _ := f.plan.Grade(r.Grade)
		in = append(in, choose(pages.AsSelect, row+".grade", "Overall grade", "", overall, r.Grade))
		g.Rows = append(g.Rows, pages.PlanEntry{Legend: legend("Row", i, grade.Name), Inputs: in})
	}
	f.group(g)
}

func (f *planForm) readTable() {
	g := &f.plan.Grading
	g.Table = nil
	for _, row := range f.rows("grading.table") {
		r := ksb.Combination{When: make(map[string][]string), Grade: f.text(row + ".grade")}
		if r.Grade == "" {
			continue
		}
		for _, m := range f.plan.Graded() {
			if may := f.typed(row + ".when." + m.Key); len(may) > 0 {
				r.When[m.Key] = may
			}
		}
		g.Table = append(g.Table, r)
	}
}

func (f *planForm) showPortfolio() {
	r := &f.plan.Portfolio
	var kinds []pages.Option
	for _, k := range evidence.Kinds {
		kinds = append(kinds, pages.Option{Value: string(k.Key), Label: k.Name})
	}
	f.group(pages.PlanGroup{Inputs: []pages.PlanInput{
		f.figure("portfolio.pieces_min", "Pieces at least", "", r.PiecesMin),
		f.figure("portfolio.pieces_typical", "Pieces typically", "", r.PiecesTypical),
		f.figure("portfolio.pieces_max", "Pieces at most", "", r.PiecesMax),
		f.figure("portfolio.media_minutes", "Minutes of a recording at most", "", r.MediaMinutes),
		choose(pages.AsRadios, "portfolio.reflection", "Reflective accounts", "", []pages.Option{{Value: string(ksb.ReflectionAllowed), Label: "Allowed"},
			{Value: string(ksb.ReflectionDiscouraged), Label: "Discouraged"}, {Value: string(ksb.ReflectionForbidden), Label: "Forbidden", Hint: "They stay in the portfolio and are not handed over."}}, string(r.Reflection)),
		check("portfolio.locator", "Every claim names its page or time", "", r.Locator),
		check("portfolio.ai_declaration", "Each piece says whether tools that write were used", "", r.AIDeclaration),
		choose(pages.AsChecks, "portfolio.kinds_wanted", "Kinds of which there has to be one", "", kinds, r.KindsWanted...),
		choose(pages.AsChecks, "portfolio.kinds_barred", "Kinds that are not taken", "", kinds, r.KindsBarred...),
	}})
	f.showSigns("portfolio.declarations", "declared", "Declared about the evidence", "Each role once. Empty the sentence to take it away.", r.Declarations)
}

// showSigns shows who declares or signs what: a row for each role.
func (f *planForm) showSigns(list, id, title, hint string, all []ksb.SignOff) {
	roles := []pages.Option{{Label: "Choose who"}}
	for _, by := range ksb.Signers {
		roles = append(roles, pages.Option{Value: by, Label: signerWords[by]})
	}
	g := pages.PlanGroup{ID: id, Title: title, Hint: hint}
	all = append(slices.Clone(all), make([]ksb.SignOff, max(0, len(ksb.Signers)-len(all)))...)
	for i, s := range all {
		row := fmt.Sprintf("%s[%d]", list, i)
		g.Rows = append(g.Rows, pages.PlanEntry{Legend: legend("Sentence", i, signerWords[s.By]), Inputs: []pages.PlanInput{
			order(row, i), choose(pages.AsSelect, row+".by", "Who", "", roles, s.By), area(row+".words", "Sentence", "", s.Words)}})
	}
	f.group(g)
}

func (f *planForm) readSigns(list string) (out []ksb.SignOff) {
	for _, row := range f.rows(list) {
		if words := f.text(row + ".words"); words != "" {
			out = append(out, ksb.SignOff{By: f.text(row + ".by"), Words: words})
		}
	}
	return out
}

func (f *planForm) readPortfolio() {
	number := func(place string) int { return f.number(place, place) }
	f.plan.Portfolio = ksb.PortfolioRules{
		PiecesMin: number("portfolio.pieces_min"), PiecesTypical: number("portfolio.pieces_typical"), PiecesMax: number("portfolio.pieces_max"),
		MediaMinutes: number("portfolio.media_minutes"), Reflection: ksb.Reflection(f.text("portfolio.reflection")),
		Locator: f.ticked("portfolio.locator"), AIDeclaration: f.ticked("portfolio.ai_declaration"),
		KindsWanted: f.typed("portfolio.kinds_wanted"), KindsBarred: f.typed("portfolio.kinds_barred"), Declarations: f.readSigns("portfolio.declarations"),
	}
}

func (f *planForm) showGateway() {
	g := &f.plan.Gateway
	rules := []pages.Option{{Label: "Nothing"}, {Value: string(ksb.EnglishMathsRequired), Label: "Both are achieved"}, {Value: string(ksb.EnglishMathsDecided), Label: "Both are achieved, or a decision is recorded"}}
	f.group(pages.PlanGroup{Inputs: []pages.PlanInput{
		check("gateway.hours", "The minimum of off-the-job hours is met", "", g.Hours),
		check("gateway.duration", "The minimum duration has run", "", g.Duration),
		check("gateway.reviews", "No progress review is overdue", "", g.Reviews),
		choose(pages.AsSelect, "gateway.english_maths.from_16", "English and maths, aged 16 to 18 at the start", "", rules, string(g.EnglishMaths.From16)),
		choose(pages.AsSelect, "gateway.english_maths.from_19", "English and maths, aged 19 or over at the start", "", rules, string(g.EnglishMaths.From19)),
	}})
	f.showNeeded("gateway.qualifications", "qualifications", "Qualifications", "Qualification", g.Qualifications)
	f.showNeeded("gateway.documents", "documents", "Documents", "Document", g.Documents)
	f.showSigns("gateway.sign_offs", "signs", "Who signs", "In the order in which they sign, each role once. Empty the sentence to take it away.", g.SignOffs)
}

func (f *planForm) showNeeded(list, id, title, one string, all []ksb.Needed) {
	g := pages.PlanGroup{ID: id, Title: title, Hint: "Empty a name to take it away."}
	for i, n := range append(slices.Clone(all), make([]ksb.Needed, blankRows)...) {
		row := fmt.Sprintf("%s[%d]", list, i)
		g.Rows = append(g.Rows, pages.PlanEntry{Legend: legend(one, i, n.Name), Hidden: []pages.Hidden{{Name: row + ".key", Value: n.Key}}, Inputs: []pages.PlanInput{
			order(row, i), line(row+".name", "Name", "", n.Name), optionalLine(row+".note", "What will do", "A sentence.", n.Note)}})
	}
	f.group(g)
}

// readNeeded returns the typed rows of a list, of which before was stored.
func (f *planForm) readNeeded(list string, before []ksb.Needed) (out []ksb.Needed) {
	known := func(key string) bool {
		has := func(n ksb.Needed) bool { return n.Key == key }
		return slices.ContainsFunc(out, has) || slices.ContainsFunc(before, has)
	}
	for _, row := range f.rows(list) {
		name := f.text(row + ".name")
		if name == "" {
			continue
		}
		n := ksb.Needed{Key: f.text(row + ".key"), Name: name, Note: f.text(row + ".note")}
		if n.Key == "" {
			n.Key = keyFor(name, known)
		}
		out = append(out, n)
	}
	return out
}

func (f *planForm) readGateway() {
	f.plan.Gateway = ksb.GatewayRules{Hours: f.ticked("gateway.hours"), Duration: f.ticked("gateway.duration"), Reviews: f.ticked("gateway.reviews"),
		EnglishMaths:   ksb.EnglishMaths{From16: ksb.EnglishMathsRule(f.text("gateway.english_maths.from_16")), From19: ksb.EnglishMathsRule(f.text("gateway.english_maths.from_19"))},
		Qualifications: f.readNeeded("gateway.qualifications", f.plan.Gateway.Qualifications), Documents: f.readNeeded("gateway.documents", f.plan.Gateway.Documents), SignOffs: f.readSigns("gateway.sign_offs")}
}

func (f *planForm) showSubmission() {
	s := &f.plan.Submission
	f.group(pages.PlanGroup{Hint: "Names may hold {name}, {uln} and {standard}; that of a file also {piece}, {title} and {file}, of which it needs one.", Inputs: []pages.PlanInput{
		choose(pages.AsRadios, "submission.form", "What the organisation wants", "", []pages.Option{{Value: "pack", Label: "A pack of files"}, {Value: "pdf", Label: "One PDF"}}, s.Form),
		optionalLine("submission.root", "Folder that everything is in", "", s.Root),
		optionalLine("submission.report", "Name of the portfolio’s PDF", "Without .pdf.", s.Report),
		optionalLine("submission.evidence", "Folder of the files", "", s.Evidence),
		optionalLine("submission.gateway", "Folder of the gateway record", "", s.Gateway),
		optionalLine("submission.file", "Name of a file", "Without its ending.", s.File),
	}})
}

func (f *planForm) readSubmission() {
	f.plan.Submission = ksb.SubmissionShape{Form: f.text("submission.form"), Root: f.text("submission.root"), Report: f.text("submission.report"),
		Evidence: f.text("submission.evidence"), Gateway: f.text("submission.gateway"), File: f.text("submission.file")}
}
