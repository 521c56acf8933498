package app

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// enterAs gives the window the session of a person of the site.
func (b *browser) enterAs(s *site, who string) {
	b.t.Helper()
	b.do(network.SetCookie(sessionCookie, s.as(who).cookies[sessionCookie]).WithURL(s.url).WithHTTPOnly(true))
}

// TestAdministratorImportsAStandard goes the way from the summary to the official
// wording, in both windows and themes.
func TestAdministratorImportsAStandard(t *testing.T) {
	for _, look := range []struct {
		window window
		dark   bool
	}{{desk, false}, {phone, true}} {
		t.Run(look.window.name, func(t *testing.T) {
			s := newSite(t)
			b := openBrowser(t, s.url, look.window, look.dark)
			b.enterAs(s, "administrator")
			name := func(page string) string { return fmt.Sprintf("standards-%s-%s", page, look.window.name) }
			see := func(page string) {
				b.t.Helper()
				b.shot(name(page))
				b.accessible(name(page))
			}
			b.open("/standards")
			see("list")
			b.press("ST0175 v1.1")
			b.sees("our own short summary")
			see("summary")
			b.press("Import it")
			b.press("Read it")
			b.sees("Choose a file, or paste")
			see("refused")
			file := filepath.Join(t.TempDir(), "published wording.csv")
			must(t, os.WriteFile(file, []byte(officialTable(s.standard())), 0o600))
			b.fill("#reference", "ST0175")
			b.do(chromedp.SetUploadFiles("#file", []string{file}, chromedp.ByQuery))
			b.press("Read it")
			b.sees("62 get official wording")
			see("preview")
			b.press("Store this")
			b.sees("Stored: ST0175 v1.1.")
			b.sees("Open Government Licence")
			see("official")
			b.open(fmt.Sprintf("/standards/%d/statements/%d", s.standard().ID, s.standard().Statements[22].ID))
			see("statement")
			b.do(chromedp.Click(`input[name="options"][value="Enforcement"]`, chromedp.ByQuery))
			b.press("Save whom it is for")
			b.sees("Credit risk, Enforcement")
		})
	}
}
