package app

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"touchstone/app/account"
	"touchstone/evidence"
)

// sampled returns the sample of a decision in a portfolio, made and drawn if it
// has to be. Everything is sampled.
func (s *site) sampled(n int) evidence.Sample {
	s.t.Helper()
	ctx := s.t.Context()
	plans, err := s.in.Evidence.SamplingPlans(ctx)
	must(s.t, err)
	if len(plans) == 0 {
		must(s.t, s.in.Evidence.AddSamplingPlan(ctx, s.people["iqa"], 0, &evidence.SamplingPlan{Seed: "gold", Usual: 100, Why: "All of them"}))
	}
	find := func() *evidence.Sample {
		_, err := s.in.Evidence.DrawSamples(ctx, s.people["iqa"])
		must(s.t, err)
		list, err := s.in.Evidence.Samples(ctx, evidence.SampleQuery{Reader: s.people["iqa"], Side: evidence.IQASide})
		must(s.t, err)
		for i := range list.Rows {
			if list.Rows[i].Portfolio == s.portfolios[n] {
				return &list.Rows[i]
			}
		}
		return nil
	}
	if found := find(); found != nil {
		return *found
	}
	p := s.submitted(n)
	r := evidence.Review{Verdict: evidence.AcceptedVerdict, Feedback: "Clear and complete."}
	for _, c := range p.Version.Claims {
		r.Claims = append(r.Claims, evidence.ClaimReview{Claim: c.ID, Verdict: evidence.AcceptedVerdict})
	}
	must(s.t, s.in.Evidence.Decide(ctx, s.portfolios[n], p.ID, p.Version.ID, s.people[map[int]string{1: "coach", 2: "coach2"}[n]], r))
	return *find()
}

// asked is sampled with something said of it, so that its coach sees it.
func (s *site) asked(n int) evidence.Sample {
	sample := s.sampled(n)
	if sample.State == evidence.SampleOpen {
		must(s.t, s.in.Evidence.SayOfSample(s.t.Context(), sample.ID, s.people["iqa"], evidence.SampleAnswer{Move: evidence.Require, Text: "Name the page."}))
	}
	return sample
}

func TestASampleFromPlanToClosed(t *testing.T) {
	s := newSite(t)
	iqa, coach := s.as("iqa"), s.as("coach")
	if a := iqa.get("/quality"); !strings.Contains(a.body, "No sampling plan yet") {
		t.Errorf("without a plan: %d", a.status)
	}
	plan := url.Values{"usual": {"100"}, "seed": {"gold"}, "why": {"Our policy"}, "based": {"0"}}
	if a := iqa.post("/quality/plan", url.Values{"usual": {"101"}, "new": {"x"}, "why": {"Kept"}}); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "0 to 100 per cent") ||
		!strings.Contains(a.body, "Enter a whole number") || !strings.Contains(a.body, ">\nKept</textarea>") {
		t.Errorf("a wrong plan: %d", a.status)
	}
	if a := iqa.post("/quality/plan", plan); a.status != http.StatusOK || !strings.Contains(a.body, "No decision was made") {
		t.Errorf("a preview of nothing: %d", a.status)
	}
	plan.Set("save", "yes")
	if a := iqa.post("/quality/plan", plan); a.status != http.StatusSeeOther {
		t.Fatalf("saving: %d", a.status)
	}
	if a := iqa.post("/quality/plan", plan); a.status != http.StatusConflict || !strings.Contains(a.body, "saved another plan while you wrote") {
		t.Errorf("a plan made from none: %d", a.status)
	}
	sample := s.sampled(1)
	path := fmt.Sprintf("/quality/%d", sample.ID)
	if strings.Contains(iqa.get(path).body, s.itemPath(sample.Item)+"#") {
		t.Error("a claim’s place leads away from the account on the page")
	}
	for _, want := range []string{sample.Title, "part of each coach’s", "Clear and complete.", "Require action", `href="#account"`} {
		if a := iqa.get(path); !strings.Contains(a.body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if a := iqa.post("/quality/plan", url.Values{"usual": {"50"}, "seed": {"gold"}, "why": {"Less"}, "based": {"1"}}); !strings.Contains(a.body, "This plan would take 1 of 1 decision of this month, by 1 coach.") {
		t.Errorf("a preview: %d", a.status)
	}
	if a := coach.get(path); a.status != http.StatusNotFound {
		t.Errorf("the coach sees it before anything is said: %d", a.status)
	}
	claim := s.submittedClaim(1)
	note := evidence.SampleNoteField(claim)
	if a := iqa.post(path, url.Values{"move": {"require"}, note: {"Which page?"}}); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "Which page?") {
		t.Errorf("action without words: %d", a.status)
	}
	if a := iqa.post(path, url.Values{"move": {"require"}, "text": {"Name the page."}, note: {"Which page?"}, "seen": {"0"}}); a.status != http.StatusSeeOther {
		t.Fatalf("requiring action: %d", a.status)
	}
	coach.get("/quality/mine").has(t, "what is asked of the coach", "One action is asked of you.", `href="/quality/mine?show=action"`)
	if a := coach.get(path); !strings.Contains(a.body, "Name the page.") || !strings.Contains(a.body, "Which page?") {
		t.Error("the coach does not see the note")
	}
	coach.get(path).has(t, "the form of the answer", "Nothing was decided or said about the piece since.")
	seen := formIn(t, coach.get(path).page(t), path+"/answer").Get("seen")
	if a := coach.post(path+"/answer", url.Values{"text": {"Page 3, and I told them."}, "seen": {seen}}); a.status != http.StatusSeeOther {
		t.Fatalf("answering: %d", a.status)
	}
	if a := iqa.get("/quality?show=answered"); !strings.Contains(a.body, path) {
		t.Error("the answer is not in the queue")
	}
	const unshown = "Nothing was submitted, decided or said about it after action was asked."
	iqa.get(path).has(t, "an answer in words alone", unshown)
	must(t, s.in.Evidence.AddFeedback(t.Context(), s.portfolios[1], sample.Item, sample.Version, 0, s.people["coach"], "It is page 3."))
	if a := iqa.post(path, url.Values{"move": {"require"}, "text": {"Show me."}, "seen": {formIn(t, iqa.get(path).page(t), path).Get("seen")}}); a.status != http.StatusSeeOther {
		t.Fatalf("asking for more: %d", a.status)
	}
	must(t, s.in.Evidence.AddFeedback(t.Context(), s.portfolios[1], sample.Item, sample.Version, 0, s.people["coach"], "See page 3."))
	coach.get(path).has(t, "what an answer can point to", "What shows it", "See page 3.")
	seen = formIn(t, coach.get(path).page(t), path+"/answer").Get("seen")
	if a := coach.post(path+"/answer", url.Values{"text": {"I told them the page."}, "seen": {seen}}); a.status != http.StatusSeeOther {
		t.Fatalf("answering again: %d", a.status)
	}
	if n := strings.Count(iqa.get(path).body, unshown); n != 1 {
		t.Errorf("%d answers are in words alone; want the first", n)
	}
	seen = formIn(t, iqa.get(path).page(t), path).Get("seen")
	if a := iqa.post(path, url.Values{"move": {"accept"}, "seen": {seen}}); a.status != http.StatusSeeOther {
		t.Fatalf("accepting: %d", a.status)
	}
	coach.get(path).has(t, "the closed action", "Action closed", s.itemPath(sample.Item)+"/history?version=1", ">version 1, accepted<")
	s.tellsNoApprentice(t, path)
}

// submittedClaim returns the first claim of what was submitted last.
func (s *site) submittedClaim(n int) evidence.ClaimID { return s.waiting[n].Version.Claims[0].ID }

// tellsNoApprentice checks that sampling is nowhere an apprentice or an employer
// looks.
func (s *site) tellsNoApprentice(t *testing.T, path string) {
	t.Helper()
	timeline := fmt.Sprintf("/portfolios/%d/timeline", s.portfolios[1])
	for _, who := range []string{"apprentice", "employer", "assessor"} {
		v := s.as(who)
		body := v.get(timeline).body + v.get("/").body + v.get("/notices").body
		for _, word := range []string{"sampled", "quality assurance", ">iqa<", ">IQA<"} {
			if strings.Contains(body, word) {
				t.Errorf("%s is told %q", who, word)
			}
		}
		if a := v.get(path); a.status != http.StatusNotFound {
			t.Errorf("%s opens the sample: %d", who, a.status)
		}
	}
	if body := s.as("iqa").get(timeline).body; !strings.Contains(body, "required action on a sampled decision") {
		t.Error("the IQA's timeline lacks it")
	}
}

func TestTwoIQAsAtOnceLoseNoWords(t *testing.T) {
	s := newSite(t)
	s.add("iqa2", account.Grant{Role: account.IQA, Scope: account.Installation})
	path := fmt.Sprintf("/quality/%d", s.sampled(1).ID)
	if a := s.as("iqa").post(path, url.Values{"move": {"agree"}, "seen": {"0"}}); a.status != http.StatusSeeOther {
		t.Fatalf("the first: %d", a.status)
	}
	a := s.as("iqa2").post(path, url.Values{"move": {"require"}, "text": {"I see it otherwise."}, "seen": {"0"}})
	if a.status != http.StatusConflict || !strings.Contains(a.body, "I see it otherwise.") || !strings.Contains(a.body, "while you wrote") {
		t.Errorf("the second: %d", a.status)
	}
}

func TestACoachWithBothRolesIsNotTheirOwnIQA(t *testing.T) {
	s := newSite(t)
	must(t, s.in.Accounts.AddGrant(t.Context(), 0, account.Grant{Person: s.people["coach"], Role: account.IQA, Scope: account.Installation}))
	own, other := fmt.Sprintf("/quality/%d", s.sampled(1).ID), fmt.Sprintf("/quality/%d", s.sampled(2).ID)
	both := s.as("coach")
	if list := both.get("/quality").body; strings.Contains(list, own+`"`) || !strings.Contains(list, other+`"`) {
		t.Error("their own decision is in their queue, or the other's is not")
	}
	agree := url.Values{"move": {"agree"}, "seen": {"0"}}
	if a := both.post(own, agree); a.status != http.StatusForbidden || !strings.Contains(a.body, "another IQA samples it") {
		t.Errorf("agreeing with oneself: %d", a.status)
	}
	if a := both.post(other, agree); a.status != http.StatusSeeOther {
		t.Errorf("agreeing with another: %d", a.status)
	}
	for who, want := range map[string]int{"coach2": 200, "iqa": 200, "apprentice2": 404, "administrator": 404, "employer2": 404} {
		if a := s.as(who).get(other); a.status != want {
			t.Errorf("%s opens it: %d; want %d", who, a.status, want)
		}
	}
}
