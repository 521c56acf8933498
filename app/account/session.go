package account

import "time"

// How long a session lasts.
const (
	IdleLifetime    = 12 * time.Hour      // without a request
	SessionLifetime = 14 * 24 * time.Hour // whatever happens
)

// seenEvery is how often a session's last use is written down.
const seenEvery = 5 * time.Minute

// A SessionID identifies a session. It is no secret.
type SessionID int64

// A Session is one browser in which a person is signed in.
type Session struct {
	ID        SessionID
	Person    Person
	Roles     []Role // held anywhere, in the order of Roles
	Own       int64  // the newest enrolment in which the person is the apprentice; 0: none
	Keys      bool   // single keys do things: the person has not switched them off
	Device    string // what the browser calls itself
	Address   string // where it last signed in from
	CreatedAt time.Time
	SeenAt    time.Time // to five minutes
	ExpiresAt time.Time
}
