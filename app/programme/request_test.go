package programme_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"touchstone/app/db"
	"touchstone/app/db/dbtest"
	"touchstone/app/fault"
	"touchstone/app/notify"
	"touchstone/app/programme"
)

// requesting returns a store with an enrolment, and a request of it to verify
// behaviours that was sent at the clock's time for a day.
func requesting(t *testing.T, byHand bool) (*programme.Store, *db.DB, *dbtest.Clock, programme.Request) {
	t.Helper()
	d, clock := dbtest.OpenAt(t, time.Date(2026, time.March, 10, 9, 0, 0, 0, time.UTC))
	fill(t, d)
	s, e := programme.NewStore(d), good()
	if err := s.Enrol(t.Context(), 0, &e); err != nil {
		t.Fatal(err)
	}
	run(t, d, `INSERT INTO statements (standard_id, key, position, code, code_origin, type, title, summary, membership) VALUES (1, 'b', 1, 'B1', 'official', 'behaviour', 'Kind', 'Kind.', 'core')`)
	r := programme.Request{Enrolment: e.ID, Purpose: programme.ForBehaviours, Name: "Tom Hall", Job: "Team leader", Email: "tom@example.net", By: 2, ByHand: byHand}
	if err := s.Ask(t.Context(), &r, 5, linkLetter); err != nil {
		t.Fatal(err)
	}
	return s, d, clock, r
}

func linkLetter(r programme.Request) notify.Message {
	return notify.Message{To: r.Email, Subject: "Please sign", Body: fmt.Sprintf("link %d", r.ID)}
}

// outbox returns the messages to an address, oldest first.
func outbox(t *testing.T, d *db.DB) []notify.Message {
	t.Helper()
	all, _, err := notify.Outbox(t.Context(), d, notify.OutboxQuery{Search: "tom@example.net"})
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(all)
	return all
}

func TestRemindingOnceADay(t *testing.T) {
	s, d, clock, r := requesting(t, false)
	remind := func(when string, kind fault.Kind, sent int) {
		t.Helper()
		_, err := s.Remind(t.Context(), 2, r.Enrolment, r.ID, linkLetter)
		if (err == nil) != (kind == 0) || err != nil && !fault.Is(err, kind) {
			t.Errorf("%s: %v", when, err)
		}
		if n := len(outbox(t, d)); n != sent {
			t.Errorf("%s: %d messages; want %d", when, n, sent)
		}
	}
	clock.Add(programme.RemindEvery - time.Millisecond)
	remind("a millisecond early", fault.Conflict, 1)
	clock.Add(time.Millisecond)
	remind("a day later", 0, 2)
	remind("at once again", fault.Conflict, 2)
	clock.Add(programme.RemindEvery)
	remind("the next day", 0, 3)
	clock.Add(4 * programme.RemindEvery)
	remind("when it is over", fault.Conflict, 3)
	if _, err := s.Remind(t.Context(), 2, r.Enrolment+1, r.ID, linkLetter); !fault.Is(err, fault.NotFound) {
		t.Errorf("of another enrolment: %v", err)
	}
}

func TestNoRemindingByHand(t *testing.T) {
	s, d, clock, r := requesting(t, true)
	clock.Add(2 * programme.RemindEvery)
	if _, err := s.Remind(t.Context(), 2, r.Enrolment, r.ID, linkLetter); !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "by hand") {
		t.Errorf("reminded: %v", err)
	}
	if n := len(outbox(t, d)); n != 0 {
		t.Errorf("%d messages of a link that goes by hand", n)
	}
}

// auditedWaits fails the test unless what waits is what should, and returns how
// many requests wait.
func auditedWaits(t *testing.T, d *db.DB, when string) (n int) {
	t.Helper()
	if wrong, _, err := programme.AuditWaits(t.Context(), d); err != nil || len(wrong) > 0 {
		t.Errorf("%s: %q, %v", when, wrong, err)
	}
	err := d.View(t.Context(), func(tx *db.Tx) error {
		return tx.Row(t.Context(), `SELECT count(*) FROM waits WHERE kind = 'request'`).Scan(&n)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestARequestThatEnds waits until the end of its last day in London, then no
// more; who asked is told once, however often it is looked.
func TestARequestThatEnds(t *testing.T) {
	s, d, clock, r := requesting(t, false)
	clock.Add(r.ExpiresAt.Sub(clock.Now()) - time.Millisecond)
	for i, want := range []struct{ waits, told int }{{1, 0}, {0, 1}, {0, 1}} {
		if err := s.TellDue(t.Context()); err != nil {
			t.Fatal(err)
		}
		told := 0
		for _, text := range texts(t, d, 2) {
			if strings.HasPrefix(text, "Tom Hall did not use the link") {
				told++
			}
		}
		if n := auditedWaits(t, d, fmt.Sprint("look ", i)); n != want.waits || told != want.told {
			t.Errorf("look %d: %d wait, told %d times; want %+v", i, n, told, want)
		}
		clock.Add(time.Millisecond << (20 * i))
	}
}

// TestRequestsThatBehavioursVerifiedSettle has one of two who were asked answer.
func TestRequestsThatBehavioursVerifiedSettle(t *testing.T) {
	s, d, clock, r := requesting(t, false)
	other := programme.Request{Enrolment: r.Enrolment, Purpose: programme.ForBehaviours, Name: "Nia Prys", Job: "Manager", Email: "nia@example.net", By: 2}
	if err := s.Ask(t.Context(), &other, 5, linkLetter); err != nil {
		t.Fatal(err)
	}
	if n := auditedWaits(t, d, "asked"); n != 2 {
		t.Errorf("%d wait; want 2", n)
	}
	clock.Add(time.Hour)
	checks := []programme.BehaviourCheck{{Statement: 1, Name: "B1", Shown: true}}
	if err := s.VerifyBehaviours(t.Context(), r.Enrolment, "B1 Is kind", checks, r.Signer()); err != nil {
		t.Fatal(err)
	}
	if n := auditedWaits(t, d, "one answered"); n != 0 {
		t.Errorf("%d wait after one answered; want none", n)
	}
	clock.Add(time.Hour)
	again := other
	if err := s.Ask(t.Context(), &again, 5, linkLetter); err != nil {
		t.Fatal(err)
	}
	if n := auditedWaits(t, d, "asked anew"); n != 1 {
		t.Errorf("%d wait when asked anew; want 1", n)
	}
}

func TestReceipts(t *testing.T) {
	s, d, clock, r := requesting(t, false)
	clock.Add(time.Hour)
	by := r.Signer()
	by.Name, by.Job, by.Address = "Thomas Hall", "Shift manager", "192.0.2.7"
	checks := []programme.BehaviourCheck{{Statement: 1, Name: "B1", Shown: true, Example: "The secret Tuesday call."}}
	if err := s.VerifyBehaviours(t.Context(), r.Enrolment, "B1 Is kind to customers", checks, by); err != nil {
		t.Fatal(err)
	}
	signed, err := s.Signatures(t.Context(), r.Enrolment)
	if err != nil || len(signed) != 1 {
		t.Fatalf("%d signatures, %v", len(signed), err)
	}
	all := outbox(t, d)
	if len(all) != 2 || all[1].To != "tom@example.net" {
		t.Fatalf("messages: %+v; want the link and a receipt, both to who was asked", all)
	}
	got := all[1]
	for _, want := range []string{"Dear Tom Hall,", "Carys", signed[0].Words, "Signed by: Thomas Hall, Shift manager", "When: 10 March 2026, 10:00", signed[0].Digest, "tell Marcus"} {
		if !strings.Contains(got.Body, want) {
			t.Errorf("the receipt lacks %q:\n%s", want, got.Body)
		}
	}
	for _, unwanted := range []string{"Tuesday", "kind to customers", "192.0.2.7", "/sign/", "link 1"} {
		if strings.Contains(got.Subject+got.Body, unwanted) {
			t.Errorf("the receipt holds %q", unwanted)
		}
	}
}
