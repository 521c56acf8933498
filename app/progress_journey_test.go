package app

import (
	"fmt"
	"strings"
	"testing"

	"touchstone/app/account"
	"touchstone/app/programme"
)

// TestProgressReviewJourney holds a review from the day it is planned to the
// third signature: the coach at a desk writes and closes it, the apprentice and
// the employer sign, the employer on a phone in the dark.
func TestProgressReviewJourney(t *testing.T) {
	s := newSite(t)
	must(t, s.in.Programme.AddAction(t.Context(), s.people["coach"], &programme.Action{Enrolment: s.portfolios[1], Text: "Shadow the credit risk team for an afternoon and write up how a limit is set.",
		Owner: account.Apprentice, DueOn: today(s.in.DB)}))
	b := openBrowser(t, s.url, desk, false)
	look := "desk"
	see := func(page string) {
		t.Helper()
		b.shot(fmt.Sprintf("progress-%s-%s", page, look))
		b.accessible(page)
	}
	base := fmt.Sprintf("/portfolios/%d/progress", s.portfolios[1])
	b.enterAs(s, "coach")
	b.open(base)
	b.sees("every 3 calendar months")
	see("empty")
	b.fill("#planned_on", dayText(today(s.in.DB).AddDate(0, 0, 3)))
	b.press("Plan it")
	b.sees("Planned for")
	see("planned")
	b.open("/progress")
	b.sees("Due within four weeks")
	see("due")
	b.open(base)
	b.press("Begin the record")
	b.sees("Shadow the credit risk team")
	see("edit-new")
	for id, text := range map[string]string{"held_on": dayText(today(s.in.DB)), "medium": "video", "outcome-1": "Done in June; the account of it is piece 12.",
		"said_apprentice": "More time for calls on Fridays.\nThe rota makes it hard.", "said_employer": "Pleased with the tone on the phone.", "said_coach": "Write pieces up within a week.",
		"what-1": "Write up the disputes call as a piece", "who-1": "apprentice", "by-1": dayText(today(s.in.DB).AddDate(0, 0, 21))} {
		b.fill("#"+id, text)
	}
	b.until("the draft saved itself", `document.querySelector("[data-saved]").textContent.startsWith("Saved at")`)
	b.open(b.at()[len(s.url):])
	if got := value[string](b, `document.querySelector("#said_apprentice").value`); got != "More time for calls on Fridays.\nThe rota makes it hard." {
		t.Errorf("the draft did not save itself: %q", got)
	}
	b.fill("#present", "")
	b.press("Close it to be signed")
	b.sees("Say who was there.")
	see("edit-refused")
	b.fill("#present", "Aleesha, Tom, Marcus")
	b.press("Close it to be signed")
	b.sees("What is signed has the digest")
	see("closed")
	path, _, _ := strings.Cut(b.at()[len(s.url):], "#")
	b.press("Sign as coach")
	b.sees("waits for the employer and apprentice")
	b.enterAs(s, "apprentice")
	b.open(path)
	b.press("Sign as apprentice")
	b.sees("waits for the employer.")
	see("apprentice-signed")

	b.do(b.size(phone), b.theme(true))
	look = "phone"
	b.enterAs(s, "employer")
	b.open(fmt.Sprintf("/portfolios/%d", s.portfolios[1]))
	b.press("Progress reviews")
	b.sees("Waits for employer")
	see("employer-list")
	b.press("Review 1")
	b.sees("More time for calls on Fridays.")
	see("employer-sign")
	b.fill("#job", "Credit manager")
	b.press("Sign as employer")
	b.sees("signed by all")
	b.sees("Credit manager (employer)")
	b.fill("#words", "We met at the depot, not on the line.")
	b.press("Sign and add")
	b.sees("Addendum 1")
	see("final")
	b.enterAs(s, "coach")
	b.open("/progress")
	see("due")
	b.open(base)
	b.click("details.fold summary")
	see("list")
	b.press("Begin the record")
	b.sees("Write up the disputes call")
	see("edit")
}
