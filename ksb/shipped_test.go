package ksb

import (
	"strings"
	"testing"
	"unicode"
)

func TestShippedStandards(t *testing.T) {
	standards, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		reference string
		counts    map[string][2]int // type: core, of options
		options   int
		one       int // statements for one apprentice
		origin    Origin
		secondary bool
		months    int
	}{
		{"ST0175", map[string][2]int{"knowledge": {22, 9}, "skill": {20, 6}, "behaviour": {5, 0}}, 3, 52, InferredCode, false, 18},
		{"ST0176", map[string][2]int{"knowledge": {5, 0}, "skill": {7, 0}, "behaviour": {4, 0}}, 0, 16, NoCode, true, 12},
	}
	for i, tt := range tests {
		s := standards[i]
		if s.Reference != tt.reference || len(s.Options) != tt.options || s.Source.Secondary != tt.secondary ||
			s.DurationMonths != tt.months || s.Source.ReadOn.IsZero() || s.Source.Name == "" || s.IsOfficial() {
			t.Errorf("%s: %+v", tt.reference, s.Source)
		}
		counts := make(map[string][2]int)
		for _, st := range s.Statements {
			n := counts[st.Type]
			if st.Membership == Core {
				n[0]++
			} else {
				n[1]++
			}
			counts[st.Type] = n
			checkOurWords(t, &s, &st, tt.origin)
		}
		for typ, want := range tt.counts {
			if counts[typ] != want {
				t.Errorf("%s: %s = %v; want %v", s.Reference, typ, counts[typ], want)
			}
		}
		option := ""
		if len(s.Options) > 0 {
			option = s.Options[1].Name
		}
		if n := len(s.For(option)); n != tt.one {
			t.Errorf("%s: %d statements for an apprentice on %q; want %d", s.Reference, n, option, tt.one)
		}
	}
}

func checkOurWords(t *testing.T, s *Standard, st *Statement, origin Origin) {
	t.Helper()
	words := len(strings.Fields(st.Title))
	if words < 1 || words > 6 || !unicode.IsUpper([]rune(st.Title)[0]) || strings.HasSuffix(st.Title, ".") {
		t.Errorf("%s %s: the title %q is not of our form", s.Reference, st.Key, st.Title)
	}
	if !strings.HasSuffix(st.Summary, ".") || st.Origin != origin {
		t.Errorf("%s %s: summary %q, origin %q", s.Reference, st.Key, st.Summary, st.Origin)
	}
}

func TestCodesFollowTheOptions(t *testing.T) {
	standards, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	want := map[Code]string{"K22": "", "K23": "Credit risk", "K25": "Credit risk", "K26": "Collections", "K28": "Collections",
		"K29": "Enforcement", "K31": "Enforcement", "S20": "", "S21": "Credit risk", "S23": "Collections", "S26": "Enforcement"}
	for _, st := range standards[0].Statements {
		if option, ok := want[st.Code]; ok && strings.Join(st.Options, ",") != option {
			t.Errorf("%s is for %q; want %q", st.Code, st.Options, option)
		}
		delete(want, st.Code)
	}
	if len(want) > 0 {
		t.Errorf("there is no %v", want)
	}
}

func TestShippedPlans(t *testing.T) {
	standards, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	plans, err := shippedPlans(standards)
	if err != nil {
		t.Fatal(err)
	}
	regimes := make(map[string]bool)
	for _, p := range plans {
		regimes[p.For.Reference+" "+string(p.Regime)] = true
		if !p.Example || !strings.HasPrefix(p.Name, "Example plan") {
			t.Errorf("%s %s is not marked as an example", p.Reference, p.Version)
		}
	}
	for _, want := range []string{"ST0175 end-point", "ST0175 assessment", "ST0176 end-point"} {
		if !regimes[want] {
			t.Errorf("no plan for %s", want)
		}
	}
}
