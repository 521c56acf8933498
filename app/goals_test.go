package app

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"touchstone/app/growth"
)

// goal returns a new open goal of somebody, by the framework of baking.
func (s *site) goal(who string, edits ...func(*growth.Goal)) growth.Goal {
	s.t.Helper()
	g := growth.Goal{Framework: s.bakes().ID, Element: "D1", Activity: fmt.Sprintf("Knead for %d minutes.", s.count(`SELECT count(*) FROM development_goals`)+5),
		Success: "The dough springs back.", Support: "A quiet hour.", DueOn: today(s.in.DB).AddDate(0, 0, 14)}
	for _, edit := range edits {
		edit(&g)
	}
	must(s.t, s.app.growth.AddGoal(s.t.Context(), s.people[who], &g))
	return g
}

// entry returns a new CPD entry of somebody.
func (s *site) entry(who string, edits ...func(*growth.Entry)) growth.Entry {
	s.t.Helper()
	e := growth.Entry{DoneOn: today(s.in.DB).AddDate(0, 0, -1), Minutes: 45 + s.count(`SELECT count(*) FROM cpd_entries`), Kind: "course", Title: "An evening on sourdough", Learned: "A starter wants warmth.",
		Framework: s.bakes().ID, Elements: []string{"D1", "rye"}}
	for _, edit := range edits {
		edit(&e)
	}
	must(s.t, s.app.growth.AddEntry(s.t.Context(), s.people[who], &e))
	return e
}

// goalForm is what the form of a new goal sends.
func (s *site) goalForm(pairs ...string) url.Values {
	v := url.Values{"element": {elementValue(s.bakes().ID, "D2")}, "activity": {"Bake at three heats."}, "success": {"No loaf in ten is burnt."}, "support": {"An hour with coach."}, "due_on": {s.day(14)}}
	for i := 0; i < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}

// entryFields are what the form of a new entry sends.
func (s *site) entryFields(pairs ...string) url.Values {
	v := url.Values{"title": {"A webinar on ovens"}, "done_on": {s.day(-1)}, "minutes": {"1 h 30"}, "kind": {"event"}, "learned": {"Steam comes first."}, "applied": {""},
		"elements": {elementValue(s.bakes().ID, "D2")}}
	for i := 0; i < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}

// goalChanges are the forms of plans and CPD logs that record an event.
func (s *site) goalChanges(add adder) {
	const plan, log = "/growth/plan", "/growth/cpd"
	add(plan, "apprentice2", "goal.add", func() func(*visitor) answer {
		form := s.goalForm()
		return func(v *visitor) answer { return v.post(plan, form) }
	})
	add(plan+"/:goal", "coach", "goal.change", func() func(*visitor) answer {
		g := s.goal("coach")
		form := s.goalForm("revision", "1", "activity", "Something else.")
		return func(v *visitor) answer { return v.post(goalPath(g.ID), form) }
	})
	add(plan+"/:goal/finish", "coach", "goal.finish", func() func(*visitor) answer {
		return posted(goalPath(s.goal("coach").ID)+"/finish", "done_on", s.day(0), "note", "It sprang back.")
	})
	add(plan+"/:goal/finish", "apprentice2", "action.finish", func() func(*visitor) answer {
		return posted(goalPath(s.goal("apprentice2").ID)+"/finish", "done_on", s.day(0), "note", "It sprang back.")
	})
	add(plan+"/:goal", "apprentice2", "action.reword", func() func(*visitor) answer {
		g := s.goal("apprentice2")
		form := s.goalForm("revision", "1", "activity", "Something else.")
		return func(v *visitor) answer { return v.post(goalPath(g.ID), form) }
	})
	add(plan+"/:goal/move", "coach", "goal.move", func() func(*visitor) answer {
		return posted(goalPath(s.goal("coach").ID)+"/move", "due_on", s.day(20))
	})
	add(plan+"/:goal/drop", "coach", "goal.drop", func() func(*visitor) answer {
		return posted(goalPath(s.goal("coach").ID)+"/drop", "reason", "No oven.")
	})
	add(log, "stranger", "cpd.add", func() func(*visitor) answer {
		form := s.entryFields()
		return func(v *visitor) answer { return v.post(log, form) }
	})
	add(log+"/:entry", "stranger", "cpd.change", func() func(*visitor) answer {
		e, form := s.entry("stranger"), s.entryFields("revision", "1")
		return func(v *visitor) answer { return v.post(entryPath(e.ID), form) }
	})
	add(log+"/:entry/remove", "stranger", "cpd.remove", func() func(*visitor) answer { return posted(entryPath(s.entry("stranger").ID) + "/remove") })
	add(log+"/:entry/restore", "stranger", "cpd.restore", func() func(*visitor) answer {
		e := s.entry("stranger")
		must(s.t, s.app.growth.RemoveEntry(s.t.Context(), e.Person, e.ID))
		return posted(entryPath(e.ID) + "/restore")
	})
}

// says fails unless a page's main part says each of the texts.
func says(t *testing.T, what string, a answer, texts ...string) {
	t.Helper()
	main := find(a.page(t), "main")
	if main == nil {
		t.Fatalf("%s: %d\n%s", what, a.status, a.body)
	}
	text := textOf(main)
	for _, want := range texts {
		if !strings.Contains(text, want) {
			t.Errorf("%s does not say %q:\n%s", what, want, text)
		}
	}
}

func TestAFocusAreaBecomesAGoalAndAnAction(t *testing.T) {
	s := newSite(t)
	one := s.finishedAudit(1, somePoints)
	me := s.as("apprentice")
	says(t, "the empty plan", me.get("/growth/plan"), "No goals yet", "Set your first goal", "your self-audit of", "D1 Dough 2.0 on average, 0 of 2 met Set a goal")
	form := me.get(fmt.Sprintf("/growth/plan/new?audit=%d&element=D1", one.ID))
	says(t, "the form", form, "What you rated below the grade there", "You handle D1 as a baker does, point 1.", "It becomes an action of your apprenticeship too")
	value := elementValue(one.Framework.ID, "D1")
	if o := find(form.page(t), "option", "value", value); o == nil || !slices.ContainsFunc(o.Attr, func(a html.Attribute) bool { return a.Key == "selected" }) || textOf(o) != "Focus area: D1 Dough" {
		t.Errorf("the focus area is not chosen")
	}
	refused := me.post("/growth/plan", s.goalForm("element", value, "success", "", "due_on", s.day(-1)))
	if refused.status != http.StatusUnprocessableEntity {
		t.Fatalf("refused: %d", refused.status)
	}
	says(t, "refused", refused, "Two things to put right", "Say how you will see that it worked.", "Choose today or a day to come.", "Bake at three heats.")
	var path string
	for range 2 {
		set := me.post("/growth/plan", s.goalForm("element", value))
		if path = set.where(); set.status != http.StatusSeeOther || path != "/growth/plan/1" {
			t.Fatalf("set: %d %s", set.status, path)
		}
	}
	says(t, "the goal", me.get(path), "Bake at three heats.", "No loaf in ten is burnt.", "An hour with coach.", "For D1 Dough", "an action of your apprenticeship", "Rests on your self-audit")
	says(t, "the plan", me.get("/growth/plan"), "One goal is open, and none is overdue.", "Bake at three heats.", "To do")
	if strings.Contains(textOf(find(me.get("/growth/plan").page(t), "main")), "Focus areas without a goal") {
		t.Error("a focus area with a goal is offered again")
	}
	says(t, "the overview", me.get("/growth"), "One goal is open", "Bake at three heats.")

	// The coach has it as an action, and nothing else of it.
	actions := s.as("coach").get(fmt.Sprintf("/portfolios/%d/actions/1", s.portfolios[1]))
	says(t, "the action", actions, "Bake at three heats.", "How success shows: No loaf in ten is burnt.", "apprentice, apprentice")
	for _, secret := range []string{"Dough", "An hour with coach", "development plan"} {
		if strings.Contains(actions.body, secret) {
			t.Errorf("the coach reads %q", secret)
		}
	}
	says(t, "the action, to its person", me.get(fmt.Sprintf("/portfolios/%d/actions/1", s.portfolios[1])), "A goal of your development plan, for D1 Dough")
	if a := s.as("coach").post(fmt.Sprintf("/portfolios/%d/actions/1/move", s.portfolios[1]), url.Values{"due_on": {s.day(40)}, "why": {"The oven is away."}}); a.status != http.StatusSeeOther {
		t.Fatalf("moved: %d", a.status)
	}
	says(t, "moved by the coach", me.get(path), "moved 1 time")
	if a := me.post(path+"/finish", url.Values{"done_on": {s.day(0)}, "note": {""}}); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "Say what came of it.") {
		t.Errorf("without an outcome: %d", a.status)
	}
	for range 2 {
		if a := me.post(path+"/finish", url.Values{"done_on": {s.day(0)}, "note": {"Nine in ten were good."}}); a.where() != path {
			t.Fatalf("finished: %d %s", a.status, a.where())
		}
	}
	says(t, "done, to the coach", s.as("coach").get(fmt.Sprintf("/portfolios/%d/actions/1", s.portfolios[1])), "Nine in ten were good.", "said apprentice")
	says(t, "done", me.get(path), "What came of it Nine in ten were good.", "Set another like it")
	// Too late: what was typed is given back.
	late := me.post(path+"/drop", url.Values{"reason": {"The oven is sold."}})
	if late.status != http.StatusConflict || !strings.Contains(late.body, "The oven is sold.") {
		t.Errorf("dropped once done: %d", late.status)
	}
	late = me.post(path, s.goalForm("activity", "Bake less than ever.", "revision", "1"))
	if late.status != http.StatusConflict || !strings.Contains(late.body, "Bake less than ever.") {
		t.Errorf("changed once done: %d", late.status)
	}
}

func TestAPlanWithoutAnApprenticeship(t *testing.T) {
	s := newSite(t)
	me := s.as("stranger")
	says(t, "the empty plan", me.get("/growth/plan"), "No goals yet", "Begin a self-audit", "Set a goal without one")
	if form := me.get("/growth/plan/new"); strings.Contains(form.body, "action of your apprenticeship") {
		t.Error("a goal is said to become an action of nothing")
	}
	path := me.post("/growth/plan", s.goalForm()).where()
	page := me.get(path)
	if text := textOf(find(page.page(t), "main")); strings.Contains(text, "coach and employer read") || find(page.page(t), "textarea", "name", "why") != nil {
		t.Errorf("a goal that stands alone speaks of others:\n%s", text)
	}
	if a := me.post(path+"/move", url.Values{"due_on": {"soon"}}); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, `value="soon"`) {
		t.Errorf("moved to soon: %d", a.status)
	}
	if a := me.post(path+"/move", url.Values{"due_on": {s.day(30)}}); a.where() != path {
		t.Errorf("moved: %d", a.status)
	}
	if a := me.post(path+"/drop", url.Values{"reason": {"The oven is sold."}}); a.where() != path {
		t.Errorf("dropped: %d", a.status)
	}
	says(t, "dropped", me.get(path), "Dropped", "Why The oven is sold.")
	says(t, "the plan", me.get("/growth/plan"), "No goal is open")
	says(t, "nothing found", me.get("/growth/plan?q=gravel"), "No goal fits.")
	says(t, "found", me.get("/growth/plan?q=three+heats&state=dropped&sort=-due"), "Bake at three heats.")
	says(t, "another like it", me.get("/growth/plan/new?like=1"), "Bake at three heats.")
	if n := s.count(`SELECT count(*) FROM actions`); n != 0 {
		t.Errorf("%d actions", n)
	}
}

func TestTwoTabsOfAGoal(t *testing.T) {
	s := newSite(t)
	me, g := s.as("apprentice"), s.goal("apprentice")
	path := goalPath(g.ID)
	if a := me.post(path, s.goalForm("revision", "1", "support", "A book.")); a.where() != path {
		t.Fatalf("the first tab: %d", a.status)
	}
	a := me.post(path, s.goalForm("revision", "1", "support", "A course."))
	if a.status != http.StatusConflict {
		t.Fatalf("the second tab: %d", a.status)
	}
	says(t, "the clash", a, "Nothing was overwritten", "What was saved elsewhere", "A book.", "A course.")
	if in := find(a.page(t), "input", "name", "revision"); in == nil || attr(in, "value") != "2" {
		t.Error("what is kept cannot be saved")
	}
	if a := me.post(path, s.goalForm("revision", "2", "support", "A course.")); a.where() != path {
		t.Errorf("saved after all: %d", a.status)
	}
}

func TestPlansAndLogsAreTheirPersonsOwn(t *testing.T) {
	s := newSite(t)
	g, e := s.goal("apprentice"), s.entry("apprentice")
	for _, who := range []string{"apprentice2", "coach", "employer", "administrator", "iqa"} {
		v := s.as(who)
		for _, path := range []string{goalPath(g.ID), goalPath(g.ID) + "/edit", entryPath(e.ID), "/growth/plan/new?like=1", "/growth/cpd/new?goal=1"} {
			if a := v.get(path); a.status != http.StatusNotFound {
				t.Errorf("%s reads %s: %d", who, path, a.status)
			}
		}
		for _, path := range []string{goalPath(g.ID), goalPath(g.ID) + "/finish", goalPath(g.ID) + "/move", goalPath(g.ID) + "/drop", entryPath(e.ID), entryPath(e.ID) + "/remove", entryPath(e.ID) + "/restore"} {
			if a := v.post(path, s.goalForm("note", "Mine", "reason", "Mine", "why", "Mine", "done_on", s.day(0), "revision", "1")); a.status != http.StatusNotFound {
				t.Errorf("%s changes %s: %d", who, path, a.status)
			}
		}
		for _, path := range []string{"/growth/plan", "/growth/cpd", "/growth/cpd?removed=1", "/growth/cpd/export?as=csv"} {
			if a := v.get(path); strings.Contains(a.body, g.Activity) || strings.Contains(a.body, e.Title) {
				t.Errorf("%s finds it at %s", who, path)
			}
		}
	}
	h := s.logged(1, anEntry)
	if a := s.as("coach").get(fmt.Sprintf("/growth/cpd/new?portfolio=%d&hours=%d", s.portfolios[1], h.ID)); a.status != http.StatusNotFound {
		t.Errorf("a coach takes over an apprentice’s hours: %d", a.status)
	}
}

func TestManagersReadAPlanWithConsent(t *testing.T) {
	s := newSite(t)
	g, e := s.goal("apprentice"), s.entry("apprentice", func(e *growth.Entry) { e.Applied = "I keep one warm." })
	plan, log := fmt.Sprintf("/portfolios/%d/growth/plan", s.portfolios[1]), fmt.Sprintf("/portfolios/%d/growth/cpd", s.portfolios[1])
	look := func(who string, want int) {
		t.Helper()
		for _, path := range []string{plan, log} {
			if a := s.as(who).get(path); a.status != want {
				t.Errorf("%s at %s: %d; want %d", who, path, a.status, want)
			}
		}
	}
	look("coach", http.StatusNotFound)
	must(s.t, s.app.growth.GiveConsent(t.Context(), s.people["apprentice"], growth.ToTeam))
	look("employer", http.StatusNotFound)
	must(s.t, s.app.growth.GiveConsent(t.Context(), s.people["apprentice"], growth.ToManager))
	for _, who := range []string{"coach", "employer"} {
		look(who, http.StatusOK)
		a := s.as(who).get(plan)
		says(t, who, a, g.Activity, "D1 Dough", "Help: A quiet hour.", "apprentice’s CPD log")
		if strings.Contains(a.body, `href="/growth/plan`) || find(find(a.page(t), "main"), "form", "method", "post") != nil {
			t.Errorf("%s may change the plan", who)
		}
		says(t, who, s.as(who).get(log), e.Title, "Since then: I keep one warm.", "Rye")
	}
	says(t, "the list of self-audits", s.as("coach").get(fmt.Sprintf("/portfolios/%d/growth", s.portfolios[1])), "apprentice’s development plan", "apprentice’s CPD log")
	for who, want := range map[string]int{"coach2": http.StatusNotFound, "employer2": http.StatusNotFound, "stranger": http.StatusNotFound, "apprentice2": http.StatusNotFound, "iqa": http.StatusForbidden, "assessor": http.StatusForbidden} {
		look(who, want)
	}
	must(s.t, s.app.growth.WithdrawConsent(t.Context(), s.people["apprentice"], growth.ToManager))
	look("coach", http.StatusNotFound)
}
