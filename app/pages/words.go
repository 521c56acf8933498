package pages

import (
	"strconv"
	"strings"

	"touchstone/app/words"
)

func itoa(n int) string { return strconv.Itoa(n) }

var counts = strings.Fields("No One Two Three Four Five Six Seven Eight Nine Ten")

// Count writes n as a word that begins a sentence, up to "Ten"; beyond, as
// figures.
func Count(n int) string {
	if n >= 0 && n < len(counts) {
		return counts[n]
	}
	return words.Figure(n)
}

// Plural is words.Plural, which pages say often.
func Plural(n int, one, many string) string { return words.Plural(n, one, many) }

func capital(s string) string { return words.Capital(s) }

func or(s, instead string) string {
	if s == "" {
		return instead
	}
	return s
}

// percent writes a share of a drawing: "51.92%".
func percent(p float64) string { return fixed(p) + "%" }

// fixed writes a length in a drawing to a hundredth.
func fixed(f float64) string { return strconv.FormatFloat(f, 'f', 2, 64) }

func int64text(n int64) string { return strconv.FormatInt(n, 10) }
