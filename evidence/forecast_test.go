package evidence

import (
	"strings"
	"testing"
	"time"

	"touchstone/app/programme"
	"touchstone/ksb"
)

func june(n int) time.Time { return time.Date(2026, time.June, n, 0, 0, 0, 0, time.UTC) }

// paced returns facts of an apprentice on 30 June who showed one of two
// statements on 2 June, a fortnight after coming back from a break, and has
// logged 100 of 190 hours.
func paced() *Facts {
	std := &ksb.Standard{Statements: []ksb.Statement{{ID: 1, Key: "a", Code: "K1", Membership: ksb.Core}, {ID: 2, Key: "b", Code: "K2", Membership: ksb.Core}}}
	return &Facts{
		Today: june(30), Standard: std, Statements: std.For(""), Months: 8,
		Enrolment: programme.Enrolment{State: programme.Active, StartedOn: time.Date(2025, time.August, 4, 0, 0, 0, 0, time.UTC), ReturnedOn: june(17), PausedDays: 10, GatewayOn: june(30)},
		Plan:      &ksb.Plan{Gateway: ksb.GatewayRules{Hours: true, Duration: true}},
		Pieces:    []Piece{{Item: Item{ID: 1, Counts: 1, Latest: 1}, Version: Version{ID: 1, State: Accepted, DecidedAt: june(20), Claims: []Claim{{Statement: 1}}}}},
		Logged:    190 * 60, Target: programme.HoursTarget{Minutes: 190 * 60},
	}
}

func TestForecast(t *testing.T) {
	tests := []struct {
		name string
		edit func(*Facts)
		day  time.Time // zero: none
		text string    // part of what is said
	}{
		// One in the 14 days since the return, so the other takes 14 more.
		{"at the pace since the return", func(*Facts) {}, june(44), "14 July 2026, 14 days later than planned"},
		{"just before the return", func(f *Facts) { f.Pieces[0].Version.DecidedAt = june(16) }, time.Time{}, "none was accepted in the last 14 days"},
		{"before the return, and again since", func(f *Facts) {
			again := f.Pieces[0]
			again.Version.DecidedAt = june(3)
			f.Pieces = append(f.Pieces, again)
		}, time.Time{}, "none was accepted"},
		{"on its day", func(f *Facts) { f.Pieces[0].Version.DecidedAt = june(17) }, june(44), ""},
		{"84 days, without a break", func(f *Facts) { f.Enrolment.ReturnedOn = time.Time{} }, june(30 + 84), ""},
		{"accepted 84 days back", func(f *Facts) { f.Enrolment.ReturnedOn, f.Pieces[0].Version.DecidedAt = time.Time{}, june(30-83) }, june(30 + 84), ""},
		{"accepted 85 days back", func(f *Facts) { f.Enrolment.ReturnedOn, f.Pieces[0].Version.DecidedAt = time.Time{}, june(30-84) }, time.Time{}, "in the last 84 days"},
		{"nothing is missing", func(f *Facts) { f.Statements = f.Statements[:1] }, june(30), "can be today, as planned"},
		{"not planned", func(f *Facts) { f.Enrolment.GatewayOn = time.Time{} }, june(44), "No day is planned yet."},
		{"planned for later", func(f *Facts) { f.Enrolment.GatewayOn = june(50) }, june(44), "It is planned for 20 July 2026."},
		{"a day late", func(f *Facts) { f.Enrolment.GatewayOn = june(43) }, june(44), "1 day later than planned"},
		{"six weeks late", func(f *Facts) { f.Enrolment.GatewayOn = june(2) }, june(44), "42 days later"},
		{"more than six weeks late", func(f *Facts) { f.Enrolment.GatewayOn = june(1) }, june(44), "about 6 weeks later"},
		{"half a year late", func(f *Facts) { f.Enrolment.GatewayOn = june(44 - 182) }, june(44), "about 26 weeks later"},
		{"more than half a year late", func(f *Facts) { f.Enrolment.GatewayOn = june(44 - 183) }, june(44), "about 6 months later"},
		{"hours take longer", func(f *Facts) { f.Logged, f.Pace = 100*60, 21*60 }, june(60), ""}, // 90 hours at 3 a day
		{"hours take a minute longer", func(f *Facts) { f.Logged, f.Pace = 100*60-1, 21*60 }, june(61), ""},
		{"no pace of hours", func(f *Facts) { f.Logged = 100 * 60 }, time.Time{}, "90 h of off-the-job training are missing"},
		{"no target of hours", func(f *Facts) { f.Target.Minutes = 0 }, time.Time{}, "not known yet"},
		{"no pace of hours, and none needed", func(f *Facts) { f.Logged, f.Plan = 0, &ksb.Plan{} }, june(44), ""},
		{"the minimum duration is the last", func(f *Facts) { f.Enrolment.StartedOn = time.Date(2025, time.December, 31, 0, 0, 0, 0, time.UTC) }, time.Date(2026, time.September, 10, 0, 0, 0, 0, time.UTC), ""},
		{"on a break", func(f *Facts) { f.Enrolment.State = programme.Break }, time.Time{}, "on a break"},
		{"over", func(f *Facts) { f.Enrolment.State = programme.Completed }, time.Time{}, "over"},
		{"the plan’s word", func(f *Facts) { f.Plan.Words.Gateway = "gateway to completion" }, june(44), "the gateway to completion can be on"},
		{"a piece that does not count", func(f *Facts) { f.Pieces[0].Counts = 0 }, time.Time{}, "2 statements are missing"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := paced()
			tt.edit(f)
			got := ForecastOf(f)
			if !got.Day.Equal(tt.day) || !strings.Contains(got.Text, tt.text) {
				t.Errorf("%v, %q; want %v, %q", got.Day.Format(time.DateOnly), got.Text, tt.day.Format(time.DateOnly), tt.text)
			}
		})
	}
}

func TestMonthsEndWithTheMonth(t *testing.T) {
	day := func(m time.Month, d int) time.Time { return time.Date(2026, m, d, 0, 0, 0, 0, time.UTC) }
	for _, tt := range []struct {
		from time.Time
		n    int
		want time.Time
	}{
		{day(time.January, 31), 1, day(time.February, 28)}, {day(time.January, 28), 1, day(time.February, 28)}, {day(time.January, 31), 2, day(time.March, 31)},
		{day(time.March, 31), 8, day(time.November, 30)},
	} {
		if got := months(tt.from, tt.n); !got.Equal(tt.want) {
			t.Errorf("%d months after %s: %s; want %s", tt.n, tt.from.Format(time.DateOnly), got.Format(time.DateOnly), tt.want.Format(time.DateOnly))
		}
	}
}

func TestNumberOfPieces(t *testing.T) {
	tests := []struct {
		pieces int
		rules  ksb.PortfolioRules
		want   string
	}{
		{0, ksb.PortfolioRules{}, "not met"},
		{1, ksb.PortfolioRules{}, "met"},
		{2, ksb.PortfolioRules{PiecesMin: 3}, "not met"},
		{3, ksb.PortfolioRules{PiecesMin: 3}, "met"},
		{5, ksb.PortfolioRules{PiecesMax: 5}, "met"},
		{6, ksb.PortfolioRules{PiecesMax: 5}, "not met"},
		{6, ksb.PortfolioRules{PiecesTypical: 4}, "met"},
		{7, ksb.PortfolioRules{PiecesTypical: 4}, "advice"},
		{2, ksb.PortfolioRules{PiecesTypical: 4}, "met"},
		{1, ksb.PortfolioRules{PiecesTypical: 4}, "advice"},
		{7, ksb.PortfolioRules{PiecesTypical: 4, PiecesMax: 6}, "not met"},
	}
	for _, tt := range tests {
		f := &Facts{Plan: &ksb.Plan{Portfolio: tt.rules}, Pieces: make([]Piece, tt.pieces)}
		for i := range f.Pieces {
			f.Pieces[i].Counts = 1
		}
		q := checkNumber(f)[0]
		got := string(q.State)
		if q.Advice != "" {
			got = "advice"
		}
		if got != tt.want {
			t.Errorf("%d pieces under %+v: %s; want %s", tt.pieces, tt.rules, got, tt.want)
		}
	}
}

func TestNumberInWords(t *testing.T) {
	for want, rules := range map[string]ksb.PortfolioRules{
		"":                          {},
		"About 5 are usual.":        {PiecesTypical: 5},
		"The plan wants 5.":         {PiecesMin: 5, PiecesMax: 5},
		"The plan wants 5 to 9.":    {PiecesMin: 5, PiecesMax: 9},
		"The plan wants 5 or more.": {PiecesMin: 5},
		"The plan takes up to 9.":   {PiecesMax: 9},
		"The plan takes up to 9, and about 5 are usual.": {PiecesMax: 9, PiecesTypical: 5},
	} {
		if got := numberWords(&rules); got != want {
			t.Errorf("%+v: %q; want %q", rules, got, want)
		}
	}
}

// TestRulesAreTold keeps every rule's key its own, and its headings together.
func TestRulesAreTold(t *testing.T) {
	keys, groups := map[string]bool{}, []string{}
	for _, r := range rules {
		if keys[r.key] || r.name == "" || r.check == nil {
			t.Errorf("rule %q is there twice, or not whole", r.key)
		}
		keys[r.key] = true
		if n := len(groups); n == 0 || groups[n-1] != r.group {
			groups = append(groups, r.group)
		}
	}
	if len(groups) != 8 {
		t.Errorf("headings are %q; want 8, each once", groups)
	}
}
