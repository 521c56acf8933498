package app

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"touchstone/evidence"
	"touchstone/reports"
)

// fullForm is what the page of a draft sends when everything is typed.
func fullForm(p *evidence.Piece, parts map[string]string) url.Values {
	f := url.Values{"revision": {fmt.Sprint(p.Version.Revision)}, "whole": {"yes"}, "title": {"A long story"}, "kind": {"written account"},
		"done_from": {"2026-02-02"}, "own_work": {"yes"}, "ai_used": {"no"}}
	for _, c := range p.Version.Claims {
		f.Add("claims", fmt.Sprint(c.Statement))
		f.Set(c.Field("how"), "So.")
	}
	for name, text := range parts {
		f.Set(name, text)
	}
	return f
}

// TestFiftyThousandWords takes a very long account through saving, submitting,
// reviewing and printing.
func TestFiftyThousandWords(t *testing.T) {
	s := newSite(t)
	me, p := s.as("apprentice"), s.draft(1)
	parts := map[string]string{}
	for part, name := range []string{"situation", "task", "action", "result"} {
		var b strings.Builder
		for i := range 12_500 {
			fmt.Fprintf(&b, "w%d-%d ", part, i)
		}
		parts[name] = strings.TrimSpace(b.String())
	}
	a := me.send(http.MethodPost, s.itemPath(p.ID), "application/x-www-form-urlencoded", strings.NewReader(fullForm(&p, parts).Encode()),
		"Accept", "application/json", "X-CSRF", me.csrf())
	if a.status != http.StatusOK {
		t.Fatalf("saved: %d %s", a.status, a.body)
	}
	a.has(t, "saved", `"situation":12500`)
	p = s.read(1, p.ID)
	form := fullForm(&p, parts)
	form.Set("do", "submit")
	if a := me.post(s.itemPath(p.ID), form); a.status != http.StatusSeeOther {
		t.Fatalf("submitted: %d", a.status)
	}
	s.as("coach").get(s.itemPath(p.ID)+"/review").has(t, "to review", parts["situation"], parts["result"])
	s.acceptAll(p.ID)
	text := printedText(t, s.export(1))
	for part := range 4 {
		for _, i := range []int{0, 6_250, 12_499} {
			if word := fmt.Sprintf("w%d-%d", part, i); !strings.Contains(text, word) {
				t.Errorf("%s is not printed", word)
			}
		}
	}

	over := fullForm(&p, map[string]string{"action": strings.Repeat("x", evidence.MaxAccount+1)})
	again := s.draft(1)
	over.Set("revision", fmt.Sprint(again.Version.Revision))
	a = me.post(s.itemPath(again.ID), over)
	if a.status != http.StatusUnprocessableEntity {
		t.Errorf("one character more than may be: %d", a.status)
	}
	a.has(t, "one character more than may be", "Keep this to 400,000 characters. It has 400,001.", over.Get("action"))
}

// TestTextOfTheWorld takes text that runs from right to left, and pictures
// among letters, through the form, the pages and the PDF.
func TestTextOfTheWorld(t *testing.T) {
	s := newSite(t)
	me, p := s.as("apprentice"), s.draft(1)
	parts := map[string]string{
		"title":     "مكالمة 😀 <b>",
		"situation": "שלום עולם, the customer said.",
		"task":      "Tŷ’r “Śląsk” 漢字 👩‍👩‍👧 e\u0301",
		"action":    "First line\r\n\r\n\u202eturned\u202c and a \u0000 and a \u0007",
		"result":    "£4,180.20 — ½ paid ✓",
	}
	form := fullForm(&p, parts)
	form.Set("do", "submit")
	if a := me.post(s.itemPath(p.ID), form); a.status != http.StatusSeeOther {
		t.Fatalf("submitted: %d %s", a.status, a.body)
	}
	v := s.read(1, p.ID).Version
	for _, part := range v.Parts() {
		want, typed := parts[part.Field]
		if want = unseen.Replace(want); typed && *part.Text != want {
			t.Errorf("%s is stored as %q; want %q", part.Field, *part.Text, want)
		}
	}
	a := s.as("coach").get(s.itemPath(p.ID) + "/review")
	a.has(t, "to review", "مكالمة 😀 &lt;b&gt;", parts["situation"], parts["task"], parts["result"])
	shown := find(a.page(t), "h1")
	if shown == nil || !strings.Contains(textOf(shown), "مكالمة 😀 <b>") {
		t.Errorf("the page's heading: %v", shown)
	}
	s.acceptAll(p.ID)
	file := s.export(1)
	if report, err := reports.Verify(strings.NewReader(file), int64(len(file))); err != nil || !report.OK {
		t.Errorf("verify: %+v, %v", report, err)
	}
	m := s.manifest(file)
	if len(m.Texts) != 1 || !strings.Contains(file, parts["situation"]) {
		t.Errorf("what the pages cannot show is not attached: %+v", m.Texts)
	}
	text := printedText(t, file)
	for _, want := range []string{"the customer said.", "Tŷ’r “Śląsk”", "£4,180.20 — ½ paid ✓"} {
		if !strings.Contains(text, want) {
			t.Errorf("the PDF lacks %q", want)
		}
	}
}

// printedText returns the words of a PDF's pages.
func printedText(t *testing.T, file string) string {
	t.Helper()
	if _, err := exec.LookPath("pdftotext"); err != nil {
		neededForAll(t, "pdftotext")
	}
	path := filepath.Join(t.TempDir(), "portfolio.pdf")
	must(t, os.WriteFile(path, []byte(file), 0o600))
	out, err := exec.Command("pdftotext", "-enc", "UTF-8", path, "-").Output()
	must(t, err)
	return string(out)
}

// unseen takes out of a text what nobody can see and lines end with elsewhere.
var unseen = strings.NewReplacer("\r\n", "\n", "\u202e", "", "\u202c", "", "\u0000", "", "\u0007", "")
