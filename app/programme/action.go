package programme

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"touchstone/app/account"
	"touchstone/app/fault"
	"touchstone/ksb"
)

// An ActionID identifies an action.
type ActionID int64

// An ActionState is whether an action is still to do.
type ActionState string

// The states of an action.
const (
	ActionOpen    ActionState = "open"
	ActionDone    ActionState = "done"
	ActionDropped ActionState = "dropped" // not to be done after all, with the reason
)

// Limits of an action, in characters.
const (
	MaxAction = 2000 // of what is to be done
	MaxReason = 1000 // of a note or a reason
)

// ActionOwners are the roles in an enrolment that an action can be for.
var ActionOwners = []account.Role{account.Apprentice, account.Coach, account.Employer}

// An Action is what was agreed that someone does by a day: a SMART target of
// an enrolment.
type Action struct {
	ID         ActionID // 0 until stored
	Enrolment  EnrolmentID
	Text       string           // what is to be done
	Owner      account.Role     // who does it, one of ActionOwners
	By         account.PersonID // who set it; 0: somebody without an account
	ByName     string           // as it was then
	DueOn      time.Time        // day, midnight UTC
	Statements []ksb.StatementID
	Review     int64 // the progress review it was agreed in; 0: none
	State      ActionState
	SetAt      time.Time
	EndedAt    time.Time // when it was done or dropped; zero while open
	EndedBy    string    // name
	DoneOn     time.Time // day on which it was done; zero: it is not
	Note       string    // how it was done, or why it was dropped
	Item       int64     // the piece of evidence that shows it; 0: none
	Moves      int       // how often its day was changed

	// Names, filled in when read.
	ApprenticeName, OwnerName string
}

// An ActionMove is one change of the day by which an action is due.
type ActionMove struct {
	From   time.Time // the day until then
	Reason string
	ByName string
	At     time.Time
}

// Check returns what is wrong with a new action as a fault.Invalid that names
// each bad field, or nil. Today is a day in London; an action is not due before it.
func (a *Action) Check(today time.Time) error {
	var bad fault.Fields
	checkActionText(&bad, a)
	if !slices.Contains(ActionOwners, a.Owner) {
		bad.Add("owner", "Choose who does it.")
	}
	checkDue(&bad, a.DueOn, today)
	return bad.Err()
}

// checkActionText tidies what is to be done, and notes what is wrong with it.
func checkActionText(bad *fault.Fields, a *Action) {
	a.Text = strings.TrimSpace(a.Text)
	switch n := utf8.RuneCountInString(a.Text); {
	case n == 0:
		bad.Add("text", "Say what is to be done.")
	case n > MaxAction:
		bad.Add("text", "Keep this to %d characters. It has %d.", MaxAction, n)
	}
}

// farthest is how far ahead an action may be due, in years: a slip of the year
// is caught, and no apprenticeship is as long.
const farthest = 10

func checkDue(bad *fault.Fields, due, today time.Time) {
	switch {
	case due.IsZero():
		bad.Add("due_on", "Say by when.")
	case due.Before(today):
		bad.Add("due_on", "Choose today or a day to come.")
	case due.After(today.AddDate(farthest, 0, 0)):
		bad.Add("due_on", "Choose a day within %d years.", farthest)
	}
}

// checkReason notes what is wrong with a reason that has to be given.
func checkReason(bad *fault.Fields, field, reason, ask string) {
	switch n := utf8.RuneCountInString(reason); {
	case n == 0:
		bad.Add(field, "%s", ask)
	case n > MaxReason:
		bad.Add(field, "Keep this to %d characters. It has %d.", MaxReason, n)
	}
}

// Overdue reports whether the action is open and its day has passed.
func (a *Action) Overdue(today time.Time) bool {
	return a.State == ActionOpen && a.DueOn.Before(today)
}

// MayFinish reports whether someone with those roles in the enrolment may say
// that the action is done: whose it is, and the coach.
func (a *Action) MayFinish(roles []account.Role) bool {
	return a.State == ActionOpen && (slices.Contains(roles, a.Owner) || slices.Contains(roles, account.Coach))
}

// MayChange reports whether a person with those roles may move the action's day
// or drop it: who set it, and the coach.
func (a *Action) MayChange(person account.PersonID, roles []account.Role) bool {
	return a.State == ActionOpen && (person != 0 && a.By == person || slices.Contains(roles, account.Coach))
}
