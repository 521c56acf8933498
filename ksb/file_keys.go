package ksb

import (
	"encoding/json"
	"reflect"
	"strings"
)

// A FileKey is one key that a plan's or framework's file may hold.
type FileKey struct {
	Path   string   // "methods[].criteria[].grade"
	Kind   string   // "text", "whole number", "true or false", "day", "list", "group"; a list's says of what: "list of texts"
	About  string   // a sentence
	Needed bool     // it may not be left out
	OneOf  []string // the values it may have; nil: any
}

// keys returns every key that a file may hold, in the order of T.
func (f *form[T]) keys() (out []FileKey) {
	var walk func(t reflect.Type, before string)
	walk = func(t reflect.Type, before string) {
		keyed(t, func(key string, of reflect.Type, may bool) {
			k := FileKey{Path: before + key, Kind: kindWords(of), Needed: !may, OneOf: f.values[before+key]}
			k.About = f.about[k.Path]
			out = append(out, k)
			switch {
			case of == timeType:
			case of.Kind() == reflect.Struct:
				walk(of, k.Path+".")
			case of.Kind() == reflect.Slice && of.Elem().Kind() == reflect.Struct:
				walk(of.Elem(), k.Path+"[].")
			}
		})
	}
	walk(reflect.TypeFor[T](), "")
	return out
}

func kindWords(t reflect.Type) string {
	if t == timeType {
		return "day"
	}
	switch t.Kind() {
	case reflect.String:
		return "text"
	case reflect.Int:
		return "whole number"
	case reflect.Bool:
		return "true or false"
	case reflect.Slice:
		if t.Elem().Kind() == reflect.String {
			return "list of texts"
		}
		return "list of groups"
	}
	return "group"
}

// schema returns the JSON Schema of a file. What a schema cannot say, such as
// that a table has no hole, the check of what was read refuses.
func (f *form[T]) schema() []byte {
	keys := make(map[string]FileKey)
	for _, k := range f.keys() {
		keys[k.Path] = k
	}
	schema := schemaOf(reflect.TypeFor[T](), "", keys)
	schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	schema["title"] = f.format
	text, err := json.MarshalIndent(schema, "", "  ")
	if err != nil {
		panic(err)
	}
	return append(text, '\n')
}

func schemaOf(t reflect.Type, path string, keys map[string]FileKey) map[string]any {
	out := make(map[string]any)
	if text := keys[path].About; text != "" {
		out["description"] = text
	}
	if may := keys[path].OneOf; may != nil && t.Kind() == reflect.String {
		out["enum"] = may
	}
	if t == timeType {
		out["type"], out["format"] = "string", "date-time"
		return out
	}
	switch t.Kind() {
	case reflect.String:
		out["type"] = "string"
	case reflect.Int:
		out["type"], out["minimum"] = "integer", 0
	case reflect.Bool:
		out["type"] = "boolean"
	case reflect.Map:
		out["type"], out["additionalProperties"] = "object", schemaOf(t.Elem(), "", keys)
	case reflect.Slice:
		items := schemaOf(t.Elem(), path+"[]", keys)
		if may := keys[path].OneOf; may != nil {
			items["enum"] = may
		}
		out["type"], out["items"] = "array", items
	case reflect.Struct:
		properties, needed := make(map[string]any), []string{}
		keyed(t, func(key string, of reflect.Type, may bool) {
			properties[key] = schemaOf(of, strings.TrimPrefix(path+"."+key, "."), keys)
			if !may && path+key != "format" {
				needed = append(needed, key)
			}
		})
		out["type"], out["additionalProperties"], out["properties"], out["required"] = "object", false, properties, needed
	}
	return out
}
