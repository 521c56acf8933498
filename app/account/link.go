package account

import "time"

// A Purpose is what a single-use link is for.
type Purpose string

// The purposes of links.
const (
	Invitation Purpose = "invitation" // choose a first password
	Reset      Purpose = "reset"      // choose a new password
	Setup      Purpose = "setup"      // create the first administrator
)

// lifetimes says how long a link can be used.
var lifetimes = map[Purpose]time.Duration{
	Invitation: 7 * 24 * time.Hour,
	Reset:      time.Hour,
	Setup:      24 * time.Hour,
}

// A Link is a single-use secret address, as its holder may know it.
type Link struct {
	Purpose   Purpose
	Person    Person // whom it is for; zero for setup
	ExpiresAt time.Time
}
