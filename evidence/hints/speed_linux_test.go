package hints_test

import (
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	"touchstone/evidence/hints"
)

// TestALongAccountTakesNoTime looks at 50,000 words, the most that one might
// paste, beside sixty other pieces. It counts the processor's time, which other
// work on the machine does not lengthen much.
func TestALongAccountTakesNoTime(t *testing.T) {
	var b strings.Builder
	for i := range 50_000 / 10 {
		fmt.Fprintf(&b, "I rang customer %d about the overdue invoice and listened carefully. ", i)
	}
	a := whole()
	a.Action = b.String()
	for i := range 60 {
		a.Others = append(a.Others, hints.Other{Name: fmt.Sprint("piece ", i), Texts: []string{whole().Situation, strings.Repeat("I asked her what had changed since the spring. ", 60)}})
	}
	rules := hints.For("ST0175", hints.Sectors())
	hints.Check(a, rules) // once, to warm up
	best := time.Hour
	for range 10 {
		start := processor(t)
		hints.Check(a, rules)
		best = min(best, processor(t)-start)
	}
	t.Logf("50,000 words take %v", best)
	if best > 50*time.Millisecond {
		t.Errorf("50,000 words take %v; want 50 ms at most", best)
	}
}

// processor returns how long this process has had a processor.
func processor(t *testing.T) time.Duration {
	t.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		t.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
