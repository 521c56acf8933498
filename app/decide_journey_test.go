package app

import (
	"fmt"
	"testing"
)

// TestPartsInABrowser hands a portfolio over, rejects one part of it with a
// note, mends it, hands it over again, and accepts the rest.
func TestPartsInABrowser(t *testing.T) {
	for _, w := range []window{phone, desk} {
		t.Run(w.name, func(t *testing.T) {
			s := newSite(t)
			s.makeReady(1)
			b := openBrowser(t, s.url, w, false)
			base := fmt.Sprintf("/portfolios/%d", s.portfolios[1])
			see := func(page string) {
				t.Helper()
				b.shot(fmt.Sprintf("parts-%s-%s", page, w.name))
				b.accessible(page)
			}
			b.enterAs(s, "coach")
			b.open(base + "/submissions")
			b.press("Freeze and hand over")
			b.until("it is handed over", `location.pathname === "/submissions/1"`)
			s.made(1)

			b.enterAs(s, "coordinator")
			b.open("/")
			b.sees("1 submission to decide")
			see("home")
			b.press("Decide the oldest")
			b.sees("0 of 2 accepted, 2 to decide")
			see("to-decide")
			b.press("Reject: A letter")
			b.sees("Say what is wrong with it")
			see("refused")
			b.fill("#part-2-note", "The letter names another apprentice. Send the one of 12 October, which Tom Ashbrook signed.")
			b.press("Reject: A letter")
			b.sees("Rejected: A letter.")
			b.press("Accept: Portfolio of evidence")
			b.sees("One part is rejected.")
			see("decided")

			b.enterAs(s, "coach")
			b.open("/")
			b.press("See what is wrong")
			b.sees("names another apprentice")
			see("coach")
			b.open(base + "/readiness")
			b.sees("What was rejected")
			see("readiness")
			b.open(base)
			see("portfolio")
			b.open(base + "/submissions")
			b.sees("it has not changed since")
			see("unmended")
			s.mended("The letter of 12 October")
			b.open(base + "/submissions")
			b.sees("Replaces what was rejected")
			see("mended")
			b.press("Freeze and hand over")
			b.until("it is handed over", `location.pathname === "/submissions/2"`)
			s.made(2)

			b.enterAs(s, "coordinator")
			b.open("/submissions/2")
			b.sees("Kept from attempt 1")
			see("again")
			b.press("What changed since attempt 1")
			b.sees("The letter of 12 October")
			see("compare")
			b.open("/submissions/2")
			b.press("Accept: A letter")
			b.sees("Accepted as a whole.")
			see("accepted")
			b.open("/")
			b.sees("1 accepted submission without an assessor")
			see("home-after")
			b.open("/submissions")
			see("list")
			b.enterAs(s, "apprentice")
			b.open("/notices")
			b.sees("accepted all of your submission")
		})
	}
}
