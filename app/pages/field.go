package pages

import (
	"strings"

	"github.com/a-h/templ"
)

// A Field is one labelled input of a form: what was typed and what is wrong
// with it.
type Field struct {
	Name     string // of the form value
	ID       string // of the input, unique on the page; empty means Name
	Label    string
	Hint     string // why, or in what shape; before the input
	Value    string // as typed; days as 2026-10-13
	Fault    string // a sentence for the person; empty if nothing is wrong
	Optional bool   // may stay empty, and says so
	Type     string // of a line of text: email, password, search, tel, url; empty means text
	Short    bool   // the line is as short as what belongs in it: a page, a code
	Rows     int    // height of an Area in lines; 0 means 5
	Class    string // of the whole field, for its place on the page

	Attrs templ.Attributes // more attributes of the input: autocomplete, inputmode, maxlength, data-…
}

// An Option is one of the answers of Select, Radios or Checks.
type Option struct {
	Value string
	Label string
	Hint  string // under the label; not in a Select
	On    bool
	Words string // of a Select, for scripts: what choosing it stands for
}

func (f Field) id() string {
	if f.ID != "" {
		return f.ID
	}
	return f.Name
}

func (f Field) hintID() string  { return f.id() + "-hint" }
func (f Field) faultID() string { return f.id() + "-fault" }

// described names what belongs to the input beside its label, hint first.
func (f Field) described() string {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, f.hintID())
	}
	if f.Fault != "" {
		ids = append(ids, f.faultID())
	}
	return strings.Join(ids, " ")
}

// told is the attributes that tie the input to its hint and fault.
func (f Field) told() templ.Attributes {
	a := templ.Attributes{}
	if d := f.described(); d != "" {
		a["aria-describedby"] = d
	}
	if f.Fault != "" {
		a["aria-invalid"] = "true"
	}
	return a
}

// input is every attribute the kinds of input share.
func (f Field) input() templ.Attributes {
	a := f.told()
	a["id"] = f.id()
	a["name"] = f.Name
	for k, v := range f.Attrs {
		a[k] = v
	}
	return a
}

func (f Field) kind() string {
	if f.Type == "" {
		return "text"
	}
	return f.Type
}

func (f Field) rows() int {
	if f.Rows == 0 {
		return 5
	}
	return f.Rows
}

// optionID is the id of the nth answer of a group, from 0. The first has the
// field's own, so that a link to the field finds it.
func (f Field) optionID(n int) string {
	if n == 0 {
		return f.id()
	}
	return f.id() + "-" + itoa(n+1)
}

// A Summary lists what is wrong with a form, before it. Each line leads to its
// field and repeats its sentence.
type Summary struct {
	Title  string // "Two things to put right"
	Faults []Fault
}

// A Fault is one thing to put right.
type Fault struct {
	ID   string // of the input; empty for a fault of the whole form
	Text string
}

// NewSummary returns the summary of fields, in their order, and of faults that
// belong to no field. It is empty, and shows nothing, if none has a fault.
func NewSummary(whole []string, fields ...Field) Summary {
	var s Summary
	for _, text := range whole {
		s.Faults = append(s.Faults, Fault{Text: text})
	}
	for _, f := range fields {
		if f.Fault != "" {
			s.Faults = append(s.Faults, Fault{ID: f.id(), Text: f.Fault})
		}
	}
	s.Title = things(len(s.Faults))
	return s
}

// things counts what is to be put right, in words up to ten.
func things(n int) string {
	if n == 1 {
		return "One thing to put right"
	}
	return Count(n) + " things to put right"
}

// attrs makes attributes of names and values in turn.
func attrs(pairs ...string) templ.Attributes {
	a := templ.Attributes{}
	for i := 0; i+1 < len(pairs); i += 2 {
		a[pairs[i]] = pairs[i+1]
	}
	return a
}
