package programme_test

import (
	"maps"
	"math/rand/v2"
	"testing"
	"time"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/db/dbtest"
	"touchstone/app/fault"
	"touchstone/app/programme"
)

// apprentices returns a store with a clock and n enrolments, by turns of coach 2
// and coach 3.
func apprentices(t *testing.T, n int) (*programme.Store, *db.DB, *dbtest.Clock, []programme.EnrolmentID) {
	d, clock := dbtest.OpenAt(t, day("2025-06-02").Add(9*time.Hour))
	fill(t, d)
	s := programme.NewStore(d)
	var ids []programme.EnrolmentID
	for i := range n {
		e := good()
		e.StartedOn = e.StartedOn.AddDate(0, 0, i)
		e.Coach = account.PersonID(2 + i%2)
		if err := s.Enrol(t.Context(), 2, &e); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, e.ID)
	}
	return s, d, clock, ids
}

func update(t *testing.T, d *db.DB, change func(*db.Tx) error) {
	t.Helper()
	if err := d.Update(t.Context(), change); err != nil {
		t.Fatal(err)
	}
}

// TestTalliesFollowStandings changes standings at random over many days, and
// counts them each time.
func TestTalliesFollowStandings(t *testing.T) {
	s, d, clock, ids := apprentices(t, 12)
	r := rand.New(rand.NewPCG(3, 4))
	for range 80 {
		id := ids[r.IntN(len(ids))]
		update(t, d, func(tx *db.Tx) error {
			switch r.IntN(6) {
			case 0:
				return programme.SetProgress(t.Context(), tx, id, programme.Progress{Accepted: r.IntN(50), Total: 50, ActiveAt: clock.Now()})
			case 1:
				return programme.SetHours(t.Context(), tx, id, programme.HoursSum{Agreed: r.IntN(10000), Target: 10000})
			case 2:
				return programme.SetReviewDue(t.Context(), tx, id, db.Today(clock.Now()).AddDate(0, 0, r.IntN(90)-30))
			case 3:
				return programme.Await(t.Context(), tx, programme.Wait{Enrolment: id, Role: account.Coach, Kind: programme.WaitEvidence, Subject: int64(id)})
			case 4:
				return programme.Settle(t.Context(), tx, id, programme.WaitEvidence, int64(id))
			}
			state := []programme.State{programme.Active, programme.Active, programme.Break, programme.Completed}[r.IntN(4)]
			if _, err := tx.Exec(t.Context(), `UPDATE enrolments SET state = $1 WHERE id = $2`, state, id); err != nil {
				return err
			}
			return programme.Restand(t.Context(), tx, id)
		})
		compareTallies(t, s, ids, db.Today(clock.Now()))
		if r.IntN(3) == 0 {
			clock.Add(time.Duration(r.IntN(20)) * 24 * time.Hour)
			compareTallies(t, s, ids, db.Today(clock.Now())) // before anything of the day has changed
		}
	}
}

func compareTallies(t *testing.T, s *programme.Store, ids []programme.EnrolmentID, today time.Time) {
	t.Helper()
	var all programme.Tally
	byCoach := map[account.PersonID]programme.Tally{2: {}, 3: {}}
	for _, id := range ids {
		st, err := s.Standing(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		one := programme.Tally{}
		switch st.State {
		case programme.Active:
			one.Active = 1
		case programme.Break:
			one.Paused = 1
		default:
			continue
		}
		switch st.Band(today) { // from the facts, not from the days that are kept
		case programme.Watch:
			one.Watch = 1
		case programme.Act:
			one.Act = 1
		}
		all, byCoach[st.Coach] = sum(all, one), sum(byCoach[st.Coach], one)
	}
	got, err := s.AllTally(t.Context())
	if err != nil || got != all {
		t.Fatalf("all: %+v, %v; want %+v", got, err, all)
	}
	for coach, want := range byCoach {
		if got, err := s.CoachTally(t.Context(), coach); err != nil || got != want {
			t.Fatalf("coach %d: %+v, %v; want %+v", coach, got, err, want)
		}
	}
	if got, err := s.CohortTallies(t.Context()); err != nil || (!maps.Equal(got, map[programme.CohortID]programme.Tally{0: all}) && all.All() > 0) {
		t.Fatalf("cohorts: %+v, %v; want %+v", got, err, all)
	}
}

// TestABatchComesToTheSame makes the same changes of many enrolments at random,
// one by one and in batches, and compares the standings and the tallies.
func TestABatchComesToTheSame(t *testing.T) {
	one, oneDB, _, ids := apprentices(t, 9)
	many, manyDB, clock, _ := apprentices(t, 9)
	r := rand.New(rand.NewPCG(5, 6))
	for range 30 {
		var edits []func(*db.Tx) error
		for range 12 {
			id, kind, n := ids[r.IntN(len(ids))], r.IntN(4), r.IntN(200)
			edits = append(edits, func(tx *db.Tx) error {
				switch kind {
				case 0:
					return programme.SetProgress(t.Context(), tx, id, programme.Progress{Accepted: n, Total: 200, ActiveAt: tx.Now})
				case 1:
					return programme.SetReviewDue(t.Context(), tx, id, db.Today(tx.Now).AddDate(0, 0, n-100))
				case 2:
					return programme.Await(t.Context(), tx, programme.Wait{Enrolment: id, Role: account.Coach, Kind: programme.WaitEvidence, Subject: int64(id), DueOn: db.Today(tx.Now).AddDate(0, 0, n-100)})
				}
				state := []programme.State{programme.Active, programme.Break, programme.Completed}[n%3]
				if _, err := tx.Exec(t.Context(), `UPDATE enrolments SET state = $1, coach_id = $2 WHERE id = $3`, state, 2+n%2, id); err != nil {
					return err
				}
				return programme.Restand(t.Context(), tx, id)
			})
		}
		for _, edit := range edits {
			update(t, oneDB, edit)
		}
		update(t, manyDB, func(tx *db.Tx) error {
			programme.Batch(tx)
			for _, edit := range edits {
				if err := edit(tx); err != nil {
					return err
				}
			}
			return nil
		})
		for _, id := range ids {
			a, err := one.Standing(t.Context(), id)
			b, err2 := many.Standing(t.Context(), id)
			if err != nil || err2 != nil || a != b {
				t.Fatalf("one by one %+v, %v; in a batch %+v, %v", a, err, b, err2)
			}
		}
		compareTallies(t, many, ids, db.Today(clock.Now()))
	}
}

func sum(a, b programme.Tally) programme.Tally {
	return programme.Tally{Active: a.Active + b.Active, Paused: a.Paused + b.Paused, Watch: a.Watch + b.Watch, Act: a.Act + b.Act}
}

func TestWaits(t *testing.T) {
	s, d, clock, ids := apprentices(t, 2)
	await := func(w programme.Wait) {
		t.Helper()
		update(t, d, func(tx *db.Tx) error { return programme.Await(t.Context(), tx, w) })
	}
	waits := func(person account.PersonID, want ...int64) {
		t.Helper()
		found, err := s.Waits(t.Context(), person)
		if err != nil {
			t.Fatal(err)
		}
		var subjects []int64
		for _, w := range found {
			subjects = append(subjects, w.Subject)
		}
		if len(subjects) != len(want) {
			t.Fatalf("person %d waits for %v; want %v", person, subjects, want)
		}
		for i := range want {
			if subjects[i] != want[i] {
				t.Fatalf("person %d waits for %v; want %v", person, subjects, want)
			}
		}
	}
	evidence := programme.Wait{Enrolment: ids[0], Role: account.Coach, Kind: programme.WaitEvidence, Subject: 7}
	await(evidence)
	await(programme.Wait{Enrolment: ids[0], Role: account.Coach, Kind: programme.WaitAction, Subject: 8, DueOn: day("2025-05-20")})
	await(programme.Wait{Enrolment: ids[0], Role: account.Apprentice, Kind: programme.WaitSignature, Subject: 9})
	await(programme.Wait{Enrolment: ids[0], Role: account.Coach, Kind: programme.WaitSignature, Subject: 9})
	clock.Add(72 * time.Hour)
	await(evidence) // again: it has waited since the first time
	waits(2, 8, 7, 9)
	waits(1, 9)
	waits(3)
	st, err := s.Standing(t.Context(), ids[0])
	if err != nil || st.WaitingRole != account.Coach || !st.WaitingSince.Equal(day("2025-05-20")) {
		t.Errorf("waits for %q since %v, %v; want the coach since the day the action was due", st.WaitingRole, st.WaitingSince, err)
	}
	update(t, d, func(tx *db.Tx) error {
		if err := programme.Settle(t.Context(), tx, ids[1], programme.WaitEvidence, 7); err != nil { // of another enrolment
			return err
		}
		if err := programme.Settle(t.Context(), tx, ids[0], programme.WaitSignature, 9, account.Apprentice, account.Employer); err != nil {
			return err
		}
		return programme.Settle(t.Context(), tx, ids[0], programme.WaitAction, 8)
	})
	waits(2, 7, 9)
	waits(1)
	if st, err = s.Standing(t.Context(), ids[0]); err != nil || !st.WaitingSince.Equal(day("2025-06-02").Add(9*time.Hour)) {
		t.Errorf("waits since %v, %v; want since it was submitted", st.WaitingSince, err)
	}
}

func TestSign(t *testing.T) {
	_, d, clock, ids := apprentices(t, 1)
	sign := func(by programme.Signer) (s programme.Signature, err error) {
		s = programme.Signature{Enrolment: ids[0], Subject: "review 1", Words: "I agree.", Content: "What was agreed", Signer: by}
		err = d.Update(t.Context(), func(tx *db.Tx) error { return programme.Sign(t.Context(), tx, &s) })
		return s, err
	}
	if s, err := sign(programme.Signer{Role: account.Coach, Person: 2, Name: "Somebody else"}); err != nil || s.Name != "Marcus" || s.ID == 0 {
		t.Errorf("a person signs in their own name: %+v, %v", s, err)
	}
	link := asked(t, d, ids[0])
	if _, err := sign(programme.Signer{Role: account.Employer, Request: link, Name: "  "}); !fault.Is(err, fault.Invalid) || fault.Of(err).Fields["name"] == "" {
		t.Errorf("without a name: %v", err)
	}
	if _, err := sign(programme.Signer{Role: account.Employer, Request: link, Name: " Sian Price ", Address: "192.0.2.7"}); err != nil {
		t.Error(err)
	}
	err := d.View(t.Context(), func(tx *db.Tx) error {
		found, err := programme.Signatures(t.Context(), tx, ids[0], "review 1")
		if len(found) != 2 || found[1].Name != "Sian Price" || found[1].Request != link || found[1].Digest != programme.Digest("What was agreed") || !found[1].At.Equal(clock.Now()) {
			t.Errorf("signatures: %+v", found)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
