package account

import "time"

// Limits on failed sign-ins within AttemptWindow.
const (
	AttemptWindow    = 15 * time.Minute
	AccountAttempts  = 10 // for one account
	AddressAttempts  = 50 // from one address
	knownAddressDays = 30 // how long an address is known from a success
)

// blockedUntil returns when an account or address with those failures, oldest
// first, may try again: zero if it may now. Refused tries are not counted, so
// nobody can be kept out longer than the window by others trying.
func blockedUntil(failures []time.Time, limit int) time.Time {
	if len(failures) < limit {
		return time.Time{}
	}
	return failures[len(failures)-limit].Add(AttemptWindow)
}
