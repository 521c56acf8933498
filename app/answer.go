package app

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/gofiber/fiber/v2"
)

// Keys of what a request carries from step to step.
const (
	numberKey = "number"
	visitKey  = "visit"
	routeKey  = "route"
)

// answer gives the request a number, turns a panic and an error into a page,
// and writes one line of log. The line names the route, not the address, which
// could hold a secret link or somebody's name.
func (a *App) answer(c *fiber.Ctx) error {
	start := time.Now()
	b := make([]byte, 8)
	rand.Read(b) // never fails
	number := hex.EncodeToString(b)
	c.Locals(numberKey, number)
	c.Set(fiber.HeaderXRequestID, number)
	a.protect(c)
	err := a.calmly(c)
	if err != nil {
		err = a.showError(c, err)
	}
	if route := routeOf(c); route != "/static/*" && route != "/healthz" && route != "/readyz" {
		a.log.Info("request", "request", number, "method", c.Method(), "route", route,
			"status", c.Response().StatusCode(), "ms", float64(time.Since(start).Microseconds())/1000, "person", a.visit(c).session.Person.ID)
	}
	return err
}

// calmly goes on to the route. A panic is an error.
func (a *App) calmly(c *fiber.Ctx) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return c.Next()
}

func numberOf(c *fiber.Ctx) string {
	number, _ := c.Locals(numberKey).(string)
	return number
}

// routeOf returns the pattern of the route that answers, empty for none.
func routeOf(c *fiber.Ctx) string {
	if r := c.Route(); r != nil && r.Path != "/" {
		return r.Path
	}
	if c.Path() == "/" {
		return "/"
	}
	return ""
}

// protect sets the headers that keep a page to itself.
func (a *App) protect(c *fiber.Ctx) {
	c.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; font-src 'self'; "+
		"connect-src 'self'; media-src 'self' blob:; frame-src 'self'; object-src 'self'; manifest-src 'self'; worker-src 'self'; "+
		"form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	c.Set("X-Content-Type-Options", "nosniff")
	c.Set("X-Frame-Options", "DENY")
	c.Set("Referrer-Policy", "same-origin")
	c.Set("Cross-Origin-Opener-Policy", "same-origin")
	c.Set("Cross-Origin-Resource-Policy", "same-origin")
	c.Set("Permissions-Policy", "camera=(self), microphone=(self), geolocation=(), payment=(), usb=()")
	if a.cfg.Secure() {
		c.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

// protectFile replaces the page's headers by those of a file that someone
// uploaded. Pages of ours may frame it. A PDF is shown by the browser's own
// viewer, which refuses a sandbox; everything else runs in no one's origin.
func protectFile(c *fiber.Ctx, pdf bool) {
	policy := "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; media-src 'self'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
	if !pdf {
		policy += "; sandbox"
	}
	c.Set("Content-Security-Policy", policy)
	c.Set("X-Frame-Options", "SAMEORIGIN")
}
