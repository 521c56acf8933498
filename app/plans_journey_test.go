package app

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestAdministratorMakesAPlan hands in a plan that contradicts itself, puts it
// right in the form, adds it and moves an apprentice to it.
func TestAdministratorMakesAPlan(t *testing.T) {
	for _, look := range []struct {
		window window
		dark   bool
	}{{desk, false}, {phone, true}} {
		t.Run(look.window.name, func(t *testing.T) {
			s := newSite(t)
			b := openBrowser(t, s.url, look.window, look.dark)
			b.enterAs(s, "administrator")
			see := func(page string) {
				b.t.Helper()
				name := fmt.Sprintf("plans-%s-%s", page, look.window.name)
				b.shot(name)
				b.accessible(name)
			}
			b.open(standardAddress(s.standard()))
			b.press("All assessment plans, and adding one")
			b.press("Read the file")
			b.sees("Choose the file of a plan.")
			see("refused")
			file := filepath.Join(t.TempDir(), "our plan.json")
			must(t, os.WriteFile(file, []byte(s.planFile(nil)), 0o600))
			b.do(chromedp.SetUploadFiles("#file", []string{file}, chromedp.ByQuery))
			b.press("Read the file")
			b.sees("Read from our plan.json.")
			see("draft")

			b.press("Rules and words")
			b.fill("#version", "")
			b.press("Save and go on to “Grades and re-sits”")
			b.sees("Say the version of the plan.")
			see("words")
			b.fill("#version", "1")
			b.press("Save and go on to “Grades and re-sits”")
			b.sees("Attempts in all")
			b.fill("#grading-resit-attempts", "two")
			b.press("Save and see the draft")
			b.sees("Enter a whole number, or leave it empty.")
			see("grades")
			b.fill("#grading-resit-attempts", "2")
			b.press("Save and go on to “Methods”")
			b.sees("How it may be held")
			see("methods")
			b.press("Save and go on to “Statements”")
			b.do(chromedp.Click(`input[name="statements.k2"]:checked`, chromedp.ByQuery))
			b.press("Save and go on to")
			b.sees("is in no method.")
			see("statements")
			b.do(chromedp.Click(`input[name="statements.k2"]`, chromedp.ByQuery))
			b.press("Save and go on to")
			b.sees("What it asks for")
			see("criteria")
			b.press("Save and see the draft")
			b.sees("Saved in the draft.")
			for _, part := range []struct{ name, says string }{{"Overall grade", "Tick none for any grade."}, {"The portfolio", "Kinds that are not taken"},
				{"Before the assessment", "Who signs"}, {"What is handed over", "Folder that everything is in"}} {
				b.press(part.name)
				b.sees(part.says)
				see(part.name)
				b.press("Save and see the draft")
				b.sees("Saved in the draft.")
			}
			b.press("Add this plan")
			b.sees("Added: ST0175/example 1.")
			see("plan")

			b.open(fmt.Sprintf("/enrolments/%d/plan", s.portfolios[1]))
			b.do(chromedp.SetValue("#plan", fmt.Sprint(s.planOffered().ID), chromedp.ByQuery))
			b.press("See what would change")
			b.sees("Accepted then")
			see("move")
			b.press("Move them to this plan")
			b.sees("is on the other plan now.")
		})
	}
}
