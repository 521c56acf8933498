package hints_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"touchstone/evidence/hints"
)

// An account of testdata/accounts.json, written for these tests: as apprentices
// of many sectors write, with the keys of the hints that are right for it.
type account struct {
	Name, Sector, Standard, Kind     string
	Situation, Task, Action, Result  string
	Worked, Failed, NextTime, Theory string
	OwnPart                          string
	Claims                           []hints.Claim
	Others                           []hints.Other
	Forbidden                        bool // the plan takes no reflective accounts
	Repeat                           int  // the action stands so many times
	Want                             []string
}

// UnmarshalJSON reads the names with which forms call the parts.
func (a *account) UnmarshalJSON(text []byte) error {
	type plain account
	v := struct {
		*plain
		NextTime *string `json:"next_time"`
		OwnPart  *string `json:"own_part"`
	}{(*plain)(a), &a.NextTime, &a.OwnPart}
	return json.Unmarshal(text, &v)
}

func accounts(t *testing.T) (all []account) {
	t.Helper()
	text, err := os.ReadFile("testdata/accounts.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

func (a *account) value() hints.Account {
	v := hints.Account{Kind: a.Kind, Situation: a.Situation, Task: a.Task, Action: a.Action, Result: a.Result,
		Worked: a.Worked, Failed: a.Failed, NextTime: a.NextTime, Theory: a.Theory, OwnPart: a.OwnPart,
		Claims: a.Claims, Others: a.Others, Reflects: !a.Forbidden}
	if a.Repeat > 0 {
		v.Action = strings.Repeat(a.Action+"\n", a.Repeat)
	}
	return v
}

func keys(found []hints.Hint) (keys []string) {
	for _, h := range found {
		keys = append(keys, h.Key)
	}
	return keys
}

// TestAccountsGetTheHintsThatAreRight looks at every account of the set, and says
// of each rule how often it was right, silent where it should speak, and wrong.
func TestAccountsGetTheHintsThatAreRight(t *testing.T) {
	type tally struct{ right, missed, wrong int }
	tallies := map[string]*tally{}
	of := func(key string) *tally {
		if tallies[key] == nil {
			tallies[key] = new(tally)
		}
		return tallies[key]
	}
	all, sound, sectors := accounts(t), 0, map[string]bool{}
	for i := range all {
		a := &all[i]
		sectors[a.Sector] = true
		if len(a.Want) == 0 {
			sound++
		}
		found := hints.Check(a.value(), hints.For(a.Standard, hints.Sectors()))
		if !slices.IsSortedFunc(found, func(a, b hints.Hint) int { return a.Order - b.Order }) {
			t.Errorf("%s: %v is not by what matters most", a.Name, keys(found))
		}
		for _, h := range found {
			if slices.Contains(a.Want, h.Key) {
				of(h.Key).right++
				continue
			}
			of(h.Key).wrong++
			t.Errorf("%s: a false alarm of %s: %s", a.Name, h.Key, h.What)
		}
		for _, key := range a.Want {
			if !slices.Contains(keys(found), key) {
				of(key).missed++
				t.Errorf("%s: nothing is said of %s", a.Name, key)
			}
		}
	}
	if len(all) < 40 || len(sectors) < 10 {
		t.Errorf("%d accounts of %d sectors; want 40 of ten or more", len(all), len(sectors))
	}
	t.Logf("%d accounts of %d sectors; of %d no hint is right", len(all), len(sectors), sound)
	t.Logf("%-36s %6s %7s %13s", "rule", "right", "missed", "false alarms")
	for _, r := range hints.For("ST0175", hints.Sectors()) {
		n := of(r.Key)
		t.Logf("%-36s %6d %7d %13d", r.Key, n.right, n.missed, n.wrong)
		if n.right == 0 {
			t.Errorf("no account shows rule %s", r.Key)
		}
	}
}
