package app

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"

	"github.com/gofiber/fiber/v2"
)

// csrfToken returns what every form of this visitor carries: a digest, which
// only we can make, of the session's secret, or of a cookie of its own before
// signing in.
func (a *App) csrfToken(c *fiber.Ctx, v *visit) string {
	if v.signedIn() {
		return a.sign("session", v.token)
	}
	visitor := c.Cookies(a.cookieName(visitorCookie))
	if len(visitor) != 32 {
		b := make([]byte, 16)
		rand.Read(b) // never fails
		visitor = hex.EncodeToString(b)
		a.setCookie(c, visitorCookie, visitor, 0)
		c.Request().Header.SetCookie(a.cookieName(visitorCookie), visitor) // for the rest of this request
	}
	return a.sign("visitor", visitor)
}

// sign returns a digest of text that only this installation can make. The same
// text for another purpose has another.
func (a *App) sign(purpose, text string) string {
	h := hmac.New(sha256.New, a.secret)
	h.Write([]byte(purpose + "\x00" + text))
	return hex.EncodeToString(h.Sum(nil))
}

// checkToken refuses a change without the token of the visitor's forms, in the
// field csrf or the header X-CSRF.
func (a *App) checkToken(c *fiber.Ctx, v *visit) error {
	given := c.Get("X-CSRF")
	if given == "" {
		given = c.FormValue("csrf")
	}
	if !a.tokenIsRight(c, v, given) {
		return errForeign
	}
	return nil
}

func (a *App) tokenIsRight(c *fiber.Ctx, v *visit, given string) bool {
	if !v.signedIn() && c.Cookies(a.cookieName(visitorCookie)) == "" {
		return false
	}
	return hmac.Equal([]byte(given), []byte(a.csrfToken(c, v)))
}

// checkStreamToken is checkToken for a body that is not read yet: the token is
// in the header, or else the browser itself says that a page of ours sent it.
func (a *App) checkStreamToken(c *fiber.Ctx, v *visit) error {
	if given := c.Get("X-CSRF"); given != "" {
		if a.tokenIsRight(c, v, given) {
			return nil
		}
		return errForeign
	}
	if c.Get("Sec-Fetch-Site") == "same-origin" || c.Get(fiber.HeaderOrigin) != "" { // through has compared them
		return nil
	}
	return errForeign
}
