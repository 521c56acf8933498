package importing

import (
	"encoding/json"
	"io"

	"touchstone/ksb"
)

// A printed is a Result as programs read it. Its names are a promise.
type printed struct {
	Form       string             `json:"form"`
	Reference  string             `json:"reference"`
	Title      string             `json:"title"`
	Level      int                `json:"level"`
	Version    string             `json:"version"`
	Options    []string           `json:"options"`
	Statements []printedStatement `json:"statements"`
	Doubts     []string           `json:"doubts"`
}

type printedStatement struct {
	Code       ksb.Code       `json:"code"`
	CodeOrigin ksb.Origin     `json:"code_origin"`
	Type       string         `json:"type"`
	Title      string         `json:"title"`
	Text       string         `json:"text"`
	Membership ksb.Membership `json:"membership"`
	Options    []string       `json:"options"`
}

// Print writes what was understood as JSON. Lists without members are [].
func Print(w io.Writer, found Result) error {
	s := &found.Standard
	out := printed{Form: found.Form, Reference: s.Reference, Title: s.Title, Level: s.Level, Version: s.Version,
		Options: []string{}, Statements: []printedStatement{}, Doubts: append([]string{}, found.Doubts...)}
	for _, o := range s.Options {
		out.Options = append(out.Options, o.Name)
	}
	for i := range s.Statements {
		st := &s.Statements[i]
		out.Statements = append(out.Statements, printedStatement{Code: st.Code, CodeOrigin: st.Origin, Type: st.Type, Title: st.Title,
			Text: st.Text(), Membership: st.Membership, Options: append([]string{}, st.Options...)})
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(out)
}
