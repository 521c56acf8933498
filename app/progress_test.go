package app

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/programme"
)

// writtenReview makes a record that can be signed of a review.
func writtenReview(now time.Time) func(*programme.ReviewContent) {
	return func(c *programme.ReviewContent) {
		c.HeldOn, c.Medium, c.Present, c.Pace = db.Today(now), "video", "All three.", "On plan."
		c.Said = programme.ReviewSaid{Apprentice: "More calls.", Employer: "Nothing.", Coach: "Write sooner."}
		for i := range c.Since {
			c.Since[i].Outcome = "Done."
		}
	}
}

// draftReview returns a review of portfolio n that is being written, as the coach
// opened it.
func (s *site) draftReview(n int) programme.ProgressReview {
	s.t.Helper()
	ctx, coach := s.t.Context(), s.people[[]string{"", "coach", "coach2"}[n]]
	r, err := s.in.Programme.OpenProgressReview(ctx, s.portfolios[n], coach, func(*db.Tx, time.Time) (programme.ReviewCoverage, error) {
		return programme.ReviewCoverage{Total: 52, Accepted: 3}, nil
	})
	must(s.t, err)
	return r
}

// closedReview returns a review of portfolio n that waits to be signed.
func (s *site) closedReview(n int) programme.ProgressReview {
	s.t.Helper()
	ctx, coach := s.t.Context(), s.people[[]string{"", "coach", "coach2"}[n]]
	all, err := s.in.Programme.ProgressReviews(ctx, s.portfolios[n])
	must(s.t, err)
	for _, r := range all {
		if r.State == programme.ReviewSigning {
			return r
		}
	}
	r := s.draftReview(n)
	r, err = s.in.Programme.SaveProgressReview(ctx, s.portfolios[n], r.ID, r.Revision, writtenReview(s.in.DB.Now()))
	must(s.t, err)
	r, err = s.in.Programme.CloseProgressReview(ctx, s.portfolios[n], r.ID, coach, r.Revision)
	must(s.t, err)
	return r
}

// reviewPath is the address of a review of portfolio 1.
func (s *site) reviewPath(r programme.ProgressReview) string {
	return fmt.Sprintf("/portfolios/%d/progress/%d", s.portfolios[1], r.ID)
}

// fieldsIn returns the fields of the form that posts there as a browser would
// send them.
func fieldsIn(t *testing.T, a answer, action string) url.Values {
	t.Helper()
	page := a.page(t)
	fields := formIn(t, page, action)
	for d := range find(page, "form", "method", "post", "action", action).Descendants() {
		if d.Type == html.ElementNode && d.Data == "textarea" {
			fields.Set(attr(d, "name"), strings.TrimPrefix(textIn(d), "\n"))
		}
		if d.Type == html.ElementNode && d.Data == "select" {
			for o := range d.Descendants() {
				for _, has := range o.Attr {
					if has.Key == "selected" {
						fields.Set(attr(d, "name"), attr(o, "value"))
					}
				}
			}
		}
	}
	return fields
}

func textIn(n *html.Node) (text string) {
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			text += d.Data
		}
	}
	return text
}

// TestProgressReviewWithoutScript goes the whole way with plain forms.
func TestProgressReviewWithoutScript(t *testing.T) {
	s := newSite(t)
	coach, base := s.as("coach"), fmt.Sprintf("/portfolios/%d/progress", s.portfolios[1])
	if a := coach.get(base); !strings.Contains(a.body, "every 3 calendar months") || !strings.Contains(a.body, "30 April 2026") {
		t.Errorf("the rule and the day: %d %.200s", a.status, textOf(find(a.page(t), "main")))
	}
	begun := coach.post(base+"/begin", nil)
	if begun.status != http.StatusSeeOther || coach.post(base+"/begin", nil).where() != begun.where() {
		t.Fatalf("begun: %d, to %s", begun.status, begun.where())
	}
	path := strings.TrimSuffix(begun.where(), "/edit")
	fields := fieldsIn(t, coach.get(begun.where()), path)
	fields.Set("do", "close")
	refused := coach.post(path, fields)
	for _, sentence := range []string{"Say on which day the review was held.", "Say how it was held.", "Say what the apprentice raised"} {
		if refused.status != http.StatusUnprocessableEntity || !strings.Contains(refused.body, sentence) {
			t.Errorf("closed with nothing written: %d, says %q: %t", refused.status, sentence, strings.Contains(refused.body, sentence))
		}
	}
	fields = fieldsIn(t, refused, path)
	for name, value := range map[string]string{"held_on": dayText(today(s.in.DB)), "medium": "video", "present": "All", "said_apprentice": "More <calls> & time", "said_employer": "Nothing",
		"said_coach": "Nothing", "progress": "On plan", "what-1": "Ring five accounts", "who-1": "apprentice", "by-1": dayText(today(s.in.DB).AddDate(0, 1, 0)), "do": "close"} {
		fields.Set(name, value)
	}
	if a := coach.post(path, fields); a.status != http.StatusSeeOther {
		t.Fatalf("closed: %d %s", a.status, textOf(find(a.page(t), "main")))
	}
	for _, who := range []string{"apprentice", "employer", "coach"} {
		v := s.as(who)
		sheet := v.get(path)
		if !strings.Contains(sheet.body, "More &lt;calls&gt; &amp; time") || !strings.Contains(sheet.body, "Ring five accounts") {
			t.Errorf("%s does not see what they sign", who)
		}
		sign := formIn(t, sheet.page(t), path+"/sign")
		for range 2 { // a double click
			if a := v.post(path+"/sign", sign); a.status != http.StatusSeeOther {
				t.Errorf("%s signs: %d", who, a.status)
			}
		}
	}
	employer := s.as("employer")
	final := employer.get(path)
	if !strings.Contains(final.body, "signed by all") || strings.Count(final.body, "Not signed yet") != 0 {
		t.Errorf("signed by all: %s", textOf(find(final.page(t), "main")))
	}
	add := formIn(t, final.page(t), path+"/addenda")
	if a := employer.post(path+"/addenda", add); a.status != http.StatusUnprocessableEntity {
		t.Errorf("an empty addendum: %d", a.status)
	}
	add.Set("words", "It was a Tuesday.")
	if a := employer.post(path+"/addenda", add); a.status != http.StatusSeeOther || !strings.Contains(s.as("iqa").get(path).body, "It was a Tuesday.") {
		t.Errorf("an addendum: %d", a.status)
	}
	if a := coach.post(path, fields); a.status != http.StatusConflict || !strings.Contains(a.body, "Add an addendum instead") && !strings.Contains(a.body, "closed") {
		t.Errorf("saved after it was signed: %d", a.status)
	}
	if a := coach.post(path+"/withdraw", url.Values{"reason": {"x"}}); a.status != http.StatusConflict {
		t.Errorf("taken back after it was signed: %d", a.status)
	}
	sent := s.as("apprentice").get(path + "/pdf")
	if again := s.as("iqa").get(path + "/pdf"); sent.status != http.StatusOK || !bytes.HasPrefix([]byte(sent.body), []byte("%PDF-")) || sent.body != again.body {
		t.Errorf("the PDF: %d, the same twice: %t", sent.status, sent.body == again.body)
	}
}

func TestWhoSeesProgressReviews(t *testing.T) {
	s := newSite(t)
	r := s.closedReview(1)
	draft := s.draftReview(2)
	for who, want := range map[string]int{"apprentice": 200, "employer": 200, "coach": 200, "iqa": 200, "assessor": 403, "administrator": 404, "coach2": 404, "apprentice2": 404, "stranger": 404} {
		for _, path := range []string{s.reviewPath(r), s.reviewPath(r) + "/pdf", fmt.Sprintf("/portfolios/%d/progress", s.portfolios[1])} {
			if a := s.as(who).get(path); a.status != want {
				t.Errorf("%s at %s: %d; want %d", who, path, a.status, want)
			}
		}
	}
	other := fmt.Sprintf("/portfolios/%d/progress/%d", s.portfolios[1], draft.ID)
	if a := s.as("coach").get(other); a.status != http.StatusNotFound {
		t.Errorf("a review of another portfolio: %d", a.status)
	}
	mine := fmt.Sprintf("/portfolios/%d/progress/%d", s.portfolios[2], draft.ID)
	if a := s.as("apprentice2").get(mine); a.status != 200 || strings.Contains(a.body, "Go on writing") || !strings.Contains(a.body, "is writing the record") {
		t.Errorf("a draft, to the apprentice: %d", a.status)
	}
	if a := s.as("apprentice2").get(mine + "/pdf"); a.status != http.StatusConflict {
		t.Errorf("the PDF of a draft: %d", a.status)
	}
	for who, want := range map[string][2]bool{"coach": {true, false}, "coach2": {false, true}, "iqa": {true, true}, "administrator": {true, true}} {
		a := s.as(who).get("/progress")
		page := textOf(find(a.page(t), "main"))
		if a.status != 200 || strings.Contains(page, "To be signed by") != want[0] || strings.Contains(page, "Being written") != want[1] {
			t.Errorf("%s sees %s", who, page)
		}
		if linked := strings.Contains(a.body, s.reviewPath(r)); linked != (want[0] && who != "administrator") {
			t.Errorf("%s has a link to the review: %t", who, linked)
		}
	}
}

// TestReviewChangedWhileItIsSigned has the coach change the record between the
// moment the employer opens it and the moment they press the button.
func TestReviewChangedWhileItIsSigned(t *testing.T) {
	s := newSite(t)
	r := s.closedReview(1)
	path, employer := s.reviewPath(r), s.as("employer")
	sign := formIn(t, employer.get(path).page(t), path+"/sign")
	sign.Set("job", "Credit manager")
	coach := s.as("coach")
	if a := coach.post(path+"/withdraw", url.Values{}); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "Say why it is taken back") {
		t.Errorf("taken back without a reason: %d", a.status)
	}
	if a := coach.post(path+"/withdraw", url.Values{"reason": {"A wrong day"}}); a.status != http.StatusSeeOther {
		t.Fatalf("taken back: %d", a.status)
	}
	if a := employer.post(path+"/sign", sign); a.status != http.StatusConflict || !strings.Contains(a.body, "nothing was signed") {
		t.Errorf("signed while it is changed: %d", a.status)
	}
	fields := fieldsIn(t, coach.get(path+"/edit"), path)
	fields.Set("changes", "A new team")
	fields.Set("do", "close")
	if a := coach.post(path, fields); a.status != http.StatusSeeOther {
		t.Fatalf("closed again: %d", a.status)
	}
	a := employer.post(path+"/sign", sign)
	if a.status != http.StatusConflict || !strings.Contains(a.body, "so nothing was signed") || !strings.Contains(a.body, "A new team") || !strings.Contains(a.body, "Credit manager") {
		t.Errorf("signed as it was: %d", a.status)
	}
	again, err := s.in.Programme.ProgressReview(t.Context(), s.portfolios[1], r.ID)
	if err != nil || len(again.Signatures) != 0 {
		t.Errorf("%d signatures, %v", len(again.Signatures), err)
	}
	fresh := formIn(t, a.page(t), path+"/sign")
	if a := employer.post(path+"/sign", fresh); a.status != http.StatusSeeOther {
		t.Errorf("signed as it is now: %d", a.status)
	}
}

func TestTwoTabsOfOneReview(t *testing.T) {
	s := newSite(t)
	r := s.draftReview(1)
	path, coach := s.reviewPath(r), s.as("coach")
	one := fieldsIn(t, coach.get(path+"/edit"), path)
	two := fieldsIn(t, coach.get(path+"/edit"), path)
	one.Set("changes", "From the first tab")
	two.Set("changes", "From the second tab")
	if a := coach.post(path, one); a.status != http.StatusSeeOther {
		t.Fatalf("saved: %d", a.status)
	}
	a := coach.post(path, two)
	if a.status != http.StatusConflict || !strings.Contains(a.body, "From the first tab") || !strings.Contains(a.body, "From the second tab") {
		t.Errorf("saved over: %d", a.status)
	}
	json := coach.send(http.MethodPost, path, "application/x-www-form-urlencoded", strings.NewReader(two.Encode()), "Accept", "application/json", "X-CSRF", coach.csrf())
	if json.status != http.StatusConflict || !strings.Contains(json.body, `"changes":"From the first tab"`) {
		t.Errorf("told the page that saves itself: %d %s", json.status, json.body)
	}
	two = fieldsIn(t, a, path)
	two.Set("by-1", "32/13/2026")
	if a := coach.post(path, two); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "Enter a day") || !strings.Contains(a.body, "From the second tab") {
		t.Errorf("a day that is none: %d", a.status)
	}
}

func TestPlanningAndFrequency(t *testing.T) {
	s := newSite(t)
	coach, base := s.as("coach"), fmt.Sprintf("/portfolios/%d/progress", s.portfolios[1])
	next := today(s.in.DB).AddDate(0, 0, 7)
	for _, tt := range []struct {
		path   string
		form   url.Values
		status int
		says   string
	}{
		{"/plan", url.Values{"planned_on": {""}}, 422, "Choose the day of the review."},
		{"/plan", url.Values{"planned_on": {"soon"}}, 422, "Enter a day"},
		{"/plan", url.Values{"planned_on": {dayText(today(s.in.DB).AddDate(0, 0, -1))}}, 422, "Choose today or a day to come."},
		{"/plan", url.Values{"planned_on": {dayText(next)}}, 303, ""},
		{"/frequency", url.Values{"unit": {"weeks"}, "every": {"3"}, "reason": {"x"}}, 422, "Choose one of these."},
		{"/frequency", url.Values{"unit": {"days"}, "every": {"3 or so"}, "reason": {"x"}}, 422, "Enter how many days or months"},
		{"/frequency", url.Values{"unit": {"days"}, "every": {"42"}, "reason": {""}}, 422, "Say why"},
		{"/frequency", url.Values{"unit": {"days"}, "every": {"42"}, "reason": {"Works nights"}}, 303, ""},
	} {
		a := coach.post(base+tt.path, tt.form)
		if a.status != tt.status || !strings.Contains(a.body, tt.says) {
			t.Errorf("%s %v: %d", tt.path, tt.form, a.status)
		}
	}
	page := s.as("employer").get(base).body
	for _, says := range []string{"Works nights", "every 42 days", "23 February 2026", "Planned for"} {
		if !strings.Contains(page, says) {
			t.Errorf("the employer does not see %q", says)
		}
	}
	if strings.Contains(page, "Begin the record") {
		t.Error("the employer is offered to begin the record")
	}
	waits, err := s.in.Programme.Waits(t.Context(), s.people["employer"])
	if err != nil || len(waits) != 0 {
		t.Errorf("waits of the employer: %v, %v", waits, err)
	}
	s.closedReview(1)
	if waits, _ := s.in.Programme.Waits(t.Context(), s.people["employer"]); len(waits) != 1 || waits[0].Role != account.Employer || waits[0].Kind != programme.WaitSignature {
		t.Errorf("closed, waits of the employer: %v", waits)
	}
}

func TestAJobCalledAsTheRoleIsNamedOnce(t *testing.T) {
	for job, want := range map[string]string{"": "coach", "Coach": "coach", "Skills coach": "Skills coach (coach)"} {
		if got := jobAndRole(&programme.Signature{Signer: programme.Signer{Job: job, Role: account.Coach}}); got != want {
			t.Errorf("%q is %q; want %q", job, got, want)
		}
	}
}
