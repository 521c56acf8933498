package app

import (
	"fmt"
	"strings"
	"testing"

	"touchstone/app/account"
	"touchstone/app/growth"
)

// TestTeamShowsWhoAgreed goes from nothing agreed to both, and back.
func TestTeamShowsWhoAgreed(t *testing.T) {
	s := newSite(t)
	s.finishedAudit(1, map[string]int{"D1.baker.1": 4, "D1.baker.2": 4, "D2.baker.1": 2, "W1": 3, "rye.baker.1": 5})
	me := s.apprentice(1)
	name := s.named(me)
	framework := fmt.Sprintf("/teams?framework=%d", s.bakes().ID)
	view := func(who string) string {
		page := s.as(who).get(framework)
		if strings.Contains(page.body, ">"+name+"<") {
			return textOf(page.page(t)) + " NAMED"
		}
		return textOf(page.page(t))
	}
	check := func(when, text string, has []string, not ...string) {
		t.Helper()
		for _, want := range has {
			if !strings.Contains(text, want) {
				t.Errorf("%s: the team lacks %q:\n%s", when, want, text)
			}
		}
		for _, unwanted := range not {
			if strings.Contains(text, unwanted) {
				t.Errorf("%s: the team shows %q:\n%s", when, unwanted, text)
			}
		}
	}
	const named = "NAMED"
	check("nothing agreed", view("coach"), []string{"Nobody counts here yet", "You see nobody by name"}, named, "counted, by what")
	must(t, s.app.growth.GiveConsent(t.Context(), me, growth.ToTeam))
	check("agreed to count alone", view("coach"), []string{"1 person is left out", "Nobody counts here yet"}, named, "Where the gaps are")
	must(t, s.app.growth.GiveConsent(t.Context(), me, growth.ToManager))
	for _, who := range []string{"coach", "employer"} {
		check(who+", both agreed", view(who), []string{named, "1 counted", "Where the gaps are", "D2 Oven", "0 of 1", "Not yet all of Baker", "3 of 4"}, "I did it on Tuesday")
	}
	nobody := s.as("coach").get(framework + "&q=nobody&ready=next")
	check("searched for somebody else", textOf(nobody.page(t)), []string{"Nobody fits."})
	if !strings.Contains(nobody.body, `href="`+framework+`">Show all`) {
		t.Error("the way back to everybody is not to the same team and framework")
	}
	check("filtered", textOf(s.as("coach").get(framework+"&ready=next").page(t)), []string{"Nobody fits."})
	must(t, s.app.growth.WithdrawConsent(t.Context(), me, growth.ToTeam))
	check("to be seen alone", view("coach"), []string{named, "Nobody counts here yet"}, "Where the gaps are")
	must(t, s.app.growth.WithdrawConsent(t.Context(), me, growth.ToManager))
	check("taken back", view("coach"), []string{"You see nobody by name"}, named)
}

// TestTeamsOfOthersAreNotShown names another team in the address.
func TestTeamsOfOthersAreNotShown(t *testing.T) {
	s := newSite(t)
	s.seen(1)
	must(t, s.app.growth.GiveConsent(t.Context(), s.apprentice(1), growth.ToTeam))
	s.add("another", account.Grant{Role: account.Coach, Scope: account.Installation})
	for team := range 5 {
		page := s.as("another").get(fmt.Sprintf("/teams?team=%d&framework=%d", team, s.bakes().ID))
		text := textOf(page.page(t))
		if strings.Contains(page.body, ">"+s.named(s.apprentice(1))+"<") || strings.Contains(text, "counted, by what") {
			t.Errorf("team %d shows to a coach of others:\n%s", team, text)
		}
	}
}

func TestColleaguesPage(t *testing.T) {
	s := newSite(t)
	v := s.as("apprentice")
	path := fmt.Sprintf("/growth/team?framework=%d", s.bakes().ID)
	if text := textOf(v.get(path).page(t)); !strings.Contains(text, "You have not agreed to that") {
		t.Errorf("who does not count sees\n%s", text)
	}
	s.finishedAudit(1, somePoints)
	must(t, s.app.growth.GiveConsent(t.Context(), s.apprentice(1), growth.ToTeam))
	text := textOf(v.get(path).page(t))
	if !strings.Contains(text, "Fewer than 5 people") && !strings.Contains(text, "Fewer than five people") || strings.Contains(text, "Oven") {
		t.Errorf("alone in a team one sees\n%s", text)
	}
}

// named returns the name of a person.
func (s *site) named(person account.PersonID) string {
	s.t.Helper()
	p, err := s.in.Accounts.Person(s.t.Context(), person)
	must(s.t, err)
	return p.Name
}

// TestManagerCountsAmongTheKnown lets an employer count alone, who is not to be
// told that they hide from themselves.
func TestManagerCountsAmongTheKnown(t *testing.T) {
	s := newSite(t)
	me := s.people["employer"]
	ctx, f := t.Context(), s.bakes()
	id, err := s.app.growth.BeginAudit(ctx, me, f.ID, growth.Shape{Grade: "baker"})
	must(t, err)
	a, err := s.app.growth.SaveRatings(ctx, me, id, 1, func(all map[string]growth.Rated) { all["W1"] = growth.Rated{Point: 4} })
	must(t, err)
	must(t, s.app.growth.FinishAudit(ctx, me, id, a.Revision))
	must(t, s.app.growth.GiveConsent(ctx, me, growth.ToTeam))
	if text := textOf(s.as("employer").get(fmt.Sprintf("/teams?framework=%d", f.ID)).page(t)); !strings.Contains(text, "1 counted") || strings.Contains(text, "left out") {
		t.Errorf("the manager sees\n%s", text)
	}
}
