package evidence

import (
	"unicode/utf8"

	"touchstone/app/audit"
)

// An edit is what one save changed of a part of a draft, as its event tells it.
type edit struct {
	Field     string `json:"field"`               // as pages call it
	Statement int64  `json:"statement,omitempty"` // of a claim's change
	Before    string `json:"before"`
	After     string `json:"after"`
	// Of a long text, Before and After are the stretch that changed, which begins
	// after so many characters. Nil: they are the whole of it.
	At *int `json:"after_characters,omitempty"`
}

// longText is how many characters a text may have to be told whole.
const longText = 300

// changesOf returns what is different in after. Long texts are told by the
// stretch that changed, so that saving a page now and then does not store it
// again and again.
func changesOf(before, after *Version) []edit {
	var out []edit
	add := func(field, a, b string) {
		if a != b {
			out = append(out, edit{Field: field, Before: a, After: b})
		}
	}
	old := before.Parts()
	for i, p := range after.Parts() {
		if a, b := *old[i].Text, *p.Text; a != b {
			out = append(out, textEdit(p.Name, a, b))
		}
	}
	add("Kind", before.Kind.Name(), after.Kind.Name())
	add("Done", before.Days(), after.Days())
	add("Use of AI", string(before.AI), string(after.AI))
	add("Own work declared", yes(before.OwnWork), yes(after.OwnWork))
	add("Held at employer", yes(before.Held), yes(after.Held))
	for _, c := range claimChanges(before, after) {
		e := textEdit(c.Name, c.Before, c.After)
		e.Statement = int64(c.Claim)
		out = append(out, e)
	}
	return out
}

func textEdit(field, before, after string) edit {
	e := edit{Field: field, Before: before, After: after}
	if utf8.RuneCountInString(before) <= longText && utf8.RuneCountInString(after) <= longText {
		return e
	}
	s := audit.Edited(before, after)
	e.Before, e.After, e.At = s.Before, s.Now, &s.After
	return e
}
