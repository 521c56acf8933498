package programme_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/app/programme"
)

func TestFrequencyAfter(t *testing.T) {
	months, days := func(n int) programme.Frequency { return programme.Frequency{Months: n} }, func(n int) programme.Frequency { return programme.Frequency{Days: n} }
	for _, tt := range []struct {
		f          programme.Frequency
		last, want string
	}{
		{months(3), "2025-08-01", "2025-11-30"}, // the published example
		{months(3), "2025-08-31", "2025-11-30"}, // the month counts, not the day
		{months(3), "2025-11-30", "2026-02-28"},
		{months(3), "2027-11-01", "2028-02-29"}, // a leap year
		{months(3), "2025-10-31", "2026-01-31"}, // over the turn of a year
		{months(3), "2024-02-29", "2024-05-31"},
		{months(1), "2026-01-31", "2026-02-28"},
		{months(12), "2025-08-15", "2026-08-31"},
		{days(84), "2025-07-31", "2025-10-23"},
		{days(84), "2023-12-08", "2024-03-01"}, // over 29 February
		{days(84), "2024-12-08", "2025-03-02"},
		{days(1), "2025-12-31", "2026-01-01"},
	} {
		if got := tt.f.After(day(tt.last)); !got.Equal(day(tt.want)) {
			t.Errorf("%+v after %s = %s; want %s", tt.f, tt.last, got.Format(time.DateOnly), tt.want)
		}
	}
}

func TestFrequencyWords(t *testing.T) {
	for f, want := range map[programme.Frequency]string{
		{Months: 3}: "every 3 calendar months", {Months: 1}: "every calendar month", {Days: 84}: "every 84 days (12 weeks)",
		{Days: 7}: "every 7 days (1 week)", {Days: 30}: "every 30 days",
	} {
		if got := f.Words(); got != want {
			t.Errorf("%+v in words = %q; want %q", f, got, want)
		}
	}
}

// TestReviewClock tells when reviews are due, by start, what was held, breaks
// and what was agreed.
func TestReviewClock(t *testing.T) {
	const held = `INSERT INTO progress_reviews (enrolment_id, number, state, revision, round, held_on, content, document, digest, created_at, saved_at)
		VALUES (1, %d, '%s', 1, 1, '%s', '{}', '', '', 0, 0)`
	agreed := func(unit string, n int) string {
		return fmt.Sprintf(`INSERT INTO review_frequencies (enrolment_id, unit, every, reason, by_id, by_name, at) VALUES (1, '%s', %d, 'Part time', 2, 'Marcus', 0)`, unit, n)
	}
	review := func(n int, state, on string) string { return fmt.Sprintf(held, n, state, on) }
	pause := func(from, to string) string {
		return fmt.Sprintf(`INSERT INTO breaks (enrolment_id, reason, started_on, returned_on, end_before, added_at) VALUES (1, 'Ill', '%s', '%s', '2027-01-31', 0)`, from, to)
	}
	enrolment := func(set string) string { return `UPDATE enrolments SET ` + set + ` WHERE id = 1` }
	for _, tt := range []struct {
		name, start string
		then        []string
		want        string // the day; empty: none
		why         string // part of it
	}{
		{"the last day of the older rules", "2025-07-31", nil, "2025-10-23", "every 84 days (12 weeks), counted from the start on 31 July 2025"},
		{"the first day of the newer rules", "2025-08-01", nil, "2025-11-30", "every 3 calendar months, counted from the start on 1 August 2025"},
		{"after a review", "2025-08-01", []string{review(1, "signed", "2025-11-03")}, "2026-02-28", "the last on 3 November 2025"},
		{"a review that is not signed by all was held too", "2025-08-01", []string{review(1, "signing", "2025-11-03")}, "2026-02-28", ""},
		{"a draft was not", "2025-08-01", []string{review(1, "draft", "2025-11-03")}, "2025-11-30", ""},
		{"the newest by its day, not by its number", "2025-05-06", []string{review(1, "signed", "2025-09-01"), review(2, "signed", "2025-08-01")}, "2025-11-24", ""},
		{"a break that is over", "2025-08-01", []string{pause("2025-10-01", "2025-11-01")}, "2025-12-31", "31 days of break in learning are added"},
		{"over 84 days", "2025-07-31", []string{pause("2025-10-01", "2025-11-01")}, "2025-11-23", ""},
		{"two breaks", "2025-08-01", []string{pause("2025-08-10", "2025-08-20"), pause("2025-09-01", "2025-09-02")}, "2025-12-11", "11 days"},
		{"a break that was undone", "2025-08-01", []string{pause("2025-10-01", "2025-11-01"), `UPDATE breaks SET undone_at = 1`}, "2025-11-30", ""},
		{"a break before the last review", "2025-08-01", []string{pause("2025-10-01", "2025-11-01"), review(1, "signed", "2025-11-03")}, "2026-02-28", ""},
		{"a break that ended on the day of it", "2025-08-01", []string{pause("2025-10-01", "2025-11-03"), review(1, "signed", "2025-11-03")}, "2026-02-28", ""},
		{"a review during a break", "2025-08-01", []string{pause("2025-10-01", "2025-11-04"), review(1, "signed", "2025-11-03")}, "2026-03-01", "1 day of break in learning is added"},
		{"during a break", "2025-08-01", []string{enrolment("state = 'break', paused_on = '2025-09-01'")}, "", "stands still"},
		{"completed", "2025-08-01", []string{enrolment("state = 'completed'")}, "", "over"},
		{"withdrawn", "2025-08-01", []string{enrolment("state = 'withdrawn'")}, "", "over"},
		{"agreed days", "2025-08-01", []string{agreed("days", 42)}, "2025-09-12", "Marcus recorded on 1 January 1970 that it was agreed, because: Part time"},
		{"agreed months", "2025-05-06", []string{agreed("months", 4)}, "2025-09-30", "every 4 calendar months"},
		{"the newest that was agreed", "2025-08-01", []string{agreed("days", 42), agreed("months", 1)}, "2025-09-30", ""},
		{"back to the rules", "2025-08-01", []string{agreed("days", 42), agreed("", 0)}, "2025-11-30", "the rule for starts from 1 August 2025"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, d := open(t)
			e := good()
			e.StartedOn, e.PlannedEndOn = day(tt.start), day("2027-01-31")
			if err := s.Enrol(t.Context(), 2, &e); err != nil {
				t.Fatal(err)
			}
			run(t, d, tt.then...)
			update(t, d, func(tx *db.Tx) error { return programme.SetReviewClock(t.Context(), tx, e.ID) })
			c, err := s.ReviewClock(t.Context(), e.ID)
			if err != nil || dayWords(c.Due) != tt.want || !strings.Contains(c.Why(), tt.why) {
				t.Errorf("due %q, %v, %q; want %q, %q", dayWords(c.Due), err, c.Why(), tt.want, tt.why)
			}
			if stored := reviewDue(t, d, e.ID); stored != tt.want {
				t.Errorf("the caseload says %q; want %q", stored, tt.want)
			}
		})
	}
}

func dayWords(d time.Time) string {
	if d.IsZero() {
		return ""
	}
	return d.Format(time.DateOnly)
}

// reviewDue returns what the caseload has as the day of the next review.
func reviewDue(t *testing.T, d *db.DB, id programme.EnrolmentID) (due string) {
	t.Helper()
	update(t, d, func(tx *db.Tx) error {
		return tx.Row(t.Context(), `SELECT COALESCE(review_due, '') FROM standings WHERE enrolment_id = $1`, id).Scan(&due)
	})
	return due
}

func TestAnEnrolmentIsDueAReviewFromItsStart(t *testing.T) {
	s, d := open(t)
	e := good()
	if err := s.Enrol(t.Context(), 2, &e); err != nil {
		t.Fatal(err)
	}
	if due := reviewDue(t, d, e.ID); due != "2025-07-29" {
		t.Errorf("enrolled, a review is due on %q", due)
	}
	e.StartedOn = day("2025-08-04")
	if err := s.ChangeEnrolment(t.Context(), 2, &e); err != nil {
		t.Fatal(err)
	}
	if due := reviewDue(t, d, e.ID); due != "2025-11-30" {
		t.Errorf("with another start, a review is due on %q", due)
	}
}

func TestAgreeFrequency(t *testing.T) {
	s, d, id := enrolled(t)
	long := strings.Repeat("é", programme.MaxReviewLine)
	for _, tt := range []struct {
		name   string
		f      programme.Frequency
		reason string
		wrong  string
	}{
		{"no reason", programme.Frequency{Days: 28}, " \n", "wrong: reason"},
		{"neither days nor months", programme.Frequency{Days: 28, Months: 1}, "x", "wrong: every"},
		{"too many days", programme.Frequency{Days: 367}, "x", "wrong: every"},
		{"too many months", programme.Frequency{Months: 13}, "x", "wrong: every"},
		{"below nothing", programme.Frequency{Days: -1}, "x", "wrong: every"},
		{"a reason too long", programme.Frequency{Days: 28}, long + "é", "wrong: reason"},
		{"most days", programme.Frequency{Days: 366}, long, ""},
		{"most months", programme.Frequency{Months: 12}, "Agreed with the employer.", ""},
		{"back to the rules", programme.Frequency{}, "Full time again.", ""},
		{"the same again", programme.Frequency{}, "Full time again.", ""},
	} {
		if err := s.AgreeFrequency(t.Context(), id, 2, tt.f, tt.reason); wrong(err) != tt.wrong {
			t.Errorf("%s: %v; want %q", tt.name, err, tt.wrong)
		}
	}
	c, err := s.ReviewClock(t.Context(), id)
	if err != nil || len(c.Agreed) != 3 || c.Agreed[1].Months != 12 || c.Agreed[1].ByName != "Marcus" || c.Agreed[1].By != account.PersonID(2) || c.Agreed[1].At.IsZero() {
		t.Errorf("kept: %+v, %v", c.Agreed, err)
	}
	if due := reviewDue(t, d, id); due != "2025-07-29" {
		t.Errorf("by the rules again, due on %q", due)
	}
	if err := s.AgreeFrequency(t.Context(), 99, 2, programme.Frequency{Days: 28}, "x"); !fault.Is(err, fault.NotFound) {
		t.Errorf("of no enrolment: %v", err)
	}
}
