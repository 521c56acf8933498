package programme

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"touchstone/app/account"
	"touchstone/app/fault"
	"touchstone/app/words"
)

// Limits of what is written in a progress review.
const (
	MaxReviewText    = 10_000 // characters of a field of several lines
	MaxReviewLine    = 500    // characters of one line
	MaxReviewActions = 12     // actions to the next review
)

// A ProgressReviewID identifies a progress review.
type ProgressReviewID int64

// A ProgressState is how far a progress review has come.
type ProgressState string

// The states of a progress review.
const (
	ReviewPlanned   ProgressState = "planned"   // it has a day and nothing else
	ReviewDraft     ProgressState = "draft"     // the coach writes it
	ReviewSigning   ProgressState = "signing"   // closed: it waits for signatures and cannot be changed
	ReviewSigned    ProgressState = "signed"    // by all; it can only be added to
	ReviewCancelled ProgressState = "cancelled" // it was planned and did not take place
)

// ReviewSigners are who signs a progress review.
var ReviewSigners = []account.Role{account.Coach, account.Employer, account.Apprentice}

// ReviewWords is what everyone who signs a progress review agrees to.
const ReviewWords = "I took part in this progress review or have read this record of it, and it says truly what was discussed and agreed."

// AddendumWords is what the author of an addendum agrees to.
const AddendumWords = "I add this to the signed record of the progress review. The record itself stays as it is."

// A ProgressReview is a meeting of the apprentice, their employer and their
// coach, and the record of it that all three sign.
type ProgressReview struct {
	ID        ProgressReviewID
	Enrolment EnrolmentID
	Number    int // 1, 2, 3… within the enrolment
	State     ProgressState
	Revision  int // counts saves
	Round     int // how many times it was closed to be signed
	PlannedOn time.Time
	Content   ReviewContent
	Document  []ReviewPart // as it is signed; nil while it is open
	Digest    string       // of the document's text; empty while it is open
	OpenedAt  time.Time
	SavedAt   time.Time
	ClosedAt  time.Time
	SignedAt  time.Time // by all

	Signatures  []Signature // oldest first; those of an earlier document are void
	Withdrawals []ReviewWithdrawal
	Addenda     []ReviewAddendum
}

// A ReviewWithdrawal is that a review was taken back from signing.
type ReviewWithdrawal struct {
	Round  int // the closing it undid
	Reason string
	ByName string
	At     time.Time
}

// A ReviewAddendum is what was added to a signed review, signed by its author.
type ReviewAddendum struct {
	Number int
	Words  string
	Signature
}

// HeldOn returns the day the review was held, zero if that is not said yet.
func (r *ProgressReview) HeldOn() time.Time { return r.Content.HeldOn }

// Closed reports whether the review waits for signatures or has them all.
func (r *ProgressReview) Closed() bool { return r.State == ReviewSigning || r.State == ReviewSigned }

// Counts reports whether a signature is of the document as it is now.
func (r *ProgressReview) Counts(s *Signature) bool { return r.Closed() && s.Digest == r.Digest }

// SignedBy returns the signature of a role that counts, nil if there is none.
func (r *ProgressReview) SignedBy(role account.Role) *Signature {
	for i := range r.Signatures {
		if s := &r.Signatures[i]; s.Role == role && r.Counts(s) {
			return s
		}
	}
	return nil
}

// Awaits returns the roles whose signature is still missing.
func (r *ProgressReview) Awaits() (roles []account.Role) {
	for _, role := range ReviewSigners {
		if r.State == ReviewSigning && r.SignedBy(role) == nil {
			roles = append(roles, role)
		}
	}
	return roles
}

// Void returns the signatures that no longer count, oldest first.
func (r *ProgressReview) Void() (all []Signature) {
	for i := range r.Signatures {
		if !r.Counts(&r.Signatures[i]) {
			all = append(all, r.Signatures[i])
		}
	}
	return all
}

// Sound reports whether the document is the one its digest was made of, and each
// signature's content the one it was made of.
func (r *ProgressReview) Sound() bool {
	if r.Closed() && Digest(ReviewText(r.Document)) != r.Digest {
		return false
	}
	return !slices.ContainsFunc(r.Signatures, func(s Signature) bool { return Digest(s.Content) != s.Digest }) &&
		!slices.ContainsFunc(r.Addenda, func(a ReviewAddendum) bool { return Digest(a.Content) != a.Digest })
}

// A ReviewContent is what a review's record holds: what the program knew when it
// was opened, and what was written.
type ReviewContent struct {
	Record  ReviewRecord      `json:"record"`
	HeldOn  time.Time         `json:"held_on"` // a day
	Medium  string            `json:"medium"`  // a key of ReviewMedia
	Place   string            `json:"place"`
	Present string            `json:"present"`
	Since   []ReviewSince     `json:"since"`
	Shown   string            `json:"shown"`    // on what was shown since
	Hours   string            `json:"hours"`    // on the hours
	Pace    string            `json:"progress"` // on progress against plan
	Said    ReviewSaid        `json:"said"`
	Changes string            `json:"changes"`
	Answers map[string]string `json:"answers"` // by the key of a prompt
	Next    []ReviewAction    `json:"next"`
}

// A ReviewSaid is what each party raised.
type ReviewSaid struct {
	Apprentice string `json:"apprentice"`
	Employer   string `json:"employer"`
	Coach      string `json:"coach"`
}

// A ReviewAction is something to be done by the next review.
type ReviewAction struct {
	What   string       `json:"what"`
	Who    account.Role `json:"who"`              // one of ActionOwners
	By     time.Time    `json:"by"`               // a day
	Action ActionID     `json:"action,omitempty"` // the one it became, or is; 0: none yet
}

// A ReviewSince is an action from before, and what came of it.
type ReviewSince struct {
	ReviewAction
	Outcome string `json:"outcome"`
}

func (a *ReviewAction) blank() bool { return a.What == "" && a.Who == "" && a.By.IsZero() }

// whose says who does it by when: "Carys, by 3 March 2026".
func (a *ReviewAction) whose(r *ReviewRecord) string {
	return joined(", ", r.nameOf(a.Who), prefix("by ", words.Day(a.By)))
}

func joined(sep string, parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), sep)
}

// tidy puts what was written in order: ends of lines, space around, empty rows.
func (c *ReviewContent) tidy() {
	for _, text := range c.texts() {
		*text = tidyText(*text)
	}
	maps.DeleteFunc(c.Answers, func(_, answer string) bool { return tidyText(answer) == "" })
	for key, answer := range c.Answers {
		c.Answers[key] = tidyText(answer)
	}
	for i := range c.Since {
		c.Since[i].Outcome = tidyText(c.Since[i].Outcome)
	}
	for i := range c.Next {
		a := &c.Next[i]
		a.What = tidyText(a.What)
	}
	c.Next = slices.DeleteFunc(c.Next, func(a ReviewAction) bool { return a.blank() })
}

func tidyText(s string) string {
	s = strings.ReplaceAll(strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n"), "\r", "\n")
	return strings.TrimSpace(strings.ReplaceAll(s, "\x00", ""))
}

// texts returns the fields of several lines.
func (c *ReviewContent) texts() []*string {
	return []*string{&c.Medium, &c.Place, &c.Present, &c.Shown, &c.Hours, &c.Pace, &c.Said.Apprentice, &c.Said.Employer, &c.Said.Coach, &c.Changes}
}

func checkReviewText(bad *fault.Fields, field, text string, limit int) {
	if n := utf8.RuneCountInString(text); n > limit {
		bad.Add(field, "Keep this to %d characters. It has %d.", limit, n)
	}
}

// CheckDraft returns what is too long, as a fault.Invalid that names each bad
// field, or nil. A draft may lack anything.
func (c *ReviewContent) CheckDraft() error {
	var bad fault.Fields
	for field, text := range map[string]string{"present": c.Present, "shown": c.Shown, "hours": c.Hours, "progress": c.Pace,
		"said_apprentice": c.Said.Apprentice, "said_employer": c.Said.Employer, "said_coach": c.Said.Coach, "changes": c.Changes} {
		checkReviewText(&bad, field, text, MaxReviewText)
	}
	checkReviewText(&bad, "place", c.Place, MaxReviewLine)
	for key, answer := range c.Answers {
		checkReviewText(&bad, "answer-"+key, answer, MaxReviewText)
	}
	for i := range c.Since {
		checkReviewText(&bad, fmt.Sprintf("outcome-%d", i+1), c.Since[i].Outcome, MaxReviewText)
	}
	for i := range c.Next {
		checkReviewText(&bad, fmt.Sprintf("what-%d", i+1), c.Next[i].What, MaxAction)
	}
	if len(c.Next) > MaxReviewActions {
		bad.Add("what-1", "Agree at most %d actions.", MaxReviewActions)
	}
	return bad.Err()
}

// Check returns what is missing or wrong before the record can be signed, on a
// day, as a fault.Invalid that names each bad field, or nil.
func (c *ReviewContent) Check(today time.Time) error {
	var bad fault.Fields
	bad.Merge(c.CheckDraft())
	c.checkMeeting(&bad, today)
	for _, must := range []struct{ field, text, sentence string }{
		{"progress", c.Pace, "Say how progress stands against the plan."},
		{"said_apprentice", c.Said.Apprentice, "Say what the apprentice raised, or that there was nothing."},
		{"said_employer", c.Said.Employer, "Say what the employer raised, or that there was nothing."},
		{"said_coach", c.Said.Coach, "Say what you raised, or that there was nothing."},
	} {
		if must.text == "" {
			bad.Add(must.field, "%s", must.sentence)
		}
	}
	for i := range c.Since {
		if c.Since[i].Outcome == "" {
			bad.Add(fmt.Sprintf("outcome-%d", i+1), "Say what came of “%s”.", strings.TrimSuffix(c.Since[i].What, "."))
		}
	}
	for i := range c.Next {
		c.checkAction(&bad, i)
	}
	return bad.Err()
}

func (c *ReviewContent) checkMeeting(bad *fault.Fields, today time.Time) {
	switch {
	case c.HeldOn.IsZero():
		bad.Add("held_on", "Say on which day the review was held.")
	case c.HeldOn.After(today):
		bad.Add("held_on", "Choose a day that has been. A review is signed after it was held.")
	case c.HeldOn.Before(c.Record.StartedOn):
		bad.Add("held_on", "Choose a day after the start, %s.", words.Day(c.Record.StartedOn))
	}
	if !slices.ContainsFunc(progressBook.Media, func(m ReviewChoice) bool { return m.Key == c.Medium }) {
		bad.Add("medium", "Say how it was held.")
	}
	if c.Present == "" {
		bad.Add("present", "Say who was there.")
	}
}

func (c *ReviewContent) checkAction(bad *fault.Fields, i int) {
	a := &c.Next[i]
	if a.What == "" {
		bad.Add(fmt.Sprintf("what-%d", i+1), "Say what is to be done.")
	}
	if !slices.Contains(ActionOwners, a.Who) {
		bad.Add(fmt.Sprintf("who-%d", i+1), "Choose who is to do it.")
	}
	switch {
	case a.By.IsZero():
		bad.Add(fmt.Sprintf("by-%d", i+1), "Say by which day.")
	case !c.HeldOn.IsZero() && a.By.Before(c.HeldOn):
		bad.Add(fmt.Sprintf("by-%d", i+1), "Choose a day after the review, %s.", words.Day(c.HeldOn))
	}
}
