package ksb

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"touchstone/app/fault"
)

// The format of a plan's file, and the most bytes it may have.
const (
	PlanFormat  = "touchstone plan 1"
	MaxPlanFile = 1 << 20
)

// planFile is a plan as a file has it, with the standard that it is for.
type planFile struct {
	Format   string       `json:"format"`
	For      planStandard `json:"standard"`
	Replaces string       `json:"replaces,omitempty"` // the version before it; empty: none
	Plan
}

// planStandard names the standard that a plan is for.
type planStandard struct {
	Reference string `json:"reference"`
	Version   string `json:"version"`
}

// ReadPlan reads a plan for the standard s from JSON, see PlanKeys, and checks
// it. It returns fault.TooLarge for more than MaxPlanFile bytes, and else a
// fault.Invalid that names the place: for what is no JSON, for another format or
// standard, for a key that is unknown, missing its value or there twice, and for
// everything that Plan.Check refuses. A file that names no format is read as the
// first.
func ReadPlan(r io.Reader, s *Standard) (*Plan, error) {
	p, err := ParsePlan(r, s)
	if err != nil {
		return nil, err
	}
	if err := p.Check(s); err != nil {
		return nil, err
	}
	return p, nil
}

// ParsePlan is ReadPlan without Plan.Check, for a plan that is put right
// afterwards.
func ParsePlan(r io.Reader, s *Standard) (*Plan, error) {
	text, err := io.ReadAll(io.LimitReader(r, MaxPlanFile+1))
	if err != nil {
		return nil, err
	}
	if len(text) > MaxPlanFile {
		return nil, fault.Newf(fault.TooLarge, "A plan's file has at most %d MB. This one is larger: is it a plan?", MaxPlanFile>>20)
	}
	f, err := readPlanFile(text)
	if err != nil {
		return nil, err
	}
	if f.For.Reference != s.Reference || f.For.Version != s.Version {
		return nil, fault.Newf(fault.Invalid, "standard: This plan is for %s, not for %s.", or(named(f.For.Reference, f.For.Version), "no standard"), s.Label())
	}
	p := f.Plan
	p.Standard = s.ID
	return &p, nil
}

func or(text, instead string) string {
	if text == "" {
		return instead
	}
	return text
}

// readPlanFile reads a file and nothing but what belongs in it.
func readPlanFile(text []byte) (*planFile, error) {
	text = bytes.TrimPrefix(text, []byte("\uFEFF"))
	if !utf8.Valid(text) {
		return nil, fault.New(fault.Invalid, "The file is not text in UTF-8.")
	}
	var head struct {
		Format string `json:"format"`
	}
	if err := json.Unmarshal(text, &head); err != nil {
		if place := new(json.SyntaxError); errors.As(err, &place) {
			return nil, fault.Newf(fault.Invalid, "The file is not JSON: it goes wrong in line %d.", 1+bytes.Count(text[:place.Offset], []byte("\n")))
		}
		if bad := new(json.UnmarshalTypeError); errors.As(err, &bad) && bad.Field == "" {
			return nil, fault.New(fault.Invalid, "The file holds no plan: it does not begin with {.")
		}
	}
	if head.Format != "" && head.Format != PlanFormat {
		return nil, fault.Newf(fault.Invalid, "format: This is %.60q. Only %q can be read.", head.Format, PlanFormat)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := only(d, reflect.TypeFor[planFile](), ""); err != nil {
		return nil, err
	}
	f := new(planFile)
	if err := json.Unmarshal(text, f); err != nil {
		return nil, fmt.Errorf("read plan: %w", err)
	}
	return f, nil
}

// only reads the next value and refuses it if it is not of the type, with the
// place in which it differs. What it reads is JSON.
func only(d *json.Decoder, t reflect.Type, place string) error {
	token, err := d.Token()
	if err != nil {
		return err
	}
	wrong := func(want string) error {
		return fault.Newf(fault.Invalid, "%s: Here stands %s; it takes %s.", or(place, "The file"), tokenWords(token), want)
	}
	switch t.Kind() {
	case reflect.Struct, reflect.Map:
		if token != json.Delim('{') {
			return wrong("a value in { }")
		}
		return onlyKeys(d, t, place)
	case reflect.Slice:
		if token != json.Delim('[') {
			return wrong("a list in [ ]")
		}
		return onlyList(d, t, place)
	case reflect.String:
		if _, is := token.(string); !is {
			return wrong("a text in quotes")
		}
	case reflect.Bool:
		if _, is := token.(bool); !is {
			return wrong("true or false")
		}
	case reflect.Int:
		n, is := token.(json.Number)
		if _, err := n.Int64(); !is || err != nil {
			return wrong("a whole number")
		}
	default:
		return fmt.Errorf("read plan: %s is a %s", place, t)
	}
	return nil
}

func onlyList(d *json.Decoder, t reflect.Type, place string) error {
	for i := 0; d.More(); i++ {
		if err := only(d, t.Elem(), at(place, i)); err != nil {
			return err
		}
	}
	_, err := d.Token()
	return err
}

func onlyKeys(d *json.Decoder, t reflect.Type, place string) error {
	seen := make(map[string]bool)
	for d.More() {
		token, err := d.Token()
		if err != nil {
			return err
		}
		key, _ := token.(string)
		here := strings.TrimPrefix(place+"."+key, ".")
		of := t
		if t.Kind() == reflect.Map {
			of = t.Elem()
		} else if of = typeOfKey(t, key); of == nil {
			return fault.Newf(fault.Invalid, "%.200s: There is no such key. There are: %s.", here, strings.Join(namesOfKeys(t), ", "))
		}
		if seen[key] {
			return fault.Newf(fault.Invalid, "%.200s: This key is there twice.", here)
		}
		seen[key] = true
		if err := only(d, of, here); err != nil {
			return err
		}
	}
	_, err := d.Token()
	return err
}

func tokenWords(token json.Token) string {
	switch v := token.(type) {
	case nil:
		return "null"
	case json.Delim:
		return v.String()
	case string:
		return fmt.Sprintf("%.60q", v)
	}
	return fmt.Sprint(token)
}

// keyed calls f for each key of a type in JSON, in order, with the type behind it
// and whether it may be left out.
func keyed(t reflect.Type, f func(key string, of reflect.Type, may bool)) {
	for i := range t.NumField() {
		field := t.Field(i)
		key, more, _ := strings.Cut(field.Tag.Get("json"), ",")
		switch {
		case field.Anonymous:
			keyed(field.Type, f)
		case key != "-":
			f(key, field.Type, strings.HasPrefix(more, "omit"))
		}
	}
}

func namesOfKeys(t reflect.Type) (keys []string) {
	keyed(t, func(key string, _ reflect.Type, _ bool) { keys = append(keys, key) })
	return keys
}

// typeOfKey returns the type behind a key, or nil.
func typeOfKey(t reflect.Type, key string) (found reflect.Type) {
	keyed(t, func(k string, of reflect.Type, _ bool) {
		if k == key {
			found = of
		}
	})
	return found
}

// WritePlan writes a plan for the standard s as a file that ReadPlan reads.
func WritePlan(w io.Writer, p *Plan, s *Standard, replaces string) error {
	f := planFile{Format: PlanFormat, For: planStandard{s.Reference, s.Version}, Replaces: replaces, Plan: *p}
	for i := range f.Methods {
		if f.Methods[i].Statements == nil {
			f.Methods = slices.Clone(f.Methods)
			f.Methods[i].Statements = []string{}
		}
	}
	d := json.NewEncoder(w)
	d.SetIndent("", "  ")
	d.SetEscapeHTML(false)
	return d.Encode(&f)
}
