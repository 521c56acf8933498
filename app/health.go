package app

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"
)

// showHealth says that the program runs.
func (a *App) showHealth(c *fiber.Ctx) error { return c.SendString("ok\n") }

// showReadiness says whether the program takes requests: it is not stopping and
// its database answers.
func (a *App) showReadiness(c *fiber.Ctx) error {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	if a.stopping.Load() {
		return c.Status(fiber.StatusServiceUnavailable).SendString("stopping\n")
	}
	if err := a.db.Ping(ctx); err != nil {
		a.log.Error("not ready", "err", err)
		return c.Status(fiber.StatusServiceUnavailable).SendString("the database does not answer\n")
	}
	return c.SendString("ready\n")
}
