package evidence_test

import (
	"slices"
	"testing"
	"time"

	"touchstone/app/db"
	"touchstone/app/notify"
	"touchstone/evidence"
)

func TestPeopleAreToldOnceOfWhatHappens(t *testing.T) {
	s, d, clock := open(t)
	must(t, d.Update(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), `INSERT INTO grants (person_id, role, scope, scope_id, granted_at) VALUES (1, 'apprentice', 'enrolment', 1, 0), (3, 'coach', 'enrolment', 1, 0)`)
		return err
	}))
	seen := map[int64]bool{}
	expect := func(when string, want ...string) {
		t.Helper()
		var told []string
		for _, p := range []int64{int64(carys), int64(marcus)} {
			notices, _, err := notify.Notices(t.Context(), d, p, notify.Query{})
			must(t, err)
			for _, n := range notices {
				if !seen[n.ID] {
					told = append(told, n.Text+" "+n.Path)
				}
				seen[n.ID] = true
			}
		}
		if !slices.Equal(told, want) {
			t.Errorf("%s: told %q, want %q", when, told, want)
		}
	}
	const toReview = "Carys has submitted piece 1 of their portfolio and waits for your decision. /portfolios/1/evidence/1/review"
	p := submit(t, s, add(t, s, k1))
	expect("submitted", toReview)
	submit(t, s, p)
	expect("submitted again by a second click")
	giveBack(t, s, p)
	expect("returned", "Marcus has returned piece 1 of your portfolio and says what it needs. /portfolios/1/evidence/1")
	giveBack(t, s, p)
	expect("returned again by a second click")
	clock.Add(time.Hour)
	p = submit(t, s, read(t, s, p.ID))
	seenLater := len(seen)
	accept(t, s, p)
	expect("submitted once more and accepted", "Marcus has accepted piece 1 of your portfolio. /portfolios/1/evidence/1", toReview)
	if len(seen) != seenLater+2 {
		t.Errorf("%d notices, of them %d later", len(seen), len(seen)-seenLater)
	}

	next := add(t, s, k1)
	must(t, d.Update(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), `CREATE TRIGGER full BEFORE INSERT ON notices BEGIN SELECT RAISE(ABORT, 'full'); END`)
		return err
	}))
	if _, err := s.Submit(t.Context(), mine, next.ID, carys, next.Version.Revision); err == nil {
		t.Error("submitted though nobody could be told")
	}
	if got := read(t, s, next.ID).State; got != evidence.Draft {
		t.Errorf("after that it is %q", got)
	}
}
