package programme

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"touchstone/app/account"
	"touchstone/app/fault"
	"touchstone/app/words"
	"touchstone/ksb"
)

// An HoursID identifies an entry of off-the-job hours.
type HoursID int64

// An HoursState is how far an entry has come.
type HoursState string

// The states of an entry.
const (
	HoursSubmitted HoursState = "submitted" // waits for the coach, the employer or both
	HoursReturned  HoursState = "returned"  // one of them asks for a change
	HoursAgreed    HoursState = "agreed"    // by both: it counts, and never changes
	HoursWithdrawn HoursState = "withdrawn" // the apprentice took it back
)

// HoursStates lists the states in the order they are shown.
var HoursStates = []HoursState{HoursSubmitted, HoursReturned, HoursAgreed, HoursWithdrawn}

// Word is what the state is called.
func (s HoursState) Word() string {
	switch s {
	case HoursSubmitted:
		return "Waiting"
	case HoursReturned:
		return "Returned"
	case HoursAgreed:
		return "Agreed"
	case HoursWithdrawn:
		return "Withdrawn"
	}
	return string(s)
}

// A PaidTime is whose time the training was done in.
type PaidTime string

// The times.
const (
	PaidHours PaidTime = "paid" // in paid working hours
	InLieu    PaidTime = "lieu" // outside them, with time off in lieu given
	OwnTime   PaidTime = "own"  // outside them, without: it does not count
)

// Words says whose time it was.
func (p PaidTime) Words() string {
	switch p {
	case PaidHours:
		return "in paid hours"
	case InLieu:
		return "outside paid hours, with time off in lieu"
	}
	return "outside paid hours"
}

// Limits on one entry.
const (
	MaxLearned   = 2000 // characters
	MaxHoursDays = 31   // days of a range
	MaxHoursNote = 2000 // characters
)

// A Training is what an entry says: one version of it.
type Training struct {
	From       time.Time // days, midnight UTC
	To         time.Time // the same as From for one day
	Starts     int       // minute of the day; less than 0: not said. Only for one day
	Minutes    int       // in all
	Activity   string    // key of an Activity
	Learned    string
	Time       PaidTime
	Separate   bool // it was asked whether it is the same as another entry, and is not
	Item       int64
	Statements []ksb.StatementID
}

// Hours is an entry of off-the-job training.
type Hours struct {
	ID          HoursID
	Enrolment   EnrolmentID
	Form        string  // which form it was sent by; the same form twice counts once
	Corrects    HoursID // the agreed entry it stands instead of; 0: none
	CorrectedBy HoursID // the agreed entry that stands instead of this one; 0: none
	State       HoursState
	Version     int // from 1
	Training

	CoachAgreed, EmployerAgreed bool
	RecordedAt                  time.Time // when it was first sent, UTC
	SentAt                      time.Time // when it last began to wait, UTC

	// Filled in when read.
	Codes      []string // of the statements, or their titles where there are no codes
	ItemNumber int      // of the piece of evidence; 0: none
	Decisions  []HoursDecision
}

// An HoursDecision is what somebody decided on an entry.
type HoursDecision struct {
	Hours     HoursID
	Version   int
	Role      account.Role
	Returned  bool
	Name      string
	Note      string
	Signature int64
	At        time.Time // UTC
}

// Days returns how many days the training took, from 1.
func (t *Training) Days() int { return int(t.To.Sub(t.From).Hours()/24+0.5) + 1 }

// Spread returns how many minutes fall on a day. A range's minutes are spread
// evenly; what is left over falls on its first days.
func (t *Training) Spread(day time.Time) int {
	if day.Before(t.From) || day.After(t.To) {
		return 0
	}
	n := t.Days()
	share := t.Minutes / n
	if int(day.Sub(t.From).Hours()/24+0.5) < t.Minutes%n {
		share++
	}
	return share
}

// Counts reports whether the entry's minutes count as logged: it was not sent
// back, taken back or corrected, and is no correction that still waits.
func (h *Hours) Counts() bool {
	switch h.State {
	case HoursAgreed:
		return h.CorrectedBy == 0
	case HoursSubmitted:
		return h.Corrects == 0
	}
	return false
}

// May reports whether a role has yet to decide on the entry.
func (h *Hours) May(role account.Role) bool {
	return h.State == HoursSubmitted && (role == account.Coach && !h.CoachAgreed || role == account.Employer && !h.EmployerAgreed)
}

// Fixed reports whether the entry can no longer be changed: somebody has agreed
// it, or it was taken back.
func (h *Hours) Fixed() bool {
	return h.State == HoursAgreed || h.State == HoursWithdrawn || h.State == HoursSubmitted && (h.CoachAgreed || h.EmployerAgreed)
}

// Check returns what is wrong with what an entry says by itself, as a
// fault.Invalid, or nil. Whether its day counts and whether it is there already
// depend on the enrolment and the other entries.
func (h *Hours) Check(today time.Time) error {
	var bad fault.Fields
	h.Learned = strings.TrimSpace(h.Learned)
	checkDays(&bad, &h.Training, today)
	if a, known := ActivityOf(h.Activity); !known {
		bad.Add("activity", "Choose what kind of training it was.")
	} else if !a.Counts {
		bad.Add("activity", "%s", a.Why)
	}
	switch {
	case h.Learned == "":
		bad.Add("learned", "Say what you learned, in a sentence.")
	case utf8.RuneCountInString(h.Learned) > MaxLearned:
		bad.Add("learned", "Keep it to %d characters. It has %d.", MaxLearned, utf8.RuneCountInString(h.Learned))
	}
	switch h.Time {
	case PaidHours, InLieu:
	case OwnTime:
		bad.Add("time", "Training outside paid hours counts only if time off in lieu is given. Agree that with your employer first, or leave this out.")
	default:
		bad.Add("time", "Say whether it was in your paid hours.")
	}
	h.checkMinutes(&bad)
	return bad.Err()
}

func checkDays(bad *fault.Fields, t *Training, today time.Time) {
	if t.To.IsZero() {
		t.To = t.From
	}
	switch {
	case t.From.IsZero():
		bad.Add("from", "Say which day it was.")
	case t.From.After(today):
		bad.Add("from", "Choose a day that has been. Training counts once it has taken place.")
	case t.To.Before(t.From):
		bad.Add("to", "Choose a last day on or after the first, %s.", words.Day(t.From))
	case t.To.After(today):
		bad.Add("to", "Choose a last day that has been. Training counts once it has taken place.")
	case t.Days() > MaxHoursDays:
		bad.Add("to", "Keep one entry to %d days, and write a longer course as several.", MaxHoursDays)
	case t.Days() > 1 && t.Starts >= 0:
		bad.Add("starts", "Leave the start out for several days. It belongs to one day.")
	}
}

func (h *Hours) checkMinutes(bad *fault.Fields) {
	switch {
	case h.Minutes <= 0 && h.Corrects == 0:
		bad.Add("minutes", "Say how long it took, such as 1 h 30 or 90 min.")
	case h.Minutes < 0:
		bad.Add("minutes", "Say how long it took; 0 min if it did not take place.")
	case h.From.IsZero() || h.To.Before(h.From):
	case h.Minutes > h.Days()*dayMinutes:
		bad.Add("minutes", "Check the time: %s does not fit into %s.", MinutesText(h.Minutes), words.Plural(h.Days(), "day", "days"))
	case h.Starts >= 0 && h.Starts+h.Minutes > dayMinutes:
		bad.Add("minutes", "Check the time: %s from %s runs past midnight. Write the part after midnight as an entry of the next day.", MinutesText(h.Minutes), ClockText(h.Starts))
	}
}

// When says the days and the time of day: "12 to 14 November 2026", "10 November
// 2026, 09:30 to 11:00".
func (t *Training) When() string {
	text := words.Days(t.From, t.To)
	if t.Starts >= 0 {
		text += ", " + ClockText(t.Starts) + " to " + ClockText(t.Starts+t.Minutes)
	}
	return text
}

// Content is the entry as text: exactly what is shown to those who agree it, and
// what their signatures cover.
func (h *Hours) Content() string {
	a, _ := ActivityOf(h.Activity)
	lines := []string{
		fmt.Sprintf("Entry %d, version %d", h.ID, h.Version),
		"When: " + h.When(),
		"How long: " + MinutesText(h.Minutes),
		"Training: " + a.Name + ", " + h.Time.Words(),
		"Learned: " + strings.ReplaceAll(h.Learned, "\n", "\n  "),
	}
	if len(h.Codes) > 0 {
		lines = append(lines, "Shows: "+strings.Join(h.Codes, ", "))
	}
	if h.ItemNumber != 0 {
		lines = append(lines, fmt.Sprintf("Evidence: piece %d", h.ItemNumber))
	}
	if h.Corrects != 0 {
		lines = append(lines, fmt.Sprintf("Stands instead of entry %d", h.Corrects))
	}
	if h.Separate {
		lines = append(lines, "The apprentice says it is apart from other entries of the day.")
	}
	lines = append(lines, "Recorded: "+words.Moment(h.RecordedAt))
	return strings.Join(lines, "\n")
}

// Digest is the SHA-256 of Content in hex.
func (h *Hours) Digest() string { return Digest(h.Content()) }

// HoursDigest stands for several entries as they were shown: the SHA-256 of
// their Digests, in the order of their ids.
func HoursDigest(list []Hours) string {
	digests := make(map[HoursID]string, len(list))
	for i := range list {
		digests[list[i].ID] = list[i].Digest()
	}
	return HoursDigests(digests)
}

// HoursDigests is HoursDigest of entries of which only the Digests are at hand,
// as a form brings them back.
func HoursDigests(shown map[HoursID]string) string {
	ids := make([]HoursID, 0, len(shown))
	for id := range shown {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	var b strings.Builder
	for _, id := range ids {
		fmt.Fprintf(&b, "%d %s\n", id, shown[id])
	}
	return Digest(b.String())
}

// HoursContent is the text that one signature under several entries covers.
func HoursContent(list []Hours) string {
	parts := make([]string, len(list))
	total := 0
	for i := range list {
		parts[i] = list[i].Content()
		total += list[i].Minutes
	}
	return strings.Join(parts, "\n\n") + "\n\nIn all: " + MinutesText(total)
}
