package app

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/document"
	"touchstone/app/programme"
	"touchstone/evidence"
)

// lacks fails the test if a page has any of the texts.
func (a answer) lacks(t *testing.T, when string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if strings.Contains(a.body, text) {
			t.Errorf("%s has %q", when, text)
		}
	}
}

// TestHome shows an apprentice what came back and what to go on with, and a
// coach what waits.
func TestHome(t *testing.T) {
	s := newSite(t)
	me, coach := s.as("apprentice"), s.as("coach")
	me.get("/").has(t, "the home page of someone who begins", "Hello, apprentice", "0 of ", "Your first piece", "One piece often shows three or four.")
	me.get("/").lacks(t, "the home page of someone who begins", "At an even pace", "Drafts to go on with")
	coach.get("/").has(t, "the home page of a coach with nothing to do", "Nothing waits for you.")

	draft := s.draft(1)
	me.get("/").has(t, "the home page with a draft", "Drafts to go on with", s.itemPath(draft.ID)+"/edit")
	me.get("/").lacks(t, "the home page with a draft", "Your first piece")

	waiting := s.submitted(1)
	review := s.itemPath(waiting.ID) + "/review"
	coach.get("/").has(t, "the home page of a coach", "Review the oldest", review)
	s.as("coach2").get("/").lacks(t, "the home page of another coach", review)

	decided := evidence.Review{Verdict: evidence.ReturnedVerdict}
	for _, c := range waiting.Version.Claims {
		decided.Claims = append(decided.Claims, evidence.ClaimReview{Claim: c.ID, Verdict: evidence.ReferredVerdict, Feedback: "Which page?"})
	}
	must(t, s.in.Evidence.Decide(t.Context(), s.portfolios[1], waiting.ID, waiting.Version.ID, s.people["coach"], decided))
	me.get("/").has(t, "the home page with a piece that came back", "Call log came back.", s.itemPath(waiting.ID)+"/edit")
	me.get(s.itemPath(waiting.ID)).has(t, "a piece that came back", "coach returned this on", ", referred: Which page?")
}

// TestPlacesOfRoles reads the bar of every role.
func TestPlacesOfRoles(t *testing.T) {
	s := newSite(t)
	s.submitted(1)
	own := fmt.Sprintf("/portfolios/%d", s.portfolios[1])
	for _, tt := range []struct {
		who       string
		has, lack []string
	}{
		{"apprentice", []string{`href="` + own + `/statements"`, `href="` + own + `/evidence"`, `href="` + own + `/evidence/new"`, `href="` + own + `/pdf"`}, []string{`href="/review"`, `href="/portfolios"`, `href="/people"`}},
		{"coach", []string{`href="/review"`, `href="/caseload"`, `href="/more"`}, []string{`href="/people"`, `/evidence/new"`}},
		{"administrator", []string{`href="/people"`, `href="/more"`}, []string{`href="/review"`}},
		{"stranger", nil, []string{`href="/review"`, `href="/portfolios"`, `href="/people"`}},
	} {
		page := s.as(tt.who).get("/account")
		page.has(t, "the bar of "+tt.who, tt.has...)
		page.lacks(t, "the bar of "+tt.who, tt.lack...)
	}
	s.as("coach").get("/account").has(t, "the bar of a coach", "To review", `class="count">1`)
	s.as("coach").get("/more").has(t, "all places of a coach", `href="/portfolios"`, `href="/phrases"`)
	s.as("administrator").get("/more").has(t, "all places of an administrator", `href="/standards"`, `href="/audit"`)
}

// TestKitIsOfTheDemo shows the kit in the demo and nowhere else.
func TestKitIsOfTheDemo(t *testing.T) {
	for demo, want := range map[bool]int{true: http.StatusOK, false: http.StatusNotFound} {
		s := newSite(t, func(c *Config) { c.Demo = demo })
		for _, path := range []string{"/kit", "/kit/job"} {
			if got := s.as("").get(path).status; got != want {
				t.Errorf("%s with demo %v: %d; want %d", path, demo, got, want)
			}
		}
	}
}

func TestPlaceHint(t *testing.T) {
	file := func(f document.Facts) *evidence.File { return &evidence.File{Facts: f} }
	for _, tt := range []struct {
		file *evidence.File
		want string
	}{
		{nil, "A part of it, such as Action, or leave it empty"},
		{file(document.Facts{Kind: document.PDF, Pages: 1}), "It has one page, so you can leave this empty"},
		{file(document.Facts{Kind: document.PDF, Pages: 4}), "Pages 1 to 4, such as 1, or 1-4"},
		{file(document.Facts{Kind: document.PDF, Pages: 8}), "Pages 1 to 8, such as 3, or 7-8"},
		{file(document.Facts{Kind: document.PDF}), "A page, such as 3, or 3, 5-7"},
		{file(document.Facts{Kind: document.Audio, Duration: 312 * time.Second}), "Times up to 5:12, such as 0:10 to 0:40"},
		{file(document.Facts{Kind: document.Video}), "A time, such as 4:10, or 4:10 to 5:05"},
		{file(document.Facts{Kind: document.Image}), "What to look at, or leave it empty"},
		{file(document.Facts{Kind: document.Word}), "A heading or section, or leave it empty"},
	} {
		if got := placeHint(tt.file); got != tt.want {
			t.Errorf("hint %q; want %q", got, tt.want)
		}
	}
}

// TestWhatWaitsOnTheHomePage tells each of what waits for them alone.
func TestWhatWaitsOnTheHomePage(t *testing.T) {
	s := newSite(t)
	e := s.portfolios[1]
	due := time.Date(2020, time.March, 2, 0, 0, 0, 0, time.UTC)
	must(t, s.in.DB.Update(t.Context(), func(tx *db.Tx) error {
		for _, w := range []programme.Wait{
			{Role: account.Apprentice, Kind: programme.WaitAction, Subject: 7, DueOn: due},
			{Role: account.Employer, Kind: programme.WaitSignature, Subject: 8},
			{Role: account.Coach, Kind: programme.WaitSignature, Subject: 8},
			{Role: account.Coach, Kind: programme.WaitHours, Subject: 9},
			{Role: account.Coach, Kind: programme.WaitHours, Subject: 10},
		} {
			w.Enrolment = e
			if err := programme.Await(t.Context(), tx, w); err != nil {
				return err
			}
		}
		return nil
	}))
	s.as("apprentice").get("/").has(t, "an apprentice's home page", "1 action to do", "1 overdue", "Due on 2 Mar 2020", fmt.Sprintf("/portfolios/%d/actions/7", e))
	s.as("apprentice").get("/").lacks(t, "an apprentice's home page", "to sign", "to agree")
	s.as("employer").get("/").has(t, "an employer's home page", "1 progress review to sign", ", apprentice")
	s.as("employer").get("/").lacks(t, "an employer's home page", "to agree", "action to do")
	coach := s.as("coach").get("/")
	coach.has(t, "a coach's home page", "1 progress review to sign", "2 entries of off-the-job hours to agree", "The first: since ", "Who needs you today")
	if b := find(coach.page(t), "a", "class", "button button--main"); b == nil || textOf(b) != "Sign the first" {
		t.Error("a coach's main action is not the first thing that waits")
	}
	for _, who := range []string{"coach2", "employer2"} {
		s.as(who).get("/").has(t, "the home page of "+who, "Nothing waits for you.")
	}
	s.as("apprentice2").get("/").lacks(t, "another's home page", "What waits for you")
	run := func(query string, args ...any) {
		must(t, s.in.DB.Update(t.Context(), func(tx *db.Tx) error { _, err := tx.Exec(t.Context(), query, args...); return err }))
	}
	run(`UPDATE people SET password_hash = 'of a password'`)
	s.as("administrator").get("/").has(t, "an administrator's home page", "What waits for you", "Nothing waits for you. People to invite")
	s.failedMessage()
	run(`UPDATE people SET password_hash = '' WHERE id = $1`, s.people["assessor"])
	stored, waiting := s.handedIn(), s.handedIn()
	s.as("administrator").get("/").has(t, "an administrator's home page", "1 message could not be sent", "/mail?stage=failed",
		"1 person to invite", "/people?state=invited", "2 tables of people to store", rosterHref(waiting))
	run(`UPDATE rosters SET confirmed_at = made_at WHERE id = $1`, stored)
	admin := s.as("administrator").get("/")
	admin.has(t, "a table is stored", "1 table of people to store", rosterHref(waiting))
	if b := find(admin.page(t), "a", "class", "button button--main"); b == nil || textOf(b) != "Look through it" {
		t.Error("an administrator's main action is not the first thing that waits")
	}
}
