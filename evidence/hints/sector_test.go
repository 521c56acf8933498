package hints_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"touchstone/evidence/hints"
)

func TestSectorsThatComeWithTheProgramAreSound(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range hints.Sectors() {
		for _, r := range append(slices.Clone(hints.General), s.Rules()...) {
			if strings.HasPrefix(r.Key, s.Key+".") == seen[r.Key] && seen[r.Key] {
				t.Errorf("key %s stands twice", r.Key)
			}
			seen[r.Key] = true
			for _, text := range []string{r.Name, r.About, r.Why, r.Example} {
				if text == "" {
					t.Errorf("%s lacks words", r.Key)
				}
			}
		}
	}
	if n := len(hints.For("ST0175", hints.Sectors())) - len(hints.General); n < 7 {
		t.Errorf("%d checks for credit control; want seven", n)
	}
}

// TestAnotherSectorIsAFile reads the checks of a sector made up for this test.
func TestAnotherSectorIsAFile(t *testing.T) {
	f, err := os.Open("testdata/care.json")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	care, err := hints.ReadSector(f)
	if err != nil {
		t.Fatal(err)
	}
	rules := hints.For("ST9001", []hints.Sector{care})
	a := whole()
	a.Action = "I washed Mrs B in bed at eight, and told her before each step what I would do next, as our hygiene policy says. I changed her position twice during the morning and brought her a drink with each change. At noon I helped her into the chair with the hoist and a colleague, and she looked out at the garden."
	found := hints.Check(a, rules)
	if len(found) != 1 || found[0].Key != "care.consent" || found[0].What != "You write “washed Mrs”. Did the person agree to it, and how do you know?" {
		t.Fatalf("found %+v", found)
	}
	if got := keys(hints.Check(a, hints.For("ST0175", []hints.Sector{care}))); len(got) > 0 {
		t.Errorf("for another standard: %v", got)
	}
	a.Action += " I asked first if she wanted to."
	if got := keys(hints.Check(a, rules)); len(got) > 0 {
		t.Errorf("once it is there: %v", got)
	}
	// A sector's check speaks instead of the general rule it stands for.
	a = whole()
	a.Theory, a.Action = "", strings.Replace(a.Action, "which the retention policy, section 4, allows after a year", "by lifting them with the hoist", 1)
	if got := keys(hints.Check(a, rules)); !slices.Equal(got, []string{"care.moving"}) {
		t.Errorf("instead of the general rule: %v", got)
	}
}

func TestASectorThatIsNotSoundIsNamed(t *testing.T) {
	const sound = `{"key": "x", "name": "X", "standards": ["ST1"], "source": "", "checks": [{"key": "a", "name": "N", "about": "A", "where": "action",
		"fits": [["one two"]], "met": ["three*"], "hint": "H", "why": "W", "example": "E", "order": 1}]}`
	if _, err := hints.ReadSector(strings.NewReader(sound)); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ old, new, says string }{
		{`"key": "x"`, `"key": "X!"`, "key, name, standards and checks"},
		{`["ST1"]`, `[]`, "key, name, standards and checks"},
		{`"key": "a"`, `"key": ""`, "check 1"},
		{`"where": "action"`, `"where": "acton"`, `no field "acton"`},
		{`[["one two"]]`, `[]`, "fits is needed"},
		{`[["one two"]]`, `[[]]`, "a list of cues is empty"},
		{`"one two"`, `"£5"`, `"£5" is no cue`},
		{`"three*"`, `"th*ree"`, "is no cue"},
		{`"three*"`, `""`, "is no cue"},
		{`"why": "W"`, `"why": " "`, "why and example"},
		{`"order": 1`, `"order": 1, "instead": "none"`, `no general rule "none"`},
		{`"order": 1`, `"order": 1, "colour": "red"`, "colour"},
		{`"order": 1}]}`, `"order": 1}`, "read sector"},
	} {
		_, err := hints.ReadSector(strings.NewReader(strings.Replace(sound, tt.old, tt.new, 1)))
		if err == nil || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("with %s: %v; want it to say %q", tt.new, err, tt.says)
		}
	}
}
