package evidence_test

import (
	"testing"
	"time"

	"touchstone/app/account"
)

func TestDecisionsAreCountedByWeek(t *testing.T) {
	s, _, clock := open(t) // a Thursday
	p := submit(t, s, add(t, s, k1))
	clock.Add(5 * 24 * time.Hour) // Tuesday: three working days
	accept(t, s, p)
	p = submit(t, s, add(t, s, k1))
	accept(t, s, p)
	for _, coach := range []account.PersonID{marcus, 0} {
		got, err := s.Turnarounds(t.Context(), coach, clock.Now())
		if err != nil || len(got) != 1 || got[0].Pieces != 2 || got[0].Days != 3 || got[0].Week.Weekday() != time.Monday {
			t.Errorf("coach %d: %+v, %v", coach, got, err)
		}
	}
	if wrong, err := s.AuditTurnarounds(t.Context()); err != nil || len(wrong) > 0 {
		t.Errorf("audit: %v, %v", wrong, err)
	}
}
