package evidence

import (
	"time"
	"unicode/utf8"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/fault"
)

// MaxFeedback is the longest feedback, in characters.
const MaxFeedback = 20_000

// A Decision is what someone decided or said about a version or one of its
// claims. Decisions are added to, never rewritten.
type Decision struct {
	ID       int64
	Claim    ClaimID // 0: the whole version
	Verdict  Verdict // Undecided: feedback only
	Feedback string
	By       account.PersonID
	ByName   string // as it was then
	At       time.Time

	Before bool // it was made of the version that this one was moved from

	Corrects    int64 // the decision or feedback this one corrects; 0: none
	CorrectedBy int64 // the one that corrects this; 0: it holds
}

// A Review is a coach's decision on a submitted version.
type Review struct {
	Claims   []ClaimReview
	Verdict  Verdict // AcceptedVerdict or ReturnedVerdict
	Feedback string  // about the whole piece
}

// A ClaimReview is a coach's decision on one claim.
type ClaimReview struct {
	Claim    ClaimID
	Verdict  Verdict // AcceptedVerdict, ReferredVerdict, or Undecided
	Feedback string  // needed to refer
}

// of returns what the review says of a claim.
func (r *Review) of(id ClaimID) ClaimReview {
	for _, c := range r.Claims {
		if c.Claim == id {
			return c
		}
	}
	return ClaimReview{Claim: id}
}

// Check returns what is wrong with the review of a version as a fault.Invalid
// that names each bad field, or nil. To accept a piece is to accept each of its
// claims; one that is referred sends the piece back.
func (r *Review) Check(v *Version) error {
	var bad fault.Fields
	referred, open := 0, 0
	for i := range v.Claims {
		c := &v.Claims[i]
		said := r.of(c.ID)
		switch said.Verdict {
		case AcceptedVerdict:
		case ReferredVerdict:
			referred++
			if blank(said.Feedback) {
				bad.Add(c.Field("feedback"), "Say what is missing, so that it can be put right.")
			}
		case Undecided:
			open++
			if r.Verdict == AcceptedVerdict {
				bad.Add(c.Field("verdict"), "Accept or refer this claim.")
			}
		default:
			bad.Add(c.Field("verdict"), "Accept or refer this claim.")
		}
		checkFeedback(&bad, c.Field("feedback"), said.Feedback)
	}
	checkFeedback(&bad, "feedback", r.Feedback)
	switch {
	case r.Verdict != AcceptedVerdict && r.Verdict != ReturnedVerdict:
		bad.Add("verdict", "Accept the piece or return it.")
	case r.Verdict == AcceptedVerdict && referred > 0:
		bad.Add("verdict", "A claim is referred, so the piece goes back. Return it, or accept the claim.")
	case r.Verdict == ReturnedVerdict && referred == 0 && blank(r.Feedback):
		bad.Add("feedback", "Say what you ask for, or refer a claim and say what is missing.")
	}
	return bad.Err()
}

func checkFeedback(bad *fault.Fields, field, text string) {
	if n := utf8.RuneCountInString(text); n > MaxFeedback {
		bad.Add(field, "Keep this to %s characters. It has %s.", thousands(MaxFeedback), thousands(n))
	}
}

// WorkingDays returns how many working days have gone by from one time to
// another, by London's calendar: Mondays to Fridays after the day of from, up to
// the day of to. Public holidays count as working days.
func WorkingDays(from, to time.Time) (n int) {
	day, last := db.Today(from), db.Today(to)
	if weeks := int(last.Sub(day).Hours()) / (7 * 24); weeks > 0 {
		n, day = weeks*5, day.AddDate(0, 0, weeks*7)
	}
	for day = day.AddDate(0, 0, 1); !day.After(last); day = day.AddDate(0, 0, 1) {
		if w := day.Weekday(); w != time.Saturday && w != time.Sunday {
			n++
		}
	}
	return n
}
