package app

import (
	"fmt"
	"testing"
	"time"

	"touchstone/evidence"
	"touchstone/ksb"
)

// pieceShowing adds an accepted piece to portfolio 1 that claims statements of
// the standard, from the nth on.
func (s *site) pieceShowing(title string, from, to int) evidence.Piece {
	s.t.Helper()
	ctx, by := s.t.Context(), s.apprenticeOf(1)
	p, err := s.in.Evidence.AddItem(ctx, s.portfolios[1], by, evidence.Version{Title: title, Kind: evidence.WorkProduct,
		From: time.Date(2026, time.February, 2, 0, 0, 0, 0, time.UTC), Action: "I rang the customer.", OwnWork: true, AI: evidence.AINotUsed})
	must(s.t, err)
	p, err = s.in.Evidence.SaveDraft(ctx, s.portfolios[1], p.ID, by, p.Version.Revision, func(v *evidence.Version) {
		for _, st := range s.statements()[from:to] {
			v.Claims = append(v.Claims, evidence.Claim{Statement: st.ID, How: "I did it.", Places: []evidence.Place{{Unit: evidence.Whole}}})
		}
	})
	must(s.t, err)
	s.file(1, p.ID, "notes.txt", title)
	_, err = s.in.Evidence.Submit(ctx, s.portfolios[1], p.ID, by, p.Version.Revision)
	must(s.t, err)
	s.acceptAll(p.ID)
	return s.read(1, p.ID)
}

// TestFromRecordsToTheLastSignature goes the whole way in browsers: the coach
// records and chooses, the apprentice signs, the employer signs by a link on a
// phone, the coach signs.
func TestFromRecordsToTheLastSignature(t *testing.T) {
	s := newSite(t, withMail)
	s.onPlan(1, ksb.Assessment)
	for i := range 6 {
		s.pieceShowing(fmt.Sprintf("Piece of work %d", i+1), 4*i, 4*i+4)
	}
	s.pieceShowing("Said twice", 0, 4)
	base := fmt.Sprintf("/portfolios/%d", s.portfolios[1])

	b := openBrowser(t, s.url, desk, false)
	b.enterAs(s, "coach")
	b.open(base + "/gateway")
	b.sees("Gateway to completion")
	b.click("#age summary")
	b.click("#age [value='19']")
	b.click("#age button")
	b.sees("Recorded: Age at the start")
	b.click("#english summary")
	b.click("#english [value='achieved']")
	b.fill("#english-day", "2025-08-21")
	b.fill("#english-note", "GCSE, grade 5")
	b.click("#english button")
	b.sees("21 August 2025. GCSE, grade 5.")

	b.open(base + "/selection")
	b.sees("Take the proposal")
	b.accessible("selection")
	b.press("Take the proposal")
	b.sees("6 pieces will be handed over")
	b.click("tr[data-piece]:nth-child(2) [name=piece]")
	b.until("the effect is shown at once", `document.querySelector("[data-number]").textContent === "5 pieces chosen, 1 fewer than the plan asks for." && document.querySelector("tr[data-piece]:nth-child(2) [data-now]").textContent.startsWith("It would add")`)
	b.click("tr[data-piece]:nth-child(2) [name=piece]")
	b.until("and taken back", `document.querySelector("[data-number]").textContent === "6 pieces chosen."`)

	b.open(base + "/gateway")
	b.press("Ask for the sign-offs")
	b.sees("Asked: each is told")

	b.enterAs(s, "apprentice")
	b.open("/")
	b.sees("portfolio to sign off")
	b.press("Sign it off")
	b.sees("Exactly what is signed")
	b.accessible("gateway")
	b.click("[aria-labelledby=signoffs] form .button--main")
	b.sees("Signed as apprentice.")

	b.enterAs(s, "coach")
	b.open(base + "/gateway")
	b.press("Ask the employer to sign off")
	b.fill("#name", "Tom Hall")
	b.fill("#job", "Team leader")
	b.fill("#email", "tom@example.net")
	b.press("Send the link")
	b.sees("Sent to Tom Hall.")

	all, err := s.in.Programme.Requests(t.Context(), s.portfolios[1])
	must(t, err)
	p := openBrowser(t, s.url, phone, false)
	p.open(s.app.requestPath(&all[0]))
	p.sees("Please sign off")
	p.sees("1. Piece of work 1 (version 1)")
	p.accessible("sign off by link")
	p.press("Sign")
	p.sees("Thank you")

	b.open(base + "/gateway")
	b.sees("Signed by Tom Hall, Team leader on")
	b.click("[aria-labelledby=signoffs] form .button--main")
	b.sees("Everybody has signed what is handed over as it is now.")
	signed, err := s.in.Programme.Signatures(t.Context(), s.portfolios[1])
	must(t, err)
	if n := len(signed); n != 3 || signed[1].Request == 0 {
		t.Errorf("%d signatures: %+v", n, signed)
	}
	s.sound("signed by all")
}
