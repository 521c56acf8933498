package ksb

import (
	"io"
	"slices"

	"touchstone/app/fault"
)

// The format of a plan's file, and the most bytes it may have.
const (
	PlanFormat  = "touchstone plan 1"
	MaxPlanFile = 1 << 20
)

// planFile is a plan as a file has it, with the standard that it is for.
type planFile struct {
	Format   string       `json:"format"`
	For      planStandard `json:"standard"`
	Replaces string       `json:"replaces,omitempty"` // the version before it; empty: none
	Plan
}

// planStandard names the standard that a plan is for.
type planStandard struct {
	Reference string `json:"reference"`
	Version   string `json:"version"`
}

// ReadPlan reads a plan for the standard s from JSON, see PlanKeys, and checks
// it. It returns fault.TooLarge for more than MaxPlanFile bytes, and else a
// fault.Invalid that names the place: for what is no JSON, for another format or
// standard, for a key that is unknown, missing its value or there twice, and for
// everything that Plan.Check refuses. A file that names no format is read as the
// first.
func ReadPlan(r io.Reader, s *Standard) (*Plan, error) {
	p, err := ParsePlan(r, s)
	if err != nil {
		return nil, err
	}
	if err := p.Check(s); err != nil {
		return nil, err
	}
	return p, nil
}

// ParsePlan is ReadPlan without Plan.Check, for a plan that is put right
// afterwards.
func ParsePlan(r io.Reader, s *Standard) (*Plan, error) {
	f, err := planForm.read(r)
	if err != nil {
		return nil, err
	}
	if f.For.Reference != s.Reference || f.For.Version != s.Version {
		return nil, fault.Newf(fault.Invalid, "standard: This plan is for %s, not for %s.", or(named(f.For.Reference, f.For.Version), "no standard"), s.Label())
	}
	p := f.Plan
	p.Standard = s.ID
	return &p, nil
}

// WritePlan writes a plan for the standard s as a file that ReadPlan reads.
func WritePlan(w io.Writer, p *Plan, s *Standard, replaces string) error {
	f := planFile{Format: PlanFormat, For: planStandard{s.Reference, s.Version}, Replaces: replaces, Plan: *p}
	for i := range f.Methods {
		if f.Methods[i].Statements == nil {
			f.Methods = slices.Clone(f.Methods)
			f.Methods[i].Statements = []string{}
		}
	}
	return planForm.write(w, &f)
}
