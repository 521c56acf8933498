package app

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// TestHintsWhileWriting writes a piece with hints beside it in a real browser, in
// both windows and themes, and then without scripts.
func TestHintsWhileWriting(t *testing.T) {
	for _, look := range []struct {
		window window
		dark   bool
	}{{desk, false}, {phone, true}, {desk, true}, {phone, false}} {
		t.Run(fmt.Sprintf("%s dark %t", look.window.name, look.dark), func(t *testing.T) {
			s := newSite(t)
			b := openBrowser(t, s.url, look.window, look.dark)
			see := func(page string) {
				t.Helper()
				b.shot(fmt.Sprintf("hints-%s-%s-%t", page, look.window.name, look.dark))
				b.accessible(page)
			}
			shown := func(n int) {
				t.Helper()
				b.until(fmt.Sprintf("%d hints are shown", n), fmt.Sprintf(`document.querySelectorAll("#hints [value^='hint-aside-']").length === %d`, n))
			}
			p := s.write(s.draft(1), map[string]string{"action": ""})
			edit := s.itemPath(p.ID) + "/edit"
			b.enterAs(s, "apprentice")
			b.open(edit)
			b.sees("They appear here as you write")
			b.until("the scripts are there", `document.querySelector("[data-hints-plain]") === null`)
			for name, text := range thin {
				b.fill("#"+name, text)
			}
			shown(5)
			b.until("the end of the page says so", `document.querySelector("[data-hints-count]").textContent === "5 hints" && !document.querySelector("[data-hints-count]").hidden`)
			see("found")

			// What is open stays open while the draft is saved and asked about anew.
			b.click(`#hints details[data-hint="first-person"] > summary`)
			b.sees("We changed the rota")
			b.click(`#hints a[href="#task"]`)
			b.until("the task has the focus", `document.activeElement.id === "task"`)
			b.fill("#task", "I was to find a van by noon.")
			shown(4)
			b.until("it is open still", `document.querySelector("#hints details[data-hint='first-person']").open`)

			// Each leads to its field, also one of another part or folded away.
			b.click(`#hints a[href="#result"]`)
			b.until("the result has the focus", `document.activeElement.id === "result"`)
			b.do(chromedp.Evaluate(`document.querySelector("#next_time").closest("details").open = false`, nil))
			b.click(`#hints a[href="#next_time"]`)
			b.until("the next step has the focus", `document.activeElement.id === "next_time" && document.activeElement.checkVisibility()`)

			b.click(`#hints [value="hint-aside-first-person"]`)
			shown(3)
			b.sees("1 hint put aside")
			b.until("the panel has the focus", `document.activeElement.id === "hints"`)
			b.click(`#hints details[data-hint="aside"] > summary`)
			see("aside")
			b.click(`#hints [value="hint-back-first-person"]`)
			shown(4)

			b.click(`#hints [value="hints-off"]`)
			b.sees("You switched hints off.")
			see("off")
			b.open("/account")
			b.sees("Hints are off, wherever you sign in.")
			see("account")
			b.press("Turn hints on")
			b.sees("Beside a piece of evidence hints say")
			b.open("/hints/rules")
			see("rules")

			// Without scripts the panel comes with the page, and its buttons save.
			b.do(emulation.SetScriptExecutionDisabled(true))
			b.open(edit)
			b.do(chromedp.SetValue("#next_time", "On Monday I ask the driver first.", chromedp.ByQuery))
			b.click(`#hints [value="hints"]`)
			b.do(chromedp.WaitNotPresent(`#hints [value="hint-aside-next-step"]`, chromedp.ByQuery))
			if !strings.HasSuffix(b.at(), "/edit#hints") || s.read(1, p.ID).Version.NextTime == thin["next_time"] {
				t.Errorf("Show hints leads to %s, and next time is %q", b.at(), s.read(1, p.ID).Version.NextTime)
			}
			b.click(`#hints [value="hint-aside-result"]`)
			b.do(chromedp.WaitReady(`#hints [value="hint-back-result"]`, chromedp.ByQuery))
		})
	}
}
