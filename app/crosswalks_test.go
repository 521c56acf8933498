package app

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"touchstone/ksb"
)

// crosswalked returns the newest crosswalk of the site's standard to the framework
// that is offered, which has at least two versions.
func (s *site) crosswalked() *ksb.Crosswalk {
	s.t.Helper()
	ctx, st, f := s.t.Context(), s.standard(), s.frameworkOffered()
	w, err := s.in.Standards.CrosswalkVersion(ctx, st.ID, f.ID, 0)
	must(s.t, err)
	for w.Number < 2 {
		link := ksb.Link{Statement: st.Statements[0].Key, Element: f.Keys()[w.Number], Strength: ksb.Direct, Reason: "Whoever shows the one shows the other."}
		links := []ksb.Link{link}
		for _, l := range w.Links {
			if l.Statement != link.Statement || l.Element != link.Element {
				links = append(links, l)
			}
		}
		w, err = s.in.Standards.SaveCrosswalk(ctx, int64(s.people["administrator"]), st.ID, f.ID, w.Number, links)
		must(s.t, err)
	}
	return w
}

func (s *site) crosswalkPath() string {
	return crosswalkAddress(s.frameworkOffered().ID, s.standard().ID)
}

// sendCrosswalk sends the form of a crosswalk's file.
func (v *visitor) sendCrosswalk(path, do string, base int, fileName, text string) answer {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, value := range map[string]string{"csrf": v.csrf(), "do": do, "base": fmt.Sprint(base)} {
		must(v.site.t, w.WriteField(name, value))
	}
	if fileName != "" {
		part, err := w.CreateFormFile("file", fileName)
		must(v.site.t, err)
		_, err = part.Write([]byte(text))
		must(v.site.t, err)
	} else {
		must(v.site.t, w.WriteField("text", text))
	}
	must(v.site.t, w.Close())
	return v.send(http.MethodPost, path, w.FormDataContentType(), &body, "Sec-Fetch-Site", "same-origin")
}

func (s *site) crosswalkChanges(add adder) {
	const at = "/frameworks/:framework/crosswalks/:standard"
	n := 0
	add(at+"/link", "administrator", "crosswalk.save", func() func(*visitor) answer {
		n++
		w := s.crosswalked()
		l := w.Links[0]
		return posted(s.crosswalkPath()+"/link", "base", fmt.Sprint(w.Number), "statement", l.Statement, "element", l.Element, "strength", "partial", "fixed", "yes", "reason", fmt.Sprint("For reason ", n), "do", "save")
	})
	add(at+"/history/:version/restore", "administrator", "crosswalk.save", func() func(*visitor) answer {
		w := s.crosswalked()
		return posted(fmt.Sprintf("%s/history/%d/restore", s.crosswalkPath(), w.Number-1), "base", fmt.Sprint(w.Number))
	})
	add(at+"/proposals", "administrator", "crosswalk.save", func() func(*visitor) answer {
		w := s.crosswalked()
		p := ksb.ProposeLinks(s.standard(), s.frameworkOffered(), w)[0]
		return posted(s.crosswalkPath()+"/proposals", "base", fmt.Sprint(w.Number), "pick", p.Statement+" "+p.Element)
	})
	add(at+"/upload", "administrator", "crosswalk.save", func() func(*visitor) answer {
		w := *s.crosswalked()
		w.Links = w.Links[1:]
		var file bytes.Buffer
		must(s.t, ksb.WriteCrosswalk(&file, &w))
		return func(v *visitor) answer {
			return v.sendCrosswalk(s.crosswalkPath()+"/upload", "save", w.Number, "links.json", file.String())
		}
	})
}

// shippedCrossing returns the address of a crosswalk that ships, and it.
func (s *site) shippedCrossing() (string, *ksb.Crosswalk) {
	s.t.Helper()
	f, err := s.in.Standards.FrameworkByReference(s.t.Context(), "CICM-PS", "2022")
	must(s.t, err)
	st, err := s.in.Standards.StandardByReference(s.t.Context(), "ST0176", "")
	must(s.t, err)
	w, err := s.in.Standards.Crosswalk(s.t.Context(), st.ID, f.ID)
	must(s.t, err)
	return crosswalkAddress(f.ID, st.ID), w
}

func TestCrosswalkIsReadByElementAndByStatement(t *testing.T) {
	s := newSite(t)
	at, w := s.shippedCrossing()
	me := s.as("stranger")
	page := me.get(at)
	page.has(t, "by element", "What ST0176 supports", fmt.Sprintf("%d links: 16 of 16 statements", len(w.Links)), "Version 1, by the program", `id="element-BS1"`, "No statement supports it yet.",
		"a summary in our own words", w.Links[0].Reason, "In part", "History")
	page.lacks(t, "by element", "Add a link", "Change<", "Proposals", "Read from a file")
	me.get(at+"?by=statement").has(t, "by statement", `id="statement-`, w.Links[0].Reason)
	q := url.QueryEscape("EXPLAINING how terms")
	found := me.get(at + "?by=statement&q=" + q)
	found.has(t, "by words of a reason", w.Links[0].Reason, "1 to 1 of 1")
	found.lacks(t, "by words of a reason", w.Links[3].Reason)
	open := me.get(at + "?which=without")
	open.has(t, "without links", "No statement supports it yet.")
	open.lacks(t, "without links", `id="element-BS1"`)
	me.get(at+"?strength=direct").lacks(t, "direct ones", `<span class="tag">In part`)
	me.get(at+"?q=zeppelin").has(t, "without a hit", "Nothing in this crosswalk fits.")
	list := strings.TrimSuffix(at, at[strings.LastIndex(at, "/"):])
	me.get(list).has(t, "the list", "ST0176", fmt.Sprintf("%d links", len(w.Links)), "Version 1, by the program")
	me.get(list+"?state=without").has(t, "those without", "No standard fits.")
	me.get(list+"?q=collector&state=with").has(t, "those found", "ST0176", "1 to 1 of 1")
	file := me.get(at + "/file")
	file.has(t, "the file", `"format": "touchstone crosswalk 1"`, `"reference": "ST0176"`)
	if st, f := ends(s, w); st != nil {
		if read, faults := ksb.InspectCrosswalk([]byte(file.body), st, f); len(faults) > 0 || len(w.ChangesTo(read)) > 0 {
			t.Errorf("the file does not come back: %v", faults)
		}
	}
}

func ends(s *site, w *ksb.Crosswalk) (*ksb.Standard, *ksb.Framework) {
	st, err := s.in.Standards.StandardByReference(s.t.Context(), w.Standard.Reference, w.Standard.Version)
	must(s.t, err)
	f, err := s.in.Standards.FrameworkByReference(s.t.Context(), w.Framework.Reference, w.Framework.Version)
	must(s.t, err)
	return st, f
}

func TestCrosswalkOfWhatIsNotThereIsNotFound(t *testing.T) {
	s := newSite(t)
	at, _ := s.shippedCrossing()
	admin := s.as("administrator")
	_, standard, _ := strings.Cut(at, "/crosswalks/")
	framework, _, _ := strings.Cut(at, "/crosswalks/")
	for _, path := range []string{"/frameworks/999999/crosswalks", "/frameworks/999999/crosswalks/" + standard, framework + "/crosswalks/999999", framework + "/crosswalks/x",
		at + "/history/2", at + "/history/0", at + "/file?version=99", framework + "/crosswalks/999999/link", framework + "/crosswalks/999999/history"} {
		if a := admin.get(path); a.status != http.StatusNotFound {
			t.Errorf("%s: %d", path, a.status)
		}
	}
	if a := admin.post(at+"/history/9/restore", url.Values{"base": {"1"}}); a.status != http.StatusNotFound {
		t.Errorf("restore no version: %d", a.status)
	}
	for _, who := range []string{"coach", "iqa", "employer", "apprentice"} {
		if a := s.as(who).post(at+"/link", url.Values{"base": {"1"}, "do": {"remove"}}); a.status != http.StatusNotFound {
			t.Errorf("%s removes a link: %d", who, a.status)
		}
	}
}

func TestLinkIsAddedChangedRemovedAndBroughtBack(t *testing.T) {
	s := newSite(t)
	at, w := s.shippedCrossing()
	admin := s.as("administrator")
	form := admin.get(at + "/link?statement=" + w.Links[0].Statement + "&element=" + w.Links[0].Element)
	form.has(t, "the form", w.Links[0].Reason, "Remove this link", `name="base" value="1"`)
	bad := admin.post(at+"/link", url.Values{"base": {"1"}, "statement": {"nothing"}, "element": {""}, "reason": {""}, "do": {"save"}})
	if bad.status != http.StatusUnprocessableEntity {
		t.Errorf("an empty form: %d", bad.status)
	}
	bad.has(t, "an empty form", "Choose one on the list.", "Say how far it supports it.", "Say why it supports it.", `aria-invalid="true"`)
	twice := admin.post(at+"/link", url.Values{"base": {"1"}, "statement": {w.Links[0].Statement}, "element": {w.Links[0].Element}, "strength": {"direct"}, "reason": {"Typed anew."}, "do": {"save"}})
	twice.has(t, "what is there", "This statement supports it already.", "Typed anew.")

	add := url.Values{"base": {"1"}, "statement": {"integrity"}, "element": {"export-credit-management"}, "strength": {"partial"}, "reason": {"<b>Trade</b> abroad asks for it & more."}, "do": {"save"}}
	for range 2 { // people click twice
		if a := admin.post(at+"/link", add); a.status != http.StatusSeeOther {
			t.Fatalf("added: %d", a.status)
		}
	}
	admin.get(at).has(t, "after it", "Version 2, by ", "&lt;b&gt;Trade&lt;/b&gt; abroad")
	admin.get(at+"/history/2").has(t, "the version", "1 added", "Not linked", "Undo this", "In part")
	remove := url.Values{"base": {"2"}, "statement": {"integrity"}, "element": {"export-credit-management"}, "fixed": {"yes"}, "do": {"remove"}}
	for range 2 {
		if a := admin.post(at+"/link", remove); a.status != http.StatusSeeOther {
			t.Fatalf("removed: %d", a.status)
		}
	}
	history := admin.get(at + "/history")
	history.has(t, "the history", "Version 3", "1 removed", "Version 2", "1 added", "Version 1", "The program", "1 to 3 of 3")
	admin.get(at+"/history/2").has(t, "an older version", "Restore version 2", "Compared with the newest: 1 added.")
	if a := admin.post(at+"/history/2/restore", url.Values{"base": {"2"}}); a.status != http.StatusConflict {
		t.Errorf("restored from an older page: %d", a.status)
	}
	if a := admin.post(at+"/history/2/restore", url.Values{"base": {"3"}}); a.where() != at+"/history/4" {
		t.Errorf("restored: %d %s", a.status, a.where())
	}
	admin.get(at).has(t, "brought back", "Version 4", "Trade")
	s.as("coach").get(at+"/history/2").lacks(t, "for a coach", "Restore version")
	admin.get("/audit").has(t, "the record", "changed", "the crosswalk of ST0176 to CICM-PS v2022", at+"/history/4")
}

func TestCrosswalkInTwoTabs(t *testing.T) {
	s := newSite(t)
	at, w := s.shippedCrossing()
	admin := s.as("administrator")
	change := func(l ksb.Link, reason string) url.Values {
		return url.Values{"base": {"1"}, "statement": {l.Statement}, "element": {l.Element}, "strength": {"direct"}, "reason": {reason}, "fixed": {"yes"}, "do": {"save"}}
	}
	if a := admin.post(at+"/link", change(w.Links[0], "What the first tab says.")); a.status != http.StatusSeeOther {
		t.Fatalf("the first tab: %d", a.status)
	}
	second := admin.post(at+"/link", change(w.Links[1], "What the second tab says."))
	if second.status != http.StatusConflict {
		t.Fatalf("the second tab: %d", second.status)
	}
	second.has(t, "the second tab", "changed since you opened it", "What is newer", "What the first tab says.", w.Links[0].Reason, "What the second tab says.", `name="base" value="2"`)
	form := change(w.Links[1], "What the second tab says.")
	form.Set("base", "2")
	if a := admin.post(at+"/link", form); a.status != http.StatusSeeOther {
		t.Errorf("sent again: %d", a.status)
	}
	admin.get(at).has(t, "both", "What the first tab says.", "What the second tab says.")
}

func TestEmptyCrosswalkSaysWhatToDo(t *testing.T) {
	s := newSite(t)
	f := s.addGrowing()
	_, w := s.shippedCrossing()
	st, _ := ends(s, w)
	at := crosswalkAddress(f.ID, st.ID)
	s.as("coach").get(at).has(t, "for a coach", "No statement is linked yet", "An administrator does that.")
	admin := s.as("administrator")
	admin.get(at).has(t, "for an administrator", "No statement is linked yet", "Add a link and say why it holds", at+"/proposals", at+"/upload")
	admin.get(at+"/history").has(t, "its history", "Nothing is stored yet.")
	if a := admin.post(at+"/link", url.Values{"base": {"0"}, "statement": {"integrity"}, "element": {f.Keys()[0]}, "strength": {"direct"}, "reason": {"It is so."}, "do": {"save"}}); a.status != http.StatusSeeOther {
		t.Errorf("the first link: %d", a.status)
	}
	admin.get(at).has(t, "after it", "1 link: 1 of 16 statements", "Version 1, by ")
}

func TestProposedLinksAreStoredOnlyWhenTaken(t *testing.T) {
	s := newSite(t)
	at, _ := s.shippedCrossing()
	admin := s.as("administrator")
	page := admin.get(at + "/proposals")
	page.has(t, "proposals", "These are proposals by words in common, and nothing else.", "Nothing is stored until you take it", `name="pick"`, "Word it yourself")
	s.as("coach").get(at).has(t, "untouched", "Version 1")
	none := admin.post(at+"/proposals", url.Values{"base": {"1"}})
	none.has(t, "nothing ticked", "Nothing is stored that you do not tick.")
	value := between(page.body, `name="pick" value="`, `"`)
	if a := admin.post(at+"/proposals", url.Values{"base": {"0"}, "pick": {value}}); a.status != http.StatusConflict {
		t.Errorf("from an older page: %d", a.status)
	}
	if a := admin.post(at+"/proposals", url.Values{"base": {"1"}, "pick": {value, "no such"}}); a.where() != at+"/history/2" {
		t.Errorf("taken: %d %s", a.status, a.where())
	}
	admin.get(at+"/history/2").has(t, "the version", "1 added", "Proposed for the words in common:")
	if a := admin.post(at+"/proposals", url.Values{"base": {"1"}, "pick": {value}}); a.status != http.StatusSeeOther {
		t.Errorf("taken twice: %d", a.status)
	}
	statement, element, _ := strings.Cut(value, " ")
	admin.get(at+"/proposals?q=zeppelin").has(t, "without a hit", "No proposal fits.")
	admin.get(at+"/proposals").lacks(t, "after it", `value="`+value+`"`)
	admin.get(at+"/link?statement="+statement+"&element="+element).has(t, "the link", "Remove this link")
}

func between(text, before, after string) string {
	_, rest, _ := strings.Cut(text, before)
	found, _, _ := strings.Cut(rest, after)
	return found
}

func TestCrosswalkIsReadFromAFile(t *testing.T) {
	s := newSite(t)
	at, w := s.shippedCrossing()
	admin, path := s.as("administrator"), at+"/upload"
	admin.get(path).has(t, "the form", "How the file is written", "links[].reason")
	var file bytes.Buffer
	must(t, ksb.WriteCrosswalk(&file, w))
	admin.sendCrosswalk(path, "read", 1, "same.json", file.String()).has(t, "the same", "This is what is stored already.")
	other := strings.Replace(file.String(), w.Links[0].Reason, "Another reason 👍.", 1)
	read := admin.sendCrosswalk(path, "read", 1, "other.json", other)
	read.has(t, "another", "What would change", "1 changed", "Another reason 👍.", w.Links[0].Reason, "Store this as a new version", `name="name" value="other.json"`)
	admin.get(at).has(t, "nothing is stored", "Version 1")
	tests := []struct {
		name, text string
		has        []string
	}{
		{"nothing", "", []string{"Choose the file of a crosswalk, or paste its text."}},
		{"no JSON", "links: none", []string{"The file is not JSON"}},
		{"another standard's", strings.Replace(file.String(), "ST0176", "ST0175", 1), []string{"<code>standard</code>", "ST0175"}},
		{"faults", strings.NewReplacer(`"element": "`+w.Links[0].Element+`"`, `"element": "B9"`, `"strength": "direct"`, `"strength": "very"`).Replace(file.String()),
			[]string{"<code>links[0].element</code>", "is no element or specialism of", ".strength</code>", "before it can be stored"}},
		{"too large", file.String() + strings.Repeat(" ", ksb.MaxCrosswalkFile), []string{"at most 1 MB"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, do := range []string{"read", "save"} {
				a := admin.sendCrosswalk(path, do, 1, "", tt.text)
				if a.status != http.StatusUnprocessableEntity {
					t.Errorf("%s: %d", do, a.status)
				}
				a.has(t, do, tt.has...)
			}
		})
	}
	if a := admin.sendCrosswalk(path, "save", 0, "", other); a.status != http.StatusConflict {
		t.Errorf("read before another version: %d", a.status)
	}
	for range 2 {
		if a := admin.sendCrosswalk(path, "save", 1, "", other); a.where() != at+"/history/2" {
			t.Errorf("stored: %d %s", a.status, a.where())
		}
	}
}

func TestCrosswalksBridgeTwoStandards(t *testing.T) {
	s := newSite(t)
	_, w := s.shippedCrossing()
	from, f := ends(s, w)
	bridges, err := s.app.bridges(t.Context(), from.ID, s.standard().ID)
	if err != nil || len(bridges) != 1 || bridges[0].Framework.ID != f.ID || bridges[0].From.Standard.Reference != "ST0176" || bridges[0].To.Standard.Reference != "ST0175" {
		t.Errorf("%+v, %v", bridges, err)
	}
	s.addGrowing() // to which neither leads
	if bridges, err = s.app.bridges(t.Context(), from.ID, s.standard().ID); err != nil || len(bridges) != 1 {
		t.Errorf("with another framework: %d, %v", len(bridges), err)
	}
}
