package programme

import (
	"net/mail"
	"strings"
	"time"
	"unicode/utf8"

	"touchstone/app/account"
	"touchstone/app/fault"
)

// A RequestID identifies a request.
type RequestID int64

// A Purpose is the one thing that a request's link opens.
type Purpose string

// The purposes, and what the subject is.
const (
	ForTestimony  Purpose = "testimony"  // an item that the witness saw
	ForHours      Purpose = "hours"      // all entries that wait for the employer; the subject is 0
	ForReview     Purpose = "review"     // a progress review
	ForBehaviours Purpose = "behaviours" // the behaviours of the standard; the subject is 0
	ForScan       Purpose = "scan"       // a skills scan
	ForGateway    Purpose = "gateway"    // what is handed over; the subject is 0
)

// Purposes lists every purpose.
var Purposes = []Purpose{ForTestimony, ForHours, ForReview, ForBehaviours, ForScan, ForGateway}

// Limits of a request.
const (
	DefaultRequestDays = 14
	MaxRequestDays     = 28
	MaxRequestNote     = 500 // characters
	RemindEvery        = 24 * time.Hour
)

// A Request asks someone without an account to sign one thing. Its link works
// until it is used, withdrawn or over.
type Request struct {
	ID          RequestID
	Enrolment   EnrolmentID
	Purpose     Purpose
	Subject     int64
	Name        string // of whom is asked
	Job         string
	Email       string // lower case
	Note        string // from who asks
	ByHand      bool   // who asks passes the link on, since there is no mail server
	By          account.PersonID
	ByName      string // filled in when read
	AskedAt     time.Time
	ExpiresAt   time.Time
	OpenedAt    time.Time // first; zero: not yet
	UsedAt      time.Time // zero: not yet
	WithdrawnAt time.Time // zero: it was not
	RemindedAt  time.Time // last; zero: never
}

// sentAt is when the link went out last.
func (r *Request) sentAt() time.Time {
	if r.RemindedAt.After(r.AskedAt) {
		return r.RemindedAt
	}
	return r.AskedAt
}

// MayRemind reports whether the link may be sent once more now: it waits, went
// by e-mail, and not within the last RemindEvery.
func (r *Request) MayRemind(now time.Time) bool {
	return !r.ByHand && r.State(now) == RequestWaits && !now.Before(r.sentAt().Add(RemindEvery))
}

// A RequestState is what can be done with a request's link.
type RequestState string

// The states of a request.
const (
	RequestWaits     RequestState = "waits"
	RequestUsed      RequestState = "used"
	RequestWithdrawn RequestState = "withdrawn"
	RequestOver      RequestState = "over" // its time is up
)

// State returns what can be done with the link at a time.
func (r *Request) State(now time.Time) RequestState {
	switch {
	case !r.UsedAt.IsZero():
		return RequestUsed
	case !r.WithdrawnAt.IsZero():
		return RequestWithdrawn
	case !now.Before(r.ExpiresAt):
		return RequestOver
	}
	return RequestWaits
}

// Signer is whoever uses the request's link, before they say who they are. They
// sign for the employer; a witness may be anyone.
func (r *Request) Signer() Signer {
	return Signer{Role: account.Employer, Name: r.Name, Job: r.Job, Request: int64(r.ID)}
}

// check returns what is wrong with a new request as a fault.Invalid that names
// each bad field, or nil. It tidies it first.
func (r *Request) check(days int) error {
	var bad fault.Fields
	r.Name, r.Job, r.Note = strings.TrimSpace(r.Name), strings.TrimSpace(r.Job), strings.TrimSpace(r.Note)
	r.Email = strings.ToLower(strings.TrimSpace(r.Email))
	for _, f := range []struct {
		field, text, missing string
		most                 int
	}{
		{"name", r.Name, "Enter the name of the person you ask.", MaxName},
		{"job", r.Job, "Enter what they are: such as team leader.", MaxName},
		{"note", r.Note, "", MaxRequestNote},
	} {
		if f.text == "" && f.missing != "" {
			bad.Add(f.field, "%s", f.missing)
		}
		if utf8.RuneCountInString(f.text) > f.most {
			bad.Add(f.field, "Keep this to %d characters.", f.most)
		}
	}
	if a, err := mail.ParseAddress(r.Email); err != nil || a.Address != r.Email || !strings.Contains(r.Email, ".") {
		bad.Add("email", "Enter their e-mail address, such as name@example.com.")
	}
	if days < 1 || days > MaxRequestDays {
		bad.Add("days", "Choose from 1 to %d days.", MaxRequestDays)
	}
	return bad.Err()
}
