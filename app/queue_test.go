package app

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"touchstone/evidence"
)

// decisionForm is what a coach sends of a piece, every claim accepted.
func decisionForm(p *evidence.Piece, verdict string) url.Values {
	form := url.Values{"version": {fmt.Sprint(p.Version.ID)}, "verdict": {verdict}}
	for _, c := range p.Version.Claims {
		form.Set(c.Field("verdict"), "accept")
	}
	return form
}

// another submits one more piece of portfolio 1.
func (s *site) another() evidence.Piece {
	delete(s.waiting, 1)
	return s.submitted(1)
}

// TestCoachGoesOnToTheNext decides on the first of three pieces.
func TestCoachGoesOnToTheNext(t *testing.T) {
	s := newSite(t)
	first, second, third := s.another(), s.another(), s.another()
	coach := s.as("coach")
	coach.get("/review?sort=newest").has(t, "the queue", "Three pieces are waiting for you.", "Start reviewing", s.itemPath(third.ID)+"/review?sort=newest", "0 of 2")
	coach.get(s.itemPath(second.ID)+"/review").has(t, "the second", "2 of 3 in the queue", s.itemPath(first.ID)+"/review", s.itemPath(third.ID)+"/review")
	a := coach.post(s.itemPath(second.ID)+"/review?sort=newest", decisionForm(&second, "accepted"))
	if a.status != http.StatusSeeOther || a.where() != s.itemPath(first.ID)+"/review?sort=newest" {
		t.Errorf("after the second: %d %s", a.status, a.where())
	}
	coach.get(a.where()).has(t, "the next", "Accepted: Call log.")
	coach.get("/review?over=yes").has(t, "none over the aim", "No piece that waits fits.")
}

// TestAcceptingSeveral accepts what was opened and says why the rest is not.
func TestAcceptingSeveral(t *testing.T) {
	s := newSite(t)
	first, second := s.another(), s.another()
	coach := s.as("coach")
	for i, c := range first.Version.Claims {
		open := fmt.Sprintf("%s/claims/%d/open?at=0", s.itemPath(first.ID), c.ID)
		a := coach.get(open) // the link, then what the script does
		if i > 0 {
			a = coach.send(post, open, "", nil, "X-CSRF", coach.csrf(), "Accept", "application/json")
		}
		if a.status != []int{http.StatusSeeOther, http.StatusNoContent}[i] {
			t.Errorf("opening claim %d: %d", i, a.status)
		}
	}
	value := func(p *evidence.Piece) string {
		return fmt.Sprintf("%d-%d-%d", s.portfolios[1], p.ID, p.Version.ID)
	}
	a := coach.post("/review/accept", url.Values{"piece": {value(&first), value(&second), "9-9-9", "x"}})
	a.has(t, "the result", "1 piece is accepted.", "3 pieces are not accepted", "You have not opened", "It does not wait for you any more.")
	if a.status != http.StatusUnprocessableEntity || s.read(1, first.ID).State != evidence.Accepted || s.read(1, second.ID).State != evidence.Submitted {
		t.Errorf("%d, first %s, second %s", a.status, s.read(1, first.ID).State, s.read(1, second.ID).State)
	}
	coach.post("/review/accept", url.Values{}).has(t, "none chosen", "No piece is chosen", "Choose the pieces to accept first.")
	coach.post("/review/accept", url.Values{"piece": {value(&second)}}).lacks(t, "one refused", "0 pieces")
	s.as("coach2").post("/review/accept", url.Values{"piece": {value(&second)}}).has(t, "another coach", "It does not wait for you any more.")
}

// TestPhraseIsInserted keeps what was typed, and copies the words.
func TestPhraseIsInserted(t *testing.T) {
	s := newSite(t)
	p, coach := s.submitted(1), s.as("coach")
	h := evidence.Phrase{Owner: s.people["coach"], Name: "Which page?", Text: "Which page shows it?"}
	must(t, s.in.Evidence.AddPhrase(t.Context(), &h))
	form := decisionForm(&p, "")
	into := p.Version.Claims[0].Field("feedback")
	form.Set("insert", "yes")
	form.Set("into", into)
	form.Set("phrase", fmt.Sprint(h.ID))
	form.Set(into, "You wrote of a call.")
	form.Set("feedback", "Thank you.")
	a := coach.post(s.itemPath(p.ID)+"/review", form)
	a.has(t, "the page with the phrase", "You wrote of a call.\nWhich page shows it?", "Thank you.")
	if a.status != http.StatusOK || s.read(1, p.ID).State != evidence.Submitted {
		t.Errorf("inserting: %d", a.status)
	}
	must(t, s.in.Evidence.AddFeedback(t.Context(), s.portfolios[1], p.ID, p.Version.ID, 0, s.people["coach"], h.Text))
	if a := coach.post(phrasePath(h.ID), url.Values{"name": {"Page"}, "text": {"Where is it?"}}); a.status != http.StatusSeeOther {
		t.Fatalf("changing the phrase: %d", a.status)
	}
	if d := s.read(1, p.ID).Version.Decisions[0]; d.Feedback != "Which page shows it?" {
		t.Errorf("the feedback changed with the phrase: %q", d.Feedback)
	}
}

// TestNothingTypedIsLost posts a review of a piece that was taken back, that
// another decided, and that was given to another coach meanwhile.
func TestNothingTypedIsLost(t *testing.T) {
	s := newSite(t)
	p, coach := s.submitted(1), s.as("coach")
	form := decisionForm(&p, "accepted")
	form.Set("feedback", "The questions you asked are <what> it is about.")
	form.Set(p.Version.Claims[0].Field("feedback"), "Well shown here.")
	_, err := s.in.Evidence.Withdraw(t.Context(), s.portfolios[1], p.ID, s.people["apprentice"])
	must(t, err)
	a := coach.post(s.itemPath(p.ID)+"/review", form)
	a.has(t, "taken back", "took it back while you read it", "The questions you asked are &lt;what&gt; it is about.", "Well shown here.")
	if a.status != http.StatusConflict {
		t.Errorf("taken back: %d", a.status)
	}
	form.Del("csrf") // that was the first coach's
	a = s.as("coach2").post(s.itemPath(p.ID)+"/review", form)
	a.has(t, "no role there", "There is nothing here for you", "Well shown here.")
	if a.status != http.StatusNotFound {
		t.Errorf("no role there: %d", a.status)
	}
	q := s.another()
	form = decisionForm(&q, "returned")
	form.Set("feedback", "Which page is it on?")
	must(t, s.in.Evidence.Decide(t.Context(), s.portfolios[1], q.ID, q.Version.ID, s.people["iqa"], evidence.Review{Verdict: evidence.ReturnedVerdict, Feedback: "No."}))
	a = coach.post(s.itemPath(q.ID)+"/review", form)
	a.has(t, "decided by another", "iqa returned this piece on", "Your decision came later", "returned on ", "Which page is it on?", "Add it as feedback")
}

// TestWhatCameTooLateIsAdded adds all that a coach wrote of a piece that another
// decided first, also with a phrase inserted on the way, and loses none of it
// when it is refused.
func TestWhatCameTooLateIsAdded(t *testing.T) {
	s := newSite(t)
	p, coach := s.submitted(1), s.as("coach")
	claim := p.Version.Claims[0]
	must(t, s.in.Evidence.Decide(t.Context(), s.portfolios[1], p.ID, p.Version.ID, s.people["iqa"], evidence.Review{Verdict: evidence.ReturnedVerdict, Feedback: "No."}))
	h := evidence.Phrase{Owner: s.people["coach"], Name: "Page", Text: "Which page shows it?"}
	must(t, s.in.Evidence.AddPhrase(t.Context(), &h))
	form := url.Values{"version": {fmt.Sprint(p.Version.ID)}, claim.Field("feedback"): {"Well shown here."}, "insert": {"yes"},
		"phrase": {fmt.Sprint(h.ID)}, "into": {claim.Field("feedback")}}
	coach.post(s.itemPath(p.ID)+"/review", form).has(t, "inserted too late", "Well shown here.\nWhich page shows it?", "Add it as feedback")

	form.Del("insert")
	form.Set("add", "yes")
	form.Set("feedback", strings.Repeat("x", evidence.MaxFeedback+1))
	if a := coach.post(s.itemPath(p.ID)+"/review", form); a.status != http.StatusUnprocessableEntity {
		t.Errorf("too long: %d", a.status)
	} else {
		a.has(t, "too long", "Well shown here.", "Keep this to 20,000 characters.", "Add it as feedback")
	}
	form.Set("feedback", "I shall ring you.")
	for range 2 { // clicked twice
		if a := coach.post(s.itemPath(p.ID)+"/review", form); a.status != http.StatusSeeOther {
			t.Fatalf("adding: %d %s", a.status, a.body)
		}
	}
	v, err := s.in.Evidence.Versions(t.Context(), s.portfolios[1], p.ID, evidence.Shared)
	must(t, err)
	var got []string
	for _, d := range v[0].Decisions {
		got = append(got, fmt.Sprintf("%t %s", d.Claim == claim.ID, d.Feedback))
	}
	if want := []string{"false No.", "false I shall ring you.", "true Well shown here."}; !slices.Equal(got, want) {
		t.Errorf("said: %q; want %q", got, want)
	}
	s.recorded(2, "feedback.add")
}

// TestReviewOfAnEarlierVersionIsTold sends a review of a version that another
// returned, and that the apprentice has submitted again since.
func TestReviewOfAnEarlierVersionIsTold(t *testing.T) {
	s := newSite(t)
	p, coach := s.submitted(1), s.as("coach")
	must(t, s.in.Evidence.Decide(t.Context(), s.portfolios[1], p.ID, p.Version.ID, s.people["iqa"], evidence.Review{Verdict: evidence.ReturnedVerdict, Feedback: "No."}))
	_, err := s.in.Evidence.Submit(t.Context(), s.portfolios[1], p.ID, s.people["apprentice"], s.read(1, p.ID).Version.Revision)
	must(t, err)
	form := decisionForm(&p, "accepted")
	form.Set(p.Version.Claims[0].Field("feedback"), "Well shown here.")
	a := coach.post(s.itemPath(p.ID)+"/review", form)
	a.has(t, "returned and submitted again", "iqa returned this piece on", "Version 2 waits now.", "Well shown here.", "Review what was submitted since")
	a.lacks(t, "returned and submitted again", "took it back")
	if a.status != http.StatusConflict {
		t.Errorf("returned and submitted again: %d", a.status)
	}
}

// TestCorrectionIsShown corrects feedback by the page and finds both on the
// apprentice's, marked as new once.
func TestCorrectionIsShown(t *testing.T) {
	s := newSite(t)
	p, me, coach := s.submitted(1), s.as("apprentice"), s.as("coach")
	must(t, s.in.Evidence.AddFeedback(t.Context(), s.portfolios[1], p.ID, p.Version.ID, 0, s.people["coach"], "Page 3 is missing."))
	path := fmt.Sprintf("%s/decisions/%d", s.itemPath(p.ID), s.saidOn(1).ID)
	if list := s.read(1, p.ID).Version.Decisions; len(list) > 0 {
		path = fmt.Sprintf("%s/decisions/%d", s.itemPath(p.ID), list[0].ID)
	}
	coach.get(s.itemPath(p.ID)).has(t, "the coach's page", "Correct this", path)
	if a := coach.post(path, url.Values{"correction": {" "}}); a.status != http.StatusUnprocessableEntity {
		t.Errorf("an empty correction: %d", a.status)
	}
	if a := coach.post(path, url.Values{"correction": {"Page 4 is missing."}}); a.status != http.StatusSeeOther {
		t.Fatalf("correcting: %d %s", a.status, a.body)
	}
	me.get(strings.TrimSuffix(s.itemPath(p.ID), fmt.Sprint("/", p.ID))).has(t, "the list", "New since you last looked")
	me.get(s.itemPath(p.ID)).has(t, "the apprentice's page", "<del>Page 3 is missing.</del>", "Corrected on ", "Corrects what coach", "Page 4 is missing.", "New for you")
	me.get(s.itemPath(p.ID)).lacks(t, "seen again", "New for you", "New since")
	s.recorded(1, "decision.correct")
}

// TestKeysAreSwitchedOff keeps the choice with the person.
func TestKeysAreSwitchedOff(t *testing.T) {
	s := newSite(t)
	p := s.submitted(1)
	coach := s.as("coach")
	coach.get(s.itemPath(p.ID)+"/review").has(t, "at first", "data-keys", "next claim")
	coach.post("/account/keys", url.Values{"keys": {"off"}})
	s.as("coach").get(s.itemPath(p.ID)+"/review").has(t, "elsewhere", "Single keys are switched off.", `href="/account/keys"`)
	s.as("coach").get(s.itemPath(p.ID)+"/review").lacks(t, "elsewhere", " data-keys")
}
