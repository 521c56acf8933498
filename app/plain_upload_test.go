package app

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"touchstone/evidence"
)

// uploadPlain sends files as a page without script does, and returns the page
// that the browser is sent on to.
func (v *visitor) uploadPlain(t *testing.T, path string, pairs ...string) (page answer, where string) {
	t.Helper()
	kind, body := filesForm(t, pairs...)
	a := v.send(http.MethodPost, path+"/files", kind, bytes.NewReader(body), "Origin", v.site.url)
	if a.status != http.StatusSeeOther {
		t.Fatalf("%d\n%s", a.status, textOf(a.page(t)))
	}
	where, _, _ = strings.Cut(a.where(), "#")
	return v.get(where), where
}

func TestOneRefusedFileDoesNotCostTheOthers(t *testing.T) {
	s := newSite(t)
	p := s.draft(1)
	v, path := s.as("apprentice"), s.itemPath(p.ID)
	page, where := v.uploadPlain(t, path, "one.txt", "Notes of one.", "run.exe", "MZ"+strings.Repeat("\x00", 200), "two.txt", "Notes of two.", "go.sh", "#!/bin/sh\n")
	if n := len(s.read(1, p.ID).Version.Files); n != 2 {
		t.Errorf("%d files were kept of the two that may be", n)
	}
	page.has(t, "after some were refused", "run.exe: This is a Windows program.", "go.sh: This is a script.", "Added 2 files.")

	var many []string
	for range maxRefusals + 2 {
		many = append(many, strings.Repeat("é", 120)+".exe", "MZ"+strings.Repeat("\x00", 200))
	}
	page, _ = v.uploadPlain(t, path, many...)
	page.has(t, "after many were refused", "2 more files were refused.")

	forged := path + "/edit?refused=" + url.QueryEscape("Your account is locked.")
	if got := v.get(forged); strings.Contains(got.body, "account is locked") {
		t.Error("a link puts words of its own on the page")
	}
	u, err := url.Parse(where)
	must(t, err)
	other := s.draft(1)
	if got := v.get(s.itemPath(other.ID) + "/edit?" + u.RawQuery); strings.Contains(got.body, "Windows program") {
		t.Error("what is said of one piece can be shown on another")
	}
	if got := v.get(forged + "&seal=" + u.Query().Get("seal")); strings.Contains(got.body, "account is locked") {
		t.Error("another message passes with the seal")
	}
}

func TestALongNameIsStillSaid(t *testing.T) {
	s := newSite(t)
	v := s.as("apprentice")
	name := strings.Repeat("é", 125) + ".txt"
	for _, p := range []string{"first", "second"} {
		page, _ := v.uploadPlain(t, s.itemPath(s.draft(1).ID), name, "The same words.")
		page.has(t, "the "+p+" time", "Added "+name)
	}
}

func TestAPieceThatIsFullSaysSoOnItsPage(t *testing.T) {
	s := newSite(t)
	p := s.draft(1)
	var files []string
	for i := range evidence.MaxFiles + 2 {
		files = append(files, fmt.Sprintf("f%d.txt", i), fmt.Sprintf("Notes %d.", i))
	}
	page, _ := s.as("apprentice").uploadPlain(t, s.itemPath(p.ID), files...)
	page.has(t, "two files too many", fmt.Sprintf("f%d.txt: A piece holds up to %d files.", evidence.MaxFiles, evidence.MaxFiles), fmt.Sprintf("Added %d files.", evidence.MaxFiles))
}
