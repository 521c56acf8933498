package app

import (
	"net/http"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/pages"
)

// showKit shows every part of the pages in all its states, in the demo; elsewhere
// there is no such page.
func (a *App) showKit(c *fiber.Ctx) error {
	if !a.cfg.Demo {
		return errNoPage
	}
	return a.show(c, http.StatusOK, pages.Kit{})
}

// showKitJob answers the kit's example of work in the background, which never
// gets further.
func (a *App) showKitJob(c *fiber.Ctx) error {
	if !a.cfg.Demo {
		return errNoPage
	}
	return c.JSON(fiber.Map{"state": "running", "done": 12, "total": 60, "note": "Piece 12 of 60"})
}
