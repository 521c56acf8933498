package evidence

import (
	"time"
	"unicode/utf8"

	"touchstone/app/account"
	"touchstone/app/fault"
)

// Limits on a phrase, in characters.
const (
	MaxPhraseName = 80
	MaxPhrase     = 2_000
)

// A PhraseID identifies a phrase.
type PhraseID int64

// A Phrase is words that a person uses again in feedback. What is inserted is
// copied, so that feedback never changes with a phrase.
type Phrase struct {
	ID        PhraseID
	Owner     account.PersonID
	OwnerName string
	Name      string // by which it is chosen
	Text      string
	Shared    bool // every coach is offered it
	UpdatedAt time.Time
	RetiredAt time.Time // not offered any more; zero: it is
}

// Check returns what is wrong with the phrase as a fault.Invalid that names
// each bad field, or nil.
func (p *Phrase) Check() error {
	var bad fault.Fields
	if blank(p.Name) {
		bad.Add("name", "Give the phrase a name to find it by.")
	}
	if n := utf8.RuneCountInString(p.Name); n > MaxPhraseName {
		bad.Add("name", "Keep the name to %d characters. It has %d.", MaxPhraseName, n)
	}
	if blank(p.Text) {
		bad.Add("text", "Write the words to insert.")
	}
	if n := utf8.RuneCountInString(p.Text); n > MaxPhrase {
		bad.Add("text", "Keep the phrase to %s characters. It has %s.", thousands(MaxPhrase), thousands(n))
	}
	return bad.Err()
}

// MayEdit reports whether a person may change the phrase: their own, or with
// manage any that is shared.
func (p *Phrase) MayEdit(by account.PersonID, manage bool) bool {
	return p.Owner == by || p.Shared && manage
}
