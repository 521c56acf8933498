package ksb

import (
	"regexp"
	"slices"
	"strings"
)

// Limits on one plan, far above any that is known.
const (
	MaxMethods      = 20
	MaxCriteria     = 100 // of one method
	MaxGrades       = 10
	MaxTable        = 500    // rows of the table of grades
	MaxCombinations = 50_000 // of the grades of methods; more cannot be checked
	MaxNeeded       = 30     // qualifications, documents, declarations or sign-offs
	MaxPieces       = 1_000
	MaxMinutes      = 10_000
	MaxPlanText     = 1_000 // characters of a criterion, a declaration or a note
	MaxPattern      = 120   // characters of a name of a folder or file
)

// EvidenceKinds are the keys of kinds of evidence that a plan may name; the
// package evidence gives them their names.
var EvidenceKinds = []string{
	"work product", "written account", "observation record", "witness testimony", "presentation", "report", "feedback",
	"communication log", "performance data", "recording", "training record", "professional discussion",
}

// Signers are the roles that declare and sign under a plan, see SignOff.By.
var Signers = []string{"apprentice", "employer", "coach"}

// What names of folders and files may hold, see SubmissionShape.
var (
	FolderPlaceholders = []string{"{name}", "{uln}", "{standard}"}
	FilePlaceholders   = []string{"{name}", "{uln}", "{standard}", "{piece}", "{title}", "{file}"}
)

// Check returns what is wrong with the plan for the standard s as a
// fault.Invalid that names the place, or nil. See Faults.
func (p *Plan) Check(s *Standard) error {
	return refusal("Plan "+p.Label(), p.Faults(s))
}

// Faults returns everything in which the plan contradicts itself or the standard
// s, in the plan's order, one sentence a place. Every statement of s that is not
// retired is in a method; under the 2026 rules in exactly one.
func (p *Plan) Faults(s *Standard) []Fault {
	c := planCheck{plan: p, standard: s}
	c.head()
	c.methods()
	c.statements()
	c.rules()
	c.gateway()
	c.grading()
	c.submission()
	return c.faults
}

// planCheck gathers what is wrong with a plan.
type planCheck struct {
	checking
	plan     *Plan
	standard *Standard
}

func (c *planCheck) head() {
	p := c.plan
	c.text("reference", "the reference of the plan", p.Reference, 80)
	c.text("version", "the version of the plan", p.Version, 40)
	c.text("name", "what the plan is called", p.Name, MaxName)
	if p.Regime != EndPoint && p.Regime != Assessment {
		c.add("regime", "The regime %q is neither %q nor %q.", p.Regime, EndPoint, Assessment)
	}
	c.text("words.assessment", "what the plan calls the assessment", p.Words.Assessment, 80)
	c.text("words.organisation", "what the plan calls the organisation that assesses", p.Words.Organisation, 80)
	c.text("words.gateway", "what the plan calls the gateway", p.Words.Gateway, 80)
	c.text("words.method", "what the plan calls a method", p.Words.Method, 80)
}

func (c *planCheck) methods() {
	c.count("methods", len(c.plan.Methods), MaxMethods)
	keys := make(map[string]bool)
	for i := range c.plan.Methods {
		m := &c.plan.Methods[i]
		place := at("methods", i)
		c.key(place+".key", "a method", m.Key, keys)
		c.text(place+".name", "what the method is called", m.Name, MaxName)
		c.number(place+".minutes", m.Minutes, MaxMinutes)
		c.count(place+".modes", len(m.Modes), 10)
		for j, mode := range m.Modes {
			c.text(at(place+".modes", j), "how the method may be held", mode, 80)
		}
		c.ofMethod(place, m)
		if m.Verified {
			c.verified(place, m)
		}
		c.grades(place, m)
	}
}

// ofMethod checks the statements of a method.
func (c *planCheck) ofMethod(place string, m *Method) {
	if len(m.Statements) == 0 {
		c.add(place+".statements", "Method %q covers no statement.", m.Key)
	}
	seen := make(map[string]bool)
	for j, key := range m.Statements {
		here := at(place+".statements", j)
		switch st := c.standard.statement(key); {
		case st == nil:
			c.add(here, "Method %q names the statement %q, which %s does not have.", m.Key, key, c.standard.Reference)
		case st.Retired:
			c.add(here, "Method %q names the statement %q (%s), which is no longer in %s.", m.Key, key, st.Name(), c.standard.Reference)
		case seen[key]:
			c.add(here, "Method %q names the statement %q (%s) twice.", m.Key, key, st.Name())
		}
		seen[key] = true
	}
	sampled := make(map[string]bool)
	for j, key := range m.Sampled {
		here := at(place+".sampled", j)
		switch {
		case !seen[key]:
			c.add(here, "Method %q samples the statement %q, which is not one of its own.", m.Key, key)
		case sampled[key]:
			c.add(here, "Method %q samples the statement %q twice.", m.Key, key)
		}
		sampled[key] = true
	}
	if len(m.Sampled) > 0 && c.plan.Regime == EndPoint {
		c.add(place+".sampled", "Method %q samples statements; under the end-point rules every statement is assessed.", m.Key)
	}
}

// verified checks a method that the employer's word stands for.
func (c *planCheck) verified(place string, m *Method) {
	switch {
	case c.plan.Regime == EndPoint:
		c.add(place+".verified", "Method %q is verified by the employer; under the end-point rules all is assessed.", m.Key)
	case m.Portfolio:
		c.add(place+".portfolio", "Method %q is verified by the employer, so no portfolio underpins it.", m.Key)
	case len(m.Sampled) > 0:
		c.add(place+".sampled", "Method %q is verified by the employer, so nothing of it is sampled.", m.Key)
	case len(m.Grades) > 0 || len(m.Criteria) > 0:
		c.add(place+".grades", "Method %q is verified by the employer, so it has no grades and no criteria.", m.Key)
	}
}

// statements checks that each one has its place.
func (c *planCheck) statements() {
	in := make(map[string]int) // how many methods a statement is in
	for i := range c.plan.Methods {
		for _, key := range slices.Compact(slices.Sorted(slices.Values(c.plan.Methods[i].Statements))) {
			in[key]++
		}
	}
	for i := range c.standard.Statements {
		st := &c.standard.Statements[i]
		place := "statements." + st.Key
		switch n := in[st.Key]; {
		case st.Retired:
		case n == 0:
			c.add(place, "The statement %q (%s) is in no method.", st.Key, st.Name())
		case n > 1 && c.plan.Regime == Assessment:
			c.add(place, "The statement %q (%s) is in %d outcomes; it belongs in one.", st.Key, st.Name(), n)
		}
	}
}

func (c *planCheck) rules() {
	r := &c.plan.Portfolio
	switch r.Reflection {
	case ReflectionAllowed, ReflectionDiscouraged, ReflectionForbidden:
	default:
		c.add("portfolio.reflection", "What it says of reflection is %q, not %q, %q or %q.", r.Reflection, ReflectionAllowed, ReflectionDiscouraged, ReflectionForbidden)
	}
	c.number("portfolio.pieces_min", r.PiecesMin, MaxPieces)
	c.number("portfolio.pieces_typical", r.PiecesTypical, MaxPieces)
	c.number("portfolio.pieces_max", r.PiecesMax, MaxPieces)
	c.number("portfolio.media_minutes", r.MediaMinutes, MaxMinutes)
	over := func(a, b int) bool { return a > 0 && b > 0 && a > b }
	switch {
	case over(r.PiecesMin, r.PiecesMax):
		c.add("portfolio.pieces_min", "At least %d pieces and at most %d cannot both hold.", r.PiecesMin, r.PiecesMax)
	case over(r.PiecesMin, r.PiecesTypical):
		c.add("portfolio.pieces_typical", "Typically %d pieces is fewer than the %d that are needed at least.", r.PiecesTypical, r.PiecesMin)
	case over(r.PiecesTypical, r.PiecesMax):
		c.add("portfolio.pieces_typical", "Typically %d pieces is more than the %d that are allowed.", r.PiecesTypical, r.PiecesMax)
	case over(len(r.KindsWanted), r.PiecesMax):
		c.add("portfolio.kinds_wanted", "%d kinds are wanted, and %d pieces allowed: a piece is of one kind.", len(r.KindsWanted), r.PiecesMax)
	}
	c.kinds("portfolio.kinds_wanted", r.KindsWanted, nil)
	c.kinds("portfolio.kinds_barred", r.KindsBarred, r.KindsWanted)
	c.signed("portfolio.declarations", r.Declarations)
}

// kinds checks a list of kinds of evidence, none of which is among the others.
func (c *planCheck) kinds(place string, kinds, others []string) {
	for i, kind := range kinds {
		here := at(place, i)
		switch {
		case !slices.Contains(EvidenceKinds, kind):
			c.add(here, "There is no kind of evidence %q. There are: %s.", kind, strings.Join(EvidenceKinds, ", "))
		case slices.Contains(kinds[:i], kind):
			c.add(here, "The kind %q is named twice.", kind)
		case slices.Contains(others, kind):
			c.add(here, "The kind %q is wanted and barred.", kind)
		}
	}
	if len(others) == 0 && len(kinds) == len(EvidenceKinds) && place == "portfolio.kinds_barred" {
		c.add(place, "Every kind of evidence is barred.")
	}
}

// signed checks what people declare or sign: each role once.
func (c *planCheck) signed(place string, all []SignOff) {
	c.count(place, len(all), MaxNeeded)
	seen := make(map[string]bool)
	for i, s := range all {
		here := at(place, i)
		switch {
		case !slices.Contains(Signers, s.By):
			c.add(here+".by", "There is no role %q that signs. There are: %s.", s.By, strings.Join(Signers, ", "))
		case seen[s.By]:
			c.add(here+".by", "The %s is asked twice here. Put both into one sentence.", s.By)
		}
		seen[s.By] = true
		c.text(here+".words", "what is signed, in a sentence", s.Words, MaxPlanText)
	}
}

func (c *planCheck) gateway() {
	g := &c.plan.Gateway
	for _, rule := range []struct {
		place string
		of    EnglishMathsRule
	}{{"gateway.english_maths.from_16", g.EnglishMaths.From16}, {"gateway.english_maths.from_19", g.EnglishMaths.From19}} {
		if rule.of != "" && rule.of != EnglishMathsRequired && rule.of != EnglishMathsDecided {
			c.add(rule.place, "The rule %q is neither %q nor %q, nor empty for none.", rule.of, EnglishMathsRequired, EnglishMathsDecided)
		}
	}
	c.needed("gateway.qualifications", "a qualification", g.Qualifications)
	c.needed("gateway.documents", "a document", g.Documents)
	c.signed("gateway.sign_offs", g.SignOffs)
}

func (c *planCheck) needed(place, what string, all []Needed) {
	c.count(place, len(all), MaxNeeded)
	keys := make(map[string]bool)
	for i, n := range all {
		here := at(place, i)
		c.key(here+".key", what, n.Key, keys)
		c.text(here+".name", "what it is called", n.Name, MaxName)
		c.optional(here+".note", n.Note, MaxPlanText)
	}
}

func (c *planCheck) submission() {
	s := &c.plan.Submission
	if s.Form != "" && s.Form != "pack" && s.Form != "pdf" {
		c.add("submission.form", "The form %q is neither \"pack\" nor \"pdf\".", s.Form)
	}
	c.pattern("submission.root", s.Root, FolderPlaceholders)
	c.pattern("submission.report", s.Report, FolderPlaceholders)
	c.pattern("submission.evidence", s.Evidence, FolderPlaceholders)
	c.pattern("submission.gateway", s.Gateway, FolderPlaceholders)
	c.pattern("submission.file", s.File, FilePlaceholders)
	if s.Gateway != "" && strings.EqualFold(s.Gateway, s.Evidence) {
		c.add("submission.gateway", "The folders of the evidence and of the gateway record have one name.")
	}
	apart := func(p string) bool { return strings.Contains(s.File, p) }
	if s.File != "" && !slices.ContainsFunc(FilePlaceholders[3:], apart) {
		c.add("submission.file", "Every file would be called the same: name {piece}, {title} or {file} in it.")
	}
}

var placeholder = regexp.MustCompile(`\{[^{}]*\}`)

// pattern refuses a name that no disk takes everywhere.
func (c *planCheck) pattern(place, text string, may []string) {
	if text == "" {
		return
	}
	for _, p := range placeholder.FindAllString(text, -1) {
		if !slices.Contains(may, p) {
			c.add(place, "There is no %s that a name could hold here. There are: %s.", p, strings.Join(may, ", "))
		}
	}
	rest := placeholder.ReplaceAllString(text, "x")
	switch {
	case strings.ContainsAny(rest, `/\`):
		c.add(place, "This is the name of one folder or file: leave out / and \\.")
	case strings.ContainsAny(rest, `:*?"<>|{}`):
		c.add(place, `Leave out : * ? " < > | and single braces: not every disk takes them in a name.`)
	case strings.TrimSpace(text) != text || strings.HasSuffix(text, ".") || strings.HasPrefix(text, "."):
		c.add(place, "A name neither begins nor ends with a space or a full stop.")
	}
	c.optional(place, text, MaxPattern)
}

// statement returns the standard's statement with that key, or nil.
func (s *Standard) statement(key string) *Statement {
	i := slices.IndexFunc(s.Statements, func(st Statement) bool { return st.Key == key })
	if i < 0 {
		return nil
	}
	return &s.Statements[i]
}
