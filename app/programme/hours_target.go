package programme

import (
	"fmt"
	"strconv"
	"time"

	"touchstone/app/account"
	"touchstone/app/words"
)

// A FigureKind is something a target is reckoned from that no rule knows.
type FigureKind string

// The kinds of figure.
const (
	PublishedHours FigureKind = "published" // of the standard's version, in minutes
	PriorLearning  FigureKind = "prior"     // removed for prior learning, in minutes
	WorkingHours   FigureKind = "working"   // a week, in minutes
	LeaveWeeks     FigureKind = "leave"     // of statutory leave over the whole time, in tenths of a week
)

// A Figure is one of them as it was entered. A later one replaces it and it stays
// as history.
type Figure struct {
	Kind   FigureKind
	Amount int    // minutes; of LeaveWeeks tenths of a week
	Source string // where it comes from, or the reason for it
	By     account.PersonID
	ByName string
	At     time.Time // UTC
}

// Text writes the amount: "300 h", "5.6 weeks".
func (f Figure) Text() string {
	if f.Kind == LeaveWeeks {
		return tenths(f.Amount) + " weeks"
	}
	return MinutesText(f.Amount)
}

func tenths(n int) string { return strconv.FormatFloat(float64(n)/10, 'f', -1, 64) }

// HoursBasis is all that a target of off-the-job hours is reckoned from.
type HoursBasis struct {
	HoursPeriod
	PlannedEnd time.Time // day, midnight UTC
	Standard   int       // hours published for the standard's version; 0: not known
	Figures    map[FigureKind]Figure
}

// A HoursTarget is the minimum of off-the-job hours an apprentice needs.
type HoursTarget struct {
	Minutes int // 0: not known yet
	Rules   HoursRules
	Steps   []string   // how it is reckoned, in words
	Missing FigureKind // what has to be entered first; empty if it is known
}

// Target reckons the minimum by the rules of the day the apprenticeship
// started.
func (b *HoursBasis) Target() HoursTarget {
	t := HoursTarget{Rules: HoursRulesOf(b.Started)}
	switch t.Rules.Basis {
	case Published:
		b.published(&t)
	case Weekly:
		b.byWeeks(&t, t.Rules.Weekly, MinutesText(t.Rules.Weekly)+" a week")
	case Share:
		b.share(&t)
	}
	return t
}

func (b *HoursBasis) published(t *HoursTarget) {
	minutes := b.Standard * 60
	given, entered := b.Figures[PublishedHours]
	switch {
	case entered:
		minutes = given.Amount
		t.step("%s published for the standard (%s)", MinutesText(minutes), given.Source)
	case minutes > 0:
		t.step("%s published for the standard's version", MinutesText(minutes))
	default:
		t.Missing = PublishedHours
		return
	}
	if prior := b.Figures[PriorLearning]; prior.Amount > 0 {
		minutes -= prior.Amount
		t.step("less %s for prior learning (%s)", MinutesText(prior.Amount), prior.Source)
	}
	if minutes < t.Rules.Floor {
		minutes = t.Rules.Floor
		t.step("never below %s", MinutesText(t.Rules.Floor))
	}
	t.Minutes = minutes
}

func (b *HoursBasis) share(t *HoursTarget) {
	working, entered := b.Figures[WorkingHours]
	if !entered {
		t.Missing = WorkingHours
		return
	}
	b.byWeeks(t, working.Amount*t.Rules.Percent, fmt.Sprintf("%d %% of %s a week", t.Rules.Percent, MinutesText(working.Amount)))
	t.Minutes = up(t.Minutes, 100)
}

// byWeeks multiplies the planned weeks by minutes.
func (b *HoursBasis) byWeeks(t *HoursTarget, minutes int, text string) {
	days, paused := b.days()
	tenthDays := 10 * (days - paused)
	t.step("%s from %s to %s", weeksText(days), words.Day(b.Started), words.Day(b.PlannedEnd))
	if paused > 0 {
		t.step("less %s of break in learning", words.Plural(paused, "day", "days"))
	}
	if leave := b.Figures[LeaveWeeks]; leave.Amount > 0 {
		tenthDays -= 7 * leave.Amount
		t.step("less %s of statutory leave (%s)", leave.Text(), leave.Source)
	}
	t.step("%s", text)
	t.Minutes = up(max(0, tenthDays)*minutes, 70)
}

// days returns how many days are planned, and how many of them are breaks. A
// break that lasts pushes the planned end on and takes nothing from it yet.
func (b *HoursBasis) days() (planned, paused int) {
	end := b.PlannedEnd.AddDate(0, 0, 1)
	for _, br := range b.Pauses {
		if !br.Back.IsZero() {
			paused += br.Within(b.Started, end)
		}
	}
	return max(0, int(end.Sub(b.Started).Hours()/24+0.5)), paused
}

func (t *HoursTarget) step(format string, args ...any) {
	t.Steps = append(t.Steps, fmt.Sprintf(format, args...))
}

// up divides and rounds up, so that a part of a minute is owed whole.
func up(n, by int) int { return (n + by - 1) / by }

func weeksText(days int) string {
	if days%7 == 0 {
		return words.Plural(days/7, "week", "weeks")
	}
	return fmt.Sprintf("%s and %s", words.Plural(days/7, "week", "weeks"), words.Plural(days%7, "day", "days"))
}

// Planned returns how much of the target an even pace asks for by the end of a
// day. The pace rests in breaks.
func (b *HoursBasis) Planned(target int, day time.Time) int {
	whole := b.active(b.PlannedEnd)
	if whole <= 0 || target <= 0 {
		return 0
	}
	return target * min(whole, b.active(day)) / whole
}

// active counts the days of training from the start to the end of a day, breaks
// left out.
func (b *HoursBasis) active(day time.Time) int {
	if day.Before(b.Started) {
		return 0
	}
	end := day.AddDate(0, 0, 1)
	n := int(end.Sub(b.Started).Hours()/24 + 0.5)
	for _, br := range b.Pauses {
		n -= br.Within(b.Started, end)
	}
	return n
}
