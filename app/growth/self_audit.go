package growth

import (
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"

	"touchstone/app/fault"
	"touchstone/app/words"
	"touchstone/ksb"
)

// Limits on one rating.
const (
	MaxExample = 2000 // characters, of an example and of a manager's note
	MaxItems   = 10   // pieces of evidence beside a rating
)

// A Shape is what a self-audit is about.
type Shape struct {
	Grade       string
	Specialisms []string // keys, in the framework's order
	Ahead       bool
}

// Shape returns what the audit is about.
func (a *Audit) Shape() Shape { return Shape{a.Grade, a.Specialisms, a.Ahead} }

// check returns what is wrong with a shape as a fault.Invalid naming "grade" or
// "specialism", and puts the specialisms in the framework's order.
func (s *Shape) check(f *ksb.Framework) error {
	var bad fault.Fields
	if f.Grade(s.Grade) == nil {
		bad.Add("grade", "Choose a grade.")
	}
	var sorted []string
	for _, sp := range f.Specialisms {
		if slices.Contains(s.Specialisms, sp.Key) {
			sorted = append(sorted, sp.Key)
		}
	}
	for _, key := range s.Specialisms {
		if f.Specialism(key) == nil {
			bad.Add("specialism", "Choose specialisms on the list.")
		}
	}
	s.Specialisms = sorted
	return bad.Err()
}

// same reports whether two ratings say the same, whenever they were saved.
func (r Rated) same(other Rated) bool {
	return r.Point == other.Point && r.Example == other.Example &&
		slices.EqualFunc(r.Items, other.Items, func(a, b Item) bool { return a.ID == b.ID })
}

// empty reports whether a rating says nothing.
func (r Rated) empty() bool { return r.same(Rated{}) }

// checkRated notes what is wrong with a rating at "point-KEY", "example-KEY" and
// "items-KEY".
func checkRated(scale *ksb.Rating, key string, r Rated, bad *fault.Fields) {
	checkPoint(scale, key, r.Point, bad)
	if n := utf8.RuneCountInString(r.Example); n > MaxExample {
		bad.Add("example-"+key, "Keep this to %d characters. It has %d.", MaxExample, n)
	}
	if n := len(r.Items); n > MaxItems {
		bad.Add("items-"+key, "Choose at most %d pieces. You chose %d.", MaxItems, n)
	}
}

func checkPoint(scale *ksb.Rating, key string, point int, bad *fault.Fields) {
	if point != 0 && !slices.ContainsFunc(scale.Points, func(p ksb.RatedPoint) bool { return p.Value == point }) {
		bad.Add("point-"+key, "Choose a step of the scale.")
	}
}

// A Clash is the cause of the fault.Conflict of ratings, or of an audit's grade
// and specialisms, that were saved elsewhere since those to save were read.
type Clash struct {
	Theirs Audit // as it is stored now
}

// Error implements error.
func (c *Clash) Error() string {
	return fmt.Sprintf("%s is at revision %d", auditSubject(c.Theirs.ID), c.Theirs.Revision)
}

// Theirs returns what is stored if err is about a Clash.
func Theirs(err error) (a Audit, clashed bool) {
	if c, ok := errors.AsType[*Clash](err); ok {
		return c.Theirs, true
	}
	return a, false
}

func clash(theirs *Audit) error {
	return fault.Because(&Clash{*theirs}, fault.Conflict, "This was saved at "+words.Clock(theirs.SavedAt)+
		" in another tab or on another device. Nothing was overwritten: compare the two and keep what you want.")
}

// open returns fault.Conflict, with the reason, if an audit cannot be changed.
func (a *Audit) open() error {
	switch a.State {
	case AuditFinished:
		return fault.Newf(fault.Conflict, "This self-audit was finished on %s, so it stays as it is.", words.Moment(a.FinishedAt))
	case AuditDropped:
		return fault.New(fault.Conflict, "This self-audit was thrown away.")
	}
	return nil
}
