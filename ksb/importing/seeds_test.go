package importing_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"touchstone/app/fault"
	"touchstone/ksb"
	"touchstone/ksb/importing"
)

// tally counts statements by type and by whom they are for: "knowledge core",
// "skill Option 2".
func tally(s *ksb.Standard) map[string]int {
	n := make(map[string]int)
	for _, st := range s.Statements {
		whom := string(st.Membership)
		if st.Membership == ksb.Options {
			whom = strings.Join(st.Options, "+")
		}
		n[st.Type+" "+whom]++
	}
	return n
}

func wordings(s *ksb.Standard) (all []string) {
	for _, st := range s.Statements {
		all = append(all, st.Official)
	}
	return all
}

func codesOf(s *ksb.Standard) (codes []string) {
	for _, st := range s.Statements {
		codes = append(codes, string(st.Code))
	}
	return codes
}

// TestPublishedPages reads real documents where a folder of them is at hand.
func TestPublishedPages(t *testing.T) {
	files, err := filepath.Glob("../../../shared/seeds/*.txt")
	if err != nil || len(files) == 0 {
		t.Skip("no folder of published documents beside the repository")
	}
	for _, file := range files {
		name := filepath.Base(file)
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		found, err := importing.Read(bytes.NewReader(text), importing.Want{})
		if !strings.HasPrefix(name, "002_") {
			if !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Of(err).Message, "ourse page") {
				t.Errorf("%s: %v; want a refusal that says what was expected", name, err)
			}
			continue
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		checkSeniorPage(t, &found)
		checkCuts(t, name, string(text), strings.Index(string(text), "- Apprenticeship category"), 53)
	}
}

func checkSeniorPage(t *testing.T, found *importing.Result) {
	t.Helper()
	s := &found.Standard
	want := map[string]int{"knowledge core": 22, "skill core": 20, "behaviour core": 5}
	for _, o := range []string{"Option 1", "Option 2", "Option 3"} {
		want["knowledge "+o], want["skill "+o] = 3, 2
	}
	got := tally(s)
	for key, n := range want {
		if got[key] != n {
			t.Errorf("%s = %d; want %d", key, got[key], n)
		}
	}
	codes := codesOf(s)
	if len(s.Statements) != 62 || len(s.Options) != 3 || len(got) != len(want) {
		t.Errorf("%d statements, %d options, %v", len(s.Statements), len(s.Options), got)
	}
	for _, code := range []string{"K1", "K31", "S1", "S26", "B1", "B5"} {
		if !slices.Contains(codes, code) {
			t.Errorf("there is no %s", code)
		}
	}
	if found.Form != importing.CoursePage || s.Level != 3 || !strings.HasPrefix(s.Title, "Senior") || s.DurationMonths != 18 || s.MaxFunding != 13000 {
		t.Errorf("%s %q level %d, %d months, £%d", found.Form, s.Title, s.Level, s.DurationMonths, s.MaxFunding)
	}
	if last := s.Statements[61].Official; !strings.HasSuffix(last, "occur.") {
		t.Errorf("the last statement is %q", last)
	}
}
