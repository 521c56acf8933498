package evidence_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"touchstone/app/audit"
	"touchstone/app/fault"
	"touchstone/evidence"
)

func TestHintsArePutAsideForOnePiece(t *testing.T) {
	s, d, clock := open(t)
	p, other := add(t, s, k1), add(t, s, k1)
	aside := func(id evidence.ItemID) []string {
		t.Helper()
		all, err := s.HintsAside(t.Context(), mine, id)
		must(t, err)
		return all
	}
	set := func(hint string, yes bool) {
		t.Helper()
		must(t, s.SetHintAside(t.Context(), mine, p.ID, carys, hint, yes))
		clock.Add(time.Second)
	}
	set("result", true)
	set("care.consent", true)
	set("result", true) // once more changes nothing
	if got := aside(p.ID); !slices.Equal(got, []string{"result", "care.consent"}) {
		t.Errorf("put aside: %v", got)
	}
	set("result", false)
	set("result", false)
	if got := aside(p.ID); !slices.Equal(got, []string{"care.consent"}) {
		t.Errorf("taken back: %v", got)
	}
	if got := aside(other.ID); len(got) > 0 {
		t.Errorf("of another piece: %v", got)
	}
	for action, want := range map[string]int{"hint.aside": 2, "hint.back": 1} {
		events, err := audit.Events(t.Context(), d, audit.Query{Action: action})
		if err != nil || len(events) != want {
			t.Errorf("%d events %s, %v; want %d", len(events), action, err, want)
		}
	}
	for _, hint := range []string{"", strings.Repeat("x", evidence.MaxLine+1)} {
		if err := s.SetHintAside(t.Context(), mine, p.ID, carys, hint, true); !fault.Is(err, fault.Invalid) {
			t.Errorf("a hint of %d letters: %v", len(hint), err)
		}
	}
	if err := s.SetHintAside(t.Context(), theirs, p.ID, dewi, "result", true); !fault.Is(err, fault.NotFound) {
		t.Errorf("from another portfolio: %v", err)
	}
	if all, err := s.HintsAside(t.Context(), theirs, p.ID); err != nil || len(all) > 0 {
		t.Errorf("from another portfolio: %v, %v", all, err)
	}
}

// TestOthersToldIsOfThePortfolioAlone reads what a text is compared with.
func TestOthersToldIsOfThePortfolioAlone(t *testing.T) {
	s, _, clock := open(t)
	first := add(t, s, k1)
	clock.Add(time.Second)
	second := add(t, s, k1)
	clock.Add(time.Second)
	thrown := add(t, s, k1)
	must(t, s.RemoveDraft(t.Context(), mine, thrown.ID, carys))
	long := strings.Repeat("é", 20_001)
	_, err := s.SaveDraft(t.Context(), mine, second.ID, carys, second.Version.Revision, func(v *evidence.Version) { v.Title, v.Action = "Second", long })
	must(t, err)
	told, err := s.OthersTold(t.Context(), mine, first.ID)
	if err != nil || len(told) != 1 || told[0].Number != second.Number || told[0].Title != "Second" {
		t.Fatalf("told %+v, %v; want the second alone", told, err)
	}
	if got := told[0].Texts[2]; got != long[:2*20_000] {
		t.Errorf("%d bytes of a long action; want 20,000 characters", len(got))
	}
	if told, err = s.OthersTold(t.Context(), theirs, first.ID); err != nil || len(told) > 0 {
		t.Errorf("of another portfolio: %v, %v", told, err)
	}
}
