package app

import (
	"net/http"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// anchorsOf returns the ids of a page and the places on it that its links lead to.
func anchorsOf(n *html.Node) (ids map[string]int, to []string) {
	ids = make(map[string]int)
	for d := range n.Descendants() {
		if d.Type != html.ElementNode {
			continue
		}
		if id := attr(d, "id"); id != "" {
			ids[id]++
		}
		if href := attr(d, "href"); d.Data == "a" && strings.HasPrefix(href, "#") {
			to = append(to, strings.TrimPrefix(href, "#"))
		}
	}
	return ids, to
}

func TestCareers(t *testing.T) {
	s := newSite(t)
	a := s.as("apprentice").get("/careers")
	a.has(t, "careers", "You need no degree", "Where you are", "Senior credit controller", "What comes next", "Yours", "Associate", "Meets a Level 3 role", "/standards/")
	ids, to := anchorsOf(a.page(t))
	if len(to) < 20 {
		t.Errorf("%d links within the page", len(to))
	}
	for _, id := range to {
		if ids[id] != 1 {
			t.Errorf("a link leads to %q, which is there %d times", id, ids[id])
		}
	}
	// On the other standard, the role is another.
	s.goingOn()
	s.as("apprentice").get("/careers").has(t, "on both", "Credit controller or collector")
	for _, who := range []string{"coach", "stranger"} {
		b := s.as(who).get("/careers")
		if b.status != http.StatusOK || strings.Contains(b.body, "Where you are") || strings.Contains(b.body, ">Yours<") {
			t.Errorf("%s, who is no apprentice: %d", who, b.status)
		}
	}
}

func TestCareersInABrowser(t *testing.T) {
	s := newSite(t)
	for _, w := range []window{phone, desk} {
		t.Run(w.name, func(t *testing.T) {
			b := openBrowser(t, s.url, w, w.name == "desk")
			b.enterAs(s, "apprentice")
			b.open("/growth")
			b.press("See where it leads")
			b.sees("What comes next")
			b.shot("careers-" + w.name)
			b.accessible("careers")
			b.click(`a[href="#role-credit-lead"]`)
			b.until("the role is open", `document.getElementById("role-credit-lead").getBoundingClientRect().height > 0`)
		})
	}
}
