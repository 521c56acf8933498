package app

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestAdministratorEditsACrosswalk adds a link, takes a proposal, undoes it, and
// changes a link in two tabs; then an apprentice looks at what they could show.
func TestAdministratorEditsACrosswalk(t *testing.T) {
	for _, look := range looks {
		t.Run(look.window.name, func(t *testing.T) {
			s := newSite(t)
			s.supported()
			at, w := s.shippedCrossing()
			b := openBrowser(t, s.url, look.window, look.dark)
			b.enterAs(s, "administrator")
			see := func(page string) {
				b.t.Helper()
				name := fmt.Sprintf("crosswalk-%s-%s", page, look.window.name)
				b.shot(name)
				b.accessible(name)
			}
			b.open(frameworkAddress(s.frameworkOffered().ID) + "/crosswalks")
			b.sees("43 links")
			see("list")
			b.open(at)
			b.sees("What ST0176 supports")
			see("by-element")
			b.press("By statement")
			see("by-statement")
			b.press("Add a link")
			b.press("Save as a new version")
			b.sees("Say how far it supports it.")
			see("refused")
			b.do(chromedp.SetValue("#statement", "integrity", chromedp.ByQuery), chromedp.SetValue("#element", "export-credit-management", chromedp.ByQuery), chromedp.Click(`input[name=strength][value=partial]`, chromedp.ByQuery))
			b.fill("#reason", "Trade abroad asks for it.")
			b.press("Save as a new version")
			b.sees("Trade abroad asks for it.")
			b.open(at + "/proposals")
			see("proposals")
			b.do(chromedp.Click(`input[name=pick]`, chromedp.ByQuery))
			b.press("Take what is ticked")
			b.sees("1 added")
			see("version")
			b.press("Undo this")
			b.sees("Restored: version 4 has the links of version 2.")
			b.open(at + "/history")
			b.sees("Version 4")
			see("history")

			l := w.Links[0]
			b.open(at + "/link?statement=" + l.Statement + "&element=" + l.Element)
			s.as("administrator").post(at+"/link", map[string][]string{"base": {"4"}, "statement": {l.Statement}, "element": {l.Element}, "strength": {"direct"}, "reason": {"From another tab."}, "fixed": {"yes"}, "do": {"save"}})
			b.fill("#reason", "From this tab.")
			b.press("Save as a new version")
			b.sees("What is newer")
			see("newer")
			b.press("Save as a new version")
			b.sees("From this tab.")
			b.open(at + "/upload")
			see("upload")

			b.enterAs(s, "apprentice")
			b.open("/growth/upgrade")
			b.sees("Towards Associate")
			see("upgrade")
			b.fill(`textarea[name^="words-"]`, "I set limits and say why.")
			b.press("Save what you wrote")
			b.sees("Saved.")
		})
	}
}
