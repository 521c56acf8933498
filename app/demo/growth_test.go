package demo

import (
	"slices"
	"testing"

	"touchstone/app/account"
	"touchstone/app/growth"
	"touchstone/app/programme"
	"touchstone/evidence"
	"touchstone/evidence/hints"
	"touchstone/ksb"
)

// TestPeopleGrow counts what people did about where they stand.
func TestPeopleGrow(t *testing.T) {
	d := open(t, filled(t))
	accounts, standards := account.NewStore(d), ksb.NewStore(d)
	grown := growth.NewStore(d, standards)
	audits := map[growth.AuditState]int{}
	goals := map[programme.ActionState]int{}
	rated, entries := 0, 0
	script := must(load())
	seen := map[account.PersonID]bool{}
	for i := range script.People {
		m := &script.People[i]
		p, err := accounts.PersonByEmail(t.Context(), m.email())
		if err != nil || seen[p.ID] {
			continue // who is to come has no account yet
		}
		seen[p.ID] = true
		all, err := grown.Audits(t.Context(), p.ID)
		if err != nil {
			t.Fatal(err)
		}
		if len(all) > 0 {
			rated++
		}
		for _, a := range all {
			audits[a.State]++
		}
		plan, err := grown.Goals(t.Context(), p.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range plan {
			goals[g.State]++
		}
		log, err := grown.Entries(t.Context(), p.ID)
		if err != nil {
			t.Fatal(err)
		}
		entries += len(log)
	}
	if audits[growth.AuditFinished] != 20 || audits[growth.AuditDraft] != 1 || rated != 19 {
		t.Errorf("self-audits %v of %d people; want 20 finished and a draft, of 19", audits, rated)
	}
	if goals[programme.ActionOpen] != 6 || goals[programme.ActionDone] != 1 || goals[programme.ActionDropped] != 1 || entries != 13 {
		t.Errorf("goals %v and %d entries; want 6 open, one done, one dropped, and 13", goals, entries)
	}
}

// TestAleeshaGrows looks at the one who shows every page of growth.
func TestAleeshaGrows(t *testing.T) {
	d := open(t, filled(t))
	grown := growth.NewStore(d, ksb.NewStore(d))
	aleesha := person(t, d, "aleesha")
	newest, found, err := grown.LatestFinished(t.Context(), aleesha)
	if err != nil || !found || !newest.Ahead || len(newest.Strengths()) < 3 || len(newest.FocusAreas()) < 3 {
		t.Fatalf("newest self-audit: %v, %v, strengths %v, focus %v; want it ahead with three of each", found, err, newest.Strengths(), newest.FocusAreas())
	}
	beside := 0
	for _, r := range newest.Ratings {
		beside += len(r.Items)
	}
	if beside < 8 {
		t.Errorf("%d pieces beside the newest self-audit; want at least 8", beside)
	}
	views, err := grown.Views(t.Context(), aleesha, newest.ID)
	if err != nil || len(views) != 1 || views[0].ByName != "Marcus Bell" {
		t.Errorf("she sees %+v, %v; want the view of her coach alone", views, err)
	}
	_, draft, err := grown.SeenAudit(t.Context(), aleesha, newest.ID, person(t, d, "ruth"))
	if err != nil || draft.Finished() || draft.Rated(&newest) == 0 {
		t.Errorf("her manager's view is finished: %v, %v; want a draft", draft.Finished(), err)
	}
	goals, err := grown.Goals(t.Context(), aleesha)
	overdue := 0
	for i := range goals {
		if goals[i].Action == 0 {
			t.Errorf("the goal %q is no action of her apprenticeship", goals[i].Activity)
		}
		if goals[i].Overdue(now) {
			overdue++
		}
	}
	if err != nil || len(goals) != 5 || overdue != 1 {
		t.Errorf("%d goals, %d overdue, %v; want 5 and 1", len(goals), overdue, err)
	}
	if u, err := grown.Upgrade(t.Context(), aleesha, newest.Framework.ID, "associate"); err != nil || len(u.Words) != 4 {
		t.Errorf("words for an upgrade about %d areas, %v; want 4", len(u.Words), err)
	}
}

// TestTeamsHaveEnoughPeople sees that the picture of a team hides who asked for
// that, and leaves them out where they are too few.
func TestTeamsHaveEnoughPeople(t *testing.T) {
	d := open(t, filled(t))
	standards := ksb.NewStore(d)
	grown := growth.NewStore(d, standards)
	fw, err := standards.FrameworkByReference(t.Context(), "CICM-PS", "2022")
	if err != nil {
		t.Fatal(err)
	}
	team, err := grown.CoachTeam(t.Context(), person(t, d, "marcus"))
	if err == nil {
		err = grown.Fill(t.Context(), fw.Reference, team)
	}
	if err != nil {
		t.Fatal(err)
	}
	hidden := 0
	for _, m := range team {
		if m.Counts && !m.Seen && m.Audit != nil {
			hidden++
		}
	}
	if p := growth.TeamFor(fw, team); hidden < growth.LeastHidden || p.Left != 0 || p.People < hidden+4 {
		t.Errorf("the coach sees %d of whom %d are hidden, and %d are left out", p.People, hidden, p.Left)
	}
	ruth, err := grown.EmployersOf(t.Context(), person(t, d, "ruth"), true)
	if err != nil || len(ruth) != 1 {
		t.Fatalf("Ruth acts for %v, %v", ruth, err)
	}
	team, err = grown.EmployerTeam(t.Context(), ruth[0].ID)
	if err == nil {
		err = grown.Fill(t.Context(), fw.Reference, team)
	}
	if err != nil {
		t.Fatal(err)
	}
	if p := growth.TeamFor(fw, team); p.Left == 0 || p.People < 4 {
		t.Errorf("the employer sees %d, and %d are left out; want some of each", p.People, p.Left)
	}
	if p := growth.TeamAmong(fw, team); p.People < growth.LeastColleagues {
		t.Errorf("colleagues see a picture of %d", p.People)
	}
}

// TestNellCarriesEvidenceForward looks at who went from one level to the next.
func TestNellCarriesEvidenceForward(t *testing.T) {
	d := open(t, filled(t))
	all, _, err := programme.NewStore(d).Enrolments(t.Context(), programme.Query{Apprentice: person(t, d, "nell.ashdown")})
	if err != nil || len(all) != 2 {
		t.Fatalf("%d apprenticeships, %v; want 2", len(all), err)
	}
	slices.SortFunc(all, func(a, b programme.Enrolment) int { return a.StartedOn.Compare(b.StartedOn) })
	first, second := all[0], all[1]
	if first.State != programme.Completed || second.State != programme.Active || first.ULN != second.ULN {
		t.Errorf("%s and %s, numbers %s and %s; want one that ended, one that goes on, one number", first.State, second.State, first.ULN, second.ULN)
	}
	list, err := evidence.NewStore(d).Carriables(t.Context(), second.ID, first.ID)
	if err != nil {
		t.Fatal(err)
	}
	carried, claims := 0, 0
	for _, c := range list {
		if c.As != nil {
			carried, claims = carried+1, claims+len(c.As.Claims)
		}
	}
	if carried != 3 || claims < 4 || len(list)-carried < 3 {
		t.Errorf("%d of %d pieces carried with %d claims; want 3, and some left", carried, len(list), claims)
	}
	if got := tally(t, d, second); got.By[evidence.Accepted] == 0 || got.By[evidence.Submitted] == 0 {
		t.Errorf("statements %v; want some carried that are accepted and some that wait", got.By)
	}
}

// TestHintsFire sees that a draft gives several hints, one of which was put aside.
func TestHintsFire(t *testing.T) {
	d := open(t, filled(t))
	e := enrolments(t, d)["Aleesha Rahman"]
	store := evidence.NewStore(d)
	pieces, err := store.Contents(t.Context(), e.ID)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(pieces, func(p evidence.Piece) bool { return p.Title == "A promise made for somebody else" })
	v := &pieces[i].Version
	told, err := store.OthersTold(t.Context(), e.ID, pieces[i].ID)
	if err != nil {
		t.Fatal(err)
	}
	account := hints.Account{Kind: string(v.Kind), Situation: v.Situation, Task: v.Task, Action: v.Action, Result: v.Result, Worked: v.Worked, NextTime: v.NextTime, Reflects: true}
	for _, o := range told {
		account.Others = append(account.Others, hints.Other{Name: o.Title, Texts: o.Texts})
	}
	var keys []string
	for _, h := range hints.Check(account, hints.General) {
		keys = append(keys, h.Key)
	}
	aside, err := store.HintsAside(t.Context(), e.ID, pieces[i].ID)
	if err != nil || len(aside) != 1 || !slices.Contains(keys, aside[0]) || len(keys) < 5 {
		t.Errorf("hints %v, put aside %v, %v; want at least five, one of them aside", keys, aside, err)
	}
}
