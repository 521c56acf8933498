package measure_test

import (
	"os"
	"path/filepath"
	"testing"

	"touchstone/evidence/finding/measure"
	"touchstone/ksb/importing"
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

// TestTheFinderKeepsItsPromiseInOtherWords shows the published wording of a
// standard instead of ours, where a folder of published documents is at hand.
func TestTheFinderKeepsItsPromiseInOtherWords(t *testing.T) {
	pages, _ := filepath.Glob("../../../../shared/seeds/002_*.txt")
	if len(pages) == 0 {
		t.Skip("no folder of published documents beside the repository")
	}
	page, err := os.Open(pages[0])
	if err != nil {
		t.Fatal(err)
	}
	defer page.Close()
	published, err := importing.Read(page, importing.Want{})
	if err != nil {
		t.Fatal(err)
	}
	accounts, standards, err := measure.Accounts("../testdata")
	if err != nil {
		t.Fatal(err)
	}
	senior, theirs := standards["ST0175"], published.Standard.Statements
	for i := range senior.Statements {
		s := &senior.Statements[i]
		if s.Type != theirs[i].Type || len(senior.Statements) != len(theirs) {
			t.Fatalf("%q is not where %q is", s.Title, theirs[i].Text())
		}
		s.Title, s.Summary, s.Official = "", "", theirs[i].Text()
	}
	heldOut := func(a *measure.Account) bool { return a.Split == measure.HeldOut && a.Standard == "ST0175" }
	ours, plain := measure.Of(measure.Finder, accounts, standards, heldOut), measure.Of(measure.Overlap, accounts, standards, heldOut)
	t.Logf("precision at 3 %.3f, plain overlap %.3f; recall at 5 %.3f, plain overlap %.3f", ours.Precision, plain.Precision, ours.Recall, plain.Recall)
	if ours.Precision < measure.LeastMargin*plain.Precision || ours.Recall < measure.LeastMargin*plain.Recall {
		t.Errorf("precision at 3 %.3f, plain overlap %.3f; recall at 5 %.3f, plain overlap %.3f", ours.Precision, plain.Precision, ours.Recall, plain.Recall)
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
