package ksb

import (
	"strconv"
	"strings"
)

// A Code is what people call a statement: K1, S12, B3, TK4. It is for showing
// and sorting; stored things hold a statement's id.
type Code string

// Split returns the code's letters and number: "TK" and 4. The number of a code
// without one is 0.
func (c Code) Split() (letters string, number int) {
	letters = strings.TrimRight(string(c), "0123456789")
	number, _ = strconv.Atoi(string(c[len(letters):]))
	return letters, number
}
