package account

import (
	"net/mail"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"touchstone/app/fault"
)

// Limits on what is kept of a person, in characters.
const (
	MaxName  = 120
	MaxEmail = 254 // RFC 5321, section 4.5.3.1.3, less the brackets
)

// A Person is someone who may sign in.
type Person struct {
	ID          PersonID // 0 until stored
	Name        string
	Email       string    // lower case, unique
	Joined      bool      // has chosen a password
	SuspendedAt time.Time // zero: not suspended
	CreatedAt   time.Time
}

// Tidy trims the name and the e-mail address and puts the address in lower
// case, as they are stored.
func (p *Person) Tidy() {
	p.Name = strings.Join(strings.Fields(p.Name), " ")
	p.Email = TidyEmail(p.Email)
}

// TidyEmail returns an address as it is stored and compared.
func TidyEmail(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

// Check returns what is wrong with a tidied person as fault.Invalid naming
// "name" or "email", or nil.
func (p *Person) Check() error {
	var bad fault.Fields
	switch n := utf8.RuneCountInString(p.Name); {
	case n == 0:
		bad.Add("name", "Say what the person is called.")
	case n > MaxName:
		bad.Add("name", "Keep the name to %d characters. It has %d.", MaxName, n)
	case strings.ContainsFunc(p.Name, unicode.IsControl):
		bad.Add("name", "Leave out characters that cannot be seen.")
	}
	if !validEmail(p.Email) {
		bad.Add("email", "Enter an e-mail address, such as sam.jones@example.org.")
	}
	return bad.Err()
}

// validEmail accepts a bare address whose domain has a dot, and nothing that
// could end a mail header.
func validEmail(email string) bool {
	a, err := mail.ParseAddress(email)
	if err != nil || a.Address != email || len(email) > MaxEmail || strings.ContainsAny(email, "\r\n\"<>") {
		return false
	}
	_, domain, _ := strings.Cut(email, "@")
	return strings.Contains(strings.Trim(domain, "."), ".") || domain == "localhost"
}
