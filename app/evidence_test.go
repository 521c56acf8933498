package app

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"touchstone/app/account"
	"touchstone/evidence"
	"touchstone/ksb"
)

// apprenticeOf returns whose portfolio it is.
func (s *site) apprenticeOf(n int) account.PersonID {
	return s.people[map[int]string{1: "apprentice", 2: "apprentice2"}[n]]
}

// statements returns what the apprentices have to show.
func (s *site) statements() []ksb.Statement { return s.standard().For("") }

// draft begins a piece in portfolio 1 or 2 that could be submitted.
func (s *site) draft(n int) evidence.Piece {
	s.t.Helper()
	ctx, by := s.t.Context(), s.apprenticeOf(n)
	p, err := s.in.Evidence.AddItem(ctx, s.portfolios[n], by, evidence.Version{Title: "Call log", Kind: evidence.WorkProduct,
		From: time.Date(2026, time.February, 2, 0, 0, 0, 0, time.UTC), Action: "I rang the customer.", OwnWork: true, AI: evidence.AINotUsed})
	must(s.t, err)
	p, err = s.in.Evidence.SaveDraft(ctx, s.portfolios[n], p.ID, by, p.Version.Revision, func(v *evidence.Version) {
		for _, st := range s.statements()[:2] {
			v.Claims = append(v.Claims, evidence.Claim{Statement: st.ID, How: "I did it.", Places: []evidence.Place{{Unit: evidence.Whole}}})
		}
	})
	must(s.t, err)
	return p
}

// file adds a file to a draft.
func (s *site) file(n int, id evidence.ItemID, name, content string) evidence.File {
	s.t.Helper()
	a, err := s.app.intake.Take(s.t.Context(), s.portfolios[n], id, s.apprenticeOf(n), name, strings.NewReader(content))
	must(s.t, err)
	return a.File
}

// submitted returns a piece with a file that waits for the coach: the one it
// returned last, if that still does.
func (s *site) submitted(n int) evidence.Piece {
	s.t.Helper()
	ctx := s.t.Context()
	if last, ok := s.waiting[n]; ok {
		if p, err := s.in.Evidence.Item(ctx, s.portfolios[n], last.ID, evidence.Own); err == nil && p.State == evidence.Submitted {
			return p
		}
	}
	p := s.draft(n)
	s.file(n, p.ID, "notes.txt", fmt.Sprintf("Notes of piece %d", p.ID))
	_, err := s.in.Evidence.Submit(ctx, s.portfolios[n], p.ID, s.apprenticeOf(n), p.Version.Revision)
	must(s.t, err)
	s.waiting[n], err = s.in.Evidence.Item(ctx, s.portfolios[n], p.ID, evidence.Own)
	must(s.t, err)
	return s.waiting[n]
}

// saidOn returns the newest feedback on the piece that submitted returns; the
// apprentice gives some if there is none.
func (s *site) saidOn(n int) evidence.Decision {
	s.t.Helper()
	ctx, p := s.t.Context(), s.submitted(n)
	if len(p.Version.Decisions) == 0 {
		must(s.t, s.in.Evidence.AddFeedback(ctx, s.portfolios[n], p.ID, p.Version.ID, 0, s.apprenticeOf(n), "I added the log."))
		p = s.read(n, p.ID)
		s.waiting[n] = p
	}
	return p.Version.Decisions[len(p.Version.Decisions)-1]
}

func (s *site) read(n int, id evidence.ItemID) evidence.Piece {
	s.t.Helper()
	p, err := s.in.Evidence.Item(s.t.Context(), s.portfolios[n], id, evidence.Own)
	must(s.t, err)
	return p
}

// itemPath returns the address of a piece of portfolio 1.
func (s *site) itemPath(id evidence.ItemID) string {
	return fmt.Sprintf("/portfolios/%d/evidence/%d", s.portfolios[1], id)
}

func (a answer) has(t *testing.T, when string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(a.body, text) {
			t.Errorf("%s: status %d, the page lacks %q", when, a.status, text)
		}
	}
}

// TestTheWholePath follows a piece by its pages: begun, written, submitted,
// returned, put right, accepted, revised.
func TestTheWholePath(t *testing.T) {
	s := newSite(t)
	me, coach := s.as("apprentice"), s.as("coach")
	base := fmt.Sprintf("/portfolios/%d", s.portfolios[1])
	st := s.statements()[0]

	me.get(base+"/evidence").has(t, "no evidence yet", "No evidence yet", base+"/evidence/new")
	a := me.get(fmt.Sprintf("%s/evidence/new?statement=%d", base, st.ID))
	form := formIn(t, a.page(t), base+"/evidence")
	form.Set("title", "Agreed <a> plan")
	a = me.post(base+"/evidence", form)
	if a.status != http.StatusSeeOther || !strings.HasSuffix(a.where(), "/edit") {
		t.Fatalf("begun: %d, %s", a.status, a.where())
	}
	edit := a.where()
	item := strings.TrimSuffix(edit, "/edit")
	page := me.get(edit)
	page.has(t, "draft", "Agreed &lt;a&gt; plan", "Submit to", fmt.Sprintf(`name="how-%d"`, st.ID), `name="situation"`)

	// Submitted too early: everything that is missing is said, nothing is lost.
	form = formIn(t, page.page(t), item)
	typed := func() url.Values {
		f := url.Values{"csrf": form["csrf"], "revision": form["revision"], "whole": {"yes"}, "title": {"Agreed <a> plan"}, "kind": {""},
			"done_from": {""}, "done_to": {""}, "claims": {fmt.Sprint(st.ID)}, "action": {"I rang.\r\n\r\nTwice."}}
		f.Set(fmt.Sprintf("how-%d", st.ID), "")
		return f
	}
	f := typed()
	f.Set("do", "submit")
	a = me.post(item, f)
	if a.status != http.StatusUnprocessableEntity {
		t.Fatalf("submitted too early: %d", a.status)
	}
	a.has(t, "submitted too early", "Choose what kind of evidence this is.", "Say which day the work was done.", "Say that this is your own work", "I rang.\n\nTwice.", `aria-describedby="kind-fault"`)

	// Put right and submitted.
	form = formIn(t, a.page(t), item)
	f = typed()
	f.Set("revision", form.Get("revision"))
	f.Set("kind", "work product")
	f.Set("done_from", "2026-02-02")
	f.Set("own_work", "yes")
	f.Set("ai_used", "no")
	f.Set(fmt.Sprintf("how-%d", st.ID), "I agreed it.")
	f.Set("do", "submit")
	if a = me.post(item, f); a.status != http.StatusSeeOther || a.where() != item {
		t.Fatalf("submitted: %d, %s\n%s", a.status, a.where(), a.body)
	}
	if again := me.post(item, f); again.status != http.StatusSeeOther {
		t.Errorf("submitted by a second click: %d", again.status)
	}
	me.get(item).has(t, "submitted", "Submitted", "Take it back")

	coach.get("/review").has(t, "the queue", "Agreed &lt;a&gt; plan", item+"/review", "One piece is waiting for you")
	page = coach.get(item + "/review")
	page.has(t, "to review", "I agreed it.", "Accept the piece", "Return to apprentice")
	form = formIn(t, page.page(t), item+"/review")
	verdict := fmt.Sprintf("verdict-%d", st.ID)
	feedback := fmt.Sprintf("feedback-%d", st.ID)
	a = coach.post(item+"/review", url.Values{"version": form["version"], "verdict": {"accepted"}, verdict: {"refer"}, feedback: {"Which page?"}, "feedback": {"Nearly."}})
	if a.status != http.StatusUnprocessableEntity {
		t.Errorf("accepted with a claim referred: %d", a.status)
	}
	a.has(t, "accepted with a claim referred", "the piece goes back", "Which page?", "Nearly.")
	a = coach.post(item+"/review", url.Values{"version": form["version"], "verdict": {"returned"}, verdict: {"refer"}, feedback: {"Which page?"}, "feedback": {"Nearly."}})
	if a.where() != "/review" {
		t.Fatalf("returned: %d, %s", a.status, a.where())
	}

	page = me.get(edit)
	page.has(t, "returned", "coach returned this on", "Which page?", "Nearly.")
	form = formIn(t, page.page(t), item)
	f.Set("revision", form.Get("revision"))
	f.Set("result", "All paid.")
	if a = me.post(item, f); a.where() != item {
		t.Fatalf("submitted again: %d, %s", a.status, a.where())
	}
	page = coach.get(item + "/review")
	page.has(t, "second review", "Changed since version 1:", "result", "submitted for the second time")
	form = formIn(t, page.page(t), item+"/review")
	if a = coach.post(item+"/review", url.Values{"version": form["version"], "verdict": {"accepted"}, verdict: {"accept"}}); a.where() != "/review" {
		t.Fatalf("accepted: %d, %s", a.status, a.where())
	}
	coach.get(item+"/history").has(t, "history", "<ins>All paid.</ins>", "Which page?")
	me.get(base+"/statements").has(t, "statements", "1 of ", "tile--accepted")
	me.get(base+"/statements?view=table&by=method&order=code").has(t, "statements as a table", "Accepted")
	if a = me.post(item+"/revise", nil); a.where() != edit {
		t.Fatalf("revised: %d", a.status)
	}
	me.get(edit).has(t, "revising", "The accepted version counts")
	if a = me.post(item+"/remove", nil); a.where() != item+"/removed" {
		t.Fatalf("thrown away: %d, %s", a.status, a.where())
	}
	me.get(item+"/removed").has(t, "thrown away", item+"/restore")
	me.get(base).has(t, "portfolio", "1 of ")
	coach.post(item+"/feedback", url.Values{"version": form["version"], "feedback": {"Well done."}})
	me.get(item).has(t, "feedback", "Well done.", "Begin a revision")
}

// TestDraftsSaveThemselves is what a page that saves itself is told.
func TestDraftsSaveThemselves(t *testing.T) {
	s := newSite(t)
	me, p := s.as("apprentice"), s.draft(1)
	st := s.statements()[0].ID
	save := func(revision int, pairs ...string) answer {
		f := url.Values{"revision": {fmt.Sprint(revision)}}
		for i := 0; i < len(pairs); i += 2 {
			f.Add(pairs[i], pairs[i+1])
		}
		return me.send(http.MethodPost, s.itemPath(p.ID), "application/x-www-form-urlencoded", strings.NewReader(f.Encode()), "Accept", "application/json", "X-CSRF", me.csrf())
	}
	a := save(p.Version.Revision, "situation", "First tab here", "title", "One")
	if a.status != http.StatusOK {
		t.Fatalf("saved: %d %s", a.status, a.body)
	}
	a.has(t, "saved", `"revision":3`, `"situation":3`, `"saved_at":"`)
	a = save(p.Version.Revision, "situation", "Second tab", "title", "Two")
	if a.status != http.StatusConflict {
		t.Errorf("saved elsewhere since: %d", a.status)
	}
	a.has(t, "saved elsewhere since", `"revision":3`, `"situation":"First tab here"`, `"title":"One"`, "in another tab")
	a = save(3, "title", strings.Repeat("x", 121))
	if a.status != http.StatusUnprocessableEntity {
		t.Errorf("too long: %d", a.status)
	}
	a.has(t, "too long", `"fields":{"title":"Keep this to 120 characters`)
	f := s.file(1, p.ID, "eight.pdf", onePagePDF)
	at := fmt.Sprint(st)
	a = save(3, "whole", "yes", "claims", at, "how-"+at, "Here.", "file-"+at, fmt.Sprint(f.ID), "at-"+at, "12")
	if a.status != http.StatusOK {
		t.Errorf("a page that is not there: %d %s", a.status, a.body)
	}
	a.has(t, "a page that is not there", "Choose page 1. This file has one page, and you wrote 12.")
	me.get(s.itemPath(p.ID)+"/edit").has(t, "a page that is not there, opened again", "Choose page 1. This file has one page, and you wrote 12.", `value="12"`)
	if v := s.read(1, p.ID).Version; len(v.Claims) != 1 || v.OwnWork {
		t.Errorf("kept: %+v", v)
	}
	me.cookies = map[string]string{}
	if a = save(4, "title", "Three"); a.status != http.StatusUnauthorized {
		t.Errorf("signed out: %d", a.status)
	}
}

// TestTwoTabsByButton is the same without script: both texts are on the page.
func TestTwoTabsByButton(t *testing.T) {
	s := newSite(t)
	me, p := s.as("apprentice"), s.draft(1)
	form := func(text string) url.Values {
		return url.Values{"revision": {fmt.Sprint(p.Version.Revision)}, "action": {text}, "do": {"save"}}
	}
	if a := me.post(s.itemPath(p.ID), form("The first tab’s text.")); a.status != http.StatusSeeOther {
		t.Fatalf("first tab: %d", a.status)
	}
	a := me.post(s.itemPath(p.ID), form("The second tab’s text."))
	if a.status != http.StatusConflict {
		t.Errorf("second tab: %d", a.status)
	}
	a.has(t, "second tab", "The first tab’s text.", "The second tab’s text.", "in another tab", fmt.Sprintf(`name="revision" value="%d"`, p.Version.Revision+1))
	if got := s.read(1, p.ID).Version.Action; got != "The first tab’s text." {
		t.Errorf("stored: %q", got)
	}
}

func TestOthersSeeNoDrafts(t *testing.T) {
	s := newSite(t)
	p := s.draft(1)
	f := s.file(1, p.ID, "notes.txt", "notes")
	for _, who := range []string{"coach", "employer", "assessor", "iqa"} {
		v := s.as(who)
		for _, path := range []string{s.itemPath(p.ID), s.itemPath(p.ID) + "/history", fmt.Sprintf("/portfolios/%d/files/%d", s.portfolios[1], f.ID), fmt.Sprintf("/portfolios/%d/files/%d/content", s.portfolios[1], f.ID)} {
			if a := v.get(path); a.status != http.StatusNotFound {
				t.Errorf("%s: %s = %d; want 404", who, path, a.status)
			}
		}
		if a := v.get(fmt.Sprintf("/portfolios/%d/evidence", s.portfolios[1])); strings.Contains(a.body, "Call log") {
			t.Errorf("%s sees a draft in the list", who)
		}
	}
}

// TestItemsOfAnotherPortfolio asks for one's own portfolio with another's ids.
func TestItemsOfAnotherPortfolio(t *testing.T) {
	s := newSite(t)
	me, other := s.as("apprentice"), s.submitted(2)
	s.submitted(1)
	for _, r := range s.app.table {
		if !strings.Contains(r.path, ":item") && !strings.Contains(r.path, ":file") {
			continue
		}
		path := strings.NewReplacer(":portfolio", fmt.Sprint(s.portfolios[1]), ":item", fmt.Sprint(other.ID), ":file", fmt.Sprint(other.Version.Files[0].ID)).Replace(r.path)
		if strings.HasSuffix(path, "/removed") || strings.Contains(path, ":") {
			continue
		}
		want := http.StatusNotFound
		if !account.Can([]account.Role{account.Apprentice}, r.act) {
			want = http.StatusForbidden
		}
		var a answer
		if r.method == get {
			a = me.get(path)
		} else {
			f := url.Values{"feedback": {"x"}, "version": {fmt.Sprint(other.Version.ID)}}
			a = me.send(r.method, path, "application/x-www-form-urlencoded", strings.NewReader(f.Encode()), "X-CSRF", me.csrf())
		}
		if a.status != want {
			t.Errorf("%s %s = %d; want %d", r.method, path, a.status, want)
		}
	}
}

func TestEvidenceList(t *testing.T) {
	s := newSite(t)
	me := s.as("apprentice")
	for range evidenceRows + 2 {
		s.draft(1)
	}
	base := fmt.Sprintf("/portfolios/%d/evidence", s.portfolios[1])
	a := me.get(base + "?find=rang&sort=number")
	a.has(t, "first page", "1 to 25 of 27", `rel="next"`)
	next := find(a.page(t), "a", "rel", "next")
	if a = me.get(attr(next, "href")); a.status != http.StatusOK {
		t.Fatalf("second page: %d", a.status)
	}
	a.has(t, "second page", "26 to 27 of 27", `rel="prev"`)
	me.get(base+"?find=nowhere").has(t, "nothing found", "No piece fits.")
	me.get(base+"?state=accepted").has(t, "nothing in that state", "No piece fits.")
	if a := me.get(base + "?after=x"); a.status != http.StatusNotFound {
		t.Errorf("a key that is none: %d", a.status)
	}
	me.get(fmt.Sprintf("%s?statement=%d", base, s.statements()[0].ID)).has(t, "by statement", "1 to 25 of 27")
}

// onePagePDF is a small PDF of one blank page.
const onePagePDF = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\nxref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000052 00000 n \n0000000101 00000 n \ntrailer<</Size 4/Root 1 0 R>>\nstartxref\n164\n%%EOF\n"
