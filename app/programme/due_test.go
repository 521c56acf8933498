package programme_test

import (
	"slices"
	"testing"
	"time"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/db/dbtest"
	"touchstone/app/notify"
	"touchstone/app/programme"
)

// texts returns the texts of a person's notices, oldest first.
func texts(t *testing.T, d *db.DB, person int64) (all []string) {
	t.Helper()
	found, _, err := notify.Notices(t.Context(), d, person, notify.Query{})
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range found {
		all = append(all, n.Text)
	}
	slices.Reverse(all)
	return all
}

func await(t *testing.T, d *db.DB, all ...programme.Wait) {
	t.Helper()
	err := d.Update(t.Context(), func(tx *db.Tx) error {
		for _, w := range all {
			if err := programme.Await(t.Context(), tx, w); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestWhoIsWaitedForIsTold(t *testing.T) {
	s, d := open(t)
	e := good()
	if err := s.Enrol(t.Context(), 0, &e); err != nil {
		t.Fatal(err)
	}
	hours := func(subject int64, role account.Role) programme.Wait {
		return programme.Wait{Enrolment: e.ID, Role: role, Kind: programme.WaitHours, Subject: subject}
	}
	for range 2 { // waiting already is no news
		await(t, d, hours(1, account.Coach), hours(2, account.Coach), hours(3, account.Apprentice),
			programme.Wait{Enrolment: e.ID, Role: account.Apprentice, Kind: programme.WaitSignature, Subject: 4},
			programme.Wait{Enrolment: e.ID, Role: account.Coach, Kind: programme.WaitScan, Subject: 5},
			programme.Wait{Enrolment: e.ID, Role: account.Apprentice, Kind: programme.WaitAction, Subject: 6, DueOn: day("2026-04-01"), By: e.Coach},
			programme.Wait{Enrolment: e.ID, Role: account.Coach, Kind: programme.WaitAction, Subject: 7, DueOn: day("2026-04-01"), By: e.Coach},
			programme.Wait{Enrolment: e.ID, Role: account.Coach, Kind: programme.WaitQuality, Subject: 8},
			programme.Wait{Enrolment: e.ID, Role: account.Coach, Kind: programme.WaitEvidence, Subject: 9})
	}
	for person, want := range map[int64][]string{
		1: {"Some of your off-the-job hours came back to you, with a note.", "Your progress review is ready for you to sign.",
			"An action in your apprenticeship is set for you, due on 1 April 2026."},
		2: {"Some of Carys’s off-the-job hours wait for you to agree them.", "Carys’s skills scan waits for you.",
			"Internal quality assurance asks you for something about Carys’s evidence."},
	} {
		if got := texts(t, d, person); !slices.Equal(got, want) {
			t.Errorf("%d is told %q; want %q", person, got, want)
		}
	}
}

func TestTellDue(t *testing.T) {
	start := time.Date(2026, time.March, 27, 23, 30, 0, 0, time.UTC) // and London's clock goes forward on the 29th
	for _, state := range []string{"active", "break", "withdrawn"} {
		t.Run(state, func(t *testing.T) {
			d, clock := dbtest.OpenAt(t, start)
			fill(t, d)
			s := programme.NewStore(d)
			e := good()
			if err := s.Enrol(t.Context(), 0, &e); err != nil {
				t.Fatal(err)
			}
			err := d.Update(t.Context(), func(tx *db.Tx) error {
				if err := programme.SetReviewDue(t.Context(), tx, e.ID, day("2026-03-31")); err != nil {
					return err
				}
				const insert = `INSERT INTO waits (kind, subject_id, role, enrolment_id, since, due_on) VALUES ('action', 6, 'apprentice', 1, 0, '2026-03-31'), ('hours', 7, 'coach', 1, 0, NULL)`
				if _, err := tx.Exec(t.Context(), insert); err != nil {
					return err
				}
				_, err := tx.Exec(t.Context(), `UPDATE enrolments SET state = $1`, state)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			first := map[int64]string{}
			for range 24 * 7 {
				if err := s.TellDue(t.Context()); err != nil {
					t.Fatal(err)
				}
				for _, p := range []int64{1, 2} {
					if got := texts(t, d, p); len(got) == 1 && first[p] == "" {
						first[p] = clock.Now().In(db.London).Format("2 15:04")
					}
				}
				clock.Add(time.Hour)
			}
			want := map[int64][]string{1: {"An action is due on 31 March 2026.", "An action was due on 31 March 2026."},
				2: {"Carys: the next progress review is due on 31 March 2026.", "Carys: the next progress review was due on 31 March 2026."}}
			if state != "active" {
				want = nil
			}
			for _, p := range []int64{1, 2} {
				if got := texts(t, d, p); !slices.Equal(got, want[p]) {
					t.Errorf("%d is told %q; want %q", p, got, want[p])
				}
			}
			if state == "active" && (first[1] != "28 00:30" || first[2] != "28 00:30") {
				t.Errorf("first told on %v", first)
			}
		})
	}
}
