package evidence_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"touchstone/app/account"
	"touchstone/evidence"
)

// decisions returns n decisions of a coach who has decided for years, a minute
// apart in November.
func decisions(coach account.PersonID, n int) (all []evidence.Candidate) {
	for i := range n {
		all = append(all, evidence.Candidate{Decision: int64(coach)*1000 + int64(i), Coach: coach, Standard: 1, Kind: evidence.WorkProduct,
			At: november.Add(time.Duration(i) * time.Minute), Began: november.AddDate(-3, 0, 0), Nth: 1000 + i, OnStandard: 1000 + i})
	}
	return all
}

var november = time.Date(2026, time.November, 1, 0, 0, 0, 0, time.UTC)

// drawn returns how many are drawn, and how many for a reason.
func drawn(p evidence.SamplingPlan, all []evidence.Candidate, over bool, reason evidence.Reason) (n, by int) {
	for _, why := range p.Draw(november, all, over) {
		if len(why) > 0 {
			n++
		}
		if slices.ContainsFunc(why, func(w evidence.DrawnBy) bool { return w.Reason == reason }) {
			by++
		}
	}
	return n, by
}

func TestPercentagesAreRoundedUp(t *testing.T) {
	for _, tt := range []struct{ percent, of, want int }{
		{0, 100, 0}, {0, 1, 0}, {1, 0, 0}, {1, 1, 1}, {1, 100, 1}, {1, 101, 2}, {10, 9, 1}, {10, 10, 1}, {10, 11, 2},
		{33, 10, 4}, {50, 3, 2}, {99, 100, 99}, {99, 99, 99}, {100, 1, 1}, {100, 7, 7},
	} {
		for seed := range 20 {
			p := evidence.SamplingPlan{Seed: fmt.Sprint(seed), Usual: tt.percent}
			if n, _ := drawn(p, decisions(1, tt.of), true, ""); n != tt.want {
				t.Errorf("%d %% of %d with seed %d: %d drawn; want %d", tt.percent, tt.of, seed, n, tt.want)
			}
		}
	}
}

func TestRulesOfADraw(t *testing.T) {
	month := november.AddDate(0, -1, 0)
	first := evidence.Candidate{Decision: 1, Coach: 1, Standard: 1, At: november, Began: november, Nth: 1, OnStandard: 1, Kind: evidence.WorkProduct}
	later := first
	later.Began, later.Nth, later.OnStandard = november.AddDate(-2, 0, 0), 500, 300
	edit := func(c evidence.Candidate, change func(*evidence.Candidate)) evidence.Candidate { change(&c); return c }
	for _, tt := range []struct {
		name string
		p    evidence.SamplingPlan
		c    evidence.Candidate
		want string
	}{
		{"nothing asked", evidence.SamplingPlan{}, first, ""},
		{"a new coach", evidence.SamplingPlan{New: 100, NewMonths: 6}, first, "New coach"},
		{"no longer new", evidence.SamplingPlan{New: 100, NewMonths: 6}, later, ""},
		{"the last day of six months", evidence.SamplingPlan{New: 100, NewMonths: 6}, edit(first, func(c *evidence.Candidate) { c.Began = month.AddDate(0, -5, 1) }), "New coach"},
		{"after six months", evidence.SamplingPlan{New: 100, NewMonths: 6}, edit(later, func(c *evidence.Candidate) { c.Began = november.AddDate(0, -6, 0) }), ""},
		{"their twentieth", evidence.SamplingPlan{New: 100, NewDecisions: 20}, edit(later, func(c *evidence.Candidate) { c.Nth = 20 }), "New coach"},
		{"their twenty-first", evidence.SamplingPlan{New: 100, NewDecisions: 20}, edit(later, func(c *evidence.Candidate) { c.Nth = 21 }), ""},
		{"new are not usual", evidence.SamplingPlan{Usual: 100, NewDecisions: 20}, first, ""},
		{"usual", evidence.SamplingPlan{Usual: 100, NewDecisions: 20}, later, "Part of each coach’s"},
		{"first on a standard", evidence.SamplingPlan{First: 1}, edit(later, func(c *evidence.Candidate) { c.OnStandard = 1 }), "First on a standard"},
		{"second on a standard", evidence.SamplingPlan{First: 1}, edit(later, func(c *evidence.Candidate) { c.OnStandard = 2 }), ""},
		{"second of two", evidence.SamplingPlan{First: 2}, edit(later, func(c *evidence.Candidate) { c.OnStandard = 2 }), "First on a standard"},
		{"a witness", evidence.SamplingPlan{Risks: []evidence.Risk{{"witness testimony", 100}}}, edit(later, func(c *evidence.Candidate) { c.Kind = evidence.WitnessTestimony }), "Higher risk: Witness testimony"},
		{"no witness", evidence.SamplingPlan{Risks: []evidence.Risk{{"witness testimony", 100}}}, later, ""},
		{"held", evidence.SamplingPlan{Risks: []evidence.Risk{{"held", 100}}}, edit(later, func(c *evidence.Candidate) { c.Held = true }), "Higher risk: Held at employer"},
		{"at random", evidence.SamplingPlan{Random: 100}, later, "At random"},
		{"several", evidence.SamplingPlan{New: 100, NewMonths: 1, First: 1, Random: 100}, first, "First on a standard, New coach, At random"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.p.Seed = "s"
			var names []string
			for _, w := range tt.p.Draw(november, []evidence.Candidate{tt.c}, true)[0] {
				names = append(names, w.Name())
			}
			if got := strings.Join(names, ", "); got != tt.want {
				t.Errorf("drawn by %q; want %q", got, tt.want)
			}
		})
	}
}

func TestASeedDrawsTheSameAgain(t *testing.T) {
	p := evidence.SamplingPlan{Seed: "gold", Usual: 10, Random: 3}
	all := append(decisions(1, 90), decisions(2, 90)...)
	slices.SortStableFunc(all, func(a, b evidence.Candidate) int { return a.At.Compare(b.At) })
	before := fmt.Sprint(p.Draw(november, all, true))
	if again := fmt.Sprint(p.Draw(november, all, true)); again != before {
		t.Error("the same seed draws others")
	}
	if december := fmt.Sprint(p.Draw(november.AddDate(0, 1, 0), all, true)); december == before {
		t.Error("every month the same places are drawn")
	}
	p.Seed = "stone"
	if other := fmt.Sprint(p.Draw(november, all, true)); other == before {
		t.Error("another seed draws the same")
	}
}

func TestWhatIsDrawnStaysDrawn(t *testing.T) {
	p := evidence.SamplingPlan{Seed: "gold", Usual: 7, Random: 3}
	all := decisions(1, 250)
	whole := p.Draw(november, all, true)
	for n := range len(all) + 1 {
		for i, why := range p.Draw(november, all[:n], false) {
			if len(why) > 0 && len(whole[i]) == 0 && i < 245 {
				t.Fatalf("after %d decisions number %d was drawn, and in the end not", n, i)
			}
		}
	}
}

func TestSamplingPlanCheck(t *testing.T) {
	good := func() evidence.SamplingPlan {
		p := evidence.SuggestedPlan()
		p.Why = "The first plan"
		return p
	}
	for _, tt := range []struct {
		name string
		edit func(*evidence.SamplingPlan)
		want string
	}{
		{"suggested", func(p *evidence.SamplingPlan) {}, "done"},
		{"all of them", func(p *evidence.SamplingPlan) { p.Usual, p.New = 100, 100 }, "done"},
		{"over all", func(p *evidence.SamplingPlan) { p.Random = 101 }, "wrong: random"},
		{"less than none", func(p *evidence.SamplingPlan) { p.Usual = -1 }, "wrong: usual"},
		{"new coaches less", func(p *evidence.SamplingPlan) { p.Usual, p.New = 31, 30 }, "wrong: new"},
		{"new for too long", func(p *evidence.SamplingPlan) { p.NewMonths = 25 }, "wrong: new_months"},
		{"too many first", func(p *evidence.SamplingPlan) { p.First = 11 }, "wrong: first"},
		{"an unknown risk", func(p *evidence.SamplingPlan) { p.Risks = []evidence.Risk{{"magic", 5}} }, "wrong: risk_magic"},
		{"a risk twice", func(p *evidence.SamplingPlan) { p.Risks = []evidence.Risk{{"held", 5}, {"held", 5}} }, "wrong: risk_held"},
		{"a risk of none", func(p *evidence.SamplingPlan) { p.Risks = []evidence.Risk{{"held", 0}} }, "wrong: risk_held"},
		{"no seed", func(p *evidence.SamplingPlan) { p.Seed = " " }, "wrong: seed"},
		{"a seed at the limit", func(p *evidence.SamplingPlan) { p.Seed = strings.Repeat("é", 80) }, "done"},
		{"a seed over it", func(p *evidence.SamplingPlan) { p.Seed = strings.Repeat("é", 81) }, "wrong: seed"},
		{"no reason", func(p *evidence.SamplingPlan) { p.Why = "" }, "wrong: why"},
		{"nothing", func(p *evidence.SamplingPlan) { *p = evidence.SamplingPlan{Seed: "s", Why: "w"} }, "wrong: usual"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := good()
			tt.edit(&p)
			if got := outcome(p.Check()); got != tt.want {
				t.Errorf("%s; want %s", got, tt.want)
			}
		})
	}
}
