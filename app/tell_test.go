package app

import (
	"net/mail"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/notify"
	"touchstone/evidence"
)

// withMail gives a site a mail server that nothing listens on.
func withMail(cfg *Config) {
	cfg.SMTP = &notify.SMTP{Host: "127.0.0.1", Port: "1", From: mail.Address{Address: "touchstone@example.org"}}
}

// outbox returns what waits to be sent to someone of the site, newest first.
func (s *site) outbox(who string) []notify.Message {
	s.t.Helper()
	messages, err := notify.Waiting(s.t.Context(), s.in.DB, who+"@example.org")
	must(s.t, err)
	return messages
}

// mailed waits until somebody has so many messages, and returns them.
func (s *site) mailed(who string, n int) []notify.Message {
	s.t.Helper()
	for range 100 {
		if got := s.outbox(who); len(got) >= n {
			return got
		}
		time.Sleep(100 * time.Millisecond)
	}
	s.t.Fatalf("%s has %+v in the outbox; want %d", who, s.outbox(who), n)
	return nil
}

// told returns somebody's notices, the unread first.
func (s *site) told(who string) []notify.Notice {
	s.t.Helper()
	found, _, err := notify.Notices(s.t.Context(), s.in.DB, int64(s.people[who]), notify.Query{})
	must(s.t, err)
	return found
}

// tell tells somebody of the first portfolio.
func (s *site) tell(who string, n notify.Notice) {
	s.t.Helper()
	n.Person = int64(s.people[who])
	must(s.t, s.in.DB.Update(s.t.Context(), func(tx *db.Tx) error { return notify.Tell(s.t.Context(), tx, n) }))
}

func TestCoachAndApprenticeAreToldOnce(t *testing.T) {
	s := newSite(t, withMail)
	must(t, notify.Choose(t.Context(), s.in.DB, int64(s.people["coach"]), map[notify.Kind]notify.Mail{notify.EvidenceSubmitted: notify.Now}))
	p := s.submitted(1)
	apprentice, coach := s.as("apprentice"), s.as("coach")
	path := s.itemPath(p.ID)
	if a := apprentice.post(path+"/withdraw", nil); a.status != 303 {
		t.Fatalf("taken back: %d", a.status)
	}
	submitted := func() []notify.Notice { // of other kinds, such as that a review is due, there may be any number
		return slices.DeleteFunc(s.told("coach"), func(n notify.Notice) bool { return n.Kind != notify.EvidenceSubmitted })
	}
	before := len(submitted())
	for range 2 { // people click twice
		form := url.Values{"do": {"submit"}, "revision": {idText(int64(s.read(1, p.ID).Version.Revision))}}
		if a := apprentice.post(path, form); a.status != 303 {
			t.Fatalf("submitted: %d", a.status)
		}
	}
	told := submitted()
	if len(told) != before+1 || told[0].Path != path+"/review" || !strings.Contains(told[0].Text, "apprentice has submitted") {
		t.Fatalf("the coach is told %+v", told)
	}
	got := s.mailed("coach", len(told))
	if !strings.Contains(got[0].Body, "\n"+s.url+path+"/review\n") || !strings.Contains(got[0].Subject, "apprentice has submitted") {
		t.Fatalf("the coach is written %+v", got[0])
	}
	if strings.Contains(got[0].Subject+got[0].Body, p.Version.Title) {
		t.Error("the message holds words of the evidence")
	}
	now := s.read(1, p.ID)
	form := url.Values{"version": {idText(now.Version.ID)}, "verdict": {string(evidence.ReturnedVerdict)}, "feedback": {"Say more of the call."}}
	for _, c := range now.Version.Claims {
		form.Set(c.Field("verdict"), "accept")
	}
	for range 2 {
		if a := coach.post(path+"/review", form); a.status != 303 {
			t.Fatalf("returned: %d\n%s", a.status, textOf(a.page(t)))
		}
	}
	got = s.mailed("apprentice", 1)
	if len(s.told("apprentice")) != 1 || !strings.Contains(got[0].Body, "\n"+s.url+path+"\n") || strings.Contains(got[0].Body, "Say more") {
		t.Fatalf("the apprentice is told %+v", got)
	}
}

func TestANewLinkLeavesOtherMessagesInTheOutbox(t *testing.T) {
	s := newSite(t)
	to := "apprentice@example.org"
	must(t, s.in.DB.Update(t.Context(), func(tx *db.Tx) error {
		return notify.Send(t.Context(), tx, notify.Message{To: to, Subject: "Your evidence is accepted", Body: "Dear apprentice,\n\n" + s.url + "/portfolios/1\n"})
	}))
	p, err := s.in.Accounts.PersonByEmail(t.Context(), to)
	must(t, err)
	cfg := &s.app.cfg
	for range 2 {
		must(t, s.in.DB.Update(t.Context(), func(tx *db.Tx) error { return sendReset(t.Context(), tx, 0, p, cfg) }))
	}
	if got := s.outbox("apprentice"); len(got) != 2 || got[0].Subject != resetSubject {
		t.Errorf("in the outbox: %+v", got)
	}
	page := s.as("administrator").get(personHref(account.PersonID(s.people["apprentice"])))
	if strings.Contains(page.body, "Your evidence is accepted") || !strings.Contains(page.body, "/resets/") {
		t.Error("an administrator is shown more or less than the links to hand on")
	}
}
