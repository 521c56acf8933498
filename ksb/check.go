package ksb

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"touchstone/app/fault"
)

// Limits on one standard, far above any that is published.
const (
	MaxStatements = 1_000
	MaxOptions    = 50
	MaxWording    = 5_000 // characters of a statement
	MaxName       = 300   // characters of a title or of an option's name
)

// Check returns what is wrong with the standard as one fault.Invalid that names
// the place, or nil if it may be stored.
func (s *Standard) Check() error {
	switch {
	case strings.TrimSpace(s.Reference) == "":
		return fault.New(fault.Invalid, "A standard needs its reference, such as ST0001.")
	case strings.TrimSpace(s.Title) == "":
		return fault.Newf(fault.Invalid, "The standard %s needs a title.", s.Reference)
	case long(s.Title, MaxName) || long(s.Reference, 40) || long(s.Version, 40):
		return fault.Newf(fault.Invalid, "The reference, version or title of %.40q is too long.", s.Reference)
	case len(s.Statements) == 0:
		return fault.Newf(fault.Invalid, "The standard %s has no statements.", s.Reference)
	case len(s.Statements) > MaxStatements || len(s.Options) > MaxOptions:
		return fault.Newf(fault.Invalid, "The standard %s has %d statements and %d options; up to %d and %d are kept.",
			s.Reference, len(s.Statements), len(s.Options), MaxStatements, MaxOptions)
	}
	names := make(map[string]bool)
	for i, o := range s.Options {
		if strings.TrimSpace(o.Name) == "" || names[o.Name] || long(o.Name, MaxName) {
			return fault.Newf(fault.Invalid, "Option %d of %s needs a name of its own, of up to %d characters.", i+1, s.Reference, MaxName)
		}
		names[o.Name] = true
	}
	keys := make(map[string]bool)
	for i := range s.Statements {
		st := &s.Statements[i]
		if reason := st.wrong(s, names); reason != "" {
			return fault.Newf(fault.Invalid, "Statement %d of %s (%.60q) %s.", i+1, s.Reference, st.Name(), reason)
		}
		if keys[st.Key] {
			return fault.Newf(fault.Invalid, "Statement %d of %s has the key %q, as an earlier one has.", i+1, s.Reference, st.Key)
		}
		keys[st.Key] = true
	}
	return nil
}

func (st *Statement) wrong(s *Standard, options map[string]bool) string {
	switch {
	case st.Key == "":
		return "has no key"
	case strings.TrimSpace(st.Text()) == "" || strings.TrimSpace(st.Title) == "":
		return "has no wording"
	case long(st.Official, MaxWording) || long(st.Summary, MaxWording) || long(st.Title, MaxName):
		return fmt.Sprintf("is longer than %d characters", MaxWording)
	case !slices.ContainsFunc(s.Types, func(t Type) bool { return t.Key == st.Type }):
		return fmt.Sprintf("is of the type %q, which the standard does not have", st.Type)
	case (st.Origin == NoCode) != (st.Code == ""):
		return "has a code and is said to have none, or the other way round"
	case st.Origin != NoCode && st.Origin != OfficialCode && st.Origin != InferredCode:
		return "does not say where its code comes from"
	case (st.Membership == Options) != (len(st.Options) > 0):
		return "is an option's and names no option, or the other way round"
	case st.Membership != Core && st.Membership != Options && st.Membership != Unknown:
		return "does not say whom it is for"
	}
	for _, o := range st.Options {
		if !options[o] {
			return fmt.Sprintf("names the option %q, which the standard does not have", o)
		}
	}
	return ""
}

func long(s string, limit int) bool {
	return len(s) > limit && utf8.RuneCountInString(s) > limit
}
