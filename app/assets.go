package app

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"touchstone/static"
)

// sendAsset answers with a file of ours: a style, a script, an icon, a font.
func (a *App) sendAsset(c *fiber.Ctx) error {
	f, ok := static.Lookup(c.Path())
	if !ok {
		return errNoPage
	}
	return sendStatic(c, f)
}

// sendWorker answers with the service worker, which looks after every address.
func (a *App) sendWorker(c *fiber.Ctx) error {
	if static.Worker().Body == nil {
		return errNoPage
	}
	return sendStatic(c, static.Worker())
}

func sendStatic(c *fiber.Ctx, f static.File) error {
	c.Set(fiber.HeaderContentType, f.Type)
	c.Set(fiber.HeaderCacheControl, f.CacheControl())
	c.Set(fiber.HeaderETag, f.ETag)
	c.Set(fiber.HeaderVary, fiber.HeaderAcceptEncoding)
	if c.Get(fiber.HeaderIfNoneMatch) == f.ETag {
		return c.SendStatus(fiber.StatusNotModified)
	}
	if f.Gzip != nil && strings.Contains(c.Get(fiber.HeaderAcceptEncoding), "gzip") {
		c.Set(fiber.HeaderContentEncoding, "gzip")
		return c.Send(f.Gzip)
	}
	return c.Send(f.Body)
}
