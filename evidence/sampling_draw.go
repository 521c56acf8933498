package evidence

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"time"

	"touchstone/app/account"
	"touchstone/ksb"
)

// A Reason is a rule by which a decision was drawn.
type Reason string

// The reasons.
const (
	UsualReason  Reason = "usual"  // part of the coach's decisions
	NewReason    Reason = "new"    // part of a new coach's
	RiskReason   Reason = "risk"   // part of those on evidence with a risk
	FirstReason  Reason = "first"  // among the coach's first on the standard
	RandomReason Reason = "random" // part of everybody's
)

// Reasons lists every reason in the order they are shown.
var Reasons = []Reason{UsualReason, NewReason, RiskReason, FirstReason, RandomReason}

// Name returns what people call the reason.
func (r Reason) Name() string {
	switch r {
	case UsualReason:
		return "Part of each coach’s"
	case NewReason:
		return "New coach"
	case RiskReason:
		return "Higher risk"
	case FirstReason:
		return "First on a standard"
	case RandomReason:
		return "At random"
	}
	return string(r)
}

// A DrawnBy is a reason with the risk it is about, empty for other reasons.
type DrawnBy struct {
	Reason Reason
	Risk   string
}

// Name returns what people call it: "Higher risk: witness testimony".
func (d DrawnBy) Name() string {
	if d.Risk == "" {
		return d.Reason.Name()
	}
	return d.Reason.Name() + ": " + RiskName(d.Risk)
}

// A Candidate is a decision on a whole piece, as the rules see it. One that
// corrects another is none.
type Candidate struct {
	Decision   int64
	At         time.Time
	Coach      account.PersonID
	Portfolio  PortfolioID
	Standard   ksb.StandardID
	Kind       Kind
	Held       bool
	Began      time.Time // when the coach first decided anything
	Nth        int       // which of the coach's decisions it is, from 1
	OnStandard int       // which of the coach's on that standard, from 1
}

// Draw returns why each of the decisions of a month is drawn, nothing for those
// that are not. They come in the order they were made, and all of them: those
// made while the plan held. It is the same for the same plan, seed, month and
// decisions. As the month goes on decisions join and none that was drawn is let
// go; when it is over, each percentage is reached, rounded up.
//
// Under each percentage, decisions are parted in the order they were made into
// runs of which one each is drawn: at 30 % runs of 3, 3 and 4. Which one is the
// first eight bytes of SHA-256 of "seed/month/group/run", as a big-endian
// number, modulo the length of the run, or of what there is of it when the
// month is over. Groups are "usual/<coach>", "new/<coach>",
// "risk/<risk>/<coach>" and "random".
func (p *SamplingPlan) Draw(month time.Time, all []Candidate, over bool) [][]DrawnBy {
	d := drawing{plan: p, month: month.Format("2006-01"), over: over, out: make([][]DrawnBy, len(all)), groups: map[string]*group{}}
	for i := range all {
		c := &all[i]
		if c.OnStandard <= p.First {
			d.out[i] = append(d.out[i], DrawnBy{Reason: FirstReason})
		}
		if p.isNew(c) {
			d.join(fmt.Sprintf("new/%d", c.Coach), DrawnBy{Reason: NewReason}, p.New, i)
		} else {
			d.join(fmt.Sprintf("usual/%d", c.Coach), DrawnBy{Reason: UsualReason}, p.Usual, i)
		}
		for _, r := range p.Risks {
			if string(c.Kind) == r.Key || c.Held && r.Key == HeldRisk {
				d.join(fmt.Sprintf("risk/%s/%d", r.Key, c.Coach), DrawnBy{RiskReason, r.Key}, r.Percent, i)
			}
		}
		d.join("random", DrawnBy{Reason: RandomReason}, p.Random, i)
	}
	for _, key := range d.order {
		d.draw(key, d.groups[key])
	}
	return d.out
}

// isNew reports whether the coach was new when they decided.
func (p *SamplingPlan) isNew(c *Candidate) bool {
	return c.Nth <= p.NewDecisions || c.At.Before(c.Began.AddDate(0, p.NewMonths, 0))
}

// A drawing is a Draw under way.
type drawing struct {
	plan   *SamplingPlan
	month  string
	over   bool
	out    [][]DrawnBy
	groups map[string]*group
	order  []string // of the groups, so that reasons come in the same order
}

// A group is decisions of which a percentage is drawn.
type group struct {
	by      DrawnBy
	percent int
	members []int // positions among all
}

func (d *drawing) join(key string, by DrawnBy, percent, i int) {
	if percent == 0 {
		return
	}
	g := d.groups[key]
	if g == nil {
		g = &group{by: by, percent: percent}
		d.groups[key], d.order = g, append(d.order, key)
	}
	g.members = append(g.members, i)
}

func (d *drawing) draw(key string, g *group) {
	for _, at := range pickShare(d.plan.Seed+"/"+d.month+"/"+key, g.percent, len(g.members), d.over) {
		i := g.members[at]
		d.out[i] = append(d.out[i], g.by)
	}
}

// pickShare returns the positions of so many per cent of n in runs, as Draw
// says. Unless it is over, a run whose choice has not come yet yields none.
func pickShare(key string, percent, n int, over bool) (picked []int) {
	for run := 1; ; run++ {
		first, end := (run-1)*100/percent, run*100/percent
		if first >= n {
			return picked
		}
		chance := numberOf(fmt.Sprintf("%s/%d", key, run))
		at := first + int(chance%uint64(end-first))
		if at >= n && !over {
			return picked
		}
		if at >= n {
			at = first + int(chance%uint64(n-first))
		}
		picked = append(picked, at)
	}
}

// numberOf returns the first eight bytes of a text's SHA-256 as a number.
func numberOf(text string) uint64 {
	sum := sha256.Sum256([]byte(text))
	return binary.BigEndian.Uint64(sum[:8])
}
