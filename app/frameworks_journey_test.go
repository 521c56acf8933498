package app

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"touchstone/ksb"
)

// TestFrameworksInTheBrowser reads the framework that ships grade by grade, finds
// words in it, and adds one of another sector that is put right on the way.
func TestFrameworksInTheBrowser(t *testing.T) {
	for _, look := range []struct {
		window window
		dark   bool
	}{{desk, false}, {phone, true}} {
		t.Run(look.window.name, func(t *testing.T) {
			s := newSite(t)
			b := openBrowser(t, s.url, look.window, look.dark)
			see := func(page string) {
				b.t.Helper()
				name := fmt.Sprintf("frameworks-%s-%s", page, look.window.name)
				b.shot(name)
				b.accessible(name)
			}
			b.enterAs(s, "apprentice")
			b.open("/frameworks")
			see("list")
			shipped := s.frameworkOffered()
			b.press(shipped.Label())
			b.sees("our own short summary")
			see("lowest")
			b.press(shipped.Grades[1].Name)
			b.sees(shipped.Grades[1].Expects[0])
			b.sees("Next: " + shipped.Grades[2].Name)
			see("next")
			b.press(shipped.Grades[len(shipped.Grades)-1].Name)
			b.sees(shipped.Grades[len(shipped.Grades)-1].Summary)
			see("highest")
			b.fill("#q", "customer risk")
			b.press("Find")
			b.sees("at any grade")
			see("found")
			b.press("Show the whole framework")
			b.sees(shipped.Grades[len(shipped.Grades)-1].Summary)
			b.open("/frameworks/format")
			see("format")
			b.open("/sources")
			see("sources")

			b.enterAs(s, "administrator")
			b.open("/standards")
			b.press("professional frameworks")
			b.press("Add a framework")
			b.press("Read it")
			b.sees("Choose the file of a framework, or paste its text.")
			see("nothing")
			good := growingFile(t, func(f *ksb.Framework) { f.Version = "3" })
			file := filepath.Join(t.TempDir(), "our growing framework.json")
			broken := strings.NewReplacer(`"after": "grower"`, `"after": "head"`, `"with": "M1"`, `"with": "C1"`, "C2.helper.1", "C1.helper.1").Replace(good)
			must(t, os.WriteFile(file, []byte(broken), 0o600))
			b.do(chromedp.SetUploadFiles("#file", []string{file}, chromedp.ByQuery))
			b.press("Read it")
			b.sees("Head grower follows itself.")
			see("faults")
			b.fill("#text", good)
			b.press("Read it")
			b.sees("Change it first")
			see("preview")
			b.press("Add this framework")
			b.sees("Added: GROW v3.")
			see("added")
			b.press("Stop offering it")
			b.sees("This framework is no longer offered.")
			see("retired")
			b.open("/frameworks")
			see("administrators")
		})
	}
}
