package evidence_test

import (
	"slices"
	"testing"
	"time"

	"touchstone/app/db"
	"touchstone/evidence"
	"touchstone/ksb"
)

func TestShownSince(t *testing.T) {
	s, d, clock := open(t)
	since := func(days int) (ids []ksb.StatementID) {
		t.Helper()
		must(t, d.View(t.Context(), func(tx *db.Tx) (err error) {
			ids, err = evidence.ShownSinceIn(t.Context(), tx, mine, db.Today(clock.Now()).AddDate(0, 0, days))
			return err
		}))
		return ids
	}
	accept(t, s, submit(t, s, add(t, s, k1)))
	clock.Add(10 * 24 * time.Hour)
	accept(t, s, submit(t, s, add(t, s, k1, s1))) // k1 for the second time
	submit(t, s, add(t, s, k2))                   // not decided
	giveBack(t, s, submit(t, s, add(t, s, k2)))
	for days, want := range map[int][]ksb.StatementID{-11: {k1, s1}, -10: {k1, s1}, -9: {s1}, 0: {s1}, 1: nil} {
		if got := since(days); !slices.Equal(got, want) {
			t.Errorf("since %d days: %v; want %v", days, got, want)
		}
	}
}
