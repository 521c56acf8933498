package ksb

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"time"
	"unicode/utf8"

	"touchstone/app/fault"
)

// A Fault is one thing that is wrong with what a file holds.
type Fault struct {
	Place string // as JSON has it, counted from 0: "methods[1].criteria[0].grade"
	Text  string // a sentence
}

// A form is a kind of JSON file that people write: T, and nothing but T.
type form[T any] struct {
	what   string              // "plan"
	format string              // what its key "format" says
	most   int                 // bytes it may have
	about  map[string]string   // what each key is for, in a sentence, by path
	values map[string][]string // of keys that cannot have any value
}

// read reads a file. It returns fault.TooLarge for more bytes than the form
// takes, and a fault.Invalid that names the place for what is no JSON, for another
// format, and for a key that is unknown, there twice or of another type. A file
// that names no format is read as the first.
func (f *form[T]) read(r io.Reader) (*T, error) {
	text, err := io.ReadAll(io.LimitReader(r, int64(f.most)+1))
	if err != nil {
		return nil, err
	}
	if len(text) > f.most {
		return nil, fault.Newf(fault.TooLarge, "A %s’s file has at most %d MB. This one is larger: is it a %s?", f.what, f.most>>20, f.what)
	}
	return f.parse(text)
}

func (f *form[T]) parse(text []byte) (*T, error) {
	text = bytes.TrimPrefix(text, []byte("\uFEFF"))
	switch {
	case len(bytes.TrimSpace(text)) == 0:
		return nil, fault.New(fault.Invalid, "The file is empty.")
	case bytes.HasPrefix(text, []byte("\xFF\xFE")), bytes.HasPrefix(text, []byte("\xFE\xFF")):
		return nil, fault.New(fault.Invalid, "The file is text in UTF-16. Save it again as UTF-8.")
	case !utf8.Valid(text):
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
			return nil, fault.Newf(fault.Invalid, "The file holds no %s: it does not begin with {.", f.what)
		}
	}
	if head.Format != "" && head.Format != f.format {
		return nil, fault.Newf(fault.Invalid, "format: This is %.60q. Only %q can be read.", head.Format, f.format)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := only(d, reflect.TypeFor[T](), ""); err != nil {
		return nil, err
	}
	out := new(T)
	if err := json.Unmarshal(text, out); err != nil {
		return nil, fmt.Errorf("read %s: %w", f.what, err)
	}
	return out, nil
}

// write writes what read reads.
func (f *form[T]) write(w io.Writer, v *T) error {
	d := json.NewEncoder(w)
	d.SetIndent("", "  ")
	d.SetEscapeHTML(false)
	return d.Encode(v)
}

func or(text, instead string) string {
	if text == "" {
		return instead
	}
	return text
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
	if t == timeType {
		text, _ := token.(string)
		if _, err := time.Parse(time.RFC3339, text); err != nil {
			return wrong("a day such as \"2026-03-31T00:00:00Z\"")
		}
		return nil
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
		return fmt.Errorf("read file: %s is a %s", place, t)
	}
	return nil
}

var timeType = reflect.TypeFor[time.Time]()

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
