package programme_test

import (
	"fmt"
	"strings"
	"testing"

	"touchstone/app/db"
	"touchstone/app/db/dbtest"
	"touchstone/app/programme"
)

func TestForecast(t *testing.T) {
	today := day("2026-03-05")
	base := programme.Facts{State: programme.Active, StartedOn: today.AddDate(0, 0, -100), Accepted: 20, Total: 40}
	tests := []struct {
		name string
		edit func(*programme.Facts)
		in   int // days from today; -1: it cannot be told
		late bool
	}{
		{"half of it took 100 days", func(*programme.Facts) {}, 100, false},
		{"slower, two weeks after the plan", func(f *programme.Facts) { f.Accepted, f.Total = 100, 214 }, 114, false},
		{"slower, a day more", func(f *programme.Facts) { f.Accepted, f.Total = 100, 215 }, 115, true},
		{"nothing accepted", func(f *programme.Facts) { f.Accepted = 0 }, -1, false},
		{"nothing known", func(f *programme.Facts) { f.Accepted, f.Total = 0, 0 }, -1, false},
		{"all accepted", func(f *programme.Facts) { f.Accepted = 40 }, 0, false},
		{"days of a break do not count", func(f *programme.Facts) { f.PausedDays = 50 }, 50, false},
		{"on a break, back in ten days", func(f *programme.Facts) {
			f.State, f.PausedOn, f.ExpectedOn = programme.Break, today.AddDate(0, 0, -20), today.AddDate(0, 0, 10)
		}, 90, false},
		{"on a break without a day of return", func(f *programme.Facts) { f.State, f.PausedOn = programme.Break, today }, -1, false},
		{"started today", func(f *programme.Facts) { f.StartedOn = today }, 1, false},
		{"no pace to speak of", func(f *programme.Facts) { f.StartedOn, f.Accepted, f.Total = today.AddDate(-9, 0, 0), 1, 1000 }, -1, false},
	}
	for _, tt := range tests {
		f := base
		tt.edit(&f)
		got := f.Forecast(today.AddDate(0, 0, 100), today)
		if tt.in < 0 {
			if !got.On.IsZero() {
				t.Errorf("%s: forecast for %v", tt.name, got.On)
			}
			continue
		}
		if want := today.AddDate(0, 0, tt.in); !got.On.Equal(want) || got.Late != tt.late {
			t.Errorf("%s: %v, late %t; want %v, %t", tt.name, got.On, got.Late, want, tt.late)
		}
	}
}

// enrolledTimes returns a store with n apprenticeships that started one day after
// another.
func enrolledTimes(t *testing.T, n int) (*programme.Store, *db.DB, []programme.EnrolmentID) {
	t.Helper()
	s, d := open(t)
	var ids []programme.EnrolmentID
	for i := range n {
		e := good()
		e.StartedOn, e.PlannedEndOn = e.StartedOn.AddDate(0, 0, i), e.PlannedEndOn.AddDate(0, 0, i)
		if err := s.Enrol(t.Context(), 3, &e); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, e.ID)
	}
	return s, d, ids
}

func changeIn(t *testing.T, d *db.DB, do func(*db.Tx) error) {
	t.Helper()
	if err := d.Update(t.Context(), do); err != nil {
		t.Fatal(err)
	}
}

func TestPagesOfACaseloadMissNobody(t *testing.T) {
	s, d, ids := enrolledTimes(t, 7)
	changeIn(t, d, func(tx *db.Tx) error {
		for i, id := range ids {
			p := programme.Progress{Accepted: 40 - 4*i, Total: 52, ActiveAt: tx.Now}
			if err := programme.SetProgress(t.Context(), tx, id, p); err != nil {
				return err
			}
		}
		return nil
	})
	for _, sort := range []string{"", "-needs", "name", "-name", "progress", "-progress", "hours", "active", "review", "-waits"} {
		seen := map[programme.EnrolmentID]bool{}
		gravest := programme.Act
		for from := 0; from < 9; from += 3 {
			page, n, err := s.Cases(t.Context(), programme.CaseQuery{Sort: sort, Offset: from, Limit: 3})
			if err != nil || n.All() != len(ids) || len(page) > 3 {
				t.Fatalf("%q from %d: %d of %+v, %v", sort, from, len(page), n, err)
			}
			for i := range page {
				seen[page[i].Enrolment] = true
				if b := page[i].On(db.Today(dbtest.Noon)); sort == "" && b > gravest {
					t.Errorf("%v comes after %v", b, gravest)
				} else if sort == "" {
					gravest = b
				}
			}
		}
		if len(seen) != len(ids) {
			t.Errorf("%q: %d of %d on the pages", sort, len(seen), len(ids))
		}
	}
}

func TestAMonthIsKeptAsItsLastNightLeftIt(t *testing.T) {
	s, d, ids := enrolledTimes(t, 2)
	take := func(on string) {
		changeIn(t, d, func(tx *db.Tx) error { return programme.TakePeriod(t.Context(), tx, day(on)) })
	}
	stand := func(accepted int) {
		changeIn(t, d, func(tx *db.Tx) error {
			return programme.SetProgress(t.Context(), tx, ids[0], programme.Progress{Accepted: accepted, Total: 50, ActiveAt: tx.Now})
		})
	}
	stand(10)
	take("2026-02-27")
	stand(20)
	take("2026-02-28")
	stand(30)
	take("2026-03-01")
	take("2026-03-01")
	found, err := s.Periods(t.Context(), day("2026-02-15"))
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, p := range programme.Whole(found) {
		said = append(said, fmt.Sprint(p.Month.Format("Jan"), " ", p.Day.Format("2 Jan"), " ", p.All(), " ", p.Accepted, "/", p.Statements))
	}
	if got := strings.Join(said, "; "); got != "Feb 28 Feb 2 20/50; Mar 1 Mar 2 30/50" {
		t.Errorf("kept: %s", got)
	}
	months, err := s.Forecasts(t.Context())
	if err != nil || len(months) != 2 || !months[0].Month.IsZero() || months[0].Gateways != 1 || months[1].Gateways != 1 {
		t.Errorf("forecasts %+v, %v", months, err)
	}
}

func TestAuditOfStandingsFindsWhatWasAltered(t *testing.T) {
	_, d, _ := enrolledTimes(t, 3)
	audit := func() []string {
		t.Helper()
		wrong, err := programme.AuditStandings(t.Context(), d)
		if err != nil {
			t.Fatal(err)
		}
		return wrong
	}
	if wrong := audit(); len(wrong) > 0 {
		t.Fatalf("as kept: %v", wrong)
	}
	for sql, want := range map[string]string{
		`UPDATE standings SET act_from = '9999-12-31', watch_from = '9999-12-31' WHERE enrolment_id = $1`: "the first day of",
		`UPDATE standings SET hours_agreed = 60 WHERE enrolment_id = $1`:                                  "the hours agreed, in minutes, should be 0 and is kept as 60",
		`UPDATE standings SET coach_id = 3 WHERE enrolment_id = $1`:                                       "the coach should be 2 and is kept as 3",
		`UPDATE standings SET waiting_role = 'coach' WHERE enrolment_id = $1`:                             "the role that is waited for",
		`UPDATE tallies SET act = act + 1 WHERE scope = 'all' AND $1 > 0`:                                 "The tally of all 0 should be",
		`DELETE FROM standings WHERE enrolment_id = $1`:                                                   "has no standing",
	} {
		_, d2, ids := enrolledTimes(t, 2)
		changeIn(t, d2, func(tx *db.Tx) error { _, err := tx.Exec(t.Context(), sql, ids[0]); return err })
		wrong, err := programme.AuditStandings(t.Context(), d2)
		if err != nil || !strings.Contains(strings.Join(wrong, "\n"), want) {
			t.Errorf("%s: %v, %v", sql, wrong, err)
		}
	}
}
