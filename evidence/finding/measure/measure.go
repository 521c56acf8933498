// Package measure says how well statements are found, on accounts that people
// labelled, beside the plainest way to find them.
package measure

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"touchstone/evidence/finding"
	"touchstone/ksb"
)

// The splits of the accounts: those for working on the ranker, and those for
// nothing but measuring it.
const (
	Tune    = "tune"
	HeldOut = "held-out"
)

// What is promised of the finder on the accounts that are held out: a little
// under what was measured, and how many times the figure of plain word overlap.
const (
	LeastPrecision = 0.37
	LeastRecall    = 0.53
	LeastMargin    = 1.7
)

// An Account is one account and the statements a fair coach would accept as
// clearly shown by it, the most central first.
type Account struct {
	Split    string `json:"split"`
	Standard string `json:"standard"` // its reference
	Option   string `json:"option"`   // empty: the core alone
	Account  struct {
		Title, Situation, Task, Action, Result string
	} `json:"account"`
	Labels []string `json:"labels"` // keys of statements
}

// Texts returns the account as the finder reads it.
func (a *Account) Texts() []finding.Text {
	return []finding.Text{
		{Name: "Title", Body: a.Account.Title}, {Name: "Situation", Body: a.Account.Situation}, {Name: "Task", Body: a.Account.Task},
		{Name: "Action", Body: a.Account.Action}, {Name: "Result", Body: a.Account.Result},
	}
}

// Accounts reads the labelled accounts in a folder, and the standards they are
// labelled with, by reference: those that are shipped, and those beside them.
func Accounts(dir string) ([]Account, map[string]*ksb.Standard, error) {
	standards, err := ksb.Shipped()
	if err != nil {
		return nil, nil, err
	}
	files, err := filepath.Glob(filepath.Join(dir, "standard-*.json"))
	if err != nil {
		return nil, nil, err
	}
	for _, file := range files {
		var s ksb.Standard
		if err := read(file, &s); err != nil {
			return nil, nil, err
		}
		standards = append(standards, s)
	}
	by := make(map[string]*ksb.Standard)
	for i := range standards {
		by[standards[i].Reference] = &standards[i]
	}
	var all []Account
	if err := read(filepath.Join(dir, "accounts.json"), &all); err != nil {
		return nil, nil, err
	}
	for i := range all {
		if by[all[i].Standard] == nil {
			return nil, nil, fmt.Errorf("account %d is of the standard %q, which there is not", i+1, all[i].Standard)
		}
	}
	return all, by, nil
}

// References returns the references of the standards of accounts, in order.
func References(accounts []Account) (out []string) {
	for i := range accounts {
		if !slices.Contains(out, accounts[i].Standard) {
			out = append(out, accounts[i].Standard)
		}
	}
	slices.Sort(out)
	return out
}

func read(file string, v any) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if err := json.NewDecoder(bytes.NewReader(text)).Decode(v); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return nil
}

// A Ranker puts the keys of a standard's statements in order for an account, the
// likeliest first.
type Ranker func(standard *ksb.Standard, option string, texts []finding.Text) []string

// Finder ranks as the product does.
func Finder(standard *ksb.Standard, option string, texts []finding.Text) (keys []string) {
	for _, p := range finding.New(standard, option).Ranked(texts) {
		keys = append(keys, p.Statement.Key)
	}
	return keys
}

// Overlap ranks by plain word overlap, the floor.
func Overlap(standard *ksb.Standard, option string, texts []finding.Text) (keys []string) {
	for _, p := range finding.Overlap(standard, option, texts) {
		keys = append(keys, p.Statement.Key)
	}
	return keys
}

// A Figures is how well a ranker did.
type Figures struct {
	Accounts  int
	Precision float64       // at 3: what share of the first three are right
	Recall    float64       // at 5: what share of the right ones are among the first five
	First     float64       // how often the first is right
	Each      time.Duration // for one account
}

// Of measures a ranker on those of the accounts that pick takes.
func Of(rank Ranker, accounts []Account, standards map[string]*ksb.Standard, pick func(*Account) bool) (f Figures) {
	began := time.Now()
	for i := range accounts {
		a := &accounts[i]
		if !pick(a) {
			continue
		}
		keys := rank(standards[a.Standard], a.Option, a.Texts())
		f.Accounts++
		f.Precision += float64(right(keys, a.Labels, 3)) / 3
		f.Recall += float64(right(keys, a.Labels, 5)) / float64(len(a.Labels))
		f.First += float64(right(keys, a.Labels, 1))
	}
	if f.Accounts == 0 {
		return f
	}
	n := float64(f.Accounts)
	f.Precision, f.Recall, f.First, f.Each = f.Precision/n, f.Recall/n, f.First/n, time.Since(began)/time.Duration(f.Accounts)
	return f
}

// Confidence returns what share of what is proposed with each confidence is
// right, and how many that is.
func Confidence(accounts []Account, standards map[string]*ksb.Standard, pick func(*Account) bool) (share map[finding.Confidence]float64, n map[finding.Confidence]int) {
	share, n = make(map[finding.Confidence]float64), make(map[finding.Confidence]int)
	for i := range accounts {
		a := &accounts[i]
		if !pick(a) {
			continue
		}
		for _, p := range finding.New(standards[a.Standard], a.Option).Find(a.Texts()).Proposals {
			n[p.Confidence]++
			share[p.Confidence] += float64(right([]string{p.Statement.Key}, a.Labels, 1))
		}
	}
	for c := range share {
		share[c] /= float64(n[c])
	}
	return share, n
}

// right counts how many of the first n keys are labels.
func right(keys, labels []string, n int) (count int) {
	for _, k := range keys[:min(n, len(keys))] {
		if slices.Contains(labels, k) {
			count++
		}
	}
	return count
}
