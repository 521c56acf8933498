package app

import (
	"net/http"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/pages"
)

// keysOn reports whether single keys do things for the visitor.
func (a *App) keysOn(c *fiber.Ctx) (bool, error) {
	value, err := a.accounts.Preference(c.UserContext(), a.visit(c).person(), account.Keys)
	return value != account.Off, err
}

func (a *App) showKeys(c *fiber.Ctx) error {
	on, err := a.keysOn(c)
	if err != nil {
		return err
	}
	return a.show(c, http.StatusOK, pages.KeysPage{On: on})
}

// setKeys switches single keys off or on for the person, wherever they sign in.
func (a *App) setKeys(c *fiber.Ctx) error {
	value, said := "", "Single keys are on."
	if c.FormValue("keys") == account.Off {
		value, said = account.Off, "Single keys are off, wherever you sign in."
	}
	if err := a.accounts.SetPreference(c.UserContext(), a.visit(c).person(), account.Keys, value); err != nil {
		return err
	}
	a.say(c, said)
	return goTo(c, "/account/keys")
}
