package reports

import (
	"strings"

	"touchstone/app/words"
)

// A Holding is one thing that a component of a submission holds, in words.
type Holding struct {
	Name string // empty: what it is goes without saying
	Text string
	File string // the label of its file; empty: it has none
}

// Holds says what a component of the submission holds.
func (s *Submission) Holds(key string) (out []Holding) {
	g := &s.Gateway
	switch key {
	case "portfolio":
		files := 0
		for i := range s.Portfolio.Pieces {
			files += len(s.Portfolio.Pieces[i].Files)
		}
		return []Holding{{Text: words.Plural(len(s.Portfolio.Pieces), "piece of evidence", "pieces of evidence") + " with " + words.Plural(files, "file", "files")}}
	case "sign-offs":
		for _, d := range s.Portfolio.Declarations {
			out = append(out, Holding{Name: "Declared by " + listed(", ", d.Name, d.Role), Text: words.Moment(d.At) + ": " + d.Words})
		}
		for i := range g.SignOffs {
			out = append(out, Holding{Name: "Signed off by " + g.SignOffs[i].who(), Text: words.Moment(g.SignOffs[i].At) + ": " + g.SignOffs[i].Words})
		}
		return out
	case "training":
		out = []Holding{{Text: g.Hours.text()}}
		if len(g.Hours.Reckoned) > 0 {
			out = append(out, Holding{Name: "What is needed", Text: strings.Join(g.Hours.Reckoned, "; ")})
		}
		return out
	case "behaviours":
		for i := range g.Behaviours {
			out = append(out, Holding{Name: s.statementName(g.Behaviours[i].Statement), Text: g.Behaviours[i].text()})
		}
		return out
	case "english-maths":
		return holdings(g.Records, "english", "maths", "age")
	}
	return holdings(g.Records, key)
}

// holdings says what is recorded under those keys.
func holdings(records []GatewayRecord, keys ...string) (out []Holding) {
	for _, key := range keys {
		for i := range records {
			r := &records[i]
			if r.Key != key {
				continue
			}
			h := Holding{Text: r.text(), File: r.Label()}
			if len(keys) > 1 {
				h.Name = r.Name
			}
			out = append(out, h)
		}
	}
	return out
}
