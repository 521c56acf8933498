package app

import (
	"bytes"
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"touchstone/app/growth"
	"touchstone/reports"
)

// TestADevelopmentPlanInABrowser takes a focus area to a goal, which the coach
// sees as an action, to what came of it, to the CPD log and to paper.
func TestADevelopmentPlanInABrowser(t *testing.T) {
	for _, w := range []window{phone, desk} {
		t.Run(w.name, func(t *testing.T) {
			s := newSite(t)
			s.finishedAudit(1, map[string]int{"D1.baker.1": 2, "D1.baker.2": 1, "D2.baker.1": 1, "W1": 2, "rye.baker.1": 5})
			b := openBrowser(t, s.url, w, false)
			see := func(page string) {
				t.Helper()
				b.shot(fmt.Sprintf("plan-%s-%s", page, w.name))
				b.accessible(page)
			}
			b.enterAs(s, "apprentice")
			b.open("/growth/plan")
			see("empty")
			b.press("Set a goal")
			b.sees("What you rated below the grade there")
			see("new")
			b.fill("#activity", "Bake at three heats on three mornings, and note the colour of each loaf.")
			b.press("Set the goal")
			b.sees("Two things to put right")
			see("refused")
			b.fill("#success", "No loaf in ten is burnt.")
			b.fill("#due_on", s.day(14))
			b.press("Set the goal")
			b.sees("It is an action of your apprenticeship too.")
			see("goal")

			b.enterAs(s, "coach")
			b.open(fmt.Sprintf("/portfolios/%d/actions", s.portfolios[1]))
			b.press("Bake at three heats")
			b.sees("How success shows: No loaf in ten is burnt.")
			see("action")

			b.enterAs(s, "apprentice")
			b.open("/growth/plan/1")
			b.fill("#note", "Nine in ten were golden. I look at the colour now, not at the clock.")
			b.press("Mark it as done")
			b.sees("Add to your CPD log what you learned")
			see("done")
			b.press("Add what you did to your CPD log")
			b.fill("#title", "Three mornings at the oven")
			b.fill("#minutes", "4 h 30")
			b.fill("#kind", "practice")
			b.fill("#learned", "Steam first, then colour.")
			see("entry")
			b.press("Save the entry")
			b.sees("Saved: 4 h 30 min")
			b.sees("Three mornings at the oven")
			for i := range 6 {
				s.entry("apprentice", func(e *growth.Entry) {
					e.Title, e.DoneOn, e.Minutes = fmt.Sprintf("Evening %d with the guild of bakers", i+1), today(s.in.DB).AddDate(0, -5*i, 0), 50+i
				})
				s.goal("apprentice", func(g *growth.Goal) { g.DueOn = g.DueOn.AddDate(0, 0, i) })
			}
			s.entry("apprentice", func(e *growth.Entry) {
				e.Title, e.Learned = strings.Repeat("Unbroken", 18), strings.Repeat("Kneaded", 40)
			})
			s.goal("apprentice", func(g *growth.Goal) {
				g.Activity, g.Success, g.Support = strings.Repeat("Unbroken", 40), strings.Repeat("Risen", 60)+" 👍🏽", strings.Repeat("Help", 60)
			})
			b.open("/growth/cpd")
			see("log")
			b.press("Three mornings at the oven")
			b.press("Remove this entry")
			b.sees("is removed")
			see("removed")
			b.press("Put it back")
			b.sees("It is back in your log.")
			b.open("/growth/plan")
			see("list")
			b.press("UnbrokenUnbroken")
			b.sees("HelpHelp")
			see("long")
			b.open("/growth")
			see("growth")
			s.printedPlan(t)

			must(t, s.app.growth.GiveConsent(t.Context(), s.people["apprentice"], growth.ToManager))
			b.enterAs(s, "coach")
			b.open(fmt.Sprintf("/portfolios/%d/growth/plan", s.portfolios[1]))
			b.sees("Nine in ten were golden.")
			see("seen")
			b.press("CPD log")
			b.sees("Steam first, then colour.")
			see("seen-log")
		})
	}
}

// printedPlan downloads the apprentice's plan, checks the file, and reads it.
func (s *site) printedPlan(t *testing.T) {
	t.Helper()
	a := s.as("apprentice").get("/growth/plan/pdf")
	if a.header.Get("Content-Type") != "application/pdf" || !strings.Contains(a.header.Get("Content-Disposition"), "Development plan apprentice") {
		t.Fatalf("the plan is %d %v", a.status, a.header)
	}
	if again := s.as("apprentice").get("/growth/plan/pdf"); again.body != a.body {
		t.Error("printed twice, the plan differs")
	}
	file := []byte(a.body)
	if report, err := reports.Verify(bytes.NewReader(file), int64(len(file))); err != nil || !report.OK {
		t.Errorf("verified: %+v, %v", report, err)
	}
	cmd := exec.Command("pdftotext", "-", "-")
	cmd.Stdin = bytes.NewReader(file)
	out, err := cmd.Output()
	if err != nil {
		t.Skipf("pdftotext: %v", err)
	}
	text := strings.Join(strings.Fields(string(out)), " ")
	for _, want := range []string{"Rests on the self-audit of", "at the Baker grade of Baking Standards", "D2 Oven", "Bake at three heats", "Nine in ten were golden.", "Three mornings at the oven", "4 h 30 min", "Notes of the one-to-one"} {
		if !strings.Contains(text, want) {
			t.Errorf("the printed plan does not say %q:\n%s", want, text)
		}
	}
}
