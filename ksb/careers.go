package ksb

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"touchstone/app/fault"
)

// Limits on one file of careers.
const (
	MaxRoles      = 200
	MaxCareerText = 600 // characters of a summary, a reason or a note
)

// Careers says where the roles of one line of work lead: what each asks for and
// which ones people go on to. It is data that comes with the program. Paths may
// run in circles, since people move sideways and back.
type Careers struct {
	Title          string          `json:"title"`
	Summary        string          `json:"summary"`
	Framework      Naming          `json:"framework,omitzero"`     // whose grades the roles are placed by; zero: none
	Entry          []string        `json:"entry"`                  // what it takes to begin, a sentence each
	EntrySource    string          `json:"entry_source,omitempty"` // Key of a source
	Qualifications []Qualification `json:"qualifications,omitempty"`
	Roles          []Role          `json:"roles"` // in the order they are read
	Sources        []CareerSource  `json:"sources"`
}

// A Role is a kind of job.
type Role struct {
	Key            string     `json:"key"`
	Name           string     `json:"name"`
	Also           []string   `json:"also,omitempty"` // what else such a job is called
	Summary        string     `json:"summary"`        // what the work is
	Asks           []string   `json:"asks,omitempty"` // what it asks of a person, a sentence each
	Level          int        `json:"level"`          // of the occupation, 1 to 8; 0: not said
	Grade          string     `json:"grade,omitempty"`
	Standards      []Training `json:"standards,omitempty"`      // apprenticeships that train for it
	Qualifications []string   `json:"qualifications,omitempty"` // Keys of Careers.Qualifications
	LeadsTo        []Step     `json:"leads_to,omitempty"`
	Source         string     `json:"source"` // Key of a source, here and below
}

// A Training is an apprenticeship that trains for a role. It need not be stored
// in the installation.
type Training struct {
	Reference string `json:"reference,omitempty"` // of the standard; empty: not known
	Name      string `json:"name"`
	Level     int    `json:"level"`
	Source    string `json:"source,omitempty"` // empty: the role's
}

// A Qualification is one that helps towards a role. None is required unless Note
// says so.
type Qualification struct {
	Key    string `json:"key"`
	Name   string `json:"name"`
	Level  int    `json:"level,omitempty"` // 0: not said
	Note   string `json:"note,omitempty"`
	Source string `json:"source,omitempty"`
}

// A Step leads from one role to another.
type Step struct {
	Role   string `json:"role"`             // Key of the other role
	Why    string `json:"why"`              // what carries over and what comes on top, in a sentence
	Source string `json:"source,omitempty"` // empty: the role's
}

// A CareerSource is where facts of the file were read.
type CareerSource struct {
	Key string `json:"key"`
	Source
}

// Check returns what is wrong with the careers as a fault.Invalid that names the
// place, or nil.
func (c *Careers) Check() error {
	bad := func(place, format string, args ...any) error {
		return fault.New(fault.Invalid, "Careers, "+place+": "+fmt.Sprintf(format, args...))
	}
	if blank(c.Title) || len(c.Roles) == 0 || len(c.Entry) == 0 {
		return bad("title", "careers need a title, a role and what it takes to begin.")
	}
	if len(c.Roles) > MaxRoles {
		return bad("roles", "at most %d roles are shown.", MaxRoles)
	}
	seen := make(map[string]bool)
	once := func(kind, key string) bool {
		known := seen[kind+key]
		seen[kind+key] = true
		return key != "" && !known
	}
	for i, q := range c.Qualifications {
		if !once("qualification ", q.Key) || blank(q.Name) {
			return bad(fmt.Sprintf("qualifications[%d]", i), "it needs a name and a key of its own.")
		}
	}
	for i, s := range c.Sources {
		if !once("source ", s.Key) || blank(s.Name) {
			return bad(fmt.Sprintf("sources[%d]", i), "it needs a name and a key of its own.")
		}
	}
	for i, q := range c.Qualifications {
		if q.Source != "" && !seen["source "+q.Source] {
			return bad(fmt.Sprintf("qualifications[%d]", i), "there is no source %q.", q.Source)
		}
	}
	if c.EntrySource != "" && !seen["source "+c.EntrySource] {
		return bad("entry_source", "there is no source %q.", c.EntrySource)
	}
	for i := range c.Roles {
		if r := &c.Roles[i]; !once("role ", r.Key) || blank(r.Name) || blank(r.Summary) || r.Level < 0 || r.Level > 8 {
			return bad(fmt.Sprintf("roles[%d]", i), "it needs a name, a summary, a level up to 8 and a key of its own.")
		}
	}
	for i := range c.Roles {
		if text := c.fault(&c.Roles[i], seen); text != "" {
			return bad(fmt.Sprintf("roles[%d]", i), "%s", text)
		}
	}
	return nil
}

// fault says what a role names that is not there, or the empty string.
func (c *Careers) fault(r *Role, seen map[string]bool) string {
	if !seen["source "+r.Source] {
		return fmt.Sprintf("there is no source %q.", r.Source)
	}
	if r.Grade != "" && c.Framework == (Naming{}) {
		return "it has a grade, and the careers name no framework."
	}
	for _, key := range r.Qualifications {
		if !seen["qualification "+key] {
			return fmt.Sprintf("there is no qualification %q.", key)
		}
	}
	for _, t := range r.Standards {
		if blank(t.Name) || t.Level < 1 || t.Level > 8 {
			return "an apprenticeship needs a name and a level from 1 to 8."
		}
		if t.Source != "" && !seen["source "+t.Source] {
			return fmt.Sprintf("there is no source %q.", t.Source)
		}
	}
	for i, s := range r.LeadsTo {
		switch {
		case !seen["role "+s.Role]:
			return fmt.Sprintf("it leads to %q, which is no role.", s.Role)
		case s.Role == r.Key:
			return "it leads to itself."
		case s.Source != "" && !seen["source "+s.Source]:
			return fmt.Sprintf("there is no source %q.", s.Source)
		case blank(s.Why):
			return fmt.Sprintf("say why it leads to %q.", s.Role)
		case slices.ContainsFunc(r.LeadsTo[:i], func(o Step) bool { return o.Role == s.Role }):
			return fmt.Sprintf("it leads to %q twice.", s.Role)
		}
	}
	texts := append([]string{r.Summary}, r.Asks...)
	for _, s := range r.LeadsTo {
		texts = append(texts, s.Why)
	}
	if slices.ContainsFunc(texts, func(t string) bool { return len([]rune(t)) > MaxCareerText }) {
		return fmt.Sprintf("a text of it has over %d characters.", MaxCareerText)
	}
	return ""
}

func blank(s string) bool { return strings.TrimSpace(s) == "" }

// Role returns the role with that key, or nil.
func (c *Careers) Role(key string) *Role {
	for i := range c.Roles {
		if c.Roles[i].Key == key {
			return &c.Roles[i]
		}
	}
	return nil
}

// RolesOf returns the roles that the standard with that reference trains for.
func (c *Careers) RolesOf(reference string) (out []*Role) {
	for i := range c.Roles {
		r := &c.Roles[i]
		if reference != "" && slices.ContainsFunc(r.Standards, func(t Training) bool { return t.Reference == reference }) {
			out = append(out, r)
		}
	}
	return out
}

// Qualification returns the qualification with that key, or nil.
func (c *Careers) Qualification(key string) *Qualification {
	for i := range c.Qualifications {
		if c.Qualifications[i].Key == key {
			return &c.Qualifications[i]
		}
	}
	return nil
}

// ShippedCareers returns the careers that come with the program. They are shared:
// read them, never change them.
var ShippedCareers = sync.OnceValues(func() (out []Careers, err error) {
	err = eachFile("careers", func(name string, text []byte) error {
		var c Careers
		if err := strict(text, &c); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if err := c.Check(); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		out = append(out, c)
		return nil
	})
	return out, err
})
