package evidence_test

import (
	"testing"

	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/evidence"
	"touchstone/ksb"
)

func facts(t *testing.T, d *db.DB, id evidence.PortfolioID) *evidence.Facts {
	t.Helper()
	f, _, err := evidence.NewStore(d).Readiness(t.Context(), ksb.NewStore(d), id)
	must(t, err)
	return f
}

func TestFactsAreThoseOfNow(t *testing.T) {
	s, d, clock := open(t)
	must(t, exec(t, d, `UPDATE standards SET source = '{}'`))
	if _, _, err := s.Readiness(t.Context(), ksb.NewStore(d), 99); !fault.Is(err, fault.NotFound) {
		t.Errorf("facts of no portfolio: %v", err)
	}
	f := facts(t, d, mine)
	if len(f.Pieces) != 0 || f.Months != 8 || len(f.Statements) != 4 || !f.Today.Equal(march(5)) || f.Plan.Reference != "P" || !f.Changed.IsZero() {
		t.Errorf("facts of an empty portfolio: %+v", f)
	}
	first := submit(t, s, add(t, s, k1))
	accept(t, s, first)
	draft := add(t, s, k2)
	f = facts(t, d, mine)
	if len(f.Pieces) != 2 || len(f.Chosen()) != 1 || f.Chosen()[0].ID != first.ID {
		t.Errorf("of an accepted piece and a draft, %d are chosen of %d", len(f.Chosen()), len(f.Pieces))
	}
	if !f.Changed.Equal(clock.Now()) {
		t.Errorf("changed at %v; want %v", f.Changed, clock.Now())
	}
	const text = `Apprentice: Carys
ULN: not recorded
Employer: Ashbrook
Standard: ST0001 A
Option: X
Assessment plan: P
Plan’s reference: P
Plan’s version: 1

1 piece of evidence:
1. Call log (version 1)
`
	if f.HandOver != text {
		t.Errorf("to be signed:\n%s\nwant:\n%s", f.HandOver, text)
	}
	accept(t, s, submit(t, s, draft))
	if now := facts(t, d, mine).HandOver; now == text {
		t.Error("another piece changed nothing of what is signed")
	}
	must(t, s.Select(t.Context(), mine, marcus, []evidence.ItemID{first.ID}))
	if now := facts(t, d, mine).HandOver; now != text {
		t.Errorf("with the second left out, to be signed:\n%s", now)
	}
	if f := facts(t, d, theirs); f.Plan == nil || f.Enrolment.Plan != 0 {
		t.Error("a portfolio without a plan has one")
	}
}
