package growth_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/app/growth"
)

func anEntry(d *db.DB) growth.Entry {
	return growth.Entry{DoneOn: day(d, -2), Minutes: 90, Kind: "course", Title: "Rye,  an evening course", Learned: "How a sour is kept.\r\nWarm.", Applied: "I keep one now.",
		Framework: 1, Elements: []string{"rye", "D1"}, Item: growth.Item{ID: 1}}
}

func logged(t *testing.T, s *growth.Store, person account.PersonID, e growth.Entry) growth.Entry {
	t.Helper()
	if err := s.AddEntry(t.Context(), person, &e); err != nil {
		t.Fatal(err)
	}
	e, err := s.Entry(t.Context(), person, e.ID)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestAnEntryIsKept(t *testing.T) {
	s, _, d := plans(t)
	g := added(t, s, ada, aGoal(d))
	e := anEntry(d)
	e.Goal = g.ID
	got := logged(t, s, ada, e)
	if got.Title != "Rye, an evening course" || got.Learned != "How a sour is kept.\nWarm." || !slices.Equal(got.Elements, []string{"D1", "rye"}) || got.Named[1].Name != "Rye" ||
		got.GoalActivity != g.Activity || got.Item != (growth.Item{ID: 1, Portfolio: 1, Number: 1, Title: "Loaves"}) || !got.DoneOn.Equal(e.DoneOn) || got.Minutes != 90 {
		t.Errorf("the entry is %+v", got)
	}
	again := logged(t, s, ada, e)
	if again.ID != got.ID {
		t.Error("a second click adds a second entry")
	}
	if n := rows(t, d, `SELECT count(*) FROM events WHERE action = 'cpd.add'`); n != 1 {
		t.Errorf("%d events", n)
	}
}

func TestAnEntryIsChecked(t *testing.T) {
	s, _, d := plans(t)
	theirs := added(t, s, bea, aGoal(d))
	for _, tt := range []struct {
		field string
		edit  func(*growth.Entry)
	}{
		{"done_on", func(e *growth.Entry) { e.DoneOn = day(d, 1) }},
		{"done_on", func(e *growth.Entry) { e.DoneOn = time.Time{} }},
		{"done_on", func(e *growth.Entry) { e.DoneOn = day(d, 0).AddDate(-51, 0, 0) }},
		{"minutes", func(e *growth.Entry) { e.Minutes = 0 }},
		{"minutes", func(e *growth.Entry) { e.Minutes = growth.MaxEntryMinutes + 1 }},
		{"kind", func(e *growth.Entry) { e.Kind = "sleep" }},
		{"title", func(e *growth.Entry) { e.Title = " " }},
		{"title", func(e *growth.Entry) { e.Title = strings.Repeat("w", growth.MaxEntryTitle+1) }},
		{"learned", func(e *growth.Entry) { e.Learned = "" }},
		{"applied", func(e *growth.Entry) { e.Applied = strings.Repeat("w", growth.MaxEntryText+1) }},
		{"elements", func(e *growth.Entry) { e.Elements = []string{"D1", "D9"} }},
		{"elements", func(e *growth.Entry) { e.Framework = 7 }},
		{"goal", func(e *growth.Entry) { e.Goal = theirs.ID }},
		{"goal", func(e *growth.Entry) { e.Goal = 99 }},
		{"item", func(e *growth.Entry) { e.Item.ID = 3 }}, // thrown away
		{"item", func(e *growth.Entry) { e.Item.ID = 4 }}, // Bea's
	} {
		e := anEntry(d)
		tt.edit(&e)
		err := s.AddEntry(t.Context(), ada, &e)
		if wrong := fault.Of(err); err == nil || len(wrong.Fields) != 1 || wrong.Fields[tt.field] == "" {
			t.Errorf("%s: %v", tt.field, err)
		}
	}
	e := anEntry(d)
	e.DoneOn, e.Minutes, e.Applied, e.Elements, e.Item, e.Framework = day(d, 0), growth.MaxEntryMinutes, "", nil, growth.Item{}, 0
	if got := logged(t, s, dan, e); got.Framework != 0 || len(got.Elements) != 0 {
		t.Errorf("the least an entry has to say: %+v", got)
	}
}

func TestAnEntryIsSavedRemovedAndPutBack(t *testing.T) {
	s, _, d := plans(t)
	e := logged(t, s, ada, anEntry(d))
	edit := anEntry(d)
	edit.Minutes = 45
	for range 2 {
		if err := s.SaveEntry(t.Context(), ada, e.ID, e.Revision, &edit); err != nil {
			t.Fatal(err)
		}
	}
	other := anEntry(d)
	other.Minutes = 30
	err := s.SaveEntry(t.Context(), ada, e.ID, e.Revision, &other)
	if theirs, clashed := growth.TheirEntry(err); !clashed || theirs.Minutes != 45 || theirs.Revision != 2 {
		t.Errorf("the second tab: %+v, %v", theirs, err)
	}
	for range 2 {
		if err := s.RemoveEntry(t.Context(), ada, e.ID); err != nil {
			t.Fatal(err)
		}
	}
	if all, err := s.Entries(t.Context(), ada); err != nil || len(all) != 0 {
		t.Errorf("removed, the log has %+v, %v", all, err)
	}
	if err := s.SaveEntry(t.Context(), ada, e.ID, 2, &other); !fault.Is(err, fault.Conflict) {
		t.Errorf("saved once removed: %v", err)
	}
	for range 2 {
		if err := s.RestoreEntry(t.Context(), ada, e.ID); err != nil {
			t.Fatal(err)
		}
	}
	if all, err := s.Entries(t.Context(), ada); err != nil || len(all) != 1 || all[0].Minutes != 45 {
		t.Errorf("put back, the log has %+v, %v", all, err)
	}
	for _, action := range []string{"cpd.add", "cpd.change", "cpd.remove", "cpd.restore"} {
		if n := rows(t, d, `SELECT count(*) FROM events WHERE action = '`+action+`'`); n != 1 {
			t.Errorf("%d events %s", n, action)
		}
	}
}

func TestAnEntryOfSomebodyElseIsNotFound(t *testing.T) {
	s, _, d := plans(t)
	e := logged(t, s, ada, anEntry(d))
	edit := anEntry(d)
	edit.Item.ID = 0
	edit.Minutes = 1
	for name, err := range map[string]error{
		"read":    second(s.Entry(t.Context(), bea, e.ID)),
		"save":    s.SaveEntry(t.Context(), bea, e.ID, 1, &edit),
		"remove":  s.RemoveEntry(t.Context(), bea, e.ID),
		"restore": s.RestoreEntry(t.Context(), bea, e.ID),
	} {
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if all, err := s.Entries(t.Context(), bea); err != nil || len(all) != 0 {
		t.Errorf("Bea has %+v, %v", all, err)
	}
}

func TestAPlanIsSeenWithConsentAlone(t *testing.T) {
	s, _, d := plans(t)
	added(t, s, ada, aGoal(d))
	logged(t, s, ada, anEntry(d))
	see := func() (int, error) {
		goals, entries, err := s.SeenPlan(t.Context(), ada)
		return len(goals) + len(entries), err
	}
	if _, err := see(); !fault.Is(err, fault.NotFound) {
		t.Errorf("without consent: %v", err)
	}
	if err := s.GiveConsent(t.Context(), ada, growth.ToTeam); err != nil {
		t.Fatal(err)
	}
	if _, err := see(); !fault.Is(err, fault.NotFound) {
		t.Errorf("with the other consent: %v", err)
	}
	if err := s.GiveConsent(t.Context(), ada, growth.ToManager); err != nil {
		t.Fatal(err)
	}
	if n, err := see(); err != nil || n != 2 {
		t.Errorf("with consent: %d, %v", n, err)
	}
	if err := s.WithdrawConsent(t.Context(), ada, growth.ToManager); err != nil {
		t.Fatal(err)
	}
	if _, err := see(); !fault.Is(err, fault.NotFound) {
		t.Errorf("withdrawn: %v", err)
	}
}

func TestTotal(t *testing.T) {
	on := func(year int) time.Time { return time.Date(year, time.May, 4, 0, 0, 0, 0, time.UTC) }
	d1, rye := growth.Named{Key: "D1", Code: "D1", Name: "Dough"}, growth.Named{Key: "rye", Name: "Rye"}
	got := growth.Total([]growth.Entry{
		{DoneOn: on(2025), Minutes: 60, Framework: 1, Named: []growth.Named{d1, rye}},
		{DoneOn: on(2026), Minutes: 30, Framework: 1, Named: []growth.Named{d1}},
		{DoneOn: on(2026), Minutes: 200},
		{DoneOn: on(2026), Minutes: 10, Framework: 2, Named: []growth.Named{d1}}, // of another framework
	})
	if got.Minutes != 300 || !slices.Equal(got.Years, []int{2026, 2025}) || got.ByYear[2026] != 240 || got.ByYear[2025] != 60 || len(got.Rows) != 3 {
		t.Fatalf("Total = %+v", got)
	}
	if r := got.Rows[0]; r.Named != d1 || r.Framework != 1 || r.Minutes != 90 || r.ByYear[2025] != 60 || r.ByYear[2026] != 30 {
		t.Errorf("the first row is %+v", r)
	}
	if got.Rows[1].Named != rye || got.Rows[2].Framework != 2 {
		t.Errorf("the rows are %+v", got.Rows)
	}
}
