package app

import (
	"fmt"
	"testing"

	"touchstone/evidence/assessment"
)

// TestAnAssessmentInABrowser goes from an invitation to the result: the
// coordinator invites, the assessor declares, reads, notes, plans questions, and
// judges, a moderator agrees on a phone, and the apprentice reads the result.
func TestAnAssessmentInABrowser(t *testing.T) {
	neededForAll(t, "chromium")
	s := newSite(t).sit()
	clerk := openBrowser(t, s.url, desk, false)
	clerk.enter(s.in, s.people["clerk"])
	clerk.open(s.path(""))
	clerk.press("Assessors")
	clerk.press("Have results moderated")
	clerk.sees("A second assessor has to agree")
	clerk.fill(`[name="ends"]`, s.day(9))
	clerk.fill(`[name="email"]`, "stranger@example.org")
	clerk.accessible("inviting")
	clerk.press("Invite them")
	clerk.sees("stranger@example.org")

	b := openBrowser(t, s.url, desk, false)
	b.enter(s.in, s.people["stranger"])
	b.open("/")
	b.sees("Declare your interests first")
	b.press("apprentice")
	b.sees("Does an interest of yours conflict?")
	b.accessible("declaring")
	b.click(`[name="conflicts"][value="no"]`)
	b.press("Declare this")
	b.sees("Evidence by statement")
	b.accessible("the statements")
	b.press(string(s.st[0].Title))
	b.until("the PDF stands at its page", `document.querySelector("#file-4-1 iframe")?.src.includes("#page=3")`)
	b.fill(`[name="note"]`, "Strong. Was it affordable?")
	b.until("the note has saved itself", `document.querySelector('[data-saved="note-form"]').textContent.startsWith("Saved at")`)
	b.press("Write a question")
	b.until("the note's question is in the form", `document.querySelector('[name="text"]').value === "Was it affordable?"`)
	b.press("Save the question")
	b.sees("Questions about it")
	b.click(`[name="verdict"][value="sufficient"]`)
	b.fill(`[name="reason"]`, "She names the limit.")
	b.click(`[name="cites"][value="4.1, page 3"]`)
	b.accessible("a statement")
	b.press(fmt.Sprintf("Save and go to %s", s.st[1].Code))
	b.until("the next statement is open", fmt.Sprintf(`location.pathname.endsWith("/statements/%d")`, s.st[1].ID))
	b.until("nothing of the recording is asked for before it is played", `document.querySelector("#file-4-2 audio").preload === "none"`)
	q := s.read().Questions
	if len(q) != 1 {
		t.Fatalf("questions: %+v", q)
	}
	b.open(s.path("/questions/%d", q[0].ID))
	b.click(`[name="asked"]`)
	b.fill(`[name="answer"]`, "She asked for his income.")
	b.until("the answer has saved itself", `document.querySelector('[data-saved="question"]').textContent.startsWith("Saved at")`)
	if now := s.read().Questions[0]; !now.Asked || now.Answer != "She asked for his income." {
		t.Errorf("asked: %+v", now)
	}
	s.judgeAll("stranger")
	b.open(s.path("/methods/talk"))
	b.accessible("a method")
	b.open(s.path("/judging"))
	b.fill(`[name="feedback"]`, "Well argued.")
	b.until("the feedback has saved itself", `document.querySelector('[data-saved="feedback-form"]').textContent.startsWith("Saved at")`)
	b.accessible("judging")
	b.press("Propose this result")
	b.sees("Proposed, waits for a moderator")

	m := openBrowser(t, s.url, phone, true)
	m.enter(s.in, s.people["moderator"])
	m.open(s.path("/judging"))
	m.accessible("moderating")
	m.press("Agree with the result")
	m.sees("Confirmed, waits to be released")

	me := openBrowser(t, s.url, phone, false)
	me.enter(s.in, s.people["apprentice"])
	me.open(s.path("/result"))
	me.sees("No result has been released yet")
	clerk.open(s.path("/judging"))
	clerk.press("Release the result")
	clerk.press("Release it")
	clerk.sees("Nothing of it changes any more")
	me.open(s.path("/result"))
	me.sees("Distinction")
	me.sees("Well argued.")
	me.accessible("the result")
	if a := s.read(); a.State != assessment.Released || len(a.Moves) != 3 {
		t.Errorf("released: %+v", a)
	}
	all, _, err := s.app.assessments.Openings(t.Context(), s.id, 0, 20)
	must(t, err)
	opened := map[string]bool{}
	for _, o := range all {
		opened[o.Name+" "+o.What] = true
	}
	if !opened["stranger piece 4"] || !opened["stranger file 4.1"] || opened["stranger file 4.2"] {
		t.Errorf("openings: %v", opened)
	}
}

// A note that two tabs write is kept in both, and the person chooses.
func TestTwoTabsOfANoteInABrowser(t *testing.T) {
	neededForAll(t, "chromium")
	s := newSite(t).sit()
	path := s.path("/statements/%d", s.st[0].ID)
	one, two := openBrowser(t, s.url, desk, false), openBrowser(t, s.url, desk, false)
	for _, b := range []*browser{one, two} {
		b.enter(s.in, s.people["judge"])
		b.open(path)
	}
	one.fill(`[name="note"]`, "From the first.")
	one.until("it is saved", `document.querySelector('[data-saved="note-form"]').textContent.startsWith("Saved at")`)
	two.fill(`[name="note"]`, "From the second.")
	two.sees("Another of your tabs saved this meanwhile.")
	two.sees("From the first.")
	two.accessible("two texts of a note")
	two.press("Keep this one")
	two.until("it is saved", `document.querySelector('[data-saved="note-form"]').textContent.startsWith("Saved at")`)
	notes, err := s.app.assessments.Notes(t.Context(), s.id, s.people["judge"])
	if must(t, err); notes[s.st[0].ID].Text != "From the second." {
		t.Errorf("stored: %+v", notes)
	}
}
