package evidence

import (
	"slices"
	"time"

	"touchstone/app/account"
)

// A QualityReport says what was sampled of the decisions of some months, and
// what came of it. It names no apprentice and holds no evidence.
type QualityReport struct {
	First, Last time.Time // first days of its months
	At          time.Time // when it was made
	All         QualityCount
	Coaches     []QualityCount // by name
	Kinds       []QualityCount // by kind of evidence, and what is held at the employer
	Reasons     []QualityCount // by rule; a decision drawn by several counts in each
	Draws       []SamplingDraw
	Plans       []SamplingPlan // those that drew, newest first
	Decisions   []Candidate    // all that were made, in order: what the draws were made from
	Samples     []Sample       // by number of the decision; without titles, names of apprentices and entries
}

// A QualityCount counts samples under one head.
type QualityCount struct {
	Name      string
	Decisions int // made; 0 by reason, where it says nothing
	Sampled   int
	Waiting   int // not looked at yet
	Agreed    int // without any action
	Open      int // actions that are not closed
	Closed    int
	days      int // that the closed ones took, together
}

// Actions returns in how many action was required.
func (c *QualityCount) Actions() int { return c.Open + c.Closed }

// Days returns how many days a closed action took, on average; false if none is.
func (c *QualityCount) Days() (float64, bool) {
	if c.Closed == 0 {
		return 0, false
	}
	return float64(c.days) / float64(c.Closed), true
}

// add counts a sample.
func (c *QualityCount) add(s *Sample) {
	c.Sampled++
	switch {
	case s.State == SampleOpen:
		c.Waiting++
	case s.RequiredAt.IsZero():
		c.Agreed++
	case s.SettledAt.IsZero():
		c.Open++
	default:
		c.Closed++
		c.days += int(s.SettledAt.Sub(s.RequiredAt).Hours() / 24)
	}
}

// counts gathers counts by key, in the order in which they are first named.
type counts[K comparable] struct {
	at   map[K]int
	list []QualityCount
}

func (c *counts[K]) of(key K, name string) *QualityCount {
	i, known := c.at[key]
	if !known {
		if c.at == nil {
			c.at = make(map[K]int)
		}
		i = len(c.list)
		c.at[key], c.list = i, append(c.list, QualityCount{Name: name})
	}
	return &c.list[i]
}

// A made is how many decisions a coach made on a kind of evidence.
type made struct {
	coach account.PersonID
	name  string
	kind  Kind
	held  bool
	n     int
}

// count fills in the counts from what was decided and what was sampled.
func (r *QualityReport) count(all []made) {
	var coaches counts[account.PersonID]
	var kinds counts[string]
	var reasons counts[DrawnBy]
	r.All.Name = "All"
	kindsOf := func(kind Kind, held bool) []*QualityCount {
		list := []string{string(kind)}
		if held {
			list = append(list, HeldRisk)
		}
		for _, key := range list {
			kinds.of(key, RiskName(key))
		}
		var out []*QualityCount
		for _, key := range list {
			out = append(out, kinds.of(key, ""))
		}
		return out
	}
	for _, m := range all {
		r.All.Decisions += m.n
		coaches.of(m.coach, m.name).Decisions += m.n
		for _, c := range kindsOf(m.kind, m.held) {
			c.Decisions += m.n
		}
	}
	for i := range r.Samples {
		s := &r.Samples[i]
		r.All.add(s)
		coaches.of(s.Coach, s.CoachName).add(s)
		for _, c := range kindsOf(s.Kind, s.Held) {
			c.add(s)
		}
		for _, w := range s.Why {
			reasons.of(w, w.Name()).add(s)
		}
	}
	r.Coaches, r.Kinds, r.Reasons = coaches.list, kinds.list, reasons.list
	for _, list := range [][]QualityCount{r.Coaches, r.Kinds, r.Reasons} {
		slices.SortStableFunc(list, func(a, b QualityCount) int { return compareFold(a.Name, b.Name) })
	}
}
