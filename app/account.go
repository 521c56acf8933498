package app

import (
	"net/http"
	"slices"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/app/pages"
	"touchstone/app/words"
	"touchstone/evidence"
)

// showAccount shows a person their own account.
func (a *App) showAccount(c *fiber.Ctx) error {
	f := formOf(map[string]string{"name": a.visit(c).session.Person.Name})
	return a.showAccountForm(c, http.StatusOK, f)
}

func (a *App) showAccountForm(c *fiber.Ctx, status int, f *form) error {
	v := a.visit(c)
	sessions, err := a.accounts.Sessions(c.UserContext(), v.person())
	if err != nil {
		return err
	}
	name := f.field("name", "Name", "As it stands on what you write and sign.")
	name.Attrs = map[string]any{"autocomplete": "name"}
	page := pages.OwnAccount{Email: v.session.Person.Email, Roles: roleWords(v.session.Roles), Whole: f.whole,
		Name: name, Old: f.field("old", "Password you have now", ""), Password: f.field("password", "New password", passwordHint)}
	if page.Writes = slices.Contains(v.session.Roles, account.Apprentice); page.Writes {
		if page.Hints, err = a.hintsOn(c); err != nil {
			return err
		}
	}
	for _, s := range sessions {
		page.Sessions = append(page.Sessions, pages.SessionRow{ID: idText(s.ID), Device: deviceName(s.Device), Address: s.Address,
			Began: words.Moment(s.CreatedAt), Seen: words.Moment(s.SeenAt), This: s.ID == v.session.ID})
	}
	return a.show(c, status, page)
}

// renameSelf changes what the person is called.
func (a *App) renameSelf(c *fiber.Ctx) error {
	v, f := a.visit(c), readForm(c, "name")
	err := a.db.Update(c.UserContext(), func(tx *db.Tx) error {
		if err := account.RenamePerson(c.UserContext(), tx, v.person(), v.person(), f.text("name")); err != nil {
			return err
		}
		return evidence.Renamed(c.UserContext(), tx, v.person())
	})
	if f.refused(err) {
		return a.showAccountForm(c, http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	a.say(c, "Your name is saved.")
	return goTo(c, "/account")
}

// changePassword changes the person's password and signs them out everywhere
// else.
func (a *App) changePassword(c *fiber.Ctx) error {
	v := a.visit(c)
	f := formOf(map[string]string{"name": v.session.Person.Name})
	err := a.accounts.ChangePassword(c.UserContext(), v.session, c.FormValue("old"), c.FormValue("password"), a.client(c))
	if f.refused(err) {
		return a.showAccountForm(c, http.StatusUnprocessableEntity, f)
	}
	if fault.Is(err, fault.TooMany) {
		f.whole = append(f.whole, fault.Of(err).Message)
		return a.showAccountForm(c, http.StatusTooManyRequests, f)
	}
	if err != nil {
		return err
	}
	a.say(c, "Your password is changed. Everywhere else you are signed out.")
	return goTo(c, "/account")
}

// endSession signs the person out of one other browser, or of this one.
func (a *App) endSession(c *fiber.Ctx) error {
	id, err := pathNumber(c, "session")
	if err != nil {
		return err
	}
	if err := a.accounts.EndSession(c.UserContext(), a.visit(c).person(), account.SessionID(id)); err != nil {
		return err
	}
	a.say(c, "That browser is signed out.")
	return goTo(c, "/account")
}

// endOtherSessions signs the person out everywhere but here.
func (a *App) endOtherSessions(c *fiber.Ctx) error {
	v := a.visit(c)
	if err := a.accounts.EndOtherSessions(c.UserContext(), v.person(), v.session.ID); err != nil {
		return err
	}
	a.say(c, "Everywhere else you are signed out.")
	return goTo(c, "/account")
}
