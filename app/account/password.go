package account

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"touchstone/app/fault"
)

// Limits on a password, in characters. They follow NIST SP 800-63B: length
// counts, composition does not.
const (
	MinPassword = 12
	MaxPassword = 128
)

// cost is what one hash takes: OWASP's second setting of argon2id.
type cost struct {
	passes  uint32
	memory  uint32 // KiB
	threads uint8
}

var current = cost{passes: 2, memory: 19 * 1024, threads: 1}

const (
	saltSize = 16 // bytes
	hashSize = 32 // bytes
)

// hashing keeps hashes to two at a time, so that sign-ins in a crowd wait
// instead of taking all the memory.
var hashing = make(chan struct{}, 2)

func startHashing(ctx context.Context) (done func(), err error) {
	select {
	case hashing <- struct{}{}:
		return func() { <-hashing }, nil
	case <-ctx.Done():
		return nil, fault.Because(ctx.Err(), fault.Unavailable, "Many people are signing in at once. Try again in a moment.")
	}
}

// hashPassword returns the password's hash as a PHC string.
func hashPassword(ctx context.Context, password string) (string, error) {
	done, err := startHashing(ctx)
	if err != nil {
		return "", err
	}
	defer done()
	salt := make([]byte, saltSize)
	rand.Read(salt) // never fails
	key := argon2.IDKey([]byte(password), salt, current.passes, current.memory, current.threads, hashSize)
	return phc(current, salt, key), nil
}

func phc(c cost, salt, key []byte) string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.memory, c.passes, c.threads,
		b64.EncodeToString(salt), b64.EncodeToString(key))
}

// noOne is compared with when there is no such account, so that the answer
// takes as long.
var noOne = phc(current, make([]byte, saltSize), make([]byte, hashSize))

// checkPassword reports whether password is the one of hash, and whether hash
// should be made again because it is weaker than new ones are. An empty hash
// takes as long and matches nothing.
func checkPassword(ctx context.Context, hash, password string) (ok, weak bool, err error) {
	known := hash != ""
	if !known {
		hash = noOne
	}
	c, salt, want, err := parsePHC(hash)
	if err != nil {
		return false, false, err
	}
	done, err := startHashing(ctx)
	if err != nil {
		return false, false, err
	}
	defer done()
	got := argon2.IDKey([]byte(password), salt, c.passes, c.memory, c.threads, uint32(len(want)))
	ok = subtle.ConstantTimeCompare(got, want) == 1 && known
	return ok, c.memory < current.memory || c.passes < current.passes, nil
}

func parsePHC(s string) (c cost, salt, key []byte, err error) {
	parts := strings.Split(s, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return c, nil, nil, fmt.Errorf("a password is stored in an unknown form")
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.memory, &c.passes, &c.threads); err != nil {
		return c, nil, nil, fmt.Errorf("read password's parameters: %w", err)
	}
	if salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err != nil {
		return c, nil, nil, fmt.Errorf("read password's salt: %w", err)
	}
	if key, err = base64.RawStdEncoding.DecodeString(parts[5]); err != nil {
		return c, nil, nil, fmt.Errorf("read password's hash: %w", err)
	}
	return c, salt, key, nil
}

// common are the long passwords that people choose most; compared without
// case, spaces and the digits and signs at the end.
var common = map[string]bool{
	"password": true, "passwordpassword": true, "qwertyuiop": true, "qwertyuiopasdfghjkl": true,
	"letmein": true, "letmeinletmein": true, "iloveyou": true, "iloveyouiloveyou": true,
	"welcome": true, "welcometouchstone": true, "touchstone": true, "touchstonetouchstone": true,
	"administrator": true, "changeme": true, "changemechangeme": true, "apprenticeship": true,
	"apprentice": true, "mypassword": true, "mypasswordis": true, "correcthorsebatterystaple": true,
}

// CheckPassword returns what is wrong with a new password as fault.Invalid
// naming "password", or nil. It may not be the person's name or address.
func CheckPassword(p Person, password string) error {
	var bad fault.Fields
	switch n := utf8.RuneCountInString(password); {
	case n < MinPassword:
		bad.Add("password", "Choose a password of at least %d characters. Three or four words work well.", MinPassword)
	case n > MaxPassword:
		bad.Add("password", "Keep the password to %d characters. It has %d.", MaxPassword, n)
	case guessable(p, password):
		bad.Add("password", "Choose a password that is harder to guess: not your name or e-mail address, and not one that many people use.")
	}
	return bad.Err()
}

func guessable(p Person, password string) bool {
	plain := squash(password)
	if plain == squash(p.Name) || plain == squash(p.Email) {
		return true
	}
	first, _ := utf8.DecodeRuneInString(password)
	if strings.Trim(password, string(first)) == "" { // one character again and again
		return true
	}
	if strings.Contains("01234567890123456789", password) || strings.Contains("98765432109876543210", password) {
		return true
	}
	return common[plain] || common[strings.TrimRight(plain, "0123456789!?.$*#")]
}

func squash(s string) string {
	return strings.ToLower(strings.Join(strings.Fields(s), ""))
}
