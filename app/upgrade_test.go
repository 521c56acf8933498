package app

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"touchstone/app/growth"
	"touchstone/ksb"
)

// supported accepts a piece of the apprentice of portfolio 1 and returns the
// framework that ships with one link from a statement of that piece.
func (s *site) supported() (*ksb.Framework, ksb.Link, *ksb.Statement) {
	s.t.Helper()
	p := s.another()
	s.acceptAll(p.ID)
	f, err := s.in.Standards.FrameworkByReference(s.t.Context(), "CICM-PS", "2022")
	must(s.t, err)
	st := s.standard()
	w, err := s.in.Standards.Crosswalk(s.t.Context(), st.ID, f.ID)
	must(s.t, err)
	for i := range st.Statements {
		for _, l := range w.LinksFrom(st.Statements[i].Key) {
			if p.Version.Claim(st.Statements[i].ID) != nil && f.Element(l.Element) != nil {
				return f, l, &st.Statements[i]
			}
		}
	}
	s.t.Fatal("no statement of the piece is linked to an element")
	return nil, ksb.Link{}, nil
}

func TestAcceptedEvidenceShowsInTheSelfAudit(t *testing.T) {
	s := newSite(t)
	f, link, st := s.supported()
	me, ctx := s.as("apprentice"), t.Context()
	id, err := s.app.growth.BeginAudit(ctx, s.people["apprentice"], f.ID, growth.Shape{Grade: "associate"})
	must(t, err)
	a, err := s.app.growth.Audit(ctx, s.people["apprentice"], id)
	must(t, err)
	step := 0
	for i, one := range a.Steps() {
		if one.Key == link.Element {
			step = i + 1
		}
	}
	form := me.get(fmt.Sprintf("%s/steps/%d", auditPath(&a), step))
	form.has(t, "the form", "<summary>Accepted evidence ", link.Reason, st.Name(), "accepted ", " by ", fmt.Sprintf("/portfolios/%d/evidence/", s.portfolios[1]))
	a, err = s.app.growth.SaveRatings(ctx, a.Person, a.ID, a.Revision, func(all map[string]growth.Rated) { all["B5"] = growth.Rated{Point: 3} })
	must(t, err)
	must(t, s.app.growth.FinishAudit(ctx, a.Person, a.ID, a.Revision))
	me.get(auditPath(&a)).has(t, "the result", "Supported by 1 piece", "Accepted evidence that supports this", link.Reason)
	must(t, s.app.growth.GiveConsent(ctx, a.Person, growth.ToManager))
	seen := s.as("coach").get(s.seenPath(1, a))
	seen.has(t, "to a coach who may see it", "Element by element")
	seen.lacks(t, "to a coach who may see it", "Supported by", link.Reason)
}

func TestUpgradeSetsOutWhatThereIs(t *testing.T) {
	s := newSite(t)
	f, link, st := s.supported()
	me := s.as("apprentice")
	page := me.get("/growth/upgrade")
	page.has(t, "at first", "Towards Associate", "It does not say that the Chartered Institute of Credit Management accepts it", "The apprenticeship is at Level 3, the level of role that Associate meets.",
		"You have finished no self-audit", "No accepted evidence supports it.", link.Reason, st.Name(), "Nobody but you sees this page", "a summary in our own words")
	at := fmt.Sprintf("/growth/upgrade?framework=%d&grade=", f.ID)
	me.get(at+"fellow").has(t, "at another grade", "Towards Fellow", "These standards do not say which level of role Fellow meets")
	me.get(at+"king").has(t, "at no grade", "Towards Associate")
	for _, path := range []string{"/growth/upgrade?framework=999999", "/growth/upgrade/pdf?framework=999999", "/growth/upgrade?framework=x"} {
		if a := me.get(path); a.status != http.StatusNotFound {
			t.Errorf("%s: %d", path, a.status)
		}
	}
	stranger := s.as("stranger").get("/growth/upgrade")
	stranger.has(t, "of who has no portfolio", "No apprenticeship here says the level of this one", "0 accepted pieces of evidence")
	stranger.lacks(t, "of who has no portfolio", link.Reason)
}

func TestWordsForAnUpgradeAreKept(t *testing.T) {
	s := newSite(t)
	f := s.frameworkOffered()
	me, area := s.as("apprentice"), f.Areas[0].Key
	form := func(revision int, text string) url.Values {
		return url.Values{"framework": {fmt.Sprint(f.ID)}, "grade": {"member"}, "revision": {fmt.Sprint(revision)}, "words-" + area: {text}}
	}
	to := fmt.Sprintf("/growth/upgrade?framework=%d&grade=member", f.ID)
	for range 2 { // people click twice
		if a := me.post("/growth/upgrade", form(0, "I set <limits>.\r\nDaily 👍.")); a.where() != to {
			t.Fatalf("saved: %d %s", a.status, a.where())
		}
	}
	me.get("/growth/upgrade").has(t, "where one left off", "Towards Member", "I set &lt;limits&gt;.\nDaily 👍.", `name="revision" value="1"`)
	other := me.post("/growth/upgrade", form(0, "From another tab."))
	if other.status != http.StatusConflict {
		t.Errorf("another tab: %d", other.status)
	}
	other.has(t, "another tab", "saved in another tab", "What was saved elsewhere", "I set &lt;limits&gt;.", "From another tab.", `name="revision" value="1"`)
	long := me.post("/growth/upgrade", form(1, strings.Repeat("w ", growth.MaxUpgradeWords)))
	if long.status != http.StatusUnprocessableEntity {
		t.Errorf("too long: %d", long.status)
	}
	long.has(t, "too long", "Keep this to 3,000 characters.", "w w w w")
	s.as("apprentice2").get(to).lacks(t, "to another apprentice", "I set")
	s.as("coach").get(to).lacks(t, "to the coach", "I set")
	bad := form(1, "Words")
	bad.Set("grade", "king")
	if a := me.post("/growth/upgrade", bad); a.status != http.StatusUnprocessableEntity {
		t.Errorf("no grade: %d", a.status)
	}
}

func TestUpgradeIsPrinted(t *testing.T) {
	s := newSite(t)
	f, link, _ := s.supported()
	me := s.as("apprentice")
	at := fmt.Sprintf("/growth/upgrade/pdf?framework=%d&grade=associate", f.ID)
	first, second := me.get(at), me.get(at)
	if first.status != http.StatusOK || !strings.HasPrefix(first.body, "%PDF-") || first.body != second.body {
		t.Fatalf("%d, the same twice: %t", first.status, first.body == second.body)
	}
	text := strings.Join(strings.Fields(printedText(t, first.body)), " ")
	for _, want := range []string{"Support for a membership upgrade: Associate", "does not say that the Chartered Institute of Credit Management accepts it", "Level 3", "There is no finished self-audit",
		strings.Join(strings.Fields(link.Reason)[:4], " "), "(accepted ", "a short summary by the makers"} {
		if !strings.Contains(text, want) {
			t.Errorf("the PDF does not say %q", want)
		}
	}
	if other := s.as("stranger").get(at); other.status != http.StatusOK || strings.Contains(printedText(t, other.body), "(accepted ") {
		t.Errorf("of a stranger: %d", other.status)
	}
	if a := s.as("").get(at); a.status != http.StatusSeeOther {
		t.Errorf("signed out: %d", a.status)
	}
}

// TestUpgradeIsDatedByItsNewest ends an apprenticeship after all else there is.
func TestUpgradeIsDatedByItsNewest(t *testing.T) {
	day := func(d int) time.Time { return time.Date(2026, time.March, d, 0, 0, 0, 0, time.UTC) }
	u := upgrade{Case: &growth.Case{Framework: &ksb.Framework{AddedAt: day(1)}}, roles: []growth.Occupation{{StartedOn: day(2), EndedOn: day(5)}}, written: growth.Upgrade{SavedAt: day(3)}}
	if got := u.newest(); !got.Equal(day(5)) {
		t.Errorf("dated %s", got)
	}
}

func (s *site) upgradeChanges(add adder) {
	n := 0
	add("/growth/upgrade", "apprentice", "upgrade.save", func() func(*visitor) answer {
		f := s.frameworkOffered()
		u, err := s.app.growth.Upgrade(s.t.Context(), s.people["apprentice"], f.ID, f.Grades[0].Key)
		must(s.t, err)
		n++
		return posted("/growth/upgrade", "framework", fmt.Sprint(f.ID), "grade", f.Grades[0].Key, "revision", fmt.Sprint(u.Revision), "words-"+f.Areas[0].Key, fmt.Sprint("Said ", n))
	})
}
