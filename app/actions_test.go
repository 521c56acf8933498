package app

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"touchstone/app/account"
	"touchstone/app/programme"
	"touchstone/ksb"
)

// action returns an open action of the apprentice's in a portfolio, set by the
// coach, adding one if need be.
func (s *site) action(n int) programme.ActionID {
	s.t.Helper()
	coach := s.people[map[int]string{1: "coach", 2: "coach2"}[n]]
	a := programme.Action{Enrolment: s.portfolios[n], Text: "Ring five overdue accounts and log each call.", Owner: account.Apprentice,
		DueOn: today(s.in.DB).AddDate(0, 0, 14), Statements: []ksb.StatementID{s.statements()[0].ID}}
	must(s.t, s.in.Programme.AddAction(s.t.Context(), coach, &a))
	return a.ID
}

func (s *site) actionPath(n int, id programme.ActionID) string {
	return fmt.Sprintf("/portfolios/%d/actions/%d", s.portfolios[n], id)
}

// day returns a day so many days from today, as a form sends it.
func (s *site) day(days int) string { return dayText(today(s.in.DB).AddDate(0, 0, days)) }

// TestAnActionFromSetToDone follows an action by its pages.
func TestAnActionFromSetToDone(t *testing.T) {
	s := newSite(t)
	coach, me := s.as("coach"), s.as("apprentice")
	list := fmt.Sprintf("/portfolios/%d/actions", s.portfolios[1])
	coach.get(list).has(t, "none yet", "Nothing was agreed yet", "Time-bound")
	a := coach.post(list, url.Values{"text": {"<b>Ring</b> five accounts"}, "owner": {"apprentice"}, "due_on": {s.day(3)}, "statements": {fmt.Sprint(s.statements()[0].ID)}})
	if a.status != http.StatusSeeOther {
		t.Fatalf("set: %d %s", a.status, a.body)
	}
	me.get(list).has(t, "set", "&lt;b&gt;Ring&lt;/b&gt; five accounts", "To do", "One to do, and none is overdue.", ">K1")
	me.get("/actions").has(t, "mine", "&lt;b&gt;Ring&lt;/b&gt; five accounts")
	coach.get("/actions").has(t, "not the coach's", "There is nothing for you to do here")
	coach.get("/actions?whose=all").has(t, "all that a coach sees", "&lt;b&gt;Ring&lt;/b&gt; five accounts")
	s.as("coach2").get("/actions?whose=all").lacks(t, "another coach", "five accounts")
	path := s.actionPath(1, 1)
	me.get(path).lacks(t, "the apprentice did not set it", "Choose another day", "Drop the action")
	if a := coach.post(path+"/move", url.Values{"due_on": {s.day(9)}, "why": {"The system was down."}}); a.status != http.StatusSeeOther {
		t.Fatalf("moved: %d %s", a.status, a.body)
	}
	me.get(path).has(t, "moved", "Days it was due before", "The system was down.")
	piece := s.submitted(1)
	if a := me.post(path+"/finish", url.Values{"done_on": {s.day(0)}, "note": {"All five rang back."}, "item": {fmt.Sprint(piece.ID)}}); a.status != http.StatusSeeOther {
		t.Fatalf("finished: %d %s", a.status, a.body)
	}
	coach.get(path).has(t, "done", "All five rang back.", piece.Version.Title, s.itemPath(piece.ID))
	coach.get(list).has(t, "nothing left", "Everything that was agreed is done.", "No action fits.")
	coach.get(list+"?state=done").has(t, "done ones", "five accounts", "moved 1 time")
	coach.get(list+"?state=all&q=nothing").has(t, "searched", "No action fits.")
}

func TestAnActionRefusedLosesNothing(t *testing.T) {
	s := newSite(t)
	coach := s.as("coach")
	list := fmt.Sprintf("/portfolios/%d/actions", s.portfolios[1])
	tests := []struct {
		name string
		form url.Values
		has  []string
	}{
		{"no day", url.Values{"text": {"Ring <them>"}, "owner": {"coach"}}, []string{"Ring &lt;them&gt;", "Say by when.", `value="coach" selected`}},
		{"a day that is none", url.Values{"text": {"Ring"}, "due_on": {"soon"}}, []string{"Enter a day, such as", `value="soon"`}},
		{"yesterday", url.Values{"text": {"Ring"}, "owner": {"coach"}, "due_on": {s.day(-1)}}, []string{"Choose today or a day to come."}},
		{"nobody", url.Values{"text": {"Ring"}, "due_on": {s.day(1)}, "owner": {"king"}}, []string{"Choose who does it."}},
		{"too long", url.Values{"text": {strings.Repeat("x", programme.MaxAction+1)}, "owner": {"coach"}, "due_on": {s.day(1)}}, []string{"It has 2001."}},
		{"not a statement of theirs", url.Values{"text": {"Ring"}, "owner": {"coach"}, "due_on": {s.day(1)}, "statements": {"99999"}}, []string{"Choose statements of this apprentice’s standard."}},
	}
	for _, tt := range tests {
		a := coach.post(list, tt.form)
		if a.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", tt.name, a.status)
		}
		a.has(t, tt.name, tt.has...)
	}
	path := s.actionPath(1, s.action(1))
	coach.post(path+"/drop", url.Values{"reason": {" "}}).has(t, "no reason", "Say why it is not to be done.")
	coach.post(path+"/move", url.Values{"due_on": {s.day(-1)}, "why": {"Typed <before>"}}).has(t, "a day gone by", "Choose today or a day to come.", "Typed &lt;before&gt;")
	coach.post(path+"/finish", url.Values{"done_on": {s.day(1)}, "note": {"Typed <here>"}}).has(t, "not yet", "Choose today or a day that has passed.", "Typed &lt;here&gt;")
}

// TestWhoEndsAnAction has people end an action that another finished, or that
// is not theirs to end.
func TestWhoEndsAnAction(t *testing.T) {
	s := newSite(t)
	path := s.actionPath(1, s.action(1))
	for who, want := range map[string]int{"employer": http.StatusConflict, "assessor": http.StatusForbidden, "iqa": http.StatusForbidden, "stranger": http.StatusNotFound, "coach2": http.StatusNotFound} {
		if a := s.as(who).post(path+"/finish", url.Values{"done_on": {s.day(0)}}); a.status != want {
			t.Errorf("%s finishes: %d; want %d", who, a.status, want)
		}
	}
	if a := s.as("apprentice").post(path+"/drop", url.Values{"reason": {"No."}}); a.status != http.StatusConflict {
		t.Errorf("the apprentice drops what the coach set: %d", a.status)
	}
	me := s.as("apprentice")
	me.post(path+"/finish", url.Values{"done_on": {s.day(0)}})
	a := me.post(path+"/finish", url.Values{"done_on": {s.day(0)}, "note": {"Again"}})
	if a.status != http.StatusConflict {
		t.Errorf("a second time: %d", a.status)
	}
	a.has(t, "a second time", "apprentice marked this as done already.")
	if a := s.as("coach2").get(fmt.Sprintf("/portfolios/%d/actions/1", s.portfolios[2])); a.status != http.StatusNotFound {
		t.Errorf("by way of another portfolio: %d", a.status)
	}
}

func TestActionsInABrowser(t *testing.T) {
	s := newSite(t)
	s.action(1)
	for _, w := range []window{desk, phone} {
		b := openBrowser(t, s.url, w, w == phone)
		b.enter(s.in, s.people["coach"])
		b.open(fmt.Sprintf("/portfolios/%d/actions", s.portfolios[1]))
		b.fill("#text", "Write the first reminder for "+w.name)
		b.fill("#due_on", s.day(5))
		b.accessible("actions " + w.name)
		b.shot("actions-" + w.name)
		b.press("Set the action")
		b.sees("Write the first reminder for " + w.name)
		b.press("Ring five overdue accounts")
		b.sees("It is done")
		b.accessible("action " + w.name)
		b.shot("action-" + w.name)
		b.open("/actions?whose=all")
		b.accessible("my actions " + w.name)
		b.shot("my-actions-" + w.name)
	}
}
