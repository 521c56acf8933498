package app

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/fault"
	"touchstone/app/pages"
)

// askToSignIn answers a request that needs someone signed in. A page is asked
// for again after signing in; what was typed into a form is carried along, so
// that an expired session loses no words.
func (a *App) askToSignIn(c *fiber.Ctx, r route) error {
	if wantsJSON(c) {
		return c.Status(http.StatusUnauthorized).JSON(refusal{Error: "You have been signed out. Sign in to go on.", SignIn: "/sign-in"})
	}
	if !changes(c) {
		return goTo(c, "/sign-in?to=%s", url.QueryEscape(c.OriginalURL()))
	}
	page, err := a.signInPage(c, readForm(c))
	if err != nil {
		return err
	}
	page.Ended = true
	if r.body == stream {
		return a.show(c, http.StatusUnauthorized, page)
	}
	if err := readBody(c, largeLimit); err != nil {
		return err
	}
	if page.Kept, err = a.keepForm(c); err != nil {
		return err
	}
	return a.show(c, http.StatusUnauthorized, page)
}

func (a *App) showSignIn(c *fiber.Ctx) error {
	if a.visit(c).signedIn() {
		return goTo(c, "%s", localPath(c.Query("to")))
	}
	f := formOf(map[string]string{"to": c.Query("to")})
	page, err := a.signInPage(c, f)
	if err != nil {
		return err
	}
	return a.show(c, http.StatusOK, page)
}

// signInPage returns the page that signs in, as it was typed.
func (a *App) signInPage(c *fiber.Ctx, f *form) (pages.SignIn, error) {
	page := pages.SignIn{
		Provider: a.cfg.Provider,
		Whole:    f.whole,
		Email:    f.field("email", "E-mail address", ""),
		To:       f.text("to"),
		Kept:     f.text("kept"),
	}
	if !a.cfg.Demo {
		return page, nil
	}
	people, err := a.demoPeople(c.UserContext())
	page.Demo = people
	return page, err
}

// signIn begins a session, always a new one.
func (a *App) signIn(c *fiber.Ctx) error {
	f := readForm(c, "email", "to", "kept")
	token, id, err := a.accounts.SignIn(c.UserContext(), f.text("email"), c.FormValue("password"), a.client(c))
	if fault.Is(err, fault.SignedOut) || fault.Is(err, fault.TooMany) {
		said, status := classify(err)
		f.whole = append(f.whole, said.Message)
		page, err := a.signInPage(c, f)
		if err != nil {
			return err
		}
		return a.show(c, status, page)
	}
	if err != nil {
		return err
	}
	return a.goOn(c, f, token, id)
}

// goOn begins the session and goes where the person was going, or offers to
// send again what they had typed.
func (a *App) goOn(c *fiber.Ctx, f *form, token string, id account.PersonID) error {
	if old := a.visit(c); old.signedIn() {
		if err := a.accounts.EndSession(c.UserContext(), old.person(), old.session.ID); err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
	}
	a.begin(c, token)
	kept, ok := a.keptBy(f.text("kept"), id)
	if !ok {
		return goTo(c, "%s", localPath(f.text("to")))
	}
	held, err := a.accounts.Holder(c.UserContext(), token)
	if err != nil {
		return err
	}
	*a.visit(c) = visit{token: token, session: held}
	return a.show(c, http.StatusOK, kept)
}

// signOut ends the session and has the browser forget the pages it kept.
func (a *App) signOut(c *fiber.Ctx) error {
	if v := a.visit(c); v.signedIn() {
		if err := a.accounts.EndSession(c.UserContext(), v.person(), v.session.ID); err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
	}
	a.setCookie(c, sessionCookie, "", -1e9)
	c.Set("Clear-Site-Data", `"cache"`)
	return goTo(c, "/sign-in")
}

// localPath returns to if it is an address of ours, else the home page's.
func localPath(to string) string {
	u, err := url.Parse(to)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.ContainsAny(to, "\\\r\n\t") {
		return "/"
	}
	return to
}
