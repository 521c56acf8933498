package ksb_test

import (
	"maps"
	"strings"
	"testing"

	"touchstone/ksb"
)

func TestShippedCareersHold(t *testing.T) {
	all, err := ksb.ShippedCareers()
	if err != nil {
		t.Fatal(err)
	}
	standards, err := ksb.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for i := range standards {
		led := 0
		for j := range all {
			led += len(all[j].RolesOf(standards[i].Reference))
		}
		if led == 0 {
			t.Errorf("no role says that %s trains for it", standards[i].Reference)
		}
	}
}

// TestShippedCareersAreWhole holds the facts that the sources give: every grade
// has a role, the apprenticeships and qualifications of the diagram are there,
// each fact names its source, every role can be come to or begun with, and no
// degree is asked for at the start.
func TestShippedCareersAreWhole(t *testing.T) {
	all, err := ksb.ShippedCareers()
	if err != nil {
		t.Fatal(err)
	}
	frameworks, err := ksb.ShippedFrameworks()
	if err != nil {
		t.Fatal(err)
	}
	c := &all[0]
	var f *ksb.Framework
	for i := range frameworks {
		if frameworks[i].Reference == c.Framework.Reference && frameworks[i].Version == c.Framework.Version {
			f = frameworks[i]
		}
	}
	if f == nil {
		t.Fatalf("there is no framework %v", c.Framework)
	}
	roles, levels, trained, used, cited, reached := map[string]int{}, map[string]int{}, map[string]int{}, map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, g := range f.Grades {
		roles[g.Key], levels[g.Key] = 0, g.Meets
	}
	cite := func(what, source string) {
		if source == "" {
			t.Errorf("%s names no source", what)
		}
		cited[source] = true
	}
	cite("what it takes to begin", c.EntrySource)
	for _, r := range c.Roles {
		cite(r.Key, r.Source)
		if _, known := roles[r.Grade]; r.Grade != "" && !known {
			t.Errorf("%s has the grade %q, which the framework does not have", r.Key, r.Grade)
		}
		if want := levels[r.Grade]; want != 0 && r.Level != want {
			t.Errorf("%s is of level %d and grade %s, which meets %d", r.Key, r.Level, r.Grade, want)
		}
		roles[r.Grade]++
		for _, s := range r.Standards {
			cite(r.Key+"’s apprenticeship", s.Source)
			trained[s.Name] = s.Level
		}
		for _, key := range r.Qualifications {
			used[key] = true
		}
		for _, s := range r.LeadsTo {
			cite(r.Key+"’s step to "+s.Role, s.Source)
			reached[s.Role] = true
		}
		if r.Source != "careers-page" && r.Grade == "" {
			t.Errorf("%s has no grade", r.Key)
		}
	}
	for _, r := range c.Roles {
		if len(r.LeadsTo) == 0 && !reached[r.Key] {
			t.Errorf("%s leads nowhere and nothing leads there", r.Key)
		}
	}
	for grade, n := range roles {
		if n == 0 {
			t.Errorf("no role is of the grade %s", grade)
		}
	}
	for _, q := range c.Qualifications {
		cite(q.Key, q.Source)
		if !used[q.Key] {
			t.Errorf("no role names the qualification %s", q.Key)
		}
	}
	for _, s := range c.Sources {
		if !cited[s.Key] {
			t.Errorf("nothing is said to come from %s", s.Key)
		}
	}
	want := map[string]int{"Credit controller and collector": 2, "Senior credit controller and debt collection specialist": 3, "Compliance and risk officer": 3,
		"Chartered manager (degree apprenticeship)": 6, "Senior compliance and risk specialist": 6}
	if !maps.Equal(trained, want) {
		t.Errorf("the apprenticeships are %v; want %v", trained, want)
	}
	if !strings.HasPrefix(c.Entry[0], "You need no degree") {
		t.Errorf("what it takes to begin starts with %q", c.Entry[0])
	}
}

func TestCareersNameWhatIsThere(t *testing.T) {
	careers := func(change func(*ksb.Careers)) *ksb.Careers {
		c := &ksb.Careers{
			Title: "Roles", Entry: []string{"No degree."}, Framework: ksb.Naming{Reference: "F"},
			Sources:        []ksb.CareerSource{{Key: "s", Source: ksb.Source{Name: "A page"}}},
			Qualifications: []ksb.Qualification{{Key: "q", Name: "A diploma"}},
			Roles: []ksb.Role{
				{Key: "a", Name: "A", Summary: "A.", Level: 2, Grade: "low", Source: "s", Qualifications: []string{"q"}, LeadsTo: []ksb.Step{{Role: "b", Why: "More."}}},
				{Key: "b", Name: "B", Summary: "B.", Source: "s", LeadsTo: []ksb.Step{{Role: "a", Why: "Back."}}},
			},
		}
		change(c)
		return c
	}
	tests := []struct {
		name   string
		change func(*ksb.Careers)
		wants  string // empty: it holds
	}{
		{"a circle", func(*ksb.Careers) {}, ""},
		{"no role", func(c *ksb.Careers) { c.Roles = nil }, "a role"},
		{"a key twice", func(c *ksb.Careers) { c.Roles[1].Key = "a" }, "roles[1]"},
		{"an unknown role", func(c *ksb.Careers) { c.Roles[0].LeadsTo[0].Role = "z" }, "no role"},
		{"itself", func(c *ksb.Careers) { c.Roles[0].LeadsTo[0].Role = "a" }, "itself"},
		{"twice", func(c *ksb.Careers) { c.Roles[0].LeadsTo = append(c.Roles[0].LeadsTo, c.Roles[0].LeadsTo[0]) }, "twice"},
		{"no why", func(c *ksb.Careers) { c.Roles[0].LeadsTo[0].Why = " " }, "say why"},
		{"an unknown qualification", func(c *ksb.Careers) { c.Roles[0].Qualifications[0] = "z" }, "no qualification"},
		{"an unknown source", func(c *ksb.Careers) { c.Roles[0].Source = "z" }, "no source"},
		{"a step from nowhere", func(c *ksb.Careers) { c.Roles[0].LeadsTo[0].Source = "z" }, "no source"},
		{"a qualification from nowhere", func(c *ksb.Careers) { c.Qualifications[0].Source = "z" }, "no source"},
		{"an apprenticeship from nowhere", func(c *ksb.Careers) { c.Roles[0].Standards = []ksb.Training{{Name: "N", Level: 2, Source: "z"}} }, "no source"},
		{"an entry from nowhere", func(c *ksb.Careers) { c.EntrySource = "z" }, "no source"},
		{"a grade of nothing", func(c *ksb.Careers) { c.Framework = ksb.Naming{} }, "framework"},
		{"a level of nothing", func(c *ksb.Careers) { c.Roles[0].Level = 9 }, "roles[0]"},
		{"a nameless apprenticeship", func(c *ksb.Careers) { c.Roles[0].Standards = []ksb.Training{{Level: 2}} }, "apprenticeship"},
		{"a novel", func(c *ksb.Careers) { c.Roles[0].Summary = strings.Repeat("é", ksb.MaxCareerText+1) }, "characters"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := careers(tt.change).Check()
			if (err == nil) != (tt.wants == "") || err != nil && !strings.Contains(err.Error(), tt.wants) {
				t.Errorf("Check = %v; want %q", err, tt.wants)
			}
		})
	}
}
