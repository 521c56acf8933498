package pages

import (
	"context"
	"io"

	"github.com/a-h/templ"
)

// Search is the page on which people find things by their words.
type Search struct {
	Query    Field
	Typed    bool // something was searched for
	Open     bool // what narrows it stands open
	State    []Option
	Name     *Field // words of an apprentice's name; nil: there is but one
	From, To Field
	Kinds    Ways
	Kind     string   // chosen, kept as one searches on
	Says     string   // how much was found
	Making   string   // how far the index is; empty: it is whole
	Where    string   // what is searched for this person
	Tips     []string // where nothing was found
	Hits     []SearchHit
	Pager    Pager
	Fault    bool
}

// A SearchHit is something that was found.
type SearchHit struct {
	Href    string
	Kind    string // "Piece 3", "File of piece 3"
	Title   []MarkedRun
	More    []string // whose, when
	State   State
	Words   string // of the state; empty: it has none
	Place   string // where in it the words stand: "Result", "page 4"; empty for nowhere in particular
	Context []MarkedRun
}

// Head says what the frame needs to know.
func (p Search) Head() Head {
	title := "Search"
	if p.Query.Value != "" {
		title = p.Query.Value + " · Search"
	}
	return Head{Title: title, Fault: p.Fault, Width: Narrow}
}

func (p Search) query() Field {
	f := p.Query
	f.Type, f.Class = "search", "field--grow"
	f.Attrs = attrs("autocomplete", "off", "data-search-field", "", "enterkeyhint", "search")
	return f
}

// runs writes a text with what is marked in it, and no space that is not in it.
func runs(list []MarkedRun) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		for _, s := range list {
			text := templ.EscapeString(s.Text)
			if s.On {
				text = "<mark>" + text + "</mark>"
			}
			if _, err := io.WriteString(w, text); err != nil {
				return err
			}
		}
		return nil
	})
}
