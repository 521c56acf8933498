package app

import (
	"context"
	"net/http"
	"time"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/app/pages"
)

const passwordHint = "At least 12 characters. Three or four words that only you would put together are easy to remember and hard to guess."

func (a *App) showInvitation(c *fiber.Ctx) error { return a.showLink(c, account.Invitation) }
func (a *App) showReset(c *fiber.Ctx) error      { return a.showLink(c, account.Reset) }

func (a *App) acceptInvitation(c *fiber.Ctx) error { return a.useLink(c, account.Invitation) }
func (a *App) useReset(c *fiber.Ctx) error         { return a.useLink(c, account.Reset) }

// showLink asks for a password. Looking at a link does not use it up, since
// mail programs look at links too.
func (a *App) showLink(c *fiber.Ctx, purpose account.Purpose) error {
	l, err := a.accounts.Link(c.UserContext(), purpose, c.Params("token"))
	if fault.Is(err, fault.NotFound) {
		return a.showLinkEnded(c, err)
	}
	if err != nil {
		return err
	}
	return a.show(c, http.StatusOK, a.joinPage(c, l, formOf(nil)))
}

func (a *App) joinPage(c *fiber.Ctx, l account.Link, f *form) pages.Join {
	page := pages.Join{
		Title: "Welcome, " + l.Person.Name, Intro: "Choose a password to begin with Touchstone at " + a.cfg.Provider + ".", Button: "Begin",
		Action: c.Path(), Username: l.Person.Email, Password: f.field("password", "Password", passwordHint),
	}
	if l.Purpose == account.Reset {
		page.Title, page.Intro, page.Button = "Choose a new password", "For "+l.Person.Name+". Everywhere else you are signed out.", "Save the password"
	}
	return page
}

func (a *App) useLink(c *fiber.Ctx, purpose account.Purpose) error {
	token := c.Params("token")
	session, err := a.accounts.UseLink(c.UserContext(), purpose, token, c.FormValue("password"), a.client(c))
	if fault.Is(err, fault.NotFound) {
		return a.showLinkEnded(c, err)
	}
	f := formOf(nil)
	if f.refused(err) {
		l, err := a.accounts.Link(c.UserContext(), purpose, token)
		if err != nil {
			return err
		}
		return a.show(c, http.StatusUnprocessableEntity, a.joinPage(c, l, f))
	}
	if err != nil {
		return err
	}
	a.begin(c, session)
	return goTo(c, "/")
}

// showLinkEnded says that a link is used or over.
func (a *App) showLinkEnded(c *fiber.Ctx, err error) error {
	return a.show(c, http.StatusNotFound, pages.Error{
		Status: http.StatusNotFound, Title: "This link has ended", Message: fault.Of(err).Message,
		Do: []pages.Link{{Text: "Sign in", Href: "/sign-in"}},
	})
}

func (a *App) showForgotten(c *fiber.Ctx) error {
	return a.show(c, http.StatusOK, pages.Forgotten{Email: emailField(formOf(nil))})
}

func emailField(f *form) pages.Field {
	field := f.field("email", "E-mail address", "")
	field.Type, field.Attrs = "email", map[string]any{"autocomplete": "username"}
	return field
}

// answerForgotten puts a reset link in the outbox if someone has the address, and says
// the same if nobody does.
func (a *App) answerForgotten(c *fiber.Ctx) error {
	f := readForm(c, "email")
	if f.text("email") == "" {
		f.wrong.Add("email", "Enter the e-mail address you sign in with.")
		return a.show(c, http.StatusUnprocessableEntity, pages.Forgotten{Email: emailField(f)})
	}
	p, err := a.accounts.PersonByEmail(c.UserContext(), f.text("email"))
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	if err == nil && p.SuspendedAt.IsZero() {
		if err := a.mailReset(c.UserContext(), p); err != nil {
			return err
		}
	}
	return a.show(c, http.StatusOK, pages.Forgotten{Sent: true})
}

// resetsAnHour is how many links one person can be sent, so that nobody fills
// another's mailbox.
const resetsAnHour = 3

// mailReset sends a person a reset link, unless they had enough of them.
func (a *App) mailReset(ctx context.Context, p account.Person) error {
	return a.db.Update(ctx, func(tx *db.Tx) error {
		n, err := account.RecentLinks(ctx, tx, account.Reset, p.ID, tx.Now.Add(-time.Hour))
		if err != nil || n >= resetsAnHour {
			return err
		}
		return sendReset(ctx, tx, 0, p, &a.cfg)
	})
}

func (a *App) showSetup(c *fiber.Ctx) error {
	if _, err := a.accounts.Link(c.UserContext(), account.Setup, c.Params("token")); err != nil {
		if fault.Is(err, fault.NotFound) {
			return a.showLinkEnded(c, err)
		}
		return err
	}
	return a.show(c, http.StatusOK, setupPage(c, formOf(nil)))
}

func setupPage(c *fiber.Ctx, f *form) pages.Join {
	name, email := f.field("name", "Your name", ""), emailField(f)
	name.Attrs = map[string]any{"autocomplete": "name"}
	return pages.Join{
		Title: "Set up Touchstone", Intro: "You become the first administrator: you invite people, enrol apprentices and load standards.",
		Action: c.Path(), Name: &name, Email: &email, Password: f.field("password", "Password", passwordHint), Button: "Begin",
	}
}

func (a *App) useSetup(c *fiber.Ctx) error {
	f := readForm(c, "name", "email")
	p := account.Person{Name: f.text("name"), Email: f.text("email")}
	session, err := a.accounts.UseSetup(c.UserContext(), c.Params("token"), &p, c.FormValue("password"), a.client(c))
	if fault.Is(err, fault.NotFound) {
		return a.showLinkEnded(c, err)
	}
	if f.refused(err) {
		return a.show(c, http.StatusUnprocessableEntity, setupPage(c, f))
	}
	if err != nil {
		return err
	}
	a.begin(c, session)
	return goTo(c, "/")
}
