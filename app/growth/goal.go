package growth

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/app/programme"
	"touchstone/app/words"
	"touchstone/ksb"
)

// Limits of a goal, in characters. Activity and success together fit into an
// action.
const (
	MaxActivity = 1000
	MaxSuccess  = 800
	MaxSupport  = 1000
)

// A Goal is what a person means to do about one element or specialism of a
// framework. Where it is an action of their apprenticeship, the action alone
// says by when, how far it is and what came of it, so either side shows the same.
type Goal struct {
	ID        GoalID // 0 until stored
	Person    account.PersonID
	Framework ksb.FrameworkID
	Audit     AuditID // the self-audit it rests on; 0: none
	Element   string  // Key of an element or specialism
	Activity  string  // what the person will do
	Success   string  // how they will see that it worked
	Support   string  // what help it takes; may be empty
	DueOn     time.Time
	Enrolment programme.EnrolmentID // whose action it is; 0: it stands alone
	Action    programme.ActionID    // 0: it stands alone

	State     programme.ActionState
	DoneOn    time.Time // day; zero: it is not done
	Outcome   string    // what came of it, or why it was dropped; may be empty
	EndedAt   time.Time // zero while open
	EndedBy   string    // name, of an action; empty: the person
	Moves     int       // how often an action's day was changed
	Revision  int       // counts saves
	CreatedAt time.Time
	SavedAt   time.Time

	Named Named // filled in when read
}

// Named is an element or specialism as people know it.
type Named struct {
	Key  string
	Code string // empty for a specialism
	Name string
}

// Label is the code and the name.
func (n Named) Label() string { return strings.TrimSpace(n.Code + " " + n.Name) }

// NameIn returns what an element or specialism of a framework is called, and
// whether the framework has it.
func NameIn(f *ksb.Framework, key string) (Named, bool) {
	if e := f.Element(key); e != nil {
		return Named{key, e.Code, e.Name}, true
	}
	if s := f.Specialism(key); s != nil {
		return Named{Key: key, Name: s.Name}, true
	}
	return Named{Key: key, Name: key}, false
}

// Overdue reports whether the goal is open and its day has passed.
func (g *Goal) Overdue(today time.Time) bool {
	return g.State == programme.ActionOpen && g.DueOn.Before(today)
}

// actionText is what the action of a goal says: what will be done, and how
// success shows. Which element it is for, and the help it takes, stay the
// person's own.
func (g *Goal) actionText() string { return g.Activity + "\n\nHow success shows: " + g.Success }

// check tidies the goal and notes what is wrong with its words.
func (g *Goal) check(bad *fault.Fields) {
	g.Activity, g.Success, g.Support = tidy(g.Activity), tidy(g.Success), tidy(g.Support)
	checkText(bad, "activity", g.Activity, MaxActivity, "Say what you will do.")
	checkText(bad, "success", g.Success, MaxSuccess, "Say how you will see that it worked.")
	checkText(bad, "support", g.Support, MaxSupport, "")
}

// checkText notes what is wrong with a text; ask is what is said if it is empty,
// itself empty where it may be.
func checkText(bad *fault.Fields, field, text string, most int, ask string) {
	switch n := utf8.RuneCountInString(text); {
	case n == 0 && ask != "":
		bad.Add(field, "%s", ask)
	case n > most:
		bad.Add(field, "Keep this to %d characters. It has %d.", most, n)
	}
}

// checkDue notes what is wrong with a goal's day, by the rules of an action.
func (g *Goal) checkDue(bad *fault.Fields, today time.Time) {
	a := programme.Action{Text: "-", Owner: account.Apprentice, DueOn: g.DueOn}
	bad.Merge(a.Check(today))
}

// says reports whether two goals say the same.
func (g *Goal) says(other *Goal) bool {
	return g.Framework == other.Framework && g.Element == other.Element && g.Activity == other.Activity && g.Success == other.Success && g.Support == other.Support
}

// open returns fault.Conflict, with the reason, if a goal cannot be changed.
func (g *Goal) open() error {
	who := g.EndedBy
	if who == "" {
		who = "You"
	}
	switch g.State {
	case programme.ActionDone:
		return fault.Newf(fault.Conflict, "%s marked this as done already.", who)
	case programme.ActionDropped:
		return fault.Newf(fault.Conflict, "%s dropped this already.", who)
	}
	return nil
}

// A GoalClash is the cause of the fault.Conflict of a goal that was saved
// elsewhere since the one to save was read.
type GoalClash struct {
	Theirs Goal // as it is stored now
}

// Error implements error.
func (c *GoalClash) Error() string {
	return fmt.Sprintf("goal %d is at revision %d", c.Theirs.ID, c.Theirs.Revision)
}

// TheirGoal returns what is stored if err is about a GoalClash.
func TheirGoal(err error) (g Goal, clashed bool) {
	if c, ok := errors.AsType[*GoalClash](err); ok {
		return c.Theirs, true
	}
	return g, false
}

func savedElsewhere(cause error, at time.Time) error {
	return fault.Because(cause, fault.Conflict, "This was saved at "+words.Clock(at)+
		" in another tab or on another device. Nothing was overwritten: compare the two, then save what you want to keep.")
}

// SortGoals orders goals as a plan lists them: open ones first, the one due
// first on top, then those that ended, the latest first.
func SortGoals(all []Goal) {
	slices.SortStableFunc(all, func(x, y Goal) int {
		xOpen, yOpen := x.State == programme.ActionOpen, y.State == programme.ActionOpen
		switch {
		case xOpen != yOpen && xOpen:
			return -1
		case xOpen != yOpen:
			return 1
		case xOpen:
			return x.DueOn.Compare(y.DueOn)
		}
		return y.EndedAt.Compare(x.EndedAt)
	})
}

// Without returns those of an audit's focus areas that no open goal is for. Of
// goals by another framework none counts.
func Without(areas []Standing, framework ksb.FrameworkID, goals []Goal) []Standing {
	return slices.DeleteFunc(slices.Clone(areas), func(s Standing) bool { return OpenFor(s.Key, framework, goals) != nil })
}

// OpenFor returns the first open goal for an element of a framework; nil: there is
// none.
func OpenFor(element string, framework ksb.FrameworkID, goals []Goal) *Goal {
	for i := range goals {
		if g := &goals[i]; g.State == programme.ActionOpen && g.Framework == framework && g.Element == element {
			return g
		}
	}
	return nil
}

// checkDone notes what is wrong with how a goal that stands alone was done.
func (g *Goal) checkDone(bad *fault.Fields, end *programme.ActionEnd, today time.Time) {
	if end.DoneOn.After(today) {
		bad.Add("done_on", "Choose today or a day that has passed.")
	}
	if set := db.Today(g.CreatedAt); end.DoneOn.Before(set) {
		bad.Add("done_on", "Choose a day from %s, when you set this.", words.Day(set))
	}
}
