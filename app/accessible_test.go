package app

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"touchstone/app/demo"
)

// looks are the windows that every page is looked at in.
var looks = []struct {
	window window
	dark   bool
}{{desk, false}, {phone, true}}

// notPages are addresses that lead elsewhere on a page, or keep a session busy.
var notPages = regexp.MustCompile(`^/static/|#|/jobs/`)

// isPage tells a page from a file, which a window cannot be sent to.
const isPage = `(path => {
	const asked = new XMLHttpRequest();
	asked.open("HEAD", path, false);
	asked.send();
	return (asked.getResponseHeader("Content-Type") || "").startsWith("text/html");
})(%q)`

// numbers are what differs between addresses of one page.
var numbers = regexp.MustCompile(`\d+`)

// TestEveryPageOfTheDemoIsAccessible follows the links that one person of each
// role finds, to one address of each kind, and lets axe look at every page, wide
// and light, narrow and dark.
func TestEveryPageOfTheDemoIsAccessible(t *testing.T) {
	neededForAll(t, "chromium")
	site, in := demoSite(t)
	seen := map[string]bool{}
	for _, look := range looks {
		roles := map[string]bool{}
		for _, who := range demo.People() {
			role := fmt.Sprint(who.Role, look.window.name)
			if roles[role] {
				continue
			}
			roles[role] = true
			t.Run(role, func(t *testing.T) {
				b := openBrowser(t, site, look.window, look.dark)
				if len(seen) == 0 {
					b.look("/sign-in", "signed out", look.window)
				}
				b.asDemo(in, who.Name)
				b.crawl(role, look.window, seen)
			})
		}
	}
}

// crawl looks at every kind of page that can be reached from the first one.
func (b *browser) crawl(role string, w window, seen map[string]bool) {
	for queue := []string{"/"}; len(queue) > 0; queue = queue[1:] {
		path := queue[0]
		kind, _, _ := strings.Cut(numbers.ReplaceAllString(path, "0"), "?")
		if kind = w.name + kind; !w.mobile {
			kind += role // roles differ in what is on a page, not in how it fits a phone
		}
		if seen[kind] || notPages.MatchString(path) {
			continue
		}
		seen[kind] = true
		if path != "/" && !value[bool](b, fmt.Sprintf(isPage, path)) {
			continue
		}
		b.look(path, role, w)
		queue = append(queue, value[[]string](b, `[...new Set([...document.querySelectorAll("a[href^='/']")].map(a => a.getAttribute("href")))]`)...)
	}
}

func (b *browser) look(path, role string, w window) {
	b.open(path)
	name := strings.Trim(strings.NewReplacer("/", "-", "?", "-", "=", "-", "&", "-").Replace(path), "-")
	b.accessible(role + " " + path)
	b.shot(fmt.Sprintf("%s-%s-%.60s", role, w.name, name))
}
