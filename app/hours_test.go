package app

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"touchstone/app/account"
	"touchstone/app/programme"
	"touchstone/app/sheet"
)

// logged returns an entry of hours in a portfolio that nobody has agreed.
func (s *site) logged(n int, edits ...func(*programme.Hours)) programme.Hours {
	s.t.Helper()
	ctx := s.t.Context()
	who := "apprentice"
	if n == 2 {
		who += "2"
	}
	r, err := s.in.Programme.HoursRecord(ctx, s.portfolios[n])
	must(s.t, err)
	if len(edits) == 0 && len(r.Entries) > 0 {
		return r.Entries[0]
	}
	h := programme.Hours{Enrolment: s.portfolios[n], Form: fmt.Sprint("test ", len(r.Entries)), Training: programme.Training{
		From: today(s.in.DB).AddDate(0, 0, -1-len(r.Entries)), Starts: -1, Minutes: 95 + 7*len(r.Entries), Activity: "shadowing", Learned: "How a limit is set.", Time: programme.PaidHours}}
	for _, edit := range edits {
		edit(&h)
	}
	must(s.t, s.in.Programme.LogHours(ctx, s.people[who], &h))
	h, err = s.in.Programme.HoursEntry(ctx, h.Enrolment, h.ID)
	must(s.t, err)
	return h
}

func anEntry(*programme.Hours) {}

func (s *site) hoursPath(n int, rest string) string {
	return fmt.Sprintf("/portfolios/%d/hours%s", s.portfolios[n], rest)
}

// hoursIn is what the form of an entry sends.
func hoursIn(s *site, edits ...string) url.Values {
	f := url.Values{"form": {"one form"}, "quick": {"60 min"}, "from": {dayText(today(s.in.DB))}, "activity": {"teaching"}, "learned": {"How to read a balance sheet."}, "time": {"paid"}}
	for i := 0; i < len(edits); i += 2 {
		f.Set(edits[i], edits[i+1])
	}
	return f
}

func TestHoursAreRecordedOnce(t *testing.T) {
	s := newSite(t)
	me, path := s.as("apprentice"), s.hoursPath(1, "")
	page := me.get(path + "/new").page(t)
	if form := formIn(t, page, path); form.Get("from") != dayText(today(s.in.DB)) || form.Get("form") == "" {
		t.Errorf("the form begins with %v", form)
	}
	send := func() answer { return me.post(path, hoursIn(s)) }
	if got := atOnce(send, send, send); !slices.Equal(got, []int{303, 303, 303}) {
		t.Errorf("answers: %v", got)
	}
	a := me.get(path)
	a.has(t, "the list", "How to read a balance sheet.", "1 entry, 1 h that count", "Waits for both")
	again := me.post(path, hoursIn(s, "form", "another", "minutes", "1h 45", "learned", "Something else.", "separate", "yes", "then", "another"))
	if again.status != http.StatusSeeOther || !strings.Contains(again.where(), "/hours/new?like=2") {
		t.Fatalf("%d to %s", again.status, again.where())
	}
	me.get(again.where()).has(t, "another like it", "Something else.", `value="1 h 45 min"`)
}

// TestRefusedHoursSayWhy checks that each reason stands beside its field and
// that what was typed is kept.
func TestRefusedHoursSayWhy(t *testing.T) {
	s := newSite(t)
	me, path := s.as("apprentice"), s.hoursPath(1, "")
	tomorrow := dayText(today(s.in.DB).AddDate(0, 0, 1))
	for _, tt := range []struct{ name, field, value, input, says string }{
		{"25 hours", "minutes", "25 h", "minutes", "25 h does not fit into 1 day"},
		{"hours or minutes", "minutes", "2", "minutes", "2 h or 2 min"},
		{"no length of time", "minutes", "long", "minutes", "Enter a length of time"},
		{"tomorrow", "from", tomorrow, "from", "Choose a day that has been"},
		{"no day at all", "from", "soon", "from", "Enter a day"},
		{"before the start", "from", "2026-01-11", "from", "12 January 2026"},
		{"English and maths", "activity", "english_maths", "activity", "English and maths do not count"},
		{"a progress review", "activity", "review", "activity", "Progress reviews do not count"},
		{"own time", "time", "own", "time", "time off in lieu"},
		{"no start", "starts", "noon", "starts", "Enter a time of day"},
		{"another's piece", "item", "999", "item", "one of your own pieces"},
		{"nothing learned", "learned", "", "learned", "Say what you learned"},
	} {
		a := me.post(path, hoursIn(s, tt.field, tt.value))
		if a.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", tt.name, a.status)
			continue
		}
		beside := find(a.page(t), "p", "id", tt.input+"-fault")
		if beside == nil || !strings.Contains(textOf(beside), tt.says) {
			t.Errorf("%s: beside the field stands %v", tt.name, beside)
		}
		a.has(t, tt.name, `value="one form"`)
		if tt.field != "learned" {
			a.has(t, tt.name, "How to read a balance sheet.")
		}
	}
	if a := me.get(path); !strings.Contains(a.body, "No hours yet") {
		t.Error("something of that was recorded")
	}
}

func TestHoursThatMayBeTheSameAreAsked(t *testing.T) {
	s := newSite(t)
	me, path := s.as("apprentice"), s.hoursPath(1, "")
	me.post(path, hoursIn(s))
	a := me.post(path, hoursIn(s, "form", "two", "learned", "Other things."))
	if a.status != http.StatusUnprocessableEntity || find(a.page(t), "input", "name", "separate", "type", "checkbox") == nil {
		t.Fatalf("%d, asked: %t", a.status, strings.Contains(a.body, "separate"))
	}
	if a = me.post(path, hoursIn(s, "form", "two", "learned", "Other things.", "separate", "yes")); a.status != http.StatusSeeOther {
		t.Errorf("after the answer: %d", a.status)
	}
	if a = me.post(path, hoursIn(s, "form", "three", "separate", "yes")); a.status != http.StatusUnprocessableEntity {
		t.Errorf("the very same again: %d", a.status)
	}
}

// boxes returns what the boxes of a page to agree send.
func boxes(t *testing.T, a answer) (values []string) {
	for d := range a.page(t).Descendants() {
		if d.Data == "input" && attr(d, "name") == "entries" {
			values = append(values, attr(d, "value"))
		}
	}
	return values
}

func TestCoachAndEmployerAgree(t *testing.T) {
	s := newSite(t)
	for range 3 {
		s.logged(1, anEntry)
	}
	path := s.hoursPath(1, "/agree")
	for _, who := range []string{"employer", "coach"} {
		v := s.as(who)
		v.get("/hours").has(t, who, "3 entries wait for you", ">apprentice<")
		all := boxes(t, v.get(path))
		if len(all) != 3 {
			t.Fatalf("%s is shown %d entries", who, len(all))
		}
		for range 2 { // a double click
			if a := v.post(path, url.Values{"entries": all[:2], "verdict": {"agreed"}}); a.status != http.StatusSeeOther {
				t.Errorf("%s: %d %s", who, a.status, a.body)
			}
		}
		v.get("/hours").has(t, who, "One entry waits for you")
	}
	page := s.as("apprentice").get(s.hoursPath(1, ""))
	page.has(t, "the list", ">Agreed<", "3 h 31 min agreed")
	s.as("coach").post(path, url.Values{"entries": boxes(t, s.as("coach").get(path)), "verdict": {"returned"}, "note": {"Which limit?"}})
	s.as("apprentice").get(s.hoursPath(1, "")).has(t, "returned", "One entry came back.", "state=returned")
	s.as("apprentice").get(s.hoursPath(1, "?state=returned")).has(t, "narrowed", "1 entry, 0 min that count")
	s.as("apprentice").get(s.hoursPath(1, "/1/edit")).has(t, "to put right", "Which limit?", "coach")
	s.recorded(3, "hours.add")
	s.recorded(2, "hours.agree")
}

// TestAgreedWhileEdited has an apprentice change an entry that a coach has open.
func TestAgreedWhileEdited(t *testing.T) {
	s := newSite(t)
	h := s.logged(1, anEntry)
	coach, path := s.as("coach"), s.hoursPath(1, "/agree")
	shown := boxes(t, coach.get(path))
	if a := s.as("apprentice").post(s.hoursPath(1, fmt.Sprint("/", h.ID)), hoursIn(s, "version", "1", "minutes", "2 h")); a.status != http.StatusSeeOther {
		t.Fatalf("changed: %d %s", a.status, a.body)
	}
	a := coach.post(path, url.Values{"entries": shown, "verdict": {"returned"}, "note": {"Say more about the limit."}})
	if a.status != http.StatusConflict {
		t.Fatalf("decided on what was shown before: %d", a.status)
	}
	a.has(t, "conflict", "changed after you opened them", "Say more about the limit.", "How to read a balance sheet.")
	if now := boxes(t, a); len(now) != 1 || now[0] == shown[0] {
		t.Errorf("shown again: %v", now)
	}
	if a := coach.post(path, url.Values{"verdict": {"agreed"}}); a.status != http.StatusUnprocessableEntity {
		t.Errorf("nothing chosen: %d", a.status)
	}
	if a := coach.post(path, url.Values{"entries": boxes(t, coach.get(path)), "verdict": {"returned"}}); a.status != http.StatusUnprocessableEntity {
		t.Errorf("returned without a note: %d", a.status)
	}
	if a := coach.post(path, url.Values{"entries": boxes(t, coach.get(path))}); a.status != http.StatusUnprocessableEntity {
		t.Errorf("no verdict: %d", a.status)
	}
}

func TestHoursOfAnotherPortfolioAreNotFound(t *testing.T) {
	s := newSite(t)
	s.logged(1, anEntry)
	theirs := s.logged(2, anEntry)
	path := s.hoursPath(1, fmt.Sprint("/", theirs.ID))
	for _, who := range []string{"apprentice", "coach", "iqa"} {
		if a := s.as(who).get(path); a.status != http.StatusNotFound {
			t.Errorf("%s: %d", who, a.status)
		}
	}
	if a := s.as("coach").post(s.hoursPath(1, "/agree"), url.Values{"entries": {fmt.Sprintf("%d.%s", theirs.ID, theirs.Digest())}, "verdict": {"agreed"}}); a.status != http.StatusNotFound {
		t.Errorf("agreed across portfolios: %d", a.status)
	}
	s.as("coach").get("/hours").lacks(t, "another's caseload", "apprentice2")
	if a := s.as("employer2").get("/hours/export?as=csv"); strings.Contains(a.body, "\napprentice,") || !strings.Contains(a.body, "apprentice2") {
		t.Errorf("employer2 exports %s", a.body)
	}
}

func TestTheTargetIsEntered(t *testing.T) {
	s := newSite(t)
	path := s.hoursPath(1, "/target")
	s.as("apprentice").get(path).has(t, "not known", "not known yet")
	coach := s.as("coach")
	if a := coach.post(path, url.Values{"kind": {"published"}, "amount": {"lots"}}); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, `value="lots"`) {
		t.Errorf("a bad figure: %d", a.status)
	}
	for _, form := range []url.Values{
		{"kind": {"published"}, "amount": {"300 h"}, "source": {"The standard's page"}},
		{"kind": {"prior"}, "amount": {"12 h 30"}, "source": {"Two years of sales ledger"}},
	} {
		if a := coach.post(path, form); a.status != http.StatusSeeOther {
			t.Fatalf("%v: %d", form, a.status)
		}
	}
	a := coach.get(path)
	a.has(t, "known", "287 h 30 min of off-the-job training are needed", "Less 12 h 30 min for prior learning", "Two years of sales ledger")
	s.as("iqa").get(path).lacks(t, "an IQA", "Keep the figure")
	s.as("apprentice").get(s.hoursPath(1, "")).has(t, "the list", "0 min agreed of 287 h 30 min")
	for typed, want := range map[string]int{"5.6": 56, "5,6 weeks": 56, "6": 60, "0": 0, "-1": -1, "5.65": -1, "many": -1, "": -1, "+2": -1} {
		if got, err := parseWeeks(typed); (err != nil) != (want < 0) || err == nil && got != want {
			t.Errorf("parseWeeks(%q) = %d, %v", typed, got, err)
		}
	}
}

func TestHoursAreExported(t *testing.T) {
	s := newSite(t)
	h := s.logged(1, func(h *programme.Hours) { h.Learned = "=SUM(A1)" })
	by := programme.Signer{Role: account.Employer, Person: s.people["employer"]}
	must(t, s.in.Programme.AgreeHours(t.Context(), h.Enrolment, []programme.HoursID{h.ID}, programme.HoursDigest([]programme.Hours{h}), by))
	for _, path := range []string{s.hoursPath(1, "/export?as=csv"), s.hoursPath(1, "/export?as=xlsx"), "/hours/export?as=csv", "/hours/export?as=xlsx"} {
		a := s.as("coach").get(path)
		table, err := sheet.Read(bytes.NewReader([]byte(a.body)), sheet.Want{Rows: 10, Bytes: 1 << 20})
		if err != nil || len(table.Rows) != 2 {
			t.Fatalf("%s: %d rows, %v", path, len(table.Rows), err)
		}
		row := table.Rows[1]
		if row[0] != "apprentice" || row[3] != h.From.Format(time.DateOnly) || row[6] != fmt.Sprint(h.Minutes) || row[8] != "=SUM(A1)" || row[20] != "employer" || row[18] != "" {
			t.Errorf("%s: %q", path, row)
		}
	}
}

// TestWholeHoursAreNotRoundedUp compares what two pages say of the same minutes.
func TestWholeHoursAreNotRoundedUp(t *testing.T) {
	for minutes, want := range map[int]string{0: "0 h", 59: "0 h", 60: "1 h", 320*60 - 1: "319 h", 320 * 60: "320 h"} {
		if got := hourText(minutes); got != want {
			t.Errorf("%d minutes are %s; want %s", minutes, got, want)
		}
		var c programme.Case
		c.HoursAgreed = minutes
		if got := hoursMeasure(&c, time.Time{}).Far; got != want {
			t.Errorf("the caseload says %s of %d minutes; want %s", got, minutes, want)
		}
	}
}
