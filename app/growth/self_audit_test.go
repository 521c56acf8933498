package growth_test

import (
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/app/growth"
	"touchstone/ksb"
)

func TestBeginAudit(t *testing.T) {
	s, d := open(t)
	retired := bakery("0")
	addFramework(t, d, retired)
	run(t, d, `UPDATE frameworks SET retired_at = 1 WHERE version = '0'`)
	for _, tt := range []struct {
		name      string
		framework int
		shape     growth.Shape
		want      string // the field that is wrong
	}{
		{"a grade that is none", 1, growth.Shape{Grade: "king"}, "grade"},
		{"no grade", 1, growth.Shape{}, "grade"},
		{"a specialism that is none", 1, growth.Shape{Grade: "hand", Specialisms: []string{"rye", "tin"}}, "specialism"},
		{"professional standards that are not offered", int(retired.ID), growth.Shape{Grade: "hand"}, "framework"},
		{"professional standards that are not there", 99, growth.Shape{Grade: "hand"}, "framework"},
	} {
		_, err := s.BeginAudit(t.Context(), ada, ksb.FrameworkID(tt.framework), tt.shape)
		if got := slices.Collect(maps.Keys(fault.Of(err).Fields)); !slices.Equal(got, []string{tt.want}) {
			t.Errorf("%s: wrong is %v; want %s", tt.name, got, tt.want)
		}
	}
	var ids [8]growth.AuditID
	var all sync.WaitGroup
	for i := range ids {
		all.Go(func() {
			ids[i], _ = s.BeginAudit(t.Context(), ada, 1, growth.Shape{Grade: "baker", Specialisms: []string{"sugar", "rye", "rye"}})
		})
	}
	all.Wait()
	if ids != [8]growth.AuditID{1, 1, 1, 1, 1, 1, 1, 1} || events(t, d, "growth.begin") != 1 {
		t.Errorf("begun at once eight times: %v, %d events", ids, events(t, d, "growth.begin"))
	}
	if a := read(t, s, 1); !slices.Equal(a.Specialisms, []string{"rye", "sugar"}) || a.PersonName != "Ada" || a.State != growth.AuditDraft {
		t.Errorf("begun as %+v", a)
	}
}

func TestTwoTabsThatRateDifferentThingsDoNotMeet(t *testing.T) {
	s, _ := open(t)
	a := begun(t, s, growth.Shape{Grade: "baker"})
	save := func(revision int, points map[string]int) error {
		_, err := s.SaveRatings(t.Context(), ada, a.ID, revision, set(points))
		return err
	}
	must(t, save(1, map[string]int{"D1.baker.1": 3}))
	must(t, save(1, map[string]int{"W1": 2})) // the other tab
	must(t, save(1, map[string]int{"W1": 2})) // again: nothing changes
	if a := read(t, s, a.ID); a.Revision != 3 || a.Ratings["D1.baker.1"].Point != 3 || a.Ratings["W1"].Point != 2 {
		t.Errorf("after two tabs: %+v", a.Ratings)
	}
	err := save(1, map[string]int{"W1": 5})
	theirs, clashed := growth.Theirs(err)
	if !clashed || !fault.Is(err, fault.Conflict) || theirs.Ratings["W1"].Point != 2 || theirs.Revision != 3 {
		t.Errorf("the same thing rated in both tabs: %v, %+v", err, theirs.Ratings)
	}
	if a := read(t, s, a.ID); a.Ratings["W1"].Point != 2 {
		t.Error("the second tab overwrote the first")
	}
	must(t, save(3, map[string]int{"W1": 0})) // taken back
	if _, clashed := growth.Theirs(save(3, map[string]int{"W1": 4})); !clashed {
		t.Error("what was taken back in one tab is overwritten by the other")
	}
}

func TestOnlyOnesOwnEvidenceStandsBesideARating(t *testing.T) {
	s, d := open(t)
	a := begun(t, s, growth.Shape{Grade: "baker"})
	beside := func(ids ...int64) error {
		_, err := s.SaveRatings(t.Context(), ada, a.ID, read(t, s, a.ID).Revision, func(all map[string]growth.Rated) {
			r := growth.Rated{Point: 3}
			for _, id := range ids {
				r.Items = append(r.Items, growth.Item{ID: id, Title: "What a form says"})
			}
			all["W1"] = r
		})
		return err
	}
	for name, ids := range map[string][]int64{"of another": {4}, "thrown away": {3}, "not there": {99}, "none": {-1}, "one of one's own beside one of another": {1, 4}} {
		if err := beside(ids...); fault.Of(err) == nil || fault.Of(err).Fields["items-W1"] == "" {
			t.Errorf("evidence that is %s: %v", name, err)
		}
	}
	must(t, beside(2, 1, 2))
	want := []growth.Item{{ID: 1, Portfolio: 1, Number: 1, Title: "Loaves"}, {ID: 2, Portfolio: 1, Number: 2, Title: "Rolls"}}
	if got := read(t, s, a.ID).Ratings["W1"].Items; !slices.Equal(got, want) {
		t.Errorf("beside it stand %+v", got)
	}
	before := read(t, s, a.ID).Revision
	must(t, beside(1, 2))
	if got := read(t, s, a.ID).Revision; got != before {
		t.Error("the same pieces again count as a change")
	}
	run(t, d, `UPDATE items SET removed_at = 1 WHERE id = 2`)
	if got := read(t, s, a.ID).Ratings["W1"].Items; !slices.Equal(got, want[:1]) {
		t.Errorf("once a piece is thrown away, beside it stand %+v", got)
	}
	choices, err := s.ItemsToShow(t.Context(), ada)
	if err != nil || len(choices) != 1 || choices[0].ID != 1 {
		t.Errorf("to choose from: %+v, %v", choices, err)
	}
}

func TestLimitsOfARating(t *testing.T) {
	s, _ := open(t)
	a := begun(t, s, growth.Shape{Grade: "baker"})
	items := func(n int) (all []growth.Item) {
		for i := range n {
			all = append(all, growth.Item{ID: int64(100 + i)})
		}
		return all
	}
	for _, tt := range []struct {
		name string
		r    growth.Rated
		want string
	}{
		{"the highest step", growth.Rated{Point: 5}, ""},
		{"one above", growth.Rated{Point: 6}, "point-W1"},
		{"one below", growth.Rated{Point: -1}, "point-W1"},
		{"as long as may be", growth.Rated{Example: strings.Repeat("é", growth.MaxExample)}, ""},
		{"one longer", growth.Rated{Example: strings.Repeat("é", growth.MaxExample+1)}, "example-W1"},
		{"too many pieces", growth.Rated{Items: items(growth.MaxItems + 1)}, "items-W1"},
	} {
		_, err := s.SaveRatings(t.Context(), ada, a.ID, read(t, s, a.ID).Revision, func(all map[string]growth.Rated) { all["W1"] = tt.r })
		switch {
		case tt.want == "" && err != nil:
			t.Errorf("%s: %v", tt.name, err)
		case tt.want != "" && (fault.Of(err) == nil || fault.Of(err).Fields[tt.want] == ""):
			t.Errorf("%s: %v; want a fault of %s", tt.name, err, tt.want)
		}
	}
	must(t, second(s.SaveRatings(t.Context(), ada, a.ID, 99, func(all map[string]growth.Rated) {
		all["W1"] = growth.Rated{Point: 2, Example: " a\r\nb\x00\xff "}
		all["nothing of the kind"] = growth.Rated{Point: 2}
	})))
	if got := read(t, s, a.ID).Ratings; got["W1"].Example != "a\nb" || len(got) != 1 {
		t.Errorf("kept as %+v", got)
	}
}

func TestAFinishedAuditNeverChanges(t *testing.T) {
	s, d := open(t)
	a := begun(t, s, growth.Shape{Grade: "baker", Specialisms: []string{"rye"}})
	if err := s.FinishAudit(t.Context(), ada, a.ID, a.Revision); fault.Of(err) == nil || fault.Of(err).Fields["finish"] == "" {
		t.Errorf("finished with nothing rated: %v", err)
	}
	a = rate(t, s, a.ID, map[string]int{"D1.baker.1": 4, "D1.hand.1": 2, "W1": 3, "D1.master.1": 2}) // of other grades too
	must(t, second(s.SaveRatings(t.Context(), ada, a.ID, a.Revision, func(all map[string]growth.Rated) {
		all["W1"] = growth.Rated{Point: 3, Example: "Mopped.", Items: []growth.Item{{ID: 1}}}
		all["D2.baker.1"] = growth.Rated{}
	})))
	if _, clashed := growth.Theirs(s.FinishAudit(t.Context(), ada, a.ID, a.Revision)); !clashed {
		t.Error("what was saved since the page was opened is frozen unseen")
	}
	a = read(t, s, a.ID)
	var all sync.WaitGroup
	for range 8 { // clicks
		all.Go(func() { must(t, s.FinishAudit(t.Context(), ada, a.ID, a.Revision)) })
	}
	all.Wait()
	if n := events(t, d, "growth.finish"); n != 1 {
		t.Errorf("eight clicks are %d events", n)
	}
	was := read(t, s, a.ID)
	if got := slices.Sorted(maps.Keys(was.Ratings)); !slices.Equal(got, []string{"D1.baker.1", "W1"}) || was.State != growth.AuditFinished || was.FinishedAt.IsZero() || len(was.Digest) != 64 {
		t.Errorf("finished as %+v", was)
	}

	next := bakery("2")
	next.Areas[0].Elements[0].Name, next.Areas[0].Elements[0].Descriptors[4].Text = "Dough and batter", "Other words"
	addFramework(t, d, next)
	run(t, d, `UPDATE frameworks SET retired_at = 1, document = (SELECT document FROM frameworks WHERE version = '2') WHERE version = '1'`,
		`UPDATE items SET title = 'Renamed', removed_at = 1 WHERE id = 1`, `UPDATE people SET name = 'Ada King' WHERE id = 1`)
	other := growth.NewStore(d, ksb.NewStore(d))
	is, err := other.Audit(t.Context(), ada, a.ID)
	must(t, err)
	if is.PersonName != "Ada" || is.Framework.Element("D1").Name != "Dough" || is.Framework.Version != "1" || is.Ratings["W1"].Items[0].Title != "Loaves" || is.Ratings["W1"].Example != "Mopped." {
		t.Errorf("after new wording it reads %+v", is)
	}
	if !slices.Equal(is.Standings(), was.Standings()) {
		t.Error("after new wording it comes out otherwise")
	}
	for name, err := range map[string]error{
		"rated":  second(s.SaveRatings(t.Context(), ada, a.ID, 99, set(map[string]int{"W1": 5}))),
		"shaped": second(s.ShapeAudit(t.Context(), ada, a.ID, 99, growth.Shape{Grade: "hand"})),
		"thrown": s.DropAudit(t.Context(), ada, a.ID),
	} {
		if !fault.Is(err, fault.Conflict) {
			t.Errorf("%s once finished: %v", name, err)
		}
	}
	if again := read(t, s, a.ID); again.Digest != was.Digest {
		t.Error("it has another digest")
	}
	id, err := s.BeginAudit(t.Context(), ada, next.ID, growth.Shape{Grade: "baker"})
	must(t, err)
	if id == a.ID {
		t.Error("a new one by the new version is the old one")
	}
	latest, found, err := s.LatestFinished(t.Context(), ada)
	if err != nil || !found || latest.ID != a.ID {
		t.Errorf("LatestFinished = %d, %t, %v", latest.ID, found, err)
	}
	if all, err := s.Audits(t.Context(), ada); err != nil || len(all) != 2 {
		t.Errorf("Audits = %d, %v", len(all), err)
	}
}

func TestShapeAudit(t *testing.T) {
	s, _ := open(t)
	a := begun(t, s, growth.Shape{Grade: "baker"})
	a = rate(t, s, a.ID, map[string]int{"D1.baker.1": 4})
	// Ratings that were saved since do not stand in the way; another choice does.
	must(t, second(s.ShapeAudit(t.Context(), ada, a.ID, 1, growth.Shape{Grade: "hand", Ahead: true})))
	if _, clashed := growth.Theirs(second(s.ShapeAudit(t.Context(), ada, a.ID, 1, growth.Shape{Grade: "master"}))); !clashed {
		t.Error("what was chosen in one tab is overwritten by the other")
	}
	must(t, second(s.ShapeAudit(t.Context(), ada, a.ID, 1, growth.Shape{Grade: "hand", Ahead: true}))) // the same again
	a = read(t, s, a.ID)
	if rated, _ := a.Progress(); rated != 0 || a.Grade != "hand" || a.Standings()[0].Next.Met != 1 {
		t.Errorf("at the grade below it is %+v", a.Standings())
	}
	must(t, second(s.ShapeAudit(t.Context(), ada, a.ID, a.Revision, growth.Shape{Grade: "baker", Specialisms: []string{"sugar"}})))
	a = read(t, s, a.ID)
	if rated, _ := a.Progress(); rated != 1 || !a.Chosen("sugar") {
		t.Errorf("back at its grade %d is rated", rated)
	}
}

func TestAnAuditOfAnotherIsNotFound(t *testing.T) {
	s, d := open(t)
	a := begun(t, s, growth.Shape{Grade: "baker"})
	a = rate(t, s, a.ID, map[string]int{"W1": 3})
	for name, err := range map[string]error{
		"read":     second(s.Audit(t.Context(), bea, a.ID)),
		"rated":    second(s.SaveRatings(t.Context(), bea, a.ID, a.Revision, set(map[string]int{"W1": 1}))),
		"shaped":   second(s.ShapeAudit(t.Context(), bea, a.ID, a.Revision, growth.Shape{Grade: "hand"})),
		"finished": s.FinishAudit(t.Context(), bea, a.ID, a.Revision),
		"thrown":   s.DropAudit(t.Context(), bea, a.ID),
	} {
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("%s by another: %v", name, err)
		}
	}
	must(t, s.DropAudit(t.Context(), ada, a.ID))
	must(t, s.DropAudit(t.Context(), ada, a.ID)) // a second click
	if err := second(s.Audit(t.Context(), ada, a.ID)); !fault.Is(err, fault.NotFound) || events(t, d, "growth.drop") != 1 {
		t.Errorf("thrown away it reads %v", err)
	}
	if err := s.DropAudit(t.Context(), ada, 99); !fault.Is(err, fault.NotFound) {
		t.Errorf("one that is not there: %v", err)
	}
}

func TestConsents(t *testing.T) {
	s, d := open(t)
	given := func() string {
		all, err := s.Consents(t.Context(), ada)
		must(t, err)
		var kinds []string
		for kind := range all {
			kinds = append(kinds, string(kind))
			must(t, d.View(t.Context(), func(tx *db.Tx) error {
				if yes, err := growth.ConsentedIn(t.Context(), tx, ada, kind); err != nil || !yes {
					t.Errorf("ConsentedIn(%s) = %t, %v", kind, yes, err)
				}
				return nil
			}))
		}
		slices.Sort(kinds)
		return strings.Join(kinds, " ")
	}
	if given() != "" {
		t.Error("something is agreed to from the start")
	}
	for range 2 {
		must(t, s.GiveConsent(t.Context(), ada, growth.ToTeam))
	}
	must(t, s.GiveConsent(t.Context(), ada, growth.ToManager))
	if got := given(); got != "manager team" {
		t.Errorf("agreed to: %s", got)
	}
	if yes, err := s.Consented(t.Context(), bea, growth.ToTeam); yes || err != nil {
		t.Errorf("somebody else agreed too: %v", err)
	}
	for range 2 {
		must(t, s.WithdrawConsent(t.Context(), ada, growth.ToTeam))
	}
	if got := given(); got != "manager" {
		t.Errorf("agreed to after taking one back: %s", got)
	}
	must(t, s.GiveConsent(t.Context(), ada, growth.ToTeam))
	if events(t, d, "consent.give") != 3 || events(t, d, "consent.withdraw") != 1 {
		t.Error("a second click is an event")
	}
	if err := s.GiveConsent(t.Context(), ada, "everyone"); fault.Of(err) == nil || fault.Of(err).Fields["kind"] == "" {
		t.Errorf("a consent that is none: %v", err)
	}
}
