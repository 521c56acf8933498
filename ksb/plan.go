package ksb

import (
	"cmp"
	"slices"
	"time"
)

// A Regime is a set of assessment rules; both are live.
type Regime string

// The regimes.
const (
	EndPoint   Regime = "end-point"  // end-point assessment plans
	Assessment Regime = "assessment" // apprenticeship assessment from 2026: behaviours are verified by the employer
)

// Criterion returns what the rules call what a grade asks for, and several of
// them: a grading criterion, or under the 2026 rules a performance descriptor.
func (r Regime) Criterion() (one, many string) {
	if r == Assessment {
		return "descriptor", "descriptors"
	}
	return "criterion", "criteria"
}

// A Plan is one version of an assessment plan. One that is stored never changes:
// what is edited becomes another version, and an apprentice stays on theirs.
type Plan struct {
	ID        PlanID         `json:"-"` // 0 until stored
	Standard  StandardID     `json:"-"`
	Replaces  PlanID         `json:"-"`         // the one it was made from; 0: none
	AddedBy   int64          `json:"-"`         // a person; 0: the program
	AddedAt   time.Time      `json:"-"`         // UTC; zero until stored
	RetiredAt time.Time      `json:"-"`         // no longer offered; zero: it is
	Reference string         `json:"reference"` // "ST0175/example"
	Version   string         `json:"version"`
	Name      string         `json:"name"`
	Example   bool           `json:"example,omitempty"` // ours: replace it with the standard's own
	Regime    Regime         `json:"regime"`
	Words     Words          `json:"words"`
	Methods   []Method       `json:"methods"`
	Portfolio PortfolioRules `json:"portfolio"`

	// Plans stored before these were known have none of them: the zero value of
	// each is a plan that says nothing of it.
	Gateway    GatewayRules    `json:"gateway,omitzero"`
	Grading    Grading         `json:"grading,omitzero"`
	Submission SubmissionShape `json:"submission,omitzero"`
}

// Words are what a plan calls things; pages and reports follow it.
type Words struct {
	Assessment   string `json:"assessment"`   // "end-point assessment"
	Organisation string `json:"organisation"` // "end-point assessment organisation"
	Gateway      string `json:"gateway"`      // "gateway"
	Method       string `json:"method"`       // "assessment method" or "assessment outcome"
}

// A Method is an assessment method, or an outcome under the 2026 rules.
type Method struct {
	Key        string   `json:"key"`
	Name       string   `json:"name"`
	Portfolio  bool     `json:"portfolio,omitempty"` // the portfolio underpins it, so its statements must be in it
	Statements []string `json:"statements"`          // keys of statements, of every option
	Sampled    []string `json:"sampled,omitempty"`   // those of Statements that need not be assessed every time
	Verified   bool     `json:"verified,omitempty"`  // not assessed: the employer verifies them

	Minutes  int         `json:"minutes,omitempty"`  // how long it usually takes; 0: not said
	Modes    []string    `json:"modes,omitempty"`    // how it may be held, in words: "by video call"
	Grades   []string    `json:"grades,omitempty"`   // keys of the grades it can have, the lowest first; none: not graded
	Criteria []Criterion `json:"criteria,omitempty"` // in the order they are judged
}

// Reflection says what a plan holds of reflective accounts.
type Reflection string

// What plans say of reflective accounts.
const (
	ReflectionAllowed     Reflection = "allowed"
	ReflectionDiscouraged Reflection = "discouraged"
	ReflectionForbidden   Reflection = "forbidden" // STAR goes out as facts; the reflection stays in
)

// PortfolioRules are a plan's rules for the portfolio. A number of 0 is no rule.
type PortfolioRules struct {
	PiecesMin     int        `json:"pieces_min,omitempty"`
	PiecesTypical int        `json:"pieces_typical,omitempty"`
	PiecesMax     int        `json:"pieces_max,omitempty"`
	Reflection    Reflection `json:"reflection"`
	KindsWanted   []string   `json:"kinds_wanted,omitempty"` // keys of kinds of evidence, of which there is to be at least one each
	KindsBarred   []string   `json:"kinds_barred,omitempty"`
	MediaMinutes  int        `json:"media_minutes,omitempty"`
	Locator       bool       `json:"locator,omitempty"` // every claim names its page or time
	AIDeclaration bool       `json:"ai_declaration,omitempty"`
	Declarations  []SignOff  `json:"declarations,omitempty"` // what people declare about the evidence
}

// A SignOff is what somebody signs, as what.
type SignOff struct {
	By    string `json:"by"`    // a role: "apprentice", "employer" or "coach", who signs for the provider
	Words string `json:"words"` // a sentence
}

// GatewayRules are what a plan asks for before the assessment.
type GatewayRules struct {
	Hours          bool         `json:"hours,omitempty"`    // the off-the-job minimum is met
	Duration       bool         `json:"duration,omitempty"` // the minimum duration of the year's rules has run
	Reviews        bool         `json:"reviews,omitempty"`  // no progress review is overdue
	EnglishMaths   EnglishMaths `json:"english_maths,omitzero"`
	Qualifications []Needed     `json:"qualifications,omitempty"`
	Documents      []Needed     `json:"documents,omitempty"`
	SignOffs       []SignOff    `json:"sign_offs,omitempty"` // in the order in which they sign
}

// EnglishMaths is what a plan asks for by the age at the start of the
// apprenticeship.
type EnglishMaths struct {
	From16 EnglishMathsRule `json:"from_16,omitempty"` // 16 to 18
	From19 EnglishMathsRule `json:"from_19,omitempty"` // 19 and over
}

// An EnglishMathsRule is what is asked of an age. Empty is no rule.
type EnglishMathsRule string

// The rules. Since 11 February 2025 those aged 19 and over at the start need not
// achieve English and maths; that it was decided is recorded.
const (
	EnglishMathsRequired EnglishMathsRule = "required"
	EnglishMathsDecided  EnglishMathsRule = "decision"
)

// A Needed is a qualification or document that a plan asks for.
type Needed struct {
	Key  string `json:"key"` // unique among them
	Name string `json:"name"`
	Note string `json:"note,omitempty"` // what will do, in a sentence
}

// A SubmissionShape is how a hand-over is to look. In names, {name}, {uln} and
// {standard} stand for the apprentice's; in File, {piece}, {title} and {file}
// for the number and title of the piece and the file's own name too. What is
// empty takes the program's own way.
type SubmissionShape struct {
	Form     string `json:"form,omitempty"`     // "pack" or "pdf": what the assessment organisation wants first
	Root     string `json:"root,omitempty"`     // the folder that everything is in
	Report   string `json:"report,omitempty"`   // name of the portfolio PDF, without its ending
	Evidence string `json:"evidence,omitempty"` // the folder of the files
	Gateway  string `json:"gateway,omitempty"`  // the folder of the gateway record
	File     string `json:"file,omitempty"`     // a file's name, without its ending
}

// A Component is one part of a hand-over that the assessment organisation
// accepts or rejects by itself.
type Component struct {
	Key  string `json:"key"`
	Name string `json:"name"`
}

// Components returns the parts of a hand-over under the plan, in order.
func (p *Plan) Components() []Component {
	parts := []Component{{"portfolio", "Portfolio of evidence"}}
	add := func(wanted bool, key, name string) {
		if wanted {
			parts = append(parts, Component{key, name})
		}
	}
	g := &p.Gateway
	add(len(g.SignOffs) > 0 || len(p.Portfolio.Declarations) > 0, "sign-offs", "Declarations and sign-offs")
	add(g.EnglishMaths != EnglishMaths{}, "english-maths", "English and maths")
	for _, q := range g.Qualifications {
		add(true, "qualification:"+q.Key, q.Name)
	}
	add(g.Hours || g.Duration, "training", "Off-the-job hours and duration")
	add(slices.ContainsFunc(p.Methods, func(m Method) bool { return m.Verified }), "behaviours", "Behaviours, verified by the employer")
	for _, d := range g.Documents {
		add(true, "document:"+d.Key, d.Name)
	}
	return parts
}

// Called returns the plan's words, with plain ones for what it has no word for.
func (p *Plan) Called() Words {
	return Words{
		Assessment: cmp.Or(p.Words.Assessment, "assessment"), Organisation: cmp.Or(p.Words.Organisation, "assessment organisation"),
		Gateway: cmp.Or(p.Words.Gateway, "gateway"), Method: cmp.Or(p.Words.Method, "assessment method"),
	}
}

// MethodsOf returns the methods that cover the statement with that key.
func (p *Plan) MethodsOf(key string) []Method {
	var out []Method
	for _, m := range p.Methods {
		if slices.Contains(m.Statements, key) {
			out = append(out, m)
		}
	}
	return out
}

// Verified reports whether the employer verifies the statement with that key
// instead of its being assessed; it then leaves the coverage total.
func (p *Plan) Verified(key string) bool {
	return slices.ContainsFunc(p.MethodsOf(key), func(m Method) bool { return m.Verified })
}
