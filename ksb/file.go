package ksb

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
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
	most   int                 // bytes it may have, whole MB
	whole  bool                // keys that are needed may not be left out
	about  map[string]string   // what each key is for, in a sentence, by path
	values map[string][]string // of keys that cannot have any value
}

// read reads a file. It returns fault.TooLarge for more bytes than the form
// takes, and a fault.Invalid that names the place for everything else in which it
// is no T, see parse.
func (f *form[T]) read(r io.Reader) (*T, error) {
	text, err := io.ReadAll(io.LimitReader(r, int64(f.most)+1))
	if err != nil {
		return nil, err
	}
	if err := f.fits(text); err != nil {
		return nil, err
	}
	out, faults := f.parse(text)
	return out, refusal("", faults)
}

// fits returns fault.TooLarge for more bytes than the form takes.
func (f *form[T]) fits(text []byte) error {
	if len(text) <= f.most {
		return nil
	}
	return fault.Newf(fault.TooLarge, "A %s's file has at most %d MB. This one is larger: is it a %s?", f.what, f.most>>20, f.what)
}

// parse reads the text of a file, or says why it is no T: it is no JSON, of
// another format, or has keys that are unknown, there twice or of another type. A
// file that names no format is read as the first.
func (f *form[T]) parse(text []byte) (*T, []Fault) {
	text = bytes.TrimPrefix(text, []byte("\uFEFF"))
	if no := f.noJSON(text); no != "" {
		return nil, []Fault{{Text: no}}
	}
	var head struct {
		Format string `json:"format"`
	}
	if json.Unmarshal(text, &head) == nil && head.Format != "" && head.Format != f.format {
		return nil, []Fault{{"format", fmt.Sprintf("This is %.60q. Only %q can be read.", head.Format, f.format)}}
	}
	s := shape{whole: f.whole, d: json.NewDecoder(bytes.NewReader(text))}
	s.d.UseNumber()
	s.value(reflect.TypeFor[T](), "")
	if len(s.faults) > 0 {
		return nil, s.faults
	}
	out := new(T)
	if err := json.Unmarshal(text, out); err != nil { // a number beyond what a value takes
		return nil, []Fault{{Text: fmt.Sprintf("The file holds no %s: %v.", f.what, err)}}
	}
	return out, nil
}

// noJSON says why a text is not a value in { } in JSON; empty if it is.
func (f *form[T]) noJSON(text []byte) string {
	switch {
	case len(bytes.TrimSpace(text)) == 0:
		return "The file is empty."
	case bytes.HasPrefix(text, []byte("\xFF\xFE")), bytes.HasPrefix(text, []byte("\xFE\xFF")):
		return "The file is text in UTF-16. Save it again as UTF-8."
	case !utf8.Valid(text):
		return "The file is not text in UTF-8."
	}
	err := json.Unmarshal(text, new(struct{}))
	if place := new(json.SyntaxError); errors.As(err, &place) {
		return fmt.Sprintf("The file is not JSON: it goes wrong in line %d.", 1+bytes.Count(text[:place.Offset], []byte("\n")))
	}
	if err != nil {
		return fmt.Sprintf("The file holds no %s: it does not begin with {.", f.what)
	}
	return ""
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
