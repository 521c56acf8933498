package programme

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"strings"
	"time"
	"unicode/utf8"

	"touchstone/app/fault"
)

// A ScaleID identifies a version of a scale.
type ScaleID int64

// A Scale is what a skills scan is scored by. No official one is published, so
// scales are data. A stored scale is never changed: an edit is a new version.
type Scale struct {
	ID        ScaleID   `json:"-"` // 0 until stored
	Key       string    `json:"key"`
	Version   int       `json:"version"`
	Name      string    `json:"name"`
	Source    string    `json:"source,omitempty"` // where it comes from, in words
	Points    []Point   `json:"points"`           // lowest first
	Competent int       `json:"competent"`        // value from which a statement counts as met already
	Reduction Reduction `json:"reduction"`
	ChosenAt  time.Time `json:"-"` // zero: never used for new scans
}

// A Point is one step of a scale.
type Point struct {
	Value   int    `json:"value"` // 1 and up
	Label   string `json:"label"`
	Meaning string `json:"meaning"`
}

// A Reduction is how hours to take off for prior learning are proposed from a
// scan: the share of statements met already, of the published hours.
type Reduction struct {
	RoundMinutes int    `json:"round_minutes"` // down to a multiple of
	Words        string `json:"words"`         // the rule as people read it
}

// Limits of a scale.
const (
	minPoints  = 2
	maxPoints  = 10
	maxLabel   = 40  // characters of a label
	maxMeaning = 200 // characters of a meaning
)

// Check returns what is wrong with a scale as a fault.Invalid that names "name",
// "points", "competent" or "reduction", or nil.
func (s *Scale) Check() error {
	var bad fault.Fields
	if n := utf8.RuneCountInString(s.Name); n == 0 || n > MaxName {
		bad.Add("name", "Give the scale a name of at most %d characters.", MaxName)
	}
	if n := len(s.Points); n < minPoints || n > maxPoints {
		bad.Add("points", "Give %d to %d steps, lowest first. There are %d.", minPoints, maxPoints, n)
	}
	seen := map[string]bool{}
	for i, p := range s.Points {
		label := strings.ToLower(p.Label)
		switch {
		case p.Value != i+1:
			bad.Add("points", "Number the steps 1, 2, 3 and so on, lowest first.")
		case p.Label == "" || utf8.RuneCountInString(p.Label) > maxLabel:
			bad.Add("points", "Name step %d in at most %d characters.", i+1, maxLabel)
		case utf8.RuneCountInString(p.Meaning) > maxMeaning:
			bad.Add("points", "Keep the meaning of step %d to %d characters.", i+1, maxMeaning)
		case seen[label]:
			bad.Add("points", "Two steps are called %s.", p.Label)
		}
		seen[label] = true
	}
	if s.Point(s.Competent) == nil {
		bad.Add("competent", "Choose the step from which a statement counts as met.")
	}
	if s.Reduction.RoundMinutes < 0 {
		bad.Add("reduction", "Round to 0 or more minutes.")
	}
	return bad.Err()
}

// Point returns the step of that value, or nil.
func (s *Scale) Point(value int) *Point {
	if value < 1 || value > len(s.Points) {
		return nil
	}
	return &s.Points[value-1]
}

// Label returns what the step of that value is called, empty for none.
func (s *Scale) Label(value int) string {
	if p := s.Point(value); p != nil {
		return p.Label
	}
	return ""
}

// At returns where on the scale a step is, from 0 for the lowest to 1.
func (s *Scale) At(value int) float64 {
	if len(s.Points) < minPoints {
		return 0
	}
	return float64(value-1) / float64(len(s.Points)-1)
}

//go:embed scales/*.json
var shippedScales embed.FS

// ShippedScales returns the scales that come with the program.
func ShippedScales() ([]Scale, error) {
	var all []Scale
	names, err := fs.Glob(shippedScales, "scales/*.json")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		text, err := shippedScales.ReadFile(name)
		if err != nil {
			return nil, err
		}
		var s Scale
		d := json.NewDecoder(bytes.NewReader(text))
		d.DisallowUnknownFields()
		if err := d.Decode(&s); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if err := s.Check(); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		all = append(all, s)
	}
	return all, nil
}
