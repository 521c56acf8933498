package audit

import (
	"bytes"
	"encoding/json"
)

// A Change is the detail of an event that changed something: the fields that
// differ, by name, as they were and as they are. A field that only one side has
// stands only there.
type Change struct {
	Before map[string]json.RawMessage `json:"before"`
	After  map[string]json.RawMessage `json:"after"`
}

// Between returns what differs between two values of one type, structs or maps
// that are JSON objects. Values that are none differ as a whole, under "value".
func Between(before, after any) Change {
	a, b := fields(before), fields(after)
	for name, value := range a {
		if other, both := b[name]; both && bytes.Equal(value, other) {
			delete(a, name)
			delete(b, name)
		}
	}
	return Change{a, b}
}

// Empty reports whether nothing differs.
func (c Change) Empty() bool { return len(c.Before) == 0 && len(c.After) == 0 }

func fields(v any) map[string]json.RawMessage {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err) // our own types are JSON
	}
	out := map[string]json.RawMessage{}
	if json.Unmarshal(text, &out) != nil {
		return map[string]json.RawMessage{"value": text}
	}
	if out == nil { // null
		out = map[string]json.RawMessage{}
	}
	return out
}

// A Stretch is what was changed of a text: what stood there and what stands
// there now, after as many characters as stayed before it. The rest of the text
// stayed too, so that with the text as it is the one before can be told.
type Stretch struct {
	After  int    `json:"after_characters"`
	Before string `json:"was"`
	Now    string `json:"is"`
}

// Edited returns the stretch between two texts, from the first character that
// differs to the last.
func Edited(before, after string) Stretch {
	a, b := []rune(before), []rune(after)
	start := 0
	for start < len(a) && start < len(b) && a[start] == b[start] {
		start++
	}
	end := 0
	for end < len(a)-start && end < len(b)-start && a[len(a)-1-end] == b[len(b)-1-end] {
		end++
	}
	return Stretch{start, string(a[start : len(a)-end]), string(b[start : len(b)-end])}
}
