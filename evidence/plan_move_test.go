package evidence_test

import (
	"fmt"
	"slices"
	"testing"

	"touchstone/evidence"
	"touchstone/ksb"
)

func TestMovePlanTellsWhatNoLongerMaps(t *testing.T) {
	std := &ksb.Standard{Reference: "X"}
	for i, key := range []string{"k1", "k2", "k3", "b1"} {
		std.Statements = append(std.Statements, ksb.Statement{ID: ksb.StatementID(i + 1), Key: key, Membership: ksb.Core})
	}
	plan := func(change func(*ksb.Plan)) *ksb.Plan {
		p := &ksb.Plan{Methods: []ksb.Method{{Key: "talk", Name: "Talk", Portfolio: true, Statements: []string{"k1", "k2", "b1"}}, {Key: "test", Name: "Test", Statements: []string{"k3"}}},
			Portfolio: ksb.PortfolioRules{PiecesMax: 2, Reflection: ksb.ReflectionAllowed}}
		if change != nil {
			change(p)
		}
		return p
	}
	covers := map[ksb.StatementID]evidence.Cover{1: {State: evidence.Accepted, Pieces: 2, Accepted: 2}, 4: {State: evidence.Submitted, Pieces: 1}}
	piece := func(n int, state evidence.State, kind evidence.Kind) evidence.Piece {
		return evidence.Piece{Item: evidence.Item{Number: n}, Version: evidence.Version{State: state, Kind: kind, Claims: []evidence.Claim{{Statement: 1}}}}
	}
	pieces := []evidence.Piece{piece(1, evidence.Accepted, "report"), piece(2, evidence.Submitted, "recording"), piece(3, evidence.Draft, "recording")}
	tests := []struct {
		name   string
		from   *ksb.Plan
		change func(*ksb.Plan)
		moves  []string // key and sentence
		lines  []string
		lost   int
		total  int
	}{
		{"nothing changes", plan(nil), nil, nil, nil, 0, 4},
		{"from no plan", &ksb.Plan{}, nil, nil, nil, 0, 4},
		{"from a plan without it", plan(func(p *ksb.Plan) { p.Methods[1].Statements = nil }), nil, []string{"k3 It is in no method of the plan until now, and in “Test” then."}, nil, 0, 4},
		{"in no method, and claimed", plan(nil), func(p *ksb.Plan) { p.Methods[0].Statements = []string{"k2", "b1"} },
			[]string{"k1 It is in no method of the new plan. What 2 pieces claim of it no longer counts."}, nil, 1, 4},
		{"in no method, and not claimed", plan(nil), func(p *ksb.Plan) { p.Methods[0].Statements = []string{"k1", "b1"} }, []string{"k2 It is in no method of the new plan."}, nil, 0, 4},
		{"verified by the employer", plan(nil), func(p *ksb.Plan) {
			p.Methods = append(p.Methods, ksb.Method{Key: "b", Name: "B", Verified: true, Statements: []string{"b1"}})
			p.Methods[0].Statements = []string{"k1", "k2"}
		}, []string{"b1 The employer verifies it instead of its being assessed. What one piece claims of it no longer counts."}, []string{"The coverage total is over 3 statements instead of 4."}, 1, 3},
		{"no longer verified", plan(func(p *ksb.Plan) {
			p.Methods[0].Statements = []string{"k1", "k2"}
			p.Methods = append(p.Methods, ksb.Method{Key: "b", Name: "B", Verified: true, Statements: []string{"b1"}})
		}), nil, []string{"b1 It is assessed now, and no longer verified by the employer."}, []string{"The coverage total is over 4 statements instead of 3."}, 0, 4},
		{"leaves the portfolio", plan(nil), func(p *ksb.Plan) {
			p.Methods[0].Statements, p.Methods[1].Statements = []string{"k2", "b1"}, []string{"k1", "k3"}
		}, []string{"k1 It leaves the portfolio: “Test” covers it. What 2 pieces claim of it no longer counts."}, nil, 1, 4},
		{"enters the portfolio", plan(nil), func(p *ksb.Plan) { p.Methods[1].Portfolio = true }, []string{"k3 It has to be in the portfolio now, for “Test”."}, nil, 0, 4},
		{"moves between methods", plan(func(p *ksb.Plan) { p.Methods[1].Portfolio = true }), func(p *ksb.Plan) {
			p.Methods[1].Portfolio = true
			p.Methods[0].Statements, p.Methods[1].Statements = []string{"k1", "b1"}, []string{"k2", "k3"}
		}, []string{"k2 It moves from “Talk” to “Test”."}, nil, 0, 4},
		{"too many pieces", plan(nil), func(p *ksb.Plan) { p.Portfolio.PiecesMax = 1 }, nil, []string{"There are 2 pieces, and the plan takes at most 1: choose which are handed over."}, 0, 4},
		{"barred kind", plan(nil), func(p *ksb.Plan) { p.Portfolio.KindsBarred = []string{"recording"} }, nil, []string{"Of a kind that the plan does not take: piece 2."}, 0, 4},
		{"places", plan(nil), func(p *ksb.Plan) { p.Portfolio.Locator = true }, nil, []string{"Every claim has to name its page or time then. One or more do not in pieces 1 and 2."}, 0, 4},
		{"reflection", plan(nil), func(p *ksb.Plan) { p.Portfolio.Reflection = ksb.ReflectionForbidden }, nil, []string{"Reflective accounts are not handed over then."}, 0, 4},
	}
	for _, tt := range tests {
		got := evidence.MovePlan(std, "", tt.from, plan(tt.change), covers, pieces)
		var moves []string
		for _, m := range got.Statements {
			moves = append(moves, fmt.Sprint(m.Statement.Key, " ", m.What))
		}
		if !slices.Equal(moves, tt.moves) || !slices.Equal(got.Lines, tt.lines) || got.Lost != tt.lost || got.After.All.Total != tt.total {
			t.Errorf("%s: %q, %q, %d lost, %d in all", tt.name, moves, got.Lines, got.Lost, got.After.All.Total)
		}
	}
}
