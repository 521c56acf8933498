package ksb_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"touchstone/app/audit"
	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/ksb"
)

func TestShippedCrosswalksAreSeededOnce(t *testing.T) {
	x := atCrossroads(t)
	c := x.newest(t)
	if c.Number != 1 || c.AddedBy != "" || len(c.Links) == 0 || c.AddedAt.IsZero() {
		t.Fatalf("%+v", c)
	}
	if err := x.Seed(t.Context()); err != nil {
		t.Fatal(err)
	}
	if again := x.newest(t); again.Number != 1 {
		t.Errorf("seeded twice: version %d", again.Number)
	}
	all, err := x.Crossed(t.Context(), x.f.ID)
	if err != nil || len(all) != 2 || all[x.st.ID] != 1 {
		t.Errorf("%v, %v", all, err)
	}
}

func TestNewerShippedCrosswalkFollowsTheProgramsOwn(t *testing.T) {
	x := atCrossroads(t)
	shipped := x.newest(t)
	older := *shipped // as an earlier release of the program had it
	older.Links = shipped.Links[:3]
	document, err := json.Marshal(&older)
	if err != nil {
		t.Fatal(err)
	}
	err = x.d.Update(t.Context(), func(tx *db.Tx) error {
		return tx.Change(t.Context(), `UPDATE crosswalks SET document = $2 WHERE id = $1`, shipped.ID, string(document))
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := x.Seed(t.Context()); err != nil {
		t.Fatal(err)
	}
	c := x.newest(t)
	if c.Number != 2 || c.AddedBy != "" || len(c.Links) != len(shipped.Links) {
		t.Errorf("version %d by %q with %d links", c.Number, c.AddedBy, len(c.Links))
	}
}

func TestNewerShippedCrosswalkLeavesWhatAProviderChanged(t *testing.T) {
	x := atCrossroads(t)
	c, err := x.save(t, 1, x.newest(t).Links[1:])
	if err != nil {
		t.Fatal(err)
	}
	if err := x.Seed(t.Context()); err != nil {
		t.Fatal(err)
	}
	now := x.newest(t)
	if now.Number != 2 || len(now.Links) != len(c.Links) || now.AddedBy == "" {
		t.Errorf("version %d by %q with %d links", now.Number, now.AddedBy, len(now.Links))
	}
}

func TestSavedCrosswalkIsTheNextVersion(t *testing.T) {
	x := atCrossroads(t)
	first := x.newest(t)
	links := slices.Clone(first.Links)
	slices.Reverse(links)
	links[0].Reason = "  Because of\nthe work it asks for. "
	c, err := x.save(t, 1, links)
	if err != nil || c.Number != 2 || c.AddedBy != "Ada Marsh" {
		t.Fatalf("%+v, %v", c, err)
	}
	last := c.Links[len(c.Links)-1]
	if last.Reason != "Because of the work it asks for." || last.Statement != links[0].Statement {
		t.Errorf("last is %+v", last)
	}
	if changes := first.ChangesTo(c); len(changes) != 1 {
		t.Errorf("%d changes", len(changes))
	}
	if now := x.newest(t); now.Number != 2 {
		t.Errorf("the newest is %d", now.Number)
	}
	old, err := x.CrosswalkVersion(t.Context(), x.st.ID, x.f.ID, 1)
	if err != nil || len(first.ChangesTo(old)) != 0 {
		t.Errorf("version 1 is not as it was: %v", err)
	}
	if _, err := x.CrosswalkVersion(t.Context(), x.st.ID, x.f.ID, 3); !fault.Is(err, fault.NotFound) {
		t.Errorf("a version that is not there: %v", err)
	}
	if again, err := x.save(t, 1, links); err != nil || again.Number != 2 {
		t.Errorf("the same sent again: %+v, %v", again, err)
	}
	standard, framework, number, err := x.CrosswalkNamed(t.Context(), c.ID)
	if err != nil || standard != x.st.ID || framework != x.f.ID || number != 2 {
		t.Errorf("named %d %d %d, %v", standard, framework, number, err)
	}
}

func TestCrosswalkOfTwoTabs(t *testing.T) {
	x := atCrossroads(t)
	links := x.newest(t).Links
	if _, err := x.save(t, 1, links[1:]); err != nil {
		t.Fatal(err)
	}
	_, err := x.save(t, 1, links[2:])
	if !fault.Is(err, fault.Conflict) || !strings.Contains(fault.Of(err).Message, "version 2") {
		t.Errorf("from an older version: %v", err)
	}
	bad := slices.Clone(links)
	bad[0].Element = "nothing"
	if _, err := x.save(t, 2, bad); !fault.Is(err, fault.Invalid) {
		t.Errorf("one that does not fit: %v", err)
	}
	twice := append(slices.Clone(links[1:]), links[1])
	if _, err := x.save(t, 2, twice); !fault.Is(err, fault.Invalid) {
		t.Errorf("a link twice: %v", err)
	}
	if now := x.newest(t); now.Number != 2 || len(now.Links) != len(links)-1 {
		t.Errorf("version %d, %d links", now.Number, len(now.Links))
	}
}

func TestNewFrameworkBeginsWithAnEmptyCrosswalk(t *testing.T) {
	x := atCrossroads(t)
	x.f = growing(t)
	if err := x.AddFramework(t.Context(), 0, x.f); err != nil {
		t.Fatal(err)
	}
	c := x.newest(t)
	if c.Number != 0 || len(c.Links) != 0 || c.Framework.Reference != "GROW" || c.Standard.Reference != x.st.Reference {
		t.Errorf("%+v", c)
	}
	for _, id := range []ksb.FrameworkID{0, x.f.ID + 99} {
		if _, err := x.Crosswalk(t.Context(), x.st.ID, id); !fault.Is(err, fault.NotFound) {
			t.Errorf("framework %d: %v", id, err)
		}
	}
	if _, err := x.Crosswalk(t.Context(), x.st.ID+99, x.f.ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("no standard: %v", err)
	}
	links := []ksb.Link{{Statement: x.st.Statements[0].Key, Element: x.f.Keys()[0], Strength: ksb.Direct, Reason: "It is the same work."}}
	if c, err := x.save(t, 0, links); err != nil || c.Number != 1 {
		t.Errorf("%+v, %v", c, err)
	}
	all, err := x.CrosswalkVersions(t.Context(), x.st.ID, x.f.ID, 0, 10)
	if err != nil || len(all) != 1 {
		t.Errorf("%d versions, %v", len(all), err)
	}
}

func TestCrosswalkVersionsAreReadByPage(t *testing.T) {
	x := atCrossroads(t)
	links := x.newest(t).Links
	for n := 1; n < 6; n++ {
		if _, err := x.save(t, n, links[n:]); err != nil {
			t.Fatal(err)
		}
	}
	numbers := func(before, limit int) (out []int) {
		all, err := x.CrosswalkVersions(t.Context(), x.st.ID, x.f.ID, before, limit)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range all {
			out = append(out, c.Number)
		}
		return out
	}
	if got := numbers(0, 4); !slices.Equal(got, []int{6, 5, 4, 3}) {
		t.Errorf("first page %v", got)
	}
	if got := numbers(3, 4); !slices.Equal(got, []int{2, 1}) {
		t.Errorf("second page %v", got)
	}
}

func TestSavingACrosswalkIsRecorded(t *testing.T) {
	x := atCrossroads(t)
	if _, err := x.save(t, 1, x.newest(t).Links[1:]); err != nil {
		t.Fatal(err)
	}
	events, err := audit.Events(t.Context(), x.d, audit.Query{})
	if err != nil {
		t.Fatal(err)
	}
	if detail, _ := json.Marshal(events[0].Detail); events[0].Action != "crosswalk.save" || !strings.Contains(string(detail), `"changes":1`) {
		t.Errorf("%+v %s", events[0], detail)
	}
}
