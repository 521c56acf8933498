package evidence

import (
	"touchstone/ksb"
)

// A Cover is how far a statement is shown in a portfolio. The zero Cover is of
// a statement nobody has claimed.
type Cover struct {
	State    State // None, Draft, Returned, Submitted or Accepted
	Pieces   int   // items that claim it, as they stand or as they count
	Accepted int   // items by which it is accepted
}

// rank orders the states by how far a statement has come. It takes the state of
// the claim of it that has come furthest: what is accepted stays accepted
// whatever else is under way, and what waits for the coach outranks what the
// apprentice has to do again.
var rank = map[State]int{None: 0, Draft: 1, Returned: 2, Submitted: 3, Accepted: 4}

// A showing is one item's claim of a statement in a version that matters: the
// one that counts, or the newest.
type showing struct {
	item  ItemID
	state State // of the item; Accepted for the version that counts
}

// fold returns the cover of a statement by all its showings. Those of one item
// stand together.
func fold(showings []showing) (c Cover) {
	var last ItemID
	for _, s := range showings {
		if s.item != last {
			c.Pieces, last = c.Pieces+1, s.item
		}
		if s.state == Accepted {
			c.Accepted++
		}
		if rank[s.state] > rank[c.State] {
			c.State = s.state
		}
	}
	return c
}

// A Tally counts statements by how far they have come.
type Tally struct {
	Key, Name string
	Total     int // statements to show
	By        map[State]int
	Verified  bool // not assessed: the employer verifies them
}

// Share returns how much of the tally is accepted, from 0 to 1.
func (t *Tally) Share() float64 {
	if t.Total == 0 {
		return 0
	}
	return float64(t.By[Accepted]) / float64(t.Total)
}

func (t *Tally) count(s State) {
	if t.By == nil {
		t.By = make(map[State]int)
	}
	t.Total++
	t.By[s]++
}

// Tallies are the counts of one apprentice's statements.
type Tallies struct {
	All      Tally   // what the coverage total is over
	Types    []Tally // by type of statement, in the standard's order
	Methods  []Tally // by the plan's methods; none without a plan
	Unmapped Tally   // under a plan: to be shown, but in none of its methods
}

// Count counts the statements an apprentice has to show. Under a plan whose
// behaviours the employer verifies, those leave the total and their type, and
// are counted under their method alone.
func Count(std *ksb.Standard, option string, plan *ksb.Plan, covers map[ksb.StatementID]Cover) Tallies {
	var t Tallies
	t.All = Tally{Name: "All statements"}
	t.Unmapped = Tally{Name: "In no method of the plan"}
	for _, typ := range std.Types {
		t.Types = append(t.Types, Tally{Key: typ.Key, Name: typ.Name})
	}
	if plan != nil {
		for _, m := range plan.Methods {
			t.Methods = append(t.Methods, Tally{Key: m.Key, Name: m.Name, Verified: m.Verified})
		}
	}
	for _, s := range std.For(option) {
		state := covers[s.ID].State
		if plan != nil && !t.countMethods(plan, s.Key, state) {
			t.Unmapped.count(state)
		}
		if plan != nil && plan.Verified(s.Key) {
			continue
		}
		t.All.count(state)
		for i := range t.Types {
			if t.Types[i].Key == s.Type {
				t.Types[i].count(state)
			}
		}
	}
	return t
}

// countMethods reports whether the plan has a method for the statement.
func (t *Tallies) countMethods(plan *ksb.Plan, key string, state State) (mapped bool) {
	for i, m := range plan.Methods {
		for _, k := range m.Statements {
			if k == key {
				t.Methods[i].count(state)
				mapped = true
				break
			}
		}
	}
	return mapped
}
