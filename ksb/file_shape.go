package ksb

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"time"
)

// maxShapeFaults is how many faults of a file's shape are worth naming at once.
const maxShapeFaults = 100

// A shape compares JSON, of which it is known that it is JSON, with a type, and
// gathers where they differ.
type shape struct {
	checking
	d     *json.Decoder
	whole bool // keys that are needed may not be left out
}

var timeType = reflect.TypeFor[time.Time]()

// value compares the next value.
func (s *shape) value(t reflect.Type, place string) {
	token := s.token()
	want := ""
	switch {
	case t == timeType:
		text, _ := token.(string)
		if _, err := time.Parse(time.RFC3339, text); err != nil {
			want = `a day such as "2026-03-31T00:00:00Z"`
		}
	case t.Kind() == reflect.Struct || t.Kind() == reflect.Map:
		if token == json.Delim('{') {
			s.keys(t, place)
			return
		}
		want = "a value in { }"
	case t.Kind() == reflect.Slice:
		if token == json.Delim('[') {
			for i := 0; s.d.More(); i++ {
				s.value(t.Elem(), at(place, i))
			}
			s.token()
			return
		}
		want = "a list in [ ]"
	case t.Kind() == reflect.String:
		if _, is := token.(string); !is {
			want = "a text in quotes"
		}
	case t.Kind() == reflect.Bool:
		if _, is := token.(bool); !is {
			want = "true or false"
		}
	case t.Kind() == reflect.Int:
		n, is := token.(json.Number)
		if _, err := n.Int64(); !is || err != nil {
			want = "a whole number"
		}
	default:
		panic("no shape of " + t.String())
	}
	if want != "" {
		s.fault(place, "Here stands %s; it takes %s.", tokenWords(token), want)
		s.skip(token)
	}
}

// keys compares what stands between { and }.
func (s *shape) keys(t reflect.Type, place string) {
	seen := make(map[string]bool)
	for s.d.More() {
		key, _ := s.token().(string)
		here := strings.TrimPrefix(place+"."+key, ".")
		of := t
		if t.Kind() == reflect.Map {
			of = t.Elem()
		} else if of = typeOfKey(t, key); of == nil {
			s.fault(here, "There is no such key. There are: %s.", strings.Join(namesOfKeys(t), ", "))
			s.skip(s.token())
			continue
		}
		if seen[key] {
			s.fault(here, "This key is there twice.")
		}
		seen[key] = true
		s.value(of, here)
	}
	s.token()
	if s.whole && t.Kind() == reflect.Struct {
		keyed(t, func(key string, _ reflect.Type, may bool) {
			if !may && !seen[key] {
				s.fault(strings.TrimPrefix(place+"."+key, "."), "This key is left out, and it is needed.")
			}
		})
	}
}

// skip reads to the end of the value that begins with the token.
func (s *shape) skip(token json.Token) {
	if token != json.Delim('{') && token != json.Delim('[') {
		return
	}
	for depth := 1; depth > 0; {
		switch s.token() {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
	}
}

// token reads the next token. There is one: the text is JSON.
func (s *shape) token() json.Token {
	token, err := s.d.Token()
	if err != nil {
		panic(err)
	}
	return token
}

func (s *shape) fault(place, format string, args ...any) {
	if len(s.faults) < maxShapeFaults {
		s.add(fmt.Sprintf("%.200s", or(place, "The file")), format, args...)
	}
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
