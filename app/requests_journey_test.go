package app

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"touchstone/app/db"
	"touchstone/app/programme"
)

// TestEmployersSignByLink goes through every purpose of a link on a phone, from
// the page that is opened to what is on record, in both windows and themes.
func TestEmployersSignByLink(t *testing.T) {
	for _, look := range []struct {
		window window
		dark   bool
	}{{phone, false}, {desk, true}} {
		t.Run(look.window.name, func(t *testing.T) {
			s := newSite(t)
			for i := range 5 {
				s.logged(1, func(h *programme.Hours) {
					h.Learned = []string{"How a limit is set for a new customer.", "Affordability: income and outgoings.\nWhat to leave out of a letter."}[i%2]
				})
			}
			item, review := s.submitted(1), s.closedReview(1)
			b := openBrowser(t, s.url, look.window, look.dark)
			open := func(p programme.Purpose, subject int64) (path string) {
				r := s.request(1, p, subject)
				path = s.app.requestPath(&r)
				b.open(path)
				b.sees("for Tom Hall, until")
				if n := value[int](b, `document.querySelectorAll("a[href]:not(.skip)").length`); n != 0 {
					t.Errorf("%s: the page has %d links to elsewhere", p, n)
				}
				b.shot(fmt.Sprintf("link-%s-%s", p, look.window.name))
				b.accessible(string(p))
				return path
			}
			sign := func(path string) programme.Signature {
				t.Helper()
				shown := value[string](b, `document.querySelector("main").innerText`)
				b.press("Sign")
				b.sees("Thank you")
				b.open(path)
				b.sees("This link has been used.")
				b.shot("link-used-" + look.window.name)
				b.accessible("used")
				all, err := s.in.Programme.Signatures(t.Context(), s.portfolios[1])
				must(t, err)
				last := all[len(all)-1]
				if last.Name != "Tom Hall" || last.Request == 0 || last.Address == "" || last.Digest != programme.Digest(last.Content) {
					t.Errorf("signed: %+v", last)
				}
				isShown(t, last.Content, shown)
				return last
			}

			path := open(programme.ForHours, 0)
			b.click(".claims li:nth-child(2) input")
			b.click(`input[value="no"]`)
			b.press("Sign")
			b.sees("Say what to put right.")
			b.shot("link-refused-" + look.window.name)
			b.accessible("refused")
			if on := value[int](b, `document.querySelectorAll(".claims input:checked").length`); on != 4 {
				t.Errorf("%d entries are ticked after a refusal; want the 4 that were", on)
			}
			b.click(`input[value="yes"]`)
			agreed := sign(path)
			if strings.Contains(agreed.Content, "Entry 4,") || !strings.Contains(agreed.Content, "Entry 5,") {
				t.Errorf("signed for entries whose tick was taken: %s", agreed.Content)
			}
			path = open(programme.ForHours, 0)
			b.click(`input[value="no"]`)
			b.fill("#note", "Which customer was it?")
			sign(path)
			if h, err := s.in.Programme.HoursEntry(t.Context(), s.portfolios[1], 4); err != nil || h.State != programme.HoursReturned {
				t.Errorf("the entry that was left out and returned later is %v, %v", h.State, err)
			}

			path = open(programme.ForReview, int64(review.ID))
			sign(path)
			path = open(programme.ForTestimony, int64(item.ID))
			b.click(`input[value="saw"]`)
			b.fill("#words", "She rang the customer herself.\nShe stayed calm.")
			sign(path)
			path = open(programme.ForBehaviours, 0)
			b.click(`input[value="yes"]`)
			b.fill("textarea", "The Tuesday call.")
			sign(path)

			b.enterAs(s, "coach")
			b.open(fmt.Sprintf("/portfolios/%d", s.portfolios[1]))
			b.press("Signatures")
			b.sees("Testimony")
			b.shot("signatures-" + look.window.name)
			b.accessible("signatures")
			b.click("tbody tr:nth-child(2) th a")
			b.sees("Exactly what was signed")
			b.sees("She stayed calm.")
			b.shot("signature-" + look.window.name)
			b.accessible("signature")
			for name, p := range map[string]string{"hours": "/hours", "item": fmt.Sprintf("/evidence/%d", item.ID), "behaviours": "/behaviours", "requests": "/requests", "review": fmt.Sprintf("/progress/%d", review.ID)} {
				b.open(fmt.Sprintf("/portfolios/%d%s", s.portfolios[1], p))
				b.shot("asked-" + name + "-" + look.window.name)
				b.accessible(name)
			}
			b.enterAs(s, "employer")
			s.request(1, programme.ForBehaviours, 0)
			s.scanned(1)
			b.open("/to-sign")
			b.sees("wait for you")
			b.shot("to-sign-" + look.window.name)
			b.accessible("to sign")
		})
	}
}

// isShown fails the test if a page did not show something that was signed on it.
// Answers are typed into fields, which are no part of the text.
func isShown(t *testing.T, content, shown string) {
	t.Helper()
	plain := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	page := plain(shown)
	for line := range strings.SplitSeq(content, "\n") {
		line = plain(strings.TrimLeft(line, "#- "))
		name, text, _ := strings.Cut(line, ": ")
		typed := strings.Contains("She rang the customer herself. She stayed calm. The Tuesday call.", line)
		if line == "" || typed || strings.HasPrefix(line, "In all") && !strings.Contains(page, line) {
			continue
		}
		if !strings.Contains(page, line) && !(strings.Contains(page, name) || name == "When" || name == "How long" || name == "Training" || name == "Learned") || !strings.Contains(page, text) {
			t.Errorf("signed, and not shown: %q", line)
		}
	}
}

// TestTheOtherTabIsTold opens a link in two tabs, signs in one and sends the
// other.
func TestTheOtherTabIsTold(t *testing.T) {
	s := newSite(t)
	item := s.submitted(1)
	r := s.request(1, programme.ForTestimony, int64(item.ID))
	path := s.app.requestPath(&r)
	first := s.signForm(t, path, url.Values{"seen": {"saw"}, "words": {"She rang the customer herself."}})
	second := s.signForm(t, path, url.Values{"seen": {"saw"}, "words": {"He stayed calm all the while."}})
	if a := s.as("").post(path, first); a.where() != "/signed" {
		t.Fatalf("%d: %s", a.status, a.body)
	}
	a := s.as("").post(path, second)
	if a.status != http.StatusNotFound || !strings.Contains(a.body, "This link has been used.") || !strings.Contains(a.body, "He stayed calm all the while.") || strings.Contains(a.body, "href=\"/\"") {
		t.Errorf("the other tab: %d %s", a.status, a.body)
	}
}

// TestWhatALinkIsForGoes has a link open while what it is for changes.
func TestWhatALinkIsForGoes(t *testing.T) {
	tests := []struct {
		name  string
		make  func(s *site) programme.Request
		forms url.Values
		goes  func(s *site)
		says  string
	}{
		{"a review withdrawn from signing", func(s *site) programme.Request {
			return s.request(1, programme.ForReview, int64(s.closedReview(1).ID))
		}, nil, func(s *site) {
			must(s.t, s.in.Programme.WithdrawProgressReview(s.t.Context(), s.portfolios[1], s.closedReview(1).ID, s.people["coach"], "A figure is wrong."))
		}, "The coach is changing this review"},
		{"a review signed by an account", func(s *site) programme.Request {
			return s.request(1, programme.ForReview, int64(s.closedReview(1).ID))
		}, nil, func(s *site) {
			r := s.closedReview(1)
			must(s.t, s.in.Programme.SignProgressReview(s.t.Context(), s.portfolios[1], r.ID, r.Digest, programme.Signer{Role: "employer", Person: s.people["employer"]}))
		}, "signed for the employer already"},
		{"hours returned by the coach", func(s *site) programme.Request {
			s.logged(1)
			return s.request(1, programme.ForHours, 0)
		}, url.Values{"answer": {"no"}, "note": {"Which customer was that?"}}, func(s *site) {
			h := s.logged(1)
			must(s.t, s.in.Programme.ReturnHours(s.t.Context(), s.portfolios[1], []programme.HoursID{h.ID}, programme.HoursDigest([]programme.Hours{h}), "Say more.", programme.Signer{Role: "coach", Person: s.people["coach"]}))
		}, "There are no hours that wait for you."},
		{"a draft thrown away", func(s *site) programme.Request {
			r := programme.Request{Enrolment: s.portfolios[1], Purpose: programme.ForTestimony, Subject: int64(s.draft(1).ID), Name: "Tom Hall", Job: "Team leader", Email: "tom@example.net", By: s.people["apprentice"], ByHand: true}
			must(s.t, s.in.Programme.Ask(s.t.Context(), &r, 14, nil))
			return r
		}, url.Values{"seen": {"saw"}, "words": {"I sat beside her."}}, func(s *site) {
			all, err := s.in.Evidence.Contents(s.t.Context(), s.portfolios[1])
			must(s.t, err)
			must(s.t, s.in.Evidence.RemoveDraft(s.t.Context(), s.portfolios[1], all[len(all)-1].ID, s.people["apprentice"]))
		}, "What this link was sent for is not there any more."},
		{"the apprenticeship ended", func(s *site) programme.Request { return s.requested(1) }, nil, func(s *site) {
			must(s.t, s.in.DB.Update(s.t.Context(), func(tx *db.Tx) error {
				return tx.Change(s.t.Context(), `UPDATE enrolments SET state = 'withdrawn' WHERE id = $1`, s.portfolios[1])
			}))
		}, "This apprenticeship has ended"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newSite(t)
			r := tt.make(s)
			path := s.app.requestPath(&r)
			form := s.signForm(t, path, tt.forms)
			tt.goes(s)
			for _, a := range []answer{s.as("").get(path), s.as("").post(path, form)} {
				if a.status != http.StatusNotFound || !strings.Contains(a.body, tt.says) {
					t.Errorf("%d: want %q in %s", a.status, tt.says, a.body)
				}
				for name, typed := range tt.forms {
					if a.where() == "" && len(strings.Fields(typed[0])) > 2 && strings.Contains(a.body, "What you wrote") && !strings.Contains(a.body, typed[0]) {
						t.Errorf("what was typed as %s is lost", name)
					}
				}
			}
			if now, err := s.in.Programme.Request(t.Context(), r.ID); err != nil || !now.UsedAt.IsZero() {
				t.Errorf("the link counts as used: %+v, %v", now, err)
			}
		})
	}
}

// TestLinksKeepToThemselves is about what programs between the sender and the
// signer do with a link.
func TestLinksKeepToThemselves(t *testing.T) {
	s := newSite(t)
	r := s.requested(1)
	path := s.app.requestPath(&r)
	if a := s.as("").send(http.MethodHead, path, "", nil); a.status != http.StatusOK {
		t.Errorf("HEAD: %d", a.status)
	}
	now, err := s.in.Programme.Request(t.Context(), r.ID)
	if err != nil || !now.OpenedAt.IsZero() {
		t.Errorf("HEAD counts as opened: %v, %v", now.OpenedAt, err)
	}
	for range 3 {
		a := s.as("").get(path)
		if a.status != http.StatusOK || a.header.Get("Cache-Control") != "no-store" || !strings.Contains(a.header.Get("X-Robots-Tag"), "noindex") || a.header.Get("Referrer-Policy") != "same-origin" {
			t.Errorf("%d, %v", a.status, a.header)
		}
	}
	if n := s.count(`SELECT count(*) FROM events WHERE action = 'request.open'`); n != 1 {
		t.Errorf("three looks at the same from the same address are %d events; want 1", n)
	}
	wrong := s.as("")
	for range linkTries {
		if a := wrong.get(path[:len(path)-1] + "x"); a.status != http.StatusNotFound {
			t.Fatalf("wrong link: %d", a.status)
		}
	}
	if a := wrong.get(path); a.status != http.StatusTooManyRequests || !strings.Contains(a.body, "Try again at") {
		t.Errorf("after %d wrong links: %d", linkTries, a.status)
	}
}

// count returns the number that a query finds.
func (s *site) count(query string, args ...any) (n int) {
	s.t.Helper()
	must(s.t, s.in.DB.View(s.t.Context(), func(tx *db.Tx) error { return tx.Row(s.t.Context(), query, args...).Scan(&n) }))
	return n
}
