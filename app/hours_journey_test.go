package app

import (
	"fmt"
	"testing"

	"touchstone/app/account"
	"touchstone/app/programme"
	"touchstone/ksb"
)

// yearOfHours fills portfolio 1 with a target and entries of many weeks, most
// of them agreed, the last of them waiting, and one that came back.
func (s *site) yearOfHours() {
	s.t.Helper()
	ctx, id := s.t.Context(), s.portfolios[1]
	must(s.t, s.in.Programme.SetFigure(ctx, id, programme.Figure{Kind: programme.PublishedHours, Amount: 300 * 60, Source: "Published page of the standard", By: s.people["coach"]}))
	learned := []string{"How a limit is set for a new customer.", "Listened back to four calls and noted what to change.", "Workshop on affordability, income and outgoings.", "Read the credit policy and wrote down three questions."}
	kinds := []string{"shadowing", "practice", "teaching", "research"}
	var agreed []programme.Hours
	for i := range 42 {
		h := s.logged(1, func(h *programme.Hours) {
			h.From = today(s.in.DB).AddDate(0, 0, -7*i-2)
			h.Minutes, h.Activity, h.Learned = 95+(i*37)%140, kinds[i%4], learned[i%4]
			h.Statements = []ksb.StatementID{s.statements()[i%9].ID}
		})
		if i > 3 {
			agreed = append(agreed, h)
		}
	}
	for _, who := range []account.Role{account.Coach, account.Employer} {
		ids := make([]programme.HoursID, len(agreed))
		for i := range agreed {
			ids[i] = agreed[i].ID
		}
		must(s.t, s.in.Programme.AgreeHours(ctx, id, ids, programme.HoursDigest(agreed), programme.Signer{Role: who, Person: s.people[string(who)]}))
	}
}

// TestHoursInABrowser records an entry on a phone in three presses and a
// sentence, and takes it through the coach and the employer.
func TestHoursInABrowser(t *testing.T) {
	for _, w := range []window{phone, desk} {
		t.Run(w.name, func(t *testing.T) {
			s := newSite(t)
			b := openBrowser(t, s.url, w, false)
			base := fmt.Sprintf("/portfolios/%d/hours", s.portfolios[1])
			see := func(page string) {
				t.Helper()
				b.shot(fmt.Sprintf("hours-%s-%s", page, w.name))
				b.accessible(page)
			}
			b.enterAs(s, "apprentice")
			b.open(base)
			see("empty")
			s.yearOfHours()
			b.open(base)
			see("list")
			b.press("Add hours")
			b.sees("How long did it take?")
			see("new")
			// What follows is all that an entry takes: a press, a sentence, a press.
			b.click(".quick__one:nth-child(3)")
			b.fill("#learned", "How to read an aged-debt report with Marcus.")
			b.press("Save the hours")
			b.sees("Saved: 1 h 30 min")
			b.sees("aged-debt report")
			b.open(base + "/new")
			b.fill("#minutes", "25 h")
			b.press("Save the hours")
			b.sees("25 h does not fit into 1 day")
			see("refused")

			b.enterAs(s, "coach")
			b.open("/hours")
			see("caseload")
			b.press("5 entries")
			b.sees("aged-debt report")
			see("agree")
			b.press("Agree the chosen entries")
			b.sees("Agreed: 5 entries")
			see("coach")
			b.open(base + "/target")
			see("target")

			b.enterAs(s, "employer")
			b.open(base + "/agree")
			b.fill("#note", "Which report was it?")
			b.press("Return the chosen entries")
			b.sees("Returned: 5 entries")

			b.enterAs(s, "apprentice")
			b.open(base + "?state=returned")
			b.click(`tbody a[href$="/43"]`)
			b.sees("Which report was it?")
			see("entry")
			b.press("Change it")
			b.sees("Which report was it?")
			see("edit")
			b.fill("#learned", "How to read an aged-debt report: the one of 30 September, oldest first.")
			b.press("Send the hours again")
			b.sees("Sent again")
		})
	}
}
