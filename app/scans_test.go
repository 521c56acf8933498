package app

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/programme"
	"touchstone/ksb"
)

// scanned returns a submitted scan of a portfolio that waits for employer and
// coach, making one if need be.
func (s *site) scanned(n int) programme.Scan {
	s.t.Helper()
	latest, err := s.in.Programme.LatestScan(s.t.Context(), s.portfolios[n])
	if err == nil && latest.State == programme.ScanSubmitted {
		return latest
	}
	return s.scan(n, programme.ScanStart, 3)
}

// scan makes a submitted scan in which every statement has the point, and every
// fourth the next higher.
func (s *site) scan(n int, on programme.Occasion, point int) programme.Scan {
	s.t.Helper()
	ctx, store, id := s.t.Context(), s.in.Programme, s.portfolios[n]
	me := s.people[map[int]string{1: "apprentice", 2: "apprentice2"}[n]]
	scan, err := store.BeginScan(ctx, me, id, on)
	must(s.t, err)
	sc, err := store.Scan(ctx, id, scan)
	must(s.t, err)
	sc, err = store.SaveVoice(ctx, id, scan, account.Apprentice, sc.Voices[account.Apprentice].Revision, func(v *programme.Voice) {
		for i, st := range sc.Statements {
			v.Scores[st.ID] = programme.Score{Point: point + []int{0, 0, 0, 1}[i%4]}
		}
	})
	must(s.t, err)
	sc, err = store.SignVoice(ctx, programme.Signer{Role: account.Apprentice, Person: me}, id, scan, sc.Voices[account.Apprentice].Revision, sc.Digest(account.Apprentice))
	must(s.t, err)
	return sc
}

func (s *site) scansPath(n int) string { return fmt.Sprintf("/portfolios/%d/scans", s.portfolios[n]) }

// readScan returns a scan of portfolio 1 as it is stored.
func (s *site) readScan(id programme.ScanID) programme.Scan {
	s.t.Helper()
	sc, err := s.in.Programme.Scan(s.t.Context(), s.portfolios[1], id)
	must(s.t, err)
	return sc
}

// everyScore is a form that gives each statement a point.
func everyScore(sc *programme.Scan, role account.Role, point string) url.Values {
	f := url.Values{"revision": {fmt.Sprint(sc.Voices[role].Revision)}, "digest": {sc.Digest(role)}}
	for _, st := range sc.Statements {
		f.Set(fmt.Sprintf("score-%d", st.ID), point)
	}
	return f
}

// TestASkillsScanByItsPages follows a scan from begun to decided.
func TestASkillsScanByItsPages(t *testing.T) {
	s := newSite(t)
	me, coach, employer := s.as("apprentice"), s.as("coach"), s.as("employer")
	list := s.scansPath(1)
	me.get(list).has(t, "none yet", "Begin a scan")
	a := me.post(list, url.Values{"occasion": {"start"}})
	if a.status != http.StatusSeeOther || a.where() != list+"/1/edit" {
		t.Fatalf("begun: %d %s", a.status, a.where())
	}
	if again := me.post(list, url.Values{"occasion": {"review"}}); again.where() != a.where() {
		t.Errorf("begun twice: %s", again.where())
	}
	sc := s.readScan(1)
	me.get(list+"/1/edit").has(t, "to score", "I help others", sc.Statements[0].Text, "0 of 22 scored", "Submit the scan")
	coach.get(list+"/1").has(t, "a draft", "apprentice is still scoring")
	coach.get(list).lacks(t, "a draft", " scored")

	form := everyScore(&sc, account.Apprentice, "4")
	form.Set(fmt.Sprintf("score-%d", sc.Statements[2].ID), "")
	form.Set("note-"+fmt.Sprint(sc.Statements[2].ID), "Not <sure>")
	form.Set("do", "sign")
	a = me.post(list+"/1", form)
	if a.status != http.StatusUnprocessableEntity {
		t.Fatalf("one missing: %d", a.status)
	}
	a.has(t, "one missing", "One thing to put right", "Choose a step for this statement.", "Not &lt;sure&gt;")
	sc = s.readScan(1) // what was there is saved all the same
	form = everyScore(&sc, account.Apprentice, "4")
	form.Set("do", "sign")
	if a := me.post(list+"/1", form); a.status != http.StatusSeeOther {
		t.Fatalf("submitted: %d %s", a.status, textOf(a.page(t)))
	}
	if a := me.post(list+"/1", form); a.status != http.StatusSeeOther {
		t.Errorf("a second click: %d", a.status)
	}
	me.get(list).has(t, "waits", "Waiting for Employer and coach", "4.0 of 5 on average")

	first := fmt.Sprint(sc.Statements[0].ID)
	employer.get(list+"/1/validate").has(t, "beside it", "Score beside apprentice", "apprentice: 4 On my own.", "Agree")
	if a := employer.post(list+"/1/validate", url.Values{"revision": {"0"}, "digest": {digestOf(s, 1, account.Employer)}, "score-" + first: {"2"}, "note-" + first: {"Only with me beside."}, "do": {"sign"}}); a.status != http.StatusSeeOther {
		t.Fatalf("the employer signs: %d %s", a.status, textOf(a.page(t)))
	}
	coach.get(list+"/1").has(t, "not decided yet", "The coach decides as soon as")
	if a := coach.post(list+"/1/validate", url.Values{"revision": {"0"}, "digest": {digestOf(s, 1, account.Coach)}, "comment": {"Well argued."}, "do": {"sign"}}); a.status != http.StatusSeeOther {
		t.Fatalf("the coach signs: %d", a.status)
	}
	a = me.get(list + "/1")
	a.has(t, "finished", "Signed by all", "2 lower than ", "Only with me beside.", "Well argued.", "1 is seen otherwise", "Set an action")
	if at := s.readScan(1); at.State != programme.ScanFinished {
		t.Errorf("state %s", at.State)
	}
	s.decidesPrior(coach, list+"/1")
}

func digestOf(s *site, id programme.ScanID, role account.Role) string {
	sc := s.readScan(id)
	return sc.Digest(role)
}

// decidesPrior has the coach decide by the scan at path.
func (s *site) decidesPrior(coach *visitor, path string) {
	t := s.t
	t.Helper()
	coach.get(path).has(t, "to decide", "Prior learning", "Not known for this standard", "Hours to take off")
	for _, bad := range []url.Values{
		{"hours": {"twelve"}, "proposed": {"0"}}, {"hours": {"-1"}, "proposed": {"0"}}, {"hours": {"NaN"}, "proposed": {"0"}}, {"hours": {"40"}, "proposed": {"0"}},
	} {
		a := coach.post(path+"/prior", bad)
		if a.status != http.StatusUnprocessableEntity {
			t.Errorf("%v: %d", bad, a.status)
		}
		a.has(t, "typed", `value="`+bad.Get("hours")+`"`)
	}
	if a := coach.post(path+"/prior", url.Values{"hours": {"40,5"}, "proposed": {"0"}, "reason": {"Two years in a ledger team."}}); a.status != http.StatusSeeOther {
		t.Fatalf("decided: %d %s", a.status, textOf(a.page(t)))
	}
	s.as("employer").get(path).has(t, "decided", "40 h 30 min", "Two years in a ledger team.")
	if a := s.as("employer").post(path+"/prior", url.Values{"hours": {"1"}, "proposed": {"0"}, "reason": {"x"}}); a.status != http.StatusForbidden {
		t.Errorf("the employer decides: %d", a.status)
	}
	coach.get(strings.TrimSuffix(path, "/1")).has(t, "the list", "40 h 30 min are taken off for prior learning")
}

// TestScanTwoTabs saves a form that was opened before another tab saved, by
// script and by button.
func TestScanTwoTabs(t *testing.T) {
	s := newSite(t)
	me := s.as("apprentice")
	me.post(s.scansPath(1), url.Values{"occasion": {"start"}})
	sc := s.readScan(1)
	path, name := s.scansPath(1)+"/1", fmt.Sprintf("score-%d", sc.Statements[0].ID)
	save := func(revision, point string) answer {
		form := url.Values{"revision": {revision}, name: {point}, "comment": {"Typed <in> " + point}}
		return me.send(http.MethodPost, path, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()), "Accept", "application/json", "X-CSRF", me.csrf())
	}
	save("0", "3").has(t, "saved by itself", `"revision":1`)
	a := save("0", "5")
	if a.status != http.StatusConflict {
		t.Errorf("the other tab: %d", a.status)
	}
	a.has(t, "the other tab", `"theirs"`, fmt.Sprintf(`"%s":"3"`, name), "in another tab")
	a = me.post(path, url.Values{"revision": {"0"}, name: {"5"}, "comment": {"Typed <here>"}, "do": {"save"}})
	if a.status != http.StatusConflict {
		t.Errorf("by the button: %d", a.status)
	}
	a.has(t, "by the button", "What was saved elsewhere", "3 With help", "Typed &lt;here&gt;", `name="revision" value="1"`)
	sc = s.readScan(1)
	if got := sc.Own(sc.Statements[0].ID).Point; got != 3 {
		t.Errorf("the first tab's score became %d", got)
	}
}

// TestScanTooLate saves after submitting, and signs what has changed since.
func TestScanTooLate(t *testing.T) {
	s := newSite(t)
	me := s.as("apprentice")
	me.post(s.scansPath(1), url.Values{"occasion": {"start"}})
	sc, path := s.readScan(1), s.scansPath(1)+"/1"
	form := everyScore(&sc, account.Apprentice, "3")
	form.Set("do", "sign")
	must(t, s.in.DB.Update(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), `UPDATE statements SET official = 'The official wording of it.' WHERE id = $1`, sc.Statements[0].ID)
		return err
	}))
	a := me.post(path, form)
	if a.status != http.StatusConflict {
		t.Fatalf("signing other words: %d", a.status)
	}
	a.has(t, "signing other words", "The statements have changed since", "The official wording of it.", `value="3" checked`)
	sc = s.readScan(1)
	form = everyScore(&sc, account.Apprentice, "3")
	form.Set("do", "sign")
	me.post(path, form)
	form.Set("do", "save")
	form.Set("comment", "Typed <after>")
	a = me.post(path, form)
	if a.status != http.StatusConflict {
		t.Errorf("saved after submitting: %d", a.status)
	}
	a.has(t, "saved after submitting", "This scan cannot be changed now", "Typed &lt;after&gt;")
	if a := me.post(path+"/remove", nil); a.status != http.StatusConflict {
		t.Errorf("removed after submitting: %d", a.status)
	}
	if a := me.get(path + "/edit"); a.where() != path {
		t.Errorf("edited after submitting: %d %s", a.status, a.where())
	}
}

func TestScansAreNobodyElses(t *testing.T) {
	s := newSite(t)
	sc := s.scanned(1)
	path := fmt.Sprintf("%s/%d", s.scansPath(1), sc.ID)
	for who, want := range map[string]int{"apprentice": 403, "assessor": 403, "iqa": 403, "stranger": 404, "coach2": 404, "": 401} {
		if a := s.as(who).post(path+"/validate", url.Values{"do": {"sign"}}); a.status != want {
			t.Errorf("%q validates: %d; want %d", who, a.status, want)
		}
	}
	if a := s.as("apprentice2").get(fmt.Sprintf("%s/%d", s.scansPath(2), sc.ID)); a.status != http.StatusNotFound {
		t.Errorf("by way of another portfolio: %d", a.status)
	}
}

// TestComparingScans compares the start with now, and any two.
func TestComparingScans(t *testing.T) {
	s := newSite(t)
	me, path := s.as("apprentice"), s.scansPath(1)
	me.get(path+"/compare").has(t, "nothing yet", "There are no two scans to compare yet")
	start := s.scan(1, programme.ScanStart, 2)
	s.scan(1, programme.ScanReview, 1)
	now := s.scan(1, programme.ScanReview, 4)
	n := len(now.Statements)
	all := fmt.Sprintf("%d of %d statements went up, 0 stayed.", n, n)
	me.get(path).has(t, "start against now", "By your own scores, "+all, `role="img"`, "Knowledge: ")
	me.get(path+"/compare").has(t, "as a table", "2 Beginning", "4 On my own", all)
	me.get(fmt.Sprintf("%s/compare?from=%d&to=%d", path, start.ID, start.ID+1)).has(t, "any two", fmt.Sprintf("0 of %d statements went up, 0 stayed, %d went down.", n, n))
	me.get(path+"/compare?from=99&to=x").has(t, "no such scan", all)
	s.as("coach").get(path).has(t, "to the coach", "By apprentice’s own scores")
}

// TestScansInABrowser scores with script, on a large screen and a phone, and
// looks at every page of scans.
func TestScansInABrowser(t *testing.T) {
	s := newSite(t)
	s.scan(1, programme.ScanStart, 1)
	s.scan(1, programme.ScanReview, 3)
	path := s.scansPath(1)
	begin := "Begin the scan"
	for _, w := range []window{desk, phone} {
		b := openBrowser(t, s.url, w, false)
		b.enter(s.in, s.people["apprentice"])
		b.open(path)
		b.accessible("scans " + w.name)
		b.shot("scans-" + w.name)
		b.press(begin)
		begin = "Go on with the scan"
		b.sees("Your skills scan")
		name := "#score-" + fmt.Sprint(s.firstStatement())
		b.click(name + map[window]string{desk: "-3", phone: "-4"}[w])
		b.until("the score is saved by itself", `document.querySelector("[data-saved]").textContent.includes("Saved at")`)
		b.accessible("scan form " + w.name)
		b.shot("scan-form-" + w.name)
		b.press("Submit the scan")
		b.sees("things to put right")
		b.open(path + "/compare")
		b.accessible("compare " + w.name)
		b.shot("scan-compare-" + w.name)
		b.open(path + "/2")
		b.accessible("scan " + w.name)
		b.shot("scan-" + w.name)
		b.enter(s.in, s.people["coach"])
		b.open(path + "/2/validate")
		b.accessible("validate " + w.name)
		b.shot("scan-validate-" + w.name)
	}
	drafts, err := s.in.Programme.Scans(t.Context(), s.portfolios[1])
	must(t, err)
	if drafts[0].Own(s.firstStatement()).Point != 4 {
		t.Errorf("the draft is %+v", drafts[0].Voices[account.Apprentice])
	}
}

// TestAScanScoredBeforeItsScript chooses a step while the script that saves is
// still on its way, as on a slow line.
func TestAScanScoredBeforeItsScript(t *testing.T) {
	s := newSite(t)
	s.as("apprentice").post(s.scansPath(1), url.Values{"occasion": {"start"}})
	b := openBrowser(t, s.url, phone, false)
	b.enter(s.in, s.people["apprentice"])
	chosen := fmt.Sprintf(`document.addEventListener("DOMContentLoaded", () => { document.querySelector("#score-%d-4").checked = true; })`, s.firstStatement())
	b.do(chromedp.ActionFunc(func(ctx context.Context) error {
		_, err := page.AddScriptToEvaluateOnNewDocument(chosen).Do(ctx)
		return err
	}))
	b.open(s.scansPath(1) + "/1/edit")
	b.until("the score is saved by itself", `document.querySelector("[data-saved]").textContent.includes("Saved at")`)
	sc := s.readScan(1)
	if got := sc.Own(s.firstStatement()).Point; got != 4 {
		t.Errorf("saved is the point %d", got)
	}
}

func (s *site) firstStatement() ksb.StatementID { return s.statements()[0].ID }

// theScale is a scale of two steps as a provider writes it.
const theScale = `{"name": "Two  steps", "points": [{"value": 1, "label": "Not yet", "meaning": ""}, {"value": 2, "label": "Sure", "meaning": ""}],
"competent": 2, "reduction": {"round_minutes": 60, "words": ""}}`

func TestTheProviderChoosesAScale(t *testing.T) {
	s := newSite(t)
	begun := s.scan(1, programme.ScanStart, 3)
	v := s.as("administrator")
	v.get("/scales").has(t, "as it comes", "Five steps, version 1", "For new scans", "I help others", "What a scale looks like", "&#34;competent&#34;: 4")
	a := v.post("/scales", url.Values{"scale": {strings.Replace(theScale, `"competent": 2`, `"competent": 2,, `, 1)}})
	if a.status != http.StatusUnprocessableEntity {
		t.Errorf("what is not JSON: %d", a.status)
	}
	a.has(t, "what is not JSON", "Line 2, column 16: this is not JSON", "Two  steps")
	a = v.post("/scales", url.Values{"scale": {strings.Replace(theScale, "Sure", "not yet", 1)}})
	a.has(t, "two of one name", "In “points”: Two steps are called not yet.")
	if a = v.post("/scales", url.Values{"scale": {theScale}}); a.status != http.StatusSeeOther {
		t.Fatalf("a scale: %d", a.status)
	}
	v.get("/scales").has(t, "added", "Two steps, version 1", "Use it for new scans")
	scale := func() string {
		t.Helper()
		all, err := s.in.Programme.Scales(t.Context())
		must(t, err)
		return all[0].Name
	}
	if scale() != "Two steps" {
		t.Errorf("new scans use %s", scale())
	}
	if got := s.readScan(begun.ID).Scale.Name; got != "Five steps" {
		t.Errorf("the scan that was begun is scored by %s now", got)
	}
	if a = v.post("/scales/1/choose", nil); a.status != http.StatusSeeOther || scale() != "Five steps" {
		t.Errorf("chosen again: %d, %s", a.status, scale())
	}
	if a = v.post("/scales/99/choose", nil); a.status != http.StatusNotFound {
		t.Errorf("no such scale: %d", a.status)
	}
}
