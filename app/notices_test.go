package app

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/notify"
)

// returned is a notice about the first portfolio.
func (s *site) returned(key string) notify.Notice {
	return notify.Notice{Kind: notify.EvidenceReturned, Portfolio: int64(s.portfolios[1]), Text: "Piece " + key + " came back.",
		Path: fmt.Sprintf("/portfolios/%d/statements", s.portfolios[1]), Key: key}
}

func TestNoticesPage(t *testing.T) {
	s := newSite(t)
	me := s.as("apprentice")
	me.get("/notices").has(t, "the page without notices", "Nothing yet.")
	me.get("/notices").lacks(t, "the page without notices", "You have read everything.")
	s.tell("apprentice", s.returned("four"))
	other := s.returned("five")
	other.Path = "/account"
	s.tell("apprentice", other)
	me.get("/portfolios").has(t, "the frame", `class="count">2<span class="unseen"> not read`)
	page := me.get("/notices")
	page.has(t, "the page with notices", "Piece four came back.", "Piece five came back.", "New", "Mark all as read")

	opened := me.get(fmt.Sprintf("/notices/%d", s.told("apprentice")[0].ID))
	if opened.status != http.StatusSeeOther || opened.where() != "/account" {
		t.Errorf("opened: %d to %q", opened.status, opened.where())
	}
	me.get("/notices?unread=1").has(t, "the page after one is read", "Piece four came back.")
	me.get("/notices?unread=1").lacks(t, "the unread after one is read", "Piece five came back.")
	me.get(other.Path)
	// Going where a notice leads, by whatever way, reads it.
	me.get(s.returned("").Path).lacks(t, "the frame of the page it leads to", "not read")
	me.get("/notices").lacks(t, "the page when all is read", "Mark all as read")
	me.get("/notices?q=nothing-like-it").has(t, "a search in vain", "No notice fits.")

	s.tell("apprentice", s.returned("six"))
	if a := me.post("/notices/read", nil); a.where() != "/notices" {
		t.Errorf("marked as read: %d to %q", a.status, a.where())
	}
	me.get("/portfolios").lacks(t, "the frame when all is marked", "not read")
}

func TestNoticesAreOnesOwn(t *testing.T) {
	s := newSite(t)
	s.tell("coach", s.returned("four"))
	href := fmt.Sprintf("/notices/%d", s.told("coach")[0].ID)
	for _, who := range []string{"apprentice", "coach2", "administrator"} {
		if a := s.as(who).get(href); a.status != http.StatusNotFound {
			t.Errorf("%s opens a coach's notice: %d", who, a.status)
		}
		s.as(who).get("/notices").lacks(t, "the notices of "+who, "Piece four")
	}
	e, err := s.in.Programme.Enrolment(t.Context(), s.portfolios[1])
	must(t, err)
	e.Coach = s.people["coach2"]
	must(t, s.in.Programme.ChangeEnrolment(t.Context(), 0, &e))
	was := s.as("coach")
	was.get("/notices").lacks(t, "the notices of a coach who lost the apprentice", "Piece four")
	if a := was.get(href); a.status != http.StatusNotFound {
		t.Errorf("a notice of a portfolio that is not theirs any more: %d", a.status)
	}
}

func TestNoticeChoicesPage(t *testing.T) {
	s := newSite(t)
	me := s.as("apprentice")
	page := me.get("/account/notices")
	page.has(t, "the choices of an apprentice", "apprentice@example.org", "Your evidence comes back to you", "No mail server is set up")
	page.lacks(t, "the choices of an apprentice", "Evidence is submitted to you")
	s.as("coach").get("/account/notices").has(t, "the choices of a coach", "Evidence is submitted to you")
	s.as("stranger").get("/account/notices").has(t, "the choices of who has no role", "There is nothing to choose until you have a role.")
	s.as("administrator").get("/account/notices").has(t, "the choices of an administrator", "people in your role get no notices")

	bad := me.post("/account/notices", url.Values{string(notify.EvidenceReturned): {"hourly"}})
	if bad.status != http.StatusUnprocessableEntity {
		t.Errorf("an hourly mail: %d", bad.status)
	}
	bad.has(t, "a choice that is none", "Choose at once, once a day or not at all.")
	if a := me.post("/account/notices", url.Values{string(notify.EvidenceReturned): {"never"}}); a.status != http.StatusSeeOther {
		t.Errorf("saved: %d", a.status)
	}
	chosen, err := notify.Choices(t.Context(), s.in.DB, int64(s.people["apprentice"]))
	must(t, err)
	if chosen[notify.EvidenceReturned] != notify.Never || chosen[notify.EvidenceAccepted] != notify.Now {
		t.Errorf("chosen %v", chosen)
	}
}

// TestKindsNameRoles checks names that package notify cannot know.
func TestKindsNameRoles(t *testing.T) {
	for _, k := range notify.Kinds {
		for _, r := range k.Roles {
			if !slices.Contains(account.Roles, account.Role(r)) {
				t.Errorf("%s is for %q", k.Kind, r)
			}
		}
	}
}

// failedMessage puts a message into the outbox that the mail server refused.
func (s *site) failedMessage() (id int64) {
	s.t.Helper()
	must(s.t, s.in.DB.Update(s.t.Context(), func(tx *db.Tx) error {
		if err := notify.Send(s.t.Context(), tx, notify.Message{To: "gone@example.org", Subject: "Your invitation", Body: "a secret link"}); err != nil {
			return err
		}
		return tx.Row(s.t.Context(), `UPDATE messages SET failed_at = 1, attempts = 1, fault = 'send to: 550 no such mailbox'
			WHERE id = (SELECT max(id) FROM messages) RETURNING id`).Scan(&id)
	}))
	return id
}

func TestMailPage(t *testing.T) {
	s := newSite(t, withMail)
	admin := s.as("administrator")
	id := s.failedMessage()
	admin.get("/mail").has(t, "the page of e-mail", "127.0.0.1, port 1", "No message waits.", "Failed (1)")
	failed := admin.get("/mail?stage=failed")
	failed.has(t, "what failed", "gone@example.org", "Your invitation", "550 no such mailbox", "1 try", "Try again")
	failed.lacks(t, "what failed", "a secret link")
	again := fmt.Sprintf("/mail/%d/again", id)
	if a := admin.post(again, nil); a.status != http.StatusSeeOther {
		t.Errorf("again: %d", a.status)
	}
	if a := admin.post(again, nil); a.status != http.StatusNotFound {
		t.Errorf("again twice: %d", a.status)
	}
	admin.get("/mail").has(t, "what waits", "gone@example.org")
	if a := admin.post("/mail/test", nil); a.status != http.StatusSeeOther {
		t.Errorf("a test: %d", a.status)
	}
	if got := s.outbox("administrator"); len(got) != 1 || !strings.Contains(got[0].Subject, "test message") {
		t.Errorf("in the outbox %+v", got)
	}
	for deadline := time.Now().Add(15 * time.Second); s.app.mailTrouble() == "" && time.Now().Before(deadline); {
		time.Sleep(50 * time.Millisecond)
	}
	admin.get("/mail").has(t, "the page while the server is down", "The mail server has taken nothing since", "refused", "nothing is lost")
	s.as("administrator").get("/audit").has(t, "the audit", "Sent a message again", "Sent a test message")
}

func TestMailPageWithoutAServer(t *testing.T) {
	page := newSite(t).as("administrator").get("/mail")
	page.has(t, "the page of e-mail", "No mail server is set up.", "TOUCHSTONE_SMTP_HOST")
	page.lacks(t, "the page of e-mail", "Send a test")
}

func TestMailboxOfTheDemo(t *testing.T) {
	if a := newSite(t).as("administrator").get("/demo/mailbox"); a.status != http.StatusNotFound {
		t.Errorf("outside the demo: %d", a.status)
	}
	s := newSite(t, func(c *Config) { c.Demo = true })
	s.as("").get("/demo/mailbox").has(t, "the empty mailbox", "No message yet.")
	s.tell("apprentice", s.returned("four"))
	s.mailed("apprentice", 1)
	page := s.as("").get("/demo/mailbox")
	page.has(t, "the mailbox", "Piece four came back", "apprentice@example.org", "Dear apprentice,")
	if find(page.page(t), "a", "href", s.returned("").Path) == nil {
		t.Error("the link in the message does not lead on")
	}
	s.as("coach").get("/").has(t, "the foot of the demo", `href="/demo/mailbox"`)
}

func TestMailLines(t *testing.T) {
	const base = "http://127.0.0.1:3000"
	got := mailLines("Dear A,\n"+base+"/a?b=c\nSee "+base+"/d now\nhttps://elsewhere.org/x\n"+base+"\n", base)
	var said []string
	for _, l := range got {
		said = append(said, l.Before+"["+l.Href+"]"+l.After)
	}
	want := []string{"Dear A,[]", "[/a?b=c]", "See [/d] now", "https://elsewhere.org/x[]", base + "[]"}
	if !slices.Equal(said, want) {
		t.Errorf("%q", said)
	}
}
