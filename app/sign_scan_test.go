package app

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"touchstone/app/account"
	"touchstone/app/programme"
)

// scanLink returns a submitted scan and the path of a link to validate it.
func (s *site) scanLink() (programme.Scan, string) {
	sc := s.scanned(1)
	r := s.request(1, programme.ForScan, int64(sc.ID))
	return sc, s.app.requestPath(&r)
}

func TestAScanIsValidatedByALink(t *testing.T) {
	s := newSite(t)
	sc, path := s.scanLink()
	first := fmt.Sprint(sc.Statements[0].ID)
	s.as("").get(path).has(t, "the link", "Score beside apprentice", "apprentice: 3 With help.", "Scale:", "I have looked at every score.", "for Tom Hall, until")
	form := s.signForm(t, path, url.Values{"score-" + first: {"2"}, "note-" + first: {"Only with me <beside>."}, "comment": {"Well begun."}, "name": {""}})
	a := s.as("").post(path, form)
	if a.status != http.StatusUnprocessableEntity {
		t.Fatalf("no name: %d", a.status)
	}
	a.has(t, "no name", "Enter your name", "Only with me &lt;beside&gt;.", "Well begun.", `value="2" checked`)
	if v := s.readScan(sc.ID).Voices[account.Employer]; v.Revision != 0 || v.Signed() {
		t.Errorf("refused, and stored all the same: %+v", v)
	}
	for name, bad := range map[string]url.Values{"score-" + first: {"score-" + first: {"9"}}, "comment": {"comment": {strings.Repeat("a", programme.MaxScanNote+1)}}} {
		wrong := s.signForm(t, path, bad)
		if a := s.as("").post(path, wrong); a.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", name, a.status)
		}
	}
	form.Set("name", "Tom Hall")
	form.Del("csrf")
	if a := s.as("").post(path, form); a.where() != "/signed" {
		t.Fatalf("signed: %d %s", a.status, textOf(a.page(t)))
	}
	form.Del("csrf")
	if a := s.as("").post(path, form); a.status != http.StatusNotFound || !strings.Contains(a.body, "This link has been used.") || !strings.Contains(a.body, "Only with me &lt;beside&gt;.") {
		t.Errorf("used again: %d", a.status)
	}
	sc = s.readScan(sc.ID)
	v := sc.Voices[account.Employer]
	if !v.Signed() || v.Name != "Tom Hall" || v.Scores[sc.Statements[0].ID] != (programme.Score{Point: 2, Note: "Only with me <beside>."}) || len(v.Scores) != 1 || v.Comment != "Well begun." {
		t.Errorf("the employer's voice: %+v", v)
	}
	if sc.State != programme.ScanSubmitted || len(sc.Waiting()) != 1 || sc.Waiting()[0] != account.Coach {
		t.Errorf("%s waits for %v; want the coach alone", sc.State, sc.Waiting())
	}
	if n := s.count(`SELECT count(*) FROM waits WHERE kind = 'scan' AND role = 'employer'`); n != 0 {
		t.Errorf("%d scans wait for the employer", n)
	}
	sig := s.signed(1)
	if sig.Request == 0 || sig.Name != "Tom Hall" || sig.Address == "" || sig.Subject != fmt.Sprintf("scan %d", sc.ID) || !strings.Contains(sig.Content, "Employer: 2 ") || !strings.Contains(sig.Content, "Only with me <beside>.") {
		t.Errorf("signature: %+v", sig)
	}
}

// TestAScanChangesWhileALinkIsOpen has people of the employer with an account
// save and sign meanwhile, and a page that shows something else.
func TestAScanChangesWhileALinkIsOpen(t *testing.T) {
	s := newSite(t)
	sc, path := s.scanLink()
	first := fmt.Sprint(sc.Statements[0].ID)
	form := s.signForm(t, path, url.Values{"note-" + first: {"Typed <by> link."}})
	altered := url.Values{}
	for k, v := range form {
		altered[k] = v
	}
	altered.Set("digest", strings.Repeat("0", 64))
	a := s.as("").post(path, altered)
	if a.status != http.StatusConflict {
		t.Errorf("another text was shown: %d", a.status)
	}
	a.has(t, "another text was shown", "This changed while you were reading", "Typed &lt;by&gt; link.")

	validate := fmt.Sprintf("%s/%d/validate", s.scansPath(1), sc.ID)
	employer := s.as("employer")
	if a := employer.post(validate, url.Values{"revision": {"0"}, "comment": {"Saved with an account."}, "do": {"save"}}); a.status != http.StatusSeeOther {
		t.Fatalf("saved: %d", a.status)
	}
	form.Del("csrf")
	a = s.as("").post(path, form)
	if a.status != http.StatusConflict {
		t.Errorf("saved by another meanwhile: %d", a.status)
	}
	a.has(t, "saved by another meanwhile", "Typed &lt;by&gt; link.", `name="revision" value="1"`)
	s.as("").get(path).has(t, "opened again", "Saved with an account.", "has saved is filled in")

	if a := employer.post(validate, url.Values{"revision": {"1"}, "digest": {digestOf(s, sc.ID, account.Employer)}, "do": {"sign"}}); a.status != http.StatusSeeOther {
		t.Fatalf("signed with an account: %d", a.status)
	}
	form.Del("csrf")
	a = s.as("").post(path, form)
	if a.status != http.StatusNotFound {
		t.Errorf("signed by another meanwhile: %d", a.status)
	}
	a.has(t, "signed by another meanwhile", "was validated for the employer already", "Typed &lt;by&gt; link.")
}

func TestAskingForAScan(t *testing.T) {
	s := newSite(t)
	me, coach := s.as("apprentice"), s.as("coach")
	me.post(s.scansPath(1), url.Values{"occasion": {"start"}})
	ask := fmt.Sprintf("/portfolios/%d/requests/new?purpose=scan&subject=", s.portfolios[1])
	if a := me.get(ask + "1"); a.status != http.StatusConflict {
		t.Errorf("asked for a draft: %d", a.status)
	}
	if a := coach.get(ask + "99"); a.status != http.StatusNotFound {
		t.Errorf("asked for no scan: %d", a.status)
	}
	me.post(s.scansPath(1)+"/1/remove", nil)
	sc := s.scanned(1)
	path := fmt.Sprintf("%s/%d", s.scansPath(1), sc.ID)
	coach.get(path).has(t, "it waits", "Ask the employer to validate")
	me.get(path).has(t, "to the apprentice", "Ask the employer to validate")
	s.as("employer").get(path).lacks(t, "to the employer", "Ask the employer")
	coach.get(ask+fmt.Sprint(sc.ID)).has(t, "the form", "statement by statement")
	a := coach.post(fmt.Sprintf("/portfolios/%d/requests", s.portfolios[1]), url.Values{"purpose": {"scan"}, "subject": {fmt.Sprint(sc.ID)}, "name": {"Tom Hall"}, "job": {"Team leader"}, "email": {"tom@example.net"}, "days": {"14"}})
	if a.status != http.StatusSeeOther {
		t.Fatalf("asked: %d", a.status)
	}
	coach.get(path).has(t, "asked", "Handed to Tom Hall on", "All requests")
	s.as("employer").post(path+"/validate", url.Values{"revision": {"0"}, "digest": {digestOf(s, sc.ID, account.Employer)}, "do": {"sign"}})
	coach.get(path).lacks(t, "validated", "Ask the employer")
	if a := coach.get(ask + fmt.Sprint(sc.ID)); a.status != http.StatusConflict {
		t.Errorf("asked for a validated scan: %d", a.status)
	}
}

// TestAScanLinkOnAPhone validates with the mouse, in both windows and themes.
func TestAScanLinkOnAPhone(t *testing.T) {
	for _, look := range []struct {
		window window
		dark   bool
	}{{phone, false}, {desk, true}} {
		t.Run(look.window.name, func(t *testing.T) {
			s := newSite(t)
			sc, path := s.scanLink()
			b := openBrowser(t, s.url, look.window, look.dark)
			b.open(path)
			b.sees("for Tom Hall, until")
			if n := value[int](b, `document.querySelectorAll("main a[href]").length`); n != 0 {
				t.Errorf("the page has %d links to elsewhere", n)
			}
			b.shot("link-scan-" + look.window.name)
			b.accessible("scan")
			b.click(fmt.Sprintf(`input[name="score-%d"][value="2"]`, sc.Statements[0].ID))
			b.press("Sign")
			b.sees("Thank you")
			v := s.readScan(sc.ID).Voices[account.Employer]
			if !v.Signed() || v.Scores[sc.Statements[0].ID].Point != 2 {
				t.Errorf("signed: %+v", v)
			}
			b.enterAs(s, "coach")
			b.open(fmt.Sprintf("%s/%d", s.scansPath(1), sc.ID))
			b.shot("scan-asked-" + look.window.name)
			b.accessible("asked")
		})
	}
}
