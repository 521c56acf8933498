// Package fault classifies failures. A fault says what kind of failure it is,
// what to tell the person using the app, and what caused it for the log. It
// knows nothing of HTTP: package app alone turns a Kind into a status.
package fault

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A Kind is a class of failure.
type Kind int

// The kinds of failure. Internal is the zero Kind, so an error nobody
// classified counts as a bug and is never shown to a user.
const (
	Internal    Kind = iota // a bug, or a dependency that broke
	Invalid                 // the input breaks a rule; see Error.Fields
	SignedOut               // nobody is signed in
	Forbidden               // the person may see it but not do this to it
	NotFound                // it does not exist, or the person may not know that it does
	Exists                  // there is one like it already
	Conflict                // it is not in a state for that, or someone else just changed it
	TooLarge                // an upload or form is over its limit
	TooMany                 // tried too often; the message says when to try again
	Unavailable             // no room on the disk, or too busy: nothing is wrong with the request
)

// An Error is a classified failure.
type Error struct {
	Kind    Kind
	Message string            // for the user: a plain sentence, no internals
	Fields  map[string]string // for Invalid: form field name to what is wrong with it
	Err     error             // the cause, for the log only; may be nil
}

// Error returns the text for the log, cause included. Show users Message.
func (e *Error) Error() string {
	text := e.Message
	for _, name := range slices.Sorted(maps.Keys(e.Fields)) {
		text += fmt.Sprintf(" [%s: %s]", name, e.Fields[name])
	}
	if e.Err != nil {
		text += fmt.Sprintf(" (%v)", e.Err)
	}
	return strings.TrimSpace(text)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// New returns an error of kind k that tells the user message.
func New(k Kind, message string) error {
	return &Error{Kind: k, Message: message}
}

// Newf is New with a message made as by fmt.Sprintf.
func Newf(k Kind, format string, args ...any) error {
	return New(k, fmt.Sprintf(format, args...))
}

// Because is New with the cause, which only the log shows.
func Because(err error, k Kind, message string) error {
	return &Error{Kind: k, Message: message, Err: err}
}

// Of returns the fault in err's chain. An err without one is Internal, and
// the user is told only that something went wrong. Of(nil) is nil.
func Of(err error) *Error {
	if err == nil {
		return nil
	}
	if f, ok := errors.AsType[*Error](err); ok {
		return f
	}
	return &Error{Message: "This did not work, and it is our fault. Try again in a moment.", Err: err}
}

// Is reports whether err is a fault of kind k.
func Is(err error, k Kind) bool { return err != nil && Of(err).Kind == k }

// Fields gathers what is wrong with a form, one sentence a field. The zero
// Fields is ready to use.
type Fields struct{ wrong map[string]string }

// Add notes what is wrong with a field, made as by fmt.Sprintf. The first
// sentence about a field stays.
func (f *Fields) Add(field, format string, args ...any) {
	if f.wrong == nil {
		f.wrong = make(map[string]string)
	}
	if _, has := f.wrong[field]; !has {
		f.wrong[field] = fmt.Sprintf(format, args...)
	}
}

// Merge notes the fields of err if it is Invalid, and reports whether it was.
func (f *Fields) Merge(err error) bool {
	if !Is(err, Invalid) {
		return false
	}
	for name, sentence := range Of(err).Fields {
		f.Add(name, "%s", sentence)
	}
	return true
}

// Of returns what is wrong with a field, or the empty string.
func (f *Fields) Of(field string) string { return f.wrong[field] }

// All returns the fields that are wrong and why.
func (f *Fields) All() map[string]string { return f.wrong }

// Err returns the gathered faults as one Invalid error, or nil if there are none.
func (f *Fields) Err() error {
	if len(f.wrong) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Message: "Some of this needs another look.", Fields: maps.Clone(f.wrong)}
}
