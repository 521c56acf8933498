package app

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"touchstone/app/account"
	"touchstone/app/notify"
	"touchstone/app/programme"
	"touchstone/evidence"
	"touchstone/evidence/assessment"
)

// decision is a form that decides a part that is seen to wait.
func decision(key, do, note string) url.Values {
	return url.Values{"component": {key}, "seen": {"waiting"}, "do": {do}, "note": {note}}
}

// mended records the letter of portfolio 1 again.
func (s *site) mended(note string) {
	s.t.Helper()
	must(s.t, s.in.Programme.KeepGatewayRecord(s.t.Context(), s.portfolios[1], s.people["coach"], &programme.GatewayRecord{Key: "document:letter",
		State: programme.GatewayAchieved, Day: s.in.DB.Now().AddDate(0, 0, -1).Truncate(24 * 3600e9), Note: note}))
}

// tells reports whether one of the notices has that text and leads there.
func tells(all []notify.Notice, text, path string) bool {
	return slices.ContainsFunc(all, func(n notify.Notice) bool { return strings.Contains(n.Text, text) && n.Path == path })
}

func TestPartsAreDecidedInThePages(t *testing.T) {
	s := newSite(t)
	s.add("coordinator3", account.Grant{Role: account.Coordinator, Scope: account.Organisation, ScopeID: int64(s.assessing[1])})
	u := s.made(s.handedOver(1).ID)
	at := submissionPath(u.ID, "")
	coordinator, other, coach := s.as("coordinator"), s.as("coordinator3"), s.as("coach")

	coordinator.get("/").has(t, "the coordinator’s home page", "1 submission to decide", `href="`+at+`"`, "Decide the oldest", "apprentice")
	coordinator.get("/account").has(t, "the coordinator’s bar", `href="/submissions"`, `class="count">1`)
	coordinator.get(at).has(t, "the submission", "0 of 2 accepted, 2 to decide", "Accept", "Reject", "Open the portfolio PDF", at+"/files/G.1", "1 piece of evidence with 1 file", "In the archive")
	coach.get(at).has(t, "the submission, for the coach", "To be decided")
	coach.get(at).lacks(t, "the submission, for the coach", at+"/decide", `name="do"`)
	coach.get("/caseload").has(t, "the caseload", "Assessment organisation")

	for name, tt := range map[string]struct {
		form   url.Values
		status int
		has    string
	}{
		"rejected without a word": {decision("document:letter", "reject", " "), 422, "Say what is wrong with it"},
		"too many words":          {decision("document:letter", "reject", strings.Repeat("word ", 1100)), 422, "Keep this to 5,000 characters"},
		"neither":                 {decision("document:letter", "", "It is of another."), 422, "Choose whether"},
		"no such part":            {decision("hours", "accept", ""), 404, ""},
	} {
		a := coordinator.post(at+"/decide", tt.form)
		if a.status != tt.status || !strings.Contains(strings.ReplaceAll(a.body, "5000", "5,000"), tt.has) {
			t.Errorf("%s: %d, without %q", name, a.status, tt.has)
		}
		if note := strings.TrimSpace(tt.form.Get("note")); a.status == 422 && note != "" && !strings.Contains(a.body, note) {
			t.Errorf("%s: what was typed is lost", name)
		}
	}
	for _, who := range []string{"coordinator2", "coach2", "assessor", "administrator", "stranger"} {
		for _, path := range []string{at, at + "/compare", at + "/pdf"} {
			if a := s.as(who).get(path); a.status != http.StatusNotFound {
				t.Errorf("%s: %s = %d", who, path, a.status)
			}
		}
		if a := s.as(who).post(at+"/decide", decision("portfolio", "accept", "")); a.status != http.StatusNotFound {
			t.Errorf("%s decides: %d", who, a.status)
		}
	}

	for range 2 { // people click twice
		if a := coordinator.post(at+"/decide", decision("document:letter", "reject", "It is <b>of</b> another.")); a.status != http.StatusSeeOther || a.where() != at+"#part-1" {
			t.Fatalf("rejected: %d %s", a.status, a.where())
		}
	}
	late := other.post(at+"/decide", decision("document:letter", "reject", "No date on it."))
	if late.status != http.StatusConflict || !strings.Contains(late.body, "coordinator decided this meanwhile: it is rejected.") || !strings.Contains(late.body, "No date on it.") || !strings.Contains(late.body, "<details class=\"gap\" open") {
		t.Errorf("decided meanwhile: %d\n%s", late.status, textOf(late.page(t)))
	}
	if a := other.post(at+"/decide", decision("portfolio", "accept", "Well made.")); a.status != http.StatusSeeOther {
		t.Fatalf("accepted: %d", a.status)
	}
	page := coach.get(at)
	page.has(t, "decided, for the coach", "1 of 2 accepted, 1 rejected", "One part is rejected.", "Hand over again", "It is &lt;b&gt;of&lt;/b&gt; another.", "By coordinator,", "Locked. By coordinator3")
	if a := coordinator.post(at+"/decide", url.Values{"component": {"portfolio"}, "seen": {"accepted"}, "do": {"reject"}, "note": {"A later thought."}}); a.status != http.StatusConflict || !strings.Contains(a.body, "accepted and locked") || !strings.Contains(a.body, "A later thought.") {
		t.Errorf("a locked part is rejected: %d", a.status)
	}
	coordinator.get(at).has(t, "decided, for the coordinator", "Decide it anew")
	coordinator.get("/").has(t, "the home page with nothing to do", "Nothing waits for you. What is handed over")
	coach.get("/").has(t, "the coach’s home page", "1 submission of which parts were rejected", at)
	if got := s.told("coach"); !tells(got, "Assessment rejected parts of apprentice’s submission: A letter.", at) {
		t.Errorf("the coach is told %+v", got)
	}

	for _, who := range []string{"coach", "apprentice", "employer", "iqa"} {
		for _, page := range []string{"", "/readiness"} {
			s.as(who).get(fmt.Sprintf("/portfolios/%d%s", s.portfolios[1], page)).has(t, page+" of "+who, "What was rejected", "Attempt 1, by Assessment", "&lt;b&gt;of&lt;/b&gt; another.", at+"#part-2")
		}
	}
	s.as("assessor").get(fmt.Sprintf("/portfolios/%d", s.portfolios[1])).lacks(t, "the portfolio of an assessor of it", "What was rejected")
	path := fmt.Sprintf("/portfolios/%d/submissions", s.portfolios[1])
	coach.get(path).has(t, "before handing over again, unmended", "Portfolio of evidence", "Stays accepted", "Rejected in attempt 1, and it has not changed since", at+"#part-2", "&lt;b&gt;of")
	s.mended("The right one")
	coach.get(path).has(t, "before handing over again", "Replaces what was rejected")
	if a := coach.post(path, url.Values{"attempt": {"2"}}); a.status != http.StatusSeeOther {
		t.Fatalf("handed over again: %d\n%s", a.status, textOf(a.page(t)))
	}
	next := s.made(u.ID + 1)
	again := submissionPath(next.ID, "")
	coordinator.get(at).has(t, "an attempt that was replaced", "Attempt 2 was handed over since.", again)
	coordinator.get(at).lacks(t, "an attempt that was replaced", `name="do"`)
	coordinator.get(again).has(t, "the second attempt", "Kept from attempt 1, unchanged: accepted by coordinator3", "1 of 2 accepted, 1 to decide", again+"/compare?with=1")
	coordinator.get(again+"/compare").has(t, "what changed", "What changed from attempt 1 to attempt 2", "A letter", "The right one", "Unchanged", "Portfolio of evidence")
	coordinator.get(at+"/compare?with=2").has(t, "what changed, from the other", "What changed from attempt 1 to attempt 2", "The right one")
	for _, with := range []string{"3", "1", "x", "0"} {
		if a := coordinator.get(at + "/compare?with=" + with); a.status != http.StatusNotFound {
			t.Errorf("compared with %s: %d", with, a.status)
		}
	}
	if a := coordinator.post(again+"/decide", decision("document:letter", "accept", "")); a.status != http.StatusSeeOther {
		t.Fatalf("accepted: %d", a.status)
	}
	coordinator.get(again).has(t, "accepted", "Accepted as a whole.", "Invite an assessor", again+"/assessors")
	coordinator.get("/").has(t, "the home page", "1 accepted submission without an assessor", again+"/assessors")
	for _, who := range []string{"coach", "apprentice", "employer"} {
		s.as(who).get(again).has(t, "accepted, for "+who, "Accepted as a whole.")
		if got := s.told(who); !tells(got, "accepted all of ", again) {
			t.Errorf("%s is told %+v", who, got)
		}
	}
	coach.get(fmt.Sprintf("/portfolios/%d", s.portfolios[1])).lacks(t, "the portfolio, accepted", "What was rejected")
	coach.get(path).has(t, "nothing more to hand over", "accepted attempt 2")
	s.as("coach").get(fmt.Sprintf("/portfolios/%d/timeline", s.portfolios[1])).has(t, "the timeline", "decided a part of", "attempt 2 of apprentice’s submission")
	checked, err := verifyInstallation(t.Context(), s.in, checkup{})
	must(t, err)
	for _, f := range checked.Findings {
		if f.Check != "standings" { // the portfolio was given an option behind the back of its coverage
			t.Errorf("verify -data finds %+v", f)
		}
	}
}

func TestNothingToCompare(t *testing.T) {
	s := newSite(t)
	u := s.made(s.handedOver(1).ID)
	s.as("coach").get(submissionPath(u.ID, "/compare")).has(t, "the first attempt", "There is no other attempt to compare this one with.")
	must(t, s.in.Evidence.DecideComponent(t.Context(), u.ID, evidence.ComponentDecision{Key: "document:letter", By: s.people["coordinator"], Seen: evidence.ComponentWaiting, Note: "No."}))
	must(t, s.in.Evidence.DecideComponent(t.Context(), u.ID, evidence.ComponentDecision{Key: "portfolio", By: s.people["coordinator"], Seen: evidence.ComponentWaiting, Note: "No."}))
	next := s.handedOverNow(1)
	s.made(next.ID)
	s.add("examiner")
	compare := func(when, lacks, has string, to ...evidence.SubmissionID) {
		for _, id := range to {
			must(t, s.app.assessments.Invite(t.Context(), &assessment.Invitation{Submission: id, Person: s.people["examiner"], Duty: assessment.Assesses, By: s.people["coordinator"], EndsAt: s.in.DB.Now().Add(time.Hour)}))
			if when != "invited, and not declared" || id == next.ID {
				must(t, s.app.assessments.Declare(t.Context(), id, s.people["examiner"], false, ""))
			}
		}
		page := s.as("examiner").get(submissionPath(next.ID, "/compare"))
		page.has(t, when, has)
		page.lacks(t, when, lacks)
	}
	compare("an assessor of one attempt", "Nothing changed", "There is no other attempt", next.ID)
	compare("invited, and not declared", "Nothing changed", "There is no other attempt", u.ID)
	compare("an assessor of both", "There is no other attempt", "Nothing changed", u.ID)
	s.as("coach").get(submissionPath(next.ID, "/compare?with=1")).has(t, "the same again", "Nothing changed: every part holds the same in both.")
}

// TestAnAttemptToAnotherOrganisationIsNotCompared sees that coordinators know
// nothing of what went to others.
func TestAnAttemptToAnotherOrganisationIsNotCompared(t *testing.T) {
	s := newSite(t)
	first := s.made(s.handedOver(1).ID)
	must(t, s.in.Evidence.DecideComponent(t.Context(), first.ID, evidence.ComponentDecision{Key: "document:letter", By: s.people["coordinator"], Seen: evidence.ComponentWaiting, Note: "No."}))
	must(t, s.in.Evidence.DecideComponent(t.Context(), first.ID, evidence.ComponentDecision{Key: "portfolio", By: s.people["coordinator"], Seen: evidence.ComponentWaiting, Accept: true}))
	e, err := s.in.Programme.Enrolment(t.Context(), s.portfolios[1])
	must(t, err)
	e.Assessment = s.assessing[2]
	must(t, s.in.Programme.ChangeEnrolment(t.Context(), 0, &e))
	next := s.made(s.handedOverNow(1).ID)
	path, old := submissionPath(next.ID, ""), submissionPath(first.ID, "")
	page := s.as("coordinator2").get(path)
	page.has(t, "the attempt of another organisation", "0 of 2 accepted")
	page.lacks(t, "the attempt of another organisation", old+`"`, "/compare")
	s.as("coordinator2").get(path+"/compare").has(t, "compared", "There is no other attempt")
	if a := s.as("coordinator2").get(path + "/compare?with=1"); strings.Contains(a.body, "What changed from") {
		t.Error("what went to another organisation is compared")
	}
	s.as("coordinator").get(old).has(t, "the old attempt", "Attempt 2 was handed over since.")
	s.as("coordinator").get(old).lacks(t, "the old attempt", `href="`+path+`"`)
	s.as("coach").get(path+"/compare").has(t, "compared by the coach", "Handed over to", "Assessment2")
}
