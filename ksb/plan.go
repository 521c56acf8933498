package ksb

import (
	"slices"
)

// A Regime is a set of assessment rules; both are live.
type Regime string

// The regimes.
const (
	EndPoint   Regime = "end-point"  // end-point assessment plans
	Assessment Regime = "assessment" // apprenticeship assessment from 2026: behaviours are verified by the employer
)

// A Plan is one version of an assessment plan, as far as the portfolio needs it.
type Plan struct {
	ID        PlanID         `json:"-"`
	Standard  StandardID     `json:"-"`
	Reference string         `json:"reference"` // "ST0175/example"
	Version   string         `json:"version"`
	Name      string         `json:"name"`
	Example   bool           `json:"example,omitempty"` // ours: replace it with the standard's own
	Regime    Regime         `json:"regime"`
	Words     Words          `json:"words"`
	Methods   []Method       `json:"methods"`
	Portfolio PortfolioRules `json:"portfolio"`
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
	KindsBarred   []string   `json:"kinds_barred,omitempty"` // keys of kinds of evidence
	MediaMinutes  int        `json:"media_minutes,omitempty"`
	Locator       bool       `json:"locator,omitempty"` // every claim names its page or time
	AIDeclaration bool       `json:"ai_declaration,omitempty"`
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
