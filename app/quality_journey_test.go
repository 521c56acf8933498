package app

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

func TestQualityReport(t *testing.T) {
	s := newSite(t)
	sample := s.asked(1)
	s.sampled(2)
	for _, who := range []string{"iqa", "administrator"} {
		v := s.as(who)
		page := v.get("/quality/report")
		for _, want := range []string{"2 of 2 decisions sampled: 0 agreed, 1 action required, 0 of them closed, 1 still to be looked at.", "The same decisions", "gold", "coach2"} {
			if !strings.Contains(page.body, want) {
				t.Errorf("%s: the report lacks %q", who, want)
			}
		}
		csv := v.get("/quality/report/export")
		for _, never := range []string{sample.Title, "apprentice", "Name the page."} {
			if strings.Contains(page.body, never) || strings.Contains(csv.body, never) {
				t.Errorf("%s: the report tells %q", who, never)
			}
		}
		if !strings.Contains(csv.body, "Coach,coach,1,1,0,1,0,,0") {
			t.Errorf("%s: the table is\n%s", who, csv.body)
		}
		if book := v.get("/quality/report/export?format=xlsx"); !strings.HasPrefix(book.body, "PK") {
			t.Errorf("%s: the workbook: %d", who, book.status)
		}
		file := v.get("/quality/report/pdf")
		if !bytes.HasPrefix([]byte(file.body), []byte("%PDF-")) {
			t.Errorf("%s: the PDF: %d", who, file.status)
		}
		if dir := os.Getenv("TOUCHSTONE_SHOTS"); dir != "" {
			must(t, os.WriteFile(filepath.Join(dir, "quality.pdf"), []byte(file.body), 0o644))
		}
	}
	for _, who := range []string{"coach", "apprentice", "employer", "assessor", "stranger"} {
		for _, path := range []string{"/quality/report", "/quality/report/pdf", "/quality/report/export"} {
			if a := s.as(who).get(path); a.status != http.StatusNotFound {
				t.Errorf("%s reads %s: %d", who, path, a.status)
			}
		}
	}
	if a := s.as("iqa").get("/quality/report/export?format=doc"); a.status != http.StatusUnprocessableEntity {
		t.Errorf("an unknown form: %d", a.status)
	}
	if a := s.as("iqa").get("/quality/report?from=2030-01&to=1999-01"); a.status != http.StatusOK || !strings.Contains(a.body, "0 of 0 decisions") {
		t.Errorf("months the wrong way round, far apart: %d", a.status)
	}
}

// TestQualityInABrowser goes from the queue to a closed action, as IQA and coach.
func TestQualityInABrowser(t *testing.T) {
	s := newSite(t)
	path := fmt.Sprintf("/quality/%d", s.sampled(1).ID)
	desktop, pocket := openBrowser(t, s.url, desk, false), openBrowser(t, s.url, phone, false)
	look := func(b *browser, w window, who, page, name string) {
		b.enter(s.in, s.people[who])
		b.open(page)
		b.shot("quality-" + name + "-" + w.name)
		b.accessible(name)
		if value[bool](b, `document.documentElement.scrollWidth > innerWidth`) {
			t.Errorf("%s is wider than a %s", page, w.name)
		}
	}
	for _, w := range []window{desk, phone} {
		b := map[string]*browser{desk.name: desktop, phone.name: pocket}[w.name]
		for name, page := range map[string]string{"queue": "/quality", "sample": path, "plan": "/quality/plan"} {
			look(b, w, "iqa", page, name)
		}
	}
	iqa, coach := desktop, pocket
	iqa.open(path)
	iqa.fill("#text", "Name the page that shows it.")
	iqa.press("Require action")
	iqa.sees("is asked for action")
	look(coach, phone, "coach", "/quality/mine", "mine")
	coach.open(path)
	coach.fill("#text", "Page 3. I added it to the feedback.")
	coach.shot("quality-answer-phone")
	coach.do(chromedp.Evaluate(`document.querySelector("button[value=answer]").scrollIntoView({block: "center"})`, nil), chromedp.Click("button[value=answer]", chromedp.ByQuery))
	coach.sees("Your answer is sent.")
	iqa.open(path)
	iqa.sees("Page 3. I added it to the feedback.")
	iqa.shot("quality-answered-desk")
	iqa.press("Accept and close")
	iqa.sees("The coach answered in words alone")
	iqa.fill("#text", "I looked at page 3 myself.")
	iqa.press("Accept and close")
	iqa.sees("The action is closed.")
	coach.open(path)
	coach.sees("accepted the answer, and closed the action")
	if a := s.as("iqa").post("/quality/plan", url.Values{"usual": {"50"}, "seed": {"gold"}, "why": {"Less"}, "based": {"1"}}); !strings.Contains(a.body, "This plan would take 1 of 1") {
		t.Error("no preview")
	}
	look(iqa, desk, "iqa", "/quality/report", "report")
	look(coach, phone, "administrator", "/quality/report", "report")
}
