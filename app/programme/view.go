package programme

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"touchstone/app/fault"
)

// A ViewID identifies a view.
type ViewID int64

// A View is a way of looking at the caseload that a person keeps under a name.
type View struct {
	ID    ViewID
	Name  string
	Query string // as in the address, without the question mark
}

// MaxViews is how many views a person may keep.
const MaxViews = 20

// maxQuery is the longest query of a view, in bytes.
const maxQuery = 500

// check tidies the view and returns what is wrong with it.
func (v *View) check() error {
	var bad fault.Fields
	v.Name = strings.Join(strings.Fields(v.Name), " ")
	if v.Name == "" {
		bad.Add("name", "Give the view a name.")
	}
	if utf8.RuneCountInString(v.Name) > 60 {
		bad.Add("name", "Keep the name to 60 characters.")
	}
	if !utf8.ValidString(v.Name) || strings.ContainsFunc(v.Name, unicode.IsControl) {
		bad.Add("name", "Leave out characters that cannot be seen.")
	}
	if len(v.Query) > maxQuery {
		bad.Add("name", "This view looks for too much to be kept. Shorten what you search for.")
	}
	return bad.Err()
}
