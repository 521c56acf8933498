package app

import (
	"fmt"
	"net/url"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"touchstone/app/account"
	"touchstone/app/demo/files"
	"touchstone/evidence"
)

// TestSearchInABrowser finds a page of a file and a piece from any page by
// keyboard alone, narrows what is found, and switches the key off.
func TestSearchInABrowser(t *testing.T) {
	for _, w := range []window{desk, phone} {
		t.Run(w.name, func(t *testing.T) {
			s := newSite(t)
			ctx, me := t.Context(), s.apprenticeOf(1)
			for i := range 23 {
				p := s.draft(1)
				if i == 0 {
					s.file(1, p.ID, "Aged debt.pdf", string(files.PDF(files.Paper{Blocks: []files.Block{
						{Text: "What is owed"}, {Break: true}, {Text: "Who promised to pay"}, {Break: true}, {Text: "What came of it"}}})))
				}
				p, err := s.in.Evidence.SaveDraft(ctx, s.portfolios[1], p.ID, me, p.Version.Revision, func(v *evidence.Version) {
					v.Title, v.Situation = fmt.Sprintf("Call %d", i+1), "The balance had stood open since the spring, and nobody knew why."
				})
				must(t, err)
				_, err = s.in.Evidence.Submit(ctx, s.portfolios[1], p.ID, me, p.Version.Revision)
				must(t, err)
			}
			must(t, s.in.Search.CatchUp(ctx, nil))
			b := openBrowser(t, s.url, w, w.mobile)
			see := func(page string) {
				t.Helper()
				b.shot(fmt.Sprintf("search-%s-%s", page, w.name))
				b.accessible(page)
			}
			b.enterAs(s, "coach")
			b.open("/caseload")
			b.until("the key is heard", `!!document.querySelector("[data-search-key]") && performance.getEntriesByType("resource").some(r => r.name.endsWith("/js/search.js"))`)
			b.keys("/")
			b.sees("How to search")
			see("empty")
			b.until("the key is heard", `performance.getEntriesByType("resource").some(r => r.name.endsWith("/js/search.js"))`)
			b.keys("/")
			b.until("the field has the focus", `document.activeElement.name === "q"`)
			b.keys(`"promised to pay"/` + kb.Enter) // a stroke in the field is a stroke
			b.sees("1 hit")
			see("file")
			b.press("Aged debt.pdf")
			b.until("the file is open at its page", `location.search === "?page=2" && document.querySelector(".viewer").innerText.includes("Page 2 of 3")`)
			b.open("/search?q=balance")
			b.sees("23 hits")
			b.sees("1 to 20 of 23")
			see("many")
			b.press("Next")
			b.sees("21 to 23 of 23")
			b.press("Call 2")
			b.until("the piece is open where the words stand", `location.hash === "#part-situation"`)
			b.open("/search?q=balance")
			b.click("details.fold > summary")
			b.fill("#name", "nobody")
			b.click(".search__line button")
			b.sees("Nothing found")
			b.until("what was typed is kept and shown", `document.querySelector("#name").value === "nobody" && document.querySelector("details.fold").open`)
			see("nothing")
			b.open("/search?" + url.Values{"q": {"ab*"}}.Encode())
			b.sees("at least 3 letters")
			see("fault")
			must(t, s.in.Accounts.SetPreference(ctx, s.people["coach"], account.Keys, account.Off))
			b.open("/caseload")
			b.until("the key is off", `!document.querySelector("[data-search-key]")`)
		})
	}
}
