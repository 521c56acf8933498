package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"touchstone/evidence/finding"
	"touchstone/evidence/finding/measure"
	"touchstone/ksb"
)

// accounts is where the labelled accounts lie.
const accounts = "evidence/finding/testdata"

// finding measures how well statements are found that labelled accounts show,
// beside plain word overlap, and how long that takes.
func (b *bench) finding(_ context.Context) error {
	all, standards, err := measure.Accounts(accounts)
	if err != nil {
		return err
	}
	measure.Finder(standards["ST0175"], "", nil) // which reads the lexicons, once
	for _, split := range []string{measure.HeldOut, measure.Tune} {
		b.found("All "+split+" accounts", all, standards, split == measure.HeldOut, func(a *measure.Account) bool { return a.Split == split })
		for _, reference := range measure.References(all) {
			b.found(split+", "+reference, all, standards, false, func(a *measure.Account) bool { return a.Split == split && a.Standard == reference })
		}
	}
	return b.findInLong(standards["ST0175"], all)
}

// found adds how well a part of the accounts did. Only promised figures are held
// against what is promised.
func (b *bench) found(what string, all []measure.Account, standards map[string]*ksb.Standard, promised bool, pick func(*measure.Account) bool) {
	ours, plain := measure.Of(measure.Finder, all, standards, pick), measure.Of(measure.Overlap, all, standards, pick)
	for _, f := range []struct {
		name        string
		ours, plain float64
		floor       float64
	}{{"precision at 3", ours.Precision, plain.Precision, measure.LeastPrecision}, {"recall at 5", ours.Recall, plain.Recall, measure.LeastRecall}} {
		promise, kept := "", true
		if promised {
			promise = fmt.Sprintf("≥ %.2f, ≥ %.1f", f.floor, measure.LeastMargin)
			kept = f.ours >= f.floor && f.ours >= measure.LeastMargin*f.plain
		}
		b.add(fmt.Sprintf("%s (%d): %s", what, ours.Accounts, f.name), fmt.Sprintf("%.2f", f.ours), fmt.Sprintf("plain word overlap %.2f", f.plain),
			f.ours/f.plain, promise, kept)
	}
	if promised {
		share, n := measure.Confidence(all, standards, pick)
		for _, c := range []finding.Confidence{finding.Likely, finding.Possible, finding.Faint} {
			b.add(fmt.Sprintf("right of the %d statements called %s", n[c], strings.ToLower(string(c))), fmt.Sprintf("%.2f", share[c]), "", 0, "", true)
		}
		b.add("its time for one account", millis(ours.Each), "", 0, "< 20 ms", ours.Each < 20*time.Millisecond)
	}
}

// findInLong measures an account of 50,000 words, made of all accounts.
func (b *bench) findInLong(standard *ksb.Standard, all []measure.Account) error {
	var long strings.Builder
	for n := 0; n < 50_000; {
		for i := range all {
			for _, t := range all[i].Texts() {
				long.WriteString(t.Body + "\n")
				n += len(strings.Fields(t.Body))
			}
		}
	}
	best, err := b.fastest(func() (float64, error) {
		began := time.Now()
		found := finding.New(standard, "").Find([]finding.Text{{Name: "Action", Body: long.String()}})
		if len(found.Proposals) == 0 {
			return 0, fmt.Errorf("nothing is found in an account of %d bytes", long.Len())
		}
		return time.Since(began).Seconds(), nil
	})
	took := time.Duration(best * float64(time.Second))
	b.add("Finding statements in an account of 50,000 words", millis(took), "", 0, "< 200 ms", err == nil && took < 200*time.Millisecond)
	return err
}
