package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"touchstone/app/audit"
	"touchstone/app/pages"
	"touchstone/app/words"
)

// fieldNames are the recorded names of fields that their words do not follow
// from.
var fieldNames = map[string]string{
	"uln": "ULN", "scope_id": "Where", "sha256": "SHA-256", "ai": "Use of AI", "ended_on": "Ended", "planned_end_on": "Planned end", "started_on": "Start",
	"gateway_on": "Gateway", "id": "Number", "after_characters": "After so many characters", "digest": "SHA-256 of what was signed",
	"request": "Request of the link", "by": "By", "at": "When",
}

// fieldName returns a recorded name as people read it: "PlannedEndOn" and
// "planned_end_on" are "Planned end".
func fieldName(name string) string {
	var b strings.Builder
	runes := []rune(name)
	for i, r := range runes {
		upper := unicode.IsUpper(r)
		begins := upper && i > 0 && (!unicode.IsUpper(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1]))
		if begins && runes[i-1] != '_' {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	key := b.String()
	if text, known := fieldNames[key]; known {
		return text
	}
	return words.Capital(strings.TrimSpace(strings.ReplaceAll(strings.TrimSuffix(key, "_id"), "_", " ")))
}

// A recorded object, in the order it was recorded.
type object = map[string]json.RawMessage

// details returns what an event recorded as fields, before and after.
func (n *narrator) details(e *audit.Event) []pages.DetailRow {
	raw, _ := e.Detail.(json.RawMessage)
	var top object
	if json.Unmarshal(raw, &top) != nil || top == nil {
		if text := n.value("", raw); text != "" {
			return []pages.DetailRow{{Field: "Recorded", After: text}}
		}
		return nil
	}
	rows := n.compare(top["before"], top["after"])
	rows = append(rows, n.edits(top["changes"])...)
	for _, name := range slices.Sorted(maps.Keys(top)) {
		if name == "before" || name == "after" || name == "changes" {
			continue
		}
		if text := n.value(name, top[name]); text != "" {
			rows = append(rows, pages.DetailRow{Field: fieldName(name), After: n.cut(text)})
		}
	}
	return rows
}

// compare sets before beside after, by field where they are objects.
func (n *narrator) compare(before, after json.RawMessage) (rows []pages.DetailRow) {
	var a, b object
	if json.Unmarshal(or(before, "{}"), &a) != nil || json.Unmarshal(or(after, "{}"), &b) != nil {
		return []pages.DetailRow{{Field: "Changed", Before: n.cut(n.value("", before)), After: n.cut(n.value("", after))}}
	}
	all := maps.Clone(b)
	if all == nil {
		all = object{}
	}
	maps.Copy(all, a)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if _, named := all[name+"Name"]; named && (n.value(name+"Name", a[name+"Name"]) != "" || n.value(name+"Name", b[name+"Name"]) != "") {
			continue // the name says more than the number
		}
		row := pages.DetailRow{Field: fieldName(strings.TrimSuffix(name, "Name")), Before: n.cut(n.value(name, a[name])), After: n.cut(n.value(name, b[name]))}
		if row.Before != row.After {
			rows = append(rows, row)
		}
	}
	return rows
}

func or(raw json.RawMessage, empty string) json.RawMessage {
	if len(raw) == 0 {
		return json.RawMessage(empty)
	}
	return raw
}

// edits tells what one save changed of a draft.
func (n *narrator) edits(raw json.RawMessage) (rows []pages.DetailRow) {
	var list []struct {
		Field         string
		Statement     int64
		Before, After string
		At            *int `json:"after_characters"`
	}
	if len(raw) == 0 || json.Unmarshal(raw, &list) != nil {
		return nil
	}
	for _, e := range list {
		row := pages.DetailRow{Field: e.Field, Before: n.cut(e.Before), After: n.cut(e.After)}
		if e.Statement != 0 {
			if name, err := n.thing("statement", e.Statement); err == nil {
				row.Field += ", " + name
			}
		}
		if e.At != nil && *e.At > 0 {
			row.Note = fmt.Sprintf("after %s that stayed", words.Plural(*e.At, "character", "characters"))
		}
		rows = append(rows, row)
	}
	return rows
}

// shortDetail is how many characters of a value a list shows.
const shortDetail = 300

func (n *narrator) cut(text string) string {
	if r := []rune(text); n.summary && len(r) > shortDetail {
		return string(r[:shortDetail]) + "…"
	}
	return text
}

// value returns a recorded value in words; what is nothing is empty.
func (n *narrator) value(name string, raw json.RawMessage) string {
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 || string(raw) == "null" {
		return ""
	}
	switch raw[0] {
	case '"':
		var text string
		json.Unmarshal(raw, &text)
		return textValue(text)
	case '[':
		var list []json.RawMessage
		json.Unmarshal(raw, &list)
		return n.listed(list, name)
	case '{':
		var o object
		json.Unmarshal(raw, &o)
		var parts []string
		for _, key := range slices.Sorted(maps.Keys(o)) {
			if text := n.value(key, o[key]); text != "" {
				parts = append(parts, lowerFirst(fieldName(key))+": "+text)
			}
		}
		return strings.Join(parts, "; ")
	case 't':
		return "yes"
	case 'f':
		return "no"
	}
	return n.numberValue(name, string(raw))
}

func (n *narrator) listed(list []json.RawMessage, name string) string {
	var parts []string
	between := ", "
	for _, item := range list {
		text := n.value(name, item)
		if strings.Contains(text, ": ") {
			between = "\n"
		}
		if text != "" {
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, between)
}

// textValue returns text, and a time in it as people write times.
func textValue(text string) string {
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		switch {
		case t.IsZero():
			return ""
		case t.Equal(t.Truncate(24 * time.Hour)):
			return words.Day(t)
		}
		return words.Moment(t)
	}
	if t, err := time.Parse(time.DateOnly, text); err == nil {
		return words.Day(t)
	}
	return text
}

// personFields and the others are recorded by their number.
var (
	personFields       = []string{"apprentice", "coach", "person", "owner", "by", "reviewer", "addedby"}
	organisationFields = []string{"employer", "assessment", "organisation"}
)

// numberValue returns a number, or the name of what it is the number of.
func (n *narrator) numberValue(name, text string) string {
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return text
	}
	of := strings.ReplaceAll(strings.TrimSuffix(strings.ToLower(name), "_id"), "_", "")
	if id == 0 && (strings.HasSuffix(strings.ToLower(name), "id") || slices.Contains([]string{"option", "plan", "cohort", "request", "claim"}, of)) {
		return ""
	}
	named := ""
	switch {
	case id == 0 && (slices.Contains(personFields, of) || slices.Contains(organisationFields, of)):
		return ""
	case slices.Contains(personFields, of):
		named, err = n.person(id)
	case slices.Contains(organisationFields, of):
		named, err = n.thing("organisation", id)
	case of == "standard" || of == "statement":
		named, err = n.thing(of, id)
	}
	if err == nil && named != "" {
		return named
	}
	return text
}
