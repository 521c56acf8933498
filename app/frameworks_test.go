package app

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"touchstone/ksb"
)

// growing returns a framework of another sector than the one that ships.
func growing(t *testing.T) *ksb.Framework {
	t.Helper()
	text, err := os.Open("../ksb/testdata/framework-growing.json")
	must(t, err)
	defer text.Close()
	f, err := ksb.ReadFramework(text)
	must(t, err)
	f.Version = fmt.Sprint("v", time.Now().UnixNano())
	return f
}

// growingFile returns it as a file, changed.
func growingFile(t *testing.T, change func(*ksb.Framework)) string {
	t.Helper()
	f := growing(t)
	if change != nil {
		change(f)
	}
	var out bytes.Buffer
	must(t, ksb.WriteFramework(&out, f))
	return out.String()
}

// addGrowing stores it.
func (s *site) addGrowing() *ksb.Framework {
	s.t.Helper()
	f := growing(s.t)
	f.Version = "3"
	must(s.t, s.in.Standards.AddFramework(s.t.Context(), int64(s.people["administrator"]), f))
	return f
}

// frameworkOffered returns a framework that is offered; without any, it offers one
// again.
func (s *site) frameworkOffered() *ksb.Framework {
	s.t.Helper()
	all, err := s.in.Standards.Frameworks(s.t.Context())
	must(s.t, err)
	if len(all) > 0 {
		return all[0]
	}
	all, err = s.in.Standards.AllFrameworks(s.t.Context())
	must(s.t, err)
	must(s.t, s.in.Standards.RestoreFramework(s.t.Context(), int64(s.people["administrator"]), all[0].ID))
	return all[0]
}

// sendFramework sends the form of a framework; a file name of "" is pasted text.
func (v *visitor) sendFramework(path, fileName, text string) answer {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	must(v.site.t, w.WriteField("csrf", v.csrf()))
	if fileName != "" {
		part, err := w.CreateFormFile("file", fileName)
		must(v.site.t, err)
		_, err = part.Write([]byte(text))
		must(v.site.t, err)
		text = "what was typed before"
	}
	must(v.site.t, w.WriteField("text", text))
	must(v.site.t, w.Close())
	return v.send(http.MethodPost, path, w.FormDataContentType(), &body, "Sec-Fetch-Site", "same-origin")
}

// standsInOrder fails unless the parts stand in a page one after another.
func standsInOrder(t *testing.T, page string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		_, after, found := strings.Cut(page, part)
		if !found {
			t.Fatalf("no %q where it belongs", part)
		}
		page = after
	}
}

func TestAFrameworkIsReadAtAGrade(t *testing.T) {
	s := newSite(t)
	at := frameworkAddress(s.addGrowing().ID)
	me := s.as("stranger")
	lowest := me.get(at)
	lowest.has(t, "without a grade", "Growing standards for nurseries and gardens", "An invented guild of growers", "Source:", "Invented for tests", `aria-current="true">Helper`,
		"Meets a Level 2 role", "Follows the day’s list.", "Soil and water", "Waters by the list", "Next: Grower", "Chooses when to water", "The same signs count for:", ">M2 Careful</a>", `The signs of <a href="#element-M1">M1 Patient</a> count for it too.`,
		"Shows it", "Forces growth to please a customer.", "Fruit under glass", "Trains vines", "I teach it", "Meets the grade from here", "pests &amp; picks")
	lowest.lacks(t, "without a grade", "Designs how a site stores rain", "our own short summary", "Stop offering it")
	standsInOrder(t, lowest.body, "Shows it<", "Waits for the right week to sow.", "Shows that it is missing<", "Forces growth to please a customer.")
	standsInOrder(t, lowest.body, ">Helper</h4>", "Waters by the list", ">Next: Grower</h4>", "Chooses when to water")
	me.get(at+"?grade=grower").has(t, "in the middle", `aria-current="true">Grower`, "Called: Member of the guild", "Chooses when to water", "Next: Head grower", "Designs how a site stores rain")
	top := me.get(at + "?grade=head")
	top.has(t, "at the top", `aria-current="true">Head grower`, "Designs how a site stores rain")
	top.lacks(t, "at the top", "Next:", "role</p>")
	alone := me.get(at + "?grade=grower&beside=nothing")
	alone.has(t, "alone", "Chooses when to water", `href="`+at+`?grade=grower"`, `href="`+at+`?beside=nothing&amp;grade=head"`)
	alone.lacks(t, "alone", "Next:", "Designs how a site stores rain")
	top.lacks(t, "at the top", "Beside it")
	me.get(at+"?grade=%3Cking%3E").has(t, "at no grade", `aria-current="true">Helper`)
	if a := me.get("/frameworks/999999"); a.status != http.StatusNotFound {
		t.Errorf("no framework: %d", a.status)
	}
	if a := s.as("").get(at); a.status != http.StatusSeeOther {
		t.Errorf("signed out: %d", a.status)
	}
}

// Every word of the framework that ships is on its page at one grade or another,
// marked as a summary.
func TestTheShippedFrameworkIsShownWhole(t *testing.T) {
	s := newSite(t)
	shipped, err := ksb.ShippedFrameworks()
	must(t, err)
	stored, err := s.in.Standards.FrameworkByReference(t.Context(), shipped[0].Reference, shipped[0].Version)
	must(t, err)
	me, all := s.as("apprentice"), ""
	for i := range stored.Grades {
		a := me.get(frameworkAddress(stored.ID) + "?grade=" + stored.Grades[i].Key)
		a.has(t, stored.Grades[i].Key, "our own short summary", stored.Source.Name)
		all += textOf(a.page(t))
	}
	see := func(text string) {
		if !strings.Contains(all, text) {
			t.Errorf("it does not say %q", text)
		}
	}
	for _, area := range stored.Areas {
		see(area.Summary)
		for _, e := range area.Elements {
			see(e.Code)
			see(e.Summary)
			for _, d := range e.Descriptors {
				see(d.Text)
			}
			for _, n := range e.Indicators {
				see(n.Text)
			}
		}
	}
	for _, sp := range stored.Specialisms {
		see(sp.Name)
		for _, d := range sp.Descriptors {
			see(d.Text)
		}
	}
}

func TestAFrameworkIsSearched(t *testing.T) {
	s := newSite(t)
	at := frameworkAddress(s.addGrowing().ID)
	checkLists(t, s.as("coach"), []listCase{
		{at + "?q=WATER", []string{"Found", "<mark>Water</mark>s by the list", "when to <mark>water</mark> from", `href="` + at + `?grade=grower#element-C1"`, "1 to 3 of 3", ">Show the whole framework<"}, []string{"Deadheads"}},
		{at + "?q=water+forecast", []string{"<mark>forecast</mark>", "1 to 1 of 1", "1 place, at any grade"}, []string{"by the list"}},
		{at + "?q=%26+pests", []string{"<mark>pests</mark> <mark>&amp;</mark>"}, nil},
		{at + "?q=secret", []string{"Shows that it is missing", "<mark>secret</mark>", "M3 Open"}, nil},
		{at + "?q=week+ahead", []string{"The grade", `href="` + at + `?grade=grower"`}, nil},
		{at + "?grade=head&q=week", []string{`name="grade" value="head"`, `href="` + at + `?grade=head"`}, nil},
		{at + "?q=tractor", []string{"Nothing in this framework has all of these words."}, []string{"Show the whole framework"}},
		{at + "?q=" + strings.Repeat("week+", 500), []string{"<mark>week</mark>"}, nil},
		{at + "?q=+", []string{"Soil and water"}, []string{"Found"}},
		{at + "?q=week&from=5000", []string{"Found"}, nil},
		{at + "?q=e", []string{"1 to"}, nil},
	})
}

func TestFrameworksAreListed(t *testing.T) {
	s := newSite(t)
	f := s.addGrowing()
	admin, me := s.as("administrator"), s.as("employer")
	checkLists(t, me, []listCase{
		{"/frameworks", []string{"GROW v3", "Helper, Grower, Head grower", "2 skills, 3 behaviours, 2 specialisms"}, []string{"Add a framework", "No longer offered"}},
		{"/frameworks?q=GUILD", []string{"GROW v3", "1 to 1 of 1"}, nil},
		{"/frameworks?q=bakery", []string{"No framework fits."}, []string{"GROW v3"}},
	})
	at := frameworkAddress(f.ID)
	if a := admin.post(at+"/retire", nil); a.where() != at {
		t.Fatalf("retired: %d", a.status)
	}
	admin.get(at).has(t, "after it", "GROW v3 is no longer offered for new self-audits.", "This framework is no longer offered.", "Offer it again")
	if a := admin.post(at+"/retire", nil); a.where() != at {
		t.Errorf("retired twice: %d", a.status)
	}
	me.get("/frameworks").lacks(t, "to others", "GROW v3")
	me.get(at).has(t, "by its address", "no longer offered", "Soil and water")
	admin.get("/frameworks").has(t, "to an administrator", "GROW v3", "No longer offered", "Add a framework")
	admin.post(at+"/restore", nil)
	me.get("/frameworks").has(t, "offered again", "GROW v3")
	for range pageRows {
		must(t, s.in.Standards.AddFramework(t.Context(), 0, growing(t)))
	}
	me.get("/frameworks").has(t, "many", "1 to 50 of 5", `rel="next"`)
}

func TestOnlyWhoManagesStandardsAddsAndRetiresFrameworks(t *testing.T) {
	s := newSite(t)
	f := s.addGrowing()
	at := frameworkAddress(f.ID)
	for _, who := range []string{"apprentice", "coach", "iqa", "employer", "assessor", "coordinator", "stranger"} {
		me := s.as(who)
		for path, a := range map[string]answer{
			"/frameworks/new":      me.get("/frameworks/new"),
			"/frameworks/new sent": me.sendFramework("/frameworks/new", "f.json", growingFile(t, nil)),
			"/frameworks sent":     me.sendFramework("/frameworks", "f.json", growingFile(t, nil)),
			at + "/retire":         me.post(at+"/retire", nil),
			at + "/restore":        me.post(at+"/restore", nil),
		} {
			if a.status != http.StatusForbidden && a.status != http.StatusNotFound {
				t.Errorf("%s asks for %s: %d", who, path, a.status)
			}
		}
	}
	all, err := s.in.Standards.Frameworks(t.Context())
	if must(t, err); len(all) != 2 {
		t.Errorf("%d frameworks are offered", len(all))
	}
}

func TestAFrameworkIsAdded(t *testing.T) {
	s := newSite(t)
	admin := s.as("administrator")
	count := func() int {
		all, err := s.in.Standards.AllFrameworks(t.Context())
		must(t, err)
		return len(all)
	}
	before, text := count(), growingFile(t, func(f *ksb.Framework) { f.Version, f.Title = "9", "Growing & <more>" })
	for _, fileName := range []string{"our & frame.json", ""} {
		read := admin.sendFramework("/frameworks/new", fileName, "\uFEFF"+text)
		if read.status != http.StatusOK || count() != before {
			t.Fatalf("read: %d, %d frameworks", read.status, count())
		}
		read.has(t, "preview", "Growing &amp; &lt;more&gt;", "GROW v9", "What was understood", "C1 Soil and water; C2 Plant health", "Roses; Fruit under glass", "Add this framework")
		if fileName != "" {
			read.has(t, "preview", "our &amp; frame.json")
		}
		form := read.form(t, "/frameworks")
		if form.Get("text") == "" || form.Get("name") != fileName {
			t.Fatalf("the preview keeps %q of %q", form.Get("text"), form.Get("name"))
		}
		text = form.Get("text")
	}
	added := admin.sendFramework("/frameworks", "", text)
	if added.status != http.StatusSeeOther || count() != before+1 {
		t.Fatalf("added: %d %s", added.status, added.body)
	}
	admin.get(added.where()).has(t, "added", "Added: GROW v9.", "Growing &amp; &lt;more&gt;", "Added by")
	if again := admin.sendFramework("/frameworks", "", text); again.where() != added.where() || count() != before+1 {
		t.Errorf("added by a second click: %d", again.status)
	}
	other := strings.Replace(text, "Deadheads", "Cuts", 1)
	for _, path := range []string{"/frameworks/new", "/frameworks"} {
		clash := admin.sendFramework(path, "", other)
		if clash.status != http.StatusUnprocessableEntity || count() != before+1 {
			t.Errorf("%s, the same version with other words: %d", path, clash.status)
		}
		clash.has(t, path, "There is a version 9 of GROW already.", "Cuts without harming")
		clash.lacks(t, path, "Add this framework")
	}
	file := admin.get(added.where() + "/file")
	if !strings.Contains(file.header.Get("Content-Disposition"), "GROW v9.json") {
		t.Errorf("file: %d %s", file.status, file.header.Get("Content-Disposition"))
	}
	if f, err := ksb.ReadFramework(strings.NewReader(file.body)); err != nil || f.Title != "Growing & <more>" {
		t.Errorf("the file reads as %v, %v", f, err)
	}
}

func TestFrameworksThatAreRefused(t *testing.T) {
	s := newSite(t)
	admin := s.as("administrator")
	text := growingFile(t, nil)
	tests := []struct {
		name, file, text string
		says             []string
		kept             string
	}{
		{"nothing", "", "", []string{"Choose the file of a framework, or paste its text."}, ""},
		{"an empty file", "empty.json", "", []string{"The file is empty."}, ""},
		{"a letter", "letter.txt", "Dear <Sir>,\nhello", []string{"The file is not JSON: it goes wrong in line 1."}, "Dear &lt;Sir&gt;,\nhello"},
		{"pasted words", "", "growing things", []string{"The file is not JSON"}, "growing things"},
		{"UTF-16", "wide.json", "\xFF\xFE{\x00}\x00", []string{"text in UTF-16. Save it again as UTF-8."}, ""},
		{"a picture", "photo.json", "\x89PNG\r\n\x1a\n\xff\x00", []string{"not text in UTF-8"}, ""},
		{"2 MB and a byte", "big.json", text + strings.Repeat(" ", ksb.MaxFrameworkFile-len(text)+1), []string{"at most 2 MB"}, ""},
		{"20 MB", "huge.json", strings.Repeat("x", 20<<20), []string{"at most 2 MB"}, ""},
		{"a plan", "plan.json", s.planFile(nil), []string{"format", "touchstone plan 1"}, "touchstone plan 1"},
		{"unknown keys", "f.json", strings.Replace(text, `"title": "Growing`, `"colour": 1, "weight": 2, "title": "Growing`, 1),
			[]string{"2 places need a look", "<code>colour</code>", "<code>weight</code>", "There is no such key. There are: format, reference,"}, "&#34;colour&#34;: 1"},
		{"contradictions", "f.json", strings.NewReplacer(`"after": "grower"`, `"after": "head"`, `"with": "M1"`, `"with": "C1"`).Replace(text),
			[]string{"To put right first", "<code>grades[2].after</code>", "Head grower follows itself.", "<code>areas[1].elements[1].with</code>", "C1, which has no indicators", "What was understood"}, "M2"},
	}
	for _, tt := range tests {
		for _, path := range []string{"/frameworks/new", "/frameworks"} {
			a := admin.sendFramework(path, tt.file, tt.text)
			if a.status != http.StatusUnprocessableEntity {
				t.Errorf("%s to %s: %d", tt.name, path, a.status)
			}
			a.has(t, tt.name, append(tt.says, tt.kept)...)
			a.lacks(t, tt.name, "Add this framework", "what was typed before")
		}
	}
	all, err := s.in.Standards.AllFrameworks(t.Context())
	if must(t, err); len(all) != 1 {
		t.Errorf("%d frameworks are stored", len(all))
	}
}

func TestTheFormOfAFrameworkIsTold(t *testing.T) {
	s := newSite(t)
	me := s.as("coach")
	me.get("/frameworks/format").has(t, "page", "touchstone framework 1", "areas[].elements[].with", "Needed", "/frameworks/format.json")
	schema := me.get("/frameworks/format.json")
	schema.has(t, "schema", `"title": "touchstone framework 1"`, `"additionalProperties": false`)
	if !strings.Contains(schema.header.Get("Content-Type"), "schema+json") {
		t.Errorf("schema: %s", schema.header.Get("Content-Type"))
	}
}
