// Package hints looks at an account of work by stated rules and says, gently,
// what somebody who assesses it would miss. It knows words and figures alone:
// plain values go in, hints come out, nothing is asked of any other place, and a
// hint never stops anything.
//
// Rules are General, each in one place, and those of a sector, which are data:
// see Sector. Most read English. Of an account in another language they are left
// out, and one hint says so.
package hints

import (
	"cmp"
	"slices"
)

// An Account is what is looked at: one piece as its author tells it, and what is
// known about it. Every text may be empty, of any length and in any language.
type Account struct {
	Kind string // key of a kind of evidence; empty: not said yet

	Situation, Task, Action, Result  string
	Worked, Failed, NextTime, Theory string
	OwnPart                          string

	Claims []Claim // the statements it is to show
	Others []Other // other pieces of the same portfolio

	// Reflects says that the assessment plan takes reflective accounts. Where a
	// plan forbids or discourages them, no hint asks for one.
	Reflects bool
	Language Language // empty: found out from the words
}

// A Claim is a statement that a piece is to show.
type Claim struct {
	Name string // as pages call it: "K7 Theory of motivation"
	Text string // its wording
}

// An Other is another piece of the same portfolio.
type Other struct {
	Name  string   // as pages call it: "piece 4, A call that went wrong"
	Texts []string // its parts, each by itself
}

// A Hint is one thing that an account may lack.
type Hint struct {
	Key     string // of the rule it goes by
	Name    string // what to do: "Say who did it"
	Where   string // the field it is about, as forms call it: "result"; empty: all of it
	What    string // a sentence, with the words or figures that were found
	Why     string // a sentence
	Example string // a few words that do better, from any sector
	Order   int    // the smaller, the more it matters
}

// A Rule is one thing that hints look at.
type Rule struct {
	Key     string // unique among all rules, those of sectors too
	Name    string // what to do: "Say who did it"
	About   string // what is looked at, and from where on a hint is shown
	Why     string
	Example string
	Order   int
	English bool // it reads English, so it is left out of other languages

	reflects bool   // it asks for reflection
	told     bool   // not of records, which speak by themselves
	own      bool   // not of what somebody else says
	instead  string // key of a rule that is silent where this one speaks

	// look returns what is missing, as a sentence, and the field it is about. No
	// sentence: nothing is.
	look func(*reading) (where, what string)
}

// Rules are the rules that an account is looked at by.
type Rules []Rule

// records are the kinds of evidence whose files speak; an account beside them
// may be short.
var records = []string{"communication log", "performance data", "recording", "training record"}

// othersWords are the kinds of evidence that somebody else wrote.
var othersWords = []string{"observation record", "witness testimony", "feedback"}

// writtenAccount is the kind that is expected to look back.
const writtenAccount = "written account"

// Check returns what rules find in an account, what matters most first, at most
// one hint a rule. It returns none for an account that is empty.
func Check(a Account, rules Rules) []Hint {
	r := read(&a)
	if r.words == 0 {
		return nil
	}
	var found []Hint
	instead := map[string]bool{}
	for i := range rules {
		rule := &rules[i]
		if !rule.applies(&a, r) {
			continue
		}
		if where, what := rule.look(r); what != "" {
			found = append(found, Hint{rule.Key, rule.Name, where, what, rule.Why, rule.Example, rule.Order})
			instead[rule.instead] = true
		}
	}
	found = slices.DeleteFunc(found, func(h Hint) bool { return instead[h.Key] })
	slices.SortStableFunc(found, func(a, b Hint) int { return cmp.Compare(a.Order, b.Order) })
	return found
}

func (rule *Rule) applies(a *Account, r *reading) bool {
	switch {
	case rule.English && r.language != English,
		rule.reflects && !a.Reflects,
		rule.told && !a.told(),
		rule.own && slices.Contains(othersWords, a.Kind):
		return false
	}
	return true
}

// told reports whether the account is to tell the work by itself.
func (a *Account) told() bool {
	return !slices.Contains(records, a.Kind) && !slices.Contains(othersWords, a.Kind)
}

// Kinds returns the keys of the kinds of evidence that rules make a difference
// for.
func Kinds() []string { return slices.Concat(records, othersWords, []string{writtenAccount}) }
