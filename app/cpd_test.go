package app

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"touchstone/app/growth"
)

func TestACPDLogIsKept(t *testing.T) {
	s := newSite(t)
	me, g := s.as("apprentice"), s.goal("apprentice")
	says(t, "the empty log", me.get("/growth/cpd"), "Nothing logged yet", "Add your first entry", "Off-the-job hours are a separate record")
	form := me.get(fmt.Sprintf("/growth/cpd/new?goal=%d", g.ID))
	if box := find(form.page(t), "input", "value", elementValue(g.Framework, "D1")); box == nil || unticked(box) {
		t.Error("the goal’s element is not chosen")
	}
	for _, tt := range []struct{ field, typed, sentence string }{
		{"minutes", "a while", "Enter a length of time"},
		{"minutes", "5", "Say whether that is hours or minutes"},
		{"minutes", "", "Say how long it took"},
		{"done_on", s.day(1), "Choose today or a day that has passed."},
		{"title", " ", "Say in a few words what you did."},
		{"elements", "nonsense", "Choose what is on the list."},
		{"goal", "77", "Choose a goal of your own on the list."},
		{"item", "x", "Choose one on the list."},
	} {
		a := me.post("/growth/cpd", s.entryFields(tt.field, tt.typed))
		if a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, tt.sentence) || !strings.Contains(a.body, "Steam comes first.") {
			t.Errorf("%s %q: %d", tt.field, tt.typed, a.status)
		}
	}
	fields := s.entryFields("goal", fmt.Sprint(g.ID))
	fields.Add("elements", elementValue(s.bakes().ID, "rye"))
	for range 2 {
		if a := me.post("/growth/cpd", fields); a.where() != "/growth/cpd" {
			t.Fatalf("added: %d\n%s", a.status, textOf(find(a.page(t), "main")))
		}
	}
	says(t, "the log", me.get("/growth/cpd"), "1 h 30 min in the last 12 months, 1 h 30 min in all.", "A webinar on ovens", "Steam comes first.", "D2 Oven Rye", "The whole log", "1 entry, 1 h 30 min")
	says(t, "the goal", me.get(goalPath(g.ID)), "What you did for it 1 h 30 min", "A webinar on ovens")
	says(t, "the overview", me.get("/growth"), "Last 12 months 1 h 30 min")
	for query, found := range map[string]bool{"q=STEAM": true, "q=gravel": false, "element=" + url.QueryEscape(elementValue(s.bakes().ID, "rye")): true,
		"element=" + url.QueryEscape(elementValue(s.bakes().ID, "D1")): false, "period=12": true, "period=1999": false, "sort=-time": true} {
		if got := strings.Contains(me.get("/growth/cpd?"+query).body, "A webinar on ovens"); got != found {
			t.Errorf("?%s finds it: %t", query, got)
		}
	}
	export := me.get("/growth/cpd/export?as=csv")
	export.has(t, "the export", "A webinar on ovens", "D2 Oven, Rye", g.Activity, ",90,")
	if me.get("/growth/cpd/export?as=xlsx").status != http.StatusOK || !strings.Contains(export.header.Get("Content-Disposition"), "CPD log of apprentice.csv") {
		t.Errorf("the export is %v", export.header)
	}
}

func TestAnEntryIsChangedRemovedAndPutBack(t *testing.T) {
	s := newSite(t)
	me, e := s.as("stranger"), s.entry("stranger")
	path := entryPath(e.ID)
	says(t, "the entry", me.get(path), "An entry of your CPD log", "Remove this entry")
	if a := me.post(path, s.entryFields("revision", "1", "minutes", "2h")); a.where() != "/growth/cpd" {
		t.Fatalf("saved: %d", a.status)
	}
	a := me.post(path, s.entryFields("revision", "1", "minutes", "3h", "title", "Another webinar"))
	if a.status != http.StatusConflict {
		t.Fatalf("the second tab: %d", a.status)
	}
	says(t, "the clash", a, "Nothing was overwritten", "What you did A webinar on ovens", "Time 2 h")
	if in := find(a.page(t), "input", "name", "minutes"); attr(in, "value") != "3h" {
		t.Error("what was typed is lost")
	}
	for range 2 {
		if a := me.post(path+"/remove", nil); a.where() != "/growth/cpd?removed=1" {
			t.Fatalf("removed: %d", a.status)
		}
	}
	says(t, "removed", me.get("/growth/cpd?removed=1"), "“A webinar on ovens” is removed.", "Put it back", "Nothing logged yet")
	if a := me.get(path); a.where() != "/growth/cpd?removed=1" {
		t.Errorf("a removed entry opens: %d", a.status)
	}
	for range 2 {
		if a := me.post(path+"/restore", nil); a.where() != "/growth/cpd" {
			t.Fatalf("put back: %d", a.status)
		}
	}
	page := me.get("/growth/cpd?removed=1")
	says(t, "put back", page, "A webinar on ovens", "2 h")
	if strings.Contains(page.body, "is removed") {
		t.Error("what is back is said to be removed")
	}
}

func TestHoursGoIntoALogOnlyWhereOneEntersThem(t *testing.T) {
	s := newSite(t)
	h := s.logged(1, anEntry)
	me := s.as("apprentice")
	path := fmt.Sprintf("/growth/cpd/new?portfolio=%d&hours=%d", s.portfolios[1], h.ID)
	me.get(s.hoursPath(1, fmt.Sprint("/", h.ID))).has(t, "the hours", "Note it in your CPD log too", strings.ReplaceAll(path, "&", "&amp;"))
	form := me.get(path)
	form.has(t, "the form", h.Learned, dayText(h.To))
	if all, err := s.app.growth.Entries(t.Context(), s.people["apprentice"]); err != nil || len(all) != 0 {
		t.Errorf("looking at the form adds %v, %v", all, err)
	}
}

// TestALogOfManyPagesIsWalked pages and sums up.
func TestALogOfManyPagesIsWalked(t *testing.T) {
	s := newSite(t)
	for i := range pageRows + 3 {
		s.entry("stranger", func(e *growth.Entry) {
			e.Title, e.DoneOn, e.Minutes = fmt.Sprintf("Evening %d", i), today(s.in.DB).AddDate(0, 0, -10*i), 60
		})
	}
	me := s.as("stranger")
	says(t, "the first page", me.get("/growth/cpd"), "53 entries, 53 h", "Evening 0 ", "1 to 50 of 53")
	says(t, "the last page", me.get("/growth/cpd?from=50"), "Evening 52 ", "51 to 53 of 53")
}
