package growth

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"touchstone/app/account"
	"touchstone/app/fault"
	"touchstone/app/programme"
	"touchstone/ksb"
)

// An EntryKind is how something was learned.
type EntryKind string

// EntryKinds lists the kinds in the order they are offered.
var EntryKinds = []EntryKind{"course", "reading", "event", "shadowing", "coaching", "practice", "teaching", "body", "other"}

var entryKindNames = map[EntryKind]string{
	"course":    "Course, workshop or e-learning",
	"reading":   "Reading or research",
	"event":     "Event, webinar or conference",
	"shadowing": "Shadowing or a visit",
	"coaching":  "Coaching, mentoring or feedback",
	"practice":  "New work, a project or practice",
	"teaching":  "Teaching or presenting to others",
	"body":      "Work for a professional body, or voluntary work",
	"other":     "Something else",
}

// Name is what the kind is called.
func (k EntryKind) Name() string {
	if name := entryKindNames[k]; name != "" {
		return name
	}
	return string(k)
}

// Limits of a CPD entry.
const (
	MaxEntryTitle   = 160      // characters
	MaxEntryText    = 3000     // characters, of what was learned and of what was applied
	MaxEntryMinutes = 100 * 60 // 100 hours: what takes longer is several entries
	entryYears      = 50       // how far back one may be dated: a slip of the year is caught
)

// An Entry is one line of a log of continuing professional development: what
// somebody did, how long it took, what came of it.
type Entry struct {
	ID        EntryID // 0 until stored
	Person    account.PersonID
	DoneOn    time.Time // day
	Minutes   int
	Kind      EntryKind
	Title     string
	Learned   string
	Applied   string          // what they do differently since; may be empty
	Framework ksb.FrameworkID // of Elements; 0: none are named
	Elements  []string        // Keys, in the framework's order
	Goal      GoalID          // the goal it serves; 0: none
	Item      Item            // a piece of the person's own evidence that shows it; the zero Item: none
	Revision  int             // counts saves
	CreatedAt time.Time
	SavedAt   time.Time
	RemovedAt time.Time // zero: it is there

	// Filled in when read.
	Named        []Named
	GoalActivity string
}

// check tidies the entry and notes what is wrong with it.
func (e *Entry) check(bad *fault.Fields, today time.Time) {
	e.Title, e.Learned, e.Applied = strings.Join(strings.Fields(tidy(e.Title)), " "), tidy(e.Learned), tidy(e.Applied)
	switch {
	case e.DoneOn.IsZero():
		bad.Add("done_on", "Say on which day.")
	case e.DoneOn.After(today):
		bad.Add("done_on", "Choose today or a day that has passed. What is still to come belongs in your plan.")
	case e.DoneOn.Before(today.AddDate(-entryYears, 0, 0)):
		bad.Add("done_on", "Choose a day within the last %d years.", entryYears)
	}
	switch {
	case e.Minutes <= 0:
		bad.Add("minutes", "Say how long it took, such as 1 h 30 or 45 min.")
	case e.Minutes > MaxEntryMinutes:
		bad.Add("minutes", "Keep one entry to %s. Split what took longer.", programme.MinutesText(MaxEntryMinutes))
	}
	if !slices.Contains(EntryKinds, e.Kind) {
		bad.Add("kind", "Choose what kind it was.")
	}
	checkText(bad, "title", e.Title, MaxEntryTitle, "Say in a few words what you did.")
	checkText(bad, "learned", e.Learned, MaxEntryText, "Say what you learned.")
	checkText(bad, "applied", e.Applied, MaxEntryText, "")
}

// says reports whether two entries say the same.
func (e *Entry) says(other *Entry) bool {
	return e.DoneOn.Equal(other.DoneOn) && e.Minutes == other.Minutes && e.Kind == other.Kind && e.Title == other.Title && e.Learned == other.Learned &&
		e.Applied == other.Applied && e.Framework == other.Framework && slices.Equal(e.Elements, other.Elements) && e.Goal == other.Goal && e.Item.ID == other.Item.ID
}

// About reports whether the entry names an element or specialism.
func (e *Entry) About(framework ksb.FrameworkID, key string) bool {
	return e.Framework == framework && slices.Contains(e.Elements, key)
}

// An EntryClash is the cause of the fault.Conflict of an entry that was saved
// elsewhere since the one to save was read.
type EntryClash struct {
	Theirs Entry // as it is stored now
}

// Error implements error.
func (c *EntryClash) Error() string {
	return fmt.Sprintf("entry %d is at revision %d", c.Theirs.ID, c.Theirs.Revision)
}

// TheirEntry returns what is stored if err is about an EntryClash.
func TheirEntry(err error) (e Entry, clashed bool) {
	if c, ok := errors.AsType[*EntryClash](err); ok {
		return c.Theirs, true
	}
	return e, false
}

// Totals is how long entries took in all, by year and by element. An entry about
// several elements counts in full for each of them, so elements add up to more
// than the whole.
type Totals struct {
	Minutes int
	Years   []int // latest first
	ByYear  map[int]int
	Rows    []ElementTotal // the longest first
}

// An ElementTotal is how long the entries about one element took.
type ElementTotal struct {
	Framework ksb.FrameworkID
	Named
	Minutes int
	ByYear  map[int]int
}

// Total sums entries up.
func Total(all []Entry) Totals {
	t := Totals{ByYear: map[int]int{}}
	type key struct {
		framework ksb.FrameworkID
		element   string
	}
	at := map[key]int{}
	for i := range all {
		e, year := &all[i], all[i].DoneOn.Year()
		if t.ByYear[year] == 0 {
			t.Years = append(t.Years, year)
		}
		t.Minutes += e.Minutes
		t.ByYear[year] += e.Minutes
		for _, n := range e.Named {
			k := key{e.Framework, n.Key}
			if _, seen := at[k]; !seen {
				at[k] = len(t.Rows)
				t.Rows = append(t.Rows, ElementTotal{Framework: e.Framework, Named: n, ByYear: map[int]int{}})
			}
			row := &t.Rows[at[k]]
			row.Minutes += e.Minutes
			row.ByYear[year] += e.Minutes
		}
	}
	slices.SortFunc(t.Years, func(x, y int) int { return y - x })
	slices.SortStableFunc(t.Rows, func(x, y ElementTotal) int {
		return cmp.Or(y.Minutes-x.Minutes, cmp.Compare(x.Label(), y.Label()))
	})
	return t
}
