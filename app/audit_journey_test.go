package app

import (
	"fmt"
	"testing"
)

func TestAuditInABrowser(t *testing.T) {
	s, _ := told(t)
	timeline := fmt.Sprintf("/portfolios/%d/timeline", s.portfolios[1])
	for _, w := range []window{desk, phone} {
		b := openBrowser(t, s.url, w, w == phone)
		for _, page := range []struct{ who, path, name string }{
			{"administrator", "/audit", "audit"}, {"administrator", "/audit/5", "event"}, {"administrator", "/audit/exports", "audit-exports"},
			{"apprentice", timeline, "timeline"},
		} {
			b.enter(s.in, s.people[page.who])
			b.open(page.path)
			b.shot(page.name + "-" + w.name)
			if wide := value[bool](b, `document.documentElement.scrollWidth > innerWidth`); wide {
				t.Errorf("%s is wider than a %s", page.path, w.name)
			}
		}
	}
	b := openBrowser(t, s.url, phone, false)
	b.enter(s.in, s.people["apprentice"])
	b.open(timeline)
	b.accessible("timeline")
	b.enter(s.in, s.people["administrator"])
	for _, path := range []string{"/audit", "/audit/5", "/audit/exports"} {
		b.open(path)
		b.accessible(path)
	}
}
