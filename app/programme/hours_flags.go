package programme

import (
	"fmt"
	"time"

	"touchstone/app/db"
	"touchstone/app/words"
)

// A HoursFlag is something about entries that an auditor would ask about. It
// refuses nothing: it says what to look at and why.
type HoursFlag struct {
	Kind    string // "same", "whole", "late", "cluster", "month_end" or "long_day"
	Words   string
	Entries []HoursID
}

// A Deadline is a day that entries may have been gathered for.
type Deadline struct {
	Name string // "the gateway"
	On   time.Time
}

// FlagHours returns what in the entries asks for a look, by the thresholds of
// the rules. Entries that were taken back or corrected are left out.
func FlagHours(entries []Hours, deadlines []Deadline) []HoursFlag {
	f := flagging{rules: rules.Flags}
	for i := range entries {
		if h := &entries[i]; h.State != HoursWithdrawn && h.CorrectedBy == 0 && h.Minutes > 0 {
			f.entries = append(f.entries, h)
		}
	}
	f.same()
	f.whole()
	f.late()
	for _, d := range deadlines {
		if !d.On.IsZero() {
			f.cluster(d)
		}
	}
	f.monthEnd()
	f.longDays()
	return f.flags
}

type flagging struct {
	rules   FlagRules
	entries []*Hours
	flags   []HoursFlag
}

func (f *flagging) flag(kind string, which []*Hours, format string, args ...any) {
	flag := HoursFlag{Kind: kind, Words: fmt.Sprintf(format, args...)}
	for _, h := range which {
		flag.Entries = append(flag.Entries, h.ID)
	}
	f.flags = append(f.flags, flag)
}

func (f *flagging) those(is func(*Hours) bool) (which []*Hours) {
	for _, h := range f.entries {
		if is(h) {
			which = append(which, h)
		}
	}
	return which
}

// enough reports whether so many of all the entries are at least percent of them.
func (f *flagging) enough(n, percent int) bool { return n*100 >= percent*len(f.entries) }

func (f *flagging) same() {
	by := map[int]int{}
	most := 0
	for _, h := range f.entries {
		by[h.Minutes]++
		if n := by[h.Minutes]; n > by[most] || n == by[most] && h.Minutes < most {
			most = h.Minutes
		}
	}
	if len(f.entries) < f.rules.SameEntries || !f.enough(by[most], f.rules.SamePercent) {
		return
	}
	which := f.those(func(h *Hours) bool { return h.Minutes == most })
	all := fmt.Sprintf("%d of %d entries are", len(which), len(f.entries))
	if len(which) == len(f.entries) {
		all = "Every entry is"
	}
	f.flag("same", which, "%s exactly %s.", all, MinutesText(most))
}

func (f *flagging) whole() {
	which := f.those(func(h *Hours) bool { return h.Minutes%f.rules.WholeMinutes == 0 })
	if len(f.entries) < f.rules.WholeEntries || !f.enough(len(which), f.rules.WholePercent) {
		return
	}
	f.flag("whole", which, "%d of %d entries are a multiple of %s.", len(which), len(f.entries), MinutesText(f.rules.WholeMinutes))
}

// Late returns how many days after the training an entry was recorded.
func (h *Hours) Late() int {
	return int(db.Today(h.RecordedAt).Sub(h.To).Hours()/24 + 0.5)
}

func (f *flagging) late() {
	most := 0
	which := f.those(func(h *Hours) bool {
		days := h.Late()
		most = max(most, days)
		return days > f.rules.LateDays
	})
	if len(which) > 0 {
		f.flag("late", which, "%s recorded more than %d days after, up to %d days.", entriesWere(len(which)), f.rules.LateDays, most)
	}
}

func (f *flagging) cluster(d Deadline) {
	first, all, near := d.On.AddDate(0, 0, -f.rules.ClusterDays), 0, 0
	which := f.those(func(h *Hours) bool {
		day := db.Today(h.RecordedAt)
		all += h.Minutes
		if day.Before(first) || day.After(d.On) {
			return false
		}
		near += h.Minutes
		return true
	})
	if len(which) >= f.rules.ClusterEntries && near*100 >= f.rules.ClusterPercent*all {
		f.flag("cluster", which, "%s of %s recorded in the %d days before %s, %s.", MinutesText(near), MinutesText(all), f.rules.ClusterDays, d.Name, words.Day(d.On))
	}
}

func (f *flagging) monthEnd() {
	which := f.those(func(h *Hours) bool {
		day := db.Today(h.RecordedAt)
		return day.AddDate(0, 0, f.rules.MonthEndDays).Month() != day.Month()
	})
	if len(f.entries) >= f.rules.MonthEndEntries && f.enough(len(which), f.rules.MonthEndPercent) {
		f.flag("month_end", which, "%d of %d entries were recorded in the last %d days of a month.", len(which), len(f.entries), f.rules.MonthEndDays)
	}
}

func (f *flagging) longDays() {
	sums := map[time.Time]int{}
	for _, h := range f.entries {
		for day := h.From; !day.After(h.To); day = day.AddDate(0, 0, 1) {
			sums[day] += h.Spread(day)
		}
	}
	long := map[time.Time]bool{}
	for day, sum := range sums {
		long[day] = sum > f.rules.LongDay
	}
	which := f.those(func(h *Hours) bool {
		for day := h.From; !day.After(h.To); day = day.AddDate(0, 0, 1) {
			if long[day] {
				return true
			}
		}
		return false
	})
	if len(which) > 0 {
		f.flag("long_day", which, "%s on days with more than %s of training.", entriesAre(len(which)), MinutesText(f.rules.LongDay))
	}
}

func entriesWere(n int) string { return words.Plural(n, "entry was", "entries were") }
func entriesAre(n int) string  { return words.Plural(n, "entry is", "entries are") }
