package programme

import "strings"

// A ULN is a unique learner number: ten digits, or empty while none has been
// issued.
type ULN string

// ParseULN reads a number as people type it, with or without spaces.
func ParseULN(typed string) ULN {
	return ULN(strings.Join(strings.Fields(typed), ""))
}

// Valid reports whether u is a number that can have been issued: the first nine
// digits weighted 10 down to 2 leave a remainder mod 11 that is not 0, and the
// tenth is 10 minus that remainder (Learning Records Service).
func (u ULN) Valid() bool {
	if len(u) != 10 || strings.Trim(string(u), "0123456789") != "" {
		return false
	}
	sum := 0
	for i := range 9 {
		sum += int(u[i]-'0') * (10 - i)
	}
	rest := sum % 11
	return rest != 0 && int(u[9]-'0') == 10-rest
}
