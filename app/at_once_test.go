package app

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"testing"
	"time"

	"touchstone/app/audit"
	"touchstone/evidence"
)

// atOnce runs each do side by side and returns the statuses they got, in order.
func atOnce(do ...func() answer) []int {
	got := make([]int, len(do))
	var wg sync.WaitGroup
	for i, one := range do {
		wg.Go(func() { got[i] = one().status })
	}
	wg.Wait()
	slices.Sort(got)
	return got
}

// TestSubmittedTwiceAtOnce is about a button that is pressed twice: one version
// waits, and it was submitted once.
func TestSubmittedTwiceAtOnce(t *testing.T) {
	s := newSite(t)
	p := s.draft(1)
	submit := func(me *visitor) func() answer {
		form := url.Values{"revision": {fmt.Sprint(p.Version.Revision)}, "do": {"submit"}, "csrf": {me.csrf()}}
		return func() answer { return me.post(s.itemPath(p.ID), form) }
	}
	got := atOnce(submit(s.as("apprentice")), submit(s.as("apprentice")), submit(s.as("apprentice")))
	if !slices.Equal(got, []int{303, 303, 303}) {
		t.Errorf("answers: %v", got)
	}
	s.recorded(1, "item.submit")
	if versions, err := s.in.Evidence.Versions(t.Context(), s.portfolios[1], p.ID, evidence.Own); err != nil || len(versions) != 1 {
		t.Errorf("%d versions, %v", len(versions), err)
	}
}

// TestDecidedTwiceAtOnce has two windows decide differently: one decision holds,
// and the other person is told.
func TestDecidedTwiceAtOnce(t *testing.T) {
	s := newSite(t)
	p := s.submitted(1)
	decide := func(verdict string) func() answer {
		coach := s.as("coach")
		form := url.Values{"version": {fmt.Sprint(p.Version.ID)}, "verdict": {verdict}, "feedback": {"Because of " + verdict + "."}, "csrf": {coach.csrf()}}
		for _, c := range p.Version.Claims {
			form.Set(c.Field("verdict"), "accept")
		}
		return func() answer { return coach.post(s.itemPath(p.ID)+"/review", form) }
	}
	if got := atOnce(decide("accepted"), decide("returned")); !slices.Equal(got, []int{http.StatusSeeOther, http.StatusConflict}) {
		t.Errorf("answers: %v", got)
	}
	s.recorded(1, "item.accept", "item.return")
	versions, err := s.in.Evidence.Versions(t.Context(), s.portfolios[1], p.ID, evidence.Own)
	must(t, err)
	whole := 0
	for _, v := range versions {
		for _, d := range v.Decisions {
			if d.Claim == 0 {
				whole++
			}
		}
	}
	if whole != 1 {
		t.Errorf("%d decisions on the piece", whole)
	}
}

// recorded checks that the record of what happened is whole and holds one of
// the actions so many times.
func (s *site) recorded(times int, actions ...string) {
	s.t.Helper()
	if broken, _, err := audit.Check(s.t.Context(), s.in.DB); err != nil || broken != 0 {
		s.t.Errorf("the chain of events breaks at %d, %v", broken, err)
	}
	events, err := audit.Events(s.t.Context(), s.in.DB, audit.Query{Limit: 1000})
	must(s.t, err)
	n := 0
	for _, e := range events {
		if slices.Contains(actions, e.Action) {
			n++
		}
	}
	if n != times {
		s.t.Errorf("%v: recorded %d times; want %d", actions, n, times)
	}
}

// TestClockSetBack stops an installation, sets the clock back by a week, and
// starts it: what happens then is after what happened before, and people who
// were signed in still are.
func TestClockSetBack(t *testing.T) {
	dir := t.TempDir()
	first := prepare(t, dir)
	ahead := time.Now().Add(7 * 24 * time.Hour)
	first.in.DB.NotBefore(ahead) // as if the clock had shown this
	first.app = &App{secret: first.in.Secret, intake: first.in.Intake(slog.New(slog.DiscardHandler))}
	p := first.submitted(1)
	me, coach := first.as("apprentice"), first.as("coach")
	must(t, first.in.Close())

	s := *first
	var err error
	s.in, err = OpenToServe(t.Context(), dir)
	must(t, err)
	s.start()
	me.site, coach.site = &s, &s
	a := coach.post(s.itemPath(p.ID)+"/review", url.Values{"version": {fmt.Sprint(p.Version.ID)}, "verdict": {"returned"}, "feedback": {"Which page?"}})
	if a.status != http.StatusSeeOther {
		t.Fatalf("decided: %d %s", a.status, a.body)
	}
	now := s.read(1, p.ID)
	if now.Version.CreatedAt.Before(p.Version.SubmittedAt) || p.Version.SubmittedAt.Before(ahead.Truncate(time.Millisecond)) {
		t.Errorf("the draft that came after was begun at %s, before %s", now.Version.CreatedAt, p.Version.SubmittedAt)
	}
	if a := me.autosave(&now, "situation", "After the clock went back."); a.status != http.StatusOK {
		t.Errorf("saved: %d %s", a.status, a.body)
	}
	events, err := audit.Events(t.Context(), s.in.DB, audit.Query{Limit: 1000})
	must(t, err)
	for i := 1; i < len(events); i++ {
		if events[i].At.After(events[i-1].At) {
			t.Errorf("event %d at %s comes after %d at %s", events[i-1].ID, events[i-1].At, events[i].ID, events[i].At)
		}
	}
	s.recorded(1, "item.submit")
	must(t, s.in.Accounts.SetPassword(t.Context(), 0, s.people["apprentice2"], testPassword))
	v := s.as("")
	if a := v.post("/sign-in", url.Values{"email": {"apprentice2@example.org"}, "password": {testPassword}}); a.status != http.StatusSeeOther {
		t.Errorf("signing in: %d", a.status)
	}
}
