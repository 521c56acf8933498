package evidence

import (
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/fault"
)

// Limits on a sampling plan.
const (
	MaxSeed         = 80 // characters
	MaxWhy          = 2_000
	MaxNewMonths    = 24
	MaxNewDecisions = 200
	MaxFirst        = 10
)

// HeldRisk is the risk that evidence is held at the employer. The other risks
// are kinds of evidence.
const HeldRisk = "held"

// A SamplingPlan says by what rules coaches' decisions on pieces are sampled.
// Plans are added, never changed: each holds for the decisions made from its
// time until the next one's. Percentages are of the decisions of a month, by
// London's calendar, rounded up.
type SamplingPlan struct {
	Version int       // 1, 2, 3…; 0 until stored
	From    time.Time // of the decisions it holds for
	Seed    string    // decides which ones; anyone with it can draw the same again

	Usual        int // per cent of each coach's decisions
	New          int // the same while a coach is new
	NewMonths    int // a coach is new for so many months from their first decision; 0: not by time
	NewDecisions int // or for so many decisions; 0: not by number
	First        int // each coach's first so many on each standard; 0: none
	Random       int // per cent of everybody's decisions
	Risks        []Risk

	Why    string // what it is for, or why it differs from the one before
	By     account.PersonID
	ByName string // as it was then
	MadeAt time.Time
}

// A Risk is evidence that is sampled more: per cent of each coach's decisions
// on it.
type Risk struct {
	Key     string // a Kind, or HeldRisk
	Percent int    // 1 to 100
}

// Name returns what people call the risk.
func (r Risk) Name() string { return RiskName(r.Key) }

// RiskName returns what people call a risk, by its key.
func RiskName(key string) string {
	if key == HeldRisk {
		return "Held at employer"
	}
	return Kind(key).Name()
}

// RiskKeys are the risks a plan can name, in the order they are shown.
func RiskKeys() (keys []string) {
	for _, k := range Kinds {
		keys = append(keys, string(k.Key))
	}
	return append(keys, HeldRisk)
}

// SuggestedPlan is what the form of a first plan begins with: a tenth of
// everyone's decisions, more where more can go wrong.
func SuggestedPlan() SamplingPlan {
	return SamplingPlan{Usual: 10, New: 30, NewMonths: 6, NewDecisions: 20, First: 1, Random: 2,
		Risks: []Risk{{string(WitnessTestimony), 25}, {"recording", 25}, {"professional discussion", 25}, {HeldRisk, 50}}, Seed: NewSeed()}
}

// NewSeed returns a seed that nobody can guess.
func NewSeed() string { return strings.ToLower(rand.Text()[:16]) }

// Risk returns the percentage for a risk; 0 if the plan does not name it.
func (p *SamplingPlan) Risk(key string) int {
	for _, r := range p.Risks {
		if r.Key == key {
			return r.Percent
		}
	}
	return 0
}

// Check returns what is wrong with the plan as a fault.Invalid that names each
// bad field, or nil.
func (p *SamplingPlan) Check() error {
	var bad fault.Fields
	between := func(field string, n, most int, what string) {
		if n < 0 || n > most {
			bad.Add(field, "Choose 0 to %d %s.", most, what)
		}
	}
	between("usual", p.Usual, 100, "per cent")
	between("new", p.New, 100, "per cent")
	between("random", p.Random, 100, "per cent")
	between("new_months", p.NewMonths, MaxNewMonths, "months")
	between("new_decisions", p.NewDecisions, MaxNewDecisions, "decisions")
	between("first", p.First, MaxFirst, "decisions")
	p.checkRisks(&bad)
	p.checkWords(&bad)
	if p.New < p.Usual && p.hasNew() {
		bad.Add("new", "Choose %d or more, so that new coaches are sampled no less than the others.", p.Usual)
	}
	if bad.Err() == nil && p.Usual+p.New+p.Random+p.First == 0 && len(p.Risks) == 0 {
		bad.Add("usual", "This plan samples nothing. Choose a percentage.")
	}
	return bad.Err()
}

func (p *SamplingPlan) checkRisks(bad *fault.Fields) {
	known := RiskKeys()
	for i, r := range p.Risks {
		switch {
		case !slices.Contains(known, r.Key) || p.Risk(r.Key) != r.Percent || slices.ContainsFunc(p.Risks[:i], func(o Risk) bool { return o.Key == r.Key }):
			bad.Add(RiskField(r.Key), "Choose a kind of evidence on the list, once.")
		case r.Percent < 1 || r.Percent > 100:
			bad.Add(RiskField(r.Key), "Choose 0 to 100 per cent.")
		}
	}
}

func (p *SamplingPlan) checkWords(bad *fault.Fields) {
	if blank(p.Seed) {
		bad.Add("seed", "Give a seed: any letters or figures.")
	}
	if n := utf8.RuneCountInString(p.Seed); n > MaxSeed {
		bad.Add("seed", "Keep the seed to %d characters. It has %d.", MaxSeed, n)
	}
	if blank(p.Why) {
		bad.Add("why", "Say why, so that others can follow the plan later.")
	}
	if n := utf8.RuneCountInString(p.Why); n > MaxWhy {
		bad.Add("why", "Keep this to %s characters. It has %s.", thousands(MaxWhy), thousands(n))
	}
}

// RiskField is the name of the form field for a risk's percentage.
func RiskField(key string) string { return "risk_" + strings.ReplaceAll(key, " ", "_") }

func (p *SamplingPlan) hasNew() bool { return p.NewMonths > 0 || p.NewDecisions > 0 }

// Rules returns the plan's rules, a sentence each.
func (p *SamplingPlan) Rules() (rules []string) {
	add := func(there bool, format string, args ...any) {
		if there {
			rules = append(rules, fmt.Sprintf(format, args...))
		}
	}
	add(p.Usual > 0, "%d %% of each coach’s decisions in a month", p.Usual)
	add(p.New > 0 && p.hasNew(), "%d %% of a new coach’s, which is %s", p.New, p.newFor())
	add(p.First == 1, "each coach’s first decision on each standard")
	add(p.First > 1, "each coach’s first %d decisions on each standard", p.First)
	for _, r := range p.Risks {
		add(true, "%d %% of each coach’s decisions on evidence of this kind: %s", r.Percent, strings.ToLower(r.Name()[:1])+r.Name()[1:])
	}
	add(p.Random > 0, "%d %% of everybody’s, at random", p.Random)
	return rules
}

func (p *SamplingPlan) newFor() string {
	months, decisions := fmt.Sprintf("for %d months from their first decision", p.NewMonths), fmt.Sprintf("for their first %d decisions", p.NewDecisions)
	switch {
	case p.NewDecisions == 0:
		return months
	case p.NewMonths == 0:
		return decisions
	}
	return months + ", and " + decisions
}

// Month returns the first day of the month in which a time falls in London.
func Month(t time.Time) time.Time {
	day := db.Today(t)
	return time.Date(day.Year(), day.Month(), 1, 0, 0, 0, 0, time.UTC)
}

// DayBegins returns the moment at which a day begins in London.
func DayBegins(day time.Time) time.Time {
	return time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, db.London)
}
