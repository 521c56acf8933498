package app

import (
	"context"
	"io"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/pages"
)

// demoPeople returns whom one may be in the demo.
func (a *App) demoPeople(ctx context.Context) ([]pages.DemoPerson, error) {
	people, _, err := a.accounts.People(ctx, account.PeopleQuery{Limit: 40})
	if err != nil {
		return nil, err
	}
	var out []pages.DemoPerson
	for _, p := range people {
		if p.SuspendedAt.IsZero() && len(p.Roles) > 0 {
			out = append(out, pages.DemoPerson{ID: strconv.FormatInt(int64(p.ID), 10), Name: p.Name, About: roleWords(p.Roles)})
		}
	}
	return out, nil
}

// signInDemo begins a session as anyone of the demo. Elsewhere there is no such
// page.
func (a *App) signInDemo(c *fiber.Ctx) error {
	if !a.cfg.Demo {
		return errNoPage
	}
	f := readForm(c, "person", "to", "kept")
	id := account.PersonID(f.id("person"))
	token, err := a.accounts.AddSession(c.UserContext(), id, a.client(c))
	if err != nil {
		return err
	}
	return a.goOn(c, f, token, id)
}

// fillDemo fills an empty demo.
func fillDemo(ctx context.Context, in *Installation, stdout io.Writer) error { return nil }
