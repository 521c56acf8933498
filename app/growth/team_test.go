package growth_test

import (
	"fmt"
	"testing"

	"touchstone/app/account"
	"touchstone/app/growth"
)

// A bakerOf rates everything at a grade with one point, and the next grade with
// another.
func bakerOf(grade string, point, ahead int, specialisms ...string) *growth.Audit {
	a := audited(nil, specialisms...)
	a.Grade = grade
	for _, s := range a.Steps() {
		for _, q := range s.Asked {
			a.Ratings[q.Key] = growth.Rated{Point: point}
		}
		for _, q := range s.Next {
			a.Ratings[q.Key] = growth.Rated{Point: ahead}
		}
	}
	return a
}

func member(counts, seen bool, a *growth.Audit) growth.Member {
	return growth.Member{Counts: counts, Seen: seen, Audit: a}
}

func TestTeamByElementAndGrade(t *testing.T) {
	f := bakery("2")
	team := []growth.Member{
		member(true, true, bakerOf("hand", 3, 3)),         // meets hand, and baker by looking ahead
		member(true, true, bakerOf("baker", 4, 2, "rye")), // meets hand and baker
		member(true, true, bakerOf("master", 2, 0)),       // below: counts nowhere
		member(false, true, bakerOf("baker", 5, 5)),       // did not agree to count
		member(true, true, nil),                           // has no self-audit
	}
	p := growth.TeamFor(f, team)
	want := map[string]string{"D1": "[2 2 0] 2 of 3", "D2": "[2 2 0] 2 of 3", "W1": "[2 1 0] 2 of 3", "W2": "[2 1 0] 2 of 3", "rye": "[1 1 0] 1 of 1"}
	if p.People != 3 || p.Left != 0 || len(p.Elements) != len(want) {
		t.Errorf("%d counted, %d left out, %d elements", p.People, p.Left, len(p.Elements))
	}
	for _, e := range p.Elements {
		if got := fmt.Sprintf("%v %d of %d", e.At, e.Own, e.Of); got != want[e.Key] {
			t.Errorf("%s: %s; want %s", e.Key, got, want[e.Key])
		}
	}
	if gaps := p.Gaps(); len(gaps) != 4 || gaps[0].Key != "D1" {
		t.Errorf("gaps %+v", gaps)
	}
}

// TestNobodyIsGivenAway adds people who count and are not seen, one by one: until
// there are enough of them no number changes, in any element or grade.
func TestNobodyIsGivenAway(t *testing.T) {
	f := bakery("1")
	seen := []growth.Member{member(true, true, bakerOf("hand", 3, 0)), member(true, true, bakerOf("baker", 2, 0))}
	alone := growth.TeamFor(f, seen)
	team := seen
	for n := 1; n <= growth.LeastHidden; n++ {
		one := bakerOf("hand", 4, 0)
		if n == 1 {
			one = bakerOf("master", 5, 0, "sugar") // alone in a grade and a specialism
		}
		team = append(team, member(true, false, one))
		p := growth.TeamFor(f, team)
		if n < growth.LeastHidden {
			if fmt.Sprint(p.Elements) != fmt.Sprint(alone.Elements) || p.People != 2 || p.Left != n {
				t.Errorf("with %d hidden: %d counted, %d left out, %v", n, p.People, p.Left, p.Elements)
			}
			continue
		}
		for _, e := range p.Elements {
			switch {
			case e.Key == "sugar":
				t.Error("a specialism of one hidden person is shown")
			case e.Own != 1+growth.LeastHidden || e.Of != 2+growth.LeastHidden || e.At[0] != 1+growth.LeastHidden:
				t.Errorf("with enough hidden: %+v", e)
			case e.At[1] != 0 || e.At[2] != 0:
				t.Errorf("the one at a higher grade shows: %+v", e)
			}
		}
	}
}

// TestManagerIsNoneOfTheHidden counts a manager of the team, who could take their
// own ratings off a number of few others.
func TestManagerIsNoneOfTheHidden(t *testing.T) {
	f := bakery("1")
	me := member(true, false, bakerOf("hand", 2, 0))
	me.Self = true
	team := []growth.Member{me}
	for range growth.LeastHidden - 1 {
		team = append(team, member(true, false, bakerOf("hand", 4, 0)))
	}
	if p := growth.TeamFor(f, team); p.People != 1 || p.Left != growth.LeastHidden-1 || p.Elements[0].Of != 1 {
		t.Errorf("%d counted, %d left out, %+v", p.People, p.Left, p.Elements[0])
	}
}

func TestColleaguesSeeWordsAndNoneInASmallTeam(t *testing.T) {
	f := bakery("1")
	var team []growth.Member
	for n := range growth.LeastColleagues {
		if p := growth.TeamAmong(f, team); p.Elements != nil || p.People != 0 || p.Left != n {
			t.Errorf("%d people see %+v of each other", n, p)
		}
		a := bakerOf("baker", 3, 0)
		if n == 0 {
			a = bakerOf("baker", 3, 0, "rye")
		}
		team = append(team, member(true, n%2 == 0, a))
	}
	team = append(team, member(false, true, bakerOf("baker", 1, 1)))
	p := growth.TeamAmong(f, team)
	if p.People != growth.LeastColleagues {
		t.Errorf("%d counted", p.People)
	}
	for _, e := range p.Elements {
		want := growth.Most
		if e.Key == "rye" {
			want = "" // one of them alone
		}
		if e.Amount() != want {
			t.Errorf("%s: %q; want %q", e.Key, e.Amount(), want)
		}
	}
	for own, want := range []growth.Amount{growth.Few, growth.Few, growth.Some, growth.Some, growth.Some, growth.Most, growth.Most} {
		if e := (growth.TeamElement{Own: own, Of: 6}); e.Amount() != want {
			t.Errorf("%d of 6 are %q; want %q", own, e.Amount(), want)
		}
	}
}

func TestReadiness(t *testing.T) {
	partly := bakerOf("baker", 4, 4)
	delete(partly.Ratings, "D1.baker.1")
	below := bakerOf("baker", 4, 4)
	below.Ratings["W1"] = growth.Rated{Point: 1}
	ahead := bakerOf("baker", 4, 4)
	ahead.Ratings["D2.master.1"] = growth.Rated{Point: 2}
	for _, tt := range []struct {
		name           string
		audit          *growth.Audit
		meeting, ready bool
	}{
		{"all", bakerOf("baker", 3, 3), true, true},
		{"not looked ahead", bakerOf("baker", 4, 0), true, false},
		{"one rating missing", partly, false, false},
		{"a behaviour below", below, false, false},
		{"one descriptor of the next grade not met", ahead, true, false},
		{"at the top", bakerOf("master", 5, 5), true, false},
		{"nothing rated", audited(nil), false, false},
	} {
		if r := growth.ReadinessOf(tt.audit); r.Meeting != tt.meeting || r.Ready() != tt.ready {
			t.Errorf("%s: meeting %t, ready %t", tt.name, r.Meeting, r.Ready())
		}
	}
}

func TestFillReadsWhatIsAgreed(t *testing.T) {
	s, _ := open(t)
	finished(t, s, map[string]int{"D1.baker.1": 3})
	newest := finished(t, s, map[string]int{"D1.baker.1": 5})
	fill := func() growth.Member {
		team := []growth.Member{{Person: ada}, {Person: bea}}
		if err := s.Fill(t.Context(), "BAKE", team); err != nil {
			t.Fatal(err)
		}
		if team[1].Audit != nil || team[1].Counts || team[1].Seen {
			t.Errorf("of Bea: %+v", team[1])
		}
		return team[0]
	}
	if m := fill(); m.Audit != nil || m.Counts || m.Seen {
		t.Errorf("without a consent: %+v", m)
	}
	agree := func(do func(kind growth.ConsentKind) error, kind growth.ConsentKind) {
		if err := do(kind); err != nil {
			t.Fatal(err)
		}
	}
	give := func(kind growth.ConsentKind) error { return s.GiveConsent(t.Context(), ada, kind) }
	take := func(kind growth.ConsentKind) error { return s.WithdrawConsent(t.Context(), ada, kind) }
	agree(give, growth.ToTeam)
	if m := fill(); m.Audit == nil || m.Audit.ID != newest.ID || !m.Counts || m.Seen {
		t.Errorf("agreed to count: %+v", m)
	}
	agree(give, growth.ToManager)
	agree(take, growth.ToTeam)
	if m := fill(); m.Audit == nil || m.Counts || !m.Seen {
		t.Errorf("agreed to be seen: %+v", m)
	}
	agree(take, growth.ToManager)
	if m := fill(); m.Audit != nil {
		t.Errorf("took it back: %+v", m)
	}
	agree(give, growth.ToTeam)
	team := []growth.Member{{Person: account.PersonID(ada)}}
	if err := s.Fill(t.Context(), "OTHER", team); err != nil || team[0].Audit != nil {
		t.Errorf("in another framework: %+v, %v", team[0], err)
	}
}
