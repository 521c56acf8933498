package reports

import (
	"strings"
	"testing"
	"time"
)

// TestTestimonyIsOnThePages prints what two witnesses wrote, one of whom saw an
// earlier version and knows of it from others, and one that is longer than a page.
func TestTestimonyIsOnThePages(t *testing.T) {
	p, s := full(t)
	at := time.Date(2026, time.August, 6, 13, 2, 0, 0, time.UTC)
	digest := strings.Repeat("0123456789abcdef", 4)
	p.Pieces[1].Testimony = []Testimony{
		{Name: "Nia Prys", Job: "Team leader", Version: 2, Saw: true, Words: "She let him finish before she asked anything.\nThe plan was kept.", At: at, Digest: digest},
		{Name: "Łukasz Wójcik", Version: 1, Words: "I heard of it from the team the next day.", At: at.Add(time.Hour), Digest: strings.Repeat("fe", 32)},
	}
	file, _ := write(t, p, s.open)
	checkSound(t, file)
	pages := textsIn(t, file)
	for _, want := range []string{"Witness testimony", "Nia Prys, Team leader, 6 August 2026, 14:02; saw the work.", "She let him finish before she asked anything.", "The plan was kept.",
		"Łukasz Wójcik, 6 August 2026, 15:02; knows of the work from others, as told in version 1.", "I heard of it from the team the next day.", "SHA-256 " + digest} {
		has(t, pages, want)
	}
	hasNot(t, pages, "saw the work, as told")
	p.Pieces[1].Testimony[0].Words = strings.Repeat("She rang every account over sixty days and wrote down what was promised. ", 120) + "That is the last of it."
	file, _ = write(t, p, s.open)
	checkSound(t, file)
	has(t, textsIn(t, file), "That is the last of it.")
	p.Pieces[1].Testimony = nil
	file, _ = write(t, p, s.open)
	hasNot(t, textsIn(t, file), "Witness testimony")
}
