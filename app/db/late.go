package db

import (
	"context"
	"reflect"
)

// Kept returns what a package keeps with a transaction under a type of its own:
// a zero T the first time, and the same one until the transaction ends.
func Kept[T any](t *Tx) *T {
	key := reflect.TypeFor[T]()
	if found, ok := t.kept[key]; ok {
		return found.(*T)
	}
	if t.kept == nil {
		t.kept = map[reflect.Type]any{}
	}
	made := new(T)
	t.kept[key] = made
	return made
}

// BeforeCommit has do run, once, after everything else of the transaction and
// just before it is committed. If do returns an error, nothing has happened.
func (t *Tx) BeforeCommit(do func(context.Context) error) { t.late = append(t.late, do) }

// finish runs what was put off to the end, and what that puts off.
func (t *Tx) finish(ctx context.Context) error {
	for len(t.late) > 0 {
		do := t.late[0]
		t.late = t.late[1:]
		if err := do(ctx); err != nil {
			return err
		}
	}
	return nil
}
