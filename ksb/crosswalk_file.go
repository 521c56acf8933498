package ksb

import (
	"bytes"
	"fmt"
	"io"

	"touchstone/app/fault"
)

// The format of a crosswalk's file, and the most bytes it may have.
const (
	CrosswalkFormat  = "touchstone crosswalk 1"
	MaxCrosswalkFile = 1 << 20
)

// crosswalkFile is a crosswalk as a file has it.
type crosswalkFile struct {
	Format string `json:"format,omitempty"`
	Crosswalk
}

// crosswalkForm is the form of a crosswalk's file.
var crosswalkForm = form[crosswalkFile]{
	what: "crosswalk", format: CrosswalkFormat, most: MaxCrosswalkFile, whole: true,
	about: map[string]string{
		"format":              "What this is a file of. Files of another format are refused.",
		"standard":            "The standard whose statements support something.",
		"standard.reference":  "Its reference.",
		"standard.version":    "Its version; empty where the source names none.",
		"framework":           "The framework whose elements are supported.",
		"framework.reference": "Its reference.",
		"framework.version":   "Its version.",
		"links":               "What supports what.",
		"links[].statement":   "Key of a statement of the standard.",
		"links[].element":     "Key of an element or specialism of the framework.",
		"links[].strength":    "How far evidence of the statement supports it.",
		"links[].reason":      "Why, in a sentence.",
	},
	values: map[string][]string{"format": {CrosswalkFormat}, "links[].strength": {string(Direct), string(Partial)}},
}

// InspectCrosswalk reads the text of a crosswalk's file and says everything in
// which it is none between that standard and framework: it is no JSON or of
// another format (without a place); keys are unknown, there twice, left out or of
// another type; or, where none are, what Crosswalk.Faults finds. It is nil where
// the text could not be read as one.
func InspectCrosswalk(text []byte, s *Standard, f *Framework) (*Crosswalk, []Fault) {
	if err := crosswalkForm.fits(text); err != nil {
		return nil, []Fault{{Text: fault.Of(err).Message}}
	}
	c, faults := crosswalkForm.parse(text)
	if c == nil {
		return nil, faults
	}
	return &c.Crosswalk, c.Faults(s, f)
}

// WriteCrosswalk writes a crosswalk as a file that InspectCrosswalk reads.
func WriteCrosswalk(w io.Writer, c *Crosswalk) error {
	file := crosswalkFile{Format: CrosswalkFormat, Crosswalk: *c}
	if file.Links == nil {
		file.Links = []Link{}
	}
	return crosswalkForm.write(w, &file)
}

// CrosswalkKeys returns every key that a crosswalk's file may hold.
func CrosswalkKeys() []FileKey { return crosswalkForm.keys() }

// shippedCrosswalks returns the crosswalks that come with the program, each
// checked against its standard and framework.
func shippedCrosswalks(standards []Standard, frameworks []*Framework) (out []*Crosswalk, err error) {
	err = eachFile("crosswalks", func(name string, text []byte) error {
		file, err := crosswalkForm.read(bytes.NewReader(text))
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		c := &file.Crosswalk
		for i := range standards {
			for _, f := range frameworks {
				s := &standards[i]
				if c.Standard == (Naming{s.Reference, s.Version}) && c.Framework == (Naming{f.Reference, f.Version}) {
					if err := c.Check(s, f); err != nil {
						return fmt.Errorf("%s: %w", name, err)
					}
					c.sort(s, f)
					out = append(out, c)
					return nil
				}
			}
		}
		return fmt.Errorf("%s: there is no such standard or framework", name)
	})
	return out, err
}
