package growth_test

import (
	"fmt"
	"slices"
	"testing"

	"touchstone/app/growth"
)

// audited returns an audit that is not stored, at the grade of a baker.
func audited(points map[string]int, specialisms ...string) *growth.Audit {
	a := &growth.Audit{Framework: bakery("1"), Grade: "baker", Specialisms: specialisms, Ahead: true, Ratings: map[string]growth.Rated{}}
	set(points)(a.Ratings)
	return a
}

func TestStandings(t *testing.T) {
	a := audited(map[string]int{
		"D1.baker.1": 3, "D1.baker.2": 5, "D1.baker.3": 2, "D1.master.1": 3, "D1.master.2": 1, // one of each not looked at
		"D2.baker.1": 4, "D2.baker.2": 4, "D2.hand.1": 1, // not asked for at this grade
		"W1": 2, "rye.baker.1": 3, "sugar.baker.1": 5, // sugar is not chosen
	}, "rye")
	want := []growth.Standing{
		{Key: "D1", Code: "D1", Name: "Dough", Area: "craft", Rated: 3, Of: 4, Mean: 10.0 / 3, Met: 2, Band: growth.Meets, Next: growth.Distance{Of: 4, Met: 1, Below: 1}},
		{Key: "D2", Code: "D2", Name: "Oven", Area: "craft", Rated: 2, Of: 2, Mean: 4, Met: 2, Band: growth.Strength, Next: growth.Distance{Of: 2}},
		{Key: "W1", Code: "W1", Name: "Clean", Area: "ways", Rated: 1, Of: 1, Mean: 2, Band: growth.Focus},
		{Key: "W2", Code: "W2", Name: "Early", Area: "ways", Of: 1},
		{Key: "rye", Name: "Rye", Rated: 1, Of: 1, Mean: 3, Met: 1, Band: growth.Meets, Next: growth.Distance{Of: 1}},
	}
	if got := a.Standings(); !slices.Equal(got, want) {
		t.Errorf("Standings =\n%+v\nwant\n%+v", got, want)
	}
	if rated, of := a.Progress(); rated != 7 || of != 9 {
		t.Errorf("Progress = %d of %d; want 7 of 9", rated, of)
	}
	next, d := a.ToNext()
	if next == nil || next.Key != "master" || d != (growth.Distance{Of: 7, Met: 1, Below: 1}) {
		t.Errorf("ToNext = %+v, %+v", next, d)
	}
	a.Grade = "master"
	if next, d := a.ToNext(); next != nil || d != (growth.Distance{}) {
		t.Errorf("at the top ToNext = %+v, %+v", next, d)
	}
}

func TestABandBeginsWhereTheScaleSaysSo(t *testing.T) {
	for points, want := range map[[2]int]growth.Band{
		{2, 3}: growth.Focus, {3, 3}: growth.Meets, {2, 4}: growth.Meets, {3, 4}: growth.Meets, {4, 4}: growth.Strength, {3, 5}: growth.Strength, {1, 0}: growth.Focus, {0, 0}: growth.Unrated,
	} {
		a := audited(map[string]int{"D2.baker.1": points[0], "D2.baker.2": points[1]})
		if got := a.Standings()[1].Band; got != want {
			t.Errorf("%v is in the band %q; want %q", points, got, want)
		}
	}
}

func TestABehaviourSetOutWithAnotherHasItsIndicators(t *testing.T) {
	steps := audited(nil).Steps()
	if n := len(steps); n != 4 {
		t.Fatalf("%d steps without a specialism; want 4", n)
	}
	early := steps[3]
	if early.Key != "W2" || len(early.Indicators) != 1 || len(early.Asked) != 1 || early.Asked[0].Key != "W2" || early.Next != nil {
		t.Errorf("the step is %+v", early)
	}
	if got := steps[0].Rates(false); len(got) != 4 {
		t.Errorf("without looking ahead the step has fields for %v", got)
	}
	if got := steps[0].Rates(true); len(got) != 8 || got[4] != "D1.master.1" {
		t.Errorf("looking ahead the step has fields for %v", got)
	}
}

func TestStrengthsAndFocusAreasAreOrdered(t *testing.T) {
	a := audited(map[string]int{
		"D1.baker.1": 1, "D1.baker.2": 3, "D1.baker.3": 3, "D1.baker.4": 1, // 2.0, 2 of 4 met
		"D2.baker.1": 2, "D2.baker.2": 2, // 2.0, 0 of 2 met
		"W1": 1, "W2": 4, "rye.baker.1": 5, "sugar.baker.1": 4,
	}, "rye", "sugar")
	keys := func(all []growth.Standing) (out []string) {
		for _, s := range all {
			out = append(out, s.Key)
		}
		return out
	}
	if got := keys(a.FocusAreas()); !slices.Equal(got, []string{"W1", "D2", "D1"}) {
		t.Errorf("FocusAreas = %v", got)
	}
	if got := keys(a.Strengths()); !slices.Equal(got, []string{"rye", "W2", "sugar"}) {
		t.Errorf("Strengths = %v", got)
	}
}

func TestDistanceInWords(t *testing.T) {
	for want, d := range map[string]growth.Distance{
		"":                                       {},
		"0 of 4 met, none looked at":             {Of: 4},
		"3 of 4 met, 1 not looked at":            {Of: 4, Met: 3},
		"4 of 4 met":                             {Of: 4, Met: 4},
		"1 of 4 met, 2 not yet, 1 not looked at": {Of: 4, Met: 1, Below: 2},
		"0 of 4 met, 4 not yet":                  {Of: 4, Below: 4},
	} {
		if got := d.Words(); got != want {
			t.Errorf("%+v is %q; want %q", d, got, want)
		}
	}
}

func TestTheGradeIsProposedFromTheLevel(t *testing.T) {
	f := bakery("1")
	for level, want := range map[int]string{0: "hand", 1: "hand", 2: "hand", 3: "baker", 4: "baker"} {
		if got := growth.ProposeGrade(f, level); got != want {
			t.Errorf("at level %d %q is proposed; want %q", level, got, want)
		}
	}
}

func TestCompare(t *testing.T) {
	then, now := audited(map[string]int{"D1.baker.1": 2, "D2.baker.1": 3, "W1": 3, "sugar.baker.1": 4}, "sugar"), audited(map[string]int{"D1.baker.1": 4, "D2.baker.1": 3, "W1": 2, "W2": 3, "rye.baker.1": 1}, "rye")
	var got []string
	for _, c := range growth.Compare([]growth.Audit{*then, *now}) {
		got = append(got, fmt.Sprint(c.Key, " ", c.Went()))
	}
	want := []string{"D1 1", "D2 0", "W1 2", "W2 3", "rye 3", "sugar 3"}
	if !slices.Equal(got, want) {
		t.Errorf("Compare = %v; want %v", got, want)
	}
	// On a scale of three the middle step is where the third of five is.
	now.Framework.Scale.Points = now.Framework.Scale.Points[:3]
	set(map[string]int{"D1.baker.1": 2})(now.Ratings)
	if c := growth.Compare([]growth.Audit{*then, *now})[0]; c.Went() != growth.Up || c.In[0].Place != .25 || c.In[1].Place != .5 {
		t.Errorf("between scales: %+v", c)
	}
	if meeting, rated := then.Meeting(); meeting != 3 || rated != 4 {
		t.Errorf("Meeting = %d of %d", meeting, rated)
	}
}

func TestAgreements(t *testing.T) {
	a := audited(map[string]int{"D1.baker.1": 3, "D1.baker.2": 3, "D2.baker.1": 3, "D2.baker.2": 5, "W1": 4, "W2": 3})
	v := growth.View{Ratings: map[string]growth.Viewed{"D1.baker.1": {Point: 2}, "D1.baker.2": {Point: 4}, "D2.baker.1": {Point: 3}, "W1": {Point: 2}, "D1.master.1": {Point: 1}}}
	var got []string
	for _, g := range v.Agreements(a) {
		got = append(got, fmt.Sprintf("%s %d %.1f %d", g.Key, g.Both, g.Differs(), g.Apart))
	}
	want := []string{"W1 1 -2.0 1", "D1 2 0.0 2", "D2 1 0.0 0", "W2 0 0.0 0"}
	if !slices.Equal(got, want) {
		t.Errorf("Agreements = %v; want %v", got, want)
	}
	if n := v.Rated(a); n != 4 {
		t.Errorf("Rated = %d; want 4", n)
	}
}
