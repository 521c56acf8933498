package app

import (
	"net"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
)

// Names of our cookies, without the prefix they have over https.
const (
	sessionCookie = "touchstone"
	visitorCookie = "touchstone-visitor"
	flashCookie   = "touchstone-said"
)

// cookieName returns the name of a cookie. Over https it has the prefix that
// keeps other hosts and plain connections from setting it.
func (a *App) cookieName(name string) string {
	if a.cfg.Secure() {
		return "__Host-" + name
	}
	return name
}

// setCookie sets a cookie that scripts cannot read. A life of 0 lasts as long as
// the browser is open; a negative one removes it.
func (a *App) setCookie(c *fiber.Ctx, name, value string, life time.Duration) {
	c.Cookie(&fiber.Cookie{
		Name: a.cookieName(name), Value: value, Path: "/", MaxAge: int(life / time.Second), SessionOnly: life == 0,
		Secure: a.cfg.Secure(), HTTPOnly: true, SameSite: fiber.CookieSameSiteLaxMode,
	})
}

// begin makes the browser hold the session whose secret is token, in place of
// any it had.
func (a *App) begin(c *fiber.Ctx, token string) {
	a.setCookie(c, sessionCookie, token, account.SessionLifetime)
	a.setCookie(c, visitorCookie, "", -time.Second)
}

// client returns where a request comes from.
func (a *App) client(c *fiber.Ctx) account.Client {
	return account.Client{Address: a.clientAddress(c), Device: c.Get(fiber.HeaderUserAgent)}
}

// clientAddress returns the network address of whoever asks. Of what proxies
// say, only the part that trusted ones added is believed.
func (a *App) clientAddress(c *fiber.Ctx) string {
	address := remoteAddress(c)
	hops := strings.Split(c.Get(fiber.HeaderXForwardedFor), ",")
	for i := len(hops) - 1; i >= 0 && a.isTrusted(address); i-- {
		next, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		address = next.Unmap()
	}
	return address.String()
}

func remoteAddress(c *fiber.Ctx) netip.Addr {
	tcp, ok := c.Context().RemoteAddr().(*net.TCPAddr)
	if !ok {
		return netip.Addr{}
	}
	return tcp.AddrPort().Addr().Unmap()
}

func (a *App) isTrusted(address netip.Addr) bool {
	return slices.ContainsFunc(a.cfg.TrustedProxies, func(p netip.Prefix) bool { return p.Contains(address) })
}
