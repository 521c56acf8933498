package evidence_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"touchstone/app/db"
	"touchstone/evidence"
)

func TestPeopleAreToldOnceOfWhatHappens(t *testing.T) {
	quiet, d, _ := open(t)
	var told []string
	var broken error
	s := quiet.Telling(func(_ context.Context, _ *db.Tx, n evidence.Notice) error {
		told = append(told, fmt.Sprintf("%s of %d by %s to %s <%s>", n.State, n.Number, n.From, n.Name, n.Email))
		return broken
	})
	expect := func(when string, want ...string) {
		t.Helper()
		if !slices.Equal(told, want) {
			t.Errorf("%s: told %q, want %q", when, told, want)
		}
		told = nil
	}
	p := submit(t, s, add(t, s, k1))
	expect("submitted", "submitted of 1 by Carys to Marcus <m@example.com>")
	submit(t, s, p)
	expect("submitted again by a second click")
	giveBack(t, s, p)
	expect("returned", "returned of 1 by Marcus to Carys <c@example.com>")
	giveBack(t, s, p)
	expect("returned again by a second click")
	p = submit(t, s, read(t, s, p.ID))
	told = nil
	accept(t, s, p)
	expect("accepted", "accepted of 1 by Marcus to Carys <c@example.com>")

	next := add(t, s, k1)
	broken = errors.New("outbox full")
	if _, err := s.Submit(t.Context(), mine, next.ID, carys, next.Version.Revision); !errors.Is(err, broken) {
		t.Errorf("submitted though nobody could be told: %v", err)
	}
	if got := read(t, s, next.ID).State; got != evidence.Draft {
		t.Errorf("after that it is %q", got)
	}
	broken, told = nil, nil
	must(t, d.Update(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), `UPDATE people SET suspended_at = 1 WHERE name = 'Marcus'`)
		return err
	}))
	submit(t, s, next)
	expect("submitted to a coach who is suspended")
}
