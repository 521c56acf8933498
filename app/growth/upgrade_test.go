package growth_test

import (
	"strings"
	"testing"

	"touchstone/app/account"
	"touchstone/app/fault"
	"touchstone/app/growth"
)

func TestWordsForAnUpgradeAreTheirPersons(t *testing.T) {
	s, d := open(t)
	write := func(person account.PersonID, revision int, craft string) (growth.Upgrade, error) {
		return s.SaveUpgrade(t.Context(), person, 1, growth.Upgrade{Grade: "baker", Revision: revision, Words: map[string]string{"craft": craft, growth.SpecialismArea: "", "none": "Lost"}})
	}
	first, err := write(ada, 0, " I bake.\r\nDaily 🍞.\x00 ")
	if err != nil || first.Revision != 1 || first.Words["craft"] != "I bake.\nDaily 🍞." || len(first.Words) != 1 {
		t.Fatalf("%+v, %v", first, err)
	}
	if again, err := write(ada, 0, "I bake.\nDaily 🍞."); err != nil || again.Revision != 1 {
		t.Errorf("sent twice: %+v, %v", again, err)
	}
	if _, err := write(ada, 0, "In another tab."); !fault.Is(err, fault.Conflict) {
		t.Errorf("from an older page: %v", err)
	}
	if second, err := write(ada, 1, "I bake well."); err != nil || second.Revision != 2 {
		t.Errorf("%+v, %v", second, err)
	}
	if theirs, err := s.Upgrade(t.Context(), bea, 1, "baker"); err != nil || theirs.Revision != 0 || len(theirs.Words) != 0 {
		t.Errorf("Bea reads %+v, %v", theirs, err)
	}
	if other, err := s.Upgrade(t.Context(), ada, 1, "master"); err != nil || other.Revision != 0 {
		t.Errorf("of another grade: %+v, %v", other, err)
	}
	if framework, grade, found, err := s.LatestUpgrade(t.Context(), ada); !found || framework != 1 || grade != "baker" || err != nil {
		t.Errorf("latest: %d %s %t %v", framework, grade, found, err)
	}
	if _, _, found, err := s.LatestUpgrade(t.Context(), bea); found || err != nil {
		t.Errorf("latest of Bea: %t %v", found, err)
	}
	if n := events(t, d, "upgrade.save"); n != 2 {
		t.Errorf("%d events; want 2", n)
	}
}

func TestWordsForAnUpgradeHaveALimit(t *testing.T) {
	s, _ := open(t)
	for _, tt := range []struct {
		grade, text, field string
	}{
		{"baker", strings.Repeat("é", growth.MaxUpgradeWords), ""},
		{"baker", strings.Repeat("é", growth.MaxUpgradeWords+1), "words-ways"},
		{"cook", "I cook.", "grade"},
	} {
		_, err := s.SaveUpgrade(t.Context(), ada, 1, growth.Upgrade{Grade: tt.grade, Words: map[string]string{"ways": tt.text}})
		if tt.field == "" && err != nil || tt.field != "" && (!fault.Is(err, fault.Invalid) || fault.Of(err).Fields[tt.field] == "") {
			t.Errorf("%s, %d characters: %v", tt.grade, len([]rune(tt.text)), err)
		}
	}
	if _, err := s.SaveUpgrade(t.Context(), ada, 99, growth.Upgrade{Grade: "baker"}); !fault.Is(err, fault.NotFound) {
		t.Errorf("no framework: %v", err)
	}
}

func TestGradeToAimAt(t *testing.T) {
	f := bakery("1")
	for _, tt := range []struct {
		of    string // grade of the self-audit; empty: there is none
		level int
		want  string
	}{{"", 0, "hand"}, {"", 3, "baker"}, {"hand", 3, "baker"}, {"baker", 0, "master"}, {"master", 0, "master"}} {
		var a *growth.Audit
		if tt.of != "" {
			a = &growth.Audit{Framework: f, Grade: tt.of}
		}
		if got := growth.AimFor(f, a, tt.level); got != tt.want {
			t.Errorf("after %q at level %d: %s; want %s", tt.of, tt.level, got, tt.want)
		}
	}
}
