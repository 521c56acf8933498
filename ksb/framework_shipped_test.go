package ksb

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// maxShippedText is how many characters a text of the shipped framework may
// have: one rates it on a phone.
const maxShippedText = 240

// cicmGrades are the grades of the CICM Professional Standards, lowest first.
var cicmGrades = [4]string{"affiliate", "associate", "member", "fellow"}

// What the published CICM Professional Standards have, counted there: how many
// descriptors stand under each grade, in the order of cicmGrades.
var (
	cicmSkills = map[string][4]int{
		"BS1": {3, 3, 3, 3}, "BS2": {3, 3, 3, 3}, "BS3": {3, 3, 3, 3}, "BS4": {3, 3, 3, 3}, "BS5": {3, 3, 3, 3},
		"PS1": {3, 3, 3, 3}, "PS2": {3, 3, 3, 3}, "PS3": {3, 3, 3, 3}, "PS4": {3, 3, 3, 3}, "PS5": {3, 3, 3, 3},
	}
	cicmSpecialisms = map[string][4]int{
		"Consumer credit management":                        {3, 3, 3, 3},
		"Consumer credit risk management":                   {3, 3, 3, 3},
		"Commercial credit risk management":                 {3, 3, 3, 3},
		"Trade credit management":                           {3, 3, 3, 3},
		"Export credit management":                          {3, 3, 3, 3},
		"Cash collections":                                  {3, 3, 3, 3},
		"Third-party debt collection":                       {3, 3, 3, 3},
		"Debt recovery":                                     {3, 3, 3, 3},
		"Legal proceedings and insolvency":                  {3, 3, 3, 3},
		"Third-party debt recovery and litigation services": {3, 3, 3, 3},
		"Enforcement":                                       {3, 3, 3, 3},
	}
	// Positive and negative indicators. B2 is set out with B1 and has none of its own.
	cicmBehaviours = map[string][2]int{"B1": {3, 3}, "B2": {0, 0}, "B3": {3, 3}, "B4": {3, 3}, "B5": {3, 3}}
)

func cicm(t *testing.T) *Framework {
	t.Helper()
	all, err := ShippedFrameworks()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 1 {
		t.Fatalf("%d frameworks are shipped; want 1", len(all))
	}
	return all[0]
}

// perGrade counts descriptors by grade and checks their keys: "BS1.affiliate.1",
// "BS1.affiliate.2"…
func perGrade(t *testing.T, of string, all []Descriptor) (n [4]int) {
	t.Helper()
	for _, d := range all {
		i := slices.Index(cicmGrades[:], d.Grade)
		if i < 0 {
			t.Errorf("%s is for the grade %q", d.Key, d.Grade)
			continue
		}
		n[i]++
		if want := fmt.Sprintf("%s.%s.%d", of, d.Grade, n[i]); d.Key != want {
			t.Errorf("the key %q; want %q", d.Key, want)
		}
	}
	return n
}

func TestShippedFrameworkHasEverySkillAtEveryGrade(t *testing.T) {
	f, found := cicm(t), 0
	for _, a := range f.Areas {
		for _, e := range a.Elements {
			if a.Key == "behaviours" {
				continue
			}
			found++
			if n := perGrade(t, e.Key, e.Descriptors); n != cicmSkills[e.Code] || !e.Graded() || len(e.Indicators) > 0 || e.With != "" {
				t.Errorf("%s has %v descriptors at the four grades; want %v", e.Code, n, cicmSkills[e.Code])
			}
		}
	}
	if found != len(cicmSkills) {
		t.Errorf("%d skills; want %d", found, len(cicmSkills))
	}
}

func TestShippedFrameworkHasEveryIndicatorOfEveryBehaviour(t *testing.T) {
	f := cicm(t)
	area := f.Areas[len(f.Areas)-1]
	if len(area.Elements) != len(cicmBehaviours) {
		t.Errorf("%d behaviours; want %d", len(area.Elements), len(cicmBehaviours))
	}
	for _, e := range area.Elements {
		var n [2]int
		for _, in := range e.Indicators {
			i, kind := 0, "positive"
			if !in.Positive {
				i, kind = 1, "negative"
			}
			n[i]++
			if want := fmt.Sprintf("%s.%s.%d", e.Key, kind, n[i]); in.Key != want {
				t.Errorf("the key %q; want %q", in.Key, want)
			}
		}
		if n != cicmBehaviours[e.Code] || e.Graded() {
			t.Errorf("%s has %v positive and negative indicators; want %v", e.Code, n, cicmBehaviours[e.Code])
		}
		if len(f.IndicatorsOf(&e)) != 6 {
			t.Errorf("%s is told by %d indicators; want 6", e.Code, len(f.IndicatorsOf(&e)))
		}
	}
	if b2 := f.Element("B2"); b2 == nil || b2.With != "B1" {
		t.Errorf("B2 is not set out with B1: %+v", b2)
	}
}

func TestShippedFrameworkHasEverySpecialismAtEveryGrade(t *testing.T) {
	f := cicm(t)
	if len(f.Specialisms) != len(cicmSpecialisms) {
		t.Errorf("%d specialisms; want %d", len(f.Specialisms), len(cicmSpecialisms))
	}
	for _, s := range f.Specialisms {
		if whole := strings.ReplaceAll(strings.ToLower(s.Name), " ", "-"); s.Key != strings.TrimSuffix(whole, "-services") {
			t.Errorf("the key %q of %s", s.Key, s.Name)
		}
		if n := perGrade(t, s.Key, s.Descriptors); n != cicmSpecialisms[s.Name] {
			t.Errorf("%s has %v descriptors at the four grades; want %v", s.Name, n, cicmSpecialisms[s.Name])
		}
	}
}

func TestShippedFrameworkClimbsFromItsLowestGrade(t *testing.T) {
	f := cicm(t)
	level := f.Grade(cicmGrades[0])
	meets := [4]int{2, 3, 0, 0}
	for i, key := range cicmGrades {
		if level == nil || level.Key != key || f.Grades[i].Key != key {
			t.Fatalf("step %d leads to %+v; want %s", i, level, key)
		}
		if level.Meets != meets[i] || len(level.Expects) != 3 || level.Name == "" || level.Summary == "" {
			t.Errorf("%s: %+v", key, level)
		}
		level = f.NextGrade(key)
	}
	if level != nil || len(f.Grades) != len(cicmGrades) {
		t.Errorf("above the highest grade stands %+v", level)
	}
}

func TestShippedFrameworkNamesItsSourceAndScale(t *testing.T) {
	f := cicm(t)
	if f.Reference != "CICM-PS" || f.Version != "2022" || f.Body == "" || f.Source.ReadOn.IsZero() ||
		!strings.Contains(f.Source.Name, "summary") || !strings.Contains(f.Source.Licence, "own words") {
		t.Errorf("%s, %s: %+v", f.Label(), f.Body, f.Source)
	}
	for i, p := range f.Scale.Points {
		if p.Value != i+1 {
			t.Errorf("point %d of the scale has the value %d", i+1, p.Value)
		}
	}
	if n := len(f.Scale.Points); n != 5 || f.Scale.Meets <= 1 || f.Scale.Strong <= f.Scale.Meets || f.Scale.Strong > n {
		t.Errorf("the scale: %+v", f.Scale)
	}
}

// Everything one reads is there, fits, is a sentence where it should be, and is
// said once; everything one refers to has a key of its own.
func TestShippedFrameworkRepeatsNothing(t *testing.T) {
	keys, texts := make(map[string]bool), make(map[string]string)
	key := func(k string) {
		if k == "" || keys[k] {
			t.Errorf("the key %q is empty or there twice", k)
		}
		keys[k] = true
	}
	text := func(of, s string, sentence bool) {
		if n := utf8.RuneCountInString(s); n == 0 || n > maxShippedText || s != strings.TrimSpace(s) {
			t.Errorf("%s has %d characters; want 1 to %d", of, n, maxShippedText)
		}
		if first, _ := utf8.DecodeRuneInString(s); sentence && (!strings.HasSuffix(s, ".") || !unicode.IsUpper(first)) {
			t.Errorf("%s is no sentence: %q", of, s)
		}
		plain := strings.ToLower(strings.Join(strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) }), " "))
		if other, ok := texts[plain]; ok {
			t.Errorf("%s says what %s says: %q", of, other, s)
		}
		texts[plain] = of
	}
	f := cicm(t)
	for _, g := range f.Grades {
		key(g.Key)
		text(g.Key, g.Summary, true)
		for i, e := range g.Expects {
			text(fmt.Sprintf("%s expects %d", g.Key, i+1), e, true)
		}
	}
	descriptors := func(all []Descriptor) {
		for _, d := range all {
			key(d.Key)
			text(d.Key, d.Text, true)
		}
	}
	for _, a := range f.Areas {
		key(a.Key)
		text(a.Key, a.Summary, true)
		for _, e := range a.Elements {
			key(e.Key)
			text(e.Key, e.Name, false)
			text(e.Key, e.Summary, true)
			descriptors(e.Descriptors)
			for _, in := range e.Indicators {
				key(in.Key)
				text(in.Key, in.Text, true)
			}
		}
	}
	for _, s := range f.Specialisms {
		key(s.Key)
		text(s.Key, s.Name, false)
		text(s.Key, s.Summary, true)
		descriptors(s.Descriptors)
	}
	for _, p := range f.Scale.Points {
		text(p.Label, p.Label, false)
		text(p.Label, p.Meaning, true)
	}
}
