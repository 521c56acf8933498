package measure_test

import (
	"testing"

	"touchstone/evidence/finding/measure"
)

// TestTheFinderKeepsItsPromise holds the finder against its floor, and against
// plain word overlap, on accounts that nobody looked at while it was made.
func TestTheFinderKeepsItsPromise(t *testing.T) {
	accounts, standards, err := measure.Accounts("../testdata")
	if err != nil {
		t.Fatal(err)
	}
	heldOut := func(a *measure.Account) bool { return a.Split == measure.HeldOut }
	ours := measure.Of(measure.Finder, accounts, standards, heldOut)
	plain := measure.Of(measure.Overlap, accounts, standards, heldOut)
	t.Logf("%d accounts: precision at 3 %.3f, plain overlap %.3f; recall at 5 %.3f, plain overlap %.3f", ours.Accounts,
		ours.Precision, plain.Precision, ours.Recall, plain.Recall)
	if len(accounts) < 120 || ours.Accounts < 60 {
		t.Errorf("%d accounts, %d of them held out", len(accounts), ours.Accounts)
	}
	for what, f := range map[string]struct{ ours, plain, least float64 }{
		"precision at 3": {ours.Precision, plain.Precision, measure.LeastPrecision},
		"recall at 5":    {ours.Recall, plain.Recall, measure.LeastRecall},
	} {
		if f.ours < f.least || f.ours < measure.LeastMargin*f.plain {
			t.Errorf("%s is %.3f, and %.3f by plain overlap; promised are %.2f, and %.1f times plain overlap",
				what, f.ours, f.plain, f.least, measure.LeastMargin)
		}
	}
}

func TestFigures(t *testing.T) {
	accounts, standards, err := measure.Accounts("../testdata")
	if err != nil {
		t.Fatal(err)
	}
	one := []measure.Account{{Standard: "ST0176", Labels: []string{"teamwork", "integrity"}}}
	f := measure.Of(measure.Overlap, one, standards, func(*measure.Account) bool { return true })
	if f.Accounts != 1 || f.Precision != 0 || f.Recall != 0 {
		t.Errorf("nothing told: %+v", f)
	}
	one[0].Account.Action = "Teamwork: I worked with colleagues and lent a hand so that the team reached its aims."
	f = measure.Of(measure.Overlap, one, standards, func(*measure.Account) bool { return true })
	if f.First != 1 || f.Precision != 1.0/3 || f.Recall != 0.5 {
		t.Errorf("one of two told: %+v", f)
	}
	if f := measure.Of(measure.Finder, accounts, standards, func(*measure.Account) bool { return false }); f != (measure.Figures{}) {
		t.Errorf("of no accounts: %+v", f)
	}
}
