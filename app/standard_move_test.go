package app

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"touchstone/app/programme"
	"touchstone/evidence"
	"touchstone/ksb"
)

// nextVersion adds another version of a standard, once: its first statement is
// gone, and those after it are numbered anew.
func (s *site) nextVersion(of ksb.StandardID) *ksb.Standard {
	s.t.Helper()
	ctx := s.t.Context()
	old, err := s.in.Standards.Standard(ctx, of)
	must(s.t, err)
	version := "next of " + old.Version
	if there, err := s.in.Standards.StandardByReference(ctx, old.Reference, version); err == nil {
		return there
	}
	next := *old
	next.ID, next.Version, next.Statements = 0, version, slices.Clone(old.Statements[1:])
	for i := range next.Statements {
		st := &next.Statements[i]
		st.ID = 0
		if old.Statements[i].Type == st.Type && old.Statements[i].Code != "" {
			st.Code = old.Statements[i].Code // of the one before it
		}
	}
	next.Options = slices.Clone(old.Options)
	for i := range next.Options {
		next.Options[i].ID = 0
	}
	_, err = s.in.Standards.Apply(ctx, 0, next)
	must(s.t, err)
	added, err := s.in.Standards.StandardByReference(ctx, old.Reference, version)
	must(s.t, err)
	return added
}

// mapOf returns what the form of a preview sends as it stands.
func (s *site) mapOf(page answer, path, do string) url.Values {
	s.t.Helper()
	n := page.page(s.t)
	form := find(n, "form", "method", "post", "action", path)
	if form == nil {
		s.t.Fatalf("the preview has no form: %d\n%s", page.status, textOf(find(n, "main")))
	}
	fields := url.Values{"do": {do}}
	for d := range form.Descendants() {
		switch {
		case d.Data == "input" && (attr(d, "name") == "to" || attr(d, "name") == "enrolment"):
			fields.Add(attr(d, "name"), attr(d, "value"))
		case d.Data == "select":
			value := ""
			for o := range d.Descendants() {
				if o.Data == "option" && slices.ContainsFunc(o.Attr, func(a html.Attribute) bool { return a.Key == "selected" }) {
					value = attr(o, "value")
				}
			}
			fields.Set(attr(d, "name"), value)
		}
	}
	return fields
}

func TestMoveToAnotherVersion(t *testing.T) {
	s := newSite(t)
	u := s.handedOver(1)
	s.made(u.ID)
	sent := s.as("coach").get(fmt.Sprintf("/submissions/%d/pdf", u.ID))
	if sent.status != http.StatusOK {
		t.Fatalf("the PDF: %d", sent.status)
	}
	// Things that name statements: hours, an action, a scan.
	first := s.statements()[0]
	hours := s.logged(1, func(h *programme.Hours) { h.Statements = []ksb.StatementID{first.ID} })
	scan := s.scanned(1)
	p := s.read(1, 1)
	old := s.standard()
	to := s.nextVersion(old.ID)

	admin, path := s.as("administrator"), fmt.Sprintf("/standards/%d/move", old.ID)
	admin.get(fmt.Sprintf("/standards/%d", old.ID)).has(t, "the standard", path)
	admin.get(fmt.Sprintf("/enrolments/%d", s.portfolios[1])).has(t, "the enrolment", path+"?enrolment=")
	admin.get(path).has(t, "who can be moved", "apprentice2", "Choose the version")
	if a := admin.get(path + "?asked=yes"); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "Tick who is to be moved.") || !strings.Contains(a.body, "Choose the version.") {
		t.Errorf("nothing chosen: %d", a.status)
	}
	query := fmt.Sprintf("?to=%d&enrolment=%d&enrolment=%d", to.ID, s.portfolios[1], s.portfolios[2])
	page := admin.get(path + query)
	page.has(t, "the preview", "2 apprentices go from ST0175 v1.1", "1 statement is no longer in the new version", "K1 Credit and recovery basics", "under another code: K2 is K1 there", "2 of 52 accepted", "1 of 51 accepted")
	form := s.mapOf(page, path, "move")
	second := s.statements()[1]
	if got := form.Get(fmt.Sprintf("map-%d", second.ID)); got != fmt.Sprint(to.Statements[0].ID) {
		t.Fatalf("K2 becomes %q", got)
	}
	form.Set(fmt.Sprintf("map-%d", first.ID), fmt.Sprint(to.Statements[3].ID))
	form.Set("do", "see")
	seen := admin.post(path, form)
	seen.has(t, "a corrected mapping", "Chosen by hand.", "2 of 51 accepted")
	if strings.Contains(seen.body, "no longer in the new version") || s.count(`SELECT count(*) FROM standard_moves`) != 0 {
		t.Error("looking at it moves, or does not see the correction")
	}
	form.Set(fmt.Sprintf("map-%d", first.ID), "")
	form.Set("do", "move")
	form.Set("plan", fmt.Sprint(s.planOffered().ID)) // of the old version
	if a := admin.post(path, form); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "Choose a plan of that version") {
		t.Errorf("a plan of the old version: %d", a.status)
	}
	form.Set("plan", "")
	for range 2 {
		if a := admin.post(path, form); a.status != http.StatusSeeOther {
			t.Fatalf("moved: %d\n%s", a.status, textOf(find(a.page(t), "main")))
		}
	}
	if n := s.count(`SELECT count(*) FROM standard_moves`); n != 2 {
		t.Fatalf("%d moves", n)
	}
	// What was handed over is the same bytes, and everything summed up is right.
	if again := s.as("coach").get(fmt.Sprintf("/submissions/%d/pdf", u.ID)); again.body != sent.body {
		t.Error("what was handed over has changed")
	}
	if status, out := s.verifyDataOf("-deep"); status != exitDone {
		t.Errorf("verify -data: %d\n%s", status, out)
	}
	me := s.as("apprentice")
	base := fmt.Sprintf("/portfolios/%d", s.portfolios[1])
	me.get(base+"/moves").has(t, "the record", "ST0175 v1.1 to ST0175 vnext of 1.1", "No longer in the standard", "2 of 52 before, 1 of 51 since")
	me.get(s.itemPath(p.ID)).has(t, "the piece", "K1 (v1.1)", "No longer in the standard: it counts for nothing.", "Claimed as K2 The customer’s whole journey of ST0175 v1.1 before the move to this version.")
	me.get(s.itemPath(p.ID)+"/history").has(t, "its history", "moved to another version of the standard", "Version 1", "K1 (v1.1)")
	me.get(fmt.Sprintf("%s/hours/%d", base, hours.ID)).has(t, "hours", "K1 (v1.1)")
	for _, path := range []string{base, base + "/statements", base + "/evidence", fmt.Sprintf("%s/scans/%d", base, scan.ID), base + "/scans", base + "/readiness", base + "/selection", base + "/gateway", base + "/timeline", base + "/hours", "/notices"} {
		if a := me.get(path); a.status != http.StatusOK || strings.Contains(a.body, "A statement of another standard") {
			t.Errorf("%s after the move: %d", path, a.status)
		}
	}
	me.get("/notices").has(t, "news", "Your apprenticeship went on to ST0175")
	if text := s.export(1); text == "" {
		t.Error("no PDF")
	}
	// The coach may correct what was decided before the move.
	var decision int64
	for _, d := range s.read(1, p.ID).Version.Decisions {
		if d.Claim != 0 && d.Before {
			decision = d.ID
		}
	}
	if a := s.as("coach").post(fmt.Sprintf("%s/decisions/%d", s.itemPath(p.ID), decision), url.Values{"correction": {"On second thoughts."}, "verdict": {"referred"}}); a.status != http.StatusSeeOther {
		t.Errorf("corrected: %d", a.status)
	}
	if got := s.read(1, p.ID); got.State != evidence.Returned || got.Counts != 0 {
		t.Errorf("after the correction: %+v", got.Item)
	}
	if status, out := s.verifyDataOf(); status != exitDone {
		t.Errorf("verify -data after it: %d\n%s", status, out)
	}
}

func TestMoveIsForAdministrators(t *testing.T) {
	s := newSite(t)
	old := s.standard()
	to := s.nextVersion(old.ID)
	form := func() url.Values {
		return url.Values{"to": {fmt.Sprint(to.ID)}, "enrolment": {fmt.Sprint(s.portfolios[1])}, "do": {"move"}}
	}
	for _, who := range []string{"coach", "iqa", "employer", "apprentice"} {
		if a := s.as(who).post(fmt.Sprintf("/standards/%d/move", old.ID), form()); a.status != http.StatusNotFound {
			t.Errorf("%s moves: %d", who, a.status)
		}
	}
	if a := s.as("administrator").post(fmt.Sprintf("/standards/%d/move", to.ID), form()); a.status != http.StatusUnprocessableEntity { // to itself
		t.Errorf("to the version they are on: %d", a.status)
	}
	if a := s.as("apprentice2").get(fmt.Sprintf("/portfolios/%d/moves", s.portfolios[1])); a.status != http.StatusNotFound {
		t.Errorf("another's moves: %d", a.status)
	}
}

// TestMoveInABrowser moves two apprentices to another version, correcting one line.
func TestMoveInABrowser(t *testing.T) {
	for _, w := range []window{phone, desk} {
		t.Run(w.name, func(t *testing.T) {
			s := newSite(t)
			s.accepted()
			s.draft(2)
			old := s.standard()
			s.nextVersion(old.ID)
			b := openBrowser(t, s.url, w, w.name == "desk")
			see := func(page string) {
				t.Helper()
				b.shot(fmt.Sprintf("move-%s-%s", page, w.name))
				b.accessible(page)
			}
			b.enterAs(s, "administrator")
			b.open(fmt.Sprintf("/enrolments/%d", s.portfolios[1]))
			b.press("Version of the standard")
			b.sees("Choose the version and who goes on with it")
			see("choose")
			b.press("See what would change")
			b.sees("Choose the version.")
			b.until("a version is chosen", `(() => { const s = document.querySelector("select[name=to]"); s.selectedIndex = 1; document.querySelectorAll("input[name=enrolment]").forEach(e => e.checked = true); return s.value !== ""; })()`)
			b.press("See what would change")
			b.sees("2 apprentices go")
			see("preview")
			b.until("a line is corrected", fmt.Sprintf(`(() => { const s = document.getElementById("map-%d"); s.selectedIndex = 2; return s.value !== ""; })()`, old.Statements[0].ID))
			b.press("See what it comes to")
			b.sees("Chosen by hand.")
			see("corrected")
			b.press("Move them to")
			b.sees("2 apprentices are on")
			b.enterAs(s, "apprentice")
			b.open(fmt.Sprintf("/portfolios/%d/moves", s.portfolios[1]))
			b.sees("ST0175 v1.1 to")
			see("moves")
			b.open(s.itemPath(1))
			b.sees("before the move to this version")
			see("piece")
		})
	}
}
