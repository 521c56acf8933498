package app

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"touchstone/app/account"
	"touchstone/evidence"
)

// wordsPDF returns a PDF with a page of each text.
func wordsPDF(texts ...string) string {
	var b, kids, table strings.Builder
	b.WriteString("%PDF-1.4\n")
	object := func(n int, text string) {
		fmt.Fprintf(&table, "%010d 00000 n \n", b.Len())
		fmt.Fprintf(&b, "%d 0 obj%s endobj\n", n, text)
	}
	object(1, "<</Type/Catalog/Pages 2 0 R>>")
	for n := range texts {
		fmt.Fprintf(&kids, "%d 0 R ", 2*n+4)
	}
	object(2, fmt.Sprintf("<</Type/Pages/MediaBox[0 0 300 200]/Count %d/Kids[%s]>>", len(texts), kids.String()))
	object(3, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>")
	for n, text := range texts {
		object(2*n+4, fmt.Sprintf("<</Type/Page/Parent 2 0 R/Resources<</Font<</F 3 0 R>>>>/Contents %d 0 R>>", 2*n+5))
		draw := fmt.Sprintf("BT /F 12 Tf 20 100 Td (%s) Tj ET", text)
		object(2*n+5, fmt.Sprintf("<</Length %d>>stream\n%s\nendstream", len(draw), draw))
	}
	start, size := b.Len(), 2*len(texts)+4
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", size, table.String(), size, start)
	return b.String()
}

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
					s.file(1, p.ID, "Aged debt.pdf", wordsPDF("What is owed", "Who promised to pay", "What came of it"))
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
