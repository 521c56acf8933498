package app

import (
	"net/http"
	"strings"
	"testing"

	"touchstone/app/account"
	"touchstone/app/pages"
	"touchstone/app/programme"
	"touchstone/evidence"
	"touchstone/ksb"
)

// planFor puts portfolio 1 on the shipped plan of a regime and returns it.
func (s *site) planFor(regime ksb.Regime, edit func(*programme.Enrolment)) *ksb.Plan {
	s.t.Helper()
	ctx := s.t.Context()
	std, err := s.in.Standards.StandardByReference(ctx, "ST0175", "1.1")
	must(s.t, err)
	plans, err := s.in.Standards.Plans(ctx, std.ID)
	must(s.t, err)
	e, err := s.in.Programme.Enrolment(ctx, s.portfolios[1])
	must(s.t, err)
	for _, p := range plans {
		if p.Regime != regime {
			continue
		}
		e.Plan = p.ID
		if edit != nil {
			edit(&e)
		}
		must(s.t, s.in.Programme.ChangeEnrolment(ctx, s.people["administrator"], &e))
		return p
	}
	s.t.Fatalf("no plan of the regime %s ships", regime)
	return nil
}

func TestReadinessByRoleAndRegime(t *testing.T) {
	s := newSite(t)
	tests := []struct {
		regime ksb.Regime // empty: no plan
		who    string
		has    []string
		lacks  []string
		status int
	}{
		{who: "apprentice", has: []string{"Still to do before the gateway", "no assessment plan chosen yet", "An assessment plan is chosen", "For an administrator."}, lacks: []string{"Not met", "Forecast", "Not ready"}},
		{regime: ksb.EndPoint, who: "apprentice", has: []string{"Still to do before the gateway", "To do", "Professional discussion", "For you."},
			lacks: []string{"Not met", "Forecast", "gateway to completion", "Behaviours, verified by the employer"}},
		{regime: ksb.EndPoint, who: "coach", has: []string{"Not ready yet", "Not met", "How the day is reckoned", "Waits for apprentice.", "End-point assessment organisation", "Once nothing else is left above."}, lacks: []string{"To do<", "gateway to completion"}},
		{regime: ksb.EndPoint, who: "iqa", has: []string{"Not ready yet", "How the day is reckoned"}},
		{regime: ksb.EndPoint, who: "employer", has: []string{"Not ready yet"}, lacks: []string{"How the day is reckoned", "Pieces to hand over</a>"}},
		{regime: ksb.EndPoint, who: "assessor", status: http.StatusForbidden},
		{regime: ksb.EndPoint, who: "stranger", status: http.StatusNotFound},
		{regime: ksb.Assessment, who: "apprentice", has: []string{"Still to do before the gateway to completion", "Behaviours, verified by the employer", "Waits for Employer."}},
		{regime: ksb.Assessment, who: "employer", has: []string{"For you.", "/portfolios/1/behaviours"}, lacks: []string{"End-point", "EPA"}},
	}
	for _, tt := range tests {
		t.Run(string(tt.regime)+" "+tt.who, func(t *testing.T) {
			if tt.regime != "" {
				s.planFor(tt.regime, nil)
			}
			a := s.as(tt.who).get("/portfolios/1/readiness")
			if tt.status == 0 {
				tt.status = http.StatusOK
			}
			if a.status != tt.status {
				t.Fatalf("status %d; want %d", a.status, tt.status)
			}
			for _, want := range tt.has {
				if !strings.Contains(a.body, want) {
					t.Errorf("the page lacks %q", want)
				}
			}
			for _, not := range tt.lacks {
				if strings.Contains(a.body, not) {
					t.Errorf("the page has %q", not)
				}
			}
		})
	}
}

// TestReadinessIsLive sees that a change shows on the next look, on the page and
// in the summary of the portfolio.
func TestReadinessIsLive(t *testing.T) {
	s := newSite(t)
	s.planFor(ksb.EndPoint, nil)
	coach := s.as("coach")
	before := coach.get("/portfolios/1/readiness").body
	if !strings.Contains(before, "None is recorded. An administrator enters it.") {
		t.Error("a missing ULN is not told")
	}
	summary := textOf(find(coach.get("/portfolios/1").page(t), "section", "aria-labelledby", "readiness"))
	if !strings.Contains(summary, "Ready for the gateway?") || !strings.Contains(summary, " met ") || strings.Count(summary, "Waiting")+strings.Count(summary, "Not met") != firstToDo {
		t.Errorf("summary: %s", summary)
	}
	s.planFor(ksb.EndPoint, func(e *programme.Enrolment) { e.ULN = "9900000063" })
	after := coach.get("/portfolios/1/readiness").body
	if strings.Contains(after, "None is recorded. An administrator enters it.") || !strings.Contains(after, "9900000063") {
		t.Error("the ULN does not show")
	}
	if body := s.as("assessor").get("/portfolios/1").body; strings.Contains(body, "/readiness") {
		t.Error("an assessor is led to a page they may not see")
	}
}

// TestReadinessLeadsWhereOneMayGo follows every link of the page as everybody
// who sees it.
func TestReadinessLeadsWhereOneMayGo(t *testing.T) {
	s := newSite(t)
	must(t, s.in.Accounts.AddGrant(t.Context(), 0, account.Grant{Person: s.people["coach"], Role: account.Administrator, Scope: account.Installation}))
	for _, regime := range []ksb.Regime{ksb.EndPoint, ksb.Assessment} {
		s.planFor(regime, nil)
		for _, who := range []string{"apprentice", "coach", "employer", "iqa"} {
			v := s.as(who)
			page := find(v.get("/portfolios/1/readiness").page(t), "main")
			followed := 0
			for d := range page.Descendants() {
				if d.Data != "a" || attr(d, "href") == "" {
					continue
				}
				followed++
				if a := v.get(attr(d, "href")); a.status != http.StatusOK {
					t.Errorf("%s, %s: %s answers %d", regime, who, attr(d, "href"), a.status)
				}
			}
			if followed < 3 {
				t.Errorf("%s, %s: %d links", regime, who, followed)
			}
		}
	}
}

// TestReadinessFinding reads how the page begins, by what is open and for whom.
func TestReadinessFinding(t *testing.T) {
	several := func(met, missing, waiting int) *evidence.Readiness {
		var r evidence.Readiness
		for state, n := range map[evidence.Ready]int{evidence.Met: met, evidence.NotMet: missing, evidence.Awaited: waiting} {
			for range n {
				r.Requirements = append(r.Requirements, evidence.Requirement{State: state})
			}
		}
		return &r
	}
	for _, tt := range []struct {
		own                     bool
		met, missing, waiting   int
		title, lead, rest, fact string
	}{
		{false, 9, 0, 0, "Ready for the gateway to completion", "Everything is met.", "sent to the assessment organisation.", ""},
		{true, 9, 0, 0, "Ready for the gateway to completion", "Everything is met.", "", ""},
		{false, 9, 1, 0, "Not ready yet: one thing to put right", "9 of 10 met.", "A fault that is found", "1 not met"},
		{false, 9, 11, 1, "Not ready yet: 11 things to put right", "9 of 21 met.", "One more waits for an answer. A fault", "11 not met, 1 waiting"},
		{false, 9, 2, 2, "Not ready yet: two things to put right", "9 of 13 met.", "Two more wait for an answer. A fault", "2 not met, 2 waiting"},
		{false, 9, 0, 1, "Nearly ready: one answer is missing", "9 of 10 met.", "There is nothing to put right.", "1 waiting"},
		{false, 9, 0, 2, "Nearly ready: two answers are missing", "9 of 11 met.", "", "2 waiting"},
		{true, 9, 3, 2, "Still to do before the gateway to completion", "9 of 14 met.", "it comes with time", "3 to do, 2 waiting"},
	} {
		w := readyWords{f: &folio{own: tt.own, plan: &ksb.Plan{Words: ksb.Words{Gateway: "gateway to completion", Organisation: "assessment organisation"}}}}
		var page pages.Readiness
		w.finding(&page, several(tt.met, tt.missing, tt.waiting))
		if page.Title != tt.title || page.Lead != tt.lead || !strings.Contains(page.Rest, tt.rest) || page.OpenFact != tt.fact {
			t.Errorf("%d, %d, %d: %q, %q, %q, %q", tt.met, tt.missing, tt.waiting, page.Title, page.Lead, page.Rest, page.OpenFact)
		}
	}
}
