package app

import (
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// pdfOf returns a PDF of so many pages, each with its number on it.
func pdfOf(pages int) string {
	texts := make([]string, pages)
	for i := range texts {
		texts[i] = fmt.Sprintf("Page %d", i+1)
	}
	return pdfSaying(40, texts...)
}

// pdfSaying returns a PDF with a text on each page, in letters of that size.
func pdfSaying(size int, texts ...string) string {
	var b strings.Builder
	b.WriteString("%PDF-1.4\n")
	var at []int
	object := func(format string, args ...any) {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj"+format+"endobj\n", append([]any{len(at)}, args...)...)
	}
	kids := ""
	for i := range texts {
		kids += fmt.Sprintf("%d 0 R ", 4+2*i)
	}
	object("<</Type/Catalog/Pages 2 0 R>>")
	object("<</Type/Pages/Kids[%s]/Count %d>>", kids, len(texts))
	object("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
	for i, text := range texts {
		object("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>/Contents %d 0 R>>", 5+2*i)
		content := fmt.Sprintf("BT /F %d Tf 60 700 Td (%s) Tj ET", size, text)
		object("<</Length %d>>stream\n%s\nendstream ", len(content), content)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, offset := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&b, "trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, start)
	return b.String()
}

// photo writes a small picture.
func photo(t *testing.T, path string) {
	t.Helper()
	f, err := os.Create(path)
	must(t, err)
	defer f.Close()
	img := image.NewRGBA(image.Rect(0, 0, 320, 200))
	for x := range 320 {
		for y := range 200 {
			img.Set(x, y, color.RGBA{uint8(x / 2), uint8(y), 120, 255})
		}
	}
	must(t, jpeg.Encode(f, img, nil))
}

// TestApprenticeAndCoach goes the whole way of a piece with a real browser: an
// apprentice writes it and adds files, the coach sends it back and accepts it.
func TestApprenticeAndCoach(t *testing.T) {
	for _, look := range []struct {
		window window
		dark   bool
	}{{desk, false}, {phone, true}} {
		t.Run(look.window.name, func(t *testing.T) {
			s := newSite(t)
			b := openBrowser(t, s.url, look.window, look.dark)
			see := func(page string) {
				t.Helper()
				b.shot(fmt.Sprintf("evidence-%s-%s", page, look.window.name))
				b.accessible(page)
			}
			log, board := filepath.Join(t.TempDir(), "Call log & notes.pdf"), filepath.Join(t.TempDir(), "Whiteboard.jpg")
			must(t, os.WriteFile(log, []byte(pdfOf(8)), 0o600))
			photo(t, board)
			base := fmt.Sprintf("/portfolios/%d", s.portfolios[1])
			st := s.statements()[0]

			b.enterAs(s, "apprentice")
			b.open(base)
			see("portfolio-empty")
			b.open(base + "/statements")
			see("statements-empty")
			b.open(base + "/evidence")
			see("list-empty")
			b.press("Add evidence")
			b.sees("Everything can be changed")
			see("new")
			b.fill("#title", "Haulier account: a promise to pay, kept")
			b.press("Begin")
			b.sees("What it is")
			b.until("the scripts are there", `document.querySelector(".drop--live") !== null`)
			b.do(chromedp.SetUploadFiles("#files-pick", []string{log, board}, chromedp.ByQuery))
			b.sees("PDF, 8 pages")
			b.sees("Whiteboard.jpg")
			b.until("both files are there", `document.querySelectorAll("#file-list [data-file]").length === 2`)
			b.fill("#done_from", "2026-02-02")
			b.fill("#kind", "work product")
			b.fill("#situation", "A haulier was 61 days overdue.")
			b.fill("#action", "I rang and asked open questions.\n\nI offered three payments.")
			b.fill("#claims-find", string(st.Code))
			b.click(fmt.Sprintf(`[data-pick][data-code=%q] label`, st.Code))
			b.until("the claim has fields", fmt.Sprintf(`document.querySelector("#how-%d") !== null`, st.ID))
			b.fill(fmt.Sprintf("#how-%d", st.ID), "I agreed a plan and wrote it down.")
			b.do(chromedp.Evaluate(fmt.Sprintf(`(s => { s.value = [...s.options].find(o => o.text.startsWith("Call log")).value; s.dispatchEvent(new Event("change", {bubbles: true})); })(document.querySelector("#file-of-%d"))`, st.ID), nil))
			b.fill(fmt.Sprintf("#at-%d", st.ID), "12")
			b.sees("Choose pages 1 to 8. This file has 8 pages, and you wrote 12.")
			see("written")
			b.fill(fmt.Sprintf("#at-%d", st.ID), "3, 5-7")
			b.until("the fault is gone", `!document.body.innerText.includes("and you wrote 12")`)
			b.until("it is saved", `document.querySelector(".finish").textContent.includes("Saved at")`)
			b.open(strings.TrimPrefix(b.at(), s.url)) // as if the tab had been closed
			if got := value[string](b, `document.querySelector("#action").value`); !strings.Contains(got, "three payments") {
				t.Errorf("the draft did not save itself: %q", got)
			}
			b.press("Submit to")
			b.sees("Say that this is your own work")
			see("refused")
			b.click(`label:has(#own_work)`)
			b.click(`label:has(#ai_used)`)
			b.press("Submit to")
			b.sees("Take it back")
			see("submitted")
			item := strings.TrimPrefix(b.at(), s.url)
			b.open(base + "/evidence")
			see("list")

			b.enterAs(s, "coach")
			b.open("/review")
			b.sees("One piece is waiting for you")
			see("queue")
			b.press("Haulier account")
			b.sees("Return to apprentice")
			see("review")
			b.keys("j")
			b.keys("r")
			b.until("what is missing has the focus", `document.activeElement.tagName === "TEXTAREA"`)
			b.keys("Which step of the policy?")
			b.press("Return to apprentice")
			b.sees("Nothing waits for you.")

			b.enterAs(s, "apprentice")
			b.open(item + "/edit")
			b.sees("Which step of the policy?")
			see("returned")
			b.fill("#result", "All three payments were made.")
			b.press("Submit to")
			b.sees("Take it back")
			b.enterAs(s, "coach")
			b.open(item + "/review")
			b.sees("Changed since version 1")
			see("review-again")
			b.keys("j")
			b.keys("a")
			b.press("Accept the piece")
			b.sees("Nothing waits for you.")
			b.open(item + "/history")
			b.sees("What changed from version 1 to version 2")
			see("history")

			b.enterAs(s, "apprentice")
			b.open(item)
			see("accepted")
			b.open(base + "/statements")
			b.sees("1 of ")
			see("statements")
			b.open(base + "/statements?view=table")
			see("statements-table")
			b.open(base)
			see("portfolio")
			b.open(fmt.Sprintf("%s/files/1", base))
			see("file")
		})
	}
}
