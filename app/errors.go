package app

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"syscall"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/fault"
	"touchstone/app/pages"
)

// statusOf is the one place a kind of failure becomes an HTTP status.
var statusOf = map[fault.Kind]int{
	fault.Internal:    http.StatusInternalServerError,
	fault.Invalid:     http.StatusUnprocessableEntity,
	fault.SignedOut:   http.StatusUnauthorized,
	fault.Forbidden:   http.StatusForbidden,
	fault.NotFound:    http.StatusNotFound,
	fault.Exists:      http.StatusConflict,
	fault.Conflict:    http.StatusConflict,
	fault.TooLarge:    http.StatusRequestEntityTooLarge,
	fault.TooMany:     http.StatusTooManyRequests,
	fault.Unavailable: http.StatusServiceUnavailable,
}

// A statusError is a fault of the request itself that has a status of its own.
type statusError struct {
	status int
	err    error
}

// Error implements error.
func (e *statusError) Error() string { return e.err.Error() }

// Unwrap returns the fault.
func (e *statusError) Unwrap() error { return e.err }

var errNoPage = fault.New(fault.NotFound, "There is nothing here for you.")

// classify gives err a fault and a status.
func classify(err error) (*fault.Error, int) {
	err = fromFiber(err)
	if errors.Is(err, context.DeadlineExceeded) && !isFault(err) {
		err = fault.Because(err, fault.Unavailable, "This is taking longer than it should. Nothing was changed; try again in a moment.")
	}
	if errors.Is(err, syscall.ENOSPC) && !isFault(err) {
		err = fault.Because(err, fault.Unavailable, "There is no room left to do this. Nothing was changed; tell your administrator, then try again.")
	}
	f := fault.Of(err)
	status := statusOf[f.Kind]
	if own, ok := errors.AsType[*statusError](err); ok {
		status = own.status
	}
	return f, status
}

func isFault(err error) bool {
	_, ok := errors.AsType[*fault.Error](err)
	return ok
}

// fromFiber gives a fault to the errors Fiber itself raises, since their text is
// not written for people.
func fromFiber(err error) error {
	e, ok := errors.AsType[*fiber.Error](err)
	if !ok {
		return err
	}
	switch e.Code {
	case http.StatusNotFound, http.StatusMethodNotAllowed:
		return errNoPage
	case http.StatusRequestEntityTooLarge:
		return fault.New(fault.TooLarge, "")
	case http.StatusInternalServerError:
		return err
	}
	return &statusError{e.Code, fault.Because(err, fault.Invalid, "")}
}

// showError answers a request whose handler returned err. The person sees the
// fault's message; the cause goes to the log, and only to the log.
//
// What is not there and what one may not know of look the same.
func (a *App) showError(c *fiber.Ctx, err error) error {
	f, status := classify(err)
	message, number := f.Message, ""
	switch f.Kind {
	case fault.NotFound:
		message = ""
	case fault.Internal:
		message, number = "", numberOf(c)
	}
	if status >= 500 {
		a.log.Error("request failed", "request", numberOf(c), "method", c.Method(), "route", routeOf(c), "err", err)
	}
	if wantsJSON(c) {
		return c.Status(status).JSON(refusal{Error: f.Message, Fields: f.Fields, Number: number})
	}
	return a.show(c, status, pages.Error{Status: status, Message: message, Number: number})
}

// showEarlyError answers what never reached a route: a head that is too long,
// too slow or no HTTP at all.
func (a *App) showEarlyError(c *fiber.Ctx, err error) error {
	a.protect(c)
	c.Context().Response.SetConnectionClose()
	f, status := classify(err)
	if status >= 500 {
		a.log.Error("request failed", "err", err)
	}
	return a.render(c, status, pages.Frame{}, pages.Error{Status: status, Message: f.Message})
}

// A refusal is what a script is answered instead of a page.
type refusal struct {
	Error  string            `json:"error"` // a sentence for the person
	Fields map[string]string `json:"fields,omitempty"`
	Number string            `json:"number,omitempty"` // of the request, for those who are asked about it
	SignIn string            `json:"signIn,omitempty"` // where to sign in, if that is what is missing
}

// wantsJSON reports whether a script asks, not a person.
func wantsJSON(c *fiber.Ctx) bool {
	return strings.HasPrefix(c.Get(fiber.HeaderAccept), fiber.MIMEApplicationJSON)
}
