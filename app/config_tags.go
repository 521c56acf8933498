package app

import "reflect"

// settingName is the name of a setting in the environment, for the validator.
func settingName(f reflect.StructField) string { return f.Tag.Get("name") }

// fieldsOf calls each with the tags of every field of s and where its text is.
func fieldsOf[T any](s *settings, each func(tag func(string) string, value *string) T) []T {
	v := reflect.ValueOf(s).Elem()
	out := make([]T, v.NumField())
	for i := range out {
		out[i] = each(v.Type().Field(i).Tag.Get, v.Field(i).Addr().Interface().(*string))
	}
	return out
}
