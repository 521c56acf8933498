package app

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/pages"
	"touchstone/app/words"
)

// invitedAtOnce is how many invitations one transaction sends, so that nobody
// waits long who saves something meanwhile.
const invitedAtOnce = 100

// inviteAll sends an invitation to everyone who has not joined and has none that
// still works. Whoever has one keeps it, so a second click sends nothing.
func (a *App) inviteAll(c *fiber.Ctx) error {
	n, err := a.inviteEveryone(c.UserContext(), a.visit(c).person())
	if err != nil {
		return err
	}
	said := words.Plural(n, "invitation is on its way.", "invitations are on their way.")
	if n == 0 {
		said = "Everyone who has not joined has an invitation that still works."
	}
	a.say(c, said)
	return goTo(c, "/people?state=%s", account.NotJoined)
}

func (a *App) inviteEveryone(ctx context.Context, by account.PersonID) (sent int, err error) {
	for {
		some, _, err := a.accounts.Uninvited(ctx, invitedAtOnce)
		if err != nil || len(some) == 0 {
			return sent, err
		}
		err = a.db.Update(ctx, func(tx *db.Tx) error {
			for _, p := range some {
				if _, err := sendInvitation(ctx, tx, by, p, &a.cfg); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return sent, err
		}
		sent += len(some)
	}
}

// fillUninvited says how many have no invitation that works, where those who
// have not joined are listed.
func (a *App) fillUninvited(c *fiber.Ctx, page *pages.People) error {
	_, n, err := a.accounts.Uninvited(c.UserContext(), 1)
	if err != nil || n == 0 {
		return err
	}
	page.Uninvited = words.Plural(n, "person has no invitation that still works.", "people have no invitation that still works.")
	page.Invite = "Send " + words.Plural(n, "invitation", "invitations")
	return nil
}
