package app

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/bytebufferpool"

	"touchstone/app/account"
	"touchstone/app/pages"
)

// show answers with a page in the frame of the visitor.
func (a *App) show(c *fiber.Ctx, status int, p pages.Page) error {
	v := a.visit(c)
	return a.render(c, status, a.frame(c, v), p)
}

// render writes the whole page before the first byte goes out. It reads nothing,
// so it has no time limit: the handler's may be used up.
func (a *App) render(c *fiber.Ctx, status int, f pages.Frame, p pages.Page) error {
	b := bytebufferpool.Get()
	defer bytebufferpool.Put(b)
	if err := pages.Render(context.Background(), b, f, p); err != nil {
		return fmt.Errorf("render page: %w", err)
	}
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	c.Set(fiber.HeaderCacheControl, "private, no-cache")
	c.Status(status)
	c.Response().SetBody(bytes.Clone(b.B))
	return nil
}

// frame returns what stands around every page of the visitor.
func (a *App) frame(c *fiber.Ctx, v *visit) pages.Frame {
	f := pages.Frame{CSRF: a.csrfToken(c, v), Demo: a.cfg.Demo, Flash: a.takeFlash(c)}
	if !v.signedIn() {
		return f
	}
	p := v.session.Person
	first, _, _ := strings.Cut(p.Name, " ")
	f.Person = &pages.Person{
		Key: a.sign("device", strconv.FormatInt(int64(p.ID), 10))[:16], Name: first, Role: roleWords(v.session.Roles),
		Menu: []pages.Link{{Text: "Your account", Href: "/account"}, {Text: "What you get by e-mail", Href: "/account/notices"}},
	}
	f.Places, f.Bell = a.places(c, v), a.bell(c, v)
	f.Search = &pages.Finder{Current: c.Path() == "/search", Key: v.session.Keys}
	return f
}

// roleWords names roles for people: "Coach and IQA".
func roleWords(roles []account.Role) string {
	if len(roles) == 0 {
		return "No role yet"
	}
	var words []string
	for _, r := range roles {
		words = append(words, r.Name())
	}
	all := strings.Join(words, " and ")
	return strings.ToUpper(all[:1]) + all[1:]
}

// maxFlash is the longest that say says, in bytes: a cookie holds no more than
// 4 KB, and a file's name alone may have 255.
const maxFlash = 1500

// say tells on the next page what was just done.
func (a *App) say(c *fiber.Ctx, text string) {
	if len(text) > maxFlash {
		text = strings.ToValidUTF8(text[:maxFlash-len("…")], "") + "…"
	}
	a.setCookie(c, flashCookie, base64.RawURLEncoding.EncodeToString([]byte(text)), time.Minute)
}

// takeFlash returns what the request before said, once.
func (a *App) takeFlash(c *fiber.Ctx) *pages.Flash {
	said := c.Cookies(a.cookieName(flashCookie))
	if said == "" {
		return nil
	}
	a.setCookie(c, flashCookie, "", -time.Second)
	text, err := base64.RawURLEncoding.DecodeString(said)
	if err != nil || len(text) > maxFlash {
		return nil
	}
	return &pages.Flash{Text: string(text)}
}

// goTo sends the browser on after a change.
func goTo(c *fiber.Ctx, format string, args ...any) error {
	return c.Redirect(fmt.Sprintf(format, args...), fiber.StatusSeeOther)
}
