package programme

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"touchstone/app/account"
)

// someone is an apprentice in the middle of a plan of 400 days, as it should be.
func someone() Facts {
	return Facts{State: Active, StartedOn: on("2026-01-01"), PlannedEndOn: on("2027-02-05"), Accepted: 25, Total: 50, ActiveAt: on("2026-07-19"),
		HoursAgreed: 6000, HoursLogged: 6000, HoursTarget: 12000, ReviewDue: on("2026-09-01")}
}

func on(day string) time.Time {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		panic(err)
	}
	return t
}

func TestBands(t *testing.T) {
	today := on("2026-07-20") // 200 of 400 days
	tests := []struct {
		name   string
		edit   func(*Facts)
		want   Band
		reason string
	}{
		{"as planned", func(*Facts) {}, OnTrack, ""},
		{"9 points behind", func(f *Facts) { f.Total, f.Accepted = 100, 41 }, OnTrack, ""},
		{"10 points behind", func(f *Facts) { f.Total, f.Accepted = 100, 40 }, Watch, "40 of 100 statements accepted; the plan expects about 50 by now"},
		{"20 points behind", func(f *Facts) { f.Total, f.Accepted = 100, 30 }, Act, "30 of 100"},
		{"no statements known", func(f *Facts) { f.Total, f.Accepted = 0, 0 }, OnTrack, ""},
		{"hours 9 points behind", func(f *Facts) { f.HoursAgreed = 4921 }, OnTrack, ""},
		{"hours 10 points behind", func(f *Facts) { f.HoursAgreed = 4800 }, Watch, "20 off-the-job hours behind plan"},
		{"hours 20 points behind", func(f *Facts) { f.HoursAgreed = 3600 }, Act, "40 off-the-job hours behind plan"},
		{"quiet for 13 days", func(f *Facts) { f.ActiveAt = on("2026-07-07") }, OnTrack, ""},
		{"quiet for 14 days", func(f *Facts) { f.ActiveAt = on("2026-07-06") }, Watch, "Nothing added for 14 days"},
		{"quiet for 28 days", func(f *Facts) { f.ActiveAt = on("2026-06-22") }, Act, "Nothing added for 28 days"},
		{"never did anything", func(f *Facts) { f.ActiveAt = time.Time{} }, Act, "Nothing added since the start, 200 days ago"},
		{"quiet, but back from a break", func(f *Facts) { f.ActiveAt, f.ReturnedOn = on("2026-03-01"), on("2026-07-10") }, OnTrack, ""},
		{"quiet with everything accepted", func(f *Facts) { f.Accepted, f.ActiveAt = 50, on("2026-03-01") }, OnTrack, ""},
		{"review due today", func(f *Facts) { f.ReviewDue = today }, OnTrack, ""},
		{"review due yesterday", func(f *Facts) { f.ReviewDue = on("2026-07-19") }, Watch, "Progress review 1 day overdue"},
		{"review a week overdue", func(f *Facts) { f.ReviewDue = on("2026-07-12") }, Act, "Progress review 8 days overdue"},
		{"waits for 7 days", func(f *Facts) { f.WaitingRole, f.WaitingSince = account.Employer, on("2026-07-13") }, OnTrack, ""},
		{"waits for 8 days", func(f *Facts) { f.WaitingRole, f.WaitingSince = account.Employer, on("2026-07-12") }, Watch, "Something waits for the employer, 8 days now"},
		{"waits for 15 days", func(f *Facts) { f.WaitingRole, f.WaitingSince = account.Coach, on("2026-07-05") }, Act, "15 days now"},
		{"four weeks before the end", func(f *Facts) { f.Accepted, f.PlannedEndOn = 49, on("2026-08-17"); f.HoursTarget = 0 }, Watch, "The planned end is 28 days away and 1 statement is not accepted"},
		{"after the end", func(f *Facts) { f.Accepted, f.PlannedEndOn = 48, on("2026-07-19"); f.HoursTarget = 0 }, Act, "The planned end is 1 day past and 2 statements are not accepted"},
		{"on a break nothing else counts", func(f *Facts) {
			f.State, f.PausedOn, f.ExpectedOn, f.Accepted, f.ReviewDue = Break, on("2026-05-01"), on("2026-07-20"), 0, on("2026-05-02")
		}, OnTrack, ""},
		{"return overdue", func(f *Facts) { f.State, f.PausedOn, f.ExpectedOn = Break, on("2026-05-01"), on("2026-07-19") }, Watch, "Return from a break was planned 1 day ago"},
		{"long overdue", func(f *Facts) { f.State, f.PausedOn, f.ExpectedOn = Break, on("2026-05-01"), on("2026-07-05") }, Act, "15 days ago"},
		{"who left needs nothing", func(f *Facts) { f.State, f.Accepted = Withdrawn, 0 }, OnTrack, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := someone()
			tt.edit(&f)
			if got := f.Band(today); got != tt.want {
				t.Errorf("band %s; want %s: %v", got.Name(), tt.want.Name(), f.Reasons(today))
			}
			reasons := f.Reasons(today)
			if (len(reasons) == 0) != (tt.want == OnTrack) {
				t.Fatalf("reasons: %v", reasons)
			}
			if tt.reason != "" && !strings.Contains(reasons[0].Text, tt.reason) {
				t.Errorf("reason %q; want %q", reasons[0].Text, tt.reason)
			}
		})
	}
}

// TestFirstDaysOfBands compares what is stored with what every day says, over
// made-up apprentices.
func TestFirstDaysOfBands(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	start := on("2026-01-01")
	day := func(spread int) time.Time { return start.AddDate(0, 0, r.IntN(spread)-20) }
	for range 300 {
		f := Facts{State: []State{Active, Active, Break, Withdrawn}[r.IntN(4)], StartedOn: start, PlannedEndOn: start.AddDate(0, 0, 30+r.IntN(700)),
			PausedDays: r.IntN(60), Total: r.IntN(60), HoursTarget: r.IntN(3) * 10000, HoursAgreed: r.IntN(12000), ReviewDue: day(500), ActiveAt: day(300)}
		f.Accepted = r.IntN(f.Total + 1)
		if f.State == Break {
			f.PausedOn, f.ExpectedOn = day(400), day(500)
		}
		if r.IntN(2) == 0 {
			f.WaitingRole, f.WaitingSince = account.Coach, day(500)
		}
		s := Standing{Facts: f, WatchFrom: f.From(Watch), ActFrom: f.From(Act)}
		for d := range 900 {
			today := start.AddDate(0, 0, d-60)
			if got, want := s.On(today), f.Band(today); got != want {
				t.Fatalf("%+v on %s: stored %s, computed %s", f, today.Format(time.DateOnly), got.Name(), want.Name())
			}
		}
	}
}
