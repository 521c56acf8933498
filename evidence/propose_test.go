package evidence_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"touchstone/evidence"
	"touchstone/ksb"
)

// toPropose makes pieces of lines such as "work product: k1@ k2 s3-": a kind and
// the statements it claims, with @ where the claim names a place and with - where
// it was referred. A line that begins with ! was not accepted.
func toPropose(lines ...string) (pieces []evidence.Piece) {
	for i, line := range lines {
		line, waits := strings.CutPrefix(line, "!")
		kind, claims, _ := strings.Cut(line, ":")
		p := evidence.Piece{Item: evidence.Item{ID: evidence.ItemID(i + 1), Number: i + 1, Counts: evidence.VersionID(i + 1)}}
		if waits {
			p.Counts = 0
		}
		p.Version.Kind = evidence.Kind(kind)
		p.Version.From = time.Date(2026, 1, 1+i, 0, 0, 0, 0, time.UTC)
		for _, c := range strings.Fields(claims) {
			claim := evidence.Claim{Statement: idOf(strings.TrimRight(c, "@-")), Verdict: evidence.AcceptedVerdict}
			if strings.HasSuffix(c, "@") {
				claim.Places = []evidence.Place{{}}
			}
			if strings.HasSuffix(c, "-") {
				claim.Verdict = evidence.ReferredVerdict
			}
			p.Version.Claims = append(p.Version.Claims, claim)
		}
		pieces = append(pieces, p)
	}
	return pieces
}

var proposeKeys = []string{"k1", "k2", "k3", "s1", "s2", "b1"}

func idOf(key string) ksb.StatementID {
	return ksb.StatementID(1 + slices.Index(proposeKeys, key))
}

func keysOf(needs []evidence.Need) string {
	var out []string
	for _, n := range needs {
		if n.Statement == 0 {
			out = append(out, string(n.Kind))
			continue
		}
		out = append(out, proposeKeys[n.Statement-1])
	}
	return strings.Join(out, " ")
}

func toShow() (list []ksb.Statement) {
	for i, k := range proposeKeys {
		list = append(list, ksb.Statement{ID: ksb.StatementID(i + 1), Key: k})
	}
	return list
}

func proposePlan(rules ksb.PortfolioRules) *ksb.Plan {
	return &ksb.Plan{Portfolio: rules, Methods: []ksb.Method{
		{Key: "talk", Portfolio: true, Statements: []string{"k1", "k2", "s1", "s2"}},
		{Key: "test", Statements: []string{"k3"}},
		{Key: "seen", Portfolio: true, Verified: true, Statements: []string{"b1"}},
	}}
}

func TestPropose(t *testing.T) {
	const work = "work product"
	tests := []struct {
		name    string
		rules   ksb.PortfolioRules
		pieces  []string
		items   string
		missing string
		thin    string
		over    int
	}{
		{"the fewest, not the greedy ones", ksb.PortfolioRules{}, []string{work + ":k1 k2 s1", work + ":k1 k2", work + ":s1 s2"}, "1 3", "", "k1 k2 s2", 0},
		{"only what the portfolio has to show", ksb.PortfolioRules{}, []string{work + ":k1 k2 s1 s2", work + ":k3", work + ":b1"}, "1", "", "k1 k2 s1 s2", 0},
		{"claims that were referred do not show", ksb.PortfolioRules{}, []string{work + ":k1 k2 s1 s2-", work + ":s2"}, "1 2", "", "k1 k2 s1 s2", 0},
		{"pieces that wait do not count", ksb.PortfolioRules{}, []string{"!" + work + ":k1 k2 s1 s2", work + ":k1"}, "2", "k2 s1 s2", "k1", 0},
		{"barred kinds stay here", ksb.PortfolioRules{KindsBarred: []string{"training record"}}, []string{"training record:k1 k2 s1 s2", work + ":k1 k2"}, "2", "s1 s2", "k1 k2", 0},
		{"a kind that is wanted comes along", ksb.PortfolioRules{KindsWanted: []string{"witness testimony"}}, []string{work + ":k1 k2 s1 s2", "witness testimony:k1"}, "1 2", "", "k2 s1 s2 witness testimony", 0},
		{"of two as good the one that names its places", ksb.PortfolioRules{}, []string{work + ":k1@ k2 s1 s2", work + ":k1 k2 s1 s2"}, "1", "", "k1 k2 s1 s2", 0},
		{"then the one with more accepted claims", ksb.PortfolioRules{}, []string{work + ":k1 k2 s1 s2 k3", work + ":k1 k2 s1 s2"}, "1", "", "k1 k2 s1 s2", 0},
		{"then the newer work", ksb.PortfolioRules{}, []string{work + ":k1 k2 s1 s2", work + ":k1 k2 s1 s2"}, "2", "", "k1 k2 s1 s2", 0},
		{"filled up to the least number", ksb.PortfolioRules{PiecesMin: 2}, []string{work + ":k1 k2 s1 s2", work + ":k1", work + ":k1 k2"}, "1 3", "", "s1 s2", 0},
		{"more than the greatest number", ksb.PortfolioRules{PiecesMax: 2}, []string{work + ":k1", work + ":k2", work + ":s1 s2"}, "1 2 3", "", "k1 k2 s1 s2", 1},
		{"nothing at all", ksb.PortfolioRules{}, nil, "", "k1 k2 s1 s2", "", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := evidence.Propose(toPropose(tt.pieces...), toShow(), proposePlan(tt.rules))
			items := strings.Trim(fmt.Sprint(p.Items), "[]")
			if items != tt.items || keysOf(p.Missing) != tt.missing || keysOf(p.Thin) != tt.thin || p.Over != tt.over || !p.Exact || len(p.Short) > 0 {
				t.Errorf("proposes %q, missing %q, thin %q, over %d, exact %t, short %q; want %q, %q, %q, %d",
					items, keysOf(p.Missing), keysOf(p.Thin), p.Over, p.Exact, keysOf(p.Short), tt.items, tt.missing, tt.thin, tt.over)
			}
		})
	}
}

func TestWeighSaysWhatEachPieceAdds(t *testing.T) {
	pieces := toPropose("work product:k1 k2", "work product:k2 s1", "work product:k2", "work product:s2")
	w := evidence.Weigh(pieces, toShow(), proposePlan(ksb.PortfolioRules{}), func(id evidence.ItemID) bool { return id < 4 })
	var got []string
	for _, p := range w.Pieces {
		got = append(got, fmt.Sprintf("%d %t only %s, adds %s, repeats %s, spare %t", p.Number, p.Chosen, keysOf(p.Only), keysOf(p.Adds), keysOf(p.Repeats), p.Spare()))
	}
	want := []string{
		"1 true only k1, adds k1, repeats k2, spare false",
		"2 true only s1, adds s1, repeats k2, spare false",
		"3 true only , adds , repeats k2, spare true",
		"4 false only s2, adds s2, repeats , spare false",
	}
	if !slices.Equal(got, want) || keysOf(w.Short) != "s2" || keysOf(w.Missing) != "" || w.Chosen != 3 {
		t.Errorf("weighed %q, short %q, missing %q", got, keysOf(w.Short), keysOf(w.Missing))
	}
}

// Of very many pieces the proposal is not certain to be the smallest, but shows
// all there is and has no piece too many.
func TestProposeOfMany(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 50 {
		var lines []string
		for range evidence.MostExact + 1 + r.IntN(40) {
			line := "work product:"
			for _, k := range proposeKeys {
				if r.IntN(4) == 0 {
					line += " " + k
				}
			}
			lines = append(lines, line)
		}
		pieces := toPropose(lines...)
		p := evidence.Propose(pieces, toShow(), proposePlan(ksb.PortfolioRules{}))
		if p.Exact || len(p.Short) > 0 || slices.ContainsFunc(p.Pieces, func(w evidence.Weighed) bool { return w.Spare() }) {
			t.Fatalf("of %q proposes %v, exact %t, short %q", lines, p.Items, p.Exact, keysOf(p.Short))
		}
	}
}
