package importing

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"touchstone/app/fault"
)

// A published is a standard as Skills England publishes it. Any field may be
// absent or null; numbers come as text and text as numbers.
type published struct {
	Reference loose   `json:"referenceNumber"`
	Title     loose   `json:"title"`
	Level     loose   `json:"level"`
	Version   loose   `json:"version"`
	Number    loose   `json:"versionNumber"`
	Hours     loose   `json:"minimumHoursForCompliance"`
	Months    loose   `json:"typicalDuration"`
	Funding   loose   `json:"maxFunding"`
	URL       loose   `json:"standardPageUrl"`
	Knowledge []thing `json:"knowledges"`
	Skills    []thing `json:"skills"`
	Behaviour []thing `json:"behaviours"`
	Options   []thing `json:"options"`
	Duties    []duty  `json:"duties"`
}

// A duty maps statements, for everyone or for some options.
type duty struct {
	Core      loose  `json:"isThisACoreDuty"`
	Knowledge idList `json:"mappedKnowledge"`
	Skills    idList `json:"mappedSkills"`
	Behaviour idList `json:"mappedBehaviour"`
	Options   idList `json:"mappedOptions"`
}

// version returns the version in the form people use: "1.1".
func (p *published) version() string {
	return cmp.Or(strings.TrimPrefix(strings.ToLower(string(p.Version)), "v"), strings.TrimPrefix(strings.ToLower(string(p.Number)), "v"))
}

// A loose is text that may have been written as a number or a truth value. Null
// and anything else is empty.
type loose string

// UnmarshalJSON implements json.Unmarshaler.
func (l *loose) UnmarshalJSON(raw []byte) error {
	var text string
	switch {
	case raw[0] == '"':
		if err := json.Unmarshal(raw, &text); err != nil {
			return err
		}
		*l = loose(strings.TrimSpace(text))
	case raw[0] == '{' || raw[0] == '[' || string(raw) == "null":
		*l = ""
	default:
		*l = loose(raw)
	}
	return nil
}

// whole returns the first whole number in l: 12 of "12", "12.0" and "12 months".
func (l loose) whole() int {
	digits := strings.ReplaceAll(strings.TrimPrefix(string(l), "£"), ",", "")
	end := strings.IndexFunc(digits, func(r rune) bool { return r < '0' || r > '9' })
	if end >= 0 {
		digits = digits[:end]
	}
	n, err := strconv.Atoi(digits)
	if err != nil || n > 1_000_000 {
		return 0
	}
	return n
}

func (l loose) yes() bool {
	switch strings.ToLower(string(l)) {
	case "1", "true", "yes", "y":
		return true
	}
	return false
}

// A thing is a statement or an option: an id and its words, whatever the fields
// are called.
type thing struct{ id, words string }

// UnmarshalJSON implements json.Unmarshaler.
func (t *thing) UnmarshalJSON(raw []byte) error {
	var fields map[string]json.RawMessage
	if raw[0] == '"' {
		return json.Unmarshal(raw, &t.words)
	}
	if err := json.Unmarshal(raw, &fields); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) { // in order, so that two ids give one answer
		var text loose
		if err := json.Unmarshal(fields[name], &text); err != nil {
			return err
		}
		switch name = strings.ToLower(name); {
		case name == "detail" || name == "title" || name == "optiontitle":
			t.words = string(text)
		case strings.HasSuffix(name, "id") && len(name) > 2 || name == "id" && t.id == "":
			t.id = string(text)
		}
	}
	return nil
}

// An idList is a list of ids, or of things that have one.
type idList []string

// UnmarshalJSON implements json.Unmarshaler.
func (l *idList) UnmarshalJSON(raw []byte) error {
	var members []json.RawMessage
	if raw[0] != '[' {
		return nil // null, or nothing a list can be made of
	}
	if err := json.Unmarshal(raw, &members); err != nil {
		return err
	}
	for _, m := range members {
		if m[0] == '{' {
			var t thing
			if err := json.Unmarshal(m, &t); err != nil {
				return err
			}
			*l = append(*l, t.id)
			continue
		}
		var id loose
		if err := json.Unmarshal(m, &id); err != nil {
			return err
		}
		*l = append(*l, string(id))
	}
	return nil
}

func readObject(raw []byte, want Want) (Result, error) {
	var p published
	if err := json.Unmarshal(raw, &p); err != nil {
		return Result{}, badJSON(err)
	}
	if want.Only != "" && !oneStandard(string(p.Reference), want.Only) {
		return Result{}, fault.Newf(fault.Invalid, "The file holds the standard %q, not %s.", clip(string(p.Reference)), want.Only)
	}
	return p.standard(raw)
}

// readArray reads one standard of an array, holding one at a time.
func readArray(in io.Reader, want Want) (Result, error) {
	want.Only = cmp.Or(want.Only, want.Reference)
	w := &window{in: in, all: MaxArray}
	w.next()
	d := json.NewDecoder(w)
	if _, err := d.Token(); err != nil {
		return Result{}, badJSON(err)
	}
	var (
		raw    json.RawMessage
		best   []byte
		newest string
		others []string // versions, and where none was asked for, references
		held   int
	)
	for d.More() {
		w.next()
		if err := d.Decode(&raw); err != nil {
			return Result{}, badJSON(err)
		}
		if string(raw) == "null" {
			continue
		}
		held++
		var head struct {
			Reference loose `json:"referenceNumber"`
			Version   loose `json:"version"`
			Number    loose `json:"versionNumber"`
		}
		if err := json.Unmarshal(raw, &head); err != nil {
			return Result{}, badJSON(err)
		}
		if want.Only == "" {
			if len(others) < 3 {
				others = append(others, cmp.Or(clip(string(head.Reference)), "one without a reference"))
			}
			if best == nil {
				best = slices.Clone(raw)
			}
			continue
		}
		version := (&published{Version: head.Version, Number: head.Number}).version()
		if !oneStandard(string(head.Reference), want.Only) || want.Version != "" && version != want.Version {
			continue
		}
		if best == nil || newer(version, newest) {
			if best != nil {
				others = append(others, newest)
			}
			best, newest = append(best[:0], raw...), version
		} else {
			others = append(others, version)
		}
	}
	if _, err := d.Token(); err != nil {
		return Result{}, badJSON(err)
	}
	return chosen(want, best, newest, others, held)
}

func chosen(want Want, best []byte, newest string, others []string, held int) (Result, error) {
	switch {
	case held == 0:
		return Result{}, fault.New(fault.Invalid, "The file is a JSON array that holds no standard. "+expected)
	case want.Only == "" && held > 1:
		return Result{}, fault.Newf(fault.Invalid, "The file holds %d standards (%s%s). Say which one is wanted by its reference.", held, strings.Join(others, ", "), more(held > len(others)))
	case best == nil && want.Version != "":
		return Result{}, fault.Newf(fault.Invalid, "None of the file's %s is %s version %s.", count(held, "standard"), want.Only, want.Version)
	case best == nil:
		return Result{}, fault.Newf(fault.Invalid, "None of the file's %s is %s.", count(held, "standard"), want.Only)
	}
	var p published
	if err := json.Unmarshal(best, &p); err != nil {
		return Result{}, badJSON(err)
	}
	found, err := p.standard(best)
	if err == nil && want.Only != "" && len(others) > 0 {
		note(&found, "The file also holds other versions of %s (%s). The newest, %q, was taken.", want.Only, strings.Join(others[:min(len(others), 5)], ", "), newest)
	}
	return found, err
}

func more(yes bool) string {
	if yes {
		return "…"
	}
	return ""
}

// newer compares versions number by number: 1.10 is newer than 1.9.
func newer(a, b string) bool {
	as, bs := strings.Split(a, "."), strings.Split(b, ".")
	for i := range max(len(as), len(bs)) {
		x, y := 0, 0
		if i < len(as) {
			x, _ = strconv.Atoi(as[i])
		}
		if i < len(bs) {
			y, _ = strconv.Atoi(bs[i])
		}
		if x != y {
			return x > y
		}
	}
	return false
}

// A window lets through so many bytes since next was called, and so many in all,
// so that one member of an array cannot fill the memory.
type window struct {
	in   io.Reader
	left int
	all  int
}

var errTooLong = fault.Newf(fault.TooLarge, "The file is larger than %d MB, or one standard in it is larger than %d MB.", MaxArray>>20, MaxFile>>20)

func (w *window) next() { w.left = MaxFile }

// Read implements io.Reader.
func (w *window) Read(p []byte) (int, error) {
	room := min(w.left, w.all)
	if room <= 0 {
		return 0, errTooLong
	}
	n, err := w.in.Read(p[:min(len(p), room)])
	w.left -= n
	w.all -= n
	return n, err
}

// badJSON says where the JSON breaks off or goes wrong.
func badJSON(err error) error {
	if errors.Is(err, errTooLong) {
		return errTooLong
	}
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		return fault.Newf(fault.Invalid, "The JSON goes wrong at byte %d (%s), so the file is damaged or cut short. %s", syntax.Offset, syntax, expected)
	}
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		if wrong.Field == "" {
			return fault.Newf(fault.Invalid, "The JSON holds a %s where a standard was expected. %s", wrong.Value, expected)
		}
		return fault.Newf(fault.Invalid, "The field %q holds a %s where a standard has something else. %s", clip(wrong.Field), wrong.Value, expected)
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fault.New(fault.Invalid, "The JSON breaks off in the middle, so the file is cut short. "+expected)
	}
	return fmt.Errorf("read JSON: %w", err)
}

// clip keeps a text from a file short enough for a message.
func clip(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

// looksUnlike says what an object that is no standard holds.
func looksUnlike(raw []byte) error {
	var fields map[string]json.RawMessage
	_ = json.Unmarshal(raw, &fields) // it was read once already
	names := make([]string, 0, len(fields))
	for name := range fields {
		names = append(names, clip(name))
	}
	slices.Sort(names)
	held := strings.Join(names[:min(len(names), 6)], ", ")
	return fault.Newf(fault.Invalid, "The JSON holds no knowledge, skills or behaviours; its fields are: %s. %s", cmp.Or(held, "none"), expected)
}
