package ksb_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/ksb"
)

// A crossroads is a seeded store with the ends of a shipped crosswalk, and a
// person who changes it.
type crossroads struct {
	*ksb.Store
	d  *db.DB
	st *ksb.Standard
	f  *ksb.Framework
	by int64
}

func atCrossroads(t *testing.T) crossroads {
	t.Helper()
	s, d, _ := seeded(t)
	st, err := s.StandardByReference(t.Context(), "ST0176", "")
	if err != nil {
		t.Fatal(err)
	}
	f, err := s.FrameworkByReference(t.Context(), "CICM-PS", "2022")
	if err != nil {
		t.Fatal(err)
	}
	x := crossroads{s, d, st, f, 0}
	err = d.Update(t.Context(), func(tx *db.Tx) error {
		const insert = `INSERT INTO people (name, email, created_at) VALUES ('Ada Marsh', 'ada@example.org', 0) RETURNING id`
		return tx.Row(t.Context(), insert).Scan(&x.by)
	})
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func (x crossroads) newest(t *testing.T) *ksb.Crosswalk {
	t.Helper()
	c, err := x.Crosswalk(t.Context(), x.st.ID, x.f.ID)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (x crossroads) save(t *testing.T, base int, links []ksb.Link) (*ksb.Crosswalk, error) {
	t.Helper()
	return x.SaveCrosswalk(t.Context(), x.by, x.st.ID, x.f.ID, base, links)
}

func TestCrosswalkFaultsNameTheirPlace(t *testing.T) {
	x := atCrossroads(t)
	tests := []struct {
		name   string
		change func(*ksb.Crosswalk)
		place  string
	}{
		{"of another standard", func(c *ksb.Crosswalk) { c.Standard.Reference = "ST0175" }, "standard"},
		{"of another version of the framework", func(c *ksb.Crosswalk) { c.Framework.Version = "2019" }, "framework"},
		{"a statement that is none", func(c *ksb.Crosswalk) { c.Links[0].Statement = "k99" }, "links[0].statement"},
		{"an element that is none", func(c *ksb.Crosswalk) { c.Links[1].Element = "BS9" }, "links[1].element"},
		{"an element in small letters", func(c *ksb.Crosswalk) { c.Links[1].Element = "bs1" }, "links[1].element"},
		{"a link twice", func(c *ksb.Crosswalk) { c.Links[3] = c.Links[2] }, "links[3]"},
		{"no reason", func(c *ksb.Crosswalk) { c.Links[2].Reason = " " }, "links[2].reason"},
		{"too long a reason", func(c *ksb.Crosswalk) { c.Links[2].Reason = strings.Repeat("a", ksb.MaxReason+1) }, "links[2].reason"},
		{"no strength", func(c *ksb.Crosswalk) { c.Links[2].Strength = "" }, "links[2].strength"},
		{"another strength", func(c *ksb.Crosswalk) { c.Links[2].Strength = "full" }, "links[2].strength"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := *x.newest(t)
			c.Links = slices.Clone(c.Links)
			tt.change(&c)
			faults := c.Faults(x.st, x.f)
			if len(faults) == 0 || !slices.ContainsFunc(faults, func(f ksb.Fault) bool { return f.Place == tt.place }) {
				t.Errorf("%+v; want %s", faults, tt.place)
			}
			if err := c.Check(x.st, x.f); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), tt.place) {
				t.Errorf("Check = %v", err)
			}
		})
	}
	c := *x.newest(t)
	c.Links = slices.Clone(c.Links)
	c.Links[0].Reason = strings.Repeat("é", ksb.MaxReason)
	if err := c.Check(x.st, x.f); err != nil {
		t.Errorf("the longest reason: %v", err)
	}
}

func TestCrosswalkFileComesBackAsItWasWritten(t *testing.T) {
	x := atCrossroads(t)
	c := x.newest(t)
	var file bytes.Buffer
	if err := ksb.WriteCrosswalk(&file, c); err != nil {
		t.Fatal(err)
	}
	back, faults := ksb.InspectCrosswalk(file.Bytes(), x.st, x.f)
	if len(faults) > 0 || len(c.ChangesTo(back)) != 0 {
		t.Errorf("%v, %v", faults, back)
	}
	for text, place := range map[string]string{
		"":                               "",
		`{"format":"touchstone plan 1"}`: "format",
		strings.Replace(file.String(), `"reason"`, `"because"`, 1):                                              "links[0].because",
		strings.Replace(file.String(), `"links": [`, `"links": [4,`, 1):                                         "links[0]",
		`{"standard":{"reference":"ST0176","version":""},"framework":{"reference":"CICM-PS","version":"2022"}}`: "links",
	} {
		if _, faults := ksb.InspectCrosswalk([]byte(text), x.st, x.f); len(faults) == 0 || faults[0].Place != place {
			t.Errorf("%.60q: %+v; want %q", text, faults, place)
		}
	}
	empty, _ := x.Crosswalk(t.Context(), x.st.ID, x.f.ID)
	none := *empty
	none.Links = nil
	file.Reset()
	if err := ksb.WriteCrosswalk(&file, &none); err != nil {
		t.Fatal(err)
	}
	if _, faults := ksb.InspectCrosswalk(file.Bytes(), x.st, x.f); len(faults) > 0 {
		t.Errorf("one without a link: %v", faults)
	}
	for _, k := range ksb.CrosswalkKeys() {
		if k.About == "" {
			t.Errorf("nothing is said about %s", k.Path)
		}
	}
}

func TestCrosswalkChanges(t *testing.T) {
	link := func(statement, element, reason string) ksb.Link {
		return ksb.Link{Statement: statement, Element: element, Strength: ksb.Direct, Reason: reason}
	}
	before := &ksb.Crosswalk{Links: []ksb.Link{link("a", "X", "1"), link("b", "X", "2"), link("c", "Y", "3")}}
	after := &ksb.Crosswalk{Links: []ksb.Link{link("c", "Y", "3"), link("a", "X", "other"), link("a", "Y", "new")}}
	var got []string
	for _, c := range before.ChangesTo(after) {
		switch {
		case c.Before == nil:
			got = append(got, "+"+c.After.Statement+c.After.Element)
		case c.After == nil:
			got = append(got, "-"+c.Before.Statement+c.Before.Element)
		default:
			got = append(got, "~"+c.After.Statement+c.After.Element)
		}
	}
	if want := []string{"~aX", "-bX", "+aY"}; !slices.Equal(got, want) {
		t.Errorf("%v; want %v", got, want)
	}
	if n := len(before.ChangesTo(before)); n != 0 {
		t.Errorf("%d changes to itself", n)
	}
}

// TestProposedLinks holds that what is proposed is not there yet, and mostly
// sensible: half of the first proposals are what people chose with care.
func TestProposedLinks(t *testing.T) {
	x := atCrossroads(t)
	var err error
	if x.st, err = x.StandardByReference(t.Context(), "ST0175", "1.1"); err != nil {
		t.Fatal(err)
	}
	chosen := x.newest(t)
	first, hits, of := make(map[string]bool), 0, make(map[string]int)
	for _, p := range ksb.ProposeLinks(x.st, x.f, &ksb.Crosswalk{}) {
		if of[p.Statement]++; of[p.Statement] > ksb.MaxProposed || p.Strength != ksb.Partial || p.Words == "" || p.Score > 100 {
			t.Errorf("%+v", p)
		}
		if !first[p.Statement] && chosen.Link(p.Statement, p.Element) != nil {
			hits++
		}
		first[p.Statement] = true
	}
	if len(first) < 50 || hits*2 < len(first)-2 {
		t.Errorf("%d of %d first proposals are linked in the shipped crosswalk", hits, len(first))
	}
	taken := &ksb.Crosswalk{Standard: chosen.Standard, Framework: chosen.Framework}
	for _, p := range ksb.ProposeLinks(x.st, x.f, taken) {
		taken.Links = append(taken.Links, p.Link)
	}
	if err := taken.Check(x.st, x.f); err != nil {
		t.Errorf("what is proposed cannot be stored: %v", err)
	}
	for _, p := range ksb.ProposeLinks(x.st, x.f, taken) {
		if taken.Link(p.Statement, p.Element) != nil {
			t.Errorf("proposed though it is there: %+v", p)
		}
	}
}
