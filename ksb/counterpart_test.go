package ksb_test

import (
	"strings"
	"testing"

	"touchstone/ksb"
)

// statements makes a standard of lines "code|type|official wording|source's id".
func statements(lines ...string) *ksb.Standard {
	s := &ksb.Standard{Reference: "ST0001", Types: []ksb.Type{ksb.Knowledge, ksb.Skill, ksb.Behaviour}}
	for _, line := range lines {
		f := append(strings.Split(line, "|"), "", "", "")
		typ := map[string]string{"K": "knowledge", "S": "skill", "B": "behaviour"}[f[1]]
		s.Statements = append(s.Statements, ksb.Statement{Key: strings.ToLower(f[0]), Code: ksb.Code(f[0]), Type: typ, Title: "T", Official: f[2], SourceID: f[3], Membership: ksb.Core})
	}
	return s
}

const (
	ledger   = "Reconcile the sales ledger with cash received and explain every difference."
	letters  = "Write dunning letters that keep to the law and to policy."
	insolven = "Recognise signs of insolvency and refer the account in time."
	team     = "Support the team to reach its aims."
	closer   = "Reconcile the ledger with the cash received each month, and explain any difference."
)

func TestCounterpartsByWordingAndNeverByCode(t *testing.T) {
	tests := []struct {
		name     string
		from, to *ksb.Standard
		of       string // whose counterparts
		best     string // Key of the best; empty: none
		least    int    // its score at least
		most     int
		says     string
	}{
		{"renumbered", statements("S9|S|"+team, "S10|S|"+ledger, "S11|S|"+letters), statements("S9|S|"+ledger, "S10|S|"+letters),
			"s10", "s9", 100, 100, "The official wording is the same, under another code: S10 is S9 there."},
		{"deleted, and its code is another's now", statements("S9|S|"+team, "S10|S|"+ledger), statements("S9|S|" + ledger),
			"s9", "", 0, 0, ""},
		{"one code, other words", statements("K1|K|" + team), statements("K1|K|" + insolven), "k1", "", 0, 0, ""},
		{"a core statement numbered after the options'", statements("K21|K|"+ledger, "K40|K|"+insolven), statements("K21|K|"+insolven, "K22|K|"+ledger),
			"k40", "k21", 100, 100, "K40 is K21"},
		{"marks, case and spaces aside", statements("K1|K|" + ledger), statements("K2|K|" + strings.ToUpper(strings.TrimSuffix(ledger, ".")) + " ;"),
			"k1", "k2", 100, 100, "the same"},
		{"reworded", statements("S1|S|"+team, "S2|S|"+ledger, "S3|S|"+letters), statements("S1|S|"+closer, "S2|S|"+letters, "S3|S|"+team),
			"s2", "s1", 50, 90, "Words in common: "},
		{"the same words as another type", statements("K1|K|" + ledger), statements("S1|S|" + ledger), "k1", "s1", 80, 80, "another type"},
		{"the publisher's id", statements("K1|K|"+ledger+"|a-1", "K2|K|"+letters), statements("K5|K|"+"Explain differences between ledger and cash.|a-1", "K6|K|"+team), "k1", "k5", 85, 95, "same id"},
		{"the publisher's id on quite another thing", statements("K1|K|" + ledger + "|a-1"), statements("K5|K|" + team + "|a-1"), "k1", "", 0, 0, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			found := ksb.Counterparts(tt.from, tt.to)[tt.of]
			switch {
			case tt.best == "" && len(found) > 0:
				t.Fatalf("found %s: %d, %s", found[0].Statement.Key, found[0].Score, found[0].Reason)
			case tt.best == "":
				return
			case len(found) == 0:
				t.Fatal("found nothing")
			}
			if c := found[0]; c.Statement.Key != tt.best || c.Score < tt.least || c.Score > tt.most || !strings.Contains(c.Reason, tt.says) {
				t.Errorf("best is %s: %d, %s", c.Statement.Key, c.Score, c.Reason)
			}
		})
	}
}

func TestOneTextUnderTwoCodes(t *testing.T) {
	from := statements("K1|K|"+ledger, "K2|K|"+ledger, "K3|K|"+team)
	to := statements("K2|K|"+ledger, "K1|K|"+ledger, "K9|K|"+team)
	pairs := ksb.Pairs(from, ksb.Counterparts(from, to), 50)
	for key, want := range map[string]string{"k1": "k1", "k2": "k2", "k3": "k9"} {
		if got := pairs[key].Statement; got == nil || got.Key != want {
			t.Errorf("%s becomes %+v; want %s", key, got, want)
		}
	}
	one := statements("K7|K|" + ledger)
	pairs = ksb.Pairs(from, ksb.Counterparts(from, one), 50)
	if len(pairs) != 2 || pairs["k1"].Statement.Key != "k7" || pairs["k2"].Statement.Key != "k7" {
		t.Errorf("two that became one: %+v", pairs)
	}
}

func TestRareWordsWeighMore(t *testing.T) {
	from := statements("K1|K|The insolvency of customers.", "K2|K|The accounts of customers.", "K3|K|The calls of customers.")
	to := statements("K1|K|Insolvency at work.", "K2|K|Customers at work.", "K3|K|Customers at home.")
	found := ksb.Counterparts(from, to)["k1"]
	if len(found) == 0 || found[0].Statement.Key != "k1" || !strings.Contains(found[0].Reason, "insolvency") {
		t.Fatalf("found %+v", found)
	}
	if len(found) > 1 && found[1].Score*2 > found[0].Score {
		t.Errorf("a common word scores %d beside a rare one's %d", found[1].Score, found[0].Score)
	}
}

func TestCounterpartsOverAFramework(t *testing.T) {
	from, to := statements("K1|K|"+ledger), statements("S1|S|"+team, "S2|S|"+letters)
	framework := &ksb.Framework{Reference: "F", Version: "1", Areas: []ksb.Area{{Elements: []ksb.Element{{Key: "e", Code: "PS1", Name: "Working with people"}}}}}
	bridge := ksb.Bridge{Framework: framework,
		From: &ksb.Crosswalk{Links: []ksb.Link{{Statement: "k1", Element: "e", Strength: ksb.Direct}}},
		To:   &ksb.Crosswalk{Links: []ksb.Link{{Statement: "s1", Element: "e", Strength: ksb.Direct}, {Statement: "s2", Element: "x", Strength: ksb.Direct}}}}
	if found := ksb.Counterparts(from, to); len(found) != 0 {
		t.Fatalf("without the framework: %+v", found)
	}
	found := ksb.Counterparts(from, to, bridge)["k1"]
	if len(found) != 1 || found[0].Statement.Key != "s1" || !strings.Contains(found[0].Reason, "Both support PS1 Working with people of F") {
		t.Errorf("over the framework: %+v", found)
	}
	if found := ksb.Counterparts(from, to, ksb.Bridge{Framework: framework, From: bridge.From}); len(found) != 0 {
		t.Errorf("over half a bridge: %+v", found)
	}
}

func TestRetiredStatementsAreNoCounterparts(t *testing.T) {
	from, to := statements("K1|K|"+ledger), statements("K1|K|"+ledger)
	to.Statements[0].Retired = true
	if found := ksb.Counterparts(from, to); len(found) != 0 {
		t.Errorf("found %+v", found)
	}
	from.Statements[0].Retired, to.Statements[0].Retired = true, false // what was shown of it was shown
	if found := ksb.Counterparts(from, to); len(found) != 1 {
		t.Errorf("from a retired one: %+v", found)
	}
}

func TestShippedStandardsHaveCounterparts(t *testing.T) {
	shipped, err := ksb.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	found := ksb.Counterparts(&shipped[1], &shipped[0])
	for i := range shipped[1].Statements {
		st := &shipped[1].Statements[i]
		for _, c := range found[st.Key] {
			t.Logf("%-30s %3d %s: %s", st.Title, c.Score, c.Statement.Name(), c.Reason)
		}
	}
	if best := found["teamwork"]; len(best) == 0 || best[0].Score < ksb.LeastScore || best[0].Statement.Type == "knowledge" {
		t.Errorf("counterparts of teamwork: %+v", best)
	}
}
