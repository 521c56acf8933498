package programme_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"touchstone/app/fault"
	"touchstone/app/programme"
)

func TestParseMinutes(t *testing.T) {
	for typed, want := range map[string]int{
		"1h 30": 90, "1h30m": 90, "1 h 30 min": 90, "1 hour and 30 minutes": 90, "90": 90, "90 min": 90, "1.5 h": 90, "1,5 h": 90, "1.5": 90, "1:30": 90,
		"1½ h": 90, "½ h": 30, "2 hours": 120, "45m": 45, "13": 13, "12 min": 12, "12 h": 720, "0": 0, "0 min": 0, "25h": 1500, "0:59": 59, " 7 H ": 420, "2 hrs": 120,
		"1": -1, "12": -1, "": -1, "an hour": -1, "1:60": -1, "-90": -1, "1.5 h 30": -1, "1e3": -1, "99999999": -1, "1h 30h": -1, "٣٠": -1, "1.": -1,
	} {
		got, err := programme.ParseMinutes(typed)
		if want < 0 {
			if !fault.Is(err, fault.Invalid) {
				t.Errorf("ParseMinutes(%q) = %d, %v; want it refused", typed, got, err)
			}
		} else if err != nil || got != want {
			t.Errorf("ParseMinutes(%q) = %d, %v; want %d", typed, got, err, want)
		}
	}
}

func TestParseClock(t *testing.T) {
	for typed, want := range map[string]int{
		"9": 540, "9:30": 570, "09.30": 570, "2pm": 840, "12am": 0, "12 pm": 720, "00:00": 0, "23:59": 1439,
		"24:00": -1, "9:60": -1, "13pm": -1, "0am": -1, "": -1, "noon": -1,
	} {
		got, err := programme.ParseClock(typed)
		if (err != nil) != (want < 0) || err == nil && got != want {
			t.Errorf("ParseClock(%q) = %d, %v; want %d", typed, got, err, want)
		}
	}
	for minutes, want := range map[int]string{0: "0 min", 59: "59 min", 60: "1 h", 150: "2 h 30 min", -90: "−1 h 30 min"} {
		if got := programme.MinutesText(minutes); got != want {
			t.Errorf("MinutesText(%d) = %q; want %q", minutes, got, want)
		}
	}
}

func TestTarget(t *testing.T) {
	figure := func(kind programme.FigureKind, amount int) map[programme.FigureKind]programme.Figure {
		return map[programme.FigureKind]programme.Figure{kind: {Kind: kind, Amount: amount, Source: "said so"}}
	}
	both := func(all ...map[programme.FigureKind]programme.Figure) map[programme.FigureKind]programme.Figure {
		sum := map[programme.FigureKind]programme.Figure{}
		for _, m := range all {
			maps.Copy(sum, m)
		}
		return sum
	}
	published, prior, working, leave := programme.PublishedHours, programme.PriorLearning, programme.WorkingHours, programme.LeaveWeeks
	tests := []struct {
		name     string
		started  string
		weeks    int // planned, from the start
		standard int // hours
		figures  map[programme.FigureKind]programme.Figure
		pause    string // days of a break, from to back
		minutes  int
		missing  programme.FigureKind
	}{
		{"published for the standard", "2025-08-01", 52, 300, nil, "", 300 * 60, ""},
		{"not published", "2025-08-01", 52, 0, nil, "", 0, published},
		{"not published, entered", "2026-01-12", 52, 0, figure(published, 240*60), "", 240 * 60, ""},
		{"entered goes before the standard's", "2026-01-12", 52, 300, figure(published, 240*60), "", 240 * 60, ""},
		{"prior learning", "2025-08-01", 52, 300, figure(prior, 40*60+30), "", 259*60 + 30, ""},
		{"prior learning down to the floor", "2025-08-01", 52, 300, figure(prior, 113*60), "", 187 * 60, ""},
		{"a minute more of it changes nothing", "2025-08-01", 52, 300, figure(prior, 113*60+1), "", 187 * 60, ""},
		{"a minute less does", "2025-08-01", 52, 300, figure(prior, 113*60-1), "", 187*60 + 1, ""},
		{"more than there is", "2025-08-01", 52, 300, figure(prior, 900*60), "", 187 * 60, ""},
		{"the day before: six hours a week", "2025-07-31", 52, 300, nil, "", 52 * 360, ""},
		{"weeks take no prior learning off again", "2025-07-31", 52, 300, figure(prior, 40*60), "", 52 * 360, ""},
		{"leave left out", "2025-07-31", 52, 0, figure(leave, 56), "", 46*360 + 4*36, ""},
		{"a break left out", "2025-07-31", 52, 0, nil, "2025-09-01 2025-09-29", 48 * 360, ""},
		{"a break that lasts takes nothing yet", "2025-07-31", 52, 0, nil, "2025-09-01", 52 * 360, ""},
		{"more leave than weeks", "2025-07-31", 2, 0, figure(leave, 56), "", 0, ""},
		{"the first day of six hours", "2022-08-01", 10, 0, nil, "", 3600, ""},
		{"the day before: working hours not known", "2022-07-31", 52, 300, nil, "", 0, working},
		{"a fifth of them", "2022-07-31", 50, 0, figure(working, 37*60+30), "", 50 * 450, ""},
		{"a fifth, rounded up to a minute", "2019-05-06", 1, 0, figure(working, 37*60+31), "", 451, ""},
		{"a fifth without leave", "2019-05-06", 52, 0, both(figure(working, 40*60), figure(leave, 50)), "", 47 * 480, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := programme.HoursBasis{Standard: tt.standard, Figures: tt.figures}
			b.Started = day(tt.started)
			b.PlannedEnd = b.Started.AddDate(0, 0, 7*tt.weeks-1)
			if days := strings.Fields(tt.pause); len(days) > 0 {
				p := programme.Pause{From: day(days[0])}
				if len(days) > 1 {
					p.Back = day(days[1])
				}
				b.Pauses = append(b.Pauses, p)
			}
			got := b.Target()
			if got.Minutes != tt.minutes || got.Missing != tt.missing {
				t.Errorf("Target = %d, missing %q; want %d, missing %q (%s)", got.Minutes, got.Missing, tt.minutes, tt.missing, strings.Join(got.Steps, "; "))
			}
		})
	}
}

func TestPaceRestsInABreak(t *testing.T) {
	b := programme.HoursBasis{Figures: map[programme.FigureKind]programme.Figure{}}
	b.Started, b.PlannedEnd = day("2025-05-01"), day("2025-05-30")
	b.Pauses = []programme.Pause{{From: day("2025-05-11"), Back: day("2025-05-21")}}
	for on, want := range map[string]int{"2025-04-30": 0, "2025-05-01": 100, "2025-05-10": 1000, "2025-05-11": 1000, "2025-05-20": 1000, "2025-05-21": 1100, "2025-05-30": 2000, "2025-07-01": 2000} {
		if got := b.Planned(2000, day(on)); got != want {
			t.Errorf("Planned on %s = %d; want %d", on, got, want)
		}
	}
}

func TestSpread(t *testing.T) {
	h := programme.Training{From: day("2026-03-02"), To: day("2026-03-04"), Minutes: 100}
	var got []int
	for d := day("2026-03-01"); !d.After(day("2026-03-05")); d = d.AddDate(0, 0, 1) {
		got = append(got, h.Spread(d))
	}
	if !slices.Equal(got, []int{0, 34, 33, 33, 0}) {
		t.Errorf("Spread = %v", got)
	}
}

func TestCourse(t *testing.T) {
	b := programme.HoursBasis{Standard: 300, Figures: map[programme.FigureKind]programme.Figure{}}
	b.Started, b.PlannedEnd = day("2025-12-08"), day("2026-08-31") // 267 days
	list := []programme.Hours{
		{State: programme.HoursAgreed, Training: programme.Training{From: day("2025-12-31"), To: day("2026-01-01"), Minutes: 121}},
		{State: programme.HoursSubmitted, Training: programme.Training{From: day("2026-03-04"), To: day("2026-03-04"), Minutes: 600}},
		{State: programme.HoursReturned, Training: programme.Training{From: day("2026-03-03"), To: day("2026-03-03"), Minutes: 1000}},
		{State: programme.HoursAgreed, CorrectedBy: 9, Training: programme.Training{From: day("2026-03-03"), To: day("2026-03-03"), Minutes: 1000}},
		{State: programme.HoursSubmitted, Corrects: 8, Training: programme.Training{From: day("2026-03-03"), To: day("2026-03-03"), Minutes: 1000}},
	}
	c := b.Course(list, day("2026-03-05"))
	if c.Sum.Logged != 721 || c.Sum.Agreed != 121 || c.Sum.Target != 300*60 {
		t.Errorf("sum %+v", c.Sum)
	}
	want := []programme.HoursPoint{
		{Day: day("2025-12-31"), Logged: 61, Agreed: 61, Planned: 18000 * 24 / 267, Month: 61},
		{Day: day("2026-01-31"), Logged: 121, Agreed: 121, Planned: 18000 * 55 / 267, Month: 60},
		{Day: day("2026-02-28"), Logged: 121, Agreed: 121, Planned: 18000 * 83 / 267},
		{Day: day("2026-03-05"), Logged: 721, Agreed: 121, Planned: 18000 * 88 / 267, Month: 600},
	}
	if !slices.Equal(c.Points, want) {
		t.Errorf("points %+v; want %+v", c.Points, want)
	}
	// 84 days of pace: 721 less what fell before 12 December, which is nothing.
	if c.Pace != 721*7/84 || c.AtEnd != 721+721*179/84 || !c.Reached.IsZero() {
		t.Errorf("pace %d, at the end %d, reached %v", c.Pace, c.AtEnd, c.Reached)
	}
	b.Standard = 20
	c = b.Course(list, day("2026-03-05")) // the floor of 187 h holds
	if c.Target.Minutes != 187*60 {
		t.Errorf("target %d", c.Target.Minutes)
	}
}

func TestForecastReachesTheTarget(t *testing.T) {
	b := programme.HoursBasis{Figures: map[programme.FigureKind]programme.Figure{}}
	b.Started, b.PlannedEnd = day("2025-01-01"), day("2025-12-31") // 365 days: 18,772 minutes
	list := []programme.Hours{{State: programme.HoursSubmitted, Training: programme.Training{From: day("2025-06-20"), To: day("2025-06-20"), Minutes: 8400}}}
	c := b.Course(list, day("2025-07-01")) // 100 minutes a day of 84
	if c.Pace != 700 || c.AtEnd != 8400+183*100 || !c.Reached.Equal(day("2025-10-13")) {
		t.Errorf("pace %d, at the end %d, reached %v; target %d", c.Pace, c.AtEnd, c.Reached, c.Target.Minutes)
	}
	b.Ended = day("2025-06-30")
	if c = b.Course(list, day("2025-07-01")); c.AtEnd != 8400 || c.Pace != 0 {
		t.Errorf("after the end: %+v", c)
	}
}

// flagged returns the kinds of flag on entries, each with how many it names.
func flagged(list []programme.Hours, due ...programme.Deadline) (kinds []string) {
	for _, f := range programme.FlagHours(list, due) {
		kinds = append(kinds, f.Kind)
	}
	return kinds
}

// logged returns n entries a week apart from 2 March 2026, each recorded late
// days after.
func logged(n, late int, minutes func(i int) int) (list []programme.Hours) {
	for i := range n {
		on := day("2026-03-02").AddDate(0, 0, 7*i)
		list = append(list, programme.Hours{ID: programme.HoursID(i + 1), State: programme.HoursSubmitted, RecordedAt: on.AddDate(0, 0, late).Add(12 * time.Hour),
			Training: programme.Training{From: on, To: on, Minutes: minutes(i)}})
	}
	return list
}

func TestFlags(t *testing.T) {
	steady := func(int) int { return 125 }
	varied := func(i int) int { return 95 + 7*i }
	wholes := func(i int) int { return 60 * (1 + i%3) }
	but := func(list []programme.Hours, i, minutes int) []programme.Hours {
		list[i].Minutes = minutes
		return list
	}
	gateway := programme.Deadline{Name: "the gateway", On: day("2026-03-30")}
	together := func(n int, on string) []programme.Hours {
		list := logged(n, 0, varied)
		for i := range list {
			list[i].RecordedAt = day(on).Add(9 * time.Hour)
		}
		return list
	}
	monthEnds := func(n int) []programme.Hours {
		list := logged(10, 0, varied)
		for i := range n {
			list[i].RecordedAt = day("2026-03-30").Add(time.Hour)
		}
		return list
	}
	tests := []struct {
		name string
		list []programme.Hours
		due  []programme.Deadline
		want []string
	}{
		{"nothing", nil, nil, nil},
		{"seven alike", logged(7, 0, steady), nil, nil},
		{"eight alike", logged(8, 0, steady), nil, []string{"same"}},
		{"nine of ten alike", but(logged(10, 0, steady), 3, 99), nil, []string{"same"}},
		{"eight of ten alike", but(but(logged(10, 0, steady), 3, 99), 4, 98), nil, nil},
		{"eleven of whole hours", logged(11, 0, wholes), nil, nil},
		{"twelve of whole hours", logged(12, 0, wholes), nil, []string{"whole"}},
		{"one of them not", but(logged(12, 0, wholes), 5, 61), nil, nil},
		{"recorded 28 days after", logged(2, 28, varied), nil, nil},
		{"recorded 29 days after", logged(2, 29, varied), nil, []string{"late"}},
		{"four before the gateway", together(4, "2026-03-25"), []programme.Deadline{gateway}, nil},
		{"five before the gateway", together(5, "2026-03-25"), []programme.Deadline{gateway}, []string{"cluster"}},
		{"five on its day", together(5, "2026-03-30"), []programme.Deadline{gateway}, []string{"cluster"}},
		{"five seven days before", together(5, "2026-03-23"), []programme.Deadline{gateway}, []string{"cluster"}},
		{"five eight days before", together(5, "2026-03-22"), []programme.Deadline{gateway}, nil},
		{"five a day after", together(5, "2026-03-29"), []programme.Deadline{{Name: "it", On: day("2026-03-28")}}, nil},
		{"no gateway planned", together(5, "2026-03-25"), []programme.Deadline{{Name: "the gateway"}}, nil},
		{"six of ten at the end of the month", monthEnds(6), nil, []string{"month_end"}},
		{"five of ten", monthEnds(5), nil, nil},
		{"twelve hours on a day", logged(1, 0, func(int) int { return 720 }), nil, nil},
		{"a minute more", logged(1, 0, func(int) int { return 721 }), nil, []string{"long_day"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := flagged(tt.list, tt.due...); !slices.Equal(got, tt.want) {
				t.Errorf("flags %v; want %v", got, tt.want)
			}
		})
	}
	gone := logged(8, 0, steady)
	for i := range gone {
		gone[i].State = programme.HoursWithdrawn
	}
	if got := flagged(gone); got != nil {
		t.Errorf("entries taken back are flagged: %v", got)
	}
}
