package ksb_test

import (
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

func TestCareersNameWhatIsThere(t *testing.T) {
	careers := func(change func(*ksb.Careers)) *ksb.Careers {
		c := &ksb.Careers{
			Title: "Roles", Entry: []string{"No degree."}, Framework: ksb.Naming{Reference: "F"},
			Sources:        []ksb.CareerSource{{Key: "s", Source: ksb.Source{Name: "A page"}}},
			Qualifications: []ksb.Qualification{{Key: "q", Name: "A diploma"}},
			Roles: []ksb.Role{
				{Key: "a", Name: "A", Summary: "A.", Level: 2, Grade: "low", Source: "s", Qualifications: []string{"q"}, LeadsTo: []ksb.Step{{"b", "More."}}},
				{Key: "b", Name: "B", Summary: "B.", Source: "s", LeadsTo: []ksb.Step{{"a", "Back."}}},
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
