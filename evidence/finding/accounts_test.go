package finding_test

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"touchstone/ksb"
)

// A labelled is one account of testdata/accounts.json and the statements a fair
// coach would accept as clearly shown by it, the most central first.
//
// The accounts were written as people tell of their work, with no eye on the
// wording of the statements or on how they would be ranked. Those of the split
// "tune" are for working on the ranker; those of "held-out" are for measuring it
// and are looked at for nothing else.
type labelled struct {
	Split    string `json:"split"`
	Standard string `json:"standard"` // its reference
	Option   string `json:"option"`   // empty: only the core is expected
	Account  struct {
		Title     string `json:"title"`
		Situation string `json:"situation"`
		Task      string `json:"task"`
		Action    string `json:"action"`
		Result    string `json:"result"`
	} `json:"account"`
	Labels []string `json:"labels"` // keys of statements
	Notes  string   `json:"notes"`
}

func (l *labelled) words() int {
	a := &l.Account
	return len(strings.Fields(strings.Join([]string{a.Situation, a.Task, a.Action, a.Result}, " ")))
}

func readStrictly(t *testing.T, file string, v any) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
}

// labelledStandards returns the standards that the accounts are labelled with,
// by reference: the shipped ones and one of another sector.
func labelledStandards(t *testing.T) map[string]*ksb.Standard {
	t.Helper()
	standards, err := ksb.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	var other ksb.Standard
	readStrictly(t, "testdata/standard-horticulture.json", &other)
	if err := other.Check(); err != nil {
		t.Fatal(err)
	}
	out := make(map[string]*ksb.Standard)
	for _, s := range append(standards, other) {
		out[s.Reference] = &s
	}
	return out
}

func TestAccountsAreLabelledWithStatementsOfTheirOption(t *testing.T) {
	standards := labelledStandards(t)
	var accounts []labelled
	readStrictly(t, "testdata/accounts.json", &accounts)
	seen := make(map[string]bool)
	short := 0
	for i, l := range accounts {
		title := l.Account.Title
		standard := standards[l.Standard]
		if standard == nil {
			t.Fatalf("%d, %q: there is no standard %q", i, title, l.Standard)
		}
		expected := make(map[string]bool)
		for _, st := range standard.For(l.Option) {
			expected[st.Key] = true
		}
		if l.Option != "" && len(expected) == len(standard.For("")) {
			t.Errorf("%d, %q: %s has no option %q", i, title, l.Standard, l.Option)
		}
		if len(l.Labels) < 1 || len(l.Labels) > 4 {
			t.Errorf("%d, %q has %d labels", i, title, len(l.Labels))
		}
		for _, key := range l.Labels {
			if !expected[key] {
				t.Errorf("%d, %q: %q is not expected on %q, or is there twice", i, title, key, l.Option)
			}
			delete(expected, key)
		}
		if n := l.words(); n > 180 {
			t.Errorf("%d, %q has %d words", i, title, n)
		} else if n < 60 {
			short++
		}
		a := l.Account
		for _, text := range []string{title, a.Situation, a.Task, a.Action, a.Result} {
			if text == "" || seen[text] {
				t.Errorf("%d, %q: the part %q is empty or is there twice", i, title, text)
			}
			seen[text] = true
		}
	}
	if short > 1 {
		t.Errorf("%d accounts are of very few words; want one", short)
	}
}

func TestAccountsAreManyAndHalvedEvenly(t *testing.T) {
	standards := labelledStandards(t)
	var accounts []labelled
	readStrictly(t, "testdata/accounts.json", &accounts)
	wants := map[string]int{"ST0175": 85, "ST0176": 35, "ST9901": 20}
	halves := map[string]int{"tune": 0, "held-out": 1}
	accountsOf := make(map[string][2]int)
	labelsOf := make(map[string][2]int) // by reference and key
	for _, l := range accounts {
		half, known := halves[l.Split]
		if !known {
			t.Fatalf("%q is of the split %q", l.Account.Title, l.Split)
		}
		count := func(in map[string][2]int, key string) {
			n := in[key]
			n[half]++
			in[key] = n
		}
		count(accountsOf, l.Standard)
		for _, key := range l.Labels {
			count(labelsOf, l.Standard+" "+key)
		}
	}
	for reference, want := range wants {
		n := accountsOf[reference]
		if n[0]+n[1] < want || n[0]-n[1] > 1 || n[1]-n[0] > 1 {
			t.Errorf("%s has %d accounts to tune by and %d held out; want halves of at least %d", reference, n[0], n[1], want)
		}
		for _, st := range standards[reference].Statements {
			if n := labelsOf[reference+" "+st.Key]; n[0] == 0 || n[1] == 0 {
				t.Errorf("%s %s is shown by %d accounts to tune by and %d held out; want both", reference, st.Key, n[0], n[1])
			}
		}
	}
}
