package pages

import (
	"fmt"
	"strconv"
	"strings"
)

func itoa(n int) string { return strconv.Itoa(n) }

var counts = strings.Fields("No One Two Three Four Five Six Seven Eight Nine Ten")

// Count writes n as a word that begins a sentence, up to "Ten"; beyond, as
// figures.
func Count(n int) string {
	if n >= 0 && n < len(counts) {
		return counts[n]
	}
	return itoa(n)
}

// Plural writes n and the word for so many: "1 piece", "2 pieces".
func Plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return itoa(n) + " " + many
}

// Size writes a number of bytes as people read them: "412 KB", "3.3 MB",
// "1.2 GB". A KB is 1,000 bytes.
func Size(bytes int64) string {
	switch {
	case bytes < 1000:
		return Plural(int(bytes), "byte", "bytes")
	case bytes < 999_500:
		return fmt.Sprintf("%d KB", (bytes+500)/1000)
	case bytes < 9_950_000:
		return strings.TrimSuffix(fmt.Sprintf("%.1f", float64(bytes)/1e6), ".0") + " MB"
	case bytes < 999_500_000:
		return fmt.Sprintf("%d MB", (bytes+500_000)/1_000_000)
	}
	return strings.TrimSuffix(fmt.Sprintf("%.1f", float64(bytes)/1e9), ".0") + " GB"
}

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
