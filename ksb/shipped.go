package ksb

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
)

//go:embed standards/*.json plans/*.json careers/*.json frameworks/*.json crosswalks/*.json
var shipped embed.FS

// Shipped returns the standards that come with the program, in its own words.
func Shipped() ([]Standard, error) {
	var out []Standard
	err := eachFile("standards", func(name string, text []byte) error {
		var s Standard
		if err := strict(text, &s); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if err := s.Check(); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		out = append(out, s)
		return nil
	})
	return out, err
}

// shippedPlans returns the example plans that come with the program, each
// checked against its standard.
func shippedPlans(standards []Standard) ([]planFile, error) {
	var out []planFile
	err := eachFile("plans", func(name string, text []byte) error {
		p, err := planForm.read(bytes.NewReader(text))
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		for i := range standards {
			if s := &standards[i]; s.Reference == p.For.Reference && s.Version == p.For.Version {
				if err := p.Check(s); err != nil {
					return fmt.Errorf("%s: %w", name, err)
				}
				out = append(out, *p)
				return nil
			}
		}
		return fmt.Errorf("%s: there is no standard %s %s", name, p.For.Reference, p.For.Version)
	})
	return out, err
}

func eachFile(folder string, read func(name string, text []byte) error) error {
	names, err := fs.Glob(shipped, folder+"/*.json")
	if err != nil {
		return err
	}
	for _, name := range names {
		text, err := shipped.ReadFile(name)
		if err != nil {
			return err
		}
		if err := read(name, text); err != nil {
			return err
		}
	}
	return nil
}

// strict reads one JSON value, in which every field must be known.
func strict(text []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	return d.Decode(v)
}
