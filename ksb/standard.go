// Package ksb holds what apprentices are assessed against: occupational
// standards with their statements of knowledge, skills and behaviours (KSBs),
// and assessment plans. It knows nothing of people.
package ksb

import (
	"slices"
	"time"
)

// Identifiers of stored rows.
type (
	StandardID  int64
	OptionID    int64
	StatementID int64
	PlanID      int64
)

// A Standard is one version of an occupational standard.
type Standard struct {
	ID             StandardID  `json:"-"` // 0 until stored
	Reference      string      `json:"reference"`
	Version        string      `json:"version"` // "1.1"; empty where the source names none
	Title          string      `json:"title"`
	Level          int         `json:"level"` // 0: not said
	Types          []Type      `json:"types"` // in the order they are shown
	Options        []Option    `json:"options"`
	Statements     []Statement `json:"statements"`                // in the source's order
	MinimumHours   int         `json:"minimum_hours,omitempty"`   // off-the-job training, in hours; 0: not known
	DurationMonths int         `json:"duration_months,omitempty"` // typical; 0: not known
	MaxFunding     int         `json:"max_funding,omitempty"`     // whole pounds; 0: not known
	Source         Source      `json:"source"`
}

// A Source says where a standard's statements were read.
type Source struct {
	Name      string    `json:"name"` // in words: "Find apprenticeship training, course page"
	URL       string    `json:"url,omitempty"`
	ReadOn    time.Time `json:"read_on,omitzero"`    // day, midnight UTC
	Secondary bool      `json:"secondary,omitempty"` // not the publisher itself
	Licence   string    `json:"licence,omitempty"`   // attribution of the official wording; empty while there is none
}

// A Type is a type of statement. The list is open: foundation standards have
// types of their own.
type Type struct {
	Key    string `json:"key"`    // "knowledge"
	Letter string `json:"letter"` // what its codes begin with: "K"
	Name   string `json:"name"`   // over a list of them: "Knowledge"
	One    string `json:"one"`    // one of them: "knowledge statement"
}

// The types of most standards, and those of foundation apprenticeships.
var (
	Knowledge          = Type{"knowledge", "K", "Knowledge", "knowledge"}
	Skill              = Type{"skill", "S", "Skills", "skill"}
	Behaviour          = Type{"behaviour", "B", "Behaviours", "behaviour"}
	TechnicalKnowledge = Type{"technical knowledge", "TK", "Technical knowledge", "technical knowledge"}
	TechnicalSkill     = Type{"technical skill", "TS", "Technical skills", "technical skill"}
	Employability      = Type{"employability", "ESB", "Employability skills and behaviours", "employability skill or behaviour"}
)

// KnownTypes lists the types that importers recognise by name or letter.
var KnownTypes = []Type{Knowledge, Skill, Behaviour, TechnicalKnowledge, TechnicalSkill, Employability}

// An Option is a specialism of a standard; an apprentice takes the core and one
// option.
type Option struct {
	ID       OptionID `json:"-"`
	Name     string   `json:"name"` // unique within the standard
	SourceID string   `json:"source_id,omitempty"`
}

// An Origin says who gave a statement its code.
type Origin string

// The origins of codes.
const (
	OfficialCode Origin = "official" // printed by the source
	InferredCode Origin = "inferred" // numbered by us, in the source's order
	NoCode       Origin = "none"     // the standard has no codes
)

// A Membership says which apprentices a statement is for.
type Membership string

// The memberships.
const (
	Core    Membership = "core"    // everyone
	Options Membership = "options" // those on one of the statement's options
	Unknown Membership = "unknown" // the source does not say; treated as everyone's until someone decides
)

// A Statement is one thing an apprentice has to know, do or be.
type Statement struct {
	ID         StatementID `json:"-"`
	Key        string      `json:"key"` // stable within the standard's version and never shown; plans name it
	Code       Code        `json:"code,omitempty"`
	Origin     Origin      `json:"code_origin"`
	Type       string      `json:"type"`               // Key of one of the standard's types
	Title      string      `json:"title"`              // a few words of ours, for tiles
	Summary    string      `json:"summary"`            // a sentence of ours
	Official   string      `json:"official,omitempty"` // the published wording; empty until a provider loads it
	Membership Membership  `json:"membership"`
	Options    []string    `json:"options,omitempty"` // names of options, for Membership Options
	SourceID   string      `json:"source_id,omitempty"`
	Retired    bool        `json:"-"` // no longer in the standard; claims on it stay
}

// Text returns the statement's wording: the official one where it is loaded,
// else our summary.
func (s *Statement) Text() string {
	if s.Official != "" {
		return s.Official
	}
	return s.Summary
}

// Name returns what the statement is called where room is short: its code and
// title, or its title alone where the standard has no codes.
func (s *Statement) Name() string {
	if s.Code == "" {
		return s.Title
	}
	return string(s.Code) + " " + s.Title
}

// For reports whether the statement is for an apprentice on the option with
// that name; empty is no option.
func (s *Statement) For(option string) bool {
	if s.Retired {
		return false
	}
	if s.Membership != Options {
		return true
	}
	for _, o := range s.Options {
		if o == option {
			return true
		}
	}
	return false
}

// For returns the statements an apprentice on that option has to show, in order.
func (s *Standard) For(option string) []Statement {
	var out []Statement
	for _, st := range s.Statements {
		if st.For(option) {
			out = append(out, st)
		}
	}
	return out
}

// TypeOf returns the standard's type with that key, or one made from the key.
func (s *Standard) TypeOf(key string) Type {
	for _, t := range s.Types {
		if t.Key == key {
			return t
		}
	}
	return Type{Key: key, Name: key, One: key}
}

// CountOf returns how many statements of a type are not retired, have that
// membership and belong to the option. An empty membership or option is any.
func (s *Standard) CountOf(typ string, m Membership, option string) (n int) {
	for i := range s.Statements {
		st := &s.Statements[i]
		if st.Type == typ && !st.Retired && (m == "" || st.Membership == m) && (option == "" || slices.Contains(st.Options, option)) {
			n++
		}
	}
	return n
}

// IsOfficial reports whether any statement shows official wording.
func (s *Standard) IsOfficial() bool {
	for i := range s.Statements {
		if s.Statements[i].Official != "" {
			return true
		}
	}
	return false
}

// Former returns the statements as the record of somebody shows them who went on to
// another version: retired, and marked with this one, since the other has its own
// S10.
func (s *Standard) Former() []Statement {
	mark := " (v" + s.Version + ")"
	if s.Version == "" {
		mark = " (before)"
	}
	out := slices.Clone(s.Statements)
	for i := range out {
		st := &out[i]
		st.Retired = true
		if st.Code == "" {
			st.Title += mark
		} else {
			st.Code += Code(mark)
		}
	}
	return out
}
