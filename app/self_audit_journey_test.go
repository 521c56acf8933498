package app

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"touchstone/app/db"
	"touchstone/app/growth"
	"touchstone/ksb"
)

// shippedFramework returns the professional standards that come with the
// program.
func (s *site) shippedFramework() *ksb.Framework {
	s.t.Helper()
	all, err := s.in.Standards.Frameworks(s.t.Context())
	must(s.t, err)
	return all[len(all)-1]
}

// rateRest rates everything that a draft asks for and that has no rating yet, so
// that some is strong and some is to work on.
func (s *site) rateRest(a growth.Audit, lift int) growth.Audit {
	s.t.Helper()
	scale := &a.Framework.Scale
	a, err := s.app.growth.SaveRatings(s.t.Context(), a.Person, a.ID, a.Revision, func(all map[string]growth.Rated) {
		for i, step := range a.Steps() {
			for j, key := range step.Rates(a.Ahead) {
				if all[key].Point == 0 && j != 4 { // leave one of the next grade open
					all[key] = growth.Rated{Point: min(len(scale.Points), max(1, 1+(i*7+lift)%4+j%2))}
				}
			}
		}
	})
	must(s.t, err)
	return a
}

// labelsAreWhole fails the test if a word of the radar is outside the page or
// smaller than can be read.
func (b *browser) labelsAreWhole() {
	b.t.Helper()
	const cut = `[...document.querySelectorAll(".radar text")].filter(t => {
		const r = t.getBoundingClientRect();
		return r.left < 0 || r.right > document.documentElement.clientWidth || r.height < 10;
	}).map(t => t.textContent).join(" ")`
	if got := value[string](b, cut); got != "" {
		b.t.Errorf("at %s these words of the radar are cut or too small: %s", b.at(), got)
	}
}

// printed returns the text of the page as it is printed.
func (b *browser) printed(name string) string {
	b.t.Helper()
	neededForAll(b.t, "pdftotext")
	var pdf []byte
	b.do(chromedp.ActionFunc(func(ctx context.Context) (err error) {
		pdf, _, err = page.PrintToPDF().WithPreferCSSPageSize(true).WithPrintBackground(true).Do(ctx)
		return err
	}))
	if dir := os.Getenv("TOUCHSTONE_SHOTS"); dir != "" {
		os.WriteFile(filepath.Join(dir, name+".pdf"), pdf, 0o644)
	}
	text := exec.Command("pdftotext", "-layout", "-", "-")
	text.Stdin = bytes.NewReader(pdf)
	out, err := text.Output()
	must(b.t, err)
	return string(out)
}

// TestSelfAuditJourney goes from beginning a self-audit to comparing two, with a
// manager's view between: at a desk in the light and on a phone in the dark.
func TestSelfAuditJourney(t *testing.T) {
	for _, look := range looks {
		t.Run(look.window.name, func(t *testing.T) { selfAuditJourney(t, look.window, look.dark) })
	}
}

func selfAuditJourney(t *testing.T, w window, dark bool) {
	s := newSite(t)
	piece := s.submitted(1)
	f := s.shippedFramework()
	b := openBrowser(t, s.url, w, dark)
	see := func(what string) {
		t.Helper()
		b.shot(fmt.Sprintf("self-audit-%s-%s", what, w.name))
		b.accessible(what)
	}
	b.enterAs(s, "apprentice")
	b.open("/growth")
	see("growth-new")
	b.press("Begin a self-audit")
	b.sees("is chosen because it meets the role")
	b.click("#ahead")
	b.click("#specialism")
	see("new")
	b.press("Begin")
	b.sees("Nothing is rated yet.")
	path := strings.TrimPrefix(b.at(), s.url)
	see("draft-new")
	b.press("Begin rating")
	b.sees("Step 1 of 16")
	first := value[string](b, `document.querySelector("[name^='point-']").name`)
	key := strings.TrimPrefix(first, "point-")
	b.click(fmt.Sprintf(`[name="%s"][value="4"]`, first))
	b.until("the note opens", fmt.Sprintf(`(document.getElementById("example-%s").closest("details").open = true)`, key))
	b.fill("#example-"+strings.ReplaceAll(key, ".", `\.`), "I set out our aims for the new starter in June.")
	b.until("the pieces open", fmt.Sprintf(`(document.getElementById("items-%s").closest("details").open = true)`, key))
	b.click(fmt.Sprintf(`[name="items-%s"][value="%d"]`, key, piece.ID))
	b.until("the step saved itself", `document.querySelector("[data-saved]").textContent.startsWith("Saved at") && !document.querySelector("[data-saved]").textContent.includes("Not")`)
	see("rate")

	b.open("/account") // leaves, and comes back
	b.open("/growth")
	b.sees("You have begun one")
	b.press("Go on with your self-audit")
	b.press("Go on rating")
	b.sees("Step 1 of 16")
	if got := value[string](b, fmt.Sprintf(`document.querySelector("[name='%s']:checked").value + document.getElementById("example-%s").value`, first, key)); got != "4I set out our aims for the new starter in June." {
		t.Errorf("the step came back as %q", got)
	}
	b.press("Save and go on")
	b.sees("Step 2 of 16")
	draft := s.onlyAudit()
	s.rateRest(draft, 0)
	b.open(fmt.Sprintf("%s/steps/11", path)) // the first behaviour
	b.sees("What shows that it is missing")
	see("rate-behaviour")
	b.open(path)
	b.sees("Everything at your grade is rated")
	see("draft")
	b.press("Finish the self-audit")
	b.click("dialog [data-answer=yes]")
	b.sees("You against the")
	b.labelsAreWhole()
	see("result")
	if text := b.printed("self-audit-result-" + w.name); w == desk {
		for _, e := range draft.Steps() {
			if e.Code != "" && strings.Count(text, e.Code) < 2 { // by the radar and in the table
				t.Errorf("printed, %s is not by the radar and in the table", e.Code)
			}
		}
		if !strings.Contains(text, "I set out our aims for the new starter") {
			t.Error("printed, the ratings are folded away with their examples")
		}
	}

	b.open("/growth/sharing")
	b.sees("You have not agreed")
	see("sharing")
	b.press("Agree")
	b.sees("You agreed on")
	b.enterAs(s, "coach")
	b.open(fmt.Sprintf("/portfolios/%d", s.portfolios[1]))
	b.press("apprentice’s growth")
	see("seen-list")
	b.click("main tbody a")
	b.sees("Rate beside it")
	see("seen")
	b.press("Rate as you see it")
	b.sees("apprentice: 4")
	b.click(fmt.Sprintf(`[name="%s"][value="2"]`, first))
	b.until("the view saved itself", `document.querySelector("[data-saved]").textContent.startsWith("Saved at")`)
	see("view-rate")
	b.press("Save and go on")
	b.sees("Step 2 of 16")
	b.press("apprentice’s self-audit")
	b.press("Finish, and show apprentice")
	b.click("dialog [data-answer=yes]")
	b.sees("As coach, coach, sees it")
	b.labelsAreWhole()
	see("seen-finished")

	b.enterAs(s, "apprentice")
	b.open("/notices")
	b.press("coach rated beside your self-audit")
	b.sees("rates 0 higher than you do, 1 lower")
	see("result-viewed")
	for i := range 2 {
		id, err := s.app.growth.BeginAudit(t.Context(), draft.Person, f.ID, draft.Shape())
		must(t, err)
		a, err := s.app.growth.Audit(t.Context(), draft.Person, id)
		must(t, err)
		a = s.rateRest(a, i+2)
		must(t, s.app.growth.FinishAudit(t.Context(), a.Person, a.ID, a.Revision))
	}
	b.open("/growth/audits")
	b.sees("How it went")
	see("list")
	b.press("Compare two of them")
	b.sees("went up")
	b.labelsAreWhole()
	see("compare")
	b.printed("self-audit-compare-" + w.name)
	b.open("/growth")
	see("growth")
}

// onlyAudit returns the one self-audit of the apprentice.
func (s *site) onlyAudit() growth.Audit {
	s.t.Helper()
	all, err := s.app.growth.Audits(s.t.Context(), s.people["apprentice"])
	must(s.t, err)
	if len(all) != 1 {
		s.t.Fatalf("the apprentice has %d self-audits", len(all))
	}
	return all[0]
}

// TestSelfAuditIsChosenFromTwoTabs rates in a window what was saved elsewhere
// meanwhile, evidence too, and takes over what was saved; then the session ends
// while a step is being written, and the words come back.
func TestSelfAuditIsChosenFromTwoTabs(t *testing.T) {
	s := newSite(t)
	piece := s.submitted(1)
	a := s.selfAuditDraft(1)
	b := openBrowser(t, s.url, desk, false)
	b.enterAs(s, "apprentice")
	path := auditPath(&a) + "/steps/1"
	b.open(path)
	elsewhere := func(example string) {
		now, err := s.app.growth.Audit(t.Context(), a.Person, a.ID)
		must(t, err)
		_, err = s.app.growth.SaveRatings(t.Context(), a.Person, a.ID, now.Revision, func(all map[string]growth.Rated) {
			all["D1.baker.1"] = growth.Rated{Point: 5, Example: example, Items: []growth.Item{{ID: int64(piece.ID)}}}
		})
		must(t, err)
	}
	elsewhere("On the other device.")
	b.click(`[name="point-D1.baker.1"][value="2"]`)
	b.sees("This was saved at")
	b.sees("5 Teaches")
	b.sees("1 Call log")
	b.shot("self-audit-clash")
	b.accessible("clash")
	for range 3 { // step, example, evidence
		b.press("Take this one")
	}
	b.until("what was saved elsewhere stands in the form", fmt.Sprintf(`!document.querySelector(".note--kept") &&
		document.querySelector('[name="point-D1.baker.1"]:checked').value === "5" && document.getElementById("example-D1.baker.1").value === "On the other device." &&
		document.querySelector('[name="items-D1.baker.1"][value="%d"]').checked`, piece.ID))
	b.click(`[name="point-D1.baker.2"][value="3"]`)
	b.until("it goes on saving itself", `document.querySelector("[data-saved]").textContent.startsWith("Saved at")`)
	stored, err := s.app.growth.Audit(t.Context(), a.Person, a.ID)
	must(t, err)
	if one, two := stored.Ratings["D1.baker.1"], stored.Ratings["D1.baker.2"]; one.Point != 5 || len(one.Items) != 1 || two.Point != 3 {
		t.Errorf("stored are %+v and %+v", one, two)
	}

	must(t, s.in.DB.Update(t.Context(), func(tx *db.Tx) error {
		past := tx.Now.Add(-time.Hour)
		return tx.Change(t.Context(), `UPDATE sessions SET expires_at = $1`, db.Stamp(&past))
	}))
	b.click(`[name="point-D1.baker.2"][value="1"]`)
	b.sees("You have been signed out.")
	b.enterAs(s, "apprentice")
	b.open(path)
	b.press("Restore it")
	b.until("what was chosen comes back and is saved", `document.querySelector('[name="point-D1.baker.2"]:checked').value === "1" && document.querySelector("[data-saved]").textContent.startsWith("Saved at")`)
	if stored, err = s.app.growth.Audit(t.Context(), a.Person, a.ID); err != nil || stored.Ratings["D1.baker.2"].Point != 1 {
		t.Errorf("stored is %+v, %v", stored.Ratings["D1.baker.2"], err)
	}
}
